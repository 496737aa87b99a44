package charts_test

import (
	"fmt"
	"os"
	"path/filepath"

	"regulars/analytics"
	"regulars/charts"
)

// A page is a function of results. It says what it found, and shows the chart, the table, the definition and the n.
func Example() {
	orders := []float64{1204, 310}
	page := charts.Page{
		Name: "orders", Title: charts.Text{EN: "Orders", ZH: "订单"},
		Question: charts.Text{EN: "Where do people buy?", ZH: "客户在哪里购买？"},
		Sections: []charts.Section{{
			ID: "by-channel",
			Title: charts.Sentence("%s of orders come through the app, four times as many as in shops.",
				"%s 的订单来自 App，是门店的四倍。", charts.Percent(orders[0]/(orders[0]+orders[1]))),
			What: charts.Text{EN: "Orders by channel", ZH: "各渠道订单数"},
			Chart: charts.BarChart(charts.Bars{
				Names: []charts.Text{charts.Same("App"), {EN: "Shop", ZH: "门店"}}, Kind: charts.KindCount, Flat: true,
				Series: []charts.Bar{{Values: orders}},
			}),
			Table: &charts.Grid{
				Name:    "orders",
				Columns: []charts.Column{{Title: charts.Text{EN: "Channel", ZH: "渠道"}, Kind: charts.KindText}, {Title: charts.Text{EN: "Orders", ZH: "订单"}, Kind: charts.KindCount}},
				Rows:    [][]any{{"App", 1204}, {charts.Text{EN: "Shop", ZH: "门店"}, 310}},
			},
			Note:       charts.Sentence("n = %s orders", "n = %s 笔订单", charts.Count(1514)),
			Definition: charts.Text{EN: "Orders are distinct order ids with a purchase line.", ZH: "订单：含有购买行的不同订单号。"},
		}},
	}
	report := charts.Report{
		Header: charts.Header{AsOf: analytics.NewDay(2011, 12, 9), Compare: analytics.NewDay(2011, 11, 9), Run: "20111209", Currency: "GBP"},
		Pages:  []charts.Page{page},
	}
	dir, _ := os.MkdirTemp("", "pages")
	defer os.RemoveAll(dir)
	err := charts.Write(dir, report)
	files, _ := filepath.Glob(filepath.Join(dir, "*.html"))
	fmt.Println(err, len(files), page.Sections[0].Title.ZH)
	// Output: <nil> 1 79.5% 的订单来自 App，是门店的四倍。
}
