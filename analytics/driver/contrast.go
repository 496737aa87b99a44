package driver

// The penalty–reward contrast, by slopes (after Brandt 1987, who compares low and high scores).
//
// Assumed: overall satisfaction is, in the mean, a sum of one line for each dimension that may bend at its median k: with slope b⁻ below and
// b⁺ above it,
//
//	y = c + Σ (b⁻·min(x − k, 0) + b⁺·max(x − k, 0) + ends)
//
// Each end of the scale that holds more than 0.5 % of the answers has an indicator, because there scores that would lie beyond are piled up. Errors
// allow for unequal variances (HC1; MacKinnon & White 1985). Each customer counts once.
//
// A dimension is basic where b⁺ < b⁻/2, latent where b⁻ < b⁺/2, each by a one-sided test; over both tests of all dimensions the chance of any
// error is 5 % (Holm 1979, Scandinavian Journal of Statistics 6). A looser rule finds kinds in data that are linear in one mood, because rounding
// and the ends of scales bend them.

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// Kind is what kind of expectation a dimension meets.
type Kind string

// The kinds.
const (
	Basic       Kind = "basic"       // failing hurts more than twice as much as exceeding delights (基本期望)
	Performance Kind = "performance" // neither is shown
	Latent      Kind = "latent"      // exceeding delights more than twice as much as failing hurts (潜在期望)
	Same        Kind = "same"        // as others: which of them does it cannot be told
	Unknown     Kind = ""            // not told; the reason says why
)

// The shares of scores that a dimension needs to be told, and from which an end of the scale has an indicator.
const (
	mostAtAnEnd  = 0.2
	leastAside   = 0.1
	indicatedEnd = 0.005
	half         = 0.5 // of the one slope, below which the other must be
)

// Contrast is what failing and exceeding in a dimension do to overall satisfaction, in parts of the scale for all of it.
type Contrast struct {
	Dimension    string
	N            int64    // customers
	Knot         float64  // the median score, as a place on the scale
	Below, Above int64    // customers with a score below and above it
	Penalty      Estimate // slope below
	Reward       Estimate // slope above
	PBasic       float64  // of the one-sided tests, Holm's over all dimensions
	PLatent      float64
	Kind         Kind
	Reason       string // why the kind is not told; empty where it is
}

// places is in how many parts scores are kept: the scales 1–5, 1–7, 0–10 and 0–100 are exact in it.
const places = 60000

// voices are the responses of customers, each once: by the set of dimensions, how many gave these scores and the overall one. They grow with
// distinct responses, for robust errors need the fourth moments of scores together, which are as many.
type voices map[string]map[string]int64

func (v voices) add(r response) {
	var b []byte
	for _, x := range append(slices.Clone(r.scores), r.overall) {
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(x*places)))
	}
	v.of(keyOf(r.about))[string(b)]++
}

func (v voices) of(key string) map[string]int64 {
	if v[key] == nil {
		v[key] = map[string]int64{}
	}
	return v[key]
}

func (v voices) merge(o voices) {
	for key, responses := range o {
		own := v.of(key)
		for scores, n := range responses {
			own[scores] += n
		}
	}
}

// said is so many customers with the same scores.
type said struct {
	n       float64
	scores  []float64
	overall float64
}

// about are the responses that have all of some dimensions, in an order that is always the same.
func (v voices) about(dimensions []analytics.Label) (list []said) {
	for _, key := range slices.Sorted(maps.Keys(v)) {
		var at []int
		for _, l := range dimensions {
			if i, ok := slices.BinarySearch(labelsOf(key), l); ok {
				at = append(at, i)
			}
		}
		if len(at) < len(dimensions) {
			continue
		}
		for _, scores := range slices.Sorted(maps.Keys(v[key])) {
			place := func(i int) float64 { return float64(binary.BigEndian.Uint16([]byte(scores[2*i:2*i+2]))) / places }
			s := said{n: float64(v[key][scores]), overall: place(len(scores)/2 - 1)}
			for _, i := range at {
				s.scores = append(s.scores, place(i))
			}
			list = append(list, s)
		}
	}
	return list
}

// bent is how a dimension enters the regression.
type bent struct {
	knot         float64
	below, above float64 // customers
	ends         [2]float64
	told         bool
	first        int // its column
}

