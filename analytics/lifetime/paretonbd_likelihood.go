package lifetime

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// stratum is the patterns with x repeat purchases. Their likelihoods are integrals of one function over different intervals, so it is
// integrated once, from each time to the next.
type stratum struct {
	x     float64
	times []float64 // at which these customers last bought or are looked at, ascending
	cases []silence
	seen  []float64 // customers who are looked at, by time
}

// silence is a pattern of a stratum: t_x and T as places in its times.
type silence struct {
	from, to  int32
	customers float64
}

// strata are those of the patterns, with time in units of scale.
func strata(patterns []Pattern, scale float64) []stratum {
	inOrder := func(a, b Pattern) int {
		return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.TX, b.TX), cmp.Compare(a.T, b.T))
	}
	sorted := patterns
	if !slices.IsSortedFunc(patterns, inOrder) {
		sorted = slices.Clone(patterns)
		slices.SortFunc(sorted, inOrder)
	}
	var all []stratum
	for len(sorted) > 0 {
		x := sorted[0].X
		n, _ := slices.BinarySearchFunc(sorted, x+1, func(p Pattern, x int) int { return cmp.Compare(p.X, x) })
		all = append(all, newStratum(sorted[:n], scale))
		sorted = sorted[n:]
	}
	return all
}

func newStratum(patterns []Pattern, scale float64) stratum {
	s := stratum{x: float64(patterns[0].X)}
	places := map[float64]int32{}
	for _, p := range patterns {
		places[p.TX], places[p.T] = 0, 0
	}
	s.times = slices.Sorted(maps.Keys(places))
	for i, t := range s.times {
		places[t] = int32(i)
	}
	s.seen, s.cases = make([]float64, len(s.times)), make([]silence, len(patterns))
	for i, p := range patterns {
		c := silence{places[p.TX], places[p.T], float64(p.Customers)}
		s.cases[i] = c
		s.seen[c.to] += c.customers
	}
	floats.Scale(1/scale, s.times)
	return s
}

// moments are a function with its first and second derivatives by r, α, s and β (for BG/BB by α, β, γ and δ), the second ones by rows of the
// upper triangle, all divided by one number.
type moments [15]float64

// slopes are the derivatives of ln F(u) by r, α, s and β (for BG/BB by α, β, γ and δ), the second ones that are not zero, and ln F(u) itself.
type slopes struct {
	ln             float64
	r, alpha, s, b float64
	rr, ra, aa     float64
	ss, sb, bb     float64
}

// add adds a number of times F.
func (m *moments) add(weight float64, d *slopes) {
	r, a, s, b := weight*d.r, weight*d.alpha, weight*d.s, weight*d.b
	m[0] += weight
	m[1] += r
	m[2] += a
	m[3] += s
	m[4] += b
	m[5] += r*d.r + weight*d.rr
	m[6] += r*d.alpha + weight*d.ra
	m[7] += r * d.s
	m[8] += r * d.b
	m[9] += a*d.alpha + weight*d.aa
	m[10] += a * d.s
	m[11] += a * d.b
	m[12] += s*d.s + weight*d.ss
	m[13] += s*d.b + weight*d.sb
	m[14] += b*d.b + weight*d.bb
}

// active gives F(u) = (1 + u/α)^−(r+x) (1 + u/β)^−s: how likely it is that an active customer with x purchases is silent for u and stays.
func (m *ParetoNBD) active(x, u float64) slopes {
	shape, a, b := m.R+x, 1/(m.Alpha+u), 1/(m.Beta+u)
	d := slopes{r: -math.Log1p(u / m.Alpha), s: -math.Log1p(u / m.Beta), ra: u * a / m.Alpha, sb: u * b / m.Beta}
	d.ln = shape*d.r + m.S*d.s
	d.alpha, d.b = shape*d.ra, m.S*d.sb
	d.aa, d.bb = -d.alpha*(1/m.Alpha+a), -d.b*(1/m.Beta+b)
	return d
}

// leave turns F(u) into F(u) s/(β+u), how likely it is that the customer leaves at u.
func (d *slopes) leave(m *ParetoNBD, u float64) {
	i := 1 / (m.Beta + u)
	d.ss = -1 / (m.S * m.S)
	d.s += 1 / m.S
	d.b -= i
	d.bb += i * i
}

// place is a time of a stratum: F there, the integral I of F s/(β+u) from there to the last time, and F − I, both divided by F there.
type place struct {
	here  slopes
	gone  moments
	stays moments

	kept, lost float64 // F against that at the stratum's first place, and the inverse; zero where they would be too small or great
}

