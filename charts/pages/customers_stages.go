package pages

import (
	"cmp"
	"slices"

	"regulars/analytics"
	"regulars/analytics/stage"
	"regulars/charts"
)

var stageNames = [...]charts.Text{
	stage.None: both("New since then", "此后新增"), stage.Suspect: both("Suspects", "潜在客户"), stage.Prospect: both("Prospects", "目标客户"),
	stage.FirstTime: both("First-time", "首次消费"), stage.Repeat: both("Repeat", "重复消费"), stage.Devoted: both("Devoted", "铁杆客户"), stage.Advocate: both("Advocates", "宣传客户"),
}

var stageColors = [...]charts.Color{charts.Muted, charts.Grey, charts.Sky, charts.Blue, charts.Green, charts.Orange, charts.Purple}

// stageRow is a stage, if it is known of.
func (in CustomersInput) stageRow(at stage.Stage) (stage.Row, bool) {
	for _, r := range in.Stages {
		if r.Stage == at {
			return r, true
		}
	}
	return stage.Row{}, false
}

// steps are the conversions that enough customers took.
func (in CustomersInput) steps() (list []stage.Conversion) {
	for _, c := range in.Conversions {
		if in.enough(c.N) && in.enough(c.Count) {
			list = append(list, c)
		}
	}
	return list
}

// stageFinding is where the most are lost on the way: at the step with the least conversion.
func (in CustomersInput) stageFinding() charts.Text {
	steps := in.steps()
	if len(steps) == 0 {
		return both("Too few customers have come further than the first stage to follow their way.", "走过首个阶段的客户太少，无法追踪其路径。")
	}
	repeat, ok := in.stageRow(stage.FirstTime)
	step := narrowest(steps)
	switch {
	case !ok || !in.enough(repeat.Moved):
		return step
	case !charts.Known(repeat.Median):
		return charts.Join(step, charts.Sentence("Fewer than half ever buy on a second day; those who do come back after %s (median): the time to invite them is before that.",
			"不足一半的客户会再次购买；再次购买者的间隔中位数为 %s：应在此之前邀请。", charts.Days(repeat.MovedDays)))
	default:
		return charts.Join(step, charts.Sentence("Half of new customers buy again within %s: invite the others then.", "一半的新客户在 %s内再次购买：届时应邀请其余客户。", charts.Days(repeat.Median)))
	}
}

// narrowest is the step that the fewest take; where another is as narrow for all that can be told, both.
func narrowest(steps []stage.Conversion) charts.Text {
	least := slices.MinFunc(steps, func(a, b stage.Conversion) int { return cmp.Compare(a.Rate, b.Rate) })
	if len(steps) == 1 {
		return charts.Sentence("%s of the %s who came as far as “%s” went on to “%s” (likely %s).", "到达“%[3]s”的 %[2]s 人中有 %[1]s 进入“%[4]s”（很可能为 %[5]s）。",
			charts.Percent(least.Rate), charts.Count(least.N), stageNames[least.From], stageNames[least.To], charts.Range(charts.Percent(least.Low), charts.Percent(least.High)))
	}
	for _, c := range steps {
		if c != least && c.Against(least) != analytics.More {
			return charts.Sentence("The narrowest steps are to “%s” (%s of those who came as far as “%s”) and to “%s” (%s of “%s”); which is narrower cannot be told.",
				"最窄的两步是迈向“%s”（占到达“%[3]s”者的 %[2]s）和“%[4]s”（占“%[6]s”者的 %[5]s）；两者孰窄无法判断。",
				stageNames[least.To], charts.Percent(least.Rate), stageNames[least.From], stageNames[c.To], charts.Percent(c.Rate), stageNames[c.From])
		}
	}
	return charts.Sentence("The narrowest step is to “%s”: %s of the %s who came as far as “%s” take it (likely %s).", "最窄的一步是迈向“%[1]s”：到达“%[4]s”的 %[3]s 人中有 %[2]s 迈出这一步（很可能为 %[5]s）。",
		stageNames[least.To], charts.Percent(least.Rate), charts.Count(least.N), stageNames[least.From], charts.Range(charts.Percent(least.Low), charts.Percent(least.High)))
}

// besides says how many devoted customers are advocates, beside how many of all repeat customers, for neither stage follows the other.
func (in CustomersInput) besides() charts.Text {
	of := map[stage.Stage]stage.Conversion{}
	for _, c := range in.steps() {
		if c.To == stage.Advocate {
			of[c.From] = c
		}
	}
	repeat, known := of[stage.Repeat]
	devoted, both := of[stage.Devoted]
	if !known || !both {
		return charts.Text{}
	}
	return charts.Sentence("Of the devoted %s are advocates, of all repeat customers %s.", "铁杆客户中 %s 为宣传客户，全部重复消费客户中为 %s。", charts.Percent(devoted.Rate), charts.Percent(repeat.Rate))
}

