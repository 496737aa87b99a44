package pages

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regulars/analytics"
	"regulars/analytics/retention"
	"regulars/analytics/status"
	"regulars/charts"
)

// shop is a base in the making: n customers who buy on the same days.
type shop struct{ customers []analytics.Customer }

func (s *shop) buy(n int, channel analytics.Label, days ...string) *shop {
	for range n {
		var c analytics.Customer
		for _, text := range days {
			d, err := analytics.ParseDay(text)
			if err != nil {
				panic(err)
			}
			c.Rows = append(c.Rows, analytics.Row{Day: d, Order: uint64(d), Purchases: 1, NewOrder: true, Gross: 10e6, Channel: channel})
		}
		s.customers = append(s.customers, c)
	}
	return s
}

// spend changes what the customer added last spent on its last day.
func (s *shop) spend(m analytics.Money) *shop {
	rows := s.customers[len(s.customers)-1].Rows
	rows[len(rows)-1].Gross = m
	return s
}

func (s *shop) input(asOf string, churnAfter int, grain analytics.Grain) RetentionInput {
	day, err := analytics.ParseDay(asOf)
	if err != nil {
		panic(err)
	}
	q := analytics.Question{Start: analytics.NewDay(2020, 1, 1), AsOf: day, Cohort: grain, ChurnAfter: churnAfter,
		Labels: analytics.NewLabels([]string{"<b>app</b>", "web"})}
	rhythm, cohorts, second := status.NewGaps(q.AsOf), retention.NewCohorts(q), retention.NewSecondPurchase(q)
	for i := range s.customers {
		rhythm.Add(&s.customers[i])
		cohorts.Add(&s.customers[i])
		second.Add(&s.customers[i])
	}
	third := retention.NewNextPurchase(2, q)
	answered, rolling := retention.NewAfterAnswer(q), retention.NewRolling(q)
	q.Compare = q.AsOf - 60
	since := retention.NewAfterSegment(q, func(c *analytics.Customer, on analytics.Day) int { return min(len(c.Until(on).Rows), 2) }, func(id int) string { return []string{"", "New", "Loyal"}[id] })
	for i := range s.customers {
		third.Add(&s.customers[i])
		answered.Add(&s.customers[i])
		rolling.Add(&s.customers[i])
		since.Add(&s.customers[i])
	}
	lost, movement := retention.NewUntilChurn(q, rhythm.Rule(q.ChurnAfter)), retention.NewMovement(q, rhythm.Rule(q.ChurnAfter))
	for i := range s.customers {
		lost.Add(&s.customers[i])
		movement.Add(&s.customers[i])
	}
	return RetentionInput{Currency: "GBP", Start: q.Start, AsOf: q.AsOf, MinGroup: 5, Cohorts: cohorts, Second: second, Lost: lost, Movement: movement,
		Projection: cohorts.Project(rhythm.Rule(q.ChurnAfter)), Compare: q.Compare, Further: []*retention.Survival{third}, Answer: answered, Segment: since, Rolling: rolling,
		SegmentNames: map[string]charts.Text{"New": both("New", "新客户"), "Loyal": both("Loyal", "忠诚客户")}}
}

// texts are all texts of a page in one language.
func retentionTexts(p charts.Page, lang string) string {
	parts := []charts.Text{p.Title, p.Question, p.Answer, p.Brief}
	for _, c := range p.Cards {
		parts = append(parts, c.Label, c.Value, c.Note, c.Of, c.Change.Words)
	}
	for _, s := range p.Sections {
		parts = append(parts, s.Title, s.What, s.Note, s.Definition, s.Small)
	}
	var b strings.Builder
	for _, t := range parts {
		b.WriteString(t.In(lang) + "\n")
	}
	return b.String()
}

