package night

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"regulars/analytics"
	"regulars/analytics/kpi"
	"regulars/analytics/lifetime"
	"regulars/analytics/segment"
	"regulars/charts"
	"regulars/charts/pages"
)

// report lays the results out as pages.
func (r *results) report() charts.Report {
	q, f, currency := r.question, r.findings, charts.Currency(r.cfg.Currency)
	segments := pages.Customers(pages.CustomersInput{
		Currency: currency, AsOf: q.AsOf, Compare: q.Compare, Scale: f.now, Segments: r.segments,
		Concentration: f.concentration, Before: f.concentrationBefore, MinGroup: q.MinGroup,
		ClassInput: r.classInput(),
	})
	retained := pages.Retention(pages.RetentionInput{
		Currency: currency, Start: q.Start, AsOf: q.AsOf, MinGroup: q.MinGroup,
		Cohorts: r.population.cohorts, Second: r.population.second, Lost: r.scored.churn, Movement: r.scored.movement,
		Compare: q.Compare, Further: r.population.further, Answer: r.population.answer, Segment: r.scored.since, SegmentNames: f.segmentNames(),
		Rolling: r.population.rolling, Projection: f.projection, Lever: r.lever(), HasCost: q.HasCost,
	})
	value := pages.Value(pages.ValueInput{
		Currency: currency, AsOf: q.AsOf, Horizon: q.Horizon, Discount: q.DiscountRate, HasCost: q.HasCost, MinGroup: q.MinGroup,
		Models: f.models, Check: f.check, Once: f.once, Months: f.months, Worth: r.scored.values,
		WorthInput: r.worthInput(),
	})
	satisfaction, loyalty := pages.Satisfaction(r.satisfaction(currency)), pages.Loyalty(r.loyalty(currency))
	complaints := pages.Complaints(r.complaints(currency))
	actions := r.actions(currency)
	quality := r.quality(currency)
	r.concerns = quality.Concerns()
	overview := pages.OverviewInput{
		Currency: currency, AsOf: q.AsOf, Compare: q.Compare, Length: r.population.kpis.Length,
		Figures: r.figures(), Actions: actions.Top(3), Badge: quality.Badge(),
	}
	for _, p := range []charts.Page{retained, satisfaction, segments, value, loyalty, complaints} {
		if p.Absent == nil && !p.Answer.IsZero() {
			overview.Findings = append(overview.Findings, p.Finding())
		}
	}
	return charts.Report{
		Header: r.header(quality.Badge()), Moved: pages.Moved(),
		Pages: []charts.Page{
			pages.Overview(overview), segments, retained, value, satisfaction, loyalty, complaints, pages.Actions(actions), pages.Data(quality),
		},
	}
}

func (r *results) header(badge charts.Badge) charts.Header {
	h := charts.Header{
		AsOf: r.question.AsOf, Compare: r.question.Compare, Start: r.question.Start, Run: r.run, Version: r.cfg.Version, Rows: r.kept(),
		Currency: charts.Currency(r.cfg.Currency), Zone: r.cfg.Zone.String(), Badge: badge,
	}
	if r.cfg.Lang != "both" {
		h.Langs = []string{r.cfg.Lang}
	}
	return h
}

// figures are the headline figures, most important first.
func (r *results) figures() []pages.Figure {
	of := func(key pages.FigureKey, value func(kpi.Figures) float64) pages.Figure {
		covered := r.population.kpis.Period[:r.population.kpis.Covered()]
		f := pages.Figure{Key: key, Now: value(r.population.kpis.Period[0]), Before: math.NaN()}
		if len(covered) > 1 {
			f.Before = value(covered[1])
			f.Noise = noise(key, covered[0], covered[1])
		}
		for _, period := range slices.Backward(covered) {
			if v := value(period); !math.IsNaN(v) && !math.IsInf(v, 0) {
				f.Spark = append(f.Spark, v)
			}
		}
		return f
	}
	figures := []pages.Figure{
		of(pages.FigureRevenue, func(k kpi.Figures) float64 { return k.Revenue.Units() }),
		of(pages.FigureBuyers, func(k kpi.Figures) float64 { return float64(k.Buyers) }),
		of(pages.FigureReturning, kpi.Figures.Returning),
	}
	if worth, chosen := r.scored.values, r.findings.models.Chosen; chosen != nil {
		if chosen.ShowsLeaving() {
			figures = append(figures, pages.Figure{Key: pages.FigureActive, Now: worth.Active, Before: r.scored.wasActive, N: worth.Customers})
		}
		figures = append(figures, pages.Figure{Key: pages.FigureFuture, Now: worth.Equity.Units(), Before: math.NaN()})
	}
	if nps := r.findings.survey.NPS; nps.N > 0 {
		figures = append(figures, pages.Figure{Key: pages.FigureNPS, Now: nps.Score, Before: math.NaN(), Low: nps.Low, High: nps.High, N: int(nps.N)})
	}
	return append(figures, pages.Figure{Key: pages.FigureLoyal, Now: r.scored.kinds.Types().Loyal.Share, Before: math.NaN()},
		of(pages.FigureOrders, func(k kpi.Figures) float64 { return float64(k.Orders) }),
		of(pages.FigureOrderValue, kpi.Figures.OrderValue),
		of(pages.FigureNew, func(k kpi.Figures) float64 { return float64(k.New) }))
}

