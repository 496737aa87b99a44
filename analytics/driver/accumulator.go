package driver

import (
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"slices"

	"github.com/zeebo/xxh3"

	"regulars/analytics"
)

// blocks is how many groups of customers the jackknife leaves out in turn.
const blocks = 20

// followUps are the lengths of follow-up in days; the result uses the longest that is over for half of the customers.
var followUps = []int{30, 60, 90, 180}

// Drivers gathers responses. It grows with sets of dimensions, not with answers.
type Drivers struct {
	question  analytics.Question
	scale     analytics.Scale
	levels    Levels
	room      []analytics.Answer
	overall   *panel
	voices    voices   // with an overall score, each customer once
	back      []*panel // by length of follow-up
	days      []int
	waiting   []int64 // customers whose follow-up is not over
	customers int64   // in overall
}

// New makes an accumulator of scores read on a scale; levels say where dimensions belong, the usual ones where there are none.
func New(q analytics.Question, scale analytics.Scale, levels Levels) *Drivers {
	if len(levels) == 0 {
		levels = UsualLevels()
	}
	d := &Drivers{question: q, scale: scale, levels: levels, overall: newPanel(), voices: voices{}}
	for _, days := range followUps {
		if q.Horizon <= 0 || days <= q.Horizon {
			d.days, d.back, d.waiting = append(d.days, days), append(d.back, newPanel()), append(d.waiting, 0)
		}
	}
	return d
}

// response is what a customer said on a day.
type response struct {
	day     analytics.Day
	overall float64           // NaN where not asked
	about   []analytics.Label // the dimensions, ascending
	scores  []float64
}

// Add adds a customer.
func (d *Drivers) Add(c *analytics.Customer) {
	known := c.Until(d.question.AsOf)
	block := blockOf(c.Key)
	var list []response
	for answers := known.Answers; len(answers) > 0; {
		n := 1
		for n < len(answers) && answers[n].Day == answers[0].Day {
			n++
		}
		r := d.response(answers[:n])
		answers = answers[n:]
		if len(r.about) > 0 {
			list = append(list, r)
		}
	}
	if len(list) == 0 {
		return
	}
	d.follow(list[0], &known, block)
	var last *response
	responses := counted(d.recent(list), d.question.Repeated)
	for i := range responses {
		if r := &responses[i]; !math.IsNaN(r.overall) {
			d.overall.add(*r, r.overall, block)
			last = r
		}
	}
	if last != nil {
		d.customers++
		d.voices.add(*last)
	}
}

// recent are the responses that can count: where the last one does, those of the year up to the as-of date.
func (d *Drivers) recent(list []response) []response {
	if d.question.Repeated != analytics.LastAnswer {
		return list
	}
	return slices.DeleteFunc(list, func(r response) bool { return r.day <= d.question.AsOf-365 })
}

// counted are the responses that count where a customer has several: all, the last, or one with the means of all.
func counted(list []response, count analytics.Repeated) []response {
	switch {
	case len(list) < 2:
		return list
	case count == analytics.LastAnswer:
		return list[len(list)-1:]
	case count == analytics.MeanAnswer:
		return []response{meanOf(list)}
	default:
		return list
	}
}

// meanOf is the mean of what several responses say about each dimension.
func meanOf(list []response) response {
	overall, n := 0.0, 0.0
	sums, times := map[analytics.Label]float64{}, map[analytics.Label]float64{}
	for _, r := range list {
		if !math.IsNaN(r.overall) {
			overall, n = overall+r.overall, n+1
		}
		for i, l := range r.about {
			sums[l], times[l] = sums[l]+r.scores[i], times[l]+1
		}
	}
	mean := response{day: list[len(list)-1].day, overall: overall / n, about: slices.Sorted(maps.Keys(sums))}
	for _, l := range mean.about {
		mean.scores = append(mean.scores, sums[l]/times[l])
	}
	return mean
}

