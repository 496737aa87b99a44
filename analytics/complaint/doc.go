// Package complaint follows complaints (抱怨管理): the funnel from a purchase to who is lost, how long cases take, and whether putting things
// right brings customers back.
//
// The funnel (客户流失模型): every customer with a purchase goes bought → satisfied, dissatisfied or not asked → complained or silent →
// handled or not → satisfied again, still angry or not asked → stayed or lost. Who has complained is dissatisfied; else it goes by the last
// day of answers, the overall one or the mean: below expectation where that is known, else in the lower half of the scale. Of several
// complaints the last counts. Lost goes by the rule of churn.
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
// recovery paradox) is tested, not assumed. What is compared are groups, not effects: whose case was resolved was not drawn by lot.
//
// Scores after a case are on the scale of the survey, or, without one, on the usual scale that holds them all.
package complaint
