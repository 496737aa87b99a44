package data

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/parquet-go/parquet-go/format"
	"golang.org/x/sync/errgroup"
)

// Spec says what to read. Its zero fields mean: nothing mapped, all columns, UTC, no last day, no filter.
type Spec struct {
	Table   string            // transactions, surveys, complaints, referrals, identities, costs, wallet, employees, contacts or events
	Paths   []string          // files, globs and folders
	Except  []string          // folders below those, of which nothing is read
	Map     map[string]string // canonical column → source column; an amount may be "quantity*unit_price"; "'text'" is a constant
	Columns []string          // canonical columns wanted beside the required ones and a survey's dimension; nil is all that the files have
	Zone    *time.Location    // reporting time zone
	AsOf    time.Time         // the last day to read, by its own clock

	// Where keeps rows by the values of canonical or other columns: any of one column's values, all of the columns. An
	// empty value stands for null. The other rows count as filtered, whatever else is wrong with them.
	Where map[string][]string

	// Without leaves out rows that have one of these values; Since and Until those dated before one day or after another. They count as
	// filtered too. Reach does not depend on Where and Without, but does on these days.
	Without      map[string][]string
	Since, Until time.Time

	// Near are the first and the last day of the dates that are not far from all others: rows beyond are refused as far_date.
	Near [2]time.Time

	// RefundWhere makes lines that have one of these values refunds, whatever the sign of their amounts.
	RefundWhere map[string][]string

	// DateOrders say in which order texts give day, month and year, by canonical column, such as "dmy"; "" is for all others.
	DateOrders   map[string]string
	DecimalComma bool // in numbers that are text, the fraction stands behind a comma

	// Currency is that of the amounts: rows in another are refused as other_currency, or converted where there are Rates. Empty takes all.
	Currency string
	Rates    *Rates

	// Scales are the ends of the scales that scores are on, by column: what lies beyond them is bad.
	Scales  map[string]Scale
	Missing []float64 // scores that stand for no answer, wherever they lie

	// Tally names columns of which the distinct values are counted, beside those of closed vocabularies.
	Tally []string

	// DropDuplicates drops lines that equal another, in the same or another file, in every flat column, read or not. It takes
	// about 40 bytes of memory for every line kept.
	DropDuplicates bool

	// LatestBy names a column of dates or numbers by which of several versions of a line only the latest is kept; the others count as duplicates.
	// Versions of a line are those of one order and product, of one complaint, account, answer of a day or wallet of a period.
	LatestBy string

	// KeysAsText passes ids on as text though the files have numbers, because another table has them as text.
	KeysAsText bool
}

// Report is what was found, and what became of every row.
type Report struct {
	Table    string
	Files    []File // by path
	Copies   []Copy // files left out beside them
	Columns  []Binding
	Sources  map[string][]string // of each column, as the files write their names; "" stands for files without it
	Unmapped []string            // source columns that nothing was made of
	Currency string              // that rows had to be in; empty for any
	Counts
}

// Counts are what became of rows. What was read in parts is counted together by And.
type Counts struct {
	Read, Kept, Filtered int64              // Read = Kept + Filtered + Duplicates + all Refused
	Skipped              int64              // of Read: rows of row groups whose statistics settled what becomes of them all
	Duplicates           int64              // lines dropped because they repeat another
	Refused              map[string]Refusal // by reason: no_customer, after_as_of, bad_amount …
	Blanked              map[string]int64   // values of optional columns that could not be used and were taken as null
	First, Last          time.Time          // earliest and latest date kept, on the wall clock of the zone, written as UTC
	Reach                time.Time          // latest date up to the as-of date, whatever Where and Without leave of it

	Years     map[int]int64 // rows kept, by the 366 days since 1900 that they fall into
	Largest   int64         // the amount farthest from zero, in millionths
	LargestAt Place
	Net       Sum // of all amounts kept
	Sample    Sample

	Words map[string]map[string]Word // by column and value: how closed vocabularies and tallied columns are filled
	Rows  []Refused                  // refused rows but those after the as-of date, the first of each reason, in the order of the files
}

