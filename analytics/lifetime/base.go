package lifetime

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"regulars/analytics"
)

// Base is what one pass over the ledger gathers for the models: histories, spend, and the earlier cut to check forecasts
// against. It is an accumulator.
type Base struct {
	basis
	longer   *Validation // by the first two years, where the data are longer; nil where a day was asked for
	periods  *basis      // the same in opportunities, for BG/BB; nil unless that is asked for
	Events   []Event     // past ones and plans; to be set before the models are fitted
	Given    *Parameters // that forecasts are to rest on instead of fits; nil to fit
	calendar calendar
	panel    *panel
	question analytics.Question
}

// basis is what is gathered on one clock.
type basis struct {
	Patterns   *Patterns
	Spend      Spend
	Validation *Validation
	clock      clock
}

var _ analytics.Accumulator[*Base] = (*Base)(nil)

// NewBase makes an accumulator for a question.
func NewBase(q analytics.Question) *Base {
	b := &Base{basis: newBasis(clock{}, q), calendar: newCalendar(q.Start, q.AsOf), panel: newPanel(), question: q}
	if q.CalibrationEnd == 0 {
		b.longer = newValidation(clock{}, q.Start, q.AsOf, twoYears)
	}
	if q.Model == BGBBName {
		periods := newBasis(clock{grain: q.Period}, q)
		b.periods = &periods
	}
	return b
}

func newBasis(c clock, q analytics.Question) basis {
	part := half
	if q.CalibrationEnd != 0 && !c.discrete() {
		part = until(q.CalibrationEnd, q.Start)
	}
	return basis{NewPatterns(q.AsOf), Spend{}, newValidation(c, q.Start, q.AsOf, part), c}
}

// Add adds a customer.
func (b *Base) Add(c *analytics.Customer) {
	cut := c.Until(b.question.AsOf)
	s := cut.Summary()
	b.add(&cut, s, b.question.AsOf)
	b.calendar.add(&cut, s)
	b.panel.add(&cut, s)
	if b.longer != nil {
		b.longer.Add(&cut, s)
	}
	if b.periods != nil {
		b.periods.add(&cut, s, b.question.AsOf)
	}
}

func (b *basis) add(c *analytics.Customer, s analytics.Summary, asOf analytics.Day) {
	as := seen{repeat: s.Repeat}
	if s.Occasions > 0 {
		as = b.clock.see(c, s, asOf)
		b.Patterns.counts.add(as.history)
	}
	b.Spend.add(s, as)
	b.Validation.Add(c, s)
}

// Merge adds the customers of another accumulator.
func (b *Base) Merge(o *Base) {
	b.merge(&o.basis)
	b.calendar.merge(&o.calendar)
	b.panel.merge(o.panel)
	if b.longer != nil {
		b.longer.Merge(o.longer)
	}
	if b.periods != nil {
		b.periods.merge(o.periods)
	}
}

func (b *basis) merge(o *basis) {
	b.Patterns.Merge(o.Patterns)
	b.Spend.Merge(&o.Spend)
	b.Validation.Merge(o.Validation)
}

// Models are the fitted models and which of them the forecasts rest on.
type Models struct {
	Purchases []PurchaseFit
	Spend     SpendFit
	Frequency Correlation        // of frequency and spend
	Bands     []SpendBand        // that spend is fitted within; none where frequency does not matter
	Chosen    *PurchaseFit       // nil if none is usable: then there is no forecast
	Note      Note               // why that one
	Season    Season             // of the year
	Origins   []Origin           // at which forecasts were checked; the earliest first
	histories []counted[history] // on the clock of the models of days
	mean      float64            // of what returning customers spend on an occasion
	each      float64            // net revenue of a repeat purchase, on an average of purchases
	widths    widths             // of the bands
}

// Auto asks for the purchase model with the greatest likelihood.
const Auto = "auto"

