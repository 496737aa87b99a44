package pages

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// surveyed are customers who buy, answer and buy again the more the better they answer.
func surveyed(n int, dimensions []string) []analytics.Customer {
	r := rand.New(rand.NewPCG(11, 12))
	missing := math.NaN()
	customers := make([]analytics.Customer, n)
	for i := range customers {
		c := &customers[i]
		day := asOf - analytics.Day(r.IntN(700))
		c.Rows = append(c.Rows, analytics.Row{Order: 1, Day: day - 3, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(20), Channel: analytics.Label(len(dimensions) + 1 + i%2)})
		mood := r.IntN(4)
		for d := range dimensions {
			c.Answers = append(c.Answers, analytics.Answer{
				Day: day, Dimension: analytics.Label(d + 1), Experience: float64(min(5, 1+mood+r.IntN(2)+d%2)), Expectation: float64(3 + r.IntN(3)),
				Importance: float64(4 + d + r.IntN(3)), Ideal: 5, Recommend: float64(min(10, 3+2*mood+r.IntN(3))), ScaleMin: missing, ScaleMax: missing,
				Competitor: analytics.Label(1 + i%2), CompetitorExperience: float64(1 + r.IntN(5)),
			})
		}
		if r.IntN(8) < 2+mood {
			c.Rows = append(c.Rows, analytics.Row{
				Order: 2, Day: day + 1 + analytics.Day(r.IntN(150)), Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(float64(20 + 5*mood + r.IntN(60))),
			})
		}
	}
	return customers
}

func surveyPages(n int, dimensions []string) (charts.Page, charts.Page) {
	q := analytics.Question{AsOf: asOf, Horizon: 365, MinGroup: 10, Labels: analytics.NewLabels(append(slices.Clone(dimensions), "app", "web"))}
	said, did := satisfaction.New(q), loyalty.New(q)
	for _, c := range surveyed(n, dimensions) {
		c = c.Until(asOf)
		said.Add(&c)
		did.Add(&c)
	}
	base := said.Result()
	cuts := satisfaction.NewCuts(q, base, func(c *analytics.Customer, _ analytics.Day) string {
		return []string{"", "New", "Regulars"}[min(2, len(c.Rows))]
	})
	for _, c := range surveyed(n, dimensions) {
		cuts.Add(&c)
	}
	in := SatisfactionInput{Result: base, MinGroup: 10, Groups: cuts.Groups(), SegmentNames: map[string]charts.Text{"New": both("New", "新客户")}, Prices: priced(q, n), Currency: "GBP"}
	worth := satisfaction.NewDelivered(q, base, satisfaction.UsualParts())
	for _, c := range surveyed(n, dimensions) {
		worth.Add(&c)
	}
	value := worth.Result()
	in.Delivered, in.Staff = &value, stores(5)
	return Satisfaction(in), Loyalty(LoyaltyInput{Currency: "GBP", Result: did.Result(), MinGroup: 10})
}

var surveyDimensions = []string{"brand image", "convenience", "overall", "price", "product", "service"}

func TestSurveyPagesAreWritten(t *testing.T) {
	for _, x := range []struct {
		name       string
		n          int
		dimensions []string
	}{
		{"many", 5000, surveyDimensions}, {"one dimension", 500, []string{"service"}}, {"few", 40, surveyDimensions},
		{"one", 1, surveyDimensions}, {"none", 0, nil}, {"hostile", 800, slices.Sorted(slices.Values(hostile))},
	} {
		satisfied, loyal := surveyPages(x.n, x.dimensions)
		if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: asOf, Run: "1", Version: "test"}, Pages: []charts.Page{satisfied, loyal}}); err != nil {
			t.Errorf("%s: %v", x.name, err)
		}
		for _, p := range []charts.Page{satisfied, loyal} {
			checkTexts(t, x.name, p)
		}
	}
}

