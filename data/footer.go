package data

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// The parts of Parquet's metadata that reading needs; format.FileMetaData is stricter than some writers and an order of
// magnitude larger in memory.
type (
	fileMetaData struct {
		Schema    []schemaElement `thrift:"2,required"`
		NumRows   int64           `thrift:"3,required"`
		RowGroups []rowGroupMeta  `thrift:"4,required"`
	}
	schemaElement struct {
		Type           thrift.Null[format.Type]                `thrift:"1,optional"`
		TypeLength     thrift.Null[int32]                      `thrift:"2,optional"`
		RepetitionType thrift.Null[format.FieldRepetitionType] `thrift:"3,optional"`
		Name           string                                  `thrift:"4,required"`
		NumChildren    thrift.Null[int32]                      `thrift:"5,optional"`
		ConvertedType  thrift.Null[deprecated.ConvertedType]   `thrift:"6,optional"`
		Scale          thrift.Null[int32]                      `thrift:"7,optional"`
		LogicalType    format.LogicalType                      `thrift:"10,optional"`
	}
	rowGroupMeta struct {
		Columns []chunkMeta `thrift:"1,required"`
		NumRows int64       `thrift:"3,required"`
	}
	chunkMeta struct {
		FilePath       string                     `thrift:"1,optional"`
		MetaData       columnMeta                 `thrift:"3,optional"`
		OffsetsAt      int64                      `thrift:"4,optional"`
		OffsetsLength  int32                      `thrift:"5,optional"`
		IndexAt        int64                      `thrift:"6,optional"`
		IndexLength    int32                      `thrift:"7,optional"`
		CryptoMetadata thrift.Null[cryptoPresent] `thrift:"8,optional"`
	}
	cryptoPresent struct{}
	columnMeta    struct {
		Type                 format.Type             `thrift:"1,required"`
		Codec                format.CompressionCodec `thrift:"4,required"`
		NumValues            int64                   `thrift:"5,required"`
		TotalCompressedSize  int64                   `thrift:"7,required"`
		DataPageOffset       int64                   `thrift:"9,required"`
		DictionaryPageOffset int64                   `thrift:"11,optional"`
		Statistics           statistics              `thrift:"12,optional"`
	}
	// statistics leaves out the minimum and maximum that old writers gave, since their order is not known.
	statistics struct {
		NullCount thrift.Null[int64] `thrift:"3,optional"`
		MaxValue  []byte             `thrift:"5,optional"`
		MinValue  []byte             `thrift:"6,optional"`
	}
)

// footer is what a file says about itself: its columns, and where their chunks are.
type footer struct {
	rows    int64
	size    int64
	sources []source
	groups  []rowGroup
}

type rowGroup struct {
	rows   int64
	chunks []chunk // by source; without one where the source is nested
}

// chunk is where a column of a row group lies.
type chunk struct {
	start, end int64
	codec      format.CompressionCodec
	problem    string // why it cannot be read, where it can't
	bounds
	index, offsets stretch // of its pages, where the writer made them
}

// bounds are the least and the greatest of some values, as Parquet stores them; nil where not known.
type bounds struct {
	low, high []byte
	noNulls   bool // surely
}

// stretch is a part of a file.
type stretch struct{ at, n int64 }

const (
	maxFooter     = 256 << 20
	maxBound      = 256 // bytes of a bound that is worth keeping
	forgotten     = 100 // bytes that old writers did not count in a chunk: its dictionary's header (IMPALA-694)
	maxGroupRows  = 1<<31 - 1
	manyRows      = 16 << 20 // above which a file must hold a byte for every rowsPerByte rows
	rowsPerByte   = 32
	parquetMagic  = "PAR1"
	encryptedTail = "PARE"
)

// readFooter reads and checks a file's metadata against its size, before anything is believed.
func readFooter(r io.ReaderAt, size int64) (*footer, error) {
	meta, at, err := decodeFooter(r, size)
	if err != nil {
		return nil, err
	}
	f := &footer{rows: meta.NumRows, size: size}
	leaves, err := f.readSchema(meta.Schema)
	if err != nil {
		return nil, err
	}
	if err := f.readGroups(meta, leaves, at); err != nil {
		return nil, err
	}
	if f.rows > manyRows && f.rows/rowsPerByte > size {
		return nil, fmt.Errorf("the footer claims %d rows in %d bytes: the file is corrupt or hostile", f.rows, size)
	}
	return f, nil
}

// decodeFooter also gives the footer's offset, where the data end.
func decodeFooter(r io.ReaderAt, size int64) (*fileMetaData, int64, error) {
	if size < 12 {
		return nil, 0, fmt.Errorf("not a Parquet file: it has %d bytes; write it again, or leave it out", size)
	}
	var tail [8]byte
	if err := readFull(r, tail[:4], 0); err != nil {
		return nil, 0, err
	}
	if string(tail[:4]) != parquetMagic && string(tail[:4]) != encryptedTail {
		return nil, 0, errors.New("not a Parquet file: it does not begin with PAR1; write it again, or leave it out")
	}
	if err := readFull(r, tail[:], size-8); err != nil {
		return nil, 0, err
	}
	switch string(tail[4:]) {
	case parquetMagic:
	case encryptedTail:
		return nil, 0, errors.New("the footer is encrypted: give a plain copy of the file")
	default:
		return nil, 0, errors.New("not a whole Parquet file: it does not end with PAR1, so it was cut off or is still being written")
	}
	n := int64(binary.LittleEndian.Uint32(tail[:]))
	if n > size-12 || n > maxFooter {
		return nil, 0, fmt.Errorf("the footer claims %d of the file's %d bytes: the file is corrupt", n, size)
	}
	b := make([]byte, n)
	if err := readFull(r, b, size-8-n); err != nil {
		return nil, 0, err
	}
	meta := new(fileMetaData)
	if _, err := decodeThrift(b, meta); err != nil {
		return nil, 0, fmt.Errorf("the footer is corrupt: %w", err)
	}
	return meta, size - 8 - n, nil
}

