package data

import (
	"errors"
	"io"
	"os"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/parquet"
	"github.com/apache/arrow/go/v17/parquet/compress"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// A Writer writes a table record by record. Close ends the table; it does not close what is written to.
type Writer interface {
	Write(arrow.Record) error
	Close() error
}

type parquetWriter struct{ *pqarrow.FileWriter }

// groupRows is the most rows of a row group: few enough to be held while they are written.
const groupRows = 1 << 17

// NewParquetWriter writes a table as Parquet, compressed with zstd. The same records give the same bytes, however they are cut.
func NewParquetWriter(w io.Writer, schema *arrow.Schema) (Writer, error) {
	props := parquet.NewWriterProperties(
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithMaxRowGroupLength(groupRows),
		parquet.WithCreatedBy("regulars"),
	)
	f, err := pqarrow.NewFileWriter(schema, keepOpen{w}, props, pqarrow.DefaultWriterProps())
	return parquetWriter{f}, err
}

// keepOpen hides Close from the Parquet writer, which would close a file before it could be synced.
type keepOpen struct{ io.Writer }

func (p parquetWriter) Write(r arrow.Record) error { return p.WriteBuffered(r) }

// WriteParquet writes a table to a new file.
func WriteParquet(path string, schema *arrow.Schema, records ...arrow.Record) error {
	return writeFile(path, schema, NewParquetWriter, records)
}

// WriteCSV writes a table to a new file; see [NewCSVWriter].
func WriteCSV(path string, schema *arrow.Schema, records ...arrow.Record) error {
	return writeFile(path, schema, NewCSVWriter, records)
}

func writeFile(path string, schema *arrow.Schema, open func(io.Writer, *arrow.Schema) (Writer, error), records []arrow.Record) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w, err := open(f, schema)
	if err != nil {
		return err
	}
	for _, r := range records {
		if err := w.Write(r); err != nil {
			return err
		}
	}
	return w.Close()
}
