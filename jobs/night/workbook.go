package night

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/xuri/excelize/v2"

	"regulars/analytics"
)

// sheetRows is how many rows a sheet holds beside its header: as many as a spreadsheet still opens at once. Longer tables are
// cut; the sheet "about" says where the whole is.
const sheetRows = 100_000

// writeWorkbook writes tables as the sheets of one workbook, the first of them in front, and behind them the sheet "about". Folder is where the
// whole tables are, beside the workbook; elsewhere are the tables that are there only.
func writeWorkbook(path, folder string, tables []analytics.Table, elsewhere ...analytics.Schema) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	head, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		return err
	}
	if err := f.SetSheetName("Sheet1", sheetName(tables[0])); err != nil {
		return err
	}
	for _, t := range tables {
		rows := int(min(t.Record.NumRows(), sheetRows))
		if err := writeSheet(f, sheetName(t), head, rows, func(row int) []any { return cells(t.Record, row-1, day) }); err != nil {
			return err
		}
	}
	about := aboutSheet(folder, tables, elsewhere)
	if err := writeSheet(f, "about", head, len(about)-1, func(row int) []any { return about[row] }); err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := f.Write(&packed); err != nil {
		return err
	}
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(sortArchive(file, packed.Bytes()), file.Close())
}

// aboutSheet says what the tables are, and where they are whole.
func aboutSheet(folder string, tables []analytics.Table, elsewhere []analytics.Schema) [][]any {
	about := [][]any{{"sheet", "rows", "whole table", "meaning", "a row is", "含义", "每行为"}}
	add := func(sheet string, rows any, s analytics.Schema) {
		about = append(about, []any{sheet, rows, folder + s.Name + ".csv", s.Meaning, s.Row, s.MeaningZH, s.RowZH})
	}
	for _, s := range elsewhere {
		add("("+s.Name+")", "", s)
	}
	for _, t := range tables {
		add(sheetName(t), t.Record.NumRows(), t.Schema)
	}
	return about
}

// sheetName is the name of a table as a sheet may have it: 31 characters at most, where one beyond the basic plane counts twice, and not that of
// the sheet which all workbooks have.
func sheetName(t analytics.Table) string {
	name, units := "", 0
	for _, r := range t.Name {
		if units += len(utf16.Encode([]rune{r})); units > 31 {
			break
		}
		name += string(r)
	}
	if strings.EqualFold(name, "about") {
		return name + "-"
	}
	return name
}

// sortArchive copies a zip archive with its files in the order of their names, because excelize packs them in a random one.
func sortArchive(to io.Writer, packed []byte) error {
	from, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return err
	}
	slices.SortFunc(from.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	w := zip.NewWriter(to)
	for _, f := range from.File {
		if err := w.Copy(f); err != nil {
			return err
		}
	}
	return w.Close()
}

// writeSheet writes a header, which stays in view, and rows; row 0 is the header. The sheet is made where it is not there.
func writeSheet(f *excelize.File, name string, head, rows int, of func(row int) []any) error {
	if _, err := f.NewSheet(name); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return fmt.Errorf("sheet %s: %w", name, err)
	}
	for row := range rows + 1 {
		var options []excelize.RowOpts
		if row == 0 {
			options = append(options, excelize.RowOpts{StyleID: head})
		}
		if err := w.SetRow(fmt.Sprintf("A%d", row+1), of(row), options...); err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	return w.Flush()
}

// cells are a row of a table as a spreadsheet takes them; row −1 are the names of the columns.
func cells(r arrow.Record, row, day int) []any {
	all := make([]any, r.NumCols())
	for i := range all {
		column := r.Column(i)
		switch {
		case row < 0:
			all[i] = r.ColumnName(i)
		case column.IsNull(row):
		default:
			all[i] = cell(column, row, day)
		}
	}
	return all
}

func cell(column arrow.Array, row, day int) any {
	switch a := column.(type) {
	case *array.Int64:
		return a.Value(row)
	case *array.Float64:
		return a.Value(row)
	case *array.Boolean:
		return a.Value(row)
	case *array.Date32:
		return excelize.Cell{StyleID: day, Value: a.Value(row).ToTime()}
	case *array.String:
		return strings.ToValidUTF8(a.Value(row), "\uFFFD")
	default:
		return column.ValueStr(row)
	}
}
