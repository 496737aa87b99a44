package night

import (
	"regulars/analytics"
	"regulars/charts"
	"regulars/charts/pages"
)

// checks are the sums that must hold whatever the data: parts against their totals, and one analysis against another.
func (r *results) checks() []pages.Check {
	p, whole := r.population, r.population.kpis.Whole
	kept := int64(0)
	for _, in := range r.inputs {
		if in.Table == "transactions" {
			kept = in.Kept
		}
	}
	segments, revenue := 0, r.scored.refundsOnly
	for _, s := range r.segments.Profiles {
		segments += s.Customers
		revenue.Merge(s.Revenue)
	}
	cohorts := 0
	for _, c := range p.cohorts.Cells() {
		if c.Period == 0 {
			cohorts += c.Size
		}
	}
	list := []pages.Check{
		count("Every line that was read stands in the ledger", "读取的每一行都已入账", kept, int64(p.kpis.Lines)),
		count("Segments add up to the customers", "各细分之和等于客户数", int64(whole.Buyers), int64(segments)),
		r.money("Revenue by segment adds up to all revenue", "各细分收入之和等于总收入", whole.Revenue, revenue),
		count("Cohorts add up to the customers", "各同期群之和等于客户数", int64(whole.Buyers), int64(cohorts+p.cohorts.Older)),
	}
	list = append(list, r.classChecks()...)
	if months := r.scored.movement.Months(); len(months) > 0 {
		last := months[len(months)-1]
		list = append(list, count("The movement of the base closes at the customers still active", "客户变动的期末数等于仍活跃的客户数",
			int64(r.scored.active), int64(last.Closing)))
	}
	if r.has("costs") {
		given, found := r.costs()
		list = append(list, r.money("What was spent on customers and what is left over add up to the costs given", "分摊到客户的成本与未分摊部分之和等于给定成本", given, found))
	}
	return list
}

func count(en, zh string, want, got int64) pages.Check {
	return check(en, zh, charts.Count(want).EN, charts.Count(got).EN)
}

func (r *results) money(en, zh string, want, got analytics.Total) pages.Check {
	currency := charts.Currency(r.cfg.Currency)
	return check(en, zh, currency.Exact(want.Units()).EN, currency.Exact(got.Units()).EN)
}

func check(en, zh, want, got string) pages.Check {
	return pages.Check{
		Name: charts.Text{EN: en, ZH: zh}, Passed: want == got,
		Detail: charts.Text{EN: want + " against " + got, ZH: want + " 对 " + got},
	}
}
