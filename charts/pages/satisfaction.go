package pages

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
	"regulars/analytics/comment"
	"regulars/analytics/driver"
	"regulars/analytics/price"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// SatisfactionInput is what the Satisfaction page is made of.
type SatisfactionInput struct {
	Result   *satisfaction.Result // nil where no surveys were given
	MinGroup int                  // groups with fewer answers are not shown

	Response []satisfaction.ResponseRow // empty where nothing was worked out

	Drivers *driver.Result // nil where nothing was worked out

	Comments *comment.Result // nil where there are none

	Prices   *price.Result // nil where nothing was worked out
	Currency charts.Currency

	Groups       []satisfaction.Group // by month, segment, channel and store
	SegmentNames map[string]charts.Text
	Delivered    *satisfaction.DeliveredResult
	Staff        *satisfaction.Staff // nil where no employees' scores were given
}

// Satisfaction is the page of what customers think and what should be mended.
func Satisfaction(in SatisfactionInput) charts.Page {
	p := charts.Page{
		Name: "satisfaction", Title: both("Satisfaction", "满意"),
		Question: both("What do they think, and what should we mend?", "客户怎么想？我们该改进什么？"),
	}
	r := in.Result
	switch {
	case r == nil:
		p.Absent = surveysAbsent(both(
			"With it this page shows what customers think of each dimension, where experience falls short of what they expect, and how that changes.",
			"有了它，本页将展示客户对各方面的评价、哪些体验未达到期望，以及其变化。",
		))
	case !in.enough(r.Answers) && !in.enough(r.NPS.N):
		p.Answer = both("There are too few answers to say what customers think.", "回答太少，无法判断客户的看法。")
		p.Sections = []charts.Section{{ID: "measures", Title: p.Answer, Small: in.tooFew(r.Answers), Note: in.counted()}}
	default:
		p.Answer = charts.Join(in.headline(), in.keyFinding())
		p.Brief = charts.Join(in.headlineBrief(), in.keyFinding())
		p.Cards = in.cards()
		sections := []charts.Section{in.gaps(), in.measures(), in.priorities(), in.levels()}
		sections = slices.Concat(sections, in.driverSections(), []charts.Section{in.trend(), in.promoters(), in.prices()}, in.groups(), in.voices(), []charts.Section{in.delivered(), in.rivals(), in.staff(), in.response()})
		for _, s := range sections {
			if s.ID != "" {
				p.Sections = append(p.Sections, s)
			}
		}
	}
	return p
}

// surveysAbsent says what surveys must hold.
func surveysAbsent(gives charts.Text) *charts.Absent {
	return &charts.Absent{Table: "surveys", Flag: "--surveys", Gives: gives, Need: 3, Columns: []charts.Column{
		{Title: both("customer", "客户"), Kind: charts.KindText, Key: "customer_id"},
		{Title: both("date of the answer", "回答日期"), Kind: charts.KindDate, Key: "answered_at"},
		{Title: both("score of the experience", "体验评分"), Kind: charts.KindNumber, Key: "experience"},
		{Title: both("what was asked about: price, service, overall …", "评价的方面：价格、服务、总体等"), Kind: charts.KindText, Key: "dimension"},
		{Title: both("score expected", "期望评分"), Kind: charts.KindNumber, Key: "expectation"},
		{Title: both("how much it matters", "重要程度"), Kind: charts.KindNumber, Key: "importance"},
		{Title: both("score that would be ideal", "理想评分"), Kind: charts.KindNumber, Key: "ideal"},
		{Title: both("how likely to recommend, 0–10", "推荐意愿，0–10"), Kind: charts.KindNumber, Key: "recommend"},
		{Title: both("least score of the scale", "量表最低分"), Kind: charts.KindNumber, Key: "scale_min"},
		{Title: both("greatest score of the scale", "量表最高分"), Kind: charts.KindNumber, Key: "scale_max"},
	}}
}

func (in SatisfactionInput) tooFew(n int64) charts.Text {
	return charts.Sentence("Only %s; groups under %s are not shown.", "仅有 %s；少于 %s的分组不予展示。",
		charts.Plural(n, "usable answer", "usable answers", "条有效回答"), charts.Plural(in.MinGroup, "answer", "answers", "条"))
}

func (in SatisfactionInput) enough(n int64) bool { return n >= int64(max(1, in.MinGroup)) }

