package retention

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

// observations gathers times into counts.
func observations(rows []map[string]string, time, event string, t testing.TB, keep func(map[string]string) bool) []Count {
	t.Helper()
	by := map[int]Count{}
	for _, r := range rows {
		if !keep(r) {
			continue
		}
		c := by[whole(t, r[time])]
		c.Time = whole(t, r[time])
		if r[event] == "1" {
			c.Events++
		} else {
			c.Censored++
		}
		by[c.Time] = c
	}
	var counts []Count
	for _, c := range by {
		counts = append(counts, c)
	}
	slices.SortFunc(counts, func(a, b Count) int { return cmp.Compare(a.Time, b.Time) })
	return counts
}

func everyone(map[string]string) bool { return true }

func with(column, value string) func(map[string]string) bool {
	return func(r map[string]string) bool { return r[column] == value }
}

// bands are the oracle's intervals; those at survival 0 are absent.
type bands struct {
	T      float64
	Risk   int `json:"n_risk"`
	D      int
	S      float64
	SE     *float64 `json:"greenwood_se"`
	Plain  []float64
	LogLog []float64
	Log    []float64
}

func (b bands) check(t *testing.T, c Curve) {
	t.Helper()
	p, ok := c.At(int(b.T))
	if !ok {
		t.Errorf("the curve ends before %v", b.T)
	}
	event := p // the oracle counts at the last event
	for _, q := range c {
		if q.Events > 0 && q.Time <= p.Time {
			event = q
		}
	}
	if event.AtRisk != b.Risk || event.Events != b.D {
		t.Errorf("at %v: %+v, want %d of %d", b.T, event, b.D, b.Risk)
	}
	near(t, "survival", p.Survival, b.S, 1e-12)
	if b.SE == nil {
		if !math.IsNaN(p.SE) || !math.IsNaN(p.Low) {
			t.Errorf("at survival 0, error and band are %v and %v", p.SE, p.Low)
		}
		return
	}
	near(t, "error", p.SE, *b.SE, 1e-12)
	for band, want := range map[Band][]float64{LogLog: b.LogLog, Log: b.Log, Plain: b.Plain} {
		if want == nil {
			continue
		}
		q, _ := c.With(band).At(int(b.T))
		near(t, "low", q.Low, want[0], 1e-12)
		near(t, "high", q.High, want[1], 1e-12)
	}
}

// estimate is a curve's oracle.
type estimate struct {
	N, Events int
	Table     []bands
	Median    any
	RMST      struct {
		Tau, Value float64
		SE         float64 `json:"se_greenwood"`
	}
}

func (e estimate) check(t *testing.T, c Curve) {
	t.Helper()
	if c[0].AtRisk != e.N {
		t.Errorf("%d observed, want %d", c[0].AtRisk, e.N)
	}
	events := 0
	for _, p := range c {
		events += p.Events
	}
	if events != e.Events {
		t.Errorf("%d events, want %d", events, e.Events)
	}
	for _, b := range e.Table {
		b.check(t, c)
	}
	median, _, _ := c.Median()
	if want, ok := e.Median.(float64); ok {
		near(t, "median", median, want, 0)
	} else if !math.IsInf(median, 1) {
		t.Errorf("median is %v, want none", median)
	}
	mean, se := c.Restricted(int(e.RMST.Tau))
	near(t, "restricted mean", mean, e.RMST.Value, 1e-11)
	near(t, "its error", se, e.RMST.SE, 1e-12)
}

func TestCurveOfWaltonsAndRossi(t *testing.T) {
	want := oracle[struct {
		Waltons, Rossi map[string]estimate
	}](t, "survival_lifelines.json")
	waltons, rossi := readCSV(t, "waltons.csv"), readCSV(t, "rossi.csv")
	for group, keep := range map[string]func(map[string]string) bool{
		"all": everyone, "control": with("group", "control"), "miR-137": with("group", "miR-137"),
	} {
		want.Waltons[group].check(t, CurveOf(observations(waltons, "T", "E", t, keep)))
	}
	for group, keep := range map[string]func(map[string]string) bool{
		"all": everyone, "fin=0": with("fin", "0"), "fin=1": with("fin", "1"),
	} {
		want.Rossi[group].check(t, CurveOf(observations(rossi, "week", "arrest", t, keep)))
	}
}

