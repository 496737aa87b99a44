package pages

import (
	"regulars/analytics"
	"regulars/analytics/loyalty"
	"regulars/charts"
)

// trapFinding says whether there is a stretch of scores over which coming back does not rise.
func (in LoyaltyInput) trapFinding() charts.Text {
	t := in.Result.Trap
	from, to := oneDecimal(t.From.Value), oneDecimal(t.To.Value)
	switch {
	case t.Verdict == loyalty.Found && t.Flat:
		return charts.Sentence("From about %s to %s satisfaction does not pay: within this stretch a higher score goes with no more customers coming back, below and above it does.",
			"大约从 %s 到 %s，满意不带来回报：在此区间内，评分更高并不伴随更多客户回来；低于或高于此区间则会。", from, to)
	case t.Verdict == loyalty.Found:
		return charts.Sentence("From about %s to %s satisfaction does not pay: within this stretch a higher score goes with no more customers coming back, perhaps with fewer; below and above it does.",
			"大约从 %s 到 %s，满意不带来回报：在此区间内，评分更高并不伴随更多客户回来，甚至可能更少；低于或高于此区间则会。", from, to)
	case t.Verdict == loyalty.TooSmall:
		return in.tooSmallFinding(from, to)
	default:
		return in.noTrapFinding()
	}
}

func (in LoyaltyInput) tooSmallFinding(from, to charts.Text) charts.Text {
	t := in.Result.Trap
	answers := charts.Plural(t.N, "customer", "customers", "位客户")
	var finding charts.Text
	if t.Reason == loyalty.Unclear {
		finding = charts.Sentence("From %s to %s the curve looks flat, but the scores of %s are too few to be sure.",
			"从 %s 到 %s，曲线看似持平，但 %s的评分太少，无法确定。", from, to, answers)
	} else {
		finding = charts.Sentence("The scores of %s are too few to tell whether there is a stretch where satisfaction does not pay.",
			"%s的评分太少，无法判断是否存在满意不带来回报的区间。", answers)
	}
	if t.Needed == 0 {
		return finding
	}
	return charts.Join(finding, charts.Sentence("It would take about %s.", "大约需要 %s。", charts.About(int(t.Needed), "customer", "customers", "位客户")))
}

func (in LoyaltyInput) noTrapFinding() charts.Text {
	t := in.Result.Trap
	switch {
	case t.Reason == loyalty.FewLevels:
		return both("With fewer than four scores there is no telling whether satisfaction pays everywhere.", "评分档位少于四个，无法判断满意是否处处带来回报。")
	case t.Reason == loyalty.Falls:
		return both("There is no stretch to get past: the higher the score, the fewer customers come back here.", "没有需要跨越的区间：在这里，评分越高，回来的客户越少。")
	case t.Reason == loyalty.Unrelated:
		return both("The score makes no difference that matters to who comes back, anywhere on the scale.", "在整个量表上，评分对谁会回来没有值得一提的差别。")
	}
	breaks := t.Fits[t.Chosen].Breaks
	switch {
	case t.Ends[0] && t.Ends[1]:
		return charts.Sentence("Satisfaction pays between about %s and %s only: below and above, a higher score goes with no more customers coming back.",
			"满意只在大约 %s 与 %s 之间带来回报：低于或高于此区间，评分更高并不伴随更多客户回来。", oneDecimal(breaks[0]), oneDecimal(breaks[len(breaks)-1]))
	case t.Ends[0]:
		return charts.Sentence("Satisfaction pays from about %s on: below, a higher score goes with no more customers coming back.",
			"满意从大约 %s 起才带来回报：低于它，评分更高并不伴随更多客户回来。", oneDecimal(breaks[0]))
	case t.Ends[1]:
		return charts.Sentence("Satisfaction pays up to about %s: above, a higher score goes with no more customers coming back.",
			"满意到大约 %s 为止带来回报：高于它，评分更高并不伴随更多客户回来。", oneDecimal(breaks[len(breaks)-1]))
	default:
		return charts.Sentence("Satisfaction pays all along the scale: no stretch was found where it does not; a point more goes with %s of customers coming back.",
			"满意在整个量表上都带来回报：没有发现不带来回报的区间；评分每高一分，回来的客户占比 %s。", charts.Points(t.Fits[0].Slopes[0]))
	}
}

// trap shows the line that the search prefers, over the rates.
func (in LoyaltyInput) trap(levels []loyalty.Level) charts.Section {
	t := in.Result.Trap
	s := charts.Section{
		ID: "trap", Title: in.trapFinding(),
		What: charts.Sentence("The straight or bent line that fits best, over the share who bought again within %s", "最合适的直线或折线，以及 %s内再次购买的占比", charts.Days(float64(in.Result.Days))),
		Note: charts.Join(in.counted(), in.ends(), in.caution()), Definition: charts.Join(Terms{}.define(TermTrap), trapDefinition),
	}
	if len(t.Fits) == 0 || len(levels) < 2 {
		return s
	}
	rate := charts.Line{Name: both("Bought again", "再次购买"), Band: true, Dots: true, Color: charts.Accent}
	for _, l := range levels {
		rate.Points = append(rate.Points, charts.Point{X: l.Score, Y: l.Rate, Low: l.Low, High: l.High})
	}
	lines := charts.Lines{Series: []charts.Line{in.preferred(levels), rate}, XKind: charts.KindNumber, YKind: charts.KindPercent, XName: both("Score", "评分"), YName: both("Bought again", "再次购买")}
	lines.Spans = in.span()
	s.Chart, s.Table = charts.LineChart(lines), in.fits()
	return s
}

