package referral

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Worth is what a customer in the forest is worth.
type Worth struct {
	Bought  bool            // has a purchase
	Kept    bool            // counts as a referrer in Brought
	Revenue analytics.Money // net, so far
	Value   analytics.Money // so far and expected
}

// Members gathers what the customers in the forest are worth. It is an accumulator.
type Members struct {
	forest *Forest
	of     func(*analytics.Customer) Worth
	worth  []member
}

type member struct {
	node int32
	Worth
}

// NewMembers makes an accumulator.
func NewMembers(f *Forest, of func(*analytics.Customer) Worth) *Members {
	return &Members{forest: f, of: of}
}

// Add adds a customer; those outside the forest are passed over.
func (m *Members) Add(c *analytics.Customer) {
	if i, ok := m.forest.place[c.Key]; ok {
		m.worth = append(m.worth, member{i, m.of(c)})
	}
}

// Merge adds the customers of another accumulator.
func (m *Members) Merge(o *Members) { m.worth = append(m.worth, o.worth...) }

// Row is a customer in a tree. It is a row of the table referral_trees.
type Row struct {
	Customer       string          `col:"customer_id" en:"customer in a tree of referrals" zh:"推荐树中的客户"`
	By             string          `col:"referred_by,nullzero" en:"who referred the customer; empty at the head of a tree" zh:"推荐人；树的顶端为空"`
	At             analytics.Day   `col:"referred_at" en:"day of the referral" zh:"推荐日期"`
	Tree           string          `col:"tree" en:"customer at the head of the tree" zh:"树顶端的客户"`
	Level          int             `col:"level" unit:"number" en:"steps below the head, which is 0" zh:"距顶端的层数（顶端为 0）"`
	Referred       int             `col:"referred" unit:"customers" en:"customers referred directly" zh:"直接推荐的客户数"`
	Branch         int             `col:"branch" unit:"customers" en:"customers below: those referred, and those whom they referred" zh:"其下的全部客户：所推荐者及其再推荐者"`
	BranchBought   int             `col:"branch_bought" unit:"customers" en:"of these, who have bought" zh:"其中有购买的客户数"`
	Bought         bool            `col:"bought" en:"the customer has bought" zh:"该客户有购买"`
	Revenue        analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far of the customer alone" zh:"该客户自身迄今的净收入"`
	Value          analytics.Money `col:"value" unit:"currency" en:"margin so far and expected within the horizon, less costs, of the customer alone" zh:"该客户自身迄今及预期的毛利减成本"`
	BranchRevenue  analytics.Total `col:"branch_revenue" unit:"currency" en:"net revenue of those below" zh:"其下客户的净收入"`
	BranchValue    analytics.Total `col:"branch_value" unit:"currency" en:"value of those below" zh:"其下客户的价值"`
	ReferredsValue analytics.Total `col:"referred_value" unit:"currency" en:"value of those referred directly" zh:"直接推荐客户的价值"`

	kept bool
}

// Schema describes the table referral_trees.
var Schema = analytics.SchemaOf[Row](analytics.Schema{
	Name:      "referral_trees",
	Row:       "customer in a tree of referrals, the tree that brought most first",
	RowZH:     "推荐树中的客户，带来最多的树在前",
	Meaning:   "who brought whom, and what they are worth",
	MeaningZH: "谁带来了谁，价值多少",
})

// Trees are the trees with what they are worth.
type Trees struct {
	Forest  *Forest
	Rows    []Row // tree by tree, the one that brought most first; in a tree by level, then branch value, then id
	Heads   int   // trees
	Bought  int   // referred customers who bought
	Revenue analytics.Total
	Value   analytics.Total // of the referred customers, each once
	rowOf   []int32         // by node
}

