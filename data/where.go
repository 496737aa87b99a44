package data

import (
	"slices"
	"strconv"
	"time"
)

// matcher tells for a row of the current page whether it has one of the values. found keeps what is known of the chunk's dictionary.
func (l *lane) matcher(where []string, found *[]bool) func(row int) bool {
	if l.coded {
		if *found == nil {
			*found = make([]bool, l.entries.n)
			for i := range *found {
				(*found)[i] = slices.Contains(where, string(l.entries.text(i)))
			}
		}
		kept := *found
		return l.unlessAbsent(where, func(row int) bool { return kept[l.codes[row]] })
	}
	switch {
	case l.shape == asTexts:
		return l.unlessAbsent(where, func(row int) bool { return slices.Contains(where, string(l.rows.text(row))) })
	case l.shape == asFloats:
		wanted := parsed(where, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })
		return l.unlessAbsent(where, func(row int) bool { return slices.Contains(wanted, l.rows.floats[row]) })
	case l.kind == aDate:
		return l.unlessAbsent(where, func(row int) bool { return slices.Contains(where, dayText(l.rows.ints[row])) })
	case l.kind == money:
		wanted := parsed(where, func(s string) (int64, error) {
			x, err := strconv.ParseFloat(s, 64)
			return roundMillionths(x), err
		})
		return l.unlessAbsent(where, func(row int) bool { return slices.Contains(wanted, l.rows.ints[row]) })
	case l.kind == flag:
		return l.unlessAbsent(where, func(row int) bool { return slices.Contains(where, strconv.FormatBool(l.rows.ints[row] == 1)) })
	}
	wanted := parsed(where, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
	return l.unlessAbsent(where, func(row int) bool { return slices.Contains(wanted, l.rows.ints[row]) })
}

// unlessAbsent keeps rows without a value only where the empty text is asked for.
func (l *lane) unlessAbsent(where []string, keep func(row int) bool) func(row int) bool {
	if l.rows.state == nil {
		return keep
	}
	empty := slices.Contains(where, "")
	return func(row int) bool {
		if l.rows.state[row] != fine {
			return empty && l.rows.state[row] == absent
		}
		return keep(row)
	}
}

// parsed drops what is no number: no row can equal it.
func parsed[T any](values []string, parse func(string) (T, error)) (wanted []T) {
	for _, s := range values {
		if x, err := parse(s); err == nil {
			wanted = append(wanted, x)
		}
	}
	return wanted
}

func dayText(wall int64) string { return time.UnixMicro(wall).UTC().Format(time.DateOnly) }
