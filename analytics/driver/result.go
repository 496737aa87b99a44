package driver

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// Target is what is driven.
type Target string

// The targets.
const (
	Overall    Target = "overall"
	Repurchase Target = "repurchase"
)

// Driver is a dimension's part in a target. It is a row of the table drivers.
type Driver struct {
	Target    Target  `col:"target"`
	Days      int     `col:"days,nullzero"` // of follow-up
	Dimension string  `col:"dimension"`
	N         int64   `col:"n"`
	Part      float64 `col:"r2_part"` // parts add up to R²
	Share     float64 `col:"share"`   // of R²
	Low       float64 `col:"low"`
	High      float64 `col:"high"`
	R2        float64 `col:"r2"`
}

// Model is what drives one target.
type Model struct {
	Target  Target
	Days    int // of follow-up; 0 for overall satisfaction
	N       int64
	Needed  int64 // responses it takes for so many dimensions
	Beyond  int   // dimensions left out, being more than twelve: the least frequent
	R2      Estimate
	P       float64  // of so great an R2 where nothing goes with anything (F test); a customer with several responses counts once
	Drivers []Driver // the greatest first; empty where there are too few responses, or all are alike
}

// Clear tells whether the dimensions explain more than chance would.
func (m *Model) Clear() bool { return len(m.Drivers) > 0 && m.P < 0.05 }

// Result is what drives satisfaction and coming back.
type Result struct {
	Overall    Model
	Repurchase Model
	Contrasts  []Contrast // by dimension
}

// Result derives everything; there must be at least ten responses for each dimension, and as many as the least group.
func (d *Drivers) Result() *Result {
	r := &Result{Overall: Model{Target: Overall}, Repurchase: Model{Target: Repurchase}}
	if s := d.overall.choose(); s != nil {
		r.Overall = d.model(s, Overall, 0, d.customers)
		if len(r.Overall.Drivers) > 0 {
			r.Contrasts = s.contrasts(d.question.Labels.Name, int64(max(10, d.question.MinGroup)))
		}
	}
	if i := d.longest(); i >= 0 {
		if s := d.back[i].choose(); s != nil {
			r.Repurchase = d.model(s, Repurchase, d.days[i], int64(s.n()))
		}
	}
	return r
}

// longest is the longest follow-up that is over for half of the customers; −1 where there is none.
func (d *Drivers) longest() (best int) {
	best = -1
	for i, p := range d.back {
		n := int64(0)
		for _, set := range p.sets {
			for _, m := range set {
				if m != nil {
					n += int64(m.products[0])
				}
			}
		}
		if n > 0 && (best < 0 || n >= d.waiting[i]) {
			best = i
		}
	}
	return best
}

// model derives one target from the responses of so many customers.
func (d *Drivers) model(s *sample, target Target, days int, customers int64) Model {
	p := len(s.about)
	m := Model{Target: target, Days: days, N: int64(s.n()), Needed: int64(max(10*(p+1), d.question.MinGroup)), Beyond: s.beyond}
	if m.N < m.Needed {
		return m
	}
	parts, r2 := shapley(s.whole, p)
	if !(r2 > 0) {
		return m
	}
	shares, wholes := make([][]float64, p), []float64(nil)
	for block := range blocks {
		of, r2 := shapley(s.without(block), p)
		if !(r2 > 0) {
			return m // it hangs on the customers of one block
		}
		wholes = append(wholes, r2)
		for j := range of {
			shares[j] = append(shares[j], of[j]/r2)
		}
	}
	m.R2, m.P = jackknife(r2, wholes), chance(r2, p, min(m.N, customers))
	for j, l := range s.about {
		share := jackknife(parts[j]/r2, shares[j])
		m.Drivers = append(m.Drivers, Driver{
			Target: target, Days: days, Dimension: d.question.Labels.Name(l), N: m.N, Part: parts[j], Share: share.Value,
			Low: max(0, share.Low), High: min(1, share.High), R2: r2,
		})
	}
	slices.SortFunc(m.Drivers, func(a, b Driver) int {
		return cmp.Or(-cmp.Compare(a.Part, b.Part), cmp.Compare(a.Dimension, b.Dimension))
	})
	return m
}

// chance is how probable an R² as great is where nothing goes with anything.
func chance(r2 float64, dimensions int, n int64) float64 {
	p, rest := float64(dimensions), float64(n)-float64(dimensions)-1
	switch {
	case rest <= 0:
		return 1
	case r2 >= 1:
		return 0
	default:
		return distuv.F{D1: p, D2: rest}.Survival(r2 / p / ((1 - r2) / rest))
	}
}

type contrastRow struct {
	Dimension     string  `col:"dimension"`
	N             int64   `col:"n"`
	Failed        int64   `col:"failed"`
	Exceeded      int64   `col:"exceeded"`
	Penalty       float64 `col:"penalty"`
	PenaltyLow    float64 `col:"penalty_low"`
	PenaltyHigh   float64 `col:"penalty_high"`
	Reward        float64 `col:"reward"`
	RewardLow     float64 `col:"reward_low"`
	RewardHigh    float64 `col:"reward_high"`
	Asymmetry     float64 `col:"asymmetry"`
	AsymmetryLow  float64 `col:"asymmetry_low"`
	AsymmetryHigh float64 `col:"asymmetry_high"`
	Bend          float64 `col:"bend"`
	BendLow       float64 `col:"bend_low"`
	BendHigh      float64 `col:"bend_high"`
	Kind          Kind    `col:"kind,nullzero"`
}

// Tables are drivers and penalty_reward.
func (r *Result) Tables() []analytics.Table {
	var rows []contrastRow
	for _, c := range r.Contrasts {
		rows = append(rows, contrastRow{
			c.Dimension, c.N, c.Failed, c.Exceeded, c.Penalty.Value, c.Penalty.Low, c.Penalty.High, c.Reward.Value, c.Reward.Low, c.Reward.High,
			c.Asymmetry.Value, c.Asymmetry.Low, c.Asymmetry.High, c.Bend.Value, c.Bend.Low, c.Bend.High, c.Kind,
		})
	}
	return []analytics.Table{
		analytics.Undescribed("drivers", append(slices.Clone(r.Overall.Drivers), r.Repurchase.Drivers...)), analytics.Undescribed("penalty_reward", rows),
	}
}

// Of is a dimension's share in overall satisfaction and its kind, as the table satisfaction has them; not ok where nothing is known.
func (r *Result) Of(dimension string) (share float64, kind Kind, ok bool) {
	i := slices.IndexFunc(r.Overall.Drivers, func(d Driver) bool { return d.Dimension == dimension })
	j := slices.IndexFunc(r.Contrasts, func(c Contrast) bool { return c.Dimension == dimension })
	if i < 0 || j < 0 {
		return 0, Unknown, false
	}
	return r.Overall.Drivers[i].Share, r.Contrasts[j].Kind, true
}
