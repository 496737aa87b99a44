package lifetime

import (
	"math"

	"regulars/analytics"
)

// ModelRow is a row of the table models. Parameters that a model does not have are NaN.
type ModelRow struct {
	Model         string  `col:"model" en:"name of the model: bgnbd, mbgnbd, paretonbd or bgbb for purchases, gammagamma for spend" zh:"模型名：购买 bgnbd、mbgnbd、paretonbd 或 bgbb，消费额 gammagamma"`
	Customers     int     `col:"customers" unit:"customers" en:"customers it is fitted to" zh:"用于拟合的客户数"`
	Patterns      int     `col:"patterns" unit:"number" en:"distinct histories among them" zh:"其中不同的购买历史数"`
	R             float64 `col:"r" unit:"parameter" en:"shape of the gamma distribution of purchase rates" zh:"购买频率 Gamma 分布的形状参数"`
	Alpha         float64 `col:"alpha" unit:"parameter" en:"with r: scale of purchase rates, in days; bgbb: first parameter of the beta distribution of purchase probability" zh:"与 r 一起：购买频率的尺度（天）；bgbb：购买概率 Beta 分布的第一参数"`
	A             float64 `col:"a" unit:"parameter" en:"first parameter of the beta distribution of the chance of leaving" zh:"离开概率 Beta 分布的第一参数"`
	B             float64 `col:"b" unit:"parameter" en:"second parameter of that distribution" zh:"该分布的第二参数"`
	S             float64 `col:"s" unit:"parameter" en:"shape of the gamma distribution of dropout rates" zh:"离开速率 Gamma 分布的形状参数"`
	Beta          float64 `col:"beta" unit:"parameter" en:"with s: scale of dropout rates, in days; bgbb: second parameter of the beta distribution of purchase probability" zh:"与 s 一起：离开速率的尺度（天）；bgbb：购买概率 Beta 分布的第二参数"`
	P             float64 `col:"p" unit:"parameter" en:"shape of the gamma distribution of an occasion's spend" zh:"单次消费 Gamma 分布的形状参数"`
	Q             float64 `col:"q" unit:"parameter" en:"shape of the gamma distribution of its scale between customers" zh:"其尺度在客户间 Gamma 分布的形状参数"`
	V             float64 `col:"v" unit:"parameter" en:"with q: scale of spend, in units of the currency" zh:"与 q 一起：消费额的尺度（货币单位）"`
	Gamma         float64 `col:"gamma" unit:"parameter" en:"bgbb: first parameter of the beta distribution of the chance of leaving" zh:"bgbb：离开概率 Beta 分布的第一参数"`
	Delta         float64 `col:"delta" unit:"parameter" en:"bgbb: second parameter of that distribution" zh:"bgbb：该分布的第二参数"`
	SeR           float64 `col:"se_r" unit:"parameter" en:"standard error of r" zh:"r 的标准误"`
	SeAlpha       float64 `col:"se_alpha" unit:"parameter" en:"standard error of alpha" zh:"alpha 的标准误"`
	SeA           float64 `col:"se_a" unit:"parameter" en:"standard error of a" zh:"a 的标准误"`
	SeB           float64 `col:"se_b" unit:"parameter" en:"standard error of b" zh:"b 的标准误"`
	SeS           float64 `col:"se_s" unit:"parameter" en:"standard error of s" zh:"s 的标准误"`
	SeBeta        float64 `col:"se_beta" unit:"parameter" en:"standard error of beta" zh:"beta 的标准误"`
	SeP           float64 `col:"se_p" unit:"parameter" en:"standard error of p" zh:"p 的标准误"`
	SeQ           float64 `col:"se_q" unit:"parameter" en:"standard error of q" zh:"q 的标准误"`
	SeV           float64 `col:"se_v" unit:"parameter" en:"standard error of v" zh:"v 的标准误"`
	SeGamma       float64 `col:"se_gamma" unit:"parameter" en:"standard error of gamma" zh:"gamma 的标准误"`
	SeDelta       float64 `col:"se_delta" unit:"parameter" en:"standard error of delta" zh:"delta 的标准误"`
	LogLikelihood float64 `col:"log_likelihood" unit:"number" en:"natural logarithm of the likelihood at the maximum" zh:"极大点处的对数似然"`
	AIC           float64 `col:"aic" unit:"number" en:"Akaike information criterion; smaller is better" zh:"赤池信息准则（越小越好）"`
	BIC           float64 `col:"bic" unit:"number" en:"Bayesian information criterion, counting customers; smaller is better" zh:"贝叶斯信息准则（按客户数计，越小越好）"`
	Gradient      float64 `col:"gradient" unit:"number" en:"greatest slope of the log-likelihood at the estimate; near 0 at a maximum" zh:"估计点处对数似然的最大斜率，极大点处接近 0"`
	Status        string  `col:"status" en:"converged, boundary, not identified, too few customers or failed" zh:"converged 已收敛、boundary 在边界、not identified 不可识别、too few customers 客户太少、failed 失败"`
	Note          string  `col:"note" en:"what the status means here" zh:"该状态在此处的含义"`
	Selected      bool    `col:"selected" en:"forecasts rest on this model" zh:"预测采用此模型"`
}

