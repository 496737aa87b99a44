package night

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"regulars/analytics"
	"regulars/analytics/comment"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
	"regulars/charts"
	"regulars/charts/pages"
	"regulars/data"
)

// Config is everything a night is told.
type Config struct {
	Reading
	Version      string        // of the program
	Compare      analytics.Day // NoDay: the same day of the month before
	Lang         string        // en, zh or both
	Cohort       analytics.Grain
	ChurnAfter   int // days; 0: each customer's own rhythm
	Horizon      int // days
	DiscountRate float64
	ValueYears   int     // for which a customer stays by the value formula of the course books
	Response     float64 // share of those contacted who are supposed to buy because of it
	HoldOut      float64 // share of the customers that lists leave out
	ContactCost  float64 // of one contact, in units of the currency
	AnswerValue  float64 // what one answer or complaint is worth, in units of the currency
	Model        string
	Season       string               // auto, or none for models that know no season
	Horizons     []int                // days of further horizons
	Calibration  analytics.Day        // last day that forecasts are fitted to when they are checked; NoDay: about the first half
	Parameters   *lifetime.Parameters // to apply instead of fitting; nil to fit
	Period       analytics.Grain
	MinGroup     int
	Scoring      rfm.Method
	CutPoints    CutPoints
	Segments     []segment.Segment // empty: the usual eleven
	Causes       []comment.Cause   // of dissatisfaction, by words of comments; empty: the usual
	AlertBelow   float64           // the part of a scale, from its lower end, that is a low score
	AlertDays    int               // in which somebody should look into a low score
	Identity     identity.Options
	Export       []string // names of lists
	Contacts     Seal     // how contacts are written
	HashIDs      bool     // customer ids are hashed with the key of Contacts as they are read
	MaxBadRows   Limit
	MaxMemory    int64 // bytes; 0: three quarters of what there is
	Out          string
	Keep         int // runs kept in the output folder
}

// CutPoints are the four cut points of each measure for the scoring "fixed", and those of the ABCD matrix for any.
type CutPoints struct {
	Recency   []int     `yaml:"recency"`
	Frequency []int     `yaml:"frequency"`
	Monetary  []float64 `yaml:"monetary"`

	// Of the ABCD matrix; the median where NaN.
	Turnover      float64 `yaml:"turnover"`
	Profitability float64 `yaml:"profitability"`
}

// DefaultConfig is what holds where nothing else is said.
func DefaultConfig() Config {
	return Config{
		Reading: Reading{
			Inputs: map[string][]string{}, Map: map[string]map[string]string{}, Where: map[string][]string{}, Zone: time.UTC,
			Except: map[string][]string{}, RefundWhere: map[string][]string{}, DateOrders: map[string]string{}, LatestBy: map[string]string{}, Scales: Scales{},
			Since: analytics.NoDay, Until: analytics.NoDay,
			AsOf: analytics.NoDay, Survey: Survey{Repeated: analytics.LastAnswer}, Threads: runtime.GOMAXPROCS(0),
		},
		Out: "out", Compare: analytics.NoDay, Lang: "both", Cohort: analytics.ByMonth, Horizon: 365, DiscountRate: 0.10, ValueYears: 10, Response: 0.05, HoldOut: 0.10, Model: "auto",
		Season: "auto", Calibration: analytics.NoDay,
		Period: analytics.ByMonth, MaxBadRows: Limit{share: 0.01, written: "1%"}, Keep: 30, MinGroup: 10, Scoring: rfm.Quantile, AlertBelow: analytics.DefaultLow,
		AlertDays: 7, Identity: identity.Options{Most: identity.DefaultMost}, CutPoints: CutPoints{Turnover: math.NaN(), Profitability: math.NaN()},
	}
}

// Validate checks what single settings cannot see.
func (c *Config) Validate() error {
	if len(c.Inputs["transactions"]) == 0 {
		return Usagef("no transactions: say where they are with --transactions FILE, GLOB or FOLDER")
	}
	if c.State != "" && filepath.Clean(c.State) == filepath.Clean(c.Out) {
		return Usagef("--state %s is the output folder: choose another, such as %s", c.State, filepath.Join(c.Out, "state"))
	}
	if c.HashIDs && len(c.Contacts.Key) == 0 {
		return Usagef("--hash-ids needs a key: give one with --hash-key-file or in REGULARS_HASH_KEY")
	}
	if c.Compare != analytics.NoDay && c.AsOf != analytics.NoDay && c.Compare >= c.AsOf {
		return Usagef("--compare %s is not before --as-of %s: choose an earlier date", c.Compare, c.AsOf)
	}
	if err := lifetime.CheckPeriod(c.Period, c.Horizon); c.Model == lifetime.BGBBName && err != nil {
		return Usagef("--model %s: %w", c.Model, err)
	}
	if _, err := c.fixedScale(); err != nil {
		return err
	}
	if err := c.CutPoints.check(); err != nil {
		return err
	}
	if err := c.checkCauses(); err != nil {
		return err
	}
	t, err := c.segmentTable()
	if err == nil {
		_, err = wantedLists(c.Export, t)
	}
	return err
}

