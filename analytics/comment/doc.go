// Package comment tells what customers say in the comments of surveys (客户原话): phrases that low scorers use more than high ones and the
// reverse, and causes of dissatisfaction by a dictionary.
//
// A customer counts once, by the last day with a comment in the year up to the as-of date, and stands on one side: low below the middle of the
// scale, high above it, and on neither side in the middle; by the overall answer of that day where there is one, else by their mean, and for
// each dimension by its own answer. A phrase is one to three words that stand side by side, beginning and ending with one that is no stop word.
// English words are the same by their stem (Porter's, in the version of Snowball), Chinese ones are segmented by the likeliest path through a
// dictionary (package words). Languages are counted apart: a phrase is compared among those who wrote in its language.
//
// How much more one side uses a phrase is the log odds ratio with half a customer added to each cell, and its error that of Woolf (Haldane
// 1956); phrases are ordered by their ratio, as in Monroe, Colaresi and Quinn (2008), eq. 22. A phrase leads a side only if that holds for all
// phrases that were tried together (Bonferroni). Of phrases that share a word and have nearly the same customers the surest is told.
//
// Privately: a phrase is told only in a form that enough customers wrote. What has a digit, an @ or a link in it is never part of a phrase, nor
// is a name of the identities table, and no part of one that is written as a name. Where the other side has some, but fewer customers than may
// be shown, their number is left out, and the odds are told as if it were the most it may be.
package comment
