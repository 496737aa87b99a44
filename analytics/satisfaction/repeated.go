package satisfaction

import (
	"math"
	"slices"

	"regulars/analytics"
)

// voices are the answers of one customer that count: all, or about each dimension the last, or one with the means of all, of those with a
// usable experience where there are any. Answers are in order of time.
func voices(answers []analytics.Answer, count analytics.Repeated) []analytics.Answer {
	if count != analytics.LastAnswer && count != analytics.MeanAnswer {
		return answers
	}
	var spoken []analytics.Answer
	for _, of := range byDimension(answers) {
		if slices.ContainsFunc(of, usable) {
			of = slices.DeleteFunc(of, func(a analytics.Answer) bool { return !usable(a) })
		}
		if count == analytics.MeanAnswer {
			spoken = append(spoken, meanOf(of))
		} else {
			spoken = append(spoken, of[len(of)-1])
		}
	}
	return spoken
}

// byDimension are the answers by dimension, each in order of time.
func byDimension(answers []analytics.Answer) (groups [][]analytics.Answer) {
	at := map[analytics.Label]int{}
	for _, a := range answers {
		if _, ok := at[a.Dimension]; !ok {
			at[a.Dimension] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[a.Dimension]] = append(groups[at[a.Dimension]], a)
	}
	return groups
}

// usable tells whether the experience is given and on its scale.
func usable(a analytics.Answer) bool {
	_, ok := new(cell).score(a.Experience, stated(&a))
	return ok
}

// meanOf is the last answer with the means of what all on its scale give.
func meanOf(of []analytics.Answer) analytics.Answer {
	mean := of[len(of)-1]
	scale := stated(&mean)
	score := func(at func(a *analytics.Answer) *float64) {
		sum, n := 0.0, 0
		for i := range of {
			if x := *at(&of[i]); !math.IsNaN(x) && stated(&of[i]) == scale {
				sum += x
				n++
			}
		}
		*at(&mean) = sum / float64(n)
	}
	score(func(a *analytics.Answer) *float64 { return &a.Experience })
	score(func(a *analytics.Answer) *float64 { return &a.Expectation })
	score(func(a *analytics.Answer) *float64 { return &a.Importance })
	score(func(a *analytics.Answer) *float64 { return &a.Ideal })
	score(func(a *analytics.Answer) *float64 { return &a.CompetitorExperience })
	return mean
}

// voiced are recommendations, as far as they count; of the last or the mean those off the scale only where there are no others.
func voiced(list []analytics.Answer, count analytics.Repeated) []analytics.Answer {
	if on := onScale(list); len(on) > 0 && (count == analytics.LastAnswer || count == analytics.MeanAnswer) {
		list = on
	}
	switch {
	case len(list) < 2:
	case count == analytics.LastAnswer:
		list = list[len(list)-1:]
	case count == analytics.MeanAnswer:
		last, sum := list[len(list)-1], 0.0
		for _, a := range list {
			sum += a.Recommend
		}
		last.Recommend = sum / float64(len(list))
		list = []analytics.Answer{last}
	}
	return list
}

func onScale(list []analytics.Answer) []analytics.Answer {
	return slices.DeleteFunc(slices.Clone(list), func(a analytics.Answer) bool { return math.IsNaN(promoting(a.Recommend)) })
}
