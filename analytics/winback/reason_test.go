package winback

import (
	"math"
	"testing"

	"regulars/analytics"
)

var (
	labels  = analytics.NewLabels([]string{"app", "delivery", "garden", "overall", "price", "service", "toys"})
	reasons = NewReasons(labels, analytics.Scale{Max: 10, Low: analytics.DefaultLow})
)

const (
	app analytics.Label = iota + 1
	delivery
	garden
	overall
	price
	service
	toys
)

func TestReason(t *testing.T) {
	check := func(want Reason, about string, c analytics.Customer) {
		t.Helper()
		if got, what := reasons.Of(&c); got != want || what != about {
			t.Errorf("got %q about %q, want %q about %q", got, what, want, about)
		}
	}
	answer := func(day analytics.Day, dimension analytics.Label, score float64) analytics.Answer {
		return analytics.Answer{Day: day, Dimension: dimension, Experience: score, ScaleMin: math.NaN(), ScaleMax: math.NaN()}
	}
	solved := []analytics.Complaint{{Resolved: true}}
	dear := []analytics.Answer{answer(2, overall, 3), answer(2, price, 2), answer(2, service, 2)}
	check(ByComplaint, "delivery", analytics.Customer{Complaints: []analytics.Complaint{{Resolved: true}, {Category: delivery}}, Answers: dear})
	check(ByPrice, "price", analytics.Customer{Complaints: solved, Answers: dear})
	check(ByLowScore, "service", analytics.Customer{Answers: []analytics.Answer{answer(2, overall, 4), answer(2, price, 4), answer(2, service, 3)}})
	check(ByLowScore, "", analytics.Customer{Answers: []analytics.Answer{answer(2, overall, 4)}})
	check(ByLowScore, "service", analytics.Customer{Answers: []analytics.Answer{answer(2, service, 4)}})
	check(BySilence, "", analytics.Customer{Answers: []analytics.Answer{answer(2, overall, 4.5), answer(2, service, 1)}})
	check(BySilence, "", analytics.Customer{Answers: append(dear, answer(3, overall, 9))})
	check(BySilence, "", analytics.Customer{})
	five := analytics.Answer{Dimension: overall, Experience: 3, ScaleMin: 1, ScaleMax: 5}
	check(BySilence, "", analytics.Customer{Answers: []analytics.Answer{five}})
	bargain, full := analytics.Row{Purchases: 1, Discount: 1}, analytics.Row{Purchases: 1}
	check(ByPrice, "", analytics.Customer{Rows: []analytics.Row{bargain, full, bargain, {Refunds: 1}}})
	check(BySilence, "", analytics.Customer{Rows: []analytics.Row{bargain, full}})
}

// Without a known scale nothing is a low score.
func TestReasonWithoutScale(t *testing.T) {
	c := analytics.Customer{Answers: []analytics.Answer{{Dimension: overall, Experience: 1}}}
	if got, _ := NewReasons(labels, analytics.Scale{Low: analytics.DefaultLow}).Of(&c); got != BySilence {
		t.Errorf("got %q", got)
	}
}
