package complaint

import (
	"hash/fnv"
	"math"

	"regulars/analytics"
)

// followUps are the lengths of follow-up in days that are kept side by side; the result uses the longest for which half of the complainers
// were observed.
var followUps = []int{30, 60, 90, 180}

// Group is who is compared.
type Group int

// The groups.
const (
	Resolved Group = iota
	Unresolved
	Never
	groups
)

var groupNames = [groups]string{"resolved", "not resolved", "never complained"}

func (g Group) String() string { return groupNames[g] }

// classes are those of purchase occasions, of days since the last, and of revenue before the day that the follow-up begins.
const (
	habits   = 5
	silences = 4
	riches   = 4
	classes  = habits * silences * riches
)

// comparison follows customers up for a number of days.
type comparison struct {
	days   int
	at     [groups][classes]outcome
	recent int64 // complainers whose follow-up is not over
}

// outcome is what a group did.
type outcome struct {
	n, back int64
	spend   analytics.Total
	squares float64 // of spend in units
}

// add adds a customer to the group of the first complaint, and, for a day drawn, to those who had not complained by then. Who complains later
// stays among the latter: leaving out who will complain would leave out who will buy, for complaints follow purchases.
func (f *comparison) add(c *analytics.Customer, first analytics.Day, s *Complaints) {
	end := s.question.AsOf - analytics.Day(f.days)
	if p := firstComplaint(c, first); p != nil && p.Opened > end {
		f.recent++
	} else if p != nil {
		f.follow(c, p.Opened, f.groupOf(p, s), s)
	}
	if end < first {
		return
	}
	day := first + analytics.Day(draw(c.Key)*float64(end-first+1))
	if len(c.Complaints) == 0 || c.Complaints[0].Opened > day {
		f.follow(c, day, Never, s)
	}
}

// firstComplaint is the first since the first purchase; nil without one.
func firstComplaint(c *analytics.Customer, first analytics.Day) *analytics.Complaint {
	for i := range c.Complaints {
		if p := &c.Complaints[i]; p.Opened >= first {
			return p
		}
	}
	return nil
}

// groupOf is whether a complaint was resolved within the follow-up; what comes later cannot have brought anybody back in it.
func (f *comparison) groupOf(p *analytics.Complaint, s *Complaints) Group {
	if s.handled(p) && (p.Closed == analytics.NoDay || p.Closed <= p.Opened+analytics.Day(f.days)) {
		return Resolved
	}
	return Unresolved
}

func (f *comparison) follow(c *analytics.Customer, from analytics.Day, g Group, s *Complaints) {
	f.at[g][s.class(c, from)].add(c, from, from+analytics.Day(f.days))
}

// draw is a number in [0, 1) that belongs to a customer.
func draw(k analytics.Key) float64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(k.String()))
	return float64(mix(h.Sum64())>>11) / (1 << 53)
}

// mix spreads the last bytes over all bits (MurmurHash3's finalizer, Appleby 2011), for ids differ in their last digits.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// class goes by the purchase occasions of the year up to a day, the days since the last, and the net revenue so far.
func (s *Complaints) class(c *analytics.Customer, day analytics.Day) int {
	year, last, revenue := 0, analytics.NoDay, analytics.Money(0)
	for i := 0; i < len(c.Rows) && c.Rows[i].Day <= day; i++ {
		revenue += c.Rows[i].Net()
	}
	c.Occasions(func(on analytics.Day, _ int, _ analytics.Money) {
		if on > day {
			return
		}
		if last = on; on > day-365 {
			year++
		}
	})
	return (band(year, 1, 2, 4, 8)*silences+band(int(day-last), 7, 30, 90))*riches + s.rich(revenue)
}

// rich is the class of a net revenue.
func (s *Complaints) rich(revenue analytics.Money) (class int) {
	for _, from := range s.rules.Rich {
		if revenue >= from {
			class++
		}
	}
	return class
}

// band is how many of the bounds a number lies above.
func band(n int, bounds ...int) (above int) {
	for _, b := range bounds {
		if n > b {
			above++
		}
	}
	return above
}

// add counts a customer who is followed from a day, itself not counted, to another.
func (o *outcome) add(c *analytics.Customer, from, to analytics.Day) {
	o.n++
	spend, back := analytics.Money(0), false
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Day > from && r.Day <= to {
			spend += r.Net()
			back = back || r.Purchases > 0
		}
	}
	if back {
		o.back++
	}
	o.spend.Add(spend)
	o.squares += spend.Units() * spend.Units()
}

func (f *comparison) merge(o *comparison) {
	f.recent += o.recent
	for g := range f.at {
		for i := range f.at[g] {
			a, b := &f.at[g][i], &o.at[g][i]
			a.n, a.back, a.squares = a.n+b.n, a.back+b.back, a.squares+b.squares
			a.spend.Merge(b.spend)
		}
	}
}

// Estimate is a figure with its 95 % interval; NaN where it cannot be told.
type Estimate struct{ Value, Low, High float64 }

func estimate(value, variance float64) Estimate {
	half := analytics.Z * math.Sqrt(variance)
	return Estimate{value, value - half, value + half}
}

// GroupRow is what one group did. It is a row of the table recovery.
type GroupRow struct {
	Group        string  `col:"group"`
	Days         int     `col:"days"` // of follow-up
	Customers    int64   `col:"customers"`
	Back         int64   `col:"repurchased"`
	Rate         float64 `col:"rate"`
	Low          float64 `col:"low"`
	High         float64 `col:"high"`
	Adjusted     float64 `col:"adjusted"` // as if the group had been like the complainers before
	AdjustedLow  float64 `col:"adjusted_low"`
	AdjustedHigh float64 `col:"adjusted_high"`
	Spend        float64 `col:"spend"` // net, adjusted likewise, for each customer within the follow-up
	SpendLow     float64 `col:"spend_low"`
	SpendHigh    float64 `col:"spend_high"`
}

