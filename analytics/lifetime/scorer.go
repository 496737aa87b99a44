package lifetime

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"regulars/analytics"
)

// Score is what is forecast of one customer over the horizon. All is NaN, and counts are −1, for a customer without a purchase and where no model
// could be fitted. Its fields are columns of the table customers.
//
// Standard errors are those of the parameters, by the delta method; NaN where the fit has none. P(alive), purchases and spend are otherwise by the
// fitted parameters, while the probabilities and bounds of purchases are averaged over the uncertain parameters.
type Score struct {
	PAlive         float64 `col:"p_alive" unit:"probability" en:"probability, by the purchase model, that the customer has not left for good" zh:"按购买模型客户尚未永久离开的概率"`
	Purchases      float64 `col:"expected_purchases" unit:"occasions" en:"purchase occasions expected within the horizon; with bgbb, periods with one" zh:"预测期内的预期购买次数（bgbb 模型为有购买的周期数）"`
	Spend          float64 `col:"expected_spend" unit:"currency" en:"net revenue expected of an occasion" zh:"每次购买的预期净收入"`
	Value          float64 `col:"ltv" unit:"currency" en:"expected spend × expected purchases, each discounted × margin rate of the base where costs are known, within the horizon" zh:"预测期内的客户生命周期价值：每次预期消费 × 折现后的预期购买次数 ×（已知成本时的）整体毛利率"`
	Low            float64 `col:"ltv_low" unit:"currency" en:"nine times in ten the customer is worth no less, how spend varies included where there is a spend model" zh:"十次中九次不低于此值（有消费模型时含消费额的波动）"`
	High           float64 `col:"ltv_high" unit:"currency" en:"nine times in ten the customer is worth no more, likewise" zh:"十次中九次不高于此值（同上）"`
	AliveError     float64 `col:"p_alive_se" unit:"probability" en:"standard error of p_alive from the parameters (delta method); empty where the fit has none" zh:"p_alive 的标准误（来自参数，delta 法）；拟合没有标准误则为空"`
	PurchasesError float64 `col:"expected_purchases_se" unit:"occasions" en:"standard error of expected_purchases from the parameters (delta method); empty where the fit has none" zh:"expected_purchases 的标准误（来自参数，delta 法）；拟合没有标准误则为空"`
	SpendError     float64 `col:"expected_spend_se" unit:"currency" en:"standard error of expected_spend from the parameters (delta method); empty where the fit has none" zh:"expected_spend 的标准误（来自参数，delta 法）；拟合没有标准误则为空"`
	ValueError     float64 `col:"ltv_se" unit:"currency" en:"standard error of ltv from the parameters (delta method); empty where the fit has none" zh:"ltv 的标准误（来自参数，delta 法）；拟合没有标准误则为空"`
	Least          int     `col:"purchases_low,nullnegative" unit:"occasions" en:"nine times in ten the customer buys no less often within the horizon" zh:"十次中九次，预测期内购买不少于此次数"`
	Most           int     `col:"purchases_high,nullnegative" unit:"occasions" en:"nine times in ten the customer buys no more often within the horizon" zh:"十次中九次，预测期内购买不多于此次数"`
	None           float64 `col:"p_0" unit:"probability" en:"probability of no purchase within the horizon, averaged over uncertain parameters" zh:"预测期内不购买的概率（对参数的不确定性取平均）"`
	One            float64 `col:"p_1" unit:"probability" en:"probability of just one purchase" zh:"恰好购买一次的概率"`
	Two            float64 `col:"p_2" unit:"probability" en:"probability of just two purchases" zh:"恰好购买两次的概率"`
	Residual       float64 `col:"dert" unit:"occasions" en:"discounted expected residual transactions: purchases without end, each discounted; empty without a discount rate" zh:"折现预期剩余交易：无限期的购买，各按时间折现；没有折现率则为空"`
	ResidualError  float64 `col:"dert_se" unit:"occasions" en:"standard error of dert from the parameters" zh:"dert 的标准误（来自参数）"`
	In30           float64 `col:"expected_30" unit:"occasions" en:"purchases expected in the next 30 days, whatever the horizon; empty where bgbb counts longer periods" zh:"未来 30 天的预期购买次数（与预测期无关）；bgbb 周期更长时为空"`
	In90           float64 `col:"expected_90" unit:"occasions" en:"purchases expected in the next 90 days, whatever the horizon; empty where bgbb counts longer periods" zh:"未来 90 天的预期购买次数（与预测期无关）；bgbb 周期更长时为空"`
	In180          float64 `col:"expected_180" unit:"occasions" en:"purchases expected in the next 180 days, whatever the horizon; empty where bgbb counts longer periods" zh:"未来 180 天的预期购买次数（与预测期无关）；bgbb 周期更长时为空"`
	In365          float64 `col:"expected_365" unit:"occasions" en:"purchases expected in the next 365 days, whatever the horizon; empty where bgbb counts longer periods" zh:"未来 365 天的预期购买次数（与预测期无关）；bgbb 周期更长时为空"`
}

