package charts

import (
	"math"
	"testing"

	"regulars/analytics"
)

func checkText(t *testing.T, what string, got Text, en, zh string) {
	t.Helper()
	if got.EN != en || got.ZH != zh {
		t.Errorf("%s: %q, %q; want %q, %q", what, got.EN, got.ZH, en, zh)
	}
}

func TestFigures(t *testing.T) {
	asOf := analytics.NewDay(2011, 12, 9)
	same := func(got Text, want string) { t.Helper(); checkText(t, want, got, want, want) }
	same(Count(4339), "4,339")
	same(Count(-1234567), "−1,234,567")
	same(Count(int64(0)), "0")
	same(Number(4339), "4,340")
	same(Number(0.04567), "0.0457")
	same(Number(0), "0")
	same(Number(999.6), "1,000")
	same(Number(math.NaN()), "–")
	same(Number(math.Inf(1)), "–")
	same(Number(-0.0004), "−0.0004")
	checkText(t, "ten thousands", Number(12345), "12,300", "1.23万")
	checkText(t, "millions", Number(8887208.894), "8.89M", "889万")
	checkText(t, "rounding into the next unit", Number(999_999), "1M", "100万")
	checkText(t, "negative billions", Number(-1.5e9), "−1.5B", "−15亿")
	same(Percent(.4126), "41.3%")
	same(Percent(1), "100%")
	same(Percent(.00012), "0.012%")
	checkText(t, "points", Points(.042), "+4.2 points", "+4.2 个百分点")
	checkText(t, "one point", Points(-.01), "−1 point", "−1 个百分点")
	checkText(t, "no points", Points(-.0001), "±0 points", "±0 个百分点")
	checkText(t, "money", Currency("GBP").Money(8887208.894), "GBP\u00a08.89M", "GBP\u00a0889万")
	same(Currency("GBP").Exact(8887208.894), "GBP\u00a08,887,208.89")
	same(Currency("").Exact(-1234.5), "−1,234.50")
	same(Currency("GBP").Exact(math.NaN()), "–")
	same(Currency("").Money(447.13), "447")
	same(Currency("").Money(-0.0099), "<0.01")
	same(Currency("GBP").Money(0.01), "GBP\u00a00.01")
	same(Currency("GBP").Money(1e-5), "GBP\u00a0<0.01")
	same(Currency("GBP").Money(0), "GBP\u00a00")
	same(Currency("GBP").Money(math.NaN()), "–")
	checkText(t, "days", Days(43.21), "43.2 days", "43.2 天")
	checkText(t, "a day", Days(1), "1 day", "1 天")
	checkText(t, "date", Date(asOf), "9 December 2011", "2011年12月9日")
	checkText(t, "no date", Date(analytics.NoDay), "–", "–")
	checkText(t, "month", Month(asOf), "December 2011", "2011年12月")
	checkText(t, "plural", Plural(1, "customer", "customers", "位客户"), "1 customer", "1 位客户")
	checkText(t, "plural", Plural(4339, "customer", "customers", "位客户"), "4,339 customers", "4,339 位客户")
	checkText(t, "list", And(Same("A"), Same("B"), Same("C")), "A, B and C", "A、B 和 C")
	checkText(t, "order", Sentence("%s of %s", "%[2]s的%[1]s", Text{"half", "一半"}, Text{"all", "全部"}), "half of all", "全部的一半")
	checkText(t, "a percent sign from data", Sentence("%s", "%s", Same("100%d")), "100%d", "100%d")
}

func TestChanges(t *testing.T) {
	check := func(c Change, words string, up int, tone Tone) {
		t.Helper()
		if c.Words.EN != words || c.Up != up || c.Tone != tone {
			t.Errorf("%+v; want %q, %d, %q", c, words, up, tone)
		}
	}
	check(ChangeRatio(110, 100, Higher), "+10%", 1, Good)
	check(ChangeRatio(110, 100, Lower), "+10%", 1, Bad)
	check(ChangeRatio(90, 100, Lower), "−10%", -1, Good)
	check(ChangeRatio(90, 100, Neither), "−10%", -1, Neutral)
	check(ChangeRatio(100.01, 100, Higher), "unchanged", 0, Neutral)
	check(ChangeRatio(5, 0, Higher), "", 0, Neutral)
	check(ChangeRatio(math.NaN(), 4, Higher), "", 0, Neutral)
	check(ChangeRatio(1234, 100, Higher), "+1,130%", 1, Good)
	check(ChangePoints(.806, .791, Higher), "+1.5 points", 1, Good)
	check(ChangePoints(.806, .8061, Higher), "unchanged", 0, Neutral)
	check(ChangePoints(.806, math.NaN(), Higher), "", 0, Neutral)
	check(ChangeUnits(7.4, 7.63, 1, Higher), "−0.2", -1, Bad)
}

func TestCellsOfAGrid(t *testing.T) {
	asOf := analytics.NewDay(2011, 12, 9)
	g := Grid{Name: "x", Columns: []Column{{Kind: KindText}, {Kind: KindCount}, {Kind: KindMoney}, {Kind: KindPercent}, {Kind: KindPoints}, {Kind: KindDate}, {Kind: KindNumber}},
		Rows: [][]any{
			{"a", 1234, 12.5, .1234, -.021, asOf, 0.12345},
			{Text{"b", "乙"}, int64(5), analytics.MoneyOf(3), math.NaN(), .5, analytics.NoDay, nil},
		}}
	cells, err := g.cells(MaxRows)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"a", "1,234", "12.50", "12.3%", "−2.1", "2011-12-09", "0.123"}, {"乙", "5", "3.00", "–", "+50", "–", "–"}}
	for i := range want {
		for j := range want[i] {
			if got := cells[i][j].ZH; got != want[i][j] {
				t.Errorf("row %d, column %d: %q, want %q", i, j, got, want[i][j])
			}
		}
	}
	g.Rows[1] = []any{"short"}
	if _, err := g.cells(MaxRows); err == nil {
		t.Error("a short row is no error")
	}
	g.Rows = [][]any{{struct{}{}, 1, 1, 1, 1, 1, 1}}
	if _, err := g.cells(MaxRows); err == nil {
		t.Error("a value that cannot be shown is no error")
	}
}
