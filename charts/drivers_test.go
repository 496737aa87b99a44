package charts

import (
	"testing"

	"regulars/analytics/driver"
	"regulars/analytics/satisfaction"
)

// sampleDrivers are price and service, with a clear order, and a kind for each.
func sampleDrivers() *driver.Result {
	model := func(target driver.Target, days int, r2 float64) driver.Model {
		return driver.Model{Target: target, Days: days, N: 500, R2: driver.Estimate{Value: r2, Low: r2 / 2, High: r2 * 1.5}, Drivers: []driver.Driver{
			{Target: target, Dimension: "price", Part: r2 * 0.7, Share: 0.7, Low: 0.6, High: 0.8, R2: r2}, {Target: target, Dimension: "service", Part: r2 * 0.3, Share: 0.3, Low: 0.2, High: 0.4, R2: r2},
		}}
	}
	contrast := func(name string, kind driver.Kind) driver.Contrast {
		return driver.Contrast{Dimension: name, Kind: kind, Penalty: driver.Estimate{Value: -0.2, Low: -0.3, High: -0.1}, Reward: driver.Estimate{Value: 0.1, Low: 0.05, High: 0.15}}
	}
	return &driver.Result{Overall: model(driver.Overall, 0, 0.4), Repurchase: model(driver.Repurchase, 90, 0.05), Contrasts: []driver.Contrast{contrast("price", driver.Basic), contrast("service", driver.Latent)}}
}

func TestDriverWords(t *testing.T) {
	for name, c := range map[string]struct {
		change   func(*driver.Result)
		sections int
	}{
		"as it is":     {func(*driver.Result) {}, 3},
		"close":        {func(r *driver.Result) { r.Overall.Drivers[1].High, r.Repurchase.Drivers[1].High = 0.9, 0.9 }, 3},
		"says little":  {func(r *driver.Result) { r.Repurchase.R2 = driver.Estimate{Value: 0.001, Low: -0.001, High: 0.003} }, 3},
		"no follow-up": {func(r *driver.Result) { r.Repurchase = driver.Model{} }, 2},
		"too few":      {func(r *driver.Result) { r.Overall, r.Contrasts = driver.Model{N: 4}, nil }, 1},
		"performance": {func(r *driver.Result) {
			r.Contrasts[0].Kind, r.Contrasts[1].Kind = driver.Performance, driver.Performance
		}, 3},
		"nothing":     {func(r *driver.Result) { r.Contrasts[0].Kind, r.Contrasts[1].Kind = driver.NoKind, driver.Unknown }, 3},
		"all unknown": {func(r *driver.Result) { r.Contrasts[0].Kind, r.Contrasts[1].Kind = driver.Unknown, driver.Unknown }, 2},
	} {
		r := sampleDrivers()
		c.change(r)
		in := SatisfactionInput{MinGroup: 10, Drivers: r, Result: &satisfaction.Result{}}
		list := in.driverSections()
		if len(list) != c.sections {
			t.Errorf("%s: %d sections, want %d", name, len(list), c.sections)
		}
		p := Page{Name: "satisfaction", Title: Same("x"), Answer: Same("x"), Sections: list}
		checkWording(t, p)
		for _, s := range list {
			saysBoth(t, name+" "+s.ID, s.Title)
			saysBoth(t, name+" "+s.ID, s.Note)
		}
		if err := Write(t.TempDir(), Report{Header: Header{AsOf: asOf, Compare: asOf - 30, Run: "1"}, Pages: []Page{p}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if list := (SatisfactionInput{}).driverSections(); list != nil {
		t.Errorf("%v", list)
	}
}
