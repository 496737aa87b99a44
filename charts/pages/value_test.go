package pages

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/charts"
)

// valueInput is a Value page of 600 customers, made through the models themselves.
func valueInput(t testing.TB) ValueInput { return valueInputBy(t, lifetime.Auto) }

// valueInputBy is the same with the purchase model asked for by name.
func valueInputBy(t testing.TB, model string) ValueInput {
	t.Helper()
	return valueInputOf(t, model, buyer)
}

// valueInputOf is the same of 600 other customers.
func valueInputOf(t testing.TB, model string, buyer func(i int) analytics.Customer) ValueInput {
	t.Helper()
	q := analytics.Question{Start: asOf - 399, AsOf: asOf, Horizon: 365, DiscountRate: 0.1, Model: model, Period: analytics.ByMonth}
	var customers []analytics.Customer
	for i := range 600 {
		customers = append(customers, buyer(i))
	}
	base := lifetime.NewBase(q)
	for i := range customers {
		base.Add(&customers[i])
	}
	in := ValueInput{Currency: "GBP", AsOf: asOf, Horizon: 365, Discount: 0.1, MinGroup: 10, Models: base.Models(model)}
	in.Check = base.Check(model)
	in.Once, in.Months = base.Once(&in.Models, &in.Check), base.Monthly(&in.Models)
	in.Worth = lifetime.NewDistribution(analytics.ByMonth)
	scorer := lifetime.NewScorer(base, in.Models, q)
	for i := range customers {
		s := customers[i].Summary()
		in.Worth.Add(s, scorer.Score(&customers[i], s))
	}
	return in
}

// buyer is a customer whose gaps, end and spend depend on i without chance.
func buyer(i int) analytics.Customer {
	var c analytics.Customer
	first, gap, last := asOf-399+analytics.Day(i%350), analytics.Day(5+(i*37)%90), 20+(i*53)%500
	for k := 0; first+analytics.Day(k)*gap <= asOf && k*int(gap) <= last; k++ {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(k), Day: first + analytics.Day(k)*gap, Purchases: 1, NewOrder: true,
			Gross: analytics.MoneyOf(float64(5+(i*29)%80) * (1 + float64((k*7)%5)/10))})
	}
	return c
}

// clockwork is a customer who buys every so many days, some often and some rarely, and never leaves: what such customers have done
// they go on doing, and there is no chance in it for a model to reckon with.
func clockwork(i int) (c analytics.Customer) {
	gap := []analytics.Day{4, 9, 20, 45}[i%4]
	for day := asOf - 399 + analytics.Day(i%40); day <= asOf; day += gap {
		c.Rows = append(c.Rows, analytics.Row{Order: uint64(day), Day: day, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(20 + float64(i%7) + float64(int(day)%5))})
	}
	return c
}

// saysBoth checks that a text is whole in both languages.
func saysBoth(t *testing.T, what string, s charts.Text) {
	t.Helper()
	if s.EN == "" || s.ZH == "" || strings.Contains(s.EN+s.ZH, "%!") || strings.Contains(s.EN+s.ZH, "NaN") || strings.Contains(s.EN, "–.") {
		t.Errorf("%s: %q, %q", what, s.EN, s.ZH)
	}
	if !strings.ContainsFunc(s.ZH, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s is not Chinese: %q", what, s.ZH)
	}
	if strings.ContainsFunc(s.EN, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		t.Errorf("%s is not English: %q", what, s.EN)
	}
}

func checkValuePage(t *testing.T, p charts.Page) {
	t.Helper()
	saysBoth(t, "answer", p.Answer)
	checkWording(t, p)
	for _, c := range p.Cards {
		saysBoth(t, "card", c.Label)
	}
	for _, s := range p.Sections {
		saysBoth(t, s.ID+" title", s.Title)
		if !s.Small.IsZero() {
			saysBoth(t, s.ID+" small", s.Small)
			continue
		}
		saysBoth(t, s.ID+" what", s.What)
		saysBoth(t, s.ID+" note", s.Note)
		saysBoth(t, s.ID+" definition", s.Definition)
	}
	dir := t.TempDir()
	if err := charts.Write(dir, charts.Report{Header: charts.Header{AsOf: asOf, Compare: asOf - 30, Run: "1", Currency: "GBP"}, Pages: []charts.Page{p}}); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Stat(filepath.Join(dir, "value.html")); err != nil || f.Size() > 150_000 {
		t.Errorf("the page weighs %v, %v", f, err)
	}
}

