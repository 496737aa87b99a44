package pages

import (
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// once compares what the models say of customers who bought once: a purchase model may take them all for active, which is no finding.
func (in ValueInput) once() charts.Section {
	grid := &charts.Grid{Name: "one_time_buyers", Columns: []charts.Column{{Title: both("Model", "模型"), Kind: charts.KindText, Key: "model"}, {Title: both("Used", "采用"), Kind: charts.KindText, Key: "selected"},
		{Title: both("Expected to buy again", "预计会再购买"), Kind: charts.KindPercent, Key: "p_alive"}, {Title: both("Expected in the check, each", "检验期人均预期"), Kind: charts.KindNumber, Key: "holdout_expected"},
		{Title: both("Bought in the check, each", "检验期人均实际"), Kind: charts.KindNumber, Key: "holdout_actual"}}}
	for _, r := range in.Once {
		grid.Rows = append(grid.Rows, []any{modelName(r.Model), r.Selected, r.Alive, r.Expected, r.Actual})
	}
	return charts.Section{
		ID: "one-time", Title: in.onceTitle(), What: both("Customers who bought once, as each model sees them", "各模型对只购买一次的客户的判断"), Table: grid, Open: true,
		Note:       charts.Sentence("n = %s who bought once.", "n = %s，只购买一次。", charts.Plural(in.Once[0].Customers, "customer", "customers", "位客户")),
		Definition: onceDefinition,
	}
}

var onceDefinition = both(
	"Under BG/NBD customers leave only after a repeat purchase, so whoever bought once counts as there for ever. MBG/NBD lets them leave after the first purchase too, Pareto/NBD at any time. "+
		"Forecasts rest on the model under which all purchases are most likely, not on this table; it shows what the choice means. The check: purchases after the cut of those who had bought once before it.",
	"BG/NBD 假设客户只在重复购买后离开，因此只购买一次的客户被视为永远不离开。MBG/NBD 允许首次购买后离开，Pareto/NBD 允许随时离开。"+
		"预测采用使全部购买最可能的模型，而非依据此表；此表说明该选择的含义。检验：分割日前只购买一次的客户在其后的购买。",
)

// onceTitle says how many of those who bought once are likely active by the model in use, and whether they came back as it expected.
func (in ValueInput) onceTitle() charts.Text {
	var used lifetime.OnceRow
	for _, r := range in.Once {
		if r.Selected {
			used = r
		}
	}
	who := charts.Plural(used.Customers, "customer", "customers", "位客户")
	title := charts.Sentence("Of %s who bought once, the model expects %s to buy again.", "在只购买一次的 %s中，模型预计 %s 会再购买。", who, charts.Percent(used.Alive))
	if used.Alive > 0.995 {
		title = charts.Sentence("The model in use expects all of the %s who bought once to buy again, because it cannot tell: do not count on them.",
			"所用模型预计只购买一次的 %s全部会再购买，因为它无法判断：不要指望他们。", who)
	}
	if first := in.Once[0]; used.Model != first.Model && first.Model == lifetime.BGNBDName {
		title = charts.Join(title, both("BG/NBD would expect all of them.", "按 BG/NBD 则预计全部会再购买。"))
	}
	switch off := used.Expected/used.Actual - 1; {
	case !charts.Known(off):
		return title
	case off > 0.1:
		return charts.Join(title, charts.Sentence("In the check such customers bought %s less than expected: count on them less.", "检验期内，这类客户的购买比预期少 %s：应降低期望。", charts.Percent(1-used.Actual/used.Expected)))
	case off < -0.1:
		return charts.Join(title, charts.Sentence("In the check such customers bought %s more than expected: they are worth another offer.", "检验期内，这类客户的购买比预期多 %s：值得再次争取。", charts.Percent(used.Actual/used.Expected-1)))
	default:
		return charts.Join(title, both("In the check such customers bought about as often as expected.", "检验期内，这类客户的购买与预期相近。"))
	}
}
