package sample

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

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

func columnOf[A arrow.Array](t arrow.Table, name string) A {
	return t.Column(t.Schema().FieldIndices(name)[0]).Data().Chunk(0).(A)
}

func texts(t arrow.Table, name string) *array.String { return columnOf[*array.String](t, name) }

// digests are the sums of all files, which must be those the summary names.
func digests(t *testing.T, made Summary) map[string][32]byte {
	t.Helper()
	all := map[string][32]byte{}
	for _, name := range made.Files {
		b, err := os.ReadFile(filepath.Join(made.Out, name))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = sha256.Sum256(b)
	}
	return all
}

// tables are how many a sample has beside its transactions and its truth.
const tables = 10

// TestWhatWasThereStays checks that what has come to the truth since changed nothing that was there: transactions, answers, referrals,
// identities, wallets and employees of the default sample are the bytes they were.
func TestWhatWasThereStays(t *testing.T) {
	made := write(t, Options{Seed: 1})
	h := sha256.New()
	months, _ := filepath.Glob(filepath.Join(made.Out, "transactions", "*"))
	for _, path := range append(months, "surveys", "referrals", "identities", "wallet", "employees", "truth/accounts") {
		if !filepath.IsAbs(path) {
			path = filepath.Join(made.Out, path+".parquet")
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(b)
	}
	const want = "dc3c85b033a038787d626e2e155d32fe670d58ee9a0f281326f908bf482d2d62"
	if got := hex.EncodeToString(h.Sum(nil)); got != want || len(months) != 36 {
		t.Errorf("the default sample is another: %s, was %s", got, want)
	}
}

func TestSameSeedSameBytes(t *testing.T) {
	o := Options{Customers: 3*chunkCustomers + 500, Months: 3, Seed: 7, Threads: 1}
	one := digests(t, write(t, o))
	if len(one) != 3+tables+3 {
		t.Errorf("%d files, want 3 months, %d tables and 3 of the truth", len(one), tables)
	}
	o.Threads = 3
	for name, sum := range digests(t, write(t, o)) {
		if one[name] != sum {
			t.Errorf("%s is another on 3 threads", name)
		}
	}
	o.Customers = 500
	seven := digests(t, write(t, o))
	o.Seed = 8
	for name, sum := range digests(t, write(t, o)) {
		if seven[name] == sum && name != "events.parquet" { // which are the calendar's
			t.Errorf("%s is the same with another seed", name)
		}
	}
}

func TestSummary(t *testing.T) {
	made := write(t, Options{Customers: 300, Months: 3})
	for _, table := range []string{"surveys", "complaints", "referrals", "identities", "costs", "wallet", "employees", "contacts", "interviews", "events"} {
		if n := read(t, filepath.Join(made.Out, table+".parquet")).NumRows(); n != made.Rows[table] || n == 0 {
			t.Errorf("%s has %d rows, but %d are said", table, n, made.Rows[table])
		}
	}
	b, err := os.ReadFile(filepath.Join(made.Out, truthFile))
	if err != nil {
		t.Fatal(err)
	}
	var truth Truth
	if err := json.Unmarshal(b, &truth); err != nil {
		t.Fatal(err)
	}
	if truth.Customers != 300 || truth.First != "2025-10-01" || truth.Last != "2025-12-31" || truth.R <= 0 || truth.MeanFactor <= 0 {
		t.Errorf("the truth is %+v", truth)
	}
	if n := read(t, filepath.Join(made.Out, "truth/customers.parquet")).NumRows(); n != 300 {
		t.Errorf("the truth is of %d customers, want 300", n)
	}
}

func TestProgress(t *testing.T) {
	last, calls := 0, 0
	write(t, Options{Customers: 5000, Months: 4, Progress: func(done, total int) {
		calls++
		if done < last || total != 10_000 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}})
	if last != 10_000 || calls != 3+4 {
		t.Errorf("ended at %d of 10000 after %d calls", last, calls)
	}
}

func TestWhatIsThereIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	mine := filepath.Join(dir, "mine.txt")
	if err := errors.Join(os.Mkdir(dir, 0o755), os.WriteFile(mine, nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(context.Background(), Options{Customers: 10, Months: 1, Out: dir}); err == nil {
		t.Error("a folder that is not a sample was replaced")
	}
	if _, err := os.Stat(mine); err != nil {
		t.Error(err)
	}
	made := write(t, Options{Customers: 10, Months: 2})
	again, err := Write(context.Background(), Options{Customers: 10, Months: 1, Out: made.Out})
	if err != nil {
		t.Fatalf("a sample is not replaced: %v", err)
	}
	if months, _ := filepath.Glob(filepath.Join(made.Out, "transactions", "*")); len(months) != 1 || len(again.Files) != 1+tables+3 {
		t.Errorf("the sample before shows through: %v", months)
	}
}

func TestInterrupted(t *testing.T) {
	parent := t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	_, err := Write(ctx, Options{Customers: 50_000, Months: 2, Out: filepath.Join(parent, "shop"), Progress: func(int, int) { stop() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(parent); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOptions(t *testing.T) {
	for _, bad := range []Options{
		{Customers: -1, Out: "x"}, {Customers: MaxCustomers + 1, Out: "x"}, {Months: 1000, Out: "x"}, {Threads: -1, Out: "x"}, {},
		{Out: "x", Last: time.Date(1900, 1, 31, 0, 0, 0, 0, time.UTC)}, {Out: "x", Last: time.Date(2300, 1, 31, 0, 0, 0, 0, time.UTC)},
	} {
		if _, err := Write(context.Background(), bad); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	for _, out := range []string{".", "./", "..", "x/../..", "/"} {
		if _, err := (Options{Out: out}).withDefaults(); err == nil {
			t.Errorf("%s is taken, which cannot be renamed", out)
		}
	}
	o, err := Options{Out: "x", Months: 2, Last: time.Date(2024, 3, 10, 13, 0, 0, 0, time.UTC)}.withDefaults()
	if err != nil || o.first() != time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC) || newShop(o).days != 29+10 {
		t.Errorf("two months to 10 March begin on %v and have %d days, %v", o.first(), newShop(o).days, err)
	}
}

// TestTheOldStaysWhenTheNewCannotCome checks that a sample is not lost when the one that should replace it is not there.
func TestTheOldStaysWhenTheNewCannotCome(t *testing.T) {
	dir := t.TempDir()
	out := filepath.Join(dir, "shop")
	if err := os.Mkdir(out, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := replace(out, filepath.Join(dir, "missing"), filepath.Join(dir, "old")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(out); err != nil {
		t.Errorf("the old sample is gone: %v", err)
	}
}

func TestALinkStaysALink(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "disk"), filepath.Join(dir, "shop")
	if err := errors.Join(os.Mkdir(target, 0o755), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // an empty folder, then a sample
		made, err := Write(context.Background(), Options{Customers: 10, Months: 1, Out: link})
		if err != nil || made.Out != link {
			t.Fatalf("made %q, %v", made.Out, err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Fatalf("the link was replaced: %v, %v", info, err)
		}
		if _, err := os.Stat(filepath.Join(target, truthFile)); err != nil {
			t.Fatal(err)
		}
	}
}
