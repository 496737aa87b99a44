package satisfaction

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Result derives the measures.
func (s *Survey) Result() *Result {
	v := s.view()
	r := &Result{Customers: s.customers, Missing: s.missing, Outside: s.outside, Repeated: s.question.Repeated, Scale: v.scale, Inferred: v.inferred, Narrow: v.narrow()}
	for _, l := range v.dimensions {
		x := s.cells[place{l, ever}]
		r.Answers += x.experience.n
		r.Outside += x.outside
		for scale, n := range x.experience.scales() {
			if !v.of(scale).same(v.scale) {
				r.Rescaled += n
			}
		}
	}
	v.aspects(r)
	r.Rivalries = v.rivalries()
	r.Challenge = challenge(r.Rivalries, int64(s.question.MinGroup))
	r.Key = key(r.Aspects, int64(s.question.MinGroup))
	r.Trend = v.trend(r.Asked)
	r.Change = s.change(v, r.Asked)
	r.NPS, r.NPSTrend = s.promoters()
	r.NPSChange = s.promoting.change(s.question.AsOf, asIs)
	return r
}

// view is a survey whose scales are decided.
type view struct {
	survey     *Survey
	dimensions []analytics.Label // that answers are about, by name
	months     []int
	inferred   Scale // of scores without a stated scale
	scale      Scale // that most answers are on
}

func (s *Survey) view() *view {
	v := &view{survey: s}
	for _, at := range slices.SortedFunc(maps.Keys(s.cells), func(a, b place) int {
		return cmp.Or(cmp.Compare(a.month, b.month), cmp.Compare(a.dimension, b.dimension))
	}) {
		switch x := s.cells[at]; {
		case at.month != ever:
			v.months = append(v.months, at.month)
		case at.dimension != aspects && (x.experience.n > 0 || x.outside > 0):
			v.dimensions = append(v.dimensions, at.dimension)
		}
	}
	v.months = slices.Compact(v.months)
	slices.SortFunc(v.dimensions, func(a, b analytics.Label) int { return cmp.Compare(v.name(a), v.name(b)) })
	low, high := analytics.Money(math.MaxInt64), analytics.Money(math.MinInt64)
	for _, l := range v.dimensions {
		x := s.cells[place{l, ever}]
		low, high = min(low, x.low), max(high, x.high)
	}
	if low <= high {
		v.inferred = Infer(low.Units(), high.Units())
	}
	v.scale = v.commonest()
	return v
}

func (v *view) commonest() (most Scale) {
	n := map[Scale]int64{}
	for _, l := range v.dimensions {
		for scale, k := range v.survey.cells[place{l, ever}].experience.scales() {
			n[v.of(scale)] += k
		}
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

func (v *view) name(l analytics.Label) string { return nameOf(v.survey.question.Labels, l) }

// enough is how many answers it takes to suspect that a dimension has a scale of its own.
const enough = 30

// narrow are the dimensions whose scores without a stated scale all fit a shorter usual scale than the survey's.
func (v *view) narrow() (names []string) {
	for _, l := range v.dimensions {
		x := v.survey.cells[place{l, ever}]
		if x.experience.n >= enough && x.low <= x.high && Infer(x.low.Units(), x.high.Units()).Max < v.inferred.Max {
			names = append(names, v.name(l))
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
	for _, l := range v.dimensions {
		d := v.dimension(v.survey.cells[place{l, ever}], v.name(l))
		switch {
		case d.Experience.N == 0:
		case d.Name == Overall:
			r.Whole, r.Asked = d, true
		default:
			r.Aspects = append(r.Aspects, d)
		}
	}
	all := v.survey.cells[place{aspects, ever}]
	switch {
	case !r.Asked && all == nil:
		r.Whole = v.dimension(newCell(), All)
	case !r.Asked:
		r.Whole = v.dimension(all, All)
	case all != nil && all.experience.n > 0:
		r.Whole.ByImportance = v.dimension(all, All).ByImportance
	}
}

// trend is the dimensions by month, the whole among them.
func (v *view) trend(asked bool) (months []Month) {
	for _, month := range v.months {
		from := len(months)
		for _, l := range append(slices.Clone(v.dimensions), aspects) {
			x := v.survey.cells[place{l, month}]
			switch {
			case x == nil || x.experience.n == 0 || l == aspects && asked:
			case l == aspects:
				months = append(months, v.month(x, month, All, true))
			default:
				months = append(months, v.month(x, month, v.name(l), v.name(l) == Overall))
			}
		}
		slices.SortStableFunc(months[from:], func(a, b Month) int { return cmp.Compare(a.Dimension, b.Dimension) })
	}
	return months
}

func (v *view) month(x *cell, month int, name string, whole bool) Month {
	return Month{
		Month: analytics.ByMonth.Start(month), Complete: v.survey.complete(month), Dimension: name, Whole: whole,
		Experience: x.experience.average(v.scores).estimate(), Satisfaction: x.satisfaction.average(v.steps).estimate(),
	}
}

func (s *Survey) complete(month int) bool { return analytics.ByMonth.End(month) <= s.question.AsOf }

// promoters is the net promoter score of the whole and of each month.
func (s *Survey) promoters() (all NPS, trend []NPSMonth) {
	for _, month := range slices.Sorted(maps.Keys(s.nps)) {
		n := s.nps[month].derive()
		switch {
		case month == ever:
			all = n
		case n.N > 0:
			trend = append(trend, NPSMonth{analytics.ByMonth.Start(month), s.complete(month), n})
		}
	}
	if s.nps[ever] == nil {
		all = new(recommended).derive()
	}
	return all, trend
}
