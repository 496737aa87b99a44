package lifetime

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"regulars/analytics"
)

// Forecasts are checked at rolling origins (Tashman 2000): days of the past, a quarter apart, as of which everything is forecast from what was known then,
// the season and the spend of customers too, and compared with what happened.

// Origin is one of them.
type Origin struct {
	Day, To   analytics.Day // known until Day; forecast for the days after it until To
	Season    bool          // was told then
	Customers int
	Asked     bool // for, not one of the rolling ones
	Forecasts []Backtest
	months    [][2]analytics.Day // whole calendar months of the forecast
}

// Backtest is how one forecast fared at one origin.
type Backtest struct {
	Forecast  string // a model, or same_rate or last_period; of the whole business also last_year
	Whole     bool   // customers who were still to be won included; then only money is told
	Purchases Errors
	Money     Errors
	Status    Status // of the fit, empty for naive forecasts
	months    []monthForecast
	missed    [groups][2]float64 // expected less actual purchases and money of customers, by groups drawn at random
}

// Errors compare what was expected of each customer with what happened.
type Errors struct {
	Expected float64
	Actual   float64
	MAE      float64 // mean absolute error of a customer; NaN for the whole business
	Capture  float64 // share of all that the tenth of customers brought of whom most was expected; NaN likewise
}

// Bias is how far off the total was, as a part of it.
func (e *Errors) Bias() float64 {
	if e.Actual == 0 {
		return math.NaN()
	}
	return e.Expected/e.Actual - 1
}

// monthForecast is a month of a forecast.
type monthForecast struct{ expected, actual, deviation float64 } // the last as a part of expected, as the model reckons

// standard is how far off the month was in units of what the model reckons with.
func (m *monthForecast) standard() float64 {
	return math.Log(max(m.actual, 0.5)/m.expected) / m.deviation
}

const (
	groups       = 512 // of customers, who are resampled by groups
	quarter      = 91  // days between origins
	rollings     = 4
	leastHistory = 91 // days before an origin
	resamples    = 400
)

// holdouts are the lengths of forecasts that origins try, the longest for which there are data first: whole weeks.
var holdouts = [...]int{364, 182, 91}

// originDays are the days of the origins, the earliest first, and how far ahead each looks. Where a season is told, origins at which it could be told too
// are preferred to longer forecasts.
func originDays(q analytics.Question, told bool) (days []analytics.Day, ahead int) {
	length := int(q.AsOf-q.Start) + 1
	fits := func(ahead, history, origins int) bool { return length-ahead-(origins-1)*quarter >= history }
	for _, history := range []int{seasonDays, 0} {
		for _, ahead := range holdouts {
			if history == seasonDays && !told || !fits(ahead, max(history, min(ahead, leastHistory*2), leastHistory), rollings) {
				continue
			}
			for i := rollings - 1; i >= 0; i-- {
				days = append(days, q.AsOf-analytics.Day(ahead+i*quarter))
			}
			return days, ahead
		}
	}
	for i := rollings - 1; i >= 0; i-- {
		if fits(quarter, leastHistory, i+1) {
			days = append(days, q.AsOf-analytics.Day(quarter+i*quarter))
		}
	}
	return days, quarter
}

// origins checks the forecasts; fits are today's, from which the climbs start.
func (b *Base) origins(fits *Models) []Origin {
	q := b.question
	if q.Start == analytics.NoDay || q.AsOf < q.Start || len(b.panel.members) == 0 {
		return nil
	}
	days, ahead := originDays(q, fits.Season.Told)
	list := make([]Origin, len(days))
	for i, day := range days {
		list[i] = Origin{Day: day, To: day + analytics.Day(ahead)}
	}
	if end := q.CalibrationEnd; end != 0 && end > q.Start && end < q.AsOf {
		list = append(list, Origin{Day: end, To: q.AsOf, Asked: true})
	}
	members := b.panel.sorted()
	var all sync.WaitGroup
	for i := range list {
		all.Go(func() { b.check(&list[i], members, fits.Purchases) })
	}
	all.Wait()
	return list
}