// preferred is the line that the search prefers; where a trap was found it is the one with two breaks.
func (in LoyaltyInput) preferred(levels []loyalty.Level) charts.Line {
	fit := in.Result.Trap.Fits[in.Result.Trap.Chosen]
	line := charts.Line{Name: both("Best line", "最佳折线"), Dashed: true, Color: charts.Muted}
	first, last := levels[0].Score, levels[len(levels)-1].Score
	for _, x := range append(append([]float64{first}, fit.Breaks...), last) {
		if first <= x && x <= last {
			line.Points = append(line.Points, charts.Point{X: x, Y: fit.At(x)})
		}
	}
	return line
}

// span shades the trap.
func (in LoyaltyInput) span() []charts.Span {
	if t := in.Result.Trap; t.Verdict == loyalty.Found {
		return []charts.Span{{From: t.From.Value, To: t.To.Value, Name: both("satisfaction trap", "满意陷阱")}}
	}
	return nil
}

// fits is the table of the lines compared.
func (in LoyaltyInput) fits() *charts.Grid {
	g := &charts.Grid{Name: "loyalty_trap", Columns: []charts.Column{
		{Title: both("Line", "折线"), Kind: charts.KindText, Key: "breaks"}, {Title: both("Bends at", "转折点"), Kind: charts.KindText, Key: "break_1"}, {Title: both("Rise per point", "每分上升"), Kind: charts.KindText, Key: "slope_1"},
		{Title: both("BIC", "BIC"), Kind: charts.KindNumber, Key: "bic"}, {Title: both("Preferred", "首选"), Kind: charts.KindText, Key: "chosen"},
	}}
	for i, f := range in.Result.Trap.Fits {
		var bends, slopes []charts.Text
		for _, b := range f.Breaks {
			bends = append(bends, charts.Same(charts.Decimal(b, 2)))
		}
		for _, b := range f.Slopes {
			slopes = append(slopes, charts.Same(charts.Signed(b*100, 2)))
		}
		g.Rows = append(g.Rows, []any{bentNames[i], listed(bends), listed(slopes), f.BIC, i == in.Result.Trap.Chosen})
	}
	return g
}

var bentNames = []charts.Text{both("straight", "直线"), both("bent once", "一个转折"), both("bent twice", "两个转折")}

func listed(items []charts.Text) charts.Text {
	if len(items) == 0 {
		return charts.None
	}
	t := items[0]
	for _, item := range items[1:] {
		t = both(t.EN+"; "+item.EN, t.ZH+"；"+item.ZH)
	}
	return t
}

// ends are the intervals of what was found.
func (in LoyaltyInput) ends() charts.Text {
	t := in.Result.Trap
	if t.Verdict != loyalty.Found && t.Reason != loyalty.Unclear {
		return charts.Text{}
	}
	return charts.Sentence("It is likely to begin at %s and to end at %s; within it a point goes with %s (90%% interval; less than %s matters little).",
		"它很可能始于 %s，止于 %s；其中每分对应 %s（90%% 区间；影响甚微者小于 %s）。",
		charts.Range(oneDecimal(t.From.Low), oneDecimal(t.From.High)), charts.Range(oneDecimal(t.To.Low), oneDecimal(t.To.High)),
		charts.Range(charts.Points(t.Slope.Low), charts.Points(t.Slope.High)), charts.Points(t.Smallest))
}

var trapDefinition = both(
	"Three lines are fitted to the rates by least squares: straight, bent once and bent twice, with the bends where they fit best (Hudson 1966); the Bayesian information criterion chooses. "+
		"A trap is reported only if the line bent twice is chosen, its outer parts rise and its middle does not, by 95% intervals of 499 bootstrap draws with the bends searched anew, and the middle's rise is shown to be less than half of the straight line's, at 5% (the upper of the two one-sided tests).\n"+
		"Too few to tell: with so many customers and this spread of scores, a trap over the middle third of the scale would be missed more often than once in five. Below and above are flat where two one-sided tests at 5% say so.",
	"以最小二乘法拟合三种线：直线、一个转折、两个转折，转折点取最合适处（Hudson 1966），由贝叶斯信息准则选择。"+
		"仅当选中两个转折、两侧上升而中段不上升（499 次自助抽样的 95% 区间，每次重新寻找转折点），且在 5% 水平上中段的上升被证明小于直线的一半（双单侧检验之上侧）时，才报告陷阱。\n"+
		"数据太少：以现有客户数与评分分布，位于量表中间三分之一的陷阱会有超过五分之一的机会被漏掉。两端是否持平由 5% 水平的双单侧检验判断。",
)

