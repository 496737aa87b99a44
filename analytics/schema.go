package analytics

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"
)

// Schema says what a table is. [SchemaOf] makes it, once, beside the type of the table's rows; Parquet files, the workbook, the table dictionary
// and the command tables all say what stands here.
type Schema struct {
	Name               string
	Row, RowZH         string // what a row is: "customer", "cohort × period"
	Meaning, MeaningZH string // what the table tells, in a sentence
	Columns            []Column

	row   reflect.Type
	arrow *arrow.Schema // see Arrow
}

// Column is a column of a table and what it means.
type Column struct {
	Name               string
	Type               arrow.DataType
	Unit               string // of numbers: one of Units
	Meaning, MeaningZH string

	offset uintptr // of the field within a row
	typ    reflect.Type
	null   string // "zero" or "negative": which values mean null
}

// Units are what numbers in tables are counted in.
var Units = []string{
	"accounts", "answers", "cohorts", "complaints", "customers", "lines", "links", "orders", "stores",
	"occasions", // days with a purchase, of each customer
	"keys",      // phones or e-mail addresses
	"days", "weeks", "months",
	"periods", // as --cohort or --period has them
	"per year",
	"currency",    // units of the reporting currency
	"share",       // a fraction of 1
	"probability", // from 0 to 1
	"percentage points",
	"points",    // of the scale of scores of a survey
	"score",     // of RFM
	"parameter", // of a model, in its own unit
	"ratio",     // of two figures of one unit
	"number",    // without a unit
	"varies",    // the meaning, or another column, says which
}

// SchemaOf describes the tables whose rows are of type T; see [TableOf]. A description that is not complete is a mistake in the program: it panics
// and says what to write where, so that no test passes and no program starts without it.
func SchemaOf[T any](about Schema) Schema {
	about.row = reflect.TypeFor[T]()
	columns, problems := columnsOf(about.row, 0)
	about.Columns = columns
	if about.Name == "" || !english(about.Row) || !chinese(about.RowZH) || !english(about.Meaning) || !chinese(about.MeaningZH) {
		problems = append(problems, "the table needs Name, Row, RowZH, Meaning and MeaningZH")
	}
	seen := map[string]bool{}
	for _, c := range columns {
		problems = append(problems, c.problems()...)
		if seen[c.Name] {
			problems = append(problems, fmt.Sprintf("column %s is there twice", c.Name))
		}
		seen[c.Name] = true
	}
	if len(problems) > 0 {
		panic(fmt.Sprintf("table %s of %s is not described, see analytics.TableOf:\n\t%s", about.Name, about.row, strings.Join(problems, "\n\t")))
	}
	return about.described()
}

func (c Column) problems() (list []string) {
	if !english(c.Meaning) {
		list = append(list, fmt.Sprintf(`column %s: say in its tag what it means in English, en:"…"`, c.Name))
	}
	if !chinese(c.MeaningZH) {
		list = append(list, fmt.Sprintf(`column %s: say in its tag what it means in Chinese, zh:"…"`, c.Name))
	}
	known := slices.Contains(Units, c.Unit)
	switch number := c.Type == arrow.PrimitiveTypes.Int64 || c.Type == arrow.PrimitiveTypes.Float64; {
	case number && !known:
		list = append(list, fmt.Sprintf(`column %s: give its unit, unit:"…", one of %s (or add one to analytics.Units)`, c.Name,
			strings.Join(Units, ", ")))
	case !number && c.Unit != "":
		list = append(list, fmt.Sprintf("column %s is no number and has no unit", c.Name))
	}
	return list
}

func han(r rune) bool { return unicode.Is(unicode.Han, r) }

func english(s string) bool { return strings.TrimSpace(s) != "" && !strings.ContainsFunc(s, han) }

func chinese(s string) bool { return strings.ContainsFunc(s, han) }

// columnsOf are the columns that the fields of a struct say, those of embedded structs among them.
func columnsOf(t reflect.Type, at uintptr) (cs []Column, problems []string) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, ok := f.Tag.Lookup("col")
		switch {
		case ok:
			name, null, _ := strings.Cut(tag, ",null")
			cs = append(cs, Column{name, arrowType(name, f.Type), f.Tag.Get("unit"), f.Tag.Get("en"), f.Tag.Get("zh"), at + f.Offset, f.Type, null})
		case f.Tag.Get("unit")+f.Tag.Get("en")+f.Tag.Get("zh") != "":
			problems = append(problems, fmt.Sprintf("field %s has a description and no column: give it col or take its tag away", f.Name))
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			more, wrong := columnsOf(f.Type, at+f.Offset)
			cs, problems = append(cs, more...), append(problems, wrong...)
		}
	}
	return cs, problems
}