// stages is the funnel of loyalty.
func (in CustomersInput) stages() charts.Section {
	reached := charts.Bar{Name: both("Came as far", "达到")}
	var names []charts.Text
	g := &charts.Grid{Name: "stages", Columns: []charts.Column{{Title: both("Stage", "阶段"), Kind: charts.KindText, Key: "class"}, {Title: both("There now", "当前人数"), Kind: charts.KindCount, Key: "customers"},
		{Title: both("Change", "变化"), Kind: charts.KindNumber, Key: "change_customers"}, revenueColumn, {Title: both("Came as far", "到达人数"), Kind: charts.KindCount, Key: "reached"},
		{Title: both("share", "占比"), Kind: charts.KindPercent, Key: "conversion"}, {Title: both("of those at", "占…的比例"), Kind: charts.KindText, Key: "conversion_of"}, {Title: both("from", "下限"), Kind: charts.KindPercent, Key: "conversion_low"}, {Title: both("to", "上限"), Kind: charts.KindPercent, Key: "conversion_high"},
		{Title: both("Days until half moved on", "半数升级所需天数"), Kind: charts.KindDays, Key: "days_in_stage"}, {Title: both("Days of those who did", "已升级者天数"), Kind: charts.KindDays, Key: "days_of_moved"}, {Title: both("Days so far of the others", "其余者至今天数"), Kind: charts.KindDays, Key: "days_so_far"}}}
	small := 0
	for _, r := range in.Stages {
		name, n := stageNames[r.Stage], r.Customers
		if n > 0 && !in.enough(n) {
			small++
		}
		g.Rows = append(g.Rows, []any{name, in.count(n), in.changed(n, r.Before), in.hide(n, r.Revenue), in.count(r.Reached), in.hide(r.Reached, r.Rate), in.conversionOf(r), in.hide(r.Reached, r.Low),
			in.hide(r.Reached, r.High), in.hide(r.Moved, r.Median), in.hide(r.Moved, r.MovedDays), in.hide(n, r.SoFar)})
		if in.enough(r.Reached) {
			names = append(names, name)
			reached.Values, reached.Colors = append(reached.Values, float64(r.Reached)), append(reached.Colors, stageColors[r.Stage])
		}
	}
	s := charts.Section{ID: "stages", Title: in.stageFinding(), What: both("How many meet the condition of each stage of loyalty", "符合各忠诚阶段条件的人数"), Table: g, Open: true,
		Note: charts.Join(in.peopleCounted(), in.besides(), in.hidden(small), in.unknownStages()), Definition: in.stageDefinition()}
	if len(names) > 0 {
		s.Chart = charts.BarChart(charts.Bars{Names: names, Series: []charts.Bar{reached}, Kind: charts.KindCount, Flat: true})
	}
	return s
}

// conversionOf names the stage of whose customers those who came to another are a share.
func (in CustomersInput) conversionOf(r stage.Row) any {
	for _, c := range in.Conversions {
		if c.To == r.Stage && c.Of == r.Of {
			return stageNames[c.From]
		}
	}
	return nil
}

// peopleCounted is how many are at any stage.
func (in CustomersInput) peopleCounted() charts.Text {
	if !in.Rule.Accounts {
		return in.counted()
	}
	all := 0
	for _, r := range in.Stages {
		all += r.Customers
	}
	return charts.Sentence("n = %s: %s with a purchase, the others known from their accounts. Accounts that were found to be one person's count once.",
		"n = %s：%s有过购买，其余仅有账户。认定为同一人的多个账户只计一次。",
		charts.Plural(all, "person", "people", "人"), customersText(in.Segments.Total.Customers))
}

// unknownStages says what would make the other stages known.
func (in CustomersInput) unknownStages() charts.Text {
	var list []charts.Text
	for _, s := range []struct {
		known bool
		text  charts.Text
	}{
		{in.Rule.Accounts, both("--identities (source, source_id; qualified) for suspects and prospects", "--identities（source、source_id；qualified）以识别潜在客户与目标客户")},
		{in.Rule.Categories > 0, both("a column category, with customers who buy in several, for devoted customers", "category 列且有客户购买多个品类，以识别铁杆客户")},
		{in.Rule.Praise, both("--referrals or --surveys for advocates", "--referrals 或 --surveys 以识别宣传客户")},
	} {
		if !s.known {
			list = append(list, s.text)
		}
	}
	if len(list) == 0 {
		return charts.Text{}
	}
	return charts.Sentence("It would take %s.", "还需要%s。", charts.And(list...))
}

