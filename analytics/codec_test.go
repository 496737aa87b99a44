package analytics

import (
	"math"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func genRow(t *rapid.T) Row {
	money := rapid.Map(rapid.Int64(), func(n int64) Money { return Money(n) })
	cents := rapid.Map(rapid.Int64Range(-1e9, 1e9), func(n int64) Money { return Money(n) * cent })
	amount := rapid.OneOf(cents, money, rapid.Just(Money(0)))
	r := Row{
		Order:     rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 1000)).Draw(t, "order"),
		Day:       Day(rapid.OneOf(rapid.Int32(), rapid.Int32Range(0, 1<<16)).Draw(t, "day")),
		At:        Clock(rapid.OneOf(rapid.Just(uint32(0)), rapid.Map(rapid.Uint32Range(0, secondsPerDay-1), func(n uint32) uint32 { return 1000 * n }), rapid.Uint32Range(0, 1000*secondsPerDay-1)).Draw(t, "time")),
		Purchases: rapid.Int32Range(0, 1<<30).Draw(t, "purchases"),
		NewOrder:  rapid.Bool().Draw(t, "new"),
		Channel:   Label(rapid.Uint32Range(0, 4).Draw(t, "channel")),
		Store:     Label(rapid.Uint32Range(0, 1).Draw(t, "store")),
		Region:    Label(rapid.Uint32Range(0, 1).Draw(t, "region")),
		category:  Label(rapid.Uint32Range(0, 4).Draw(t, "category")),
		Gross:     amount.Draw(t, "gross"),
		Cost:      amount.Draw(t, "cost"),
		Discount:  amount.Draw(t, "discount"),
	}
	if r.Refunds = rapid.Int32Range(0, 3).Draw(t, "refunds"); r.Refunds > 0 {
		r.Refunded = amount.Draw(t, "refunded")
	}
	return r
}

func genIdent(t *rapid.T) ident {
	return rapid.OneOf(
		rapid.Map(rapid.Int64(), numberIdentOf),
		rapid.Map(rapid.StringN(1, -1, -1), identOf),
		rapid.Map(rapid.StringMatching(`[A-Z-]{0,8}[0-9]{0,20}x?`).Filter(func(s string) bool { return s != "" }), identOf),
		rapid.Map(rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`), identOf),
	).Draw(t, "ident")
}

func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		who, want := genIdent(t), genRow(t)
		want.NewOrder = false // is found when the rows of an order are together
		labels := make([]Label, 5)
		for i := range labels {
			labels[i] = Label(i)
		}
		d := entryReader{b: appendRow(nil, &who, &want), labels: labels}
		if k := d.kind(); k != aRow {
			t.Fatalf("kind %d", k)
		}
		if got := d.ident(); got != who {
			t.Fatalf("got %+v, want %+v", got, who)
		}
		var f fact
		d.row(&f)
		got := Row{Order: f.order, Day: f.day, At: f.at, Purchases: f.purchases, Gross: f.gross}
		if d.head&rowHasMore != 0 {
			d.more(&got)
		}
		if got != want || len(d.b) != 0 {
			t.Fatalf("got %+v, want %+v; %d bytes left", got, want, len(d.b))
		}
	})
}

func TestFloatsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.OneOf(rapid.Float64(), rapid.Map(rapid.Int(), func(n int) float64 { return float64(n) }),
			rapid.SampledFrom([]float64{math.NaN(), math.Copysign(0, -1), math.Inf(1), notGiven, notWhole})).Draw(t, "x")
		d := entryReader{b: appendFloat(nil, want)}
		if got := d.float(); math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) || len(d.b) != 0 {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// TestIdentsInOrder compares the order of ranks with that of keys, and idents with the keys they stand for.
func TestIdentsInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := genIdent(t), genIdent(t)
		if got := identOfKey(a.key()); got != a {
			t.Fatalf("%+v comes back as %+v", a, got)
		}
		ra, rb := a.rank(0), b.rank(0)
		if a.kind == b.kind && (a.kind != serialIdent || a.b == b.b) && rapid.Bool().Draw(t, "alike") {
			ra, rb = a.alikeRank(0), b.alikeRank(0)
		}
		if c := ra.compare(&rb); c != 0 && c != a.key().Compare(b.key()) {
			t.Fatalf("%v against %v: %d by rank", a.key(), b.key(), c)
		}
	})
}

// TestIdsComeBack writes ids that nearly are of another kind.
func TestIdsComeBack(t *testing.T) {
	canonical := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	rapid.Check(t, func(t *rapid.T) {
		uuid := []byte(rapid.StringMatching(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`).Draw(t, "uuid"))
		uuid[rapid.IntRange(0, 35).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		s := rapid.OneOf(rapid.Just(string(uuid)), rapid.StringMatching(`[A-Zé:/-]{0,8}[0-9]{0,20}[:/a]?[0-9]{0,3}`),
			rapid.StringMatching(`0?[0-9]{15,20}`)).Filter(func(s string) bool { return s != "" }).Draw(t, "id")
		d := identOf(s)
		if got := d.key().String(); got != s {
			t.Fatalf("%q comes back as %q", s, got)
		}
		if (d.kind == uuidIdent) != canonical.MatchString(s) {
			t.Fatalf("%q is of kind %d", s, d.kind)
		}
		prefix := len(strings.TrimRight(s, "0123456789"))
		if d.kind != numberIdent && (d.kind == serialIdent) != (prefix <= 7 && prefix < len(s) && len(s)-prefix <= 18) {
			t.Fatalf("%q is of kind %d", s, d.kind)
		}
	})
}
