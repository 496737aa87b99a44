package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"regulars/analytics"
)

// TotalRow is what the whole business is expected to take in one of the months to come: from the customers of today, and from customers who are still to
// be won. It is a row of the table forecast_total.
type TotalRow struct {
	Month     analytics.Day `col:"month" en:"first day of the month" zh:"月份的第一天"`
	From      analytics.Day `col:"from" en:"first day forecast in it" zh:"其中预测的第一天"`
	To        analytics.Day `col:"to" en:"last day forecast in it" zh:"其中预测的最后一天"`
	Today     float64       `col:"todays_customers" unit:"currency" en:"net revenue expected from the customers won so far" zh:"已购客户的预期净收入"`
	Won       float64       `col:"new_customers" unit:"customers" en:"customers expected to be won in the month" zh:"该月预期新增客户数"`
	New       float64       `col:"from_new_customers" unit:"currency" en:"net revenue expected from customers won after the as-of date" zh:"报告日之后新增客户的预期净收入"`
	Expected  float64       `col:"expected" unit:"currency" en:"net revenue expected in all" zh:"预期净收入合计"`
	Low       float64       `col:"low" unit:"currency" en:"nine times in ten the month brings no less, by past errors at rolling origins; empty where these cannot be told" zh:"按滚动起点的历史误差，十次中九次不低于此；无法判断时为空"`
	High      float64       `col:"high" unit:"currency" en:"nine times in ten the month brings no more, likewise" zh:"同上，十次中九次不高于此"`
	deviation float64       // of its logarithm, as the model reckons
}

// ForecastTotalSchema describes the table forecast_total.
var ForecastTotalSchema = analytics.SchemaOf[TotalRow](analytics.Schema{
	Name:      "forecast_total",
	Row:       "month to come",
	RowZH:     "未来的一个月",
	Meaning:   "what the whole business is expected to take, by month: customers of today and customers still to be won",
	MeaningZH: "整个业务未来各月的预期净收入：已购客户与未来新客",
})

// BusinessTable is the table forecast_total.
func BusinessTable(rows []TotalRow) analytics.Table {
	return analytics.TableOf(ForecastTotalSchema, rows)
}

// Business is what the whole business is expected to take in the months that Monthly tells.
//
// Customers to be won: first purchases by month, log-linear with a trend that fades and, from two years on, the season of first purchases; what one is
// worth by age: what first days brought a customer in the last year, and the repeat purchases that the model expects of a new customer times what such
// purchases brought. Today's customers: what the model expects of each times what each is expected to spend, of the customers of the panel, of whom the
// mean purchase is taken for that of all.
func (b *Base) Business(m *Models, months []MonthRow) []TotalRow {
	if len(months) == 0 || len(b.panel.members) == 0 {
		return nil
	}
	asOf, pasts := b.question.AsOf, []past(nil)
	for i := range b.panel.sorted() {
		if p, bought := b.panel.members[i].until(asOf); bought {
			pasts = append(pasts, p)
		}
	}
	histories, spend := m.read(pasts, asOf)
	var times []float64
	var spans [][2]analytics.Day
	for _, r := range months {
		times = append(times, m.Chosen.clock.units(asOf, float64(r.To-asOf)))
		spans = append(spans, [2]analytics.Day{r.From, r.To})
	}
	seen := foresee(m.Chosen, histories, spend, times)
	until, sum, before := make([]float64, len(times)), 0.0, [2]float64{}
	for i, r := range months {
		if purchases := seen.purchases[i] - before[0]; purchases > 0 {
			sum += r.Expected * (seen.money[i] - before[1]) / purchases
		}
		until[i], before = sum, [2]float64{seen.purchases[i], seen.money[i]}
	}
	rows := m.business(&b.calendar, asOf, spans, until, math.Hypot(m.Season.Noise, seen.doubt))
	for i := range rows {
		r := &rows[i]
		r.Month = months[i].Start
		half := ninety * r.deviation * m.widths.whole
		r.Low, r.High = r.Expected*math.Exp(-half), r.Expected*math.Exp(half)
	}
	return rows
}

// business looks ahead by spans of days that follow one another; until is what today's customers bring up to the end of each, off how far off their
// purchases may be.
func (m *Models) business(c *calendar, asOf analytics.Day, spans [][2]analytics.Day, until []float64, off float64) []TotalRow {
	rows, fit := make([]TotalRow, len(spans)), m.Chosen
	a := c.arrivals()
	first, each := c.worth(), m.repeatSpend()
	end := spans[len(spans)-1][1]
	perDay := make([]float64, int(end-asOf)+1) // of new customers
	for i := range perDay {
		perDay[i] = a.on(asOf + analytics.Day(i))
	}
	repeats, before := 0.0, 0.0
	for i, span := range spans {
		r := &rows[i]
		r.From, r.To = span[0], span[1]
		if r.Today = until[i]; i > 0 {
			r.Today -= until[i-1]
		}
		for d := r.From; d <= r.To; d++ {
			r.Won += perDay[d-asOf]
		}
		repeats = 0
		at := fit.clock.units(asOf, float64(r.To-asOf))
		for d := 1; d <= int(r.To-asOf); d++ {
			if age := at - fit.clock.units(asOf, float64(d)); age > 0 {
				repeats += perDay[d] * fit.Purchases.Expected(0, 0, 0, age)
			}
		}
		r.New = r.Won*first + (repeats-before)*each
		before = repeats
		r.Expected = r.Today + r.New
		ahead := float64(r.To-asOf) / 30
		chance := math.Sqrt(3 / max(1, r.Expected/max(each, first, 1e-9))) // of a few purchases, whose amounts differ too
		unsure := math.Hypot(a.noise, a.doubt*ahead)
		r.deviation = math.Hypot(chance, math.Hypot(off*r.Today, unsure*r.New)/max(r.Expected, 1e-9))
		if math.IsNaN(off) {
			r.deviation = math.NaN()
		}
	}
	return rows
}

