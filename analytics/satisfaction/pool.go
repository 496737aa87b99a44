package satisfaction

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// pool is the answers of several places on the survey's scale.
type pool struct {
	experience, expectation, importance, ideal spread
	satisfaction, gap                          spread
	byImportance                               weighted
	levels                                     [3]int64
	top, boxed                                 int64 // in the two best boxes, of those whose boxes are known
}

// pool sums places up exactly scale by scale, and only then puts the sums on one scale.
func (v *view) pool(places []place) (p pool) {
	sums := map[Scale]*cell{}
	var scales []Scale
	for _, at := range places {
		if sums[at.scale] == nil {
			sums[at.scale] = &cell{}
			scales = append(scales, at.scale)
		}
		sums[at.scale].merge(v.survey.cells[at])
	}
	slices.SortFunc(scales, Scale.compare)
	for _, s := range scales {
		p.add(sums[s], v.of(s), v.scale)
	}
	return p
}

func (p *pool) add(x *cell, from, to Scale) {
	slope, shift := from.line(to)
	p.experience = p.experience.and(x.experience.on(slope, shift))
	p.expectation = p.expectation.and(x.expectation.on(slope, shift))
	p.ideal = p.ideal.and(x.ideal.on(slope, shift))
	p.satisfaction = p.satisfaction.and(x.satisfaction.on(slope, 0))
	p.gap = p.gap.and(x.gap.on(slope, 0))
	p.importance = p.importance.and(x.importance.on(1, 0))
	p.byImportance = p.byImportance.and(x.byImportance.on(slope, shift))
	for i, n := range x.levels {
		p.levels[i] += n
	}
	if box := from.box(); box >= 0 {
		p.top += x.top[box]
		p.boxed += x.experience.n
	}
}

func (p pool) dimension(name string) Dimension {
	paired := p.levels[0] + p.levels[1] + p.levels[2]
	d := Dimension{
		Name:       name,
		Experience: p.experience.estimate(), Expectation: p.expectation.estimate(), Satisfaction: p.satisfaction.estimate(),
		Importance: p.importance.estimate(), Ideal: p.ideal.estimate(), Gap: p.gap.estimate(),
		TopTwo:       analytics.ShareOf(p.top, p.boxed),
		Dissatisfied: analytics.ShareOf(p.levels[0], paired), Satisfied: analytics.ShareOf(p.levels[1], paired), Delighted: analytics.ShareOf(p.levels[2], paired),
	}
	d.DriverShare = math.NaN()
	d.Weighted = d.Satisfaction.times(d.Importance.Mean)
	d.ByImportance = p.byImportance.estimate(p.experience.varies())
	return d
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
