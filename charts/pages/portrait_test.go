package pages

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mattn/go-runewidth"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/analytics/lifetime"
	"regulars/analytics/loyalty"
	"regulars/analytics/portfolio"
	"regulars/analytics/queue"
	"regulars/analytics/rfm"
	"regulars/analytics/stage"
	"regulars/charts"
)

// sampleCustomer bought three times, complained once, answered once and has two accounts, one of which holds an escape sequence.
func sampleCustomer() PortraitInput {
	day := asOf - 100
	row := func(d analytics.Day, gross, refunded analytics.Money) analytics.Row {
		r := analytics.Row{Day: d, Purchases: 1, NewOrder: true, Gross: gross, Refunded: refunded}
		if refunded > 0 {
			r.Refunds = 1
		}
		return r
	}
	c := analytics.Customer{
		Key:        analytics.TextKey("c\x1b[31m1"),
		Rows:       []analytics.Row{row(day-40, analytics.MoneyOf(10), 0), row(day-20, analytics.MoneyOf(30), analytics.MoneyOf(5)), row(day, analytics.MoneyOf(20), 0)},
		Answers:    []analytics.Answer{{Day: day, Experience: 7, Expectation: 8, Recommend: math.NaN()}},
		Complaints: []analytics.Complaint{{Opened: day, Closed: analytics.NoDay, SatisfactionAfter: math.NaN()}},
		Referrals:  []analytics.Referral{{Day: day, Referred: analytics.TextKey("c2")}},
	}
	golden := &identity.Golden{Customer: "c1", Accounts: 2, Phone: identity.Field{Value: "+33639980001", Source: "crm", Updated: day}}
	return PortraitInput{
		Currency: "EUR", AsOf: asOf, Horizon: 365, History: &c, Labels: &analytics.Labels{}, Summary: c.Summary(),
		Score: rfm.Score{R: 2, F: 3, M: 4}, Segment: both("At risk", "流失风险客户"), Previous: both("Loyal", "忠诚客户"),
		ABCD: portfolio.A, Worth: portfolio.Keep, Stage: stage.Repeat, Loyalty: loyalty.Inertia,
		Standing: analytics.Standing{Status: analytics.Lost, Occasions: 3, Last: day, Limits: analytics.Limits{Slow: 20, Lost: 30}, Own: true}, Forecasts: true, Leaving: true,
		Forecast: lifetime.Score{PAlive: 0.34, Purchases: 0.8, Spend: 20, Value: 16, Low: 0, High: 60},
		ToDo:     &queue.Row{Action: queue.WinBack, Reason: "complaint", About: "delivery", Gain: 16, Deadline: asOf + 30},
		Golden:   golden,
		Accounts: []identity.Joined{
			{Account: identity.Account{Source: "crm", ID: "c1", Updated: day}},
			{Account: identity.Account{Source: "web", ID: "w1", Updated: analytics.NoDay}, Reason: identity.SamePhone},
		},
	}
}

func TestCustomerWords(t *testing.T) {
	variants := map[string]func(*PortraitInput){
		"as it is":      func(*PortraitInput) {},
		"current":       func(in *PortraitInput) { in.Standing.Status, in.Standing.Own = analytics.Active, false },
		"slowing":       func(in *PortraitInput) { in.Standing.Status = analytics.Slowing },
		"new":           func(in *PortraitInput) { in.Previous = charts.Text{} },
		"unmoved":       func(in *PortraitInput) { in.Previous = in.Segment },
		"no forecast":   func(in *PortraitInput) { in.Forecasts = false },
		"nobody leaves": func(in *PortraitInput) { in.Leaving = false },
		"not asked":     func(in *PortraitInput) { in.Loyalty = loyalty.NotAsked },
		"refuses":       func(in *PortraitInput) { in.Golden.Refuses = identity.Field{Value: "no", Source: "web"} },
		"nothing to do": func(in *PortraitInput) { in.ToDo = nil },
		"one order":     func(in *PortraitInput) { in.History.Rows = in.History.Rows[:1]; in.Summary = in.History.Summary() },
	}
	for name, change := range variants {
		in := sampleCustomer()
		change(&in)
		p := Portrait(in)
		saysBoth(t, name, p.Answer)
		checkWording(t, p)
		for _, f := range p.Findings {
			saysBoth(t, name, f.Text)
		}
		for _, s := range p.Sections {
			saysBoth(t, name+" "+s.ID, s.Title)
		}
	}
}

