package driver

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// Target is what is driven.
type Target string

// The targets.
const (
	Overall    Target = "overall"
	Repurchase Target = "repurchase"
)

// Driver is a dimension's part in a target. It is a row of the table drivers.
type Driver struct {
	Target    Target  `col:"target" en:"what is explained: overall (satisfaction) or repurchase" zh:"被解释的对象：overall 总体满意度，repurchase 再次购买"`
	Days      int     `col:"days,nullzero" unit:"days" en:"length of the follow-up of repurchase; empty for overall" zh:"再次购买的跟踪期；总体满意度则为空"`
	Dimension string  `col:"dimension" en:"dimension of the survey" zh:"调查的方面"`
	N         int64   `col:"n" unit:"answers" en:"responses with a score for every dimension" zh:"各方面均有评分的作答数"`
	Part      float64 `col:"r2_part" unit:"share" en:"the dimension's part of R² (Shapley); parts add up to r2" zh:"该方面在 R² 中的部分（Shapley），各部分之和为 r2"`
	Share     float64 `col:"share" unit:"share" en:"the dimension's part as a share of R²; shares add up to 1" zh:"该方面占 R² 的比例，各方面之和为 1"`
	Low       float64 `col:"low" unit:"share" en:"lower end of the share's 95 % interval (jackknife over blocks of customers)" zh:"该比例的 95% 区间下限（按客户分块刀切）"`
	High      float64 `col:"high" unit:"share" en:"upper end of the share's 95 % interval" zh:"该比例的 95% 区间上限"`
	R2        float64 `col:"r2" unit:"share" en:"R² of all dimensions together" zh:"全部方面合计的 R²"`
}

// DriversSchema describes the table drivers.
var DriversSchema = analytics.SchemaOf[Driver](analytics.Schema{
	Name:      "drivers",
	Row:       "target × dimension, the greatest part first",
	RowZH:     "对象 × 方面，部分大者在前",
	Meaning:   "which dimensions go with satisfaction and with coming back, and how much",
	MeaningZH: "哪些方面与满意度、再次购买相关，各占多少",
})

// Model is what drives one target.
type Model struct {
	Target  Target
	Days    int // of follow-up; 0 for overall satisfaction
	N       int64
	Needed  int64 // responses it takes for so many dimensions
	Beyond  int   // dimensions left out, being more than twelve: the least frequent
	R2      Estimate
	P       float64    // of so great an R2 where nothing goes with anything (F test); a customer with several responses counts once
	Drivers []Driver   // the greatest first; empty where there are too few responses, or all are alike
	Groups  []LevelRow // the same shares added up by second and by first level
}

// Clear tells whether the dimensions explain more than chance would.
func (m *Model) Clear() bool { return len(m.Drivers) > 0 && analytics.Told(m.P) }

// little is the R² from which on what is explained is worth sharing out.
const little = 0.01

// Little tells that the dimensions explain next to nothing, be it beyond chance.
func (m *Model) Little() bool { return m.R2.Value < little }

// Leads tells whether the first driver is set apart from the second.
func (m *Model) Leads() bool {
	if len(m.Drivers) < 2 {
		return false
	}
	first, second := m.Drivers[0], m.Drivers[1]
	return analytics.Apart(first.Low, first.High, second.Low, second.High) == analytics.More
}

// Result is what drives satisfaction and coming back.
type Result struct {
	Overall    Model
	Repurchase Model
	Contrasts  []Contrast // by dimension
}

// Result derives everything; there must be at least ten responses for each dimension, and as many as the least group.
func (d *Drivers) Result() *Result {
	r := &Result{Overall: Model{Target: Overall}, Repurchase: Model{Target: Repurchase}}
	if s := d.overall.choose(); s != nil {
		r.Overall = d.model(s, Overall, 0, d.customers)
		if len(r.Overall.Drivers) > 0 {
			var names []string
			for _, l := range s.about {
				names = append(names, d.question.Labels.Name(l))
			}
			r.Contrasts = contrasts(d.voices.about(s.about), names, int64(max(10, d.question.MinGroup)))
		}
	}
	if i := d.longest(); i >= 0 {
		if s := d.back[i].choose(); s != nil {
			r.Repurchase = d.model(s, Repurchase, d.days[i], int64(s.n()))
		}
	}
	return r
}

// longest is the longest follow-up that is over for half of the customers; −1 where there is none.
func (d *Drivers) longest() (best int) {
	best = -1
	for i, p := range d.back {
		n := int64(0)
		for _, set := range p.sets {
			for _, m := range set {
				if m != nil {
					n += int64(m.products[0])
				}
			}
		}
		if n > 0 && (best < 0 || n >= d.waiting[i]) {
			best = i
		}
	}
	return best
}

// model derives one target from the responses of so many customers.
func (d *Drivers) model(s *sample, target Target, days int, customers int64) Model {
	p := len(s.about)
	m := Model{Target: target, Days: days, N: int64(s.n()), Needed: int64(max(10*(p+1), d.question.MinGroup)), Beyond: s.beyond}
	if m.N < m.Needed {
		return m
	}
	parts, r2 := shapley(s.whole, p)
	if !(r2 > 0) {
		return m
	}
	shares, wholes := make([][]float64, p), []float64(nil)
	for block := range blocks {
		of, r2 := shapley(s.without(block), p)
		if !(r2 > 0) {
			return m // it hangs on the customers of one block
		}
		wholes = append(wholes, r2)
		for j := range of {
			shares[j] = append(shares[j], of[j]/r2)
		}
	}
	m.R2, m.P = jackknife(r2, wholes), chance(r2, p, min(m.N, customers))
	for j, l := range s.about {
		share := jackknife(parts[j]/r2, shares[j])
		m.Drivers = append(m.Drivers, Driver{
			Target: target, Days: days, Dimension: d.question.Labels.Name(l), N: m.N, Part: parts[j], Share: share.Value,
			Low: max(0, share.Low), High: min(1, share.High), R2: r2,
		})
	}
	m.Groups = d.levels.groups(m.Drivers, shares)
	slices.SortFunc(m.Drivers, func(a, b Driver) int {
		return cmp.Or(-cmp.Compare(a.Part, b.Part), cmp.Compare(a.Dimension, b.Dimension))
	})
	return m
}