// check fills an origin.
func (b *Base) check(o *Origin, members []member, near []PurchaseFit) {
	k := knownAt(o, members, b.question.Start)
	if o.Customers = len(k.pasts); o.Customers == 0 {
		return
	}
	m := b.fit(k.evidence(o.Day), near)
	m.mean = k.mean()
	o.Season = m.Season.Told
	for i := range m.Purchases {
		if fit := &m.Purchases[i]; fit.Usable() || fit.Purchases != nil && fit.Model == b.question.Model {
			m.Chosen = fit
			o.Forecasts = append(o.Forecasts, k.model(o, &m)...)
		}
	}
	o.Forecasts = append(o.Forecasts, k.naive(o)...)
}

// known is what was known of customers at an origin, and what they did after it.
type known struct {
	calendar      calendar
	pasts         []past
	groups        []int
	then          []int             // purchases
	brought       []analytics.Money // revenue
	before        []int             // repeat purchases as long before the origin
	broughtBefore []analytics.Money // and what came in on them
	ends          []analytics.Day   // of the months
	thenIn        []float64         // purchases until each of these, of all
	revenue       map[analytics.Day]analytics.Money
}

func knownAt(o *Origin, members []member, start analytics.Day) *known {
	k := &known{calendar: newCalendar(start, o.Day), revenue: map[analytics.Day]analytics.Money{}}
	for p := analytics.ByMonth.Period(o.Day) + 1; analytics.ByMonth.End(p) <= o.To; p++ {
		o.months = append(o.months, [2]analytics.Day{analytics.ByMonth.Start(p), analytics.ByMonth.End(p)})
	}
	k.ends = append(k.ends, analytics.ByMonth.End(analytics.ByMonth.Period(o.Day)))
	for _, m := range o.months {
		k.ends = append(k.ends, m[1])
	}
	k.thenIn = make([]float64, len(k.ends))
	span := o.To - o.Day
	for i := range members {
		m := &members[i]
		for _, d := range m.deeds {
			k.revenue[d.day] += d.net
		}
		p, bought := m.until(o.Day)
		if !bought || p.first < start {
			continue
		}
		then, brought := m.within(o.Day, o.To)
		k.pasts, k.then, k.brought = append(k.pasts, p), append(k.then, then), append(k.brought, brought)
		then, _ = m.within(o.Day-span, o.Day)
		earlier, _ := m.until(o.Day - span)
		k.before, k.broughtBefore = append(k.before, then), append(k.broughtBefore, p.repeat-earlier.repeat)
		k.groups = append(k.groups, int(m.hash%groups))
		for e, end := range k.ends {
			n, _ := m.within(o.Day, end)
			k.thenIn[e] += float64(n)
		}
		k.calendar.born(p.first, p.won)
		for _, d := range m.deeds {
			if d.kind == occasion && d.day <= o.Day {
				k.calendar.bought(p.first, d.day)
			}
		}
	}
	return k
}

// evidence is what models are fitted to.
func (k *known) evidence(asOf analytics.Day) evidence {
	e := evidence{asOf: asOf, calendar: &k.calendar}
	counts, spend := tally[history]{compare: history.compare}, Spend{}
	for i := range k.pasts {
		p := &k.pasts[i]
		counts.add(p.history)
		spend.add(analytics.Summary{}, seen{p.history, p.repeat})
	}
	e.histories, e.spenders = counts.sorted(), spend.Sorted()
	return e
}

func (k *known) mean() float64 {
	spend := Spend{}
	for i := range k.pasts {
		spend.add(analytics.Summary{}, seen{k.pasts[i].history, k.pasts[i].repeat})
	}
	return spend.mean()
}

