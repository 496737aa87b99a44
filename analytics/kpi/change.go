package kpi

import (
	"math"

	"regulars/analytics"
)

// Name names a headline figure.
type Name string

// The headline figures of a period, as the table changes names them.
const (
	Revenue      Name = "revenue"
	Orders       Name = "orders"
	Buyers       Name = "buyers"
	NewCustomers Name = "new_customers"
	Returning    Name = "share_returning"
	OrderValue   Name = "revenue_per_order"
	Current      Name = "current_customers" // at the end of the period, by status
)

// Names are those of a period, most important first.
var Names = []Name{Revenue, Buyers, NewCustomers, Returning, Orders, OrderValue}

// Comparison is how a figure stands against another. It is told by the logarithm of their ratio, whose standard error is SE.
type Comparison struct {
	Change    float64 // ratio − 1; NaN where it is not known
	Low, High float64 // of Change, two standard errors to either side
	SE        float64
	Finding   bool // the change is more than twice its error: neither chance nor, where the season is taken out, the season
}

func compare(log, variance float64) Comparison {
	c := Comparison{Change: math.Expm1(log), SE: math.Sqrt(variance)}
	if math.IsNaN(log) || math.IsInf(log, 0) || math.IsNaN(variance) || math.IsInf(variance, 0) {
		return Comparison{Change: math.NaN(), Low: math.NaN(), High: math.NaN(), SE: math.NaN()}
	}
	c.Low, c.High = math.Expm1(log-2*c.SE), math.Expm1(log+2*c.SE)
	c.Finding = math.Abs(log) > 2*c.SE
	return c
}

// OnYear compares a figure with that of a year before. Neither is known where a value is not above zero.
func OnYear(now, then Part) Comparison { return compare(now.log(then), now.Variance+then.Variance) }

func (p Part) log(of Part) float64 {
	if !(p.Value > 0 && of.Value > 0) {
		return math.NaN()
	}
	return math.Log(p.Value / of.Value)
}

// BeyondSeason compares a figure with that of the period before, beyond what the same step was in earlier years: the ratio now/before
// over the geometric mean of the years' ratios. Each year is its figure then and that of the period before it.
//
// The variance is that of the four parts; of several years that of the mean of their logarithms, and the variance of the step between
// years, because this year's season is one more draw from them.
func BeyondSeason(now, before Part, years [][2]Part) Comparison {
	mean, variance, square, n := 0.0, now.Variance+before.Variance, 0.0, float64(len(years))
	for _, y := range years {
		step := y[0].log(y[1])
		mean += step / n
		square += step * step
		variance += (y[0].Variance + y[1].Variance) / (n * n)
	}
	if len(years) == 0 {
		return compare(math.NaN(), math.NaN())
	}
	if len(years) > 1 {
		variance += max(0, square-n*mean*mean) / (n - 1)
	}
	return compare(now.log(before)-mean, variance)
}

// Change is a headline figure with what it stands against.
type Change struct {
	Name                    Name
	Now, Before, YearBefore float64    // NaN where the data do not reach back
	OnYear                  Comparison // with the same days a year before
	Beyond                  Comparison // with the period before, beyond the season
	Step                    Comparison // with the period before as it is, the season in it
	Years                   int        // that tell the season; 0: it is not known
}

// Change compares a headline figure.
func (p *Compared) Change(name Name) Change {
	of := func(list []sums, y int) Part {
		if y >= len(list) {
			return Unknown()
		}
		return list[y].part(name)
	}
	var years [][2]Part
	for y := 1; y < len(p.prior); y++ {
		years = append(years, [2]Part{of(p.now, y), of(p.prior, y)})
	}
	return ChangeOf(name, of(p.now, 0), of(p.prior, 0), of(p.now, 1), years)
}

// ChangeOf compares a figure with that of the period or day before, of a year before, and with the years' own steps; what is not known
// is NaN. A year in which the figure was not above zero tells no season.
func ChangeOf(name Name, now, before, yearBefore Part, years [][2]Part) Change {
	var telling [][2]Part
	for _, y := range years {
		if !math.IsNaN(y[0].log(y[1])) {
			telling = append(telling, y)
		}
	}
	return Change{
		Name: name, Now: now.Value, Before: before.Value, YearBefore: yearBefore.Value, Years: len(telling),
		OnYear: OnYear(now, yearBefore), Beyond: BeyondSeason(now, before, telling), Step: OnYear(now, before),
	}
}

// Changes compares the headline figures of a period.
func (p *Compared) Changes() (list []Change) {
	for _, name := range Names {
		list = append(list, p.Change(name))
	}
	return list
}

