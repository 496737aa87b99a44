package night

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"regulars/data"
)

// Advice says what stands in the first row that was refused for a reason, and what to type so that such rows are read or left out.
func Advice(r *data.Report, reason string) string {
	at := slices.IndexFunc(r.Rows, func(row data.Refused) bool { return row.Reason == reason })
	if at < 0 {
		return "" // rows after the as-of date
	}
	row := r.Rows[at]
	seen := fmt.Sprintf("column %s has %q", row.Column, row.Value)
	if row.Value == "" {
		seen = fmt.Sprintf("column %s has no value", row.Column)
	}
	return seen + ": " + wayOut(r, reason, row)
}

func wayOut(r *data.Report, reason string, row data.Refused) string {
	kind, subject, _ := strings.Cut(reason, "_")
	column := prefixed(r.Table, canonical(r, row.Column, subject))
	switch {
	case reason == "bad_date":
		return "dates are read as 2024-01-31, 2024/1/31, 20240131, 2024年1月31日 or seconds, milliseconds or microseconds since 1970, from 1900 to 2200, with a time such as 10:20:30 and " +
			"Z, UTC or +02:00 behind it; where the day or the month comes first, say so with --date-format DD/MM/YYYY or MM/DD/YYYY"
	case reason == "far_date":
		return "it lies more than a year apart from all others; keep such rows with --since or --until, or leave them out with the same flags"
	case kind == "inexact":
		return "a float of that size stands for more than one id; export the ids as whole numbers or text"
	case kind == "unknown":
		return fmt.Sprintf("it is none of the words known; not known are %s; write one of %s, leave such rows out with --except %s=%s, or the column with --map \"%s.%s=''\"",
			unknownWords(r, row.Column, subject), meanings(r.Table, subject), column, quoted(row.Value), r.Table, subject)
	case reason == "other_currency":
		return fmt.Sprintf("the report is in %s (lines: %s); leave other lines out with --where %s=%s, or convert them with --rates FILE, a table of date, currency and rate",
			r.Currency, words(r.Words["currency"]), column, r.Currency)
	case reason == "no_rate":
		return "--rates has none for that currency on or before the day; add one, or leave such lines out with --except " + column + "=" + quoted(row.Value)
	case kind == "bad" && data.IsScore(r.Table, subject):
		return fmt.Sprintf("it is not on the scale; say which scale it is with --survey-scale %s.%s=MIN-MAX, or which value stands for no answer with --survey-missing %s", r.Table, subject, row.Value)
	case kind == "bad" && strings.Contains(row.Value, ","):
		return "the comma may stand before a fraction or between thousands: say --decimal-comma if it stands before a fraction"
	case kind == "bad":
		return fmt.Sprintf("it is %s that can be used; name another column with --map %s.%s=COLUMN, or leave such rows out with --except %s=%s", "nothing", r.Table, canonical(r, row.Column, subject), column, quoted(row.Value))
	}
	return fmt.Sprintf("name another column with --map %s.%s=COLUMN", r.Table, canonical(r, row.Column, subject))
}

// canonical is the name of the column that comes from a source column.
func canonical(r *data.Report, source, subject string) string {
	for _, c := range r.Columns {
		if slices.Contains(strings.Split(c.Source, ", "), source) {
			return c.Canonical
		}
	}
	return subject
}

// prefixed is a column as --where and its kin name it.
func prefixed(table, column string) string {
	if table == "transactions" {
		return column
	}
	return table + "." + column
}

// quoted is a value as a shell takes it.
func quoted(value string) string {
	if strings.ContainsAny(value, " '\"$&|;<>()*?[]#~!\\`\t\n") || value == "" {
		return "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
	}
	return value
}

// unknownWords are the words of a column that were not taken as anything.
func unknownWords(r *data.Report, source, subject string) string {
	unknown := map[string]data.Word{}
	for value, w := range r.Words[canonical(r, source, subject)] {
		if w.Taken == "" {
			unknown[value] = w
		}
	}
	return words(unknown)
}

// words lists values by how frequent they are.
func words(found map[string]data.Word) string {
	const most = 10
	values := make([]string, 0, len(found))
	for v := range found {
		values = append(values, v)
	}
	slices.SortFunc(values, func(a, b string) int { return cmp.Or(cmp.Compare(found[b].Rows, found[a].Rows), strings.Compare(a, b)) })
	var list []string
	for i, v := range values {
		if i == most {
			list = append(list, fmt.Sprintf("%d others", len(values)-most))
			break
		}
		list = append(list, fmt.Sprintf("%s %d", printable(v), found[v].Rows))
	}
	return strings.Join(list, ", ")
}

// meanings are what the words of a closed column may mean.
func meanings(table, column string) string { return strings.Join(data.Meanings(table, column), ", ") }

// printable is a value from a file as it can stand in a line of text.
func printable(v string) string {
	if q := fmt.Sprintf("%q", v); q != `"`+v+`"` {
		return q
	}
	return v
}