// noise is how far chance alone moves a figure from one period to the next: a count varies by its root (Poisson), a share as of independent
// buyers. It is not known of money.
func noise(key pages.FigureKey, now, before kpi.Figures) float64 {
	counts := func(a, b int) float64 { return analytics.Z * math.Sqrt(float64(a+b)) }
	switch key {
	case pages.FigureBuyers:
		return counts(now.Buyers, before.Buyers)
	case pages.FigureNew:
		return counts(now.New, before.New)
	case pages.FigureReturning:
		variance := func(k kpi.Figures) float64 { p := k.Returning(); return p * (1 - p) / float64(k.Buyers) }
		return analytics.Z * math.Sqrt(variance(now)+variance(before))
	default:
		return 0
	}
}

// segmentNames are the segments in both languages.
func (f *findings) segmentNames() map[string]charts.Text {
	names := map[string]charts.Text{}
	for id := segment.ID(1); int(id) <= f.segments.Len(); id++ {
		s := f.segments.Segment(id)
		names[s.Name] = charts.Text{EN: s.Name, ZH: s.NameZH}
	}
	return names
}

func (r *results) actions(currency charts.Currency) pages.ActionsInput {
	in := pages.ActionsInput{Currency: currency, AsOf: r.question.AsOf, Horizon: r.question.Horizon, MinGroup: r.question.MinGroup, Returns: r.returns, Calls: r.scored.calls.List, Exported: r.exported()}
	if r.findings.models.Chosen != nil {
		in.WinBack = r.scored.winback
	}
	if r.has("surveys") {
		in.Alerts, in.AlertRule = r.scored.alerts, r.findings.alertRule
	}
	for _, p := range r.segments.Profiles {
		s := r.findings.segments.Segment(p.ID)
		a := pages.SegmentAction{
			Segment: s.Name, Name: charts.Text{EN: s.Name, ZH: s.NameZH}, Action: charts.Text{EN: s.Action, ZH: s.ActionZH},
			Customers: p.Customers, Revenue: p.Revenue.Units(), Value: math.NaN(), AtRisk: math.NaN(),
		}
		if p.Valued > 0 {
			a.Value, a.AtRisk = p.LTV.Units(), p.Doubt.Units()
		}
		in.Segments = append(in.Segments, a)
	}
	return in
}

func (r *results) quality(currency charts.Currency) pages.DataInput {
	in := pages.DataInput{
		Currency: currency, AsOf: r.question.AsOf, LastDay: r.lastDay, Read: r.read(), Kept: r.kept(),
		Revenue: r.population.kpis.Whole.Revenue.Units(), Checks: r.checks(), Options: r.options(),
		Gate: pages.Gate{Table: r.gate.Table, Rows: r.gate.Rows, Share: r.gate.Share, Limit: r.cfg.MaxBadRows.String(), Allowed: r.gate.Allowed},
	}
	if r.people != nil {
		people := r.people.Summary()
		in.People = &people
	}
	for _, f := range r.findings.models.Fits() {
		in.Models = append(in.Models, pages.ModelStatus{
			Model: f.Model, Status: string(f.Status), Sentence: charts.Text(f.Note), Customers: f.Customers, Selected: f.Selected,
		})
	}
	for _, input := range r.inputs {
		for _, file := range input.Files {
			in.Inputs = append(in.Inputs, pages.Input{
				Table: input.Table, Path: file.Path, Rows: file.Rows, Bytes: file.Bytes, SHA256: file.SHA256,
				First: analytics.NoDay, Last: analytics.NoDay,
			})
		}
		for _, c := range input.Columns {
			in.Mapping = append(in.Mapping, pages.Mapped{Table: input.Table, Column: c.Canonical, Source: c.Source, How: c.How})
		}
		for reason, refused := range sorted(input.Refused) {
			net := math.NaN()
			if input.Table == "transactions" && reason != "after_as_of" { // whose amounts are not summed
				net = analytics.Money(refused.Amount).Units()
			}
			if input.Table == "transactions" && reason == "no_customer" {
				in.Unattributed = net
			}
			in.Refused = append(in.Refused, pages.Refused{
				Table: input.Table, Reason: reason, Rows: refused.Rows, Revenue: net, Counted: Counted(reason),
			})
		}
	}
	return in
}

