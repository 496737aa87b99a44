package satisfaction

import (
	"fmt"
	"slices"
	"strings"

	"regulars/analytics"
)

// Part is a part of the value that customers get or of the cost that it takes them (Kotler, Marketing Management, on customer
// delivered value).
type Part string

const allParts = 8

// Parts are all parts, the four values first.
var Parts = [allParts]Part{"product", "service", "personnel", "image", "money", "time", "energy", "mind"}

// Cost tells whether the part is a cost.
func (p Part) Cost() bool { return slices.Index(Parts[:], p) >= 4 }

// PartOf is the part of that name.
func PartOf(name string) (Part, error) {
	if p := Part(name); slices.Contains(Parts[:], p) {
		return p, nil
	}
	var names []string
	for _, p := range Parts {
		names = append(names, string(p))
	}
	return "", fmt.Errorf("%q is no part of delivered value: write one of %s", name, strings.Join(names, ", "))
}

// UsualParts are the parts of the built-in dimensions.
func UsualParts() map[string]Part {
	return map[string]Part{
		"product": "product", "产品": "product", "service": "service", "服务": "service", "relationship": "personnel", "关系": "personnel",
		"brand image": "image", "品牌形象": "image", "price": "money", "价格": "money", "convenience": "time", "便利性": "time",
	}
}

// The views of delivered value: as experienced, as expected, and as experienced with competitors.
const (
	experienced = iota
	expected
	elsewhere
	views
)

// Delivered gathers delivered value: total value less total cost.
//
// Scores are of satisfaction, so a part of value is worth the points that its dimensions score above the least of the scale, and a part of cost
// takes the points that they score below the greatest: who gives the price 8 of 10 finds it low. A part is the mean of its dimensions,
// a total the sum of the parts that were asked about. A customer counts once, with the mean of the answers that count, and only with a
// score for every part.
type Delivered struct {
	question analytics.Question
	base     *Result
	labels   []analytics.Label // of the dimensions that belong to a part, ascending
	part     []int             // of each, in Parts
	asked    [allParts]bool
	views    [views]bill
	left     int64
}

// bill is delivered value in one view.
type bill struct {
	parts       [allParts]clusters
	value, cost clusters
	delivered   clusters
	lead        clusters // delivered as experienced less this, of customers with both
}

// NewDelivered makes an accumulator for dimensions, by name in small letters, that belong to parts. The result of all answers gives the
// scale, and the dimensions that were asked about.
func NewDelivered(q analytics.Question, base *Result, parts map[string]Part) *Delivered {
	d := &Delivered{question: q, base: base}
	for label := analytics.Label(1); q.Labels != nil && int(label) < q.Labels.Len(); label++ {
		name := strings.TrimSpace(q.Labels.Name(label))
		p, ok := parts[strings.ToLower(name)]
		if !ok || !slices.ContainsFunc(base.Aspects, func(a Dimension) bool { return a.Name == name }) {
			continue
		}
		i := slices.Index(Parts[:], p)
		d.labels, d.part, d.asked[i] = append(d.labels, label), append(d.part, i), true
	}
	return d
}

// Add adds a customer.
func (d *Delivered) Add(c *analytics.Customer) {
	if len(c.Answers) == 0 || len(d.labels) == 0 {
		return
	}
	known := c.Until(d.question.AsOf)
	answers := voices(recent(known.Answers, d.question), d.question.Repeated)
	var worth [views]analytics.Money
	var whole [views]bool
	for view := range d.views {
		if points, ok := d.points(answers, view); ok {
			whole[view], worth[view] = true, d.views[view].add(points, d.asked)
		}
		if whole[experienced] && whole[view] {
			d.views[view].lead.only(worth[experienced] - worth[view])
		}
	}
	if !whole[experienced] && slices.ContainsFunc(answers, d.belongs) {
		d.left++
	}
}

func (d *Delivered) belongs(a analytics.Answer) bool {
	return slices.Contains(d.labels, a.Dimension) && usable(a)
}

// points are a customer's mean scores of each part on the survey's scale, if there is one for every part that was asked about.
func (d *Delivered) points(answers []analytics.Answer, view int) (points [allParts]float64, whole bool) {
	dimensions := make([]tally, len(d.labels))
	for i := range answers {
		a := &answers[i]
		x, ok := d.score(a, [views]float64{a.Experience, a.Expectation, a.CompetitorExperience}[view])
		if at := slices.Index(d.labels, a.Dimension); ok && at >= 0 {
			dimensions[at] = dimensions[at].and(x)
		}
	}
	var parts [allParts]tally
	for i, t := range dimensions {
		if t.n > 0 {
			parts[d.part[i]] = parts[d.part[i]].and(t.mean())
		}
	}
	for i, asked := range d.asked {
		if asked && parts[i].n == 0 {
			return points, false
		}
		points[i] = d.worth(i, parts[i].mean())
	}
	return points, true
}

// worth is a mean score as points of value or cost.
func (d *Delivered) worth(part int, score float64) float64 {
	if Parts[part].Cost() {
		return d.base.Scale.Max - score
	}
	return score - d.base.Scale.Min
}

func (d *Delivered) score(a *analytics.Answer, x float64) (float64, bool) {
	on := stated(a)
	if _, ok := new(cell).score(x, on); !ok {
		return 0, false
	}
	if !on.Stated {
		on = d.base.Inferred
	}
	slope, shift := on.line(d.base.Scale)
	return slope*x + shift, true
}

// tally is a sum of scores.
type tally struct {
	n   int
	sum float64
}

func (t tally) and(x float64) tally { return tally{t.n + 1, t.sum + x} }

func (t tally) mean() float64 { return t.sum / float64(t.n) }

