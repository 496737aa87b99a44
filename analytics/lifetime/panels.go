package lifetime

// panels integrates a positive function from 0 to t by Gauss–Legendre quadrature, in steps within which the function is smooth. It
// stops early where the rest of a tail no longer counts.
func panels(t float64, smooth, f func(u float64) float64) float64 {
	sum := 0.0
	for u := 0.0; u < t; {
		step, part := min(smooth(u), t-u), 0.0
		for i, at := range legendre.at {
			part += legendre.weight[i] * f(u+at*step)
		}
		part *= step
		sum += part
		if part < 1e-18*sum {
			break
		}
		u += step
	}
	return sum
}

// smoothest is a step from u in which ten points integrate (α+u)^−a (β+u)^−(b+1) and its derivatives to rounding, given α+u and β+u: it stays
// away from the poles, and the function falls by no more than e^−4.
func smoothest(a, alpha, b, beta float64) float64 {
	return min(alpha, beta, 4/((a+1)/alpha+(b+1)/beta))
}
