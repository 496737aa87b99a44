package pages

import (
	"math"
	"strings"
	"testing"

	"regulars/analytics/lifetime"
)

func TestValueOnce(t *testing.T) {
	in := valueInput(t)
	if len(in.Once) == 0 {
		t.Fatal("nobody bought once")
	}
	checkValuePage(t, Value(in))
	for _, c := range []struct {
		alive, expected, actual float64
		want                    []string
	}{
		{0.4, 0.2, 0.2, []string{"who bought once, the model expects 40% to buy again. BG/NBD would expect all of them.", "about as often as expected"}},
		{0.4, 0.3, 0.2, []string{"bought 33.3% less than expected"}},
		{0.4, 0.2, 0.3, []string{"bought 50% more than expected"}},
		{1, math.NaN(), math.NaN(), []string{"because it cannot tell"}},
		{0.4, 0.1, 0, []string{"to buy again."}},
	} {
		in.Once = []lifetime.OnceRow{{Model: lifetime.BGNBDName, Customers: 90, Alive: 1}, {Model: lifetime.MBGNBDName, Customers: 90, Alive: c.alive, Expected: c.expected, Actual: c.actual, Selected: true}}
		s := in.once()
		saysBoth(t, "title", s.Title)
		for _, want := range c.want {
			if !strings.Contains(s.Title.EN, want) {
				t.Errorf("%q does not say %q", s.Title.EN, want)
			}
		}
		if len(s.Table.Rows) != 2 || s.Table.Rows[1][1] != true {
			t.Errorf("rows %v", s.Table.Rows)
		}
	}
	in.Once[0].Customers = in.MinGroup - 1
	for _, s := range Value(in).Sections {
		if s.ID == "one-time" {
			t.Error("a small group is shown")
		}
	}
}
