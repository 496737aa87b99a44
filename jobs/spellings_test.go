package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/decimal128"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"regulars/data/sample"
	"regulars/jobs/night"
)

// sheet is a table as text, whatever its types were: ids are whole numbers, moments are in UTC, and what is not there is empty.
type sheet struct {
	table   string
	columns []string
	rows    [][]string
}

// spelt is what kinds of values the columns of the sample have. Columns that are not listed are text.
var spelt = func() map[string]string {
	all := map[string]string{}
	for kind, columns := range map[string]string{
		"id":     "customer_id order_id complaint_id referrer_id referred_id source_id",
		"moment": "ordered_at answered_at opened_at closed_at referred_at contacted_at updated_at replied_at promised_at",
		"day":    "period birthday date until",
		"money":  "amount unit_price unit_cost discount compensation price_too_cheap price_cheap price_expensive price_too_expensive",
		"number": "quantity experience expectation importance ideal scale_min scale_max recommend repurchase_intent competitor_experience satisfaction satisfaction_after",
		"truth":  "consent qualified held_out", "outcome": "outcome", "kind": "kind", "currency": "currency",
	} {
		for _, c := range strings.Fields(columns) {
			all[c] = kind
		}
	}
	return all
}()

// sheets are all tables of a small sample.
func sheets(t *testing.T, seed uint64) (all []sheet) {
	t.Helper()
	dir := t.TempDir()
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 250, Months: 13, Seed: seed, Out: dir}); err != nil {
		t.Fatal(err)
	}
	for _, table := range night.Tables {
		files, _ := filepath.Glob(filepath.Join(dir, table+".parquet"))
		if table == "transactions" {
			files, _ = filepath.Glob(filepath.Join(dir, table, "*.parquet"))
		}
		s := sheet{table: table}
		for _, f := range files {
			s.read(readParquet(t, f))
		}
		if len(s.rows) == 0 {
			t.Fatalf("no rows of %s", table)
		}
		all = append(all, s)
	}
	return all
}

func (s *sheet) read(table arrow.Table) {
	s.columns = nil
	first := len(s.rows)
	s.rows = append(s.rows, make([][]string, table.NumRows())...)
	for i, f := range table.Schema().Fields() {
		s.columns = append(s.columns, f.Name)
		row := first
		for _, chunk := range table.Column(i).Data().Chunks() {
			for k := range chunk.Len() {
				s.rows[row] = append(s.rows[row], cell(f.Name, chunk, k))
				row++
			}
		}
	}
}

// cell is a value as text.
func cell(column string, a arrow.Array, i int) string {
	if a.IsNull(i) {
		return ""
	}
	switch a := a.(type) {
	case *array.Timestamp:
		return time.UnixMicro(int64(a.Value(i))).UTC().Format(time.DateTime)
	case *array.String:
		if spelt[column] == "id" { // C0000012 becomes 10012
			n, err := strconv.Atoi(strings.TrimLeft(a.Value(i), "ABCDEFGHIJKLMNOPQRSTUVWXYZ-"))
			if err != nil {
				panic(err)
			}
			return strconv.Itoa(10_000 + n)
		}
	}
	return a.ValueStr(i)
}

// speller writes values in random ones of the forms that are read.
type speller struct {
	*rand.Rand
	zone  *time.Location // of times without one
	comma bool           // numbers in texts have a comma before the fraction
	plain bool           // the clean form instead
}

func anyOf[T any](s *speller, of ...T) T { return of[s.IntN(len(of))] }