// Recovery compares the groups.
type Recovery struct {
	Days    int
	Groups  []GroupRow // resolved, not resolved, never complained
	Recent  int64      // complainers whose follow-up is not over, left out
	Beyond  float64    // share of the complainers in classes that some group lacks, left out of what is adjusted
	Handled Estimate   // rate of the resolved less that of the unresolved, adjusted
	Paradox Estimate   // rate of the resolved less that of those who never complained, adjusted
	Worth   Estimate   // net spend of the resolved less that of the unresolved, adjusted, in units of the currency
}

// Difference is a row of the table recovery_difference.
type Difference struct {
	Of    string  `col:"of"`
	Less  string  `col:"less"`
	What  string  `col:"what"` // rate or spend
	Value float64 `col:"value"`
	Low   float64 `col:"low"`
	High  float64 `col:"high"`
}

// Differences lists the comparisons.
func (r *Recovery) Differences() []Difference {
	row := func(less Group, what string, e Estimate) Difference {
		return Difference{Resolved.String(), less.String(), what, e.Value, e.Low, e.High}
	}
	return []Difference{row(Unresolved, "rate", r.Handled), row(Never, "rate", r.Paradox), row(Unresolved, "spend", r.Worth)}
}

func (s *Complaints) recovery() Recovery {
	f := s.longest()
	if f == nil {
		return Recovery{}
	}
	r := Recovery{Days: f.days, Recent: f.recent}
	weights, beyond := f.weights()
	r.Beyond = beyond
	var rate, spend [groups]standardised
	for g := range groups {
		rate[g], spend[g] = f.standardise(g, weights)
		n, back := int64(0), int64(0)
		for _, o := range f.at[g] {
			n, back = n+o.n, back+o.back
		}
		share, adjusted, spent := analytics.ShareOf(back, n), rate[g].estimate(), spend[g].estimate()
		r.Groups = append(r.Groups, GroupRow{
			Group: g.String(), Days: f.days, Customers: n, Back: back, Rate: share.Share, Low: share.Low, High: share.High,
			Adjusted: adjusted.Value, AdjustedLow: math.Max(0, adjusted.Low), AdjustedHigh: math.Min(1, adjusted.High),
			Spend: spent.Value, SpendLow: spent.Low, SpendHigh: spent.High,
		})
	}
	r.Handled, r.Paradox, r.Worth = rate[Resolved].less(rate[Unresolved]), rate[Resolved].less(rate[Never]), spend[Resolved].less(spend[Unresolved])
	return r
}

// longest is the longest follow-up that is over for half of the complainers; nil where there are none.
func (s *Complaints) longest() (best *comparison) {
	for _, f := range s.followed {
		followed := int64(0)
		for _, g := range []Group{Resolved, Unresolved} {
			for _, o := range f.at[g] {
				followed += o.n
			}
		}
		if followed > 0 && (best == nil || followed >= f.recent) {
			best = f
		}
	}
	return best
}

// weights are the shares of the complainers in the classes where every group has somebody, and the share of those in the others.
func (f *comparison) weights() (w [classes]float64, beyond float64) {
	all, sum := 0.0, 0.0
	for i := range w {
		n := float64(f.at[Resolved][i].n + f.at[Unresolved][i].n)
		all += n
		if f.at[Resolved][i].n > 0 && f.at[Unresolved][i].n > 0 && f.at[Never][i].n > 0 {
			w[i] = n
			sum += n
		}
	}
	for i := range w {
		w[i] /= sum
	}
	return w, 1 - sum/all
}

// standardised is a mean over classes, and its variance.
type standardised struct{ mean, variance float64 }

func (s standardised) estimate() Estimate { return estimate(s.mean, s.variance) }

func (s standardised) less(o standardised) Estimate {
	return estimate(s.mean-o.mean, s.variance+o.variance)
}

// standardise is what a group would have done with the complainers' classes. The variance of a rate is that of (back + 1) of (n + 2), so that
// one customer who came back is no certainty (Agresti and Caffo 2000).
func (f *comparison) standardise(g Group, weights [classes]float64) (rate, spend standardised) {
	pooled := f.spread(g)
	for i, w := range weights {
		o := &f.at[g][i]
		if !(w > 0) {
			if math.IsNaN(w) { // no class has all groups
				return standardised{math.NaN(), math.NaN()}, standardised{math.NaN(), math.NaN()}
			}
			continue
		}
		n := float64(o.n)
		p := (float64(o.back) + 1) / (n + 2)
		rate.mean += w * float64(o.back) / n
		rate.variance += w * w * p * (1 - p) / (n + 2)
		spend.mean += w * o.spend.Units() / n
		spend.variance += w * w * pooled / n
	}
	return rate, spend
}

// spread is the variance of the spend within classes, of all of a group's classes together, for a class may have one customer only.
func (f *comparison) spread(g Group) float64 {
	squares, degrees := 0.0, 0.0
	for _, o := range f.at[g] {
		if o.n > 0 {
			squares += math.Max(0, o.squares-o.spend.Units()*o.spend.Units()/float64(o.n))
			degrees += float64(o.n - 1)
		}
	}
	return squares / degrees
}
