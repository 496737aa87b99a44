package satisfaction

import (
	"math"
	"slices"

	"regulars/analytics"
)

// Tables are the results to take away: satisfaction, satisfaction_trend, nps and, where competitors were scored, competitors. Columns whose input is absent are left
// out.
func (r *Result) Tables() []analytics.Table {
	list := []analytics.Table{r.table(), r.trendTable(), r.npsTable()}
	if len(r.Rivalries) > 0 {
		list = append(list, r.competitorsTable())
	}
	return list
}

type dimensionRow struct {
	Dimension        string  `col:"dimension" en:"dimension of the survey; overall is the overall question" zh:"调查的方面；overall 为总体问题"`
	N                int64   `col:"n" unit:"answers" en:"answers with an experience" zh:"有体验评分的回答数"`
	Experience       float64 `col:"experience" unit:"points" en:"mean experience" zh:"平均体验"`
	Expectation      float64 `col:"expectation" unit:"points" en:"mean expectation" zh:"平均期望"`
	Satisfaction     float64 `col:"satisfaction" unit:"points" en:"experience less expectation, over the answers that give both" zh:"体验减期望，仅计两者都有的回答"`
	Importance       float64 `col:"importance" unit:"points" en:"mean importance, on the scale it was asked on" zh:"平均重要性（按所问量表）"`
	Weighted         float64 `col:"weighted" unit:"number" en:"importance × satisfaction, of the averages" zh:"重要性 × 满意度（均值之积）"`
	Ideal            float64 `col:"ideal" unit:"points" en:"mean score of the ideal" zh:"理想的平均分"`
	Gap              float64 `col:"gap" unit:"points" en:"experience less ideal, over the answers that give both" zh:"体验减理想，仅计两者都有的回答"`
	TopTwo           float64 `col:"top_two_box" unit:"share" en:"share of experiences in the two best boxes" zh:"体验评分落在最高两档的占比"`
	Low              float64 `col:"low" unit:"share" en:"lower end of that share's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High             float64 `col:"high" unit:"share" en:"upper end of that share's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	ExperienceLow    float64 `col:"experience_low" unit:"points" en:"lower end of the experience's 95 % interval (Student's t)" zh:"体验的 95% 区间下限（学生 t）"`
	ExperienceHigh   float64 `col:"experience_high" unit:"points" en:"upper end of the experience's 95 % interval (Student's t)" zh:"体验的 95% 区间上限（学生 t）"`
	Paired           int64   `col:"n_expectation" unit:"answers" en:"answers with an experience and an expectation" zh:"同时有体验与期望的回答数"`
	SatisfactionLow  float64 `col:"satisfaction_low" unit:"points" en:"lower end of satisfaction's 95 % interval (Student's t)" zh:"满意度的 95% 区间下限（学生 t）"`
	SatisfactionHigh float64 `col:"satisfaction_high" unit:"points" en:"upper end of satisfaction's 95 % interval (Student's t)" zh:"满意度的 95% 区间上限（学生 t）"`
	Dissatisfied     int64   `col:"dissatisfied" unit:"answers" en:"answers with an experience below expectation" zh:"体验低于期望的回答数（不满意）"`
	Satisfied        int64   `col:"satisfied" unit:"answers" en:"answers with an experience equal to expectation" zh:"体验等于期望的回答数（基本满意）"`
	Delighted        int64   `col:"delighted" unit:"answers" en:"answers with an experience above expectation" zh:"体验高于期望的回答数（超满意）"`
	DriverShare      float64 `col:"driver_share" unit:"share" en:"share in what the dimensions explain of overall satisfaction" zh:"在各方面对总体满意度的解释中所占比例"`
	Kind             string  `col:"kind,nullzero" en:"kind of expectation the dimension meets, as in penalty_reward; empty where not known" zh:"所满足的期望类型（同表 penalty_reward）；未知则为空"`
}

// DimensionsSchema describes the table satisfaction.
var DimensionsSchema = analytics.SchemaOf[dimensionRow](analytics.Schema{
	Name:      "satisfaction",
	Row:       "dimension",
	RowZH:     "方面",
	Meaning:   "what customers think of each dimension, against what they expected",
	MeaningZH: "客户对各方面的评价，与其期望相比",
})

func (r *Result) table() analytics.Table {
	var rows []dimensionRow
	for _, d := range r.Dimensions() {
		rows = append(rows, dimensionRow{
			Dimension: d.Name, N: d.Experience.N, Experience: d.Experience.Mean, Expectation: d.Expectation.Mean,
			Satisfaction: d.Satisfaction.Mean, Importance: d.Importance.Mean, Weighted: d.Weighted.Mean, Ideal: d.Ideal.Mean,
			Gap: d.Gap.Mean, TopTwo: d.TopTwo.Share, Low: d.TopTwo.Low, High: d.TopTwo.High,
			ExperienceLow: d.Experience.Low, ExperienceHigh: d.Experience.High, Paired: d.Satisfaction.N,
			SatisfactionLow: d.Satisfaction.Low, SatisfactionHigh: d.Satisfaction.High,
			Dissatisfied: d.Dissatisfied.Count, Satisfied: d.Satisfied.Count, Delighted: d.Delighted.Count,
			DriverShare: d.DriverShare, Kind: d.Kind,
		})
	}
	return analytics.TableOf(DimensionsSchema, rows, r.absent()...)
}

