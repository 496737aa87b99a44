package data

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/ipc"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// groupRows is the most rows of a row group: few enough to be held while they are written.
const groupRows = 1 << 14

// parquetWriter lays out the pages itself, of what libraries encode, compress and describe: parquet-go's own writer boxes every value, which
// takes several times as long, and Arrow's writer brings all of Arrow's compute kernels along.
type parquetWriter struct {
	to      io.Writer
	at      int64 // bytes written
	columns []*chunkWriter
	rows    int // in the row group so far
	meta    format.FileMetaData
	coder   pageCoder
}

// NewParquetWriter writes a table as Parquet, compressed with zstd. Columns may be strings, booleans, whole numbers, doubles, dates, decimals of
// up to 18 digits, and instants in microseconds. The same records give the same bytes, however they are cut. What the schema says in metadata of the
// table and its columns is kept as Arrow's own writers keep it, so that pyarrow, Polars and Arrow for R find it.
func NewParquetWriter(w io.Writer, schema *arrow.Schema) (Writer, error) {
	p := &parquetWriter{to: w}
	p.meta.Version, p.meta.CreatedBy = 1, "regulars version  (build )"
	p.meta.Schema = append(p.meta.Schema, format.SchemaElement{Name: "table", NumChildren: thrift.New(int32(schema.NumFields()))})
	for _, f := range schema.Fields() {
		element, err := elementOf(f)
		if err != nil {
			return nil, err
		}
		p.meta.Schema = append(p.meta.Schema, element)
		p.meta.ColumnOrders = append(p.meta.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
		p.columns = append(p.columns, &chunkWriter{name: f.Name, typ: element.Type.V})
	}
	var err error
	if p.meta.KeyValueMetadata, err = keyValues(schema); err != nil {
		return nil, err
	}
	if p.coder.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest)); err != nil {
		return nil, err
	}
	return p, p.put([]byte(parquetMagic))
}

// keyValues are the metadata of the table as they are, and the whole schema with those of the columns under Arrow's key; none without any.
func keyValues(schema *arrow.Schema) (all []format.KeyValue, err error) {
	for i, key := range schema.Metadata().Keys() {
		all = append(all, format.KeyValue{Key: key, Value: schema.Metadata().Values()[i]})
	}
	if len(all) == 0 && !slices.ContainsFunc(schema.Fields(), arrow.Field.HasMetadata) {
		return nil, nil
	}
	var message bytes.Buffer
	if err := ipc.NewWriter(&message, ipc.WithSchema(schema)).Close(); err != nil {
		return nil, fmt.Errorf("the description of the columns: %w", err)
	}
	return append(all, format.KeyValue{Key: "ARROW:schema", Value: base64.StdEncoding.EncodeToString(message.Bytes())}), nil
}

// elementOf describes a column; all may be null.
func elementOf(f arrow.Field) (format.SchemaElement, error) {
	as := func(typ format.Type, old deprecated.ConvertedType, logical format.LogicalTypeValue) (format.SchemaElement, error) {
		return format.SchemaElement{Name: f.Name, Type: thrift.New(typ), RepetitionType: thrift.New(format.Optional),
			ConvertedType: thrift.New(old), LogicalType: format.LogicalType{Value: logical}}, nil
	}
	plain := func(typ format.Type) (format.SchemaElement, error) {
		return format.SchemaElement{Name: f.Name, Type: thrift.New(typ), RepetitionType: thrift.New(format.Optional)}, nil
	}
	switch t := f.Type.(type) {
	case *arrow.StringType:
		return as(format.ByteArray, deprecated.UTF8, &format.StringType{})
	case *arrow.BooleanType:
		return plain(format.Boolean)
	case *arrow.Int64Type:
		return as(format.Int64, deprecated.Int64, &format.IntType{BitWidth: 64, IsSigned: true})
	case *arrow.Float64Type:
		return plain(format.Double)
	case *arrow.Date32Type:
		return as(format.Int32, deprecated.Date, &format.DateType{})
	case *arrow.TimestampType:
		if t.Unit == arrow.Microsecond && t.TimeZone == "UTC" {
			return as(format.Int64, deprecated.TimestampMicros,
				&format.TimestampType{IsAdjustedToUTC: true, Unit: format.TimeUnit{Value: &format.MicroSeconds{}}})
		}
	case *arrow.Decimal128Type:
		if t.Precision <= 18 {
			e, err := as(format.Int64, deprecated.Decimal, &format.DecimalType{Scale: t.Scale, Precision: t.Precision})
			e.Scale, e.Precision = thrift.New(t.Scale), thrift.New(t.Precision)
			return e, err
		}
	}
	return format.SchemaElement{}, fmt.Errorf("column %s: tables have no columns of type %s", f.Name, f.Type)
}

func (p *parquetWriter) put(b []byte) error {
	n, err := p.to.Write(b)
	p.at += int64(n)
	return err
}

func (p *parquetWriter) Write(r arrow.Record) error {
	for from := int64(0); from < r.NumRows(); {
		n := min(r.NumRows()-from, int64(groupRows-p.rows))
		part := r.NewSlice(from, from+n)
		for i, c := range p.columns {
			c.add(part.Column(i))
		}
		part.Release()
		from += n
		if p.rows += int(n); p.rows == groupRows {
			if err := p.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

// flush writes the rows so far as a row group.
func (p *parquetWriter) flush() error {
	g := format.RowGroup{NumRows: int64(p.rows), FileOffset: p.at, Ordinal: int16(min(len(p.meta.RowGroups), math.MaxInt16))}
	for _, c := range p.columns {
		pages, meta, err := p.coder.chunk(c, p.at)
		if err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
		if err := p.put(pages); err != nil {
			return err
		}
		g.TotalByteSize += meta.TotalUncompressedSize
		g.TotalCompressedSize += meta.TotalCompressedSize
		g.Columns = append(g.Columns, format.ColumnChunk{MetaData: meta})
		c.reset()
	}
	p.meta.RowGroups = append(p.meta.RowGroups, g)
	p.meta.NumRows += int64(p.rows)
	p.rows = 0
	return nil
}

func (p *parquetWriter) Close() error {
	if p.rows > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	var protocol thrift.CompactProtocol
	footer, err := thrift.Marshal(&protocol, &p.meta)
	if err != nil {
		return err
	}
	footer = binary.LittleEndian.AppendUint32(footer, uint32(len(footer)))
	return p.put(append(footer, parquetMagic...))
}
