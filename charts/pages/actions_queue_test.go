package pages

import (
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/queue"
	"regulars/charts"
)

// queued is what pages are told of a queue.
func queued(cost float64, rows ...queue.Row) QueueInput {
	q := queue.New(1000, cost)
	for _, r := range rows {
		if r.Action == queue.Thank {
			q.Thank(r)
		} else {
			q.Add(r)
		}
	}
	q.Sort()
	return QueueInput{Currency: "EUR", Horizon: 365, MinGroup: 10, Forecast: true, Rows: q.List, Sums: q.Sums(), Terms: queue.Terms{Response: 0.05, Cost: cost}, Supposed: 0.05,
		Rule: analytics.StatusRule{Everyone: analytics.Limits{Slow: 20, Lost: 30}, Gaps: 900}}
}

// repeated is a row of so many customers.
func repeated(n int, r queue.Row) (rows []queue.Row) {
	for i := range n {
		r.Customer = charts.Count(i).EN
		rows = append(rows, r)
	}
	return rows
}

// Every recommendation says whom, how many, what it gains over doing nothing, what it costs, by when, and the first that none gains more.
func TestRecommendations(t *testing.T) {
	row := func(a queue.Action, gain float64) queue.Row {
		return queue.Row{Action: a, Gain: gain, Response: 0.04, Deadline: asOf + 30}
	}
	rows := append(repeated(12, row(queue.WinBack, 5)), repeated(10, row(queue.Hold, 9))...)
	rows = append(append(rows, repeated(9, row(queue.Referral, 500))...), repeated(20, queue.Row{Action: queue.Thank, Value: 9e6, Segment: "Champions"})...)
	top := queued(2, rows...).Top(3)
	if len(top) != 2 { // of fewer than ten customers nothing is said, and thanks gain nothing
		t.Fatalf("%+v", top)
	}
	checkText(t, "first", top[0].Title, "Hold 10 customers who are slowing", "挽留 10 位放缓的客户")
	checkText(t, "why", top[0].Why, "They are slowing, and not lost yet. Contacting all of them gains EUR\u00a090 over doing nothing within 365 days, if 4% of them buy because of it; it costs EUR\u00a020, and the first deadline is 8 January 2012. No other action gains more.",
		"他们正在放缓，但尚未流失。全部触达且其中 4% 因此购买时，365 天内较不行动净增 EUR\u00a090；触达成本 EUR\u00a020；最早期限为2012年1月8日。各行动中增益最大。")
	checkText(t, "second", top[1].Title, "Win back 12 lost regulars", "赢回 12 位流失的老客户")
	checkText(t, "why", top[1].Why, "They are lost, after two days with a purchase or more. Contacting all of them gains EUR\u00a060 over doing nothing within 365 days, if 4% of them buy because of it; it costs EUR\u00a024, and the first deadline is 8 January 2012.",
		"他们已流失，且至少有两个购买日。全部触达且其中 4% 因此购买时，365 天内较不行动净增 EUR\u00a060；触达成本 EUR\u00a024；最早期限为2012年1月8日。")
	for _, a := range queue.Actions {
		saysBoth(t, string(a), toDo(a, 1234))
		if a != queue.Thank {
			saysBoth(t, string(a), queued(0).why(a))
		}
	}
}

// Nothing is recommended where nothing is gained: whoever spends most, and whatever a segment is called.
func TestNothingRecommended(t *testing.T) {
	for name, in := range map[string]QueueInput{
		"nothing expected": queued(2), "champions who buy anyway": queued(2, repeated(200, queue.Row{Action: queue.Thank, Value: 9e6, Segment: "Champions"})...),
	} {
		checkText(t, name, in.queueAnswer(), "Nothing gains by a contact: nobody would bring more within 365 days than a contact costs.", "触达无法带来增益：365 天内没有客户因触达带来的增益超过成本。")
		if len(in.Top(3)) > 0 || len(in.queueCards()) > 0 {
			t.Errorf("%s: %+v", name, in.Top(3))
		}
		p := checkActions(t, ActionsInput{QueueInput: in, AsOf: asOf})
		for _, text := range texts(p) {
			if strings.Contains(text.EN, "in person") || strings.Contains(text.EN, "deserve") || strings.Contains(text.EN, "Win back") && text.EN[0] == 'W' && len(text.EN) < 60 {
				t.Errorf("%s: %s", name, text.EN)
			}
		}
	}
	checkText(t, "no model", QueueInput{}.queueAnswer(), "No action can be ranked, because no forecast could be made.", "没有可用的预测，无法给行动排序。")
	few := queued(0, repeated(3, queue.Row{Action: queue.Hold, Gain: 2})...)
	checkText(t, "few", few.queueAnswer(), "Contacting 3 customers gains EUR\u00a06 over doing nothing within 365 days.", "触达 3 位客户，365 天内较不行动净增 EUR\u00a06。")
	many := queued(0, repeated(30, queue.Row{Action: queue.SecondPurchase, Gain: 2})...)
	checkText(t, "many", many.queueAnswer(), "Contacting 30 customers gains EUR\u00a060 over doing nothing within 365 days. First: bring 30 customers to a second purchase (EUR\u00a060).",
		"触达 30 位客户，365 天内较不行动净增 EUR\u00a060。首先：促成 30 位客户再次购买（EUR\u00a060）。")
}

