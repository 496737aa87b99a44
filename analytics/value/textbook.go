package value

import "regulars/analytics"

// The books count a year as twelve months of four weeks, which leaves four weeks of it out.
const (
	WeeksAMonth  = 4
	MonthsAYear  = 12
	weeksOfAYear = WeeksAMonth * MonthsAYear
)

// Textbook is the value formula of the course books: spend per week × weeks × months × years, times the customers reached by word of
// mouth. Money is in units of the currency. What is not known is NaN, and so is what follows from it.
//
// Their example: 120 a week makes 5,760 a year and 57,600 in ten; with one new customer a year brought by word of mouth, ten in ten
// years, 576,000.
type Textbook struct {
	PerWeek float64 // spend of a customer in a week
	Years   float64 // for which a customer stays, as the text supposes
	Brought float64 // new customers a year that a customer brings by word of mouth
}

// Yearly is the spend in a year of four-week months.
func (t Textbook) Yearly() float64 { return t.PerWeek * WeeksAMonth * MonthsAYear }

// Lifetime is the spend over all years.
func (t Textbook) Lifetime() float64 { return t.Yearly() * t.Years }

// Reached is how many customers one brings over all years.
func (t Textbook) Reached() float64 { return t.Brought * t.Years }

// WithWordOfMouth is the spend over all years of as many customers as were reached.
func (t Textbook) WithWordOfMouth() float64 { return t.Lifetime() * t.Reached() }

// Multiple is the margin multiple r/(1+d−r): what a yearly margin of one is worth of a customer who stays each year with probability r,
// the first margin coming after a year, at a yearly discount rate d (Gupta & Lehmann 2005, Managing Customers as Investments, ch. 2).
// It needs 0 ≤ r ≤ 1 and d > 0 or r < 1.
func Multiple(r, d float64) float64 { return r / (1 + d - r) }

// TextbookRow is a step of the formula. It is a row of the table textbook_value.
type TextbookRow struct {
	Step   string  `col:"step" en:"step of the formula" zh:"公式的一步"`
	Value  float64 `col:"value" unit:"varies" en:"its value, in the unit that the column unit says" zh:"其数值，单位见 unit 列"`
	Unit   string  `col:"unit" en:"unit of the value: a currency code, weeks, months, years, customers, a year or times" zh:"数值的单位：货币代码、weeks 周、months 月、years 年、customers 客户、a year 每年、times 倍"`
	Source string  `col:"source" en:"where the value comes from" zh:"数值的来源"`
}

// TextbookSchema describes the table textbook_value.
var TextbookSchema = analytics.SchemaOf[TextbookRow](analytics.Schema{
	Name:      "textbook_value",
	Row:       "step of the formula",
	RowZH:     "公式的一步",
	Meaning:   "the textbook's value formula and the margin multiple, step by step",
	MeaningZH: "教科书价值公式与毛利倍数的逐步计算",
})

// Rows are the steps of both formulas for a base.
func (y *Year) Rows(t Textbook, discount float64, currency string) []TextbookRow {
	r, m := y.Retention(), y.YearlyMargin()
	return []TextbookRow{
		{"spend_per_week", t.PerWeek, currency, "net revenue a week of the customers who stayed"},
		{"weeks_a_month", WeeksAMonth, "weeks", "formula"},
		{"months_a_year", MonthsAYear, "months", "formula"},
		{"value_a_year", t.Yearly(), currency, "spend_per_week × weeks_a_month × months_a_year"},
		{"years", t.Years, "years", "setting; ten as in the text"},
		{"lifetime_value", t.Lifetime(), currency, "value_a_year × years"},
		{"brought_a_year", t.Brought, "customers", "customers who bought after a referral, a year and customer who stayed"},
		{"customers_reached", t.Reached(), "customers", "brought_a_year × years"},
		{"with_word_of_mouth", t.WithWordOfMouth(), currency, "lifetime_value × customers_reached"},
		{"years_by_retention", y.Stay(), "years", "1 / (1 − retention)"},
		{"value_by_retention", t.Yearly() * y.Stay(), currency, "value_a_year × years_by_retention"},
		{"retention", r, "a year", "of the customers of the period before, who bought again"},
		{"margin_a_year", m, currency, "of the customers who stayed"},
		{"discount_rate", discount, "a year", "setting"},
		{"margin_multiple", Multiple(r, discount), "times", "retention / (1 + discount_rate − retention)"},
		{"value_by_multiple", m * Multiple(r, discount), currency, "margin_a_year × margin_multiple"},
	}
}

// TextbookTable is the table textbook_value.
func TextbookTable(rows []TextbookRow) analytics.Table {
	return analytics.TableOf(TextbookSchema, rows)
}