// relate fills in how F falls from place to place.
func relate(places []place) {
	first := places[0].here.ln
	if first-places[len(places)-1].here.ln > tooFar {
		return
	}
	for i := range places {
		p := &places[i]
		p.kept = math.Exp(p.here.ln - first)
		p.lost = 1 / p.kept
	}
}

// stay works out F − I.
func (p *place) stay() {
	p.stays = moments{}
	p.stays.add(1, &p.here)
	for k := range p.stays {
		p.stays[k] -= p.gone[k]
	}
}

// places walks back from the last time to the first. Divided by F at each place nothing can overflow.
func (m *ParetoNBD) places(s *stratum, into []place) []place {
	into = slices.Grow(into[:0], len(s.times))[:len(s.times)]
	for i := len(s.times) - 1; i >= 0; i-- {
		p := &into[i]
		*p = place{here: m.active(s.x, s.times[i])}
		if i+1 == len(s.times) {
			p.stay()
			continue
		}
		m.leaving(&p.gone, p.here.ln, s.x, s.times[i], s.times[i+1])
		later := &into[i+1]
		kept := math.Exp(later.here.ln - p.here.ln)
		for k := range p.gone {
			p.gone[k] += kept * later.gone[k]
		}
		p.stay()
	}
	relate(into)
	return into
}

// leaving adds the integral of F s/(β+u) from one time to another, divided by F at the former.
func (m *ParetoNBD) leaving(into *moments, ln, x, from, to float64) {
	const gone = -45 // nats after which nothing is left
	for u := from; u < to; {
		whole := smoothest(m.R+x, m.Alpha+u, m.S, m.Beta+u)
		step := min(to-u, whole)
		rule := &legendre
		if step < whole/16 {
			rule = &short
		}
		var d slopes
		for i, at := range rule.at {
			v := u + at*step
			d = m.active(x, v)
			d.leave(m, v)
			into.add(rule.weight[i]*step*m.S/(m.Beta+v)*math.Exp(d.ln-ln), &d)
		}
		if u += step; d.ln-ln < gone {
			return
		}
	}
}

// paretoLikelihood is the log-likelihood of the patterns per customer as a function of the logarithms of r, α, s and β.
//
// With F as in [ParetoNBD.active] and the integral I(t) of F s/(β+u) from t on, the likelihood of a customer is
//
//	Γ(r+x)/Γ(r) · α^−x · [F(T) − I(T) + I(t_x)]
//
// where I(T) ≤ F(T), so that no digits are lost; and I is worked out but once for each x and each day, instead of for each pattern.
func paretoLikelihood(c *sample) surface {
	buyers, _ := (&geometric{}).exceeding(c.strata)
	groups := c.strata
	return func(at []float64) (float64, []float64, *mat.SymDense) {
		m := ParetoNBD{math.Exp(at[0]), math.Exp(at[1]), math.Exp(at[2]), math.Exp(at[3])}
		var d derivatives
		d.purchases(m.R, m.Alpha, buyers[1:])
		var places []place
		sums := silenceSums{ln: product{value: 1}}
		for i := range groups {
			places = m.places(&groups[i], places)
			for _, p := range groups[i].cases {
				sums.add(p.customers, &places[p.from], &places[p.to])
			}
		}
		d.silences(&sums)
		return d.inLogs([]float64{m.R, m.Alpha, m.S, m.Beta}, float64(c.customers))
	}
}

// silenceSums are sums over customers: the logarithms of F(T) − I(T) + I(t_x), and their derivatives.
type silenceSums struct {
	ln     product
	each   moments       // the derivatives of each likelihood divided by it
	square [4][4]float64 // products of the first ones, upper triangle
}

// add adds so many customers. Fitting spends its time here.
func (s *silenceSums) add(customers float64, from, to *place) {
	kept := to.kept * from.lost
	if from.lost == 0 {
		kept = math.Exp(to.here.ln - from.here.ln)
	}
	likelihood := from.gone[0] + kept*to.stays[0]
	s.ln.times(likelihood, customers)
	s.ln.ln += customers * from.here.ln
	weight := customers / likelihood
	kept *= weight
	for k := 1; k < len(s.each); k++ {
		s.each[k] += weight*from.gone[k] + kept*to.stays[k]
	}
	var first [4]float64
	for i := range first {
		first[i] = (weight*from.gone[1+i] + kept*to.stays[1+i]) / customers
	}
	for i := range first {
		for j := i; j < len(first); j++ {
			s.square[i][j] += customers * first[i] * first[j]
		}
	}
}

// silences adds these sums.
func (d *derivatives) silences(s *silenceSums) {
	d.value += s.ln.sum()
	k := 5
	for i := range 4 {
		d.slope[i] += s.each[1+i]
		for j := i; j < 4; j++ {
			d.curve[i][j] += s.each[k] - s.square[i][j]
			k++
		}
	}
}
