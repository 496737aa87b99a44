package sample

import (
	"math"
	"math/rand/v2"
)

// What a random source decides. Each customer has one source per purpose, so that one more draw here changes nothing there.
const (
	ofCharacter uint64 = iota + 1
	ofOrders
	ofReferral
	ofLines
	ofAnswers
	ofComplaints
	ofWallet
	ofAccounts
	ofContact
	ofFamily
	ofGiven
	ofStore
	ofCatalogue
	ofCosts
	ofPromises
	ofInterview
	ofLists
	ofListOrders
	ofLosses
)

// random is the source of one customer's chances, whatever thread asks.
func random(seed uint64, number int, purpose uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, purpose<<56|uint64(number)))
}

func (s *shop) random(number int, purpose uint64) *rand.Rand { return random(s.Seed, number, purpose) }

// gamma draws from a gamma distribution with a shape and a rate (Marsaglia & Tsang 2000).
func gamma(rng *rand.Rand, shape, rate float64) float64 {
	if shape < 1 {
		return gamma(rng, shape+1, rate) * math.Pow(1-rng.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < 0.5*x*x+d-d*v+d*math.Log(v) {
			return d * v / rate
		}
	}
}

func oneOf[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

func happens(rng *rand.Rand, rate float64) bool { return rng.Float64() < rate }
