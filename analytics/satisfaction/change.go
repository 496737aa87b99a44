package satisfaction

// The change between two askings, from post-stratified means (Cochran 1977, Sampling Techniques, section 5A.9): customers of each band of days
// since the first purchase are averaged, and the bands added up by their shares of the later asking, in both askings. Shares are taken as
// given. Customers are independent, so one who is in both askings counts with both answers together.

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// bands are those of days since the first purchase; fewestInABand is how many customers it takes in each of both askings.
var bandsFrom = [...]int{0, 90, 365}

const (
	bands         = len(bandsFrom)
	absent        = int8(-1)
	fewestInABand = 30
)

// panel is what customers said in both askings. It grows with pairs of bands and scales.
type panel struct{ of map[pair]*twins }

// pair is in which band a customer was in the earlier and the later asking, and on which scale the answer was.
type pair struct {
	band  [2]int8
	scale [2]Scale
}

// twins are the exact sums of two scores, of their squares and of their product.
type twins struct {
	n        int64
	sums     [2]analytics.Total
	products [3]analytics.Total // of the earlier with itself, of both, of the later with itself
}

func newPanel() *panel { return &panel{map[pair]*twins{}} }

// reply is one customer's answer in an asking.
type reply struct {
	score analytics.Money
	scale Scale
	day   analytics.Day
	given bool
}

func (p *panel) add(replies [2]reply, won analytics.Day) {
	at := pair{band: [2]int8{absent, absent}}
	var x [2]analytics.Money
	for i, r := range replies {
		if r.given && won <= r.day {
			at.band[i], at.scale[i], x[i] = bandOf(int(r.day-won)), r.scale, r.score
		}
	}
	if at.band == [2]int8{absent, absent} {
		return
	}
	t := p.into(at)
	t.n++
	t.sums[0].Add(x[0])
	t.sums[1].Add(x[1])
	t.products[0].AddProduct(x[0], x[0])
	t.products[1].AddProduct(x[0], x[1])
	t.products[2].AddProduct(x[1], x[1])
}

func bandOf(days int) int8 {
	band := bands - 1
	for days < bandsFrom[band] {
		band--
	}
	return int8(band)
}

func (p *panel) into(at pair) *twins {
	if p.of[at] == nil {
		p.of[at] = &twins{}
	}
	return p.of[at]
}

func (p *panel) merge(o *panel) {
	for at, t := range o.of {
		own := p.into(at)
		own.n += t.n
		for i := range t.sums {
			own.sums[i].Merge(t.sums[i])
		}
		for i := range t.products {
			own.products[i].Merge(t.products[i])
		}
	}
}

// ask enters a customer's answers of the two years to the as-of date: the last of each that count, or their mean.
func (s *Survey) ask(c *analytics.Customer, answers []analytics.Answer) {
	won := c.Acquisition().Day
	if won == analytics.NoDay {
		return
	}
	var overall, others, promotes [2]reply
	recommendations := onScale(c.Recommendations())
	for i := range 2 {
		end := s.question.AsOf - analytics.Day((1-i)*year)
		said := once(within(answers, end), s.question.Repeated)
		overall[i] = meanReply(said, func(a *analytics.Answer) bool { return nameOf(s.question.Labels, a.Dimension) == Overall })
		others[i] = meanReply(said, func(a *analytics.Answer) bool { return nameOf(s.question.Labels, a.Dimension) != Overall })
		if list := within(recommendations, end); len(list) > 0 {
			last := list[len(list)-1]
			if s.question.Repeated == analytics.MeanAnswer {
				last = voiced(list, analytics.MeanAnswer)[0]
			}
			promotes[i] = reply{analytics.MoneyOf(promoting(last.Recommend)), Scale{}, last.Day, true}
		}
	}
	s.askings[0].add(overall, won)
	s.askings[1].add(others, won)
	s.promoting.add(promotes, won)
}

// within are the answers of the year up to a day.
func within(answers []analytics.Answer, end analytics.Day) []analytics.Answer {
	at := func(day analytics.Day) int {
		i, _ := slices.BinarySearchFunc(answers, day, func(a analytics.Answer, day analytics.Day) int { return cmp.Compare(a.Day, day) })
		return i
	}
	return answers[at(end-year+1):at(end+1)]
}

// once are the answers with which a customer counts once about each dimension.
func once(answers []analytics.Answer, count analytics.Repeated) []analytics.Answer {
	if count != analytics.MeanAnswer {
		count = analytics.LastAnswer
	}
	return voices(answers, count)
}

