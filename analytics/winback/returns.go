// Package winback says why customers were lost, and measures what became of those who had been lost before.
package winback

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"regulars/analytics"
)

// Returns measures what became of the regulars who counted as lapsed at the end of an earlier day: who bought again by the
// as-of date and what they spent. Each is ranked as the list would have ranked them on that day, from what was known then, so
// the measure also tells whether the list can be trusted. Nobody knows who of them was called: it is what the base does, not what a
// call adds.
//
// It is an accumulator and keeps 56 bytes for each lapsed regular.
type Returns struct {
	Since, Until analytics.Day // lapsed at the end of Since; watched after it to the end of Until
	then         Then
	reasons      *Reasons
	lapses       []lapse
}

// Then is what was known on the earlier day.
type Then struct {
	Lapsed func(c *analytics.Customer, at analytics.Day) bool // whether the customer counted as lapsed
	// Forecast is the chance of buying again by Until, and the value expected by then.
	Forecast func(c *analytics.Customer, s analytics.Summary) (chance, value float64, known bool)
}

// lapse is one lapsed regular.
type lapse struct {
	chance, value float64
	spent         analytics.Money
	silent        int32 // days
	reason        Reason
	returned      bool
}

// NewReturns makes an accumulator.
func NewReturns(since, until analytics.Day, then Then, reasons *Reasons) *Returns {
	return &Returns{Since: since, Until: until, then: then, reasons: reasons}
}

// Add adds a customer.
func (r *Returns) Add(c *analytics.Customer) {
	if r.Since == analytics.NoDay {
		return
	}
	known := c.Until(r.Since)
	s := known.Summary()
	if s.Occasions < 2 || !r.then.Lapsed(&known, r.Since) {
		return
	}
	chance, value, ok := r.then.Forecast(&known, s)
	if !ok || !(value > 0) {
		return
	}
	l := lapse{chance: chance, value: value, silent: int32(r.Since - s.Last)}
	l.reason, _ = r.reasons.Of(&known)
	then := c.Between(r.Since+1, r.Until)
	l.returned, l.spent = then.Occasions > 0, then.Net
	r.lapses = append(r.lapses, l)
}

// Merge adds the customers of another accumulator.
func (r *Returns) Merge(o *Returns) { r.lapses = append(r.lapses, o.lapses...) }

// ReturnRow is what became of a group of lapsed regulars. It is a row of the table winback_returns.
type ReturnRow struct {
	By        string          `col:"by" en:"all, rank, silence or reason" zh:"分组方式：all 全部、rank 排名、silence 沉默天数、reason 原因"`
	Group     string          `col:"group" en:"empty, the tenth by rank (1 is the top), the days of silence from which, or the reason" zh:"组名：空、排名十分位（1 为最前）、沉默天数下限，或原因"`
	Customers int             `col:"customers" unit:"customers" en:"customers who had bought repeatedly and were lost on the earlier day" zh:"较早日期时重复购买过且已流失的客户数"`
	Chance    float64         `col:"chance" unit:"probability" en:"mean chance of returning that was given them on that day" zh:"当时给出的平均回来概率"`
	Forecast  float64         `col:"forecast_value" unit:"currency" en:"value expected of them on that day" zh:"当时预期的价值"`
	Returned  int             `col:"returned" unit:"customers" en:"of these, who have bought since" zh:"其中此后又购买的客户数"`
	Rate      float64         `col:"rate" unit:"share" en:"share who returned" zh:"回来的占比"`
	Low       float64         `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High      float64         `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Spent     analytics.Total `col:"spent" unit:"currency" en:"net revenue from them after that day" zh:"此后的净收入"`
	Share     float64         `col:"share_spent" unit:"share" en:"share of what all of them spent" zh:"占全体此后花费的比例"`
	Lift      float64         `col:"against_mean" unit:"ratio" en:"spent per customer against that of all of them" zh:"人均花费与全体人均之比"`
}

// ReturnsSchema describes the table winback_returns.
var ReturnsSchema = analytics.SchemaOf[ReturnRow](analytics.Schema{
	Name:      "winback_returns",
	Row:       "group of regulars lost a quarter of the observed time ago (a horizon at most)",
	RowZH:     "一组流失常客：在观察期四分之一之前（至多一个预测期）已流失",
	Meaning:   "what became of regulars who were lost on an earlier day, and whether the list would have ranked them right",
	MeaningZH: "较早日期已流失的常客后来如何，名单当时的排序是否正确",
})

// ReturnResult is what became of the lapsed.
type ReturnResult struct {
	Since, Until analytics.Day
	All          ReturnRow
	Ranks        []ReturnRow // ten, the top first; nil for fewer than ten customers
	Beyond       float64     // by how many standard errors the top tenth spent more than a tenth drawn at random; NaN without Ranks
	Silences     []ReturnRow // those that occur, the shortest first
	Reasons      []ReturnRow // those that occur, in the order they are tried
}

