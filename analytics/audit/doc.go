// Package audit is the customer-base audit: what customers did, beside all that models say, in the views of Fader, Hardie & Ross (2022,
// The Customer-Base Audit). Each view adds up to what was sold, exactly.
//
// It takes two walks over the customers: [Profits] finds the tenths, [Audit] fills the views.
package audit
