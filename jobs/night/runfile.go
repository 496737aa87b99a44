package night

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"time"

	"regulars/analytics/lifetime"
)

// RunFile is run.json: what was read, decided, fitted and refused, and how long each step took.
type RunFile struct {
	Run      string             `json:"run"`
	Version  string             `json:"version"`
	AsOf     string             `json:"as_of"`
	Compare  string             `json:"compare"`
	Inputs   []runInput         `json:"inputs"`
	Rows     runRows            `json:"rows"`
	Tables   map[string]runRows `json:"tables"`
	Mapping  []runColumn        `json:"mapping"`
	Settings map[string]any     `json:"settings"`
	KPIs     map[string]float64 `json:"kpis"`
	Models   []runModel         `json:"models"`
	Trap     *runTrap           `json:"trap"` // null where no surveys were given
	Checks   []runCheck         `json:"checks"`
	Warnings []string           `json:"warnings"`
	State    *nights            `json:"state,omitempty"` // with --state: what was read, and what was known
	Seconds  map[string]float64 `json:"seconds"`
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
	Repeated int64            `json:"duplicates"`
	Refused  map[string]int64 `json:"refused"`
}

type runColumn struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Source string `json:"source"`
	Type   string `json:"type"`
	How    string `json:"how"`
}

type runModel struct {
	Model         string             `json:"model"`
	Customers     int                `json:"customers"`
	Parameters    map[string]float64 `json:"parameters"`
	LogLikelihood *float64           `json:"log_likelihood"`
	Status        string             `json:"status"`
	Note          string             `json:"note"`
	Selected      bool               `json:"selected"`
}

type runCheck struct {
	Name   string `json:"name"`
	Passed bool   `json:"passed"`
	Detail string `json:"detail"`
}

func (r *results) runFile() RunFile {
	f := RunFile{
		Run: r.run, Version: r.cfg.Version, AsOf: r.question.AsOf.String(), Compare: r.question.Compare.String(),
		Rows: runRows{Refused: map[string]int64{}}, Tables: map[string]runRows{}, Settings: map[string]any{},
		KPIs: r.kpis(), Trap: r.trap(), Models: []runModel{}, Warnings: []string{}, State: r.nights, Seconds: r.clock.seconds,
	}
	for _, in := range r.inputs {
		rows := runRows{in.Read, in.Kept, in.Filtered, in.Duplicates, map[string]int64{}}
		for reason, refused := range in.Refused {
			rows.Refused[reason] = refused.Rows
			f.Rows.Refused[reason] += refused.Rows
		}
		f.Tables[in.Table] = rows
		f.Rows.Read, f.Rows.Kept = f.Rows.Read+in.Read, f.Rows.Kept+in.Kept
		f.Rows.Filtered, f.Rows.Repeated = f.Rows.Filtered+in.Filtered, f.Rows.Repeated+in.Duplicates
		for _, file := range in.Files {
			f.Inputs = append(f.Inputs, runInput{in.Table, file.Path, file.Rows, file.Bytes, file.SHA256})
		}
		for _, c := range in.Columns {
			f.Mapping = append(f.Mapping, runColumn{in.Table, c.Canonical, c.Source, c.Type, c.How})
		}
	}
	for _, o := range r.options() {
		switch before := f.Settings[o.Name].(type) { // one that is said several times is a list
		case nil:
			f.Settings[o.Name] = o.Value
		case string:
			f.Settings[o.Name] = []string{before, o.Value}
		case []string:
			f.Settings[o.Name] = append(before, o.Value)
		}
	}
	for _, fit := range r.findings.models.Fits() {
		f.Models = append(f.Models, modelOf(fit))
	}
	for _, c := range r.checks() {
		f.Checks = append(f.Checks, runCheck{c.Name.EN, c.Passed, c.Detail.EN})
	}
	for _, w := range r.concerns {
		f.Warnings = append(f.Warnings, w.EN)
	}
	return f
}

func modelOf(fit lifetime.Fit) runModel {
	m := runModel{Model: fit.Model, Customers: fit.Customers, Parameters: map[string]float64{}, Status: string(fit.Status), Note: fit.Note.EN, Selected: fit.Selected}
	if known(fit.LogLikelihood) {
		m.LogLikelihood = &fit.LogLikelihood
	}
	for _, p := range fit.Parameters {
		if known(p.Value) {
			m.Parameters[p.Name] = p.Value
		}
	}
	return m
}

// kpis are the headline figures; those that are not known are left out.
func (r *results) kpis() map[string]float64 {
	k, f := r.population.kpis, r.findings
	all := map[string]float64{
		"customers": float64(k.Whole.Buyers), "customers_with_refunds_only": float64(k.Net - k.Whole.Buyers), "orders": float64(k.Whole.Orders),
		"lines": float64(k.Lines), "occasions": float64(r.scored.occasions), "revenue": k.Whole.Revenue.Units(), "refunds": k.Whole.Refunds.Units(),
		"period_days": float64(k.Length), "period_revenue": k.Period[0].Revenue.Units(), "period_buyers": float64(k.Period[0].Buyers),
		"period_new": float64(k.Period[0].New), "gini": f.concentration.Gini, "active": float64(r.scored.active), "nps": math.NaN(), "loyal": r.scored.kinds.Types().Loyal.Share,
	}
	if f.models.Chosen != nil {
		all["likely_active"], all["equity"] = r.scored.values.Active, r.scored.values.Equity.Units()
	}
	if r.has("surveys") && f.survey.NPS.N > 0 {
		all["nps"] = f.survey.NPS.Score
	}
	maps.Copy(all, r.worthKPIs())
	for name, v := range all {
		if !known(v) {
			delete(all, name)
		}
	}
	return all
}

func known(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func (r *results) writeRunFile(dir string) error {
	b, err := json.MarshalIndent(r.runFile(), "", "  ")
	if err != nil {
		return fmt.Errorf("run.json: %w", err)
	}
	return os.WriteFile(filepath.Join(dir, "run.json"), append(b, '\n'), 0o644)
}

// id names the run by its as-of date and by all that its figures depend on, so that the same input, options and version have
// the same name.
func (r *results) id() string {
	h := sha256.New()
	fmt.Fprintln(h, r.cfg.Version, r.options(), r.cfg.CutPoints, r.cfg.Segments, Seal{Key: r.cfg.Contacts.Key}.word("run"))
	for _, in := range r.inputs {
		fmt.Fprintln(h, in.Table, in.Columns)
		for _, f := range in.Files {
			fmt.Fprintln(h, f.Path, f.SHA256)
		}
	}
	return r.question.AsOf.String() + "-" + hex.EncodeToString(h.Sum(nil)[:4])
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
