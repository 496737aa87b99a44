package referral

import (
	"testing"

	"pgregory.net/rapid"
	"regulars/analytics"
)

func key(n int) analytics.Key { return analytics.NumberKey(int64(n)) }

func referrals(by int, made ...analytics.Referral) *analytics.Customer {
	return &analytics.Customer{Key: key(by), Referrals: made, Rows: []analytics.Row{{Day: 1, Purchases: 1, Gross: analytics.Money(by) * analytics.MoneyScale}}}
}

func treesOf(all []*analytics.Customer) *Trees {
	links := NewLinks(analytics.Question{AsOf: 100})
	for _, c := range all {
		links.Add(c)
	}
	members := NewMembers(links.Forest(), func(c *analytics.Customer) Worth {
		s := c.Summary()
		return Worth{Bought: s.Occasions > 0, Kept: true, Revenue: s.Revenue, Value: 2 * s.Revenue}
	})
	for _, c := range all {
		members.Add(c)
	}
	return members.Trees()
}

// 1 brings 2 and 3, 2 brings 4, who never bought; beside them 9 brings 8. What is left out: 4 → 1 closes a circle, 5 → 5 is oneself,
// 8 → 3 comes later, and what happens after the as-of date.
func TestTrees(t *testing.T) {
	trees := treesOf([]*analytics.Customer{
		referrals(1, analytics.Referral{Day: 5, Referred: key(2)}, analytics.Referral{Day: 6, Referred: key(3)}),
		referrals(2, analytics.Referral{Day: 7, Referred: key(4)}),
		referrals(3), {Key: key(4), Referrals: []analytics.Referral{{Day: 9, Referred: key(1)}}},
		referrals(5, analytics.Referral{Day: 1, Referred: key(5)}),
		referrals(8, analytics.Referral{Day: 8, Referred: key(3)}, analytics.Referral{Day: 101, Referred: key(7)}),
		referrals(9, analytics.Referral{Day: 3, Referred: key(8)}),
	})
	f := trees.Forest
	if f.Links != 4 || f.Self != 1 || f.Repeated != 1 || f.Circle != 1 || trees.Heads != 2 || trees.Bought != 3 {
		t.Errorf("%+v, heads %d, bought %d", f, trees.Heads, trees.Bought)
	}
	check := func(n int, by, tree string, level, referred, branch int, revenue, value, direct float64) {
		t.Helper()
		r := trees.Of(key(n))
		if r.By != by || r.Tree != tree || r.Level != level || r.Referred != referred || r.Branch != branch ||
			r.BranchRevenue.Units() != revenue || r.BranchValue.Units() != value || r.ReferredsValue.Units() != direct {
			t.Errorf("%d: %+v", n, r)
		}
	}
	check(1, "", "1", 0, 2, 3, 5, 10, 10)
	check(2, "1", "1", 1, 1, 1, 0, 0, 0)
	check(4, "2", "1", 2, 0, 0, 0, 0, 0)
	check(9, "", "9", 0, 1, 1, 8, 16, 16)
	if trees.Of(key(5)) != nil || trees.Of(key(77)) != nil {
		t.Error("a customer outside the trees is in one")
	}
	if trees.Rows[0].Customer != "9" || trees.Rows[2].Customer != "1" || trees.Rows[3].Customer != "2" {
		t.Errorf("order: %+v", trees.Rows)
	}
	if got := trees.Brought(4, 100); got != 2 { // 2 and 3, for 4 never bought and 8 came before
		t.Errorf("brought %d", got)
	}
	if rows := trees.Table().Record.NumRows(); rows != 6 {
		t.Errorf("%d rows", rows)
	}
}

// Whatever is referred, in any order: everybody has one place, nobody is above oneself, and trees add up to their customers.
func TestTreesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers := make([]*analytics.Customer, 12)
		for i := range customers {
			customers[i] = referrals(i)
		}
		made := 0
		for range rapid.IntRange(0, 30).Draw(t, "referrals") {
			c := customers[rapid.IntRange(0, 11).Draw(t, "by")]
			c.Referrals = append(c.Referrals, analytics.Referral{Day: 5, Referred: key(rapid.IntRange(0, 11).Draw(t, "of"))})
			made++
		}
		order := rapid.Permutation(customers).Draw(t, "order")
		trees, other := treesOf(customers), treesOf(order)
		f := trees.Forest
		if f.Links+f.Self+f.Repeated+f.Circle != made {
			t.Fatalf("%d links of %d: %+v", f.Links, made, f)
		}
		var heads, referred, all analytics.Total
		for i, r := range trees.Rows {
			if r != other.Rows[i] {
				t.Fatalf("the order of input matters: %+v, %+v", r, other.Rows[i])
			}
			all.Add(r.Revenue)
			if r.By == "" {
				heads.Add(r.Revenue)
				heads.Merge(r.BranchRevenue)
			} else {
				referred.Add(r.Revenue)
			}
			for up, steps := &trees.Rows[i], 0; up.By != ""; up = trees.Of(analytics.TextKey(up.By)) {
				if steps++; steps > 12 {
					t.Fatalf("%s stands in a circle", r.Customer)
				}
			}
		}
		if heads != all || referred != trees.Revenue || len(trees.Rows) != f.Links+trees.Heads {
			t.Fatalf("trees %v, customers %v, referred %v of %v", heads, all, trees.Revenue, referred)
		}
	})
}

// A long chain takes no more than a moment.
func TestLongChain(t *testing.T) {
	const n = 200_000
	links := NewLinks(analytics.Question{AsOf: 10})
	for i := range n {
		links.Add(&analytics.Customer{Key: key(i), Referrals: []analytics.Referral{{Day: 1, Referred: key(i + 1)}}})
	}
	members := NewMembers(links.Forest(), nil)
	if trees := members.Trees(); trees.Heads != 1 || trees.Rows[0].Branch != n {
		t.Errorf("%d heads, %d below the first", trees.Heads, trees.Rows[0].Branch)
	}
}
