package lifetime

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// bgbbLikelihood is the log-likelihood of the patterns per customer as a function of the logarithms of α, β, γ and δ. With F as in [BGBB] and
// I(k) the sum of F(j) γ/(γ+δ+j) over j ≥ k, the likelihood of a customer is F(n) − I(n) + I(t_x), where I(n) ≤ F(n), so that no digits are
// lost; and I is worked out once for each x and each number of opportunities, instead of for each pattern.
func bgbbLikelihood(c *sample) surface {
	n, groups := float64(c.customers), c.strata
	return func(at []float64) (float64, []float64, *mat.SymDense) {
		m := BGBB{math.Exp(at[0]), math.Exp(at[1]), math.Exp(at[2]), math.Exp(at[3])}
		var d derivatives
		var places []place
		sums := silenceSums{ln: product{value: 1}}
		for i := range groups {
			g := &groups[i]
			places = m.places(g, places)
			for _, p := range g.cases {
				sums.add(p.customers, &places[int(g.times[p.from]-g.x)], &places[int(g.times[p.to]-g.x)])
			}
		}
		d.silences(&sums)
		return d.inLogs([]float64{m.Alpha, m.Beta, m.Gamma, m.Delta}, n)
	}
}

// places are F and I of x, x+1, … opportunities, up to the last of the stratum.
func (m *BGBB) places(s *stratum, into []place) []place {
	into = into[:0]
	here := m.active(int(s.x))
	for k := s.x; k <= s.times[len(s.times)-1]; k++ {
		into = append(into, place{here: here})
		here.silent(m, k-s.x, k)
	}
	into[len(into)-1].stay()
	for i := len(into) - 2; i >= 0; i-- {
		p, later := &into[i], &into[i+1]
		d := p.here
		d.leaves(m, s.x+float64(i))
		p.gone.add(m.Gamma/(m.Gamma+m.Delta+s.x+float64(i)), &d)
		kept := math.Exp(later.here.ln - p.here.ln)
		for k := range p.gone {
			p.gone[k] += kept * later.gone[k]
		}
		p.stay()
	}
	relate(into)
	return into
}

// active gives F(x), of a purchase at each of x opportunities.
func (m *BGBB) active(x int) (d slopes) {
	for j := range x {
		k := float64(j)
		i := 1 / (m.Alpha + k)
		d.ln += math.Log(m.Alpha + k)
		d.r += i
		d.rr -= i * i
		d.tries(m, k)
	}
	return d
}

// silent turns F(k) into F(k+1), where k−x opportunities passed without a purchase.
func (d *slopes) silent(m *BGBB, without, k float64) {
	i := 1 / (m.Beta + without)
	d.ln += math.Log(m.Beta + without)
	d.alpha += i
	d.aa -= i * i
	d.tries(m, k)
}

// tries is what opportunity k+1 adds whatever happens at it: 1/(α+β+k) · (δ+k)/(γ+δ+k).
func (d *slopes) tries(m *BGBB, k float64) {
	i, stay, either := 1/(m.Alpha+m.Beta+k), 1/(m.Delta+k), 1/(m.Gamma+m.Delta+k)
	d.ln += math.Log(i * either / stay)
	d.r -= i
	d.alpha -= i
	d.rr += i * i
	d.ra += i * i
	d.aa += i * i
	d.s -= either
	d.b += stay - either
	d.ss += either * either
	d.sb += either * either
	d.bb += either*either - stay*stay
}

// leaves turns F(k) into F(k) γ/(γ+δ+k).
func (d *slopes) leaves(m *BGBB, k float64) {
	i := 1 / (m.Gamma + m.Delta + k)
	d.s += 1/m.Gamma - i
	d.b -= i
	d.ss += i*i - 1/(m.Gamma*m.Gamma)
	d.sb += i * i
	d.bb += i * i
}
