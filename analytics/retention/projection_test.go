package retention

import (
	"math"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

// The first two cohorts of CDNOW by month, survivors read from the oracle's unbounded_active: with 90 days of silence, the months up
// to March 1998 are over for long enough. The first cohort holds customers of long standing and is left out.
func TestProjectCDNOW(t *testing.T) {
	c := fill(NewCohorts(analytics.Question{AsOf: day("1998-06-30"), Cohort: analytics.ByMonth}), cdnow(t))
	p := c.Project(after(90))
	if p.Size != 857+719 || p.Cohorts != 2 || p.Seen(1) != 13 || len(p.Points) != 26 {
		t.Fatalf("%d customers in %d cohorts, %d periods seen of %d", p.Size, p.Cohorts, p.Seen(1), len(p.Points))
	}
	first := p.Points[0]
	near(t, "observed", first.Observed, float64(378+333)/float64(857+719), 1e-12)
	if last := p.Points[12]; last.AtRisk != 173 || last.Lost != 19 {
		t.Errorf("the last observed point is %+v, want 154 of the 173 of February 1997", last)
	}
	if p.Fit.Status != Converged || p.Dispersion < 1 {
		t.Errorf("%s, dispersion %v", p.Fit.Status, p.Dispersion)
	}
	for _, x := range p.Points {
		if !(x.Low <= x.Projected && x.Projected <= x.High) {
			t.Errorf("%+v", x)
		}
	}
	for _, table := range p.Tables() {
		if table.Record.NumRows() == 0 {
			t.Errorf("the table %s is empty", table.Name)
		}
	}
}

// No base makes a projection that is not a number where there is something to fit, or that rises.
func TestProjectAnyBase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		rule := ruleOf(q, customers)
		p := fill(NewCohorts(q), customers).Project(rule)
		last, observed := 1.0, 1.0
		for _, x := range p.Points {
			if math.IsNaN(x.Projected) || x.Projected < 0 || x.Projected > last || x.Observed > observed {
				t.Fatalf("%+v after %v", x, last)
			}
			last = x.Projected
			if x.AtRisk > 0 {
				observed = x.Observed
			}
		}
	})
}

// Lasting falls, from the whole cohort to those who bought in its last period.
func TestLasting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		cells := fill(NewCohorts(q), customers).Cells()
		for i, c := range cells {
			end := i+1 == len(cells) || cells[i+1].Period == 0
			if c.Lasting < c.Customers || c.Period == 0 && c.Lasting != c.Size || c.Period > 0 && c.Lasting > cells[i-1].Lasting || end && c.Lasting != c.Customers {
				t.Fatalf("%+v", c)
			}
		}
	})
}
