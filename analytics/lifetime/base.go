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
	calendar calendar
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
	b := &Base{basis: newBasis(clock{}, q), calendar: newCalendar(q.Start, q.AsOf), question: q}
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
	histories []counted[history] // on the clock of the models of days
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

// Models fits all models and chooses the one named, or with [Auto] the one that forecast best, the most likely of those that cannot be told apart.
// BG/BB sees other data, purchases by period, so its likelihood cannot be compared and it is fitted only by name.
func (b *Base) Models(name string) Models {
	var m Models
	var spend sync.WaitGroup
	spend.Go(func() { m.Spend, m.Frequency, m.Bands = fitSpend(b.Spend.Sorted()) })
	m.Season = b.season(&b.calendar)
	c := clock{elapsed: m.Season.operate(b.calendar.start, b.question.AsOf, b.Events)}
	m.histories = c.convert(b.Patterns.counts.sorted(), b.question.AsOf)
	m.Purchases = fitPurchases(patternsOfHistories(m.histories), c)
	if b.periods != nil {
		m.Purchases = append([]PurchaseFit{b.periods.fitBGBB(b.periods.Patterns.Sorted())}, m.Purchases...)
	}
	m.choose(name)
	if spend.Wait(); m.Chosen != nil && m.Chosen.clock.discrete() {
		m.Spend, m.Frequency, m.Bands = fitSpend(b.periods.Spend.Sorted())
	}
	m.Spend.Selected = m.Chosen != nil && m.Spend.Usable()
	m.Season.Noise = b.calendar.noise(m.daily())
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
func fitPurchases(patterns []Pattern, on clock) []PurchaseFit {
	fits := make([]PurchaseFit, 3)
	customers := inMeanAges(patterns)
	var all sync.WaitGroup
	for i, m := range []*purchaseModel{&bgnbd, &mbgnbd, &paretonbd} {
		all.Go(func() {
			fits[i] = m.fitTo(customers)
			fits[i].clock = on
		})
	}
	all.Wait()
	return fits
}

func (m *Models) choose(name string) {
	for i := range m.Purchases {
		f := &m.Purchases[i]
		if f.Usable() && (m.Chosen == nil || f.Model == name || m.Chosen.Model != name && f.LogLikelihood > m.Chosen.LogLikelihood) {
			m.Chosen = f
		}
	}
	switch {
	case m.Chosen == nil:
		why := Note{"The purchases do not tell how often customers buy and how fast they leave.", "购买记录无法说明客户购买的频率与流失的快慢。"}
		if m.Purchases[0].Status == TooFew {
			why = m.Purchases[0].Note
		}
		m.Note = Note{"No purchase model could be fitted, so nothing is forecast. " + why.EN, "没有可用的购买模型，因此不作预测。" + why.ZH}
		return
	case name == m.Chosen.Model:
		m.Note = Note{"This model was asked for.", "按要求采用该模型。"}
	case name == Auto:
		m.Note = Note{"Of the models that could be fitted, this one makes the data most likely.", "在可用的模型中，该模型的似然最大。"}
	default:
		m.Note = Note{"The model asked for could not be used, so the next one was.", "所要求的模型不可用，因此改用另一模型。"}
	}
	m.Chosen.Selected = true
}
