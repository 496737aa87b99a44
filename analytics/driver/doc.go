// Package driver finds out what drives overall satisfaction and coming back.
//
// Shares: the part of R² that each dimension brings, averaged over all orders in which the dimensions can enter a linear regression (the
// Shapley value; Lindeman, Merenda and Gold 1980, "LMG"; Grömping 2007). Parts are never negative and add up to R². Dimensions that say
// the same share what they say.
//
// Penalty–reward contrast: a regression of overall satisfaction on what each dimension scores below and above its median. A dimension is *basic*
// where the slope above is less than half of that below, *latent* where it is the other way round, else *performance*.
//
// Scores are places on their scale, from 0 to 1. A response is what a customer said on one day. It takes part with the dimensions that at
// least half of the responses have, twelve at most, the most frequent first. For coming back each customer counts once, with the first
// response that has been followed up; a purchase on a later day within the follow-up counts.
//
// Intervals are those of the delete-a-group jackknife with Student's t: customers are put into twenty groups by their id, so that answers of
// one customer stay together (Kott 2001). Shares follow from sums of products,
// so that memory does not grow with answers; the contrast keeps each customer's scores.
package driver