func readFull(r io.ReaderAt, b []byte, at int64) error {
	n, err := r.ReadAt(b, at)
	if n == len(b) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return errors.New("the file ended early: it was cut off, or changed while being read")
	}
	return err
}

// decodeThrift decodes the structure at the start of b and gives its length.
func decodeThrift(b []byte, v any) (int, error) {
	n, err := thriftLen(b)
	if err != nil {
		return 0, err
	}
	var protocol thrift.CompactProtocol
	return n, thrift.NewDecoder(protocol.NewReaderFromBytes(b[:n])).Decode(v)
}

// readSchema lists the top-level columns, and for each the number of its leaves; leaves maps a leaf to its flat column, or -1.
func (f *footer) readSchema(elements []schemaElement) (leaves []int, err error) {
	if len(elements) == 0 || !elements[0].NumChildren.Valid {
		return nil, errors.New("the footer has no columns")
	}
	at := 1
	for range elements[0].NumChildren.V {
		if at >= len(elements) {
			return nil, errors.New("the footer's schema is cut off")
		}
		s := sourceOf(&elements[at])
		from := at
		if at, err = skipElement(elements, at, 0); err != nil {
			return nil, err
		}
		for i := from; i < at; i++ {
			switch {
			case elements[i].isGroup():
			case s.nested:
				leaves = append(leaves, -1)
			default:
				leaves = append(leaves, len(f.sources))
			}
		}
		f.sources = append(f.sources, s)
	}
	if at != len(elements) {
		return nil, errors.New("the footer's schema has more columns than it says")
	}
	return leaves, nil
}

func (e *schemaElement) isGroup() bool { return !e.Type.Valid }

// skipElement is the index behind an element and all that is below it.
func skipElement(elements []schemaElement, at, depth int) (int, error) {
	if depth > 64 {
		return 0, errors.New("the footer's schema is nested too deeply")
	}
	children := elements[at].NumChildren.V
	if elements[at].Type.Valid {
		children = 0
	}
	at++
	for range children {
		if at >= len(elements) {
			return 0, errors.New("the footer's schema is cut off")
		}
		var err error
		if at, err = skipElement(elements, at, depth+1); err != nil {
			return 0, err
		}
	}
	return at, nil
}

func (f *footer) readGroups(meta *fileMetaData, leaves []int, dataEnd int64) error {
	var rows int64
	for g := range meta.RowGroups {
		m := &meta.RowGroups[g]
		if m.NumRows < 0 || m.NumRows > maxGroupRows {
			return fmt.Errorf("row group %d claims %d rows: the file is corrupt", g, m.NumRows)
		}
		if len(m.Columns) != len(leaves) {
			return fmt.Errorf("row group %d has %d columns, the schema %d: the file is corrupt", g, len(m.Columns), len(leaves))
		}
		rows += m.NumRows
		group := rowGroup{m.NumRows, make([]chunk, len(f.sources))}
		for i, s := range leaves {
			if s >= 0 {
				group.chunks[s] = chunkOf(&m.Columns[i], m.NumRows, dataEnd, f.sources[s].physical)
			}
		}
		f.groups = append(f.groups, group)
	}
	if rows != f.rows {
		return fmt.Errorf("the footer claims %d rows, its row groups %d: the file is corrupt", f.rows, rows)
	}
	return nil
}

// chunkOf notes what is wrong with a chunk rather than failing, so that columns nobody reads do no harm.
func chunkOf(m *chunkMeta, rows, dataEnd int64, typ format.Type) chunk {
	d := &m.MetaData
	start := d.DataPageOffset
	if d.DictionaryPageOffset > 0 && d.DictionaryPageOffset < start {
		start = d.DictionaryPageOffset
	}
	c := chunk{start: start, end: start + d.TotalCompressedSize, codec: d.Codec,
		index: stretch{m.IndexAt, int64(m.IndexLength)}, offsets: stretch{m.OffsetsAt, int64(m.OffsetsLength)}}
	if s := &d.Statistics; len(s.MinValue) <= maxBound && len(s.MaxValue) <= maxBound {
		c.bounds = bounds{s.MinValue, s.MaxValue, s.NullCount.Valid && s.NullCount.V == 0}
	}
	switch {
	case m.CryptoMetadata.Valid:
		c.problem = "it is encrypted: give a plain copy of the file"
	case m.FilePath != "":
		c.problem = "its data are in another file, which is not supported"
	case d.Type != typ:
		c.problem = "its chunk has another type than the schema: the file is corrupt"
	case d.NumValues != rows:
		c.problem = fmt.Sprintf("it has %d values in %d rows: the file is corrupt", d.NumValues, rows)
	case rows > 0 && (start < 4 || d.TotalCompressedSize < 0 || c.end < start || c.end > dataEnd):
		c.problem = "its chunk lies outside the file: the file is corrupt"
	}
	c.end = min(c.end+forgotten, dataEnd)
	return c
}
