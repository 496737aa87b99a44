package rfm

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"
	"regulars/analytics"
)

// shared finds a file of ../shared, the data and oracles kept beside the repository.
func shared(t testing.TB, path string) string {
	t.Helper()
	dir := os.Getenv("REGULARS_SHARED")
	if dir == "" {
		dir, _ = filepath.Abs("../../../shared")
	}
	full := filepath.Join(dir, path)
	if _, err := os.Stat(full); err != nil {
		t.Skip("needs ../shared")
	}
	return full
}

// records reads a CSV file as one map a row.
func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(shared(t, path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

func whole(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// inputs are the customers of the oracle: recency, frequency and monetary value as another program computed them.
func inputs(t *testing.T, asOf analytics.Day) (ids []string, customers []analytics.Summary) {
	t.Helper()
	for _, row := range records(t, "oracles/tables/rfm_cdnow_sample_input.csv") {
		units, err := strconv.ParseFloat(row["M"], 64)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, row["id"])
		customers = append(customers, analytics.Summary{
			Last: asOf - analytics.Day(whole(t, row["R"])), Occasions: whole(t, row["F"]), Revenue: analytics.MoneyOf(units),
		})
	}
	return ids, customers
}

// oracleScores are the columns ceil5_rank_average by customer.
func oracleScores(t *testing.T) map[string]Score {
	t.Helper()
	scores := map[string]Score{}
	for _, row := range records(t, "oracles/tables/rfm_scores_cdnow_sample.csv") {
		scores[row["id"]] = Score{
			whole(t, row["R|ceil5_rank_average"]), whole(t, row["F|ceil5_rank_average"]), whole(t, row["M|ceil5_rank_average"]),
		}
	}
	return scores
}

func TestOracle(t *testing.T) {
	asOf := analytics.NewDay(1998, 7, 1)
	ids, customers := inputs(t, asOf)
	p := NewPopulation(asOf)
	for _, c := range customers {
		p.Enter(c)
	}
	scale := p.Scale()
	want := oracleScores(t)
	for i, id := range ids {
		if got := scale.Score(customers[i], asOf); got != want[id] {
			t.Errorf("customer %s: got %v, want %v", id, got, want[id])
		}
	}
	if len(ids) != 2357 || len(want) != 2357 {
		t.Errorf("%d customers and %d scores, want 2357", len(ids), len(want))
	}
}

// TestOracleCounts reads what rfm_cohort.json says of the tie rules: how many customers each score has by ours, the mean rank, how many
// distinct values there are, and for how many our score is the one of ranks in the order of the file. The other columns are of rules
// that give equal customers different scores, or depend on the order of rows.
func TestOracleCounts(t *testing.T) {
	text, err := os.ReadFile(shared(t, "oracles/rfm_cohort.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Ties map[string]struct {
			Distinct int
			Share    float64 `json:"share_at_mode"`
			Mode     float64
		}
		Counts    map[string]map[string]int
		Agreement map[string]map[string]float64 `json:"agreement_with_rank_first"`
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	asOf := analytics.NewDay(1998, 7, 1)
	_, customers := inputs(t, asOf)
	p := NewPopulation(asOf)
	for _, c := range customers {
		p.Enter(c)
	}
	scale, rows := p.Scale(), records(t, "oracles/tables/rfm_scores_cdnow_sample.csv")
	for name, of := range map[string]func(Score) int{"R": func(s Score) int { return s.R }, "F": func(s Score) int { return s.F }, "M": func(s Score) int { return s.M }} {
		counts, agree, values := map[string]int{}, 0, map[string]int{}
		for i, row := range rows {
			score := strconv.Itoa(of(scale.Score(customers[i], asOf)))
			counts[score]++
			values[row[name]]++
			if score == row[name+"|qcut_rank_first"] {
				agree++
			}
		}
		rule := name + "|ceil5_rank_average"
		if !maps.Equal(counts, want.Counts[rule]) || len(counts) == 0 {
			t.Errorf("%s: %v, want %v", name, counts, want.Counts[rule])
		}
		n := float64(len(rows))
		if got := float64(agree) / n; math.Abs(got-want.Agreement[name][rule]) > 1e-12 {
			t.Errorf("%s agrees with the ranks by row for %v, want %v", name, got, want.Agreement[name][rule])
		}
		mode := values[strconv.FormatFloat(want.Ties[name].Mode, 'f', -1, 64)]
		if len(values) != want.Ties[name].Distinct || math.Abs(float64(mode)/n-want.Ties[name].Share) > 1e-12 {
			t.Errorf("%s has %d values, want %d; %d at the mode", name, len(values), want.Ties[name].Distinct, mode)
		}
	}
}

type cdnowLine struct {
	Customer string  `parquet:"sampleid,optional"`
	Day      int32   `parquet:"date,optional"`
	Cents    [4]byte `parquet:"sales,optional"`
}

// cdnow reads the CDNOW sample as customers.
func cdnow(t testing.TB) []analytics.Customer {
	t.Helper()
	lines, err := parquet.ReadFile[cdnowLine](shared(t, "data/cdnow/cdnow_sample.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	var customers []analytics.Customer
	for i, l := range lines {
		k, ok := at[l.Customer]
		if !ok {
			k = len(customers)
			at[l.Customer] = k
			customers = append(customers, analytics.Customer{Key: analytics.TextKey(l.Customer)})
		}
		cents := int64(l.Cents[0])<<24 | int64(l.Cents[1])<<16 | int64(l.Cents[2])<<8 | int64(l.Cents[3])
		customers[k].Rows = append(customers[k].Rows, analytics.Row{
			Order: uint64(i), Day: analytics.Day(l.Day), Purchases: 1, NewOrder: true, Gross: analytics.Money(cents * analytics.MoneyScale / 100),
		})
	}
	return customers
}

// TestFromTransactions scores the CDNOW sample from its lines. The oracle's analysis date is 1998-07-01; as of the last day of
// the data every customer is one day more recent, and scores the same.
func TestFromTransactions(t *testing.T) {
	asOf := analytics.NewDay(1998, 6, 30)
	customers := cdnow(t)
	p := NewPopulation(asOf)
	for i := range customers {
		p.Add(&customers[i])
	}
	scale, want := p.Scale(), oracleScores(t)
	for i := range customers {
		c := &customers[i]
		if got := scale.Score(c.Summary(), asOf); got != want[c.Key.String()] {
			t.Errorf("customer %s: got %v, want %v", c.Key, got, want[c.Key.String()])
		}
	}
	if p.Customers() != 2357 {
		t.Errorf("%d customers, want 2357", p.Customers())
	}
}

// TestTies checks a base with the ties of the CDNOW sample (oracle rfm_cohort.json): 1,218 of 2,357 customers bought once and score 2,
// 612 two or three times and score 4.
func TestTies(t *testing.T) {
	p := NewPopulation(1000)
	add := func(n, occasions int) {
		for range n {
			p.Enter(analytics.Summary{Last: 1, Occasions: occasions, Revenue: 1})
		}
	}
	add(1218, 1)
	add(403, 2)
	add(209, 3)
	add(149, 4)
	add(378, 6)
	scale := p.Scale()
	want := [4]int{1, 2, 2, 4}
	if scale.Frequency != want {
		t.Errorf("frequency scores from %v, want %v", scale.Frequency, want)
	}
	if scale.Recency != [4]int{999, 999, -1, -1} {
		t.Errorf("all equal in recency have the mean rank (n+1)/2 and score 3: cut points %v", scale.Recency)
	}
	if scale.Monetary != [4]analytics.Money{1, 1, math.MaxInt64, math.MaxInt64} {
		t.Errorf("cut points %v", scale.Monetary)
	}
}

func TestSmall(t *testing.T) {
	check := func(want []Score, revenues ...analytics.Money) {
		t.Helper()
		p := NewPopulation(100)
		var all []analytics.Summary
		for i, m := range revenues {
			all = append(all, analytics.Summary{Last: analytics.Day(i), Occasions: i + 1, Revenue: m})
			p.Enter(all[i])
		}
		p.Enter(analytics.Summary{Last: analytics.NoDay, Revenue: -5})
		scale := p.Scale()
		for i := range all {
			if got := scale.Score(all[i], 100); got != want[i] {
				t.Errorf("customer %d of %d: got %v, want %v", i+1, len(all), got, want[i])
			}
		}
		if p.Customers() != len(revenues) {
			t.Errorf("a customer with refunds only is counted")
		}
	}
	check([]Score{{5, 5, 5}}, 7)
	check([]Score{{3, 3, 4}, {5, 5, 4}}, 7, 7)
	check([]Score{{2, 2, 5}, {4, 4, 4}, {5, 5, 2}}, 9, 0, -9)
	check(nil)
	empty := NewPopulation(0).Scale()
	if got := empty.Score(analytics.Summary{Last: analytics.NoDay, Revenue: -5}, 100); got != (Score{}) {
		t.Errorf("a customer with refunds only scores %v", got)
	}
}

func TestFixed(t *testing.T) {
	s, err := FixedScale([]int{30, 90, 180, 365}, []int{2, 3, 5, 10}, []float64{0, 49.99, 250, 1000})
	if err != nil {
		t.Fatal(err)
	}
	check := func(want Score, days, occasions int, units float64) {
		t.Helper()
		c := analytics.Summary{Last: 1000 - analytics.Day(days), Occasions: occasions, Revenue: analytics.MoneyOf(units)}
		if got := s.Score(c, 1000); got != want {
			t.Errorf("%d days, %d occasions, %v: got %v, want %v", days, occasions, units, got, want)
		}
	}
	check(Score{5, 1, 1}, 30, 1, -0.01)
	check(Score{4, 2, 2}, 31, 2, 0)
	check(Score{3, 3, 3}, 91, 3, 49.99)
	check(Score{2, 4, 4}, 365, 9, 999.99)
	check(Score{1, 5, 5}, 366, 10, 1000)
}

func TestFixedRefuses(t *testing.T) {
	good, money := []int{1, 2, 3, 4}, []float64{1, 2, 3, 4}
	check := func(want string, recency, frequency []int, monetary []float64) {
		t.Helper()
		if _, err := FixedScale(recency, frequency, monetary); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want %q", err, want)
		}
	}
	check("recency has 3 cut points", good[:3], good, money)
	check("frequency cut points must rise, but 2 follows 2", good, []int{1, 2, 2, 4}, money)
	check("monetary cut points must rise", good, good, []float64{4, 3, 2, 1})
	check("monetary cut point NaN is out of range", good, good, []float64{1, 2, 3, math.NaN()})
	check("days cannot be negative", []int{-1, 2, 3, 4}, good, money)
}

func drawCustomers(t *rapid.T) []analytics.Summary {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) analytics.Summary {
		return analytics.Summary{
			Last: analytics.Day(rapid.IntRange(0, 12).Draw(t, "last")), Occasions: rapid.IntRange(1, 6).Draw(t, "occasions"),
			Revenue: analytics.Money(rapid.Int64Range(-5, 20).Draw(t, "revenue")),
		}
	}), 1, 40).Draw(t, "customers")
}

// TestDefinition compares the scale with ⌈5 · mean rank / n⌉ computed customer by customer; so equal values score equally, whatever
// the order and the split of customers.
func TestDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawCustomers(t)
		one, two := NewPopulation(20), NewPopulation(20)
		for _, i := range rapid.Permutation(indexes(len(all))).Draw(t, "order") {
			[]*Population{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Enter(all[i])
		}
		one.Merge(two)
		scale := one.Scale()
		for i, c := range all {
			want := Score{
				scoreByRank(all, i, func(c analytics.Summary) int { return int(c.Last) }),
				scoreByRank(all, i, func(c analytics.Summary) int { return c.Occasions }),
				scoreByRank(all, i, func(c analytics.Summary) int { return int(c.Revenue) }),
			}
			if got := scale.Score(c, 20); got != want {
				t.Fatalf("customer %d of %v: got %v, want %v", i, all, got, want)
			}
		}
	})
}

