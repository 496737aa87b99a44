package lifetime

import (
	"math"
	"testing"
)

// What the models say of the 1,411 customers of CDNOW who had bought once by the end of calibration, and what those made in the holdout, of the oracle.
func TestOnce(t *testing.T) {
	b, q := cdnowBase(t)
	m, c := b.Models(Auto), b.Check(Auto)
	want := oracle[holdoutOracle](t, "oracles/btyd.json").Holdout
	rows := b.Once(&m, &c)
	if len(rows) != 3 {
		t.Fatalf("%d models", len(rows))
	}
	for i, name := range []string{"BG/NBD", "MBG/NBD", "Pareto/NBD"} {
		r := rows[i]
		near(t, name+" expected", r.Expected, want[name].ByX[0][0], 1e-8)
		near(t, name+" actual", r.Actual, want[name].ByX[0][1], 1e-12)
		once, alive := 0, 0.0
		for _, p := range b.Patterns.Sorted() {
			if p.X == 0 {
				once += p.Customers
				alive += float64(p.Customers) * m.Purchases[i].Purchases.PAlive(0, 0, p.T)
			}
		}
		if r.Customers != once || r.Selected != (m.Chosen.Model == r.Model) {
			t.Errorf("%+v", r)
		}
		near(t, name+" P(alive)", r.Alive, alive/float64(once), 1e-12)
	}
	if rows[0].Alive != 1 || !(rows[1].Alive < 0.5 && rows[2].Alive < 0.5) {
		t.Errorf("P(alive) %g, %g and %g", rows[0].Alive, rows[1].Alive, rows[2].Alive)
	}
	q.Model, q.Period = BGBBName, "month"
	by := baseOf(cdnow(t), q)
	m, c = by.Models(BGBBName), by.Check(BGBBName)
	if rows := by.Once(&m, &c); len(rows) != 4 || rows[0].Model != BGBBName || !(rows[0].Alive > 0 && rows[0].Alive < 1) || !math.IsNaN(rows[0].Expected) {
		t.Errorf("%+v", rows)
	}
	empty := NewBase(q)
	m, c = empty.Models(Auto), empty.Check(Auto)
	if rows := empty.Once(&m, &c); len(rows) != 0 {
		t.Errorf("%+v of nobody", rows)
	}
}
