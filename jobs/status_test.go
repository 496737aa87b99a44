package main

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"

	"regulars/analytics"
	"regulars/analytics/audit"
	"regulars/analytics/kpi"
	"regulars/analytics/status"
	"regulars/data"
	"regulars/data/sample"
)

// everybody reads transactions and hands out their customers, with the question as of a day; NoDay is the last.
func everybody(t *testing.T, paths []string, source map[string]string, asOf analytics.Day, second map[string]string) (*analytics.Ledger, analytics.Question) {
	t.Helper()
	spec := data.Spec{Table: "transactions", Paths: paths, Map: source, Columns: []string{"order_id", "cost"}, Zone: time.UTC}
	ledger := analytics.NewLedger()
	writers := []*analytics.Writer{ledger.Writer(), ledger.Writer()}
	if _, err := data.Read(context.Background(), spec, len(writers), func(worker int, batch arrow.Record) error { return writers[worker].Transactions(batch) }); err != nil {
		t.Fatal(err)
	}
	if err := ledger.Close(); err != nil {
		t.Fatal(err)
	}
	if second != nil {
		aliases := func(yield func(analytics.Key, string) bool) {
			for id, of := range second {
				if !yield(analytics.TextKey(id), of) {
					return
				}
			}
		}
		if err := ledger.Unify(context.Background(), 2, aliases); err != nil {
			t.Fatal(err)
		}
	}
	q := analytics.Question{AsOf: asOf, HasCost: ledger.HasCost(), Labels: ledger.Labels()}
	first, last := ledger.Span()
	if q.Start = first; asOf == analytics.NoDay {
		q.AsOf = last
	}
	q.Compare = q.AsOf.AddMonths(-1)
	return ledger, q
}

