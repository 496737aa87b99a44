package data

import (
	"encoding/binary"
	"math"
	"math/big"
	"math/bits"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go/format"
)

const (
	millionths = 1_000_000
	maxUnits   = 9e12                      // larger amounts are refused: exact sums of millionths would not hold them
	maxMoney   = 9_000_000_000_000_000_000 // the same in millionths
)

var powers = func() (p [20]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = 10 * p[i-1]
	}
	return p
}()

// int128 is a decimal's unscaled value; wide holds it where 128 bits do not.
type int128 struct {
	negative bool
	hi, lo   uint64 // of its absolute value
	wide     *big.Int
}

func int128Of(x int64) int128 {
	if x < 0 {
		return int128{negative: true, lo: -uint64(x)}
	}
	return int128{lo: uint64(x)}
}

// int128From reads big-endian bytes in two's complement.
func int128From(b []byte) int128 {
	for len(b) > 16 && (b[0] == 0 && b[1] < 0x80 || b[0] == 0xff && b[1] >= 0x80) {
		b = b[1:]
	}
	if len(b) > 16 {
		x := new(big.Int).SetBytes(b)
		if b[0] >= 0x80 {
			x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		return int128{negative: x.Sign() < 0, wide: x.Abs(x)}
	}
	var full [16]byte
	if len(b) > 0 && b[0] >= 0x80 {
		for i := range full {
			full[i] = 0xff
		}
	}
	copy(full[16-len(b):], b)
	hi, lo := binary.BigEndian.Uint64(full[:]), binary.BigEndian.Uint64(full[8:])
	if full[0] < 0x80 {
		return int128{hi: hi, lo: lo}
	}
	lo, borrow := bits.Sub64(0, lo, 0)
	hi, _ = bits.Sub64(0, hi, borrow)
	return int128{negative: true, hi: hi, lo: lo}
}

func (d int128) signed(x uint64) int64 {
	if d.negative {
		return -int64(x)
	}
	return int64(x)
}

func (d int128) big() *big.Int {
	if d.wide != nil {
		return d.wide
	}
	x := new(big.Int).SetUint64(d.hi)
	return x.Lsh(x, 64).Or(x, new(big.Int).SetUint64(d.lo))
}

// rescaled is the absolute value at another scale, rounded half to even; ok where it is at most maxMoney.
func (d int128) rescaled(from, to int) (x uint64, ok bool) {
	switch {
	case d.hi == 0 && d.lo == 0 && d.wide == nil:
		return 0, true
	case from <= to:
		if to-from >= len(powers) || d.hi != 0 || d.wide != nil {
			return 0, false
		}
		hi, lo := bits.Mul64(d.lo, powers[to-from])
		return lo, hi == 0 && lo <= maxMoney
	case from-to >= len(powers) || d.wide != nil:
		return d.rescaledWide(from - to)
	}
	by := powers[from-to]
	if d.hi >= by {
		return 0, false
	}
	x, rest := bits.Div64(d.hi, d.lo, by)
	if rest > by-rest || rest == by-rest && x&1 == 1 {
		x++
	}
	return x, x <= maxMoney
}

func (d int128) rescaledWide(down int) (uint64, bool) {
	by := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(down)), nil)
	x, rest := new(big.Int).QuoRem(d.big(), by, new(big.Int))
	if c := rest.Lsh(rest, 1).Cmp(by); c > 0 || c == 0 && x.Bit(0) == 1 {
		x.Add(x, big.NewInt(1))
	}
	return x.Uint64(), x.IsUint64() && x.Uint64() <= maxMoney
}

// whole is the value where it has no fraction.
func (d int128) whole(scale int) (int64, bool) {
	x, ok := d.rescaled(scale, 0)
	if !ok {
		return 0, false
	}
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
	exact := scale == 0 || new(big.Int).Mul(unit, new(big.Int).SetUint64(x)).Cmp(d.big()) == 0
	return d.signed(x), exact
}

func (d int128) float(scale int) float64 {
	var x float64
	if d.wide == nil && d.hi == 0 && d.lo < 1<<53 && scale <= 22 {
		x = float64(d.lo) / math.Pow10(scale)
	} else {
		unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)
		x, _ = new(big.Rat).SetFrac(d.big(), unit).Float64()
	}
	if d.negative {
		return -x
	}
	return x
}

