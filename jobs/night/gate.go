package night

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"

	"regulars/data"
)

// ErrGate says that too many rows could not be used.
var ErrGate = errors.New("the quality gate")

// Gate is the verdict on the table with the greatest share of rows held against it.
type Gate struct {
	Table         string
	Rows, Allowed int64
	Share         float64 // of the rows read
}

// Counted tells whether rows refused for a reason are held against the data. Lines without a customer are sales that can be
// attributed to nobody, rows after the as-of date belong to a later report, and a question may be left unanswered.
func Counted(reason string) bool {
	return reason != "no_customer" && reason != "after_as_of" && reason != "no_experience"
}

// Judge says why there is nothing to report on where no transaction could be used, and refuses data with too many bad rows.
func Judge(cfg *Config, reports []*data.Report) (Gate, error) {
	if err := cfg.usable(reports); err != nil {
		return Gate{}, err
	}
	return cfg.MaxBadRows.check(reports)
}

// check refuses the data where any table has more bad rows than the limit allows.
func (l Limit) check(reports []*data.Report) (Gate, error) {
	var worst Gate
	for _, r := range reports {
		g := Gate{Table: r.Table, Allowed: l.of(r.Read)}
		most := data.Refusal{}
		why := ""
		for reason, refused := range sorted(r.Refused) {
			if !Counted(reason) {
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
				"most because of %s, first at %s; nothing was published", ErrGate, g.Rows, r.Read, r.Table, l, why, most.First)
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