// ModelsSchema describes the table models.
var ModelsSchema = analytics.SchemaOf[ModelRow](analytics.Schema{
	Name:      "models",
	Row:       "model",
	RowZH:     "模型",
	Meaning:   "the fitted models of purchases and spend; parameters that a model does not have are empty",
	MeaningZH: "购买与消费额模型的拟合结果；模型没有的参数为空",
})

// Row is the fit as a row of the table models.
func (f *Fit) Row() ModelRow {
	r := ModelRow{Model: f.Model, Customers: f.Customers, Patterns: f.Patterns, LogLikelihood: f.LogLikelihood, AIC: f.AIC, BIC: f.BIC,
		Gradient: f.Gradient, Status: string(f.Status), Note: f.Note.EN, Selected: f.Selected}
	columns := map[string][2]*float64{"r": {&r.R, &r.SeR}, "alpha": {&r.Alpha, &r.SeAlpha}, "a": {&r.A, &r.SeA}, "b": {&r.B, &r.SeB},
		"s": {&r.S, &r.SeS}, "beta": {&r.Beta, &r.SeBeta}, "gamma": {&r.Gamma, &r.SeGamma}, "delta": {&r.Delta, &r.SeDelta},
		"p": {&r.P, &r.SeP}, "q": {&r.Q, &r.SeQ}, "v": {&r.V, &r.SeV}}
	for _, c := range columns {
		*c[0], *c[1] = math.NaN(), math.NaN()
	}
	for _, p := range f.Parameters {
		c := columns[p.Name]
		*c[0], *c[1] = p.Value, p.SE
	}
	return r
}

// Fits lists all fits, the purchase models first.
func (m *Models) Fits() []Fit {
	var fits []Fit
	for i := range m.Purchases {
		fits = append(fits, m.Purchases[i].Fit)
	}
	return append(fits, m.Spend.Fit)
}

// Table is the table models.
func (m *Models) Table() analytics.Table {
	var rows []ModelRow
	for _, f := range m.Fits() {
		rows = append(rows, f.Row())
	}
	return analytics.TableOf(ModelsSchema, rows)
}

// accuracyRow is a row of the table accuracy.
type accuracyRow struct {
	Forecast string `col:"forecast" en:"the model; same_rate (everyone goes on at the own rate); same_number (everyone buys as often again as up to the cut)" zh:"模型；same_rate 按各自以往频率；same_number 与分割日前购买次数相同"`
	Accuracy
}

// AccuracySchema describes the table accuracy.
var AccuracySchema = analytics.SchemaOf[accuracyRow](analytics.Schema{
	Name:      "accuracy",
	Row:       "forecast: the model and two simple rules",
	RowZH:     "一种预测：模型与两条简单规则",
	Meaning:   "how the forecast compares with what customers did in the half of the time held out",
	MeaningZH: "在留出的一半时间内预测与实际的比较",
})

// Tables are the tables tracking, holdout and accuracy.
func (c *Check) Tables() []analytics.Table {
	var rows []accuracyRow
	if c.Model != "" {
		rows = []accuracyRow{{c.Model, c.Forecast}, {"same_rate", c.SameRate}, {"same_number", c.SamePeriod}}
	}
	return []analytics.Table{analytics.TableOf(TrackingSchema, c.Tracking), analytics.TableOf(HoldoutSchema, c.Holdout), analytics.TableOf(AccuracySchema, rows)}
}
