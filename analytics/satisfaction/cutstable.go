package satisfaction

import (
	"math"

	"regulars/analytics"
)

type measureRow struct {
	Cut       string `col:"cut" en:"all, month, segment, channel or store" zh:"分组方式：all 全部、month 月份、segment 细分、channel 渠道、store 门店"`
	Group     string `col:"group" en:"which of these; segments as of the day of the answer" zh:"组名；细分按回答当日"`
	Dimension string `col:"dimension" en:"dimension of the survey; the whole is overall, or all where that was not asked" zh:"调查的方面；整体为 overall（总体），未问总体时为 all（全部）"`
	N         int64  `col:"n" unit:"answers" en:"answers with an experience" zh:"有体验评分的回答数"`

	Experience       float64 `col:"experience" unit:"points" en:"mean experience" zh:"平均体验"`
	ExperienceLow    float64 `col:"experience_low" unit:"points" en:"lower end of the 95 % interval of experience (Student's t)" zh:"experience 的 95% 区间下限（学生 t）"`
	ExperienceHigh   float64 `col:"experience_high" unit:"points" en:"upper end of the 95 % interval of experience (Student's t)" zh:"experience 的 95% 区间上限（学生 t）"`
	TopTwo           float64 `col:"top_two_box" unit:"share" en:"share of experiences in the two best boxes" zh:"体验评分落在最高两档的占比"`
	Low              float64 `col:"low" unit:"share" en:"lower end of that share's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High             float64 `col:"high" unit:"share" en:"upper end of that share's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Weighted         float64 `col:"weighted_average" unit:"points" en:"mean experience, each answer counting by its importance; of the whole over all dimensions but the overall question" zh:"按重要性加权的平均体验；整体为除总体问题外各方面"`
	WeightedLow      float64 `col:"weighted_low" unit:"points" en:"lower end of the 95 % interval of weighted_average" zh:"weighted_average 的 95% 区间下限"`
	WeightedHigh     float64 `col:"weighted_high" unit:"points" en:"upper end of the 95 % interval of weighted_average" zh:"weighted_average 的 95% 区间上限"`
	Paired           int64   `col:"n_expectation" unit:"answers" en:"answers with an experience and an expectation" zh:"同时有体验与期望的回答数"`
	Dissatisfied     float64 `col:"dissatisfied" unit:"share" en:"share with an experience below expectation" zh:"体验低于期望的占比（不满意）"`
	DissatisfiedLow  float64 `col:"dissatisfied_low" unit:"share" en:"lower end of the 95 % interval of dissatisfied (Wilson)" zh:"dissatisfied 的 95% 区间下限（Wilson）"`
	DissatisfiedHigh float64 `col:"dissatisfied_high" unit:"share" en:"upper end of the 95 % interval of dissatisfied (Wilson)" zh:"dissatisfied 的 95% 区间上限（Wilson）"`
	Satisfied        float64 `col:"satisfied" unit:"share" en:"share with an experience equal to expectation" zh:"体验等于期望的占比（基本满意）"`
	SatisfiedLow     float64 `col:"satisfied_low" unit:"share" en:"lower end of the 95 % interval of satisfied (Wilson)" zh:"satisfied 的 95% 区间下限（Wilson）"`
	SatisfiedHigh    float64 `col:"satisfied_high" unit:"share" en:"upper end of the 95 % interval of satisfied (Wilson)" zh:"satisfied 的 95% 区间上限（Wilson）"`
	Delighted        float64 `col:"delighted" unit:"share" en:"share with an experience above expectation" zh:"体验高于期望的占比（超满意）"`
	DelightedLow     float64 `col:"delighted_low" unit:"share" en:"lower end of the 95 % interval of delighted (Wilson)" zh:"delighted 的 95% 区间下限（Wilson）"`
	DelightedHigh    float64 `col:"delighted_high" unit:"share" en:"upper end of the 95 % interval of delighted (Wilson)" zh:"delighted 的 95% 区间上限（Wilson）"`

	Asked   int64   `col:"n_recommend,nullnegative" unit:"answers" en:"recommendations given; of the whole only" zh:"推荐意愿回答数；仅整体一行有"`
	NPS     float64 `col:"nps" unit:"number" en:"net promoter score, −1 to 1; of the whole only" zh:"净推荐值（−1 至 1）；仅整体一行有"`
	NPSLow  float64 `col:"nps_low" unit:"number" en:"lower end of the 95 % interval of nps (adjusted Wald)" zh:"nps 的 95% 区间下限（调整 Wald）"`
	NPSHigh float64 `col:"nps_high" unit:"number" en:"upper end of the 95 % interval of nps (adjusted Wald)" zh:"nps 的 95% 区间上限（调整 Wald）"`
}

// MeasuresSchema describes the table measures.
var MeasuresSchema = analytics.SchemaOf[measureRow](analytics.Schema{
	Name:      "measures",
	Row:       "cut × group × dimension",
	RowZH:     "分组方式 × 组 × 方面",
	Meaning:   "what groups of customers think of each dimension",
	MeaningZH: "各组客户对各方面的评价",
})

// CutsTable is the table `measures` of groups.
func CutsTable(groups []Group) analytics.Table {
	var rows []measureRow
	for _, g := range groups {
		row := measureOf(g, g.Whole)
		row.Asked, row.NPS, row.NPSLow, row.NPSHigh = g.NPS.N, g.NPS.Score, g.NPS.Low, g.NPS.High
		rows = append(rows, row)
		for _, d := range g.Aspects {
			rows = append(rows, measureOf(g, d))
		}
	}
	return analytics.TableOf(MeasuresSchema, rows)
}

func measureOf(g Group, d Dimension) measureRow {
	return measureRow{
		Cut: string(g.Cut), Group: g.Name, Dimension: d.Name, N: d.Experience.N,
		Experience: d.Experience.Mean, ExperienceLow: d.Experience.Low, ExperienceHigh: d.Experience.High,
		TopTwo: d.TopTwo.Share, Low: d.TopTwo.Low, High: d.TopTwo.High,
		Weighted: d.ByImportance.Mean, WeightedLow: d.ByImportance.Low, WeightedHigh: d.ByImportance.High,
		Paired:       d.Dissatisfied.N,
		Dissatisfied: d.Dissatisfied.Share, DissatisfiedLow: d.Dissatisfied.Low, DissatisfiedHigh: d.Dissatisfied.High,
		Satisfied: d.Satisfied.Share, SatisfiedLow: d.Satisfied.Low, SatisfiedHigh: d.Satisfied.High,
		Delighted: d.Delighted.Share, DelightedLow: d.Delighted.Low, DelightedHigh: d.Delighted.High,
		Asked: -1, NPS: math.NaN(), NPSLow: math.NaN(), NPSHigh: math.NaN(),
	}
}
