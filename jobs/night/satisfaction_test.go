package night

import (
	"slices"
	"testing"

	"regulars/analytics/satisfaction"
)

func TestUnaskedDimensions(t *testing.T) {
	cfg := DefaultConfig()
	cfg.Survey.Parts = map[string]satisfaction.Part{"lieferung": "time", "seat comfort": "product"}
	r := results{cfg: cfg, findings: &findings{survey: &satisfaction.Result{Aspects: []satisfaction.Dimension{{Name: "Seat comfort"}}}}}
	if names := r.unasked(); !slices.Equal(names, []string{"lieferung"}) {
		t.Errorf("no answer is about %v", names)
	}
}