// meanReply is the mean of the answers that count and are on the scale of the last of them.
func meanReply(said []analytics.Answer, counts func(*analytics.Answer) bool) (r reply) {
	sum, n := analytics.Money(0), analytics.Money(0)
	for i := len(said) - 1; i >= 0; i-- {
		a := &said[i]
		if !counts(a) || !usable(*a) || r.given && stated(a) != r.scale {
			continue
		}
		if !r.given {
			r = reply{scale: stated(a), day: a.Day, given: true}
		}
		r.day = max(r.day, a.Day)
		sum, n = sum+analytics.MoneyOf(a.Experience), n+1
	}
	if r.given {
		r.score = analytics.MoneyOf(sum.Units() / float64(n))
	}
	return r
}

// change is that of the overall question or, where that was not asked, of all dimensions together.
func (s *Survey) change(v *view, asked bool) Change {
	p := s.askings[1]
	if asked {
		p = s.askings[0]
	}
	return p.change(s.question.AsOf, v.scores)
}

// strata are the bands of both askings.
type strata struct {
	n, mean [2][bands]float64
	weight  [bands]float64 // share of the later asking
}

func (p *panel) sorted() []pair {
	return slices.SortedFunc(maps.Keys(p.of), func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.band[0], b.band[0]), cmp.Compare(a.band[1], b.band[1]), a.scale[0].compare(b.scale[0]), a.scale[1].compare(b.scale[1]))
	})
}

func (p *panel) strata(to line) (s strata) {
	var later float64
	for _, at := range p.sorted() {
		t := p.of[at]
		for i, band := range at.band {
			if band != absent {
				slope, shift := to(at.scale[i])
				s.n[i][band] += float64(t.n)
				s.mean[i][band] += slope*t.sums[i].Units() + shift*float64(t.n)
			}
		}
	}
	for i := range s.n {
		for b := range s.n[i] {
			s.mean[i][b] /= s.n[i][b]
		}
	}
	for _, n := range s.n[1] {
		later += n
	}
	for b := range s.weight {
		s.weight[b] = s.n[1][b] / later
	}
	return s
}

// change compares the askings of the two years to a day.
func (p *panel) change(asOf analytics.Day, to line) Change {
	s := p.strata(to)
	c := Change{From: asOf - 2*year + 1, To: asOf, Before: unknown, Now: unknown, By: math.NaN(), Low: math.NaN(), High: math.NaN()}
	for i, e := range []*Estimate{&c.Before, &c.Now} {
		for _, n := range s.n[i] {
			e.N += int64(n)
			if n < fewestInABand {
				c.Reason = FewInABand
			}
		}
	}
	if c.Reason != "" {
		return c
	}
	c.Before.Mean, c.Now.Mean = 0, 0
	for b, w := range s.weight {
		c.Before.Mean += w * s.mean[0][b]
		c.Now.Mean += w * s.mean[1][b]
	}
	c.By = c.Now.Mean - c.Before.Mean
	before, now, by := p.variances(s, to)
	if !(by > 1e-15) {
		c.Reason = AllAlike
		return c
	}
	reach := analytics.StudentQuantile(float64(min(c.Before.N, c.Now.N) - 1))
	around := func(mean, variance float64) (low, high float64) {
		return mean - reach*math.Sqrt(variance), mean + reach*math.Sqrt(variance)
	}
	c.Before.Low, c.Before.High = around(c.Before.Mean, before)
	c.Now.Low, c.Now.High = around(c.Now.Mean, now)
	c.Low, c.High = around(c.By, by)
	return c
}

// variances are those of the earlier mean, the later, and their difference: of each customer's share in them squared.
func (p *panel) variances(s strata, to line) (before, now, by float64) {
	for _, at := range p.sorted() {
		t := p.of[at]
		var of, mean [2]float64 // what a point of a score comes to in the mean, and how far the mean of the pair's scores is from the band's
		var square [3]float64
		n := float64(t.n)
		for i, band := range at.band {
			if band == absent {
				continue
			}
			slope, shift := to(at.scale[i])
			size := s.n[i][band]
			of[i] = s.weight[band] / math.Sqrt(size*(size-1)) * slope
			mean[i] = (s.mean[i][band] - shift) / slope
		}
		sum := [2]float64{t.sums[0].Units(), t.sums[1].Units()}
		for k, ij := range [3][2]int{{0, 0}, {0, 1}, {1, 1}} {
			i, j := ij[0], ij[1]
			square[k] = t.products[k].Units()/analytics.MoneyScale - mean[i]*sum[j] - mean[j]*sum[i] + n*mean[i]*mean[j]
		}
		b, both, l := of[0]*of[0]*square[0], of[0]*of[1]*square[1], of[1]*of[1]*square[2]
		before, now, by = before+b, now+l, by+b+l-2*both
	}
	return before, now, by
}
