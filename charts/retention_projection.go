package charts

import (
	"fmt"

	"regulars/analytics/retention"
)

// leastSeen is how many periods must have been observed for a projection.
const leastSeen = 3

// projection is how many customers last, as observed and as projected.
func (in RetentionInput) projection() Section {
	p := in.Projection
	seen := p.Seen(in.MinGroup)
	if seen < leastSeen || p.Size < in.MinGroup {
		return small("projection", Text{"It is too early to say how many new customers will last.", "判断新客户将有多少能长期留下还为时过早。"},
			Sentence("Fewer than %d whole periods after a first purchase lie long enough ago to tell who has left (%s).", "首购之后、距今足够久以判断是否流失的完整期间不足 %d 个（%s）。", leastSeen, Days(float64(in.Movement.Rule.Silence()))))
	}
	return Section{
		ID: "projection", Title: in.lastingFinding(seen), Chart: in.projected(seen), Table: in.projectionGrid(),
		What: Sentence("Share of new customers who buy in a %s after their first purchase or in any later one: observed, and projected (dashed) with its 95%% interval",
			"首购后某%s或其后仍有购买的新客户比例：观察值（实线）与预测值（虚线）及其 95%% 区间", in.unit()),
		Note: Join(Sentence("n = %s in %s.", "n = %s，%s。", people(p.Size), Plural(p.Cohorts, "cohort", "cohorts", "个同期群")), in.fitNote(seen)),
		Definition: Text{"Observed: customers who bought in that period or later, of all whose period has been over for as long as the silence that means lost, so that who was only silent could come back. The first cohort in the data is left out where there are others.\n" +
			"Projected: shifted-beta-geometric model (Fader and Hardie 2007), maximum likelihood over all cohorts: every customer leaves with a chance of its own, the same in each period, and these chances are beta-distributed. S(t) = B(α, β+t)/B(α, β). Interval: delta method on log(−log S), widened by how much the cohorts differ from the model; it is that of the curve, not of a single group.",
			"观察值：在该期或其后有购买的客户，仅计该期结束已久于判定流失的沉默时长者，使只是暂时沉默的客户来得及回来。数据中的第一个同期群在另有其他同期群时不计。\n" +
				"预测值：移位贝塔几何模型（Fader 与 Hardie 2007），对全部同期群作最大似然估计：每位客户每期以各自不变的概率离开，概率服从贝塔分布。S(t) = B(α, β+t)/B(α, β)。区间：对 log(−log S) 用 delta 方法，并按同期群与模型的偏差放宽；它是曲线的区间，而非单个客户群的区间。"},
	}
}

// lastingFinding says how many last, how many will, and whether staying gets easier.
func (in RetentionInput) lastingFinding(seen int) Text {
	p := in.Projection
	last := p.Points[seen-1]
	now := Sentence("%s of new customers are still customers %s", "%[2]s仍有 %[1]s 的新客户是客户", Percent(last.Observed), in.number(seen))
	switch {
	case last.Observed == 1:
		return Sentence("All new customers are still customers %s: nobody has left yet.", "%s全部新客户仍是客户：尚无人离开。", in.number(seen))
	case last.Observed == 0:
		return Sentence("No new customer is still a customer %s.", "%s已没有新客户仍是客户。", in.number(seen))
	case p.Fit.Status == retention.Boundary:
		return Sentence("%s; who stayed for the first has stayed since.", "%s；留过第一期的此后都留下了。", now)
	case p.Fit.Status == retention.NotIdentified:
		return Sentence("%s; about %s leave in each, and nothing shows that it gets fewer.", "%s；每期约有 %s 离开，且看不出逐期减少。", now, Percent(p.Fit.Mean))
	}
	end := p.Points[len(p.Points)-1]
	if end.Period == seen {
		return Sentence("%s. The longer they stay, the fewer leave: %s in the first, %s in the last.", "%s。留得越久，离开越少：第一期 %s，最后一期 %s。",
			now, Percent(p.Fit.Mean), Percent(1-p.Fit.Rate(seen)))
	}
	if last.Astray() {
		return Sentence("%s, where the model has %s: how many will last longer cannot be said from it. %s leave in the first, %s in the last one seen.",
			"%s，而模型给出 %s：由此无法预知更久的留存。第一期离开 %s，观察到的最后一期 %s。", now, Percent(last.Projected), Percent(p.Fit.Mean), Percent(float64(last.Lost)/float64(last.AtRisk)))
	}
	return Sentence("%s; %s it should be %s (%s). %s leave in the first, %s in the last one seen: the first decides most.",
		"%s；%s预计为 %s（%s）。第一期离开 %s，观察到的最后一期 %s：第一期最关键。", now, in.number(end.Period), Percent(end.Projected), Range(Percent(end.Low), Percent(end.High)),
		Percent(p.Fit.Mean), Percent(1-p.Fit.Rate(seen)))
}