// follow counts whether a customer who had bought by then came back.
func (d *Drivers) follow(r response, c *analytics.Customer, block int) {
	if won := c.Acquisition().Day; won == analytics.NoDay || won > r.day {
		return
	}
	next := c.NextPurchase(r.day)
	for i, days := range d.days {
		end := r.day + analytics.Day(days)
		switch {
		case end > d.question.AsOf:
			d.waiting[i]++
		case next != analytics.NoDay && next <= end:
			d.back[i].add(r, 1, block)
		default:
			d.back[i].add(r, 0, block)
		}
	}
}

// response puts a day's answers into places on their scales; several about one dimension by their mean.
func (d *Drivers) response(day []analytics.Answer) response {
	answers := append(d.room[:0], day...)
	d.room = answers
	slices.SortStableFunc(answers, func(a, b analytics.Answer) int { return cmp.Compare(a.Dimension, b.Dimension) })
	r := response{day: answers[0].Day, overall: math.NaN()}
	for from := 0; from < len(answers); {
		about, sum, n := answers[from].Dimension, 0.0, 0
		for ; from < len(answers) && answers[from].Dimension == about; from++ {
			if place := d.scale.Place(&answers[from]); !math.IsNaN(place) {
				sum, n = sum+place, n+1
			}
		}
		switch {
		case n == 0:
		case analytics.IsOverall(d.question.Labels.Name(about)):
			r.overall = sum / float64(n)
		default:
			r.about, r.scores = append(r.about, about), append(r.scores, sum/float64(n))
		}
	}
	return r
}

// blockOf is by a hash that spreads ids given one after the other: blocks must be alike but for chance.
func blockOf(k analytics.Key) int { return int(xxh3.HashString(k.String()) % blocks) }

// Merge adds the customers of another accumulator.
func (d *Drivers) Merge(o *Drivers) {
	d.customers += o.customers
	d.overall.merge(o.overall)
	d.voices.merge(o.voices)
	for i := range d.back {
		d.back[i].merge(o.back[i])
		d.waiting[i] += o.waiting[i]
	}
}

// panel holds the sums of products of the responses with one target, by the set of dimensions they have.
type panel struct{ sets map[string]*[blocks]*moments }

func newPanel() *panel { return &panel{map[string]*[blocks]*moments{}} }

// moments are sums of products of 1, the scores and the target: the upper triangle, row by row.
type moments struct {
	size     int
	products []float64
}

func newMoments(size int) *moments { return &moments{size, make([]float64, size*(size+1)/2)} }

func (m *moments) add(v []float64) { m.addTimes(v, 1) }

// addTimes adds the same several times.
func (m *moments) addTimes(v []float64, times float64) {
	at := 0
	for i, x := range v {
		if x == 0 {
			at += len(v) - i
			continue
		}
		x *= times
		for _, y := range v[i:] {
			m.products[at] += x * y
			at++
		}
	}
}

func (m *moments) merge(o *moments) {
	for i, x := range o.products {
		m.products[i] += x
	}
}

// at is a sum of products of two variables.
func (m *moments) at(i, j int) float64 {
	i, j = min(i, j), max(i, j)
	return m.products[i*m.size-i*(i-1)/2+j-i]
}

func (p *panel) add(r response, target float64, block int) {
	v := append([]float64{1}, r.scores...)
	v = append(v, target)
	p.of(keyOf(r.about), block, len(v)).add(v)
}

func (p *panel) of(key string, block, size int) *moments {
	set := p.sets[key]
	if set == nil {
		set = &[blocks]*moments{}
		p.sets[key] = set
	}
	if set[block] == nil {
		set[block] = newMoments(size)
	}
	return set[block]
}

func (p *panel) merge(o *panel) {
	for key, set := range o.sets {
		for block, m := range set {
			if m != nil {
				p.of(key, block, m.size).merge(m)
			}
		}
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// keyOf is a set of dimensions as a key.
func keyOf(about []analytics.Label) string {
	var b []byte
	for _, l := range about {
		b = binary.BigEndian.AppendUint32(b, uint32(l))
	}
	return string(b)
}

func labelsOf(key string) (about []analytics.Label) {
	for b := []byte(key); len(b) > 0; b = b[4:] {
		about = append(about, analytics.Label(binary.BigEndian.Uint32(b)))
	}
	return about
}