// SeasonKnown tells whether the data reach back far enough to tell the season.
func (p *Compared) SeasonKnown() bool { return len(p.prior) > 1 }

// Years are the days of earlier years that today is compared with, the latest first, each with the day a period before it.
func (p *Compared) Years() (days [][2]analytics.Day) {
	for y := 1; y < len(p.prior); y++ {
		days = append(days, [2]analytics.Day{p.now[y].To, p.prior[y].To})
	}
	return days
}

// YearBefore is the end of the period a year before; NoDay where the data do not reach back to its start.
func (p *Compared) YearBefore() analytics.Day {
	if len(p.now) < 2 {
		return analytics.NoDay
	}
	return p.now[1].To
}

// ChangeRow is a row of the table changes.
type ChangeRow struct {
	Figure     string  `col:"figure" en:"headline figure: revenue, buyers, new_customers, share_returning, orders or revenue_per_order of the period, current_customers at its end" zh:"关键指标：本期的收入、购买客户数、新客户数、老客户占比、订单数、每单收入，及期末现有客户数"`
	Now        float64 `col:"now" unit:"varies" en:"the figure of the period that ends at the as-of date; money in the reporting currency, shares as fractions of 1" zh:"截至日结束的本期数值；金额以报告货币计，占比以小数计"`
	Before     float64 `col:"before" unit:"varies" en:"the same of the period just before" zh:"上一期的数值"`
	YearBefore float64 `col:"year_before" unit:"varies" en:"the same of the days a year (364 days) before; empty where the data do not reach back to them" zh:"一年前（364 天）同期的数值；数据不足则为空"`

	OnYear        float64 `col:"on_year" unit:"share" en:"now / year_before less one" zh:"本期与一年前同期之比减一"`
	OnYearLow     float64 `col:"on_year_low" unit:"share" en:"lower end of on_year, two standard errors of the logarithm of the ratio" zh:"on_year 的下限（比值对数的两个标准误）"`
	OnYearHigh    float64 `col:"on_year_high" unit:"share" en:"upper end of on_year" zh:"on_year 的上限"`
	OnYearFinding bool    `col:"on_year_finding" en:"whether the change is more than twice its standard error" zh:"变化是否超过其标准误的两倍"`

	Beyond        float64 `col:"beyond_season" unit:"share" en:"now / before over the geometric mean of the same ratio in earlier years, less one: the change on the period before that the season does not explain" zh:"本期与上一期之比除以往年同一比值的几何平均再减一：季节无法解释的环比变化"`
	BeyondLow     float64 `col:"beyond_season_low" unit:"share" en:"lower end of beyond_season, two standard errors" zh:"beyond_season 的下限（两个标准误）"`
	BeyondHigh    float64 `col:"beyond_season_high" unit:"share" en:"upper end of beyond_season" zh:"beyond_season 的上限"`
	BeyondFinding bool    `col:"beyond_season_finding" en:"whether that change is more than twice its standard error" zh:"该变化是否超过其标准误的两倍"`
	Years         int     `col:"years_of_season" unit:"number" en:"earlier years that tell the season; 0: it is not known" zh:"用于判断季节的往年数；0 表示季节未知"`
}

// Row is the change as a row of the table changes.
func (c *Change) Row() ChangeRow {
	return ChangeRow{
		Figure: string(c.Name), Now: c.Now, Before: c.Before, YearBefore: c.YearBefore,
		OnYear: c.OnYear.Change, OnYearLow: c.OnYear.Low, OnYearHigh: c.OnYear.High, OnYearFinding: c.OnYear.Finding,
		Beyond: c.Beyond.Change, BeyondLow: c.Beyond.Low, BeyondHigh: c.Beyond.High, BeyondFinding: c.Beyond.Finding, Years: c.Years,
	}
}

// ChangeSchema describes the table changes.
var ChangeSchema = analytics.SchemaOf[ChangeRow](analytics.Schema{
	Name: "changes",
	Row:  "headline figure", RowZH: "关键指标",
	Meaning:   "how each headline figure stands against a year before, and against the period before beyond the season, and whether that is more than chance",
	MeaningZH: "各关键指标与一年前相比、与上一期相比（剔除季节）的变化，及其是否超出偶然波动",
})

// ChangeTable is the table changes.
func ChangeTable(list []Change) analytics.Table {
	var rows []ChangeRow
	for i := range list {
		rows = append(rows, list[i].Row())
	}
	return analytics.TableOf(ChangeSchema, rows)
}
