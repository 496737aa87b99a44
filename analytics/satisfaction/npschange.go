package satisfaction

import (
	"maps"
	"math"
	"slices"
)

// NPSDifference is one net promoter score less another of other customers' answers.
type NPSDifference struct {
	By        float64 // −2 … 2
	Z, P      float64 // of the two-sided test of no difference, by the errors of the two scores; z is infinite or NaN where both errors are 0
	Low, High float64 // 95 %, from the adjusted intervals of the two scores (Zou & Donner 2008, eq. 3)
}

// Less is n less o.
func (n NPS) Less(o NPS) NPSDifference {
	d := NPSDifference{By: n.Score - o.Score}
	d.Z = d.By / math.Hypot(n.SE, o.SE)
	d.P = math.Erfc(math.Abs(d.Z) / math.Sqrt2)
	d.Low = d.By - math.Hypot(n.Score-n.Low, o.High-o.Score)
	d.High = d.By + math.Hypot(n.High-n.Score, o.Score-o.Low)
	return d
}

// NPSChange compares the net promoter score of the last months with that of the months before.
type NPSChange struct {
	Months      int // how long each side is, 3 or 1; 0 where there is too little to compare
	Before, Now NPS
	NPSDifference
}

// npsChange compares the last three complete months with recommendations with the three before them, or else the last
// with the one before.
func (s *Survey) npsChange() NPSChange {
	months := slices.DeleteFunc(slices.Sorted(maps.Keys(s.nps)), func(m int) bool { return !s.complete(m) || s.nps[m].N == 0 })
	if len(months) == 0 {
		return NPSChange{}
	}
	last := months[len(months)-1]
	for _, length := range []int{3, 1} {
		before, now := s.npsBetween(last-2*length+1, last-length), s.npsBetween(last-length+1, last)
		if before.N > 0 && months[0] <= last-2*length+1 {
			return NPSChange{length, before, now, now.Less(before)}
		}
	}
	return NPSChange{}
}

func (s *Survey) npsBetween(from, to int) (n NPS) {
	for m := from; m <= to; m++ {
		if s.nps[m] != nil {
			n.merge(s.nps[m])
		}
	}
	return n.derive()
}
