package pages

import (
	"testing"

	"regulars/analytics/driver"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// sampleDrivers are price and service, with a clear order, and a kind for each.
func sampleDrivers() *driver.Result {
	model := func(target driver.Target, days int, r2 float64) driver.Model {
		return driver.Model{Target: target, Days: days, N: 500, R2: driver.Estimate{Value: r2, Low: r2 / 2, High: r2 * 1.5}, Drivers: []driver.Driver{
			{Target: target, Dimension: "price", Part: r2 * 0.7, Share: 0.7, Low: 0.6, High: 0.8, R2: r2}, {Target: target, Dimension: "service", Part: r2 * 0.3, Share: 0.3, Low: 0.2, High: 0.4, R2: r2},
		}}
	}
	contrast := func(name string, kind driver.Kind) driver.Contrast {
		return driver.Contrast{Dimension: name, N: 400, Kind: kind, Penalty: driver.Estimate{Value: 0.2, Low: 0.1, High: 0.3}, Reward: driver.Estimate{Value: 0.1, Low: 0.05, High: 0.15}}
	}
	return &driver.Result{Overall: model(driver.Overall, 0, 0.4), Repurchase: model(driver.Repurchase, 90, 0.05), Contrasts: []driver.Contrast{contrast("price", driver.Basic), contrast("service", driver.Latent)}}
}

func TestDriverWords(t *testing.T) {
	for name, c := range map[string]struct {
		change   func(*driver.Result)
		sections int
	}{
		"as it is":     {func(*driver.Result) {}, 3},
		"close":        {func(r *driver.Result) { r.Overall.Drivers[1].High, r.Repurchase.Drivers[1].High = 0.9, 0.9 }, 3},
		"says little":  {func(r *driver.Result) { r.Repurchase.R2 = driver.Estimate{Value: 0.001, Low: -0.001, High: 0.003} }, 3},
		"no follow-up": {func(r *driver.Result) { r.Repurchase = driver.Model{} }, 3},
		"too few":      {func(r *driver.Result) { r.Overall, r.Contrasts = driver.Model{N: 4, Needed: 30}, nil }, 2},
		"performance": {func(r *driver.Result) {
			r.Contrasts[0].Kind, r.Contrasts[1].Kind = driver.Performance, driver.Performance
		}, 3},
		"nothing":     {func(r *driver.Result) { r.Contrasts[0].Kind, r.Contrasts[1].Kind = driver.Performance, driver.Unknown }, 3},
		"all unknown": {func(r *driver.Result) { r.Contrasts[0].Kind, r.Contrasts[1].Kind = driver.Unknown, driver.Same }, 3},
	} {
		r := sampleDrivers()
		c.change(r)
		in := SatisfactionInput{MinGroup: 10, Drivers: r, Result: &satisfaction.Result{Aspects: []satisfaction.Dimension{{Name: "price"}}}}
		list := in.driverSections()
		if len(list) != c.sections {
			t.Errorf("%s: %d sections, want %d", name, len(list), c.sections)
		}
		p := charts.Page{Name: "satisfaction", Title: charts.Same("x"), Answer: charts.Same("x"), Sections: list}
		checkWording(t, p)
		for _, s := range list {
			saysBoth(t, name+" "+s.ID, s.Title)
			saysBoth(t, name+" "+s.ID, s.Note)
		}
		if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: asOf, Compare: asOf - 30, Run: "1"}, Pages: []charts.Page{p}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list := (SatisfactionInput{}).driverSections(); list != nil {
		t.Errorf("%v", list)
	}
}

func TestOverallAndReturnFindings(t *testing.T) {
	with := func(change func(*driver.Model)) (overall, back charts.Text) {
		r := sampleDrivers()
		change(&r.Overall)
		change(&r.Repurchase)
		return SatisfactionInput{}.overallFinding(r.Overall), SatisfactionInput{}.returnFinding(r.Repurchase)
	}
	for _, x := range []struct {
		change        func(*driver.Model)
		overall, back charts.Text
	}{
		{func(*driver.Model) {},
			both("“price” goes most with overall satisfaction: 70% of what is explained, before “service” with 30%. The dimensions together explain 40% of how overall satisfaction varies.", "“价格”与总体满意度关系最大：占可解释部分的 70%，其次是“服务”（30%）。各方面合计解释了总体满意度差异的 40%。"),
			both("“price” tells most about who comes back: 70% of the 5% that is explained.", "“价格”最能说明谁会回来：占可解释的 5% 中的 70%。")},
		{func(m *driver.Model) { m.Drivers[1].High = 0.9 },
			both("“price” and “service” go most with overall satisfaction (70% and 30% of what is explained); which comes first cannot be told. The dimensions together explain 40% of how overall satisfaction varies.", "“价格”与“服务”与总体满意度关系最大（占可解释部分的 70% 与 30%），孰先孰后无法区分。各方面合计解释了总体满意度差异的 40%。"),
			both("“price” and “service” tell most about who comes back (70% and 30% of the 5% that is explained); which comes first cannot be told.", "“价格”与“服务”最能说明谁会回来（占可解释的 5% 中的 70% 与 30%），孰先孰后无法区分。")},
		{func(m *driver.Model) { m.Drivers = m.Drivers[:1] },
			both("What customers think of “price” explains 40% of how overall satisfaction varies.", "客户对“价格”的看法解释了总体满意度差异的 40%。"),
			both("What customers think of “price” explains 5% of who comes back.", "客户对“价格”的看法解释了谁会回来的 5%。")},
		{func(m *driver.Model) { m.P = 0.2 },
			both("What customers think of single dimensions does not tell how satisfied they are overall: all together explain 40%, no more than chance might.", "客户对各方面的看法不能说明其总体满意度：合计仅解释 40%，可能只是偶然。"),
			both("What customers think of single dimensions does not tell who comes back: all together explain 5%, no more than chance might.", "客户对各方面的看法不能说明谁会回来：合计仅解释 5%，可能只是偶然。")},
		{func(m *driver.Model) { *m = driver.Model{} },
			both("Nobody was asked about the whole together with single dimensions, so what drives satisfaction cannot be told.", "没有人同时回答总体与各方面，因此无法判断满意的驱动因素。"),
			both("Nobody who answered had bought before and can be followed up, so what drives coming back cannot be told.", "没有作答前已购买且可跟踪的客户，因此无法判断再次购买的驱动因素。")},
		{func(m *driver.Model) { *m = driver.Model{N: 12, Needed: 30} },
			both("There are too few responses to tell what drives overall satisfaction: 12, and it takes 30.", "答卷太少，无法判断总体满意度的驱动因素：现有 12 份，需要 30 份。"),
			both("There are too few responses to tell what drives coming back: 12, and it takes 30.", "答卷太少，无法判断再次购买的驱动因素：现有 12 份，需要 30 份。")},
		{func(m *driver.Model) { m.Drivers = nil },
			both("The responses hardly differ, so they do not tell what drives overall satisfaction.", "各答卷几乎相同，因此无法判断总体满意度的驱动因素。"),
			both("The responses hardly differ, so they do not tell what drives coming back.", "各答卷几乎相同，因此无法判断再次购买的驱动因素。")},
	} {
		overall, back := with(x.change)
		says(t, overall, x.overall.EN, x.overall.ZH)
		says(t, back, x.back.EN, x.back.ZH)
	}
	_, back := with(func(m *driver.Model) { m.R2.Value = 0.004 })
	says(t, back, "What customers think of single dimensions hardly tells who comes back: all together explain 0.4% of it.", "客户对各方面的看法几乎不能说明谁会回来：合计仅解释 0.4%。")
}

func TestDriversNote(t *testing.T) {
	says(t, driversNote(driver.Model{N: 1}), "n = 1 response with all of these dimensions. An association, not an effect.", "n = 1 份答卷（含全部这些方面）。这是关联而非因果。")
	says(t, driversNote(driver.Model{N: 50, Beyond: 2}), "n = 50 responses with all of these dimensions. An association, not an effect. Left out: 2 dimensions, beyond the twelve that most responses have.",
		"n = 50 份答卷（含全部这些方面）。这是关联而非因果。未计入：2 个方面（仅计回答最多的十二个方面）。")
}

func TestContrastFindings(t *testing.T) {
	with := func(price, service driver.Kind) charts.Text {
		r := sampleDrivers()
		r.Contrasts[0].Kind, r.Contrasts[1].Kind = price, service
		return SatisfactionInput{Drivers: r}.contrastFinding()
	}
	says(t, with(driver.Basic, driver.Latent),
		"Do not fail in “price”: a point less costs more than twice what a point more brings. Exceed in “service”: a point more brings more than twice what a point less costs.",
		"“价格”不可失误：每低一分之失是每高一分之得的两倍以上。“服务”值得超出期望：每高一分之得是每低一分之失的两倍以上。")
	says(t, with(driver.Performance, driver.Unknown),
		"No dimension is shown to hurt much more when it fails than it delights when it exceeds, or the reverse; compared: “price”.", "没有任何方面证实不及之害远大于超出之益，或相反；比较了“价格”。")
	says(t, with(driver.Unknown, driver.Same), "No dimension can be shown to hurt when it fails or to delight when it exceeds.", "没有任何方面能证实其不及有损或超出有益。")
}

func TestLevelsNote(t *testing.T) {
	m := driver.Model{Groups: []driver.LevelRow{{Level: 1, First: "product", Share: .7}, {Level: 1, First: "delivery", Share: .3}, {Level: 2, First: "product", Second: "price", Share: .7}}}
	says(t, levelsNote(m), "Added up by level: product 70% and delivery 30%.", "按一级汇总：产品 70% 和 delivery 30%。")
	m.Groups = m.Groups[:1]
	if got := levelsNote(m); !got.IsZero() {
		t.Errorf("one level: %q", got.EN)
	}
}
