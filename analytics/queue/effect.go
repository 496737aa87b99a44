package queue

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Watched is over how many days, from a list's date on, it is watched what customers do.
const Watched = 90

// FewHeldOut is how many customers have to be held out for the effect of a list to be told.
const FewHeldOut = 50

// Dates tells when lists were used: on the day of the first contact by each. It is an accumulator.
type Dates struct {
	asOf  analytics.Day
	first map[analytics.Label]analytics.Day
}

// NewDates makes an accumulator.
func NewDates(asOf analytics.Day) *Dates { return &Dates{asOf, map[analytics.Label]analytics.Day{}} }

// Add adds a customer.
func (d *Dates) Add(c *analytics.Customer) {
	for _, k := range c.Contacts {
		if k.Day != analytics.NoDay && k.Day <= d.asOf {
			d.note(k.List, k.Day)
		}
	}
}

func (d *Dates) note(list analytics.Label, day analytics.Day) {
	if first, ok := d.first[list]; !ok || day < first {
		d.first[list] = day
	}
}

// Merge adds the customers of another accumulator.
func (d *Dates) Merge(o *Dates) {
	for list, day := range o.first {
		d.note(list, day)
	}
}

// group is what customers did in the days that their list is watched.
type group struct {
	customers, contacted, bought int64
	spent, squares               analytics.Total
}

func (g *group) add(contacted, bought bool, spent analytics.Money) {
	g.customers++
	g.contacted += int64(index(contacted))
	g.bought += int64(index(bought))
	g.spent.Add(spent)
	g.squares.AddProduct(spent, spent)
}

func (g *group) merge(o *group) {
	g.customers, g.contacted, g.bought = g.customers+o.customers, g.contacted+o.contacted, g.bought+o.bought
	g.spent.Merge(o.spent)
	g.squares.Merge(o.squares)
}

// rate is the share that bought.
func (g *group) rate() float64 { return float64(g.bought) / float64(g.customers) }

// mean is what a customer spent, with the variance of that mean.
func (g *group) mean() (mean, variance float64) {
	n := float64(g.customers)
	mean = g.spent.Units() / n
	return mean, max(0, g.squares.Units()/analytics.MoneyScale/n-mean*mean) / (n - 1)
}

// assignment is a list's customers: those assigned to it, contacted or not, and those held out.
type assignment [2]group // held out in the second

// Effects measures what lists achieved: what customers who were assigned to a list did, contacted or not, against those who were held out at random.
// It is an accumulator that knows the dates of the lists.
type Effects struct {
	asOf  analytics.Day
	dates map[analytics.Label]analytics.Day
	lists map[analytics.Label]*assignment // everybody on a list
	once  map[analytics.Label]*assignment // of a customer's lists of one quarter the first alone, for who is on several is held out of all or none
}

// NewEffects makes an accumulator.
func NewEffects(d *Dates) *Effects {
	return &Effects{d.asOf, d.first, map[analytics.Label]*assignment{}, map[analytics.Label]*assignment{}}
}

// on is that a customer is on a list.
type on struct {
	day             analytics.Day
	list            analytics.Label
	contacted, held bool
}

// Add adds a customer.
func (e *Effects) Add(c *analytics.Customer) {
	if len(c.Contacts) == 0 {
		return
	}
	quarter := math.MinInt
	for _, l := range e.listsOf(c) {
		done := c.Between(l.day, min(l.day+Watched-1, e.asOf))
		put := func(into map[analytics.Label]*assignment) {
			if into[l.list] == nil {
				into[l.list] = &assignment{}
			}
			into[l.list][index(l.held)].add(l.contacted, done.Occasions > 0, done.Net)
		}
		put(e.lists)
		if q := analytics.ByQuarter.Period(l.day); q != quarter {
			quarter = q
			put(e.once)
		}
	}
}

// listsOf are the lists that a customer is on, by date. Who was contacted after all counts as held out, as the draw had it.
func (e *Effects) listsOf(c *analytics.Customer) []on {
	var all []on
	for _, k := range c.Contacts {
		day, dated := e.dates[k.List]
		if !dated {
			continue
		}
		at := slices.IndexFunc(all, func(o on) bool { return o.list == k.List })
		if at < 0 {
			at, all = len(all), append(all, on{day: day, list: k.List})
		}
		all[at].held = all[at].held || k.HeldOut
		all[at].contacted = all[at].contacted || k.Day != analytics.NoDay && k.Day <= e.asOf
	}
	slices.SortFunc(all, func(a, b on) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.list, b.list)) })
	return all
}