func TestCurveOfEdges(t *testing.T) {
	want := oracle[struct{ Edge map[string][]bands }](t, "survival_lifelines.json").Edge
	if steps, ok := want["all_censored"]; !ok || len(steps) != 0 || len(want) != 3 {
		t.Errorf("the oracle has %d edges, and steps %v where all are censored", len(want), steps)
	}
	if c := CurveOf([]Count{{1, 0, 2}, {3, 0, 1}}); c[len(c)-1].Survival != 1 || c[len(c)-1].Low != 1 || c[len(c)-1].SE != 0 {
		t.Errorf("where all are censored the curve is %+v", c)
	}
	for name, counts := range map[string][]Count{
		"last_obs_is_event_S_to_0":       {{1, 1, 0}, {2, 1, 0}, {3, 1, 0}},
		"tie_event_and_censor_same_time": {{1, 1, 0}, {2, 1, 1}, {3, 1, 0}},
	} {
		if len(want[name]) != 3 {
			t.Fatalf("the oracle has no %s", name)
		}
		for _, b := range want[name] {
			b.check(t, CurveOf(counts))
		}
	}
}

// number reads R's figures, in which NA and NaN are strings.
func number(v any) float64 {
	if x, ok := v.(float64); ok {
		return x
	}
	return math.NaN()
}

func TestCurveAgainstR(t *testing.T) {
	type table struct {
		Time              []float64
		Risk              []int `json:"n.risk"`
		Surv              []float64
		SE, Lower, Upper  []any
		Mean, MeanSE, LCL float64
	}
	type data struct {
		Plain, Log table
		LogLog     table `json:"log-log"`
		ByGroup    []map[string]any
		Groups     []map[string]any `json:"by_group"`
		LogRank    struct {
			ChiSq, P float64
			Obs, Exp []float64
		}
	}
	want := oracle[struct{ Waltons, Rossi data }](t, "survival_r.json")
	check := func(d data, column string, rows []map[string]string, time, event string, groups ...string) {
		t.Helper()
		all := CurveOf(observations(rows, time, event, t, everyone))
		for band, r := range map[Band]table{LogLog: d.LogLog, Log: d.Log, Plain: d.Plain} {
			for i := range r.Time {
				p, _ := all.With(band).At(int(r.Time[i]))
				near(t, "survival", p.Survival, r.Surv[i], 1e-14)
				near(t, "low", p.Low, number(r.Lower[i]), 1e-13)
				near(t, "high", p.High, number(r.Upper[i]), 1e-13)
			}
		}
		var samples [][]Count
		for i, group := range groups {
			counts := observations(rows, time, event, t, with(column, group))
			samples = append(samples, counts)
			mean, se := CurveOf(counts).Restricted(int(all[len(all)-1].Time))
			if column == "group" {
				mean, se = CurveOf(counts).Restricted(60) // the oracle's horizon for this table
			}
			median, low, high := CurveOf(counts).With(Log).Median() // R's band unless told otherwise
			for key, x := range map[string]float64{"median": median, "0.95LCL": low, "0.95UCL": high} {
				if r := number(d.Groups[i][key]); r != x && !(math.IsNaN(r) && math.IsInf(x, 1)) { // NA is not reached
					t.Errorf("%s %s is %v, want %v", group, key, x, r)
				}
			}
			near(t, "mean", mean, number(d.Groups[i]["rmean"]), 1e-12)
			near(t, "error of the mean", se, number(d.Groups[i]["se(rmean)"]), 1e-12)
		}
		r := LogRankOf(samples...)
		near(t, "χ²", r.ChiSquared, d.LogRank.ChiSq, 1e-9)
		near(t, "p", r.P/d.LogRank.P, 1, 1e-9)
		for i := range samples {
			near(t, "observed", r.Observed[i], d.LogRank.Obs[i], 0)
			near(t, "expected", r.Expected[i], d.LogRank.Exp[i], 1e-9)
		}
	}
	check(want.Waltons, "group", readCSV(t, "waltons.csv"), "T", "E", "control", "miR-137")
	check(want.Rossi, "fin", readCSV(t, "rossi.csv"), "week", "arrest", "0", "1")
}

