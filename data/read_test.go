package data

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/google/go-cmp/cmp"
	pq "github.com/parquet-go/parquet-go"
)

var lineSchema = arrow.NewSchema([]arrow.Field{
	{Name: "CustomerID", Type: arrow.BinaryTypes.String, Nullable: true},
	{Name: "InvoiceDate", Type: micros, Nullable: true},
	{Name: "Total", Type: arrow.PrimitiveTypes.Float64, Nullable: true},
	{Name: "Country", Type: arrow.BinaryTypes.String, Nullable: true},
}, nil)

// TestRefused shows that a row is refused for the first reason that holds, and what is kept of it.
func TestRefused(t *testing.T) {
	record := jsonRecord(t, lineSchema, `[
		{"CustomerID": "a", "InvoiceDate": "2020-01-01T10:00:00", "Total": 1.5, "Country": "UK"},
		{"CustomerID": "b", "InvoiceDate": "2020-01-31T23:59:59", "Total": -2, "Country": null},
		{"CustomerID": null, "InvoiceDate": "2020-01-02T10:00:00", "Total": 3, "Country": "UK"},
		{"CustomerID": "", "InvoiceDate": "2020-01-02T10:00:00", "Total": -0.5, "Country": "UK"},
		{"CustomerID": null, "InvoiceDate": "2020-02-01T00:00:00", "Total": 4, "Country": "UK"},
		{"CustomerID": null, "InvoiceDate": null, "Total": 5, "Country": "UK"},
		{"CustomerID": "c", "InvoiceDate": "2300-01-01T00:00:00", "Total": 6, "Country": "UK"},
		{"CustomerID": "c", "InvoiceDate": "2020-01-03T00:00:00", "Total": null, "Country": "UK"},
		{"CustomerID": null, "InvoiceDate": "2020-01-03T00:00:00", "Total": null, "Country": "UK"},
		{"CustomerID": "c", "InvoiceDate": "2020-01-03T00:00:00", "Total": 1e13, "Country": "UK"},
		{"CustomerID": null, "InvoiceDate": null, "Total": 1, "Country": "FR"}]`)
	path := arrowFile(t, "lines.parquet", record)
	spec := Spec{Table: "transactions", Paths: []string{path}, AsOf: time.Date(2020, 1, 31, 9, 0, 0, 0, time.UTC),
		Where: map[string][]string{"Country": {"UK", "DE", ""}}}
	report, got := mustLines(t, spec, 2)
	want := []string{
		"ordered_at=2020-01-01T10:00:00 customer_id=a amount=1500000 region=UK",
		"ordered_at=2020-01-31T23:59:59 customer_id=b amount=-2000000 region=null",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	at := func(row int64) Place { return Place{path, 0, row} }
	if d := cmp.Diff(map[string]Refusal{
		"no_customer": {3, 2_500_000, at(2)},
		"after_as_of": {1, 0, at(4)},
		"no_date":     {1, 5_000_000, at(5)},
		"bad_date":    {1, 6_000_000, at(6)},
		"no_amount":   {1, 0, at(7)},
		"bad_amount":  {1, 0, at(9)},
	}, report.Refused); d != "" {
		t.Error(d)
	}
	if report.Filtered != 1 || report.Read != 11 || report.Kept != 2 {
		t.Errorf("read %d, kept %d, filtered %d", report.Read, report.Kept, report.Filtered)
	}
	if report.First != time.Date(2020, 1, 1, 10, 0, 0, 0, time.UTC) || report.Last != time.Date(2020, 1, 31, 23, 59, 59, 0, time.UTC) {
		t.Errorf("dates from %s to %s", report.First, report.Last)
	}
	if f := report.Files[0]; len(f.SHA256) != 64 || f.Rows != 11 || f.Bytes == 0 {
		t.Errorf("file %v", f)
	}
}

func TestBindings(t *testing.T) {
	record := jsonRecord(t, arrow.NewSchema([]arrow.Field{
		{Name: "Customer ID", Type: arrow.PrimitiveTypes.Int64},
		{Name: "InvoiceDate", Type: arrow.FixedWidthTypes.Date32},
		{Name: "Quantity", Type: arrow.PrimitiveTypes.Int64},
		{Name: "Price", Type: &arrow.Decimal128Type{Precision: 9, Scale: 2}},
		{Name: "unit cost", Type: arrow.PrimitiveTypes.Float64},
		{Name: "Note", Type: arrow.BinaryTypes.String, Nullable: true},
	}, nil), `[{"Customer ID": 7, "InvoiceDate": "2020-01-01", "Quantity": -3, "Price": "2.55", "unit cost": 1.1, "Note": "x"}]`)
	path := arrowFile(t, "lines.parquet", record)
	_, _, err := lines(Spec{Table: "transactions", Paths: []string{path}}, 1)
	if !errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), "transactions.amount to 'Quantity*Price'") {
		t.Errorf("a price beside a quantity gives %v", err)
	}
	report, got := mustLines(t, Spec{Table: "transactions", Paths: []string{path}, Columns: []string{"cost", "channel"},
		Map: map[string]string{"amount": "quantity * Price", "channel": "'web'"}}, 1)
	if d := cmp.Diff([]string{"ordered_at=2020-01-01T00:00:00 customer_id=7 amount=-7650000 cost=-3300000 channel=web"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Binding{
		{"ordered_at", "InvoiceDate", "date", Recognised},
		{"customer_id", "Customer ID", "64-bit integer", Recognised},
		{"amount", "Quantity*Price", "64-bit integer * decimal with 2 places", Computed},
		{"cost", "unit cost*Quantity", "64-bit float * 64-bit integer", Computed},
		{"channel", "'web'", "text", Constant},
	}, report.Columns); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Note"}, report.Unmapped); d != "" {
		t.Error(d)
	}
	text, got := mustLines(t, Spec{Table: "transactions", Paths: []string{path}, Columns: []string{}, KeysAsText: true,
		Map: map[string]string{"amount": "Price"}}, 1)
	if text.Kept != 1 || got[0] != "ordered_at=2020-01-01T00:00:00 customer_id=7 amount=2550000" {
		t.Errorf("got %v", got)
	}
	inspected, err := Inspect(context.Background(), Spec{Table: "transactions", Paths: []string{path}, Map: map[string]string{"amount": "Price"}})
	if err != nil || len(inspected.Columns) < 5 || inspected.Read != 0 {
		t.Errorf("inspected %v, %v", inspected, err)
	}
}