// Trees derives the trees.
func (m *Members) Trees() *Trees {
	f := m.forest
	rows := make([]Row, len(f.nodes))
	for i := range f.nodes {
		rows[i] = Row{Customer: f.nodes[i].key.String(), At: f.nodes[i].day}
	}
	for _, w := range m.worth {
		r := &rows[w.node]
		r.Bought, r.kept, r.Revenue, r.Value = w.Bought, w.Kept, w.Worth.Revenue, w.Worth.Value
	}
	order := f.fromHeads()
	for _, i := range order {
		r := &rows[i]
		if p := f.nodes[i].parent; p >= 0 {
			r.By, r.Tree, r.Level = rows[p].Customer, rows[p].Tree, rows[p].Level+1
		} else {
			r.Tree = r.Customer
		}
	}
	t := &Trees{Forest: f}
	for _, i := range slices.Backward(order) {
		if p := f.nodes[i].parent; p >= 0 {
			rows[p].take(&rows[i])
			t.count(&rows[i])
		} else if rows[i].Branch > 0 {
			t.Heads++
		}
	}
	t.sort(rows, order)
	return t
}

// fromHeads lists the nodes so that everybody comes after the own referrer.
func (f *Forest) fromHeads() []int32 {
	next := make([][]int32, len(f.nodes))
	var order []int32
	for i := range f.nodes {
		if p := f.nodes[i].parent; p >= 0 {
			next[p] = append(next[p], int32(i))
		} else {
			order = append(order, int32(i))
		}
	}
	for at := 0; at < len(order); at++ {
		order = append(order, next[order[at]]...)
	}
	return order
}

// take adds a referred customer and the branch below.
func (r *Row) take(below *Row) {
	r.Referred++
	r.Branch += 1 + below.Branch
	r.BranchBought += below.BranchBought
	if below.Bought {
		r.BranchBought++
	}
	r.BranchRevenue.Add(below.Revenue)
	r.BranchRevenue.Merge(below.BranchRevenue)
	r.ReferredsValue.Add(below.Value)
	r.BranchValue.Add(below.Value)
	r.BranchValue.Merge(below.BranchValue)
}

func (t *Trees) count(referred *Row) {
	if referred.Bought {
		t.Bought++
	}
	t.Revenue.Add(referred.Revenue)
	t.Value.Add(referred.Value)
}

// nowhere is the row of a customer whose referrals were all left out.
const nowhere = -1

// sort puts the rows in order and remembers where each node went.
func (t *Trees) sort(rows []Row, order []int32) {
	head := map[string]float64{}
	for i := range rows {
		if rows[i].Level == 0 {
			head[rows[i].Customer] = rows[i].BranchValue.Units()
		}
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &rows[i], &rows[j]
		return cmp.Or(-cmp.Compare(head[a.Tree], head[b.Tree]), cmp.Compare(a.Tree, b.Tree), cmp.Compare(a.Level, b.Level),
			-cmp.Compare(a.BranchValue.Units(), b.BranchValue.Units()), cmp.Compare(a.Customer, b.Customer))
	})
	t.rowOf = make([]int32, len(rows))
	for _, i := range order {
		t.rowOf[i] = nowhere
		if rows[i].By != "" || rows[i].Branch > 0 {
			t.rowOf[i] = int32(len(t.Rows))
			t.Rows = append(t.Rows, rows[i])
		}
	}
}

// Of is a customer's place in the trees; nil for one outside them.
func (t *Trees) Of(k analytics.Key) *Row {
	if t == nil {
		return nil
	}
	i, ok := t.Forest.place[k]
	if !ok || t.rowOf[i] == nowhere {
		return nil
	}
	return &t.Rows[t.rowOf[i]]
}

// Brought counts the customers who bought and were referred between two days by somebody who is Kept.
func (t *Trees) Brought(from, to analytics.Day) (n int) {
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Bought && r.By != "" && r.At >= from && r.At <= to && t.Rows[t.rowOf[t.Forest.parentOf(r.Customer)]].kept {
			n++
		}
	}
	return n
}

func (f *Forest) parentOf(customer string) int32 {
	return f.nodes[f.place[analytics.TextKey(customer)]].parent
}

// Table is the table referral_trees.
func (t *Trees) Table() analytics.Table { return analytics.TableOf(Schema, t.Rows) }
