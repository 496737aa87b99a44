package night

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"regulars/analytics"
	"regulars/charts"
	"regulars/data"
)

// Limits of what looks right.
const (
	fewFar       = 0.001 // share of the rows that may lie far from all others in time and be an error
	leastRows    = 100   // rows without which nothing is told to be unusual
	largeShare   = 0.05  // of all money, on one line
	timesUsual   = 20    // as large as the mean line
	largeCrowd   = 0.05  // of all lines, of one customer
	leastLines   = 100   // of a customer who may be no person
	largeSpan    = 0.01  // of the orders, on several days
	largeBlanked = 0.01  // share of the rows in which an optional column cannot be used
)

// near are the days outside of which the rows of a table lie far from all others in time: fewer than one in a thousand, with a year and more in which
// there is nothing. Days that the user says hold instead.
func (c *Reading) near(r *data.Report) (days [2]time.Time, far bool) {
	years := slices.Sorted(maps.Keys(r.Years))
	few := max(1, int64(fewFar*float64(r.Kept)))
	if r.Kept < leastRows || r.Table == "events" { // whose dates to come are plans
		return days, false
	}
	if at := gap(years, r.Years, few); at >= 0 && c.Since == analytics.NoDay {
		days[0], far = data.YearStart(years[at]), true
	}
	slices.Reverse(years)
	if at := gap(years, r.Years, few); at >= 0 && c.Until == analytics.NoDay {
		days[1], far = data.YearStart(years[at]+1).AddDate(0, 0, -1), true
	}
	return days, far
}

// gap is the place of the first year behind an empty one with few rows before that; −1 where there is none.
func gap(years []int, rows map[int]int64, few int64) int {
	before := int64(0)
	for i := 1; i < len(years); i++ {
		if before += rows[years[i-1]]; before > few {
			return -1
		}
		if d := years[i] - years[i-1]; d > 1 || d < -1 {
			return i
		}
	}
	return -1
}

// setNear keeps rows that lie far from all others in time out of the figures, and tells whether there are some that were not yet.
func (c *Reading) setNear(reports []*data.Report) (again bool) {
	for _, r := range reports {
		if days, far := c.near(r); far {
			if c.days == nil {
				c.days = map[string][2]time.Time{}
			}
			was := c.days[r.Table]
			for i := range days {
				if days[i].IsZero() {
					days[i] = was[i]
				}
			}
			c.days[r.Table], again = days, true
		}
	}
	return again
}

// doubts are what looks wrong in the inputs though it can be used, and what was left out because of it, each with the flag that mends it.
func (c *Reading) doubts(reports []*data.Report) (list []charts.Text) {
	for _, r := range reports {
		table := charts.Same(r.Table)
		if n := r.Refused["far_date"].Rows; n > 0 {
			at := slices.IndexFunc(r.Rows, func(row data.Refused) bool { return row.Reason == "far_date" })
			list = append(list, charts.Sentence("%s of %s lie more than a year apart from all others and are left out, first %s in %s: keep or leave out such rows with --since or --until.",
				"%[2]s 表有 %[1]s与其余各行相隔一年以上，未计入；第一行的日期为 %[3]s，位于 %[4]s：请用 --since 或 --until 指定取舍。",
				charts.Plural(n, "row", "rows", "行"), table, charts.Same(r.Rows[at].Value), charts.Same(r.Rows[at].Place.String())))
		}
		if t, ok := largest(r); ok {
			list = append(list, t)
		}
		list = append(list, c.repeated(r)...)
		list = append(list, c.crowded(r)...)
		for column, n := range sorted(r.Blanked) {
			if float64(n) > largeBlanked*float64(r.Kept) {
				list = append(list, charts.Sentence("%s of %s cannot be used and count as not given: see the command check.", "%[2]s 有 %[1]s无法使用，按未提供处理：请用 check 命令查看。",
					charts.Plural(n, "value", "values", "个值"), charts.Same(r.Table+"."+column)))
			}
		}
	}
	return list
}

// largest says that one line has a large share of all money.
func largest(r *data.Report) (charts.Text, bool) {
	net, line := analytics.Money(r.Net.Value()).Units(), analytics.Money(r.Largest).Units()
	size := max(line, -line)
	if r.Kept < leastRows || net <= 0 || size < largeShare*net || size < timesUsual*net/float64(r.Kept) {
		return charts.Text{}, false
	}
	return charts.Sentence("One line of %s has %s, which is %s of all: %s. If its decimal point is wrong, correct it, or leave the line out with --except.",
		"%[1]s 表中有一行金额为 %[2]s，占全部的 %[3]s：%[4]s。若小数点有误，请更正，或用 --except 排除该行。",
		charts.Same(r.Table), charts.Same(fmt.Sprintf("%.2f", line)), charts.Percent(size/net), charts.Same(r.LargestAt.String())), true
}

// about says of an estimate that it is one.
func about(n int64, exact bool) charts.Text {
	if exact {
		return charts.Count(n)
	}
	return charts.Sentence("about %s", "约 %s", charts.Count(n))
}

// repeated says that lines of several files are the same.
func (c *Reading) repeated(r *data.Report) (list []charts.Text) {
	if again := r.Sample.Repeats(); again.Lines > 0 {
		list = append(list, charts.Sentence("%s of %s repeat one of another file in customer, time, amount and order, with a sum of %s; they are counted: --drop-duplicates drops those that are equal in every column, --latest-by COLUMN keeps the last version.",
			"%[2]s 表有 %[1]s在客户、时间、金额和订单上与另一文件中的行重复，合计 %[3]s，均已计入：--drop-duplicates 会去掉各列全同的行，--latest-by 列名 只保留最新版本。",
			charts.Sentence("%s lines", "%s 行", about(again.Lines, again.Exact)), charts.Same(r.Table), charts.Same(fmt.Sprintf("%.2f", analytics.Money(again.Amount).Units()))))
	}
	orders, days, customers := r.Sample.Spans()
	if float64(days) > largeSpan*float64(orders) && !c.OrdersByDay {
		list = append(list, charts.Sentence("%s of %s order ids have purchases on several days: if their numbers begin anew each day, say --order-id-per-day.",
			"%[2]s 个订单编号中有 %[1]s 个的购买分布在多天：若编号每天重新开始，请加 --order-id-per-day。", about(days, r.Sample.Halvings == 0), about(orders, r.Sample.Halvings == 0)))
	}
	if float64(customers) > largeSpan*float64(orders) {
		list = append(list, charts.Sentence("%s of %s order ids are shared by several customers, whose orders are counted apart.",
			"%[2]s 个订单编号中有 %[1]s 个由多位客户共用，按客户分别计数。", about(customers, r.Sample.Halvings == 0), about(orders, r.Sample.Halvings == 0)))
	}
	return list
}

// crowded says that one customer has more lines than a person does.
func (c *Reading) crowded(r *data.Report) (list []charts.Text) {
	id, lines, share, times := r.Sample.Busiest()
	if id == "" || c.idKey != nil || share < largeCrowd || lines < leastLines || times < timesUsual {
		return nil
	}
	return []charts.Text{charts.Sentence("Customer %s has %s of the lines of %s, %s times as many as the mean customer: if that is no person, leave it out with --except %s=%s.",
		"客户 %s 占 %[3]s 表行数的 %[2]s，是平均客户的 %[4]s 倍：若非真实个人，请用 --except %[5]s=%[6]s 排除。",
		charts.Same(printable(id)), charts.Percent(share), charts.Same(r.Table), charts.Count(int64(times)), charts.Same(prefixed(r.Table, "customer_id")), charts.Same(quoted(id)))}
}