func scanned[A analytics.Accumulator[A]](t *testing.T, l *analytics.Ledger, make func() A) A {
	t.Helper()
	a, err := analytics.Scan(context.Background(), l, 2, make)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func ruleFor(t *testing.T, l *analytics.Ledger, q analytics.Question) (now, then analytics.StatusRule) {
	t.Helper()
	now = scanned(t, l, func() *status.Gaps { return status.NewGaps(q.AsOf) }).Rule(q.ChurnAfter)
	then = scanned(t, l, func() *status.Gaps { return status.NewGaps(status.HalfAgo(q)) }).Rule(q.ChurnAfter)
	return now, then
}

// against counts customers by status, and whether they have left by the truth.
type against struct {
	rule   analytics.StatusRule
	day    analytics.Day
	leaves map[string]analytics.Day
	n      [analytics.Statuses][2]int
	newly  [2]int // lost for 30 days or less
}

func (a *against) Add(c *analytics.Customer) {
	s := a.rule.On(c, a.day)
	leaves, ok := a.leaves[c.Key.String()]
	if !ok || s.Status == analytics.NotYet {
		return
	}
	left := 0
	if leaves <= a.day {
		left = 1
	}
	a.n[s.Status][left]++
	if s.Status == analytics.Lost && int(a.day-s.Last) <= s.Limits.Lost+30 {
		a.newly[left]++
	}
}

func (a *against) Merge(o *against) {
	for s := range a.n {
		for left := range a.n[s] {
			a.n[s][left] += o.n[s][left]
		}
	}
	for left := range a.newly {
		a.newly[left] += o.newly[left]
	}
}

// TestStatusAgainstTheTruth holds the statuses of the sample shop against who has left, at three dates.
func TestStatusAgainstTheTruth(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(t.Context(), sample.Options{Seed: 1, Out: dir}); err != nil {
		t.Fatal(err)
	}
	truth, leaves, second := readParquet(t, filepath.Join(dir, "truth/customers.parquet")), map[string]analytics.Day{}, map[string]string{}
	for i := range int(truth.NumRows()) {
		id := text(truth, "customer_id", i)
		leaves[id] = analytics.Day(column[*array.Date32](truth, "leaves").Value(i))
		second["K"+id[1:]] = id // the card of who buys in stores under one of the own
	}
	for _, date := range []string{"2025-12-31", "2025-06-30", "2024-12-31"} {
		l, q := everybody(t, []string{filepath.Join(dir, "transactions")}, nil, mustDay(t, date), second)
		rule, _ := ruleFor(t, l, q)
		a := scanned(t, l, func() *against { return &against{rule: rule, day: q.AsOf, leaves: leaves} })
		left := func(s analytics.Status) float64 { return float64(a.n[s][1]) / float64(a.n[s][0]+a.n[s][1]) }
		total := [2]int{}
		for _, n := range a.n {
			total[0], total[1] = total[0]+n[0], total[1]+n[1]
		}
		share := func(n, of int) float64 { return float64(n) / float64(of) }
		t.Logf("%s: S %d, L %d days; have left: new %.3f, active %.3f, slowing %.3f, lost %.3f", date, rule.Everyone.Slow, rule.Everyone.Lost,
			left(analytics.New), left(analytics.Active), left(analytics.Slowing), left(analytics.Lost))
		for _, x := range []struct {
			what  string
			got   float64
			least float64
			most  float64
		}{
			{"of the active, who have left", left(analytics.Active), 0, .10},
			{"of the lost, who have not", 1 - left(analytics.Lost), 0, .10},
			{"of the newly lost, who have not", share(a.newly[0], a.newly[0]+a.newly[1]), 0, .40},
			{"of the living, who are active", share(a.n[analytics.Active][0], total[0]), .50, 1},
			{"of the living, who are lost", share(a.n[analytics.Lost][0], total[0]), 0, .17},
			{"of those who left, who are lost", share(a.n[analytics.Lost][1], total[1]), .85, 1},
		} {
			t.Logf("  %s: %.3f", x.what, x.got)
			if !(x.got >= x.least && x.got <= x.most) {
				t.Errorf("%s: %s: %.3f, want %.2f to %.2f", date, x.what, x.got, x.least, x.most)
			}
		}
	}
}

// purchases are lines of a made base.
type purchases struct{ *array.RecordBuilder }

func newPurchases() purchases {
	return purchases{array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{{Name: "customer_id", Type: arrow.PrimitiveTypes.Int64},
		{Name: "ordered_at", Type: arrow.FixedWidthTypes.Date32}, {Name: "amount", Type: arrow.PrimitiveTypes.Float64}}, nil))}
}

func (p purchases) add(customer int, day analytics.Day, amount float64) {
	p.Field(0).(*array.Int64Builder).Append(int64(customer))
	p.Field(1).(*array.Date32Builder).Append(arrow.Date32(day))
	p.Field(2).(*array.Float64Builder).Append(amount)
}

func (p purchases) write(t *testing.T) string {
	t.Helper()
	path, r := filepath.Join(t.TempDir(), "tx.parquet"), p.NewRecord()
	if err := data.WriteParquet(path, r.Schema(), r); err != nil {
		t.Fatal(err)
	}
	return path
}

// yearlyBase is a base that buys once a year, give or take a month.
func yearlyBase(t *testing.T) string {
	t.Helper()
	b := newPurchases()
	for i := range 300 {
		day := analytics.NewDay(2017, 1, 1) + analytics.Day(i)
		for year := range 5 {
			b.add(i, day, 50)
			day += analytics.Day(340 + (i*7+year*13)%50)
		}
	}
	return b.write(t)
}

// checked is what a base of real or made data must say of its rule.
type checked struct {
	name           string
	paths          []string
	source         map[string]string
	slow, lost     int
	wereLost, back int
	tooShort       bool
}

