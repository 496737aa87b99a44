package retention

import (
	"math"
	"slices"

	"regulars/analytics"
)

// spell is a purchase occasion, and the last day on which the customer is current without another.
type spell struct{ day, until analytics.Day }

// timeline reads customers' spells; its slices are reused.
type timeline struct {
	rule   analytics.StatusRule
	spells []spell
	gaps   []int // ascending
}

// of lists a customer's spells in order. Gaps that end later never change what the customer was.
func (t *timeline) of(c *analytics.Customer) []spell {
	t.spells, t.gaps = t.spells[:0], t.gaps[:0]
	occasions := c.Occasions()
	for i := range occasions {
		day := occasions[i].Day
		if i > 0 && t.rule.After <= 0 {
			gap := int(day) - int(occasions[i-1].Day)
			at, _ := slices.BinarySearch(t.gaps, gap)
			t.gaps = slices.Insert(t.gaps, at, gap)
		}
		limits, _ := t.rule.Limits(t.gaps)
		t.spells = append(t.spells, spell{day, limits.Until(day)})
	}
	return t.spells
}

// lost is the first day on which a customer counts as lost, which may lie ahead.
func (t *timeline) lost(c *analytics.Customer) (analytics.Day, bool) {
	spells := t.of(c)
	for i, s := range spells {
		if s.until == math.MaxInt32 {
			return 0, false
		}
		if i == len(spells)-1 || spells[i+1].day > s.until {
			return s.until + 1, true
		}
	}
	return 0, false
}