// Word is a value as a file has it.
type Word struct {
	Rows  int64
	Taken string // what it was taken as; empty where it could not be
}

// File is one input file.
type File struct {
	Path   string
	Rows   int64
	Bytes  int64
	SHA256 string // of the content, in hexadecimal; empty from Inspect
}

// Binding says where a column comes from. Source and Type list what the files have, where they differ.
type Binding struct {
	Canonical, Source, Type, How string
}

// Refusal counts the rows refused for one reason.
type Refusal struct {
	Rows   int64
	Amount int64 // millionths: the sum over the rows that had an amount; not kept for after_as_of
	First  Place // where the first such row is
}

// Place is a row of a file; groups and rows count from 0.
type Place struct {
	Path  string
	Group int
	Row   int64
}

func (p Place) String() string {
	return fmt.Sprintf("%s, row group %d, row %d", p.Path, p.Group, p.Row)
}

// before tells whether p comes first in the order in which files are read.
func (p Place) before(q Place) bool { return p.compare(q) < 0 }

func (p Place) compare(q Place) int {
	return cmp.Or(strings.Compare(p.Path, q.Path), cmp.Compare(p.Group, q.Group), cmp.Compare(p.Row, q.Row))
}

// ErrEmpty marks inputs without a single row.
var ErrEmpty = errors.New("no rows")

type emptyError struct{ error }

func (emptyError) Is(target error) bool { return target == ErrEmpty }

// Dataset is the files of a table, their footers read.
type Dataset struct {
	spec   *Spec
	files  []openFile
	copies []Copy
	text   map[string]bool // ids that come as text
	seen   *fingerprints   // lines so far, where duplicates are dropped
	newest *versions       // of each line, where only the latest are kept
}

type openFile struct {
	input
	info fs.FileInfo // when the footer was read
	sum  string      // SHA-256 of the content; empty until it is known
	*footer
	*binding
}

// Read reads a table and hands it to each in batches, from up to threads workers at a time. A batch is good only during
// the call; its columns are those named in Spec.Columns that the file has, and the required ones. The error of each ends the
// reading and is passed on.
//
// Every row is passed on, filtered, or refused for one reason, the first that holds: no_date, bad_date, after_as_of, then
// no_… and bad_… for each other required column, then unknown_… for words that no closed vocabulary has, and other_currency. Values are
// null where another optional column has one that cannot be used.
//
// Errors in what was asked for are ErrUsage; a table without rows is ErrEmpty; any other error names the file, row group
// and column that could not be read.
func Read(ctx context.Context, spec Spec, threads int, each func(worker int, batch arrow.Record) error) (*Report, error) {
	t, err := Open(ctx, spec, threads)
	if err != nil {
		return nil, err
	}
	counts, err := t.Read(ctx, threads, nil, each)
	if err != nil {
		return nil, err
	}
	report := t.Report()
	report.Counts = counts
	return report, nil
}

// Open finds the files of a table and reads their footers. Its errors are those of [Read].
func Open(ctx context.Context, spec Spec, threads int) (*Dataset, error) {
	t, err := open(ctx, &spec, max(threads, 1))
	if err != nil {
		return nil, err
	}
	return t, t.nonempty()
}

// Read reads some of the files as the function of that name does: those whose place in Files only wants, all if it is nil. It takes the
// fingerprints of all of which they are not known.
func (t *Dataset) Read(ctx context.Context, threads int, only func(file int) bool, each func(worker int, batch arrow.Record) error) (Counts, error) {
	if t.spec.LatestBy != "" {
		t.newest = newVersions()
		if _, err := t.run(ctx, max(threads, 1), only, func(int, arrow.Record) error { return nil }); err != nil {
			return Counts{}, err
		}
		if bad := t.newest.bad; bad != "" {
			return Counts{}, usagef("--latest-by %s of %s: %s is neither a date nor a number, so that it does not tell which version is the latest: name another column",
				t.spec.LatestBy, t.spec.Table, printable(bad))
		}
		t.newest.known = true
		if t.seen != nil {
			t.seen = newFingerprints()
		}
	}
	return t.run(ctx, max(threads, 1), only, each)
}

