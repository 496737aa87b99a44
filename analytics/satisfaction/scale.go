package satisfaction

// Scale is what scores are on.
type Scale struct {
	Min, Max float64
	Stated   bool // by the file's scale_min and scale_max; else it is inferred from the scores
	Known    bool // stated or one of the usual scales; else Min and Max are the least and greatest score
}

// usual are the scales that scores without a stated one may be on; the first that holds them all is taken.
var usual = [...]Scale{{Min: 1, Max: 5}, {Min: 0, Max: 5}, {Min: 1, Max: 7}, {Min: 0, Max: 10}, {Min: 0, Max: 100}}

// infer is the scale of scores between two bounds.
func infer(low, high float64) Scale {
	for _, s := range usual {
		if s.Min <= low && high <= s.Max {
			s.Known = true
			return s
		}
	}
	return Scale{Min: low, Max: high}
}

// topTwo is the least score in the two best boxes: the upper two points of a scale of up to eleven points, the upper fifth
// of a longer one.
func (s Scale) topTwo() float64 {
	span := s.Max - s.Min
	if span <= 10 {
		return s.Max - 1
	}
	return s.Max - span/5
}
