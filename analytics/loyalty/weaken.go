package loyalty

// What weakens loyalty: customers who were active a year ago, and whether they have slowed or are lost today, by what came before in the year
// up to then.
//
// Assumed: within customers alike on that day (how often bought and how long ago, in 20 classes), the odds of weakening of those with a factor
// are one multiple of the odds of those without (Mantel & Haenszel 1959), with its interval by Robins, Breslow & Greenland (1986,
// Biometrics 42, eq. 3). What came before cannot come from what came after, but it may go with something that is not seen: an odds ratio is an
// association. Verdicts are Holm's over all factors at 5 %.

import (
	"cmp"
	"math"
	"slices"

	"regulars/analytics"
)

// Factor is something that may weaken loyalty.
type Factor string

// The factors.
const (
	Parity     Factor = "competitor as good" // the last day that compared us with a competitor scored it as high as us or higher
	Moved      Factor = "many categories"    // bought from two new categories or more
	Narrow     Factor = "one category"       // never bought from a second one, in three occasions or more
	Uninvolved Factor = "low involvement"    // half of the orders or more at a discount
	Complained Factor = "complaint"
	LowScore   Factor = "low score" // the last overall score, or the mean of the last day where there is none, was low
)

var factors = [...]Factor{Parity, Moved, Narrow, Uninvolved, Complained, LowScore}

// Weakening gathers customers by factor. It does not grow with them.
type Weakening struct {
	question analytics.Question
	rule     analytics.StatusRule
	scale    analytics.Scale
	at       [len(factors)][]fourfold // by prior
}

// fourfold counts customers, without and with a factor, who stayed and who weakened.
type fourfold [2][2]int64

// NewWeakening makes an accumulator of customers whose statuses go by a rule and whose answers are read on a scale.
func NewWeakening(q analytics.Question, rule analytics.StatusRule, scale analytics.Scale) *Weakening {
	w := &Weakening{question: q, rule: rule, scale: scale}
	for i := range w.at {
		w.at[i] = make([]fourfold, priors)
	}
	return w
}

// Add adds a customer.
func (w *Weakening) Add(c *analytics.Customer) {
	day := w.question.AsOf - year
	if w.rule.On(c, day).Status != analytics.Active {
		return
	}
	p, _ := priorOn(c, day)
	weakened := 0
	if s := w.rule.On(c, w.question.AsOf).Status; s == analytics.Slowing || s == analytics.Lost {
		weakened = 1
	}
	past := c.Until(day)
	for i, factor := range factors {
		if holds, known := w.before(&past, day, factor); known {
			w.at[i][p][holds][weakened]++
		}
	}
}

// before tells whether a factor held in the year up to a day, and whether that is known.
func (w *Weakening) before(c *analytics.Customer, day analytics.Day, factor Factor) (holds int, known bool) {
	from := day - year + 1
	switch factor {
	case Parity:
		return w.parity(c.Answers, from)
	case Moved:
		tried := 0
		for _, g := range c.Categories {
			if g.First >= from && g.First > c.Acquisition().Day {
				tried++
			}
		}
		return truth(tried >= 2), len(c.Categories) > 0
	case Narrow:
		return truth(len(c.Categories) == 1 && len(c.Occasions()) >= 3), len(c.Categories) > 0
	case Uninvolved:
		orders, discounted := discounts(c, from)
		return truth(2*discounted >= orders), orders > 0
	case Complained:
		return truth(slices.ContainsFunc(c.Complaints, func(p analytics.Complaint) bool { return p.Opened >= from })), true
	default:
		return w.low(c.Answers, from)
	}
}

func truth(holds bool) int {
	if holds {
		return 1
	}
	return 0
}

func discounts(c *analytics.Customer, from analytics.Day) (orders, discounted int) {
	for i := range c.Rows {
		if r := &c.Rows[i]; r.Day >= from && r.Purchases > 0 {
			orders++
			discounted += truth(r.Discount > 0)
		}
	}
	return orders, discounted
}

// parity compares the means of the last day with scores of both.
func (w *Weakening) parity(answers []analytics.Answer, from analytics.Day) (holds int, known bool) {
	lead, day := 0.0, analytics.NoDay
	for i := len(answers) - 1; i >= 0 && answers[i].Day >= from; i-- {
		a := &answers[i]
		if math.IsNaN(a.Experience) || math.IsNaN(a.CompetitorExperience) || known && a.Day != day {
			continue
		}
		lead, day, known = lead+a.Experience-a.CompetitorExperience, a.Day, true
	}
	return truth(lead <= 0), known
}

// low tells whether the last score was low: the overall one, or the mean of its day where there is none.
func (w *Weakening) low(answers []analytics.Answer, from analytics.Day) (holds int, known bool) {
	sum, n, day := 0.0, 0.0, analytics.NoDay
	for i := len(answers) - 1; i >= 0 && answers[i].Day >= from; i-- {
		a := &answers[i]
		x := w.scale.Place(a)
		switch {
		case math.IsNaN(x) || n > 0 && a.Day != day:
		case analytics.IsOverall(w.question.Labels.Name(a.Dimension)):
			return truth(w.scale.IsLow(x)), true
		default:
			sum, n, day = sum+x, n+1, a.Day
		}
	}
	return truth(w.scale.IsLow(sum / n)), n > 0
}

// Merge adds other customers.
func (w *Weakening) Merge(o *Weakening) {
	for i := range w.at {
		for p := range w.at[i] {
			for holds := range 2 {
				for weakened := range 2 {
					w.at[i][p][holds][weakened] += o.at[i][p][holds][weakened]
				}
			}
		}
	}
}

