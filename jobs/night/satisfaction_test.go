package night

import (
	"slices"
	"testing"

	"regulars/analytics/satisfaction"
)

func TestUnaskedDimensions(t *testing.T) {
	topic := satisfactionTopic{result: &satisfaction.Result{Aspects: []satisfaction.Dimension{{Name: "Seat comfort"}}}}
	if names := topic.unasked(map[string]satisfaction.Part{"lieferung": "time", "seat comfort": "product"}); !slices.Equal(names, []string{"lieferung"}) {
		t.Errorf("no answer is about %v", names)
	}
}
