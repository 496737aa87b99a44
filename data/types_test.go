package data

import (
	"context"
	"fmt"
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
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
)

var (
	micros    = &arrow.TimestampType{Unit: arrow.Microsecond}
	microsUTC = &arrow.TimestampType{Unit: arrow.Microsecond, TimeZone: "UTC"}
	millisUTC = &arrow.TimestampType{Unit: arrow.Millisecond, TimeZone: "UTC"}
	nanos     = &arrow.TimestampType{Unit: arrow.Nanosecond}
)

// TestArrowTypes reads every type that Arrow's writer makes of a customer, a date, an amount, a number and a text.
func TestArrowTypes(t *testing.T) {
	const day = "2020-03-29T00:30:00"
	for _, c := range []struct {
		table, column string
		typ           arrow.DataType
		json          string // three values, the second null
		want          string // what is kept of the column, by row
	}{
		{"transactions", "customer_id", arrow.BinaryTypes.String, `"00042", null, "王"`, "00042 王"},
		{"transactions", "customer_id", arrow.BinaryTypes.LargeString, `"a", null, "a"`, "a a"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Int64, `-5, null, 4611686018427387904`, "-5 4611686018427387904"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Int32, `7, null, 8`, "7 8"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Uint32, `7, null, 4294967295`, "4294967295 7"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Uint64, `7, null, 9223372036854775808`, "7 9223372036854775808"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Int8, `7, null, -8`, "-8 7"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Float64, `17850.0, null, 12.5`, "17850"},
		{"transactions", "customer_id", arrow.PrimitiveTypes.Float32, `17850, null, 3`, "17850 3"},
		{"transactions", "customer_id", &arrow.Decimal128Type{Precision: 20}, `"123", null, "-4"`, "-4 123"},
		{"transactions", "customer_id", &arrow.FixedSizeBinaryType{ByteWidth: 3}, `"YWJj", null, "eHl6"`, "abc xyz"},
		{"transactions", "ordered_at", micros, `"2020-03-29T00:30:00", null, "1899-12-31T00:00:00"`, day},
		{"transactions", "ordered_at", microsUTC, `"2020-03-28T23:30:00Z", null, "2020-03-29T01:00:00Z"`, day + " 2020-03-29T03:00:00"},
		{"transactions", "ordered_at", millisUTC, `"2020-03-28T23:30:00Z", null, "9999-12-31T00:00:00Z"`, day},
		{"transactions", "ordered_at", nanos, `"2020-03-29T00:30:00.000001999", null, "1969-12-31T23:59:59.999999999"`, "1969-12-31T23:59:59.999999 2020-03-29T00:30:00.000001"},
		{"transactions", "ordered_at", arrow.FixedWidthTypes.Date32, `"2020-03-29", null, "2020-03-30"`, "2020-03-29T00:00:00 2020-03-30T00:00:00"},
		{"transactions", "ordered_at", arrow.BinaryTypes.String, `"2020-03-29 00:30", null, "29.03.2020"`, day},
		{"transactions", "ordered_at", arrow.BinaryTypes.String, `"2020-03-28T23:30:00Z", "", "2020-03-29T00:30:00+01:00"`, day + " " + day},
		{"transactions", "ordered_at", arrow.PrimitiveTypes.Int32, `20200329, null, 20200230`, "2020-03-29T00:00:00"},
		{"transactions", "amount", arrow.PrimitiveTypes.Float64, `2.55, null, 9000000000001`, "2550000"},
		{"transactions", "amount", arrow.PrimitiveTypes.Float32, `25.55, null, -0.1`, "-100000 25550000"},
		{"transactions", "amount", arrow.PrimitiveTypes.Int64, `3, null, 9000000000001`, "3000000"},
		{"transactions", "amount", arrow.PrimitiveTypes.Int32, `3, null, -4`, "-4000000 3000000"},
		{"transactions", "amount", &arrow.Decimal128Type{Precision: 9, Scale: 2}, `"12.34", null, "-0.01"`, "-10000 12340000"},
		{"transactions", "amount", &arrow.Decimal128Type{Precision: 18, Scale: 4}, `"12.3456", null, "0"`, "0 12345600"},
		{"transactions", "amount", &arrow.Decimal128Type{Precision: 38, Scale: 18}, `"12.3456785", null, "12.3456795"`, "12345678 12345680"},
		{"transactions", "amount", &arrow.Decimal128Type{Precision: 38, Scale: 30}, `"1.0000005", null, "-99999999"`, "-99999999000000 1000000"},
		{"transactions", "quantity", arrow.PrimitiveTypes.Float64, `1.25, null, 3`, "1.25 3 null"},
		{"transactions", "quantity", arrow.PrimitiveTypes.Int16, `1, null, 3`, "1 3 null"},
		{"transactions", "quantity", &arrow.Decimal128Type{Precision: 9, Scale: 3}, `"1.250", null, "3"`, "1.25 3 null"},
		{"transactions", "store", arrow.PrimitiveTypes.Int64, `12, null, 3`, "12 3 null"},
		{"transactions", "store", arrow.BinaryTypes.String, `"", null, "北京"`, "null null 北京"},
		{"transactions", "store", arrow.FixedWidthTypes.Boolean, `true, null, false`, "false null true"},
		{"identities", "consent", arrow.FixedWidthTypes.Boolean, `true, null, false`, "false null true"},
		{"identities", "consent", arrow.PrimitiveTypes.Int32, `1, null, 2`, "null true"},
		{"identities", "birthday", arrow.FixedWidthTypes.Date32, `"1980-02-29", null, "1700-01-01"`, "1980-02-29T00:00:00 null null"},
	} {
		for _, dictionary := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s %s %v", c.column, c.typ, dictionary), func(t *testing.T) {
				fields := []arrow.Field{{Name: c.column, Type: c.typ, Nullable: true}}
				if c.table == "transactions" && c.column != "amount" {
					fields = append(fields, arrow.Field{Name: "amount", Type: arrow.PrimitiveTypes.Int64})
				}
				var rows []string
				for _, v := range strings.Split(c.json, ", ") {
					rows = append(rows, fmt.Sprintf(`{"amount": 1, %q: %s}`, c.column, v))
				}
				if c.column == "amount" {
					rows = strings.Split(strings.ReplaceAll(strings.Join(rows, "\n"), `"amount": 1, `, ""), "\n")
				}
				record := jsonRecord(t, arrow.NewSchema(fields, nil), "["+strings.Join(rows, ",")+"]")
				spec := others(c.table, c.column)
				spec.Paths = []string{arrowFile(t, "x.parquet", record, parquet.WithDictionaryDefault(dictionary))}
				spec.Zone = berlin
				_, got := mustLines(t, spec, 1)
				if text := valuesOf(got, c.column); text != c.want {
					t.Errorf("got %s, want %s", text, c.want)
				}
			})
		}
	}
}