// column makes a column of a file.
func (s *speller) column(kind string, values []string) arrow.Array {
	if s.plain {
		return typed(plainTypes[kind], values, func(v string) any { return v })
	}
	switch forms := s.IntN(4); {
	case kind == "text" || kind == "outcome" || kind == "kind" || kind == "currency" || forms == 0:
		return s.texts(kind, values)
	case kind == "id":
		return typed(anyOf[arrow.DataType](s, arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Uint64, arrow.PrimitiveTypes.Float64,
			&arrow.Decimal128Type{Precision: 20}, &arrow.Decimal128Type{Precision: 18, Scale: 2}), values, func(v string) any { return v })
	case kind == "moment":
		return s.moments(values)
	case kind == "day":
		return typed(anyOf[arrow.DataType](s, arrow.FixedWidthTypes.Date32, arrow.PrimitiveTypes.Int32, arrow.PrimitiveTypes.Float64, &arrow.TimestampType{Unit: anyOf(s, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond)}),
			values, func(v string) any {
				day, _ := time.Parse(time.DateOnly, v)
				return day
			})
	case kind == "money":
		return typed(anyOf[arrow.DataType](s, &arrow.Decimal128Type{Precision: 18, Scale: 2}, &arrow.Decimal128Type{Precision: 30, Scale: 8}, arrow.PrimitiveTypes.Float64), values, func(v string) any { return v })
	case kind == "number":
		return typed(anyOf[arrow.DataType](s, arrow.PrimitiveTypes.Float64, &arrow.Decimal128Type{Precision: 12, Scale: 4}), values, func(v string) any { return v })
	default:
		return typed(anyOf[arrow.DataType](s, arrow.FixedWidthTypes.Boolean, arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Float64), values, func(v string) any { return v })
	}
}

var plainTypes = map[string]arrow.DataType{
	"id": arrow.PrimitiveTypes.Int64, "moment": &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}, "day": arrow.FixedWidthTypes.Date32,
	"money": &arrow.Decimal128Type{Precision: 18, Scale: 2}, "number": arrow.PrimitiveTypes.Float64, "truth": arrow.FixedWidthTypes.Boolean,
	"text": arrow.BinaryTypes.String, "outcome": arrow.BinaryTypes.String, "kind": arrow.BinaryTypes.String, "currency": arrow.BinaryTypes.String,
}

// moments are a column of times: with a zone, on the clock of the reporting zone, or as numbers.
func (s *speller) moments(values []string) arrow.Array {
	local := s.IntN(2) == 0
	kind := anyOf[arrow.DataType](s, &arrow.TimestampType{Unit: anyOf(s, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond), TimeZone: "UTC"},
		arrow.PrimitiveTypes.Int64, arrow.PrimitiveTypes.Float64)
	if local {
		kind = &arrow.TimestampType{Unit: anyOf(s, arrow.Millisecond, arrow.Microsecond, arrow.Nanosecond)}
	}
	per := anyOf(s, int64(1), 1e3, 1e6, 1e9)
	return typed(kind, values, func(v string) any {
		at, _ := time.Parse(time.DateTime, v)
		switch kind.ID() {
		case arrow.INT64:
			return strconv.FormatInt(at.Unix()*per, 10)
		case arrow.FLOAT64:
			return strconv.FormatInt(at.Unix(), 10)
		}
		if local {
			at, _ = time.Parse(time.DateTime, at.In(s.zone).Format(time.DateTime))
		}
		return at
	})
}

// typed makes a column of a type; empty values are null.
func typed(kind arrow.DataType, values []string, of func(string) any) arrow.Array {
	b := array.NewBuilder(memory.DefaultAllocator, kind)
	for _, v := range values {
		if v == "" {
			b.AppendNull()
			continue
		}
		var err error
		switch x := of(v).(type) {
		case time.Time:
			err = appendTime(b, x)
		case string:
			err = appendText(b, x)
		}
		if err != nil {
			panic(fmt.Sprintf("%s as %s: %v", v, kind, err))
		}
	}
	return b.NewArray()
}

func appendTime(b array.Builder, at time.Time) error {
	switch b := b.(type) {
	case *array.TimestampBuilder:
		x, err := arrow.TimestampFromTime(at, b.Type().(*arrow.TimestampType).Unit)
		b.Append(x)
		return err
	case *array.Date32Builder:
		b.Append(arrow.Date32FromTime(at))
		return nil
	}
	return b.AppendValueFromString(at.Format("20060102"))
}

