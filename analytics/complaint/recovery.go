package complaint

import (
	"hash/fnv"
	"math"
	"slices"

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
	at     [groups]group
	steps  [steps][2]handledGroup // complainers by what was done and what was not
	recent int64                  // complainers whose follow-up is not over
}

// group is what customers did, by class.
type group [classes]outcome

// outcome is what customers did.
type outcome struct {
	n, back int64
	spend   tally // net revenue
	gain    tally // margin where costs are known, else net revenue, less what was paid in compensation
}

// tally is a sum of money with the sum of its squares, in units.
type tally struct {
	sum     analytics.Total
	squares float64
}

func (t *tally) add(m analytics.Money) {
	t.sum.Add(m)
	t.squares += m.Units() * m.Units()
}

func (t *tally) merge(o *tally) {
	t.sum.Merge(o.sum)
	t.squares += o.squares
}

// add adds a customer to the group of the first complaint, and, for a day drawn, to those who had not complained by then. Who complains later
// stays among the latter: leaving out who will complain would leave out who will buy, for complaints follow purchases.
func (f *comparison) add(c *analytics.Customer, first analytics.Day, s *Complaints) {
	end := s.question.AsOf - analytics.Day(f.days)
	if p := firstComplaint(c, first); p != nil && p.Opened > end {
		f.recent++
	} else if p != nil {
		g := f.groupOf(p, s)
		f.follow(c, p.Opened, g, s)
		f.handle(c, p, g, s)
	}
	if end < first {
		return
	}
	day := first + analytics.Day(unit(bitsOf(c.Key))*float64(end-first+1))
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
	if s.handledBy(p, p.Opened+analytics.Day(f.days)) {
		return Resolved
	}
	return Unresolved
}

func (f *comparison) follow(c *analytics.Customer, from analytics.Day, g Group, s *Complaints) {
	f.at[g][s.class(c, from)].add(c, from, from+analytics.Day(f.days), s.question.HasCost)
}

// bitsOf are random bits that belong to a customer.
func bitsOf(k analytics.Key) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(k.String()))
	return mix(h.Sum64())
}

// unit makes a number in [0, 1) of random bits.
func unit(bits uint64) float64 { return float64(bits>>11) / (1 << 53) }

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
	past := c.Until(day)
	sum, year := past.Summary(), past.Between(day-364, day).Occasions
	return (band(year, 1, 2, 4, 8)*silences+band(int(day-sum.Last), 7, 30, 90))*riches + s.rich(sum.Revenue)
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

// add counts a customer who is followed from a day, itself not counted, to another. What was paid for complaints since that day is taken off
// what the customer brought.
func (o *outcome) add(c *analytics.Customer, from, to analytics.Day, hasCost bool) {
	o.n++
	then := c.Between(from+1, to)
	if then.Occasions > 0 {
		o.back++
	}
	gain := then.Net
	if hasCost {
		gain -= then.Cost
	}
	for i := range c.Complaints {
		if p := &c.Complaints[i]; p.Opened >= from && p.Opened <= to {
			gain -= p.Compensation
		}
	}
	o.spend.add(then.Net)
	o.gain.add(gain)
}

func (o *outcome) merge(b *outcome) {
	o.n, o.back = o.n+b.n, o.back+b.back
	o.spend.merge(&b.spend)
	o.gain.merge(&b.gain)
}

func (f *comparison) merge(o *comparison) {
	f.recent += o.recent
	for g := range f.at {
		for i := range f.at[g] {
			f.at[g][i].merge(&o.at[g][i])
		}
	}
	for k := range f.steps {
		for done := range f.steps[k] {
			for i := range f.steps[k][done] {
				f.steps[k][done][i].merge(&o.steps[k][done][i])
			}
		}
	}
}

// Estimate is a figure with its 95 % interval; NaN where it cannot be told.
type Estimate struct{ Value, Low, High float64 }

// Verdict tells whether the estimate is more than nothing, less, or may be chance.
func (e Estimate) Verdict() analytics.Verdict { return analytics.Judge(e.Low, e.High) }

func estimate(value, variance float64) Estimate {
	half := analytics.Z * math.Sqrt(variance)
	return Estimate{value, value - half, value + half}
}

