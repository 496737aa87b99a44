package data

import (
	"errors"
	"io"
	"os"

	"github.com/apache/arrow/go/v17/arrow"
)

// A Writer writes a table record by record. Close ends the table; it does not close what is written to.
type Writer interface {
	Write(arrow.Record) error
	Close() error
}

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