func TestLogRankOfManyGroups(t *testing.T) {
	want := oracle[struct {
		Rossi struct {
			Prio struct {
				Stat, P float64
				DF      int
			} `json:"logrank_prio_0_1_2_3_4plus"`
		}
	}](t, "survival_lifelines.json").Rossi.Prio
	rows := readCSV(t, "rossi.csv")
	var samples [][]Count
	for group := range 5 {
		samples = append(samples, observations(rows, "week", "arrest", t, func(r map[string]string) bool {
			return min(whole(t, r["prio"]), 4) == group
		}))
	}
	samples = append(samples, []Count{{0, 0, 7}}, nil) // never at risk: no part of the test
	r := LogRankOf(samples...)
	near(t, "χ²", r.ChiSquared, want.Stat, 1e-9)
	near(t, "p", r.P, want.P, 1e-12)
	if r.Freedom != want.DF {
		t.Errorf("%d degrees of freedom, want %d", r.Freedom, want.DF)
	}
}

func TestNothingToTest(t *testing.T) {
	for name, samples := range map[string][][]Count{
		"one group": {{{1, 3, 0}}}, "no events": {{{1, 0, 3}}, {{2, 0, 3}}}, "none": nil,
		"all at once": {{{1, 3, 0}}, {{1, 2, 0}}},
	} {
		if r := LogRankOf(samples...); !math.IsNaN(r.P) {
			t.Errorf("%s: p is %v", name, r.P)
		}
	}
}

func TestCurveOfGapsInCDNOW(t *testing.T) {
	type gaps struct {
		N, Events int
		S         map[string]bands
		Mean      []float64 `json:"rmst_180"`
	}
	want := oracle[struct {
		First  gaps `json:"cdnow_gap_after_purchase_1"`
		Second gaps `json:"cdnow_gap_after_purchase_2"`
		Third  gaps `json:"cdnow_gap_after_purchase_3"`
	}](t, "survival_lifelines.json")
	rows := readCSV(t, "cdnow_gaps.csv")
	for k, w := range map[int]gaps{1: want.First, 2: want.Second, 3: want.Third} {
		c := CurveOf(observations(rows, "T", "E", t, func(r map[string]string) bool { return r["k"] == fmt.Sprint(k) && r["T"] != "0" }))
		if c[0].AtRisk != w.N {
			t.Errorf("%d customers, want %d", c[0].AtRisk, w.N)
		}
		for at, b := range w.S {
			b.T = float64(whole(t, at))
			b.check(t, c)
		}
		mean, se := c.Restricted(180)
		near(t, "mean", mean, w.Mean[0], 1e-10)
		near(t, "its error", se, w.Mean[1], 1e-12)
	}
}

