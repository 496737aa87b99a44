package data

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestParseTime(t *testing.T) {
	for text, want := range map[string]string{
		"2011-12-09":                       "2011-12-09 00:00:00",
		"2011/12/09":                       "2011-12-09 00:00:00",
		"20111209":                         "2011-12-09 00:00:00",
		"2011-12":                          "2011-12-01 00:00:00",
		"2011-12-09 12:50":                 "2011-12-09 12:50:00",
		"2011-12-09T12:50:01":              "2011-12-09 12:50:01",
		"2011-12-09 12:50:01.5":            "2011-12-09 12:50:01.5",
		"2011-12-09 12:50:01.123456789":    "2011-12-09 12:50:01.123456",
		"2011-12-09T12:50:01Z":             "2011-12-09 12:50:01 UTC",
		"2011-12-09T12:50:01.5+02:00":      "2011-12-09 10:50:01.5 UTC",
		"2011-12-09T12:50-0530":            "2011-12-09 18:20:00 UTC",
		"2011-12-09 12:50:01+00":           "2011-12-09 12:50:01 UTC",
		"0001-01-01":                       "0001-01-01 00:00:00",
		"":                                 "",
		"2011":                             "",
		"2011-13-01":                       "",
		"2011-02-29":                       "",
		"2011-12-9":                        "",
		"2011-12/09":                       "",
		"2011/12":                          "",
		"09.12.2011":                       "",
		"12/09/2011":                       "",
		"2011-12-09 ":                      "",
		"2011-12-09 24:00":                 "",
		"2011-12-09 12:60":                 "",
		"2011-12-09 12":                    "",
		"2011-12-09 12:50:01.":             "2011-12-09 12:50:01",
		"2011-12-09 12:50:01 UTC":          "",
		"2011-12-09 12:50:01.1234567890":   "",
		"2011-12-09T12:50:01+0":            "",
		"\xff\xff":                         "",
		"99999-12-09":                      "",
		"1969-12-31T23:59:59.999999-00:00": "1969-12-31 23:59:59.999999 UTC",
	} {
		micros, instant, ok := parseTime([]byte(text))
		got := ""
		if ok {
			got = time.UnixMicro(micros).UTC().Format("2006-01-02 15:04:05.999999")
		}
		if ok && instant {
			got += " UTC"
		}
		if got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// TestClock compares the remembered offsets with the standard library's, over all changes of two centuries.
func TestClock(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Berlin", "America/St_Johns", "Asia/Shanghai", "Australia/Lord_Howe", "Pacific/Apia"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		c := clock{zone: zone}
		r := rand.New(rand.NewPCG(1, 1))
		for range 20_000 {
			at := earliest + r.Int64N(latest-earliest)
			local := time.UnixMicro(at).In(zone)
			want := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC).UnixMicro()
			if got := c.wall(at); got != want {
				t.Fatalf("%s at %s: %d, want %d", name, local, got, want)
			}
		}
	}
}

// TestDecimals compares rescaling with exact arithmetic.
func TestDecimals(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	limit := big.NewInt(maxMoney)
	for range 50_000 {
		b := make([]byte, 1+r.IntN(20))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		if r.IntN(2) == 0 { // a small number in many bytes
			sign := byte(int8(b[len(b)/2]) >> 7)
			for i := range len(b) / 2 {
				b[i] = sign
			}
		}
		x := new(big.Int).SetBytes(b)
		if b[0] >= 0x80 {
			x.Sub(x, new(big.Int).Lsh(big.NewInt(1), uint(8*len(b))))
		}
		scale := r.IntN(40)
		got, ok := int128From(b).rescaled(scale, 6)
		want := halfEven(new(big.Rat).SetFrac(new(big.Int).Abs(x), pow10(scale)))
		fits := want.Cmp(limit) <= 0
		if ok != fits || ok && new(big.Int).SetUint64(got).Cmp(want) != 0 {
			t.Fatalf("% x at scale %d: %d, %v; want %s", b, scale, got, ok, want)
		}
		exact, _ := new(big.Rat).SetFrac(x, pow10(scale)).Float64()
		if f := int128From(b).float(scale); f != exact {
			t.Fatalf("% x at scale %d as a float: %v, want %v", b, scale, f, exact)
		}
		whole, isWhole := int128From(b).whole(scale)
		rat := new(big.Rat).SetFrac(x, pow10(scale))
		if isWhole != (rat.IsInt() && new(big.Int).Abs(rat.Num()).Cmp(limit) <= 0) || isWhole && rat.Num().Cmp(big.NewInt(whole)) != 0 {
			t.Fatalf("% x at scale %d as a whole number: %d, %v", b, scale, whole, isWhole)
		}
	}
}

