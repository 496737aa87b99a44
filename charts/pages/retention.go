package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/retention"
	"regulars/analytics/status"
	"regulars/charts"
)

// RetentionInput is what the Retention page is made of.
type RetentionInput struct {
	Currency     charts.Currency
	Start        analytics.Day // the first day in the data
	AsOf         analytics.Day
	MinGroup     int // smaller groups are not shown
	Cohorts      *retention.Cohorts
	Compare      analytics.Day          // the earlier day at which segments are compared
	Second       *retention.Survival    // until the second purchase
	Further      []*retention.Survival  // until the third purchase and so on
	Answer       *retention.Survival    // from the first answer to a survey to the next purchase
	Segment      *retention.Survival    // from the earlier day to the next purchase
	SegmentNames map[string]charts.Text // by name
	Lost         *retention.Survival    // until churn
	Movement     *retention.Movement
	Status       *status.Base // nil where the rule alone is known

	Rolling    *retention.Rolling
	Projection retention.Projection
	Lever      retention.Lever
	HasCost    bool // costs of goods are known
}

func (in RetentionInput) terms() Terms {
	t := Terms{MinGroup: in.MinGroup, Margins: in.HasCost}
	if in.Movement != nil {
		t.Rule = in.Movement.Rule
	}
	return t
}

// Retention is the page that tells whether new customers stay.
func Retention(in RetentionInput) charts.Page {
	in.MinGroup = max(1, in.MinGroup)
	p := charts.Page{
		Name: "retention", Title: both("Retention", "留存"),
		Question: both("Do new customers stay?", "新客户会留下来吗？"),
	}
	if len(in.Second.Curve()) == 0 {
		p.Answer = charts.Sentence("Nobody has bought anything up to %s.", "截至%s，尚无任何购买。", charts.Date(in.AsOf))
		return p
	}
	first, _ := in.returning(in.Second.Curve())
	p.Answer = charts.Join(first, in.latest())
	p.Brief = charts.Join(in.returningBrief(in.Second.Curve()), in.latestBrief())
	p.Cards = in.cards()
	p.Sections = []charts.Section{in.second()}
	for _, c := range in.comparisons() {
		if s, ok := in.compared(c); ok {
			p.Sections = append(p.Sections, s)
		}
	}
	p.Sections = append(p.Sections, in.cohorts(), in.course(), in.projection(), in.lever(), in.month())
	if s, ok := in.year(); ok {
		p.Sections = append(p.Sections, s)
	}
	p.Sections = append(p.Sections, in.months(), in.revenue(), in.lost())
	return p
}

func (in RetentionInput) cards() []charts.Card {
	var cards []charts.Card
	if c, ok := in.cardSecond(); ok {
		cards = append(cards, c)
	}
	if c, ok := in.cardLatest(); ok {
		cards = append(cards, c)
	}
	months := in.Movement.Months()
	last, before, ok := retention.Last(months)
	if !ok {
		return cards
	}
	cards = append(cards, in.cardActive(last, before))
	if last.Opening > 0 {
		cards = append(cards, in.cardLost(last, before))
	}
	if charts.Known(last.NRR) {
		cards = append(cards, in.cardRevenue(last, before))
	}
	return cards
}

func (in RetentionInput) cardSecond() (charts.Card, bool) {
	curve := in.Second.Curve()
	h, ok := in.horizon(curve)
	if !ok {
		return charts.Card{}, false
	}
	p, _ := curve.At(h.days)
	card := charts.Card{
		Label: charts.Sentence("New customers who buy again within %s", "新客户在 %s内再次购买的比例", charts.Days(float64(h.days))),
		Value: charts.Percent(1 - p.Survival), Note: charts.Sentence("%s.", "%s。", people(curve[0].AtRisk)),
	}
	if charts.Known(p.Low) && p.Low < p.High {
		card.Note = charts.Join(charts.Sentence("95%% interval %s.", "95%% 区间 %s。", back(p)), card.Note)
	}
	return card, true
}

// back is the interval of the share with the event.
func back(p retention.Point) charts.Text {
	return charts.Range(charts.Percent(1-p.High), charts.Percent(1-p.Low))
}

func people(n int) charts.Text { return charts.Plural(n, "customer", "customers", "位客户") }

func (in RetentionInput) cardLatest() (charts.Card, bool) {
	cohort, change, ok := in.Cohorts.Latest(in.MinGroup)
	if !ok {
		return charts.Card{}, false
	}
	w := in.words()
	card := charts.Card{
		Label: charts.Sentence("Back %s, of those won %s", "%[2]s的新客户中%[1]s回购的比例", w.next, in.period(cohort)),
		Value: charts.Percent(change.Now.Rate()), Spark: in.followUps(), Of: charts.Sentence("Share of each group of new customers who came back %s", "各期新客户%s回购的比例", w.next),
		Note: charts.Sentence("%s; no clear change.", "%s；无明显变化。", people(change.Now.Size)),
	}
	if change.Clear() {
		card.Change = charts.ChangePoints(change.Now.Rate(), change.Before.Rate(), charts.Higher)
		card.Note = charts.Sentence("%s, against %s of those won %s.", "%s；%[3]s为 %[2]s。", people(change.Now.Size), charts.Percent(change.Before.Rate()), earlier(change))
	}
	return card, true
}

// followUps are the shares that came back in the period after their first, of the last cohorts that could be watched.
func (in RetentionInput) followUps() []float64 {
	var shares []float64
	for _, c := range in.Cohorts.Cells() {
		if c.Period == 1 && c.Complete && c.Size >= in.MinGroup {
			shares = append(shares, c.Retention)
		}
	}
	return shares[max(0, len(shares)-13):]
}

