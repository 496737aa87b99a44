package night

import (
	"regulars/analytics"
	"regulars/analytics/satisfaction"
)

// runSurveys is what run.json says of the answers: the key experience, the kinds, and each verdict with what it rests on.
type runSurveys struct {
	Customers    int64              `json:"customers"`      // with an answer that counts
	ResponseRate *float64           `json:"response_rate"`  // of customers with a purchase, in the last 365 days
	Key          *runKey            `json:"key_experience"` // null where no expectations are known
	Expectations []runExpectation   `json:"expectations"`
	Kinds        []runKind          `json:"loyalty_kinds"`
	Verdicts     map[string]runTold `json:"verdicts"`
}

type runKey struct {
	Dimension string   `json:"dimension"`
	Next      string   `json:"next,omitempty"`
	Weighted  bool     `json:"weighted"` // by importance
	Gap       *float64 `json:"gap"`
	Low       *float64 `json:"low"`
	High      *float64 `json:"high"`
	N         int64    `json:"n"`
	Clear     bool     `json:"clear"` // set apart from the next
}

// runExpectation is what kind of expectation a dimension meets.
type runExpectation struct {
	Dimension string   `json:"dimension"`
	Kind      string   `json:"kind"` // empty where it is not told
	N         int64    `json:"n"`
	Reason    string   `json:"reason,omitempty"` // why it is not told
	PBasic    *float64 `json:"p_basic"`
	PLatent   *float64 `json:"p_latent"`
}

type runKind struct {
	Kind      string   `json:"kind"`
	Customers int64    `json:"customers"`
	Share     *float64 `json:"share"`
	OfRevenue *float64 `json:"share_revenue"`
}

// runTold is a verdict with its figure.
type runTold struct {
	Verdict analytics.Verdict `json:"verdict"` // empty where nothing is told
	N       int64             `json:"n"`
	Value   *float64          `json:"value"`
	Low     *float64          `json:"low"`
	High    *float64          `json:"high"`
	Reason  string            `json:"reason,omitempty"` // why nothing is told
}

const fewCustomers = "too few customers for an interval"

func toldOf(v analytics.Verdict, n int64, value, low, high float64, reason string) runTold {
	if v == analytics.Untold && reason == "" {
		reason = fewCustomers
	}
	return runTold{v, n, figure(value), figure(low), figure(high), reason}
}

func toldChange(c satisfaction.Change) runTold {
	return toldOf(c.Verdict(), min(c.Before.N, c.Now.N), c.By, c.Low, c.High, string(c.Reason))
}

// surveys is nil where no surveys were given.
func (t *topics) surveys() *runSurveys {
	if !t.given.table("surveys") {
		return nil
	}
	r := t.satisfaction.result
	s := &runSurveys{Customers: r.Customers, Verdicts: map[string]runTold{}, Expectations: []runExpectation{}, Kinds: []runKind{}}
	if rows := t.satisfaction.response.Rows(); len(rows) > 0 {
		s.ResponseRate = &rows[0].Rate
	}
	if k := r.Key; k != nil {
		s.Key = &runKey{k.Dimension, k.Next, k.Weighted, figure(k.Worst.Mean), figure(k.Worst.Low), figure(k.Worst.High), k.Worst.N, k.Clear}
		s.Verdicts["key_experience"] = toldOf(k.Worst.Verdict(), k.Worst.N, k.Worst.Mean, k.Worst.Low, k.Worst.High, "")
	}
	for _, c := range t.satisfaction.drivers.Contrasts {
		s.Expectations = append(s.Expectations, runExpectation{c.Dimension, string(c.Kind), c.N, c.Reason, figure(c.PBasic), figure(c.PLatent)})
	}
	for _, k := range t.loyalty.kinds.Types().Kinds {
		if k.Customers >= int64(t.MinGroup) {
			s.Kinds = append(s.Kinds, runKind{k.Name, k.Customers, figure(k.Share), figure(k.OfRevenue)})
		}
	}
	n, curve := r.NPS, t.loyalty.result
	s.Verdicts["nps"] = toldOf(n.Verdict(), n.N, n.Score, n.Low, n.High, "")
	s.Verdicts["nps_change"], s.Verdicts["experience_change"] = toldChange(r.NPSChange), toldChange(r.Change)
	s.Verdicts["score_repurchase"] = toldOf(curve.Concordant.Verdict(), curve.Customers, curve.Concordant.Value, curve.Concordant.Low, curve.Concordant.High, "")
	s.Verdicts["score_spend"] = toldOf(curve.SpendSlope.Verdict(), curve.Customers, curve.SpendSlope.Value, curve.SpendSlope.Low, curve.SpendSlope.High, "")
	for _, w := range t.loyalty.weak.Rows() {
		if w.N >= int64(t.MinGroup) {
			s.Verdicts["weakens: "+string(w.Factor)] = toldOf(w.Verdict, w.N, w.Odds, w.Low, w.High, "")
		}
	}
	return s
}