// decimals walks unscaled values in any of their three encodings.
func (s *source) decimals(from *values, each func(i int, d int128)) {
	switch s.physical {
	case format.Int32:
		for i, x := range int32s(from.fixed) {
			each(i, int128Of(int64(x)))
		}
	case format.Int64:
		for i, x := range int64s(from.fixed) {
			each(i, int128Of(x))
		}
	case format.FixedLenByteArray:
		for i := range from.n {
			each(i, int128From(from.fixed[i*s.width:(i+1)*s.width]))
		}
	default:
		for i := range from.n {
			each(i, int128From(from.texts[from.offsets[i]:from.offsets[i+1]]))
		}
	}
}

// moneyConverter reads amounts as millionths: exactly from whole numbers and decimals, to the nearest from floats.
func moneyConverter(s *source, comma bool) convert {
	switch {
	case s.meaning == textual:
		return textMoney(comma)
	case s.meaning == decimal:
		return decimalMoney(s)
	case s.physical == format.Float || s.physical == format.Double || s.meaning == half:
		floats := numberConverter(s, bad)
		return func(to *vector, from *values) {
			floats(to, from)
			ints := to.makeInts()
			for i, x := range to.floats {
				if !(math.Abs(x) <= maxUnits) {
					to.mark(i, bad)
					continue
				}
				ints[i] = roundMillionths(x)
			}
			to.floats = nil
		}
	case s.physical == format.Int32 || s.physical == format.Int64:
		whole := wholeConverter(s)
		if whole == nil {
			return nil
		}
		return func(to *vector, from *values) {
			whole(to, from)
			given := to.ints
			ints := to.makeInts()
			for i, x := range given {
				if x > maxUnits || x < -maxUnits {
					to.mark(i, bad)
					continue
				}
				ints[i] = x * millionths
			}
		}
	}
	return nil
}

// textMoney reads amounts that are written as text, exactly.
func textMoney(comma bool) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		ints := to.makeInts()
		for i := range ints {
			ints[i] = 0
			number, ok := digitsOf(from.texts[from.offsets[i]:from.offsets[i+1]], comma)
			if ok && len(number) == 0 {
				to.mark(i, absent)
				continue
			}
			var d int128
			var scale int
			if ok {
				d, scale, ok = decimalOf(string(number))
			}
			var x uint64
			if ok {
				x, ok = d.rescaled(scale, 6)
			}
			if ints[i] = d.signed(x); !ok {
				to.mark(i, bad)
			}
		}
	}
}

// decimalOf reads a number as a whole one and the places of its fraction, which are negative where zeros follow it.
func decimalOf(number string) (d int128, scale int, ok bool) {
	const mostDigits, mostScale = 80, 400
	mantissa, exponent, scaled := strings.Cut(strings.ToLower(number), "e")
	if scaled {
		e, err := strconv.Atoi(exponent)
		if err != nil || e > mostScale || e < -mostScale {
			return d, 0, false
		}
		scale = -e
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	fraction = strings.TrimRight(fraction, "0")
	scale += len(fraction)
	digits := strings.TrimLeft(whole, "+-") + fraction
	x, valid := new(big.Int).SetString(digits, 10)
	if !valid || len(digits) > mostDigits {
		return d, 0, false
	}
	if scale < 0 {
		x.Mul(x, new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(-scale)), nil))
		scale = 0
	}
	d.negative = strings.HasPrefix(whole, "-")
	if x.IsUint64() {
		d.lo = x.Uint64()
	} else {
		d.wide = x
	}
	return d, scale, true
}

func roundMillionths(units float64) int64 { return int64(math.RoundToEven(units * millionths)) }

func decimalMoney(s *source) convert {
	return func(to *vector, from *values) {
		to.reset(from.n)
		ints := to.makeInts()
		s.decimals(from, func(i int, d int128) {
			x, ok := d.rescaled(s.scale, 6)
			if !ok {
				to.mark(i, bad)
			}
			ints[i] = d.signed(x)
		})
	}
}

// product multiplies two amounts in millionths, rounded half to even.
func product(a, b int64) (int64, bool) {
	x, y := int128Of(a), int128Of(b)
	hi, lo := bits.Mul64(x.lo, y.lo)
	p := int128{negative: x.negative != y.negative, hi: hi, lo: lo}
	amount, ok := p.rescaled(12, 6)
	return p.signed(amount), ok
}

// productOf multiplies two numbers and gives millionths, to the nearest.
func productOf(a, b float64) (int64, bool) {
	p := a * b
	if !(math.Abs(p) <= maxUnits) {
		return 0, false
	}
	return roundMillionths(p), true
}
