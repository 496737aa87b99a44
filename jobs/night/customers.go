package night

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/data"
)

// scoring fills the rows of the table customers, each topic its columns.
type scoring struct {
	*scope
	people       *peopleTopic
	segments     *segmentTopic
	status       *statusTopic
	forecast     *forecastTopic
	value        *valueTopic
	classes      *classTopic
	satisfaction *satisfactionTopic
	loyalty      *loyaltyTopic
	complaints   *complaintTopic
}

// score fills everything the table customers says of a customer, whom it cuts at the as-of date. It is false for one who is known from
// surveys or complaints alone.
func (s *scoring) score(c *analytics.Customer, r *customerRow) bool {
	c.Rows = c.Until(s.AsOf).Rows
	if len(c.Rows) == 0 {
		*r = customerRow{valueColumns: valueColumns{spent: s.value.rates.Of(c)}}
		return false
	}
	of := c.Summary()
	*r = customerRow{
		ID: c.Key.String(), First: of.First, Last: of.Last, Orders: of.Orders, Occasions: of.Occasions, Lines: of.Lines,
		Revenue: of.Revenue, Refunds: of.Refunds, Margin: of.Revenue - of.Cost,
		Recency: -1, Frequency: of.Occasions, Monetary: of.Revenue, Tenure: -1, X: -1, TX: -1, T: -1,
		Complaints: len(c.Complaints), summary: of,
	}
	s.status.score(c, r)
	s.satisfaction.score(c, r)
	if r.forecast = s.forecast.scorer.Score(c, of); len(s.Horizons) > 0 {
		r.further = s.forecast.scorer.Further(c, of)
	}
	r.valueColumns = s.value.of(c, of, r.forecast)
	r.Stage = s.classes.stage(c).String()
	if of.Occasions > 0 {
		s.scoreBuyer(c, r)
	}
	return true
}

// scoreBuyer fills what only customers with a purchase have.
func (s *scoring) scoreBuyer(c *analytics.Customer, r *customerRow) {
	s.loyalty.score(c, r)
	r.Recency, r.Tenure = int(s.AsOf-r.Last), int(s.AsOf-r.First)
	r.X, r.TX, r.T = r.Occasions-1, int(r.Last-r.First), r.Tenure
	s.segments.score(r)
	s.classes.score(c, r)
	if early := c.Until(s.Compare); len(early.Rows) > 0 {
		then := early.Summary()
		s.segments.compare(then, r)
		s.classes.compare(then, r)
	}
}

// absent names the columns of the table customers whose input was not given.
func (s *scoring) absent() (omit []string) {
	if !s.HasCost {
		omit = append(omit, "margin")
	}
	return slices.Concat(omit, s.satisfaction.absent(), s.loyalty.absent(), s.complaints.absent(), s.forecast.absent(), s.value.absent(), s.classes.absent())
}

// schema is the table customers without those columns.
func (s *scoring) schema() analytics.Schema {
	names, _ := lifetime.FurtherColumns(s.Horizons)
	return CustomersSchema.Without(s.absent()...).Named(names)
}

// visit scores a customer for the accumulators; the row is filled in place, for it is large.
func (s *scoring) visit(v *visit, c *analytics.Customer, row *customerRow) {
	known := s.score(c, row)
	*v = visit{customer: c, row: row, known: known, bought: row.Occasions > 0, listed: !s.people.found.Refuses(c.Key)}
}

// walk scores every customer, shows each to the accumulators of the pass, and writes the table customers, one partition after the other.
func (s *scoring) walk(ctx context.Context, ledger *analytics.Ledger, threads int, p *pass, dir string) (err error) {
	file, err := newCustomersFile(dir, s.schema())
	if err != nil {
		return err
	}
	defer func() {
		if e := file.close(); err == nil { // what has failed once fails again here
			err = e
		}
	}()
	type scored struct {
		parts
		rows customersPart
	}
	work := func(customers iter.Seq[*analytics.Customer]) (scored, error) {
		w := scored{parts: p.parts()}
		var rows []customerRow
		v := new(visit)
		for c := range customers {
			rows = append(rows, customerRow{})
			s.visit(v, c, &rows[len(rows)-1])
			w.parts.add(v)
			if !v.known {
				rows = rows[:len(rows)-1]
			}
			if len(rows) == rowsAtOnce {
				if err := file.add(&w.rows, rows); err != nil {
					return w, err
				}
				rows = rows[:0]
			}
		}
		return w, file.add(&w.rows, rows)
	}
	return analytics.Each(ctx, ledger, threads, work, func(w scored) error {
		w.merge()
		return file.write(w.rows)
	})
}

// rowsAtOnce is how many rows are held before they become columns: few enough that they stay in a core's cache.
const rowsAtOnce = 1024

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

func newCustomersFile(dir string, schema analytics.Schema) (f *customersFile, err error) {
	f = &customersFile{schema: schema, used: sync.Pool{New: func() any { return new([]byte) }}}
	for i, extension := range []string{".csv", ".parquet"} {
		if f.files[i], err = os.Create(filepath.Join(dir, "customers"+extension)); err != nil {
			return f, fmt.Errorf("table customers: %w", err)
		}
	}
	f.csv, f.buffer = bufio.NewWriterSize(f.files[0], 1<<18), bufio.NewWriterSize(f.files[1], 1<<18)
	if _, err := f.csv.Write(data.CSVHeader(schema.Arrow())); err != nil {
		return f, fmt.Errorf("table customers: %w", err)
	}
	f.parquet, err = data.NewParquetWriter(f.buffer, schema.Arrow())
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
