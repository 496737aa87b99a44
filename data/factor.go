package data

import (
	"math/bits"
	"strings"
)

// factor is a constant that values are multiplied by, as a fraction; its zero value leaves them as they are.
type factor struct {
	num, den uint64
	negative bool
}

// cutFactor takes the constant off the end or the beginning of a formula, as in price / 100, quantity*price*1.19 or -1 * amount.
func cutFactor(formula string) (rest string, by factor) {
	at := strings.LastIndexAny(formula, "*/")
	if at < 0 {
		return formula, factor{}
	}
	if by, ok := parseFactor(formula[at+1:], formula[at] == '/'); ok {
		return strings.TrimSpace(formula[:at]), by
	}
	if at = strings.IndexByte(formula, '*'); at >= 0 {
		if by, ok := parseFactor(formula[:at], false); ok {
			return strings.TrimSpace(formula[at+1:]), by
		}
	}
	return formula, factor{}
}

// parseFactor reads a number of at most fifteen digits other than zero.
func parseFactor(s string, inverse bool) (factor, bool) {
	s = strings.TrimSpace(s)
	if !isNumber([]byte(s)) || len(s) > 16 {
		return factor{}, false
	}
	d, scale, ok := decimalOf(s)
	if !ok || scale > 15 || d.wide != nil || d.lo == 0 {
		return factor{}, false
	}
	f := factor{d.lo, powers[scale], d.negative}
	if inverse {
		f.num, f.den = f.den, f.num
	}
	return f, true
}

// of is a whole number times the factor, rounded half to even; not ok where that is more than an amount may be.
func (f factor) of(x int64) (int64, bool) {
	d := int128Of(x)
	hi, lo := bits.Mul64(d.lo, f.num)
	if hi >= f.den {
		return 0, false
	}
	q, rest := bits.Div64(hi, lo, f.den)
	if rest > f.den-rest || rest == f.den-rest && q&1 == 1 {
		q++
	}
	d.negative = d.negative != f.negative
	return d.signed(q), q <= maxMoney
}

// times makes a conversion that multiplies its values by the factor.
func (f factor) times(inner convert) convert {
	return func(to *vector, from *values) {
		inner(to, from)
		if to.ints != nil {
			f.scaleInts(to)
			return
		}
		floats := append([]float64(nil), to.floats...) // they may be the page's own
		num, den := float64(f.num), float64(f.den)
		if f.negative {
			den = -den
		}
		for i, x := range floats {
			floats[i] = x * num / den
		}
		to.floats = floats
	}
}

func (f factor) scaleInts(v *vector) {
	for i, x := range v.ints {
		var ok bool
		if v.ints[i], ok = f.of(x); !ok && (v.state == nil || v.state[i] == fine) {
			v.mark(i, bad)
		}
	}
}
