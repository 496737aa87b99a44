package complaint

import (
	"math"

	"regulars/analytics"
)

// step is something that is done about a complaint.
type step int

const (
	promptReply step = iota // replied to on the day or the day after
	keptPromise             // closed by the day that was promised
	followedUp              // asked afterwards whether it is well now
	paid                    // compensated
	steps
)

var stepNames = [steps]string{"prompt reply", "promise kept", "followed up", "compensated"}

// handledGroup is what complainers did, by class and by whether their case was resolved: cases that are resolved are replied to sooner, and
// that they are resolved must not be told as the work of the reply.
type handledGroup [2 * classes]outcome

// promptDays are the days after its opening by which a reply to a complaint is prompt.
const promptDays = 1

// done tells whether a step was taken, and whether that can be said: promises that are not due yet, or that were never made, are no promises
// kept or broken.
func (k step) done(p *analytics.Complaint, s *Complaints) (done, known bool) {
	asOf := s.question.AsOf
	switch k {
	case promptReply:
		replied := p.Replied != analytics.NoDay && p.Replied <= asOf
		return replied && p.Replied <= p.Opened+promptDays, replied || p.Opened+promptDays <= asOf
	case keptPromise:
		kept := s.closed(p) && p.Closed <= p.Promised
		return kept, p.Promised != analytics.NoDay && (kept || p.Promised < asOf)
	case followedUp:
		return !math.IsNaN(p.SatisfactionAfter), s.closed(p)
	default:
		return p.Compensation > 0, s.closed(p)
	}
}

// handle counts a complainer by what was done.
func (f *comparison) handle(c *analytics.Customer, p *analytics.Complaint, g Group, s *Complaints) {
	class := s.class(c, p.Opened)
	if g == Resolved {
		class += classes
	}
	for k := range steps {
		if done, known := k.done(p, s); known && s.tells(k) {
			f.steps[k][index(!done)][class].add(c, p.Opened, p.Opened+analytics.Day(f.days), s.question.HasCost)
		}
	}
}

// tells says whether the file has what tells about a step.
func (s *Complaints) tells(k step) bool {
	return [steps]bool{s.rules.Told.Replied, s.rules.Told.Promised, s.rules.Told.After, s.rules.Told.Compensation}[k]
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Told is which of the columns that tell about the handling of complaints were given.
type Told struct{ Replied, Promised, After, Compensation bool }

// Handling is how often a step is taken, and what it goes with. It is a row of the table complaint_handling.
type Handling struct {
	Step       string            `col:"step" en:"prompt reply (on the day or the day after), promise kept (closed by the promised day), followed up (asked for a score afterwards) or compensated" zh:"prompt reply 及时回复（当天或次日）、promise kept 兑现承诺（在承诺日前关闭）、followed up 事后回访（请其评分）、compensated 给予补偿"`
	Complaints int64             `col:"complaints" unit:"complaints" en:"complaints of which it is known whether it was done" zh:"可判断是否做到的抱怨数"`
	Customers  int64             `col:"customers" unit:"customers" en:"customers who made them" zh:"提出这些抱怨的客户数"`
	Share      float64           `col:"share" unit:"share" en:"share of these complaints for which it was done" zh:"其中做到的占比"`
	Low        float64           `col:"low" unit:"share" en:"lower end of the share's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High       float64           `col:"high" unit:"share" en:"upper end of the share's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
	Days       int               `col:"days" unit:"days" en:"length of the follow-up" zh:"跟踪期长度"`
	Done       int64             `col:"customers_done" unit:"customers" en:"customers with whose first complaint it was done, followed for the whole time" zh:"首次抱怨做到且观察满跟踪期的客户数"`
	NotDone    int64             `col:"customers_not" unit:"customers" en:"likewise with whom it was not done" zh:"未做到且观察满跟踪期的客户数"`
	RateDone   float64           `col:"rate_done" unit:"share" en:"share of the former who bought again, among cases and customers like those of both" zh:"做到者中再次购买的占比（案件与客户情况相同时）"`
	RateNot    float64           `col:"rate_not" unit:"share" en:"likewise of the latter" zh:"未做到者中再次购买的占比（同上）"`
	Difference float64           `col:"difference" unit:"share" en:"the former less the latter" zh:"前者减后者"`
	DiffLow    float64           `col:"difference_low" unit:"share" en:"lower end of the difference's 95 % interval" zh:"差值的 95% 区间下限"`
	DiffHigh   float64           `col:"difference_high" unit:"share" en:"upper end of the difference's 95 % interval" zh:"差值的 95% 区间上限"`
	Verdict    analytics.Verdict `col:"verdict" en:"more, less, or chance where the interval holds zero; empty where there is none" zh:"more 更多、less 更少；区间含零为 chance（可能偶然）；无区间则为空"`
}

// HandlingSchema describes the table complaint_handling.
var HandlingSchema = analytics.SchemaOf[Handling](analytics.Schema{
	Name:      "complaint_handling",
	Row:       "step of handling",
	RowZH:     "处理的一个步骤",
	Meaning:   "how often complaints are handled as they should be, and what that goes with in coming back, among resolved and unresolved cases alike",
	MeaningZH: "抱怨处理各步骤做到的比例，以及在解决与未解决的同类案件中与再次购买的关联",
})

// kept counts, among all complaints, for how many a step was taken.
type kept struct{ n, done, customers int64 }

func (s *Complaints) countSteps(complaints []analytics.Complaint) {
	for k := range steps {
		before := s.steps[k].n
		for i := range complaints {
			if done, known := k.done(&complaints[i], s); known && s.tells(k) {
				s.steps[k].n++
				s.steps[k].done += int64(index(done))
			}
		}
		s.steps[k].customers += int64(index(s.steps[k].n > before))
	}
}

func (s *Complaints) handling() (rows []Handling) {
	f := s.longest()
	for k := range steps {
		if !s.tells(k) {
			continue
		}
		told := s.steps[k]
		share := analytics.ShareOf(told.done, told.n)
		h := Handling{Step: stepNames[k], Complaints: told.n, Customers: told.customers, Share: share.Share, Low: share.Low, High: share.High}
		if f != nil {
			h.compare(f, f.steps[k][0][:], f.steps[k][1][:])
		}
		rows = append(rows, h)
	}
	return rows
}

// compare sets those with whom it was done beside the others, in the classes where both are.
func (h *Handling) compare(f *comparison, done, not []outcome) {
	h.Days = f.days
	for i := range done {
		h.Done, h.NotDone = h.Done+done[i].n, h.NotDone+not[i].n
	}
	weights, _ := weigh(done, not)
	a, b := rateOf(done, weights), rateOf(not, weights)
	e := a.less(b)
	h.RateDone, h.RateNot, h.Difference, h.DiffLow, h.DiffHigh, h.Verdict = a.mean, b.mean, e.Value, e.Low, e.High, e.Verdict()
}