func TestValuePage(t *testing.T) {
	in := valueInput(t)
	p := Value(in)
	checkValuePage(t, p)
	if len(p.Sections) != 10 || len(p.Cards) != 4 {
		t.Errorf("%d sections, %d cards", len(p.Sections), len(p.Cards))
	}
	in.HasCost = true
	if with := Value(in); !strings.Contains(with.Answer.EN, "margin") {
		t.Errorf("costs are known, but the answer is %q", with.Answer.EN)
	} else {
		checkValuePage(t, with)
	}
}

// The answer begins with the verdict unless the forecast beats both simple rules.
func TestValueVerdicts(t *testing.T) {
	in := valueInput(t)
	better := lifetime.Accuracy{Gain: 0.2, Low: 0.1, High: 0.3}
	even := lifetime.Accuracy{Gain: 0, Low: -0.1, High: 0.1}
	worse := lifetime.Accuracy{Gain: -0.2, Low: -0.3, High: -0.1}
	for _, c := range []struct {
		rate, period lifetime.Accuracy
		begins       string
	}{
		{better, better, "Customers won so far are expected"}, {better, even, "The forecast has not shown"}, {even, even, "The forecast has not shown"},
		{worse, better, "Do not plan"}, {better, worse, "Do not plan"},
	} {
		in.Check.SameRate, in.Check.SamePeriod = c.rate, c.period
		p := Value(in)
		checkValuePage(t, p)
		if !strings.HasPrefix(p.Answer.EN, c.begins) {
			t.Errorf("the answer is %q, it should begin %q", p.Answer.EN, c.begins)
		}
	}
	in.Check = lifetime.Check{Note: lifetime.Note{EN: "The data cover less than eight weeks.", ZH: "数据不足八周。"}}
	p := Value(in)
	checkValuePage(t, p)
	if !strings.HasPrefix(p.Answer.EN, "The forecast has not been checked. The data cover") {
		t.Errorf("unchecked: %q", p.Answer.EN)
	}
	in.Models.Chosen, in.Models.Note = nil, lifetime.Note{EN: "Nothing is forecast.", ZH: "不作预测。"}
	in.Models.Spend = lifetime.SpendFit{Fit: lifetime.Fit{Model: lifetime.GammaGammaName, LogLikelihood: math.NaN(), AIC: math.NaN(), BIC: math.NaN()}}
	if p := Value(in); len(p.Sections) != 1 || p.Answer.EN != "Nothing is forecast." {
		t.Errorf("without a model: %q and %d sections", p.Answer.EN, len(p.Sections))
	} else {
		checkValuePage(t, p)
	}
}

// Of customers who buy like clockwork the rule that everyone goes on at the same rate knows all there is to know. The page says so first, and
// gives the figures of the rules before any other.
func TestModelLoses(t *testing.T) {
	in := valueInputOf(t, lifetime.Auto, clockwork)
	if v := in.Check.Verdict(); v != lifetime.Loses {
		t.Fatalf("the verdict is %q: %+v", v, in.Check.SameRate)
	}
	p := Value(in)
	checkValuePage(t, p)
	model, rule := charts.Number(in.Check.Forecast.MAE), charts.Number(in.Check.SameRate.MAE)
	for _, x := range [][2]string{
		{p.Answer.EN, "Do not plan on this forecast: over the last 204 days it was off by " + model.EN + " purchases a customer, the simple rule that everyone goes on at the same rate by only " + rule.EN + "."},
		{p.Answer.ZH, "请勿依赖该预测：在最近 204 天里，它人均偏差 " + model.ZH + " 次购买，而简单方法（每人购买频率不变）只偏差 " + rule.ZH + " 次。"},
	} {
		if !strings.HasPrefix(x[0], x[1]) {
			t.Errorf("the answer is %q, it should begin %q", x[0], x[1])
		}
	}
	saysBoth(t, "brief", p.Brief)
	if !strings.HasPrefix(p.Brief.EN, "Do not plan on the forecast: a simple rule came closer") || !strings.Contains(p.Brief.ZH, "简单方法更接近") {
		t.Errorf("the start page quotes %q", p.Brief.EN)
	}
	in.Check.SameRate.Low, in.Check.SameRate.High = -1, 1
	saysBoth(t, "undecided", Value(in).Brief)
	if got := Value(in).Answer.EN; !strings.Contains(got, "by "+rule.EN+", and the difference may be chance.") {
		t.Errorf("undecided: %q", got)
	}
	note := p.Cards[len(p.Cards)-1].Note
	saysBoth(t, "card", note)
	if want := "rules: at the same rate " + bias(in.Check.SameRate).EN + ", as often as before " + bias(in.Check.SamePeriod).EN; !strings.HasSuffix(note.EN, want) {
		t.Errorf("the card says %q, not %q", note.EN, want)
	}
	first := p.Sections[0]
	if first.ID != "accuracy" || len(first.Table.Rows) != 3 || first.Table.Rows[1][4] != in.Check.SameRate.MAE {
		t.Errorf("the first section is %s: %v", first.ID, first.Table.Rows)
	}
	in.Check.SamePeriod.Gain = in.Check.SameRate.Gain - 1
	if p := Value(in); !strings.Contains(p.Answer.EN, "that everyone buys as often again as before") || !strings.Contains(p.Answer.ZH, "每人购买次数不变") {
		t.Errorf("the other rule came closest: %q", p.Answer.EN)
	}
}

