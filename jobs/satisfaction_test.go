package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"regulars/analytics"
)

// gapBase is a survey of 20 customers whose averages are those of the course books' example of the experience gap.
func gapBase(t *testing.T) (sales, answers string) {
	dir, day := t.TempDir(), analytics.NewDay(2024, 3, 1)
	var lines, rows [][]any
	for i := range 20 {
		id, off := fmt.Sprint("c", i), float64(i%2*2-1) // one point more for half of them, one less for the others
		lines = append(lines, []any{id, day, 10.0})
		for _, d := range []struct {
			name                                       string
			experience, expectation, importance, ideal any
		}{
			{"convenience", 5 + off, 7.0, 9.0, 10.0}, {"product", 6 + off, 7.0, 8.0, 10.0},
			{"price", 7 + off, 7.0, 8.0, 10.0}, {"brand image", 7 + off, 7.0, 6.0, 10.0},
		} {
			rows = append(rows, []any{id, day, d.name, d.experience, d.expectation, d.importance, d.ideal, 0.0, 10.0})
		}
	}
	return writeRows(t, filepath.Join(dir, "sales.parquet"), []string{"customer_id", "ordered_at", "amount"}, lines),
		writeRows(t, filepath.Join(dir, "answers.parquet"), []string{"customer_id", "answered_at", "dimension", "experience", "expectation", "importance", "ideal", "scale_min", "scale_max"}, rows)
}

// TestGapExampleOnThePage runs the job on a base that matches the course books' example of the experience gap: the table has its
// figures exactly, and the Satisfaction page shows them and names the key experience.
func TestGapExampleOnThePage(t *testing.T) {
	sales, answers := gapBase(t)
	_, latest := night(t, func(c *Config) {
		transactions(c, []string{sales}, nil)
		c.Inputs["surveys"] = []string{answers}
	})
	table := readTable(t, latest, "satisfaction")
	for dimension, want := range map[string][]float64{ // a, b, c = a − b, d, d·c, e, a − e
		"convenience": {5, 7, -2, 9, -18, 10, -5}, "product": {6, 7, -1, 8, -8, 10, -4},
		"price": {7, 7, 0, 8, 0, 10, -3}, "brand image": {7, 7, 0, 6, 0, 10, -3},
	} {
		for i, column := range []string{"experience", "expectation", "satisfaction", "importance", "weighted", "ideal", "gap"} {
			if got, err := strconv.ParseFloat(lookup(table, "dimension", column)[dimension], 64); err != nil || got != want[i] {
				t.Errorf("%s, %s: %v, want exactly %v", dimension, column, got, want[i])
			}
		}
	}
	page, err := os.ReadFile(filepath.Join(latest, "satisfaction.html"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "Mend “convenience” first: it falls furthest short of what customers expect (−2), weighted by how much it matters."; !strings.Contains(string(page), want) {
		t.Errorf("the page does not say: %s", want)
	}
	for _, row := range strings.Split(string(page), "<tr>") {
		cells := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(row, " ")), " ")
		if figures, ok := strings.CutPrefix(cells, "convenience 便利性 "); ok {
			// The interval is Student's: 2 ± 2.093·√(20/19)/√20.
			equal(t, "n, a, b, c, its interval, d, d·c, e and a − e on the page", figures, "20 5 7 −2 −2.480 −1.520 9 −18 10 −5")
			return
		}
	}
	t.Error("the page has no row of convenience")
}
