package analytics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"
)

// line is a transaction line as a test writes it.
type line struct {
	customer, order string // order "" is null
	at              int64  // microseconds on the wall clock
	amount          Money
	channel         string
	category        string
}

// form is how the ids come: as whole numbers, strings or strings by dictionary.
type form int

const (
	asNumbers form = iota
	asStrings
	asDictionary
)

func batchOf(lines []line, how form) arrow.Record {
	mem := memory.DefaultAllocator
	customers := ids(mem, how, lines, func(l line) string { return l.customer })
	orders := ids(mem, how, lines, func(l line) string { return l.order })
	at := array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond})
	amount := array.NewInt64Builder(mem)
	for _, l := range lines {
		at.Append(arrow.Timestamp(l.at))
		amount.Append(int64(l.amount))
	}
	named := min(asDictionary, max(how, asStrings))
	channel := ids(mem, named, lines, func(l line) string { return l.channel })
	category := ids(mem, named, lines, func(l line) string { return l.category })
	return record(map[string]arrow.Array{
		"customer_id": customers, "order_id": orders, "ordered_at": at.NewArray(), "amount": amount.NewArray(), "channel": channel,
		"category": category,
	}, len(lines))
}

func record(columns map[string]arrow.Array, rows int) arrow.Record {
	var fields []arrow.Field
	var arrays []arrow.Array
	for name, a := range columns {
		fields = append(fields, arrow.Field{Name: name, Type: a.DataType(), Nullable: true})
		arrays = append(arrays, a)
	}
	return array.NewRecord(arrow.NewSchema(fields, nil), arrays, int64(rows))
}

func ids(mem memory.Allocator, how form, lines []line, of func(line) string) arrow.Array {
	var b array.Builder
	switch how {
	case asNumbers:
		b = array.NewInt64Builder(mem)
	case asStrings:
		b = array.NewStringBuilder(mem)
	case asDictionary:
		b = array.NewDictionaryBuilder(mem, &arrow.DictionaryType{IndexType: arrow.PrimitiveTypes.Uint32, ValueType: arrow.BinaryTypes.String})
	}
	for _, l := range lines {
		if of(l) == "" {
			b.AppendNull()
		} else if err := b.AppendValueFromString(of(l)); err != nil {
			panic(err)
		}
	}
	return b.NewArray()
}