// model is how the chosen model fared: with the customers of the origin, and with the whole business.
func (k *known) model(o *Origin, m *Models) []Backtest {
	fit := m.Chosen
	histories, spend := m.read(k.pasts, o.Day)
	var times []float64
	for _, end := range k.ends {
		times = append(times, fit.clock.units(o.Day, float64(end-o.Day)))
	}
	times = append(times, fit.clock.units(o.Day, float64(o.To-o.Day)))
	seen := foresee(fit, histories, spend, times)
	money := make([]float64, len(seen.each))
	for i := range money {
		money[i] = seen.each[i] * spend[i]
	}
	t := k.compare(fit.Model, seen.each, money)
	t.Status = fit.Status
	m.Season.Noise = k.calendar.noise(fit)
	off := math.Hypot(m.Season.Noise, seen.doubt)
	for i := range o.months {
		e := seen.purchases[i+1] - seen.purchases[i]
		t.months = append(t.months, monthForecast{e, k.thenIn[i+1] - k.thenIn[i], math.Hypot(off, math.Sqrt(1/max(e, 1)))})
	}
	whole := Backtest{Forecast: fit.Model, Whole: true, Status: fit.Status, Purchases: Errors{math.NaN(), math.NaN(), math.NaN(), math.NaN()}}
	spans := append([][2]analytics.Day{{o.Day + 1, k.ends[0]}}, o.months...)
	if k.ends[len(k.ends)-1] < o.To {
		spans = append(spans, [2]analytics.Day{k.ends[len(k.ends)-1] + 1, o.To})
	}
	until := append(slices.Clone(seen.money[:len(k.ends)]), seen.money[len(times)-1])
	for i, row := range m.business(&k.calendar, o.Day, spans, until, off) {
		actual := k.sum(row.From, row.To)
		whole.Money.Expected += row.Expected
		whole.Money.Actual += actual
		if i > 0 && i <= len(o.months) {
			whole.months = append(whole.months, monthForecast{row.Expected, actual, row.deviation})
		}
	}
	whole.Money.MAE, whole.Money.Capture = math.NaN(), math.NaN()
	return []Backtest{t, whole}
}

// sum is the revenue of some days.
func (k *known) sum(from, to analytics.Day) float64 {
	sum := analytics.Total{}
	for d := from; d <= to; d++ {
		sum.Add(k.revenue[d])
	}
	return sum.Units()
}

// naive are the forecasts that everybody goes on at the own rate, and does again what was done in as many days before the origin; of the whole business,
// that the same days bring what they brought a year before, or the days before the origin.
func (k *known) naive(o *Origin) (list []Backtest) {
	ahead := float64(o.To - o.Day)
	rate, rateMoney := make([]float64, len(k.pasts)), make([]float64, len(k.pasts))
	last, lastMoney := make([]float64, len(k.pasts)), make([]float64, len(k.pasts))
	for i := range k.pasts {
		p := &k.pasts[i]
		if p.t > 0 {
			rate[i], rateMoney[i] = float64(p.x)/float64(p.t)*ahead, p.repeat.Units()/float64(p.t)*ahead
		}
		last[i], lastMoney[i] = float64(k.before[i]), k.broughtBefore[i].Units()
	}
	list = append(list, k.compare("same_rate", rate, rateMoney), k.compare("last_period", last, lastMoney))
	nan := math.NaN()
	span := o.To - o.Day
	for name, back := range map[string]analytics.Day{"last_period": span, "last_year": 364} {
		if o.Day+1-back < k.calendar.start || name == "last_year" && span == 364 {
			continue
		}
		list = append(list, Backtest{Forecast: name, Whole: true, Purchases: Errors{nan, nan, nan, nan},
			Money: Errors{k.sum(o.Day+1-back, o.To-back), k.sum(o.Day+1, o.To), nan, nan}})
	}
	slices.SortStableFunc(list[2:], func(a, b Backtest) int { return cmp.Compare(a.Forecast, b.Forecast) })
	return list
}

