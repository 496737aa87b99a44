package satisfaction

import "cmp"

// Scale is what scores are on.
type Scale struct {
	Min, Max float64
	Stated   bool // by the file's scale_min and scale_max; else it is inferred from the scores
	Known    bool // stated or one of the usual scales; else Min and Max are the least and greatest score
}

// usual are the scales that scores without a stated one may be on; the first that holds them all is taken.
var usual = [...]Scale{{Min: 1, Max: 5}, {Min: 0, Max: 5}, {Min: 1, Max: 7}, {Min: 0, Max: 10}, {Min: 0, Max: 100}}

// Infer is the scale of scores between two bounds.
func Infer(low, high float64) Scale {
	for _, s := range usual {
		if s.Min <= low && high <= s.Max {
			s.Known = true
			return s
		}
	}
	return Scale{Min: low, Max: high}
}

// topTwo is the least score in the two best boxes: the upper two points of a scale of three to eleven points, the upper
// fifth of any other.
func (s Scale) topTwo() float64 {
	span := s.Max - s.Min
	if span >= 2 && span <= 10 {
		return s.Max - 1
	}
	return s.Max - span/5
}

// same tells whether two scales have the same ends.
func (s Scale) same(o Scale) bool { return s.Min == o.Min && s.Max == o.Max }

// line is what puts scores of a scale on another, end to end: slope times the score, plus shift.
func (s Scale) line(to Scale) (slope, shift float64) {
	if s.same(to) || s.Max <= s.Min {
		return 1, 0
	}
	slope = (to.Max - to.Min) / (s.Max - s.Min)
	return slope, to.Min - slope*s.Min
}

func (s Scale) compare(o Scale) int {
	stated := func(s Scale) int {
		if s.Stated {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(s.Min, o.Min), cmp.Compare(s.Max, o.Max), stated(s)-stated(o))
}
