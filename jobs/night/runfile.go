package night

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"regulars/analytics"
	"regulars/charts"
	"regulars/data"
)

// RunFile is run.json: what was read, decided, fitted and refused, and how long each step took.
type RunFile struct {
	Run      string                       `json:"run"`
	Version  string                       `json:"version"`
	AsOf     string                       `json:"as_of"`
	Compare  string                       `json:"compare"`
	Inputs   []runInput                   `json:"inputs"`
	Rows     runRows                      `json:"rows"`
	Tables   map[string]runRows           `json:"tables"`
	Mapping  []runColumn                  `json:"mapping"`
	Settings map[string]any               `json:"settings"`
	KPIs     map[string]float64           `json:"kpis"`
	Verdicts map[string]analytics.Verdict `json:"verdicts"` // more, less or chance, by what they are on
	Models   []runModel                   `json:"models"`
	Trap     *runTrap                     `json:"trap"`    // null where no surveys were given
	Surveys  *runSurveys                  `json:"surveys"` // likewise
	Checks   []runCheck                   `json:"checks"`
	Warnings []string                     `json:"warnings"`
	State    *remembered                  `json:"state,omitempty"` // with --state: what was read, and what was known
	Seconds  map[string]float64           `json:"seconds"`
}

type runInput struct {
	Table  string `json:"table"`
	Path   string `json:"path"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

type runRows struct {
	Read     int64            `json:"read"`
	Kept     int64            `json:"kept"`
	Filtered int64            `json:"filtered"`
	Repeated int64            `json:"duplicates"`    // dropped
	Again    int64            `json:"repeated_kept"` // lines that another file has too, as far as they are counted
	Refused  map[string]int64 `json:"refused"`
}

type runColumn struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Source string `json:"source"`
	Type   string `json:"type"`
	How    string `json:"how"`
}

type runCheck struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail"`
}

// runFile says what the night was; the topics have told figures and checks.
func (t *topics) runFile(h charts.Header, told told, concerns []charts.Text, past *remembered, seconds map[string]float64) *RunFile {
	f := &RunFile{
		Run: h.Run, Version: h.Version, AsOf: t.AsOf.String(), Compare: t.Compare.String(),
		Settings: map[string]any{}, KPIs: told.figures, Verdicts: told.verdicts, Trap: t.loyalty.trap(), Surveys: t.surveys(), Models: t.forecast.runModels(), Warnings: []string{}, State: past,
		Seconds: seconds,
	}
	f.read(t.quality.inputs)
	for _, o := range t.quality.options {
		switch before := f.Settings[o.Name].(type) { // one that is said several times is a list
		case nil:
			f.Settings[o.Name] = o.Value
		case string:
			f.Settings[o.Name] = []string{before, o.Value}
		case []string:
			f.Settings[o.Name] = append(before, o.Value)
		}
	}
	for _, c := range told.checks {
		f.Checks = append(f.Checks, runCheck{c.Name.EN, c.Passed, c.Detail.EN})
	}
	for _, w := range concerns {
		f.Warnings = append(f.Warnings, w.EN)
	}
	return f
}

// read fills what is said of the inputs.
func (f *RunFile) read(inputs []*data.Report) {
	f.Rows, f.Tables = runRows{Refused: map[string]int64{}}, map[string]runRows{}
	for _, in := range inputs {
		rows := runRows{in.Read, in.Kept, in.Filtered, in.Duplicates, in.Sample.Repeats().Lines, map[string]int64{}}
		for reason, refused := range in.Refused {
			rows.Refused[reason] = refused.Rows
			f.Rows.Refused[reason] += refused.Rows
		}
		f.Tables[in.Table] = rows
		f.Rows.Read, f.Rows.Kept = f.Rows.Read+in.Read, f.Rows.Kept+in.Kept
		f.Rows.Filtered, f.Rows.Repeated = f.Rows.Filtered+in.Filtered, f.Rows.Repeated+in.Duplicates
		f.Rows.Again += rows.Again
		for _, file := range in.Files {
			f.Inputs = append(f.Inputs, runInput{in.Table, file.Path, file.Rows, file.Bytes, file.SHA256})
		}
		for _, c := range in.Columns {
			f.Mapping = append(f.Mapping, runColumn{in.Table, c.Canonical, c.Source, c.Type, c.How})
		}
	}
}

func (f *RunFile) write(dir string) error {
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return fmt.Errorf("run.json: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, "run.json"), append(b, '\n'), 0o644)
}

// clock measures the steps of a run.
type clock struct {
	seconds map[string]float64
	last    time.Time
}

func newClock() *clock { return &clock{map[string]float64{}, time.Now()} }

// lap ends a step.
func (c *clock) lap(step string) {
	now := time.Now()
	c.seconds[step] = math.Round(now.Sub(c.last).Seconds()*1000) / 1000
	c.last = now
}
