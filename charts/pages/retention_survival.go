package pages

import (
	"math"
	"slices"

	"regulars/analytics/retention"
	"regulars/charts"
)

// horizons are the spans, in days, over which returning customers are counted: the longest that was observed is told, with
// how it began.
var horizons = []span{{365, 90}, {180, 60}, {90, 30}, {60, 14}, {30, 7}, {14, 7}, {7, 3}}

// span is one of the horizons.
type span struct{ days, early int }

// horizon is the longest span that enough customers were observed for; where all have had the event, the shortest that holds it.
func (in RetentionInput) horizon(c retention.Curve) (span, bool) {
	if c[0].AtRisk < in.MinGroup {
		return span{}, false
	}
	for _, h := range horizons {
		if _, ok := c.At(h.days); ok && c.AtRisk(h.days) >= in.MinGroup {
			return h, true
		}
	}
	for _, h := range slices.Backward(horizons) {
		if p, ok := c.At(h.days); ok && p.Survival == 0 {
			return h, true
		}
	}
	return span{}, false
}

// watched tells whether enough customers were still observed after so many days, or all of enough had had the event.
func (in RetentionInput) watched(c retention.Curve, days int) bool {
	p, ok := c.At(days)
	return ok && (c.AtRisk(days) >= in.MinGroup || p.Survival == 0 && c[0].AtRisk >= in.MinGroup)
}

// second is the time to the second purchase.
func (in RetentionInput) second() charts.Section {
	curve := in.Second.Curve()
	title, ok := in.returning(curve)
	if !ok {
		return small("second", title, in.tooFew())
	}
	return charts.Section{
		ID: "second", Title: charts.Join(title, in.lateness(curve)), Chart: in.steps(curve, both("Bought a second time", "已再次购买")), Table: in.stepGrid(curve),
		What: both("Share of customers who have bought a second time, by days since their first purchase, with its 95% interval", "首购后各天数已再次购买的客户比例及其 95% 区间"),
		Note: charts.Sentence("n = %s, %s of them with a second purchase.", "n = %s，其中 %s 已再次购买。", people(curve[0].AtRisk), charts.Count(events(curve))),
		Definition: charts.Sentence("Kaplan–Meier: the time from the first to the second %s. Who has not bought again by the as-of date counts as long as observed and no longer, so recent customers do not make the share look small. Interval: log–log, Greenwood's variance. Drawn is one minus the survival in the table, as far as enough customers were observed.",
			"Kaplan–Meier 估计：从首个%[1]s到第二个%[1]s的时间。截至报告日尚未再次购买的客户只计入其已被观察的时长，因此新近客户不会拉低比例。区间：log–log 变换，Greenwood 方差。图中所示为 1 减去表中的生存率，画至观察人数足够之处。", occasion()),
	}
}

func (in RetentionInput) tooFew() charts.Text {
	return charts.Sentence("Fewer than %s have been watched for a week since their first purchase.", "首购后观察满一周的客户不足 %s。", people(in.MinGroup))
}

func events(c retention.Curve) int {
	n := 0
	for _, p := range c {
		n += p.Events
	}
	return n
}

// returning is the finding: how many come back.
func (in RetentionInput) returning(c retention.Curve) (charts.Text, bool) {
	h, ok := in.horizon(c)
	if !ok {
		return both("It is too early to say how many new customers buy again.", "判断有多少新客户会再次购买还为时过早。"), false
	}
	end, _ := c.At(h.days)
	all := 1 - end.Survival
	switch all {
	case 0:
		return charts.Sentence("None of %s has bought a second time within %s.", "%s均未在 %s内再次购买。", people(c[0].AtRisk), charts.Days(float64(h.days))), true
	case 1:
		return charts.Sentence("All of %s bought a second time within %s.", "%s均在 %s内再次购买。", people(c[0].AtRisk), charts.Days(float64(h.days))), true
	}
	return charts.Sentence("%s of new customers buy a second time within %s (%s).", "%s 的新客户在 %s内再次购买（%s）。", charts.Percent(all), charts.Days(float64(h.days)), back(end)), true
}

// returningBrief is the finding without its interval.
func (in RetentionInput) returningBrief(c retention.Curve) charts.Text {
	if h, ok := in.horizon(c); ok {
		if end, _ := c.At(h.days); end.Survival > 0 && end.Survival < 1 {
			return charts.Sentence("%s of new customers buy a second time within %s.", "%s 的新客户在 %s内再次购买。", charts.Percent(1-end.Survival), charts.Days(float64(h.days)))
		}
	}
	finding, _ := in.returning(c)
	return finding
}

// lateness adds whether who has not come back early still does; there is nothing to add where all or none came back.
func (in RetentionInput) lateness(c retention.Curve) charts.Text {
	h, _ := in.horizon(c)
	end, _ := c.At(h.days)
	if end.Survival == 0 || end.Survival == 1 {
		return charts.Text{}
	}
	early, _ := c.At(h.early)
	switch later := 1 - end.Survival/early.Survival; {
	case later == 0:
		return charts.Sentence("Nobody came back later than after %[1]s: the first %[1]s decide.", "%[1]s之后再无人回来：关键在前 %[1]s。", charts.Days(float64(h.early)))
	case later < 1-early.Survival:
		return charts.Sentence("Of those who have not after %[1]s only %[2]s still do: the first %[1]s decide.", "前 %[1]s未回来的客户中，之后仍回来的只有 %[2]s：关键在前 %[1]s。", charts.Days(float64(h.early)), charts.Percent(later))
	default:
		return charts.Sentence("Of those who have not after %s another %s still do: it pays to keep asking.", "前 %s未回来的客户中，之后仍有 %s 回来：值得继续联系。", charts.Days(float64(h.early)), charts.Percent(later))
	}
}

