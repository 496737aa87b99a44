package complaint

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// subject is a group of complaints; both labels are zero for all of them.
type subject struct {
	category, channel analytics.Label
}

// durations are how long the cases of one subject took.
type durations struct {
	n, resolved, open int64
	customers         int64
	closed, censored  map[int32]int64 // by days
	after             int64           // cases with a satisfaction afterwards …
	score             float64         // … and their sum
	compensation      analytics.Total
}

func (s *Complaints) of(at subject) *durations {
	d := s.times[at]
	if d == nil {
		d = &durations{closed: map[int32]int64{}, censored: map[int32]int64{}}
		s.times[at] = d
	}
	return d
}

// time counts a customer's complaints among all, their category's and their channel's.
func (s *Complaints) time(complaints []analytics.Complaint) {
	counted := map[*durations]bool{}
	for i := range complaints {
		p := &complaints[i]
		s.odd(p)
		for j, at := range []subject{{}, {category: p.Category}, {channel: p.Channel}} {
			if j > 0 && at == (subject{}) {
				continue
			}
			d := s.of(at)
			d.add(p, s)
			if !counted[d] {
				counted[d] = true
				d.customers++
			}
		}
	}
}

// odd counts what of a complaint cannot be used.
func (s *Complaints) odd(p *analytics.Complaint) {
	switch {
	case s.closed(p) && p.Closed < p.Opened:
		s.backward++
	case p.Closed == analytics.NoDay && s.handled(p):
		s.undated++
	}
	if !math.IsNaN(p.SatisfactionAfter) && math.IsNaN(s.after(p)) {
		s.offScale++
	}
}

func (d *durations) add(p *analytics.Complaint, s *Complaints) {
	d.n++
	if s.handled(p) {
		d.resolved++
	}
	switch {
	case s.closed(p) && p.Closed >= p.Opened:
		d.closed[int32(p.Closed-p.Opened)]++
	case s.closed(p), s.handled(p): // when it was closed is not known
	default:
		d.open++
		d.censored[int32(s.question.AsOf-p.Opened)]++
	}
	if !math.IsNaN(s.after(p)) {
		d.after++
		d.score += p.SatisfactionAfter
	}
	d.compensation.Add(p.Compensation)
}

func (d *durations) merge(o *durations) {
	d.n, d.resolved, d.open, d.customers = d.n+o.n, d.resolved+o.resolved, d.open+o.open, d.customers+o.customers
	d.after, d.score = d.after+o.after, d.score+o.score
	for days, n := range o.closed {
		d.closed[days] += n
	}
	for days, n := range o.censored {
		d.censored[days] += n
	}
	d.compensation.Merge(o.compensation)
}

// quantile is the first day by which a share of the cases was closed (Kaplan and Meier); NaN where it was not yet.
func (d *durations) quantile(share float64) float64 {
	risk := int64(0)
	for _, of := range []map[int32]int64{d.closed, d.censored} {
		for _, n := range of {
			risk += n
		}
	}
	open := 1.0
	days := slices.Compact(slices.Sorted(func(yield func(int32) bool) {
		maps.Keys(d.closed)(yield)
		maps.Keys(d.censored)(func(k int32) bool { return yield(k) })
	}))
	for _, day := range days {
		if n := d.closed[day]; n > 0 {
			open *= 1 - float64(n)/float64(risk)
			if open <= 1-share+1e-12 {
				return float64(day)
			}
		}
		risk -= d.closed[day] + d.censored[day]
	}
	return math.NaN()
}

// Times is how long cases took, and how they ended. It is a row of the table complaints.
type Times struct {
	By           string          `col:"by" en:"all, category or channel of the complaint" zh:"all 全部、category 抱怨类别、channel 抱怨渠道"`
	Name         string          `col:"name" en:"which category or channel" zh:"类别或渠道的名称"`
	Complaints   int64           `col:"complaints" unit:"complaints" en:"complaints opened by the as-of date" zh:"截止日前提出的抱怨数"`
	Customers    int64           `col:"customers" unit:"customers" en:"customers who made them" zh:"提出抱怨的客户数"`
	Resolved     int64           `col:"resolved" unit:"complaints" en:"of these complaints, those resolved" zh:"其中已解决的抱怨数"`
	Rate         float64         `col:"rate" unit:"share" en:"share resolved" zh:"已解决的占比"`
	Low          float64         `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"已解决占比的 95% 区间下限（Wilson）"`
	High         float64         `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"已解决占比的 95% 区间上限（Wilson）"`
	Open         int64           `col:"open" unit:"complaints" en:"complaints not closed by the as-of date" zh:"截止日尚未关闭的抱怨数"`
	Median       float64         `col:"median_days" unit:"days" en:"days after which half were closed, open ones counting for as long as they are open (Kaplan–Meier); empty where fewer are" zh:"半数关闭所需天数，未关闭者按已持续时间计（Kaplan–Meier）；不足半数则为空"`
	Ninetieth    float64         `col:"p90_days" unit:"days" en:"days after which nine of ten were closed, open ones counting for as long as they are open (Kaplan–Meier); empty where fewer are" zh:"九成关闭所需天数，未关闭者按已持续时间计（Kaplan–Meier）；不足九成则为空"`
	After        float64         `col:"satisfaction_after" unit:"points" en:"mean score after the case, on the scale of the surveys" zh:"处理后的平均评分（按调查量表）"`
	Compensation analytics.Total `col:"compensation" unit:"currency" en:"compensation paid" zh:"支付的补偿"`
}

// TimesSchema describes the table complaints.
var TimesSchema = analytics.SchemaOf[Times](analytics.Schema{
	Name:      "complaints",
	Row:       "all; category; channel",
	RowZH:     "全部；类别；渠道",
	Meaning:   "how many complaints there are, how long they take and how they end",
	MeaningZH: "抱怨有多少、处理多久、结果如何",
})

func (s *Complaints) timesTable() (rows []Times) {
	for at, d := range s.times {
		t := Times{
			By: "all", Name: "all", Complaints: d.n, Customers: d.customers, Resolved: d.resolved, Open: d.open, Median: d.quantile(0.5), Ninetieth: d.quantile(0.9),
			After: d.score / float64(d.after), Compensation: d.compensation,
		}
		switch {
		case at.category != 0:
			t.By, t.Name = "category", s.question.Labels.Name(at.category)
		case at.channel != 0:
			t.By, t.Name = "channel", s.question.Labels.Name(at.channel)
		}
		share := analytics.ShareOf(d.resolved, d.n)
		t.Rate, t.Low, t.High = share.Share, share.Low, share.High
		rows = append(rows, t)
	}
	slices.SortFunc(rows, func(a, b Times) int {
		return cmp.Or(cmp.Compare(a.By, b.By), -cmp.Compare(a.Complaints, b.Complaints), cmp.Compare(a.Name, b.Name))
	})
	return rows
}

// Against is the verdict on the share resolved against that of others.
func (t Times) Against(o Times) analytics.Verdict {
	return analytics.Apart(t.Low, t.High, o.Low, o.High)
}
