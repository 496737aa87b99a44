package alert

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/analytics"
)

const asOf = analytics.Day(1000)

var nan = math.NaN()

func alerts() *Alerts {
	q := analytics.Question{AsOf: asOf, Labels: analytics.NewLabels([]string{"Ann", "overall", "price", "service", "store 1"})}
	return New(q, Rule{Scale: analytics.Scale{Max: 10, Low: 0.4}, Days: 7}, 3)
}

func answer(day analytics.Day, dimension analytics.Label, score float64) analytics.Answer {
	return analytics.Answer{Day: day, Dimension: dimension, Experience: score, ScaleMin: nan, ScaleMax: nan, Employee: 1, Store: 5}
}

func customer(answers []analytics.Answer, bought ...analytics.Day) *analytics.Customer {
	c := &analytics.Customer{Key: analytics.TextKey("c"), Answers: answers}
	for _, d := range bought {
		c.Rows = append(c.Rows, analytics.Row{Day: d, Purchases: 1})
	}
	return c
}

// What opens a case, and what closes it.
func TestCases(t *testing.T) {
	const overall, price, service = 2, 3, 4
	for _, c := range []struct {
		name   string
		of     *analytics.Customer
		listed []string // status, day opened, score, about, how closed
	}{
		{"a low score", customer([]analytics.Answer{answer(asOf-3, overall, 4)}), []string{"open 997 4  "}},
		{"on the bound", customer([]analytics.Answer{answer(asOf-3, overall, 4.1)}), nil},
		{"its deadline is today", customer([]analytics.Answer{answer(asOf-7, overall, 0)}), []string{"open 993 0  "}},
		{"and was yesterday", customer([]analytics.Answer{answer(asOf-8, overall, 0)}), []string{"overdue 992 0  "}},
		{"bought since", customer([]analytics.Answer{answer(asOf-8, overall, 0)}, asOf-20, asOf-2), []string{"closed 992 0  purchase"}},
		{"bought on that day", customer([]analytics.Answer{answer(asOf-8, overall, 0)}, asOf-8), []string{"overdue 992 0  "}},
		{"answered since", customer([]analytics.Answer{answer(asOf-8, overall, 0), answer(asOf-4, overall, 9)}), []string{"closed 992 0  answer"}},
		{"answered low again", customer([]analytics.Answer{answer(asOf-8, overall, 0), answer(asOf-4, overall, 1)}), []string{"open 996 1  ", "closed 992 0  answer"}},
		{"answered before buying", customer([]analytics.Answer{answer(asOf-8, overall, 0), answer(asOf-4, overall, 9)}, asOf-2), []string{"closed 992 0  answer"}},
		{"the overall question counts", customer([]analytics.Answer{answer(asOf-3, overall, 8), answer(asOf-3, price, 0)}), nil},
		{"and the worst dimension says about what", customer([]analytics.Answer{answer(asOf-3, overall, 2), answer(asOf-3, price, 3), answer(asOf-3, service, 1)}), []string{"open 997 2 service "}},
		{"without it the worst", customer([]analytics.Answer{answer(asOf-3, price, 3), answer(asOf-3, service, 8)}), []string{"open 997 3 price "}},
		{"old ones are left to others", customer([]analytics.Answer{answer(asOf-91, overall, 0)}), nil},
		{"ones to come", customer([]analytics.Answer{answer(asOf+1, overall, 0)}), nil},
		{"off the scale", customer([]analytics.Answer{answer(asOf-3, overall, -99)}), nil},
		{"no score", customer([]analytics.Answer{answer(asOf-3, overall, nan)}), nil},
	} {
		l := alerts()
		l.Consider(c.of, "", 10, true)
		l.Sort()
		var got []string
		for _, found := range l.List {
			got = append(got, fmt.Sprintf("%s %d %v %s %s", found.Status, found.Opened, found.Score, found.About, found.ClosedBy))
			if found.Employee != "Ann" || found.Store != "store 1" || found.Deadline != found.Opened+7 {
				t.Errorf("%s: %+v", c.name, found)
			}
		}
		if d := cmp.Diff(c.listed, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// The list holds the most urgent and valuable; counts hold all, whichever way the customers were split.
func TestListIsCutNotCounts(t *testing.T) {
	whole, a, b := alerts(), alerts(), alerts()
	for i := range 20 {
		c := customer([]analytics.Answer{answer(asOf-analytics.Day(i), 2, 1)})
		c.Key = analytics.NumberKey(int64(i))
		value := float64(i % 7)
		if i == 3 {
			value = nan
		}
		whole.Consider(c, "", value, i != 5)
		map[bool]*Alerts{true: a, false: b}[i < 9].Consider(c, "", value, i != 5)
	}
	a.Merge(b)
	for _, l := range []*Alerts{whole, a} {
		l.Sort()
		if l.Counts[Open] != 7 || l.Counts[Overdue] != 12 || l.Pending() != 19 || l.Refused != 1 || len(l.List) != 3 {
			t.Errorf("%+v", l)
		}
		for i, want := range []string{"13", "12", "19"} { // overdue, worth 6, 5 and 5
			if got := l.List[i]; got.Customer != want || got.Status != Overdue {
				t.Errorf("%d: %+v, want %s", i, got, want)
			}
		}
	}
	if whole.AtStake != a.AtStake {
		t.Errorf("%v and %v at stake", whole.AtStake, a.AtStake)
	}
}
