package pages

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// parameters lists those of the models the forecasts rest on, in plain words.
func (in ValueInput) parameters() charts.Section {
	fits := []lifetime.Fit{in.Models.Chosen.Fit}
	if in.Models.Spend.Usable() {
		fits = append(fits, in.Models.Spend.Fit)
	}
	grid := &charts.Grid{Name: "models", Columns: []charts.Column{{Title: both("Model", "模型"), Kind: charts.KindText}, {Title: both("Parameter", "参数"), Kind: charts.KindText}, {Title: both("Estimate", "估计值"), Kind: charts.KindText},
		{Title: both("Standard error", "标准误"), Kind: charts.KindText}, {Title: both("What it says", "含义"), Kind: charts.KindText}}}
	for _, f := range fits {
		for _, p := range f.Parameters {
			grid.Rows = append(grid.Rows, []any{modelName(f.Model), p.Name, charts.Number(p.Value), charts.Number(p.SE), parameterWord(f.Model, p.Name)})
		}
	}
	return charts.Section{
		ID: "parameters", Title: in.parametersTitle(), What: both("What the models have learned", "模型学到的内容"), Table: grid, Open: true,
		Note: charts.Sentence("n = %s.", "n = %s。", charts.Plural(in.Models.Chosen.Customers, "customer", "customers", "位客户")), Definition: modelsDefinition,
	}
}

var parameterWords = map[string]charts.Text{
	"r":     both("how alike customers are in how often they buy: the smaller, the more they differ", "客户购买频率的相近程度：越小差异越大"),
	"alpha": both("days; r / alpha is the average number of purchases a day until the customer leaves", "天数；r / alpha 为离开之前平均每天购买次数"),
	"a":     both("with b: a / (a + b) is the average chance of leaving after a purchase", "与 b 一起：a / (a + b) 为每次购买后离开的平均概率"),
	"b":     both("see a; the smaller a and b, the more customers differ in loyalty", "见 a；a 与 b 越小，客户忠诚度差异越大"),
	"s":     both("how alike customers are in how long they stay: the smaller, the more they differ", "客户离开前时间长短的相近程度：越小差异越大"),
	"beta":  both("days; s / beta is the average rate of leaving for good a day", "天数；s / beta 为平均每天永久流失的速率"),
	"p":     both("how steady a customer's own spending is: the greater, the steadier", "客户自身消费的稳定程度：越大越稳定"),
	"q":     both("how alike customers are in what they spend: the greater, the more alike", "客户消费水平的相近程度：越大越相近"),
	"v":     both("scale of spending, in units of the currency", "消费规模（货币单位）"),
}

// triesWords are the parameters of BG/BB.
var triesWords = map[string]charts.Text{
	"alpha": both("with beta: alpha / (alpha + beta) is the average chance of buying in a period until the customer leaves", "与 beta 一起：alpha / (alpha + beta) 为离开之前每期购买的平均概率"),
	"beta":  both("see alpha; the smaller both, the more customers differ in how often they buy", "见 alpha；两者越小，客户购买频率差异越大"),
	"gamma": both("with delta: gamma / (gamma + delta) is the average chance of leaving for good in a period", "与 delta 一起：gamma / (gamma + delta) 为每期永久离开的平均概率"),
	"delta": both("see gamma; the smaller both, the more customers differ in loyalty", "见 gamma；两者越小，客户忠诚度差异越大"),
}

func parameterWord(model, name string) charts.Text {
	if model == lifetime.BGBBName {
		return triesWords[name]
	}
	return parameterWords[name]
}

// periodWord names a period in a sentence.
func periodWord(g analytics.Grain) charts.Text {
	return map[analytics.Grain]charts.Text{analytics.ByDay: both("day", "天"), analytics.ByWeek: both("week", "周"), analytics.ByMonth: both("month", "月"),
		analytics.ByQuarter: both("quarter", "季度"), analytics.ByYear: both("year", "年")}[g]
}

// triesTitle says what the parameters of BG/BB mean for an average customer.
func (in ValueInput) triesTitle(buy, leave float64) charts.Text {
	period := periodWord(in.Models.Chosen.Period())
	buys := charts.Sentence("Until they leave, customers on average buy in %s of %s", "离开之前，客户平均每%[2]s有 %[1]s 的概率购买", charts.Percent(charts.RoundSignificant(buy, 2)), both(period.EN+"s", period.ZH))
	if leave < 0.005 {
		return charts.Sentence("%s; hardly anyone leaves for good.", "%s；几乎无人永久离开。", buys)
	}
	return charts.Sentence("%s, and %s leave for good every %s.", "%s；每%[3]s有 %[2]s 永久离开。", buys, charts.Percent(charts.RoundSignificant(leave, 2)), period)
}