// Result ranks the lapsed and sums them up.
func (r *Returns) Result() ReturnResult {
	slices.SortStableFunc(r.lapses, func(a, b lapse) int { return -cmp.Compare(a.value, b.value) })
	res := ReturnResult{Since: r.Since, Until: r.Until, All: sumLapses("all", "", r.lapses), Beyond: math.NaN()}
	if n := len(r.lapses); n >= 10 {
		for i := range 10 {
			res.Ranks = append(res.Ranks, sumLapses("rank", strconv.Itoa(i+1), r.lapses[i*n/10:(i+1)*n/10]))
		}
	}
	if len(res.Ranks) > 0 {
		res.Beyond = beyond(r.lapses, res.Ranks[0].Customers)
	}
	for i, from := range silences {
		to := int32(math.MaxInt32)
		if i+1 < len(silences) {
			to = silences[i+1]
		}
		res.Silences = r.group(res.Silences, "silence", strconv.Itoa(int(from)), func(l lapse) bool { return l.silent >= from && l.silent < to })
	}
	for _, reason := range []Reason{ByComplaint, ByPrice, ByLowScore, BySilence} {
		res.Reasons = r.group(res.Reasons, "reason", string(reason), func(l lapse) bool { return l.reason == reason })
	}
	for _, rows := range [][]ReturnRow{res.Ranks, res.Silences, res.Reasons} {
		for i := range rows {
			rows[i].against(&res.All)
		}
	}
	res.All.against(&res.All)
	return res
}

// beyond compares what the first m spent with what m drawn at random without replacement would have: the difference of the means over its
// standard error σ/√m · √((n−m)/(n−1)).
func beyond(lapses []lapse, m int) float64 {
	n, sum, squares, first := float64(len(lapses)), 0.0, 0.0, 0.0
	for i := range lapses {
		spent := lapses[i].spent.Units()
		sum += spent
		squares += spent * spent
		if i < m {
			first += spent
		}
	}
	k, mean := float64(m), sum/n
	se := math.Sqrt(max(0, squares/n-mean*mean) / k * (n - k) / (n - 1))
	if se == 0 {
		return math.NaN()
	}
	return (first/k - mean) / se
}

// silences are the days from which groups by the length of silence begin: up to a month, to three, to six, to a year, and longer.
var silences = []int32{0, 31, 92, 183, 366}

// group adds the row of those in a group, if there are any.
func (r *Returns) group(rows []ReturnRow, by, name string, in func(lapse) bool) []ReturnRow {
	of := slices.DeleteFunc(slices.Clone(r.lapses), func(l lapse) bool { return !in(l) })
	if len(of) == 0 {
		return rows
	}
	return append(rows, sumLapses(by, name, of))
}

func sumLapses(by, group string, lapses []lapse) ReturnRow {
	row := ReturnRow{By: by, Group: group, Customers: len(lapses)}
	for i := range lapses {
		l := &lapses[i]
		row.Chance += l.chance / float64(len(lapses))
		row.Forecast += l.value
		row.Spent.Add(l.spent)
		if l.returned {
			row.Returned++
		}
	}
	share := analytics.ShareOf(int64(row.Returned), int64(row.Customers))
	row.Rate, row.Low, row.High = share.Share, share.Low, share.High
	return row
}

// against compares a group with all; NaN where all together spent nothing.
func (row *ReturnRow) against(all *ReturnRow) {
	row.Share, row.Lift = math.NaN(), math.NaN()
	if spent := all.Spent.Units(); spent > 0 {
		row.Share = row.Spent.Units() / spent
		row.Lift = row.Share * float64(all.Customers) / float64(row.Customers)
	}
}

// Table is the table winback_returns.
func (r *ReturnResult) Table() analytics.Table {
	rows := append([]ReturnRow{r.All}, r.Ranks...)
	return analytics.TableOf(ReturnsSchema, append(append(rows, r.Silences...), r.Reasons...))
}

// Against is the verdict on the share that returned against that of others.
func (r ReturnRow) Against(o ReturnRow) analytics.Verdict {
	return analytics.Apart(r.Low, r.High, o.Low, o.High)
}

// What it takes to judge a list by: how many must have come back, what the top tenth must have brought of all that was spent, and how many
// standard errors that must lie beyond a tenth drawn at random (95 %, one-sided).
const (
	enoughReturned = 10
	reliableShare  = 0.2
	reliableBeyond = 1.6449
)

// Calibration is the verdict on who came back against the chances that were given: more than expected, less, or as many for all that can be
// told; nothing of so few that one cannot say.
func (r ReturnResult) Calibration() analytics.Verdict {
	if r.All.Returned < enoughReturned {
		return analytics.Untold
	}
	return analytics.Apart(r.All.Low, r.All.High, r.All.Chance, r.All.Chance)
}

// Ranking is the verdict on the order of the list: more where the top tenth brought a fifth or more of what was spent, and surely more than a
// tenth drawn at random; less where it brought less than a fifth.
func (r ReturnResult) Ranking() analytics.Verdict {
	switch {
	case len(r.Ranks) == 0 || r.All.Returned < enoughReturned || math.IsNaN(r.Ranks[0].Share):
		return analytics.Untold
	case r.Ranks[0].Share < reliableShare:
		return analytics.Less
	case !(r.Beyond > reliableBeyond):
		return analytics.Chance
	default:
		return analytics.More
	}
}
