package sample

import (
	"math"
	"math/rand/v2"
)

// rivals are what people compare the shop with: how many points better each aspect is there, in the order of the aspects.
var rivals = []struct {
	name   string
	better [7]float64
}{
	{"Marktwelt", [7]float64{-0.4, 0.9, -0.8, -0.9, -0.3, -0.6, 0.7}},
	{"Bon Panier", [7]float64{0.2, -0.7, 0.4, 0.6, 0.8, 0.2, 0}},
	{"优品汇", [7]float64{-0.1, 0.6, -0.3, -0.2, -0.5, -0.2, 1.1}},
}

var comments = []struct{ low, high string }{
	{"The parcel came late and nobody told me.", "Fast and friendly, thank you."},
	{"Dearer than elsewhere.", "Good quality for the price."},
	{"等了很久，没有人回复。", "服务很好，会再来。"},
	{"质量不如以前。", "送货快，包装好。"},
}

// answer is a customer's answer to the survey about an order, a few days later: a row for each aspect.
func (b *pages) answer(p *person, o *order, rng *rand.Rand) {
	day := o.day + 1 + rng.IntN(5)
	if day >= b.days {
		return
	}
	at := b.at(day, 8*3600+rng.IntN(13*3600))
	mood := p.satisfaction + b.AnswerNoise*rng.NormFloat64()
	if o.late {
		mood -= b.LateAnswer
	}
	rival := rng.IntN(len(rivals))
	for i, a := range b.Aspects {
		felt := b.SatisfactionMean + a.Weight*(mood-b.SatisfactionMean) + a.Experience
		if i > 0 {
			felt += rng.NormFloat64()
		}
		r := b.of[surveys].add().text(b.account(p, o.channel)).instant(at).text(a.Name).score(onScale(felt))
		r.score(scored(rng, a.Expectation, 1)).score(scored(rng, a.Importance, 1)).score(scored(rng, 9.3, 0.7)).score(0).score(10)
		b.intentions(r, i == 0, mood, rng)
		r.text(rivals[rival].name).score(scored(rng, b.SatisfactionMean+a.Experience+rivals[rival].better[i], 1.2))
		b.prices(r, a.Name == "price", rng)
		b.context(r, i == 0, p, o, mood, rng)
	}
}

// intentions are asked once a survey.
func (b *pages) intentions(r *rows, asked bool, mood float64, rng *rand.Rand) {
	recommend, again := math.NaN(), math.NaN()
	if asked {
		recommend, again = scored(rng, mood+0.8, 0.8), scored(rng, mood+0.5, 1)
	}
	r.score(recommend).score(again)
}

// prices are the four of Van Westendorp, for an ordinary basket, in order.
func (b *pages) prices(r *rows, asked bool, rng *rand.Rand) {
	if !asked {
		r.null().null().null().null()
		return
	}
	price := 2800 * math.Exp(0.3*rng.NormFloat64())
	for range 4 {
		r.cents(int64(price/100) * 100)
		price *= 1.15 + 0.5*rng.Float64()
	}
}

// context is where the order was made, and sometimes a sentence.
func (b *pages) context(r *rows, first bool, p *person, o *order, mood float64, rng *rand.Rand) {
	comment := ""
	if first && happens(rng, 0.2) {
		words := oneOf(rng, comments)
		comment = words.high
		if mood < b.PlateauFrom {
			comment = words.low
		}
	}
	r.text(comment).text(b.Channels[o.channel].Name)
	if !b.isStore(o.channel) {
		r.null().null()
		return
	}
	r.text(storeName(p.store)).text(clerkOf(p.store, o.number))
}