// add adds a customer's points and tells the value delivered.
func (b *bill) add(points [allParts]float64, asked [allParts]bool) analytics.Money {
	var value, cost analytics.Money
	for i, x := range points {
		if !asked[i] {
			continue
		}
		m := analytics.MoneyOf(x)
		b.parts[i].only(m)
		if Parts[i].Cost() {
			cost += m
		} else {
			value += m
		}
	}
	b.value.only(value)
	b.cost.only(cost)
	b.delivered.only(value - cost)
	return value - cost
}

// Merge adds other customers.
func (d *Delivered) Merge(o *Delivered) {
	d.left += o.left
	for i := range d.views {
		a, b := &d.views[i], &o.views[i]
		for p := range a.parts {
			a.parts[p].merge(&b.parts[p])
		}
		a.value.merge(&b.value)
		a.cost.merge(&b.cost)
		a.delivered.merge(&b.delivered)
		a.lead.merge(&b.lead)
	}
}

// Worth is a figure in the three views, in points of the scale.
type Worth struct{ Experienced, Expected, Elsewhere Estimate }

// PartWorth is a part of delivered value.
type PartWorth struct {
	Part       Part
	Dimensions []string
	Worth
}

// DeliveredResult is delivered value.
type DeliveredResult struct {
	Parts                  []PartWorth // that were asked about, values first
	Value, Cost, Delivered Worth
	Lead                   Worth // delivered as experienced less that in the view, of customers with both; Experienced is 0
	Left                   int64 // customers who scored some part but not every one
}

// Result derives delivered value. There are no parts where not at least one of value and one of cost was asked about.
func (d *Delivered) Result() DeliveredResult {
	r := DeliveredResult{Left: d.left}
	if !slices.Contains(d.asked[:4], true) || !slices.Contains(d.asked[4:], true) {
		return r
	}
	for i, asked := range d.asked {
		if asked {
			r.Parts = append(r.Parts, PartWorth{Parts[i], d.dimensions(i), d.of(func(b *bill) *clusters { return &b.parts[i] })})
		}
	}
	r.Value = d.of(func(b *bill) *clusters { return &b.value })
	r.Cost = d.of(func(b *bill) *clusters { return &b.cost })
	r.Delivered = d.of(func(b *bill) *clusters { return &b.delivered })
	r.Lead = d.of(func(b *bill) *clusters { return &b.lead })
	return r
}

func (d *Delivered) of(figure func(*bill) *clusters) Worth {
	estimate := func(view int) Estimate { return figure(&d.views[view]).average(asIs).estimate() }
	return Worth{estimate(experienced), estimate(expected), estimate(elsewhere)}
}

func (d *Delivered) dimensions(part int) (names []string) {
	for i, label := range d.labels {
		if d.part[i] == part {
			names = append(names, strings.TrimSpace(d.question.Labels.Name(label)))
		}
	}
	return names
}

type deliveredRow struct {
	Part       string  `col:"part" en:"part of value or cost, or total value, total cost, delivered value" zh:"价值或成本的组成，或 total value 总价值、total cost 总成本、delivered value 让渡价值"`
	Kind       string  `col:"kind" en:"value, cost or total" zh:"value 价值、cost 成本、total 合计"`
	Dimensions string  `col:"dimensions" en:"dimensions of the survey that belong to it" zh:"所属的调查方面"`
	N          int64   `col:"n" unit:"customers" en:"customers with a score for every part" zh:"各组成均有评分的客户数"`
	Points     float64 `col:"points" unit:"points" en:"points above the least of the scale (value) or below the greatest (cost), as experienced" zh:"体验值：价值为高出量表最低分的分数，成本为低于最高分的分数"`
	Low        float64 `col:"low" unit:"points" en:"lower end of the 95 % interval of points (Student's t)" zh:"points 的 95% 区间下限（学生 t）"`
	High       float64 `col:"high" unit:"points" en:"upper end of the 95 % interval of points (Student's t)" zh:"points 的 95% 区间上限（学生 t）"`
	Expected   float64 `col:"expected" unit:"points" en:"points above the least of the scale (value) or below the greatest (cost), as expected" zh:"期望值：价值为高出量表最低分的分数，成本为低于最高分的分数"`
	Elsewhere  float64 `col:"competitors" unit:"points" en:"points above the least of the scale (value) or below the greatest (cost), with competitors" zh:"竞争对手的值：价值为高出量表最低分的分数，成本为低于最高分的分数"`
}

// DeliveredSchema describes the table delivered_value.
var DeliveredSchema = analytics.SchemaOf[deliveredRow](analytics.Schema{
	Name:      "delivered_value",
	Row:       "part of value or cost, and totals",
	RowZH:     "价值或成本的组成及合计",
	Meaning:   "customer delivered value: what customers get less what it takes them (Kotler)",
	MeaningZH: "顾客让渡价值：所得价值减所费成本（Kotler）",
})

// Table is the table delivered_value: its parts and totals.
func (r *DeliveredResult) Table() analytics.Table {
	var rows []deliveredRow
	add := func(part, kind string, dimensions []string, w Worth) {
		e := w.Experienced
		rows = append(rows, deliveredRow{part, kind, strings.Join(dimensions, ", "), e.N, e.Mean, e.Low, e.High, w.Expected.Mean, w.Elsewhere.Mean})
	}
	for _, p := range r.Parts {
		kind := "value"
		if p.Part.Cost() {
			kind = "cost"
		}
		add(string(p.Part), kind, p.Dimensions, p.Worth)
	}
	if len(r.Parts) > 0 {
		add("total value", "total", nil, r.Value)
		add("total cost", "total", nil, r.Cost)
		add("delivered value", "total", nil, r.Delivered)
	}
	return analytics.TableOf(DeliveredSchema, rows)
}
