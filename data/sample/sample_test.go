package sample

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

func write(t *testing.T, o Options) Summary {
	t.Helper()
	o.Out = filepath.Join(t.TempDir(), "shop")
	made, err := Write(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func read(t *testing.T, path string) arrow.Table {
	t.Helper()
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 1 << 20}, memory.DefaultAllocator)
	if err != nil {
		t.Fatal(err)
	}
	table, err := r.ReadTable(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func column[A arrow.Array](t arrow.Table, name string) A {
	return t.Column(t.Schema().FieldIndices(name)[0]).Data().Chunk(0).(A)
}

func digest(t *testing.T, dir string) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = sha256.Sum256(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSameSeedSameBytes(t *testing.T) {
	small := Options{Customers: 9000, Months: 6, Seed: 7}
	small.Threads = 1
	one := digest(t, write(t, small).Out)
	small.Threads = 3
	three := digest(t, write(t, small).Out)
	if len(one) != 6+7+3 {
		t.Errorf("%d files, want 6 months, 7 tables and 3 of the truth", len(one))
	}
	for name, sum := range one {
		if three[name] != sum {
			t.Errorf("%s differs with the number of threads", name)
		}
	}
	small.Seed = 8
	other := digest(t, write(t, small).Out)
	if other["surveys.parquet"] == one["surveys.parquet"] {
		t.Error("another seed gives the same answers")
	}
}

// TestTruthHolds checks drawn customers against the parameters, within five standard errors.
func TestTruthHolds(t *testing.T) {
	o, err := Options{Customers: 20000, Out: "x"}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(o)
	var lambda, mu, satisfaction, referred, resolved, complaints, orders float64
	for n := range s.Customers {
		p := s.live(n)
		lambda += p.lambda
		mu += p.mu
		satisfaction += p.satisfaction
		if p.referrer >= 0 {
			referred++
			if r := s.character(p.referrer); !r.first.Before(p.first) || r.satisfaction <= s.PlateauTo {
				t.Fatalf("customer %d was referred by %+v", n, r)
			}
		}
		for i, order := range p.orders {
			orders++
			if i > 0 && (daysUntil(p.orders[i-1].at, order.at) < 0 || order.at.After(s.options.Last.AddDate(0, 0, 1))) {
				t.Fatalf("customer %d: order %d is at %v", n, i, order.at)
			}
			if order.made {
				complaints++
				if order.resolved {
					resolved++
				}
			}
		}
		if last := p.orders[len(p.orders)-1].at; len(p.orders) > 1 && last.After(p.leaves.AddDate(0, 0, 1)) {
			t.Fatalf("customer %d orders at %v after leaving at %v", n, last, p.leaves)
		}
	}
	near := func(what string, got, want, se float64) {
		t.Helper()
		if math.Abs(got-want) > 5*se {
			t.Errorf("%s is %v, want %v ± %v", what, got, want, 5*se)
		}
	}
	n := float64(s.Customers)
	near("mean λ", lambda/n, s.R/s.Alpha, math.Sqrt(s.R)/s.Alpha/math.Sqrt(n))
	near("mean μ", mu/n, s.S/s.Beta, math.Sqrt(s.S)/s.Beta/math.Sqrt(n))
	near("resolved", resolved/complaints, s.ResolvedRate, 0.5/math.Sqrt(complaints))
	if share := referred / n; share < s.ReferredRate*0.8 || share > s.ReferredRate {
		t.Errorf("%v of customers were referred, want a little less than %v", share, s.ReferredRate)
	}
	if mean := satisfaction / n; math.Abs(mean-s.SatisfactionMean) > 0.2 {
		t.Errorf("mean satisfaction is %v, want about %v", mean, s.SatisfactionMean)
	}
}

func daysUntil(from, to time.Time) int {
	const day = 24 * time.Hour
	return int(to.Truncate(day).Sub(from.Truncate(day)) / day)
}

func TestGamma(t *testing.T) {
	s := shop{}
	for _, shape := range []float64{0.3, 0.75, 1, 4.5} {
		rng := s.random(1, 1)
		sum, squares := 0.0, 0.0
		const n = 200000
		for range n {
			x := gamma(rng, shape, 2)
			sum += x
			squares += x * x
		}
		mean, variance := sum/n, squares/n-sum/n*sum/n
		if math.Abs(mean-shape/2) > 0.01*math.Sqrt(shape)*2 || math.Abs(variance-shape/4) > 0.05*shape/4*2 {
			t.Errorf("Gamma(%v, 2) has mean %v and variance %v", shape, mean, variance)
		}
	}
}

func TestSeasonAndPlateau(t *testing.T) {
	truth := truthOf(Options{Customers: 1, Months: 12, Last: time.Date(2025, 12, 31, 0, 0, 0, 0, time.UTC)})
	if truth.rate(time.Date(2025, 11, 11, 0, 0, 0, 0, time.UTC)) < 2*truth.rate(time.Date(2025, 7, 8, 0, 0, 0, 0, time.UTC)) {
		t.Error("11 November is not a day of many orders")
	}
	if truth.dropout(5) != 1 || truth.dropout(8) != 1 || truth.dropout(6.5) != 1 || truth.dropout(4) <= 1.5 || truth.dropout(9) >= 0.6 {
		t.Errorf("dropout is %v at 4, %v at 6.5 and %v at 9", truth.dropout(4), truth.dropout(6.5), truth.dropout(9))
	}
}

func TestTables(t *testing.T) {
	made := write(t, Options{Customers: 5000, Months: 12, Seed: 3})
	lines, guests, refunds, free := int64(0), 0, 0, 0
	last := arrow.Timestamp(0)
	months, _ := filepath.Glob(filepath.Join(made.Out, "transactions", "*.parquet"))
	if len(months) != 12 {
		t.Fatalf("%d monthly files, want 12", len(months))
	}
	for _, path := range months {
		table := read(t, path)
		lines += table.NumRows()
		customers, amounts, at := column[*array.String](table, "customer_id"), column[*array.Decimal128](table, "amount"), column[*array.Timestamp](table, "ordered_at")
		for i := range int(table.NumRows()) {
			if customers.IsNull(i) {
				guests++
			}
			switch amount := int64(amounts.Value(i).LowBits()); {
			case amount < 0:
				refunds++
			case amount == 0:
				free++
			}
			if at.IsNull(i) {
				continue
			}
			if at.Value(i) < last {
				t.Fatalf("%s: row %d is out of order", path, i)
			}
			last = at.Value(i)
		}
	}
	if lines != made.Rows["transactions"] {
		t.Errorf("%d lines, but %d are said", lines, made.Rows["transactions"])
	}
	share := func(what string, n int, low, high float64) {
		t.Helper()
		if s := float64(n) / float64(lines); s < low || s > high {
			t.Errorf("%v of lines are %s, want %v to %v", s, what, low, high)
		}
	}
	share("of guests", guests, 0.012, 0.03)
	share("refunds", refunds, 0.005, 0.03)
	share("free", free, 0.0001, 0.05)

	identities := read(t, filepath.Join(made.Out, "identities.parquet"))
	names, phones := column[*array.String](identities, "name"), column[*array.String](identities, "phone")
	han, latin, shared := 0, 0, map[string]int{}
	for i := range int(identities.NumRows()) {
		if strings.ContainsFunc(names.Value(i), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			han++
		} else {
			latin++
		}
		digits := strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return r
			}
			return -1
		}, phones.Value(i))
		if len(digits) > 8 {
			shared[digits[len(digits)-8:]]++
		}
	}
	if han < 1000 || latin < 1000 {
		t.Errorf("%d Chinese and %d Latin names", han, latin)
	}
	families := 0
	for _, n := range shared {
		if n >= 4 {
			families++
		}
	}
	if families < 5 {
		t.Errorf("%d phones are shared by families, want about 20", families)
	}
}

