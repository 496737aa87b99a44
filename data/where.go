package data

import (
	"slices"
	"strconv"
	"time"
)

// matcher tells for a row of the current page whether the lane's filter keeps it.
func (l *lane) matcher() func(row int) bool {
	if l.coded {
		if l.kept == nil {
			l.kept = make([]bool, l.entries.n)
			for i := range l.kept {
				l.kept[i] = slices.Contains(l.where, string(l.entries.text(i)))
			}
		}
		return l.unlessAbsent(func(row int) bool { return l.kept[l.codes[row]] })
	}
	switch {
	case l.shape == asTexts:
		return l.unlessAbsent(func(row int) bool { return slices.Contains(l.where, string(l.rows.text(row))) })
	case l.shape == asFloats:
		wanted := parsed(l.where, func(s string) (float64, error) { return strconv.ParseFloat(s, 64) })
		return l.unlessAbsent(func(row int) bool { return slices.Contains(wanted, l.rows.floats[row]) })
	case l.kind == aDate:
		return l.unlessAbsent(func(row int) bool { return slices.Contains(l.where, dayText(l.rows.ints[row])) })
	case l.kind == money:
		wanted := parsed(l.where, func(s string) (int64, error) {
			x, err := strconv.ParseFloat(s, 64)
			return roundMillionths(x), err
		})
		return l.unlessAbsent(func(row int) bool { return slices.Contains(wanted, l.rows.ints[row]) })
	case l.kind == flag:
		return l.unlessAbsent(func(row int) bool { return slices.Contains(l.where, strconv.FormatBool(l.rows.ints[row] == 1)) })
	}
	wanted := parsed(l.where, func(s string) (int64, error) { return strconv.ParseInt(s, 10, 64) })
	return l.unlessAbsent(func(row int) bool { return slices.Contains(wanted, l.rows.ints[row]) })
}

// unlessAbsent keeps rows without a value only where the empty text is asked for.
func (l *lane) unlessAbsent(keep func(row int) bool) func(row int) bool {
	if l.rows.state == nil {
		return keep
	}
	empty := slices.Contains(l.where, "")
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
