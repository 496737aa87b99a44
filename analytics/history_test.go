package analytics

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"math"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// byDefinition is what history.go tells of a customer, from the definitions written down as loops over lines.
type byDefinition struct {
	Occasions []Occasion
	Gaps      []int
	Won       Acquisition
	Last      LastPurchase
	Done      Done
	Next      Day
}

// purchases are the purchase lines of an order on a day, or without one its refunds, in the order of time and name.
type orderDay struct {
	day   Day
	order string
	lines []line
}

// ordersOf puts lines together as the ledger does, and in the order of the clock.
func ordersOf(lines []line) (list []orderDay) {
	for _, l := range lines {
		day, order := dayOf(arrow.Timestamp(l.at)), l.order
		if order == "" {
			order = fmt.Sprint("at ", l.at)
		}
		at := slices.IndexFunc(list, func(o orderDay) bool { return o.day == day && o.order == order })
		if at < 0 {
			at, list = len(list), append(list, orderDay{day: day, order: order})
		}
		list[at].lines = append(list[at].lines, l)
	}
	for i := range list {
		slices.SortStableFunc(list[i].lines, func(a, b line) int {
			return cmp.Or(compareFlags(a.amount < 0, b.amount < 0), cmp.Compare(a.at, b.at))
		})
	}
	slices.SortFunc(list, func(a, b orderDay) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.lines[0].at, b.lines[0].at), cmp.Compare(orderNumber(a), orderNumber(b)))
	})
	return list
}

func orderNumber(o orderDay) uint64 {
	if d := identOf(o.order); d.kind == numberIdent {
		return d.a
	}
	return mix(uint64(o.lines[0].at) ^ orderSalt)
}

func (o *orderDay) bought() bool { return o.lines[0].amount >= 0 }

// name is the first of the names that the lines give.
func (o *orderDay) name(of func(line) string) string {
	for i, l := range o.lines {
		if of(l) == "" {
			continue
		}
		name := of(l)
		for _, other := range o.lines[i:] {
			if other.at == l.at && (other.amount < 0) == (l.amount < 0) && of(other) != "" {
				name = min(name, of(other))
			}
		}
		return name
	}
	return ""
}

func channelOf(l line) string { return l.channel }

func defined(lines []line, labels *Labels, from, to Day) byDefinition {
	label := func(name string) Label {
		for l := range labels.Len() {
			if labels.Name(Label(l)) == name {
				return Label(l)
			}
		}
		return 0
	}
	d := byDefinition{Won: Acquisition{Day: NoDay}, Last: LastPurchase{Day: NoDay}, Next: NoDay}
	begun := map[string]bool{}
	for _, o := range ordersOf(lines) {
		fresh := o.bought() && !begun[o.order]
		begun[o.order] = begun[o.order] || o.bought()
		n, inside := len(d.Occasions), o.day >= from && o.day <= to
		if o.bought() && (n == 0 || d.Occasions[n-1].Day != o.day) {
			d.Occasions = append(d.Occasions, Occasion{Day: o.day, Channel: label(o.name(channelOf))})
			if n > 0 {
				d.Gaps = append(d.Gaps, int(o.day-d.Occasions[n-1].Day))
			}
			if inside {
				d.Done.Occasions++
			}
		}
		if fresh {
			d.Occasions[len(d.Occasions)-1].Orders++
			if inside {
				d.Done.Orders++
			}
		}
		if o.bought() {
			if d.Won.Day == NoDay {
				d.Won = Acquisition{Day: o.day, Channel: label(o.name(channelOf))}
			}
			if d.Last.Day != o.day {
				d.Last.Net = 0
			}
			d.Last.Day, d.Last.Channel = o.day, label(o.name(channelOf))
			if d.Next == NoDay && o.day > from {
				d.Next = o.day
			}
		}
		for _, l := range o.lines {
			if o.bought() {
				d.Last.Net += l.amount
			}
			if inside {
				d.Done.Net += l.amount
				d.Done.Refunded -= min(0, l.amount)
			}
		}
	}
	for i := range d.Occasions {
		for _, l := range lines {
			if dayOf(arrow.Timestamp(l.at)) == d.Occasions[i].Day {
				d.Occasions[i].Net += l.amount
			}
		}
	}
	return d
}

// TestHistoryAgainstDefinitions compares customers, whole and cut, with the definitions.
func TestHistoryAgainstDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines, cut := genLines(t), Day(rapid.IntRange(-6, 6).Draw(t, "cut"))
		from := Day(rapid.IntRange(-6, 6).Draw(t, "from"))
		to := from + Day(rapid.IntRange(0, 6).Draw(t, "days"))
		l := ledgerWith(t, lines)
		err := Each(context.Background(), l, 1, func(customers iter.Seq[*Customer]) (int, error) {
			for c := range customers {
				early := c.Until(cut)
				for _, part := range []*Customer{&early, c, &early} { // whoever asks first
					until := Day(math.MaxInt32)
					if part != c {
						until = cut
					}
					own := slices.DeleteFunc(slices.Clone(lines), func(x line) bool {
						return x.customer != c.Key.String() || dayOf(arrow.Timestamp(x.at)) > until
					})
					got := byDefinition{slices.Clone(part.Occasions()), part.Gaps(nil), part.Acquisition(), part.LastPurchase(), part.Between(from, to), part.NextPurchase(from)}
					got.Won.Category, got.Last.Category = 0, 0 // tested below
					if diff := gocmp.Diff(defined(own, l.Labels(), from, to), got, cmpopts.EquateEmpty()); diff != "" {
						return 0, fmt.Errorf("customer %s: %s", c.Key, diff)
					}
				}
			}
			return 0, nil
		}, func(int) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	})
}

