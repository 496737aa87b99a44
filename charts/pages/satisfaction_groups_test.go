package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/satisfaction"
	"regulars/charts"
)

// storesOf are stores with so many best scores of so many answers.
func storesOf(of ...[2]int64) (groups []satisfaction.Group) {
	for i, x := range of {
		g := satisfaction.Group{Cut: satisfaction.ByStore, Name: string(rune('A' + i))}
		g.Whole = satisfaction.Dimension{Name: satisfaction.All, Experience: estimate(x[1], 3, .1), TopTwo: analytics.ShareOf(x[0], x[1])}
		groups = append(groups, g)
	}
	return groups
}

func groupsPage(groups []satisfaction.Group) []charts.Section {
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Groups: groups, SegmentNames: map[string]charts.Text{"A": both("Lost", "流失")}}
	in.Result.Whole.Experience, in.Result.Customers = estimate(1000, 3, .1), 1000
	return in.groups()
}

func TestGroupFindings(t *testing.T) {
	s := groupsPage(storesOf([2]int64{80, 100}, [2]int64{40, 100}, [2]int64{1, 9}))[0]
	says(t, s.Title, "The 2 stores differ by more than chance: in “B” 40% of answers give 4 or 5, in “A” 80%.",
		"2 家门店之间的差异超出偶然：“B”有 40% 的回答给出 4 分或 5 分，“A”为 80%。")
	says(t, s.Note, "n = 1,000 answers about all dimensions. Not shown: 1 store with fewer than 10 answers.",
		"n = 1,000 条回答（全部方面）。未展示：1 家门店的回答少于 10 条。")
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Groups: storesOf([2]int64{80, 100}, [2]int64{40, 100})}
	in.Groups[0].Whole.Design, in.Groups[1].Whole.Design = 10, 10
	if got := in.groups()[0].Title.EN; !strings.HasPrefix(got, "No difference") {
		t.Errorf("ten answers of each of 20 customers: %s", got)
	}
	s = groupsPage(storesOf([2]int64{45, 100}, [2]int64{40, 100}))[0]
	says(t, s.Title, "No difference between the 2 stores is beyond chance: between 40% and 45% of answers give 4 or 5.",
		"2 家门店之间的差异没有超出偶然：40% 至 45% 的回答给出 4 分或 5 分。")
	if len(groupsPage(storesOf([2]int64{45, 100}, [2]int64{4, 9}))) != 0 {
		t.Error("one store alone is compared with nothing")
	}
}

// Segments have names in both languages; a store that is called like one has its own.
func TestGroupNames(t *testing.T) {
	groups := storesOf([2]int64{80, 100}, [2]int64{40, 100})
	if got := groupsPage(groups)[0].Table.Rows[1][0]; got != charts.Same("A") {
		t.Errorf("got %v", got)
	}
	groups[0].Cut, groups[1].Cut = satisfaction.BySegment, satisfaction.BySegment
	if got := groupsPage(groups)[0].Table.Rows[1][0]; got != (both("Lost", "流失")) {
		t.Errorf("got %v", got)
	}
}

func TestManyGroups(t *testing.T) {
	var of [][2]int64
	for i := range 50 {
		of = append(of, [2]int64{int64(i), 50})
	}
	s := groupsPage(storesOf(of...))[0]
	if len(s.Table.Rows) != 50 {
		t.Errorf("%d rows", len(s.Table.Rows))
	}
	says(t, s.Note, "n = 1,000 answers about all dimensions. Drawn are the 10 worst and the 10 best.", "n = 1,000 条回答（全部方面）。图中为最差与最好的各 10 个。")
}

func TestNPSChange(t *testing.T) {
	with := func(low, high float64) charts.Text {
		in := SatisfactionInput{Result: oneToFive(), MinGroup: 10}
		in.Result.NPSChange = satisfaction.Change{
			Before: satisfaction.Estimate{N: 90, Mean: .2}, Now: satisfaction.Estimate{N: 90, Mean: .3}, Low: low, High: high,
		}
		return in.npsChange()
	}
	says(t, with(.05, .15), "It has risen on the year: +30 against +20, with as many new and old customers.", "同比上升：+30，此前一年为 +20，新老客户构成相同。")
	says(t, with(-.15, -.05), "It has fallen on the year: +30 against +20, with as many new and old customers.", "同比下降：+30，此前一年为 +20，新老客户构成相同。")
	says(t, with(-.05, .15), "It has not clearly changed on the year: +30 against +20, with as many new and old customers.", "同比没有明显变化：+30，此前一年为 +20，新老客户构成相同。")
	if got := (SatisfactionInput{Result: oneToFive(), MinGroup: 10}).npsChange(); !got.IsZero() {
		t.Errorf("without a change: %q", got.EN)
	}
}

// A chain of many stores with long names stays a light page.
func TestManyStoresStayLight(t *testing.T) {
	in := SatisfactionInput{Result: oneToFive(), MinGroup: 10, Staff: stores(400)}
	in.Result.Answers, in.Result.Whole = 20000, satisfaction.Dimension{Name: satisfaction.All, Experience: estimate(20000, 3, .1), TopTwo: portion(20000, .5, .01)}
	for i := range 400 {
		g := storesOf([2]int64{int64(i % 50), 50})[0]
		g.Name = fmt.Sprintf("Filiale Donaudampfschifffahrtsgesellschaft %d", i)
		g.NPS = satisfaction.NPS{N: 50, Score: .123, Low: .1, High: .2}
		in.Groups = append(in.Groups, g)
		in.Staff.Stores[i].Store = g.Name
	}
	dir := t.TempDir()
	if err := charts.Write(dir, charts.Report{Header: charts.Header{AsOf: asOf, Run: "1", Version: "test"}, Pages: []charts.Page{Satisfaction(in)}}); err != nil {
		t.Fatal(err)
	}
	if f, err := os.Stat(filepath.Join(dir, "satisfaction.html")); err != nil || f.Size() > 150<<10 {
		t.Errorf("the page has %d bytes: %v", f.Size(), err)
	}
}
