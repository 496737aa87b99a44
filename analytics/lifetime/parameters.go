package lifetime

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"regulars/analytics"
)

// Given is the status of a fit whose parameters were given, those of other customers.
const Given Status = "given"

// Parameters are those of the models that forecasts rest on, to be applied to customers that were not fitted. Written as JSON they keep all digits.
type Parameters struct {
	AsOf      string             `json:"as_of"` // of the base that was fitted
	Customers int                `json:"customers"`
	Model     string             `json:"model"`
	Purchases map[string]float64 `json:"purchases"` // times in days
	Season    *[12]float64       `json:"season"`    // from January; null where none was told
	Events    []Effect           `json:"events,omitempty"`
	Spend     *SpendParameters   `json:"spend"` // null where there is no spend model
	Bands     []SpendParameters  `json:"spend_bands,omitempty"`
	Mean      float64            `json:"mean_spend"` // of an occasion of returning customers
	Each      float64            `json:"mean_repeat_purchase"`
}

// SpendParameters are those of Gamma–Gamma, for customers with From to To repeat occasions.
type SpendParameters struct {
	From int     `json:"from"`
	To   int     `json:"to"`
	P    float64 `json:"p"`
	Q    float64 `json:"q"`
	V    float64 `json:"v"`
	Mean float64 `json:"mean"`
}

// Parameters are those of the models; nil where there is none, and of BG/BB, whose opportunities depend on the calendar of the base.
func (m *Models) Parameters(asOf analytics.Day) *Parameters {
	if m.Chosen == nil || m.Chosen.clock.discrete() {
		return nil
	}
	p := &Parameters{AsOf: asOf.String(), Customers: m.Chosen.Customers, Model: m.Chosen.Model, Purchases: map[string]float64{}, Mean: m.mean, Each: m.each}
	for _, v := range m.Chosen.Parameters {
		p.Purchases[v.Name] = v.Value
	}
	if m.Season.Told {
		p.Season, p.Events = &m.Season.Index, m.Season.Events
	}
	if g := m.Spend.Spend; g != nil {
		p.Spend = &SpendParameters{0, math.MaxInt32, g.P, g.Q, g.V, g.Mean}
	}
	for _, b := range m.Bands {
		p.Bands = append(p.Bands, SpendParameters{b.From, b.To, b.Spend.P, b.Spend.Q, b.Spend.V, b.Spend.Mean})
	}
	return p
}

// ParseParameters reads what Parameters writes as JSON; the error says what is wrong with it.
func ParseParameters(text []byte) (*Parameters, error) {
	var p Parameters
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, err
	}
	at := slices.IndexFunc([]*purchaseModel{&bgnbd, &mbgnbd, &paretonbd}, func(m *purchaseModel) bool { return m.name == p.Model })
	if at < 0 {
		return nil, fmt.Errorf("model %q is none of %s, %s and %s", p.Model, BGNBDName, MBGNBDName, ParetoNBDName)
	}
	for _, name := range purchaseModelOf(p.Model).parameters {
		if v, ok := p.Purchases[name]; !ok || !(v > 0) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("purchases: %s of %s is missing or not above 0", name, p.Model)
		}
	}
	if p.Season != nil {
		for month, s := range p.Season {
			if !(s > 0) || math.IsInf(s, 0) {
				return nil, fmt.Errorf("season: that of month %d is not above 0", month+1)
			}
		}
	}
	for _, g := range append(slices.Clone(p.Bands), p.spend()...) {
		if !(g.P > 0 && g.Q > 0 && g.V > 0) || math.IsInf(g.P+g.Q+g.V, 0) {
			return nil, fmt.Errorf("spend: p, q and v must be above 0")
		}
	}
	return &p, nil
}

// Digest tells one set of parameters from another.
func (p *Parameters) Digest() string {
	text, _ := json.Marshal(p) // numbers and names, which cannot fail
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:4])
}

func (p *Parameters) spend() []SpendParameters {
	if p.Spend == nil {
		return nil
	}
	return []SpendParameters{*p.Spend}
}

// given are the models of parameters that were given, on the histories of a base.
func (p *Parameters) given(e evidence, events []Event) Models {
	m := Models{Season: Season{Index: even(), Noise: math.NaN(), Note: noteGiven, Days: len(e.calendar.births)}, mean: p.Mean, each: p.Each}
	if p.Season != nil {
		m.Season.Index, m.Season.Events, m.Season.Told = *p.Season, p.Events, true
	}
	c := clock{elapsed: m.Season.operate(e.calendar.start, e.asOf, events)}
	m.histories = c.convert(e.histories, e.asOf)
	of := purchaseModelOf(p.Model)
	fit := unfitted(p.Model, p.Customers, 0, Given, noteGiven)
	var values []float64
	for _, name := range of.parameters {
		values = append(values, p.Purchases[name])
		fit.Parameters = append(fit.Parameters, Parameter{name, p.Purchases[name], math.NaN()})
	}
	m.Purchases = []PurchaseFit{{Fit: fit, Purchases: of.model(values), clock: c}}
	m.Spend = SpendFit{Fit: unfitted(GammaGammaName, 0, 0, TooFew, noteGiven)}
	if p.Spend != nil {
		m.Spend = p.Spend.fit()
	}
	for _, g := range p.Bands {
		m.Bands = append(m.Bands, SpendBand{g.From, g.To, g.fit(), nil})
	}
	m.Frequency = Correlation{math.NaN(), math.NaN(), math.NaN(), 0}
	return m
}

func (g *SpendParameters) fit() SpendFit {
	fit := unfitted(GammaGammaName, 0, 0, Given, noteGiven)
	for i, v := range []float64{g.P, g.Q, g.V} {
		fit.Parameters = append(fit.Parameters, Parameter{[...]string{"p", "q", "v"}[i], v, math.NaN()})
	}
	return SpendFit{fit, &GammaGamma{g.P, g.Q, g.V, g.Mean}}
}

var noteGiven = Note{"These parameters were given; they were fitted to other customers.", "参数由外部给定，取自其他客户的拟合。"}