// GroupRow is what one group did. It is a row of the table recovery.
type GroupRow struct {
	Group        string  `col:"group" en:"resolved, not resolved or never complained" zh:"resolved 已解决、not resolved 未解决、never complained 从未抱怨"`
	Days         int     `col:"days" unit:"days" en:"length of the follow-up" zh:"跟踪期长度"`
	Customers    int64   `col:"customers" unit:"customers" en:"customers followed for the whole time" zh:"观察满整个跟踪期的客户数"`
	Back         int64   `col:"repurchased" unit:"customers" en:"of these, who bought again within it" zh:"其中在跟踪期内再次购买的客户数"`
	Rate         float64 `col:"rate" unit:"share" en:"share who bought again" zh:"再次购买的占比"`
	Low          float64 `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High         float64 `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Adjusted     float64 `col:"adjusted" unit:"share" en:"share who would have bought again had the group been like the complainers before" zh:"假设该组此前情况与抱怨者相同时再次购买的占比"`
	AdjustedLow  float64 `col:"adjusted_low" unit:"share" en:"lower end of the 95 % interval of adjusted" zh:"adjusted 的 95% 区间下限"`
	AdjustedHigh float64 `col:"adjusted_high" unit:"share" en:"upper end of the 95 % interval of adjusted" zh:"adjusted 的 95% 区间上限"`
	Spend        float64 `col:"spend" unit:"currency" en:"net spend of a customer within the follow-up, had the group been like the complainers before" zh:"跟踪期内客户人均净花费（假设该组此前情况与抱怨者相同）"`
	SpendLow     float64 `col:"spend_low" unit:"currency" en:"lower end of the spend's 95 % interval" zh:"人均净花费的 95% 区间下限"`
	SpendHigh    float64 `col:"spend_high" unit:"currency" en:"upper end of the spend's 95 % interval" zh:"人均净花费的 95% 区间上限"`
	Gain         float64 `col:"gain" unit:"currency" en:"what a customer brought within the follow-up (margin where costs are known, else net revenue) less the compensation paid in it, had the group been like the complainers before" zh:"跟踪期内客户人均贡献（已知成本时为毛利，否则为净收入）减去同期支付的补偿（假设该组此前情况与抱怨者相同）"`
	GainLow      float64 `col:"gain_low" unit:"currency" en:"lower end of the gain's 95 % interval" zh:"人均贡献的 95% 区间下限"`
	GainHigh     float64 `col:"gain_high" unit:"currency" en:"upper end of the gain's 95 % interval" zh:"人均贡献的 95% 区间上限"`
}

// RecoverySchema describes the table recovery.
var RecoverySchema = analytics.SchemaOf[GroupRow](analytics.Schema{
	Name:      "recovery",
	Row:       "group by what became of the first complaint",
	RowZH:     "按首次抱怨的结果分组",
	Meaning:   "whether customers whose complaint was resolved come back more than others; an association, not an effect",
	MeaningZH: "抱怨得到解决的客户是否更常回来（相关，而非因果）",
})

// Recovery compares the groups.
type Recovery struct {
	Days    int
	Groups  []GroupRow // resolved, not resolved, never complained
	Recent  int64      // complainers whose follow-up is not over, left out
	Beyond  float64    // share of the complainers in classes that some group lacks, left out of what is adjusted
	Handled Estimate   // rate of the resolved less that of the unresolved, adjusted
	Paradox Estimate   // rate of the resolved less that of those who never complained, adjusted
	Spend   Estimate   // net spend of the resolved less that of the unresolved, adjusted, in units of the currency
	Worth   Estimate   // likewise of what they brought, margin where costs are known, after compensation was paid
}

// Difference is a row of the table recovery_difference.
type Difference struct {
	Of      string            `col:"of" en:"group compared" zh:"所比较的组"`
	Less    string            `col:"less" en:"group it is compared with" zh:"作为参照的组"`
	What    string            `col:"what" en:"rate (of buying again), spend (net, of a customer) or gain (what a customer brought, less compensation)" zh:"rate 再次购买率、spend 人均净花费，或 gain 扣除补偿后的人均贡献"`
	Value   float64           `col:"value" unit:"varies" en:"the former less the latter, adjusted" zh:"前者减后者（已调整）"`
	Low     float64           `col:"low" unit:"varies" en:"lower end of the 95 % interval of value" zh:"value 的 95% 区间下限"`
	High    float64           `col:"high" unit:"varies" en:"upper end of the 95 % interval of value" zh:"value 的 95% 区间上限"`
	Verdict analytics.Verdict `col:"verdict" en:"more, less, or chance where the interval holds zero; empty where there is none" zh:"more 更多、less 更少；区间含零为 chance（可能偶然）；无区间则为空"`
}

// DifferenceSchema describes the table recovery_difference.
var DifferenceSchema = analytics.SchemaOf[Difference](analytics.Schema{
	Name:      "recovery_difference",
	Row:       "comparison of two groups",
	RowZH:     "两组的一项比较",
	Meaning:   "how far resolving a complaint goes with coming back and with spend",
	MeaningZH: "解决抱怨与再次购买、花费的关联有多大",
})

