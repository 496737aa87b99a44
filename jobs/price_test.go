package main

import (
	"context"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"

	"regulars/analytics/price"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// sampledPrices are the four prices that the sample's customers name: whole units of the currency, the first spread about 28, each next dearer
// by a factor from 1.15 to 1.65.
func sampledPrices(rng *rand.Rand) (four [4]float64) {
	p := 28 * math.Exp(0.3*rng.NormFloat64())
	for i := range four {
		four[i] = math.Floor(p)
		p *= 1.15 + 0.5*rng.Float64()
	}
	return four
}

// TestSurveyFindsTheTruth runs the job on a sample: the truth of each crossing of prices, counted from a hundred thousand draws of the sample's
// law, lies in its interval, and dimensions count for satisfaction in the order of the weights they were made with.
func TestSurveyFindsTheTruth(t *testing.T) {
	long(t)
	dir := t.TempDir()
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 10000, Months: 24, Seed: 7, Out: dir}); err != nil {
		t.Fatal(err)
	}
	_, latest := overnight(t, func(c *night.Config) {
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
		c.Inputs["surveys"] = []string{filepath.Join(dir, "surveys.parquet")}
	})
	rng := rand.New(rand.NewPCG(1, 1))
	draws := make([][4]float64, 100_000)
	for i := range draws {
		draws[i] = sampledPrices(rng)
	}
	crossing := func(falling, rising int) float64 {
		for x := 1.0; ; x++ {
			d := 0
			for i := range draws {
				if draws[i][falling] >= x {
					d++
				}
				if draws[i][rising] <= x {
					d--
				}
			}
			if d <= 0 {
				return x - 0.5
			}
		}
	}
	table := readTable(t, latest, "price_tolerance")
	figure := func(point, column string) float64 {
		x, err := strconv.ParseFloat(lookup(table, "point", column)[point], 64)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	for point, truth := range map[string]float64{
		"marginal cheapness": crossing(price.TooCheap, price.Expensive), "least resistance": crossing(price.TooCheap, price.TooExpensive),
		"indifference": crossing(price.Cheap, price.Expensive), "marginal expensiveness": crossing(price.Cheap, price.TooExpensive),
	} {
		low, x, high := figure(point, "low"), figure(point, "price"), figure(point, "high")
		if !(low <= truth && truth <= high && low <= x && x <= high && high-low < 10) {
			t.Errorf("%s is %v (%v to %v), in truth %v", point, x, low, high, truth)
		}
	}
	checkDrivers(t, latest)
	if n := figure("indifference", "n"); n < 200 || figure("indifference", "inconsistent") > n/100 {
		t.Errorf("%v customers", n)
	}
}

// checkDrivers checks the order of the drivers: a dimension's score is the customer's mood times its weight and noise of the same size, so those
// with more weight tell more of the mood.
func checkDrivers(t *testing.T, latest string) {
	t.Helper()
	share := lookup(readTable(t, latest, "satisfaction"), "dimension", "driver_share")
	least, sum := math.Inf(1), 0.0
	for _, alike := range [][]string{{"service", "product"}, {"relationship", "convenience"}, {"price"}, {"brand image"}} { // 0.9, 0.8, 0.7, 0.6
		before := least
		for _, dimension := range alike {
			x, err := strconv.ParseFloat(share[dimension], 64)
			if err != nil || x >= before {
				t.Errorf("%s has a share of %q, want less than %v", dimension, share[dimension], before)
			}
			least, sum = min(least, x), sum+x
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("shares add up to %v", sum)
	}
}
