package analytics

import (
	"math"
	"math/big"
	"math/bits"
)

// Money is an amount in millionths of the reporting currency. Sums of Money are exact, so no total depends on the order
// of its parts.
type Money int64

// MoneyScale is how many Money make one unit of the currency.
const MoneyScale = 1_000_000

// MoneyOf rounds an amount in currency units to the nearest Money, halves to even.
func MoneyOf(units float64) Money { return Money(math.RoundToEven(units * MoneyScale)) }

// Units is the amount in units of the currency.
func (m Money) Units() float64 { return float64(m) / MoneyScale }

// Total is an exact sum of many amounts, wide enough (128 bits) that no number of them overflows it. Its zero value is
// zero.
type Total struct {
	hi int64
	lo uint64
}

// Add adds an amount.
func (t *Total) Add(m Money) { t.Merge(Total{hi: int64(m) >> 63, lo: uint64(m)}) }

// AddProduct adds the product of two amounts, in millionths of millionths of a unit squared.
func (t *Total) AddProduct(a, b Money) {
	hi, lo := bits.Mul64(uint64(max(a, -a)), uint64(max(b, -b)))
	product := Total{hi: int64(hi), lo: lo}
	if (a < 0) != (b < 0) {
		product = product.Neg()
	}
	t.Merge(product)
}

// Merge adds another total.
func (t *Total) Merge(o Total) {
	lo, carry := bits.Add64(t.lo, o.lo, 0)
	hi, _ := bits.Add64(uint64(t.hi), uint64(o.hi), carry)
	t.lo, t.hi = lo, int64(hi)
}

// Neg is the total with its sign turned.
func (t Total) Neg() Total {
	lo, borrow := bits.Sub64(0, t.lo, 0)
	hi, _ := bits.Sub64(0, uint64(t.hi), borrow)
	return Total{hi: int64(hi), lo: lo}
}

// Units is the total in units of the currency.
func (t Total) Units() float64 {
	if t.hi < 0 {
		return -t.Neg().Units()
	}
	return (float64(t.hi)*(1<<63)*2 + float64(t.lo)) / MoneyScale
}

// Int is the total in millionths of the currency, as a whole number of any size.
func (t Total) Int() *big.Int {
	n := new(big.Int).Lsh(big.NewInt(t.hi), 64)
	return n.Add(n, new(big.Int).SetUint64(t.lo))
}

// TotalOf is the total of so many millionths, of which it keeps 128 bits.
func TotalOf(millionths *big.Int) Total {
	lo := new(big.Int).And(millionths, new(big.Int).SetUint64(math.MaxUint64))
	return Total{hi: new(big.Int).Rsh(millionths, 64).Int64(), lo: lo.Uint64()}
}
