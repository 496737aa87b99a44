package loyalty

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"regulars/analytics"
)

func kindQuestion() analytics.Question {
	q := question()
	q.Start = asOf - 1200
	q.Labels = analytics.NewLabels([]string{"overall", "price", "relationship", "shop A", "shop B"})
	return q
}

func recommends(score float64) analytics.Answer {
	a := answer("price", asOf-20, 1)
	a.Recommend = score
	return a
}

func inShop(shop analytics.Label, discount float64, days ...int) []analytics.Row {
	var rows []analytics.Row
	for _, d := range days {
		r := purchase(asOf-analytics.Day(d), 10)
		r.Store, r.Discount = shop, analytics.MoneyOf(discount)
		rows = append(rows, r)
	}
	return rows
}

// kindRule is the rule of who is current.
var kindRule = analytics.StatusRule{Everyone: analytics.Limits{Slow: 90, Lost: 150}}

func TestKinds(t *testing.T) {
	j := NewJudge(kindQuestion(), kindRule, analytics.Scale{Max: 10})
	attached, not := []analytics.Answer{recommends(9)}, []analytics.Answer{recommends(5)}
	mixed := append(inShop(4, 0, 300, 80), inShop(5, 0, 10)...)
	for _, x := range []struct {
		what    string
		rows    []analytics.Row
		answers []analytics.Answer
		wallet  float64
		kind    Kind
		repeats bool
	}{
		{"attached, repeats", mixed, attached, missing, SuperValue, true},
		{"attached, once", inShop(4, 0, 300), attached, missing, Latent, false},
		{"attached, but long ago", inShop(4, 0, 800, 700, 365), attached, missing, Latent, false},
		{"no alternative", mixed, not, .95, Monopoly, true},
		{"nearly all is spent here", mixed, not, .94, Inertia, true},
		{"at a discount", inShop(4, 1, 300, 80, 10), not, missing, Incentive, true},
		{"no alternative, at a discount", inShop(4, 1, 300, 80, 10), not, 1, Monopoly, true},
		{"one shop, steady", inShop(4, 0, 100, 70, 41, 10), not, missing, Inertia, true},
		{"one shop, now and then", inShop(4, 0, 300, 100, 90, 1), not, missing, Inertia, true},
		{"one shop, too few gaps", inShop(4, 0, 70, 41, 10), not, missing, Inertia, true},
		{"two shops, steady", append(inShop(4, 0, 100, 70, 41), inShop(5, 0, 10)...), not, missing, Inertia, true},
		{"no shop known", inShop(0, 0, 100, 70, 41, 10), not, missing, Inertia, true},
		{"once, at a discount", inShop(4, 1, 10), not, missing, PriceLed, false},
		{"once", inShop(4, 0, 10), not, missing, None, false},
		{"never asked", mixed, nil, missing, NotAsked, true},
	} {
		m := j.Of(&analytics.Customer{Rows: x.rows, Answers: x.answers}, x.wallet)
		if m.Kind != x.kind || m.Repeats != x.repeats {
			t.Errorf("%s: %q, repeats %v", x.what, m.Kind, m.Repeats)
		}
	}
}

func TestAttachment(t *testing.T) {
	q := kindQuestion()
	j := NewJudge(q, kindRule, analytics.Scale{Max: 10})
	about := func(dimension analytics.Label, day analytics.Day, score float64) analytics.Answer {
		a := answer("price", day, score)
		a.Dimension = dimension
		return a
	}
	five := scaled(about(3, asOf-5, 5), 1, 5)
	for _, x := range []struct {
		what    string
		answers []analytics.Answer
		want    float64
	}{
		{"nothing", nil, missing},
		{"another dimension", []analytics.Answer{about(2, asOf-5, 10)}, missing},
		{"overall", []analytics.Answer{about(1, asOf-5, 6)}, .6},
		{"the last counts", []analytics.Answer{about(1, asOf-9, 2), about(1, asOf-5, 6)}, .6},
		{"with a scale of its own", []analytics.Answer{five}, 1},
		{"all three", []analytics.Answer{about(1, asOf-9, 6), five, recommends(8)}, .8},
		{"off the scale", []analytics.Answer{about(1, asOf-9, 6), about(1, asOf-5, 11)}, .6},
	} {
		check(t, x.what, j.attachment(&analytics.Customer{Answers: x.answers}), x.want, 1e-12)
	}
}