// mostCut is what a cut point of the ABCD matrix may be at most, so that it can be kept in millionths.
const mostCut = 1e9

// check is of the cut points of the ABCD matrix.
func (p *CutPoints) check() error {
	switch {
	case p.Turnover <= 0 || p.Turnover > mostCut:
		return Usagef("cut-points: turnover: %v is not a number of purchases a year above 0: write one such as 4", p.Turnover)
	case math.Abs(p.Profitability) > mostCut:
		return Usagef("cut-points: profitability: %v is neither a margin rate nor an amount: write one such as 0.35", p.Profitability)
	}
	return nil
}

// fixedScale is the scale of the scoring "fixed"; nil for any other.
func (c *Config) fixedScale() (*rfm.Scale, error) {
	if c.Scoring != rfm.Fixed {
		return nil, nil
	}
	s, err := rfm.FixedScale(c.CutPoints.Recency, c.CutPoints.Frequency, c.CutPoints.Monetary)
	if err != nil {
		return nil, Usagef("cut-points: %w", err)
	}
	return &s, nil
}

func (c *Config) segmentTable() (*segment.Table, error) {
	if len(c.Segments) == 0 {
		return segment.Standard(), nil
	}
	t, err := segment.NewTable(c.Segments)
	if err != nil {
		return nil, Usagef("segments: %w", err)
	}
	return t, nil
}

// causes are those of dissatisfaction.
func (c *Config) causes() []comment.Cause {
	if len(c.Causes) == 0 {
		return comment.UsualCauses()
	}
	return c.Causes
}

// checkCauses finds what no comment could tell of.
func (c *Config) checkCauses() error {
	seen := map[string]bool{}
	for _, cause := range c.Causes {
		switch {
		case strings.TrimSpace(cause.Name) == "":
			return Usagef("causes: a cause has no name: write - {name: late delivery, name_zh: 送货晚, words: [late, 晚了]}")
		case seen[cause.Name]:
			return Usagef("causes: %q is there twice: write all its words in one", cause.Name)
		case len(cause.Words) == 0:
			return Usagef("causes: %q has no words: write words: [late, 晚了]", cause.Name)
		}
		seen[cause.Name] = true
	}
	return nil
}

// question fills the dates that follow from the data, whose last one, before any filter, is reach.
func (c *Config) question(l *analytics.Ledger, reach analytics.Day) analytics.Question {
	first, _ := l.Span()
	q := analytics.Question{
		AsOf: c.AsOf, Compare: c.Compare, Start: first, Cohort: c.Cohort, ChurnAfter: c.ChurnAfter, Horizon: c.Horizon,
		DiscountRate: c.DiscountRate, Model: c.Model, Period: c.Period, Repeated: c.Survey.Repeated, MinGroup: c.MinGroup, HasCost: l.HasCost(), Labels: l.Labels(),
		Season: c.Season, Horizons: c.Horizons,
	}
	if c.Calibration != analytics.NoDay {
		q.CalibrationEnd = c.Calibration
	}
	q.AsOf, q.Compare = c.dates(reach)
	return q
}

// dates are the as-of date and the one to compare with, where the last transaction is of a day.
func (c *Config) dates(last analytics.Day) (asOf, compare analytics.Day) {
	asOf, compare = c.AsOf, c.Compare
	if asOf == analytics.NoDay {
		asOf = last
	}
	if compare == analytics.NoDay {
		compare = asOf.AddMonths(-1)
	}
	return asOf, compare
}

// datable says why there is no day to report on.
func (c *Config) datable(reports []*data.Report, today analytics.Day) error {
	for _, r := range reports {
		if r.Table != "transactions" || r.Reach.IsZero() {
			continue
		}
		last := analytics.DayOf(r.Reach)
		if c.AsOf == analytics.NoDay && last > today+1 {
			return Usagef("the last transaction is dated %s, which is yet to come: correct it, or say with --as-of which day to report on", last)
		}
		asOf, compare := c.dates(last)
		if end := c.Calibration; end != analytics.NoDay && end >= asOf {
			return Usagef("--calibration-end %s leaves nothing to check on: choose a day before %s", end, asOf)
		}
		if compare >= asOf {
			return Usagef("--compare %s is not before the as-of date %s: choose an earlier date", compare, asOf)
		}
	}
	return nil
}

// HowToRead is how inputs are read, with what follows from other settings: whose key hashes ids, and which folders are no input because the
// program writes to them.
func (c *Config) HowToRead() Reading {
	r := c.Reading
	if c.HashIDs {
		r.idKey = c.Contacts.Key
	}
	r.own = []string{c.Out, filepath.Join(c.Out, "runs")} // the latter where the output folder is the very one that is named
	if c.State != "" {
		r.own = append(r.own, c.State)
	}
	return r
}

