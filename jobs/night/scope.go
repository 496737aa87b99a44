package night

import (
	"math"

	"regulars/analytics"
	"regulars/charts"
	"regulars/charts/pages"
	"regulars/data"
)

// scope is what every topic is told of the night: the question, the currency, and what was given.
type scope struct {
	analytics.Question
	currency charts.Currency
	given    given
}

// given is which tables were given, and which columns of them.
type given map[string]map[string]bool

func givenIn(reports []*data.Report) given {
	g := given{}
	for _, r := range reports {
		g[r.Table] = map[string]bool{}
		for _, c := range r.Columns {
			g[r.Table][c.Canonical] = true
		}
	}
	return g
}

func (g given) table(name string) bool { return g[name] != nil }

func (g given) column(table, name string) bool { return g[table][name] }

// told is what a topic tells beside its page.
type told struct {
	tables   []analytics.Table
	checks   []pages.Check                // sums that must hold whatever the data: parts against their totals, and one analysis against another
	figures  map[string]float64           // of run.json; those that are not known are NaN
	verdicts map[string]analytics.Verdict // of run.json, by what they are on; those that cannot be told are left out
}

// topic is one subject of the report. Its file holds all that belongs to it: accumulators, rules, tables, sums that must hold, the input of
// its page, and which columns are left out because their input is absent.
type topic interface{ told() told }

func count(en, zh string, want, got int64) pages.Check {
	return check(en, zh, charts.Count(want).EN, charts.Count(got).EN)
}

func money(currency charts.Currency, en, zh string, want, got analytics.Total) pages.Check {
	return check(en, zh, currency.Exact(want.Units()).EN, currency.Exact(got.Units()).EN)
}

func check(en, zh, want, got string) pages.Check {
	return pages.Check{
		Name: charts.Text{EN: en, ZH: zh}, Passed: want == got,
		Detail: charts.Text{EN: want + " against " + got, ZH: want + " 对 " + got},
	}
}

func known(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