// checkTexts looks for texts that went wrong: missing in a language, with marks of package fmt, or unknown figures.
func checkTexts(t *testing.T, where string, p charts.Page) {
	t.Helper()
	checkWording(t, p)
	texts := []charts.Text{p.Answer}
	for _, s := range p.Sections {
		texts = append(texts, s.Title, s.Note)
		if s.Chart != nil {
			texts = append(texts, s.What, s.Definition)
		}
	}
	for _, c := range p.Cards {
		texts = append(texts, c.Label, c.Value, c.Note)
	}
	for _, text := range texts {
		for _, s := range []string{text.EN, text.ZH} {
			if s == "" || strings.Contains(s, "%!") || strings.Contains(s, "NaN") || strings.Contains(s, "~") && where != "hostile" {
				t.Errorf("%s, %s: %q", where, p.Name, s)
			}
		}
	}
}

func TestSurveyPagesInBrowser(t *testing.T) {
	b := startBrowser(t)
	satisfied, loyal := surveyPages(5000, surveyDimensions)
	dir := t.TempDir()
	if err := charts.Write(dir, charts.Report{Header: charts.Header{AsOf: asOf, Run: "1", Version: "test", Currency: "GBP"}, Pages: []charts.Page{satisfied, loyal}}); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"satisfaction", "loyalty"} {
		for _, lang := range []string{"en", "zh"} {
			for _, width := range []int64{1280, 375} {
				b.open(t, dir+"/"+name+".html", width, lang, "light")
				b.shoot(t, name+"-"+lang+"-"+fmt.Sprint(width)+".png")
				b.checkPage(t, name+" in "+lang, lang, width)
			}
		}
	}
	for _, c := range append(b.complaints, b.requests...) {
		t.Error(c)
	}
}

func TestSurveyPagesWithoutSurveys(t *testing.T) {
	for _, p := range []charts.Page{Satisfaction(SatisfactionInput{}), Loyalty(LoyaltyInput{})} {
		if p.Absent == nil || p.Absent.Flag != "--surveys" || p.Absent.Columns[p.Absent.Need-1].Key != "experience" || len(p.Sections) != 0 {
			t.Errorf("%s: %+v", p.Name, p.Absent)
		}
	}
}

// says compares a sentence in both languages.
func says(t *testing.T, got charts.Text, en, zh string) {
	t.Helper()
	if got.EN != en {
		t.Errorf("got  %q\nwant %q", got.EN, en)
	}
	if got.ZH != zh {
		t.Errorf("got  %q\nwant %q", got.ZH, zh)
	}
}

func estimate(n int64, mean, half float64) satisfaction.Estimate {
	return satisfaction.Estimate{N: n, Mean: mean, Low: mean - half, High: mean + half}
}

func portion(n int64, share, half float64) analytics.Share {
	return analytics.Share{N: n, Count: int64(share * float64(n)), Share: share, Low: share - half, High: share + half}
}

func oneToFive() *satisfaction.Result {
	return &satisfaction.Result{Scale: satisfaction.Scale{Min: 1, Max: 5, Known: true}}
}