// options are the settings that decide what the figures are.
func (c *Config) options(q analytics.Question) []pages.Option {
	churn := "each customer's own rhythm"
	if q.ChurnAfter > 0 {
		churn = strconv.Itoa(q.ChurnAfter)
	}
	options := []pages.Option{
		{Name: "as-of", Value: q.AsOf.String()}, {Name: "compare", Value: q.Compare.String()}, {Name: "tz", Value: c.Zone.String()},
		{Name: "currency", Value: c.Currency}, {Name: "cohort", Value: string(q.Cohort)}, {Name: "churn-after", Value: churn},
		{Name: "horizon", Value: strconv.Itoa(q.Horizon)}, {Name: "discount-rate", Value: fmt.Sprint(q.DiscountRate)},
		{Name: "contact-cost", Value: fmt.Sprint(c.ContactCost)}, {Name: "response", Value: fmt.Sprint(c.Response)}, {Name: "hold-out", Value: fmt.Sprint(c.HoldOut)},
		{Name: "value-years", Value: strconv.Itoa(c.ValueYears)}, {Name: "answer-value", Value: fmt.Sprint(c.AnswerValue)},
		{Name: "model", Value: q.Model}, {Name: "scoring", Value: string(c.Scoring)}, {Name: "max-bad-rows", Value: c.MaxBadRows.String()},
		{Name: "min-group", Value: strconv.Itoa(q.MinGroup)}, {Name: "lang", Value: c.Lang},
	}
	options = append(options, c.forecastOptions()...)
	if q.Model == lifetime.BGBBName {
		options = append(options, pages.Option{Name: "period", Value: string(q.Period)})
	}
	if c.given("surveys") {
		options = append(options, c.surveyOptions()...)
	}
	if c.given("identities") {
		options = append(options, pages.Option{Name: "phone-region", Value: c.Identity.Region}, pages.Option{Name: "shared-key", Value: strconv.Itoa(c.Identity.Most)})
		for _, domain := range c.Identity.Dotless {
			options = append(options, pages.Option{Name: "dots-ignored", Value: domain})
		}
	}
	for _, name := range c.Export {
		options = append(options, pages.Option{Name: "export", Value: name})
	}
	if c.given("identities") {
		options = append(options, pages.Option{Name: "contacts", Value: c.Contacts.String()})
	}
	if c.HashIDs {
		options = append(options, pages.Option{Name: "hash-ids", Value: "true"})
	}
	return append(options, c.readingOptions()...)
}

// forecastOptions are the settings of forecasts that were asked for.
func (c *Config) forecastOptions() (options []pages.Option) {
	if c.Season == lifetime.NoSeason {
		options = append(options, pages.Option{Name: "season", Value: c.Season})
	}
	for _, days := range c.Horizons {
		options = append(options, pages.Option{Name: "horizons", Value: strconv.Itoa(days)})
	}
	if c.Calibration != analytics.NoDay {
		options = append(options, pages.Option{Name: "calibration-end", Value: c.Calibration.String()})
	}
	if c.Parameters != nil {
		options = append(options, pages.Option{Name: "parameters", Value: c.Parameters.Model + " " + c.Parameters.Digest()})
	}
	return options
}

// surveyOptions are the settings that decide how surveys are read.
func (c *Config) surveyOptions() []pages.Option {
	s := c.Survey
	options := []pages.Option{
		{Name: "survey-answers", Value: string(s.Repeated)}, {Name: "alert-below", Value: fmt.Sprint(c.AlertBelow)}, {Name: "alert-days", Value: strconv.Itoa(c.AlertDays)},
	}
	for _, code := range s.Coding.Missing {
		options = append(options, pages.Option{Name: "survey-missing", Value: fmt.Sprint(code)})
	}
	for _, q := range s.Questions {
		options = append(options, pages.Option{Name: "survey-question", Value: q.Dimension + "=" + q.Column})
	}
	for dimension, part := range sorted(s.Parts) {
		options = append(options, pages.Option{Name: "delivered-value", Value: dimension + "=" + string(part)})
	}
	for dimension, p := range sorted(s.Levels) {
		options = append(options, pages.Option{Name: "driver-levels", Value: dimension + "=" + p.First + "/" + p.Second})
	}
	return options
}

// runID names the run by its as-of date and by all that its figures depend on, so that the same input, options and version have
// the same name.
func (c *Config) runID(q analytics.Question, reports []*data.Report) string {
	h := sha256.New()
	fmt.Fprintln(h, c.Version, c.options(q), c.CutPoints, c.Segments, c.Causes, Seal{Key: c.Contacts.Key}.word("run"))
	for _, in := range reports {
		fmt.Fprintln(h, in.Table, in.Columns)
		for _, f := range in.Files {
			fmt.Fprintln(h, f.Path, f.SHA256)
		}
	}
	return q.AsOf.String() + "-" + hex.EncodeToString(h.Sum(nil)[:4])
}

// header is what stands on every page.
func (c *Config) header(q analytics.Question) charts.Header {
	h := charts.Header{
		AsOf: q.AsOf, Compare: q.Compare, Start: q.Start, Version: c.Version, Currency: charts.Currency(c.Currency), Zone: c.Zone.String(),
	}
	if c.Lang != "both" {
		h.Langs = []string{c.Lang}
	}
	return h
}
