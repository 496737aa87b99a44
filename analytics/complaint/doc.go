// Package complaint follows complaints (抱怨管理): the funnel from a purchase to who is lost, how long cases take, and whether putting things
// right brings customers back.
//
// The funnel (客户流失模型): every customer with a purchase goes bought → satisfied, dissatisfied or not asked → complained or silent →
// handled or not → satisfied again, still angry, not asked, or complaining once more (抱怨 → 投诉 → 愤怒) → stayed or lost. Who has complained is
// dissatisfied, and is followed from the first complaint since the first purchase; who has not, from a drawn day of answers or, where nobody
// asked, a drawn day on which the customer was not lost yet, and goes by the last answers until then: below expectation where that is known, else
// in the lower half of the scale. Lost at every end goes by the one rule of status the same number of days later, so that old complaints do not
// lose more than young ones; whose days are not over is too recent to tell.
//
// Handling: how often complaints are replied to by the next day, promises are kept, customers are asked afterwards and are compensated, and what
// each goes with in coming back, compared as below and among resolved and unresolved cases apart.
//
// Times: days from opening to closing. Cases still open have been open for as long as they are, and the quantiles are those of Kaplan and
// Meier (1958), the first day by which the share was closed; so slow cases that are not closed yet are not forgotten.
//
// Recovery: complainers are followed from their first complaint since their first purchase, resolved or not within the follow-up. They are
// compared with who had not complained by a day drawn between the first purchase and the last that can be followed up; who complained later
// is among these too, for complaints follow purchases, so that leaving them out would leave out who came back (the comparison at risk, as in
// Prentice and Breslow 1978). Who bought on a later day within the follow-up came back. Groups are compared within classes of purchase
// occasions in the year before the day, of days since the last, and of net revenue so far, weighted by the complainers in them (direct
// standardisation); classes in which a group has nobody are left out. That better service brings people back more than no fault does (the
// recovery paradox) is tested, not assumed. What a well-handled complaint is worth is what the resolved brought more than the others, margin
// where costs are known, after all compensation was paid. What is compared are groups, not effects: whose case was resolved was not drawn by
// lot.
//
// Scores after a case are on the scale of the survey, or, without one, on the usual scale that holds them all.
package complaint
