package pages

import (
	"regulars/analytics/comment"
	"regulars/charts"
)

// mostVoices is how many phrases of a side and a language a page lists.
const mostVoices = 10

// voices are what low and high scorers say in comments, and the causes that low scorers tell of.
func (in SatisfactionInput) voices() []charts.Section {
	c := in.Comments
	if c == nil || c.Low+c.High == 0 {
		return nil
	}
	if !c.Enough(in.MinGroup) {
		few := both("Too few customers have commented to set what low scorers say beside what high scorers say.", "有评论的客户太少，无法比较低分者与高分者的说法。")
		return []charts.Section{{ID: "comments", Title: few, Small: charts.Sentence("Groups under %s are not shown.", "少于 %s的分组不予展示。", charts.Plural(in.MinGroup, "customer", "customers", "位客户"))}}
	}
	return []charts.Section{in.phrases(), in.causes()}
}

func (in SatisfactionInput) commentsNote() charts.Text {
	return charts.Sentence("n = %s with a comment and a low score, %s with a high one, by their last comment of the year.", "n = %s有评论且低分，%s高分，以一年内最近一次评论计。",
		charts.Plural(in.Comments.Low, "customer", "customers", "位客户"), charts.Plural(in.Comments.High, "customer", "customers", "位客户"))
}

// ofAll are the phrases of all comments of a side, those of each language in order.
func (in SatisfactionInput) ofAll(side string) (list []comment.Phrase) {
	n := map[string]int{}
	for _, p := range in.Comments.Phrases {
		if p.Dimension == "all" && p.Side == side && n[p.Language] < mostVoices {
			n[p.Language]++
			list = append(list, p)
		}
	}
	return list
}

var sideWords = map[string]charts.Text{"low": both("Low scorers", "低分者"), "high": both("High scorers", "高分者")}

// phrases are what each side says more than the other.
func (in SatisfactionInput) phrases() charts.Section {
	s := charts.Section{
		ID: "comments", Title: in.voicesFinding(), Note: in.commentsNote(),
		What: both("Phrases that one side uses more than the other beyond chance, by customers, the surest first", "一方明显比另一方更常说的话（按客户计，最确定者在前）"),
		Definition: both(
			"A customer counts once, by the last day with a comment in the last 365 days; low is below the middle of the scale, high above it. Phrases are up to three words side by side; English words count by their stem, Chinese text is segmented. A phrase stands here only if one side's odds of using it are larger beyond chance, for all phrases tried together (Bonferroni, 5%); the table has the ratios. Only phrases that enough customers wrote in these very words are told, never a name, a number or an address; an empty count is above zero and below what may be shown.",
			"每位客户只计一次，以最近 365 天内最后一次有评论之日为准；低分为低于量表中点，高分为高于中点。说法为至多三个相邻的词；英文按词干合并，中文先分词。仅列出一方使用的优势比在全部所试说法合并检验后仍超出偶然者（Bonferroni，5%），比值见数据表。只列出足够多客户以原词写下的说法，从不列出姓名、数字或地址；空缺的人数大于零而少于可展示人数。",
		),
		Table: &charts.Grid{Name: "comment_phrases", Columns: []charts.Column{
			{Title: both("Who says it", "谁说"), Kind: charts.KindText, Key: "side"}, {Title: both("Phrase", "说法"), Kind: charts.KindText, Key: "phrase"},
			{Title: both("Low scorers", "低分者"), Kind: charts.KindCount, Key: "low_customers"}, {Title: both("of", "共"), Kind: charts.KindCount, Key: "low_of"},
			{Title: both("High scorers", "高分者"), Kind: charts.KindCount, Key: "high_customers"}, {Title: both("of", "共"), Kind: charts.KindCount, Key: "high_of"},
		}},
	}
	for _, side := range []string{"low", "high"} {
		for _, p := range in.ofAll(side) {
			s.Table.Rows = append(s.Table.Rows, []any{sideWords[side], charts.Same(p.Phrase), shownCount(p.Low), p.OfLow, shownCount(p.High), p.OfHigh})
		}
	}
	return s
}

