package value

import (
	"maps"
	"slices"

	"regulars/analytics"
)

// Periods gathers the days on which the periods of wallets begin, by which their length is known. It is an accumulator.
type Periods struct {
	asOf analytics.Day
	days map[analytics.Day]bool
}

// NewPeriods makes an accumulator.
func NewPeriods(q analytics.Question) *Periods {
	return &Periods{q.AsOf, map[analytics.Day]bool{}}
}

// Add adds a customer.
func (p *Periods) Add(c *analytics.Customer) {
	for _, w := range c.Wallet {
		if w.Day <= p.asOf {
			p.days[w.Day] = true
		}
	}
}

// Merge adds the customers of another accumulator.
func (p *Periods) Merge(o *Periods) { maps.Copy(p.days, o.days) }

// Months is how many months a period has: a year, a quarter or a month.
func (p *Periods) Months() int {
	days, single := slices.Sorted(maps.Keys(p.days)), 1
	if len(days) == 1 && days[0].Time().YearDay() == 1 {
		single = 12
	}
	return periodMonths(days, single)
}

// periodMonths is how many months a period has, by the least distance between the days on which periods begin; single where there is only
// one such day. Days come in order.
func periodMonths(days []analytics.Day, single int) int {
	least := 0
	for i := 1; i < len(days); i++ {
		if gap := int(days[i] - days[i-1]); gap > 0 && (least == 0 || gap < least) {
			least = gap
		}
	}
	switch {
	case least == 0:
		return single
	case least >= 360:
		return 12
	case least >= 89:
		return 3
	default:
		return 1
	}
}

// Share is a customer's share of wallet: what of all the spending on our kind of goods was spent here, over the periods that have ended.
type Share struct {
	Own, Whole analytics.Money
	ElseAYear  float64 // spent elsewhere in the last of these periods, scaled to a year, in units of the currency; not below zero

}

// Known tells whether the customer has a wallet with money in it.
func (s Share) Known() bool { return s.Whole > 0 }

// Rate is the share as a fraction of 1; above it where the file says that a customer spent less in all than here alone.
func (s Share) Rate() float64 { return float64(s.Own) / float64(s.Whole) }

// ShareOf reads a customer's share of wallet as of a day, the periods being so many months long.
func ShareOf(c *analytics.Customer, months int, asOf analytics.Day) (s Share) {
	for _, w := range c.Wallet {
		end := w.Day.AddMonths(months) - 1
		if end > asOf || w.Amount <= 0 {
			continue
		}
		own := c.Between(w.Day, end).Net
		s.Own += own
		s.Whole += w.Amount
		s.ElseAYear = max(0, (w.Amount-own).Units()) * 12 / float64(months)
	}
	return s
}

// Wallets adds up shares of wallet. It is filled customer by customer.
type Wallets struct {
	Customers  int
	Own, Whole analytics.Total
	Bands      [walletBands]WalletRow
}

// walletEdges are where the bands of shares begin; from 95 % on a customer has no other supplier.
var walletEdges = [walletBands]float64{0, 0.25, 0.5, 0.75, 0.95}

const walletBands = 5

// WalletRow is a band of customers by share of wallet. It is a row of the table wallet_share.
type WalletRow struct {
	From      float64         `col:"from_share" unit:"share" en:"share of wallet from which the band goes" zh:"该档钱包份额的下限（含）"`
	To        float64         `col:"to_share" unit:"share" en:"share up to which it goes, not included; empty for the last" zh:"该档上限（不含）；最后一档为空"`
	Customers int             `col:"customers" unit:"customers" en:"customers in it" zh:"该档客户数"`
	Own       analytics.Total `col:"spent_here" unit:"currency" en:"what they spent here in the periods known" zh:"已知期间内他们花在本店的金额"`
	Whole     analytics.Total `col:"spent_in_all" unit:"currency" en:"what they spent with everybody" zh:"他们在各家合计花费的金额"`
}

// WalletSchema describes the table wallet_share.
var WalletSchema = analytics.SchemaOf[WalletRow](analytics.Schema{
	Name:      "wallet_share",
	Row:       "band of shares of wallet, the least first",
	RowZH:     "钱包份额的一档，低者在前",
	Meaning:   "what share of customers' whole spend is made here",
	MeaningZH: "客户全部花费中有多少花在本店",
})

// Add adds a customer's share; one without a wallet is passed over.
func (w *Wallets) Add(s Share) {
	if !s.Known() {
		return
	}
	w.Customers++
	w.Own.Add(s.Own)
	w.Whole.Add(s.Whole)
	at := walletBands - 1
	for at > 0 && s.Rate() < walletEdges[at] {
		at--
	}
	b := &w.Bands[at]
	b.Customers++
	b.Own.Add(s.Own)
	b.Whole.Add(s.Whole)
}

// Merge adds the customers of another accumulator.
func (w *Wallets) Merge(o *Wallets) {
	w.Customers += o.Customers
	w.Own.Merge(o.Own)
	w.Whole.Merge(o.Whole)
	for i := range w.Bands {
		w.Bands[i].Customers += o.Bands[i].Customers
		w.Bands[i].Own.Merge(o.Bands[i].Own)
		w.Bands[i].Whole.Merge(o.Bands[i].Whole)
	}
}

// Share is the share of all wallets together; NaN without any.
func (w *Wallets) Share() float64 { return w.Own.Units() / w.Whole.Units() }

// Rows are the bands, the least share first.
func (w *Wallets) Rows() []WalletRow {
	rows := slices.Clone(w.Bands[:])
	for i := range rows {
		rows[i].From, rows[i].To = walletEdges[i], none
		if i+1 < len(rows) {
			rows[i].To = walletEdges[i+1]
		}
	}
	return rows
}

// Table is the table wallet_share.
func (w *Wallets) Table() analytics.Table { return analytics.TableOf(WalletSchema, w.Rows()) }
