package loyalty

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/analytics"
)

var _ analytics.Accumulator[*Curve] = (*Curve)(nil)

var (
	asOf    = analytics.NewDay(2024, 12, 31)
	names   = []string{"overall", "price", "service"}
	missing = math.NaN()
)

func question() analytics.Question {
	return analytics.Question{AsOf: asOf, Horizon: 365, MinGroup: 10, Labels: analytics.NewLabels(names)}
}

func answer(dimension string, day analytics.Day, experience float64) analytics.Answer {
	return analytics.Answer{
		Day: day, Dimension: analytics.Label(slices.Index(names, dimension) + 1), Experience: experience, Expectation: missing,
		Importance: missing, Ideal: missing, Recommend: missing, ScaleMin: missing, ScaleMax: missing,
	}
}

func scaled(a analytics.Answer, low, high float64) analytics.Answer {
	a.ScaleMin, a.ScaleMax = low, high
	return a
}

func purchase(day analytics.Day, units float64) analytics.Row {
	return analytics.Row{Order: uint64(day), Day: day, Purchases: 1, NewOrder: true, Gross: analytics.MoneyOf(units)}
}

func refund(day analytics.Day, units float64) analytics.Row {
	return analytics.Row{Order: uint64(day) + 1<<32, Day: day, Refunds: 1, Refunded: analytics.MoneyOf(units)}
}

// customer buys a year before the as-of date, answers ten days later and buys again or not.
func customer(score float64, again bool) analytics.Customer {
	c := analytics.Customer{
		Rows:    []analytics.Row{purchase(asOf-365, 10)},
		Answers: []analytics.Answer{answer("overall", asOf-355, score)},
	}
	if again {
		c.Rows = append(c.Rows, purchase(asOf-300, 20))
	}
	return c
}

func curve(q analytics.Question, customers ...analytics.Customer) *Result {
	c := New(q)
	for i := range customers {
		c.Add(&customers[i])
	}
	return c.Result()
}

func check(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if !(math.Abs(got-want) <= within) && !(math.IsNaN(got) && math.IsNaN(want)) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}

// The answers of 6,366 people of the statsmodels data set fair: marriage rated 1–5, and whether they were loyal.
var fair = []struct{ score, n, loyal int }{{1, 99, 25}, {2, 348, 127}, {3, 993, 446}, {4, 2242, 1518}, {5, 2684, 2197}}

func fairCurve() *Result {
	var customers []analytics.Customer
	for _, level := range fair {
		for i := range level.n {
			customers = append(customers, customer(float64(level.score), i < level.loyal))
		}
	}
	return curve(question(), customers...)
}

// Published: scipy 1.17 and statsmodels 0.15 on fair; ../shared/oracles/satisfaction.json.
func TestFairFigures(t *testing.T) {
	r := fairCurve()
	if r.Customers != 6366 || len(r.Levels) != 5 || r.Days != 180 || r.Basis != Overall || r.Binned {
		t.Fatalf("got %+v", r)
	}
	check(t, "rate of 1", r.Levels[0].Rate, 0.25252525252525254, 1e-15)
	check(t, "low of 1", r.Levels[0].Low, 0.17729376939697622, 1e-15)
	check(t, "high of 5", r.Levels[4].High, 0.8326756842596091, 1e-15)
	check(t, "rho", r.Rank.Value, 0.3228570251746946, 1e-12)
	check(t, "rho low", r.Rank.Low, 0.30010090140465673, 1e-12)
	check(t, "rho high", r.Rank.High, 0.3452458858975626, 1e-12)
	check(t, "tau", r.Concordant.Value, 0.3015219663956716, 1e-12)
	check(t, "tau low", r.Concordant.Low, 0.2866834592542707, 1e-12)
	check(t, "tau high", r.Concordant.High, 0.3162158392744204, 1e-12)
}

