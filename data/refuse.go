package data

import (
	"math"
	"math/bits"
	"slices"
)

// reason is why a row is refused; zero is none. Reasons are numbered in the order in which they apply.
type reason uint8

const (
	filtered  reason = 255
	duplicate reason = 254
)

// refusals counts refused rows of one worker.
type refusals struct {
	reasons []string // by number less one
	rows    []int64
	amount  []sum
	first   []place
}

// place is a row of a row group of a file.
type place struct {
	file, group int
	row         int64
}

func (p place) before(q place) bool {
	if p.file != q.file {
		return p.file < q.file
	}
	if p.group != q.group {
		return p.group < q.group
	}
	return p.row < q.row
}

// sum adds exactly, so that it does not depend on the order.
type sum struct {
	hi int64
	lo uint64
}

func (s *sum) add(o sum) {
	var carry uint64
	s.lo, carry = bits.Add64(s.lo, o.lo, 0)
	s.hi += o.hi + int64(carry)
}

// value is the sum, or the nearest an int64 comes to it.
func (s sum) value() int64 {
	switch {
	case s.hi == int64(s.lo)>>63:
		return int64(s.lo)
	case s.hi < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

const afterAsOf = "after_as_of"

// newRefusals numbers the reasons of a table in the order in which they apply.
func newRefusals(table string) *refusals {
	r := &refusals{}
	for _, c := range tables[table] {
		if !c.required {
			continue
		}
		r.reasons = append(r.reasons, "no_"+c.subject, "bad_"+c.subject)
		if c.kind == aDate {
			r.reasons = append(r.reasons, afterAsOf)
		}
	}
	r.rows = make([]int64, len(r.reasons))
	r.amount = make([]sum, len(r.reasons))
	r.first = make([]place, len(r.reasons))
	return r
}

func (r *refusals) note(why reason, at place, amount int64) {
	i := int(why) - 1
	if r.rows[i] == 0 || at.before(r.first[i]) {
		r.first[i] = at
	}
	r.rows[i]++
	if r.reasons[i] != afterAsOf {
		r.amount[i].add(sum{amount >> 63, uint64(amount)})
	}
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
	}
}

func (r *refusals) report(t *Dataset, to *Counts) {
	for i, rows := range r.rows {
		if rows > 0 {
			at := r.first[i]
			to.Refused[r.reasons[i]] = Refusal{rows, r.amount[i].value(), Place{t.files[at.file].path, at.group, at.row}}
		}
	}
}
