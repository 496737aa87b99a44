package night

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"sync"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/charts"
	"regulars/charts/pages"
)

// forecastTopic is what customers are expected to do: purchase and spend models, how they were tested, and every customer's forecast.
type forecastTopic struct {
	*scope
	base *lifetime.Base

	models lifetime.Models
	check  lifetime.Check
	once   []lifetime.OnceRow
	months []lifetime.MonthRow
	whole  []lifetime.TotalRow
	scorer *lifetime.Scorer

	values *lifetime.Distribution
}

func newForecastTopic(s *scope, first *pass) *forecastTopic {
	return &forecastTopic{scope: s, base: join(first, func() *lifetime.Base { return lifetime.NewBase(s.Question) })}
}

// derive fits and tests the models, several at a time.
func (t *forecastTopic) derive(given *lifetime.Parameters) {
	t.base.Given = given
	var checked sync.WaitGroup
	checked.Go(func() { t.check = t.base.Check(t.Model) })
	t.models = t.base.Models(t.Model)
	checked.Wait()
	var told sync.WaitGroup
	told.Go(func() {
		t.once, t.months = t.base.Once(&t.models, &t.check), t.base.Monthly(&t.models)
		t.whole = t.base.Business(&t.models, t.months)
	})
	t.scorer = lifetime.NewScorer(t.base, t.models, t.Question)
	told.Wait()
}

// usable tells whether a model can be used.
func (t *forecastTopic) usable() bool { return t.models.Chosen != nil }

// activeOver is how likely a customer was still active at the ends of the last months, by the model of today.
func (t *forecastTopic) activeOver(c *analytics.Customer) (list []pages.ActiveOn) {
	const months = 24
	last := analytics.ByMonth.Period(t.AsOf)
	for period := last - months + 1; t.usable() && period <= last; period++ {
		day := min(t.AsOf, analytics.ByMonth.End(period))
		if then := c.Until(day); len(then.Rows) > 0 {
			if p := t.scorer.ActiveOn(&then, then.Summary(), day); known(p) {
				list = append(list, pages.ActiveOn{Day: day, Probability: p})
			}
		}
	}
	return list
}

// absent names the columns of the table customers that need a model.
func (t *forecastTopic) absent() []string {
	_, omit := lifetime.FurtherColumns(t.Horizons)
	if t.usable() {
		return omit
	}
	return append(omit, lifetime.ScoreColumns()...)
}

func (t *forecastTopic) second(p *pass) {
	t.values = joinWith(p, func() *lifetime.Distribution { return lifetime.NewDistribution(t.Cohort) }, func(a *lifetime.Distribution, v *visit) {
		if v.bought {
			a.Add(v.row.summary, v.row.forecast)
		}
	})
}

// headlines are the headline figures that a model gives.
func (t *forecastTopic) headlines() (all []pages.Figure) {
	if !t.usable() {
		return nil
	}
	return append(all, pages.Figure{Key: pages.FigureFuture, Now: t.values.Equity.Units(), Before: math.NaN()})
}

// page is the Value page, which shows what customers are worth apart from the forecast too.
func (t *forecastTopic) page(worth pages.WorthInput) charts.Page {
	return pages.Value(pages.ValueInput{
		Currency: t.currency, AsOf: t.AsOf, Horizon: t.Horizon, Discount: t.DiscountRate, HasCost: t.HasCost, MinGroup: t.MinGroup,
		Models: t.models, Check: t.check, Once: t.once, Months: t.months, Worth: t.values, WorthInput: worth,
	})
}

// statuses are the models on the Data page.
func (t *forecastTopic) statuses() (all []pages.ModelStatus) {
	for _, f := range t.models.Fits() {
		all = append(all, pages.ModelStatus{
			Model: f.Model, Status: string(f.Status), Sentence: charts.Text(f.Note), Customers: f.Customers, Selected: f.Selected,
		})
	}
	return all
}

// forecastSchemas describe the tables of the topic.
var forecastSchemas = []analytics.Schema{
	lifetime.ModelsSchema, lifetime.TrackingSchema, lifetime.HoldoutSchema, lifetime.AccuracySchema, lifetime.ForecastSchema,
	lifetime.ForecastTotalSchema, lifetime.BacktestsSchema, lifetime.SpendBandsSchema,
	lifetime.OnceSchema, lifetime.TenthsSchema, lifetime.BandsSchema, lifetime.CohortsSchema,
}

func (t *forecastTopic) told() told {
	list := append([]analytics.Table{t.models.Table()}, t.check.Tables()...)
	list = append(list, t.values.Tables()...)
	of := told{tables: append(list, lifetime.OnceTable(t.once), lifetime.MonthlyTable(t.months), lifetime.BusinessTable(t.whole), t.models.BacktestTable(), t.models.SpendTable())}
	if t.usable() {
		of.figures = map[string]float64{"likely_active": t.values.Active}
	}
	return of
}

// runModel is a model in run.json.
type runModel struct {
	Model         string             `json:"model"`
	Customers     int                `json:"customers"`
	Parameters    map[string]float64 `json:"parameters"`
	LogLikelihood *float64           `json:"log_likelihood"`
	Status        string             `json:"status"`
	Note          string             `json:"note"`
	Selected      bool               `json:"selected"`
}

func (t *forecastTopic) runModels() []runModel {
	all := []runModel{}
	for _, fit := range t.models.Fits() {
		m := runModel{Model: fit.Model, Customers: fit.Customers, Parameters: map[string]float64{}, Status: string(fit.Status), Note: fit.Note.EN, Selected: fit.Selected}
		if known(fit.LogLikelihood) {
			m.LogLikelihood = &fit.LogLikelihood
		}
		for _, p := range fit.Parameters {
			if known(p.Value) {
				m.Parameters[p.Name] = p.Value
			}
		}
		all = append(all, m)
	}
	return all
}

// writeParameters writes parameters.json: the models that forecasts rest on, for --parameters to apply to other customers. There is none without a model.
func (t *forecastTopic) writeParameters(dir string) error {
	p := t.models.Parameters(t.AsOf)
	if p == nil {
		return nil
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return fmt.Errorf("parameters.json: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, "parameters.json"), append(b, '\n'), 0o644)
}
