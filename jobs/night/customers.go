package night

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/rfm"
	"regulars/analytics/segment"
)

type (
	scores   = rfm.Score
	forecast = lifetime.Score
)

// customerRow is a row of the table customers.
type customerRow struct {
	ID        string          `col:"customer_id"`
	First     analytics.Day   `col:"first_order"`
	Last      analytics.Day   `col:"last_order"`
	Orders    int             `col:"orders"`
	Occasions int             `col:"occasions"`
	Lines     int             `col:"lines"`
	Revenue   analytics.Money `col:"revenue"`
	Refunds   analytics.Money `col:"refunds"`
	Margin    analytics.Money `col:"margin"`
	Recency   int             `col:"recency_days,nullnegative"`
	Frequency int             `col:"frequency"`
	Monetary  analytics.Money `col:"monetary"`
	Tenure    int             `col:"tenure_days,nullnegative"`
	scores
	Segment  string `col:"segment,nullzero"`
	Previous string `col:"previous_segment,nullzero"`
	classRow
	Loyalty loyalty.Kind `col:"loyalty_type,nullzero"`
	X       int          `col:"x,nullnegative"`
	TX      int          `col:"t_x_days,nullnegative"`
	T       int          `col:"T_days,nullnegative"`
	forecast
	Churned      bool    `col:"churned"`
	Satisfaction float64 `col:"satisfaction"`
	Recommend    float64 `col:"recommend"`
	Complaints   int     `col:"complaints"`
	worthRow

	summary     analytics.Summary
	wasActive   float64 // at the comparison date
	now, before segment.ID
	loyal       loyalty.Member
}

// score fills everything the table customers says of a customer. It is false for one who is known from surveys or
// complaints alone.
func (f *findings) score(c *analytics.Customer, r *customerRow) bool {
	q := &f.question
	c.Rows = c.Until(q.AsOf).Rows
	if len(c.Rows) == 0 {
		*r = customerRow{worthRow: worthRow{spent: f.worth.rates.Of(c)}}
		return false
	}
	s := c.Summary()
	*r = customerRow{
		ID: c.Key.String(), First: s.First, Last: s.Last, Orders: s.Orders, Occasions: s.Occasions, Lines: s.Lines,
		Revenue: s.Revenue, Refunds: s.Refunds, Margin: s.Revenue - s.Cost,
		Recency: -1, Frequency: s.Occasions, Monetary: s.Revenue, Tenure: -1, X: -1, TX: -1, T: -1,
		Complaints: len(c.Complaints), summary: s,
	}
	r.Satisfaction, r.Recommend = latestScores(c.Answers)
	r.forecast = f.scorer.Score(c, s)
	r.worthRow = f.worth.of(c, s, r.forecast)
	r.Stage = f.stageOf(c)
	if s.Occasions == 0 {
		return true
	}
	r.loyal = f.judge.Of(c, r.walletShare())
	r.Loyalty = r.loyal.Kind
	r.Recency, r.Tenure = int(q.AsOf-s.Last), int(q.AsOf-s.First)
	r.X, r.TX, r.T = s.Occasions-1, int(s.Last-s.First), r.Tenure
	r.scores = f.now.Score(s, q.AsOf)
	r.now = f.segments.Of(r.R, r.F, r.M)
	r.Segment = f.segments.Name(r.now)
	r.Churned = f.rule.Churned(c, q.AsOf)
	r.classRow.judge(f, c, r)
	if early := c.Until(q.Compare); len(early.Rows) > 0 {
		f.compare(&early, r)
	}
	return true
}

// compare fills what the row says of the comparison date, at which the customer is cut.
func (f *findings) compare(c *analytics.Customer, r *customerRow) {
	s, day := c.Summary(), f.question.Compare
	r.before = f.earlier(s)
	r.Previous = f.segments.Name(r.before)
	if was := f.scorer.ActiveOn(c, s, day); was > 0 {
		r.wasActive = was
	}
	if r.Previous != "" {
		r.class.Before, r.class.Bought = f.matrix.On(s, day), true
	}
}

// earlier is the segment of a customer by the summary at the comparison date.
func (f *findings) earlier(s analytics.Summary) segment.ID {
	score := f.before.Score(s, f.question.Compare)
	return f.segments.Of(score.R, score.F, score.M)
}

// latestScores are the mean experience of the last day with one, and the last recommendation; NaN where there are none.
func latestScores(answers []analytics.Answer) (experience, recommend float64) {
	day, sum, n := analytics.NoDay, 0.0, 0
	recommend = math.NaN()
	for i := len(answers) - 1; i >= 0; i-- {
		a := &answers[i]
		if math.IsNaN(recommend) {
			recommend = a.Recommend
		}
		if math.IsNaN(a.Experience) || n > 0 && a.Day != day {
			continue
		}
		day = a.Day
		sum += a.Experience
		n++
	}
	return sum / float64(n), recommend
}

// absent names the columns of the table customers whose input was not given.
func (f *findings) absent(has func(table string) bool) []string {
	var omit []string
	if !f.question.HasCost {
		omit = append(omit, "margin")
	}
	if !has("surveys") {
		omit = append(omit, "satisfaction", "recommend", "loyalty_type")
	}
	if !has("complaints") {
		omit = append(omit, "complaints")
	}
	if f.models.Chosen == nil {
		omit = append(omit, lifetime.ScoreColumns()...)
	}
	return append(omit, f.worth.absent(has)...)
}