// Differences lists the comparisons.
func (r *Recovery) Differences() []Difference {
	row := func(less Group, what string, e Estimate) Difference {
		return Difference{Resolved.String(), less.String(), what, e.Value, e.Low, e.High, e.Verdict()}
	}
	return []Difference{row(Unresolved, "rate", r.Handled), row(Never, "rate", r.Paradox), row(Unresolved, "spend", r.Spend), row(Unresolved, "gain", r.Worth)}
}

func (s *Complaints) recovery() Recovery {
	f := s.longest()
	if f == nil {
		return Recovery{}
	}
	r := Recovery{Days: f.days, Recent: f.recent}
	weights, beyond := weigh(f.at[Resolved][:], f.at[Unresolved][:], f.at[Never][:])
	r.Beyond = beyond
	var rate, spend, gain [groups]standardised
	for g := range groups {
		in := f.at[g][:]
		rate[g], spend[g], gain[g] = rateOf(in, weights), moneyOf(in, weights, spendOf), moneyOf(in, weights, gainOf)
		n, back := int64(0), int64(0)
		for _, o := range f.at[g] {
			n, back = n+o.n, back+o.back
		}
		share, adjusted, spent, brought := analytics.ShareOf(back, n), rate[g].estimate(), spend[g].estimate(), gain[g].estimate()
		r.Groups = append(r.Groups, GroupRow{
			Group: g.String(), Days: f.days, Customers: n, Back: back, Rate: share.Share, Low: share.Low, High: share.High,
			Adjusted: adjusted.Value, AdjustedLow: math.Max(0, adjusted.Low), AdjustedHigh: math.Min(1, adjusted.High),
			Spend: spent.Value, SpendLow: spent.Low, SpendHigh: spent.High, Gain: brought.Value, GainLow: brought.Low, GainHigh: brought.High,
		})
	}
	r.Handled, r.Paradox = rate[Resolved].less(rate[Unresolved]), rate[Resolved].less(rate[Never])
	r.Spend, r.Worth = spend[Resolved].less(spend[Unresolved]), gain[Resolved].less(gain[Unresolved])
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

// weigh gives the shares of the complainers, who are the first two groups, in the classes where every group has somebody, and the share of
// those in the others.
func weigh(done, not []outcome, others ...[]outcome) (w []float64, beyond float64) {
	w = make([]float64, len(done))
	all, sum := 0.0, 0.0
	for i := range w {
		n := float64(done[i].n + not[i].n)
		all += n
		if done[i].n > 0 && not[i].n > 0 && !slices.ContainsFunc(others, func(o []outcome) bool { return o[i].n == 0 }) {
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

// rateOf is the rate of coming back that a group would have had with the weights of the classes. Its variance is that of (back + 1) of
// (n + 2), so that one customer who came back is no certainty (Agresti and Caffo 2000).
func rateOf(in []outcome, weights []float64) (rate standardised) {
	for i, w := range weights {
		if math.IsNaN(w) { // no class has all groups
			return standardised{math.NaN(), math.NaN()}
		}
		if w > 0 {
			n := float64(in[i].n)
			p := (float64(in[i].back) + 1) / (n + 2)
			rate.mean += w * float64(in[i].back) / n
			rate.variance += w * w * p * (1 - p) / (n + 2)
		}
	}
	return rate
}

func spendOf(o *outcome) *tally { return &o.spend }

func gainOf(o *outcome) *tally { return &o.gain }

// moneyOf is the mean of some money likewise.
func moneyOf(in []outcome, weights []float64, of func(*outcome) *tally) (mean standardised) {
	pooled := spread(in, of)
	for i, w := range weights {
		if math.IsNaN(w) {
			return standardised{math.NaN(), math.NaN()}
		}
		if w > 0 {
			n := float64(in[i].n)
			mean.mean += w * of(&in[i]).sum.Units() / n
			mean.variance += w * w * pooled / n
		}
	}
	return mean
}

// spread is the variance of money within classes, of all classes together, for a class may have one customer only.
func spread(in []outcome, of func(*outcome) *tally) float64 {
	squares, degrees := 0.0, 0.0
	for i := range in {
		if n := in[i].n; n > 0 {
			t := of(&in[i])
			squares += math.Max(0, t.squares-t.sum.Units()*t.sum.Units()/float64(n))
			degrees += float64(n - 1)
		}
	}
	return squares / degrees
}

// Comparable tells whether most complainers have somebody like them in each group, so that the groups can be compared.
func (r *Recovery) Comparable() bool {
	return len(r.Groups) > 0 && r.Beyond <= 0.5 && !math.IsNaN(r.Handled.Low)
}