// CheckModel refuses the name of a purchase model that cannot be fitted.
func CheckModel(name string) error {
	if slices.Contains([]string{Auto, BGNBDName, MBGNBDName, ParetoNBDName, BGBBName}, name) {
		return nil
	}
	return fmt.Errorf("no purchase model %q: choose %s, %s, %s, %s or %s", name, Auto, BGNBDName, MBGNBDName, ParetoNBDName, BGBBName)
}

// Models fits all models and chooses the one named, or with [Auto] the one that forecast best at rolling origins, the most likely of those that cannot be
// told apart. A model that was named is used as far as its fit gives parameters, and its status told. BG/BB sees other data, purchases by period, so its
// likelihood cannot be compared and it is fitted only by name.
func (b *Base) Models(name string) Models {
	e := evidence{b.question.AsOf, &b.calendar, b.Patterns.counts.sorted(), b.Spend.Sorted()}
	if b.Given != nil {
		m := b.Given.given(e, b.Events)
		m.Chosen, m.Note = &m.Purchases[0], noteGiven
		m.Chosen.Selected, m.Spend.Selected, m.widths = true, m.Spend.Usable(), widths{1, 1}
		m.Season.Noise = b.calendar.noise(m.Chosen)
		return m
	}
	m := b.fit(e, nil)
	if b.periods != nil {
		m.Purchases = append([]PurchaseFit{b.periods.fitBGBB(b.periods.Patterns.Sorted())}, m.Purchases...)
	}
	m.mean = b.Spend.mean()
	m.Origins = b.origins(&m)
	m.choose(name)
	if m.Chosen != nil && m.Chosen.clock.discrete() {
		m.Spend, m.Frequency, m.Bands = fitSpend(b.periods.Spend.Sorted())
		m.mean = b.periods.Spend.mean()
	}
	m.Spend.Selected = m.Chosen != nil && m.Spend.Usable()
	m.Season.Noise = b.calendar.noise(m.daily())
	m.calibrate(b)
	return m
}

// evidence is what models are fitted to as of a day.
type evidence struct {
	asOf      analytics.Day
	calendar  *calendar
	histories []counted[history] // in calendar days
	spenders  []Spender
}

// fit fits the season, the models of days and spend, the climb starting from fits nearby where there are any.
func (b *Base) fit(e evidence, near []PurchaseFit) Models {
	var m Models
	var spend sync.WaitGroup
	spend.Go(func() { m.Spend, m.Frequency, m.Bands = fitSpend(e.spenders) })
	m.Season = b.season(e.calendar)
	c := clock{elapsed: m.Season.operate(e.calendar.start, e.asOf, b.Events)}
	m.histories = c.convert(e.histories, e.asOf)
	m.Purchases = fitPurchases(patternsOfHistories(m.histories), c, near)
	spend.Wait()
	return m
}

// season is that of the days counted, if one is asked for.
func (b *Base) season(c *calendar) Season {
	if b.question.Season == NoSeason {
		return Season{Index: even(), Noise: math.NaN(), Note: noteUnasked, Days: len(c.births)}
	}
	return c.season(b.Events)
}

// NoSeason asks for the plain models, in days of the calendar.
const NoSeason = "none"

// daily is the most likely usable model whose time is in days, or the chosen one if it is such; nil without any.
func (m *Models) daily() *PurchaseFit {
	var best *PurchaseFit
	for i := range m.Purchases {
		f := &m.Purchases[i]
		if f.Usable() && !f.clock.discrete() && (best == nil || f.Selected || !best.Selected && f.LogLikelihood > best.LogLikelihood) {
			best = f
		}
	}
	return best
}

func (b *basis) fitBGBB(patterns []Pattern) PurchaseFit {
	fit := FitBGBB(patterns)
	fit.clock = b.clock
	return fit
}