func TestFairOracle(t *testing.T) {
	var file struct {
		Loyalty struct {
			Levels []struct {
				Level, P float64
				N, Loyal int64
				Wilson95 []float64
			}
			Isotonic []float64 `json:"isotonic_weighted"`
		} `json:"fair_satisfaction_loyalty"`
	}
	dir := os.Getenv("REGULARS_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(dir, "oracles", "satisfaction.json"))
	if os.IsNotExist(err) {
		t.Skip("needs ../shared")
	}
	if err == nil {
		err = json.Unmarshal(text, &file)
	}
	if err != nil {
		t.Fatal(err)
	}
	r := fairCurve()
	if len(file.Loyalty.Levels) != len(r.Levels) {
		t.Fatalf("%d levels in the oracle", len(file.Loyalty.Levels))
	}
	for i, want := range file.Loyalty.Levels {
		got := r.Levels[i]
		if got.Score != want.Level || got.N != want.N || got.Repurchased != want.Loyal {
			t.Errorf("level %v: got %+v", want.Level, got)
		}
		check(t, "rate", got.Rate, want.P, 1e-15)
		check(t, "low", got.Low, want.Wilson95[0], 1e-14)
		check(t, "high", got.High, want.Wilson95[1], 1e-14)
		check(t, "isotonic", got.Isotonic, file.Loyalty.Isotonic[i], 1e-14)
	}
}

func TestIsotonicPoolsWhatFalls(t *testing.T) {
	levels := []Level{{N: 10, Repurchased: 2}, {N: 10, Repurchased: 6}, {N: 30, Repurchased: 6}, {N: 10, Repurchased: 3}, {N: 5, Repurchased: 5}}
	isotonic(levels)
	for i, want := range []float64{.2, .3, .3, .3, 1} {
		check(t, "isotonic", levels[i].Isotonic, want, 1e-15)
	}
}

func TestWhatCountsAsBuyingAgain(t *testing.T) {
	day := asOf - 200
	at := func(rows ...analytics.Row) *Result {
		c := analytics.Customer{Rows: rows, Answers: []analytics.Answer{answer("overall", day, 4)}}
		return curve(question(), c)
	}
	first := purchase(day-30, 5)
	for _, x := range []struct {
		what  string
		r     *Result
		again int64
	}{
		{"nothing after", at(first), 0},
		{"on the day of the answer", at(first, purchase(day, 5)), 0},
		{"the day after", at(first, purchase(day+1, 5)), 1},
		{"on the last day of the follow-up", at(first, purchase(day+180, 5)), 1},
		{"a day too late", at(first, purchase(day+181, 5)), 0},
		{"a refund only", at(first, refund(day+5, 5)), 0},
		{"a free purchase", at(first, purchase(day+5, 0)), 1},
		{"first purchase on the day of the answer", at(purchase(day, 5), purchase(day+1, 5)), 1},
	} {
		if x.r.Customers != 1 || x.r.Again.Count != x.again || x.r.Days != 180 {
			t.Errorf("%s: got %d of %d within %d days", x.what, x.r.Again.Count, x.r.Customers, x.r.Days)
		}
	}
	r := at(first, purchase(day+1, 50), refund(day+2, 20), purchase(day+9, 7))
	if l := r.Levels[0]; l.Spend != 37 || l.Orders != 2 || !math.IsNaN(l.SpendLow) {
		t.Errorf("after the answer: %+v", l)
	}
}

func TestStrangersAndRecentAnswersDoNotCount(t *testing.T) {
	bought := []analytics.Row{purchase(asOf-400, 5)}
	customers := []analytics.Customer{
		{Answers: []analytics.Answer{answer("overall", asOf-300, 4)}},                                               // knows no purchase
		{Answers: []analytics.Answer{answer("overall", asOf-300, 4)}, Rows: []analytics.Row{purchase(asOf-290, 5)}}, // bought later
		{Answers: []analytics.Answer{answer("overall", asOf-300, 4)}, Rows: []analytics.Row{refund(asOf-310, 5)}},   // a refund is no purchase
		{Answers: []analytics.Answer{answer("overall", asOf-179, 4)}, Rows: bought},                                 // a day too recent
		{Answers: []analytics.Answer{answer("overall", asOf-180, 4)}, Rows: bought},
		{Answers: []analytics.Answer{answer("overall", asOf-180, missing)}, Rows: bought}, // no score
		{Rows: bought},
	}
	r := curve(question(), customers...)
	if r.Answered != 5 || r.Strangers != 3 || r.Recent != 1 || r.Customers != 1 {
		t.Errorf("got %+v", r)
	}
}

func TestNoOverlapWithTransactions(t *testing.T) {
	r := curve(question(), analytics.Customer{Answers: []analytics.Answer{answer("overall", asOf-300, 4)}},
		analytics.Customer{Rows: []analytics.Row{purchase(asOf-300, 1)}})
	if r.Answered != 1 || r.Strangers != 1 || r.Customers != 0 || len(r.Levels) != 0 || !math.IsNaN(r.Rank.Value) {
		t.Errorf("got %+v", r)
	}
	if n := r.Tables()[0].Record.NumRows(); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestTheFirstAnswerCounts(t *testing.T) {
	c := customer(2, true)
	c.Answers = append(c.Answers, answer("overall", asOf-200, 5))
	c.Answers = append([]analytics.Answer{answer("overall", asOf-360, missing)}, c.Answers...)
	if r := curve(question(), c); len(r.Levels) != 1 || r.Levels[0].Score != 2 {
		t.Errorf("got %+v", r.Levels)
	}
}

func TestFollowUpFitsTheData(t *testing.T) {
	answered := func(days ...analytics.Day) []analytics.Customer {
		var all []analytics.Customer
		for _, d := range days {
			all = append(all, analytics.Customer{
				Rows: []analytics.Row{purchase(asOf-400, 1)}, Answers: []analytics.Answer{answer("overall", asOf-d, 3)},
			})
		}
		return all
	}
	long := question()
	short, shortest := question(), question()
	short.Horizon, shortest.Horizon = 89, 7
	for _, x := range []struct {
		q    analytics.Question
		days []analytics.Day
		want int
	}{
		{long, []analytics.Day{180, 200, 10}, 180},
		{long, []analytics.Day{180, 170, 10}, 90},
		{long, []analytics.Day{180, 170}, 180},
		{long, []analytics.Day{5, 6}, 30},
		{short, []analytics.Day{300}, 60},
		{shortest, []analytics.Day{300}, 7},
	} {
		if got := curve(x.q, answered(x.days...)...).Days; got != x.want {
			t.Errorf("answers %v days ago, horizon %d: follow-up of %d days, want %d", x.days, x.q.Horizon, got, x.want)
		}
	}
}

func TestBasis(t *testing.T) {
	with := func(answers ...analytics.Answer) *Result {
		return curve(question(), analytics.Customer{Rows: []analytics.Row{purchase(asOf-400, 1)}, Answers: answers})
	}
	day := asOf - 300
	r := with(answer("overall", day, 4), answer("price", day, 1))
	if r.Basis != Overall || r.Levels[0].Score != 4 {
		t.Errorf("overall: %+v", r)
	}
	r = with(answer("price", day, 1))
	if r.Basis != Only || r.Dimension != "price" || r.Levels[0].Score != 1 {
		t.Errorf("only: %+v", r)
	}
	r = with(answer("price", day, 1), answer("service", day, 4), answer("price", day+1, 5))
	if r.Basis != Mean || r.Levels[0].Score != 2.5 {
		t.Errorf("mean: %+v", r)
	}
}

func TestScalesAreAligned(t *testing.T) {
	with := func(a analytics.Answer) analytics.Customer {
		return analytics.Customer{Rows: []analytics.Row{purchase(asOf-400, 1)}, Answers: []analytics.Answer{a}}
	}
	day := asOf - 300
	r := curve(question(),
		with(scaled(answer("overall", day, 4), 1, 5)), with(scaled(answer("overall", day, 5), 1, 5)),
		with(scaled(answer("overall", day, 75), 0, 100)), with(scaled(answer("overall", day, 101), 0, 100)),
		with(answer("overall", day, 2)), with(answer("overall", day, math.Inf(1))))
	var got []float64
	for _, l := range r.Levels {
		got = append(got, l.Score, float64(l.N))
	}
	if !slices.Equal(got, []float64{2, 1, 4, 2, 5, 1}) || r.Rescaled != 1 || r.Outside != 2 || r.Customers != 4 {
		t.Errorf("got %v, %+v", got, r)
	}
}

func TestManyScoresAreRounded(t *testing.T) {
	for _, x := range []struct {
		low, high, by float64
		first, second float64
		levels        int
	}{
		{0, 100, 1, 0, 10, 11}, {1, 5, 0.1, 1, 1.5, 9}, {1, 7, 0.25, 1, 2, 7}, {0, 1, 0.01, 0, 0.5, 3}, {0, 1000, 7, 0, 100, 11},
	} {
		var customers []analytics.Customer
		for s := x.low; s <= x.high+1e-9; s += x.by {
			customers = append(customers, customer(s, true))
		}
		r := curve(question(), customers...)
		if !r.Binned || len(r.Levels) != x.levels || r.Levels[0].Score != x.first || r.Levels[1].Score != x.second || r.Customers != int64(len(customers)) {
			t.Errorf("%v … %v: %d levels from %+v", x.low, x.high, len(r.Levels), r.Levels[:2])
		}
	}
}

func TestOneCustomerAndAllEqual(t *testing.T) {
	one := curve(question(), customer(4, true))
	if one.Customers != 1 || one.Levels[0].Rate != 1 || one.Levels[0].Low > 0.3 || !math.IsNaN(one.Rank.Value) {
		t.Errorf("got %+v", one)
	}
	var same []analytics.Customer
	for i := range 30 {
		same = append(same, customer(4, i%2 == 0))
	}
	if r := curve(question(), same...); !math.IsNaN(r.Rank.Value) || !math.IsNaN(r.Concordant.Value) || r.Levels[0].Rate != .5 {
		t.Errorf("all scores equal: %+v", r)
	}
	perfect := curve(question(), customer(1, false), customer(1, false), customer(5, true), customer(5, true))
	check(t, "perfect", perfect.Rank.Value, 1, 1e-15)
	if few := perfect.Concordant; !math.IsNaN(few.Low) {
		t.Errorf("an interval from four customers: %+v", few)
	}
}

// random makes customers whose purchases and answers fall anywhere.
func random(r *rand.Rand, n int) []analytics.Customer {
	all := make([]analytics.Customer, n)
	for i := range all {
		day := asOf - 800
		for range r.IntN(5) {
			day += analytics.Day(1 + r.IntN(200))
			all[i].Rows = append(all[i].Rows, purchase(day, float64(r.IntN(10000))/100))
		}
		day = asOf - 600
		for range r.IntN(4) {
			day += analytics.Day(r.IntN(200))
			a := answer(names[r.IntN(3)], day, float64(1+r.IntN(5)))
			if r.IntN(4) == 0 {
				a.ScaleMin, a.ScaleMax = float64(r.IntN(2)), 5
			}
			all[i].Answers = append(all[i].Answers, a)
		}
	}
	return all
}

func TestOrderAndPartitionsDoNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	customers := random(r, 2000)
	want := curve(question(), customers...)
	if want.Answered != want.Strangers+want.Recent+want.Customers || want.Customers < 100 {
		t.Fatalf("customers do not add up: %+v", want)
	}
	var n, again int64
	for _, l := range want.Levels {
		n += l.N
		again += l.Repurchased
	}
	if n != want.Customers || again != want.Again.Count {
		t.Errorf("levels add up to %d and %d of %+v", n, again, want)
	}
	for range 5 {
		r.Shuffle(len(customers), func(i, j int) { customers[i], customers[j] = customers[j], customers[i] })
		parts := []*Curve{New(question()), New(question()), New(question()), New(question())}
		for i := range customers {
			parts[r.IntN(len(parts))].Add(&customers[i])
		}
		whole := New(question())
		for _, p := range parts {
			whole.Merge(p)
		}
		// The interval of spend is summed in floating point, so its last digits may differ between splits.
		if diff := cmp.Diff(want, whole.Result(), cmpopts.EquateNaNs(), cmp.FilterPath(func(p cmp.Path) bool {
			return strings.HasPrefix(p.Last().String(), ".Spend")
		}, cmpopts.EquateApprox(1e-12, 0))); diff != "" {
			t.Fatalf("another split gives another result:\n%s", diff)
		}
	}
}

// The spend interval against its definition.
func TestSpendInterval(t *testing.T) {
	customers := []analytics.Customer{customer(3, true), customer(3, false), customer(3, true)}
	l := curve(question(), customers...).Levels[0]
	// 20, 0, 20: mean 40/3, variance 400/3; the 97.5 % point of Student's t with 2 degrees is 4.302653.
	half := 4.302653 * math.Sqrt(400.0/3/3)
	check(t, "mean", l.Spend, 40.0/3, 1e-12)
	check(t, "low", l.SpendLow, 40.0/3-half, 1e-5)
	check(t, "high", l.SpendHigh, 40.0/3+half, 1e-5)
}

func BenchmarkAdd(b *testing.B) {
	customers := random(rand.New(rand.NewPCG(5, 6)), 10_000)
	for b.Loop() {
		c := New(question())
		for i := range customers {
			c.Add(&customers[i])
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(customers)), "ns/customer")
}
