// Package status tells what customers are: how the rule follows from the gaps in the data, what became of those whom it called lost, how
// many customers are what, and how they moved between two days. The rule itself is [analytics.StatusRule].
package status
