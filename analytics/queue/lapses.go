package queue

import (
	"math"

	"regulars/analytics"
)

// Lapses measures which share of those who were lost on an earlier day came back unasked, by how long they had been silent then. It is an
// accumulator of the first pass, which does not know everybody's rule yet: of who goes by that, it counts silences.
type Lapses struct {
	Since, Until analytics.Day // lost at the end of Since, watched after it to the end of Until
	after        int           // --churn-after
	silences     map[lapse]int
	own          [bands][2]int // of who goes by the own gaps, and so has bought often: who did not return, and who did
}

// lapse is what customers who go by everybody's rule are counted by.
type lapse struct {
	silent         int32
	once, returned bool
}

// bands of silence: one to two, two to four, and more than four times the silence that means lost.
const bands = 3

// fewLapses is how many lapses a band needs for its share to be told.
const fewLapses = 30

// LapsesSince is the day on which lapses are looked for: a quarter of the observed days ago, or a horizon where that is less.
func LapsesSince(q analytics.Question) analytics.Day {
	return q.AsOf - analytics.Day(min(q.Horizon, int(q.AsOf-q.Start+1)/4))
}

// NewLapses makes an accumulator.
func NewLapses(q analytics.Question) *Lapses {
	return &Lapses{Since: LapsesSince(q), Until: q.AsOf, after: q.ChurnAfter, silences: map[lapse]int{}}
}

// Add adds a customer.
func (l *Lapses) Add(c *analytics.Customer) {
	s := analytics.StatusRule{After: l.after}.On(c, l.Since)
	if s.Occasions == 0 {
		return
	}
	silent, next := int(l.Since-s.Last), c.NextPurchase(l.Since)
	returned := next != analytics.NoDay && next <= l.Until
	if !s.Own {
		l.silences[lapse{int32(silent), s.Occasions == 1, returned}]++
	} else if s.Status == analytics.Lost {
		l.own[band(silent, s.Limits.Lost)][index(returned)]++
	}
}

// band is that of a silence, of who is lost after so many days.
func band(silent, lost int) int {
	switch {
	case silent <= 2*lost:
		return 0
	case silent <= 4*lost:
		return 1
	default:
		return 2
	}
}

func index(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// Merge adds the customers of another accumulator.
func (l *Lapses) Merge(o *Lapses) {
	for key, n := range o.silences {
		l.silences[key] += n
	}
	for b, of := range o.own {
		l.own[b][0] += of[0]
		l.own[b][1] += of[1]
	}
}

// Returned is what became of past lapses.
type Returned struct {
	Since, Until analytics.Day
	counts       [2][bands][2]int // after two occasions or more, and after one; by band; who did not return, and who did
}

// Returned applies everybody's rule.
func (l *Lapses) Returned(rule analytics.StatusRule) Returned {
	r := Returned{Since: l.Since, Until: l.Until}
	r.counts[0] = l.own
	for key, n := range l.silences {
		if silent := int(key.silent); silent > rule.Everyone.Lost {
			r.counts[index(key.once)][band(silent, rule.Everyone.Lost)][index(key.returned)] += n
		}
	}
	return r
}

// Factor is min(1, q_b/q) of who is lost after so many days of silence: how much less easily they are won than others who are lost. A band of few
// lapses has that of the shorter silences beside it; it is 1 where nothing was measured.
func (r *Returned) Factor(once bool, silent, lost int) float64 {
	of := &r.counts[index(once)]
	_, all := share(of[:]...)
	factor := 1.0
	for b := range band(silent, lost) + 1 {
		if n, q := share(of[b]); n >= fewLapses && all > 0 {
			factor = min(1, q/all)
		}
	}
	return factor
}

// share is how many lapses there are, and which share of them returned.
func share(counts ...[2]int) (n int, q float64) {
	returned := 0
	for _, c := range counts {
		n, returned = n+c[0]+c[1], returned+c[1]
	}
	return n, float64(returned) / float64(n)
}

// LapseRow is what became of a group of past lapses. It is a row of the table queue_lapses.
type LapseRow struct {
	Action    Action  `col:"action" en:"win back: after two occasions or more; second purchase: after one" zh:"win back 赢回：购买过两次及以上；second purchase 再次购买：只购买过一次"`
	Band      string  `col:"silence" en:"silence on the earlier day in units of the silence that means lost: 1-2, 2-4, over 4 or all" zh:"较早日期的沉默时长与流失界限之比：1-2、2-4、over 4 四倍以上、all 全部"`
	Customers int     `col:"customers" unit:"customers" en:"customers lost at the end of the earlier day" zh:"较早日期结束时已流失的客户数"`
	Returned  int     `col:"returned" unit:"customers" en:"of these, who bought by the reporting date" zh:"其中至报告日又购买的客户数"`
	Rate      float64 `col:"rate" unit:"share" en:"share who returned" zh:"回来的占比"`
	Low       float64 `col:"low" unit:"share" en:"lower end of its 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High      float64 `col:"high" unit:"share" en:"upper end of its 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Factor    float64 `col:"factor" unit:"ratio" en:"what the response of a contact is taken times: the rate against that of all, 1 at most" zh:"触达响应率所乘的系数：该占比与全部占比之比，不超过 1"`
}

// LapsesSchema describes the table queue_lapses.
var LapsesSchema = analytics.SchemaOf[LapseRow](analytics.Schema{
	Name:      "queue_lapses",
	Row:       "band of silence of customers lost a quarter of the observed time ago (a horizon at most)",
	RowZH:     "在观察期四分之一之前（至多一个预测期）已流失客户的沉默分段",
	Meaning:   "how many lost customers came back unasked, by how long they had been silent",
	MeaningZH: "流失客户按沉默时长自行回来的比例",
})

var bandNames = [bands]string{"1-2", "2-4", "over 4"}

// Table is the table queue_lapses.
func (r *Returned) Table() analytics.Table {
	var rows []LapseRow
	for once, action := range []Action{WinBack, SecondPurchase} {
		add := func(name string, factor float64, counts ...[2]int) {
			n, _ := share(counts...)
			row := LapseRow{Action: action, Band: name, Customers: n, Factor: factor}
			for _, c := range counts {
				row.Returned += c[1]
			}
			s := analytics.ShareOf(int64(row.Returned), int64(n))
			row.Rate, row.Low, row.High = s.Share, s.Low, s.High
			rows = append(rows, row)
		}
		for b, name := range bandNames {
			add(name, r.Factor(once == 1, []int{2, 4, 5}[b], 1), r.counts[once][b])
		}
		add("all", math.NaN(), r.counts[once][:]...)
	}
	return analytics.TableOf(LapsesSchema, rows)
}