// stakeFinding is the trap in money.
func (in LoyaltyInput) stakeFinding() charts.Text {
	s, days := in.Result.Stake, charts.Days(float64(in.Result.Days))
	finding := charts.Sentence("%s in the trap spent %s within %s of their answer, %s of what all spent.", "陷阱中的 %s在回答后 %[3]s内花费 %[2]s，占全部花费的 %[4]s。",
		charts.Plural(s.Customers, "customer", "customers", "位客户"), in.Currency.Money(s.Spend), days, charts.Percent(s.Share))
	switch m := s.Matched; {
	case !charts.Known(m.Low):
		return charts.Join(finding, both("There are too few above it to compare with.", "高于陷阱的客户太少，无法比较。"))
	case m.Verdict() == analytics.More:
		return charts.Join(finding, charts.Sentence("Those above it, who had bought as often and as recently before, spent %s more each (%s): so much being past it was worth here.",
			"高于陷阱且此前购买同样频繁、同样新近的客户，人均多花费 %s（%s）：这就是在这里跨过陷阱的价值。", in.Currency.Money(m.Value), charts.Range(in.Currency.Money(m.Low), in.Currency.Money(m.High))))
	case m.Verdict() == analytics.Less:
		return charts.Join(finding, charts.Sentence("Those above it, who had bought as often and as recently before, spent %s less each (%s): being past it was worth nothing here.",
			"高于陷阱且此前购买同样频繁、同样新近的客户，人均少花费 %s（%s）：在这里跨过陷阱没有价值。", in.Currency.Money(-m.Value), charts.Range(in.Currency.Money(-m.High), in.Currency.Money(-m.Low))))
	default:
		return charts.Join(finding, charts.Sentence("Those above it, who had bought as often and as recently before, spent about as much each; the difference of %s may be chance.",
			"高于陷阱且此前购买同样频繁、同样新近的客户，人均花费相近；%s 的差异可能只是偶然。", in.Currency.Money(m.Value)))
	}
}

// stake is the trap in money as figures.
func (in LoyaltyInput) stake() charts.Section {
	s := in.Result.Stake
	row := func(what charts.Text, e loyalty.Estimate) []any { return []any{what, e.Value, e.Low, e.High} }
	one := func(what charts.Text, x float64) []any { return []any{what, x, nil, nil} }
	return charts.Section{
		ID: "stake", Title: in.stakeFinding(), What: charts.Sentence("What the trap holds, within %s of the answer", "陷阱中的价值（回答后 %s内）", charts.Days(float64(in.Result.Days))),
		Open: true, Table: &charts.Grid{Name: "loyalty_stake", Columns: []charts.Column{
			{Title: both("Figure", "指标"), Kind: charts.KindText, Key: "figure"}, {Title: both("Amount", "金额"), Kind: charts.KindMoney, Key: "value"}, {Title: both("from", "下限"), Kind: charts.KindMoney, Key: "low"}, {Title: both("to", "上限"), Kind: charts.KindMoney, Key: "high"},
		}, Rows: [][]any{
			one(both("Spent by customers in the trap", "陷阱中客户的花费"), s.Spend),
			one(both("per customer", "人均"), s.Spend/float64(s.Customers)),
			row(both("More spent by a customer above it", "高于陷阱的客户人均多花费"), s.Raw),
			row(both("the same among customers alike before", "此前情况相同的客户之间"), s.Matched),
		}},
		Note: charts.Join(charts.Sentence("Strictly inside the trap are the scores from %s to %s (%s); at its upper end and above are %s. Compared alike are %s of those in the trap.",
			"陷阱之内（不含两端）为 %s 至 %s 的评分（%s）；在其上端及以上的有 %s。其中 %s在此前情况相同的条件下比较。",
			charts.Same(plainNumber(s.From)), charts.Same(plainNumber(s.To)), charts.Plural(s.Customers, "customer", "customers", "位客户"),
			charts.Plural(s.Above, "customer", "customers", "位客户"), charts.Plural(s.Compared, "customer", "customers", "位客户")), in.caution()),
		Definition: both(
			"Customers alike before: of one class of purchase occasions up to the answer (1, 2, 3–4, 5–9, 10 and more) and of days since the last (up to 30, 90, 180, more). The difference of each class counts by its customers in the trap. Intervals are at 95% by the normal distribution.",
			"此前情况相同：截至回答时购买次数（1、2、3–4、5–9、10 次及以上）与距上次购买天数（30、90、180 天以内，及更久）属同一类。各类的差异按其陷阱中客户数加权。区间为 95% 正态区间。",
		),
	}
}

func oneDecimal(x float64) charts.Text {
	if !charts.Known(x) {
		return charts.None
	}
	return charts.Same(charts.Decimal(x, 1))
}
