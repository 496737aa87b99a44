package charts

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"regulars/analytics"
)

// Text is one text in both languages of the pages. A page carries both and shows the reader's.
type Text struct {
	EN, ZH string
}

// Same is a text that is the same in every language, such as a name from the data.
func Same(s string) Text { return Text{s, s} }

// IsZero says that there is no text.
func (t Text) IsZero() bool { return t == Text{} }

// In is the text in a language, "en" or "zh".
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.ZH
	}
	return t.EN
}

// Sentence fills two formats of package fmt with the same arguments; an argument that is a Text is given to each format
// in its language. Where the word order differs, formats index their arguments: "%[2]s".
func Sentence(en, zh string, args ...any) Text {
	fill := func(lang, format string) string {
		in := make([]any, len(args))
		for i, a := range args {
			if t, ok := a.(Text); ok {
				a = t.In(lang)
			}
			in[i] = a
		}
		return fmt.Sprintf(format, in...)
	}
	return Text{fill("en", en), fill("zh", zh)}
}

// Join puts sentences after one another, leaving out empty ones.
func Join(sentences ...Text) Text {
	var en, zh []string
	for _, s := range sentences {
		if !s.IsZero() {
			en, zh = append(en, s.EN), append(zh, s.ZH)
		}
	}
	return Text{strings.Join(en, " "), strings.Join(zh, "")}
}

// And lists items: "A, B and C", "A、B和C".
func And(items ...Text) Text {
	switch n := len(items); n {
	case 0:
		return Text{}
	case 1:
		return items[0]
	default:
		t := items[0]
		for _, item := range items[1 : n-1] {
			t = Text{t.EN + ", " + item.EN, t.ZH + "、" + item.ZH}
		}
		last := items[n-1]
		return Text{t.EN + " and " + last.EN, spaced(t.ZH, "和", last.ZH)}
	}
}

// spaced joins Chinese and other words, with a space where a letter or digit meets a character.
func spaced(before, word, after string) string {
	if n := len(before); n > 0 && before[n-1] < utf8.RuneSelf {
		word = " " + word
	}
	if after != "" && after[0] < utf8.RuneSelf {
		word += " "
	}
	return before + word + after
}

// None stands where a figure is not known.
var None = Same("–")

