package sample

import (
	"math"
	"math/rand/v2"
)

var (
	regions    = []string{"North", "South", "East", "West"}
	categories = []string{"Home", "Kitchen", "Beauty", "Food", "Toys", "Books", "Sports", "Garden", "Pets", "Office"}
)

const (
	stores   = 24
	rungs    = 64   // prices in a category
	variants = 3    // products at one price
	cheapest = 0.79 // price of the first rung
	step     = 1.12 // price of a rung against the one below
)

func storeName(n int) string                { return "S" + pad(n+1, 3) }
func clerkOf(store int, order int64) string { return storeName(store) + "-" + pad(int(order%7)+1, 2) }

func regionOf(store int) string { return regions[store%len(regions)] }

// product is one article. What a unit costs is fixed; its price varies by some per cent from order to order.
type product struct {
	id, category string
	cost         int64 // cents
}

// catalogue makes the products of a seed, by category, then by price; the last is a free sample.
func catalogue(seed uint64) []product {
	rng := random(seed, 0, ofCatalogue)
	list := make([]product, 0, len(categories)*rungs*variants+1)
	add := func(category string, cost int64) {
		list = append(list, product{"P" + pad(len(list)+1, 4), category, cost})
	}
	for _, category := range categories {
		for rung := range rungs {
			price := 100 * cheapest * math.Pow(step, float64(rung))
			for range variants {
				add(category, max(1, int64(price*(0.45+0.2*rng.Float64()))))
			}
		}
	}
	add(categories[0], 40)
	return list
}

// productFor picks a product of a category that sells at about a price in cents, the first variants most often.
func productFor(rng *rand.Rand, category int, price int64) int {
	rung := int(math.Round(math.Log(float64(price)/(100*cheapest)) / math.Log(step)))
	rung = min(max(rung, 0), rungs-1)
	return (category*rungs+rung)*variants + zipf(rng, variants)
}

// zipf draws a number below n, the first most often: the odds of k fall as 1/(k+1).
func zipf(rng *rand.Rand, n int) int {
	return min(int(math.Exp(rng.Float64()*math.Log(float64(n+1))))-1, n-1)
}

func pad(n, width int) string {
	var b [20]byte
	for i := width - 1; i >= 0; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return string(b[:width])
}
