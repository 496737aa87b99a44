package lifetime

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// stratum is the patterns with x repeat purchases. Their likelihoods are integrals of one function over different intervals, so it is
// integrated once, from each time to the next.
type stratum struct {
	x     float64
	times []float64 // at which these customers last bought or are looked at, ascending
	cases []silence
}

// silence is a pattern of a stratum: t_x and T as places in its times.
type silence struct {
	from, to  int
	customers float64
}

func strata(patterns []Pattern) []stratum {
	sorted := slices.Clone(patterns)
	slices.SortFunc(sorted, func(a, b Pattern) int {
		return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.TX, b.TX), cmp.Compare(a.T, b.T))
	})
	var all []stratum
	for len(sorted) > 0 {
		x := sorted[0].X
		n, _ := slices.BinarySearchFunc(sorted, x+1, func(p Pattern, x int) int { return cmp.Compare(p.X, x) })
		all = append(all, newStratum(sorted[:n]))
		sorted = sorted[n:]
	}
	return all
}

func newStratum(patterns []Pattern) stratum {
	s := stratum{x: float64(patterns[0].X)}
	for _, p := range patterns {
		s.times = append(s.times, p.TX, p.T)
	}
	slices.Sort(s.times)
	s.times = slices.Compact(s.times)
	for _, p := range patterns {
		from, _ := slices.BinarySearch(s.times, p.TX)
		to, _ := slices.BinarySearch(s.times, p.T)
		s.cases = append(s.cases, silence{from, to, float64(p.Customers)})
	}
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

// place is a time of a stratum: F there, and the integral of F s/(β+u) from there to the last time, divided by F there.
type place struct {
	here slopes
	gone moments
}

// places walks back from the last time to the first. Divided by F at each place nothing can overflow.
func (m *ParetoNBD) places(s *stratum, into []place) []place {
	into = slices.Grow(into[:0], len(s.times))[:len(s.times)]
	for i := len(s.times) - 1; i >= 0; i-- {
		p := &into[i]
		*p = place{here: m.active(s.x, s.times[i])}
		if i+1 == len(s.times) {
			continue
		}
		m.leaving(&p.gone, p.here.ln, s.x, s.times[i], s.times[i+1])
		later := &into[i+1]
		kept := math.Exp(later.here.ln - p.here.ln)
		for k := range p.gone {
			p.gone[k] += kept * later.gone[k]
		}
	}
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
func paretoLikelihood(patterns []Pattern) surface {
	c := countCustomers(patterns)
	buyers, _ := (&geometric{}).exceeding(patterns)
	groups := strata(patterns)
	return func(at []float64) (float64, []float64, *mat.SymDense) {
		m := ParetoNBD{math.Exp(at[0]), math.Exp(at[1]), math.Exp(at[2]), math.Exp(at[3])}
		var d derivatives
		d.purchases(m.R, m.Alpha, 0, buyers[1:])
		x := float64(c.repeats)
		d.value -= x * at[1]
		d.slope[1] -= x / m.Alpha
		d.curve[1][1] += x / (m.Alpha * m.Alpha)
		var places []place
		for i := range groups {
			places = m.places(&groups[i], places)
			for _, p := range groups[i].cases {
				d.silence(p.customers, &places[p.from], &places[p.to])
			}
		}
		return d.inLogs([]float64{m.R, m.Alpha, m.S, m.Beta}, float64(c.customers))
	}
}

// silence adds F(T) − I(T) + I(t_x) of so many customers.
func (d *derivatives) silence(customers float64, from, to *place) {
	var l moments
	kept := math.Exp(to.here.ln - from.here.ln)
	l.add(kept, &to.here)
	for k := range l {
		l[k] += from.gone[k] - kept*to.gone[k]
	}
	d.value += customers * (from.here.ln + math.Log(l[0]))
	k := 5
	for i := range 4 {
		first := l[1+i] / l[0]
		d.slope[i] += customers * first
		for j := i; j < 4; j++ {
			d.curve[i][j] += customers * (l[k]/l[0] - first*l[1+j]/l[0])
			k++
		}
	}
}
