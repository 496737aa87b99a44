package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// ValueInput is what the Value page is made of.
type ValueInput struct {
	Currency charts.Currency
	AsOf     analytics.Day
	Horizon  int     // days that values look ahead
	Discount float64 // yearly discount rate
	HasCost  bool    // values are margins, not revenue
	MinGroup int     // cohorts with fewer customers are not shown
	Models   lifetime.Models
	Check    lifetime.Check
	Once     []lifetime.OnceRow // what each model says of those who bought once
	Months   []lifetime.MonthRow
	Worth    *lifetime.Distribution
	WorthInput
}

// Value says what the customers are worth and whether the forecast can be trusted.
func Value(in ValueInput) charts.Page {
	p := charts.Page{
		Name: "value", Title: both("Value", "客户价值"),
		Question: both("What are they worth, and can we trust the forecast?", "客户值多少？预测可信吗？"),
		Answer:   in.answer(),
	}
	if in.Models.Chosen == nil {
		p.Sections = append(in.worthOf(), in.models())
		return p
	}
	p.Brief, p.Cards = in.brief(), in.cards()
	beats := in.Check.Verdict() == lifetime.Beats
	if in.checked() && !beats {
		p.Sections = append(p.Sections, in.accuracy())
	}
	if in.Worth.Customers < in.MinGroup {
		p.Sections = append(p.Sections, in.tooSmall())
	} else {
		p.Sections = append(p.Sections, in.tenths(), in.spread(), in.cohorts())
	}
	if len(in.Months) > 0 && in.Worth.Customers >= in.MinGroup {
		p.Sections = append(p.Sections, in.months())
	}
	if in.checked() {
		p.Sections = append(p.Sections, in.tracking(), in.holdout())
	}
	if beats {
		p.Sections = append(p.Sections, in.accuracy())
	}
	p.Sections = append(p.Sections, in.worthOf()...)
	if len(in.Once) > 0 && in.Once[0].Customers >= max(in.MinGroup, 1) {
		p.Sections = append(p.Sections, in.once())
	}
	p.Sections = append(p.Sections, in.parameters(), in.models())
	return p
}

func (in ValueInput) checked() bool { return in.Check.Verdict() != lifetime.Unchecked }

func (in ValueInput) terms() Terms {
	return Terms{Horizon: in.Horizon, Discount: in.Discount, Margins: in.HasCost, MinGroup: in.MinGroup}
}

func (in ValueInput) within() charts.Text { return charts.Days(float64(in.Horizon)) }

// answer says first whether the forecast can be trusted, unless it can.
func (in ValueInput) answer() charts.Text {
	if in.Models.Chosen == nil {
		return charts.Text(in.Models.Note)
	}
	worth := in.expected()
	if !in.Models.Chosen.ShowsLeaving() {
		worth = charts.Join(worth, both("The purchases do not show who has left for good, so everybody counts: see the Retention page.",
			"购买记录看不出谁已永久离开，因此预测把所有人都计算在内：请在留存页查看流失的客户。"))
	}
	switch beats := in.Check.Verdict() == lifetime.Beats; {
	case beats && !in.Models.Chosen.ShowsLeaving():
		return charts.Join(worth, charts.Sentence("It beat both simple rules over %s.", "在最近 %s里优于两种简单方法。", charts.Days(float64(in.Check.Days))))
	case beats:
		return charts.Join(worth, in.trust())
	}
	return charts.Join(in.trust(), worth)
}

// expected is what today's customers are expected to bring.
func (in ValueInput) expected() charts.Text {
	money := in.Currency.Money(in.Worth.Equity.Units())
	if in.HasCost {
		return charts.Sentence("Customers won so far are expected to bring a margin of %s within %s.", "已购客户预计在 %[2]s内带来毛利 %[1]s。", money, in.within())
	}
	return charts.Sentence("Customers won so far are expected to bring %s within %s.", "已购客户预计在 %[2]s内带来 %[1]s。", money, in.within())
}

// brief is the answer without the figures of a check that the forecast did not pass; empty where it did.
func (in ValueInput) brief() charts.Text {
	switch in.Check.Verdict() {
	case lifetime.Loses:
		return charts.Join(both("Do not plan on the forecast: a simple rule came closer to what customers bought.", "请勿依赖该预测：简单方法更接近客户的实际购买。"), in.expected())
	case lifetime.Undecided:
		return charts.Join(both("The forecast has not shown that it is better than a simple rule.", "尚无法证明预测优于简单方法。"), in.expected())
	default:
		return charts.Text{}
	}
}