// customers fills a ledger from batches on several workers and copies out what it holds.
func customers(t testing.TB, threads int, batches ...arrow.Record) []Customer {
	l := NewLedger()
	feed := make(chan arrow.Record)
	var group errgroup.Group
	for range threads {
		group.Go(func() error {
			w := l.Writer()
			for b := range feed {
				if err := w.Transactions(b); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, b := range batches {
		feed <- b
	}
	close(feed)
	if err := cmp.Or(group.Wait(), l.Close()); err != nil {
		t.Fatal(err)
	}
	all, err := Scan(context.Background(), l, threads, func() *copies { return &copies{} })
	if err != nil {
		t.Fatal(err)
	}
	return all.list
}

// wholly compares customers with what is not exported of them, but for what is made of their rows.
var wholly = gocmp.Options{gocmp.AllowUnexported(Key{}, Row{}, Category{}, moment{}), cmpopts.IgnoreUnexported(Customer{})}

type copies struct{ list []Customer }

func (a *copies) Add(c *Customer) {
	a.list = append(a.list, Customer{
		Key: c.Key, Rows: slices.Clone(c.Rows), Categories: slices.Clone(c.Categories), Answers: slices.Clone(c.Answers),
		Complaints: slices.Clone(c.Complaints), Referrals: slices.Clone(c.Referrals), Wallet: slices.Clone(c.Wallet), Expenses: slices.Clone(c.Expenses), Accounts: slices.Clone(c.Accounts), Contacts: slices.Clone(c.Contacts),
	})
}

func (a *copies) Merge(o *copies) { a.list = append(a.list, o.list...) }

func genLines(t *rapid.T) []line {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) line {
		return line{
			customer: fmt.Sprint(rapid.IntRange(-3, 30).Draw(t, "customer")),
			order:    []string{"", "1", "2", "3", "77"}[rapid.IntRange(0, 4).Draw(t, "order")],
			at:       rapid.Int64Range(-5, 5).Draw(t, "day")*microsPerDay + rapid.Int64Range(0, 2).Draw(t, "time")*microsPerMilli,
			amount:   Money(rapid.Int64Range(-300, 900).Draw(t, "cents") * 10_000),
			channel:  []string{"", "app", "web"}[rapid.IntRange(0, 2).Draw(t, "channel")],
			category: []string{"", "tea", "books"}[rapid.IntRange(0, 2).Draw(t, "category")],
		}
	}), 0, 120).Draw(t, "lines")
}

// TestLedgerAgainstMaps compares the ledger with the definitions written down as loops over maps.
func TestLedgerAgainstMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := genLines(t)
		got := map[string]Summary{}
		for _, c := range ledgerOf(t, lines) {
			got[c.Key.String()] = c.Summary()
		}
		if diff := gocmp.Diff(summariesByMaps(lines), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

type fataler interface{ Fatal(...any) }

func ledgerOf(t fataler, lines []line) []Customer { return allOf(t, ledgerWith(t, lines)) }

func ledgerWith(t fataler, lines []line) *Ledger {
	l := NewLedger()
	if err := cmp.Or(l.Writer().Transactions(batchOf(lines, asNumbers)), l.Close()); err != nil {
		t.Fatal(err)
	}
	return l
}

func allOf(t fataler, l *Ledger) []Customer {
	all, err := Scan(context.Background(), l, 1, func() *copies { return &copies{} })
	if err != nil {
		t.Fatal(err)
	}
	return all.list
}

func summariesByMaps(lines []line) map[string]Summary {
	type id struct{ customer, what string }
	orders, days, all := map[id]bool{}, map[id]Money{}, map[string]Summary{}
	first, last := map[string]int64{}, map[string]int64{}
	for _, l := range lines {
		day := int64(math.Floor(float64(l.at) / microsPerDay))
		s := all[l.customer]
		s.Lines++
		s.Revenue += l.amount
		if l.amount < 0 {
			s.Refunds -= l.amount
		}
		all[l.customer] = s
		if l.amount < 0 {
			continue
		}
		order := l.order
		if order == "" {
			order = fmt.Sprint("at ", l.at)
		}
		orders[id{l.customer, order}] = true
		days[id{l.customer, fmt.Sprint(day)}] = 0
		if f, ok := first[l.customer]; !ok || day < f {
			first[l.customer] = day
		}
		if f, ok := last[l.customer]; !ok || day > f {
			last[l.customer] = day
		}
	}
	orderOf := func(l line) id {
		if l.order == "" {
			return id{l.customer, fmt.Sprint("at ", l.at)}
		}
		return id{l.customer, l.order}
	}
	dayOf := func(l line) int64 { return int64(math.Floor(float64(l.at) / microsPerDay)) }
	began, repeat := map[id]bool{}, map[string]Money{} // orders of the first day, net after it
	for _, l := range lines {
		if f, ok := first[l.customer]; ok && dayOf(l) == f && l.amount >= 0 {
			began[orderOf(l)] = true
		}
	}
	for _, l := range lines {
		if f, ok := first[l.customer]; ok && dayOf(l) > f && (l.amount >= 0 || !began[orderOf(l)]) {
			repeat[l.customer] += l.amount
		}
	}
	for c, s := range all {
		s.First, s.Last = NoDay, NoDay
		if f, ok := first[c]; ok {
			s.First, s.Last = Day(f), Day(last[c])
		}
		for o := range orders {
			if o.customer == c {
				s.Orders++
			}
		}
		for d := range days {
			if d.customer == c {
				s.Occasions++
			}
		}
		s.Repeat = repeat[c]
		all[c] = s
	}
	return all
}

// TestCategoriesAgainstMaps compares the customers' categories with their definition.
func TestCategoriesAgainstMaps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := genLines(t)
		type id struct{ customer, category string }
		want, got := map[id]Category{}, map[id]Category{}
		for _, l := range lines {
			if l.category == "" || l.amount < 0 {
				continue
			}
			day, at := dayOf(arrow.Timestamp(l.at)), id{l.customer, l.category}
			c, ok := want[at]
			if !ok {
				c = Category{First: day, Last: day}
			}
			want[at] = Category{First: min(c.First, day), Last: max(c.Last, day)}
		}
		l := ledgerWith(t, lines)
		for _, c := range allOf(t, l) {
			for _, g := range c.Categories {
				got[id{c.Key.String(), l.Labels().Name(g.Name)}] = Category{First: g.First, Last: g.Last}
			}
		}
		if diff := gocmp.Diff(want, got, cmpopts.IgnoreUnexported(Category{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestRowsStandByTheClock has many orders a day, because a sort that forgets the order looks right on a few.
func TestRowsStandByTheClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Row {
			return Row{Order: rapid.Uint64Range(0, 200).Draw(t, "order"), Day: Day(rapid.IntRange(0, 2).Draw(t, "day")), At: Clock(rapid.IntRange(0, 50).Draw(t, "time")), Purchases: 1}
		}), 0, 400).Draw(t, "rows")
		rows = settle(rows)
		for i := 1; i < len(rows); i++ {
			if a, b := rows[i-1], rows[i]; byClock(a, b) >= 0 {
				t.Fatalf("row %d is day %d, time %d, order %d; the next day %d, time %d, order %d", i-1, a.Day, a.At, a.Order, b.Day, b.At, b.Order)
			}
		}
	})
}

