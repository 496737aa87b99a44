package segment

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func member(table *Table, r, f, m int, before ID, last analytics.Day, occasions int, revenue analytics.Money) Member {
	s := analytics.Summary{Last: last, Occasions: occasions, Revenue: revenue, Cost: revenue / 2}
	return Member{R: r, F: f, M: m, Now: table.Of(r, f, m), Before: before, Summary: s, LTV: math.NaN()}
}

func TestSegments(t *testing.T) {
	table := Standard()
	s := NewSegments(table, 100)
	champion, lost := table.Of(5, 5, 5), table.Of(1, 1, 1)
	m := member(table, 5, 5, 5, champion, 99, 10, 800e6)
	m.LTV, m.Doubt = 12.5, 2.5
	s.Add(m)
	s.Add(member(table, 4, 4, 4, lost, 95, 5, 100e6))
	s.Add(member(table, 1, 1, 1, champion, 40, 1, 100e6))
	s.Add(member(table, 5, 1, 1, 0, 100, 1, 0))
	s.Add(Member{Summary: analytics.Summary{Revenue: -50e6}})
	r := s.Result()
	p := r.Profiles[champion-1]
	if p.Segment != "Champions" || p.Customers != 2 || p.Revenue.Units() != 900 || p.Margin.Units() != 450 || p.LTV.Units() != 12.5 || p.Doubt.Units() != 2.5 || p.Valued != 1 {
		t.Errorf("got %+v", p)
	}
	if p.CustomerShare != 0.5 || p.RevenueShare != 0.9 || p.Recency != 3 || p.Frequency != 7.5 || p.Monetary != 450 {
		t.Errorf("got %+v", p)
	}
	if p.Before != 2 || p.Change != 0 || r.Total.Before != 3 || r.Total.Change != 1 || r.Total.Customers != 4 {
		t.Errorf("before and change: %+v, total %+v", p, r.Total)
	}
	if empty := r.Profiles[1]; empty.Customers != 0 || !math.IsNaN(empty.Monetary) || !math.IsNaN(empty.Recency) {
		t.Errorf("an empty segment has averages: %+v", empty)
	}
	var moves []string
	for _, m := range r.Moves {
		moves = append(moves, m.FromSegment+" → "+m.ToSegment)
	}
	want := []string{"Champions → Champions", "Champions → Lost", "Lost → Champions", "(new) → New customers"}
	if !slices.Equal(moves, want) {
		t.Errorf("moves %v, want %v", moves, want)
	}
	if len(r.Grid) != 25 || r.Grid[24].Segment != "Champions" || r.Grid[24].Customers != 1 || r.Grid[1].Segment != "" {
		t.Errorf("grid %+v", r.Grid)
	}
}

// TestCellSegment checks that a cell of recency and frequency is named after the segment that most of its customers are in.
func TestCellSegment(t *testing.T) {
	table := Standard()
	s := NewSegments(table, 100)
	for _, m := range []int{1, 2, 5} {
		s.Add(member(table, 5, 5, m, 0, 99, 9, 1e6))
	}
	if got := s.Result().Grid[24]; got.Segment != "Loyal" || got.Customers != 3 || got.Revenue.Units() != 3 {
		t.Errorf("got %+v", got)
	}
}

func TestNobody(t *testing.T) {
	r := NewSegments(Standard(), 100).Result()
	if len(r.Profiles) != 11 || r.Total.Customers != 0 || len(r.Moves) != 0 || !math.IsNaN(r.Total.CustomerShare) {
		t.Errorf("got %+v", r)
	}
}