// shown are the dimensions with enough answers for a measure, the worst first, and how many have too few.
func (in SatisfactionInput) shown(of []satisfaction.Dimension, by func(satisfaction.Dimension) satisfaction.Estimate) (ds []satisfaction.Dimension, small int) {
	for _, d := range of {
		switch n := by(d).N; {
		case in.enough(n):
			ds = append(ds, d)
		case n > 0:
			small++
		}
	}
	slices.SortStableFunc(ds, func(a, b satisfaction.Dimension) int { return cmp.Compare(by(a).Mean, by(b).Mean) })
	return ds, small
}

func (in SatisfactionInput) cards() []charts.Card {
	r := in.Result
	var cards []charts.Card
	if s := r.Whole.TopTwo; in.enough(s.N) {
		cards = append(cards, charts.Card{
			Label: both("Very satisfied answers", "高度满意的回答"), Value: charts.Percent(s.Share), Note: in.range95(s.N, charts.Percent(s.Low), charts.Percent(s.High)),
		})
	}
	if e := r.Whole.Experience; in.enough(e.N) {
		c := charts.Card{
			Label: charts.Sentence("Average experience, %s", "平均体验，%s", in.scale()), Value: in.score(e.Mean),
			Note: in.range95(e.N, in.score(e.Low), in.score(e.High)), Of: both("Average experience by month", "各月平均体验"),
		}
		c.Spark, c.Open = in.spark()
		cards = append(cards, c)
	}
	if n := r.NPS; in.enough(n.N) {
		cards = append(cards, charts.Card{
			Label: both("Net promoter score", "净推荐值"), Value: npsText(n.Score), Note: in.range95(n.N, npsText(n.Low), npsText(n.High)),
		})
	}
	if s := r.Whole.Dissatisfied; in.enough(s.N) {
		cards = append(cards, charts.Card{
			Label: both("Answers below expectation", "低于期望的回答"), Value: charts.Percent(s.Share), Note: in.range95(s.N, charts.Percent(s.Low), charts.Percent(s.High)),
		})
	}
	if k := r.Key; k != nil && k.Worst.Verdict() == analytics.Less {
		gap := in.gapOf(k.Dimension)
		cards = append(cards, charts.Card{
			Label: charts.Sentence("Experience less expectation, %s", "体验与期望之差：%s", quotedDimension(k.Dimension)), Value: gapText(gap.Mean),
			Note: in.range95(gap.N, gapText(gap.Low), gapText(gap.High)),
		})
	}
	return cards
}

// range95 is the line below a figure: its interval, where it is known, and its n.
func (in SatisfactionInput) range95(n int64, low, high charts.Text) charts.Text {
	answers := charts.Plural(n, "answer", "answers", "条回答")
	if low == charts.None {
		return answers
	}
	return charts.Sentence("likely %s (%s)", "很可能为 %s（%s）", charts.Range(low, high), answers)
}

// spark is the average experience of the months with enough answers, and whether the last of them is not finished.
func (in SatisfactionInput) spark() (means []float64, open bool) {
	for _, m := range in.Result.Trend {
		if m.Whole && in.enough(m.Experience.N) {
			means, open = append(means, m.Experience.Mean), !m.Complete
		}
	}
	if len(means) < 2 {
		return nil, false
	}
	return means, open
}

// score is a score on the survey's scale.
func (in SatisfactionInput) score(x float64) charts.Text {
	if !charts.Known(x) {
		return charts.None
	}
	if in.Result.Scale.Max-in.Result.Scale.Min > 10 {
		return charts.Same(charts.Decimal(x, 1))
	}
	return charts.Same(charts.Decimal(x, 2))
}

// gapText is a difference of scores.
func gapText(x float64) charts.Text {
	if !charts.Known(x) {
		return charts.None
	}
	return charts.Same(charts.Signed(charts.RoundTo(x, 2), 2))
}

// npsText is a net promoter score as people know it, from −100 to 100.
func npsText(score float64) charts.Text {
	if !charts.Known(score) {
		return charts.None
	}
	return charts.Same(charts.Signed(math.Round(score*100), 0))
}

func (in SatisfactionInput) scale() charts.Text {
	s := in.Result.Scale
	return charts.Range(charts.Same(plainNumber(s.Min)), charts.Same(plainNumber(s.Max)))
}

// plainNumber writes a score of a scale as a survey does: "5", "3.5".
func plainNumber(x float64) string { return charts.Significant(x, 4) }