// absent are the columns that no answer has a score for.
func (r *Result) absent() (columns []string) {
	given := func(of func(Dimension) Estimate, names ...string) {
		for _, d := range r.Dimensions() {
			if of(d).N > 0 {
				return
			}
		}
		columns = append(columns, names...)
	}
	given(func(d Dimension) Estimate { return d.Expectation }, "expectation")
	given(func(d Dimension) Estimate { return d.Satisfaction },
		"satisfaction", "n_expectation", "satisfaction_low", "satisfaction_high", "dissatisfied", "satisfied", "delighted")
	given(func(d Dimension) Estimate { return d.Importance }, "importance")
	given(func(d Dimension) Estimate { return d.Weighted }, "weighted")
	given(func(d Dimension) Estimate { return d.Ideal }, "ideal")
	given(func(d Dimension) Estimate { return d.Gap }, "gap")
	if !slices.ContainsFunc(r.Aspects, func(d Dimension) bool { return !math.IsNaN(d.DriverShare) }) {
		columns = append(columns, "driver_share", "kind")
	}
	return columns
}

type trendRow struct {
	Month        analytics.Day `col:"month" en:"first day of the month" zh:"月份的第一天"`
	Dimension    string        `col:"dimension" en:"dimension of the survey" zh:"调查的方面"`
	N            int64         `col:"n" unit:"answers" en:"answers with an experience" zh:"有体验评分的回答数"`
	Experience   float64       `col:"experience" unit:"points" en:"mean experience" zh:"平均体验"`
	Low          float64       `col:"low" unit:"points" en:"lower end of the 95 % interval of experience (Student's t)" zh:"experience 的 95% 区间下限（学生 t）"`
	High         float64       `col:"high" unit:"points" en:"upper end of the 95 % interval of experience (Student's t)" zh:"experience 的 95% 区间上限（学生 t）"`
	Satisfaction float64       `col:"satisfaction" unit:"points" en:"experience less expectation, over the answers that give both" zh:"体验减期望，仅计两者都有的回答"`
	Complete     bool          `col:"complete" en:"the month ended on or before the as-of date" zh:"该月在截止日或之前结束"`
}

// TrendSchema describes the table satisfaction_trend.
var TrendSchema = analytics.SchemaOf[trendRow](analytics.Schema{
	Name:      "satisfaction_trend",
	Row:       "month × dimension",
	RowZH:     "月份 × 方面",
	Meaning:   "how satisfaction moved month by month",
	MeaningZH: "满意度逐月的变化",
})

func (r *Result) trendTable() analytics.Table {
	var rows []trendRow
	for _, m := range r.Trend {
		e := m.Experience
		rows = append(rows, trendRow{m.Month, m.Dimension, e.N, e.Mean, e.Low, e.High, m.Satisfaction.Mean, m.Complete})
	}
	var omit []string
	if r.Whole.Satisfaction.N == 0 && r.Key == nil {
		omit = []string{"satisfaction"}
	}
	return analytics.TableOf(TrendSchema, rows, omit...)
}

type npsRow struct {
	Period     string  `col:"period" en:"month, or all" zh:"月份，或 all 全部"`
	N          int64   `col:"n" unit:"answers" en:"answers to how likely it is to recommend, on 0–10" zh:"推荐意愿的回答数（0–10 分）"`
	Promoters  int64   `col:"promoters" unit:"answers" en:"those of 9 and 10" zh:"9 分与 10 分的回答数"`
	Passives   int64   `col:"passives" unit:"answers" en:"those of 7 and 8" zh:"7 分与 8 分的回答数"`
	Detractors int64   `col:"detractors" unit:"answers" en:"those of 0 to 6" zh:"0 至 6 分的回答数"`
	Score      float64 `col:"nps" unit:"number" en:"net promoter score: promoters less detractors in parts of all, −1 to 1" zh:"净推荐值：推荐者减贬损者的占比（−1 至 1）"`
	SE         float64 `col:"se" unit:"number" en:"standard error of nps" zh:"nps 的标准误"`
	Low        float64 `col:"low" unit:"number" en:"lower end of the 95 % interval of nps (adjusted Wald)" zh:"nps 的 95% 区间下限（调整 Wald）"`
	High       float64 `col:"high" unit:"number" en:"upper end of the 95 % interval of nps (adjusted Wald)" zh:"nps 的 95% 区间上限（调整 Wald）"`
	Complete   bool    `col:"complete" en:"the month ended on or before the as-of date" zh:"该月在截止日或之前结束"`
}

// NPSSchema describes the table nps.
var NPSSchema = analytics.SchemaOf[npsRow](analytics.Schema{
	Name:      "nps",
	Row:       "month, and all",
	RowZH:     "月份及全部",
	Meaning:   "net promoter score",
	MeaningZH: "净推荐值",
})

func (r *Result) npsTable() analytics.Table {
	var rows []npsRow
	add := func(period string, n NPS, complete bool) {
		rows = append(rows, npsRow{period, n.N, n.Promoters, n.Passives, n.Detractors, n.Score, n.SE, n.Low, n.High, complete})
	}
	for _, m := range r.NPSTrend {
		add(m.Month.Time().Format("2006-01"), m.NPS, m.Complete)
	}
	if r.NPS.N > 0 {
		add(All, r.NPS, true)
	}
	return analytics.TableOf(NPSSchema, rows)
}