// beforeThat says which months a month was compared with.
func beforeThat(c retention.Comparison) charts.Text {
	if c.Season {
		return earlier(c)
	}
	return both("in the months before that", "此前")
}

// monthly is a figure of some months.
func monthly(months []retention.Month, of func(retention.Month) float64) []float64 {
	xs := make([]float64, len(months))
	for i, m := range months {
		xs[i] = of(m)
	}
	return xs
}

func (in RetentionInput) cardActive(last retention.Month, before []retention.Month) charts.Card {
	change := charts.ChangeRatio(float64(last.Closing), float64(last.Opening), charts.Higher)
	note := charts.Sentence("Change within the month: %s came or came back, %s were lost.", "当月变化：新增或回归 %s，流失 %s。", charts.Count(last.New+last.Reactivated), charts.Count(last.Churned))
	switch { // neither good nor bad: the season is not taken out
	case last.Change == analytics.Chance && change.Up != 0:
		note = charts.Join(note, charts.MayBeChance)
	case change.Up != 0:
		note = charts.Join(note, both("The season is in it.", "含季节影响。"))
	}
	return charts.Card{
		Label: charts.Sentence("Current customers at the end of %s", "%s末的现有客户", charts.Month(last.From)),
		Value: charts.Number(float64(last.Closing)), Exact: charts.Count(last.Closing), Change: change.Plain(),
		Spark: monthly(append(before[:len(before):len(before)], last), func(m retention.Month) float64 { return float64(m.Closing) }),
		Of:    both("Current customers by month", "各月现有客户数"),
		Note:  note,
	}
}

func (in RetentionInput) cardLost(last retention.Month, before []retention.Month) charts.Card {
	card := charts.Card{
		Label: charts.Sentence("Customers lost in %s", "%s流失的客户", charts.Month(last.From)), Value: charts.Percent(last.LogoChurn),
		Spark: monthly(append(before[:len(before):len(before)], last), func(m retention.Month) float64 { return m.LogoChurn }),
		Of:    both("Share of current customers lost by month", "各月现有客户流失比例"),
		Note:  charts.Sentence("Of %s current at its beginning.", "月初现有客户共 %s 位。", charts.Count(last.Opening)),
	}
	if change, ok := in.Movement.Churn(); ok && change.Clear() {
		card.Change = charts.ChangePoints(change.Now.Rate(), change.Before.Rate(), charts.Lower)
		card.Note = charts.Sentence("Of %s current at its beginning; %s a month %s.", "月初现有客户共 %s 位；%[3]s每月为 %[2]s。", charts.Count(last.Opening), charts.Percent(change.Before.Rate()), beforeThat(change))
	}
	return card
}

func (in RetentionInput) cardRevenue(last retention.Month, before []retention.Month) charts.Card {
	return charts.Card{
		Label: charts.Sentence("Revenue kept in %s", "%s的收入保留率", charts.Month(last.From)), Value: charts.Percent(last.NRR),
		Spark: monthly(append(before[:len(before):len(before)], last), func(m retention.Month) float64 { return m.NRR }),
		Of:    both("Revenue kept by month", "各月收入保留率"),
		Note: charts.Sentence("Of what current customers stood for at its beginning; %s without those who buy more.", "相对月初现有客户所代表的收入；不计增购为 %s。",
			charts.Percent(last.GRR)),
	}
}

// grainWords are the words for a grain of cohorts.
type grainWords struct {
	next  charts.Text // the period after the first
	name  charts.Text // of a period
	after charts.Text // a format for a period's number
	late  int         // the period that tells whether customers stay
}

func (in RetentionInput) words() grainWords {
	switch in.Cohorts.Grain {
	case analytics.ByDay:
		return grainWords{both("the day after", "次日"), both("Day", "天"), both("on day %d", "第 %d 天"), 30}
	case analytics.ByWeek:
		return grainWords{both("the week after", "次周"), both("Week", "周"), both("in week %d", "第 %d 周"), 26}
	case analytics.ByQuarter:
		return grainWords{both("the quarter after", "次季度"), both("Quarter", "季度"), both("in quarter %d", "第 %d 个季度"), 4}
	case analytics.ByYear:
		return grainWords{both("the year after", "次年"), both("Year", "年"), both("in year %d", "第 %d 年"), 3}
	default:
		return grainWords{both("the month after", "次月"), both("Month", "月"), both("in month %d", "第 %d 个月"), 12}
	}
}

// period names the cohort that begins on a day, as "in December 2011".
func (in RetentionInput) period(from analytics.Day) charts.Text {
	label := in.Cohorts.Grain.Label(in.Cohorts.Grain.Period(from))
	switch in.Cohorts.Grain {
	case analytics.ByDay:
		return charts.Sentence("on %s", "%s", charts.Date(from))
	case analytics.ByWeek:
		return charts.Sentence("in the week of %s", "%s当周", charts.Date(from))
	case analytics.ByQuarter:
		return both("in "+label, from.Time().Format("2006年")+"第"+label[len(label)-1:]+"季度")
	case analytics.ByYear:
		return both("in "+label, label+"年")
	default:
		return charts.Sentence("in %s", "%s", charts.Month(from))
	}
}

// small is a section without enough to show.
func small(id string, title, why charts.Text) charts.Section {
	return charts.Section{ID: id, Title: title, Small: why}
}

// finite is x, or nil where it is not known, for tables.
func finite(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}