// The accumulator, over CDNOW's own purchases, against figures of survival_lifelines.json and survival_r.json.
func TestSecondPurchaseInCDNOW(t *testing.T) {
	s := fill(NewSecondPurchase(analytics.Question{AsOf: day("1998-06-30")}), cdnow(t))
	c := s.Curve()
	if c[0].AtRisk != 2357 {
		t.Errorf("%d customers", c[0].AtRisk)
	}
	for at, want := range map[int][3]float64{
		30:  {0.8260500636402205, 0.8101357775527375, 0.8407644575074456},
		180: {0.6236741620704274, 0.6037761124991791, 0.6428869660054194},
		365: {0.5443360203648688, 0.5239967322870663, 0.5641973503310158},
	} {
		p, ok := c.At(at)
		if !ok {
			t.Errorf("the curve ends before %d", at)
		}
		near(t, "survival", p.Survival, want[0], 1e-12)
		near(t, "low", p.Low, want[1], 1e-12)
		near(t, "high", p.High, want[2], 1e-12)
	}
	mean, se := c.Restricted(180)
	near(t, "mean", mean, 132.00339414509958, 1e-10)
	near(t, "its error", se, 1.4177879493299492, 1e-12)
	median, low, high := c.With(Log).Median()                         // the band R takes unless told otherwise
	if !math.IsInf(median, 1) || low != 484 || !math.IsInf(high, 1) { // R: NA, 484, NA
		t.Errorf("median is %v (%v to %v)", median, low, high)
	}
}

// Waltons' controls by hand, so that the figures stand here too: 129 flies, 122 deaths, median 58 (56 to 60 by R).
func TestMedian(t *testing.T) {
	c := CurveOf(observations(readCSV(t, "waltons.csv"), "T", "E", t, with("group", "control")))
	if median, low, high := c.Median(); median != 58 || low != 56 || high != 60 {
		t.Errorf("median is %v (%v to %v), want 58 (56 to 60)", median, low, high)
	}
	c = CurveOf([]Count{{1, 1, 0}, {2, 1, 1}, {3, 1, 0}}) // ¾ · ⅔ = ½
	if median, low, high := c.Median(); median != 2 || low != 1 || !math.IsInf(high, 1) {
		t.Errorf("median is %v (%v to %v)", median, low, high)
	}
}

// The example of Kaplan & Meier (1958), table 1: deaths at 0.8, 3.1, 5.4 and 9.2 months, losses at 1.0, 2.7, 7.0 and
// 12.1; P = .875, .7, .525 and .2625.
func TestKaplanMeierExample(t *testing.T) {
	c := CurveOf([]Count{{8, 1, 0}, {10, 0, 1}, {27, 0, 1}, {31, 1, 0}, {54, 1, 0}, {70, 0, 1}, {92, 1, 0}, {121, 0, 1}})
	for at, want := range map[int]float64{0: 1, 7: 1, 8: .875, 30: .875, 31: .7, 54: .525, 91: .525, 92: .2625, 121: .2625} {
		p, ok := c.At(at)
		if !ok {
			t.Errorf("the curve ends before %d", at)
		}
		near(t, "survival", p.Survival, want, 1e-15)
	}
	if _, ok := c.At(122); ok {
		t.Error("the curve goes on after the last was lost from sight")
	}
	if mean, se := c.Restricted(122); !math.IsNaN(mean) || !math.IsNaN(se) {
		t.Errorf("a mean over more than was seen: %v", mean)
	}
}

