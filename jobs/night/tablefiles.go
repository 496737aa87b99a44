package night

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
)

// tableFiles writes one table as Parquet and CSV, chunk by chunk.
type tableFiles struct {
	name   string
	files  [2]*os.File
	buffer [2]*bufio.Writer
	writer [2]data.Writer
}

var formats = [2]struct {
	extension string
	open      func(w *bufio.Writer, schema *arrow.Schema) (data.Writer, error)
}{
	{".parquet", func(w *bufio.Writer, s *arrow.Schema) (data.Writer, error) { return data.NewParquetWriter(w, s) }},
	{".csv", func(w *bufio.Writer, s *arrow.Schema) (data.Writer, error) { return data.NewCSVWriter(w, s) }},
}

func newTableFiles(dir, name string, schema *arrow.Schema) (t *tableFiles, err error) {
	t = &tableFiles{name: name}
	for i, format := range formats {
		if t.files[i], err = os.Create(filepath.Join(dir, name+format.extension)); err != nil {
			return t, fmt.Errorf("table %s: %w", name, err)
		}
		t.buffer[i] = bufio.NewWriterSize(t.files[i], 1<<18)
		if t.writer[i], err = format.open(t.buffer[i], schema); err != nil {
			return t, fmt.Errorf("table %s: %w", name, err)
		}
	}
	return t, nil
}

func (t *tableFiles) write(r arrow.Record) error {
	for _, w := range t.writer {
		if err := w.Write(r); err != nil {
			return fmt.Errorf("table %s: %w", t.name, err)
		}
	}
	return nil
}

func (t *tableFiles) close() error {
	var errs []error
	for i := range formats {
		errs = append(errs, t.writer[i].Close(), t.buffer[i].Flush(), t.files[i].Close())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	return nil
}

// writeTables writes whole tables.
func writeTables(dir string, tables []analytics.Table) error {
	for _, t := range tables {
		files, err := newTableFiles(dir, t.Name, t.Record.Schema())
		if err != nil {
			return err
		}
		if err := errors.Join(files.write(t.Record), files.close()); err != nil {
			return err
		}
	}
	return nil
}
