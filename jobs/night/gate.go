package night

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars/analytics"
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

// Judge says why there is nothing to report on where no transaction could be used or no day is told, and refuses data with more bad rows than allowed.
func Judge(reports []*data.Report, cfg *Config) (Gate, error) {
	if err := usable(reports, cfg.Inputs["transactions"]); err != nil {
		return Gate{}, err
	}
	if err := cfg.datable(reports, analytics.DayOf(time.Now())); err != nil {
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
				"most because of %s, first at %s%s; nothing was published", ErrGate, g.Rows, r.Read, r.Table, l, why, most.First, behind(Advice(r, why)))
		}
		if worst.Table == "" || g.Share > worst.Share {
			worst = g
		}
	}
	return worst, nil
}

// behind is a remark behind a place.
func behind(remark string) string {
	if remark == "" {
		return ""
	}
	return ", where " + remark
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

// usable says why there is nothing to report on, if no transaction could be used; given is where they were to be.
func usable(reports []*data.Report, given []string) error {
	for _, r := range reports {
		if r.Table != "transactions" || r.Kept > 0 {
			continue
		}
		var why []string
		for reason, refused := range sorted(r.Refused) {
			why = append(why, fmt.Sprintf("%d refused as %s, first at %s%s", refused.Rows, reason, refused.First, behind(Advice(r, reason))))
		}
		if r.Filtered > 0 {
			why = append(why, fmt.Sprintf("%d left out by --where, --except, --since or --until", r.Filtered))
		}
		return Usagef("none of the %d transactions in %s can be used: %s; see what was read with the command check", r.Read,
			strings.Join(given, ", "), strings.Join(why, "; "))
	}
	return nil
}

// Limit is a number of rows, or a share of those read.
type Limit struct {
	rows    int64
	share   float64
	written string
}

func (l Limit) String() string { return l.written }

// of is how many of n rows the limit allows.
func (l Limit) of(n int64) int64 {
	if strings.HasSuffix(l.written, "%") {
		return int64(l.share * float64(n))
	}
	return l.rows
}

// ParseLimit reads a number of rows, or a share such as 1%.
func ParseLimit(s string) (Limit, error) {
	l := Limit{written: s}
	var err error
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		l.share, err = strconv.ParseFloat(percent, 64)
		l.share /= 100
		ok = err == nil && l.share >= 0 && l.share <= 1
		if ok {
			return l, nil
		}
	} else if l.rows, err = strconv.ParseInt(s, 10, 64); err == nil && l.rows >= 0 {
		return l, nil
	}
	return l, fmt.Errorf("%q is neither a number of rows nor a share of them: write 500 or 1%%", s)
}
