package main

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"regulars/data"
)

// errGate says that too many rows could not be used.
var errGate = errors.New("the quality gate")

// gate is the verdict on the table with the greatest share of rows held against it.
type gate struct {
	Table         string
	Rows, Allowed int64
	Share         float64 // of the rows read
}

// counted tells whether rows refused for a reason are held against the data. Lines without a customer are sales that can be
// attributed to nobody, rows after the as-of date belong to a later report, and a question may be left unanswered.
func counted(reason string) bool {
	return reason != "no_customer" && reason != "after_as_of" && reason != "no_experience"
}

// check refuses the data where any table has more bad rows than the limit allows.
func (l limit) check(reports []*data.Report) (gate, error) {
	var worst gate
	for _, r := range reports {
		g := gate{Table: r.Table, Allowed: l.of(r.Read)}
		most := data.Refusal{}
		why := ""
		for reason, refused := range sorted(r.Refused) {
			if !counted(reason) {
				continue
			}
			g.Rows += refused.Rows
			if refused.Rows > most.Rows {
				most, why = refused, reason
			}
		}
		if r.Read > 0 {
			g.Share = float64(g.Rows) / float64(r.Read)
		}
		if g.Rows > g.Allowed {
			return g, fmt.Errorf("%w refused the data: %d of %d rows of %s cannot be used, more than --max-bad-rows %s; "+
				"most because of %s, first at %s; nothing was published", errGate, g.Rows, r.Read, r.Table, l, why, most.First)
		}
		if worst.Table == "" || g.Share > worst.Share {
			worst = g
		}
	}
	return worst, nil
}

// sorted walks a map in the order of its keys.
func sorted[K cmp.Ordered, V any](m map[K]V) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