func indexes(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// scoreByRank finds the least score s with mean rank ≤ s·n/5, all in tenths of whole numbers.
func scoreByRank(all []analytics.Summary, i int, of func(analytics.Summary) int) int {
	below, equal := 0, 0
	for _, c := range all {
		switch {
		case of(c) < of(all[i]):
			below++
		case of(c) == of(all[i]):
			equal++
		}
	}
	score := 1
	for 5*(2*below+equal+1) > 2*score*len(all) {
		score++
	}
	return score
}

// TestOneMore checks that one more customer moves nobody by more than one score, that who is no worse never scores
// worse, and that a customer in no score changes nothing.
func TestOneMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := drawCustomers(t)
		p := NewPopulation(20)
		for _, c := range all[1:] {
			p.Enter(c)
		}
		before := p.Scale()
		p.Enter(analytics.Summary{Last: analytics.NoDay, Revenue: -100})
		if p.Scale() != before {
			t.Fatalf("a customer without a purchase changes the scale %v", before)
		}
		p.Enter(all[0])
		after := p.Scale()
		for i, c := range all[1:] {
			a, b := before.Score(c, 20), after.Score(c, 20)
			if len(all) > 5 && max(abs(a.R-b.R), abs(a.F-b.F), abs(a.M-b.M)) > 1 {
				t.Fatalf("%v moves from %v to %v", c, a, b)
			}
			for _, other := range all[i+1:] {
				o := after.Score(other, 20)
				if c.Revenue >= other.Revenue && b.M < o.M || c.Last >= other.Last && b.R < o.R || c.Occasions >= other.Occasions && b.F < o.F {
					t.Fatalf("%v scores %v, %v scores %v", c, b, other, o)
				}
			}
		}
	})
}

func abs(n int) int { return max(n, -n) }

func BenchmarkPopulation(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	p := NewPopulation(1000)
	for b.Loop() {
		p.Enter(analytics.Summary{Last: analytics.Day(r.IntN(1000)), Occasions: 1 + r.IntN(20), Revenue: analytics.Money(r.IntN(1e6) * 10_000)})
	}
}

func BenchmarkScore(b *testing.B) {
	p := NewPopulation(1000)
	for i := range 1000 {
		p.Enter(analytics.Summary{Last: analytics.Day(i), Occasions: 1 + i%20, Revenue: analytics.Money(i)})
	}
	scale, c, sum := p.Scale(), analytics.Summary{Last: 500, Occasions: 3, Revenue: 400}, 0
	for b.Loop() {
		sum += scale.Score(c, 1000).R
	}
}
