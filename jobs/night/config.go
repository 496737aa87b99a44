package night

import (
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
	"regulars/analytics/rfm"
	"regulars/analytics/satisfaction"
	"regulars/analytics/segment"
	"regulars/data"
)

// Config is everything a night is told.
type Config struct {
	Version        string                       // of the program
	Inputs         map[string][]string          // table → files, globs and folders
	Map            map[string]map[string]string // table → column → source column
	Out            string
	AsOf           analytics.Day // NoDay: the last date in the data
	Compare        analytics.Day // NoDay: the same day of the month before
	Zone           *time.Location
	Currency       string
	Lang           string              // en, zh or both
	Where          map[string][]string // column → values, any of which a line must have
	Cohort         analytics.Grain
	ChurnAfter     int // days; 0: each customer's own rhythm
	Horizon        int // days
	DiscountRate   float64
	AnswerValue    float64 // what one answer or complaint is worth, in units of the currency
	Model          string
	Period         analytics.Grain
	Threads        int
	MaxMemory      int64 // bytes; 0: three quarters of what there is
	MaxBadRows     Limit
	DropDuplicates bool
	Keep           int    // runs kept in the output folder
	State          string // folder of what is known of the files of earlier nights; "" for none
	MinGroup       int
	Identity       identity.Options
	Scoring        rfm.Method
	CutPoints      CutPoints
	Survey         Survey
	AlertBelow     float64           // the part of a scale, from its lower end, that is a low score
	AlertDays      int               // in which somebody should look into a low score
	Segments       []segment.Segment // empty: the usual eleven
	Export         []string          // names of lists
	Contacts       Seal              // how contacts are written
}

// Survey is how surveys are to be read.
type Survey struct {
	Coding    analytics.Coding
	Repeated  analytics.Repeated
	Parts     map[string]satisfaction.Part // of delivered value, by dimension in small letters; empty: the usual
	Questions []Question                   // of files with a column for each; empty where a row is an answer about its dimension
}

// parts are the parts of delivered value that dimensions belong to.
func (s *Survey) parts() map[string]satisfaction.Part {
	if len(s.Parts) == 0 {
		return satisfaction.UsualParts()
	}
	return s.Parts
}

// Question is a dimension and the column of its scores.
type Question struct{ Dimension, Column string }

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
		Inputs: map[string][]string{}, Map: map[string]map[string]string{}, Where: map[string][]string{},
		Out: "out", AsOf: analytics.NoDay, Compare: analytics.NoDay, Zone: time.UTC, Lang: "both",
		Cohort: analytics.ByMonth, Horizon: 365, DiscountRate: 0.10, Model: "auto", Period: analytics.ByMonth, Threads: runtime.GOMAXPROCS(0),
		MaxBadRows: Limit{share: 0.01, written: "1%"}, Keep: 30, MinGroup: 10, Scoring: rfm.Quantile,
		Survey: Survey{Repeated: analytics.AllAnswers}, AlertBelow: analytics.DefaultLow, AlertDays: 7,
		Identity: identity.Options{Most: identity.DefaultMost}, CutPoints: CutPoints{Turnover: math.NaN(), Profitability: math.NaN()},
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
	if c.Compare != analytics.NoDay && c.AsOf != analytics.NoDay && c.Compare >= c.AsOf {
		return Usagef("--compare %s is not before --as-of %s: choose an earlier date", c.Compare, c.AsOf)
	}
	if err := lifetime.CheckPeriod(c.Period, c.Horizon); c.Model == lifetime.BGBBName && err != nil {
		return Usagef("--model %s: %w", c.Model, err)
	}
	if c.Scoring == rfm.Fixed {
		if _, err := c.fixedScale(); err != nil {
			return err
		}
	}
	if err := c.CutPoints.check(); err != nil {
		return err
	}
	t, err := c.segmentTable()
	if err == nil {
		_, err = c.wanted(t)
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

// given tells whether a table was given.
func (c *Config) given(table string) bool { return len(c.Inputs[table]) > 0 }

func (c *Config) fixedScale() (rfm.Scale, error) {
	s, err := rfm.FixedScale(c.CutPoints.Recency, c.CutPoints.Frequency, c.CutPoints.Monetary)
	if err != nil {
		return s, Usagef("cut-points: %w", err)
	}
	return s, nil
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

// usable says why there is nothing to report on, if no transaction could be used.
func (c *Config) usable(reports []*data.Report) error {
	for _, r := range reports {
		if r.Table != "transactions" || r.Kept > 0 {
			continue
		}
		var why []string
		for reason, refused := range sorted(r.Refused) {
			why = append(why, fmt.Sprintf("%d refused as %s, first at %s", refused.Rows, reason, refused.First))
		}
		if r.Filtered > 0 {
			why = append(why, fmt.Sprintf("%d left out by --where", r.Filtered))
		}
		return Usagef("none of the %d transactions in %s can be used: %s; see what was read with the command check", r.Read,
			strings.Join(c.Inputs["transactions"], ", "), strings.Join(why, "; "))
	}
	return nil
}

// question fills the dates that follow from the data.
func (c *Config) question(l *analytics.Ledger, today analytics.Day) (analytics.Question, error) {
	first, last := l.Span()
	q := analytics.Question{
		AsOf: c.AsOf, Compare: c.Compare, Start: first, Cohort: c.Cohort, ChurnAfter: c.ChurnAfter, Horizon: c.Horizon,
		DiscountRate: c.DiscountRate, Model: c.Model, Period: c.Period, Repeated: c.Survey.Repeated, MinGroup: c.MinGroup, HasCost: l.HasCost(), Labels: l.Labels(),
	}
	if q.AsOf == analytics.NoDay {
		if q.AsOf = last; q.AsOf > today+1 {
			return q, Usagef("the last transaction is dated %s, which is yet to come: correct it, or say with --as-of which day to report on", last)
		}
	}
	if q.Compare == analytics.NoDay {
		q.Compare = q.AsOf.AddMonths(-1)
	}
	if q.Compare >= q.AsOf {
		return q, Usagef("--compare %s is not before the as-of date %s: choose an earlier date", q.Compare, q.AsOf)
	}
	return q, nil
}

// Limit is a number of rows, or a share of those read.
type Limit struct {
	rows    int64
	share   float64
	written string
}

func (l Limit) String() string { return l.written }

// of is how many of n rows the limit allows.
func (l Limit) of(n int64) int64 {
	if strings.HasSuffix(l.written, "%") {
		return int64(l.share * float64(n))
	}
	return l.rows
}

// ParseLimit reads a number of rows, or a share such as 1%.
func ParseLimit(s string) (Limit, error) {
	l := Limit{written: s}
	var err error
	if percent, ok := strings.CutSuffix(s, "%"); ok {
		l.share, err = strconv.ParseFloat(percent, 64)
		l.share /= 100
		ok = err == nil && l.share >= 0 && l.share <= 1
		if ok {
			return l, nil
		}
	} else if l.rows, err = strconv.ParseInt(s, 10, 64); err == nil && l.rows >= 0 {
		return l, nil
	}
	return l, fmt.Errorf("%q is neither a number of rows nor a share of them: write 500 or 1%%", s)
}
