package satisfaction

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"regulars/analytics"
)

// Result derives the measures.
func (s *Survey) Result() *Result {
	v := s.view()
	r := &Result{Customers: s.customers, Missing: s.missing, Outside: s.outside, Repeated: s.question.Repeated, Scale: v.scale, Inferred: v.inferred, Narrow: v.narrow()}
	for _, p := range v.places {
		x := s.cells[p]
		r.Answers += x.experience.n
		r.Outside += x.outside
		if !v.of(p.scale).same(v.scale) {
			r.Rescaled += x.experience.n
		}
	}
	v.aspects(r)
	r.Rivalries = v.rivalries()
	r.Challenge = challenge(r.Rivalries, int64(s.question.MinGroup))
	r.Key = key(r.Aspects, int64(s.question.MinGroup))
	r.Trend = v.trend(r.Asked)
	r.Change = v.change(r.Asked)
	r.NPS, r.NPSTrend = s.promoters()
	r.NPSChange = s.npsChange()
	return r
}

// view is a survey whose scales are decided.
type view struct {
	survey   *Survey
	places   []place // by name of the dimension, month, scale
	inferred Scale   // of scores without a stated scale
	scale    Scale   // that most answers are on
}

func (s *Survey) view() *view {
	v := &view{survey: s, places: slices.Collect(maps.Keys(s.cells))}
	v.places = slices.DeleteFunc(v.places, func(p place) bool { return s.cells[p].experience.n == 0 && s.cells[p].outside == 0 })
	slices.SortFunc(v.places, func(a, b place) int {
		return cmp.Or(cmp.Compare(v.name(a), v.name(b)), cmp.Compare(a.month, b.month), a.scale.compare(b.scale),
			cmp.Compare(a.dimension, b.dimension))
	})
	if low, high := v.reach(v.places); low <= high {
		v.inferred = Infer(low, high)
	}
	v.scale = v.commonest()
	return v
}

// reach is the least and greatest score of answers without a stated scale.
func (v *view) reach(places []place) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range places {
		if p.scale.Stated {
			continue
		}
		x := v.survey.cells[p]
		for _, m := range []*moments{&x.experience, &x.expectation, &x.ideal} {
			if m.n > 0 {
				low, high = math.Min(low, m.low.Units()), math.Max(high, m.high.Units())
			}
		}
	}
	return low, high
}

func (v *view) commonest() (most Scale) {
	n := map[Scale]int64{}
	for _, p := range v.places {
		n[v.of(p.scale)] += v.survey.cells[p].experience.n
	}
	for _, s := range slices.SortedFunc(maps.Keys(n), Scale.compare) {
		if n[s] > n[most] || n[most] == 0 {
			most = s
		}
	}
	return most
}

// of is the scale that scores with a stated scale, or without one, are on.
func (v *view) of(stated Scale) Scale {
	if stated.Stated {
		return stated
	}
	return v.inferred
}

func (v *view) name(p place) string { return v.dimension(p.dimension) }

func (v *view) dimension(label analytics.Label) string {
	name := strings.TrimSpace(v.survey.question.Labels.Name(label))
	if analytics.IsOverall(name) {
		return Overall
	}
	return name
}

// enough is how many answers it takes to suspect that a dimension has a scale of its own.
const enough = 30

// narrow are the dimensions whose scores without a stated scale all fit a shorter usual scale than the survey's.
func (v *view) narrow() (names []string) {
	for _, of := range runs(v.places, func(a, b place) bool { return v.name(a) == v.name(b) }) {
		low, high := v.reach(of)
		if v.pool(of).experience.n >= enough && low <= high && Infer(low, high).Max < v.inferred.Max {
			names = append(names, v.name(of[0]))
		}
	}
	return names
}

// runs cuts a slice where neighbours are not the same.
func runs[T any](all []T, same func(a, b T) bool) (parts [][]T) {
	for from, to := 0, 1; from < len(all); to++ {
		if to == len(all) || !same(all[from], all[to]) {
			parts = append(parts, all[from:to:to])
			from = to
		}
	}
	return parts
}

// aspects fills in the dimensions and the whole.
func (v *view) aspects(r *Result) {
	for _, of := range runs(v.places, func(a, b place) bool { return v.name(a) == v.name(b) }) {
		d := v.pool(of).dimension(v.name(of[0]))
		switch {
		case d.Experience.N == 0:
		case d.Name == Overall:
			r.Whole, r.Asked = d, true
		default:
			r.Aspects = append(r.Aspects, d)
		}
	}
	if !r.Asked {
		r.Whole = v.pool(v.places).dimension(All)
	} else if aspects := slices.DeleteFunc(slices.Clone(v.places), func(p place) bool { return v.name(p) == Overall }); len(aspects) > 0 {
		r.Whole.ByImportance = v.pool(aspects).dimension(All).ByImportance
	}
}

// whole are the places that make up the whole, by month.
func (v *view) whole(asked bool) []place {
	places := slices.Clone(v.places)
	if asked {
		places = slices.DeleteFunc(places, func(p place) bool { return v.name(p) != Overall })
	}
	slices.SortStableFunc(places, func(a, b place) int { return cmp.Compare(a.month, b.month) })
	return places
}

func (v *view) trend(asked bool) (months []Month) {
	for _, of := range runs(v.whole(asked), func(a, b place) bool { return a.month == b.month }) {
		name := All
		if asked {
			name = Overall
		}
		months = append(months, v.month(of, name, true))
	}
	for _, of := range runs(v.places, func(a, b place) bool { return a.month == b.month && v.name(a) == v.name(b) }) {
		if name := v.name(of[0]); name != Overall {
			months = append(months, v.month(of, name, false))
		}
	}
	months = slices.DeleteFunc(months, func(m Month) bool { return m.Experience.N == 0 })
	slices.SortStableFunc(months, func(a, b Month) int {
		return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Dimension, b.Dimension))
	})
	return months
}

func (v *view) month(of []place, name string, whole bool) Month {
	p := v.pool(of)
	return Month{
		Month: analytics.ByMonth.Start(of[0].month), Complete: v.survey.complete(of[0].month), Dimension: name, Whole: whole,
		Experience: p.experience.estimate(), Satisfaction: p.satisfaction.estimate(),
	}
}

func (s *Survey) complete(month int) bool { return analytics.ByMonth.End(month) <= s.question.AsOf }

// promoters is the net promoter score of all months and of each.
func (s *Survey) promoters() (all NPS, trend []NPSMonth) {
	for _, month := range slices.Sorted(maps.Keys(s.nps)) {
		n := s.nps[month]
		all.merge(n)
		if n.N > 0 {
			trend = append(trend, NPSMonth{analytics.ByMonth.Start(month), s.complete(month), n.derive()})
		}
	}
	return all.derive(), trend
}
