package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/file"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"
)

// table holds the values of a table as text.
type table struct {
	names   []string
	types   map[string]string
	columns map[string][]string
	rows    int
}

// compareTables compares all tables of two reports.
func compareTables(was, now string) (found []difference, err error) {
	names := map[string]bool{}
	for _, report := range []string{was, now} {
		files, err := filepath.Glob(filepath.Join(report, "tables", "*.parquet"))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			names[strings.TrimSuffix(filepath.Base(f), ".parquet")] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		var both [2]*table
		for i, report := range []string{was, now} {
			if both[i], err = readTable(filepath.Join(report, "tables", name+".parquet")); err != nil {
				return nil, err
			}
		}
		found = append(found, differ("tables/"+name, both[0], both[1])...)
	}
	return found, nil
}

// readTable is nil where there is no file.
func readTable(path string) (*table, error) {
	if matches, _ := filepath.Glob(path); len(matches) == 0 {
		return nil, nil
	}
	f, err := file.OpenParquetFile(path, false)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	r, err := pqarrow.NewFileReader(f, pqarrow.ArrowReadProperties{BatchSize: 1 << 20}, memory.DefaultAllocator)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	read, err := r.ReadTable(context.Background())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if read.NumRows() != f.NumRows() {
		return nil, fmt.Errorf("%s: %d rows of %d were read", path, read.NumRows(), f.NumRows())
	}
	return tableOf(read), nil
}

func tableOf(read arrow.Table) *table {
	t := &table{types: map[string]string{}, columns: map[string][]string{}, rows: int(read.NumRows())}
	for i, field := range read.Schema().Fields() {
		values := make([]string, 0, t.rows)
		for _, chunk := range read.Column(i).Data().Chunks() {
			for j := range chunk.Len() {
				values = append(values, chunk.ValueStr(j))
			}
		}
		t.names = append(t.names, field.Name)
		t.types[field.Name], t.columns[field.Name] = field.Type.String(), values
	}
	return t
}

// differ compares two tables cell by cell: rows that have the same key, columns that have the same name.
func differ(place string, was, now *table) (found []difference) {
	switch {
	case was == nil:
		return []difference{{place: place, now: fmt.Sprintf("a new table of %d rows", now.rows)}}
	case now == nil:
		return []difference{{place: place, was: fmt.Sprintf("a table of %d rows", was.rows)}}
	}
	for _, name := range now.names {
		if was.columns[name] == nil && was.types[name] == "" {
			found = append(found, difference{place: place + "/" + name, now: "a new column"})
		}
	}
	keys := keyOf(was, now)
	if len(keys) == 0 && was.rows != now.rows {
		return append(found, difference{place: place, was: fmt.Sprint(was.rows, " rows"), now: fmt.Sprint(now.rows, " rows")})
	}
	left, right := was.index(keys), now.index(keys)
	for _, key := range right.order {
		if _, ok := left.at[key]; !ok {
			found = append(found, difference{place: place, row: key, now: "a new row"})
		}
	}
	inOrder := slices.Equal(left.order, right.order)
	if !inOrder && len(left.order) == len(right.order) {
		found = append(found, difference{place: place, was: "in one order", now: "in another"})
	}
	for _, key := range left.order {
		j, ok := right.at[key]
		if !ok {
			found = append(found, difference{place: place, row: key, was: "a row"})
			continue
		}
		found = append(found, differingCells(place, key, was, now, left.at[key], j)...)
	}
	for _, name := range was.names {
		if now.types[name] == "" {
			found = append(found, difference{place: place + "/" + name, was: "a column"})
		} else if now.types[name] != was.types[name] {
			found = append(found, difference{place: place + "/" + name, was: was.types[name], now: now.types[name]})
		}
	}
	return found
}

func differingCells(place, row string, was, now *table, i, j int) (found []difference) {
	for _, name := range was.names {
		if a, b := was.columns[name], now.columns[name]; now.types[name] != "" && a[i] != b[j] {
			found = append(found, difference{place + "/" + name, row, a[i], b[j]})
		}
	}
	return found
}

// keyOf are the first columns by which the rows of both tables are told apart, none where that takes more than the leading ones that are no
// numbers with a fraction.
func keyOf(was, now *table) (keys []string) {
	for _, name := range was.names {
		if strings.HasPrefix(was.types[name], "float") || now.types[name] == "" {
			break
		}
		keys = append(keys, name)
		if len(was.index(keys).at) == was.rows && len(now.index(keys).at) == now.rows {
			return keys
		}
	}
	return nil
}

// index is where the row of each key stands; without keys a row is known by its number.
type index struct {
	at    map[string]int
	order []string
}

func (t *table) index(keys []string) index {
	x := index{at: map[string]int{}}
	for i := range t.rows {
		key := fmt.Sprint("row ", i)
		if len(keys) > 0 {
			parts := make([]string, len(keys))
			for k, name := range keys {
				parts[k] = t.columns[name][i]
			}
			key = strings.Join(parts, " · ")
		}
		x.at[key] = i
		x.order = append(x.order, key)
	}
	return x
}
