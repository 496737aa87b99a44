package lifetime

import "gonum.org/v1/gonum/mat"

// derivatives gathers the log-likelihood with its first and second derivatives by up to four parameters; of the second ones only
// i ≤ j is kept.
type derivatives struct {
	value float64
	slope [4]float64
	curve [4][4]float64
}

// inLogs turns derivatives by the parameters into those by their logarithms, per customer.
func (d *derivatives) inLogs(at []float64, n float64) (float64, []float64, *mat.SymDense) {
	k := len(at)
	gradient, hessian := make([]float64, k), mat.NewSymDense(k, nil)
	for i := range k {
		gradient[i] = at[i] * d.slope[i] / n
		for j := i; j < k; j++ {
			hessian.SetSym(i, j, at[i]*at[j]*d.curve[i][j]/n)
		}
		hessian.SetSym(i, i, hessian.At(i, i)+gradient[i])
	}
	return d.value / n, gradient, hessian
}