func TestTypesAddUp(t *testing.T) {
	q := kindQuestion()
	r := rand.New(rand.NewPCG(7, 8))
	customers := random(r, 1500)
	j := NewJudge(q, kindRule, analytics.Scale{Min: 1, Max: 5})
	whole, parts := NewKinds(q), []*Kinds{NewKinds(q), NewKinds(q), NewKinds(q)}
	var n int64
	for i := range customers {
		if len(customers[i].Rows) == 0 {
			continue
		}
		n++
		m := j.Of(&customers[i], missing)
		whole.Add(m)
		parts[i%3].Add(m)
	}
	got := whole.Types()
	var kinds, habits int64
	for _, k := range got.Kinds {
		kinds += k.Customers
	}
	for _, h := range got.Habits {
		habits += h.Customers
	}
	var inert, both int64
	for _, k := range got.Kinds {
		if k.Name == string(Inertia) {
			inert = k.Customers
		}
	}
	for _, k := range got.Inertia {
		both += k.Customers
	}
	if inert == 0 || inert != both {
		t.Errorf("%d of inertia, %d by its ways", inert, both)
	}
	if kinds != got.Asked || habits != n || got.Loyal.N != n || got.Asked == 0 || got.Asked == n {
		t.Errorf("%d kinds of %d, %d habits of %d", kinds, got.Asked, habits, n)
	}
	parts[0].Merge(parts[2])
	parts[0].Merge(parts[1])
	if diff := cmp.Diff(got, parts[0].Types(), cmpopts.EquateNaNs(), cmpopts.EquateApprox(1e-12, 0)); diff != "" {
		t.Error(diff)
	}
}

// Ten customers of one class were loyal a year ago and brought 100 each, then 90 and 110 by turns; two are loyal today with 400 in all.
func TestNextYear(t *testing.T) {
	k := NewKinds(kindQuestion())
	add := func(before, after float64, were, are int) {
		k.Add(Member{Loyal: [2]bool{are >= repeatsFrom, were >= repeatsFrom}, year: [2]span{{are, analytics.MoneyOf(after), 3, 900}, {were, analytics.MoneyOf(before), 3, 900}}})
	}
	for i := range 9 {
		add(100, 90+20*float64(i%2), 2, 1)
	}
	add(100, 110, 3, 2)
	add(0, 290, 0, 5)
	add(50, 10, 1, 1)
	n := k.Types().Next
	each := 10 * 100 / 9.0
	se := math.Sqrt(10*each) / 1000
	if !n.Known || n.Then != 10 {
		t.Fatalf("got %+v", n)
	}
	check(t, "next year", n.Revenue.Value, 400, 1e-9)
	check(t, "its interval", n.Revenue.High-400, analytics.Z*math.Sqrt(400*400*se*se+2*each), 1e-9)
	check(t, "share of the last year", n.LastShare, 1000.0/1300, 1e-12)
	k.Add(Member{Loyal: [2]bool{true, false}, year: [2]span{{2, analytics.MoneyOf(50), 3, 50}, {}}})
	check(t, "with one who is young", k.Types().Next.Revenue.Value, 450, 1e-9)
	k.Add(Member{Loyal: [2]bool{true, false}, year: [2]span{{2, analytics.MoneyOf(50), 100, 900}, {}}})
	if n := k.Types().Next; n.Known {
		t.Errorf("nobody was as silent a year ago: %+v", n)
	}
}

func TestNextYearNeedsThreeYears(t *testing.T) {
	for start, known := range map[analytics.Day]bool{asOf - 1094: true, asOf - 1093: false} {
		q := kindQuestion()
		q.Start = start
		k := NewKinds(q)
		for range 3 {
			k.Add(Member{Loyal: [2]bool{true, true}, year: [2]span{{occasions: 2, spend: analytics.MoneyOf(8)}, {occasions: 2, spend: analytics.MoneyOf(9)}}})
		}
		if n := k.Types().Next; n.Known != known || math.IsNaN(n.Revenue.Value) == known {
			t.Errorf("%d days: %+v", asOf-start+1, n)
		}
	}
}