// TestMixedTypes reads ids that are numbers in one file and text in another as the same customers.
func TestMixedTypes(t *testing.T) {
	type numbered struct {
		CustomerID int64   `parquet:"customer_id"`
		Date       int32   `parquet:"date,date"`
		Amount     float64 `parquet:"amount"`
	}
	type named struct {
		CustomerID string  `parquet:"customer_id"`
		Date       string  `parquet:"date"`
		Amount     float32 `parquet:"amount"`
	}
	paths := []string{goFile(t, "a.parquet", []numbered{{17850, 18262, 1}}), goFile(t, "b.parquet", []named{{"17850", "2020-01-01", 1}})}
	report, got := mustLines(t, Spec{Table: "transactions", Paths: paths}, 2)
	line := "ordered_at=2020-01-01T00:00:00 customer_id=17850 amount=1000000"
	if d := cmp.Diff([]string{line, line}, got); d != "" {
		t.Error(d)
	}
	if c := report.Columns[1]; c.Type != "64-bit integer, text" {
		t.Errorf("customer_id is reported as %v", c)
	}
	if _, err := Read(context.Background(), Spec{Table: "transactions", Paths: paths}, 1, func(_ int, b arrow.Record) error {
		if id := b.Column(1).DataType().ID(); id != arrow.STRING && id != arrow.DICTIONARY {
			t.Errorf("an id comes as %s", b.Column(1).DataType())
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestWhere(t *testing.T) {
	rows := sales(500)
	path := goFile(t, "sales.parquet", rows)
	for where, want := range map[string]func(s sale) bool{
		"customer_id=customer 00003|customer 00004": func(s sale) bool { return s.Text == "customer 00003" || s.Text == "customer 00004" },
		"number=5000015":         func(s sale) bool { return s.Number == 5_000_015 },
		"quantity=2|":            func(s sale) bool { return s.Quantity == nil || *s.Quantity == 2 },
		"store=store 7":          func(s sale) bool { return s.Store != nil && *s.Store == "store 7" },
		"store_dict=store 7|x":   func(s sale) bool { return s.Store != nil && *s.Store == "store 7" },
		"gift=true":              func(s sale) bool { return s.Gift != nil && *s.Gift },
		"amount=-3|-2.93":        func(s sale) bool { return s.Cents == -300 || s.Cents == -293 },
		"ordered_at=2020-02-29":  func(s sale) bool { return time.UnixMicro(s.At).UTC().Day() == 29 },
		"customer_id=nobody":     func(s sale) bool { return false },
		"price_dict=-2.93|0.001": func(s sale) bool { return s.Cents == -293 },
	} {
		column, values, _ := strings.Cut(where, "=")
		n := int64(0)
		for _, s := range rows {
			if want(s) {
				n++
			}
		}
		report, _ := mustLines(t, Spec{Table: "transactions", Paths: []string{path}, Columns: []string{},
			Map:   map[string]string{"customer_id": "text", "ordered_at": "at", "amount": "cents"},
			Where: map[string][]string{column: strings.Split(values, "|")}}, 1)
		if report.Kept != n || report.Filtered != 500-n {
			t.Errorf("%s keeps %d and filters %d, want %d kept", where, report.Kept, report.Filtered, n)
		}
	}
}

// TestFolders reads a partitioned folder: its keys are columns, what is not data is passed over, and nothing is read twice.
func TestFolders(t *testing.T) {
	type row struct {
		ID     string  `parquet:"id"`
		Amount float64 `parquet:"amount"`
	}
	root := filepath.Join(t.TempDir(), "sales")
	put := func(path, from string) {
		to := filepath.Join(root, path)
		if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o755), os.Link(from, to)); err != nil {
			t.Fatal(err)
		}
	}
	file := goFile(t, "x.parquet", []row{{"a", 1}})
	for _, path := range []string{"date=2020-01-01/store=N%C3%AEmes/x.parquet", "date=2020-01-02/store=__HIVE_DEFAULT_PARTITION__/000000_0", "date=2020-01-02/store=b/X.PARQUET"} {
		put(path, file)
	}
	for _, path := range []string{"_SUCCESS", "date=2020-01-01/.x.parquet.crc", "_temporary/date=2020-01-03/x.parquet", "date=2020-01-01/README.md", "date=2020-01-01/note"} {
		put(path, goFile(t, "y", []row{{"never", 1}}))
		if base := filepath.Base(path); base == "note" || base == "README.md" {
			if err := os.Remove(filepath.Join(root, path)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(root, path), []byte("not data"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	spec := Spec{Table: "transactions", Map: map[string]string{"customer_id": "ID"}}
	want := []string{
		"ordered_at=2020-01-01T00:00:00 customer_id=a amount=1000000 store=Nîmes",
		"ordered_at=2020-01-02T00:00:00 customer_id=a amount=1000000 store=b",
		"ordered_at=2020-01-02T00:00:00 customer_id=a amount=1000000 store=null",
	}
	for _, paths := range [][]string{{root}, {link}, {root, root + "/date=2020-01-01"}, {root + "/*"}, {root + "/date=*/store=*"}} {
		if paths[0] == root+"/*" {
			if err := os.RemoveAll(filepath.Join(root, "_temporary")); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(filepath.Join(root, "_SUCCESS")); err != nil {
				t.Fatal(err)
			}
		}
		spec.Paths = paths
		report, got := mustLines(t, spec, 2)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%v: %s", paths, d)
		}
		if c := report.Columns[0]; c != (Binding{"ordered_at", "date", "text", Partition}) {
			t.Errorf("the date comes from %v", c)
		}
	}
}

// TestSameEitherWay shows that neither the order of rows nor the split into files, row groups and pages nor the number of
// threads changes what is read.
func TestSameEitherWay(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	n := 4000
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	build := func(rows []int) arrow.Record {
		b := array.NewRecordBuilder(memory.DefaultAllocator, lineSchema)
		for _, i := range rows {
			null := -1 // the field that is null
			if i%13 == 0 {
				null = i % 4
			}
			for f, add := range []func(){
				func() { b.Field(0).(*array.StringBuilder).Append(fmt.Sprintf("c%d", i%321)) },
				func() { b.Field(1).(*array.TimestampBuilder).Append(arrow.Timestamp(int64(i) * 1e9)) },
				func() { b.Field(2).(*array.Float64Builder).Append(float64(i%1000)/100 - 3) },
				func() { b.Field(3).(*array.StringBuilder).Append(fmt.Sprint("country ", i%7)) },
			} {
				if f == null {
					b.Field(f).AppendNull()
				} else {
					add()
				}
			}
		}
		return b.NewRecord()
	}
	var first *Report
	var want []string
	for round := range 12 {
		var paths []string
		for rest := rows; len(rest) > 0; {
			k := len(rest)
			if round > 0 {
				k = min(k, 1+r.IntN(2*n/(1+round)))
			}
			paths = append(paths, arrowFile(t, fmt.Sprintf("%d.parquet", len(paths)), build(rest[:k]),
				parquet.WithMaxRowGroupLength(int64(100+r.IntN(3000))), parquet.WithDataPageSize(int64(100+r.IntN(9000))), parquet.WithBatchSize(int64(1+r.IntN(500))),
				parquet.WithDictionaryDefault(round%2 == 0)))
			rest = rest[k:]
		}
		report, got := mustLines(t, Spec{Table: "transactions", Paths: paths, AsOf: time.Date(1970, 2, 10, 0, 0, 0, 0, time.UTC),
			Where: map[string][]string{"region": {"country 1", "country 2", "country 3", ""}}}, 1+round%4)
		report.Files, report.Rows, report.Sample = nil, nil, Sample{}
		report.LargestAt = Place{}
		for reason, x := range report.Refused {
			x.First = Place{}
			report.Refused[reason] = x
		}
		if round == 0 {
			first, want = report, got
			if len(want) == 0 || len(report.Refused) < 4 || report.Filtered == 0 {
				t.Fatalf("the data show too little: %+v", report)
			}
		}
		if d := cmp.Diff(first, report); d != "" {
			t.Fatalf("round %d: %s", round, d)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatalf("round %d: %s", round, d)
		}
		r.Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	}
}

func TestUsageErrors(t *testing.T) {
	dir := t.TempDir()
	good := goFile(t, "good.parquet", sales(3))
	nested := goFile(t, "nested.parquet", []struct {
		ID     string   `parquet:"customer_id"`
		Date   int32    `parquet:"date,date"`
		Amount []string `parquet:"amount,list"`
	}{{"a", 1, []string{"x"}}})
	base := map[string]string{"customer_id": "text", "ordered_at": "at", "amount": "cents"}
	with := func(key, value string) map[string]string {
		m := map[string]string{key: value}
		for k, v := range base {
			if k != key {
				m[k] = v
			}
		}
		return m
	}
	for _, c := range []struct {
		spec Spec
		want string
	}{
		{Spec{Table: "sales"}, `there is no table "sales"`},
		{Spec{}, "no file is given for transactions"},
		{Spec{Paths: []string{"s3://bucket/x.parquet"}}, "object stores are not supported"},
		{Spec{Paths: []string{dir + "/none.parquet"}}, "none.parquet does not exist"},
		{Spec{Paths: []string{dir + "/*.parquet"}}, "*.parquet matches no file"},
		{Spec{Paths: []string{dir + "/[.parquet"}}, "[.parquet is not a valid pattern"},
		{Spec{Paths: []string{dir}}, "has no Parquet files in it"},
		{Spec{Paths: []string{"/dev/null"}}, "/dev/null is neither a file nor a folder"},
		{Spec{Paths: []string{good}}, "good.parquet: no column was recognised as ordered_at, customer_id, amount: map transactions.ordered_at to one of at, at_delta"},
		{Spec{Paths: []string{good}, Map: with("amount", "sum")}, `there is no column "sum" for transactions.amount; there are at, at_delta`},
		{Spec{Paths: []string{good}, Map: with("amount", "cents*sum")}, `there is no column "sum"`},
		{Spec{Paths: []string{good}, Map: with("amount", "at")}, "column at for amount is timestamp with time zone, which cannot be taken as an amount: name another with --map transactions.amount=COLUMN"},
		{Spec{Paths: []string{good}, Map: with("amount", "cents*at")}, "column at for amount is timestamp with time zone, which cannot be taken as a number"},
		{Spec{Paths: []string{good}, Map: with("ordered_at", "gift")}, "column gift for ordered_at is boolean, which cannot be taken as a date"},
		{Spec{Paths: []string{good}, Map: with("customer_id", "gift")}, "column gift for customer_id is boolean, which cannot be taken as an id"},
		{Spec{Paths: []string{good}, Map: with("sum", "cents")}, `transactions has no column "sum"; it has ordered_at`},
		{Spec{Paths: []string{good}, Map: base, Columns: []string{"sum"}}, `transactions has no column "sum"`},
		{Spec{Paths: []string{good}, Map: base, Where: map[string][]string{"shop": {"x"}}}, `there is no column "shop" to filter by`},
		{Spec{Paths: []string{nested}}, "column amount for amount is nested"},
	} {
		if c.spec.Table == "" {
			c.spec.Table = "transactions"
		}
		_, _, err := lines(c.spec, 2)
		if !errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func TestUnreadable(t *testing.T) {
	good := goFile(t, "good.parquet", sales(300), pq.Compression(&pq.Snappy))
	whole, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	edit := func(f func(b []byte) []byte) []byte { return f(slices.Clone(whole)) }
	for name, b := range map[string][]byte{
		"not a Parquet file: it has 0 bytes":                 {},
		"not a Parquet file: it does not begin with PAR1":    []byte("customer_id,date,amount\n1,2020-01-01,3\n"),
		"it does not end with PAR1":                          whole[:len(whole)/2],
		"the footer claims 4294967295 of the file's":         edit(func(b []byte) []byte { copy(b[len(b)-8:], "\xff\xff\xff\xff"); return b }),
		"the footer is corrupt":                              edit(func(b []byte) []byte { clear(b[len(b)-300 : len(b)-8]); return b }),
		"the footer is encrypted":                            edit(func(b []byte) []byte { copy(b[len(b)-4:], "PARE"); return b }),
		"row group 0, column at: a page header is corrupt: ": nil,
	} {
		path := filepath.Join(t.TempDir(), "bad.parquet")
		if b == nil {
			b = wipePages(t, whole)
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		_, _, err := lines(Spec{Table: "transactions", Paths: []string{path}, Columns: []string{},
			Map: map[string]string{"customer_id": "text", "ordered_at": "at", "amount": "cents"}}, 2)
		if err == nil || errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), name) || !strings.HasPrefix(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %s", err, name)
		}
	}
	empty := goFile(t, "empty.parquet", []sale{})
	_, _, err = lines(Spec{Table: "transactions", Paths: []string{empty}, Map: map[string]string{"customer_id": "text", "ordered_at": "at", "amount": "cents"}}, 2)
	if !errors.Is(err, ErrEmpty) || errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), "empty.parquet: no rows") {
		t.Errorf("a file without rows gives %v", err)
	}
}

// wipePages overwrites everything but the footer.
func wipePages(t *testing.T, b []byte) []byte {
	t.Helper()
	_, at, err := decodeFooter(strings.NewReader(string(b)), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	b = slices.Clone(b)
	for i := 4; i < int(at); i++ {
		b[i] = 0xee
	}
	return b
}

// TestStalled shows that a worker that makes no progress does not hold up the others for ever.
func TestStalled(t *testing.T) {
	w := &worker{watch: new(watch)}
	w.watch.start("stuck.parquet")
	w.watch.since.Add(-int64(patience))
	err := new(Dataset).wait(func() {}, []*worker{w}, make(chan error))
	if err == nil || !strings.Contains(err.Error(), "stuck.parquet: reading it made no progress") {
		t.Errorf("got %v", err)
	}
}

func TestCallersErrors(t *testing.T) {
	path := goFile(t, "sales.parquet", sales(3000), pq.MaxRowsPerRowGroup(100))
	spec := Spec{Table: "transactions", Paths: []string{path}, Map: map[string]string{"customer_id": "text", "ordered_at": "at", "amount": "cents"}}
	stop := errors.New("enough")
	if _, err := Read(context.Background(), spec, 4, func(int, arrow.Record) error { return stop }); err != stop {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := Read(ctx, spec, 4, func(int, arrow.Record) error { cancel(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
