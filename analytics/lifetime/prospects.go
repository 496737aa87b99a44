package lifetime

import (
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/mat"
)

// around are models as likely as the fitted one: for each axis of the covariance of the logarithms of the parameters, one √k standard errors to
// either side, k being the number of parameters. The mean of a function over them is its mean over the uncertain parameters to second order
// (the unscented transform, Julier & Uhlmann 1997), and the slope between the two of an axis is that of the delta method. There are none where the
// fit has no standard errors.
func (f *PurchaseFit) around() []Purchases {
	if f.covariance == nil {
		return nil
	}
	var factor mat.Cholesky
	if !factor.Factorize(f.covariance) {
		return nil
	}
	var axes mat.TriDense
	factor.LTo(&axes)
	k := len(f.Parameters)
	var models []Purchases
	for axis := range k {
		for _, side := range []float64{1, -1} {
			values := make([]float64, k)
			for i, p := range f.Parameters {
				values[i] = p.Value * math.Exp(side*math.Sqrt(float64(k))*axes.At(i, axis))
			}
			models = append(models, purchases(f.Model, values))
		}
	}
	return models
}

// standardError is that of a function of the parameters, given at the models around the fit: the delta method. NaN where there are none.
func standardError(around []float64) float64 {
	if len(around) == 0 {
		return math.NaN()
	}
	sum, k := 0.0, float64(len(around)/2)
	for i := 0; i < len(around); i += 2 {
		d := around[i] - around[i+1]
		sum += d * d
	}
	return math.Sqrt(sum / (4 * k))
}

// most is how many models there are at most: the fitted one and two for each of four parameters.
const most = 9

// prospect is what lies ahead of customers with one x and T who are still active: by the fitted model first, then by those around it.
type prospect struct {
	expected, residual [most]float64
	discounted         float64
	within             []float64       // purchases in the further horizons, by the fitted model; NaN where they are shorter than a period
	more               [][most]float64 // P(N > n) for n from 0 on, as far as any interval goes
}

// usual are the horizons, in days, over which purchases are told besides the one asked for.
var usual = [...]int{30, 90, 180, 365}

// outlook is how far ahead is looked, in units of the model.
type outlook struct {
	horizon  float64
	rate     float64      // of discount a unit
	most     float64      // purchases that can be made within the horizon: one a day or opportunity; 0 means horizon
	further  []float64    // horizons over which purchases are told besides, the usual first
	calendar *discounting // nil where a unit is as long at any time
}

// prospects are those of all customers. What several customers have alike is worked out once.
type prospects struct {
	outlook
	models []Purchases      // the fitted one first
	alike  map[int32]*alike // by x
}

// alike is what customers with one x have in common.
type alike struct {
	rules     []*rules    // of each model
	silences  *silences   // nil where P(alive) is quick
	prospects []*prospect // by T; nil where no two customers have it
}

const (
	lowest, highest = 0.05, 0.95 // nine times in ten a customer buys no less and no more often
	few             = 0.01       // how likely it is at most that a customer buys more often than is reckoned with
	told            = 3          // the probabilities of 0, 1 and 2 purchases are told
)

func newProspects(f *PurchaseFit, o outlook, histories []counted[history]) *prospects {
	if o.most == 0 {
		o.most = o.horizon
	}
	p := &prospects{outlook: o, models: append([]Purchases{f.Purchases}, f.around()...), alike: map[int32]*alike{}}
	p.gather(histories)
	return p
}

// gather works out what several customers have alike.
func (p *prospects) gather(histories []counted[history]) {
	var work sync.WaitGroup
	var lock sync.Mutex
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	for from := 0; from < len(histories); {
		to := from
		for to < len(histories) && histories[to].key.x == histories[from].key.x {
			to++
		}
		group := histories[from:to]
		turn <- struct{}{}
		work.Go(func() {
			defer func() { <-turn }()
			made := p.group(group)
			lock.Lock()
			defer lock.Unlock()
			p.alike[group[0].key.x] = made
		})
		from = to
	}
	work.Wait()
}