// Further is what is told over the further horizons: purchases expected, and the probability of none. Its columns bear the names of the days; see
// FurtherColumns.
type Further struct {
	E1 float64 `col:"expected_h1" unit:"occasions" en:"purchases expected within the first of --horizons, by whose days the column is named" zh:"--horizons 第一个期限内的预期购买次数（列名含天数）"`
	N1 float64 `col:"p_none_h1" unit:"probability" en:"probability of no purchase within it, likewise" zh:"该期限内不购买的概率"`
	E2 float64 `col:"expected_h2" unit:"occasions" en:"the same of the second" zh:"第二个期限，同上"`
	N2 float64 `col:"p_none_h2" unit:"probability" en:"the same of the second" zh:"第二个期限，同上"`
	E3 float64 `col:"expected_h3" unit:"occasions" en:"the same of the third" zh:"第三个期限，同上"`
	N3 float64 `col:"p_none_h3" unit:"probability" en:"the same of the third" zh:"第三个期限，同上"`
	E4 float64 `col:"expected_h4" unit:"occasions" en:"the same of the fourth" zh:"第四个期限，同上"`
	N4 float64 `col:"p_none_h4" unit:"probability" en:"the same of the fourth" zh:"第四个期限，同上"`
	E5 float64 `col:"expected_h5" unit:"occasions" en:"the same of the fifth" zh:"第五个期限，同上"`
	N5 float64 `col:"p_none_h5" unit:"probability" en:"the same of the fifth" zh:"第五个期限，同上"`
	E6 float64 `col:"expected_h6" unit:"occasions" en:"the same of the sixth" zh:"第六个期限，同上"`
	N6 float64 `col:"p_none_h6" unit:"probability" en:"the same of the sixth" zh:"第六个期限，同上"`
}

// MostHorizons is how many further horizons there can be.
const MostHorizons = 6

// FurtherColumns pairs the columns of Further with the names that horizons give them, and names those that are to be left out: of horizons not asked for, and
// of expected purchases that the table tells anyway.
func FurtherColumns(horizons []int) (names map[string]string, omit []string) {
	names = map[string]string{}
	for i := range MostHorizons {
		expected, none := fmt.Sprintf("expected_h%d", i+1), fmt.Sprintf("p_none_h%d", i+1)
		if i >= len(horizons) {
			omit = append(omit, expected, none)
			continue
		}
		names[none] = fmt.Sprintf("p_none_%d", horizons[i])
		if slices.Contains(usual[:], horizons[i]) {
			omit = append(omit, expected)
		} else {
			names[expected] = fmt.Sprintf("expected_%d", horizons[i])
		}
	}
	return names, omit
}

// Further forecasts a customer, cut at the as-of date, over the further horizons; NaN as in Score.
func (s *Scorer) Further(c *analytics.Customer, sum analytics.Summary) Further {
	var values [2 * MostHorizons]float64
	for i := range values {
		values[i] = math.NaN()
	}
	if s.ahead != nil && sum.Occasions > 0 {
		h, model := s.clock.see(c, sum, s.asOf).history, s.ahead.models[0]
		x, tx, t := int(h.x), float64(h.tx), float64(h.t)
		for i, units := range s.horizons {
			if units > 0 {
				values[2*i], values[2*i+1] = significant(model.Expected(x, tx, t, units), 10), significant(1-model.Returns(x, tx, t, units), 10)
			}
		}
	}
	v := values
	return Further{v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11]}
}

// unscored is the score of a customer of whom nothing is forecast.
var unscored = func() Score {
	nan := math.NaN()
	return Score{nan, nan, nan, nan, nan, nan, nan, nan, nan, nan, -1, -1, nan, nan, nan, nan, nan, nan, nan, nan, nan}
}()

// Scorer forecasts customers. It may be used by several goroutines.
//
// Low and High bound the customer's own outcome, not the mean over customers like them: the 5 % and 95 % points of what the purchases bring, including
// whether the customer is still active, how many they are, the uncertainty of the parameters of purchases, what the customer usually spends and how that
// varies, at the average discount, widened where needed to hold Value. Without a spend model they are those of the number of purchases at the mean spend.
type Scorer struct {
	asOf     analytics.Day
	clock    clock
	margin   float64
	ahead    *prospects // nil if there is no model
	models   *Models
	horizons []float64 // the further ones, in units of the model
}