// TestOrderOfInputIsIrrelevant shuffles rows, splits them into batches, changes the form of the ids and the threads.
func TestOrderOfInputIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		lines := genLines(rt)
		want := customers(t, 1, batchOf(lines, asNumbers))
		shuffled := slices.Clone(lines)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)).Shuffle(len(shuffled), func(i, j int) {
			shuffled[i], shuffled[j] = shuffled[j], shuffled[i]
		})
		var batches []arrow.Record
		for part := range slices.Chunk(shuffled, rapid.IntRange(1, 50).Draw(rt, "size")) {
			batches = append(batches, batchOf(part, form(rapid.IntRange(0, 2).Draw(rt, "form"))))
		}
		if diff := gocmp.Diff(want, customers(t, 3, batches...), wholly, cmpopts.EquateEmpty()); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// TestSpillingChangesNothing compares a ledger that keeps nothing in memory with one that keeps all.
func TestSpillingChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var lines []line
	for range 60_000 {
		lines = append(lines, line{customer: fmt.Sprint("c", rng.IntN(9)), order: fmt.Sprint(rng.IntN(1 << 20)), at: rng.Int64N(900) * microsPerDay,
			amount: Money(rng.Int64N(1 << 40)), channel: "app", category: []string{"tea", "books"}[rng.IntN(2)]})
	}
	batch := batchOf(lines, asStrings)
	filled := func(above int64) *Ledger {
		l := NewLedger()
		l.SpillAbove(above, t.TempDir())
		if err := cmp.Or(l.Writer().Transactions(batch), l.Close()); err != nil {
			t.Fatal(err)
		}
		return l
	}
	kept, spilled := filled(1<<30), filled(64<<10)
	defer spilled.Discard()
	if kept.Spilled() != 0 || spilled.Spilled() == 0 {
		t.Errorf("spilled %d and %d bytes, want none and some", kept.Spilled(), spilled.Spilled())
	}
	if diff := gocmp.Diff(allOf(t, kept), allOf(t, spilled), wholly); diff != "" {
		t.Error(diff)
	}
	if files, err := os.ReadDir(spilled.scratch.dir); err != nil || len(files) > 0 {
		t.Errorf("left in the scratch folder: %v, %v", files, err)
	}
}

func TestSpillingSaysWhereItCannot(t *testing.T) {
	l := NewLedger()
	l.SpillAbove(1, filepath.Join(t.TempDir(), "missing"))
	if err := cmp.Or(l.Writer().Transactions(batchOf([]line{{customer: "1"}}, asNumbers)), l.Close()); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("got %v, want an error that names the folder", err)
	}
}

func TestKeys(t *testing.T) {
	check := func(text string, number bool) {
		t.Helper()
		k := TextKey(text)
		if k.String() != text || (k.text == "") != number {
			t.Errorf("TextKey(%q) = %+v, written %q", text, k, k)
		}
	}
	check("17850", true)
	check("-3", true)
	check("0", true)
	check("9223372036854775807", true)
	check("9223372036854775808", false)
	check("00004", false)
	check("-0", false)
	check("+1", false)
	check("-", false)
	check("1.0", false)
	check("C0000123", false)
	check("d290f1ee-6c54-4b01-90e6-d701748f0851", false)
}

