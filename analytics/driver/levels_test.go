package driver

import "testing"

// Shares add up level by level: dimensions to second levels, these to first levels, and those to all; an interval of a level is that of its sum.
func TestLevelsAddUp(t *testing.T) {
	levels := Levels{"basic": {"product", "quality"}, "latent": {"product", "quality"}, "price": {"product", "price"}}
	d := New(question(), unit, levels)
	for _, c := range shop(2000) {
		d.Add(c)
	}
	m := d.Result().Overall
	share, sums := map[string]float64{}, map[int]float64{}
	for _, r := range m.Drivers {
		share[r.Dimension] = r.Share
	}
	seconds := map[string]float64{}
	for _, r := range m.Groups {
		sums[r.Level] += r.Share
		if r.Level == 2 {
			seconds[r.First] += r.Share
		}
		if !(r.Low <= r.Share && r.Share <= r.High) || r.Low == r.High && r.Share < 0.999 {
			t.Errorf("%+v", r)
		}
	}
	for _, r := range m.Groups {
		switch {
		case r.Level == 1:
			near(t, r.First, r.Share, seconds[r.First], 1e-12)
		case r.Second == "quality":
			near(t, "quality", r.Share, share["basic"]+share["latent"], 1e-12)
		case r.First == Unplaced && r.Second != "idle":
			t.Errorf("%+v", r)
		}
	}
	near(t, "first levels", sums[1], 1, 1e-9)
	near(t, "second levels", sums[2], 1, 1e-9)
	if m.Groups[0].Level != 1 || m.Groups[0].First != "product" {
		t.Errorf("%+v", m.Groups[0])
	}
}

// A level that holds all dimensions has all of what is explained, for certain.
func TestOneLevelHasAll(t *testing.T) {
	d := New(question(), unit, Levels{"basic": {"product", "quality"}, "latent": {"product", "quality"}, "price": {"product", "quality"}, "idle": {"product", "quality"}})
	for _, c := range shop(1000) {
		d.Add(c)
	}
	for _, r := range d.Result().Overall.Groups {
		near(t, "share", r.Share, 1, 1e-9)
		near(t, "low", r.Low, 1, 1e-6)
	}
}

func TestPlaceOf(t *testing.T) {
	if p, err := PlaceOf("brand / awareness"); err != nil || p != (Place{"brand", "awareness"}) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, wrong := range []string{"", "brand", "brand/", "/awareness"} {
		if _, err := PlaceOf(wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
	if p := UsualLevels().of("Price"); p != (Place{"product", "price"}) {
		t.Errorf("%+v", p)
	}
}
