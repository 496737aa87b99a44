package data

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Scale is the ends of a scale of scores. One whose Min is above its Max is reversed: its low scores are the good ones.
type Scale struct{ Min, Max float64 }

// recommendation is the scale that recommendations are on; those on another are brought to it, end to end.
var recommendation = Scale{0, 10}

// ParseScale reads a scale as users write it: 1-5, 5-1, -100-100.
func ParseScale(s string) (Scale, error) {
	at := strings.LastIndexByte(s, '-')
	if at > 1 && s[at-1] == '-' { // the second end is below zero
		at--
	}
	if at > 0 {
		low, err1 := strconv.ParseFloat(s[:at], 64)
		high, err2 := strconv.ParseFloat(s[at+1:], 64)
		if err1 == nil && err2 == nil && low != high && max(low, high) <= 1000 && min(low, high) >= -1000 {
			return Scale{low, high}, nil
		}
	}
	return Scale{}, fmt.Errorf("%q is not a scale: write its ends, the worst first, such as 1-5, 0-10, or 5-1 where 1 is the best", s)
}

func (s Scale) String() string {
	return strconv.FormatFloat(s.Min, 'f', -1, 64) + "-" + strconv.FormatFloat(s.Max, 'f', -1, 64)
}

// limit makes a conversion that marks scores beyond the ends as bad, and turns those of a reversed scale round.
func (s Scale) limit(inner convert, missing []float64) convert {
	low, high := min(s.Min, s.Max), max(s.Min, s.Max)
	return overFloats(inner, func(to *vector, i int, x float64) float64 {
		switch {
		case slices.Contains(missing, x):
		case x < low || x > high:
			to.mark(i, bad)
		case s.Min > s.Max:
			return low + high - x
		}
		return x
	})
}

// onto makes a conversion that brings scores of the scale to another, end to end.
func (s Scale) onto(other Scale, inner convert) convert {
	return overFloats(inner, func(_ *vector, _ int, x float64) float64 {
		return other.Min + (x-s.Min)*(other.Max-other.Min)/(s.Max-s.Min)
	})
}

// overFloats makes a conversion that changes the numbers that are fine.
func overFloats(inner convert, change func(to *vector, i int, x float64) float64) convert {
	return func(to *vector, from *values) {
		inner(to, from)
		floats := append([]float64(nil), to.floats...) // they may be the page's own
		for i, x := range floats {
			if to.state == nil || to.state[i] == fine {
				floats[i] = change(to, i, x)
			}
		}
		to.floats = floats
	}
}
