package satisfaction

import (
	"math"
	"slices"

	"regulars/analytics"
)

// voices are the answers of one customer that count: all, or for each dimension and scale those of the last day, or one with the means of
// all, of those with a usable experience where there are any. Answers are in order of time.
func voices(answers []analytics.Answer, count analytics.Repeated) []analytics.Answer {
	if count != analytics.LastAnswer && count != analytics.MeanAnswer {
		return answers
	}
	var spoken []analytics.Answer
	for _, of := range byPlace(answers) {
		if slices.ContainsFunc(of, usable) {
			of = slices.DeleteFunc(of, func(a analytics.Answer) bool { return !usable(a) })
		}
		last := of[len(of)-1]
		switch {
		case count == analytics.MeanAnswer:
			spoken = append(spoken, meanOf(of))
		default:
			spoken = append(spoken, slices.DeleteFunc(of, func(a analytics.Answer) bool { return a.Day != last.Day })...)
		}
	}
	return spoken
}

// byPlace are the answers by dimension and stated scale, each in order of time.
func byPlace(answers []analytics.Answer) (groups [][]analytics.Answer) {
	at := map[place]int{}
	for _, a := range answers {
		p := place{dimension: a.Dimension, scale: stated(&a)}
		if _, ok := at[p]; !ok {
			at[p] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[p]] = append(groups[at[p]], a)
	}
	return groups
}

// usable tells whether the experience is given and on its scale.
func usable(a analytics.Answer) bool {
	_, ok := new(cell).score(a.Experience, stated(&a))
	return ok
}

// meanOf is the last answer with the means of what all give.
func meanOf(of []analytics.Answer) analytics.Answer {
	mean := of[len(of)-1]
	score := func(at func(a *analytics.Answer) *float64) {
		sum, n := 0.0, 0
		for i := range of {
			if x := *at(&of[i]); !math.IsNaN(x) {
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

// recommendations are a customer's by day, as far as they count.
func recommendations(c *analytics.Customer, count analytics.Repeated) []analytics.Answer {
	list := c.Recommendations()
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