// columns are the slopes and the indicators of the ends, or a line where the slopes are not told. Where a side has no scores but those at its
// end, as with three points, its slope says what an indicator would.
func (b *bent) columns(x float64, n float64, to []float64) []float64 {
	if !b.told {
		return append(to, x-b.knot)
	}
	to = append(to, math.Min(x-b.knot, 0), math.Max(x-b.knot, 0))
	for end, side := range [2]float64{b.below, b.above} {
		if k := b.ends[end]; k > indicatedEnd*n && k < side {
			to = append(to, truth(x == float64(end)))
		}
	}
	return to
}

// shape reads where the scores of a dimension lie.
func shape(list []said, j int, n float64) bent {
	var b bent
	order := slices.Clone(list)
	slices.SortStableFunc(order, func(x, y said) int { return cmp.Compare(x.scores[j], y.scores[j]) })
	sum := 0.0
	for _, s := range order {
		if sum += s.n; sum >= n/2 {
			b.knot = s.scores[j]
			break
		}
	}
	for _, s := range list {
		x := s.scores[j]
		b.below, b.above = b.below+s.n*truth(x < b.knot), b.above+s.n*truth(x > b.knot)
		b.ends[0], b.ends[1] = b.ends[0]+s.n*truth(x == 0), b.ends[1]+s.n*truth(x == 1)
	}
	return b
}

// reason is why nothing is told of a dimension.
func (b *bent) reason(n float64, least float64) string {
	switch {
	case max(b.ends[0], b.ends[1]) > mostAtAnEnd*n:
		return "more than 20 % of scores at one end of the scale"
	case min(b.below, b.above) < max(leastAside*n, least):
		return "fewer than 10 % of scores, or too few customers, on one side of the median"
	default:
		return ""
	}
}

// contrasts are the penalties and rewards of all dimensions.
func contrasts(list []said, names []string, least int64) []Contrast {
	n := 0.0
	for _, s := range list {
		n += s.n
	}
	all, result := make([]bent, len(names)), make([]Contrast, len(names))
	for j, name := range names {
		b := shape(list, j, n)
		reason := b.reason(n, float64(least))
		b.told = reason == ""
		all[j] = b
		result[j] = Contrast{Dimension: name, N: int64(n), Knot: b.knot, Below: int64(b.below), Above: int64(b.above), PBasic: math.NaN(), PLatent: math.NaN(), Reason: reason}
		result[j].Penalty, result[j].Reward = unknown, unknown
	}
	for {
		design := newDesign(list, all, n)
		r, ok := design.regress()
		if ok {
			judge(result, all, r)
			return result
		}
		if !design.drop(all, result) {
			for j := range result {
				result[j].Reason = cmp.Or(result[j].Reason, "too few customers for so many dimensions")
			}
			return result
		}
	}
}

var unknown = Estimate{math.NaN(), math.NaN(), math.NaN()}

// design is the rows of the regression: 1, the columns of each dimension, and the overall score.
type design struct {
	list  []said
	bents []bent
	n     float64
	size  int
	sums  *moments
}

// gone is the column of a dimension that is left out, because others say the same.
const gone = -1

func newDesign(list []said, bents []bent, n float64) *design {
	d := &design{list: list, bents: bents, n: n, size: 2}
	for j := range bents {
		if b := &bents[j]; b.first != gone {
			b.first = d.size - 1
			d.size += len(b.columns(0, n, nil))
		}
	}
	d.sums = newMoments(d.size)
	row := make([]float64, 0, d.size)
	for _, s := range list {
		row = d.row(s, row)
		d.sums.addTimes(row, s.n)
	}
	return d
}

func (d *design) row(s said, to []float64) []float64 {
	to = append(to[:0], 1)
	for j := range d.bents {
		if b := &d.bents[j]; b.first != gone {
			to = b.columns(s.scores[j], d.n, to)
		}
	}
	return append(to, s.overall)
}

// regression is the least-squares fit of the target on 1 and some variables.
type regression struct {
	coefficients []float64
	covariance   *mat.SymDense // of the coefficients; variances may differ
}