// Without is the schema without the columns named: those whose input is absent.
func (s Schema) Without(omit ...string) Schema {
	if len(omit) == 0 {
		return s
	}
	s.Columns = slices.DeleteFunc(slices.Clone(s.Columns), func(c Column) bool { return slices.Contains(omit, c.Name) })
	return s.described()
}

// Named is the schema with other names for some columns: those that bear what they were asked for.
func (s Schema) Named(names map[string]string) Schema {
	s.Columns = slices.Clone(s.Columns)
	for i := range s.Columns {
		if name, ok := names[s.Columns[i].Name]; ok {
			s.Columns[i].Name = name
		}
	}
	return s.described()
}

// Beside is the schema with the columns of another behind its first.
func (s Schema) Beside(more Schema) Schema {
	s.Columns = slices.Insert(slices.Clone(s.Columns), 1, more.Columns...)
	return s.described()
}

// Arrow is the schema with all that it says as metadata: of the table under the keys table, row, row_zh, meaning and meaning_zh, of a column
// under unit, meaning and meaning_zh.
func (s Schema) Arrow() *arrow.Schema { return s.arrow }

func (s Schema) described() Schema {
	fields := make([]arrow.Field, len(s.Columns))
	for i, c := range s.Columns {
		fields[i] = arrow.Field{Name: c.Name, Type: c.Type, Nullable: true, Metadata: metadata("unit", c.Unit, "meaning", c.Meaning, "meaning_zh", c.MeaningZH)}
	}
	about := metadata("table", s.Name, "row", s.Row, "row_zh", s.RowZH, "meaning", s.Meaning, "meaning_zh", s.MeaningZH)
	s.arrow = arrow.NewSchema(fields, &about)
	return s
}

// metadata are pairs of keys and values; empty values are left out.
func metadata(pairs ...string) arrow.Metadata {
	var keys, values []string
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			keys, values = append(keys, pairs[i]), append(values, pairs[i+1])
		}
	}
	return arrow.NewMetadata(keys, values)
}

// TypeName is the type of a column in a word: text, date, boolean, integer or double.
func (c Column) TypeName() string {
	switch c.Type.ID() {
	case arrow.STRING:
		return "text"
	case arrow.DATE32:
		return "date"
	case arrow.BOOL:
		return "boolean"
	case arrow.INT64:
		return "integer"
	default:
		return "double"
	}
}

// wordRow is a row of the table dictionary.
type wordRow struct {
	Table     string `col:"table" en:"name of the table" zh:"表名"`
	Column    string `col:"column" en:"name of the column" zh:"列名"`
	Type      string `col:"type" en:"text, date, boolean, integer or double" zh:"类型：text 文本、date 日期、boolean 是非、integer 整数、double 小数"`
	Unit      string `col:"unit,nullzero" en:"what a number is counted in; a share is a fraction of 1" zh:"数值的单位；share 为占比（1 即 100%）"`
	Meaning   string `col:"meaning" en:"what the column means, in English" zh:"列的含义（英文）"`
	MeaningZH string `col:"meaning_zh" en:"what the column means, in Chinese" zh:"列的含义（中文）"`
}

// DictionarySchema is what the table dictionary says of itself.
var DictionarySchema = SchemaOf[wordRow](Schema{
	Name: "dictionary",
	Row:  "column of a table, itself included", RowZH: "各表（含本表）的一列",
	Meaning: "what every column of every table means", MeaningZH: "全部数据表各列的含义",
})

// Dictionary is the table dictionary: the columns of the tables given, and its own.
func Dictionary(schemas []Schema) Table {
	var rows []wordRow
	for _, s := range append(slices.Clone(schemas), DictionarySchema) {
		for _, c := range s.Columns {
			rows = append(rows, wordRow{s.Name, c.Name, c.TypeName(), c.Unit, c.Meaning, c.MeaningZH})
		}
	}
	return TableOf(DictionarySchema, rows)
}