// chance is how probable an R² as great is where nothing goes with anything.
func chance(r2 float64, dimensions int, n int64) float64 {
	p, rest := float64(dimensions), float64(n)-float64(dimensions)-1
	switch {
	case rest <= 0:
		return 1
	case r2 >= 1:
		return 0
	default:
		return distuv.F{D1: p, D2: rest}.Survival(r2 / p / ((1 - r2) / rest))
	}
}

type contrastRow struct {
	Dimension   string  `col:"dimension" en:"dimension of the survey" zh:"调查的方面"`
	N           int64   `col:"n" unit:"customers" en:"customers with a score for every dimension and overall, each once" zh:"各方面与总体均有评分的客户数，每人一次"`
	Knot        float64 `col:"median" unit:"share" en:"median score, as a place on the scale from 0 to 1" zh:"评分的中位数（量表上的位置，0 至 1）"`
	Below       int64   `col:"below" unit:"customers" en:"customers with a score below it" zh:"评分低于中位数的客户数"`
	Above       int64   `col:"above" unit:"customers" en:"customers with a score above it" zh:"评分高于中位数的客户数"`
	Penalty     float64 `col:"penalty" unit:"ratio" en:"how much overall satisfaction falls for a point of the score below the median" zh:"评分低于中位数时每低一分，总体满意度低多少分"`
	PenaltyLow  float64 `col:"penalty_low" unit:"ratio" en:"lower end of the penalty's 95 % interval" zh:"惩罚的 95% 区间下限"`
	PenaltyHigh float64 `col:"penalty_high" unit:"ratio" en:"upper end of the penalty's 95 % interval" zh:"惩罚的 95% 区间上限"`
	Reward      float64 `col:"reward" unit:"ratio" en:"how much overall satisfaction rises for a point of the score above the median" zh:"评分高于中位数时每高一分，总体满意度高多少分"`
	RewardLow   float64 `col:"reward_low" unit:"ratio" en:"lower end of the reward's 95 % interval" zh:"奖励的 95% 区间下限"`
	RewardHigh  float64 `col:"reward_high" unit:"ratio" en:"upper end of the reward's 95 % interval" zh:"奖励的 95% 区间上限"`
	PBasic      float64 `col:"p_basic" unit:"number" en:"p-value of a reward below half of the penalty, by Holm's procedure over all dimensions" zh:"奖励不足惩罚一半的 p 值（对全部方面作 Holm 校正）"`
	PLatent     float64 `col:"p_latent" unit:"number" en:"p-value of a penalty below half of the reward, likewise" zh:"惩罚不足奖励一半的 p 值（同上）"`
	Kind        Kind    `col:"kind,nullzero" en:"basic (failing hurts more than twice as much as exceeding delights), latent (the reverse), performance (neither is shown), same (other dimensions say the same); empty where it is not told" zh:"basic 基本期望（不及之害两倍于超出之益）、latent 潜在期望（相反）、performance 绩效期望（均未证实）、same 与其他方面重合；不作判断则为空"`
	Reason      string  `col:"reason,nullzero" en:"why the kind is not told; empty where it is" zh:"不作判断的原因；已判断则为空"`
}

// ContrastSchema describes the table penalty_reward.
var ContrastSchema = analytics.SchemaOf[contrastRow](analytics.Schema{
	Name:      "penalty_reward",
	Row:       "dimension",
	RowZH:     "方面",
	Meaning:   "what failing and exceeding in a dimension do to overall satisfaction",
	MeaningZH: "各方面的失望与超出对总体满意度的影响",
})

// Tables are drivers and penalty_reward.
func (r *Result) Tables() []analytics.Table {
	var rows []contrastRow
	for _, c := range r.Contrasts {
		rows = append(rows, contrastRow{
			c.Dimension, c.N, c.Knot, c.Below, c.Above, c.Penalty.Value, c.Penalty.Low, c.Penalty.High, c.Reward.Value, c.Reward.Low, c.Reward.High,
			c.PBasic, c.PLatent, c.Kind, c.Reason,
		})
	}
	return []analytics.Table{
		analytics.TableOf(DriversSchema, slices.Concat(r.Overall.Drivers, r.Repurchase.Drivers)),
		analytics.TableOf(LevelsSchema, slices.Concat(r.Overall.Groups, r.Repurchase.Groups)), analytics.TableOf(ContrastSchema, rows),
	}
}

// Of is a dimension's share in overall satisfaction and its kind, as the table satisfaction has them; not ok where nothing is known.
func (r *Result) Of(dimension string) (share float64, kind Kind, ok bool) {
	i := slices.IndexFunc(r.Overall.Drivers, func(d Driver) bool { return d.Dimension == dimension })
	j := slices.IndexFunc(r.Contrasts, func(c Contrast) bool { return c.Dimension == dimension })
	if i < 0 || j < 0 {
		return 0, Unknown, false
	}
	return r.Overall.Drivers[i].Share, r.Contrasts[j].Kind, true
}
