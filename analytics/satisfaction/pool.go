package satisfaction

import (
	"cmp"
	"math"
	"slices"
)

// dimension derives what is thought, on the survey's scale.
func (v *view) dimension(x *cell, name string) Dimension {
	d := Dimension{
		Name:       name,
		Experience: x.experience.average(v.scores).estimate(), Expectation: x.expectation.average(v.scores).estimate(), Ideal: x.ideal.average(v.scores).estimate(),
		Satisfaction: x.satisfaction.average(v.steps).estimate(), Gap: x.gap.average(v.steps).estimate(),
		Importance: x.importance.average(asIs).estimate(), ByImportance: x.byImportance.ratio(v.scores).estimate(),
		DriverShare: math.NaN(),
	}
	top, effective := x.top[v.boxes()].share()
	d.TopTwo, d.Design = top, math.Max(1, float64(top.N)/effective)
	d.Dissatisfied, _ = x.levels[0].share()
	d.Satisfied, _ = x.levels[1].share()
	d.Delighted, _ = x.levels[2].share()
	d.Weighted = d.Satisfaction.times(d.Importance.Mean)
	return d
}

// scores puts scores on the survey's scale, steps their differences.
func (v *view) scores(on Scale) (slope, shift float64) { return v.of(on).line(v.scale) }

func (v *view) steps(on Scale) (slope, shift float64) {
	slope, _ = v.scores(on)
	return slope, 0
}

// boxes is which of the usual scales, or none, scores that state no scale are on.
func (v *view) boxes() int {
	if i := slices.IndexFunc(usual[:], v.inferred.same); i >= 0 {
		return i
	}
	return len(usual)
}

// times is the estimate multiplied by a figure that is taken as given.
func (e Estimate) times(by float64) Estimate {
	if e.N == 0 || math.IsNaN(by) {
		return unknown
	}
	low, high := e.Low*by, e.High*by
	return Estimate{N: e.N, Mean: e.Mean * by, Low: math.Min(low, high), High: math.Max(low, high)}
}

// key finds the key experience among aspects with at least so many answers.
func key(aspects []Dimension, least int64) *Key {
	weighted := func(d Dimension) Estimate { return d.Weighted }
	if k := worst(aspects, least, weighted); k != nil {
		k.Weighted = true
		return k
	}
	return worst(aspects, least, func(d Dimension) Estimate { return d.Satisfaction })
}

func worst(aspects []Dimension, least int64, by func(Dimension) Estimate) *Key {
	of := slices.DeleteFunc(slices.Clone(aspects), func(d Dimension) bool { return by(d).N < max(1, least) })
	if len(of) == 0 {
		return nil
	}
	slices.SortStableFunc(of, func(a, b Dimension) int { return cmp.Compare(by(a).Mean, by(b).Mean) })
	k := &Key{Dimension: of[0].Name, Worst: by(of[0])}
	if len(of) > 1 {
		k.Next = of[1].Name
		k.Clear = k.Worst.High < by(of[1]).Low
	}
	return k
}
