package status

import "regulars/analytics"

// Current counts the current customers on several days. It is an accumulator.
type Current struct {
	rule analytics.StatusRule
	days []analytics.Day
	n    []int
}

// NewCurrent makes an accumulator.
func NewCurrent(rule analytics.StatusRule, days []analytics.Day) *Current {
	return &Current{rule, days, make([]int, len(days))}
}

// Add adds a customer.
func (k *Current) Add(c *analytics.Customer) {
	for i, day := range k.days {
		if k.rule.On(c, day).Status.Current() {
			k.n[i]++
		}
	}
}

// Merge adds the customers of another accumulator of the same rule and days.
func (k *Current) Merge(o *Current) {
	for i, n := range o.n {
		k.n[i] += n
	}
}

// On is how many customers were current at the end of one of the days; none on another day.
func (k *Current) On(day analytics.Day) int {
	for i, d := range k.days {
		if d == day {
			return k.n[i]
		}
	}
	return 0
}