func TestSurvivalByChannel(t *testing.T) {
	q := analytics.Question{AsOf: 100, Labels: analytics.NewLabels([]string{"app", "web"})}
	via := func(channel analytics.Label, r analytics.Row) analytics.Row { r.Channel = channel; return r }
	s := fill(NewSecondPurchase(q), []analytics.Customer{
		customer(refunded(1, 1), via(1, bought(10, 1)), via(2, bought(10, 1)), via(2, bought(15, 1))),
		customer(via(2, bought(90, 1)), via(1, bought(90, 1)), via(1, bought(101, 1))), // in the app too, but later in the day
		customer(via(1, bought(100, 1))),
		customer(bought(50, 1), bought(53, 1)),
		customer(refunded(1, 1)),
	})
	got := s.Steps()
	want := []Step{
		{"second_purchase", "all", 0, 4, 0, 1, 1, 1, 1, 0},
		{"second_purchase", "all", 3, 3, 1, 0, 2. / 3, 0, 0, 1. / 3},
		{"second_purchase", "all", 5, 2, 1, 0, 1. / 3, 0, 0, 1./3 + 0.5},
		{"second_purchase", "all", 10, 1, 0, 1, 1. / 3, 0, 0, 1./3 + 0.5},
		{"second_purchase", "channel=app", 0, 2, 0, 1, 1, 1, 1, 0},
		{"second_purchase", "channel=app", 5, 1, 1, 0, 0, 0, 0, 1},
		{"second_purchase", "channel=web", 0, 1, 0, 0, 1, 1, 1, 0},
		{"second_purchase", "channel=web", 10, 1, 0, 1, 1, 1, 1, 0},
	}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i := range got {
		if want[i].Survival < 1 {
			got[i].Low, got[i].High = 0, 0
		}
		near(t, "survival", got[i].Survival, want[i].Survival, 1e-15)
		near(t, "hazard", got[i].Hazard, want[i].Hazard, 1e-15)
		got[i].Survival, got[i].Hazard = want[i].Survival, want[i].Hazard
		if got[i] != want[i] {
			t.Errorf("step %d is %+v, want %+v", i, got[i], want[i])
		}
	}
	if n := SurvivalTable(s, NewUntilChurn(q, after(5))).Record.NumRows(); n != 8 {
		t.Errorf("the table has %d rows", n)
	}
}

func TestTooManyChannels(t *testing.T) {
	names := strings.Split("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMN", "")
	slices.Sort(names)
	q := analytics.Question{AsOf: 100, Labels: analytics.NewLabels(names)}
	some := func(from, to int) *Survival {
		s := NewSecondPurchase(q)
		for i := from; i <= to; i++ {
			c := customer(bought(1, 1))
			c.Rows[0].Channel = analytics.Label(i)
			s.Add(&c)
		}
		return s
	}
	if n := len(some(1, MaxGroups).Groups("channel")); n != MaxGroups {
		t.Errorf("%d groups", n)
	}
	if n := len(some(1, MaxGroups+1).Groups("channel")); n != 0 {
		t.Errorf("%d groups of too many", n)
	}
	a, b := some(1, 20), some(21, 40)
	a.Merge(b)
	a.Merge(some(1, 2))
	if n := len(a.Groups("channel")); n != 0 {
		t.Errorf("%d groups of too many, merged", n)
	}
}

func TestLongTimesAreCut(t *testing.T) {
	s := fill(NewSecondPurchase(analytics.Question{AsOf: 2_000_000_000}), []analytics.Customer{
		customer(bought(-2_000_000_000, 1), bought(1_999_999_999, 1))})
	if c := s.Curve(); len(c) != 2 || c[1].Time != MaxDays || c[1].Censored != 1 {
		t.Errorf("got %+v", c)
	}
}

func TestNoSurvival(t *testing.T) {
	s := fill(NewSecondPurchase(analytics.Question{AsOf: 10}), []analytics.Customer{customer(refunded(1, 1)), customer(bought(11, 1)), customer()})
	if len(s.Curve()) != 0 || len(s.Steps()) != 0 || !math.IsNaN(s.Test("channel").P) {
		t.Error("a curve of nobody")
	}
	if median, _, _ := s.Curve().Median(); !math.IsInf(median, 1) {
		t.Errorf("its median is %v", median)
	}
	if mean, _ := s.Curve().Restricted(10); !math.IsNaN(mean) {
		t.Errorf("its mean is %v", mean)
	}
}

