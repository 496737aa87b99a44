package lifetime

import "math"

// What n occasions bring in all, given z over x occasions: ν | z ~ Gamma(px + q, v + xz) is the customer's own rate and the sum is Gamma(np, ν), so
// that sum/(v + xz) is beta prime with np and px + q, or, but for a factor, F with twice these degrees of freedom.

// money is what a customer may bring: n occasions with a probability each, n = 0, 1, 2, …
type money struct {
	chance     []float64
	p, q, unit float64 // the beta prime's, and v + xz
}

// below is the probability of no more than y in all. That of F is by the cube roots of its gamma variates, which are nearly normal (Paulson 1942; Wilson
// & Hilferty 1931): within .003 for the q of three and more that spend has.
func (m *money) below(y float64) float64 {
	sum, b := 0.0, 1/(9*m.q)
	root := math.Cbrt(y * m.q / (m.unit * m.p)) // of F times n
	for n, chance := range m.chance {
		if n == 0 {
			sum += chance
			continue
		}
		a, f := 1/(9*float64(n)*m.p), root/cubeRoot(n)
		sum += chance * math.Erfc(((1-a)-(1-b)*f)/math.Sqrt(2*(a+b*f*f))) / 2
	}
	return sum
}

var cubeRoots = func() (roots [64]float64) {
	for n := range roots {
		roots[n] = math.Cbrt(float64(n))
	}
	return roots
}()

func cubeRoot(n int) float64 {
	if n < len(cubeRoots) {
		return cubeRoots[n]
	}
	return math.Cbrt(float64(n))
}

// quantile is what the customer brings less of with a probability, to a hundredth part. It starts from a guess above zero.
func (m *money) quantile(level, guess float64) float64 {
	if m.chance[0] >= level {
		return 0
	}
	low, high := guess, guess
	for below := m.below(guess); below < level && high < 1e12*guess; below = m.below(high) {
		low, high = high, 2*high
	}
	for low == high || m.below(low) > level && low > guess/1e12 {
		high, low = low, low/2
	}
	for high > 1.01*low {
		if middle := math.Sqrt(low * high); m.below(middle) < level {
			low = middle
		} else {
			high = middle
		}
	}
	return math.Sqrt(low * high)
}
