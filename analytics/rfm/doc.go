// Package rfm scores customers by recency, frequency and monetary value, from 1 to 5 each.
//
// Recency is the days since the last purchase occasion, frequency the number of occasions (days with a purchase),
// monetary the net revenue. Two scorings:
//
//   - quantile: ⌈5 · mean rank / n⌉ over the n customers with a purchase, ranked from worst to best; customers with
//     equal values share the mean of their ranks, so equal values always score the same and the order of rows never
//     matters. Where many customers are alike a score can stay empty: of one-time buyers who are half of the base, all score 2
//     in frequency.
//   - fixed: the user's cut points.
//
// Both come down to a [Scale] of four cut points a measure. A [Population] gathers what the quantile scale is made of.
package rfm