func TestHeadline(t *testing.T) {
	with := func(set func(*satisfaction.Result)) charts.Text {
		r := oneToFive()
		set(r)
		return SatisfactionInput{Result: r, MinGroup: 10}.headline()
	}
	brief := SatisfactionInput{Result: oneToFive(), MinGroup: 10}
	brief.Result.Whole.TopTwo, brief.Result.Asked = portion(400, .72, .04), true
	says(t, brief.headlineBrief(), "72% of answers to the overall question give 4 or 5.", "72% 的回答（总体问题）给出 4 分或 5 分。")
	says(t, with(func(r *satisfaction.Result) { r.Whole.TopTwo, r.Asked = portion(400, .72, .04), true }),
		"72% of answers to the overall question give 4 or 5; the true share is likely 68% to 76%.",
		"72%的回答（总体问题）给出 4 分或 5 分；真实占比很可能为 68% 至 76%。")
	says(t, with(func(r *satisfaction.Result) { r.Whole.TopTwo, r.Scale.Min, r.Scale.Max = portion(400, .5, .05), 0, 100 }),
		"50% of answers about all dimensions give 80 or more out of 100; the true share is likely 45% to 55%.",
		"50%的回答（全部方面）给出 80 分及以上（满分 100 分）；真实占比很可能为 45% 至 55%。")
	says(t, with(func(r *satisfaction.Result) { r.Whole.TopTwo, r.Rescaled = portion(400, .5, .05), 3 }),
		"50% of answers about all dimensions give one of the best scores of their scale; the true share is likely 45% to 55%.",
		"50%的回答（全部方面）给出其量表中的高分；真实占比很可能为 45% 至 55%。")
	says(t, with(func(r *satisfaction.Result) {
		r.Whole.Experience, r.Scale = estimate(50, 3, 1), satisfaction.Scale{Min: -3, Max: 3}
	}),
		"Customers rate their experience 3.00 on average, on scores that run from −3 to 3.",
		"客户的平均体验评分为 3.00，评分范围为 −3 至 3。")
	says(t, with(func(r *satisfaction.Result) { r.Whole.TopTwo = portion(9, .5, .3) }),
		"Too few customers answered the overall question to say how satisfied they are on the whole.",
		"回答总体问题的客户太少，无法判断总体满意程度。")
}

func TestKeyFinding(t *testing.T) {
	with := func(c float64, k satisfaction.Key) charts.Text {
		r := oneToFive()
		k.Dimension = "convenience"
		r.Key, r.Aspects = &k, []satisfaction.Dimension{{Name: "convenience", Satisfaction: estimate(100, c, .1)}}
		return SatisfactionInput{Result: r, MinGroup: 10}.keyFinding()
	}
	says(t, with(-2, satisfaction.Key{Worst: estimate(100, -18, 1), Next: "product", Weighted: true, Clear: true}),
		"Mend “convenience” first: it falls furthest short of what customers expect (−2), weighted by how much it matters.",
		"应首先改进“便利性”：它与客户期望的差距最大（−2），已按重要性加权。")
	says(t, with(-2, satisfaction.Key{Worst: estimate(100, -2, .1)}),
		"Mend “convenience” first: it falls furthest short of what customers expect (−2).",
		"应首先改进“便利性”：它与客户期望的差距最大（−2）。")
	says(t, with(-2, satisfaction.Key{Worst: estimate(100, -18, 1), Next: "Lieferung", Weighted: true}),
		"“convenience” falls furthest short of what customers expect (−2), weighted by how much it matters, yet the answers do not set it apart from “Lieferung”.",
		"“便利性”与客户期望的差距最大（−2），已按重要性加权，但现有回答不足以将其与“Lieferung”区分开。")
	says(t, with(-.05, satisfaction.Key{Worst: estimate(100, -.05, .1), Next: "product"}),
		"“convenience” comes out lowest against what customers expect (−0.05), but that may be chance.",
		"与期望相比“便利性”最低（−0.05），但可能只是偶然。")
	says(t, with(.1, satisfaction.Key{Worst: estimate(100, .1, .2)}),
		"Nothing falls short of what customers expect on average; the narrowest margin is in “convenience” (+0.1).",
		"平均而言各方面均未低于客户期望；余地最小的是“便利性”（+0.1）。")
	unsure := satisfaction.Key{Worst: satisfaction.Estimate{N: 20, Mean: -1, Low: math.NaN(), High: math.NaN()}}
	if got := with(-1, unsure); !strings.HasSuffix(got.EN, "may be chance.") {
		t.Errorf("without an interval: %q", got.EN)
	}
	if got := (SatisfactionInput{Result: oneToFive(), MinGroup: 10}).keyFinding(); !got.IsZero() {
		t.Errorf("without expectations: %q", got.EN)
	}
}