// NewScorer makes a scorer from the models.
func NewScorer(b *Base, m Models, q analytics.Question) *Scorer {
	s := &Scorer{asOf: q.AsOf, margin: 1, models: &m}
	if q.HasCost {
		s.margin = b.Spend.MarginRate()
	}
	if m.Chosen == nil {
		return s
	}
	histories := m.histories
	for _, days := range q.Horizons {
		s.horizons = append(s.horizons, m.Chosen.clock.units(q.AsOf, float64(days)))
	}
	if s.clock = m.Chosen.clock; s.clock.discrete() {
		histories = b.periods.Patterns.counts.sorted()
	}
	s.ahead = newProspects(m.Chosen, s.clock.outlook(q), histories)
	return s
}

// outlook is how far ahead a question looks on a clock.
func (c clock) outlook(q analytics.Question) outlook {
	o := outlook{horizon: c.units(q.AsOf, float64(q.Horizon)), rate: math.Log1p(q.DiscountRate) / 365 * c.length()}
	o.calendar = c.discountBy(q.AsOf, q.Horizon, o.rate)
	if o.most = o.horizon; c.elapsed != nil {
		o.most = float64(q.Horizon)
	}
	for _, days := range usual {
		o.further = append(o.further, c.units(q.AsOf, float64(days)))
	}
	return o
}

// Score forecasts a customer, cut at the as-of date, with its summary.
func (s *Scorer) Score(c *analytics.Customer, sum analytics.Summary) Score {
	if s.ahead == nil || sum.Occasions == 0 {
		return unscored
	}
	as := s.clock.see(c, sum, s.asOf)
	of := s.spendOf(as)
	score := s.ahead.score(as.history, of.model)
	score.worth(of.each*s.margin, of.doubt*s.margin)
	score.Spend, score.SpendError = of.each, of.doubt
	score.round()
	return score
}

// Value is the Value of the customer's [Score] alone.
func (s *Scorer) Value(c *analytics.Customer, sum analytics.Summary) float64 {
	if s.ahead == nil || sum.Occasions == 0 {
		return math.NaN()
	}
	as := s.clock.see(c, sum, s.asOf)
	each, _, _, _ := s.models.spends(int(as.x), as.repeat)
	group := s.ahead.alike[as.x]
	purchases := s.ahead.alive(group, as.history)[0] * s.ahead.find(group, as.history).discounted
	return significant(each*s.margin*purchases, 13)
}

// round keeps the digits that mean something, and more: four of a standard error, seven of the probability of a count, ten of what is expected besides
// the horizon asked for, and thirteen of the rest. It halves what these columns take in a CSV file.
func (s *Score) round() {
	for _, f := range [...]*float64{&s.AliveError, &s.PurchasesError, &s.SpendError, &s.ValueError, &s.ResidualError} {
		*f = significant(*f, 4)
	}
	for _, f := range [...]*float64{&s.None, &s.One, &s.Two} {
		*f = significant(*f, 7)
	}
	for _, f := range [...]*float64{&s.Residual, &s.In30, &s.In90, &s.In180, &s.In365} {
		*f = significant(*f, 10)
	}
	for _, f := range [...]*float64{&s.PAlive, &s.Purchases, &s.Spend, &s.Value, &s.Low, &s.High} {
		*f = significant(*f, 13)
	}
}

// significant is a figure to so many digits.
func significant(x float64, digits int) float64 {
	if !(math.Abs(x) > 1e-200) || math.IsInf(x, 0) {
		return x
	}
	scale := math.Pow10(digits - 1 - decade(math.Abs(x)))
	return math.Round(x*scale) / scale
}

// decade is the greatest n with 10ⁿ ≤ x.
func decade(x float64) int {
	_, exponent := math.Frexp(x)
	n := exponent*1233>>12 + 1 // log10 2 is about 1233/4096
	for x < math.Pow10(n) {
		n--
	}
	return n
}

// score is what is forecast of the purchases; Value, Low, High and ValueError are those of one unit of expected spend. The bounds hold what purchases
// bring where it is known how that varies.
func (p *prospects) score(h history, spent *money) Score {
	group := p.alike[h.x]
	ahead, alive := p.find(group, h), p.alive(group, h)
	var expected, residual [most]float64
	for i := range p.models {
		expected[i], residual[i] = alive[i]*ahead.expected[i], alive[i]*ahead.residual[i]
	}
	n := len(p.models)
	s := Score{PAlive: alive[0], Purchases: expected[0], Residual: residual[0], Value: alive[0] * ahead.discounted,
		AliveError: standardError(alive[1:n]), PurchasesError: standardError(expected[1:n]), ResidualError: standardError(residual[1:n])}
	for i, to := range [len(usual)]*float64{&s.In30, &s.In90, &s.In180, &s.In365} {
		if *to = math.NaN(); i < len(ahead.within) {
			*to = alive[0] * ahead.within[i]
		}
	}
	factor := 1.0 // of the discount, which hardly depends on the parameters
	if ahead.expected[0] > 0 {
		factor = ahead.discounted / ahead.expected[0]
	}
	s.ValueError = factor * s.PurchasesError
	s.Least, s.Most = p.bounds(&alive, ahead, &s)
	s.Low, s.High = factor*float64(s.Least), factor*float64(s.Most)
	if spent != nil && s.Most > 0 {
		s.Low, s.High = p.bring(&alive, ahead, spent, float64(s.Least), float64(s.Most))
		s.Low, s.High = factor*s.Low, factor*s.High
	}
	return s
}

