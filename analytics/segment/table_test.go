package segment

import (
	"strings"
	"testing"
)

// TestStandard checks well-known cells and how many of the 125 combinations each segment holds.
func TestStandard(t *testing.T) {
	table := Standard()
	check := func(want string, r, f, m int) {
		t.Helper()
		if got := table.Name(table.Of(r, f, m)); got != want {
			t.Errorf("r %d, f %d, m %d is in %q, want %q", r, f, m, got, want)
		}
	}
	check("Champions", 5, 5, 5)
	check("Champions", 4, 4, 4)
	check("Loyal", 5, 5, 3)
	check("Loyal", 3, 4, 5)
	check("Potential loyalists", 5, 3, 1)
	check("Potential loyalists", 4, 1, 5)
	check("New customers", 5, 1, 1)
	check("Promising", 4, 2, 3)
	check("Need attention", 3, 3, 3)
	check("About to sleep", 3, 2, 2)
	check("At risk", 2, 3, 5)
	check("Cannot lose them", 1, 5, 5)
	check("Hibernating", 2, 1, 5)
	check("Lost", 1, 1, 1)
	check("", 0, 0, 0)
	check("", 5, 5, 6)
	cells := map[string]int{}
	for r := 1; r <= 5; r++ {
		for f := 1; f <= 5; f++ {
			for m := 1; m <= 5; m++ {
				cells[table.Name(table.Of(r, f, m))]++
			}
		}
	}
	if len(cells) != 11 || cells[""] != 0 || cells["Champions"] != 8 || cells["At risk"] != 22 {
		t.Errorf("combinations by segment: %v", cells)
	}
}

func TestStandardSpeaksBothLanguages(t *testing.T) {
	for _, s := range StandardSegments() {
		for _, text := range []string{s.Name, s.Description, s.Action} {
			if text == "" {
				t.Errorf("%s: a text is missing", s.Name)
			}
		}
		for _, text := range []string{s.NameZH, s.DescriptionZH, s.ActionZH} {
			if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s: %q is not Chinese", s.Name, text)
			}
		}
	}
}

func TestRecent(t *testing.T) {
	table := Standard()
	for id := ID(1); int(id) <= table.Len(); id++ {
		want := id <= 7 // the first seven are of recency 3 and more
		if table.Recent(id) != want {
			t.Errorf("%s: recent is %v, want %v", table.Name(id), table.Recent(id), want)
		}
	}
}

func TestOwnTable(t *testing.T) {
	table, err := NewTable([]Segment{
		{Name: "Warm", Description: "Bought lately.", Where: []Rule{{R: "3 - 5"}}},
		{Name: "Cold", NameZH: "冷", Where: []Rule{{R: "1-2", M: "1"}, {R: "1-2", M: "2-5"}, {R: "1"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := table.Segment(table.Of(3, 1, 1)); got.Name != "Warm" || got.NameZH != "Warm" || got.DescriptionZH != "Bought lately." {
		t.Errorf("got %+v", got)
	}
	if got := table.Segment(table.Of(2, 5, 5)); got.NameZH != "冷" {
		t.Errorf("got %+v", got)
	}
	if table.Name(0) != "" || table.From(0) != New || table.From(2) != "Cold" || table.Len() != 2 {
		t.Error("names by number are wrong")
	}
}

func TestTableRefuses(t *testing.T) {
	check := func(want string, segments ...Segment) {
		t.Helper()
		table, err := NewTable(segments)
		if err == nil || !strings.Contains(err.Error(), want) || table != nil {
			t.Errorf("got %v and error %v, want %q", table, err, want)
		}
	}
	all := []Rule{{}}
	check("125 combinations of scores are in no segment, the first is r 1, f 1, m 1: add rules")
	check("r 5, f 5, m 5 is in no segment: add a rule",
		Segment{Name: "A", Where: []Rule{{R: "1-4"}, {F: "1-4"}, {M: "1-4"}}})
	check(`segment "B", rule 2: r 4, f 1, m 1 is in "A" already`,
		Segment{Name: "A", Where: []Rule{{R: "4-5"}}}, Segment{Name: "B", Where: []Rule{{R: "1"}, {R: "1-4"}}})
	check("segment 2 has no name", Segment{Name: "A", Where: all}, Segment{Name: " "})
	check("is kept for customers who had not bought", Segment{Name: New, Where: all})
	check(`two segments are named "A"`, Segment{Name: "A", Where: all}, Segment{Name: "A", Where: all})
	check(`segment "A" has no rule`, Segment{Name: "A"})
	check("126 segments are more", make([]Segment, 126)...)
	for _, s := range []string{"0", "6", "5-4", "4–5", "a", "1-", "-1", "1-2-3", "4.5"} {
		check(`f is "`+s+`": write a score from 1 to 5`, Segment{Name: "A", Where: []Rule{{F: s}}})
	}
}