// An order may be refunded on several days, of which each is counted once.
func TestCustomerRefunds(t *testing.T) {
	in := sampleCustomer()
	title := func() charts.Text { return in.purchases().Title }
	checkText(t, "one day", title(), "3 orders; refunds on 1 day.", "3 笔订单；1 天有退款。")
	day := in.History.Rows[2].Day
	refund := func(d analytics.Day, order uint64) analytics.Row {
		return analytics.Row{Order: order, Day: d, Refunds: 1, Refunded: analytics.MoneyOf(1)}
	}
	in.History.Rows = append(in.History.Rows, refund(day+1, 0), refund(day+1, 9), refund(day+2, 0), refund(day+3, 0))
	checkText(t, "four days", title(), "3 orders; refunds on 4 days.", "3 笔订单；4 天有退款。")
	in.History.Rows = in.History.Rows[:1]
	in.Summary = in.History.Summary()
	checkText(t, "none", title(), "1 order, no refunds.", "1 笔订单，无退款。")
}

// A forecast of next to nothing is said in words that can be read.
func TestCustomerOfNoValue(t *testing.T) {
	in := sampleCustomer()
	in.Forecast = lifetime.Score{PAlive: 1e-9, Purchases: 9e-6, Value: 1e-4, High: 1e-4}
	for i, want := range map[int]string{3: "<0.01%", 4: "<0.01", 5: "EUR\u00a0<0.01"} {
		if got := Portrait(in).Cards[i].Value.EN; got != want {
			t.Errorf("card %d is %s, want %s", i, got, want)
		}
	}
}

// A customer who never bought has answers and accounts, and no scores.
func TestCustomerWithoutPurchase(t *testing.T) {
	in := sampleCustomer()
	in.History.Rows, in.Summary, in.ToDo = nil, analytics.Summary{First: analytics.NoDay, Last: analytics.NoDay}, nil
	p := Portrait(in)
	if len(p.Cards) > 0 || len(p.Findings) > 0 || !strings.Contains(p.Answer.EN, "not bought") {
		t.Errorf("%+v", p)
	}
}

func TestPrintCustomer(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		var out bytes.Buffer
		if err := charts.Print(&out, charts.Header{AsOf: asOf, Currency: "EUR", Langs: []string{lang}}, Portrait(sampleCustomer())); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsRune(out.String(), '\x1b') || !strings.Contains(out.String(), "c�[31m1") {
			t.Errorf("the terminal is told %q", out.String())
		}
		if strings.Contains(out.String(), "39980001") {
			t.Errorf("a phone is shown: %s", out.String())
		}
		want := map[string]string{"en": "  Bought (EUR)  Refunded (EUR)", "zh": "  购买（EUR）  退款（EUR）"}[lang]
		at := -1
		for _, line := range strings.Split(out.String(), "\n") {
			switch i := strings.Index(line, want); {
			case i >= 0:
				at = runewidth.StringWidth(line[:i+len(want)])
			case at > 0 && strings.Contains(line, "30.00"):
				if strings.Index(line, "5.00")+len("5.00") != at && !strings.Contains(line[:at], "5.00") {
					t.Errorf("%q does not end at %d", line, at)
				}
			}
		}
		if at < 0 {
			t.Errorf("no %q in %s", want, out.String())
		}
	}
	in := sampleCustomer()
	in.Clear = true
	var out bytes.Buffer
	if err := charts.Print(&out, charts.Header{AsOf: asOf, Langs: []string{"en"}}, Portrait(in)); err != nil || !strings.Contains(out.String(), "phone +33639980001") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// The page of a customer stands alone: it opens without a file beside it, draws its chart and asks for nothing.
func TestSinglePage(t *testing.T) {
	b := startBrowser(t)
	html, err := charts.Single(charts.Header{AsOf: asOf, Compare: asOf - 30, Run: "1", Currency: "EUR"}, Portrait(sampleCustomer()))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "customer.html")
	if err := os.WriteFile(file, html, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1280, 375} {
		for _, lang := range []string{"en", "zh"} {
			b.open(t, file, width, lang, "light")
			b.shoot(t, "customer-"+lang+".png")
			b.checkPage(t, "customer", lang, width)
		}
	}
	if n := asks[int](t, b, `document.querySelectorAll('a[href]:not(.skip):not(.notice a)').length`); n > 0 {
		t.Errorf("%d links lead nowhere", n)
	}
	b.quiet(t)
}