func appendText(b array.Builder, v string) error {
	switch b := b.(type) {
	case *array.Decimal128Builder:
		kind := b.Type().(*arrow.Decimal128Type)
		n, err := decimal128.FromString(v, kind.Precision, kind.Scale)
		b.Append(n)
		return err
	case *array.TimestampBuilder:
		at, err := time.Parse(time.DateTime, v)
		return errors.Join(err, appendTime(b, at))
	case *array.Date32Builder:
		at, err := time.Parse(time.DateOnly, v)
		return errors.Join(err, appendTime(b, at))
	case *array.BooleanBuilder, *array.StringBuilder:
		return b.AppendValueFromString(v)
	}
	if v == "true" || v == "false" {
		v = map[string]string{"true": "1", "false": "0"}[v]
	}
	return b.AppendValueFromString(v)
}

// texts are a column of text.
func (s *speller) texts(kind string, values []string) arrow.Array {
	b := array.NewStringBuilder(memory.DefaultAllocator)
	for _, v := range values {
		if v == "" {
			if nothing := anyOf(s, "null", "", " ", "NULL", "nan", "None", "N/A", "<NA>", "NaT"); nothing != "null" {
				b.Append(nothing)
			} else {
				b.AppendNull()
			}
			continue
		}
		b.Append(anyOf(s, "", "", " ", "\t", "\u00a0", "\ufeff", "　") + s.word(kind, v) + anyOf(s, "", "", "  ", "\n", "\u200b"))
	}
	return b.NewArray()
}

// outcomeWords and others are words that stand for a value.
var outcomeWords, kindWords, currencyWords, truthWords = map[string][]string{
	"resolved":   {"resolved", "Solved", "CLOSED", "done", "Closed_Resolved", "已解决", "完成", "yes", "1"},
	"unresolved": {"unresolved", "Open", "PENDING", "in-progress", "Waiting on Customer", "处理中", "未解决", "no", "0"},
}, map[string][]string{
	"acquisition": {"acquisition", "Marketing", "AD_SPEND", "获客", "推广"}, "retention": {"retention", "Loyalty Programme", "win-back", "留存"}, "service": {"service", "Customer Care", "SUPPORT", "客服"},
}, map[string][]string{"EUR": {"EUR", "eur", "€", "Euro", "欧元"}}, map[string][]string{
	"true": {"true", "TRUE", "yes", "Y", "1", "oui", "Ja", "是", "on"}, "false": {"false", "No", "n", "0", "non", "Nein", "否", "off"},
}

// word is a value that is there as a text.
func (s *speller) word(kind, v string) string {
	switch kind {
	case "id":
		return v + anyOf(s, "", "", ".0", ".00")
	case "moment":
		return s.moment(v)
	case "day":
		day, _ := time.Parse(time.DateOnly, v)
		return day.Format(anyOf(s, "2006-01-02", "2006/01/02", "2006-1-2", "2006.01.02", "20060102", "2006年1月2日", "2006-01-02 00:00:00", "2006-01-02T00:00:00.000"))
	case "money", "number":
		return s.number(v)
	case "outcome":
		return anyOf(s, outcomeWords[v]...)
	case "kind":
		return anyOf(s, kindWords[v]...)
	case "currency":
		return anyOf(s, currencyWords[v]...)
	case "truth":
		return anyOf(s, truthWords[v]...)
	}
	return v
}

