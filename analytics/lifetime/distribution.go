package lifetime

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Distribution adds up scored customers: what the base is worth, how unevenly, and by cohort. It is an accumulator whose memory does
// not grow with customers: values are counted in classes 1 % wide.
type Distribution struct {
	Customers int     // with a score
	Active    float64 // the sum of their probabilities of still being active
	Likely    int     // customers more likely active than not
	Purchases float64 // expected over the horizon
	Equity    analytics.Total
	grain     analytics.Grain
	classes   map[int]*class
	bands     map[band]*class
	cohorts   map[int]*cohort
}

type class struct {
	customers int
	value     analytics.Total
}

type cohort struct {
	customers int
	active    float64
	revenue   analytics.Total
	value     analytics.Total
	squares   float64 // of the values
}

// NewDistribution makes an accumulator with cohorts of a grain.
func NewDistribution(grain analytics.Grain) *Distribution {
	return &Distribution{grain: grain, classes: map[int]*class{}, bands: map[band]*class{}, cohorts: map[int]*cohort{}}
}

// Add adds a customer with its summary and score; one without a score is left out.
func (d *Distribution) Add(sum analytics.Summary, s Score) {
	if math.IsNaN(s.Value) {
		return
	}
	value := analytics.MoneyOf(s.Value)
	d.Customers++
	d.Active += s.PAlive
	d.Purchases += s.Purchases
	if s.PAlive > 0.5 {
		d.Likely++
	}
	d.Equity.Add(value)
	count(d.classes, classOf(s.Value), value)
	count(d.bands, bandOf(s.Value), value)
	c := entry(d.cohorts, d.grain.Period(sum.First))
	c.customers++
	c.active += s.PAlive
	c.revenue.Add(sum.Revenue)
	c.value.Add(value)
	c.squares += s.Value * s.Value
}

func count[K comparable](classes map[K]*class, k K, value analytics.Money) {
	c := entry(classes, k)
	c.customers++
	c.value.Add(value)
}

func entry[K comparable, V any](of map[K]*V, k K) *V {
	e := of[k]
	if e == nil {
		e = new(V)
		of[k] = e
	}
	return e
}

// Merge adds the customers of another accumulator.
func (d *Distribution) Merge(o *Distribution) {
	d.Customers += o.Customers
	d.Active += o.Active
	d.Likely += o.Likely
	d.Purchases += o.Purchases
	d.Equity.Merge(o.Equity)
	mergeClasses(d.classes, o.classes)
	mergeClasses(d.bands, o.bands)
	for k, c := range o.cohorts {
		e := entry(d.cohorts, k)
		e.customers += c.customers
		e.active += c.active
		e.revenue.Merge(c.revenue)
		e.value.Merge(c.value)
		e.squares += c.squares
	}
}

func mergeClasses[K comparable](into, from map[K]*class) {
	for k, c := range from {
		e := entry(into, k)
		e.customers += c.customers
		e.value.Merge(c.value)
	}
}

const worthless = math.MinInt // the class of customers worth less than a millionth

// classOf numbers classes of value 1 % wide, in ascending order.
func classOf(value float64) int {
	if value < 1e-6 {
		return worthless
	}
	return int(math.Floor(math.Log(value) / math.Log(1.01)))
}

// band is a class of value on the page: 0, or from Digit·10^Power up to the next of 1, 2 and 5.
type band struct{ power, digit int }

var noBand = band{math.MinInt, 0}

func bandOf(value float64) band {
	if value < 0.01 {
		return noBand
	}
	power := int(math.Floor(math.Log10(value)))
	switch lead := value / math.Pow10(power); {
	case lead >= 10:
		return band{power + 1, 1}
	case lead >= 5:
		return band{power, 5}
	case lead >= 2:
		return band{power, 2}
	default:
		return band{power, 1}
	}
}

func (b band) from() float64 {
	if b == noBand {
		return 0
	}
	return float64(b.digit) * math.Pow10(b.power)
}

func (b band) to() float64 {
	if b == noBand {
		return 0.01
	}
	return b.next().from()
}

func (b band) next() band {
	switch {
	case b.digit == 1:
		return band{b.power, 2}
	case b.digit == 2:
		return band{b.power, 5}
	default:
		return band{b.power + 1, 1}
	}
}

// BandRow counts customers by their value, From up to but not including To. It is a row of the table value_bands.
type BandRow struct {
	From      float64         `col:"from" unit:"currency" en:"expected value within the horizon from which the class goes" zh:"该档预期价值的下限（含）"`
	To        float64         `col:"to" unit:"currency" en:"value up to which it goes, not included; empty for the last" zh:"该档上限（不含）；最后一档为空"`
	Customers int             `col:"customers" unit:"customers" en:"customers in it" zh:"该档客户数"`
	Value     analytics.Total `col:"value" unit:"currency" en:"their expected value together" zh:"其预期价值合计"`
}

// BandsSchema describes the table value_bands.
var BandsSchema = analytics.SchemaOf[BandRow](analytics.Schema{
	Name:      "value_bands",
	Row:       "class of expected value",
	RowZH:     "预期价值的一档",
	Meaning:   "how many customers are worth how much",
	MeaningZH: "价值多少的客户各有多少",
})

