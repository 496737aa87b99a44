package sample

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// TestKindsOfAspects finds the slopes of each aspect on either side of its middle in the file, by comparing overall scores at the ends
// of an aspect with those at its middle; the other aspects are independent of it.
func TestKindsOfAspects(t *testing.T) {
	made := write(t, Options{Customers: 20_000, Months: 12, Seed: 3})
	table := read(t, filepath.Join(made.Out, "interviews.parquet"))
	about, score, said := texts(table, "dimension"), columnOf[*array.Float64](table, "experience"), texts(table, "comment")
	overalls := map[string]map[float64]*mean{}
	comments, rows := 0, 1+len(kinds)
	for i := 0; i < int(table.NumRows()); i += rows {
		if about.Value(i) != overall {
			t.Fatalf("row %d is about %s", i, about.Value(i))
		}
		if said.IsValid(i) {
			comments++
		}
		for j := range kinds {
			x := score.Value(i + 1 + j)
			if overalls[kinds[j].Name] == nil {
				overalls[kinds[j].Name] = map[float64]*mean{}
			}
			if overalls[kinds[j].Name][x] == nil {
				overalls[kinds[j].Name][x] = &mean{}
			}
			overalls[kinds[j].Name][x].add(score.Value(i))
		}
	}
	people := int(table.NumRows()) / rows
	if math.Abs(float64(people)/20_000-0.3) > 0.02 || math.Abs(float64(comments)/float64(people)-0.47) > 0.05 {
		t.Errorf("%d of 20,000 are asked and %d say something", people, comments)
	}
	for _, k := range kinds {
		at := overalls[k.Name]
		below, above := (at[6].value()-at[4].value())/2, (at[8].value()-at[6].value())/2
		se := (at[6].se() + at[4].se()) / 2
		near(t, k.Name+": slope below the middle", below, k.Below, se+0.01)
		near(t, k.Name+": slope above it", above, k.Above, se+0.01)
	}
}