func TestEffectsTitle(t *testing.T) {
	check := func(v analytics.Verdict, s queue.State, en, zh string) {
		t.Helper()
		in := sampleActions()
		in.Effects = sampleEffects(v)
		in.Effects.All.State = s
		checkText(t, "title", sectionOf(t, checkActions(t, in), "effects").Title, en, zh)
	}
	const figures, zh = "15% of those assigned bought within 90 days, 10% of those held out (difference +1 point to +9 points).", "名单内客户 90 天内有 15% 购买，对照组为 10%（差值 +1 个百分点至 +9 个百分点）。"
	check(analytics.More, queue.Measured, "Lists bring purchases: "+figures+" Whether a contact pays cannot be told.", "名单有效："+zh+"每次触达是否划算尚无法判断。")
	for _, c := range []struct {
		low, gain, high float64
		en, zh          string
	}{{0.5, 1.5, 3, "A contact gains EUR\u00a01.5.", "每次触达净增 EUR\u00a01.5。"}, {-3, -1.5, -0.1, "A contact loses EUR\u00a01.5, its cost included.", "每次触达净亏 EUR\u00a01.5（含成本）。"}} {
		checkText(t, "pays", QueueInput{Currency: "EUR"}.pays(queue.Effect{GainLow: c.low, PerGain: c.gain, GainHigh: c.high}), c.en, c.zh)
	}
	checkText(t, "small differences", effectPoints(0.00024), "+0.024 points", "+0.024 个百分点")
	check(analytics.Less, queue.Measured, "Lists drive customers away: "+figures+" Stop them and find out why.", "名单适得其反："+zh+"应停用并查明原因。")
	check(analytics.Chance, queue.Measured, "No effect: "+figures, "未见效果："+zh)
	check(analytics.Untold, queue.TooFew, "What lists achieve cannot be told yet: it takes 90 days and 50 customers held out.", "名单的效果尚无法判断：需满 90 天且对照组不少于 50 位客户。")
	for v, want := range map[analytics.Verdict]string{analytics.More: "brings purchases", analytics.Less: "drives customers away", analytics.Chance: "no effect"} {
		if got := effectVerdict(queue.Effect{State: queue.Measured, Verdict: v}); got.EN != want || got.ZH == "" {
			t.Errorf("%s: %v", v, got)
		}
	}
}

func TestQueueReasons(t *testing.T) {
	for _, c := range []struct {
		row    queue.Row
		en, zh string
	}{
		{queue.Row{Action: queue.Thank}, "–", "–"}, {queue.Row{Action: queue.ShareOfWallet, Reason: "elsewhere"}, "spends elsewhere", "在别处消费"},
		{queue.Row{Action: queue.Referral, Reason: "promoter"}, "recommends us", "愿意推荐"}, {queue.Row{Action: queue.Referral, Reason: "referrer"}, "has brought others", "曾带来新客"},
		{queue.Row{Action: queue.Settle, Reason: "complaint"}, "open complaint", "投诉未结"}, {queue.Row{Action: queue.Settle, Reason: "complaint", About: "delivery"}, "open complaint: delivery", "投诉未结：配送"},
		{queue.Row{Action: queue.WinBack, Reason: "complaint"}, "unresolved complaint", "投诉未解决"}, {queue.Row{Action: queue.Settle, Reason: "low score", About: "price"}, "low score: price", "评分低：价格"},
	} {
		checkText(t, string(c.row.Action), queueReason(c.row), c.en, c.zh)
	}
}
