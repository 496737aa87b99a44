package loyalty

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Dynamics sets customers' change of score against their change of buying: the first answer and the last one whose follow-ups do not overlap
// and are over. It grows with distinct changes, not with customers.
type Dynamics struct {
	question analytics.Question
	scale    analytics.Scale
	days     int
	counts   func(analytics.Label) bool
	at       map[turnabout]int64
}

// turnabout is how many ten-thousandths of the scale the score and how many occasions the buying changed.
type turnabout struct {
	score     int32
	occasions int32
}

// NewDynamics makes an accumulator with the follow-up and basis of a curve, of answers that are read on a scale.
func NewDynamics(q analytics.Question, whole *Result, scale analytics.Scale) *Dynamics {
	d := &Dynamics{question: q, scale: scale, days: whole.Days, at: map[turnabout]int64{}}
	d.counts = func(analytics.Label) bool { return true }
	if whole.Basis == Overall {
		d.counts = func(l analytics.Label) bool { return analytics.IsOverall(q.Labels.Name(l)) }
	}
	return d
}

// Add adds a customer.
func (d *Dynamics) Add(c *analytics.Customer) {
	first, last := [2]float64{}, [2]float64{} // day and mean place
	n := 0
	for from := 0; from < len(c.Answers); {
		day, sum, k := c.Answers[from].Day, 0.0, 0.0
		for ; from < len(c.Answers) && c.Answers[from].Day == day; from++ {
			if a := &c.Answers[from]; d.counts(a.Dimension) {
				if x := d.scale.Place(a); !math.IsNaN(x) {
					sum, k = sum+x, k+1
				}
			}
		}
		won := c.Acquisition().Day
		if k == 0 || won == analytics.NoDay || won > day || day+analytics.Day(d.days) > d.question.AsOf {
			continue
		}
		last = [2]float64{float64(day), sum / k}
		if n++; n == 1 {
			first = last
		}
	}
	if n < 2 || last[0] < first[0]+float64(d.days) {
		return
	}
	after := func(day float64) int32 {
		return int32(c.Between(analytics.Day(day)+1, analytics.Day(day)+analytics.Day(d.days)).Occasions)
	}
	d.at[turnabout{int32(math.Round(1e4 * (last[1] - first[1]))), after(last[0]) - after(first[0])}]++
}

// Merge adds other customers.
func (d *Dynamics) Merge(o *Dynamics) {
	for at, n := range o.at {
		d.at[at] += n
	}
}

// ChangeRow is customers by how their score changed, and all. It is a row of the table loyalty_dynamics.
type ChangeRow struct {
	Score   string            `col:"score" en:"fell, same, rose, or all" zh:"评分：fell 下降、same 不变、rose 上升、all 全部"`
	N       int64             `col:"n" unit:"customers" en:"customers who answered twice or more, the follow-ups apart" zh:"回答两次及以上且跟踪期不重叠的客户数"`
	Change  float64           `col:"occasions" unit:"occasions" en:"change of the purchase occasions within the follow-up from the first answer to the last, on average" zh:"自首次至末次回答，跟踪期内购买次数的平均变化"`
	Low     float64           `col:"low" unit:"occasions" en:"lower end of its 95 % interval" zh:"其 95% 区间下限"`
	High    float64           `col:"high" unit:"occasions" en:"upper end of its 95 % interval" zh:"其 95% 区间上限"`
	Slope   float64           `col:"slope" unit:"occasions" en:"change of the occasions with a change of the score over the whole scale; of all" zh:"评分变化整个量表时购买次数的变化；仅全部一行有"`
	From    float64           `col:"slope_low" unit:"occasions" en:"lower end of the slope's 95 % interval (variances may differ)" zh:"斜率的 95% 区间下限（容许方差不等）"`
	To      float64           `col:"slope_high" unit:"occasions" en:"upper end of the slope's 95 % interval" zh:"斜率的 95% 区间上限"`
	Verdict analytics.Verdict `col:"verdict" en:"of all: more where buying rises with the score, less where it falls, else chance; of a group: whether buying rose or fell" zh:"全部：购买随评分上升为 more、下降为 less，否则为 chance；各组：购买上升或下降"`
}

// DynamicsSchema describes the table loyalty_dynamics.
var DynamicsSchema = analytics.SchemaOf[ChangeRow](analytics.Schema{
	Name:      "loyalty_dynamics",
	Row:       "how the score changed, and all",
	RowZH:     "评分变化，及全部",
	Meaning:   "whether customers whose score rose buy more often than before, against those whose score fell; an association, not an effect",
	MeaningZH: "评分上升的客户是否比以前更常购买，与评分下降者相比（相关，而非因果）",
})

// Rows are those whose score fell, stayed and rose, and all; a group under the least is left out.
func (d *Dynamics) Rows() (rows []ChangeRow) {
	all := slices.SortedFunc(maps.Keys(d.at), func(a, b turnabout) int {
		return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.occasions, b.occasions))
	})
	for sign, name := range [3]string{"fell", "same", "rose"} {
		of := slices.DeleteFunc(slices.Clone(all), func(t turnabout) bool { return cmp.Compare(t.score, 0) != sign-1 })
		if r := d.row(name, of); r.N >= int64(max(1, d.question.MinGroup)) {
			r.Verdict = analytics.Judge(r.Low, r.High)
			rows = append(rows, r)
		}
	}
	if r := d.row("all", all); r.N >= int64(max(1, d.question.MinGroup)) {
		d.slope(&r, all)
		rows = append(rows, r)
	}
	return rows
}

