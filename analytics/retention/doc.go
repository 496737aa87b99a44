// Package retention answers whether customers stay: cohorts by first purchase, the time to the second purchase and to
// churn, and the movement of the base from month to month.
//
// [Cohorts] and [Survival] of the second purchase need one pass. [Movement] and the survival until churn need the
// [analytics.StatusRule] of when a customer counts as lost, which follows from all gaps, and so a second pass.
package retention
