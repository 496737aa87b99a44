package satisfaction

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"regulars/analytics"
)

// Respondents gathers who answered a survey within the last 365 days, beside all customers with a purchase. It grows with groups, not with customers.
type Respondents struct {
	asOf   analytics.Day
	groups map[circle]*[2]purse
}

// circle is a group of customers: those of a status, of a segment, or all.
type circle struct{ cut, name string }

// purse is so many customers and the exact sums of what they spent.
type purse struct {
	n              int64
	spent, squares analytics.Total
}

// NewRespondents makes an accumulator of customers as of the question's date.
func NewRespondents(q analytics.Question) *Respondents {
	return &Respondents{q.AsOf, map[circle]*[2]purse{}}
}

// Add adds a customer with a purchase, who is in a status and a segment.
func (r *Respondents) Add(c *analytics.Customer, status, segment string) {
	from, answered := r.asOf-year+1, 0
	if slices.ContainsFunc(c.Answers, func(a analytics.Answer) bool {
		return a.Day >= from && a.Day <= r.asOf && (usable(a) || !math.IsNaN(promoting(a.Recommend)))
	}) {
		answered = 1
	}
	spent := c.Between(from, r.asOf).Net
	for _, g := range [...]circle{{"all", "all"}, {"status", status}, {"segment", segment}} {
		if g.name == "" {
			continue
		}
		p := &r.of(g)[answered]
		p.n++
		p.spent.Add(spent)
		p.squares.AddProduct(spent, spent)
	}
}

func (r *Respondents) of(g circle) *[2]purse {
	if r.groups[g] == nil {
		r.groups[g] = &[2]purse{}
	}
	return r.groups[g]
}

// Merge adds other customers.
func (r *Respondents) Merge(o *Respondents) {
	for g, theirs := range o.groups {
		own := r.of(g)
		for i := range own {
			own[i].n += theirs[i].n
			own[i].spent.Merge(theirs[i].spent)
			own[i].squares.Merge(theirs[i].squares)
		}
	}
}

func (p *purse) mean() float64 { return p.spent.Units() / float64(p.n) }

// error is the variance of the mean.
func (p *purse) error() float64 {
	n := float64(p.n)
	return math.Max(0, p.squares.Units()/analytics.MoneyScale-n*p.mean()*p.mean()) / (n - 1) / n
}

// ResponseRow is how many of a group answered. It is a row of the table survey_response.
type ResponseRow struct {
	Cut       string            `col:"cut" en:"all, status or segment" zh:"分组方式：all 全部、status 状态、segment 细分"`
	Group     string            `col:"group" en:"which of these, as of the reporting date" zh:"组名，截至报告日"`
	Customers int64             `col:"customers" unit:"customers" en:"customers with a purchase" zh:"有购买的客户数"`
	Answered  int64             `col:"answered" unit:"customers" en:"of these, who answered within the last 365 days" zh:"其中最近 365 天内作答的客户数"`
	Rate      float64           `col:"rate" unit:"share" en:"share who answered" zh:"作答的占比"`
	Low       float64           `col:"low" unit:"share" en:"lower end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High      float64           `col:"high" unit:"share" en:"upper end of the rate's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	OfBase    float64           `col:"share_base" unit:"share" en:"share of the group in all customers" zh:"该组占全部客户的比例"`
	OfThose   float64           `col:"share_answered" unit:"share" en:"share of the group in those who answered" zh:"该组占作答客户的比例"`
	Spend     float64           `col:"revenue" unit:"currency" en:"net revenue a customer in the last 365 days, on average" zh:"最近 365 天人均净收入"`
	SpendOf   float64           `col:"revenue_answered" unit:"currency" en:"the same of those who answered" zh:"作答客户的同一指标"`
	Verdict   analytics.Verdict `col:"verdict" en:"of all: whether those who answered spent more or less than the others; of a group: whether it answers more or less often than the others; chance where that may be one" zh:"全部：作答客户的花费是否多于（more）或少于（less）其他客户；各组：作答是否多于或少于其他客户；可能偶然则为 chance"`
}

// ResponseSchema describes the table survey_response.
var ResponseSchema = analytics.SchemaOf[ResponseRow](analytics.Schema{
	Name:      "survey_response",
	Row:       "all, status, segment",
	RowZH:     "全部、状态、细分",
	Meaning:   "how many customers answered, and how those differ from the base",
	MeaningZH: "多少客户作答，以及作答者与全体客户的差别",
})

// Rows are all customers, then the groups by name.
func (r *Respondents) Rows() (rows []ResponseRow) {
	whole, ok := r.groups[circle{"all", "all"}]
	if !ok {
		return nil
	}
	cuts := []string{"all", "status", "segment"}
	for _, g := range slices.SortedFunc(maps.Keys(r.groups), func(a, b circle) int {
		return cmp.Or(slices.Index(cuts, a.cut)-slices.Index(cuts, b.cut), cmp.Compare(a.name, b.name))
	}) {
		silent, spoke := &r.groups[g][0], &r.groups[g][1]
		n := silent.n + spoke.n
		s := analytics.ShareOf(spoke.n, n)
		row := ResponseRow{
			Cut: g.cut, Group: g.name, Customers: n, Answered: spoke.n, Rate: s.Share, Low: s.Low, High: s.High,
			OfBase: float64(n) / float64(whole[0].n+whole[1].n), OfThose: float64(spoke.n) / float64(whole[1].n),
			Spend: (silent.spent.Units() + spoke.spent.Units()) / float64(n), SpendOf: spoke.mean(),
		}
		if g.cut == "all" {
			half := analytics.Z * math.Sqrt(spoke.error()+silent.error())
			row.Verdict = analytics.Judge(spoke.mean()-silent.mean()-half, spoke.mean()-silent.mean()+half)
		} else {
			rest := analytics.ShareOf(whole[1].n-spoke.n, whole[0].n+whole[1].n-n)
			row.Verdict = s.Against(rest)
		}
		rows = append(rows, row)
	}
	return rows
}

// ResponseTable is the table survey_response.
func ResponseTable(rows []ResponseRow) analytics.Table {
	return analytics.TableOf(ResponseSchema, rows)
}
