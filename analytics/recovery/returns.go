package recovery

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"regulars/analytics"
)

// Returns measures what became of the regulars who counted as lapsed at the end of an earlier day: who bought again by the
// as-of date and what they spent. Each is ranked as the list would have ranked them on that day, from what was known then, so
// the measure also tells whether the list can be trusted. Nobody knows who of them was called: it is what the base does, not what a
// call adds.
//
// It is an accumulator and keeps 32 bytes for each lapsed regular.
type Returns struct {
	Since, Until analytics.Day // lapsed at the end of Since; watched after it to the end of Until
	then         Then
	reasons      *Reasons
	lapses       []lapse
}

// Then is what was known on the earlier day.
type Then struct {
	Lapsed   func(c *analytics.Customer, at analytics.Day) bool            // whether the customer counted as lapsed
	Forecast func(s analytics.Summary) (chance, value float64, known bool) // of buying again by Until, and the value expected by then
}

// lapse is one lapsed regular.
type lapse struct {
	chance, value float64
	spent         analytics.Money
	reason        Reason
	returned      bool
}

// NewReturns makes an accumulator.
func NewReturns(since, until analytics.Day, then Then, reasons *Reasons) *Returns {
	return &Returns{Since: since, Until: until, then: then, reasons: reasons}
}

// Add adds a customer.
func (r *Returns) Add(c *analytics.Customer) {
	if r.Since == analytics.NoDay {
		return
	}
	known, whole := c.Until(r.Since), c.Until(r.Until)
	s := known.Summary()
	if s.Occasions < 2 || !r.then.Lapsed(&known, r.Since) {
		return
	}
	chance, value, ok := r.then.Forecast(s)
	if !ok || !(value > 0) {
		return
	}
	l := lapse{chance: chance, value: value}
	l.reason, _ = r.reasons.Of(&known)
	for i := range whole.Rows[len(known.Rows):] {
		row := &whole.Rows[len(known.Rows)+i]
		l.returned = l.returned || row.Purchases > 0
		l.spent += row.Net()
	}
	r.lapses = append(r.lapses, l)
}

// Merge adds the customers of another accumulator.
func (r *Returns) Merge(o *Returns) { r.lapses = append(r.lapses, o.lapses...) }

// ReturnRow is what became of a group of lapsed regulars. It is a row of the table winback_returns.
type ReturnRow struct {
	By        string          `col:"by"`    // all, rank or reason
	Group     string          `col:"group"` // empty, the tenth by rank (1 is the top), or the reason
	Customers int             `col:"customers"`
	Chance    float64         `col:"chance"` // mean, as given on the earlier day
	Forecast  float64         `col:"forecast_value"`
	Returned  int             `col:"returned"`
	Rate      float64         `col:"rate"` // Returned / Customers, with its 95 % interval (Wilson)
	Low       float64         `col:"low"`
	High      float64         `col:"high"`
	Spent     analytics.Total `col:"spent"`        // net revenue after the earlier day
	Share     float64         `col:"share_spent"`  // of what all spent
	Lift      float64         `col:"against_mean"` // spent per customer against that of all
}

// ReturnResult is what became of the lapsed.
type ReturnResult struct {
	Since, Until analytics.Day
	All          ReturnRow
	Ranks        []ReturnRow // ten, the top first; nil for fewer than ten customers
	Reasons      []ReturnRow // those that occur, in the order they are tried
}

// Result ranks the lapsed and sums them up.
func (r *Returns) Result() ReturnResult {
	slices.SortStableFunc(r.lapses, func(a, b lapse) int { return -cmp.Compare(a.value, b.value) })
	res := ReturnResult{Since: r.Since, Until: r.Until, All: sumLapses("all", "", r.lapses)}
	if n := len(r.lapses); n >= 10 {
		for i := range 10 {
			res.Ranks = append(res.Ranks, sumLapses("rank", strconv.Itoa(i+1), r.lapses[i*n/10:(i+1)*n/10]))
		}
	}
	for _, reason := range []Reason{ByComplaint, ByPrice, ByLowScore, BySilence} {
		of := slices.DeleteFunc(slices.Clone(r.lapses), func(l lapse) bool { return l.reason != reason })
		if len(of) > 0 {
			res.Reasons = append(res.Reasons, sumLapses("reason", string(reason), of))
		}
	}
	for i := range res.Ranks {
		res.Ranks[i].against(&res.All)
	}
	for i := range res.Reasons {
		res.Reasons[i].against(&res.All)
	}
	res.All.against(&res.All)
	return res
}

func sumLapses(by, group string, lapses []lapse) ReturnRow {
	row := ReturnRow{By: by, Group: group, Customers: len(lapses)}
	for i := range lapses {
		l := &lapses[i]
		row.Chance += l.chance / float64(len(lapses))
		row.Forecast += l.value
		row.Spent.Add(l.spent)
		if l.returned {
			row.Returned++
		}
	}
	share := analytics.ShareOf(int64(row.Returned), int64(row.Customers))
	row.Rate, row.Low, row.High = share.Share, share.Low, share.High
	return row
}

// against compares a group with all; NaN where all together spent nothing.
func (row *ReturnRow) against(all *ReturnRow) {
	row.Share, row.Lift = math.NaN(), math.NaN()
	if spent := all.Spent.Units(); spent > 0 {
		row.Share = row.Spent.Units() / spent
		row.Lift = row.Share * float64(all.Customers) / float64(row.Customers)
	}
}

// Table is the table winback_returns.
func (r *ReturnResult) Table() analytics.Table {
	rows := append([]ReturnRow{r.All}, r.Ranks...)
	return analytics.TableOf("winback_returns", append(rows, r.Reasons...))
}
