// Package loyalty sets what customers said beside what they did afterwards: the share of customers who bought again
// within a number of days after an answer, by score.
//
// The curve is an association. Good customers may answer well because they are good customers; that a higher score would
// make a customer buy again does not follow from it.
//
// Each customer counts once, with the first answer. It is chosen by nothing that comes after it; a customer's last answer
// is not, for it is one that was followed by no further purchase and survey, and would make customers look less loyal.
//
// The follow-up is the longest of 30, 60, 90 and 180 days, none longer than the forecast horizon, for which at least half
// of the customers have been observed. It is chosen by the dates of answers alone.
package loyalty
