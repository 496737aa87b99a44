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
//
// From the counts of customers by score, by what they had done before and by what they did afterwards come the curve with its fits, the
// curve among customers alike before (adjust.go), the satisfaction trap (trap.go) and what it holds (stake.go). No answer is kept.
// Kinds of loyalty (kind.go) are read from each customer's last answers and purchases.
package loyalty