// WeakRow is what a factor goes with. It is a row of the table loyalty_weakening.
type WeakRow struct {
	Factor    Factor            `col:"factor" en:"what came before, in the year up to a year ago: competitor as good, many categories (two new ones or more), one category, low involvement (half of the orders at a discount), complaint, low score" zh:"一年前为止的一年内发生的事：competitor as good 对手同样好、many categories 新买两类及以上、one category 只买一类、low involvement 低参与（半数订单打折）、complaint 抱怨、low score 低分"`
	N         int64             `col:"n" unit:"customers" en:"customers who were active a year ago and of whom this is known" zh:"一年前活跃且此项已知的客户数"`
	With      int64             `col:"with" unit:"customers" en:"of these, with the factor" zh:"其中有此情形的客户数"`
	Share     float64           `col:"weakened" unit:"share" en:"share of them who have slowed or are lost today" zh:"其中如今放缓或流失的占比"`
	Without   float64           `col:"weakened_without" unit:"share" en:"the same share of those without the factor" zh:"无此情形者的同一占比"`
	Odds      float64           `col:"odds_ratio" unit:"ratio" en:"odds of weakening with the factor against without, among customers alike before (Mantel–Haenszel)" zh:"此前情况相似的客户之间，有此情形相对于无此情形的减弱优势比（Mantel–Haenszel）"`
	Low       float64           `col:"low" unit:"ratio" en:"lower end of its 95 % interval" zh:"其 95% 区间下限"`
	High      float64           `col:"high" unit:"ratio" en:"upper end of its 95 % interval" zh:"其 95% 区间上限"`
	P         float64           `col:"p" unit:"number" en:"p-value of no difference, by Holm's procedure over all factors" zh:"无差别的 p 值（对各情形作 Holm 校正）"`
	Verdict   analytics.Verdict `col:"verdict" en:"more where it goes with weakening, less where with staying, else chance; empty where too few are known" zh:"more 与减弱相关、less 与留存相关，否则为 chance；已知者太少则为空"`
	estimated bool
}

// WeakeningSchema describes the table loyalty_weakening.
var WeakeningSchema = analytics.SchemaOf[WeakRow](analytics.Schema{
	Name:      "loyalty_weakening",
	Row:       "factor",
	RowZH:     "情形",
	Meaning:   "what came before customers slowed or were lost, against alike customers who stayed; an association, not an effect",
	MeaningZH: "客户放缓或流失之前发生了什么，与情况相似而留下的客户相比（相关，而非因果）",
})

// fewestWith is how many customers there must be with a factor and without it.
const fewestWith = 30

// Rows are the factors that something is known of, the surest first.
func (w *Weakening) Rows() (rows []WeakRow) {
	for i, factor := range factors {
		r := WeakRow{Factor: factor}
		var all fourfold
		for _, f := range w.at[i] {
			for holds := range 2 {
				for weakened := range 2 {
					all[holds][weakened] += f[holds][weakened]
				}
			}
		}
		without := all[0][0] + all[0][1]
		r.With = all[1][0] + all[1][1]
		if r.N = r.With + without; r.N == 0 || 0 < min(r.With, without) && min(r.With, without) < int64(w.question.MinGroup) {
			continue // nobody, or a group too small to be shown
		}
		r.Share, r.Without = float64(all[1][1])/float64(r.With), float64(all[0][1])/float64(without)
		r.Odds, r.Low, r.High, r.P = oddsRatio(w.at[i])
		r.estimated = min(r.With, without) >= int64(max(fewestWith, w.question.MinGroup)) && !math.IsNaN(r.P)
		if !r.estimated {
			r.Odds, r.Low, r.High, r.P = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		}
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b WeakRow) int {
		return cmp.Or(truth(b.estimated)-truth(a.estimated), cmp.Compare(a.P, b.P))
	})
	holm(rows)
	return rows
}

// holm adjusts the p-values, which rise, and judges by them.
func holm(rows []WeakRow) {
	n := 0
	for _, r := range rows {
		n += truth(r.estimated)
	}
	worst := 0.0
	for i := range rows[:n] {
		r := &rows[i]
		worst = math.Max(worst, math.Min(1, r.P*float64(n-i)))
		r.P = worst
		switch {
		case !analytics.Told(r.P):
			r.Verdict = analytics.Chance
		case r.Odds > 1:
			r.Verdict = analytics.More
		default:
			r.Verdict = analytics.Less
		}
	}
}

// oddsRatio is Mantel and Haenszel's over strata, with its 95 % interval and the p-value of 1; NaN where a margin is empty in all of them.
func oddsRatio(strata []fourfold) (odds, low, high, p float64) {
	var r, s, pr, mixed, qs float64
	for _, f := range strata {
		a, b, c, d := float64(f[1][1]), float64(f[1][0]), float64(f[0][1]), float64(f[0][0])
		n := a + b + c + d
		if n == 0 {
			continue
		}
		x, y := a*d/n, b*c/n
		r, s = r+x, s+y
		pr, qs = pr+(a+d)/n*x, qs+(b+c)/n*y
		mixed += (a+d)/n*y + (b+c)/n*x
	}
	if !(r > 0 && s > 0) {
		return math.NaN(), math.NaN(), math.NaN(), math.NaN()
	}
	se := math.Sqrt(pr/(2*r*r) + mixed/(2*r*s) + qs/(2*s*s))
	odds = r / s
	reach := math.Exp(analytics.Z * se)
	return odds, odds / reach, odds * reach, math.Erfc(math.Abs(math.Log(odds)) / se / math.Sqrt2)
}
