package queue

import "regulars/analytics"

// Action is what to do about a customer.
type Action string

// The actions.
const (
	WinBack        Action = "win back"
	Hold           Action = "hold"
	SecondPurchase Action = "second purchase"
	Settle         Action = "settle"
	ShareOfWallet  Action = "share of wallet"
	Referral       Action = "referral"
	Thank          Action = "thank"
)

// Actions are all of them, thanks last.
var Actions = []Action{Settle, WinBack, Hold, SecondPurchase, ShareOfWallet, Referral, Thank}

// Prospect is what the gain of an action depends on. Amounts are in units of the currency; NaN where nothing can be forecast.
type Prospect struct {
	Standing  analytics.Standing
	Silent    int     // days since the last purchase
	Value     float64 // V₀
	IfBought  float64 // V₁
	Alive     float64 // P(alive)
	Elsewhere float64 // margin within the horizon of what is spent elsewhere
	Advocate  bool    // a promoter, or has referred
	Open      bool    // has an open case
	LowScore  bool    // has given a low score lately
}

// Offer is an action with what it gains.
type Offer struct {
	Action   Action
	Response float64 // ρ: the share of those contacted who buy because of it; zero for thanks
	Gain     float64 // over doing nothing, after the cost of a contact; zero for thanks
}

// Terms are what gains are reckoned with.
type Terms struct {
	Response float64 // ρ of who is not lost
	Cost     float64 // of a contact
	Newcomer float64 // value of a new customer within the horizon
	Returned Returned
}

// Offer is the action that gains most of a customer with a purchase; false where none gains anything.
func (t *Terms) Offer(p *Prospect) (best Offer, ok bool) {
	consider := func(a Action, response, value float64) {
		// An amount that is not known compares as false with any.
		if gain := response*value - t.Cost; gain > best.Gain {
			best, ok = Offer{a, response, gain}, true
		}
	}
	response := t.response(p)
	if p.Open || p.LowScore {
		consider(Settle, response, p.IfBought-p.Value)
	}
	if p.Open {
		return best, ok
	}
	if a := purchase(&p.Standing); a != "" {
		consider(a, response, p.IfBought-p.Value)
	}
	consider(ShareOfWallet, t.Response, p.Alive*p.Elsewhere)
	if p.Advocate && p.Standing.Status.Current() {
		consider(Referral, t.Response, t.Newcomer)
	}
	return best, ok
}

// response is the share of customers like this who buy because of a contact.
func (t *Terms) response(p *Prospect) float64 {
	if p.Standing.Status != analytics.Lost {
		return t.Response
	}
	return t.Response * t.Returned.Factor(p.Standing.Occasions == 1, p.Silent, p.Standing.Limits.Lost)
}

// purchase is the action that asks a customer for the next purchase; empty for an active one, who buys unasked.
func purchase(s *analytics.Standing) Action {
	switch {
	case s.Status == analytics.Slowing:
		return Hold
	case s.Status == analytics.New, s.Status == analytics.Lost && s.Occasions == 1:
		return SecondPurchase
	case s.Status == analytics.Lost:
		return WinBack
	default:
		return ""
	}
}
