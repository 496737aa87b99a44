package lifetime

import "math"

// silences give P(alive) of the customers with one x who last bought and are looked at on certain days, by each model: what depends on x and one day is
// worked out once for all of them. With F and I as in place, and odds of having left at the last purchase at once, it is
//
//	P = F(T) / (F(T) + odds F(t_x) + I(t_x) − I(T))
type silences struct {
	places   []int32         // of each day, −1 where nobody last bought or is looked at
	ln, gone [][most]float64 // ln F and I/F
	odds     [most]float64
}

// silences of the histories with one x; nil for models that have nothing in common.
func (p *prospects) silences(histories []counted[history]) *silences {
	patterns := make([]Pattern, len(histories))
	for i, h := range histories {
		patterns[i] = h.key.pattern(1)
	}
	group := newStratum(patterns, 1)
	s := &silences{ln: make([][most]float64, len(group.times)), gone: make([][most]float64, len(group.times))}
	for i, m := range p.models {
		switch m := m.(type) {
		case *ParetoNBD:
			for at, place := range m.places(&group, nil) {
				s.ln[at][i], s.gone[at][i] = place.here.ln, place.gone[0]
			}
		case *BGNBD:
			s.geometric(i, &m.geometric, &group)
		case *MBGNBD:
			s.geometric(i, &m.geometric, &group)
		default:
			return nil
		}
	}
	s.place(group.times)
	return s
}

// geometric fills in a model under which customers leave at purchases only: F is ((α+t)/α)^−(r+x), and I is zero. Who had no chance to leave is active
// whatever F is.
func (s *silences) geometric(model int, g *geometric, group *stratum) {
	m := g.chances(int(group.x))
	if m == 0 {
		return
	}
	s.odds[model] = g.A / (g.B + float64(m-1))
	for at, t := range group.times {
		s.ln[at][model] = -(g.R + group.x) * math.Log1p(t/g.Alpha)
	}
}

func (s *silences) place(times []float64) {
	for at, t := range times {
		for len(s.places) < int(t) {
			s.places = append(s.places, -1)
		}
		s.places = append(s.places, int32(at))
	}
}

// of is the place of a day, −1 if it has none.
func (s *silences) of(day int32) int32 {
	if int(day) >= len(s.places) {
		return -1
	}
	return s.places[day]
}

// alive is P(alive) by each model; a is what the history has in common with others, nil if nothing.
func (p *prospects) alive(a *alike, h history) (alive [most]float64) {
	if a != nil && a.silences != nil {
		s := a.silences
		from, to := s.of(h.tx), s.of(h.t)
		if from >= 0 && to >= 0 {
			for i := range p.models {
				kept := math.Exp(s.ln[to][i] - s.ln[from][i])
				left := s.gone[from][i] - kept*s.gone[to][i] // just zero for who bought on the last day
				alive[i] = kept / (kept + s.odds[i] + left)
			}
			return alive
		}
	}
	for i, m := range p.models {
		alive[i] = m.PAlive(int(h.x), float64(h.tx), float64(h.t))
	}
	return alive
}
