// Package driver finds out what drives overall satisfaction and coming back.
//
// Shares: the part of R² that each dimension brings, averaged over all orders in which the dimensions can enter a linear regression (the
// Shapley value; Lindeman, Merenda and Gold 1980, "LMG"; Grömping 2007). Parts are never negative and add up to R². Dimensions that say
// the same share what they say.
//
// Penalty–reward contrast (Brandt 1987): overall satisfaction is regressed on two dummies for each dimension, low (the lower 40 % of the
// scale) and high (the upper 10 %). A dimension is *basic* where a step down from the middle costs more than a step up brings, *latent*
// where it is the other way round, *performance* where both matter alike, and *none* where neither can be told from nothing. Steps,
// not the bare penalty and reward, are compared, for low scores mostly lie further from the middle than high ones do.
//
// Scores are places on their scale, from 0 to 1. A response is what a customer said on one day. It takes part with the dimensions that at
// least half of the responses have, twelve at most, the most frequent first. For coming back each customer counts once, with the first
// response that has been followed up; a purchase on a later day within the follow-up counts.
//
// Intervals are those of the delete-a-group jackknife with Student's t: customers are put into twenty groups by their id, so that answers of
// one customer stay together (Kott 2001). All of it follows from sums of products, so that memory does not grow with answers.
package driver