func TestSurvivalIsTheSameInParts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers, q := base(t), question(t)
		rule := ruleOf(q, customers)
		parts := rapid.SliceOfN(rapid.IntRange(0, 3), len(customers), len(customers)).Draw(t, "parts")
		for _, fresh := range []func() *Survival{
			func() *Survival { return NewSecondPurchase(q) }, func() *Survival { return NewUntilChurn(q, rule) },
		} {
			s := fill(fresh(), customers)
			got := fmt.Sprint(split(fresh, customers, parts).Steps())
			if want := fmt.Sprint(s.Steps()); got != want {
				t.Fatalf("in parts\n%s\nwhole\n%s", got, want)
			}
			last := 1.0
			for _, p := range s.Curve() {
				if p.Survival > last || p.AtRisk < p.Events+p.Censored || p.Low > p.Survival || p.High < p.Survival {
					t.Fatalf("%+v", p)
				}
				last = p.Survival
			}
		}
	})
}

func BenchmarkSecondPurchase(b *testing.B) {
	customers := many()
	s := NewSecondPurchase(analytics.Question{AsOf: start + 1095})
	b.ReportAllocs()
	for i := range b.N {
		s.Add(&customers[i%len(customers)])
	}
}

// The accumulators of later purchases over CDNOW, against the gaps after purchases 2 and 3. The oracle leaves out those who bought on
// the last day; whoever is watched for no time changes no figure but the number of customers.
func TestLaterPurchasesInCDNOW(t *testing.T) {
	type gaps struct {
		N, Events int
		Dropped   int `json:"dropped_T0"`
		S         map[string]bands
		Mean      []float64 `json:"rmst_180"`
	}
	want := oracle[struct {
		First  gaps `json:"cdnow_gap_after_purchase_1"`
		Second gaps `json:"cdnow_gap_after_purchase_2"`
		Third  gaps `json:"cdnow_gap_after_purchase_3"`
	}](t, "survival_lifelines.json")
	for i, w := range []gaps{want.First, want.Second, want.Third} {
		c := fill(NewNextPurchase(i+1, analytics.Question{AsOf: day("1998-06-30")}), cdnow(t)).Curve()
		if c[0].AtRisk != w.N+w.Dropped {
			t.Errorf("%d customers, want %d and %d", c[0].AtRisk, w.N, w.Dropped)
		}
		for at, b := range w.S {
			b.T = float64(whole(t, at))
			b.check(t, c)
		}
		mean, se := c.Restricted(180)
		near(t, "mean", mean, w.Mean[0], 1e-10)
		near(t, "its error", se, w.Mean[1], 1e-12)
	}
}

// What R prints of the first gaps: 2357 records, 1139 events, restricted mean over 180 days, lower end of the median's interval.
func TestGapsAgainstR(t *testing.T) {
	want := oracle[struct {
		Gap struct {
			Surv, Lower, Upper []float64
			SE                 []float64
			Mean               []any `json:"rmean180"`
		} `json:"cdnow_gap1"`
	}](t, "survival_r.json").Gap
	c := fill(NewNextPurchase(1, analytics.Question{AsOf: day("1998-06-30")}), cdnow(t)).Curve()
	for i, at := range []int{30, 60, 90, 180, 270, 365, 450} {
		p, _ := c.At(at)
		near(t, "survival", p.Survival, want.Surv[i], 1e-13)
		near(t, "error", p.SE, want.SE[i], 1e-13)
		near(t, "low", p.Low, want.Lower[i], 1e-13)
		near(t, "high", p.High, want.Upper[i], 1e-13)
	}
	mean, se := c.Restricted(180)
	near(t, "mean", mean, number(want.Mean[4]), 1e-9)
	near(t, "its error", se, number(want.Mean[5]), 1e-9)
	_, low, _ := c.With(Log).Median()
	near(t, "low end of the median", low, number(want.Mean[7]), 0)
}

