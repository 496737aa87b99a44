package night

import (
	"math"
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/analytics/comment"
	"regulars/analytics/driver"
	"regulars/analytics/price"
	"regulars/analytics/satisfaction"
	"regulars/charts"
	"regulars/charts/pages"
)

// satisfactionTopic is what customers answer in surveys: scores by dimension and group, what they depend on, delivered value, and prices.
type satisfactionTopic struct {
	*scope
	segments  *segmentTopic
	employees []analytics.EmployeeScore

	survey *satisfaction.Survey
	prices *price.Tolerance

	result *satisfaction.Result
	scale  analytics.Scale              // of answers
	parts  map[string]satisfaction.Part // of delivered value
	levels driver.Levels

	cuts      *satisfaction.Cuts
	delivered *satisfaction.Delivered
	response  *satisfaction.Respondents
	causes    *driver.Drivers
	drivers   *driver.Result // nil without surveys
}

func newSatisfactionTopic(s *scope, segments *segmentTopic, employees []analytics.EmployeeScore, first *pass) *satisfactionTopic {
	return &satisfactionTopic{
		scope: s, segments: segments, employees: employees,
		survey: join(first, func() *satisfaction.Survey { return satisfaction.New(s.Question) }),
		prices: join(first, func() *price.Tolerance { return price.New(s.Question) }),
	}
}

// derive is told the parts of delivered value and the levels of drivers by dimension in small letters, the usual ones where there is none, and
// which part of the scale, from its lower end, is a low score.
func (t *satisfactionTopic) derive(parts map[string]satisfaction.Part, levels driver.Levels, low float64) {
	t.result, t.parts, t.levels = t.survey.Result(), parts, levels
	t.scale = analytics.Scale{Min: t.result.Scale.Min, Max: t.result.Scale.Max, Low: low}
	if len(parts) == 0 {
		t.parts = satisfaction.UsualParts()
	}
}

// unasked are the dimensions that no answer is about.
func (t *satisfactionTopic) unasked(dimensions map[string]satisfaction.Part) (names []string) {
	for name := range sorted(dimensions) {
		if !slices.ContainsFunc(t.result.Aspects, func(d satisfaction.Dimension) bool { return strings.ToLower(d.Name) == name }) {
			names = append(names, name)
		}
	}
	return names
}

// score fills the latest scores of a customer.
func (t *satisfactionTopic) score(c *analytics.Customer, r *customerRow) {
	r.Satisfaction, r.Recommend = latestScores(c)
}

// latestScores are the mean experience of the last day with one, and the last recommendation; NaN where there are none.
func latestScores(c *analytics.Customer) (experience, recommend float64) {
	day, sum, n := analytics.NoDay, 0.0, 0
	for i := len(c.Answers) - 1; i >= 0; i-- {
		a := &c.Answers[i]
		if math.IsNaN(a.Experience) || n > 0 && a.Day != day {
			continue
		}
		day = a.Day
		sum += a.Experience
		n++
	}
	return sum / float64(n), c.LastRecommendation()
}

// absent names the columns of the table customers that come from surveys.
func (t *satisfactionTopic) absent() []string {
	if t.given.table("surveys") {
		return nil
	}
	return []string{"satisfaction", "recommend"}
}

func (t *satisfactionTopic) second(p *pass) {
	t.cuts = join(p, func() *satisfaction.Cuts { return satisfaction.NewCuts(t.Question, t.result, t.segments.on) })
	t.delivered = join(p, func() *satisfaction.Delivered { return satisfaction.NewDelivered(t.Question, t.result, t.parts) })
	t.response = joinWith(p, func() *satisfaction.Respondents { return satisfaction.NewRespondents(t.Question) }, func(r *satisfaction.Respondents, v *visit) {
		if v.bought {
			r.Add(v.customer, v.row.Status, v.row.Segment)
		}
	})
	t.causes = join(p, func() *driver.Drivers { return driver.New(t.Question, t.scale, t.levels) })
}

// finish tells the dimensions what share they have in satisfaction.
func (t *satisfactionTopic) finish() {
	if !t.given.table("surveys") {
		return
	}
	t.drivers = t.causes.Result()
	t.result.Driven(func(dimension string) (float64, string, bool) {
		share, kind, ok := t.drivers.Of(dimension)
		return share, string(kind), ok
	})
}

// headlines is the net promoter score.
func (t *satisfactionTopic) headlines() []pages.Figure {
	nps := t.result.NPS
	if nps.N == 0 {
		return nil
	}
	return []pages.Figure{{Key: pages.FigureNPS, Now: nps.Score, Before: math.NaN(), Low: nps.Low, High: nps.High, N: int(nps.N)}}
}

// staff sets the stores' employees against their customers.
func (t *satisfactionTopic) staff(groups []satisfaction.Group) satisfaction.Staff {
	return satisfaction.StaffOf(t.employees, t.Question, groups)
}

// page is told what comments say; nil where there are none.
func (t *satisfactionTopic) page(comments *comment.Result) charts.Page {
	in := pages.SatisfactionInput{Comments: comments, MinGroup: t.MinGroup, Drivers: t.drivers, SegmentNames: t.segments.names(), Currency: t.currency}
	if t.given.table("surveys") {
		delivered := t.delivered.Result()
		in.Prices = t.prices.Result()
		in.Response = t.response.Rows()
		in.Result, in.Groups, in.Delivered = t.result, t.cuts.Groups(), &delivered
		if t.given.table("employees") {
			staff := t.staff(in.Groups)
			in.Staff = &staff
		}
	}
	return pages.Satisfaction(in)
}

// satisfactionSchemas describe the tables of the topic.
var satisfactionSchemas = []analytics.Schema{
	satisfaction.DimensionsSchema, satisfaction.ResponseSchema, satisfaction.MeasuresSchema, satisfaction.TrendSchema, satisfaction.NPSSchema,
	satisfaction.CompetitorsSchema, satisfaction.DeliveredSchema, satisfaction.StaffSchema, satisfaction.StaffSlopeSchema,
	price.ToleranceSchema, price.CurvesSchema, driver.DriversSchema, driver.LevelsSchema, driver.ContrastSchema,
}

func (t *satisfactionTopic) told() (of told) {
	if !t.given.table("surveys") {
		return of
	}
	if t.result.NPS.N > 0 {
		of.figures = map[string]float64{"nps": t.result.NPS.Score}
	}
	of.verdicts = map[string]analytics.Verdict{"experience": t.result.Change.Verdict()}
	if t.result.NPS.N > 0 {
		of.verdicts["nps"], of.verdicts["nps_change"] = t.result.NPS.Verdict(), t.result.NPSChange.Verdict()
	}
	groups, delivered := t.cuts.Groups(), t.delivered.Result()
	of.tables = append(t.result.Tables(), satisfaction.ResponseTable(t.response.Rows()), satisfaction.CutsTable(groups))
	if len(delivered.Parts) > 0 {
		of.tables = append(of.tables, delivered.Table())
	}
	if t.given.table("employees") {
		staff := t.staff(groups)
		of.tables = append(of.tables, staff.Tables()...)
	}
	of.tables = append(of.tables, t.prices.Result().Tables()...)
	of.tables = append(of.tables, t.drivers.Tables()...)
	return of
}