func (in CustomersInput) stageDefinition() charts.Text {
	devoted := charts.Text{}
	if in.Rule.Categories > 0 {
		devoted = in.terms().define(TermDevoted)
	}
	return charts.Join(both("Suspect: has an account, no purchase. Prospect: a suspect marked as qualified.",
		"潜在客户：有账户、无购买。目标客户：被标为合格的潜在客户。"), in.terms().define(TermFirstTime, TermRepeat), devoted, in.terms().define(TermAdvocate),
		both("The highest stage counts; devoted and advocates are each a share of repeat customers, for neither follows the other. Shares are of those who meet the condition of the stage named, of suspects all who have an account, of prospects all who are marked as qualified. Accounts count from when they were last updated, if that is known. Times run from the first day at a stage to the first at a higher one; those still there count for as long as they have been seen (Kaplan and Meier). Days so far are of those who came no further, of accounts since they were last updated. Intervals of the shares are at 95% (Wilson).",
			"以最高阶段计；铁杆与宣传客户互不为先后，均以重复消费客户为基数。占比以符合所示阶段条件者为基数：潜在客户取全部有账户者，目标客户取全部合格者。账户自其更新日期（如有）起计。时间自首次到达某阶段至首次到达更高阶段；仍停留者按已观察时间计（Kaplan–Meier）。至今天数取未再升级者的中位数，账户自更新日期起计。占比区间为 95%（Wilson）。"))
}

// stageFlowFinding is how many rose and fell.
func (in CustomersInput) stageFlowFinding() charts.Text {
	rose, fell, came := 0, 0, 0
	for _, f := range in.StageFlows {
		switch {
		case f.From == stage.None:
			came += f.People
		case f.To > f.From:
			rose += f.People
		case f.To < f.From:
			fell += f.People
		}
	}
	text := charts.Sentence("Since %s nobody known then has risen to a higher stage", "自 %s以来，当时已知者中无人升至更高阶段", charts.Date(in.Compare))
	switch {
	case in.enough(rose):
		text = charts.Sentence("Since %s %s have risen to a higher stage", "自 %s以来，%s升至更高阶段", charts.Date(in.Compare), charts.Plural(rose, "person", "people", "人"))
	case rose > 0:
		text = charts.Sentence("Since %s fewer than %s people have risen to a higher stage", "自 %s以来，升至更高阶段的少于 %s 人", charts.Date(in.Compare), charts.Count(in.MinGroup))
	}
	if in.enough(fell) {
		text = charts.Sentence("%s and %s have fallen back", "%s，%s退回较低阶段", text, charts.Plural(fell, "person", "people", "人"))
	}
	if in.enough(came) {
		return charts.Sentence("%s; %s are new.", "%s；新增 %s 人。", text, charts.Count(came))
	}
	return charts.Sentence("%s.", "%s。", text)
}

// stageFlows is who moved between stages since the comparison date.
func (in CustomersInput) stageFlows() charts.Section {
	s := charts.Sankey{Kind: charts.KindCount, Left: charts.Date(in.Compare), Right: charts.Date(in.AsOf)}
	for range 2 {
		for i, name := range stageNames {
			s.Nodes = append(s.Nodes, charts.Node{Name: name, Color: stageColors[i]})
		}
	}
	g := &charts.Grid{Name: "stage_flows", Columns: []charts.Column{{Title: both("From", "原阶段"), Kind: charts.KindText, Key: "from_stage"}, {Title: both("To", "现阶段"), Kind: charts.KindText, Key: "to_stage"}, customersColumn}}
	small := 0
	for _, f := range in.StageFlows {
		g.Rows = append(g.Rows, []any{stageNames[f.From], stageNames[f.To], in.count(f.People)})
		if !in.enough(f.People) {
			small++
			continue
		}
		s.Flows = append(s.Flows, charts.Flow{From: int(f.From), To: len(stageNames) + int(f.To), Value: float64(f.People)})
	}
	section := charts.Section{ID: "stage-flows", Title: in.stageFlowFinding(), What: charts.Sentence("People by stage on %s and on %s", "%s与 %s各阶段的人数", charts.Date(in.Compare), charts.Date(in.AsOf)), Table: g,
		Note: charts.Join(in.peopleCounted(), in.hiddenMoves(small)), Definition: in.stageDefinition()}
	if len(s.Flows) > 0 {
		section.Chart = charts.SankeyChart(s)
	}
	return section
}