func TestRetentionWords(t *testing.T) {
	const never = 10_000
	jan := func(n int, again ...string) *shop {
		return new(shop).buy(n, 0, append([]string{"2020-01-10"}, again...)...)
	}
	for _, x := range []struct {
		name   string
		in     RetentionInput
		en, zh []string
	}{
		{"nobody", new(shop).input("2020-01-31", 0, "month"), []string{"Nobody has bought anything up to 31 January 2020."}, []string{"截至2020年1月31日，尚无任何购买。"}},
		{"one day", jan(3).input("2020-01-10", 0, "month"),
			[]string{"too early to say how many new customers buy again", "too early to say whether new customers come back", "too early to say how long new customers stay", "too early to say how the base moves", "too early to say how much revenue stays", "too early to say how soon customers are lost", "Fewer than 5 customers have been watched", "No calendar month is complete yet."},
			[]string{"判断有多少新客户会再次购买还为时过早", "判断新客户是否会回来还为时过早", "判断新客户能留多久还为时过早", "判断客户群如何变动还为时过早", "判断能保留多少收入还为时过早", "判断客户多久会流失还为时过早", "首购后观察满一周的客户不足 5 位客户", "尚无完整的日历月"}},
		{"none came back", jan(20).input("2020-02-29", never, "month"), []string{"None of 20 customers has bought a second time within 30 days.", "0% bought again the month after; there is nothing yet", "of customers are lost within 30 days"},
			[]string{"20 位客户均未在 30 天内再次购买。", "0% 在次月再次购买；目前尚无可比对象", "首购后 30 天内流失"}},
		{"all came back at once", jan(20, "2020-01-11").input("2020-02-29", never, "month"), []string{"All of 20 customers bought a second time within 7 days."}, []string{"20 位客户均在 7 天内再次购买。"}},
		{"nobody later", jan(20, "2020-01-11").buy(20, 0, "2020-01-10").input("2020-02-29", never, "month"),
			[]string{"50% of new customers buy a second time within 30 days", "Nobody came back later than after 7 days: the first 7 days decide."}, []string{"7 天之后再无人回来：关键在前 7 天。"}},
		{"early decides", jan(60, "2020-01-12").buy(5, 0, "2020-01-10", "2020-02-05").buy(35, 0, "2020-01-10").input("2020-02-29", never, "month"),
			[]string{"65% of new customers buy a second time within 30 days", "Of those who have not after 7 days only 12.5% still do: the first 7 days decide."}, []string{"65% 的新客户在 30 天内再次购买", "前 7 天未回来的客户中，之后仍回来的只有 12.5%：关键在前 7 天。"}},
		{"keep asking", jan(10, "2020-01-12").buy(45, 0, "2020-01-10", "2020-02-05").buy(45, 0, "2020-01-10").input("2020-02-29", never, "month"),
			[]string{"another 50% still do: it pays to keep asking."}, []string{"之后仍有 50% 回来：值得继续联系。"}},
		{"newer stay less", jan(100, "2020-02-10").buy(100, 0, "2020-02-10", "2020-03-10").buy(100, 0, "2020-03-10").input("2020-04-30", never, "month"),
			[]string{"Of the 100 customers won in March 2020, 0% bought again the month after, −100 points against those won before (100%): newer customers stay less often.", "33.3% of new customers buy a second time within 30 days. Newer customers stay less often: of those won in March 2020, 0% came back the month after, against 100% before."},
			[]string{"2020年3月赢得的 100 位客户中有 0% 在次月再次购买，比此前（100%）变化 −100 个百分点：新近客户更少留下。", "新近客户更少留下：2020年3月赢得的客户中有 0% 在次月再次购买，此前为 100%。"}},
		{"newer stay more", jan(100).buy(100, 0, "2020-02-10").buy(100, 0, "2020-03-10", "2020-04-01").input("2020-04-30", never, "month"),
			[]string{"+100 points against those won before (0%): newer customers stay more often.", "Newer customers stay more often: of those won in March 2020, 100% came back the month after, against 0% before."}, []string{"变化 +100 个百分点：新近客户更多留下。", "新近客户更多留下：2020年3月赢得的客户中有 100% 在次月再次购买，此前为 0%。"}},
		{"no difference", jan(50, "2020-02-10").buy(50, 0, "2020-01-10").buy(20, 0, "2020-02-10", "2020-03-01").buy(21, 0, "2020-02-11").input("2020-03-31", never, "month"),
			[]string{"48.8% bought again the month after, against 50% of those won before: the difference may be chance.", "Of those won in February 2020, 48.8% came back the month after, no clear change from 50% before."}, []string{"48.8% 在次月再次购买，此前为 50%：差异可能出于偶然。", "2020年2月赢得的客户中有 48.8% 在次月再次购买，与此前的 50% 相比无明显变化。"}},
		{"drift away", jan(80, "2020-02-10").buy(10, 0, "2020-01-10", "2020-03-10").buy(10, 0, "2020-01-10").input("2020-03-31", never, "month"),
			[]string{"80% of new customers buy the month after the first purchase, but only 10% in month 2: many drift away"}, []string{"新客户首购次月有 80% 购买，到第 2 个月只剩 10%：其间许多人流失。"}},
		{"come back later", jan(10, "2020-02-10").buy(80, 0, "2020-01-10", "2020-03-10").buy(10, 0, "2020-01-10").input("2020-03-31", never, "month"),
			[]string{"10% of new customers buy the month after the first purchase, and 80% in month 2: who stays away at first often comes back later."}, []string{"新客户首购次月有 10% 购买，第 2 个月升至 80%：看似离开的客户往往之后回来。"}},
		{"holds", jan(40, "2020-02-10", "2020-03-01").buy(40, 0, "2020-01-10").input("2020-03-31", never, "month"),
			[]string{"50% of new customers buy in month 2, 50% the month after the first purchase: no clear fall or rise."}, []string{"新客户第 2 个月有 50% 购买，首购次月为 50%：没有明显的下降或上升。"}},
		{"grows", jan(30).buy(20, 0, "2020-02-10").input("2020-02-29", never, "month"),
			[]string{"In February 2020 current customers grew by 20 to 50: 20 came or came back, 0 were lost.", "In the 2 months to February 2020 current customers came to 50, from none at the beginning of the data: 50 came or came back, 0 were lost.", "in each of the last 2 complete months: the base has grown throughout", "Lost: silent for longer than 10,000 days, that is, without a purchase, as was asked for"},
			[]string{"2020年2月现有客户增加 20，达到 50：新增或回归 20，流失 0。", "截至2020年2月的 2 个月，现有客户从数据之初的零达到 50：新增或回归 50，流失 0。", "最近 2 个完整月每月新增与回归都多于流失", "流失：沉默超过 10,000 天（即未购买，按设定）"}},
		{"falls, and more are lost", jan(10).buy(200, 0, "2020-03-25").buy(10, 0, "2020-03-05", "2020-03-31", "2020-04-28").input("2020-05-15", 20, "month"),
			[]string{"In April 2020 current customers fell by 200 to 10, all of them lost, and nobody came or came back.", "In 1 of the last 4 complete months more customers came"}, []string{"2020年4月现有客户减少 200，降至 10，均为流失，没有新增或回归。", "最近 4 个完整月中有 1 个月"}},
		{"stays", jan(10).buy(10, 0, "2020-02-20").input("2020-02-29", 25, "month"),
			[]string{"In February 2020 current customers stayed at 10: as many came or came back as were lost (10)."}, []string{"2020年2月现有客户保持在 10：新增或回归与流失相抵（10）。"}},
		{"replaced", new(shop).buy(50, 0, "2020-01-30").buy(60, 0, "2021-01-10").input("2021-02-20", 60, "month"),
			[]string{"In the 12 months to January 2021 current customers grew by 10 to 60: 60 came or came back, 50 were lost. For every 10 lost, 12 came."}, []string{"截至2021年1月的 12 个月，现有客户增加 10，达到 60", "每流失 10 位，新增或回归 12 位。"}},
		{"falls, some come", jan(10).buy(3, 0, "2020-02-20").input("2020-02-29", 25, "month"),
			[]string{"In February 2020 current customers fell by 7 to 3: 10 were lost, only 3 came or came back."}, []string{"2020年2月现有客户减少 7，降至 3：流失 10，新增或回归仅 3。"}},
		{"not growing", jan(10).buy(10, 0, "2020-02-10").input("2020-02-29", 5, "month"),
			[]string{"In none of the last 2 complete months did more customers come than were lost"}, []string{"最近 2 个完整月中没有一个月新增与回归多于流失"}},
		{"one month", jan(10).input("2020-01-31", never, "month"), []string{"In January 2020 current customers came to 10, from none"}, []string{"2020年1月现有客户从数据之初的零达到 10"}},
		{"lost more", new(shop).buy(100, 0, "2020-01-30", "2020-02-25", "2020-03-25", "2020-04-05").buy(100, 0, "2020-01-30", "2020-02-25", "2020-03-25", "2020-04-29").input("2020-04-30", 21, "month"),
			[]string{"Of those current before, 50% were lost, more than in the months before (0%)."}, []string{"原有现有客户流失 50%，高于此前各月（0%）。"}},
		{"lost fewer", new(shop).buy(100, 0, "2020-02-25").buy(100, 0, "2020-02-25", "2020-03-29", "2020-04-29").input("2020-04-30", 22, "month"),
			[]string{"Of those current before, 0% were lost, fewer than in the months before (50%)."}, []string{"原有现有客户流失 0%，低于此前各月（50%）。"}},
		{"lost as ever", new(shop).buy(10, 0, "2020-02-25").buy(10, 0, "2020-02-25", "2020-03-29").buy(10, 0, "2020-02-25", "2020-03-29", "2020-04-29").input("2020-04-30", 22, "month"),
			[]string{"Of those current before, 50% were lost, no clear change from the months before (33.3%)."}, []string{"原有现有客户流失 50%，与此前各月（33.3%）相比无明显变化。"}},
		{"revenue grows", jan(20, "2020-01-20", "2020-02-10", "2020-03-10").spend(50e6).input("2020-03-31", never, "month"),
			[]string{"stand for 20% more revenue at its end"}, []string{"到月末所代表的收入增加 20%"}},
		{"revenue falls", jan(20, "2020-01-20", "2020-02-10").input("2020-03-31", never, "month"), []string{"less revenue at its end: new and returning ones must make up for it."}, []string{"须靠新增与回归客户弥补。"}},
		{"revenue holds", jan(20, "2020-02-10", "2020-03-10").input("2020-03-31", never, "month"), []string{"stand for the same revenue at its end"}, []string{"月末所代表的收入不变"}},
		{"half are lost", jan(20).buy(20, 0, "2020-01-10", "2020-01-25").buy(20, 0, "2020-01-10", "2020-01-25", "2020-02-08").input("2020-03-31", 20, "month"),
			[]string{"Half of customers are lost within 36 days of their first purchase"}, []string{"半数客户在首购后 36 天内流失"}},
		{"by day", jan(20).buy(20, 0, "2020-01-11").input("2020-01-13", 0, "day"), []string{"won on 11 January 2020, 0% bought again the day after"}, []string{"2020年1月11日赢得的", "在次日再次购买"}},
		{"by week", jan(20).buy(20, 0, "2020-01-14").input("2020-01-31", 0, "week"), []string{"won in the week of 13 January 2020, 0% bought again the week after"}, []string{"2020年1月13日当周赢得的", "在次周再次购买"}},
		{"by quarter", jan(20).buy(20, 0, "2020-04-14").input("2020-09-30", 0, "quarter"), []string{"won in 2020-Q2, 0% bought again the quarter after"}, []string{"2020年第2季度赢得的", "在次季度再次购买"}},
		{"by year", jan(20).buy(20, 0, "2021-04-14").input("2022-12-31", 0, "year"), []string{"won in 2021, 0% bought again the year after"}, []string{"2021年赢得的", "在次年再次购买"}},
		{"channels alike", jan(20).buy(20, 1, "2020-01-10", "2020-01-12").buy(20, 2, "2020-01-10", "2020-01-12").buy(20, 1, "2020-01-10").buy(21, 2, "2020-01-10").input("2020-03-31", 0, "month"),
			[]string{"come back equally often whichever channel"}, []string{"无论来自哪个渠道"}},
		{"channels differ", jan(20).buy(40, 1, "2020-01-10", "2020-01-12").buy(40, 2, "2020-01-10").buy(2, 2, "2020-01-10", "2020-01-20").input("2020-03-31", 0, "month"),
			[]string{"Customers won through <b>app</b> come back most often: 100% within 60 days, against 4.76% of those won through web."}, []string{"来自 <b>app</b> 的新客户回来最多：60 天内有 100%，而来自 web 的为 4.76%。"}},
		{"own rhythm", jan(20, "2020-01-20").input("2020-03-31", 0, "month"), []string{"for longer than 15 days, that is, without a purchase: the longer of 95%"}, []string{"沉默超过 15 天"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := Retention(x.in)
			checkWording(t, p)
			for lang, wants := range map[string][]string{"en": x.en, "zh": x.zh} {
				got := retentionTexts(p, lang)
				for _, want := range wants {
					if !strings.Contains(got, want) {
						t.Errorf("there is no %q", want)
					}
				}
				if t.Failed() {
					t.Log(got)
				}
				if strings.Contains(got, "%!") || strings.Contains(got, "NaN") || strings.Contains(got, "Inf") {
					t.Errorf("a format is wrong in\n%s", got)
				}
			}
			if err := charts.Write(t.TempDir(), charts.Report{Header: charts.Header{AsOf: x.in.AsOf, Compare: analytics.NoDay, Start: x.in.Start, Run: "r", Currency: "GBP"}, Pages: []charts.Page{p}}); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRetentionNotes(t *testing.T) {
	s := new(shop)
	for i := range 40 {
		s.buy(5, 0, (analytics.NewDay(2020, 1, 10) + analytics.Day(i)).String(), (analytics.NewDay(2020, 1, 10) + analytics.Day(i+i%20)).String())
	}
	s.buy(2, 0, "2018-01-10")
	s.customers[0].Rows = append([]analytics.Row{{Day: analytics.NewDay(2020, 1, 2), Refunds: 1, Refunded: 3e6}}, s.customers[0].Rows...)
	p := Retention(s.input("2020-06-30", 20, "day"))
	for lang, wants := range map[string][]string{
		"en": {"Refunds to customers before their first purchase here (GBP\u00a0−3) belong to no group.", "2 customers first bought more than 700 periods ago and are left out.", "Half of customers are lost within 30 days of their first purchase (29 days to 32 days): what is"},
		"zh": {"数据中首购之前的退款（GBP\u00a0−3）不属于任何同期群。", "2 位客户首购于 700 期之前，未计入。", "半数客户在首购后 30 天内流失（29 天至 32 天）：挽留须在此之前。"},
	} {
		for _, want := range wants {
			if got := retentionTexts(p, lang); !strings.Contains(got, want) {
				t.Errorf("there is no %q in\n%s", want, got)
			}
		}
	}
}

// TestRetentionOfALongBase checks limits: a page of ten years of weekly cohorts has no more than it can show.
func TestRetentionOfALongBase(t *testing.T) {
	s := new(shop)
	for i := range 520 {
		d := analytics.NewDay(2020, 1, 1) + analytics.Day(i*7)
		s.buy(20, analytics.Label(i%3), d.String(), (d + 20).String(), (d + 90).String())
	}
	for _, grain := range []analytics.Grain{"day", "week", "month", "year"} {
		p := Retention(s.input("2029-12-31", 0, grain))
		dir := t.TempDir()
		if err := charts.Write(dir, charts.Report{Header: charts.Header{AsOf: asOf, Run: "r"}, Pages: []charts.Page{p}}); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(filepath.Join(dir, "retention.html"))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("by %s: %d bytes", grain, info.Size())
		if info.Size() > 150<<10 {
			t.Errorf("by %s the page has %d bytes", grain, info.Size())
		}
	}
}

// Groups that are too small stand nowhere on the page.
func TestRetentionHidesSmallGroups(t *testing.T) {
	in := new(shop).buy(4, 1, "2020-01-10", "2020-01-12").buy(50, 2, "2020-02-10", "2020-02-12").input("2020-04-30", 0, "month")
	p := Retention(in)
	for _, s := range p.Sections {
		if s.ID == "channels" {
			t.Error("a channel of four customers is compared")
		}
		if s.ID != "cohorts" {
			continue
		}
		if got := fmt.Sprint(s.Table.Rows); strings.Contains(got, "2020-01") {
			t.Errorf("a cohort of four customers is listed: %s", got)
		}
		if !strings.Contains(s.Note.EN, "1 group with fewer than 5 customers not shown") || !strings.Contains(s.Note.ZH, "少于 5 位客户的 1 个同期群未展示") {
			t.Errorf("note %q", s.Note)
		}
	}
}

// Two more current customers where six came and four left are no news; forty more are, but a month holds its season, so that they are no praise.
func TestActiveCardWithinNoise(t *testing.T) {
	in := new(shop).buy(20, 0, "2020-01-10").input("2020-03-31", 20, "month")
	for came, want := range map[int]string{6: charts.MayBeChance.EN, 44: "The season is in it."} {
		verdict := analytics.Beyond(float64(came-4), analytics.CountNoise(came, 4))
		c := in.cardActive(retention.Month{Opening: 100, New: came, Churned: 4, Closing: 96 + came, Change: verdict}, nil)
		if c.Change.Tone != charts.Neutral || c.Change.Up != 1 || !strings.HasSuffix(c.Note.EN, "were lost. "+want) {
			t.Errorf("%d came: %+v, %q", came, c.Change, c.Note.EN)
		}
	}
}
