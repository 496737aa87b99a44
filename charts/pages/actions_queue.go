package pages

import (
	"strings"

	"regulars/analytics"
	"regulars/analytics/queue"
	"regulars/analytics/winback"
	"regulars/charts"
)

// queueShown is how many customers of the queue the page lists.
const queueShown = 100

// QueueInput is what pages are told of the queue.
type QueueInput struct {
	Currency charts.Currency
	Horizon  int // days over which gains are expected
	MinGroup int // smaller groups are not shown
	Forecast bool
	Rows     []queue.Row // in order
	Sums     []queue.Sum // of actions, the one that gains most first
	Terms    queue.Terms
	Supposed float64              // the response that was asked for
	Effects  *queue.Result        // nil without contacts
	Rule     analytics.StatusRule // when a customer counts as slowing and as lost
}

func (in QueueInput) terms() Terms {
	return Terms{Rule: in.Rule, Horizon: in.Horizon, MinGroup: in.MinGroup}
}

// actionWords are the actions as a page names them.
var actionWords = map[queue.Action]charts.Text{
	queue.WinBack: both("win back", "赢回"), queue.Hold: both("hold", "挽留"), queue.SecondPurchase: both("second purchase", "促成再次购买"), queue.Settle: both("settle the case", "了结个案"),
	queue.ShareOfWallet: both("larger share", "争取份额"), queue.Referral: both("referral", "邀请推荐"), queue.Thank: both("thank", "致谢"),
}

// toDo is an action as an imperative, of so many customers.
func toDo(a queue.Action, n int) charts.Text {
	who := charts.About(n, "customer", "customers", "位客户")
	switch a {
	case queue.WinBack:
		return charts.Sentence("Win back %s", "赢回 %s", charts.About(n, "lost regular", "lost regulars", "位流失的老客户"))
	case queue.Hold:
		return charts.Sentence("Hold %s who are slowing", "挽留 %s放缓的客户", both(who.EN, charts.About(n, "", "", "位").ZH))
	case queue.SecondPurchase:
		return charts.Sentence("Bring %s to a second purchase", "促成 %s再次购买", who)
	case queue.Settle:
		return charts.Sentence("Settle the open cases of %s", "了结 %s的未结个案", who)
	case queue.ShareOfWallet:
		return charts.Sentence("Win a larger share from %s who also buy elsewhere", "争取 %s在别处的消费", who)
	case queue.Referral:
		return charts.Sentence("Ask %s to bring somebody", "邀请 %s推荐新客", who)
	default:
		return charts.Sentence("Thank %s", "向 %s致谢", who)
	}
}

// why says who is meant by an action.
func (in QueueInput) why(a queue.Action) charts.Text {
	if a == queue.WinBack {
		return charts.Sentence("They are %s.", "他们%s。", in.terms().meaning(TermLapsed))
	}
	return whyWords[a]
}

var whyWords = map[queue.Action]charts.Text{
	queue.Hold:           both("They are slowing, and not lost yet.", "他们正在放缓，但尚未流失。"),
	queue.SecondPurchase: both("They have bought once and not again.", "他们只购买过一次。"),
	queue.Settle:         both("Nobody is sold to before being helped.", "先解决问题，再谈销售。"),
	queue.ShareOfWallet:  both("They spend on our kind of goods elsewhere.", "他们在别处购买同类商品。"),
	queue.Referral:       both("They recommend us or have brought others before.", "他们愿意推荐，或曾带来新客。"),
}

// gains are the actions that gain something, of enough customers to be shown.
func (in QueueInput) gains() (list []queue.Sum) {
	for _, s := range in.Sums {
		if s.Action != queue.Thank && s.Customers > 0 && s.Customers >= in.MinGroup {
			list = append(list, s)
		}
	}
	return list
}

// Top are the n actions that gain most, each with whom, how many, what it gains and costs, why, and by when.
func (in QueueInput) Top(n int) (actions []charts.Action) {
	list := in.gains()
	for i, s := range list[:min(n, len(list))] {
		why := charts.Sentence("Contacting all of them gains %s over doing nothing within %s, if %s of them buy because of it; it costs %s, and the first deadline is %s.",
			"全部触达且其中 %[3]s 因此购买时，%[2]s内较不行动净增 %[1]s；触达成本 %[4]s；最早期限为%[5]s。",
			in.Currency.Money(s.Gain.Units()), charts.Days(float64(in.Horizon)), charts.Percent(s.Response), in.Currency.Money(s.Cost), charts.Date(s.First))
		first := charts.Text{}
		if i == 0 {
			first = both("No other action gains more.", "各行动中增益最大。")
		}
		actions = append(actions, charts.Action{Title: toDo(s.Action, s.Customers), Why: charts.Join(in.why(s.Action), why, first), Value: s.Gain.Units(), Page: "actions"})
	}
	return actions
}

