package night

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"regulars/analytics"
	"regulars/charts"
	"regulars/charts/pages"
	"regulars/data"
)

// rules fills in how a table is to be read, and what is left out of it.
func (r *Reading) rules(s *data.Spec) {
	s.Where, s.Without, s.RefundWhere = of(s.Table, r.Where), of(s.Table, r.Except), of(s.Table, r.RefundWhere)
	if ids := r.Except["customer_id"]; len(ids) > 0 && s.Table != "transactions" && data.Has(s.Table, "customer_id") {
		s.Without = maps.Clone(s.Without)
		s.Without["customer_id"] = append(slices.Clone(ids), s.Without["customer_id"]...)
	}
	if r.Since != analytics.NoDay {
		s.Since = r.midnight(r.Since)
	}
	if r.Until != analytics.NoDay {
		s.Until = r.midnight(r.Until)
	}
	s.Near, s.LatestBy = r.days[s.Table], r.LatestBy[s.Table]
	s.DateOrders = map[string]string{}
	for column, order := range r.DateOrders {
		switch table, name, _ := strings.Cut(column, "."); table {
		case s.Table:
			s.DateOrders[name] = order
		case "":
			if _, ok := r.DateOrders[s.Table]; !ok {
				s.DateOrders[""] = order
			}
		}
	}
	s.DecimalComma, s.Currency, s.Rates = r.DecimalComma, r.Currency, r.rates
	s.Tally, s.Missing, s.Scales = []string{"currency"}, r.Survey.Coding.Missing, map[string]data.Scale{}
	for column, scale := range r.Scales {
		if table, name, _ := strings.Cut(column, "."); table == s.Table {
			s.Scales[name] = scale
		}
	}
	if scale, ok := s.Scales["experience"]; ok && s.Table == "surveys" {
		for _, column := range likeExperience {
			if _, said := s.Scales[column]; !said {
				s.Scales[column] = scale
			}
		}
	}
}

// of are the rules for columns of a table.
func of(table string, rules map[string][]string) map[string][]string {
	found := map[string][]string{}
	for column, values := range rules {
		if owner, name, ok := strings.Cut(column, "."); ok && slices.Contains(Tables, owner) {
			if owner == table {
				found[name] = values
			}
		} else if table == "transactions" {
			found[column] = values
		}
	}
	return found
}

// decide settles what follows from the data and from the last report and has to be known before the inputs are read, and says what is
// remarkable about it.
func (r *Reading) decide(ctx context.Context, out string) (notes []charts.Text, err error) {
	before := lastSettings(out)
	if r.Currency == "" {
		if code, ok := before["currency"].(string); ok {
			r.Currency = code
		}
	}
	if len(r.Rates) > 0 {
		if r.Currency == "" {
			return nil, Usagef("--rates convert into the reporting currency: say which it is with --currency")
		}
		if r.rates, err = data.ReadRates(ctx, data.Spec{Paths: r.Rates, Zone: r.Zone, DecimalComma: r.DecimalComma}, r.Threads); err != nil {
			return nil, err
		}
	}
	if notes, err = r.decideScales(ctx, before); err != nil {
		return nil, err
	}
	more, err := r.decideOutcome(ctx)
	return append(notes, more...), err
}

// foundCurrency settles the currency where it was not given: that of all lines, which must be in one.
func (r *Reading) foundCurrency(reports []*data.Report) error {
	if r.Currency != "" {
		return nil
	}
	rows := map[string]int64{}
	for _, in := range reports {
		for written, word := range in.Words["currency"] {
			rows[data.CurrencyCode(written)] += word.Rows
		}
	}
	codes := slices.Sorted(maps.Keys(rows))
	if len(codes) <= 1 {
		r.Currency = strings.Join(codes, "")
		return nil
	}
	var list []string
	for _, code := range codes {
		list = append(list, fmt.Sprintf("%s %d", code, rows[code]))
	}
	most := slices.MaxFunc(codes, func(a, b string) int { return int(rows[a] - rows[b]) })
	return Usagef("the amounts are in %d currencies (lines: %s), which cannot be added: keep one with --where currency=%s, "+
		"refuse all others with --currency %[3]s, or convert them with --currency %[3]s --rates FILE, a table of date, currency and rate", len(codes), strings.Join(list, ", "), most)
}

// readingOptions are the settings that decide what is left out of the inputs and how they are read.
func (r *Reading) readingOptions() (options []pages.Option) {
	add := func(name, value string) { options = append(options, pages.Option{Name: name, Value: value}) }
	if r.DropDuplicates {
		add("drop-duplicates", "true")
	}
	for _, rules := range []struct {
		name   string
		values map[string][]string
	}{{"where", r.Where}, {"except", r.Except}, {"refund-where", r.RefundWhere}} {
		for column, values := range sorted(rules.values) {
			for _, v := range values {
				add(rules.name, column+"="+v)
			}
		}
	}
	for name, day := range sorted(map[string]analytics.Day{"since": r.Since, "until": r.Until}) {
		if day != analytics.NoDay {
			add(name, day.String())
		}
	}
	for column, order := range sorted(r.DateOrders) {
		add("date-format", strings.TrimPrefix(column+"="+order, "="))
	}
	if r.DecimalComma {
		add("decimal-comma", "true")
	}
	if r.OrdersByDay {
		add("order-id-per-day", "true")
	}
	for table, column := range sorted(r.LatestBy) {
		add("latest-by", table+"."+column)
	}
	for _, path := range r.Rates {
		add("rates", path)
	}
	for table, days := range sorted(r.days) {
		add("dates-near", fmt.Sprintf("%s=%s to %s", table, dayOr(days[0], "the first"), dayOr(days[1], "the last")))
	}
	for column, scale := range sorted(r.Scales) {
		add("survey-scale", column+"="+scale.String())
	}
	if r.rates != nil {
		add("rates-hash", hashOf(fmt.Sprint(r.rates)))
	}
	return options
}

func dayOr(day time.Time, none string) string {
	if day.IsZero() {
		return none
	}
	return day.Format(time.DateOnly)
}

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

// lastSettings are those of the last report in the output folder, if there is one that can be read.
func lastSettings(out string) map[string]any {
	b, err := os.ReadFile(filepath.Join(out, "latest", "run.json"))
	if err != nil {
		return nil
	}
	var last struct {
		Settings map[string]any `json:"settings"`
	}
	if json.Unmarshal(b, &last) != nil {
		return nil
	}
	return last.Settings
}