const hour = 3_600_000_000

// TestTheClockDecides has a customer who buys on the web in the morning and in the app in the evening, whatever the order of ids, of names
// and of lines.
func TestTheClockDecides(t *testing.T) {
	morning := line{customer: "1", order: "9", at: 8 * hour, amount: 1_000_000, channel: "web", category: "tea"}
	evening := line{customer: "1", order: "3", at: 20 * hour, amount: 2_000_000, channel: "app", category: "books"}
	refund := line{customer: "1", order: "5", at: 7 * hour, amount: -1_000_000, channel: "shop"}
	for _, how := range []form{asNumbers, asStrings, asDictionary} {
		for _, lines := range [][]line{{morning, evening, refund}, {refund, evening, morning}} {
			c := customers(t, 1, batchOf(lines, how))[0]
			app, books, tea, web := Label(1), Label(2), Label(5), Label(6) // and resolved, shop between
			won, last := c.Acquisition(), c.LastPurchase()
			if won.Channel != web || won.Category != tea || last.Channel != app || last.Category != books || c.Occasions()[0].Channel != web {
				t.Errorf("won by %+v, last bought %+v, occasion %+v", won, last, c.Occasions())
			}
		}
	}
}

// TestOrdersOfOneTime are told apart by their ids, lines of one order and time by name.
func TestOrdersOfOneTime(t *testing.T) {
	at := func(order, channel string) line {
		return line{customer: "1", order: order, amount: 1_000_000, channel: channel, category: channel}
	}
	const app, shop Label = 1, 3 // with resolved between
	for _, ids := range [][2]string{{"9", "10"}, {"A0009", "A0010"}, {"INV-2", "INV-11"}} {
		lines := []line{at(ids[1], "app"), at(ids[0], "web"), at(ids[0], "shop")}
		c := customers(t, 1, batchOf(lines, asStrings))[0]
		if won, last := c.Acquisition(), c.LastPurchase(); won.Channel != shop || won.Category != shop || last.Channel != app || last.Category != app {
			t.Errorf("%v: won by %+v, last bought %+v", ids, won, last)
		}
	}
}

// TestOrderNumbersDiffer compares the numbers of ids that nearly are the same.
func TestOrderNumbersDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for _, prefix := range []string{"", "A", "B", "AB", "R-", "S-", "C", "2024-"} {
		for _, digits := range []string{"%d", "%05d", "%014d"} {
			for n := range 200 {
				s := prefix + fmt.Sprintf(digits, n*137)
				d := identOf(s)
				if other, ok := seen[d.order()]; ok && other != s {
					t.Fatalf("%s and %s have one number", s, other)
				}
				seen[d.order()] = s
			}
		}
	}
}

// TestLastRecommendation has answers of one day that come in the order of their dimensions' names.
func TestLastRecommendation(t *testing.T) {
	names := func(of ...string) arrow.Array {
		b := array.NewStringBuilder(memory.DefaultAllocator)
		b.AppendValues(of, nil)
		return b.NewArray()
	}
	when := array.NewTimestampBuilder(memory.DefaultAllocator, &arrow.TimestampType{Unit: arrow.Microsecond})
	when.AppendValues([]arrow.Timestamp{20 * hour, 8 * hour, 20 * hour, 30 * hour}, nil)
	scores := array.NewFloat64Builder(memory.DefaultAllocator)
	scores.AppendValues([]float64{9, 2, 7, 11}, nil)
	experience := array.NewFloat64Builder(memory.DefaultAllocator)
	experience.AppendValues([]float64{1, 2, 3, 4}, nil)
	l := NewLedger()
	err := cmp.Or(l.Writer().Surveys(record(map[string]arrow.Array{"customer_id": names("a", "a", "a", "a"), "answered_at": when.NewArray(),
		"dimension": names("overall", "service", "price", "price"), "experience": experience.NewArray(), "recommend": scores.NewArray()}, 4)), l.Close())
	if err != nil {
		t.Fatal(err)
	}
	c := allOf(t, l)[0]
	list := c.Recommendations()
	if len(list) != 2 || list[0].Recommend != 9 || list[0].At != 20*3_600_000 || list[1].Recommend != 11 {
		t.Errorf("recommendations %+v", list) // of two in the evening the one about the first name, overall
	}
	if got := c.LastRecommendation(); got != 9 {
		t.Errorf("the last is %v, not 9: 11 lies off the scale", got)
	}
	if got := (&Customer{}).LastRecommendation(); !math.IsNaN(got) {
		t.Errorf("without answers it is %v", got)
	}
}

func TestPlace(t *testing.T) {
	s := Scale{Min: 1, Max: 5, Low: 0.25}
	check := func(a Answer, want float64, low bool) {
		t.Helper()
		got := s.Place(&a)
		if !(got == want || math.IsNaN(got) && math.IsNaN(want)) || s.IsLow(got) != low {
			t.Errorf("%+v lies at %v, low %v; want %v, %v", a, got, s.IsLow(got), want, low)
		}
	}
	check(Answer{Experience: 1}, 0, true)
	check(Answer{Experience: 2}, 0.25, true)
	check(Answer{Experience: 3}, 0.5, false)
	check(Answer{Experience: 5}, 1, false)
	check(Answer{Experience: 6}, math.NaN(), false)
	check(Answer{Experience: math.NaN()}, math.NaN(), false)
	check(Answer{Experience: 2, ScaleMin: 0, ScaleMax: 10}, 0.2, true)
	s = Scale{}
	check(Answer{Experience: 2}, math.NaN(), false)
	check(Answer{Experience: 2, ScaleMin: 0, ScaleMax: 4}, 0.5, false)
}