var berlin = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return zone
}()

// others fills every required column of a table but one with a constant.
func others(table, but string) Spec {
	spec := Spec{Table: table, Map: map[string]string{}, Columns: []string{but}}
	for _, c := range tables[table] {
		if c.required && c.name != but {
			spec.Map[c.name] = map[kind]string{aKey: "'k'", aDate: "'2020-01-01'", text: "'t'"}[c.kind]
		}
	}
	delete(spec.Map, "amount") // no constant can stand for it
	return spec
}

func valuesOf(rows []string, column string) string {
	var values []string
	for _, r := range rows {
		for _, cell := range strings.Split(r, " ") {
			if v, ok := strings.CutPrefix(cell, column+"="); ok {
				values = append(values, v)
			}
		}
	}
	return strings.Join(values, " ")
}

// sale gives the same facts in every physical type and encoding that parquet-go writes.
type sale struct {
	UUID        [16]byte         `parquet:"uuid,uuid"`
	UUIDDict    [16]byte         `parquet:"uuid_dict,uuid,dict"`
	Text        string           `parquet:"text"`
	TextDict    string           `parquet:"text_dict,dict"`
	TextDelta   string           `parquet:"text_delta,delta"`
	Number      int64            `parquet:"number"`
	NumberDict  int64            `parquet:"number_dict,dict"`
	NumberDelta int64            `parquet:"number_delta,delta"`
	NumberSplit int64            `parquet:"number_split,split"`
	Short       int32            `parquet:"short,delta"`
	At          int64            `parquet:"at,timestamp(microsecond)"`
	AtDict      int64            `parquet:"at_dict,timestamp(millisecond),dict"`
	AtDelta     int64            `parquet:"at_delta,timestamp(nanosecond),delta"`
	Old         deprecated.Int96 `parquet:"old"`
	Cents       int32            `parquet:"cents,decimal(2:9)"`
	CentsDict   int32            `parquet:"cents_dict,decimal(2:9),dict"`
	Long        int64            `parquet:"long,decimal(4:18),delta"`
	Fixed       [16]byte         `parquet:"fixed,decimal(8:38)"`
	Price       float64          `parquet:"price"`
	PriceDict   float64          `parquet:"price_dict,dict"`
	PriceSplit  float64          `parquet:"price_split,split"`
	Single      float32          `parquet:"single,split"`
	Quantity    *int32           `parquet:"quantity,optional"`
	Units       *int32           `parquet:"units,optional,dict"`
	Store       *string          `parquet:"store,optional"`
	StoreDict   *string          `parquet:"store_dict,optional,dict"`
	StoreDelta  string           `parquet:"store_delta,optional,delta"`
	Gift        *bool            `parquet:"gift,optional"`
}