// total is how many customers a contact gains something of, and what that is in all.
func (in QueueInput) total() (customers, heldOut int, gain float64) {
	var sum analytics.Total
	for _, s := range in.Sums {
		if s.Action != queue.Thank {
			customers, heldOut = customers+s.Customers, heldOut+s.HeldOut
			sum.Merge(s.Gain)
		}
	}
	return customers, heldOut, sum.Units()
}

// queueAnswer is what the queue comes to.
func (in QueueInput) queueAnswer() charts.Text {
	customers, _, gain := in.total()
	switch {
	case !in.Forecast:
		return both("No action can be ranked, because no forecast could be made.", "没有可用的预测，无法给行动排序。")
	case customers == 0:
		return charts.Sentence("Nothing gains by a contact: nobody would bring more within %s than a contact costs.", "触达无法带来增益：%s内没有客户因触达带来的增益超过成本。", charts.Days(float64(in.Horizon)))
	}
	whole := charts.Sentence("Contacting %s gains %s over doing nothing within %s.", "触达 %s，%[3]s内较不行动净增 %[2]s。", charts.About(customers, "customer", "customers", "位客户"), in.Currency.Money(gain), charts.Days(float64(in.Horizon)))
	list := in.gains()
	if len(list) == 0 {
		return whole
	}
	return charts.Join(whole, charts.Sentence("First: %s (%s).", "首先：%s（%s）。", lower(toDo(list[0].Action, list[0].Customers)), in.Currency.Money(list[0].Gain.Units())))
}

// queueCards are how many stand in the queue, what that gains, who is held out, and what lists achieved.
func (in QueueInput) queueCards() []charts.Card {
	customers, held, gain := in.total()
	if customers == 0 {
		return nil
	}
	cards := []charts.Card{
		{Label: both("Customers to contact", "应触达的客户"), Value: charts.Number(float64(customers)), Exact: charts.Count(customers)},
		{Label: charts.Sentence("Gain over doing nothing, %s", "较不行动的净增（%s）", charts.Days(float64(in.Horizon))), Value: in.Currency.Money(gain)},
		{Label: both("Held out this quarter", "本季度对照组"), Value: charts.Number(float64(held)), Exact: charts.Count(held), Note: both("to measure what lists achieve", "用于衡量名单效果")},
	}
	if e := in.Effects; e != nil && e.All.State == queue.Measured {
		cards = append(cards, charts.Card{Label: both("Response that lists brought", "名单带来的响应率"), Value: effectPoints(e.All.Effect),
			Note: charts.Sentence("likely %s", "很可能为 %s", charts.Range(effectPoints(e.All.Low), effectPoints(e.All.High)))})
	}
	return cards
}

// queue is the list of whom to contact.
func (in ActionsInput) queue() charts.Section {
	rows := in.Rows[:min(queueShown, len(in.Rows))]
	s := charts.Section{
		ID: "queue", Title: in.queueTitle(), What: both("What each action gains over doing nothing", "各行动较不行动的净增"), Open: true, Note: in.queueNote(), Definition: in.queueDefinition(),
		Table: &charts.Grid{Name: "queue", Total: len(in.Rows), Columns: []charts.Column{
			{Title: both("Customer", "客户"), Kind: charts.KindText, Key: "customer_id"}, {Title: both("Action", "行动"), Kind: charts.KindText, Key: "action"}, {Title: both("Reason", "原因"), Kind: charts.KindText, Key: "reason"},
			{Title: both("Gain", "净增"), Kind: charts.KindMoney, Key: "gain"}, {Title: both("Status", "状态"), Kind: charts.KindText, Key: "status"}, {Title: both("Silent, days", "沉默天数"), Kind: charts.KindDays, Key: "silent_days"},
			{Title: both("Last bought", "最后购买"), Kind: charts.KindText, Key: "last_category"}, {Title: both("Owner", "负责人"), Kind: charts.KindText, Key: "owner"}, {Title: both("By", "期限"), Kind: charts.KindDate, Key: "deadline"},
			{Title: both("Consent", "同意联系"), Kind: charts.KindText, Key: "consent"}, {Title: both("Held out", "对照"), Kind: charts.KindText, Key: "held_out"},
		}},
	}
	for _, r := range rows {
		s.Table.Rows = append(s.Table.Rows, []any{r.Customer, actionWords[r.Action], queueReason(r), gainCell(r), statusName(r.Status), r.Silent, boughtLast(r.Category, r.Channel), ownerText(r.Owner), r.Deadline,
			consentWords[r.Consent], heldWords[r.HeldOut]})
	}
	bars := charts.Bars{Kind: charts.KindMoney, Flat: true, Name: both("Gain over doing nothing", "较不行动的净增"), Series: []charts.Bar{{}}}
	for _, sum := range in.gains() {
		bars.Names, bars.Series[0].Values = append(bars.Names, actionWords[sum.Action]), append(bars.Series[0].Values, sum.Gain.Units())
	}
	if len(bars.Names) > 0 {
		s.Chart = charts.BarChart(bars)
	}
	return s
}