// number names a period after the first purchase, as "in month 12".
func (in RetentionInput) number(period int) Text {
	w := in.words()
	return Text{fmt.Sprintf(w.after.EN, period), fmt.Sprintf(w.after.ZH, period)}
}

// fitNote says what the model is worth.
func (in RetentionInput) fitNote(seen int) Text {
	switch in.Projection.Fit.Status {
	case retention.NotIdentified:
		return Text{"The data do not tell whether customers differ in how easily they leave, so the projection takes them as alike and has no interval.", "数据无法区分客户离开倾向的差异，故预测视其相同，且无区间。"}
	case retention.Boundary:
		return Text{"The model reaches its limit here, so the projection has no interval.", "模型在此处于边界，故预测无区间。"}
	}
	far := retention.Lasting{}
	for _, x := range in.Projection.Points[:seen] {
		if off(x) > off(far) {
			far = x
		}
	}
	return Sentence("The model misses what was observed by %s at most (%s).", "模型与观察值最多相差 %s（%s）。", Points(far.Projected-far.Observed), in.number(far.Period))
}

func off(x retention.Lasting) float64 { return max(x.Projected-x.Observed, x.Observed-x.Projected) }

// projected draws both curves, at up to 80 periods.
func (in RetentionInput) projected(seen int) *Chart {
	p := in.Projection
	model := Line{Name: Text{"Projected", "预测"}, Dashed: true, Band: p.Fit.Status == retention.Converged, Points: []Point{{Y: 1, Low: 1, High: 1}}, Color: SeriesColor(1)}
	observed := Line{Name: Text{"Observed", "观察"}, Color: Accent, Points: []Point{{Y: 1}}}
	by := len(p.Points)/80 + 1
	for i := by - 1; i < len(p.Points); i += by {
		x := p.Points[i]
		if i < seen {
			observed.Points = append(observed.Points, Point{X: float64(x.Period), Y: drawn(x.Observed)})
		}
		model.Points = append(model.Points, Point{X: float64(x.Period), Y: drawn(x.Projected), Low: drawn(x.Low), High: drawn(x.High)})
	}
	return LineChart(Lines{
		Series: []Line{observed, model}, XKind: KindCount, YKind: KindPercent, YMax: At(1),
		XName: Sentence("%s after the first purchase", "首购后第几%s", in.words().name), YName: Text{"Still customers", "仍是客户"},
		Marks: []Mark{{X: At(float64(seen)), Name: Text{"observed up to here", "观察至此"}}},
	})
}

func (in RetentionInput) projectionGrid() *Grid {
	g := &Grid{Name: "retention_projection", Total: len(in.Projection.Points), Columns: []Column{
		{Text{"Period after the first purchase", "首购后第几期"}, KindCount, "period"}, {Text{"Watched", "观察客户"}, KindCount, "at_risk"}, {Text{"Left", "离开"}, KindCount, "lost"},
		{Text{"Observed", "观察"}, KindPercent, "observed"}, {Text{"Projected", "预测"}, KindPercent, "projected"}, {Text{"Low", "下限"}, KindPercent, "low"}, {Text{"High", "上限"}, KindPercent, "high"},
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
