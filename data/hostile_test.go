package data

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet"
	arrowcompress "github.com/apache/arrow/go/v17/parquet/compress"
	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// seeds are small valid files that between them have every encoding, codec and page version, as bytes.
func seeds(t testing.TB) (files [][]byte) {
	t.Helper()
	for i, codec := range []compress.Codec{&pq.Uncompressed, &pq.Snappy, &pq.Zstd, &pq.Gzip, &pq.Brotli, &pq.Lz4Raw} {
		path := goFile(t, "sales.parquet", sales(60), pq.Compression(codec), pq.DataPageVersion(1+i%2), pq.PageBufferSize(300), pq.MaxRowsPerRowGroup(40))
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, b)
	}
	return files
}

// mappings read a seed's columns in all their encodings.
func mappings() (all []map[string]string) {
	ids := []string{"uuid", "uuid_dict", "text", "text_dict", "text_delta", "number", "number_dict", "number_delta", "number_split", "short"}
	dates := []string{"at", "at_dict", "at_delta", "old"}
	amounts := []string{"cents", "cents_dict", "long", "fixed", "price", "price_dict", "price_split", "quantity*single"}
	for k := range ids {
		all = append(all, map[string]string{"customer_id": ids[k], "ordered_at": dates[k%4], "amount": amounts[k%8],
			"quantity": []string{"quantity", "units"}[k%2], "store": []string{"store", "store_dict", "store_delta"}[k%3], "channel": "gift"})
	}
	return all
}

// readBytes reads a file's content, looking at every value handed on, and fails the test if it is not handled as it should be.
func readBytes(t testing.TB, b []byte, m map[string]string) error {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.parquet")
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	return readPath(t, path, m)
}

func readPath(t testing.TB, path string, m map[string]string) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	var rows int64
	// What an index of pages says may be damaged, too, and is read only where rows may be skipped.
	for _, skipping := range []Spec{{AsOf: time.Date(2020, 1, 9, 0, 0, 0, 0, time.UTC)}, {Where: map[string][]string{"store": {"store 3"}}}} {
		skipping.Table, skipping.Paths, skipping.Map = "transactions", []string{path}, m
		_, _ = Read(context.Background(), skipping, 1, func(int, arrow.Record) error { return nil })
	}
	report, err := Read(context.Background(), Spec{Table: "transactions", Paths: []string{path}, Map: m}, 1, func(_ int, r arrow.Record) error {
		rows += r.NumRows()
		for c := range int(r.NumCols()) {
			for i := range min(r.NumRows(), 1000) {
				_ = cell(r.Column(c), int(i))
			}
		}
		return nil
	})
	runtime.ReadMemStats(&after)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("reading took %s", took)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 600<<20 {
		t.Errorf("reading took %d MB", used>>20)
	}
	if err == nil && (report.Kept != rows || report.Read != report.Kept+refusedRows(report) || report.Read != report.Files[0].Rows) {
		t.Errorf("the counts do not add up: %+v, %d rows", report, rows)
	}
	if err != nil && (!strings.HasPrefix(err.Error(), path) || strings.Contains(err.Error(), "\n")) {
		t.Errorf("unclear error: %v", err)
	}
	return err
}

// TestMutated damages valid files in thousands of ways: each must be read, or refused with an error that names it.
func TestMutated(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	files, all := seeds(t), mappings()
	path := filepath.Join(t.TempDir(), "x.parquet")
	var refused, readable int
	most := 4000
	if *long {
		most = 40_000
	}
	for n := range most {
		b := mutate(r, files[n%len(files)])
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		if readPath(t, path, all[r.IntN(len(all))]) != nil {
			refused++
		} else {
			readable++
		}
		if t.Failed() {
			t.Fatalf("file %d", n)
		}
	}
	if refused < most/4 || readable < most/40 {
		t.Errorf("%d refused, %d read: the damage is one-sided", refused, readable)
	}
}

// mutate damages a file, half of the time in its footer.
func mutate(r *rand.Rand, b []byte) []byte {
	b = slices.Clone(b)
	from := 0
	if r.IntN(2) == 0 {
		from = len(b) - 8 - int(binary.LittleEndian.Uint32(b[len(b)-8:]))
	}
	for range 1 + r.IntN(4) {
		at := from + r.IntN(len(b)-from)
		switch r.IntN(8) {
		case 0:
			b[at] ^= 1 << r.IntN(8)
		case 1:
			b[at] = byte(r.IntN(256))
		case 2:
			b[at] = 0xff
		case 3:
			b[at] = 0
		case 4:
			n := min(1+r.IntN(16), len(b)-at)
			copy(b[at:at+n], b[r.IntN(len(b)-n):])
		case 5: // a long number
			copy(b[at:], []byte{0xff, 0xff, 0xff, 0xff, 0x07})
		case 6: // a list of many
			copy(b[at:], []byte{0xfc, 0xff, 0xff, 0xff, 0x0f})
		case 7:
			if r.IntN(8) == 0 {
				b = b[:at]
			}
		}
		if len(b) <= from {
			break
		}
	}
	return b
}