// regress fits; it is not ok where the variables say the same.
func (d *design) regress() (r regression, ok bool) {
	p := d.size - 1
	xx, xy := mat.NewSymDense(p, nil), mat.NewVecDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			xx.SetSym(i, j, d.sums.at(i, j))
		}
		xy.SetVec(i, d.sums.at(i, p))
	}
	var factor mat.Cholesky
	var b mat.VecDense
	var inverse mat.SymDense
	if d.n <= float64(p) || !factor.Factorize(xx) || factor.Cond() > 1e12 || factor.SolveVecTo(&b, xy) != nil || factor.InverseTo(&inverse) != nil {
		return r, false
	}
	r.coefficients = b.RawVector().Data
	meat, row := newMoments(p), make([]float64, 0, d.size)
	for _, s := range d.list {
		row = d.row(s, row)
		left := s.overall
		for i, x := range row[:p] {
			left -= x * r.coefficients[i]
		}
		meat.addTimes(row[:p], s.n*left*left*d.n/(d.n-float64(p)))
	}
	middle := mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			middle.SetSym(i, j, meat.at(i, j))
		}
	}
	var product, sandwich mat.Dense
	product.Mul(&inverse, middle)
	sandwich.Mul(&product, &inverse)
	r.covariance = mat.NewSymDense(p, nil)
	for i := range p {
		for j := i; j < p; j++ {
			r.covariance.SetSym(i, j, sandwich.At(i, j))
		}
	}
	return r, true
}

// drop leaves out the dimensions whose scores the others tell already: which of them does it cannot be known. It tells whether there were some.
func (d *design) drop(all []bent, result []Contrast) (dropped bool) {
	var same []int
	for j := range all {
		if b := &all[j]; b.first != gone && !d.own(j) {
			same = append(same, j)
		}
	}
	for _, j := range same {
		all[j].first, all[j].told = gone, false
		if result[j].Reason == "" {
			result[j].Kind, result[j].Reason = Same, "other dimensions say the same"
		}
	}
	return len(same) > 0
}

// own tells whether each column of a dimension has something that those of the others do not tell: R² of the column on them is less than 1.
func (d *design) own(j int) bool {
	b := &d.bents[j]
	width := len(b.columns(0, d.n, nil))
	var others []int
	for i := 1; i < d.size-1; i++ {
		if i < b.first || i >= b.first+width {
			others = append(others, i)
		}
	}
	for i := b.first; i < b.first+width; i++ {
		c := among(d.sums, append(slices.Clone(others), i))
		if c[len(others)][len(others)] < 1e-14 || explained(c, 1<<len(others)-1) >= 1-1e-9 {
			return false
		}
	}
	return true
}

// judge fills the slopes of the dimensions that are told, and their kinds by Holm's procedure.
func judge(result []Contrast, all []bent, r regression) {
	type test struct {
		p *float64
		j int
	}
	var tests []test
	for j := range all {
		c, b := &result[j], &all[j]
		if !b.told {
			continue
		}
		i := b.first
		down, up := r.coefficients[i], r.coefficients[i+1]
		vd, vu, cov := r.covariance.At(i, i), r.covariance.At(i+1, i+1), r.covariance.At(i, i+1)
		c.Penalty, c.Reward = around(down, vd), around(up, vu)
		c.PBasic = oneSided(half*down-up, half*half*vd+vu-2*half*cov)
		c.PLatent = oneSided(half*up-down, half*half*vu+vd-2*half*cov)
		tests = append(tests, test{&c.PBasic, j}, test{&c.PLatent, j})
	}
	slices.SortStableFunc(tests, func(a, b test) int { return cmp.Compare(*a.p, *b.p) })
	worst := 0.0
	for i, t := range tests {
		worst = math.Max(worst, math.Min(1, *t.p*float64(len(tests)-i)))
		*t.p = worst
	}
	for j := range all {
		if c := &result[j]; all[j].told {
			c.Kind = kindOf(c)
		}
	}
}

func around(value, variance float64) Estimate {
	se := math.Sqrt(variance)
	return Estimate{value, value - analytics.Z*se, value + analytics.Z*se}
}

// oneSided is the chance of so great a difference, or a greater one, where there is none.
func oneSided(difference, variance float64) float64 {
	if !(variance > 0) {
		return 1
	}
	return distuv.UnitNormal.Survival(difference / math.Sqrt(variance))
}

// kindOf names what the tests tell; what has no slope on the side that would hurt or delight is neither.
func kindOf(c *Contrast) Kind {
	switch {
	case analytics.Told(c.PBasic) && c.Penalty.Value > 0:
		return Basic
	case analytics.Told(c.PLatent) && c.Reward.Value > 0:
		return Latent
	default:
		return Performance
	}
}