// repeatSpend is what repeat purchases brought on an average.
func (m *Models) repeatSpend() float64 {
	if m.each == 0 {
		return m.mean
	}
	return m.each
}

// worth is what first days brought a customer won in the last year, refunds of their orders taken off.
func (c *calendar) worth() float64 {
	sum, n := analytics.Total{}, 0
	for i := max(0, len(c.births)-365); i < len(c.births); i++ {
		sum.Add(c.won[i])
		n += c.births[i]
	}
	return sum.Units() / float64(max(n, 1))
}

// arrivals are the customers to be won.
type arrivals struct {
	month func(period int) float64 // expected in a calendar month
	noise float64                  // of the logarithm of a month
	doubt float64                  // of the trend a month ahead
}

func (a *arrivals) on(day analytics.Day) float64 {
	p := analytics.ByMonth.Period(day)
	return a.month(p) / float64(analytics.ByMonth.End(p)-analytics.ByMonth.Start(p)+1)
}

const (
	settled   = 3   // months at the beginning, in which customers seem new who are not, left out where there are enough
	recent    = 6   // months that tell the level where there is no season
	yearsBack = 36  // months at most that acquisition goes by
	fading    = 0.9 // of what is left of the trend a month later
)

// arrivals fits the months of acquisition.
func (c *calendar) arrivals() arrivals {
	first, last := c.months()
	var logs []float64
	for p := first; p <= last; p++ {
		n := 0.5
		for d := analytics.ByMonth.Start(p); d <= analytics.ByMonth.End(p); d++ {
			n += float64(c.births[d-c.start])
		}
		logs = append(logs, math.Log(n))
	}
	if n := len(logs); n >= 24+settled {
		logs = logs[max(settled, n-yearsBack):]
	} else if n >= recent+settled {
		logs = logs[settled:]
	}
	switch n := len(logs); {
	case n == 0:
		total := 0
		for _, b := range c.births {
			total += b
		}
		rate := float64(total) / float64(max(len(c.births), 1)) * 30
		return arrivals{func(int) float64 { return rate }, 0.5, 0.1}
	case n < 24:
		level, noise := meanAndSpread(logs[max(0, n-recent):])
		return arrivals{func(int) float64 { return math.Exp(level) }, max(noise, 0.2), 0.05}
	default:
		return seasonalArrivals(logs, last)
	}
}

func meanAndSpread(list []float64) (mean, spread float64) {
	for _, x := range list {
		mean += x / float64(len(list))
	}
	for _, x := range list {
		spread += (x - mean) * (x - mean) / float64(max(len(list)-1, 1))
	}
	return mean, math.Sqrt(spread)
}

// seasonalArrivals fits level, trend and calendar months by least squares on logarithms; the last month is of the given period.
func seasonalArrivals(logs []float64, last int) arrivals {
	n := len(logs)
	design := mat.NewDense(n, 13, nil)
	for i := range logs {
		design.Set(i, ((last-n+1+i)%12+12)%12, 1)
		design.Set(i, 12, float64(i-n+1))
	}
	var gram mat.SymDense
	gram.SymOuterK(1, design.T())
	var factor mat.Cholesky
	var right, beta mat.VecDense
	right.MulVec(design.T(), mat.NewVecDense(n, logs))
	if !factor.Factorize(&gram) || factor.SolveVecTo(&beta, &right) != nil {
		level, noise := meanAndSpread(logs[n-12:])
		return arrivals{func(int) float64 { return math.Exp(level) }, noise, 0.05}
	}
	var fitted mat.VecDense
	fitted.MulVec(design, &beta)
	square := 0.0
	for i, y := range logs {
		square += (y - fitted.AtVec(i)) * (y - fitted.AtVec(i))
	}
	noise := math.Sqrt(square / float64(max(n-13, 1)))
	var inverse mat.SymDense
	doubt := 0.05
	if factor.InverseTo(&inverse) == nil {
		doubt = noise * math.Sqrt(inverse.At(12, 12))
	}
	trend := beta.AtVec(12)
	return arrivals{func(period int) float64 {
		grown := trend * fading * (1 - math.Pow(fading, float64(period-last))) / (1 - fading)
		return math.Exp(beta.AtVec((period%12+12)%12) + grown)
	}, noise, doubt}
}