func TestUntilIsAPrefix(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines, cut := genLines(t), Day(rapid.IntRange(-6, 6).Draw(t, "cut"))
		got := map[string]Summary{}
		for _, c := range ledgerOf(t, lines) {
			if early := c.Until(cut); len(early.Rows) > 0 {
				got[c.Key.String()] = early.Summary()
			}
		}
		lines = slices.DeleteFunc(lines, func(l line) bool { return l.at >= (int64(cut)+1)*microsPerDay })
		if diff := gocmp.Diff(summariesByMaps(lines), got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestWithin compares with what Until leaves, for each thing known of a customer in turn.
func TestWithin(t *testing.T) {
	for name, c := range map[string]Customer{
		"nothing": {}, "a row": {Rows: []Row{{Day: 3}, {Day: 5}}}, "a category": {Categories: []Category{{First: 5}}}, "an answer": {Answers: []Answer{{Day: 5}}},
		"a complaint": {Complaints: []Complaint{{Opened: 5, Closed: 9}}}, "a referral": {Referrals: []Referral{{Day: 5}}}, "spending": {Wallet: []Spending{{Day: 5}}},
		"an expense": {Expenses: []Expense{{Day: 5}}}, "an account": {Accounts: []Account{{Day: 5}}},
		"a contact": {Contacts: []Contact{{Day: 5}}},
	} {
		for day := Day(2); day < 8; day++ {
			if want := gocmp.Equal(c, c.Until(day), cmpopts.EquateEmpty(), wholly); c.Within(day) != want {
				t.Errorf("%s: within day %d is %v, not %v", name, day, c.Within(day), want)
			}
		}
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	l := NewLedger()
	big := line{customer: "1", amount: math.MaxInt64 / 3}
	lines := []line{big, big, big, big}
	for i := range lines {
		lines[i].order = fmt.Sprint(i + 1)
	}
	if err := l.Writer().Transactions(batchOf(lines, asNumbers)); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Scan(context.Background(), l, 1, func() *copies { return &copies{} }); !errors.Is(err, ErrTooLarge) {
		t.Errorf("scanning gave %v, want ErrTooLarge", err)
	}
}

func TestTotal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOf(rapid.Int64()).Draw(t, "parts")
		var all, back Total
		sum := 0.0
		for _, m := range parts {
			all.Add(Money(m))
			sum += float64(m)
		}
		for _, m := range slices.Backward(parts) {
			var one Total
			one.Add(Money(m))
			back.Merge(one)
		}
		if all != back {
			t.Fatalf("%v in one order, %v in the other", all, back)
		}
		if got := all.Units() * MoneyScale; math.Abs(got-sum) > 1e-9*(1+math.Abs(sum))+float64(len(parts))*4096 {
			t.Fatalf("total %v, want about %v", got, sum)
		}
	})
	var exact Total
	for range 4 {
		exact.Add(math.MaxInt64)
	}
	exact.Add(-7)
	if want := (Total{hi: 1, lo: 1<<64 - 11}); exact != want {
		t.Errorf("4(2⁶³−1)−7 is %v, want %v", exact, want)
	}
}

func TestPeriods(t *testing.T) {
	for _, g := range []Grain{ByDay, ByWeek, ByMonth, ByQuarter, ByYear} {
		for d := NewDay(1967, 3, 1); d < NewDay(1974, 2, 2); d++ {
			p := g.Period(d)
			if d < g.Start(p) || d > g.End(p) {
				t.Fatalf("%s: %s is in period %d, which runs from %s to %s", g, d, p, g.Start(p), g.End(p))
			}
		}
	}
	check := func(g Grain, day, want string) {
		t.Helper()
		d, err := ParseDay(day)
		if got := g.Label(g.Period(d)); err != nil || got != want {
			t.Errorf("%s of %s is %q (%v), want %q", g, day, got, err, want)
		}
	}
	check(ByDay, "2011-12-09", "2011-12-09")
	check(ByWeek, "2011-12-09", "2011-W49")
	check(ByWeek, "2012-01-01", "2011-W52")
	check(ByMonth, "2011-12-09", "2011-12")
	check(ByQuarter, "2011-12-09", "2011-Q4")
	check(ByYear, "1969-12-09", "1969")
}

func TestAddMonths(t *testing.T) {
	if got := NewDay(2012, 3, 31).AddMonths(-1); got != NewDay(2012, 2, 29) {
		t.Errorf("a month before 2012-03-31 is %s", got)
	}
	if got := NewDay(2011, 12, 9).AddMonths(2); got != NewDay(2012, 2, 9) {
		t.Errorf("two months after 2011-12-09 is %s", got)
	}
}

func TestEachStopsOnError(t *testing.T) {
	l := NewLedger()
	if err := cmp.Or(l.Writer().Transactions(batchOf([]line{{customer: "1", amount: 1}}, asNumbers)), l.Close()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Scan(ctx, l, 2, func() *copies { return &copies{} }); !errors.Is(err, context.Canceled) {
		t.Errorf("scanning after cancel gave %v", err)
	}
}

func BenchmarkLedger(b *testing.B) {
	const n = 1 << 16
	rng := rand.New(rand.NewPCG(1, 2))
	lines := make([]line, n)
	for i := range lines {
		if i > 0 && rng.IntN(5) > 1 {
			lines[i] = lines[i-1]
			continue
		}
		lines[i] = line{fmt.Sprint(rng.IntN(1 << 20)), fmt.Sprint(i + 1), int64(i) * 1e9, 1_990_000, "web", "tea"}
	}
	for _, how := range []form{asNumbers, asStrings, asDictionary} {
		batch := batchOf(lines, how)
		b.Run([]string{"numbers", "strings", "dictionary"}[how], func(b *testing.B) {
			l := NewLedger()
			w := l.Writer()
			for range b.N {
				if err := w.Transactions(batch); err != nil {
					b.Fatal(err)
				}
			}
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/line")
		})
	}
}
