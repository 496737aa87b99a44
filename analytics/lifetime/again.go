package lifetime

import (
	"math"

	"regulars/analytics"
)

// Again is what a customer, cut at the as-of date, would be worth within the horizon had they bought on that date: V₁ = m + W(x+1, T, T), with m the
// expected margin of an occasion and W = m · the discounted purchases expected within the horizon, so that Again less Score's Value, V₀ = W(x, t_x, T),
// is what a purchase today is worth. What is expected of an occasion is left as it is. NaN where nothing is forecast.
func (s *Scorer) Again(c *analytics.Customer, sum analytics.Summary) float64 {
	if s.ahead == nil || sum.Occasions == 0 {
		return math.NaN()
	}
	as := s.clock.see(c, sum, s.asOf)
	each, _, _, _ := s.models.spends(int(as.x), as.repeat)
	h := history{as.x + 1, as.t, as.t}
	if s.clock.discrete() {
		h.x = min(h.x, h.t) // a period has one opportunity, and what has not ended is not seen
	}
	return significant(each*s.margin*(1+s.ahead.after(h)), 13)
}

// Newcomer is what a customer who is won on the as-of date is worth within the horizon, the first purchase with what is expected after it; NaN
// where nothing is forecast.
func (s *Scorer) Newcomer() float64 {
	if s.ahead == nil {
		return math.NaN()
	}
	each, _, _, _ := s.models.spends(0, 0)
	return significant(each*s.margin*(1+s.ahead.after(history{})), 13)
}

// after is the discounted number of purchases expected within the horizon of a history, by the fitted model.
func (p *prospects) after(h history) float64 {
	alive := p.models[0].PAlive(int(h.x), float64(h.tx), float64(h.t))
	a := p.alike[h.x]
	if a != nil && int(h.t) < len(a.prospects) && a.prospects[h.t] != nil {
		return alive * a.prospects[h.t].discounted
	}
	ahead := p.models[0].ahead(int(h.x), float64(h.t))
	if a != nil {
		ahead = ahead.with(a.rules[0])
	}
	if p.calendar != nil {
		return alive * p.calendar.horizon.of(ahead)
	}
	return alive * ahead.discounted(p.horizon, p.rate)
}
