package analytics

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// happening is a row of any table but transactions; every table draws its columns from it.
type happening struct {
	who, other, name string
	day              int64
	score            float64
}

func happenings(n int) (list []happening) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range n {
		list = append(list, happening{
			fmt.Sprint(rng.IntN(9)), fmt.Sprint(rng.IntN(9)), []string{"", "service", "price"}[rng.IntN(3)], rng.Int64N(4), float64(rng.IntN(3)),
		})
	}
	return list
}

func eventColumns(list []happening) map[string]arrow.Array {
	mem := memory.DefaultAllocator
	who, other, name := array.NewStringBuilder(mem), array.NewStringBuilder(mem), array.NewStringBuilder(mem)
	at := array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond})
	score, amount, fit := array.NewFloat64Builder(mem), array.NewInt64Builder(mem), array.NewBooleanBuilder(mem)
	for _, h := range list {
		who.Append(h.who)
		other.Append(h.other)
		name.Append(h.name)
		at.Append(arrow.Timestamp(h.day * microsPerDay))
		score.Append(h.score)
		fit.Append(h.score > 0)
		amount.Append(int64(h.score) * MoneyScale)
	}
	text, names, day, number, money, flag := who.NewArray(), name.NewArray(), at.NewArray(), score.NewArray(), amount.NewArray(), fit.NewArray()
	return map[string]arrow.Array{
		"customer_id": text, "source_id": text, "updated_at": day, "qualified": flag, "referrer_id": text, "referred_id": other.NewArray(), "answered_at": day, "opened_at": day, "referred_at": day,
		"period": day, "dimension": names, "competitor": names, "category": names, "channel": names, "store": names, "kind": names,
		"outcome": names, "experience": number, "recommend": number, "satisfaction": number, "satisfaction_after": number,
		"price_cheap": number, "amount": money, "compensation": money, "list": names, "contacted_at": day, "held_out": flag, "date": day, "name": names,
		"name_zh": names, "until": day,
	}
}