// TestRulesOfRealBases checks the rule, its check and its warning, and that flows, bridge and audit add up, on real data.
func TestRulesOfRealBases(t *testing.T) {
	dir := shared(t)
	few := newPurchases()
	for i := range 30 {
		for n := range i%4 + 1 {
			few.add(i, analytics.NewDay(2024, 1, 1)+analytics.Day(13*i+29*n), 10+float64(n)+float64(i)/100)
		}
	}
	for _, b := range []checked{
		{"Online Retail", []string{filepath.Join(dir, "data/online_retail_by_month/*.parquet")}, map[string]string{"amount": "quantity*unit_price"}, 82, 170, 620, 331, true},
		{"CDNOW", []string{filepath.Join(dir, "data/cdnow/cdnow_master.parquet")}, nil, 133, 298, 16885, 2901, false},
		{"thirty customers", []string{few.write(t)}, nil, 29, 43, 10, 0, false},
	} {
		t.Run(b.name, func(t *testing.T) { checkBase(t, b) })
	}
}

func checkBase(t *testing.T, b checked) {
	l, q := everybody(t, b.paths, b.source, analytics.NoDay, nil)
	rule, then := ruleFor(t, l, q)
	base := scanned(t, l, func() *status.Base { return status.NewBase(q, rule, then) })
	r := base.RuleRow()
	t.Logf("S %d, L %d days on %d gaps, %d customers by their own; of %d lost on %s (L then %d), %.1f%% have bought since; too short: %v",
		r.Slow, r.Lost, r.Gaps, r.Own, r.WereLost, r.Half, r.Then, 100*r.Back, r.TooShort)
	if r.Slow != b.slow || r.Lost != b.lost || r.WereLost != b.wereLost || r.Returned != b.back || r.TooShort != b.tooShort {
		t.Errorf("got %+v", r)
	}
	compared := scanned(t, l, func() *kpi.Compared { return kpi.NewCompared(q) })
	var sum analytics.Total
	for _, s := range compared.Bridge() {
		if s.Step == kpi.StepNow {
			sum.Merge(s.Amount.Neg())
		} else {
			sum.Merge(s.Amount)
		}
	}
	if sum != (analytics.Total{}) {
		t.Errorf("the bridge misses by %v", sum.Units())
	}
	whole := scanned(t, l, func() *kpi.Base { return kpi.New(q) }).Whole
	flows := scanned(t, l, func() *status.Flows { return status.NewFlows(rule, q.Compare, q.AsOf) })
	for _, s := range status.Order {
		if flows.Closing(s) != base.Count[s] {
			t.Errorf("flows close at %d %v, %d are", flows.Closing(s), s, base.Count[s])
		}
	}
	tenths := scanned(t, l, func() *audit.Profits { return audit.NewProfits(q) }).Tenths()
	a := scanned(t, l, func() *audit.Audit { return audit.New(q, tenths) })
	for name, sum := range map[string]analytics.Total{"cohorts": sumOf(a.Cohorts(), func(r audit.CohortRow) analytics.Total { return r.Revenue }),
		"years": sumOf(a.Years(), func(r audit.YearRow) analytics.Total { return r.Revenue })} {
		if sum != whole.Revenue {
			t.Errorf("%s come to %v, all to %v", name, sum.Units(), whole.Revenue.Units())
		}
	}
	if base.Buyers() != whole.Buyers {
		t.Errorf("statuses of %d customers, %d have bought", base.Buyers(), whole.Buyers)
	}
}

func sumOf[T any](rows []T, of func(T) analytics.Total) (sum analytics.Total) {
	for _, r := range rows {
		sum.Merge(of(r))
	}
	return sum
}

// TestABaseThatBuysOnceAYear checks that nobody there is called lost for buying once a year, by its own gaps.
func TestABaseThatBuysOnceAYear(t *testing.T) {
	l, q := everybody(t, []string{yearlyBase(t)}, nil, analytics.NewDay(2020, 12, 31), nil)
	rule, then := ruleFor(t, l, q)
	base := scanned(t, l, func() *status.Base { return status.NewBase(q, rule, then) })
	r := base.RuleRow()
	t.Logf("S %d, L %d days; of %d lost on %s, %d have bought since; %d current of %d", r.Slow, r.Lost, r.WereLost, r.Half, r.Returned, base.Current(), base.Buyers())
	if r.Lost < 365 || r.TooShort || base.Current() != 300 {
		t.Errorf("got %+v, %d current", r, base.Current())
	}
}
