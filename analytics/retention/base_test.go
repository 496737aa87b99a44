package retention

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"
	"regulars/analytics"
)

// shared is the folder of oracles and real data beside the repository.
func shared(t testing.TB) string {
	t.Helper()
	if dir := os.Getenv("REGULARS_SHARED"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		} else if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	dir = filepath.Join(dir, "..", "shared")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("needs ../shared")
	}
	return dir
}

// oracle reads a file of oracles.
func oracle[T any](t testing.TB, name string) (v T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shared(t), "oracles", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// readCSV reads a table of the oracles, a row a map by column.
func readCSV(t testing.TB, name string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t), "oracles", "tables", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range line {
			row[lines[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

func whole(t testing.TB, s string) int {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return int(x)
}

// cdnow is the CDNOW sample, its customers in the order of their ids.
func cdnow(t testing.TB) []analytics.Customer {
	t.Helper()
	type line struct {
		ID    string `parquet:"sampleid"`
		Date  int32  `parquet:"date"`
		Sales int64  `parquet:"sales"`
	}
	rows, err := parquet.ReadFile[struct {
		ID    string  `parquet:"sampleid,optional"`
		Date  int32   `parquet:"date,optional,date"`
		Sales [4]byte `parquet:"sales,optional,decimal(2:9)"`
	}](filepath.Join(shared(t), "data", "cdnow", "cdnow_sample.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	by := map[string][]line{}
	for _, r := range rows {
		cents := int32(r.Sales[0])<<24 | int32(r.Sales[1])<<16 | int32(r.Sales[2])<<8 | int32(r.Sales[3])
		by[r.ID] = append(by[r.ID], line{r.ID, r.Date, int64(cents)})
	}
	var customers []analytics.Customer
	for id, lines := range by {
		c := analytics.Customer{Key: analytics.TextKey(id)}
		slices.SortFunc(lines, func(a, b line) int { return int(a.Date - b.Date) })
		for _, l := range lines {
			c.Rows = append(c.Rows, bought(analytics.Day(l.Date), analytics.Money(l.Sales)*10_000))
		}
		customers = append(customers, c)
	}
	slices.SortFunc(customers, func(a, b analytics.Customer) int { return a.Key.Compare(b.Key) })
	return customers
}

// bought and refunded are rows of one line.
func bought(day analytics.Day, m analytics.Money) analytics.Row {
	return analytics.Row{Day: day, Order: uint64(day), Purchases: 1, NewOrder: true, Gross: m}
}

func refunded(day analytics.Day, m analytics.Money) analytics.Row {
	return analytics.Row{Day: day, Order: uint64(day), Refunds: 1, Refunded: m}
}

func customer(rows ...analytics.Row) analytics.Customer { return analytics.Customer{Rows: rows} }

// fill adds customers to an accumulator.
func fill[A analytics.Accumulator[A]](to A, customers []analytics.Customer) A {
	for i := range customers {
		to.Add(&customers[i])
	}
	return to
}

// split adds customers to several accumulators by a pattern, and merges these.
func split[A analytics.Accumulator[A]](fresh func() A, customers []analytics.Customer, parts []int) A {
	all := make([]A, 4)
	for i := range all {
		all[i] = fresh()
	}
	for i := range customers {
		all[parts[i]].Add(&customers[i])
	}
	to := fresh()
	for _, a := range all {
		to.Merge(a)
	}
	return to
}

func day(s string) analytics.Day {
	d, err := analytics.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

// start is the first day of the drawn bases, in the middle of a month and a week.
var start = day("2019-12-18")

// base draws customers with purchases and refunds over 500 days, some with refunds alone or nothing at all.
func base(t *rapid.T) []analytics.Customer {
	row := rapid.Custom(func(t *rapid.T) analytics.Row {
		d := start + analytics.Day(rapid.IntRange(0, 500).Draw(t, "day"))
		m := analytics.Money(rapid.Int64Range(0, 1e15).Draw(t, "money"))
		channel := analytics.Label(rapid.IntRange(0, 3).Draw(t, "channel"))
		r := bought(d, m)
		if rapid.IntRange(0, 4).Draw(t, "refund") == 0 {
			r = refunded(d, m)
		}
		r.Channel = channel
		return r
	})
	one := rapid.Custom(func(t *rapid.T) analytics.Customer {
		rows := rapid.SliceOfN(row, 0, 25).Draw(t, "rows")
		slices.SortStableFunc(rows, func(a, b analytics.Row) int { return int(a.Day - b.Day) })
		return customer(rows...)
	})
	return rapid.SliceOfN(one, 0, 12).Draw(t, "customers")
}

func question(t *rapid.T) analytics.Question {
	return analytics.Question{
		Start: start, AsOf: start + analytics.Day(rapid.IntRange(0, 520).Draw(t, "as of")),
		Cohort:     rapid.SampledFrom([]analytics.Grain{"day", "week", "month", "quarter", "year"}).Draw(t, "grain"),
		ChurnAfter: rapid.SampledFrom([]int{0, 0, 1, 20, 90}).Draw(t, "churn after"),
		Labels:     analytics.NewLabels([]string{"app", "shop", "web"}),
	}
}

func near(t testing.TB, what string, got, want, tolerance float64) {
	t.Helper()
	if got == want || math.IsNaN(got) && math.IsNaN(want) {
		return
	}
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}
