package data

import (
	"cmp"
	"context"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// CurrencyCode is the code of a currency that is written in another way. What is not known stays as it is, in capitals.
func CurrencyCode(written string) string {
	code := strings.ToUpper(strings.TrimFunc(written, isBlank))
	if usual, ok := currencyWords[code]; ok {
		return usual
	}
	return code
}

// currencyWords leave out signs that more than one currency has, such as $ and ¥.
var currencyWords = map[string]string{
	"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP", "US$": "USD", "美元": "USD", "RMB": "CNY", "人民币": "CNY",
	"元": "CNY", "CN¥": "CNY", "JP¥": "JPY", "日元": "JPY", "円": "JPY", "CHF.": "CHF", "SFR": "CHF", "SFR.": "CHF", "HK$": "HKD", "港元": "HKD",
}

// Rates convert amounts into the reporting currency.
type Rates struct {
	of map[string][]rate // by currency, in the order of their days
}

// rate is what a unit of a currency is worth from a day on, in units of 10⁻¹² of the reporting currency.
type rate struct{ from, value int64 }

const rateScale = 12

// ReadRates reads the columns date, currency and rate: units of the reporting currency for one of the other. A rate holds until the next.
// Two different ones for a day are an error.
func ReadRates(ctx context.Context, spec Spec, threads int) (*Rates, error) {
	r := &Rates{of: map[string][]rate{}}
	var rows []string
	spec.Table = "rates"
	report, err := Read(ctx, spec, 1, func(_ int, b arrow.Record) error {
		at, code, value := b.Column(0).(*array.Timestamp), b.Column(1), b.Column(2)
		for i := range int(b.NumRows()) {
			text := value.ValueStr(i)
			d, scale, ok := decimalOf(text)
			var x uint64
			if ok {
				x, ok = d.rescaled(scale, rateScale)
			}
			if name := CurrencyCode(code.ValueStr(i)); !ok || d.negative || x == 0 {
				rows = append(rows, fmt.Sprintf("%s of %s", text, name))
			} else {
				r.of[name] = append(r.of[name], rate{int64(at.Value(i)), int64(x)})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for reason, refused := range report.Refused {
		return nil, usagef("--rates: %d of %d rows are refused as %s, first at %s: correct them", refused.Rows, report.Read, reason, refused.First)
	}
	if len(rows) > 0 {
		return nil, usagef("--rates: the rate %s cannot be used: write units of the reporting currency for one of the other, above 0", rows[0])
	}
	for name, list := range r.of {
		slices.SortFunc(list, func(a, b rate) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.value, b.value)) })
		list = slices.Compact(list)
		for i := 1; i < len(list); i++ {
			if list[i].from == list[i-1].from {
				return nil, usagef("--rates: %s has two rates for %s: leave one", name, dayText(list[i].from))
			}
		}
		r.of[name] = list
	}
	return r, nil
}

// at is the rate of a currency at a moment: the last that began before it.
func (r *Rates) at(code string, moment int64) (int64, bool) {
	list := r.of[code]
	i, _ := slices.BinarySearchFunc(list, moment, func(x rate, at int64) int {
		if x.from <= at {
			return -1
		}
		return 1
	})
	if i == 0 {
		return 0, false
	}
	return list[i-1].value, true
}

// converted is an amount times a rate, in millionths, rounded half to even.
func converted(amount, rate int64) (int64, bool) {
	d := int128Of(amount)
	d.hi, d.lo = bits.Mul64(d.lo, uint64(rate))
	x, ok := d.rescaled(6+rateScale, 6)
	return d.signed(x), ok
}

// inOneCurrency refuses rows in another currency than the one reported in, or converts them. A row that names none is in that one.
func (w *worker) inOneCurrency(l *lane, why reason, n int) (any bool) {
	spec := w.table.spec
	if l.how == Constant && l.value == "" {
		return false
	}
	for i := range n {
		row := l.at + i
		if w.verdict[i] != 0 || l.rows.state != nil && l.rows.state[row] != fine {
			continue
		}
		code := l.textAt(row)
		if code == spec.Currency {
			continue
		}
		refused := reason(0)
		if spec.Rates == nil {
			refused = why
		} else if rate, ok := spec.Rates.at(code, w.dates.rows.ints[w.dates.at+i]); !ok || !w.convert(i, rate) {
			refused = why + 1
		}
		if refused != 0 {
			w.verdict[i], any = refused, true
		}
	}
	return any
}

func (l *lane) textAt(row int) string {
	if l.coded {
		return string(l.entries.text(int(l.codes[row])))
	}
	return string(l.rows.text(row))
}

// convert brings all amounts of a row into the reporting currency.
func (w *worker) convert(i int, rate int64) bool {
	fields := w.table.files[w.group.file].fields
	for k := range fields {
		if l := w.lanes[k]; fields[k].kind == money && (l.rows.state == nil || l.rows.state[l.at+i] == fine) {
			var ok bool
			if l.rows.ints[l.at+i], ok = converted(l.rows.ints[l.at+i], rate); !ok {
				return false
			}
		}
	}
	return true
}

// takeBack makes refunds of the next n lines that the user says are some: the amount is below zero, and the cost and discount go back with it.
func (w *worker) takeBack(n int) {
	fields := w.table.files[w.group.file].fields
	for k := range fields {
		l := w.lanes[k]
		if l.field.refund == nil {
			continue
		}
		is := l.matcher(l.field.refund, &l.found[2])
		for i := range n {
			if is(l.at + i) {
				w.negate(i)
			}
		}
	}
}

func (w *worker) negate(i int) {
	for _, name := range []string{"amount", "cost", "discount"} {
		if l := w.lane(name); l != nil {
			l.rows.ints[l.at+i] = -max(l.rows.ints[l.at+i], -l.rows.ints[l.at+i])
		}
	}
}
