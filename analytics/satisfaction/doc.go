// Package satisfaction measures what customers think of each dimension of what they are offered: experience against
// expectation, weighted by importance, the levels of satisfaction, and how many would recommend.
//
// Which of a customer's several answers count is the question's to say: all, those of the last day, or their mean. A
// recommendation counts once per customer and day, because surveys repeat it on every dimension's line. Scores are summed in exact millionths, so no result depends on the
// order of answers or on how customers are split. Intervals are at 95 % and take answers as independent.
package satisfaction