// rules are those that customers with one x share, of each model.
func (p *prospects) rules(x int) []*rules {
	shared, step := make([]*rules, len(p.models)), fine
	for i, m := range p.models {
		shared[i], step = m.ahead(x, 0).rules(step), coarse
	}
	return shared
}

// group works out what the customers with one x have in common.
func (p *prospects) group(histories []counted[history]) *alike {
	x, customers := int(histories[0].key.x), map[int32]int32{}
	for _, h := range histories {
		customers[h.key.t] += h.customers
	}
	made := &alike{rules: p.rules(x), silences: p.silences(histories)}
	for t, n := range customers {
		if n > 1 {
			made.prospects = append(made.prospects, make([]*prospect, max(0, int(t)+1-len(made.prospects)))...)
			made.prospects[t] = p.make(x, float64(t), made.rules)
		}
	}
	return made
}

// find is the prospect of a history; a is what it has in common with others, nil if nothing.
func (p *prospects) find(a *alike, h history) *prospect {
	if a != nil && int(h.t) < len(a.prospects) && a.prospects[h.t] != nil {
		return a.prospects[h.t]
	}
	if a == nil {
		return p.make(int(h.x), float64(h.t), p.rules(int(h.x)))
	}
	return p.make(int(h.x), float64(h.t), a.rules)
}

// make works out one prospect; shared are the rules of each model for its x.
func (p *prospects) make(x int, t float64, shared []*rules) *prospect {
	var r prospect
	var next [most]func() float64
	more := [most]float64{}
	for i, m := range p.models {
		ahead := m.ahead(x, t).with(shared[i])
		if r.residual[i] = math.NaN(); p.rate > 0 {
			r.residual[i] = ahead.residual(p.rate)
		}
		if i == 0 {
			p.told(&r, ahead)
		}
		r.expected[i] = ahead.expected(p.horizon)
		next[i], more[i] = ahead.exactly(p.horizon), 1
	}
	if p.calendar != nil && p.rate > 0 {
		p.inSeason(&r, p.models[0].ahead(x, t).with(shared[0]))
	}
	for n := 0; ; n++ {
		for i := range p.models {
			more[i] = max(0, more[i]-next[i]())
		}
		r.more = append(r.more, more)
		if float64(n) >= p.most || n+1 >= told && p.mean(&more) <= few {
			return &r
		}
	}
}

// told is what is told by the fitted model alone.
func (p *prospects) told(r *prospect, ahead active) {
	r.within = make([]float64, len(p.further))
	for k, units := range p.further {
		if r.within[k] = math.NaN(); units > 0 {
			r.within[k] = ahead.expected(units)
		}
	}
	if p.calendar != nil {
		r.discounted = p.calendar.horizon.of(ahead)
	} else {
		r.discounted = ahead.discounted(p.horizon, p.rate)
	}
}

// inSeason discounts purchases without end by the calendar. The models around the fit differ from it as they do in even time.
func (p *prospects) inSeason(r *prospect, ahead active) {
	factor := p.calendar.residual(ahead, p.rate) / r.residual[0]
	for i := range p.models {
		r.residual[i] *= factor
	}
}

// meanProduct is the mean of a product.
func (p *prospects) meanProduct(a, b *[most]float64) float64 {
	n := len(p.models)
	if n == 1 {
		return a[0] * b[0]
	}
	sum := 0.0
	for i := 1; i < n && i < most; i++ {
		sum += a[i] * b[i]
	}
	return sum / float64(n-1)
}

// mean is over the uncertain parameters; of the fitted model alone where there are no others.
func (p *prospects) mean(of *[most]float64) float64 {
	if len(p.models) == 1 {
		return of[0]
	}
	sum := 0.0
	for _, v := range of[1:len(p.models)] {
		sum += v
	}
	return sum / float64(len(p.models)-1)
}
