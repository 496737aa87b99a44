// Package queue is the one list of what to do (行动队列): every customer stands in it once, under the action that gains most over doing nothing.
//
// What an action gains. Let V₀ be what is expected of a customer within the horizon, and V₁ what would be expected had they bought on the as-of
// date, that purchase included. A contact makes a share ρ of those buy who would not have, so that it gains ρ·(V₁ − V₀) less what it costs:
// [WinBack] for who is lost after two occasions or more, [Hold] for who is slowing, [SecondPurchase] for who bought once and is new or lost,
// [Settle] for who has an open case or gave a low score. ρ is as was asked for, shrunk towards what contacts achieved where that was measured
// ([Effect]); of who is lost it is times min(1, q_b/q), with q_b the share of past lapses in the same band of silence that came back unasked and q
// that of all ([Lapses]), for who was silent for years is not won back as easily as who left last month. [ShareOfWallet] gains ρ·P(alive)·(what is
// spent elsewhere)·margin rate, [Referral] ρ × the value of a new customer, of current customers who recommend or have brought others. Who has an
// open case stands under settle whatever else would gain: nobody is sold to before being helped. Gains that are not above zero are left out.
// [Thank] gains nothing, stands after all others and is in no sum.
//
// Whether lists achieve anything is measured: a part of each is held out at random ([HoldOut]), and what those assigned to it did is compared with
// what those held out did.
package queue
