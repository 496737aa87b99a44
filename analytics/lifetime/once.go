package lifetime

import (
	"math"

	"regulars/analytics"
)

// OnceRow is what one model says of the customers who bought once. It is a row of the table one_time_buyers.
//
// Under BG/NBD a customer may leave only after a repeat purchase, so that whoever bought once counts as active for ever; MBG/NBD lets them leave after
// the first purchase, Pareto/NBD at any time.
type OnceRow struct {
	Model     string  `col:"model" en:"purchase model" zh:"购买模型"`
	Customers int     `col:"customers" unit:"customers" en:"customers who bought once" zh:"只购买一次的客户数"`
	Alive     float64 `col:"p_alive" unit:"probability" en:"mean probability, by the purchase model, that they have not left for good" zh:"按购买模型其尚未永久离开的平均概率"`
	Expected  float64 `col:"holdout_expected" unit:"occasions" en:"purchases that one who had bought once was expected to make in the holdout; empty without one" zh:"分割日前只购买一次者在留出期的人均预期购买次数；没有留出期则为空"`
	Actual    float64 `col:"holdout_actual" unit:"occasions" en:"purchases they made, on average" zh:"其人均实际购买次数"`
	Selected  bool    `col:"selected" en:"forecasts rest on this model" zh:"预测采用此模型"`
}

// OnceSchema describes the table one_time_buyers.
var OnceSchema = analytics.SchemaOf[OnceRow](analytics.Schema{
	Name:      "one_time_buyers",
	Row:       "purchase model",
	RowZH:     "购买模型",
	Meaning:   "what each model believes of customers who bought once, and what such customers did",
	MeaningZH: "各模型如何看待只购买一次的客户，这类客户实际如何",
})

// Once compares the models that can be used on customers who bought once; empty where there are none.
func (b *Base) Once(m *Models, c *Check) (rows []OnceRow) {
	for i := range m.Purchases {
		fit, histories := &m.Purchases[i], m.histories
		if fit.clock.discrete() {
			histories = b.periods.Patterns.counts.sorted()
		}
		if r := once(fit, histories); r.Customers > 0 && fit.Usable() {
			r.Expected, r.Actual = c.once(fit.Model)
			rows = append(rows, r)
		}
	}
	return rows
}

// once is what a fit says of those who bought once.
func once(fit *PurchaseFit, histories []counted[history]) OnceRow {
	r := OnceRow{Model: fit.Model, Selected: fit.Selected}
	for _, h := range histories {
		if h.key.x > 0 {
			break
		}
		r.Customers += int(h.customers)
		if fit.Usable() {
			r.Alive += float64(h.customers) * fit.Purchases.PAlive(0, 0, float64(h.key.t))
		}
	}
	r.Alive /= float64(r.Customers)
	return r
}

// once is how many purchases in the holdout a customer who had bought once was expected to make by a model, and made; NaN where it is not known.
func (c *Check) once(model string) (expected, actual float64) {
	expected, actual = math.NaN(), math.NaN()
	for i := range c.Models {
		fit := &c.Models[i]
		if fit.Model != model || !fit.Usable() {
			continue
		}
		n, forecast, made := 0.0, 0.0, 0.0
		for _, f := range c.of.forecasts(fit.Purchases, fit.clock) {
			if f.x > 0 {
				break
			}
			n += f.customers
			made += f.customers * float64(f.then)
			forecast += f.customers * f.expected
		}
		return forecast / n, made / n
	}
	return expected, actual
}

// OnceTable is the table one_time_buyers.
func OnceTable(rows []OnceRow) analytics.Table { return analytics.TableOf(OnceSchema, rows) }