func TestMeasureFindings(t *testing.T) {
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10}
	boxes := func(name string, share, half float64) satisfaction.Dimension {
		return satisfaction.Dimension{Name: name, TopTwo: portion(100, share, half), Experience: estimate(100, 5*share, 5*half), Dissatisfied: portion(100, 1-share, half), Delighted: portion(100, share/2, half)}
	}
	low, high, near := boxes("price", .4, .05), boxes("service", .8, .05), boxes("product", .45, .05)
	says(t, in.bestAndWorst([]satisfaction.Dimension{low, high}),
		"Customers are happiest with “service”, where 80% of answers give 4 or 5, and least happy with “price”, where 40% do.",
		"客户对“服务”最满意，80%的回答给出 4 分或 5 分；对“价格”最不满意，该占比为 40%。")
	says(t, in.bestAndWorst([]satisfaction.Dimension{low, near}),
		"Customers are about equally happy with everything asked: between 40% and 45% of answers give 4 or 5, and the difference may be chance.",
		"客户对各方面的满意程度相近：40%至45%的回答给出 4 分或 5 分，差异可能只是偶然。")
	says(t, in.bestAndWorst([]satisfaction.Dimension{low, low}),
		"40% of answers give 4 or 5, whatever is asked about.", "无论问及哪个方面，40%的回答给出 4 分或 5 分。")
	says(t, in.bestAndWorst([]satisfaction.Dimension{low}),
		"40% of answers about “price” give 4 or 5.", "40%关于“价格”的回答给出 4 分或 5 分。")
	says(t, in.bestAndWorst([]satisfaction.Dimension{boxes(satisfaction.Overall, .4, .05)}),
		"40% of answers to the overall question give 4 or 5.", "40%对总体问题的回答给出 4 分或 5 分。")
	says(t, in.meansFinding([]satisfaction.Dimension{low, high}),
		"Customers rate “service” best (4.00) and “price” worst (2.00).", "客户对“服务”评价最高（4.00），对“价格”评价最低（2.00）。")
	says(t, in.meansFinding([]satisfaction.Dimension{low, near}),
		"Customers rate everything asked about the same, between 2.00 and 2.25; the difference may be chance.",
		"客户对各方面的评分相近，介于 2.00 与 2.25 之间；差异可能只是偶然。")
	says(t, in.meansFinding([]satisfaction.Dimension{low}), "Customers rate “price” 2.00 on average.", "客户对“价格”的平均评分为 2.00。")
	says(t, in.levelsFinding([]satisfaction.Dimension{low, high}),
		"Expectations are missed most often in “price” (60% of answers) and least often in “service” (20%).",
		"最常未达到期望的是“价格”（60%的回答），最少的是“服务”（20%）。")
	says(t, in.levelsFinding([]satisfaction.Dimension{low, near}),
		"Expectations are missed about equally often everywhere: in 55% to 60% of answers.",
		"各方面未达到期望的比例相近：介于 55% 与 60% 之间。")
	says(t, in.levelsFinding([]satisfaction.Dimension{low}),
		"60% of answers about “price” are below what the customer expected, 20% above it.",
		"60%关于“价格”的回答低于客户期望，20%高于期望。")
}

