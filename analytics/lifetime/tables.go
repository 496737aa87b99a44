package lifetime

import (
	"math"

	"regulars/analytics"
)

// ModelRow is a row of the table models. Parameters that a model does not have are NaN.
type ModelRow struct {
	Model         string  `col:"model"`
	Customers     int     `col:"customers"`
	Patterns      int     `col:"patterns"`
	R             float64 `col:"r"`
	Alpha         float64 `col:"alpha"`
	A             float64 `col:"a"`
	B             float64 `col:"b"`
	S             float64 `col:"s"`
	Beta          float64 `col:"beta"`
	P             float64 `col:"p"`
	Q             float64 `col:"q"`
	V             float64 `col:"v"`
	Gamma         float64 `col:"gamma"`
	Delta         float64 `col:"delta"`
	SeR           float64 `col:"se_r"`
	SeAlpha       float64 `col:"se_alpha"`
	SeA           float64 `col:"se_a"`
	SeB           float64 `col:"se_b"`
	SeS           float64 `col:"se_s"`
	SeBeta        float64 `col:"se_beta"`
	SeP           float64 `col:"se_p"`
	SeQ           float64 `col:"se_q"`
	SeV           float64 `col:"se_v"`
	SeGamma       float64 `col:"se_gamma"`
	SeDelta       float64 `col:"se_delta"`
	LogLikelihood float64 `col:"log_likelihood"`
	AIC           float64 `col:"aic"`
	BIC           float64 `col:"bic"`
	Gradient      float64 `col:"gradient"`
	Status        string  `col:"status"`
	Note          string  `col:"note"`
	Selected      bool    `col:"selected"`
}

// Row is the fit as a row of the table models.
func (f *Fit) Row() ModelRow {
	r := ModelRow{Model: f.Model, Customers: f.Customers, Patterns: f.Patterns, LogLikelihood: f.LogLikelihood, AIC: f.AIC, BIC: f.BIC,
		Gradient: f.Gradient, Status: string(f.Status), Note: f.Note.EN, Selected: f.Selected}
	columns := map[string][2]*float64{"r": {&r.R, &r.SeR}, "alpha": {&r.Alpha, &r.SeAlpha}, "a": {&r.A, &r.SeA}, "b": {&r.B, &r.SeB},
		"s": {&r.S, &r.SeS}, "beta": {&r.Beta, &r.SeBeta}, "gamma": {&r.Gamma, &r.SeGamma}, "delta": {&r.Delta, &r.SeDelta},
		"p": {&r.P, &r.SeP}, "q": {&r.Q, &r.SeQ}, "v": {&r.V, &r.SeV}}
	for _, c := range columns {
		*c[0], *c[1] = math.NaN(), math.NaN()
	}
	for _, p := range f.Parameters {
		c := columns[p.Name]
		*c[0], *c[1] = p.Value, p.SE
	}
	return r
}

// Fits lists all fits, the purchase models first.
func (m *Models) Fits() []Fit {
	var fits []Fit
	for i := range m.Purchases {
		fits = append(fits, m.Purchases[i].Fit)
	}
	return append(fits, m.Spend.Fit)
}

// Table is the table models.
func (m *Models) Table() analytics.Table {
	var rows []ModelRow
	for _, f := range m.Fits() {
		rows = append(rows, f.Row())
	}
	return analytics.Undescribed("models", rows)
}

// accuracyRow is a row of the table accuracy.
type accuracyRow struct {
	Forecast string `col:"forecast"` // the model, same_rate or same_number
	Accuracy
}

// Tables are the tables tracking, holdout and accuracy.
func (c *Check) Tables() []analytics.Table {
	var rows []accuracyRow
	if c.Model != "" {
		rows = []accuracyRow{{c.Model, c.Forecast}, {"same_rate", c.SameRate}, {"same_number", c.SamePeriod}}
	}
	return []analytics.Table{analytics.Undescribed("tracking", c.Tracking), analytics.Undescribed("holdout", c.Holdout), analytics.Undescribed("accuracy", rows)}
}