// Merge adds the customers of another accumulator.
func (e *Effects) Merge(o *Effects) {
	for _, m := range [][2]map[analytics.Label]*assignment{{e.lists, o.lists}, {e.once, o.once}} {
		for list, of := range m[1] {
			if m[0][list] == nil {
				m[0][list] = &assignment{}
			}
			m[0][list][0].merge(&of[0])
			m[0][list][1].merge(&of[1])
		}
	}
}

// State is how far the effect of a list can be told.
type State string

// The states.
const (
	Measured State = "measured"
	Running  State = "running" // its days are not over
	TooFew   State = "too few" // fewer than FewHeldOut were held out, or nobody else was assigned
)

// Effect is what a list achieved. It is a row of the table list_effects.
type Effect struct {
	List      string            `col:"list" en:"list, as contacts name it; all of them in the last row, each customer once a quarter" zh:"名单（按 contacts 中的名称）；最后一行 all 为合计，每位客户每季度计一次"`
	From      analytics.Day     `col:"from" en:"date of the list, its first contact; empty for all" zh:"名单日期（首次触达）；合计则为空"`
	State     State             `col:"state" en:"measured, running (90 days are not over) or too few (fewer than 50 held out)" zh:"measured 已测、running 90 天未满、too few 对照不足 50 人"`
	Assigned  int64             `col:"assigned" unit:"customers" en:"customers assigned to the list, contacted or not" zh:"名单内客户数（无论是否触达）"`
	Contacted int64             `col:"contacted" unit:"customers" en:"of these, contacted" zh:"其中已触达的客户数"`
	HeldOut   int64             `col:"held_out" unit:"customers" en:"customers held out of it" zh:"对照组客户数"`
	Rate      float64           `col:"rate" unit:"share" en:"share of those assigned who bought within 90 days of the list's date; this and what follows is empty unless measured" zh:"名单内客户 90 天内购买的占比；此列及以后各列仅在已测时有值"`
	HeldRate  float64           `col:"rate_held_out" unit:"share" en:"the same of those held out" zh:"对照组 90 天内购买的占比"`
	Effect    float64           `col:"effect" unit:"share" en:"the difference: the response that the list brought; of all, weighted over lists" zh:"两者之差：名单带来的响应率；合计按名单加权"`
	Low       float64           `col:"low" unit:"share" en:"lower end of its 95 % interval (Newcombe, method 10)" zh:"其 95% 区间下限（Newcombe 方法 10）"`
	High      float64           `col:"high" unit:"share" en:"upper end of its 95 % interval (Newcombe, method 10)" zh:"其 95% 区间上限（Newcombe 方法 10）"`
	Verdict   analytics.Verdict `col:"verdict,nullzero" en:"more: the list brings purchases; less: it drives customers away; chance: no effect is shown" zh:"more 有效、less 适得其反、chance 未见效果"`
	Spent     float64           `col:"spent" unit:"currency" en:"net revenue in these days of a customer assigned" zh:"名单内客户期间人均净收入"`
	HeldSpent float64           `col:"spent_held_out" unit:"currency" en:"the same of a customer held out" zh:"对照组人均净收入"`
	PerGain   float64           `col:"gain_per_contact" unit:"currency" en:"margin that a contact gained, after its cost" zh:"每次触达的毛利净增益（已扣成本）"`
	GainLow   float64           `col:"gain_low" unit:"currency" en:"lower end of its 95 % interval (normal)" zh:"其 95% 区间下限（正态）"`
	GainHigh  float64           `col:"gain_high" unit:"currency" en:"upper end of its 95 % interval (normal)" zh:"其 95% 区间上限（正态）"`
	error     float64           // standard error of Effect
}

// EffectsSchema describes the table list_effects.
var EffectsSchema = analytics.SchemaOf[Effect](analytics.Schema{
	Name:      "list_effects",
	Row:       "list of contacts, by date, and all of them",
	RowZH:     "触达名单，按日期排列，末行为合计",
	Meaning:   "what lists achieved: customers assigned to them against those held out at random",
	MeaningZH: "名单的效果：名单内客户与随机对照组之比较",
})

// Result is what lists achieved.
type Result struct {
	Lists []Effect // by date
	All   Effect   // of all lists that are measured
}