func TestTheOverallQuestionIsNoAspect(t *testing.T) {
	overall, price := satisfaction.Dimension{Name: satisfaction.Overall}, satisfaction.Dimension{Name: "price"}
	if got := aspectsOf([]satisfaction.Dimension{overall, price}); len(got) != 1 || got[0].Name != "price" {
		t.Errorf("got %v", got)
	}
	if got := aspectsOf([]satisfaction.Dimension{overall}); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestPrioritiesFinding(t *testing.T) {
	ds := []satisfaction.Dimension{
		{Name: "price", Experience: estimate(100, 2, .2), Importance: estimate(100, 9, .2)},
		{Name: "service", Experience: estimate(100, 2.9, .2), Importance: estimate(100, 9, .2)},
		{Name: "product", Experience: estimate(100, 2, .2), Importance: estimate(100, 2, .2)},
	}
	says(t, prioritiesFinding(ds, 3, 6),
		"Concentrate on “price”: customers hold it more important than average and experience it worse than average.",
		"应集中改进“价格”：客户认为其重要性高于平均，而体验低于平均。")
	says(t, prioritiesFinding(ds[1:], 3, 6),
		"Nothing that matters more than average is clearly experienced worse than average.",
		"在重要性高于平均的方面中，没有体验明显低于平均的。")
}

func TestTrendFinding(t *testing.T) {
	with := func(c satisfaction.Change) charts.Text {
		r := oneToFive()
		r.Change = c
		return SatisfactionInput{Result: r, MinGroup: 10}.trendFinding()
	}
	before, now := estimate(200, 3.5, .1), estimate(200, 3.9, .1)
	says(t, with(satisfaction.Change{Before: before, Now: now, By: .4, Low: .26, High: .54}),
		"Experience has improved on the year: 3.90 on average against 3.50, with as many new and old customers (+0.4).",
		"体验同比改善：平均 3.90，此前一年为 3.50，新老客户构成相同（+0.4）。")
	says(t, with(satisfaction.Change{Before: now, Now: before, By: -.4, Low: -.54, High: -.26}),
		"Experience has worsened on the year: 3.50 on average against 3.90, with as many new and old customers (−0.4).",
		"体验同比下降：平均 3.50，此前一年为 3.90，新老客户构成相同（−0.4）。")
	says(t, with(satisfaction.Change{Before: before, Now: now, By: .4, Low: -.1, High: .9}),
		"Experience has not clearly changed on the year: 3.90 on average against 3.50, with as many new and old customers; the difference may be chance.",
		"体验同比没有明显变化：平均 3.90，此前一年为 3.50，新老客户构成相同；差异可能只是偶然。")
	for _, c := range []satisfaction.Change{{}, {Before: before, Now: now, By: .4, Low: .26, High: .54, Reason: satisfaction.FewInABand}} {
		says(t, with(c), "There are too few answers of new and old customers in both years to tell whether satisfaction changes.", "两年中新老客户的回答太少，无法判断满意度是否变化。")
	}
}

func TestNPSFinding(t *testing.T) {
	with := func(promoters, detractors int64, low, high float64) charts.Text {
		r := oneToFive()
		r.NPS = satisfaction.NPS{N: 100, Promoters: promoters, Passives: 100 - promoters - detractors, Detractors: detractors,
			Score: float64(promoters-detractors) / 100, Low: low, High: high}
		return SatisfactionInput{Result: r, MinGroup: 10}.npsFinding()
	}
	says(t, with(55, 11, .31, .55),
		"More customers would recommend us than would not: 55% against 11%, a score of +44 (likely +31 to +55).",
		"愿意推荐的客户多于不愿推荐的：55% 对 11%，净推荐值为 +44（很可能为 +31 至 +55）。")
	says(t, with(11, 55, -.55, -.31),
		"More customers would warn of us than would recommend us: 55% against 11%, a score of −44 (likely −55 to −31).",
		"不愿推荐的客户多于愿意推荐的：55% 对 11%，净推荐值为 −44（很可能为 −55 至 −31）。")
	says(t, with(30, 28, -.1, .14),
		"About as many customers would recommend us as would not: 30% and 28%, and the answers do not tell which are more.",
		"愿意推荐与不愿推荐的客户大致相当：30% 与 28%，现有回答无法分出多少。")
}

func TestScaleNote(t *testing.T) {
	with := func(set func(*satisfaction.Result)) charts.Text {
		r := oneToFive()
		set(r)
		return SatisfactionInput{Result: r, MinGroup: 10}.scaleNote()
	}
	says(t, with(func(*satisfaction.Result) {}),
		"The scale of 1 to 5 is inferred from the scores; say --survey-scale if it is another.",
		"1 至 5 量表由评分推断；若不是，请用 --survey-scale 指明。")
	says(t, with(func(r *satisfaction.Result) { r.Scale.Stated, r.Rescaled = true, 1 }),
		"Scores are on the scale of 1 to 5 that the file states. 1 answer was on another scale and put on this one, end to end.",
		"评分采用文件注明的 1 至 5 量表。1 条回答采用其他量表，已按两端对齐换算。")
	says(t, with(func(r *satisfaction.Result) {
		r.Scale = satisfaction.Scale{Min: -99, Max: 7}
		r.Narrow = []string{"price", "service"}
	}),
		"Scores run from −99 to 7, which is no usual scale, so the best scores are not counted: say --survey-scale, and --survey-missing for codes that stand for no answer. All scores of “price” and “service” would fit a shorter scale; if that was theirs, give scale_max.",
		"评分范围为 −99 至 7，不是常用量表，因此不计算高分占比：请用 --survey-scale 指明量表，用 --survey-missing 指明代表未作答的编码。“价格”和“服务”的所有评分都在更短的量表之内；若其量表更短，请提供 scale_max。")
}

func TestSmallGroupsAreNotShown(t *testing.T) {
	r := oneToFive()
	r.Answers, r.Customers, r.Missing, r.Outside = 108, 50, 2, 1
	r.Whole = satisfaction.Dimension{Name: satisfaction.All, Experience: estimate(108, 4, .1), TopTwo: portion(108, .7, .1)}
	r.Aspects = []satisfaction.Dimension{
		{Name: "price", Experience: estimate(100, 4, .1), TopTwo: portion(100, .7, .1)},
		{Name: "secret", Experience: estimate(8, 1, .1), TopTwo: portion(8, .1, .1)},
	}
	r.NPS = satisfaction.NPS{N: 9, Promoters: 9}
	p := Satisfaction(SatisfactionInput{Result: r, MinGroup: 10})
	if len(p.Sections) != 2 || p.Sections[0].ID != "measures" || p.Sections[1].Chart != nil || p.Sections[1].Small.IsZero() {
		t.Fatalf("sections: %+v", p.Sections)
	}
	if rows := p.Sections[0].Table.Rows; len(rows) != 1 || rows[0][0] != (both("price", "价格")) {
		t.Errorf("rows: %v", rows)
	}
	says(t, p.Sections[0].Note,
		"n = 108 answers from 50 customers. Several answers of a customer all count. Left out: 2 answers without a usable score. 1 score lies beyond the scale and not counted. Not shown: 1 dimension with fewer than 10 answers. The scale of 1 to 5 is inferred from the scores; say --survey-scale if it is another.",
		"n = 108 条回答，来自 50 位客户。同一客户的多次回答全部计入。未计入：2 条回答没有有效评分。1 个评分超出量表，未计入。未展示：1 个方面的回答少于 10 条。1 至 5 量表由评分推断；若不是，请用 --survey-scale 指明。")
	r.Answers = 9
	p = Satisfaction(SatisfactionInput{Result: r, MinGroup: 10})
	says(t, p.Sections[0].Small, "Only 9 usable answers; groups under 10 answers are not shown.", "仅有 9 条有效回答；少于 10 条的分组不予展示。")
	says(t, p.Answer, "There are too few answers to say what customers think.", "回答太少，无法判断客户的看法。")
}

func TestRepeatedAnswers(t *testing.T) {
	for repeated, want := range map[analytics.Repeated]string{analytics.AllAnswers: "all count", analytics.LastAnswer: "counts once", analytics.MeanAnswer: "mean counts"} {
		in := SatisfactionInput{Result: &satisfaction.Result{Answers: 20, Customers: 10, Repeated: repeated}}
		saysBoth(t, want, in.counted())
		if !strings.Contains(in.counted().EN, want) {
			t.Errorf("%s: %s", repeated, in.counted().EN)
		}
	}
}
