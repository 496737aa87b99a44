package lifetime

import (
	"math"
	"slices"
)

// silences give P(alive) of the customers with one x under Pareto/NBD: what the integral up to each day at which one of them last bought or is looked at
// comes to, by each model, so that it is not worked out for every customer.
type silences struct {
	times    []float64
	ln, gone [][most]float64 // see place
}

// silences of the histories with one x; nil for other models.
func (p *prospects) silences(histories []counted[history]) *silences {
	if _, ok := p.models[0].(*ParetoNBD); !ok {
		return nil
	}
	patterns := make([]Pattern, len(histories))
	for i, h := range histories {
		patterns[i] = h.key.pattern(1)
	}
	group := newStratum(patterns)
	s := &silences{times: group.times, ln: make([][most]float64, len(group.times)), gone: make([][most]float64, len(group.times))}
	var places []place
	for i, m := range p.models {
		places = m.(*ParetoNBD).places(&group, places)
		for at := range places {
			s.ln[at][i], s.gone[at][i] = places[at].here.ln, places[at].gone[0]
		}
	}
	return s
}

// alive is P(alive) by each model.
func (p *prospects) alive(h history) (alive [most]float64) {
	if s := p.silent[h.x]; s != nil {
		from, ok1 := slices.BinarySearch(s.times, float64(h.tx))
		to, ok2 := slices.BinarySearch(s.times, float64(h.t))
		if ok1 && ok2 {
			for i := range p.models {
				kept := math.Exp(s.ln[to][i] - s.ln[from][i])
				alive[i] = kept / (kept + s.gone[from][i] - kept*s.gone[to][i])
			}
			return alive
		}
	}
	for i, m := range p.models {
		alive[i] = m.PAlive(int(h.x), float64(h.tx), float64(h.t))
	}
	return alive
}
