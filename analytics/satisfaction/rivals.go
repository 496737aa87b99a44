package satisfaction

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// matchup is where an answer about us and a competitor is counted.
type matchup struct {
	dimension, competitor analytics.Label
	scale                 Scale
}

// match holds the answers that score both us and the competitor.
type match struct{ ours, theirs, lead moments }

// compare counts one answer that scores a competitor too.
func (s *Survey) compare(a *analytics.Answer) {
	at := matchup{a.Dimension, a.Competitor, stated(a)}
	scorer := new(cell)
	ours, ok := scorer.score(a.Experience, at.scale)
	theirs, ok2 := scorer.score(a.CompetitorExperience, at.scale)
	if !ok || !ok2 {
		s.outside += scorer.outside
		return
	}
	if s.matches[at] == nil {
		s.matches[at] = &match{}
	}
	m := s.matches[at]
	m.ours.add(ours)
	m.theirs.add(theirs)
	m.lead.add(ours - theirs)
}

// comparisons are a customer's answers that score a competitor, of which as many count for each competitor as of other answers.
func comparisons(answers []analytics.Answer, count analytics.Repeated) []analytics.Answer {
	if !slices.ContainsFunc(answers, compares) {
		return nil
	}
	by := map[analytics.Label][]analytics.Answer{}
	for _, a := range answers {
		if compares(a) {
			by[a.Competitor] = append(by[a.Competitor], a)
		}
	}
	var list []analytics.Answer
	for _, competitor := range slices.Sorted(maps.Keys(by)) {
		list = append(list, voices(by[competitor], count)...)
	}
	return list
}

func compares(a analytics.Answer) bool { return !math.IsNaN(a.CompetitorExperience) && usable(a) }

func (m *match) merge(o *match) {
	m.ours.merge(&o.ours)
	m.theirs.merge(&o.theirs)
	m.lead.merge(&o.lead)
}

// Rivalry is how customers score a dimension with us and with a competitor, over the answers that score both.
type Rivalry struct {
	Dimension  string
	Competitor string   // All for all together; empty where the answers do not name one
	Ours       Estimate // experience
	Theirs     Estimate
	Lead       Estimate // Ours − Theirs, answer by answer
}

// rivalries are the dimensions by name, each with all competitors together and then each by name.
func (v *view) rivalries() (list []Rivalry) {
	at := slices.SortedFunc(maps.Keys(v.survey.matches), func(a, b matchup) int {
		return cmp.Or(cmp.Compare(v.dimension(a.dimension), v.dimension(b.dimension)), cmp.Compare(a.competitor, b.competitor),
			a.scale.compare(b.scale), cmp.Compare(a.dimension, b.dimension))
	})
	for _, of := range runs(at, func(a, b matchup) bool { return v.dimension(a.dimension) == v.dimension(b.dimension) }) {
		list = append(list, v.rivalry(of, All))
		for _, one := range runs(of, func(a, b matchup) bool { return a.competitor == b.competitor }) {
			list = append(list, v.rivalry(one, v.survey.question.Labels.Name(one[0].competitor)))
		}
	}
	return list
}

func (v *view) rivalry(of []matchup, competitor string) Rivalry {
	var ours, theirs, lead spread
	for _, at := range of {
		m := v.survey.matches[at]
		slope, shift := v.of(at.scale).line(v.scale)
		ours, theirs, lead = ours.and(m.ours.on(slope, shift)), theirs.and(m.theirs.on(slope, shift)), lead.and(m.lead.on(slope, 0))
	}
	return Rivalry{v.dimension(of[0].dimension), competitor, ours.estimate(), theirs.estimate(), lead.estimate()}
}

// challenge finds the named competitor with the greatest lead over us in a dimension other than overall, among those whose lead holds at 95 %
// although it is one of many comparisons (Bonferroni).
func challenge(all []Rivalry, least int64) (worst *Rivalry) {
	named := map[string]bool{}
	single := slices.DeleteFunc(slices.Clone(all), func(r Rivalry) bool {
		return r.Competitor == All || r.Competitor == "" || r.Dimension == Overall || r.Lead.N < max(2, least)
	})
	for _, r := range single {
		named[r.Competitor] = true
	}
	for i, r := range single {
		student := distuv.StudentsT{Sigma: 1, Nu: float64(r.Lead.N - 1)}
		wider := student.Quantile(1-0.025/float64(len(single))) / student.Quantile(0.975)
		if len(named) > 1 && r.Lead.Mean+wider*(r.Lead.High-r.Lead.Mean) < 0 && (worst == nil || r.Lead.Mean < worst.Lead.Mean) {
			worst = &single[i]
		}
	}
	return worst
}

type rivalryRow struct {
	Dimension  string            `col:"dimension" en:"dimension of the survey" zh:"调查的方面"`
	Competitor string            `col:"competitor,nullzero" en:"name of the competitor; all for all together, empty where the answers name none" zh:"竞争对手；all 为全部合计，回答未指明则为空"`
	N          int64             `col:"n" unit:"answers" en:"answers that score both" zh:"同时为双方打分的回答数"`
	Ours       float64           `col:"ours" unit:"points" en:"our mean score" zh:"我方平均分"`
	Theirs     float64           `col:"theirs" unit:"points" en:"their mean score" zh:"对手平均分"`
	Lead       float64           `col:"lead" unit:"points" en:"our score less theirs, answer by answer, on average" zh:"逐个回答的我方减对手的平均"`
	Low        float64           `col:"low" unit:"points" en:"lower end of the lead's 95 % interval (Student's t)" zh:"领先的 95% 区间下限（学生 t）"`
	High       float64           `col:"high" unit:"points" en:"upper end of the lead's 95 % interval (Student's t)" zh:"领先的 95% 区间上限（学生 t）"`
	Verdict    analytics.Verdict `col:"verdict" en:"more where we lead, less where they do, chance where the interval holds zero" zh:"more 我方领先、less 对手领先；区间含零为 chance（可能偶然）"`
}

// CompetitorsSchema describes the table competitors.
var CompetitorsSchema = analytics.SchemaOf[rivalryRow](analytics.Schema{
	Name:      "competitors",
	Row:       "dimension × competitor, all together first",
	RowZH:     "方面 × 竞争对手，合计在前",
	Meaning:   "how customers score us beside competitors",
	MeaningZH: "客户对我方与竞争对手的评分比较",
})

func (r *Result) competitorsTable() analytics.Table {
	var rows []rivalryRow
	for _, c := range r.Rivalries {
		rows = append(rows, rivalryRow{c.Dimension, c.Competitor, c.Lead.N, c.Ours.Mean, c.Theirs.Mean, c.Lead.Mean, c.Lead.Low, c.Lead.High, c.Lead.Verdict()})
	}
	return analytics.TableOf(CompetitorsSchema, rows)
}