// parametersTitle says what the parameters mean for an average customer.
func (in ValueInput) parametersTitle() charts.Text {
	of := map[string]float64{}
	for _, p := range in.Models.Chosen.Parameters {
		of[p.Name] = p.Value
	}
	if in.Models.Chosen.Model == lifetime.BGBBName {
		return in.triesTitle(of["alpha"]/(of["alpha"]+of["beta"]), of["gamma"]/(of["gamma"]+of["delta"]))
	}
	gap, leave := of["alpha"]/of["r"], of["a"]/(of["a"]+of["b"])
	half := of["beta"] * math.Expm1(math.Ln2/of["s"]) // the median time until customers leave, where leaving depends on time
	switch {
	case half > 36500:
		leave = 0
	case half > 0:
		return charts.Sentence("Until they leave, customers on average buy every %s; half of the customers leave for good within %s.",
			"离开之前，客户平均每 %s购买一次；半数客户在 %s内永久离开。", charts.Days(charts.RoundSignificant(gap, 2)), charts.Days(charts.RoundSignificant(half, 2)))
	}
	switch {
	case !charts.Known(gap) || !charts.Known(leave):
		return both("What the models have learned", "模型学到的内容")
	case leave < 0.005:
		return charts.Sentence("Until they leave, customers on average buy every %s; hardly anyone leaves for good.", "离开之前，客户平均每 %s购买一次；几乎无人永久离开。", charts.Days(charts.RoundSignificant(gap, 2)))
	default:
		return charts.Sentence("Until they leave, customers on average buy every %s, and after a purchase %s leave for good.",
			"离开之前，客户平均每 %s购买一次；每次购买后有 %s 永久离开。", charts.Days(charts.RoundSignificant(gap, 2)), charts.Percent(charts.RoundSignificant(leave, 2)))
	}
}

var modelsDefinition = both(
	"BG/NBD (Fader, Hardie & Lee 2005): until they leave, customers buy at random at their own rate (Gamma r, α); after each repeat purchase they leave for good with a probability of their own (Beta a, b). "+
		"MBG/NBD (Batislam et al. 2007): they may leave after the first purchase too. "+
		"Pareto/NBD (Schmittlein, Morrison & Colombo 1987): they may leave at any moment, each at their own rate (Gamma s, β). BG/BB (Fader, Hardie & Shang 2010), only when asked for: in each period they buy or not, with a chance of their own (Beta α, β), and before it leave with another (Beta γ, δ). Gamma–Gamma (Fader & Hardie 2013): spend varies about each customer's own mean.\n"+
		"Fitted by maximum likelihood; AIC and BIC weigh fit against the number of parameters: less is better; those of BG/BB cannot be compared with the others'.",
	"BG/NBD（Fader、Hardie 与 Lee 2005）：离开之前客户按各自频率随机购买（Gamma r, α）；每次重复购买后以各自概率永久离开（Beta a, b）。"+
		"MBG/NBD（Batislam 等 2007）：首次购买后也可能离开。"+
		"Pareto/NBD（Schmittlein、Morrison 与 Colombo 1987）：随时可能离开，流失速率各不相同（Gamma s, β）。BG/BB（Fader、Hardie 与 Shang 2010，仅按要求采用）：每期以各自概率购买（Beta α, β），并以另一概率在期前离开（Beta γ, δ）。Gamma–Gamma（Fader 与 Hardie 2013）：消费围绕各客户自身均值波动。\n"+
		"以最大似然法拟合；AIC 与 BIC 权衡拟合与参数数量：越小越好；BG/BB 的不能与其他模型相比。",
)

// models lists every model that was tried, with how the fit ended.
func (in ValueInput) models() charts.Section {
	grid := &charts.Grid{Name: "models", Columns: []charts.Column{{Title: both("Model", "模型"), Kind: charts.KindText, Key: "model"}, {Title: both("Used", "采用"), Kind: charts.KindText, Key: "selected"}, {Title: both("Customers", "客户数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Log-likelihood", "对数似然"), Kind: charts.KindNumber, Key: "log_likelihood"}, {Title: both("AIC", "AIC"), Kind: charts.KindNumber, Key: "aic"}, {Title: both("BIC", "BIC"), Kind: charts.KindNumber, Key: "bic"}, {Title: both("Fit", "拟合"), Kind: charts.KindText, Key: "status"}}}
	for _, f := range in.Models.Fits() {
		grid.Rows = append(grid.Rows, []any{modelName(f.Model), f.Selected, f.Customers, f.LogLikelihood, f.AIC, f.BIC, charts.Text(f.Note)})
	}
	title := charts.Text(in.Models.Note)
	if c := in.Models.Chosen; c != nil {
		title = charts.Sentence("Forecasts rest on %s.", "预测基于 %s。", modelName(c.Model))
		title = charts.Join(title, charts.Text(in.Models.Note))
	}
	return charts.Section{ID: "models", Title: title, What: both("Models that were tried", "尝试过的模型"), Table: grid, Note: both("Fitted to all customers with a purchase; spend to those who returned with a positive spend.", "购买模型基于所有有购买的客户；消费模型基于消费为正的回头客户。"), Definition: modelsDefinition}
}