// shownCount is a number of customers, or nothing where it is left out.
func shownCount(n int64) any {
	if n < 0 {
		return nil
	}
	return n
}

// voicesFinding quotes the first phrases of both sides.
func (in SatisfactionInput) voicesFinding() charts.Text {
	low, high := quotedPhrases(in.ofAll("low")), quotedPhrases(in.ofAll("high"))
	switch {
	case low.IsZero() && high.IsZero():
		return both("Low and high scorers say nothing that differs by more than chance.", "低分者与高分者的说法没有超出偶然的差异。")
	case low.IsZero():
		return charts.Sentence("High scorers speak of %s; low scorers have no words of their own.", "高分者常说%s；低分者没有特别的说法。", high)
	case high.IsZero():
		return charts.Sentence("Low scorers speak of %s; high scorers have no words of their own.", "低分者常说%s；高分者没有特别的说法。", low)
	default:
		return charts.Sentence("Low scorers speak of %s; high scorers of %s.", "低分者常说%s；高分者常说%s。", low, high)
	}
}

// quotedPhrases are the first two of each language.
func quotedPhrases(list []comment.Phrase) (t charts.Text) {
	n := map[string]int{}
	for _, p := range list {
		if n[p.Language]++; n[p.Language] > 2 {
			continue
		}
		if t.IsZero() {
			t = charts.Sentence("“%s”", "“%s”", charts.Same(p.Phrase))
		} else {
			t = charts.Sentence("%s, “%s”", "%s、“%s”", t, charts.Same(p.Phrase))
		}
	}
	return t
}

// causes are what low scorers are dissatisfied with.
func (in SatisfactionInput) causes() charts.Section {
	s := charts.Section{
		ID: "causes", Title: in.causesFinding(), Note: in.commentsNote(),
		What: both("Share of low scorers with a comment who tell of each cause, with 95% intervals", "有评论的低分者提及各原因的占比，附 95% 区间"),
		Definition: both(
			"A comment tells of a cause if it has one of the words of its dictionary, which the key causes of the configuration replaces; one may tell of several. Causes that fewer customers tell of than may be shown are left out. Intervals are Wilson's.",
			"评论含有词典中某原因的词语即视为提及该原因（词典可由配置项 causes 替换）；一条评论可提及多项。提及客户数少于可展示人数的原因不列。区间为 Wilson 区间。",
		),
		Table: &charts.Grid{Name: "comment_causes", Columns: []charts.Column{
			{Title: both("Cause", "原因"), Kind: charts.KindText, Key: "cause"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"}, {Title: both("Share", "占比"), Kind: charts.KindPercent, Key: "share"},
			{Title: both("from", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "high"},
		}},
	}
	bars := charts.Bars{Kind: charts.KindPercent, Flat: true, Name: both("Share", "占比"), Series: []charts.Bar{{Color: charts.Accent}}}
	for _, c := range in.Comments.Causes {
		s.Table.Rows = append(s.Table.Rows, []any{causeName(c), c.Customers, c.Share, c.Low, c.High})
		bars.Names = append(bars.Names, causeName(c))
		b := &bars.Series[0]
		b.Values, b.Low, b.High = append(b.Values, c.Share), append(b.Low, c.Low), append(b.High, c.High)
	}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

func causeName(c comment.CauseRow) charts.Text {
	if c.CauseZH == "" {
		return charts.Same(c.Cause)
	}
	return both(c.Cause, c.CauseZH)
}

func (in SatisfactionInput) causesFinding() charts.Text {
	if len(in.Comments.Causes) == 0 {
		return both("The comments of low scorers tell of no known cause often enough to be shown.", "低分者的评论中，没有任何已知原因达到可展示的人数。")
	}
	c := in.Comments.Causes[0]
	return charts.Sentence("The cause that low scorers tell of most is “%s”: %s of those of them who commented.", "低分者提及最多的原因是“%s”：占有评论的低分者的 %s。", causeName(c), charts.Percent(c.Share))
}
