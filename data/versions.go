package data

import (
	"math"
	"slices"
	"strings"
	"sync"
)

// lineKeys are the columns that tell which rows are versions of one, where they are there; the first has to be.
var lineKeys = map[string][]string{
	"transactions": {"order_id", "product_id"},
	"surveys":      {"customer_id", "answered_at", "dimension"},
	"complaints":   {"complaint_id"},
	"referrals":    {"referrer_id", "referred_id"},
	"identities":   {"source_id", "source"},
	"wallet":       {"customer_id", "period"},
	"employees":    {"store", "period"},
}

// versions remember the latest version of each line, by 128 bits over what tells it from others.
type versions struct {
	mu    sync.Mutex
	of    map[[2]uint64]int64
	known bool   // all were met
	bad   string // a version that is neither a date nor a number
}

func newVersions() *versions { return &versions{of: map[[2]uint64]int64{}} }

// versioned finds the columns that tell lines apart, and the one that tells which version is the latest.
func (b *binder) versioned(by string) error {
	keys := lineKeys[b.spec.Table]
	if len(keys) == 0 || b.any1(keys[0]) < 0 {
		return usagef("--latest-by %s: %s needs the column %s to tell which lines are versions of one: name it with --map %[2]s.%[3]s=COLUMN",
			by, b.spec.Table, strings.Join(keys[:min(len(keys), 1)], ""))
	}
	for _, name := range keys {
		if i := b.any1(name); i >= 0 {
			b.fields[i].keyed = true
		}
	}
	for i := range b.sources { // of its own, since it may be text elsewhere
		s := &b.sources[i]
		if !strings.EqualFold(s.name, by) {
			continue
		}
		k := aDate
		if s.meaning == plain || s.meaning == unsigned || s.meaning == decimal {
			k = number
		}
		b.fields = append(b.fields, field{column: column{name: "version", kind: k}, from: s.name, source: i, hidden: true, version: true})
		return nil
	}
	return usagef("there is no column %q for --latest-by; there are %s", by, b.names())
}

// any1 is the field of a canonical column, passed on or not; −1 where there is none.
func (b *binder) any1(name string) int {
	return slices.IndexFunc(b.fields, func(f field) bool { return f.name == name && f.kind != operand && f.kind != raw })
}

// keepNewest marks lines of which there is a later version; while not all were met it only takes note of them.
func (w *worker) keepNewest(n int) (any bool) {
	fields := w.table.files[w.group.file].fields
	at := slices.IndexFunc(fields, func(f field) bool { return f.version })
	l, newest := w.lanes[at], w.table.newest
	lines := w.fingerprints(n, func(f *field) bool { return f.keyed })
	if !newest.known {
		newest.mu.Lock()
		defer newest.mu.Unlock()
	}
	for i, line := range lines {
		if w.verdict[i] != 0 || !w.keyed(i) {
			continue
		}
		version := l.versionAt(l.at + i)
		if !newest.known && version == math.MinInt64 && l.rows.state[l.at+i] != absent {
			if bad := w.given(l, l.at+i); newest.bad == "" || bad < newest.bad { // the same one, however files are shared out
				newest.bad = bad
			}
		}
		switch latest, met := newest.of[line]; {
		case !newest.known && (!met || version > latest):
			newest.of[line] = version
		case newest.known && version < latest:
			w.verdict[i] = duplicate
			any = true
		}
	}
	return any
}

// keyed tells whether a row has what tells it from others.
func (w *worker) keyed(i int) bool {
	l := w.lane(lineKeys[w.table.spec.Table][0])
	return l.rows.state == nil || l.rows.state[l.at+i] == fine
}

// versionAt orders versions; rows without one come before all others.
func (l *lane) versionAt(row int) int64 {
	if l.rows.state != nil && l.rows.state[row] != fine {
		return math.MinInt64
	}
	if l.shape == asFloats { // floats that are not negative are ordered as their bits are
		x := int64(math.Float64bits(l.rows.floats[row] + 0))
		if x < 0 {
			return math.MinInt64 - x
		}
		return x
	}
	return l.rows.ints[row]
}
