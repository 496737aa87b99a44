package data

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// TestNumbers compares with the shortest digits that strconv finds: money, rounded figures, any others, and their neighbours.
func TestNumbers(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	check := func(x float64) {
		format := byte('f')
		if size := math.Abs(x); size != 0 && (size < 1e-6 || size >= 1e21) {
			format = 'e'
		}
		if got, want := string(appendNumber(nil, x)), strconv.FormatFloat(x, format, -1, 64); got != want {
			t.Fatalf("%b is written as %s, not as %s", x, got, want)
		}
	}
	around := func(x float64) {
		for _, x := range []float64{x, -x, math.Nextafter(x, 0), math.Nextafter(x, math.Inf(1))} {
			check(x)
		}
	}
	for p := -8; p <= 23; p++ {
		for _, x := range []string{"1", "9.99999999999999", "9.999999999999995", "5.62949953421312", "1.00000000000001", "2.5"} {
			parsed, err := strconv.ParseFloat(x+"e"+strconv.Itoa(p), 64)
			if err != nil {
				t.Fatal(err)
			}
			around(parsed)
		}
	}
	check(0)
	check(math.Copysign(0, -1))
	for range 200_000 {
		around(math.Float64frombits(random.Uint64() & (1<<63 - 1) % (0x7FF << 52)))
		digits := math.Floor(math.Pow(10, random.Float64()*17))
		around(math.Floor(random.Float64()*digits) / tens[random.IntN(len(tens))])
		around(math.Ldexp(1, random.IntN(120)-60))
	}
}

// TestFormulas has texts that spreadsheets may take for formulas, and ones that they don't.
func TestFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"=1+2": "'=1+2", "@sum": "'@sum", "-x": "'-x", "+x": "'+x", "\tx": "'\tx", "\rx": "\"'\rx\"",
		"\n=1": "\"'\n=1\"", "\nx": "\"'\nx\"", " =1": "' =1", " \u00a0@x": "' \u00a0@x", "\u3000=1": "'\u3000=1", "\ufeff=1": "'\ufeff=1", "\x00=1": "'\x00=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠x": "'＠x", " ＝1": "' ＝1",
		"-5.5": "-5.5", "+1e3": "+1e3", " x": "\" x\"", "a=1": "a=1", "1-2": "1-2", "ａ＝": "ａ＝", "常客": "常客", "": `""`, "\xff=": "\xff=",
	} {
		if got := string(appendText(nil, text)); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}
