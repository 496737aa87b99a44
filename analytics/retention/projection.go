package retention

import (
	"math"

	"regulars/analytics"
)

// Projection is how many customers last, observed and by the shifted-beta-geometric model. A customer lasts for so many periods who
// has bought in that period after the first or in any later one, so that the share can only fall, as the model demands; a period
// counts once the silence that means churn has passed since its end, so that who was only silent could show it.
type Projection struct {
	Fit        SBG
	Size       int     // customers the fit rests on
	Cohorts    int     // of which they are
	Dispersion float64 // how much more cohorts differ from the model than chance makes them, at least 1
	Points     []Lasting
}

// Lasting is a row of the table retention_projection.
type Lasting struct {
	Period    int     `col:"period" unit:"periods" en:"periods since the first purchase" zh:"首购以来的周期数"`
	AtRisk    int     `col:"at_risk" unit:"customers" en:"customers observed who lasted until the period before; 0 where projected only" zh:"观察到留存至上一周期的客户数；仅为预测则为 0"`
	Lost      int     `col:"lost" unit:"customers" en:"of these, who did not last for the period" zh:"其中未能留存至该周期的客户数"`
	Observed  float64 `col:"observed" unit:"share" en:"share that lasts, product of the shares of those at risk who did" zh:"观察到的留存比例（逐期留存比例之积）"`
	SeenLow   float64 `col:"observed_low" unit:"share" en:"lower end of the 95 % log–log band of observed" zh:"observed 的 95% 区间下限（log–log）"`
	SeenHigh  float64 `col:"observed_high" unit:"share" en:"upper end of the 95 % log–log band of observed" zh:"observed 的 95% 区间上限（log–log）"`
	Projected float64 `col:"projected" unit:"share" en:"share that lasts by the shifted-beta-geometric model" zh:"按移位 Beta 几何模型的留存比例"`
	Low       float64 `col:"low" unit:"share" en:"lower end of the model's 95 % interval" zh:"模型的 95% 区间下限"`
	High      float64 `col:"high" unit:"share" en:"upper end of the model's 95 % interval" zh:"模型的 95% 区间上限"`
}

// ProjectionSchema describes the table retention_projection.
var ProjectionSchema = analytics.SchemaOf[Lasting](analytics.Schema{
	Name:      "retention_projection",
	Row:       "period since the first purchase",
	RowZH:     "首购以来的周期",
	Meaning:   "how many customers last, observed and projected",
	MeaningZH: "多少客户留存：观察与预测",
})

// MaxProjected is how many periods a projection goes beyond what was observed.
const MaxProjected = 60

// Project fits the model to all cohorts together, and goes on for as many periods as were observed. The first cohort of the data
// holds customers of long standing as well, so it is left out where others remain.
func (c *Cohorts) Project(rule analytics.StatusRule) Projection {
	p := Projection{Dispersion: 1}
	var cohorts [][]Renewal
	for ago, row := range c.rows {
		if periods := c.renewals(ago, row, rule.Everyone.Lost); len(periods) > 0 {
			cohorts = append(cohorts, periods)
		}
	}
	if n := len(cohorts); n > 1 {
		cohorts = cohorts[:n-1]
	}
	var pooled []Renewal
	for _, periods := range cohorts {
		pooled = addUp(pooled, periods)
		p.Size += int(periods[0].Stayed + periods[0].Lost)
	}
	p.Cohorts = len(cohorts)
	p.Fit = FitSBG(pooled, 1)
	if p.Dispersion = p.Fit.dispersion(cohorts); p.Dispersion > 1 {
		p.Fit = FitSBG(pooled, p.Dispersion)
	}
	p.points(pooled)
	return p
}

// renewals are the periods of a cohort that are over for long enough.
func (c *Cohorts) renewals(ago int, row []cell, silence int) (periods []Renewal) {
	if row == nil {
		return nil
	}
	left := row[0].customers
	for offset := 1; offset < len(row); offset++ {
		if int64(c.Grain.End(c.last-ago+offset))+int64(silence) > int64(c.AsOf) {
			break
		}
		lost := row[offset-1].last
		left -= lost
		periods = append(periods, Renewal{float64(left), float64(lost)})
	}
	return periods
}

// addUp adds a cohort's periods to those of others.
func addUp(all, periods []Renewal) []Renewal {
	for i, p := range periods {
		if i == len(all) {
			all = append(all, Renewal{})
		}
		all[i].Stayed += p.Stayed
		all[i].Lost += p.Lost
	}
	return all
}

// dispersion is Pearson's χ² of the cohorts about the model by its degrees of freedom, and at least 1 (McCullagh & Nelder 1989,
// section 4.5). It grows with both: cohorts that differ among themselves, and a model that does not fit.
func (f SBG) dispersion(cohorts [][]Renewal) float64 {
	chi2, cells := 0.0, 0
	for _, periods := range cohorts {
		for i, p := range periods {
			n, stay := p.Stayed+p.Lost, f.Rate(i+1)
			if n == 0 || !(stay > 0 && stay < 1) {
				continue
			}
			cells++
			d := p.Lost - n*(1-stay)
			chi2 += d * d / (n * stay * (1 - stay))
		}
	}
	if cells <= 2 {
		return 1
	}
	return max(1, chi2/float64(cells-2))
}