// counted is what the page's figures rest on and what was left out.
func (in SatisfactionInput) counted() charts.Text {
	r := in.Result
	t := charts.Sentence("n = %s from %s.", "n = %s，来自 %s。",
		charts.Plural(r.Answers, "answer", "answers", "条回答"), charts.Plural(r.Customers, "customer", "customers", "位客户"))
	switch {
	case r.Repeated == analytics.LastAnswer:
		t = charts.Join(t, both("A customer counts once, with the last answer of the last 365 days.", "每位客户计一次，取其最近 365 天内的最后一次回答。"))
	case r.Repeated == analytics.MeanAnswer:
		t = charts.Join(t, both("Of several answers of a customer the mean counts.", "同一客户多次作答时，取其均值。"))
	default:
		t = charts.Join(t, both("Several answers of a customer all count.", "同一客户的多次回答全部计入。"))
	}
	t = charts.Join(t, in.responded())
	if r.Missing > 0 {
		t = charts.Join(t, charts.Sentence("Left out: %s without a usable score.", "未计入：%s没有有效评分。", charts.Plural(r.Missing, "answer", "answers", "条回答")))
	}
	if r.Outside > 0 {
		t = charts.Join(t, charts.Sentence("%s beyond the scale and not counted.", "%s超出量表，未计入。",
			charts.Plural(r.Outside, "score lies", "scores lie", "个评分")))
	}
	return t
}

// smallNote says how many dimensions are not shown.
func (in SatisfactionInput) smallNote(small int) charts.Text {
	if small == 0 {
		return charts.Text{}
	}
	return charts.Sentence("Not shown: %s with fewer than %s.", "未展示：%s的回答少于 %s。",
		charts.Plural(small, "dimension", "dimensions", "个方面"), charts.Plural(in.MinGroup, "answer", "answers", "条"))
}

// scaleNote says what scale scores are on, how that is known, and what to do if it is wrong.
func (in SatisfactionInput) scaleNote() charts.Text {
	r := in.Result
	var t charts.Text
	switch {
	case r.Scale.Stated:
		t = charts.Sentence("Scores are on the scale of %s that the file states.", "评分采用文件注明的 %s 量表。", in.scale())
	case r.Scale.Known:
		t = charts.Sentence("The scale of %s is inferred from the scores; say --survey-scale if it is another.",
			"%s 量表由评分推断；若不是，请用 --survey-scale 指明。", in.scale())
	default:
		t = charts.Sentence("Scores run from %s, which is no usual scale, so the best scores are not counted: say --survey-scale, and --survey-missing for codes that stand for no answer.",
			"评分范围为 %s，不是常用量表，因此不计算高分占比：请用 --survey-scale 指明量表，用 --survey-missing 指明代表未作答的编码。", in.scale())
	}
	if r.Rescaled > 0 {
		t = charts.Join(t, charts.Sentence("%s on another scale and put on this one, end to end.", "%s采用其他量表，已按两端对齐换算。",
			charts.Plural(r.Rescaled, "answer was", "answers were", "条回答")))
	}
	if len(r.Narrow) > 0 {
		t = charts.Join(t, charts.Sentence("All scores of %s would fit a shorter scale; if that was theirs, give scale_max.",
			"%s的所有评分都在更短的量表之内；若其量表更短，请提供 scale_max。", quotedDimensions(r.Narrow)))
	}
	return t
}

// builtIn are the dimensions the program knows by name.
var builtIn = []charts.Text{
	both("price", "价格"), both("brand image", "品牌形象"), both("relationship", "关系"), both("service", "服务"), both("product", "产品"),
	both("convenience", "便利性"), both(satisfaction.Overall, "总体"), both(satisfaction.All, "全部"),
}

// dimensionText is a dimension in both languages where it is one of the built-in ones, else its name.
func dimensionText(name string) charts.Text {
	for _, t := range builtIn {
		if t.EN == name || t.ZH == name {
			return t
		}
	}
	return charts.Same(name)
}

func quotedDimension(name string) charts.Text {
	return charts.Sentence("“%s”", "“%s”", dimensionText(name))
}

func quotedDimensions(names []string) charts.Text {
	quoted := make([]charts.Text, len(names))
	for i, name := range names {
		quoted[i] = quotedDimension(name)
	}
	return charts.And(quoted...)
}