var (
	consentWords = map[string]charts.Text{"given": both("given", "已同意"), "unknown": both("unknown", "未知")}
	heldWords    = map[bool]charts.Text{true: both("yes", "是"), false: charts.None}
)

func gainCell(r queue.Row) any {
	if r.Action == queue.Thank {
		return nil
	}
	return r.Gain
}

func ownerText(owner string) charts.Text {
	if owner == "" {
		return charts.None
	}
	return charts.Same(owner)
}

// statusName is the word for a status as tables have it.
func statusName(name string) charts.Text {
	for s, t := range statusNames {
		if s.String() == name {
			return t
		}
	}
	return charts.Same(name)
}

// queueReason is why a customer stands in the queue.
func queueReason(r queue.Row) charts.Text {
	switch r.Reason {
	case "":
		return charts.None
	case "elsewhere":
		return both("spends elsewhere", "在别处消费")
	case "promoter":
		return both("recommends us", "愿意推荐")
	case "referrer":
		return both("has brought others", "曾带来新客")
	}
	if r.Action == queue.Settle && r.Reason == string(winback.ByComplaint) {
		if r.About == "" {
			return both("open complaint", "投诉未结")
		}
		return charts.Sentence("open complaint: %s", "投诉未结：%s", aboutText(r.About))
	}
	return reasonAbout(winback.Reason(r.Reason), r.About)
}

func (in ActionsInput) queueTitle() charts.Text {
	list := in.gains()
	if len(list) == 0 {
		return in.queueAnswer()
	}
	first := in.Rows[0]
	return charts.Sentence("Customer %s comes first: %s, which gains %s; of all actions most is gained by: %s (%s).", "首位为客户 %s：%s，净增 %s；各行动中增益最大的是：%s（%s）。",
		charts.Same(first.Customer), actionWords[first.Action], in.Currency.Money(first.Gain), actionWords[list[0].Action], in.Currency.Money(list[0].Gain.Units()))
}

func (in ActionsInput) queueNote() charts.Text {
	customers, _, _ := in.total()
	refused := 0
	for _, s := range in.Sums {
		refused += s.Refused
	}
	note := charts.Sentence("n = %s of whom a contact gains something.", "n = %s（触达有增益）。", charts.Plural(customers, "customer", "customers", "位客户"))
	if refused > 0 {
		note = charts.Join(note, charts.Sentence("Not listed: %s contact.", "未列出：%s拒绝联系。", charts.Plural(refused, "customer who refuses", "customers who refuse", "位客户")))
	}
	return note
}

// queueDefinition says what a gain is.
func (in ActionsInput) queueDefinition() charts.Text {
	measured := charts.Sentence("It is taken as %s, as was supposed.", "按设定取 %s。", charts.Percent(in.Supposed))
	if e := in.Effects; e != nil && e.All.State == queue.Measured {
		measured = charts.Sentence("%s was supposed; with what lists achieved it is taken as %s.", "设定为 %s；结合名单的实测效果取 %s。", charts.Percent(in.Supposed), charts.Percent(in.Terms.Response))
	}
	return paragraphsOf(
		charts.Join(charts.Sentence("Every customer stands here once, under the action that gains most over doing nothing. Gain: response × (value if bought today − value as it stands), both expected within %s, less the cost of a contact (%s). Response: the share of those contacted who buy because of it.",
			"每位客户只列一次，取较不行动净增最大的行动。净增：响应率 ×（若今日购买的价值 − 现值），均为 %s内预期，再减触达成本（%s）。响应率：因触达而购买者的比例。", charts.Days(float64(in.Horizon)), in.Currency.Money(in.Terms.Cost)), measured,
			both("Of who is lost it is less the longer the silence, in the proportion in which past lapses came back unasked.", "已流失者沉默越久响应率越低，比例取自以往流失者自行回来的比率。")),
		charts.Sentence("Win back: %s. Hold: slowing. Second purchase: bought once. Settle: an open case or a low score; who has an open case stands there whatever else would gain. Larger share: what is spent elsewhere, at the margin rate. Referral: the value of a new customer, of those who recommend. Thanks gain nothing and are in no sum. Who refused contact is not listed; who said nothing may be contacted.",
			"赢回：%s。挽留：放缓。促成再次购买：只购买过一次。了结个案：有未结个案或低分；有未结个案者一律列于此。争取份额：在别处的消费乘以毛利率。邀请推荐：新客户的价值，仅限愿意推荐者。致谢没有增益，不计入合计。拒绝联系者不列入；未表态者可以联系。", in.terms().meaning(TermLapsed)),
		in.terms().define(TermLost, TermSlowing))
}

// lower begins a sentence that stands within another.
func lower(t charts.Text) charts.Text { return both(strings.ToLower(t.EN[:1])+t.EN[1:], t.ZH) }
