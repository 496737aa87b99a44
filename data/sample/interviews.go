package sample

import (
	"math/rand/v2"
	"slices"
)

// voice is what customers say of one thing, in both languages. Names it when it went wrong, and when it went well.
type voice struct{ low, high [2][]string }

// voices are what is said in interviews: of each aspect, in English and in Chinese.
var voices = map[string]voice{
	"delivery": {
		low: [2][]string{{"The delivery came a week late.", "Promised for Friday, delivered on Tuesday: a broken promise.", "Nobody told me that the delivery was late."},
			{"送货晚了一周。", "说好周五送到，结果周二才到，说话不算数。", "送货迟到也没人通知。"}},
		high: [2][]string{{"The delivery was on time."}, {"送货准时。"}},
	},
	"packaging": {
		low:  [2][]string{{"The packaging was torn.", "A torn box and a scratched product."}, {"包装破了。", "包装破损，东西也刮花了。"}},
		high: [2][]string{{"Solid packaging.", "Well packed."}, {"包装结实。", "包装很好。"}},
	},
	"extras": {
		low: [2][]string{{"Nothing special."}, {"没什么特别的。"}},
		high: [2][]string{{"A handwritten card in the parcel, what a surprise!", "The free gift was a lovely surprise."},
			{"包裹里有手写卡片，真是惊喜！", "送的小礼物让人惊喜。"}},
	},
}

const interviewMiddle = 6 // of the scores of an aspect

// interview asks some customers once, on a day between the first order and the last, about the aspects whose kinds are known.
func (b *pages) interview(p *person) {
	rng := b.random(p.number, ofInterview)
	if !happens(rng, b.Interviewed) {
		return
	}
	last := min(p.leaves, b.days) - 1
	at := b.at(p.first+rng.IntN(last-p.first+1), 9*3600+rng.IntN(11*3600))
	all := b.SatisfactionMean + b.OverallSD*rng.NormFloat64()
	scores := make([]float64, len(b.Kinds))
	for i, k := range b.Kinds {
		scores[i] = onScale(interviewMiddle + k.SD*rng.NormFloat64())
		all += k.Below*min(scores[i]-interviewMiddle, 0) + k.Above*max(scores[i]-interviewMiddle, 0)
	}
	comment := ""
	if happens(rng, b.Commented) {
		comment = b.says(p, scores, rng)
	}
	enter := func(dimension string, score float64, comment string) {
		b.of[interviews].add().text(customerID(p.number)).instant(at).text(dimension).score(score).score(0).score(10).text(comment)
	}
	enter(overall, onScale(all), comment)
	for i, k := range b.Kinds {
		enter(k.Name, scores[i], "")
	}
}

// says is a sentence about the aspect that was the furthest from the middle.
func (b *pages) says(p *person, scores []float64, rng *rand.Rand) string {
	most := 0
	for i, x := range scores {
		if (x-interviewMiddle)*(x-interviewMiddle) > (scores[most]-interviewMiddle)*(scores[most]-interviewMiddle) {
			most = i
		}
	}
	if scores[most] == interviewMiddle {
		return ""
	}
	voice, language := voices[b.Kinds[most].Name], 0
	if happens(rng, b.ChineseNames) {
		language = 1
	}
	if scores[most] < interviewMiddle {
		return oneOf(rng, voice.low[language])
	}
	return oneOf(rng, voice.high[language])
}

var eventNames = map[string]string{"Chinese New Year": "春节", "spring": "春季促销", "11.11": "双十一", "new website": "新网站上线"}

// events are the promotions, those planned for the year to come, and one event that changed nothing.
func (m *maker) events() error {
	next := m.options
	next.Last, next.Months = next.Last.AddDate(1, 0, 0), next.Months+12
	list := promotionsOf(next)
	list = append(list, Promotion{Name: m.NoEffect, Days: 14, from: m.first.AddDate(0, 0, m.days/2)})
	slices.SortStableFunc(list, func(a, b Promotion) int { return a.from.Compare(b.from) })
	b := newRows(events)
	for _, e := range list {
		from := e.from.Unix() / secondsPerDay
		b.add().date(from).text(e.Name).text(eventNames[e.Name]).date(from + int64(e.Days) - 1)
	}
	return m.table("events", b)
}
