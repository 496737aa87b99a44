package satisfaction

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// matchup is where an answer about us and a competitor, or any of them, is counted.
type matchup struct {
	dimension, competitor analytics.Label
}

// anybody stands for all competitors together.
const anybody = analytics.Label(math.MaxUint32)

// match holds the answers that score both us and the competitor.
type match struct{ ours, theirs, lead clusters }

// compare counts a customer's answers that score a competitor: of those that count at all, for all competitors together, so that they are the
// answers that delivered value rests on too; and as many about each competitor by name.
func (s *Survey) compare(answers, counted []analytics.Answer) {
	if !slices.ContainsFunc(answers, compares) {
		return
	}
	for _, a := range counted {
		s.match(&a, anybody)
	}
	by := map[analytics.Label][]analytics.Answer{}
	for _, a := range recent(answers, s.question) {
		if compares(a) {
			by[a.Competitor] = append(by[a.Competitor], a)
		}
	}
	for competitor, list := range by {
		for _, a := range voices(list, s.question.Repeated) {
			s.match(&a, competitor)
		}
	}
	for _, m := range s.matches {
		m.ours.close()
		m.theirs.close()
		m.lead.close()
	}
}

func (s *Survey) match(a *analytics.Answer, competitor analytics.Label) {
	on, scorer := stated(a), new(cell)
	ours, ok := scorer.score(a.Experience, on)
	theirs, ok2 := scorer.score(a.CompetitorExperience, on)
	if !ok || !ok2 {
		if ok && competitor == anybody {
			s.outside += scorer.outside
		}
		return
	}
	at := matchup{a.Dimension, competitor}
	if s.matches[at] == nil {
		s.matches[at] = &match{}
	}
	m := s.matches[at]
	m.ours.add(ours, on)
	m.theirs.add(theirs, on)
	m.lead.add(ours-theirs, on)
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
	competitor := func(l analytics.Label) string {
		if l == anybody {
			return All
		}
		return v.survey.question.Labels.Name(l)
	}
	first := func(l analytics.Label) int {
		if l == anybody {
			return 0
		}
		return 1
	}
	for _, at := range slices.SortedFunc(maps.Keys(v.survey.matches), func(a, b matchup) int {
		return cmp.Or(cmp.Compare(v.name(a.dimension), v.name(b.dimension)), first(a.competitor)-first(b.competitor), cmp.Compare(a.competitor, b.competitor))
	}) {
		m := v.survey.matches[at]
		list = append(list, Rivalry{v.name(at.dimension), competitor(at.competitor),
			m.ours.average(v.scores).estimate(), m.theirs.average(v.scores).estimate(), m.lead.average(v.steps).estimate()})
	}
	return list
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