func FuzzRead(f *testing.F) {
	all := mappings()
	for i, b := range seeds(f) {
		f.Add(b, uint8(i))
	}
	f.Fuzz(func(t *testing.T, b []byte, m uint8) { _ = readBytes(t, b, all[int(m)%len(all)]) })
}

// TestBombs reads small files that claim to be huge.
func TestBombs(t *testing.T) {
	line := func(id arrow.DataType, fill func(array.Builder), rows int) arrow.Record {
		b := array.NewRecordBuilder(memory.DefaultAllocator, arrow.NewSchema([]arrow.Field{
			{Name: "customer_id", Type: id}, {Name: "date", Type: arrow.FixedWidthTypes.Date32}, {Name: "amount", Type: arrow.PrimitiveTypes.Int64}}, nil))
		for range rows {
			fill(b.Field(0))
			b.Field(1).(*array.Date32Builder).Append(18262)
			b.Field(2).(*array.Int64Builder).Append(1)
		}
		return b.NewRecord()
	}
	text := func(s string) func(array.Builder) {
		return func(b array.Builder) { b.(*array.StringBuilder).Append(s) }
	}
	huge := strings.Repeat("x", 100<<20)
	for name, c := range map[string]struct {
		path string
		want string
	}{
		"one value of 100 MiB": {arrowFile(t, "a.parquet", line(arrow.BinaryTypes.String, text(huge), 1), parquet.WithCompression(arrowcompress.Codecs.Zstd), parquet.WithDictionaryDefault(false), parquet.WithStats(false)),
			"expands to 10485760"},
		"300 texts of 1 MiB told by their difference": {arrowFile(t, "b.parquet", line(arrow.BinaryTypes.String, text(huge[:1<<20]), 300),
			parquet.WithDictionaryDefault(false), parquet.WithEncodingFor("customer_id", parquet.Encodings.DeltaByteArray), parquet.WithCompression(arrowcompress.Codecs.Zstd), parquet.WithStats(false)),
			"expands to"},
	} {
		t.Run(name, func(t *testing.T) {
			if info, err := os.Stat(c.path); err != nil || info.Size() > 1<<20 {
				t.Fatalf("%v, %v: not a small file", info, err)
			}
			if err := readPath(t, c.path, nil); err == nil || errors.Is(err, ErrUsage) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// TestFooterBombs shows that lists are measured before they are made.
func TestFooterBombs(t *testing.T) {
	for name, footer := range map[string][]byte{
		"a schema of two thousand million":  {0x15, 0x02, 0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07},
		"many empty row groups":             slices.Concat([]byte{0x15, 0x02, 0x39, 0xfc, 0x80, 0x80, 0x80, 0x02}, make([]byte, 4<<20)),
		"a structure in a structure, often": slices.Concat(bytes.Repeat([]byte{0x1c}, 1000), make([]byte, 1001)),
		"a text of two thousand million":    {0x18, 0xff, 0xff, 0xff, 0xff, 0x07, 'x'},
	} {
		b := slices.Concat([]byte("PAR1"), footer, binary.LittleEndian.AppendUint32(nil, uint32(len(footer))), []byte("PAR1"))
		if err := readBytes(t, b, nil); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

func TestTooManyRows(t *testing.T) {
	const rows = 500_000_000
	meta := fileMetaData{NumRows: rows, Schema: []schemaElement{
		{Name: "schema", NumChildren: thrift.New(int32(1))},
		{Name: "amount", Type: thrift.New(format.Int64)},
	}, RowGroups: []rowGroupMeta{{NumRows: rows, Columns: []chunkMeta{{MetaData: columnMeta{
		Type: format.Int64, NumValues: rows, TotalCompressedSize: 10, DataPageOffset: 4}}}}}}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &meta)
	if err != nil {
		t.Fatal(err)
	}
	b := slices.Concat([]byte("PAR1"), make([]byte, 2<<20), footer, binary.LittleEndian.AppendUint32(nil, uint32(len(footer))), []byte("PAR1"))
	if err := readBytes(t, b, nil); err == nil || !strings.Contains(err.Error(), "the footer claims 500000000 rows in ") {
		t.Errorf("got %v", err)
	}
}