// options are the settings that decide what the figures are.
func (r *results) options() []pages.Option {
	c, q := r.cfg, r.question
	churn := "each customer's own rhythm"
	if q.ChurnAfter > 0 {
		churn = strconv.Itoa(q.ChurnAfter)
	}
	options := []pages.Option{
		{Name: "as-of", Value: q.AsOf.String()}, {Name: "compare", Value: q.Compare.String()}, {Name: "tz", Value: c.Zone.String()},
		{Name: "currency", Value: c.Currency}, {Name: "cohort", Value: string(q.Cohort)}, {Name: "churn-after", Value: churn},
		{Name: "horizon", Value: strconv.Itoa(q.Horizon)}, {Name: "discount-rate", Value: fmt.Sprint(q.DiscountRate)},
		{Name: "answer-value", Value: fmt.Sprint(c.AnswerValue)},
		{Name: "model", Value: q.Model}, {Name: "scoring", Value: string(c.Scoring)}, {Name: "max-bad-rows", Value: c.MaxBadRows.String()},
		{Name: "min-group", Value: strconv.Itoa(q.MinGroup)}, {Name: "lang", Value: c.Lang},
	}
	if q.Model == lifetime.BGBBName {
		options = append(options, pages.Option{Name: "period", Value: string(q.Period)})
	}
	if r.has("surveys") {
		options = append(options, r.surveyOptions()...)
	}
	if r.people != nil {
		options = append(options, pages.Option{Name: "phone-region", Value: c.Identity.Region}, pages.Option{Name: "shared-key", Value: strconv.Itoa(c.Identity.Most)})
		for _, domain := range c.Identity.Dotless {
			options = append(options, pages.Option{Name: "dots-ignored", Value: domain})
		}
	}
	for _, name := range c.Export {
		options = append(options, pages.Option{Name: "export", Value: name})
	}
	if r.people != nil {
		options = append(options, pages.Option{Name: "contacts", Value: c.Contacts.String()})
	}
	if c.DropDuplicates {
		options = append(options, pages.Option{Name: "drop-duplicates", Value: "true"})
	}
	for column, values := range sorted(c.Where) {
		for _, v := range values {
			options = append(options, pages.Option{Name: "where", Value: column + "=" + v})
		}
	}
	return options
}

// surveyOptions are the settings that decide how surveys are read.
func (r *results) surveyOptions() []pages.Option {
	s := r.cfg.Survey
	options := []pages.Option{
		{Name: "survey-answers", Value: string(s.Repeated)}, {Name: "alert-below", Value: fmt.Sprint(r.cfg.AlertBelow)}, {Name: "alert-days", Value: strconv.Itoa(r.cfg.AlertDays)},
	}
	if s.Coding.Min < s.Coding.Max {
		options = append(options, pages.Option{Name: "survey-scale", Value: fmt.Sprintf("%v-%v", s.Coding.Min, s.Coding.Max)})
	}
	for _, code := range s.Coding.Missing {
		options = append(options, pages.Option{Name: "survey-missing", Value: fmt.Sprint(code)})
	}
	for _, q := range s.Questions {
		options = append(options, pages.Option{Name: "survey-question", Value: q.Dimension + "=" + q.Column})
	}
	for dimension, part := range sorted(s.Parts) {
		options = append(options, pages.Option{Name: "delivered-value", Value: dimension + "=" + string(part)})
	}
	return options
}
