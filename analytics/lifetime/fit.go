package lifetime

import (
	"fmt"
	"math"
	"strings"

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
func (f *Fit) Usable() bool {
	return f.Status == Converged || f.Status == Boundary || f.Status == Given
}

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
	f.Status = judge(s, errors)
	f.Note = f.Status.note(vagueOnes(s, names, n))
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

func judge(s summit, errors []float64) Status {
	far := floats.Norm(s.at, math.Inf(1))
	switch known := errors != nil && floats.Max(errors) < vague; {
	case known && s.reached:
		return Converged
	case far >= edge, s.reached && far > remote:
		return Boundary
	case s.reached:
		return NotIdentified
	default:
		return Failed
	}
}

// vagueOnes are the parameters that the data of so many customers do not tell: at a limit those that run off to zero or infinity, on a ridge
// those that change along it, the directions in which the likelihood is as good as flat.
func vagueOnes(s summit, names []string, customers float64) (vague []string) {
	size := make([]float64, len(names))
	for i, at := range s.at {
		size[i] = math.Abs(at) / remote
	}
	if floats.Max(size) <= 1 {
		size = flatness(s.hessian, customers)
	}
	for i, name := range names {
		if size[i] > 1 {
			vague = append(vague, name)
		}
	}
	return vague
}

// flatness is above one for the parameters that change along a direction in which the standard error is greater than vague, or along the flattest one.
func flatness(hessian *mat.SymDense, customers float64) []float64 {
	const part = 0.3 // of a direction of length one, below which a parameter hardly changes
	var eigen mat.EigenSym
	eigen.Factorize(hessian, true)
	curve := eigen.Values(nil)
	for i := range curve {
		curve[i] = customers * math.Abs(curve[i])
	}
	limit := max(1/(vague*vague), floats.Min(curve))
	var axes mat.Dense
	eigen.VectorsTo(&axes)
	size := make([]float64, len(curve))
	for i := range size {
		for axis, c := range curve {
			if c <= limit {
				size[i] = max(size[i], math.Abs(axes.At(i, axis))/part)
			}
		}
	}
	return size
}

// note puts the status into words; parameters are those that the data do not tell.
func (s Status) note(parameters []string) Note {
	en, zh := strings.Join(parameters, ", "), strings.Join(parameters, "、")
	if last := strings.LastIndex(en, ", "); last >= 0 {
		en = en[:last] + " and" + en[last+1:]
	}
	switch s {
	case Converged:
		return noteConverged
	case Boundary:
		return Note{fmt.Sprintf("The best fit is a limit of the model: %s cannot be told, so it has no standard errors.", en),
			fmt.Sprintf("最优拟合位于模型的边界：%s 无法确定，因此没有标准误。", zh)}
	case NotIdentified:
		return Note{fmt.Sprintf("Very different values of %s fit these customers equally well, so the model is not used.", en),
			fmt.Sprintf("%s 取值差别很大时对这些客户拟合得同样好，因此不采用该模型。", zh)}
	default:
		return noteFailed
	}
}

// noteNobodyLeaves names the parameters of leaving.
func noteNobodyLeaves(first, second string) Note {
	return Note{fmt.Sprintf("The data show no sign that customers leave for good, so %s and %s, which say how often they do, cannot be told.", first, second),
		fmt.Sprintf("数据中没有客户永久流失的迹象，因此流失参数 %s、%s 无法确定。", first, second)}
}

var (
	noteConverged = Note{"The fit has converged.", "拟合已收敛。"}
	noteFailed    = Note{"The fit did not settle, so the model is not used.", "拟合未能收敛，因此不采用该模型。"}
)
