package analytics

import (
	"cmp"
	"encoding/binary"
	"strings"
)

// Category is a category a customer has bought from.
type Category struct {
	Name        Label
	First, Last Day // of the purchases in it; Last is that of the whole ledger, not of a history cut short

	first, last moment
}

// Answer is one customer's answer about one dimension. Scores and prices that were not given are NaN, names that were not given zero.
type Answer struct {
	Day              Day
	At               Clock
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

	Comment string // as it was written, at most MostComment bytes; it points into the ledger and must not be kept
}

// MostComment is how many bytes of a comment are taken.
const MostComment = 4096

// Complaint is one customer's complaint.
type Complaint struct {
	Opened, Closed    Day   // Closed is NoDay while it is open
	At                Clock // when it was opened
	Resolved          bool  // the file's outcome, where it gives one; else whether it was closed
	Category, Channel Label
	SatisfactionAfter float64 // NaN where not given
	Compensation      Money
	Replied, Promised Day // first replied to, and by when it was to be settled; NoDay where nobody has, or where that is not known
}

// Referral is one customer's bringing another.
type Referral struct {
	Day      Day
	At       Clock
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

// Account is one account of a person in one source, whether or not the person ever bought.
type Account struct {
	Day       Day  // last brought up to date; NoDay where that is not known, which counts as ever
	Qualified bool // as a possible buyer
}

// Contact is one contact made with a customer, or held out so that others can be compared with it.
type Contact struct {
	Day     Day // NoDay where nobody was in touch
	List    Label
	HeldOut bool
}

// Event is something that happened in the whole business, or is planned: a promotion, a holiday, a change of prices.
type Event struct {
	From, Until  Day
	Name, NameZH Label // NameZH is zero where it was not given
}

// EmployeeScore is how satisfied the employees of a store were in a period.
type EmployeeScore struct {
	Day          Day // of the period's begin
	Store        Label
	Satisfaction float64
}

// append writes an answer, after who and the day: the time, the labels, the scores, and the prices.
func (a *Answer) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(a.At))
	for _, l := range a.labels() {
		b = binary.AppendUvarint(b, uint64(*l))
	}
	for _, x := range a.numbers() {
		b = appendFloat(b, *x)
	}
	return append(binary.AppendUvarint(b, uint64(len(a.Comment))), a.Comment...)
}

func (d *entryReader) answer() Answer {
	a := Answer{Day: d.day(), At: d.clock()}
	for _, l := range a.labels() {
		*l = d.label()
	}
	for _, x := range a.numbers() {
		*x = d.float()
	}
	a.Comment = d.text()
	return a
}

// append writes a complaint, after who and the day on which it was opened.
func (c *Complaint) append(b []byte) []byte {
	resolved := uint64(0)
	if c.Resolved {
		resolved = 1
	}
	b = binary.AppendUvarint(b, uint64(c.At))
	b = binary.AppendUvarint(binary.AppendVarint(b, int64(c.Closed)), resolved)
	b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(c.Category)), uint64(c.Channel))
	b = binary.AppendVarint(appendFloat(b, c.SatisfactionAfter), int64(c.Compensation))
	return binary.AppendVarint(binary.AppendVarint(b, int64(c.Replied)), int64(c.Promised))
}

func (d *entryReader) complaint() Complaint {
	return Complaint{
		Opened: d.day(), At: d.clock(), Closed: d.day(), Resolved: d.uvarint() == 1, Category: d.label(), Channel: d.label(),
		SatisfactionAfter: d.float(), Compensation: d.money(), Replied: d.day(), Promised: d.day(),
	}
}

// referral reads whom the customer referred, by the id that they have now.
func (d *entryReader) referral(now map[Key]string) Referral {
	r := Referral{Day: d.day(), At: d.clock(), Referred: TextKey(strings.Clone(d.text()))}
	if id, ok := now[r.Referred]; ok {
		r.Referred = TextKey(id)
	}
	return r
}

func (d *entryReader) contact() Contact { return Contact{d.day(), d.label(), d.uvarint() == 1} }

func (d *entryReader) account() Account { return Account{d.day(), d.uvarint() == 1} }

func compareAnswers(a, b Answer) int {
	if c := cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.At, b.At), cmp.Compare(a.Dimension, b.Dimension)); c != 0 {
		return c
	}
	ofB := b.numbers()
	for i, x := range a.numbers() {
		if c := cmp.Compare(*x, *ofB[i]); c != 0 {
			return c
		}
	}
	labels := b.labels()
	for i, l := range a.labels() {
		if c := cmp.Compare(*l, *labels[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.Comment, b.Comment)
}

func (a *Answer) numbers() [13]*float64 {
	return [...]*float64{&a.Experience, &a.Expectation, &a.Importance, &a.Ideal, &a.Recommend, &a.ScaleMin, &a.ScaleMax,
		&a.RepurchaseIntent, &a.CompetitorExperience, &a.TooCheap, &a.Cheap, &a.Expensive, &a.TooExpensive}
}

func (a *Answer) labels() [6]*Label {
	return [...]*Label{&a.Dimension, &a.Competitor, &a.Store, &a.Employee, &a.Channel, &a.Region}
}

func compareComplaints(a, b Complaint) int {
	return cmp.Or(cmp.Compare(a.Opened, b.Opened), cmp.Compare(a.At, b.At), cmp.Compare(a.Closed, b.Closed), compareFlags(a.Resolved, b.Resolved),
		cmp.Compare(a.Category, b.Category), cmp.Compare(a.Channel, b.Channel),
		cmp.Compare(a.SatisfactionAfter, b.SatisfactionAfter), cmp.Compare(a.Compensation, b.Compensation),
		cmp.Compare(a.Replied, b.Replied), cmp.Compare(a.Promised, b.Promised))
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
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.At, b.At), a.Referred.Compare(b.Referred))
}

func compareSpending(a, b Spending) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Amount, b.Amount))
}

func compareExpenses(a, b Expense) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Channel, b.Channel), cmp.Compare(a.Amount, b.Amount))
}

func compareAccounts(a, b Account) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), compareFlags(a.Qualified, b.Qualified))
}

func compareContacts(a, b Contact) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.List, b.List), compareFlags(a.HeldOut, b.HeldOut))
}

func compareEvents(a, b Event) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until), cmp.Compare(a.Name, b.Name), cmp.Compare(a.NameZH, b.NameZH))
}

func compareEmployees(a, b EmployeeScore) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Store, b.Store), cmp.Compare(a.Satisfaction, b.Satisfaction))
}
