package data

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// reason is why a row is refused; zero is none. Reasons are numbered in the order in which they apply.
type reason uint8

const (
	filtered  reason = 255 // by --where or --except
	duplicate reason = 254
	apart     reason = 253 // of --since and --until
)

// mostKept is how many refused rows of each reason are kept.
const mostKept = 10_000

// refusals counts refused rows of one worker.
type refusals struct {
	reasons []string // by number less one
	rows    []int64
	amount  []Sum
	first   []place
	kept    [][]refusedRow // the first of each reason: a worker meets rows in the order of the files
}

type refusedRow struct {
	at            place
	column, value string
}

// Refused is a row that was refused.
type Refused struct {
	Place
	Reason, Column, Value string // the column as the file names it, and its value as text; "" where it has none
}

// rule is what rows may be refused for because of one column.
type rule struct {
	*column
	first   reason
	reasons []string
}

// rulesOf are the rules of a table in the order in which they apply.
func rulesOf(table string) (rules []rule) {
	next := reason(1)
	add := func(c *column, reasons ...string) {
		rules = append(rules, rule{c, next, reasons})
		next += reason(len(reasons))
	}
	columns := tables[table]
	for i := range columns {
		switch c := &columns[i]; {
		case !c.required:
		case c.kind == aDate:
			add(c, "no_"+c.subject, "bad_"+c.subject, afterAsOf, farDate)
		case c.kind == aKey:
			add(c, "no_"+c.subject, "bad_"+c.subject, "inexact_"+c.subject)
		case c.words != nil:
			add(c, "no_"+c.subject, "unknown_"+c.subject)
		default:
			add(c, "no_"+c.subject, "bad_"+c.subject)
		}
	}
	for i := range columns {
		switch c := &columns[i]; {
		case c.required:
		case c.words != nil:
			add(c, "unknown_"+c.subject)
		case c.name == currency.name:
			add(c, "other_currency", "no_rate")
		}
	}
	return rules
}

// place is a row of a row group of a file.
type place struct {
	file, group int
	row         int64
}

func (p place) compare(q place) int {
	return cmp.Or(cmp.Compare(p.file, q.file), cmp.Compare(p.group, q.group), cmp.Compare(p.row, q.row))
}

func (p place) before(q place) bool { return p.compare(q) < 0 }

// Sum adds exactly, so that it does not depend on the order: 128 bits in two's complement.
type Sum struct {
	Hi int64
	Lo uint64
}

func (s *Sum) add(o Sum) {
	var carry uint64
	s.Lo, carry = bits.Add64(s.Lo, o.Lo, 0)
	s.Hi += o.Hi + int64(carry)
}

// Value is the sum, or the nearest an int64 comes to it.
func (s Sum) Value() int64 {
	switch {
	case s.Hi == int64(s.Lo)>>63:
		return int64(s.Lo)
	case s.Hi < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

const (
	afterAsOf = "after_as_of"
	farDate   = "far_date"
)

// newRefusals numbers the reasons of a table in the order in which they apply.
func newRefusals(table string) *refusals {
	r := &refusals{}
	for _, rule := range rulesOf(table) {
		r.reasons = append(r.reasons, rule.reasons...)
	}
	r.rows = make([]int64, len(r.reasons))
	r.amount = make([]Sum, len(r.reasons))
	r.first = make([]place, len(r.reasons))
	r.kept = make([][]refusedRow, len(r.reasons))
	return r
}

func (r *refusals) note(why reason, at place, amount int64) {
	i := int(why) - 1
	if r.rows[i] == 0 || at.before(r.first[i]) {
		r.first[i] = at
	}
	r.rows[i]++
	if r.reasons[i] != afterAsOf {
		r.amount[i].add(Sum{amount >> 63, uint64(amount)})
	}
}

// wanted tells whether a further row of a reason is kept.
func (r *refusals) wanted(why reason) bool {
	return len(r.kept[why-1]) < mostKept && r.reasons[why-1] != afterAsOf
}

// noteAll notes a whole row group that lies after the as-of date.
func (r *refusals) noteAll(at place, rows int64) {
	r.note(reason(slices.Index(r.reasons, afterAsOf)+1), at, 0)
	r.rows[slices.Index(r.reasons, afterAsOf)] += rows - 1
}

func (r *refusals) merge(o *refusals) {
	for i := range o.rows {
		if o.rows[i] == 0 {
			continue
		}
		if r.rows[i] == 0 || o.first[i].before(r.first[i]) {
			r.first[i] = o.first[i]
		}
		r.rows[i] += o.rows[i]
		r.amount[i].add(o.amount[i])
		r.kept[i] = append(r.kept[i], o.kept[i]...)
	}
}

func (r *refusals) report(t *Dataset, to *Counts) {
	for i, rows := range r.rows {
		if rows > 0 {
			at := r.first[i]
			to.Refused[r.reasons[i]] = Refusal{rows, r.amount[i].Value(), t.place(at)}
		}
		slices.SortFunc(r.kept[i], func(a, b refusedRow) int { return a.at.compare(b.at) })
		for _, row := range r.kept[i][:min(len(r.kept[i]), mostKept)] {
			to.Rows = append(to.Rows, Refused{t.place(row.at), r.reasons[i], row.column, row.value})
		}
	}
	to.Rows = firstOfEach(to.Rows)
}

func (t *Dataset) place(at place) Place { return Place{t.files[at.file].path, at.group, at.row} }
