package lifetime

import (
	"math"
	"testing"

	"regulars/analytics"
)

// What a customer would be worth had they bought today is that purchase and what is expected of the same history with one purchase more, the last
// today: by every model, on CDNOW.
func TestAgain(t *testing.T) {
	customers := cdnow(t)
	for _, name := range []string{BGNBDName, MBGNBDName, ParetoNBDName, BGBBName} {
		b, q := cdnowBase(t)
		q.Period, q.Model = analytics.ByMonth, name
		s := NewScorer(b, b.Models(name), q)
		for i := 0; i < len(customers); i += 20 {
			c := &customers[i]
			sum := c.Summary()
			now, again := s.Score(c, sum), s.Again(c, sum)
			if name == BGBBName { // whose purchases are read off the history itself
				if !(again >= now.Spend && again >= now.Value) {
					t.Fatalf("%s, customer %s: %v is less than %v", name, c.Key, again, now.Value)
				}
				continue
			}
			more := sum
			more.Occasions, more.Last = more.Occasions+1, q.AsOf
			then := s.Score(nil, more)
			near(t, name+": value if bought", again, now.Spend*(1+then.Value/then.Spend), 1e-9)
		}
		if x := s.Newcomer(); !(x > 0) || math.IsInf(x, 0) {
			t.Errorf("%s: a new customer is worth %v", name, x)
		}
	}
	none := NewScorer(&Base{}, Models{}, analytics.Question{})
	if sum := customers[0].Summary(); !math.IsNaN(none.Again(&customers[0], sum)) || !math.IsNaN(none.Newcomer()) {
		t.Error("something is expected without a model")
	}
}