// compare compares what was expected of each customer with what happened.
func (k *known) compare(forecast string, purchases, money []float64) Backtest {
	t := Backtest{Forecast: forecast}
	then, brought := make([]float64, len(k.then)), make([]float64, len(k.then))
	for i := range k.then {
		then[i], brought[i] = float64(k.then[i]), k.brought[i].Units()
		t.missed[k.groups[i]][0] += purchases[i] - then[i]
		t.missed[k.groups[i]][1] += money[i] - brought[i]
	}
	t.Purchases, t.Money = errorsOf(purchases, then), errorsOf(money, brought)
	return t
}

func errorsOf(expected, actual []float64) (e Errors) {
	for i := range expected {
		e.Expected += expected[i]
		e.Actual += actual[i]
		e.MAE += math.Abs(expected[i] - actual[i])
	}
	n := float64(len(expected))
	e.MAE, e.Capture = e.MAE/n, math.NaN()
	if e.Actual > 0 {
		e.Capture = captured(expected, actual, n/10) / e.Actual
	}
	return e
}

// captured is what the number of customers of whom most was expected brought; of customers of whom as much was expected it takes a part.
func captured(expected, actual []float64, customers float64) float64 {
	order := make([]int, len(expected))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(expected[j], expected[i]), cmp.Compare(i, j)) })
	sum := 0.0
	for i := 0; i < len(order) && customers > 0; {
		level, n, brought := expected[order[i]], 0.0, 0.0
		for ; i < len(order) && expected[order[i]] == level; i++ {
			n++
			brought += actual[order[i]]
		}
		sum += brought * min(1, customers/n)
		customers -= n
	}
	return sum
}

// read are the histories of customers on the clock of the models, and what each is expected to spend on an occasion.
func (m *Models) read(pasts []past, asOf analytics.Day) (histories []history, spend []float64) {
	oldest := int32(0)
	for i := range pasts {
		oldest = max(oldest, pasts[i].t)
	}
	reading := m.Chosen.clock.reading(asOf, int(oldest))
	for i := range pasts {
		histories = append(histories, reading(pasts[i].history))
		each, _, _, _ := m.spends(int(pasts[i].x), pasts[i].repeat)
		spend = append(spend, each)
	}
	return histories, spend
}

// foreseen is what a model expects of customers.
type foreseen struct {
	each             []float64 // purchases of each until the last time
	purchases, money []float64 // of all until each time
	doubt            float64   // standard error of purchases that comes from the parameters, as a part of them
}

// foresee looks ahead to several times. The error that comes from the parameters is found on some of many customers.
func foresee(fit *PurchaseFit, histories []history, spend, times []float64) foreseen {
	const some = 2000
	f := foreseen{each: make([]float64, len(histories)), purchases: make([]float64, len(times)), money: make([]float64, len(times))}
	order := make([]int, len(histories))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return histories[i].compare(histories[j]) })
	(&prospects{models: []Purchases{fit.Purchases}}).foresee(&f, histories, order, spend, times)
	var around []float64
	var few []int
	for i := 0; i < len(order); i += 1 + len(order)/some {
		few = append(few, order[i])
	}
	whole, last := foreseen{}, times[len(times)-1:]
	for i, m := range append([]Purchases{fit.Purchases}, fit.around()...) {
		of := foreseen{each: make([]float64, len(histories)), purchases: []float64{0}, money: []float64{0}}
		(&prospects{models: []Purchases{m}}).foresee(&of, histories, few, spend, last)
		if i == 0 {
			whole = of
		} else {
			around = append(around, of.purchases[0])
		}
	}
	if len(around) > 0 && whole.purchases[0] > 0 {
		f.doubt = standardError(around) / whole.purchases[0]
	}
	return f
}

