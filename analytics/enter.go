package analytics

import (
	"encoding/binary"
	"math"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// Surveys enters a batch of answers with the columns customer_id, answered_at, dimension and experience, and whichever of the other
// columns of surveys it has.
func (w *Writer) Surveys(batch arrow.Record) error {
	at, err := w.bindEvents(batch, "answered_at", "dimension", "competitor", "store", "employee", "channel", "region")
	if err != nil {
		return err
	}
	score, err := bindScores(batch, "experience", "expectation", "importance", "ideal", "recommend", "scale_min", "scale_max",
		"repurchase_intent", "competitor_experience", "price_too_cheap", "price_cheap", "price_expensive", "price_too_expensive")
	if err != nil {
		return err
	}
	comment, err := remarks(batch, "comment")
	if err != nil {
		return err
	}
	for i := range at {
		a := Answer{
			Day: dayOf(at[i]), At: clockOf(at[i]), Dimension: w.labels[0].at(i), Competitor: w.labels[1].at(i),
			Store: w.labels[2].at(i), Employee: w.labels[3].at(i), Channel: w.labels[4].at(i), Region: w.labels[5].at(i),
			Experience: score(0, i), Expectation: score(1, i), Importance: score(2, i), Ideal: score(3, i),
			Recommend: score(4, i), ScaleMin: score(5, i), ScaleMax: score(6, i),
			RepurchaseIntent: score(7, i), CompetitorExperience: score(8, i),
			TooCheap: score(9, i), Cheap: score(10, i), Expensive: score(11, i), TooExpensive: score(12, i),
			Comment: comment(i),
		}
		w.ledger.coding.read(&a)
		w.enterEvent(anAnswer, i, a.Day, a.append)
	}
	return w.tails.err
}

// Complaints enters a batch of complaints with the columns customer_id and opened_at and whichever of the other columns of complaints it
// has. A complaint without a stated outcome counts as resolved once it is closed.
func (w *Writer) Complaints(batch arrow.Record) error {
	opened, err := w.bindEvents(batch, "opened_at", "outcome", "category", "channel")
	if err != nil {
		return err
	}
	score, err := bindScores(batch, "satisfaction_after")
	if err != nil {
		return err
	}
	compensation, err := amounts(batch, "compensation")
	if err != nil {
		return err
	}
	var day [3]func(i int) Day
	for k, name := range []string{"closed_at", "replied_at", "promised_at"} {
		if day[k], err = dates(batch, name); err != nil {
			return err
		}
	}
	for i := range opened {
		c := Complaint{
			Opened: dayOf(opened[i]), At: clockOf(opened[i]), Closed: day[0](i), Category: w.labels[1].at(i), Channel: w.labels[2].at(i),
			SatisfactionAfter: score(0, i), Compensation: moneyAt(compensation, i), Replied: day[1](i), Promised: day[2](i),
		}
		c.Resolved = c.Closed != NoDay
		if outcome := w.labels[0].at(i); outcome != 0 {
			c.Resolved = outcome == w.resolved
		}
		w.ledger.coding.clear(&c.SatisfactionAfter)
		w.enterEvent(aComplaint, i, c.Opened, c.append)
	}
	return w.tails.err
}

// Referrals enters a batch of referrals with the columns referrer_id, referred_id and referred_at.
func (w *Writer) Referrals(batch arrow.Record) error {
	if err := w.customer.bind("referrer_id", find(batch, "referrer_id")); err != nil {
		return err
	}
	if err := w.referred.bind("referred_id", find(batch, "referred_id")); err != nil {
		return err
	}
	at, err := times(batch, "referred_at")
	if err != nil {
		return err
	}
	for i := range at {
		referred := w.referred.at(i)
		w.enterEvent(aReferral, i, dayOf(at[i]), func(b []byte) []byte {
			text := referred.key().String()
			b = binary.AppendUvarint(b, uint64(clockOf(at[i])))
			return append(binary.AppendUvarint(b, uint64(len(text))), text...)
		})
	}
	return w.tails.err
}

// Wallet enters a batch of what customers spend in all, with the columns customer_id, period and amount.
func (w *Writer) Wallet(batch arrow.Record) error {
	period, err := w.bindEvents(batch, "period")
	if err != nil {
		return err
	}
	amount, err := amounts(batch, "amount")
	if err != nil {
		return err
	}
	for i := range period {
		w.enterEvent(aSpending, i, dayOf(period[i]), func(b []byte) []byte { return binary.AppendVarint(b, int64(moneyAt(amount, i))) })
	}
	return w.tails.err
}

// Identities enters a batch of accounts with the column source_id, which is who it is, and, where it has them, qualified and updated_at.
func (w *Writer) Identities(batch arrow.Record) error {
	if err := w.customer.bind("source_id", find(batch, "source_id")); err != nil {
		return err
	}
	updated, err := dates(batch, "updated_at")
	if err != nil {
		return err
	}
	qualified, err := flags(batch, "qualified")
	if err != nil {
		return err
	}
	for i := range int(batch.NumRows()) {
		w.enterEvent(anAccount, i, updated(i), func(b []byte) []byte { return appendFlag(b, qualified(i)) })
	}
	return w.tails.err
}

// Costs enters a batch of costs with the columns period, kind and amount and, where it has them, channel and customer_id. Those with a
// customer are the customer's Expenses, the others the ledger's Costs.
func (w *Writer) Costs(batch arrow.Record) error {
	period, err := times(batch, "period")
	if err != nil {
		return err
	}
	amount, err := amounts(batch, "amount")
	if err != nil {
		return err
	}
	if err := w.bindLabels(batch, "kind", "channel"); err != nil {
		return err
	}
	who := find(batch, "customer_id")
	if who != nil {
		if err := w.customer.bind("customer_id", who); err != nil {
			return err
		}
	}
	for i := range period {
		e := Expense{dayOf(period[i]), w.labels[0].at(i), w.labels[1].at(i), moneyAt(amount, i)}
		if who == nil || who.IsNull(i) {
			w.ledger.locked(func(l *Ledger) { l.costs = append(l.costs, e) })
			continue
		}
		w.enterEvent(anExpense, i, e.Day, func(b []byte) []byte {
			b = binary.AppendUvarint(binary.AppendUvarint(b, uint64(e.Kind)), uint64(e.Channel))
			return binary.AppendVarint(b, int64(e.Amount))
		})
	}
	return w.tails.err
}

// Employees enters a batch of employees' satisfaction with the columns period, store and satisfaction.
func (w *Writer) Employees(batch arrow.Record) error {
	period, err := times(batch, "period")
	if err != nil {
		return err
	}
	if err := w.bindLabels(batch, "store"); err != nil {
		return err
	}
	score, err := bindScores(batch, "satisfaction")
	if err != nil {
		return err
	}
	w.ledger.locked(func(l *Ledger) {
		for i := range period {
			l.employees = append(l.employees, EmployeeScore{dayOf(period[i]), w.labels[0].at(i), score(0, i)})
		}
	})
	return nil
}

// Contacts enters a batch of contacts with the columns customer_id and list and, where it has them, contacted_at and held_out. Who was held
// out has no contacted_at.
func (w *Writer) Contacts(batch arrow.Record) error {
	if err := w.customer.bind("customer_id", find(batch, "customer_id")); err != nil {
		return err
	}
	if err := w.bindLabels(batch, "list"); err != nil {
		return err
	}
	at, err := dates(batch, "contacted_at")
	if err != nil {
		return err
	}
	held, err := flags(batch, "held_out")
	if err != nil {
		return err
	}
	for i := range int(batch.NumRows()) {
		w.enterEvent(aContact, i, at(i), func(b []byte) []byte {
			return appendFlag(binary.AppendUvarint(b, uint64(w.labels[0].at(i))), held(i))
		})
	}
	return w.tails.err
}

// Events enters a batch of events with the columns date and name and, where it has them, name_zh and until.
func (w *Writer) Events(batch arrow.Record) error {
	from, err := times(batch, "date")
	if err != nil {
		return err
	}
	if err := w.bindLabels(batch, "name", "name_zh"); err != nil {
		return err
	}
	until, err := dates(batch, "until")
	if err != nil {
		return err
	}
	w.ledger.locked(func(l *Ledger) {
		for i := range from {
			e := Event{From: dayOf(from[i]), Until: until(i), Name: w.labels[0].at(i), NameZH: w.labels[1].at(i)}
			if e.Until < e.From {
				e.Until = e.From // an event of one day, or one whose end was forgotten
			}
			l.events = append(l.events, e)
		}
	})
	return nil
}

// dates finds a column of dates that need not be there or be given.
func dates(batch arrow.Record, name string) (func(i int) Day, error) {
	a := find(batch, name)
	given, ok := a.(*array.Timestamp)
	if a != nil && !ok {
		return nil, wrongType(name, a)
	}
	return func(i int) Day {
		if given == nil || given.IsNull(i) {
			return NoDay
		}
		return dayOf(given.Value(i))
	}, nil
}

// remarks finds a column of comments that need not be there; a long one is cut where a letter ends.
func remarks(batch arrow.Record, name string) (func(i int) string, error) {
	a := find(batch, name)
	value := func(int) string { return "" }
	switch given := a.(type) {
	case nil:
		return value, nil
	case *array.String:
		value = given.Value
	case *array.Dictionary:
		entries, ok := given.Dictionary().(*array.String)
		if !ok {
			return nil, wrongType(name, a)
		}
		value = func(i int) string { return entries.Value(given.GetValueIndex(i)) }
	default:
		return nil, wrongType(name, a)
	}
	return func(i int) string {
		if a.IsNull(i) {
			return ""
		}
		text := value(i)
		if len(text) > MostComment {
			text = strings.ToValidUTF8(text[:MostComment], "")
		}
		return text
	}, nil
}

// flags finds a column of truth values that need not be there; what is not given is false.
func flags(batch arrow.Record, name string) (func(i int) bool, error) {
	a := find(batch, name)
	given, ok := a.(*array.Boolean)
	if a != nil && !ok {
		return nil, wrongType(name, a)
	}
	return func(i int) bool { return given != nil && given.IsValid(i) && given.Value(i) }, nil
}

func appendFlag(b []byte, is bool) []byte {
	if is {
		return append(b, 1)
	}
	return append(b, 0)
}

// Events are the events, by day; those after the as-of date are plans.
func (l *Ledger) Events() []Event { return l.events }

// Costs are the costs that are not of one customer, by period.
func (l *Ledger) Costs() []Expense { return l.costs }

// Employees are the satisfaction of employees by period and store.
func (l *Ledger) Employees() []EmployeeScore { return l.employees }

func (l *Ledger) locked(f func(*Ledger)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(l)
}

func (l *Ledger) closeCosts(final []Label) {
	for i := range l.costs {
		l.costs[i].Kind, l.costs[i].Channel = final[l.costs[i].Kind], final[l.costs[i].Channel]
	}
	for i := range l.employees {
		l.employees[i].Store = final[l.employees[i].Store]
	}
	for i := range l.events {
		l.events[i].Name, l.events[i].NameZH = final[l.events[i].Name], final[l.events[i].NameZH]
	}
	slices.SortFunc(l.costs, compareExpenses)
	slices.SortFunc(l.employees, compareEmployees)
	slices.SortFunc(l.events, compareEvents)
}

// bindEvents finds the columns of who, when and of names.
func (w *Writer) bindEvents(batch arrow.Record, date string, names ...string) ([]arrow.Timestamp, error) {
	if err := w.customer.bind("customer_id", find(batch, "customer_id")); err != nil {
		return nil, err
	}
	if err := w.bindLabels(batch, names...); err != nil {
		return nil, err
	}
	return times(batch, date)
}

// enterEvent enters something of the customer in row i; what writes it.
func (w *Writer) enterEvent(k kind, i int, day Day, what func([]byte) []byte) {
	who := w.customer.at(i)
	w.tails.entry = what(appendEvent(w.tails.entry[:0], k, who, day))
	w.tails.add(who.hash)
}

// bindScores finds columns of numbers by name; the function it returns gives the value of the column at that place in the names, NaN
// where there is none.
func bindScores(batch arrow.Record, names ...string) (func(column, i int) float64, error) {
	given := make([]*array.Float64, len(names))
	for i, name := range names {
		var err error
		if given[i], err = scores(batch, name); err != nil {
			return nil, err
		}
	}
	return func(column, i int) float64 {
		if a := given[column]; a != nil && a.IsValid(i) {
			return a.Value(i)
		}
		return math.NaN()
	}, nil
}