func TestYears(t *testing.T) {
	j := NewJudge(kindQuestion(), kindRule, analytics.Scale{Max: 10})
	c := analytics.Customer{Rows: append(append(inShop(1, 0, 800, 730), inShop(1, 0, 729, 365)...), inShop(1, 0, 364, 30)...)}
	m := j.Of(&c, missing)
	want := [2]span{{2, analytics.MoneyOf(20), 30, 800}, {2, analytics.MoneyOf(20), 0, 435}}
	if m.year != want {
		t.Errorf("got %+v", m.year)
	}
	for s, want := range map[span]int{{silent: 0, tenure: 0}: 0, {silent: 30, tenure: 91}: 1, {silent: 31, tenure: 365}: 7, {silent: 300, tenure: 364}: 14} {
		if s.class() != want {
			t.Errorf("%+v: class %d", s, s.class())
		}
	}
}

// The interval of next year's revenue holds what comes true in about 95 of 100 cases.
func TestNextYearIsHonest(t *testing.T) {
	r, held, n := rand.New(rand.NewPCG(9, 9)), 0, runs(300, 3000)
	for range n {
		k := NewKinds(kindQuestion())
		future, now := 0.0, 0.0
		for range 400 {
			a := r.ExpFloat64() * 100
			b := a * .8 * r.ExpFloat64()
			k.Add(Member{Loyal: [2]bool{false, true}, year: [2]span{{spend: analytics.MoneyOf(b)}, {occasions: 2, spend: analytics.MoneyOf(a), tenure: 900}}})
			c := r.ExpFloat64() * 100
			k.Add(Member{Loyal: [2]bool{true, false}, year: [2]span{{occasions: 2, spend: analytics.MoneyOf(c), tenure: 900}, {}}})
			now, future = now+c, future+c*.8*r.ExpFloat64()
		}
		if e := k.Types().Next.Revenue; e.Low < future && future < e.High {
			held++
		}
	}
	if share := float64(held) / float64(n); share < .91 || share > .985 {
		t.Errorf("held in %d of %d", held, n)
	}
}

// TestLoyalImpliesCurrent checks who is loyal: two days of purchase in the window, and not lost.
func TestLoyalImpliesCurrent(t *testing.T) {
	q := kindQuestion()
	once := analytics.StatusRule{Everyone: analytics.Limits{Slow: 300, Lost: 400}} // a base that buys once a year
	for _, x := range []struct {
		what string
		rule analytics.StatusRule
		days []int
		want [2]bool
	}{
		{"two days in the year, current", kindRule, []int{200, 100}, [2]bool{true, false}},
		{"two days in the year, lost", kindRule, []int{300, 151}, [2]bool{false, false}},
		{"silent for as long as may be", kindRule, []int{300, 150}, [2]bool{true, false}},
		{"one day", kindRule, []int{10}, [2]bool{false, false}},
		{"the second is a day too old", kindRule, []int{365, 10}, [2]bool{false, false}},
		{"the second is just within", kindRule, []int{364, 10}, [2]bool{true, false}},
		{"a year ago", kindRule, []int{600, 500}, [2]bool{false, true}},
		{"lost a year ago", kindRule, []int{700, 516}, [2]bool{false, false}},
		{"twice the silence is longer than a year", once, []int{799, 20}, [2]bool{true, false}},
		{"and no longer", once, []int{800, 20}, [2]bool{false, false}},
	} {
		m := NewJudge(q, x.rule, analytics.Scale{Max: 10}).Of(&analytics.Customer{Rows: inShop(4, 0, x.days...)}, missing)
		if m.Loyal != x.want {
			t.Errorf("%s: loyal %v, want %v", x.what, m.Loyal, x.want)
		}
	}
	if Window(kindRule) != 365 || Window(once) != 800 {
		t.Errorf("windows of %d and %d days", Window(kindRule), Window(once))
	}
}

// TestNeverMoreLoyalThanCurrent counts both over a random base.
func TestNeverMoreLoyalThanCurrent(t *testing.T) {
	q := kindQuestion()
	customers, loyal, current := random(rand.New(rand.NewPCG(16, 9)), 1500), int64(0), int64(0)
	j, k := NewJudge(q, kindRule, analytics.Scale{Max: 5}), NewKinds(q)
	for i := range customers {
		if len(customers[i].Rows) == 0 {
			continue
		}
		k.Add(j.Of(&customers[i], missing))
		if kindRule.On(&customers[i], q.AsOf).Status.Current() {
			current++
		}
	}
	if loyal = k.Types().Loyal.Count; loyal == 0 || loyal > current {
		t.Errorf("%d loyal of %d current", loyal, current)
	}
}