// Check repeats the fits on the earlier part of the data and compares the forecast of the model named, or where it is not usable of the next,
// with what happened. Where the first two years of longer data tell a season, these are the earlier part.
func (b *Base) Check(name string) Check {
	if b.periods != nil {
		v := b.periods.Validation
		if c := v.check(name, func() []PurchaseFit {
			return []PurchaseFit{b.periods.fitBGBB(patternsOfHistories(v.histories(clock{})))}
		}); c.Model != "" {
			return c
		}
	}
	for _, v := range []*Validation{b.longer, b.Validation} {
		if v == nil || !v.Possible() {
			continue
		}
		s := b.season(&v.calendar)
		if s.Told || v == b.Validation {
			return v.checkOn(clock{elapsed: s.operate(v.Start, v.Split, b.Events)}, name)
		}
	}
	return b.Validation.Check(name)
}

// fitPurchases fits the models of days to histories on a clock.
func fitPurchases(patterns []Pattern, on clock, near []PurchaseFit) []PurchaseFit {
	fits := make([]PurchaseFit, 3)
	customers := inMeanAges(patterns)
	var all sync.WaitGroup
	for i, m := range []*purchaseModel{&bgnbd, &mbgnbd, &paretonbd} {
		all.Go(func() {
			at := slices.IndexFunc(near, func(f PurchaseFit) bool { return f.Model == m.name && f.Status == Converged })
			if at < 0 {
				fits[i] = m.fitTo(customers, nil)
			} else {
				fits[i] = m.fitTo(customers, &near[at])
			}
			fits[i].clock = on
		})
	}
	all.Wait()
	return fits
}

func (m *Models) choose(name string) {
	m.Chosen = nil
	if at := slices.IndexFunc(m.Purchases, func(f PurchaseFit) bool { return f.Model == name }); at >= 0 {
		if f := &m.Purchases[at]; f.Purchases != nil {
			m.Chosen, f.Selected, m.Note = f, true, noteAsked(f)
		} else {
			m.Note = Note{"The model that was asked for cannot be fitted, so nothing is forecast. " + f.Note.EN, "所要求的模型无法拟合，因此不作预测。" + f.Note.ZH}
		}
		return
	}
	best, all := best(m.Origins), []string{BGNBDName, MBGNBDName, ParetoNBDName}
	for _, converged := range []bool{true, false} { // a fit at the edge of its model is the next best
		for _, among := range [][]string{best, all} {
			if m.Chosen == nil {
				m.Chosen = m.likeliest(among, converged)
			}
		}
	}
	if m.Chosen == nil {
		why := Note{"The purchases do not tell how often customers buy and how fast they leave.", "购买记录无法说明客户购买的频率与流失的快慢。"}
		if m.Purchases[0].Status == TooFew {
			why = m.Purchases[0].Note
		}
		m.Note = Note{"No purchase model could be fitted, so nothing is forecast. " + why.EN, "没有可用的购买模型，因此不作预测。" + why.ZH}
		return
	}
	m.Chosen.Selected = true
	switch {
	case !slices.Contains(best, m.Chosen.Model):
		m.Note = Note{"Of the models that could be fitted best, this one makes the data most likely.", "在拟合最好的模型中，该模型的似然最大。"}
	case len(best) == 1:
		m.Note = Note{"Of the models that could be fitted, this one forecast purchases best at earlier dates.", "在可用的模型中，该模型在过去各日的预测最准。"}
	default:
		m.Note = Note{"Of the models that forecast alike at earlier dates, this one makes the data most likely.", "在过去各日预测相当的模型中，该模型的似然最大。"}
	}
}

// likeliest is the most likely of the usable fits named, or of those that converged; nil without any.
func (m *Models) likeliest(among []string, converged bool) (likeliest *PurchaseFit) {
	for i := range m.Purchases {
		f := &m.Purchases[i]
		if f.Usable() && (f.Status == Converged || !converged) && slices.Contains(among, f.Model) && (likeliest == nil || f.LogLikelihood > likeliest.LogLikelihood) {
			likeliest = f
		}
	}
	return likeliest
}

// noteAsked says that a model was asked for, and what is to be known of its fit.
func noteAsked(f *PurchaseFit) Note {
	n := Note{"This model was asked for.", "按要求采用该模型。"}
	if f.Status != Converged {
		n.EN, n.ZH = n.EN+" "+f.Note.EN, n.ZH+f.Note.ZH
	}
	return n
}