// steps draws the share with the event, at up to 90 times, as far as enough were observed.
func (in RetentionInput) steps(c retention.Curve, name charts.Text) *charts.Chart {
	last := 0
	for _, p := range c {
		if p.AtRisk >= in.MinGroup || p.Survival == 0 {
			last = p.Time
		}
	}
	line := charts.Line{Name: name, Band: true, Step: true}
	by := last/90 + 1
	for day := 0; day <= last; day += by {
		p, _ := c.At(day)
		line.Points = append(line.Points, risen(day, p))
	}
	l := charts.Lines{Series: []charts.Line{line}, XKind: charts.KindDays, YKind: charts.KindPercent, XName: both("Days since the first purchase", "距首购天数")}
	if median, _, _ := c.Median(); median <= float64(last) {
		l.Marks = []charts.Mark{{X: charts.At(median), Name: charts.Sentence("half: %s", "半数：%s", charts.Days(median))}}
	}
	return charts.LineChart(l)
}

// risen is a point of the share with the event; where all have had it, there is no band.
func risen(day int, p retention.Point) charts.Point {
	q := charts.Point{X: float64(day), Y: drawn(1 - p.Survival), Low: drawn(1 - p.High), High: drawn(1 - p.Low)}
	if !charts.Known(q.Low) || !charts.Known(q.High) {
		q.Low, q.High = q.Y, q.Y
	}
	return q
}

// drawn is a fraction as finely as a chart can show it, which makes the page lighter.
func drawn(fraction float64) float64 { return math.Round(fraction*1e5) / 1e5 }

var tableDays = []int{1, 3, 7, 14, 21, 30, 45, 60, 75, 90, 120, 150, 180, 240, 300, 365, 450, 545, 730, 910, 1095, 1460, 1825, 2555, 3650}

func (in RetentionInput) stepGrid(c retention.Curve) *charts.Grid {
	g := &charts.Grid{Name: "survival", Total: len(c), Columns: []charts.Column{
		{Title: both("Days since the first purchase", "距首购天数"), Kind: charts.KindCount, Key: "time_days"}, {Title: both("Still watched before", "此前仍在观察"), Kind: charts.KindCount, Key: "at_risk"},
		{Title: both("Not yet (survival)", "尚未发生（生存率）"), Kind: charts.KindPercent, Key: "survival"}, {Title: both("Low", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("High", "上限"), Kind: charts.KindPercent, Key: "high"},
	}}
	for _, day := range tableDays {
		if day > c[len(c)-1].Time {
			break
		}
		if in.watched(c, day) {
			p, _ := c.At(day)
			g.Rows = append(g.Rows, []any{day, c.AtRisk(day), p.Survival, finite(p.Low), finite(p.High)})
		}
	}
	return g
}

// lost is the time to churn.
func (in RetentionInput) lost() charts.Section {
	curve := in.Lost.Curve()
	h, ok := in.horizon(curve)
	if !ok {
		return small("lost", both("It is too early to say how soon customers are lost.", "判断客户多久会流失还为时过早。"), in.tooFew())
	}
	return charts.Section{
		ID: "lost", Title: lasting(curve, h.days), Chart: in.steps(curve, both("Lost", "已流失")), Table: in.stepGrid(curve),
		What:       both("Share of customers who have been lost at least once, by days since their first purchase, with its 95% interval", "首购后各天数至少流失过一次的客户比例及其 95% 区间"),
		Note:       charts.Sentence("n = %s, %s of them lost at least once.", "n = %s，其中 %s 至少流失过一次。", people(curve[0].AtRisk), charts.Count(events(curve))),
		Definition: charts.Join(in.terms().define(TermLost), in.checked(), both("Kaplan–Meier of the time from the first purchase to the first such day, whether or not the customer came back later.", "图为从首购到首个流失日的 Kaplan–Meier 估计，无论客户之后是否回来。")),
	}
}

func lasting(c retention.Curve, days int) charts.Text {
	p, _ := c.At(days)
	switch median, low, high := c.Median(); {
	case !charts.Known(median):
		return charts.Sentence("%s of customers are lost within %s of their first purchase (%s); more than half stay longer than observed.", "%s 的客户在首购后 %s内流失（%s）；半数以上留存时间超出观察期。",
			charts.Percent(1-p.Survival), charts.Days(float64(days)), back(p))
	case !charts.Known(low) || !charts.Known(high) || low == high:
		return charts.Sentence("Half of customers are lost within %s of their first purchase: what is to keep them must come before.", "半数客户在首购后 %s内流失：挽留须在此之前。", charts.Days(median))
	default:
		return charts.Sentence("Half of customers are lost within %s of their first purchase (%s): what is to keep them must come before.", "半数客户在首购后 %s内流失（%s）：挽留须在此之前。",
			charts.Days(median), charts.Range(charts.Days(low), charts.Days(high)))
	}
}

// checked says on what the rule of status rests and how it has done, where that is known.
func (in RetentionInput) checked() charts.Text {
	if in.Status == nil {
		return charts.Text{}
	}
	return charts.Join(ruleRests(in.Status), ruleCheck(in.Status), ruleWarning(in.Status))
}