// Bands lists the classes of value from the lowest to the highest, empty ones between included. The first, from 0 to 0.01, holds
// those who are worth next to nothing or cost more than they bring.
func (d *Distribution) Bands() []BandRow {
	var rows []BandRow
	bands := slices.SortedFunc(maps.Keys(d.bands), func(a, b band) int {
		return cmp.Or(cmp.Compare(a.power, b.power), cmp.Compare(a.digit, b.digit))
	})
	for i, b := range bands {
		if i > 0 && bands[i-1] != noBand {
			for gap := bands[i-1].next(); gap != b; gap = gap.next() {
				rows = append(rows, BandRow{From: gap.from(), To: gap.next().from()})
			}
		}
		rows = append(rows, BandRow{From: b.from(), To: b.to(), Customers: d.bands[b].customers, Value: d.bands[b].value})
	}
	return rows
}

// TenthRow is a tenth of the customers, the most valuable first. It is a row of the table value_tenths.
type TenthRow struct {
	Tenth     int     `col:"tenth" unit:"number" en:"1 is the most valuable tenth" zh:"1 为价值最高的十分之一"`
	Customers float64 `col:"customers" unit:"customers" en:"a tenth of the customers, which need not be a whole number" zh:"客户的十分之一，未必为整数"`
	Value     float64 `col:"value" unit:"currency" en:"their expected value within the horizon" zh:"其预测期内的预期价值"`
	Share     float64 `col:"share" unit:"share" en:"share of the value of all" zh:"占全部价值的比例"`
}

// TenthsSchema describes the table value_tenths.
var TenthsSchema = analytics.SchemaOf[TenthRow](analytics.Schema{
	Name:      "value_tenths",
	Row:       "tenth of the customers, the most valuable first",
	RowZH:     "客户的十分之一，价值高者在前",
	Meaning:   "how expected value is spread over customers",
	MeaningZH: "预期价值在客户间的分布",
})

// Tenths splits the customers into ten equal parts by value; nil where all together are not worth anything.
func (d *Distribution) Tenths() []TenthRow {
	total, each := d.Equity.Units(), float64(d.Customers)/10
	if !(total > 0) {
		return nil
	}
	rows := make([]TenthRow, 10)
	filled := 0.0 // customers placed so far
	for _, k := range slices.Backward(slices.Sorted(maps.Keys(d.classes))) {
		n := float64(d.classes[k].customers)
		value := d.classes[k].value.Units() / n
		for n > 1e-9 {
			i := min(int(filled/each+1e-12), 9)
			part := min(n, max(each*float64(i+1)-filled, 1e-9))
			if i == 9 {
				part = n
			}
			rows[i].Customers += part
			rows[i].Value += part * value
			filled, n = filled+part, n-part
		}
	}
	for i := range rows {
		rows[i].Tenth, rows[i].Share = i+1, rows[i].Value/total
	}
	return rows
}

// CohortRow is what the customers acquired in one period brought and are still worth. It is a row of the table value_cohorts.
type CohortRow struct {
	Cohort    string          `col:"cohort" en:"period of the first purchase" zh:"首购所在周期"`
	Start     analytics.Day   `col:"start" en:"its first day" zh:"该周期的第一天"`
	Customers int             `col:"customers" unit:"customers" en:"customers won in it" zh:"该周期获得的客户数"`
	Active    float64         `col:"active" unit:"customers" en:"how many of them the purchase model expects to buy again: the sum of p_alive" zh:"购买模型预计其中会再购买的客户数（p_alive 之和）"`
	Revenue   analytics.Total `col:"revenue" unit:"currency" en:"net revenue so far" zh:"迄今净收入"`
	Value     analytics.Total `col:"value" unit:"currency" en:"expected value within the horizon" zh:"预测期内的预期价值"`
	Each      float64         `col:"value_each" unit:"currency" en:"expected value within the horizon of one customer, on average" zh:"人均预期价值"`
	Error     float64         `col:"value_each_se" unit:"currency" en:"standard error of value_each, from how much customers differ; empty for one customer" zh:"value_each 的标准误（来自客户间差异）；只有一位客户则为空"`
}

// CohortsSchema describes the table value_cohorts.
var CohortsSchema = analytics.SchemaOf[CohortRow](analytics.Schema{
	Name:      "value_cohorts",
	Row:       "cohort of acquisition",
	RowZH:     "获客队列",
	Meaning:   "what customers won in a period have brought and are still worth",
	MeaningZH: "各时期获得的客户已带来多少、还值多少",
})

// Tables are the tables value_tenths, value_bands and value_cohorts.
func (d *Distribution) Tables() []analytics.Table {
	return []analytics.Table{analytics.TableOf(TenthsSchema, d.Tenths()), analytics.TableOf(BandsSchema, d.Bands()), analytics.TableOf(CohortsSchema, d.Cohorts())}
}

func (c *cohort) error() float64 {
	n := float64(c.customers)
	mean := c.value.Units() / n
	return math.Sqrt(max(0, c.squares/n-mean*mean) / (n - 1))
}

// Cohorts lists the acquisition cohorts in time order.
func (d *Distribution) Cohorts() []CohortRow {
	var rows []CohortRow
	for _, k := range slices.Sorted(maps.Keys(d.cohorts)) {
		c := d.cohorts[k]
		rows = append(rows, CohortRow{d.grain.Label(k), d.grain.Start(k), c.customers, c.active, c.revenue, c.value, c.value.Units() / float64(c.customers), c.error()})
	}
	return rows
}

// surely is how many standard errors a cohort must lie beyond the average to stand out: few enough false alarms for the best of many.
const surely = 3

// Against is the verdict on what a customer of the cohort is worth against the average of all.
func (c CohortRow) Against(average float64) analytics.Verdict {
	each := c.Value.Units() / float64(c.Customers)
	return analytics.Apart(each-surely*c.Error, each+surely*c.Error, average, average)
}
