package charts

import (
	"math"

	"regulars/analytics"
	"regulars/analytics/retention"
)

// RetentionInput is what the Retention page is made of.
type RetentionInput struct {
	Currency     Currency
	Start        analytics.Day // the first day in the data
	AsOf         analytics.Day
	MinGroup     int // smaller groups are not shown
	Cohorts      *retention.Cohorts
	Compare      analytics.Day         // the earlier day at which segments are compared
	Second       *retention.Survival   // until the second purchase
	Further      []*retention.Survival // until the third purchase and so on
	Answer       *retention.Survival   // from the first answer to a survey to the next purchase
	Segment      *retention.Survival   // from the earlier day to the next purchase
	SegmentNames map[string]Text       // by name
	Lost         *retention.Survival   // until churn
	Movement     *retention.Movement

	Rolling    *retention.Rolling
	Projection retention.Projection
	Lever      retention.Lever
	HasCost    bool // costs of goods are known
}

// Retention is the page that tells whether new customers stay.
func Retention(in RetentionInput) Page {
	in.MinGroup = max(1, in.MinGroup)
	p := Page{
		Name: "retention", Title: Text{"Retention", "留存"},
		Question: Text{"Do new customers stay?", "新客户会留下来吗？"},
	}
	if len(in.Second.Curve()) == 0 {
		p.Answer = Sentence("Nobody has bought anything up to %s.", "截至%s，尚无任何购买。", Date(in.AsOf))
		return p
	}
	first, _ := in.returning(in.Second.Curve())
	p.Answer = Join(first, in.latest())
	p.Brief = Join(in.returningBrief(in.Second.Curve()), in.latestBrief())
	p.Cards = in.cards()
	p.Sections = []Section{in.second()}
	for _, c := range in.comparisons() {
		if s, ok := in.compared(c); ok {
			p.Sections = append(p.Sections, s)
		}
	}
	p.Sections = append(p.Sections, in.cohorts(), in.course(), in.projection(), in.lever(), in.month())
	if s, ok := in.year(); ok {
		p.Sections = append(p.Sections, s)
	}
	p.Sections = append(p.Sections, in.months(), in.revenue(), in.lost())
	return p
}

func (in RetentionInput) cards() []Card {
	var cards []Card
	if c, ok := in.cardSecond(); ok {
		cards = append(cards, c)
	}
	if c, ok := in.cardLatest(); ok {
		cards = append(cards, c)
	}
	months := in.Movement.Months()
	last, before, ok := retention.Last(months)
	if !ok {
		return cards
	}
	cards = append(cards, in.cardActive(last, before))
	if last.Opening > 0 {
		cards = append(cards, in.cardLost(last, before))
	}
	if known(last.NRR) {
		cards = append(cards, in.cardRevenue(last, before))
	}
	return cards
}

func (in RetentionInput) cardSecond() (Card, bool) {
	curve := in.Second.Curve()
	h, ok := in.horizon(curve)
	if !ok {
		return Card{}, false
	}
	p, _ := curve.At(h.days)
	card := Card{
		Label: Sentence("New customers who buy again within %s", "新客户在 %s内再次购买的比例", Days(float64(h.days))),
		Value: Percent(1 - p.Survival), Note: Sentence("%s.", "%s。", people(curve[0].AtRisk)),
	}
	if known(p.Low) && p.Low < p.High {
		card.Note = Join(Sentence("95%% interval %s.", "95%% 区间 %s。", back(p)), card.Note)
	}
	return card, true
}

// back is the interval of the share with the event.
func back(p retention.Point) Text { return Range(Percent(1-p.High), Percent(1-p.Low)) }

func people(n int) Text { return Plural(n, "customer", "customers", "位客户") }

func (in RetentionInput) cardLatest() (Card, bool) {
	cohort, change, ok := in.Cohorts.Latest(in.MinGroup)
	if !ok {
		return Card{}, false
	}
	w := in.words()
	card := Card{
		Label: Sentence("Back %s, of those won %s", "%[2]s的新客户中%[1]s回购的比例", w.next, in.period(cohort)),
		Value: Percent(change.Now.Rate()), Spark: in.followUps(), Of: Sentence("Share of each group of new customers who came back %s", "各期新客户%s回购的比例", w.next),
		Note: Sentence("%s; no clear change.", "%s；无明显变化。", people(change.Now.Size)),
	}
	if change.Clear() {
		card.Change = ChangePoints(change.Now.Rate(), change.Before.Rate(), Higher)
		card.Note = Sentence("%s, against %s of those won %s.", "%s；%[3]s为 %[2]s。", people(change.Now.Size), Percent(change.Before.Rate()), earlier(change))
	}
	return card, true
}

// followUps are the shares that came back in the period after their first, of the last cohorts that could be watched.
func (in RetentionInput) followUps() []float64 {
	var shares []float64
	for _, c := range in.Cohorts.Cells() {
		if c.Period == 1 && c.Complete && c.Size >= in.MinGroup {
			shares = append(shares, c.Retention)
		}
	}
	return shares[max(0, len(shares)-13):]
}