// Known says whether x can be shown as a figure.
func Known(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// Count is a whole number, exact, with its thousands separated: "4,339".
func Count[N int | int32 | int64](n N) Text { return Same(Decimal(float64(n), 0)) }

// Plural is a count and what is counted: Plural(2, "customer", "customers", "位客户") is "2 customers", "2 位客户".
func Plural[N int | int32 | int64](n N, one, many, zh string) Text {
	if n == 1 {
		many = one
	}
	return Text{Count(n).EN + " " + many, Count(n).ZH + " " + zh}
}

// About is Plural with three significant digits, for sentences beside a card with the same figure.
func About(n int, one, many, zh string) Text {
	switch t := Number(float64(n)); {
	case n < 1000:
		return Plural(n, one, many, zh)
	case unicode.Is(unicode.Han, []rune(t.ZH)[len([]rune(t.ZH))-1]):
		return Text{t.EN + " " + many, t.ZH + zh}
	default:
		return Text{t.EN + " " + many, t.ZH + " " + zh}
	}
}

// Number is a figure with three significant digits, as on cards: "4,340", "12,300", "8.89M", and "889万" in Chinese.
func Number(x float64) Text {
	if !Known(x) {
		return None
	}
	return Text{short(x, scaleEN), short(x, scaleZH)}
}

// Percent is a fraction of 1 as per cent with three significant digits: "41.3%". What is smaller than a hundredth of a per cent is
// only said to be so.
func Percent(fraction float64) Text {
	if !Known(fraction) {
		return None
	}
	if size := math.Abs(fraction); size > 0 && size < 0.0001 {
		return Same("<0.01%")
	}
	return Same(Significant(fraction*100, 3) + "%")
}

// Points is a difference of two fractions of 1 in percentage points, signed: "+4.2 points", "−1 point".
func Points(difference float64) Text {
	if !Known(difference) {
		return None
	}
	s := Signed(RoundTo(difference*100, 1), 1)
	if s == "+1" || s == "−1" {
		return Text{s + " point", s + " 个百分点"}
	}
	return Text{s + " points", s + " 个百分点"}
}

// Currency is the code of the reporting currency, such as "GBP". It is empty where it is not known.
type Currency string

// Money is an amount with three significant digits and its currency: "GBP 8.89M", "GBP 889万". What is smaller than a hundredth is only
// said to be so.
func (c Currency) Money(units float64) Text {
	n := Number(units)
	if size := math.Abs(units); size > 0 && size < 0.01 {
		n = Same("<0.01")
	}
	if c == "" || !Known(units) {
		return n
	}
	return Text{string(c) + "\u00a0" + n.EN, string(c) + "\u00a0" + n.ZH}
}

// Exact is an amount to the hundredth, with its currency: "GBP 8,300,065.81".
func (c Currency) Exact(units float64) Text {
	if !Known(units) {
		return None
	}
	return Same(strings.TrimPrefix(string(c)+"\u00a0", "\u00a0") + Decimal(units, 2))
}

// Days is a length of time in days with three significant digits: "43 days", "43 天".
func Days(days float64) Text {
	switch s := Significant(days, 3); {
	case !Known(days):
		return None
	case s == "1":
		return Text{"1 day", "1 天"}
	default:
		return Text{s + " days", s + " 天"}
	}
}

// Date is a day as people write it: "9 December 2011", "2011年12月9日".
func Date(d analytics.Day) Text {
	if d == analytics.NoDay {
		return None
	}
	return Text{d.Time().Format("2 January 2006"), d.Time().Format("2006年1月2日")}
}

// Month is the month of a day: "December 2011", "2011年12月".
func Month(d analytics.Day) Text {
	if d == analytics.NoDay {
		return None
	}
	return Text{d.Time().Format("January 2006"), d.Time().Format("2006年1月")}
}

// Range is an interval between two figures of one kind: "39.1% to 43.3%".
func Range(low, high Text) Text {
	gap := " "
	if last, _ := utf8.DecodeLastRuneInString(low.ZH); unicode.Is(unicode.Han, last) {
		gap = "" // Chinese has no space between its own characters
	}
	return Text{low.EN + " to " + high.EN, low.ZH + gap + "至 " + high.ZH}
}

type scale struct {
	from float64
	unit string
}

var (
	scaleEN = []scale{{1e12, "T"}, {1e9, "B"}, {1e6, "M"}}
	scaleZH = []scale{{1e12, "万亿"}, {1e8, "亿"}, {1e4, "万"}}
)

// short writes three significant digits, in the largest unit that x reaches after rounding.
func short(x float64, scales []scale) string {
	x = RoundSignificant(x, 3)
	for _, s := range scales {
		if math.Abs(x) >= s.from {
			return Significant(x/s.from, 3) + s.unit
		}
	}
	return Significant(x, 3)
}

// Significant writes x with n significant digits, thousands separated, without trailing zeros behind the point.
func Significant(x float64, n int) string {
	x = RoundSignificant(x, n)
	decimals := 0
	if a := math.Abs(x); a > 0 {
		decimals = max(0, n-1-int(math.Floor(math.Log10(a))))
	}
	s := Decimal(x, min(decimals, 9))
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// RoundSignificant rounds to n significant digits.
func RoundSignificant(x float64, n int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(x, 'e', n-1, 64), 64)
	if err != nil {
		return x
	}
	return r
}

// RoundTo rounds to a number of decimals, and never to a negative zero.
func RoundTo(x float64, decimals int) float64 {
	p := math.Pow10(decimals)
	return math.Round(x*p)/p + 0
}

// Signed writes x with its sign and at most so many decimals: "+4.2", "−1", "±0".
func Signed(x float64, decimals int) string {
	s := Decimal(math.Abs(x), decimals)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	switch {
	case s == "0":
		return "±0"
	case x < 0:
		return "−" + s
	default:
		return "+" + s
	}
}

// Decimal writes x with so many decimals, a comma between thousands and a true minus sign.
func Decimal(x float64, decimals int) string {
	s := strconv.FormatFloat(math.Abs(x), 'f', decimals, 64)
	whole, fraction, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if x < 0 && strings.ContainsAny(s, "123456789") {
		return "−" + whole
	}
	return whole
}