// trust is the verdict of the check in a sentence.
func (in ValueInput) trust() charts.Text {
	days := charts.Days(float64(in.Check.Days))
	switch in.Check.Verdict() {
	case lifetime.Beats:
		return charts.Sentence("The forecast can be used: over %s that it had not seen it beat both simple rules; its total was %s.",
			"预测可以采用：在模型未见过的最近 %s里，它优于两种简单方法，总量%s。", days, bias(in.Check.Forecast))
	case lifetime.Loses:
		rule, a := in.closestRule()
		return charts.Sentence("Do not plan on this forecast: over the last %s it was off by %s purchases a customer, the simple rule that everyone %s by only %s.",
			"请勿依赖该预测：在最近 %s里，它人均偏差 %s 次购买，而简单方法（%s）只偏差 %s 次。", days, charts.Number(in.Check.Forecast.MAE), rule, charts.Number(a.MAE))
	case lifetime.Undecided:
		rule, a := in.closestRule()
		return charts.Sentence("The forecast has not shown that it is better than a simple rule: over the last %s it was off by %s purchases a customer, the rule that everyone %s by %s, and the difference may be chance.",
			"尚无法证明预测优于简单方法：在最近 %s里，它人均偏差 %s 次购买，简单方法（%s）偏差 %s 次，差异可能出于偶然。", days, charts.Number(in.Check.Forecast.MAE), rule, charts.Number(a.MAE))
	default:
		return charts.Join(both("The forecast has not been checked.", "预测未经检验。"), charts.Text(in.Check.Note))
	}
}

// closestRule is the simple rule that came closest to what customers bought, as what it takes everyone to do.
func (in ValueInput) closestRule() (charts.Text, lifetime.Accuracy) {
	if in.Check.SamePeriod.Gain < in.Check.SameRate.Gain {
		return both("buys as often again as before", "每人购买次数不变"), in.Check.SamePeriod
	}
	return both("goes on at the same rate", "每人购买频率不变"), in.Check.SameRate
}

// checkCard says how far the total of the forecast was off, and where it does not beat the simple rules, how far theirs were.
func (in ValueInput) checkCard() charts.Card {
	c := charts.Card{Label: both("Forecast of the last check", "上次检验的预测"), Value: bias(in.Check.Forecast), Note: charts.Sentence("over %s", "%s内", charts.Days(float64(in.Check.Days)))}
	if in.Check.Verdict() != lifetime.Beats {
		c.Note = charts.Sentence("over %s; rules: at the same rate %s, as often as before %s", "%s内；简单方法：频率不变%s，次数不变%s",
			charts.Days(float64(in.Check.Days)), bias(in.Check.SameRate), bias(in.Check.SamePeriod))
	}
	return c
}

// bias says how far the total of a forecast was off.
func bias(a lifetime.Accuracy) charts.Text {
	b := a.Bias
	switch size := charts.Percent(math.Abs(b)); {
	case !charts.Known(b):
		return both("above the nothing that was bought", "高于实际（无人购买）")
	case math.Abs(b) < 0.005:
		return both("within half a per cent", "误差不到 0.5%")
	case b < 0:
		return charts.Sentence("%s too low", "偏低 %s", size)
	default:
		return charts.Sentence("%s too high", "偏高 %s", size)
	}
}

func (in ValueInput) cards() []charts.Card {
	w := in.Worth
	n := float64(w.Customers)
	cards := []charts.Card{
		{Label: charts.Sentence("Expected value, %s", "预期价值（%s）", in.within()), Value: in.Currency.Money(w.Equity.Units())},
		{Label: both("Per customer", "人均"), Value: in.Currency.Money(w.Equity.Units() / n)},
	}
	if in.Models.Chosen.ShowsLeaving() {
		cards = append(cards, charts.Card{Label: both("Customers the model expects to buy again", "模型预计会再购买的客户"), Value: charts.Number(w.Active), Note: charts.Sentence("%s of all customers", "占全部客户的 %s", charts.Percent(w.Active/n))})
	}
	if in.checked() {
		cards = append(cards, in.checkCard())
	}
	return cards
}

func (in ValueInput) tooSmall() charts.Section {
	return charts.Section{ID: "by-value", Title: both("Too few customers to show how value is spread", "客户太少，无法展示价值分布"),
		Small: charts.Sentence("Only %s; groups under %s are not shown.", "仅 %s；少于 %s 位的分组不予展示。",
			charts.Plural(in.Worth.Customers, "customer", "customers", "位客户"), charts.Count(in.MinGroup))}
}

func (in ValueInput) customers() charts.Text {
	return charts.Sentence("n = %s as of %s.", "n = %s，截至%s。", charts.Plural(in.Worth.Customers, "customer", "customers", "位客户"), charts.Date(in.AsOf))
}

// valueDefinition is what a customer's value is.
func (in ValueInput) valueDefinition() charts.Text {
	return paragraphsOf(in.terms().define(TermValue), charts.Sentence(
		"Purchases: %s; spend: Gamma–Gamma. Low and high in the customers table bound what one customer may do (nine times in ten, the uncertainty of the parameters included, and how spend varies, where there is a spend model).",
		"购买模型：%s；消费模型：Gamma–Gamma。客户表中的下限和上限是单个客户可能的范围（九成把握，含参数的不确定性），有消费模型时含消费额的波动。",
		modelName(in.Models.Chosen.Model)))
}

func modelName(model string) charts.Text {
	switch model {
	case lifetime.BGNBDName:
		return charts.Same("BG/NBD")
	case lifetime.MBGNBDName:
		return charts.Same("MBG/NBD")
	case lifetime.ParetoNBDName:
		return charts.Same("Pareto/NBD")
	case lifetime.BGBBName:
		return charts.Same("BG/BB")
	case lifetime.GammaGammaName:
		return charts.Same("Gamma–Gamma")
	default:
		return charts.Same(model)
	}
}