// foresee adds customers in the order of their histories, by one model.
func (p *prospects) foresee(f *foreseen, histories []history, order []int, spend, times []float64) {
	for len(order) > 0 {
		x := histories[order[0]].x
		to, _ := slices.BinarySearchFunc(order, x+1, func(i int, x int32) int { return cmp.Compare(histories[i].x, x) })
		p.foreseeAlike(f, histories, order[:to], spend, times)
		order = order[to:]
	}
}

// foreseeAlike adds customers with one x.
func (p *prospects) foreseeAlike(f *foreseen, histories []history, order []int, spend, times []float64) {
	var counts []counted[history]
	for _, i := range order {
		if n := len(counts); n == 0 || counts[n-1].key != histories[i] {
			counts = append(counts, counted[history]{histories[i], 1})
		}
	}
	x := int(counts[0].key.x)
	group, ahead := &alike{rules: p.rules(x), silences: p.silences(counts)}, map[int32][]float64{} // by T
	var alive [most]float64
	for at, i := range order {
		h := histories[i]
		if at == 0 || histories[order[at-1]] != h {
			alive = p.alive(group, h)
		}
		later := ahead[h.t]
		if later == nil {
			a := p.models[0].ahead(x, float64(h.t)).with(group.rules[0])
			for _, t := range times {
				later = append(later, a.expected(t))
			}
			ahead[h.t] = later
		}
		for j, e := range later {
			f.purchases[j] += alive[0] * e
			f.money[j] += alive[0] * e * spend[i]
		}
		f.each[i] = alive[0] * later[len(times)-1]
	}
}

// best are the models that forecast purchases in all best, and those that cannot be told from the best: the difference of their mean absolute errors over
// the origins lies within what chance in who the customers are does to it, 19 times in 20. None without origins.
func best(origins []Origin) (names []string) {
	type score struct {
		name   string
		missed [][groups][2]float64
	}
	var scores []score
	for _, o := range origins {
		for _, t := range o.Forecasts {
			if t.Whole || t.Status == "" {
				continue
			}
			at := slices.IndexFunc(scores, func(s score) bool { return s.name == t.Forecast })
			if at < 0 {
				at, scores = len(scores), append(scores, score{name: t.Forecast})
			}
			scores[at].missed = append(scores[at].missed, t.missed)
		}
	}
	scores = slices.DeleteFunc(scores, func(s score) bool { return len(s.missed) < len(origins) }) // could not be fitted at all of them
	if len(scores) == 0 {
		return nil
	}
	first := slices.MinFunc(scores, func(a, b score) int { return cmp.Compare(absolute(a.missed, nil), absolute(b.missed, nil)) })
	for _, s := range scores {
		if low, _ := differ(first.missed, s.missed, 0); s.name == first.name || low <= 0 {
			names = append(names, s.name)
		}
	}
	return names
}

// absolute is the sum over origins of the absolute errors of the totals of purchases, or of money; drawn are how often each group counts, nil for once.
func absolute(missed [][groups][2]float64, drawn *[groups]float64, of ...int) float64 {
	what := 0
	if len(of) > 0 {
		what = of[0]
	}
	sum := 0.0
	for o := range missed {
		total := 0.0
		for g := range missed[o] {
			n := 1.0
			if drawn != nil {
				n = drawn[g]
			}
			total += n * missed[o][g][what]
		}
		sum += math.Abs(total)
	}
	return sum
}

// differ is the 95 % interval of how much greater the absolute errors of b are than those of a, over resamples of the customers by groups (bootstrap).
func differ(a, b [][groups][2]float64, what int) (low, high float64) {
	random, list := rand.New(rand.NewPCG(2026, 7)), make([]float64, resamples)
	for i := range list {
		var drawn [groups]float64
		for range groups {
			drawn[random.IntN(groups)]++
		}
		list[i] = absolute(b, &drawn, what) - absolute(a, &drawn, what)
	}
	slices.Sort(list)
	return list[resamples/40], list[resamples-1-resamples/40]
}