func ledgerOfEvents(t *testing.T, list []happening) *Ledger {
	l := NewLedger()
	for part := range slices.Chunk(list, 7) {
		w, batch := l.Writer(), record(eventColumns(part), len(part))
		if err := cmp.Or(w.Surveys(batch), w.Complaints(batch), w.Referrals(batch), w.Wallet(batch), w.Costs(batch), w.Employees(batch), w.Identities(batch),
			w.Contacts(batch), w.Events(batch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEventsInAnyOrder(t *testing.T) {
	list := happenings(200)
	shuffled := slices.Clone(list)
	rand.New(rand.NewPCG(5, 6)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	one, other := ledgerOfEvents(t, list), ledgerOfEvents(t, shuffled)
	options := []gocmp.Option{wholly, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()}
	if diff := gocmp.Diff(everyone(t, one), everyone(t, other), options...); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff(one.Employees(), other.Employees()); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff(one.Events(), other.Events()); diff != "" || len(one.Events()) != 200 {
		t.Error(diff)
	}
}

func everyone(t *testing.T, l *Ledger) []Customer {
	all, err := Scan(context.Background(), l, 2, func() *copies { return &copies{} })
	if err != nil {
		t.Fatal(err)
	}
	return all.list
}

// TestEventsComeThrough counts what went in and sums what came out.
func TestEventsComeThrough(t *testing.T) {
	list := happenings(200)
	l := ledgerOfEvents(t, list)
	var scores, answers, after, cheap, referred, wallet, spent, paid, accounts, days, fit, contacts, contacted, held float64
	for _, c := range everyone(t, l) {
		for _, a := range c.Answers {
			answers++
			scores += a.Experience
			cheap += a.Cheap
			if a.Competitor != a.Dimension || a.Store != a.Dimension || a.Employee != 0 {
				t.Errorf("names of an answer: %+v", a)
			}
		}
		for _, p := range c.Complaints {
			after += p.SatisfactionAfter
			paid += p.Compensation.Units()
			if p.Category != p.Channel || p.Resolved {
				t.Errorf("complaint: %+v", p)
			}
		}
		for _, r := range c.Referrals {
			referred += float64(r.Referred.number)
		}
		for _, w := range c.Wallet {
			wallet += w.Amount.Units()
		}
		for _, e := range c.Expenses {
			spent += e.Amount.Units()
		}
		for _, a := range c.Accounts {
			accounts++
			days += float64(a.Day)
			if a.Qualified {
				fit++
			}
		}
		for _, k := range c.Contacts {
			contacts++
			contacted += float64(k.Day)
			if k.HeldOut {
				held++
			}
		}
	}
	for _, e := range l.Events() {
		if e.Until != e.From || e.Name != e.NameZH {
			t.Errorf("event: %+v", e)
		}
	}
	var want, ids, wantDays, wantFit float64
	for _, h := range list {
		want += h.score
		wantDays += float64(h.day)
		if h.score > 0 {
			wantFit++
		}
		var id float64
		if _, err := fmt.Sscan(h.other, &id); err != nil {
			t.Fatal(err)
		}
		ids += id
	}
	if diff := gocmp.Diff([]float64{200, want, want, want, want, want, want, ids, 200, wantDays, wantFit, 200, wantDays, wantFit},
		[]float64{answers, scores, after, cheap, wallet, spent, paid, referred, accounts, days, fit, contacts, contacted, held}); diff != "" {
		t.Error(diff)
	}
	if len(l.Costs()) != 0 || len(l.Employees()) != 200 {
		t.Errorf("%d costs of nobody, %d employee scores", len(l.Costs()), len(l.Employees()))
	}
}

// TestCostsOfNobody has costs without a customer.
func TestCostsOfNobody(t *testing.T) {
	columns := eventColumns([]happening{{day: 2, name: "service", score: 3}, {day: 1, name: "acquisition", score: 2}})
	delete(columns, "customer_id")
	l := NewLedger()
	if err := cmp.Or(l.Writer().Costs(record(columns, 2)), l.Close()); err != nil {
		t.Fatal(err)
	}
	// The label 2 is "resolved", which every ledger knows.
	want := []Expense{{1, 1, 1, 2 * MoneyScale}, {2, 3, 3, 3 * MoneyScale}}
	if diff := gocmp.Diff(want, l.Costs()); diff != "" || l.Labels().Name(1) != "acquisition" {
		t.Error(diff)
	}
}

// TestAccountsOfUnknownAge enters accounts without a date, which are known on any day, and without the optional columns.
func TestAccountsOfUnknownAge(t *testing.T) {
	mem := memory.DefaultAllocator
	who, at := array.NewStringBuilder(mem), array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond})
	who.Append("a")
	at.AppendNull()
	ids, dates := who.NewArray(), at.NewArray()
	l := NewLedger()
	w := l.Writer()
	if err := cmp.Or(w.Identities(record(map[string]arrow.Array{"source_id": ids, "updated_at": dates}, 1)),
		w.Identities(record(map[string]arrow.Array{"source_id": ids}, 1)), l.Close()); err != nil {
		t.Fatal(err)
	}
	if w.Identities(record(map[string]arrow.Array{"source_id": ids, "qualified": dates}, 1)) == nil {
		t.Error("a column of the wrong type is taken")
	}
	all := everyone(t, l)
	if diff := gocmp.Diff([]Account{{Day: NoDay}, {Day: NoDay}}, all[0].Until(-1000).Accounts); len(all) != 1 || diff != "" {
		t.Errorf("%d customers: %s", len(all), diff)
	}
}

// TestContactsAndEventsWithGaps enters contacts nobody made and events of one day, to come, or ending before they begin.
func TestContactsAndEventsWithGaps(t *testing.T) {
	mem := memory.DefaultAllocator
	who, list, at := array.NewStringBuilder(mem), array.NewStringBuilder(mem), array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond})
	from, until := array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond}), array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond})
	for i, name := range []string{"first", "second", "third"} {
		who.Append("a")
		list.Append(name)
		from.Append(arrow.Timestamp(int64(10*i) * microsPerDay))
		if i == 0 {
			at.AppendNull()
			until.AppendNull()
			continue
		}
		at.Append(arrow.Timestamp(int64(7*i) * microsPerDay))
		until.Append(arrow.Timestamp(15 * microsPerDay))
	}
	ids, lists, days, starts, ends := who.NewArray(), list.NewArray(), at.NewArray(), from.NewArray(), until.NewArray()
	l := NewLedger()
	w := l.Writer()
	if err := cmp.Or(w.Contacts(record(map[string]arrow.Array{"customer_id": ids, "list": lists, "contacted_at": days}, 3)),
		w.Events(record(map[string]arrow.Array{"date": starts, "name": lists, "until": ends}, 3)), l.Close()); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"held_out":     w.Contacts(record(map[string]arrow.Array{"customer_id": ids, "list": lists, "held_out": days}, 3)),
		"contacted_at": w.Contacts(record(map[string]arrow.Array{"customer_id": ids, "list": lists, "contacted_at": lists}, 3)),
		"until":        w.Events(record(map[string]arrow.Array{"date": starts, "name": lists, "until": lists}, 3)),
	} {
		if err == nil {
			t.Errorf("a column %s of the wrong type is taken", name)
		}
	}
	all := everyone(t, l)
	first, second, third := Label(1), Label(3), Label(4) // 2 is "resolved"
	if diff := gocmp.Diff([]Contact{{NoDay, first, false}, {7, second, false}, {14, third, false}}, all[0].Contacts); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff([]Contact{{NoDay, first, false}, {7, second, false}}, all[0].Until(13).Contacts); diff != "" {
		t.Error(diff)
	}
	if diff := gocmp.Diff([]Event{{0, 0, first, 0}, {10, 15, second, 0}, {20, 20, third, 0}}, l.Events()); diff != "" {
		t.Error(diff)
	}
}
