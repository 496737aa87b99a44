package concentration

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
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

type oracle struct {
	N       int                `json:"n"`
	Total   float64            `json:"total"`
	Mean    float64            `json:"mean"`
	Gini    float64            `json:"gini_population"`
	Deciles map[string]float64 `json:"lorenz_deciles"`
	Top     map[string]struct {
		Interpolated float64 `json:"interpolated"`
	} `json:"top_share"`
	Most struct {
		Count int     `json:"count"`
		Share float64 `json:"share_of_customers"`
	} `json:"customers_for_80pct"`
	Rank       map[string]float64 `json:"cum_share_by_customer_rank"`
	Error      any                `json:"gini_jackknife_se"` // "nan" where one has everything
	Theil      float64            `json:"theil_T"`
	Herfindahl float64            `json:"hhi"`
}

func readOracle[T any](t *testing.T) (into T) {
	t.Helper()
	text, err := os.ReadFile(shared(t, "oracles/concentration.json"))
	if err == nil {
		err = json.Unmarshal(text, &into)
	}
	if err != nil {
		t.Fatal(err)
	}
	return into
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12) {
		t.Errorf("%s: got %.17g, want %.17g", what, got, want)
	}
}

func compare(t *testing.T, got Result, want oracle) {
	t.Helper()
	if got.Customers != want.N || got.Most != want.Most.Count {
		t.Errorf("%d of %d customers make 80 %%, want %d of %d", got.Most, got.Customers, want.Most.Count, want.N)
	}
	near(t, "Gini", got.Gini, want.Gini)
	near(t, "Herfindahl", got.Herfindahl, want.Herfindahl)
	if got.Negative == 0 {
		near(t, "Theil", got.Theil, want.Theil)
	}
	if e, ok := want.Error.(float64); ok {
		near(t, "standard error of Gini", got.Error, e)
	} else if !math.IsNaN(got.Error) {
		t.Errorf("standard error of Gini: %v where one has everything", got.Error)
	}
	near(t, "total", got.Revenue.Units()/want.Total, 1)
	near(t, "mean", got.Revenue.Units()/float64(got.Customers)/want.Mean, 1)
	near(t, "top half", got.Curve[50].TopShare, want.Top["0.5"].Interpolated)
	near(t, "share of customers for 80 %", got.MostShare, want.Most.Share)
	near(t, "share of the best customer", got.Greatest, want.Rank["1"])
	for decile, share := range want.Deciles {
		p, err := strconv.ParseFloat(decile, 64)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "Lorenz curve at "+decile, got.Curve[int(math.Round(100*p))].RevenueShare, share)
	}
	for _, top := range got.Top {
		near(t, fmt.Sprintf("top %d %%", top.Percent), top.RevenueShare, want.Top[strconv.FormatFloat(float64(top.Percent)/100, 'g', -1, 64)].Interpolated)
	}
}

func of(units ...float64) Result {
	var m analytics.Multiset
	for _, u := range units {
		m.Add(int64(analytics.MoneyOf(u)))
	}
	return Of(&m)
}

