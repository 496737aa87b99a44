package loyalty

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

func shared(t *testing.T, path ...string) []byte {
	t.Helper()
	dir := os.Getenv("REGULARS_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	text, err := os.ReadFile(filepath.Join(append([]string{dir, "oracles"}, path...)...))
	if os.IsNotExist(err) {
		t.Skip("needs ../shared")
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func oracle[T any](t *testing.T, name string) (v T) {
	t.Helper()
	if err := json.Unmarshal(shared(t, name), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// pairs are two columns of a table of the oracles.
func pairs(t *testing.T, name, x, y string) (xs, ys []float64) {
	t.Helper()
	f, err := csv.NewReader(bytes.NewReader(shared(t, "tables", name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	ix, iy := slices.Index(f[0], x), slices.Index(f[0], y)
	for _, row := range f[1:] {
		if row[ix] == "" || row[iy] == "" {
			continue
		}
		xs, ys = append(xs, number(t, row[ix])), append(ys, number(t, row[iy]))
	}
	return xs, ys
}

func number(t *testing.T, s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// gather makes points of pairs with x within bounds.
func gather(xs, ys []float64, low, high float64) []Point {
	at := map[float64]*Point{}
	for i, x := range xs {
		if x < low || x > high {
			continue
		}
		if at[x] == nil {
			at[x] = &Point{X: x}
		}
		at[x].N, at[x].Sum, at[x].Squares = at[x].N+1, at[x].Sum+ys[i], at[x].Squares+ys[i]*ys[i]
	}
	var points []Point
	for _, p := range at {
		points = append(points, *p)
	}
	slices.SortFunc(points, func(a, b Point) int {
		if a.X < b.X {
			return -1
		}
		return 1
	})
	return points
}

func delays(t *testing.T, low, high float64) []Point {
	xs, ys := pairs(t, "olist_delay_review.csv", "delay", "review_score")
	return gather(xs, ys, low, high)
}