func sales(n int) []sale {
	rows := make([]sale, n)
	start := time.Date(2020, 2, 28, 22, 30, 0, 0, time.UTC)
	for i := range rows {
		at := start.Add(time.Duration(i) * time.Minute)
		r := &rows[i]
		r.UUID[0], r.UUID[15] = byte(i%97), 7
		r.UUIDDict = r.UUID
		r.Text = fmt.Sprintf("customer %05d", i%97)
		r.TextDict, r.TextDelta = r.Text, r.Text
		r.Number = int64(i%97) * 1_000_003
		r.NumberDict, r.NumberDelta, r.NumberSplit, r.Short = r.Number, r.Number, r.Number, int32(r.Number)
		r.At, r.AtDict, r.AtDelta, r.Old = at.UnixMicro(), at.UnixMilli(), at.UnixNano(), int96Of(at)
		r.Cents, r.Long = int32(i*7-300), int64(i*7-300)*100
		r.CentsDict = r.Cents
		fixed := int64(i*7-300) * 1_000_000
		for k := range r.Fixed {
			r.Fixed[k] = byte(fixed >> min(63, 8*(15-k)))
		}
		r.Price, r.Single = float64(i*7-300)/100, float32(i*7-300)/100
		r.PriceDict, r.PriceSplit = r.Price, r.Price
		if i%3 > 0 {
			quantity, store, gift := int32(i%5), fmt.Sprintf("store %d", i%11), i%7 == 0
			r.Quantity, r.Units, r.Store, r.StoreDict, r.StoreDelta, r.Gift = &quantity, &quantity, &store, &store, store, &gift
		}
	}
	return rows
}

func int96Of(t time.Time) (x deprecated.Int96) {
	nanos := t.Unix()%86400*1e9 + int64(t.Nanosecond())
	x[0], x[1], x[2] = uint32(nanos), uint32(nanos>>32), uint32(t.Unix()/86400+2440588)
	return x
}

// wantSales is how the sales come out, with ids of the given column, in the order of their texts.
func wantSales(rows []sale, id string, zone *time.Location) []string {
	var want []string
	for _, r := range rows {
		quantity, store := "null", "null"
		if r.Quantity != nil {
			quantity, store = fmt.Sprint(*r.Quantity), *r.Store
		}
		who := map[string]string{"uuid": fmt.Sprintf("%02x000000-0000-0000-0000-000000000007", r.UUID[0]), "text": r.Text}[id[:4]]
		if who == "" {
			who = fmt.Sprint(r.Number)
		}
		want = append(want, fmt.Sprintf("ordered_at=%s customer_id=%s amount=%d quantity=%s store=%s",
			time.UnixMicro(r.At).In(zone).Format("2006-01-02T15:04:05"), who, int64(r.Cents)*10_000, quantity, store))
	}
	slices.Sort(want)
	return want
}

