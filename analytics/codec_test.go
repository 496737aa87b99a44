package analytics

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func genRow(t *rapid.T) Row {
	money := rapid.Map(rapid.Int64(), func(n int64) Money { return Money(n) })
	cents := rapid.Map(rapid.Int64Range(-1e9, 1e9), func(n int64) Money { return Money(n) * cent })
	amount := rapid.OneOf(cents, money, rapid.Just(Money(0)))
	r := Row{
		Order:     rapid.OneOf(rapid.Uint64(), rapid.Uint64Range(0, 1000)).Draw(t, "order"),
		Day:       Day(rapid.Int32().Draw(t, "day")),
		Purchases: rapid.Int32Range(0, 1<<30).Draw(t, "purchases"),
		NewOrder:  rapid.Bool().Draw(t, "new"),
		Channel:   Label(rapid.Uint32().Draw(t, "channel")),
		Store:     Label(rapid.Uint32Range(0, 1).Draw(t, "store")),
		Region:    Label(rapid.Uint32Range(0, 1).Draw(t, "region")),
		category:  Label(rapid.Uint32().Draw(t, "category")),
		Gross:     amount.Draw(t, "gross"),
		Cost:      amount.Draw(t, "cost"),
		Discount:  amount.Draw(t, "discount"),
	}
	if r.Refunds = rapid.Int32Range(0, 3).Draw(t, "refunds"); r.Refunds > 0 {
		r.Refunded = amount.Draw(t, "refunded")
	}
	return r
}

func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.SliceOf(rapid.Custom(genRow)).Draw(t, "rows")
		var b []byte
		var prev Row
		for i := range want {
			before := len(b)
			b = appendRow(b, &prev, &want[i])
			if len(b)-before+5 > rowSize {
				t.Fatalf("%+v takes %d bytes", want[i], len(b)-before)
			}
			prev = want[i]
		}
		d := rowReader{b: b}
		var got []Row
		for len(d.b) > 0 {
			var r Row
			d.row(&r)
			got = append(got, r)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}
