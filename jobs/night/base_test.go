package night

import "testing"

// What one part of the customers has counted is all there when it is merged into nothing.
func TestTallyMerges(t *testing.T) {
	part := tally{occasions: 3}
	part.refundsOnly.Add(-500)
	var whole tally
	if whole.Merge(&part); whole != part {
		t.Errorf("%+v became %+v", part, whole)
	}
}