// TestLayouts reads the same sales from every type and encoding, through every codec and both kinds of pages.
func TestLayouts(t *testing.T) {
	rows, zone := sales(3000), time.FixedZone("", 2*60*60)
	codecs := []compress.Codec{&pq.Uncompressed, &pq.Snappy, &pq.Zstd, &pq.Gzip, &pq.Brotli, &pq.Lz4Raw}
	ids := []string{"uuid", "uuid_dict", "text", "text_dict", "text_delta", "number", "number_dict", "number_delta", "number_split", "short"}
	dates := []string{"at", "at_dict", "at_delta", "old"}
	amounts := []string{"cents", "cents_dict", "long", "fixed", "price", "price_dict", "price_split", "single"}
	for i, codec := range codecs {
		for version := 1; version <= 2; version++ {
			path := goFile(t, "sales.parquet", rows, pq.Compression(codec), pq.DataPageVersion(version),
				pq.PageBufferSize(2000+500*i), pq.MaxRowsPerRowGroup(1100))
			for k := range ids {
				spec := Spec{Table: "transactions", Paths: []string{path}, Zone: zone, Columns: []string{"quantity", "store"}, Map: map[string]string{
					"customer_id": ids[k], "ordered_at": dates[k%4], "amount": amounts[k%8],
					"quantity": []string{"quantity", "units"}[k%2], "store": []string{"store", "store_dict", "store_delta"}[k%3]}}
				_, got := mustLines(t, spec, 2)
				if d := cmp.Diff(wantSales(rows, ids[k], zone), got); d != "" {
					t.Fatalf("%s, pages of version %d, %v: %s", codec, version, spec.Map, d)
				}
			}
		}
	}
}

// TestFallback reads a chunk whose dictionary grew too large midway, so that its later pages are plain.
func TestFallback(t *testing.T) {
	schema := arrow.NewSchema([]arrow.Field{
		{Name: "customer_id", Type: arrow.BinaryTypes.String, Nullable: true},
		{Name: "ordered_at", Type: micros},
		{Name: "amount", Type: arrow.PrimitiveTypes.Float64},
	}, nil)
	build := array.NewRecordBuilder(memory.DefaultAllocator, schema)
	var want []string
	for i := range 5000 {
		build.Field(1).(*array.TimestampBuilder).Append(arrow.Timestamp(i))
		build.Field(2).(*array.Float64Builder).Append(float64(i))
		if i%10 == 3 {
			build.Field(0).AppendNull()
			continue
		}
		id := fmt.Sprintf("customer %d", i)
		build.Field(0).(*array.StringBuilder).Append(id)
		want = append(want, fmt.Sprintf("%s customer_id=%s amount=%d", "ordered_at="+time.UnixMicro(int64(i)).UTC().Format("2006-01-02T15:04:05.999999"), id, i*1_000_000))
	}
	slices.Sort(want)
	record := build.NewRecord()
	for _, version := range []parquet.DataPageVersion{parquet.DataPageV1, parquet.DataPageV2} {
		path := arrowFile(t, "x.parquet", record, parquet.WithDictionaryPageSizeLimit(4000), parquet.WithDataPageSize(1000),
			parquet.WithBatchSize(100), parquet.WithDataPageVersion(version))
		kinds := map[arrow.Type]bool{}
		if _, err := Read(context.Background(), Spec{Table: "transactions", Paths: []string{path}}, 1, func(_ int, r arrow.Record) error {
			kinds[r.Column(1).DataType().ID()] = true
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !kinds[arrow.DICTIONARY] || !kinds[arrow.STRING] {
			t.Error("the file does not mix pages, so that the test shows nothing")
		}
		report, got := mustLines(t, Spec{Table: "transactions", Paths: []string{path}}, 1)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
		if report.Refused["no_customer"].Rows != 500 {
			t.Errorf("refused %v", report.Refused)
		}
	}
}
