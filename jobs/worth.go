package main

import (
	"context"
	"math"

	"regulars/analytics"
	"regulars/analytics/referral"
	"regulars/analytics/value"
	"regulars/charts"
)

// grow draws the trees of referrals. Customers outside them are passed over, but each may stand below one of another partition, so it
// needs a walk of its own before customers are scored.
func (r *results) grow(ctx context.Context, ledger *analytics.Ledger) (err error) {
	if !r.has("referrals") {
		return nil
	}
	forest, f := r.population.links.Forest(), r.findings
	members, err := analytics.Scan(ctx, ledger, r.cfg.Threads, func() *referral.Members {
		return referral.NewMembers(forest, func(c *analytics.Customer) referral.Worth {
			known := c.Until(r.question.AsOf)
			s := known.Summary()
			_, kept := r.population.year.Kept(&known)
			return referral.Worth{Bought: s.Occasions > 0, Kept: kept, Revenue: s.Revenue, Value: f.soFar(s) + f.expected(s)}
		})
	})
	if err != nil {
		return err
	}
	f.trees = members.Trees()
	return nil
}

// soFar is what a customer has left so far: revenue less the cost of the goods where it is known.
func (f *findings) soFar(s analytics.Summary) analytics.Money {
	if f.question.HasCost {
		return s.Revenue - s.Cost
	}
	return s.Revenue
}

// expected is what a customer is expected to be worth within the horizon; zero where nothing can be forecast.
func (f *findings) expected(s analytics.Summary) analytics.Money {
	if v := f.scorer.Score(s).Value; !math.IsNaN(v) {
		return analytics.MoneyOf(v)
	}
	return 0
}

// books fills the value formulas of the course books.
func (r *results) books() charts.BooksInput {
	y, brought := r.population.year, -1
	if trees := r.findings.trees; trees != nil {
		brought = trees.Brought(y.From, y.To)
	}
	return charts.BooksInput{Year: y, Value: y.Textbook(brought)}
}

// worthTables are the tables of what customers are worth apart from the forecast.
func (r *results) worthTables() (list []analytics.Table) {
	books := r.books()
	list = append(list, value.TextbookTable(books.Year.Rows(books.Value, r.question.DiscountRate, r.cfg.Currency)))
	if trees := r.findings.trees; trees != nil {
		list = append(list, trees.Table())
	}
	return list
}
