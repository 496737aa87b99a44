package night

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/data"
)

// customersFile is the table customers being written. Its CSV is put into words where the customers are scored, by several workers at a
// time; the Parquet file takes the same records one after the other.
type customersFile struct {
	schema  analytics.Schema // of the columns whose input was given
	files   [2]*os.File
	csv     *bufio.Writer
	buffer  *bufio.Writer
	parquet data.Writer
	used    sync.Pool // of *[]byte: lines that have been written, whose memory serves again
}

func newCustomersFile(dir string, omit []string) (f *customersFile, err error) {
	f = &customersFile{schema: CustomersSchema.Without(omit...), used: sync.Pool{New: func() any { return new([]byte) }}}
	for i, extension := range []string{".csv", ".parquet"} {
		if f.files[i], err = os.Create(filepath.Join(dir, "customers"+extension)); err != nil {
			return f, fmt.Errorf("table customers: %w", err)
		}
	}
	f.csv, f.buffer = bufio.NewWriterSize(f.files[0], 1<<18), bufio.NewWriterSize(f.files[1], 1<<18)
	if _, err := f.csv.Write(data.CSVHeader(f.schema.Arrow())); err != nil {
		return f, fmt.Errorf("table customers: %w", err)
	}
	f.parquet, err = data.NewParquetWriter(f.buffer, f.schema.Arrow())
	return f, err
}

func (f *customersFile) table(rows []customerRow) arrow.Record {
	return analytics.TableOf(f.schema, rows).Record
}

// customersPart is what the table has of a partition.
type customersPart struct {
	csv     *[]byte // nil before the first row
	records []arrow.Record
}

// add puts rows into words.
func (f *customersFile) add(p *customersPart, rows []customerRow) (err error) {
	if len(rows) == 0 {
		return nil
	}
	if p.csv == nil {
		p.csv = f.used.Get().(*[]byte)
	}
	r := f.table(rows)
	p.records = append(p.records, r)
	*p.csv, err = data.AppendCSV(*p.csv, r)
	return err
}

func (f *customersFile) write(p customersPart) error {
	if p.csv == nil {
		return nil
	}
	if _, err := f.csv.Write(*p.csv); err != nil {
		return fmt.Errorf("table customers: %w", err)
	}
	*p.csv = (*p.csv)[:0]
	f.used.Put(p.csv)
	for _, r := range p.records {
		if err := f.parquet.Write(r); err != nil {
			return fmt.Errorf("table customers: %w", err)
		}
	}
	return nil
}

func (f *customersFile) close() error {
	err := errors.Join(f.parquet.Close(), f.buffer.Flush(), f.csv.Flush(), f.files[0].Close(), f.files[1].Close())
	if err != nil {
		return fmt.Errorf("table customers: %w", err)
	}
	return nil
}