// Result compares, with the margin rate and what a contact costs.
func (e *Effects) Result(labels *analytics.Labels, margin, cost float64) Result {
	res := Result{All: blank("all", analytics.NoDay)}
	var strata []*assignment
	for _, list := range slices.SortedFunc(maps.Keys(e.lists), func(a, b analytics.Label) int { return cmp.Or(cmp.Compare(e.dates[a], e.dates[b]), cmp.Compare(a, b)) }) {
		row := blank(labels.Name(list), e.dates[list])
		over := e.asOf-e.dates[list] >= Watched-1
		if row.State = TooFew; !over {
			row.State = Running
		}
		of := e.lists[list]
		row.measure([]*assignment{of}, over, margin, cost)
		res.Lists = append(res.Lists, row)
		if once := e.once[list]; over && once != nil && once[0].customers > 1 && once[1].customers > 1 {
			strata = append(strata, once)
		}
	}
	res.All.measure(strata, true, margin, cost)
	return res
}

func blank(list string, from analytics.Day) Effect {
	nan := math.NaN()
	return Effect{List: list, From: from, State: TooFew, Rate: nan, HeldRate: nan, Effect: nan, Low: nan, High: nan, Spent: nan, HeldSpent: nan, PerGain: nan,
		GainLow: nan, GainHigh: nan}
}

// measure fills a row. Several lists are weighted by n₁n₀/(n₁+n₀), as Mantel and Haenszel have it, so that lists are compared within themselves; the
// intervals are then those of the weighted shares, at the numbers of customers that would give their variances.
func (r *Effect) measure(strata []*assignment, over bool, margin, cost float64) {
	weights, sum := make([]float64, len(strata)), 0.0
	for i, s := range strata {
		r.Assigned, r.Contacted, r.HeldOut = r.Assigned+s[0].customers, r.Contacted+s[0].contacted, r.HeldOut+s[1].customers
		weights[i] = float64(s[0].customers) * float64(s[1].customers) / float64(s[0].customers+s[1].customers)
		sum += weights[i]
	}
	if !over || r.HeldOut < FewHeldOut || r.Assigned < FewHeldOut {
		return
	}
	r.State = Measured
	var of [2]weighted
	for i, s := range strata {
		of[0].add(&s[0], weights[i]/sum)
		of[1].add(&s[1], weights[i]/sum)
	}
	r.Rate, r.HeldRate, r.Spent, r.HeldSpent = of[0].rate, of[1].rate, of[0].spent, of[1].spent
	r.Effect = r.Rate - r.HeldRate
	r.Low, r.High = analytics.Newcombe(r.Rate, of[0].size(), r.HeldRate, of[1].size())
	r.Verdict = analytics.Judge(r.Low, r.High)
	if r.error = math.Sqrt(of[0].variance + of[1].variance); r.error == 0 {
		r.error = (r.High - r.Low) / (2 * analytics.Z)
	}
	perContact := margin * float64(r.Assigned) / float64(r.Contacted) // of a difference between customers assigned and held out
	half := analytics.Z * math.Sqrt(of[0].spread+of[1].spread) * perContact
	r.PerGain = (r.Spent-r.HeldSpent)*perContact - cost
	r.GainLow, r.GainHigh = r.PerGain-half, r.PerGain+half
}

// weighted are shares and means weighted over lists.
type weighted struct {
	rate, variance float64
	spent, spread  float64 // and its variance
	squares        float64 // Σ w²/n
}

func (w *weighted) add(g *group, weight float64) {
	n, p := float64(g.customers), g.rate()
	mean, spread := g.mean()
	w.rate += weight * p
	w.variance += weight * weight * p * (1 - p) / n
	w.squares += weight * weight / n
	w.spent += weight * mean
	w.spread += weight * weight * spread
}

// size is the number of customers whose share would vary as the weighted one does.
func (w *weighted) size() float64 {
	if w.variance == 0 {
		return 1 / w.squares
	}
	return w.rate * (1 - w.rate) / w.variance
}

// Response is the share of those contacted who buy because of it: what was measured, d, shrunk towards what was supposed, ρ₀, by w = ρ₀²/(ρ₀² + se²):
// max(0, w·d + (1−w)·ρ₀). It is what was supposed where nothing was measured.
func (r *Result) Response(supposed float64) float64 {
	if r.All.State != Measured {
		return supposed
	}
	w := supposed * supposed / (supposed*supposed + r.All.error*r.All.error)
	return max(0, w*r.All.Effect+(1-w)*supposed)
}

// Table is the table list_effects.
func (r *Result) Table() analytics.Table {
	return analytics.TableOf(EffectsSchema, append(slices.Clone(r.Lists), r.All))
}