func pow10(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// halfEven is a number in millionths, rounded.
func halfEven(x *big.Rat) *big.Int {
	x.Mul(x, big.NewRat(1_000_000, 1))
	q, rest := new(big.Int).QuoRem(x.Num(), x.Denom(), new(big.Int))
	if c := rest.Lsh(rest, 1).Cmp(x.Denom()); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

func TestProducts(t *testing.T) {
	for _, c := range []struct{ a, b, want int64 }{
		{3_000_000, 2_550_000, 7_650_000}, {-3_000_000, 2_550_000, -7_650_000}, {1, 500_000, 0}, {3, 500_000, 2}, {1, 500_001, 1}, {-3, 500_000, -2},
	} {
		if got, ok := product(c.a, c.b); !ok || got != c.want {
			t.Errorf("%d × %d gives %d, %v", c.a, c.b, got, ok)
		}
	}
	if _, ok := product(math.MaxInt64, math.MaxInt64); ok {
		t.Error("too large a product is taken")
	}
	if got, ok := productOf(6, 2.55); !ok || got != 15_300_000 {
		t.Errorf("6 × 2.55 gives %d", got)
	}
	if _, ok := productOf(1e300, 1e300); ok {
		t.Error("infinity is taken")
	}
}

func TestEscape(t *testing.T) {
	v := vector{n: 4, texts: []byte("a\xc3\xa4\xff\xc3"), offsets: []int32{0, 1, 3, 4, 5}}
	v.clean(longestText, false)
	for i, want := range []string{"a", "ä", `\xFF`, `\xC3`} {
		if got := string(v.text(i)); got != want {
			t.Errorf("text %d is %q, want %q", i, got, want)
		}
	}
}

func TestPrintable(t *testing.T) {
	for name, want := range map[string]string{
		"Größe 王":               "Größe 王",
		"a\nb":                  `"a\nb"`,
		"\x1b[31m":              `"\x1b[31m"`,
		"a\xff":                 `"a\xff"`,
		strings.Repeat("王", 99): strings.Repeat("王", 33) + "…",
	} {
		if got := printable(name); got != want {
			t.Errorf("%q gives %s, want %s", name, got, want)
		}
	}
}

func TestSum(t *testing.T) {
	var s Sum
	for _, x := range []int64{math.MaxInt64, math.MaxInt64, -5} {
		s.add(Sum{x >> 63, uint64(x)})
	}
	if s.Value() != math.MaxInt64 {
		t.Errorf("a sum beyond an int64 is %d", s.Value())
	}
	for range 2 {
		x := int64(-math.MaxInt64)
		s.add(Sum{x >> 63, uint64(x)})
	}
	if s.Value() != -5 {
		t.Errorf("the sum is %d, want -5", s.Value())
	}
}

func TestRuns(t *testing.T) {
	for name, c := range map[string]struct {
		b     []byte
		width uint
		n     int
		used  int // -1 where it is refused
	}{
		"one run":                   {[]byte{10 << 1, 1, 0xee}, 1, 10, 2},
		"two runs":                  {[]byte{10 << 1, 1, 1<<1 | 1, 0xff}, 1, 18, 4},
		"a packed run with padding": {[]byte{1<<1 | 1, 0xff}, 1, 5, 2},
		"a packed run without all of its padding": {[]byte{2<<1 | 1, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 8, 9, 17},
		"a packed run cut off":                    {[]byte{2<<1 | 1, 1, 2, 3, 4, 5, 6, 7, 8}, 8, 9, -1},
		"values of no bits":                       {[]byte{200, 1}, 0, 100, 2},
		"few packed values of no bits":            {[]byte{1<<1 | 1}, 0, 5, 1},
		"many packed values of no bits":           {[]byte{33<<1 | 1}, 0, 264, -1},
		"too few":                                 {[]byte{10 << 1, 1}, 1, 11, -1},
		"too many":                                {[]byte{0xd0, 0x0f, 1}, 1, 11, -1},
		"a packed block of 256":                   {append([]byte{32<<1 | 1}, make([]byte, 32)...), 1, 11, 33},
		"empty runs for ever":                     {[]byte{0, 0, 0, 0}, 1, 1, -1},
		"nothing":                                 {nil, 1, 1, -1},
		"a length without end":                    {[]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, 1, 1, -1},
	} {
		used, err := runs(c.b, c.width, c.n)
		if c.used < 0 && err == nil || c.used >= 0 && (err != nil || len(used) != c.used) {
			t.Errorf("%s: %d used, %v", name, len(used), err)
		}
	}
}