func (s *speller) moment(v string) string {
	at, _ := time.Parse(time.DateTime, v)
	switch s.IntN(4) {
	case 0: // on the clock of the reporting zone
		return at.In(s.zone).Format(anyOf(s, time.DateTime, "2006-01-02T15:04:05", "2006/01/02 15:04:05.000", "2006-1-2 15:04:05", "2006年1月2日 15时4分5秒", "2006-01-02 3:04:05 PM", "20060102150405"))
	case 1:
		return strconv.FormatInt(at.Unix()*anyOf(s, int64(1), 1e3, 1e6, 1e9), 10)
	case 2:
		return at.Format(anyOf(s, "2006-01-02 15:04:05 UTC", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05.000000 UTC", "2006/01/02 15:04:05 GMT", "2006-01-02T15:04:05+00:00"))
	}
	at = at.In(time.FixedZone("", anyOf(s, 7200, -18_000, 28_800, 19_800)))
	return at.Format(anyOf(s, "2006-01-02 15:04:05 -0700", "2006-01-02T15:04:05-07:00", "2006-01-02 15:04:05 -07:00", "2006-01-02 15:04:05-0700"))
}

// number writes a number with or without zeros, a sign and separators between thousands.
func (s *speller) number(v string) string {
	whole, fraction, _ := strings.Cut(v, ".")
	if fraction += anyOf(s, "", "0", "000"); s.IntN(2) == 0 {
		fraction = strings.TrimRight(fraction, "0")
	}
	point, thousands := ".", ","
	if s.comma {
		point, thousands = ",", "."
	}
	if digits := strings.TrimPrefix(whole, "-"); len(digits) > 3 && len(digits) <= 6 && (fraction != "" || s.comma) && s.IntN(2) == 0 {
		whole = strings.TrimSuffix(whole, digits) + digits[:len(digits)-3] + thousands + digits[len(digits)-3:]
	}
	if !strings.HasPrefix(v, "-") && s.IntN(8) == 0 {
		whole = "+" + whole
	}
	if fraction == "" {
		return whole
	}
	return whole + point + fraction
}

// names are other names of columns, and their own in other letters.
var otherNames = map[string][]string{
	"customer_id": {"CustomerID", "customer id", "household_id", "会员号", "Kundennummer"}, "ordered_at": {"Order Date", "transaction_timestamp", "下单时间"},
	"order_id": {"InvoiceNo", "订单号", "ORDER_ID"}, "opened_at": {"created_at", "Opened At"}, "outcome": {"Status", "ticket_status", "处理结果"},
	"complaint_id": {"Ticket ID", "case_id"}, "recommend": {"NPS"}, "consent": {"accepts_marketing", "Opt-in"}, "kind": {"Cost Type", "类型"}, "held_out": {"Control Group"},
	"quantity": {"Qty", "数量"}, "currency": {"币种", "Currency Code"}, "category": {"Category"},
}

// write writes some rows of a sheet into a file.
func (s *speller) write(t *testing.T, path string, of *sheet, rows []int) {
	t.Helper()
	var fields []arrow.Field
	var arrays []arrow.Array
	order := s.Perm(len(of.columns))
	for _, c := range order {
		name := of.columns[c]
		kind, ok := spelt[name]
		if !ok {
			kind = "text"
		}
		values := make([]string, len(rows))
		for i, row := range rows {
			values[i] = of.rows[row][c]
		}
		if others := otherNames[name]; len(others) > 0 && !s.plain && s.IntN(2) == 0 {
			name = anyOf(s, others...)
		}
		a := s.column(kind, values)
		fields, arrays = append(fields, arrow.Field{Name: name, Type: a.DataType(), Nullable: true}), append(arrays, a)
	}
	schema := arrow.NewSchema(fields, nil)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	p := parquet.NewWriterProperties(parquet.WithCompression(anyOf(s, compress.Codecs.Uncompressed, compress.Codecs.Snappy, compress.Codecs.Zstd, compress.Codecs.Gzip)),
		parquet.WithDictionaryDefault(s.IntN(2) == 0), parquet.WithMaxRowGroupLength(int64(anyOf(s, 37, 500, 1<<20))))
	w, err := pqarrow.NewFileWriter(schema, f, p, pqarrow.NewArrowWriterProperties())
	if err == nil {
		err = errors.Join(w.WriteBuffered(array.NewRecord(schema, arrays, int64(len(rows)))), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// files writes a sheet: in one plain file, or in some, one of which is there twice; where they overlap, a third of the rows stand in another too.
func (s *speller) files(t *testing.T, dir string, of *sheet, overlap bool) (flags []string) {
	t.Helper()
	n := 1
	if !s.plain {
		n = 2 + s.IntN(3)
	}
	parts := make([][]int, n)
	for row := range of.rows {
		at := s.IntN(n)
		if parts[at] = append(parts[at], row); overlap && s.IntN(3) == 0 {
			at = (at + 1) % n
			parts[at] = append(parts[at], row)
		}
	}
	for i, rows := range parts {
		if !s.plain {
			s.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		path := filepath.Join(dir, of.table, fmt.Sprintf("part %d.parquet", i))
		s.write(t, path, of, rows)
		if !s.plain && i == 0 {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			put(t, filepath.Join(dir, of.table, "part 0 (1).parquet"), b)
		}
	}
	return []string{"--" + of.table, filepath.Join(dir, of.table)}
}

// TestSpellings has a sample written in random ones of the forms that are read, and in several files, of which one is there twice: the tables are
// those of the clean sample, to the byte. Where files overlap they are those of the clean sample once all duplicates are dropped of both.
func TestSpellings(t *testing.T) {
	long(t)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := &speller{Rand: rand.New(rand.NewPCG(seed, 15)), zone: time.UTC, comma: seed%2 == 1}
			settings := []string{"--currency", "EUR", "--survey-scale", "complaints.satisfaction_after=0-10", "--survey-scale", "employees.satisfaction=0-10", "--survey-scale", "recommend=0-10"}
			if s.comma {
				settings = append(settings, "--decimal-comma")
			}
			if seed >= 2 {
				s.zone, _ = time.LoadLocation("Asia/Shanghai")
				settings = append(settings, "--tz", "Asia/Shanghai")
			}
			all, dir := sheets(t, seed+1), t.TempDir()
			clean, wild, overlapping := settings, settings, append(slices.Clone(settings), "--drop-duplicates")
			for i := range all {
				s.plain = true
				clean = append(slices.Clone(clean), s.files(t, filepath.Join(dir, "clean"), &all[i], false)...)
				s.plain = false
				wild = append(slices.Clone(wild), s.files(t, filepath.Join(dir, "wild"), &all[i], false)...)
				overlapping = append(overlapping, s.files(t, filepath.Join(dir, "overlapping"), &all[i], true)...)
			}
			a, b := sameTables(t, clean, wild)
			for table, rows := range a.Tables {
				if got := b.Tables[table]; got.Kept != rows.Kept || fmt.Sprint(got.Refused) != fmt.Sprint(rows.Refused) {
					t.Errorf("%s: rows %+v, want %+v", table, got, rows)
				}
			}
			sameTables(t, append(slices.Clone(clean), "--drop-duplicates"), overlapping)
		})
	}
}

// sameTables checks that two command lines make the same tables, to the byte.
func sameTables(t *testing.T, want, got []string) (a, b outcome) {
	t.Helper()
	a, b = both(t, want...), both(t, got...)
	if a.code != 0 || b.code != 0 {
		t.Fatalf("exit %d: %s\nexit %d: %s", a.code, a.run, b.code, b.run)
	}
	tables, others := tree(t, filepath.Join(a.latest, "tables")), tree(t, filepath.Join(b.latest, "tables"))
	if len(tables) < 50 || len(others) != len(tables) {
		t.Errorf("%d tables, want %d", len(others), len(tables))
	}
	told := 0
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if tables[name] == others[name] || strings.HasPrefix(name, "refused.") { // which says where rows stand
			continue
		}
		t.Errorf("the table %s is another", name)
		lines, other := strings.Split(tables[name], "\n"), strings.Split(others[name], "\n")
		for i := range min(len(lines), len(other)) {
			if strings.HasSuffix(name, ".csv") && lines[i] != other[i] && told < 10 {
				told++
				t.Logf("line %d\n%s\nwant\n%s", i, other[i], lines[i])
				break
			}
		}
	}
	return a, b
}