func TestWhatIsThereIsKept(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mine.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), Options{Customers: 10, Months: 1, Out: dir}); err == nil {
		t.Error("a folder that is not a sample was replaced")
	}
	made := write(t, Options{Customers: 10, Months: 1})
	if _, err := Write(context.Background(), Options{Customers: 10, Months: 1, Out: made.Out}); err != nil {
		t.Errorf("a sample is not replaced: %v", err)
	}
	for _, bad := range []Options{{Customers: -1, Out: "x"}, {Months: 1000, Out: "x"}, {}} {
		if _, err := Write(context.Background(), bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

// TestMemoryDoesNotGrow makes a sample three times as large, which must not hold more once row groups are full.
func TestMemoryDoesNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	peak := func(customers int) uint64 {
		stop, most := make(chan struct{}), make(chan uint64)
		go func() {
			var top uint64
			var m runtime.MemStats
			for {
				select {
				case <-stop:
					most <- top
					return
				case <-time.After(5 * time.Millisecond):
					runtime.ReadMemStats(&m)
					top = max(top, m.HeapInuse)
				}
			}
		}()
		write(t, Options{Customers: customers, Months: 2, Threads: 2})
		close(stop)
		return <-most
	}
	small, large := peak(100_000), peak(300_000)
	if large > small+small/2 {
		t.Errorf("3 times the customers take %d MB, against %d MB", large>>20, small>>20)
	}
}