func TestValueBias(t *testing.T) {
	in := valueInput(t)
	for b, want := range map[float64]string{-0.121: "12.1% too low", 0.3: "30% too high", 0.001: "within half a per cent"} {
		in.Check.Forecast.Bias = b
		saysBoth(t, "bias", bias(in.Check.Forecast))
		if got := bias(in.Check.Forecast).EN; got != want {
			t.Errorf("a bias of %g is %q, want %q", b, got, want)
		}
	}
	in.Check.Forecast.Bias = math.NaN()
	saysBoth(t, "no bias", bias(in.Check.Forecast))
}

func TestValueTrackingTitles(t *testing.T) {
	in := valueInput(t)
	for actual, want := range map[int]string{1000: "as close as chance", 1500: "more than the model expected", 500: "fewer than the model expected"} {
		in.Check.Tracking = []lifetime.TrackingRow{{Week: 9, End: asOf, Actual: actual, Expected: 1010, Low: 900, High: 1100}}
		title := in.trackingTitle()
		saysBoth(t, "tracking", title)
		if !strings.Contains(title.EN, want) {
			t.Errorf("%d bought: %q, want %q", actual, title.EN, want)
		}
	}
}

// Three years of weeks are too many to read: every second is shown, and the last.
func TestValueTrackingIsThinned(t *testing.T) {
	for n, want := range map[int][2]int{1: {1, 1}, 80: {80, 1}, 81: {41, 1}, 157: {79, 1}, 160: {80, 2}, 161: {54, 2}} {
		rows := make([]lifetime.TrackingRow, n)
		for i := range rows {
			rows[i].Week = i + 1
		}
		shown := thinned(rows)
		if len(shown) != want[0] || shown[0].Week != want[1] || shown[len(shown)-1].Week != n {
			t.Errorf("of %d weeks %d are shown, from %d to %d", n, len(shown), shown[0].Week, shown[len(shown)-1].Week)
		}
	}
}

func TestValueHoldoutTitles(t *testing.T) {
	in := valueInput(t)
	in.Check.Forecast.Actual = 100
	for _, c := range []struct {
		actual float64
		want   string
	}{{1, "alike"}, {1.5, "50 purchases more"}, {0.5, "50 purchases fewer"}} {
		in.Check.Holdout = []lifetime.HoldoutRow{{X: 0, Customers: 10, Actual: 1, Expected: 1}, {X: 7, Customers: 100, Actual: c.actual, Expected: 1}}
		title := in.holdoutTitle()
		saysBoth(t, "holdout", title)
		if !strings.Contains(title.EN, c.want) {
			t.Errorf("%q, want %q", title.EN, c.want)
		}
	}
	in.Check.Holdout[1].X = 1
	if en := in.holdoutTitle().EN; !strings.Contains(en, "customers with 1 repeat purchase:") {
		t.Error(en)
	}
}

// Classes and tenths of too few customers are not shown.
func TestSmallClassesOfValue(t *testing.T) {
	in := valueInput(t)
	hidden := func() (n int) {
		for _, row := range in.spread().Table.Rows {
			if row[1] == (both("under "+charts.Count(in.MinGroup).EN, "少于 "+charts.Count(in.MinGroup).ZH)) && row[2] == nil && row[3] == nil {
				n++
			} else if n, ok := row[1].(int); !ok || n > 0 && n < in.MinGroup {
				t.Errorf("%v is shown", row)
			}
		}
		return n
	}
	in.MinGroup = 0
	if hidden() > 0 || in.tenths().Chart == nil {
		t.Error("something is hidden though any group may be shown")
	}
	in.MinGroup = in.Worth.Customers / 9
	if n := hidden(); n == 0 || !strings.Contains(in.spread().Note.EN, "Not shown: "+charts.Plural(n, "group", "groups", "").EN) {
		t.Errorf("%d classes are hidden: %s", n, in.spread().Note.EN)
	}
	if s := in.tenths(); s.Chart != nil || s.Table != nil || s.Small.IsZero() {
		t.Error("tenths of too few customers are shown")
	}
}

