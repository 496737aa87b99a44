package pages

import (
	"fmt"

	"regulars/analytics/retention"
	"regulars/charts"
)

// projection is how many customers last, as observed and as projected.
func (in RetentionInput) projection() charts.Section {
	p := in.Projection
	seen := p.Seen(in.MinGroup)
	if seen < retention.LeastSeen || p.Size < in.MinGroup {
		return small("projection", both("It is too early to say how many new customers will last.", "判断新客户将有多少能长期留下还为时过早。"),
			charts.Sentence("Fewer than %d whole periods after a first purchase lie long enough ago to tell who has left (%s).", "首购之后、距今足够久以判断是否流失的完整期间不足 %d 个（%s）。", retention.LeastSeen, charts.Days(float64(in.Movement.Rule.Everyone.Lost))))
	}
	return charts.Section{
		ID: "projection", Title: in.lastingFinding(seen), Chart: in.projected(seen), Table: in.projectionGrid(),
		What: charts.Sentence("Share of new customers who buy in a %s after their first purchase or in any later one: observed, and projected (dashed) with its 95%% interval",
			"首购后某%s或其后仍有购买的新客户比例：观察值（实线）与预测值（虚线）及其 95%% 区间", in.unit()),
		Note: charts.Join(charts.Sentence("n = %s in %s.", "n = %s，%s。", people(p.Size), charts.Plural(p.Cohorts, "cohort", "cohorts", "个同期群")), in.fitNote(seen)),
		Definition: both("Observed: customers who bought in that period or later, of all whose period has been over for as long as the silence that means lost, so that who was only silent could come back. The first cohort in the data is left out where there are others.\n"+
			"Projected: shifted-beta-geometric model (Fader and Hardie 2007), maximum likelihood over all cohorts: every customer leaves with a chance of its own, the same in each period, and these chances are beta-distributed. S(t) = B(α, β+t)/B(α, β). Interval: delta method on log(−log S), widened by how much the cohorts differ from the model; it is that of the curve, not of a single group.",
			"观察值：在该期或其后有购买的客户，仅计该期结束已久于判定流失的沉默时长者，使只是暂时未购买的客户来得及回来。数据中的第一个同期群在另有其他同期群时不计。\n"+
				"预测值：移位贝塔几何模型（Fader 与 Hardie 2007），对全部同期群作最大似然估计：每位客户每期以各自不变的概率离开，概率服从贝塔分布。S(t) = B(α, β+t)/B(α, β)。区间：对 log(−log S) 用 delta 方法，并按同期群与模型的偏差放宽；它是曲线的区间，而非单个客户群的区间。"),
	}
}

// lastingFinding says how many last, how many will, and whether staying gets easier.
func (in RetentionInput) lastingFinding(seen int) charts.Text {
	p := in.Projection
	last := p.Points[seen-1]
	now := charts.Sentence("%s of new customers go on buying %s", "%[2]s仍有 %[1]s 的新客户在购买", charts.Percent(last.Observed), in.number(seen))
	switch {
	case last.Observed == 1:
		return charts.Sentence("All new customers go on buying %s: nobody has left yet.", "%s全部新客户仍在购买：尚无人离开。", in.number(seen))
	case last.Observed == 0:
		return charts.Sentence("No new customer goes on buying %s.", "%s已没有新客户仍在购买。", in.number(seen))
	case p.Fit.Status == retention.Boundary:
		return charts.Sentence("%s; who stayed for the first has stayed since.", "%s；留过第一期的此后都留下了。", now)
	case p.Fit.Status == retention.NotIdentified:
		return charts.Sentence("%s; about %s leave in each, and nothing shows that it gets fewer.", "%s；每期约有 %s 离开，且看不出逐期减少。", now, charts.Percent(p.Fit.Mean))
	}
	end := p.Points[len(p.Points)-1]
	if end.Period == seen {
		return charts.Sentence("%s. The longer they stay, the fewer leave: %s in the first, %s in the last.", "%s。留得越久，离开越少：第一期 %s，最后一期 %s。",
			now, charts.Percent(p.Fit.Mean), charts.Percent(1-p.Fit.Rate(seen)))
	}
	if last.Astray() {
		return charts.Sentence("%s, where the model has %s: how many will last longer cannot be said from it. %s leave in the first, %s in the last one seen.",
			"%s，而模型给出 %s：由此无法预知更久的留存。第一期离开 %s，观察到的最后一期 %s。", now, charts.Percent(last.Projected), charts.Percent(p.Fit.Mean), charts.Percent(float64(last.Lost)/float64(last.AtRisk)))
	}
	return charts.Sentence("%s; %s it should be %s (%s). %s leave in the first, %s in the last one seen: the first decides most.",
		"%s；%s预计为 %s（%s）。第一期离开 %s，观察到的最后一期 %s：第一期最关键。", now, in.number(end.Period), charts.Percent(end.Projected), charts.Range(charts.Percent(end.Low), charts.Percent(end.High)),
		charts.Percent(p.Fit.Mean), charts.Percent(1-p.Fit.Rate(seen)))
}