func column(t *testing.T, at int) []float64 {
	t.Helper()
	f, err := os.Open(shared(t, "oracles/tables/rfm_cdnow_sample_input.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	for _, row := range rows[1:] {
		x, err := strconv.ParseFloat(row[at], 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

type cdnowLine struct {
	Customer string  `parquet:"sampleid,optional"`
	Day      int32   `parquet:"date,optional"`
	Cents    [4]byte `parquet:"sales,optional"`
}

// spent is what each customer of the CDNOW sample spent up to a day, in the order of the file.
func spent(t *testing.T, until analytics.Day) []float64 {
	t.Helper()
	lines, err := parquet.ReadFile[cdnowLine](shared(t, "data/cdnow/cdnow_sample.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	var cents []int64
	for _, l := range lines {
		if analytics.Day(l.Day) > until {
			continue
		}
		k, ok := at[l.Customer]
		if !ok {
			k = len(cents)
			at[l.Customer] = k
			cents = append(cents, 0)
		}
		cents[k] += int64(l.Cents[0])<<24 | int64(l.Cents[1])<<16 | int64(l.Cents[2])<<8 | int64(l.Cents[3])
	}
	units := make([]float64, len(cents))
	for i := range cents {
		units[i] = float64(cents[i]) / 100
	}
	return units
}

func TestOracle(t *testing.T) {
	all := readOracle[map[string]json.RawMessage](t)
	check := func(name string, units []float64) {
		t.Helper()
		var want oracle
		if err := json.Unmarshal(all[name], &want); err != nil {
			t.Fatal(err)
		}
		compare(t, of(units...), want)
	}
	check("sample_78weeks_total_spend", column(t, 3))
	check("sample_calibration_39weeks", spent(t, analytics.NewDay(1997, 9, 30)))
	check("sample_orders_F", column(t, 2))
	orders, all78 := column(t, 2), column(t, 3)
	var repeat []float64
	for i, f := range orders {
		if f > 1 {
			repeat = append(repeat, all78[i])
		}
	}
	check("sample_repeat_customers_only", repeat)
}

func TestOracleEdges(t *testing.T) {
	edges := readOracle[struct {
		Edge struct {
			Equal    oracle `json:"all_equal"`
			One      oracle `json:"one_has_all"`
			Negative oracle `json:"net_negative"`
		} `json:"edge"`
	}](t).Edge
	check := func(want oracle, units ...float64) {
		t.Helper()
		compare(t, of(units...), want)
	}
	check(edges.Equal, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)
	check(edges.One, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)
	check(edges.Negative, 100, 50, 5, 0, -10)
}

// TestFigures holds small cases worked by hand, which run everywhere.
func TestFigures(t *testing.T) {
	r := of(1, 2, 3, 4)
	near(t, "Gini of 1, 2, 3, 4", r.Gini, 0.25)
	near(t, "top 20 %", r.Top[3].RevenueShare, 0.8*4/10)
	near(t, "L(60 %)", r.Curve[60].RevenueShare, (1+2+0.4*3)/10)
	if r.Most != 3 {
		t.Errorf("%d customers make 80 %%, want 3: 4 + 3 are 70 %%", r.Most)
	}
	if exact := of(4, 4, 1, 1); exact.Most != 2 {
		t.Errorf("%d customers make exactly 80 %%, want 2", exact.Most)
	}
	r = of(100, 50, 5, 0, -10)
	if r.Negative != 1 || r.Refunded.Units() != -10 || r.Revenue.Units() != 145 {
		t.Errorf("got %+v", r)
	}
	r = of(7)
	near(t, "Gini of one customer", r.Gini, 0)
	if r.Most != 1 || r.Greatest != 1 || r.Curve[50].RevenueShare != 0.5 {
		t.Errorf("one customer: %+v", r)
	}
}

func TestNoRevenue(t *testing.T) {
	for _, r := range []Result{of(), of(0, 0), of(-3, 1)} {
		if !math.IsNaN(r.Gini) || !math.IsNaN(r.MostShare) || !math.IsNaN(r.Top[0].RevenueShare) || r.Most != 0 || len(r.Curve) != 101 {
			t.Errorf("got %+v", r)
		}
	}
	if r := of(10, -9, 1); !math.IsNaN(r.Gini) {
		t.Errorf("refunds push Gini over 1, and it is given as %v", r.Gini)
	}
}

// TestProperties checks the result against sorting every customer, for any order and split.
func TestProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Int64Range(0, 40), 1, 60).Draw(t, "revenues")
		values[0] = 50
		var m, one, two analytics.Multiset
		for _, v := range values {
			m.Add(v * 1_000_000)
			[]*analytics.Multiset{&one, &two}[rapid.IntRange(0, 1).Draw(t, "part")].Add(v * 1_000_000)
		}
		one.Merge(&two)
		r := Of(&m)
		if fmt.Sprint(r) != fmt.Sprint(Of(&one)) {
			t.Fatal("the result depends on the split")
		}
		slices.Sort(values)
		all, difference := int64(0), int64(0)
		for _, v := range values {
			all += v
			for _, w := range values {
				difference += max(v-w, w-v)
			}
		}
		n := float64(len(values))
		if want := float64(difference) / (2 * n * float64(all)); math.Abs(r.Gini-want) > 1e-12 {
			t.Fatalf("Gini %v, want the mean difference %v", r.Gini, want)
		}
		most, part := 0, int64(0)
		for ; 5*part < 4*all; most++ {
			part += values[len(values)-1-most]
		}
		if r.Most != most {
			t.Fatalf("%d customers make 80 %%, want %d of %v", r.Most, most, values)
		}
		for p := range r.Curve {
			c := r.Curve[p]
			if c.RevenueShare > c.CustomerShare+1e-12 || c.TopShare < c.CustomerShare-1e-12 || (p > 0 && c.RevenueShare < r.Curve[p-1].RevenueShare) {
				t.Fatalf("point %+v lies over the diagonal or under its neighbour", c)
			}
		}
		twice := values
		for _, v := range twice {
			m.Add(v * 1_000_000)
		}
		if again := Of(&m); math.Abs(again.Gini-r.Gini) > 1e-12 || math.Abs(again.Top[3].RevenueShare-r.Top[3].RevenueShare) > 1e-12 {
			t.Fatal("the base twice over is as concentrated as the base")
		}
	})
}

func TestTable(t *testing.T) {
	table := of(1, 2, 3).Table()
	if table.Name != "concentration" || table.Record.NumRows() != 101 || table.Record.ColumnName(1) != "share_customers" || table.Record.ColumnName(2) != "share_revenue" {
		t.Errorf("got %s with %v", table.Name, table.Record.Schema())
	}
}

func BenchmarkOf(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var m analytics.Multiset
	for range 1_000_000 {
		m.Add(int64(r.ExpFloat64()*1e5) * 10_000)
	}
	for b.Loop() {
		Of(&m)
	}
}
