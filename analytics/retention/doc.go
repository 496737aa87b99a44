// Package retention answers whether customers stay: cohorts by first purchase, the time to the second purchase and to
// churn, and the movement of the base from month to month.
//
// [Cohorts], [Survival] of the second purchase and [Rhythm] need one pass. Rhythm gives the [Rule] of when a customer
// counts as lost; [Movement] and the survival until churn need that rule, and so a second pass.
package retention