func TestTables(t *testing.T) {
	table := Standard()
	s := NewSegments(table, 100)
	s.Add(member(table, 5, 5, 5, 0, 99, 10, 800e6))
	check := func(tables []analytics.Table, want ...string) {
		t.Helper()
		var columns []string
		for _, f := range tables[0].Record.Schema().Fields() {
			columns = append(columns, f.Name)
		}
		if !slices.Equal(columns, want) {
			t.Errorf("columns %v, want %v", columns, want)
		}
		if tables[0].Record.NumRows() != 11 || tables[1].Record.NumRows() != 1 || tables[2].Record.NumRows() != 25 {
			t.Errorf("%d, %d and %d rows", tables[0].Record.NumRows(), tables[1].Record.NumRows(), tables[2].Record.NumRows())
		}
	}
	columns := []string{"segment", "customers", "revenue", "share_customers", "share_revenue", "recency_days", "frequency",
		"monetary", "action", "customers_before", "change_customers"}
	check(s.Result().Tables(false), columns...)
	m := member(table, 5, 5, 5, 0, 99, 10, 800e6)
	m.LTV = 3
	s.Add(m)
	check(s.Result().Tables(true), append(columns, "margin", "ltv", "in_doubt")...)
}

// TestPartsAddUp checks that segments, moves and cells each add up to the whole, in any order and any split.
func TestPartsAddUp(t *testing.T) {
	table := Standard()
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.IntRange(1, 5)
		all := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Member {
			m := member(table, score.Draw(t, "r"), score.Draw(t, "f"), score.Draw(t, "m"), ID(rapid.IntRange(0, 11).Draw(t, "before")),
				analytics.Day(rapid.IntRange(0, 100).Draw(t, "last")), rapid.IntRange(1, 9).Draw(t, "occasions"),
				analytics.Money(rapid.Int64().Draw(t, "revenue")))
			m.LTV = rapid.Float64Range(0, 1000).Draw(t, "ltv")
			return m
		}), 0, 50).Draw(t, "customers")
		whole, one, two := NewSegments(table, 100), NewSegments(table, 100), NewSegments(table, 100)
		var revenue analytics.Total
		for _, m := range all {
			whole.Add(m)
			revenue.Add(m.Summary.Revenue)
		}
		for _, m := range rapid.Permutation(all).Draw(t, "order") {
			[]*Segments{one, two}[rapid.IntRange(0, 1).Draw(t, "part")].Add(m)
		}
		one.Merge(two)
		a, b := whole.Result(), one.Result()
		if !slices.Equal(a.Moves, b.Moves) || !slices.Equal(a.Grid, b.Grid) {
			t.Fatal("the result depends on order or split")
		}
		check := func(what string, customers int, parts analytics.Total) {
			if customers != len(all) || parts != revenue {
				t.Fatalf("%s: %d customers with %v do not add up to %d with %v", what, customers, parts.Units(), len(all), revenue.Units())
			}
		}
		n, sum, before, ltv := 0, analytics.Total{}, 0, analytics.Total{}
		for i, p := range a.Profiles {
			if q := b.Profiles[i]; p.Customers != q.Customers || p.LTV != q.LTV || p.Margin != q.Margin || p.Before != q.Before {
				t.Fatalf("%+v against %+v", p, q)
			}
			n, before = n+p.Customers, before+p.Before
			sum.Merge(p.Revenue)
			ltv.Merge(p.LTV)
		}
		check("segments", n, sum)
		if before != a.Total.Before || ltv != a.Total.LTV || a.Total.Before+a.Total.Change != a.Total.Customers {
			t.Fatalf("total %+v", a.Total)
		}
		n, sum = 0, analytics.Total{}
		for _, m := range a.Moves {
			n += m.Customers
			sum.Merge(m.Revenue)
		}
		check("moves", n, sum)
		n, sum = 0, analytics.Total{}
		for _, c := range a.Grid {
			n += c.Customers
			sum.Merge(c.Revenue)
		}
		check("grid", n, sum)
	})
}

func BenchmarkAdd(b *testing.B) {
	table := Standard()
	s := NewSegments(table, 100)
	m := member(table, 5, 5, 5, 1, 99, 10, 800e6)
	for b.Loop() {
		s.Add(m)
	}
}
