package night

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/analytics/retention"
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

// curves are all survival curves.
func (r *results) curves() []*retention.Survival {
	curves := append([]*retention.Survival{r.population.second}, r.population.further...)
	return append(curves, r.scored.churn, r.population.answer, r.scored.since)
}

// tables are all results to take away but customers, which is written as it is made.
func (r *results) tables() []analytics.Table {
	p, f, s := r.population, r.findings, r.scored
	list := []analytics.Table{
		p.kpis.Table(), f.now.Table(), f.concentration.Table(), f.concentration.Summary(), p.cohorts.Table(), p.cohorts.CurveTable(),
		p.rolling.Table(), retention.SurvivalTable(r.curves()...), retention.SummaryTable(r.curves()...), s.movement.Table(),
		f.models.Table(), s.winback.Table(r.winBackAbsent()...), r.returns.Table(), s.calls.Table(r.winBackAbsent()...),
	}
	list = append(list, f.projection.Tables()...)
	list = append(list, r.lever().Table())
	list = append(list, r.segments.Tables(r.question.HasCost)...)
	list = append(list, f.check.Tables()...)
	list = append(list, s.values.Tables()...)
	list = append(list, lifetime.OnceTable(f.once), lifetime.MonthlyTable(f.months))
	list = append(list, r.worthTables()...)
	list = append(list, r.classTables()...)
	if r.has("surveys") {
		list = append(list, r.satisfactionTables()...)
		list = append(list, r.drivers.Tables()...)
		list = append(list, s.alerts.Table(r.alertsAbsent()...))
	}
	list = append(list, r.loyaltyTables()...)
	if r.has("complaints") {
		list = append(list, s.complaints.Result().Tables()...)
	}
	if r.people != nil {
		list = append(list, r.people.Tables()...)
		list = append(list, r.goldenTable())
	}
	if len(r.findings.exports) > 0 {
		list = append(list, r.exportsTable())
	}
	return slices.DeleteFunc(list, func(t analytics.Table) bool { return t.Record == nil })
}