func TestValueSpreadTitles(t *testing.T) {
	in := valueInput(t)
	even := make([]lifetime.TenthRow, 10)
	for i := range even {
		even[i] = lifetime.TenthRow{Tenth: i + 1, Share: 0.1}
	}
	steep := append([]lifetime.TenthRow{{Tenth: 1, Share: 0.6}}, even[1:]...)
	middle := append([]lifetime.TenthRow{{Tenth: 1, Share: 0.4}, {Tenth: 2, Share: 0.2}}, even[2:]...)
	for _, c := range []struct {
		rows []lifetime.TenthRow
		want string
	}{{even, "spread evenly"}, {steep, "these alone hold half"}, {middle, "the first two tenths hold half"}} {
		title := in.tenthsTitle(c.rows)
		saysBoth(t, "tenths", title)
		if !strings.Contains(title.EN, c.want) {
			t.Errorf("%q, want %q", title.EN, c.want)
		}
	}
	low := []lifetime.BandRow{{To: 0.01, Customers: 2}, {From: 0.01, To: 0.02, Customers: 3}, {From: 0.02, To: 0.05, Customers: 7}, {From: 0.05, To: 0.1, Customers: 1}}
	if got := foldLow(low, 1); len(got) != 2 || got[0].Customers != 12 || got[0].From != 0 || got[0].To != 0.05 {
		t.Errorf("%+v", got)
	}
	if got := foldLow(low, 0.2); len(got) != 4 {
		t.Errorf("one low class alone became %+v", got)
	}
	saysBoth(t, "spread", in.spreadTitle(0, lifetime.BandRow{To: 0.01, Customers: 600}))
	saysBoth(t, "spread", in.spreadTitle(300, lifetime.BandRow{From: 10, To: 20, Customers: 600}))
}

func TestValueCohortTitles(t *testing.T) {
	in := valueInput(t)
	cohort := func(name string, each float64) lifetime.CohortRow {
		c := lifetime.CohortRow{Cohort: name, Customers: 100}
		c.Value.Add(analytics.MoneyOf(100 * each))
		return c
	}
	average := in.Worth.Equity.Units() / float64(in.Worth.Customers)
	title := in.cohortsTitle([]lifetime.CohortRow{cohort("2011-01", average), cohort("2011-02", 2*average)})
	saysBoth(t, "best cohort", title)
	if !strings.Contains(title.EN, "2011-02") {
		t.Errorf("%q", title.EN)
	}
	noisy := cohort("2011-02", 2*average)
	noisy.Error = average / 2
	title = in.cohortsTitle([]lifetime.CohortRow{cohort("2011-01", 0.99*average), noisy}) // the money of an average is rounded, so it may lie above it
	saysBoth(t, "no best cohort", title)
	if !strings.Contains(title.EN, "No period stands out") {
		t.Errorf("noise is no finding: %q", title.EN)
	}
	saysBoth(t, "one cohort", in.cohortsTitle([]lifetime.CohortRow{cohort("2011-01", 9*average)}))
	in.MinGroup = 590
	saysBoth(t, "small cohorts", in.cohorts().Small)
	in.MinGroup = 1000
	checkValuePage(t, Value(in))
}

func TestValueParameterTitles(t *testing.T) {
	in := valueInput(t)
	for leave, want := range map[float64]string{0.25: "25% leave for good", 0.001: "hardly anyone"} {
		in.Models.Chosen.Parameters = []lifetime.Parameter{{Name: "r", Value: 0.5}, {Name: "alpha", Value: 30}, {Name: "a", Value: leave}, {Name: "b", Value: 1 - leave}}
		title := in.parametersTitle()
		saysBoth(t, "parameters", title)
		if !strings.Contains(title.EN, want) || !strings.Contains(title.EN, "60 days") {
			t.Errorf("%q, want %q", title.EN, want)
		}
	}
	in.Models.Chosen.Parameters = nil
	saysBoth(t, "parameters", in.parametersTitle())
}

func TestValueWhereNobodySeemsToLeave(t *testing.T) {
	in := valueInput(t)
	in.Models.Chosen.Status = lifetime.Boundary
	answer := in.answer()
	saysBoth(t, "answer", answer)
	if !strings.Contains(answer.EN, "do not show who has left for good") || !strings.Contains(answer.ZH, "看不出谁已永久离开") {
		t.Error(answer)
	}
	for _, c := range in.cards() {
		if c.Label.EN == "Customers the model expects to buy again" {
			t.Error("a card says who is likely active")
		}
	}
}