// number names a period after the first purchase, as "in month 12".
func (in RetentionInput) number(period int) charts.Text {
	w := in.words()
	return both(fmt.Sprintf(w.after.EN, period), fmt.Sprintf(w.after.ZH, period))
}

// fitNote says what the model is worth.
func (in RetentionInput) fitNote(seen int) charts.Text {
	switch in.Projection.Fit.Status {
	case retention.NotIdentified:
		return both("The data do not tell whether customers differ in how easily they leave, so the projection takes them as alike and has no interval.", "数据无法区分客户离开倾向的差异，故预测视其相同，且无区间。")
	case retention.Boundary:
		return both("The model reaches its limit here, so the projection has no interval.", "模型在此处于边界，故预测无区间。")
	}
	far := retention.Lasting{}
	for _, x := range in.Projection.Points[:seen] {
		if off(x) > off(far) {
			far = x
		}
	}
	return charts.Sentence("The model misses what was observed by %s at most (%s).", "模型与观察值最多相差 %s（%s）。", charts.Points(far.Projected-far.Observed), in.number(far.Period))
}

func off(x retention.Lasting) float64 { return max(x.Projected-x.Observed, x.Observed-x.Projected) }

// projected draws both curves, at up to 80 periods.
func (in RetentionInput) projected(seen int) *charts.Chart {
	p := in.Projection
	model := charts.Line{Name: both("Projected", "预测"), Dashed: true, Band: p.Fit.Status == retention.Converged, Points: []charts.Point{{Y: 1, Low: 1, High: 1}}, Color: charts.SeriesColor(1)}
	observed := charts.Line{Name: both("Observed", "观察"), Color: charts.Accent, Points: []charts.Point{{Y: 1}}}
	by := len(p.Points)/80 + 1
	for i := by - 1; i < len(p.Points); i += by {
		x := p.Points[i]
		if i < seen {
			observed.Points = append(observed.Points, charts.Point{X: float64(x.Period), Y: drawn(x.Observed)})
		}
		model.Points = append(model.Points, charts.Point{X: float64(x.Period), Y: drawn(x.Projected), Low: drawn(x.Low), High: drawn(x.High)})
	}
	return charts.LineChart(charts.Lines{
		Series: []charts.Line{observed, model}, XKind: charts.KindCount, YKind: charts.KindPercent, YMax: charts.At(1),
		XName: charts.Sentence("%s after the first purchase", "首购后第几%s", in.words().name), YName: both("Go on buying", "仍在购买"),
		Marks: []charts.Mark{{X: charts.At(float64(seen)), Name: both("observed up to here", "观察至此")}},
	})
}

func (in RetentionInput) projectionGrid() *charts.Grid {
	g := &charts.Grid{Name: "retention_projection", Total: len(in.Projection.Points), Columns: []charts.Column{
		{Title: both("Period after the first purchase", "首购后第几期"), Kind: charts.KindCount, Key: "period"}, {Title: both("Watched", "观察客户"), Kind: charts.KindCount, Key: "at_risk"}, {Title: both("Left", "离开"), Kind: charts.KindCount, Key: "lost"},
		{Title: both("Observed", "观察"), Kind: charts.KindPercent, Key: "observed"}, {Title: both("Projected", "预测"), Kind: charts.KindPercent, Key: "projected"}, {Title: both("Low", "下限"), Kind: charts.KindPercent, Key: "low"}, {Title: both("High", "上限"), Kind: charts.KindPercent, Key: "high"},
	}}
	for _, x := range in.Projection.Points[:min(len(in.Projection.Points), listedPeriods)] {
		if x.AtRisk < in.MinGroup {
			x.AtRisk, x.Lost = 0, 0
			g.Rows = append(g.Rows, []any{x.Period, nil, nil, nil, x.Projected, finite(x.Low), finite(x.High)})
			continue
		}
		g.Rows = append(g.Rows, []any{x.Period, x.AtRisk, x.Lost, finite(x.Observed), x.Projected, finite(x.Low), finite(x.High)})
	}
	return g
}