// After an answer, only purchases after its day count; its score is the mean of the day's dimensions that have one.
func TestAfterAnswer(t *testing.T) {
	q := analytics.Question{AsOf: 100, Labels: analytics.NewLabels([]string{"price"})}
	nan := math.NaN()
	a := customer(bought(1, 1), bought(10, 1), bought(30, 1))
	a.Answers = []analytics.Answer{{Day: 5, Experience: nan}, {Day: 10, Experience: 7}, {Day: 10, Experience: 8}, {Day: 20, Experience: 1}}
	b := customer(bought(1, 1))
	b.Answers = []analytics.Answer{{Day: 90, Experience: 0}}
	late := customer(bought(1, 1))
	late.Answers = []analytics.Answer{{Day: 101, Experience: 3}}
	s := fill(NewAfterAnswer(q), []analytics.Customer{a, b, late, customer(bought(1, 1))})
	got := fmt.Sprint(s.Steps())
	want := "[{purchase_after_answer all 0 2 0 0 1 1 1 0} {purchase_after_answer all 10 2 0 1 1 1 1 0} {purchase_after_answer all 20 1 1 0 0 NaN NaN 1} " +
		"{purchase_after_answer score=0 0 1 0 0 1 1 1 0} {purchase_after_answer score=0 10 1 0 1 1 1 1 0} " +
		"{purchase_after_answer score=8 0 1 0 0 1 1 1 0} {purchase_after_answer score=8 20 1 1 0 0 NaN NaN 1}]"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Segments are those of the comparison date, and the time begins there.
func TestAfterSegment(t *testing.T) {
	q := analytics.Question{AsOf: 100, Compare: 50}
	occasions := func(c *analytics.Customer, on analytics.Day) int { return len(c.Until(on).Rows) }
	s := fill(NewAfterSegment(q, occasions, func(id int) string { return fmt.Sprint(id, " before") }), []analytics.Customer{
		customer(bought(1, 1), bought(50, 1), bought(60, 1)), customer(bought(1, 1)), customer(bought(51, 1), bought(52, 1)), customer(refunded(1, 1), bought(70, 1)),
	})
	got := fmt.Sprint(s.Groups("segment"))
	if want := "[{1 before 1 [{0 1 0 0 1 0 1 1 0} {50 1 0 1 1 0 1 1 0}]} {2 before 1 [{0 1 0 0 1 0 1 1 0} {10 1 1 0 0 NaN NaN NaN 1}]}]"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestByCategory(t *testing.T) {
	q := analytics.Question{AsOf: 100, Labels: analytics.NewLabels([]string{"books", "toys"})}
	first := func(label analytics.Label, rows ...analytics.Row) analytics.Customer {
		c := customer(rows...)
		c.Categories = []analytics.Category{{Name: label, First: rows[0].Day}, {Name: 3 - label, First: rows[len(rows)-1].Day}}
		return c
	}
	var customers []analytics.Customer
	for i := range 40 {
		d := analytics.Day(i % 5)
		customers = append(customers, first(1, bought(d, 1), bought(d+5, 1)), first(2, bought(d, 1), bought(d+90, 1)))
	}
	s := fill(NewSecondPurchase(q), customers)
	groups := s.Groups("category")
	if len(groups) != 2 || groups[0].Name != "books" || groups[0].Customers != 40 {
		t.Fatalf("got %+v", groups)
	}
	if p := s.Test("category").P; !(p < 1e-6) {
		t.Errorf("p is %v", p)
	}
	if table := SummaryTable(s).Record; table.NumRows() != 3 {
		t.Errorf("the summary has %d rows", table.NumRows())
	}
}

// lifelines' cumulative hazard.
func TestHazard(t *testing.T) {
	want := oracle[struct {
		Waltons struct {
			Hazard map[string]float64 `json:"nelson_aalen_all"`
		}
	}](t, "survival_lifelines.json").Waltons.Hazard
	if len(want) != 33 {
		t.Fatalf("%d hazards", len(want))
	}
	all := CurveOf(observations(readCSV(t, "waltons.csv"), "T", "E", t, everyone))
	for at, hazard := range want {
		p, _ := all.At(whole(t, at))
		near(t, "hazard", p.Hazard, hazard, 1e-12)
	}
}
