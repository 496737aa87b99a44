package analytics

import (
	"cmp"
	"slices"
)

// Category is a category a customer has bought from.
type Category struct {
	Name        Label
	First, Last Day // of the purchases in it; Last is that of the whole ledger, not of a history cut short
}

// Answer is one customer's answer about one dimension. Scores and prices that were not given are NaN, names that were not given zero.
type Answer struct {
	Day              Day
	Dimension        Label
	Experience       float64
	Expectation      float64
	Importance       float64
	Ideal            float64
	Recommend        float64 // 0–10
	ScaleMin         float64 // of the scale the scores are on, where the file says
	ScaleMax         float64
	RepurchaseIntent float64

	Competitor           Label
	CompetitorExperience float64

	TooCheap, Cheap, Expensive, TooExpensive float64 // prices, in units of the currency

	Store, Employee, Channel, Region Label
}

// Complaint is one customer's complaint.
type Complaint struct {
	Opened, Closed    Day  // Closed is NoDay while it is open
	Resolved          bool // the file's outcome, where it gives one; else whether it was closed
	Category, Channel Label
	SatisfactionAfter float64 // NaN where not given
	Compensation      Money
}

// Referral is one customer's bringing another.
type Referral struct {
	Day      Day
	Referred Key
}

// Spending is what a customer spent in a period on everything of our kind, wherever bought.
type Spending struct {
	Day    Day // of the period's begin
	Amount Money
}

// Expense is money spent on acquiring, keeping or serving customers.
type Expense struct {
	Day           Day // of the period's begin
	Kind, Channel Label
	Amount        Money
}

// EmployeeScore is how satisfied the employees of a store were in a period.
type EmployeeScore struct {
	Day          Day // of the period's begin
	Store        Label
	Satisfaction float64
}

// events are what customers did besides buying: logged as they come, and by customer once they are closed.
type events[T any] struct {
	logged []entry[T]
	items  []T // of the customer at position i: items[from[i]:from[i+1]]
	from   []uint32
}

// entry is something of a customer, who is given by position in the partition's keys.
type entry[T any] struct {
	customer uint32
	item     T
}

func (e *events[T]) add(customer uint32, item T) {
	e.logged = append(e.logged, entry[T]{customer, item})
}

// close puts the items of each customer beside each other and in order.
func (e *events[T]) close(customers int, compare func(a, b T) int) {
	e.from = make([]uint32, customers+1)
	for i := range e.logged {
		e.from[e.logged[i].customer+1]++
	}
	next := offsets(e.from)
	e.items = make([]T, len(e.logged))
	for i := range e.logged {
		e.items[next[e.logged[i].customer]] = e.logged[i].item
		next[e.logged[i].customer]++
	}
	e.logged = nil
	for i := range customers {
		slices.SortFunc(e.items[e.from[i]:e.from[i+1]], compare)
	}
}

func (e *events[T]) of(customer uint32) []T { return e.items[e.from[customer]:e.from[customer+1]] }

// offsets turns counts, which stand one place up, into where each begins, and returns a copy.
func offsets(from []uint32) []uint32 {
	for i := 1; i < len(from); i++ {
		from[i] += from[i-1]
	}
	return slices.Clone(from)
}

func compareAnswers(a, b Answer) int {
	if c := cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Dimension, b.Dimension)); c != 0 {
		return c
	}
	return cmp.Or(slices.Compare(a.scores(), b.scores()), slices.Compare(a.names(), b.names()))
}

func (a *Answer) scores() []float64 {
	return []float64{a.Experience, a.Expectation, a.Importance, a.Ideal, a.Recommend, a.ScaleMin, a.ScaleMax, a.RepurchaseIntent,
		a.CompetitorExperience, a.TooCheap, a.Cheap, a.Expensive, a.TooExpensive}
}

func (a *Answer) names() []Label {
	return []Label{a.Competitor, a.Store, a.Employee, a.Channel, a.Region}
}

func compareComplaints(a, b Complaint) int {
	return cmp.Or(cmp.Compare(a.Opened, b.Opened), cmp.Compare(a.Closed, b.Closed), compareFlags(a.Resolved, b.Resolved),
		cmp.Compare(a.Category, b.Category), cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.SatisfactionAfter, b.SatisfactionAfter), cmp.Compare(a.Compensation, b.Compensation))
}

// compareFlags puts false before true.
func compareFlags(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}

func compareReferrals(a, b Referral) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), a.Referred.Compare(b.Referred))
}

func compareSpending(a, b Spending) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Amount, b.Amount))
}

func compareExpenses(a, b Expense) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Amount, b.Amount))
}

func compareEmployees(a, b EmployeeScore) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Satisfaction, b.Satisfaction))
}