// Until sets the last day to read, by its own clock.
func (t *Dataset) Until(asOf time.Time) { t.spec.AsOf = asOf }

// Files are the files by path, with their fingerprints as far as they are known.
func (t *Dataset) Files() []File {
	list := make([]File, len(t.files))
	for i, f := range t.files {
		list[i] = File{Path: f.path, Rows: f.rows, Bytes: f.size, SHA256: f.sum}
	}
	return list
}

// Fingerprint takes the fingerprints of all files, so that Files has them before any is read.
func (t *Dataset) Fingerprint(ctx context.Context, threads int) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(threads, 1))
	for i := range t.files {
		group.Go(func() error { return t.fingerprint(ctx, i) })
	}
	return group.Wait()
}

// Inspect finds the files and columns that Read would use, without reading their rows.
func Inspect(ctx context.Context, spec Spec) (*Report, error) {
	t, err := open(ctx, &spec, 4)
	if err != nil {
		return nil, err
	}
	return t.Report(), t.nonempty()
}

func open(ctx context.Context, spec *Spec, threads int) (*Dataset, error) {
	if err := checkSpec(spec); err != nil {
		return nil, err
	}
	inputs, err := resolve(spec.Paths, spec.Except)
	if err != nil {
		return nil, err
	}
	t := &Dataset{spec: spec, files: make([]openFile, len(inputs)), text: map[string]bool{}}
	errs := make([]error, len(inputs))
	var group errgroup.Group
	group.SetLimit(threads)
	for i := range inputs {
		group.Go(func() error {
			if errs[i] = ctx.Err(); errs[i] == nil {
				errs[i] = t.open(i, inputs[i])
			}
			return nil
		})
	}
	_ = group.Wait()
	for _, err := range errs { // the first by path, whichever came first
		if err != nil {
			return nil, err
		}
	}
	if err := t.dropCopies(ctx, threads); err != nil {
		return nil, err
	}
	if spec.DropDuplicates {
		t.seen = newFingerprints()
	}
	return t, t.settle()
}

func (t *Dataset) open(i int, in input) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: the footer is corrupt (%s)", in.path, printable(fmt.Sprint(r)))
		}
	}()
	f, err := os.Open(in.path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	foot, err := readFooter(f, info.Size())
	if err != nil {
		return fmt.Errorf("%s: %w", in.path, err)
	}
	b, err := bind(t.spec, foot.sources, in.parts)
	if err != nil {
		return usageOr(err, in.path)
	}
	t.files[i] = openFile{input: in, info: info, footer: foot, binding: b}
	return nil
}

