package main

import (
	"path/filepath"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/data/sample"
	"regulars/jobs/night"
)

// A definition says what the settings of the run have made of it, on the Data page and wherever a page quotes it.
func TestTermsFollowTheFlags(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(t.Context(), sample.Options{Customers: 300, Months: 12, Seed: 3, Out: dir}); err != nil {
		t.Fatal(err)
	}
	_, latest := overnight(t, func(c *night.Config) {
		c.ChurnAfter, c.Horizon, c.MinGroup, c.AsOf = 45, 90, 7, analytics.NoDay
		transactions(c, []string{filepath.Join(dir, "transactions")}, nil)
	})
	for page, wants := range map[string][]string{
		"data.html":      {"without a purchase for more than 45 days", "超过 45 天没有购买", "customer lifetime value over 90 days", "fewer than 7 customers", "以 UTC 的日期为准"},
		"actions.html":   {"Lost: without a purchase for more than 45 days.", "流失：超过 45 天没有购买。"},
		"retention.html": {"Lost: without a purchase for more than 45 days."},
		"value.html":     {"Value (customer lifetime value over 90 days): "},
	} {
		html := contentOf(t, filepath.Join(latest, page))
		for _, want := range wants {
			if !strings.Contains(html, want) {
				t.Errorf("%s does not say %q", page, want)
			}
		}
	}
}