func (d *Dynamics) row(name string, of []turnabout) ChangeRow {
	r := ChangeRow{Score: name, Change: math.NaN(), Low: math.NaN(), High: math.NaN(), Slope: math.NaN(), From: math.NaN(), To: math.NaN()}
	var n, y, yy float64
	for _, t := range of {
		k, change := float64(d.at[t]), float64(t.occasions)
		n, y, yy = n+k, y+k*change, yy+k*change*change
	}
	r.N = int64(n)
	if n >= 10 {
		r.Change = y / n
		half := analytics.StudentQuantile(n-1) * math.Sqrt(math.Max(0, yy-y*y/n)/(n-1)/n)
		r.Low, r.High = r.Change-half, r.Change+half
	}
	return r
}

// slope is the straight line of the change of buying over that of the score, with White's error (1980).
func (d *Dynamics) slope(r *ChangeRow, of []turnabout) {
	var n, x, y float64
	for _, t := range of {
		k := float64(d.at[t])
		n, x, y = n+k, x+k*float64(t.score)/1e4, y+k*float64(t.occasions)
	}
	var xx, xy, meat float64
	for _, t := range of {
		k, dx := float64(d.at[t]), float64(t.score)/1e4-x/n
		xx, xy = xx+k*dx*dx, xy+k*dx*float64(t.occasions)
	}
	if !(xx > 1e-9) || n < 30 {
		return
	}
	slope := xy / xx
	for _, t := range of {
		dx := float64(t.score)/1e4 - x/n
		left := float64(t.occasions) - y/n - slope*dx
		meat += float64(d.at[t]) * dx * dx * left * left
	}
	half := analytics.Z * math.Sqrt(meat*n/(n-2)) / xx
	r.Slope, r.From, r.To = slope, slope-half, slope+half
	r.Verdict = analytics.Judge(r.From, r.To)
}

// StandingRow is the curve of customers by how they stood on the day of the answer. It is a row of the table loyalty_standing.
type StandingRow struct {
	Cut      string            `col:"cut" en:"tenure or status" zh:"tenure 客龄或 status 状态"`
	Standing string            `col:"standing" en:"first year or later; new, active, slowing or lost on the day of the answer" zh:"first year 首年或 later 之后；回答当日的 new 新客、active 活跃、slowing 放缓、lost 流失"`
	N        int64             `col:"n" unit:"customers" en:"customers with an answer" zh:"有回答的客户数"`
	Rate     float64           `col:"rate" unit:"share" en:"share who bought again within the follow-up" zh:"跟踪期内再次购买的占比"`
	Low      float64           `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High     float64           `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Slope    float64           `col:"slope" unit:"share" en:"how much the rate rises with a point of the score" zh:"评分每高一分，再次购买率的变化"`
	From     float64           `col:"slope_low" unit:"share" en:"lower end of the slope's 95 % interval (Student's t)" zh:"斜率的 95% 区间下限（学生 t）"`
	To       float64           `col:"slope_high" unit:"share" en:"upper end of the slope's 95 % interval (Student's t)" zh:"斜率的 95% 区间上限（学生 t）"`
	Verdict  analytics.Verdict `col:"verdict" en:"more where a higher score goes with coming back, less where with not, else chance" zh:"more 高分与再次购买相关、less 相反，否则为 chance"`
}

// StandingSchema describes the table loyalty_standing.
var StandingSchema = analytics.SchemaOf[StandingRow](analytics.Schema{
	Name:      "loyalty_standing",
	Row:       "tenure and status on the day of the answer",
	RowZH:     "回答当日的客龄与状态",
	Meaning:   "the curve of newcomers and of regulars apart",
	MeaningZH: "新客与老客各自的满意—忠诚曲线",
})

// Standings are the curves by tenure and by status on the day of the answer, of groups with at least so many customers.
func Standings(tenure, status *BySegment, least int) (rows []StandingRow) {
	add := func(cut string, b *BySegment, names ...string) {
		for _, r := range b.Rows(names) {
			if r.N >= int64(least) {
				rows = append(rows, StandingRow{cut, r.Segment, r.N, r.Rate, r.Low, r.High, r.Slope, r.SlopeLow, r.SlopeHigh, r.Verdict()})
			}
		}
	}
	add("tenure", tenure, FirstYear, Later)
	add("status", status, analytics.New.String(), analytics.Active.String(), analytics.Slowing.String(), analytics.Lost.String())
	return rows
}

// The tenures.
const (
	FirstYear = "first year"
	Later     = "later"
)

// Tenure is a customer's on a day; empty before the first purchase.
func Tenure(c *analytics.Customer, day analytics.Day) string {
	switch won := c.Acquisition().Day; {
	case won == analytics.NoDay || won > day:
		return ""
	case day-won < year:
		return FirstYear
	default:
		return Later
	}
}
