// Package value says what customers are worth without a purchase model of its own: the value formula of the course books, the
// margin multiple, what customers cost to win, keep and serve, how soon they pay that back, their share of wallet, and the
// relationship value in its five parts. Forecasts come from outside, customer by customer.
package value