func usageOr(err error, path string) error {
	if errors.Is(err, ErrUsage) {
		return usagef("%s: %w", path, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

// settle decides which ids come as text, because some file has them so, and checks every column's type.
func (t *Dataset) settle() error {
	for _, f := range t.files {
		for _, c := range f.fields {
			if c.kind == aKey && (t.spec.KeysAsText || c.source < 0 || f.sources[c.source].isText()) {
				t.text[c.name] = true
			}
		}
	}
	for _, f := range t.files {
		for i := range f.fields {
			if _, _, err := t.converter(&f, &f.fields[i]); err != nil {
				return usagef("%s: %w", f.path, err)
			}
		}
	}
	return nil
}

// isText tells of ids that come as text: those that are, and those whose numbers may be greater than an Int64 holds.
func (s *source) isText() bool {
	switch {
	case s.meaning == textual || s.meaning == uuid:
		return true
	case s.meaning == decimal:
		return s.physical != format.Int32 && s.physical != format.Int64
	}
	return s.meaning == unsigned && s.physical == format.Int64
}

// reading is how a column's values are to be read.
func (s *Spec) reading(column string, keysAsText bool) reading {
	order, ok := s.DateOrders[column]
	if !ok {
		order = s.DateOrders[""]
	}
	return reading{zone: s.Zone, keysAsText: keysAsText, decimalComma: s.DecimalComma, order: dateOrder(order)}
}

// onScale makes a conversion of scores on a scale that was said. Recommendations have one of their own.
func (t *Dataset) onScale(column string, scale Scale, f convert) convert {
	if column != "recommend" {
		return scale.limit(f, t.spec.Missing)
	}
	if f = (Scale{min(scale.Min, scale.Max), max(scale.Min, scale.Max)}).limit(f, nil); scale != recommendation {
		f = scale.onto(recommendation, f)
	}
	return f
}

// wayOut says how to go on without a column that cannot be read.
func (t *Dataset) wayOut(c *field) string {
	if whole, _ := find(t.spec.Table, c.name); whole.required {
		return fmt.Sprintf(": name another with --map %s.%s=COLUMN", t.spec.Table, c.name)
	}
	return fmt.Sprintf(": name another with --map %s.%s=COLUMN, or leave it out with --map \"%[1]s.%[2]s=''\"", t.spec.Table, c.name)
}

// textSource stands for constants and the names of folders.
var textSource = source{physical: format.ByteArray, meaning: textual}

func (t *Dataset) converter(f *openFile, c *field) (convert, shape, error) {
	if c.how == Computed {
		return nil, asInts, nil
	}
	s := &textSource
	if c.source >= 0 {
		s = &f.sources[c.source]
	}
	if s.nested {
		return nil, 0, fmt.Errorf("column %s for %s is nested, which cannot be read: give a flat column", printable(c.from), c.name)
	}
	convert, shape, err := converter(s, &c.column, t.spec.reading(c.name, t.text[c.name]))
	if err != nil {
		return nil, 0, fmt.Errorf("column %s for %s %w%s", printable(c.from), c.name, err, t.wayOut(c))
	}
	if c.factor != (factor{}) {
		convert = c.factor.times(convert)
	}
	stated := t.spec.Table == "surveys" && c.name != "recommend" && slices.ContainsFunc(f.fields, func(o field) bool { return o.name == "scale_min" })
	if scale, ok := t.spec.Scales[c.name]; ok && c.kind == number && !stated {
		convert = t.onScale(c.name, scale, convert)
	}
	return convert, shape, nil
}

func (t *Dataset) nonempty() error {
	var rows int64
	for _, f := range t.files {
		rows += f.rows
	}
	if rows > 0 {
		return nil
	}
	what := t.files[0].path
	if len(t.files) > 1 {
		what = fmt.Sprintf("%s and %d more files", what, len(t.files)-1)
	}
	return emptyError{fmt.Errorf("%s: no rows, so there is nothing to report on: check how the file was written", what)}
}

// Report says what was opened; its counts are none.
func (t *Dataset) Report() *Report {
	r := &Report{Table: t.spec.Table, Files: t.Files(), Copies: t.copies, Sources: map[string][]string{}, Currency: t.spec.Currency, Counts: noCounts()}
	seen := map[string]bool{}
	for _, f := range t.files {
		for _, name := range f.unmapped {
			if name = printable(name); !seen[name] {
				seen[name] = true
				r.Unmapped = append(r.Unmapped, name)
			}
		}
	}
	for _, c := range tables[t.spec.Table] {
		var b Binding
		var sources []string
		for _, f := range t.files {
			name := ""
			for _, at := range f.fields {
				if at.name == c.name && at.kind == c.kind && !at.hidden {
					b.Canonical = c.name
					b.Source, b.How = addTo(b.Source, printable(at.from)), addTo(b.How, at.how)
					b.Type = addTo(b.Type, t.typeOf(&f, &at))
					name = at.from
				}
			}
			if !slices.Contains(sources, name) {
				sources = append(sources, name)
			}
		}
		if b.Canonical != "" {
			r.Columns, r.Sources[b.Canonical] = append(r.Columns, b), sources
		}
	}
	return r
}

func (t *Dataset) typeOf(f *openFile, c *field) string {
	switch {
	case c.how == Computed:
		return f.sources[f.fields[c.sides[0]].source].String() + " * " + f.sources[f.fields[c.sides[1]].source].String()
	case c.source < 0:
		return "text"
	}
	return f.sources[c.source].String()
}

// addTo lists distinct names.
func addTo(list, name string) string {
	switch {
	case list == "":
		return name
	case slices.Contains(strings.Split(list, ", "), name):
		return list
	}
	return list + ", " + name
}