// beforeThat says which months a month was compared with.
func beforeThat(c retention.Comparison) Text {
	if c.Season {
		return earlier(c)
	}
	return Text{"in the months before that", "此前"}
}

// monthly is a figure of some months.
func monthly(months []retention.Month, of func(retention.Month) float64) []float64 {
	xs := make([]float64, len(months))
	for i, m := range months {
		xs[i] = of(m)
	}
	return xs
}

func (in RetentionInput) cardActive(last retention.Month, before []retention.Month) Card {
	moved := float64(last.New + last.Reactivated + last.Churned)
	change, chance := ChangeRatio(float64(last.Closing), float64(last.Opening), Higher).Within(analytics.Z*math.Sqrt(moved), float64(last.Closing), float64(last.Opening))
	note := Sentence("Change within the month: %s came or came back, %s were lost.", "当月变化：新增或回归 %s，流失 %s。", Count(last.New+last.Reactivated), Count(last.Churned))
	if chance {
		note = Join(note, mayBeChance)
	}
	return Card{
		Label: Sentence("Active customers at the end of %s", "%s末的活跃客户", Month(last.From)),
		Value: Number(float64(last.Closing)), Exact: Count(last.Closing), Change: change,
		Spark: monthly(append(before[:len(before):len(before)], last), func(m retention.Month) float64 { return float64(m.Closing) }),
		Of:    Text{"Active customers by month", "各月活跃客户数"},
		Note:  note,
	}
}

func (in RetentionInput) cardLost(last retention.Month, before []retention.Month) Card {
	card := Card{
		Label: Sentence("Customers lost in %s", "%s流失的客户", Month(last.From)), Value: Percent(last.LogoChurn),
		Spark: monthly(append(before[:len(before):len(before)], last), func(m retention.Month) float64 { return m.LogoChurn }),
		Of:    Text{"Share of active customers lost by month", "各月活跃客户流失比例"},
		Note:  Sentence("Of %s active at its beginning.", "月初活跃客户共 %s 位。", Count(last.Opening)),
	}
	if change, ok := in.Movement.Churn(); ok && change.Clear() {
		card.Change = ChangePoints(change.Now.Rate(), change.Before.Rate(), Lower)
		card.Note = Sentence("Of %s active at its beginning; %s a month %s.", "月初活跃客户共 %s 位；%[3]s每月为 %[2]s。", Count(last.Opening), Percent(change.Before.Rate()), beforeThat(change))
	}
	return card
}

func (in RetentionInput) cardRevenue(last retention.Month, before []retention.Month) Card {
	return Card{
		Label: Sentence("Revenue kept in %s", "%s的收入保留率", Month(last.From)), Value: Percent(last.NRR),
		Spark: monthly(append(before[:len(before):len(before)], last), func(m retention.Month) float64 { return m.NRR }),
		Of:    Text{"Revenue kept by month", "各月收入保留率"},
		Note: Sentence("Of what active customers stood for at its beginning; %s without those who buy more.", "相对月初活跃客户所代表的收入；不计增购为 %s。",
			Percent(last.GRR)),
	}
}

// grainWords are the words for a grain of cohorts.
type grainWords struct {
	next  Text // the period after the first
	name  Text // of a period
	after Text // a format for a period's number
	late  int  // the period that tells whether customers stay
}

func (in RetentionInput) words() grainWords {
	switch in.Cohorts.Grain {
	case analytics.ByDay:
		return grainWords{Text{"the day after", "次日"}, Text{"Day", "天"}, Text{"on day %d", "第 %d 天"}, 30}
	case analytics.ByWeek:
		return grainWords{Text{"the week after", "次周"}, Text{"Week", "周"}, Text{"in week %d", "第 %d 周"}, 26}
	case analytics.ByQuarter:
		return grainWords{Text{"the quarter after", "次季度"}, Text{"Quarter", "季度"}, Text{"in quarter %d", "第 %d 个季度"}, 4}
	case analytics.ByYear:
		return grainWords{Text{"the year after", "次年"}, Text{"Year", "年"}, Text{"in year %d", "第 %d 年"}, 3}
	default:
		return grainWords{Text{"the month after", "次月"}, Text{"Month", "月"}, Text{"in month %d", "第 %d 个月"}, 12}
	}
}

// period names the cohort that begins on a day, as "in December 2011".
func (in RetentionInput) period(from analytics.Day) Text {
	label := in.Cohorts.Grain.Label(in.Cohorts.Grain.Period(from))
	switch in.Cohorts.Grain {
	case analytics.ByDay:
		return Sentence("on %s", "%s", Date(from))
	case analytics.ByWeek:
		return Sentence("in the week of %s", "%s当周", Date(from))
	case analytics.ByQuarter:
		return Text{"in " + label, from.Time().Format("2006年") + "第" + label[len(label)-1:] + "季度"}
	case analytics.ByYear:
		return Text{"in " + label, label + "年"}
	default:
		return Sentence("in %s", "%s", Month(from))
	}
}

// small is a section without enough to show.
func small(id string, title, why Text) Section { return Section{ID: id, Title: title, Small: why} }

// finite is x, or nil where it is not known, for tables.
func finite(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return x
}
