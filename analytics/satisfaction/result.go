package satisfaction

import "regulars/analytics"

// Result is what a survey says. All scores but importance are on Scale.
type Result struct {
	Answers   int64 // with a usable experience
	Customers int64 // who gave them
	Missing   int64 // answers without an experience
	Outside   int64 // scores beyond their scale, taken as not given
	Repeated  analytics.Repeated
	Scale     Scale       // the scale of the scores
	Inferred  Scale       // of scores without a stated scale
	Rescaled  int64       // answers given on another scale and put on this one, end to end
	Narrow    []string    // dimensions whose scores all fit a shorter scale: perhaps they had one of their own
	Whole     Dimension   // of the overall question, or of all answers where there is none
	Asked     bool        // there is an overall question
	Aspects   []Dimension // the dimensions other than overall, by name
	Trend     []Month     // by month, then dimension
	Change    Change      // of Whole
	Key       *Key        // where it hurts most; nil where no expectations are known
	NPS       NPS
	NPSTrend  []NPSMonth
	NPSChange Change    // of the net promoter score
	Rivalries []Rivalry // by dimension, all competitors first
	Challenge *Rivalry  // the named competitor who surely beats us most in one dimension; nil where there is none, or one competitor in all
}

// Dimensions are the rows of the table `satisfaction`: the aspects, and the overall question where it was asked.
func (r *Result) Dimensions() []Dimension {
	if !r.Asked {
		return r.Aspects
	}
	return append(r.Aspects[:len(r.Aspects):len(r.Aspects)], r.Whole)
}

// Estimate is a mean with its 95 % interval (Student's t), for which customers and not answers are independent. The interval is NaN where
// customers count as fewer than ten or all values are equal, for then the data do not tell how far the mean may be off.
type Estimate struct {
	N         int64
	Mean      float64
	Low, High float64
}

// Verdict tells whether the mean is more than nothing, less, or may be either.
func (e Estimate) Verdict() analytics.Verdict { return analytics.Judge(e.Low, e.High) }

// Against is the verdict on a mean against another.
func (e Estimate) Against(o Estimate) analytics.Verdict {
	return analytics.Apart(e.Low, e.High, o.Low, o.High)
}

// The names of [Result.Whole]: of the overall question and of all answers together.
const (
	Overall = "overall"
	All     = "all"
)

// Dimension is what customers think of one dimension.
type Dimension struct {
	Name         string
	Experience   Estimate        // a
	Expectation  Estimate        // b
	Satisfaction Estimate        // c = a − b, over the answers that give both
	Importance   Estimate        // d, on the scale it was asked on
	Weighted     Estimate        // d·c of the averages; the interval is that of c, taking d as given
	ByImportance Estimate        // mean experience, each answer counting by its importance; of the whole over the aspects
	Ideal        Estimate        // e
	Gap          Estimate        // a − e, over the answers that give both
	TopTwo       analytics.Share // experiences in the two best boxes
	Design       float64         // how many of these answers say as much as one from a customer of its own; at least 1
	Dissatisfied analytics.Share // experience below expectation
	Satisfied    analytics.Share // equal to it
	Delighted    analytics.Share // above it
	DriverShare  float64         // of what is explained in overall satisfaction; NaN where that is not known
	Kind         string          // of expectation; empty where that is not known
}

// Driven notes what share in overall satisfaction each dimension has, and which kind of expectation it meets.
func (r *Result) Driven(of func(dimension string) (share float64, kind string, ok bool)) {
	for i := range r.Aspects {
		if share, kind, ok := of(r.Aspects[i].Name); ok {
			r.Aspects[i].DriverShare, r.Aspects[i].Kind = share, kind
		}
	}
}

// Key is the key experience: the aspect with the worst weighted gap, or with the worst gap where no importance is known.
type Key struct {
	Dimension string
	Next      string   // the second worst; empty where there is only one aspect
	Weighted  bool     // by Weighted, else by Satisfaction
	Worst     Estimate // its Weighted or Satisfaction
	Clear     bool     // its interval lies below that of the second worst
}

// Month is a dimension in one calendar month.
type Month struct {
	Month        analytics.Day // its first day
	Complete     bool          // it ended by the as-of date
	Dimension    string
	Whole        bool // it is the overall question, or all answers where there is none
	Experience   Estimate
	Satisfaction Estimate
}

// Change compares two askings a year apart: the answers of the last 365 days with those of the 365 before, each customer once in each. Both are
// weighted to the later one's shares of days since the first purchase, so that no change is one in who was asked.
type Change struct {
	From          analytics.Day // first day of the earlier asking; the zero value where it is not told
	To            analytics.Day // last of the later
	Before, Now   Estimate      // weighted; N counts customers
	By, Low, High float64       // Now − Before with its 95 % interval; a customer in both askings counts as one
	Reason        Reason        // why it is not told; empty where it is
}

// Reason is why something is not told.
type Reason string

// The reasons.
const (
	FewInABand Reason = "fewer than 30 customers in a band of days since the first purchase in one of the askings"
	AllAlike   Reason = "all answers are the same"
)

// NPS is the net promoter score: promoters (9–10) less detractors (0–6) among those who answered how likely they are to
// recommend on 0–10.
type NPS struct {
	N, Promoters, Passives, Detractors int64
	Outside                            int64   // recommendations that were not on 0–10, not counted
	Score                              float64 // −1 … 1; pages show it times 100
	SE                                 float64 // standard error of Score, customers taken as independent
	Low, High                          float64 // 95 % (Student's t), within −1 … 1; where all say the same, adjusted Wald (Rocks 2016)
}

// NPSMonth is the net promoter score of one calendar month.
type NPSMonth struct {
	Month    analytics.Day // its first day
	Complete bool
	NPS
}

// Priority says that a dimension matters more than the mean importance, and is surely experienced worse than the mean experience.
func (d Dimension) Priority(experience, importance float64) bool {
	e := d.Experience
	return d.Importance.Mean > importance && analytics.Apart(e.Low, e.High, experience, experience) == analytics.Less
}

// Verdict tells whether the figure has risen, fallen, or may have moved by chance.
func (c Change) Verdict() analytics.Verdict {
	if !c.Told() {
		return analytics.Untold
	}
	return analytics.Judge(c.Low, c.High)
}

// Told tells whether there is something to compare.
func (c Change) Told() bool { return c.Reason == "" && c.Now.N > 0 }

// Verdict tells whether promoters are more than detractors, fewer, or either by chance.
func (n NPS) Verdict() analytics.Verdict { return analytics.Judge(n.Low, n.High) }