// bring are the least and the most that nine times in ten the purchases bring, in units of the expected spend.
func (p *prospects) bring(alive *[most]float64, ahead *prospect, spent *money, least, greatest float64) (low, high float64) {
	m := *spent
	var room [64]float64
	m.chance = room[:0]
	before := 1.0
	for n := range ahead.more {
		now := p.meanProduct(alive, &ahead.more[n])
		m.chance = append(m.chance, max(0, before-now))
		before = now
	}
	m.chance[len(m.chance)-1] += before // the few more
	return m.quantile(lowest, max(least, 0.5)), m.quantile(highest, greatest)
}

// bounds are the least and the most purchases nine times in ten; on the way the probabilities of few purchases are told.
func (p *prospects) bounds(alive *[most]float64, ahead *prospect, s *Score) (least, greatest int) {
	least, greatest = -1, -1
	before, probabilities := 1.0, [told]*float64{&s.None, &s.One, &s.Two} // of more purchases than before
	for n := range ahead.more {
		now := p.meanProduct(alive, &ahead.more[n])
		if n < told {
			*probabilities[n] = max(0, before-now)
		}
		if before = now; least < 0 && 1-now >= lowest {
			least = n
		}
		if greatest < 0 && 1-now >= highest {
			greatest = n
		}
		if greatest >= 0 && n+1 >= told {
			break
		}
	}
	last := len(ahead.more) - 1
	if greatest < 0 {
		greatest = last
	}
	if least < 0 {
		least = last
	}
	return least, greatest
}

// worth turns purchases into money at a spend with a standard error.
func (s *Score) worth(spend, doubt float64) {
	value, a, b := spend*s.Value, spend*s.Low, spend*s.High
	s.ValueError = math.Hypot(spend*s.ValueError, s.Value*doubt)
	s.Value, s.Low, s.High = value, min(a, b, value), max(a, b, value)
}

// ActiveOn is the probability that a customer, cut at an earlier day, was still active at the end of it, by the model of today; NaN where there
// is no model or no purchase yet.
func (s *Scorer) ActiveOn(c *analytics.Customer, sum analytics.Summary, day analytics.Day) float64 {
	if s.ahead == nil || sum.Occasions == 0 {
		return math.NaN()
	}
	h := s.clock.see(c, sum, day).history
	return s.ahead.models[0].PAlive(int(h.x), float64(h.tx), float64(h.t))
}

// outlay is what is expected of an occasion of a customer, with the standard error that comes from the parameters, and how the sum of several varies.
type outlay struct {
	each, doubt float64
	model       *money // nil where there is no spend model
}

// spendOf is that of a customer; without a spend model, the mean of all returning customers. Who has no repeat occasion, or brought nothing on them, is
// taken for one of the population.
func (s *Scorer) spendOf(as seen) outlay {
	each, fit, x, z := s.models.spends(int(as.x), as.repeat)
	g := fit.Spend
	if g == nil {
		return outlay{each, math.NaN(), nil}
	}
	of := outlay{each: each, doubt: g.doubt(x, z, fit.covariance)}
	if n := float64(x); each > 0 && g.Q > 1 {
		of.model = &money{p: g.P, q: g.P*n + g.Q, unit: (g.V + n*z) / each}
	}
	return of
}

// spends is what a customer with x repeat occasions that brought so much is expected to spend on one, by which fit, and the x and mean that it took.
func (m *Models) spends(x int, repeat analytics.Money) (each float64, fit *SpendFit, as int, z float64) {
	fit = m.spendFor(x)
	if fit.Spend == nil {
		return m.mean, fit, 0, 0
	}
	if x > 0 && repeat > 0 {
		as, z = x, repeat.Units()/float64(x)
	}
	return fit.Spend.Expected(as, z), fit, as, z
}

// ScoreColumns are the columns of the table customers that hold a score.
func ScoreColumns() (names []string) {
	score := reflect.TypeFor[Score]()
	for i := range score.NumField() {
		name, _, _ := strings.Cut(score.Field(i).Tag.Get("col"), ",")
		names = append(names, name)
	}
	return names
}