// points sets what was observed beside the model, and goes on with the model.
func (p *Projection) points(pooled []Renewal) {
	if p.Fit.Status == TooFew {
		return
	}
	observed := CurveOf(countsOf(pooled))
	for t := 1; t <= len(pooled)+min(len(pooled), MaxProjected); t++ {
		x := Lasting{Period: t, Observed: math.NaN(), SeenLow: math.NaN(), SeenHigh: math.NaN(), Projected: p.Fit.At(t)}
		x.Low, x.High = p.Fit.Band(t)
		if t <= len(pooled) && pooled[t-1].Stayed+pooled[t-1].Lost > 0 {
			now, _ := observed.At(t)
			x.AtRisk, x.Lost = int(pooled[t-1].Stayed+pooled[t-1].Lost), int(pooled[t-1].Lost)
			x.Observed, x.SeenLow, x.SeenHigh = now.Survival, now.Low, now.High
		}
		p.Points = append(p.Points, x)
	}
}

// countsOf reads the end of the observation of a cohort as censored.
func countsOf(pooled []Renewal) (counts []Count) {
	for i, p := range pooled {
		watched := 0.0
		if i+1 < len(pooled) {
			watched = pooled[i+1].Stayed + pooled[i+1].Lost
		}
		counts = append(counts, Count{i + 1, int(p.Lost), int(p.Stayed - watched)})
	}
	return counts
}

// Astray tells whether the model's band and that of what was observed lie apart in a period: the model then does not follow the data
// to where the projection begins.
func (x Lasting) Astray() bool { return x.SeenHigh < x.Low || x.SeenLow > x.High }

// LeastSeen is how many periods must have been observed for a projection to be worth a word.
const LeastSeen = 3

// Seen are the periods that were observed on least customers or more, from the first on.
func (p Projection) Seen(least int) int {
	for i, x := range p.Points {
		if x.AtRisk < max(1, least) {
			return i
		}
	}
	return len(p.Points)
}

// modelRow is the row of the table retention_model.
type modelRow struct {
	Model      string  `col:"model" en:"sbg: shifted-beta-geometric (Fader and Hardie 2007)" zh:"sbg：移位 Beta 几何模型（Fader 与 Hardie 2007）"`
	Customers  int     `col:"customers" unit:"customers" en:"customers it is fitted to" zh:"用于拟合的客户数"`
	Cohorts    int     `col:"cohorts" unit:"cohorts" en:"cohorts they are of" zh:"其所属队列数"`
	Periods    int     `col:"periods" unit:"periods" en:"periods observed" zh:"观察到的周期数"`
	Alpha      float64 `col:"alpha" unit:"parameter" en:"first parameter of the beta distribution of the chance of leaving in a period" zh:"每期离开概率 Beta 分布的第一参数"`
	Beta       float64 `col:"beta" unit:"parameter" en:"second parameter of that distribution" zh:"该分布的第二参数"`
	SEAlpha    float64 `col:"se_alpha" unit:"parameter" en:"standard error of alpha" zh:"alpha 的标准误"`
	SEBeta     float64 `col:"se_beta" unit:"parameter" en:"standard error of beta" zh:"beta 的标准误"`
	Mean       float64 `col:"lost_first" unit:"share" en:"share lost in the first period by the model, alpha / (alpha + beta)" zh:"模型中第一期离开的比例，alpha /（alpha + beta）"`
	Value      float64 `col:"log_likelihood" unit:"number" en:"natural logarithm of the likelihood at the maximum" zh:"极大点处的对数似然"`
	Dispersion float64 `col:"dispersion" unit:"ratio" en:"how much more cohorts differ from the model than chance makes them, at least 1" zh:"队列与模型的差异为偶然差异的几倍，至少为 1"`
	Gradient   float64 `col:"gradient" unit:"number" en:"greatest slope of the log-likelihood at the estimate; near 0 at a maximum" zh:"估计点处对数似然的最大斜率，极大点处接近 0"`
	Status     string  `col:"status" en:"converged, boundary, not identified, too few customers or failed" zh:"converged 已收敛、boundary 在边界、not identified 不可识别、too few customers 客户太少、failed 失败"`
}

// ModelSchema describes the table retention_model.
var ModelSchema = analytics.SchemaOf[modelRow](analytics.Schema{
	Name:      "retention_model",
	Row:       "model",
	RowZH:     "模型",
	Meaning:   "the fitted model of how long customers last",
	MeaningZH: "客户留存多久的拟合模型",
})

// Tables are the tables retention_projection and retention_model.
func (p Projection) Tables() []analytics.Table {
	f := p.Fit
	return []analytics.Table{analytics.TableOf(ProjectionSchema, p.Points), analytics.TableOf(ModelSchema, []modelRow{{
		"sbg", p.Size, p.Cohorts, p.Seen(1), f.Alpha, f.Beta, f.SEAlpha, f.SEBeta, f.Mean, f.LogLikelihood, p.Dispersion, f.Gradient, string(f.Status),
	}})}
}
