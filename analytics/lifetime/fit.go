package lifetime

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Status says how a fit ended.
type Status string

// The ways a fit can end. Only converged and boundary fits are used.
const (
	Converged     Status = "converged"
	Boundary      Status = "boundary"          // the best fit is a limit of the model, which forecasts well but has no standard errors
	NotIdentified Status = "not identified"    // very different parameters fit alike
	TooFew        Status = "too few customers" // not tried
	Failed        Status = "failed"
)

// Note is a sentence about a result in both languages.
type Note struct{ EN, ZH string }

// Parameter is an estimate with its standard error, which is NaN where there is none.
type Parameter struct {
	Name      string
	Value, SE float64
}

// Fit is a model fitted by maximum likelihood.
type Fit struct {
	Model         string
	Customers     int // that the fit rests on
	Patterns      int // distinct histories among them
	Parameters    []Parameter
	LogLikelihood float64
	AIC, BIC      float64 // BIC counts customers
	Gradient      float64 // greatest absolute derivative of the log-likelihood by the logarithm of a parameter
	Status        Status
	Note          Note
	Selected      bool
	covariance    *mat.SymDense // of the logarithms of the parameters; nil where there are no standard errors
}

// Usable tells whether forecasts may rest on the fit.
func (f *Fit) Usable() bool { return f.Status == Converged || f.Status == Boundary }

// unfitted is a fit that was not tried or gave nothing.
func unfitted(model string, customers, patterns int, status Status, note Note) Fit {
	nan := math.NaN()
	return Fit{Model: model, Customers: customers, Patterns: patterns, LogLikelihood: nan, AIC: nan, BIC: nan,
		Gradient: nan, Status: status, Note: note}
}

// fitted is the fit at a summit whose values are per customer; constant is what the surface left out of the log-likelihood.
func fitted(model string, names []string, values []float64, customers, patterns int, s summit, constant float64) Fit {
	n, k := float64(customers), float64(len(names))
	f := unfitted(model, customers, patterns, Failed, noteFailed)
	f.LogLikelihood = n*s.value + constant
	f.AIC = 2*k - 2*f.LogLikelihood
	f.BIC = k*math.Log(n) - 2*f.LogLikelihood
	f.Gradient = n * floats.Norm(s.gradient, math.Inf(1))
	covariance, errors := logErrors(s.hessian, n)
	f.Status, f.Note = judge(s, errors)
	if f.Status == Converged {
		f.covariance = covariance
	}
	for i, name := range names {
		p := Parameter{name, values[i], math.NaN()}
		if f.Status == Converged {
			p.SE = p.Value * errors[i]
		}
		f.Parameters = append(f.Parameters, p)
	}
	return f
}

// logErrors are covariance and standard errors of the logarithms of the parameters, from the curvature at the summit; nil
// where it is not a summit.
func logErrors(hessian *mat.SymDense, n float64) (*mat.SymDense, []float64) {
	k := hessian.SymmetricDim()
	information := mat.NewSymDense(k, nil)
	information.ScaleSym(-n, hessian)
	var factor mat.Cholesky
	var covariance mat.SymDense
	if !factor.Factorize(information) || factor.InverseTo(&covariance) != nil {
		return nil, nil
	}
	errors := make([]float64, k)
	for i := range errors {
		errors[i] = math.Sqrt(covariance.At(i, i))
	}
	return &covariance, errors
}

const (
	vague  = 3.0 // a logarithm with a greater standard error is as good as unknown: a factor of 20 either way
	remote = 7.0 // a logarithm beyond this is on its way to a limit: a factor of 1,000 from the usual
)

func judge(s summit, errors []float64) (Status, Note) {
	far := floats.Norm(s.at, math.Inf(1))
	switch known := errors != nil && floats.Max(errors) < vague; {
	case known && s.reached:
		return Converged, noteConverged
	case far >= edge, s.reached && far > remote:
		return Boundary, noteBoundary
	case s.reached:
		return NotIdentified, noteNotIdentified
	default:
		return Failed, noteFailed
	}
}

var (
	noteConverged     = Note{"The fit has converged.", "拟合已收敛。"}
	noteBoundary      = Note{"The best fit is a limit of the model, so it has no standard errors.", "最优拟合位于模型的边界，因此没有标准误。"}
	noteNobodyLeaves  = Note{"The data show no sign that customers leave for good, so how often they do has no standard errors.", "数据中没有客户永久流失的迹象，因此流失参数没有标准误。"}
	noteNotIdentified = Note{"Very different parameters fit these customers equally well, so the model is not used.", "差别很大的参数对这些客户拟合得同样好，因此不采用该模型。"}
	noteFailed        = Note{"The fit did not settle, so the model is not used.", "拟合未能收敛，因此不采用该模型。"}
)
