// Package lifetime forecasts what each customer will still buy and what that is worth.
//
// The pipeline in prose. One pass over the ledger gathers a [Base]: how many customers have each (x, t_x, T), what the
// returning ones spent, and the same customers cut at an earlier day with what they did after it. [Base.Models] fits
// the purchase models and the spend model by maximum likelihood, and [Validation.Check] repeats the fit on the earlier
// part and compares its forecast with what happened. A [Scorer] then turns the chosen models into figures for each
// customer, and a [Distribution] adds these up; [Base.Monthly] spreads what all will buy over the months to come, by the
// [Season] of the year.
//
// Time is in days, for BG/BB in periods, each an opportunity to buy. x is the number of repeat purchase occasions, t_x the time from the first to the last
// one, T the time from the first one to the as-of date.
package lifetime
