package loyalty

// The satisfaction trap: the range of scores over which loyalty does not rise.
//
// Assumed: customers are independent of each other, and the mean of the outcome is a broken line in the score with at most two
// breaks. A trap is found where all of this holds:
//
//   - BIC prefers two breaks to one and to none;
//   - the outer slopes are positive, and the middle one not: by 95 % intervals of a bootstrap in which the breaks are searched anew
//     each time, because intervals at given breaks are too narrow (Feder 1975, Annals of Statistics 3);
//   - the middle slope is shown to be smaller than one that matters, at 5 %. The smallest slope that matters is half of the straight
//     line's: over the trap a point of satisfaction pays less than half of what it pays on average. Of the two one-sided tests of
//     equivalence (Schuirmann 1987, Journal of Pharmacokinetics and Biopharmaceutics 15) the upper one decides, because a stretch over
//     which loyalty falls is a trap too; whether the lower one holds as well is told beside it.
//
// Not finding one only says something where one would have been found. The number needed for that is worked out for a trap over the
// middle third of the levels with the same rise in all, at 90 % power each for BIC, the test of the middle slope and the outer slopes,
// which together find it about four times in five.

import (
	"math"
	"math/rand/v2"
	"slices"

	"regulars/analytics"
)

// Verdict is what the search for a trap came to.
type Verdict string

// The verdicts.
const (
	Found    Verdict = "found"
	NotFound Verdict = "not found"
	TooSmall Verdict = "too small to tell"
)

// Reason is why a trap was not found.
type Reason string

// The reasons.
const (
	FewLevels Reason = "few levels" // there are fewer than four scores
	Falls     Reason = "falls"      // loyalty falls with the score
	Unrelated Reason = "unrelated"  // it neither rises nor falls, or not by as much as matters
	Rises     Reason = "rises"      // it rises all along, or is flat at one end only
	Unclear   Reason = "unclear"    // a flat stretch shows, but not clearly enough
)

// Trap is the result of the search.
type Trap struct {
	Verdict  Verdict
	Reason   Reason     // empty where found
	N        int64      // customers
	Needed   int64      // customers it takes to tell; 0 where that cannot be said
	Smallest float64    // slope that matters
	From, To Estimate   // ends of the flat stretch; NaN where there are not two breaks
	Slope    Estimate   // of the flat stretch, with a 90 % interval
	Flat     bool       // the stretch is equivalent to a flat one: it does not fall by as much as matters either
	Ends     [2]bool    // the curve is flat below its first break, or above its last, where no trap was found
	Outer    [2]float64 // the lower ends of the 95 % intervals of the outer slopes
	Chosen   int        // number of breaks that BIC prefers
	Fits     []Broken   // with no, one and two breaks, as far as there are levels for them
}

// Estimate is a figure with its interval, at 95 % where not said otherwise.
type Estimate struct{ Value, Low, High float64 }

// Verdict tells whether the estimate is more than nothing, less, or may be chance.
func (e Estimate) Verdict() analytics.Verdict { return analytics.Judge(e.Low, e.High) }

const (
	replicates   = 499                // of the bootstrap
	fewestLevels = 4                  // to tell two breaks
	riseMatters  = 0.05               // over the whole scale; a smaller one is none
	z95          = 1.6448536269514722 // of one-sided tests at 5 %
	z80          = 0.8416212335729143 // for 80 % power
	z90          = 1.2815515655446004 // for 90 %
)

// Search looks for a trap among points with rising x.
func Search(points []Point) Trap {
	t := Trap{N: int64(count(points)), Smallest: math.NaN(), From: unknown(), To: unknown(), Slope: unknown()}
	for breaks := range 3 {
		if fit, ok := broken(points, breaks); ok {
			t.Fits = append(t.Fits, fit)
			if fit.BIC < t.Fits[t.Chosen].BIC {
				t.Chosen = breaks
			}
		}
	}
	if len(points) < fewestLevels {
		t.Verdict, t.Reason = NotFound, FewLevels
		return t
	}
	t.judge(points)
	return t
}

func (t *Trap) judge(points []Point) {
	line, two := t.Fits[0], t.Fits[2]
	half := analytics.Z * line.SlopeSE[0]
	reach := points[len(points)-1].X - points[0].X
	switch slope := line.Slopes[0]; {
	case slope+half < 0:
		t.Verdict, t.Reason = NotFound, Falls
		return
	case slope-half <= 0 || !(line.SlopeSE[0] > 0):
		t.Reason = Unrelated
		t.decide(line.N*squared((analytics.Z+z80)*line.SlopeSE[0]*reach/riseMatters), math.Abs(slope)+half < riseMatters/reach)
		return
	}
	t.Smallest = line.Slopes[0] / 2
	draws := bootstrap(points)
	t.From, t.To = draws.interval(two.Breaks[0], first, .025), draws.interval(two.Breaks[1], second, .025)
	t.Slope = draws.interval(two.Slopes[1], middle, .05)
	t.Outer = [2]float64{draws.quantile(left, .025), draws.quantile(right, .025)}
	rising := draws.quantile(middle, .025) > 0
	flat := t.Chosen == 2 && !rising && t.Outer[0] > 0 && t.Outer[1] > 0
	switch {
	case flat && t.Slope.High < t.Smallest:
		t.Verdict, t.Flat = Found, t.Slope.Low > -t.Smallest
	case flat:
		t.Reason = Unclear
		t.decide(t.enough(), false)
	default:
		t.Reason, t.Ends = Rises, t.Fits[t.Chosen].flatEnds(t.Smallest)
		needed := neededFor(points, line)
		t.decide(needed, line.N >= needed || t.shaped())
	}
}

// shaped tells that the curve is known to have another shape than a trap: it is flat at an end, or steep in the middle.
func (t *Trap) shaped() bool {
	return t.Chosen == 1 && t.Ends != [2]bool{} || t.Chosen == 2 && t.Slope.Low > t.Smallest
}

// flatEnds tells which of the outer lines are flat.
func (b Broken) flatEnds(smallest float64) (flat [2]bool) {
	last := len(b.Slopes) - 1
	if last > 0 {
		flat[0], flat[1] = equivalence(b.Slopes[0], b.SlopeSE[0], smallest) < .05, equivalence(b.Slopes[last], b.SlopeSE[last], smallest) < .05
	}
	return flat
}

// equivalence is the p-value of two one-sided tests that a figure is beyond ± smallest.
func equivalence(x, se, smallest float64) float64 {
	return math.Erfc((smallest-math.Abs(x))/se/math.Sqrt2) / 2
}

// enough is with how many customers the interval of a slope of zero would be narrow enough.
func (t *Trap) enough() float64 {
	se := (t.Slope.High - t.Slope.Low) / (2 * z95)
	return float64(t.N) * squared((z95+z80)*se/t.Smallest)
}

// decide is between not found and too small to tell.
func (t *Trap) decide(needed float64, told bool) {
	t.Verdict = TooSmall
	if told {
		t.Verdict = NotFound
	}
	if needed < 1e15 && (told || needed > float64(t.N)) {
		t.Needed = int64(math.Ceil(needed))
	}
}

func count(points []Point) (n float64) {
	for _, p := range points {
		n += p.N
	}
	return n
}

func squared(x float64) float64 { return x * x }

func unknown() Estimate { return Estimate{math.NaN(), math.NaN(), math.NaN()} }

// The figures of a draw.
const (
	first = iota
	second
	left
	middle
	right
	figures
)

// draws are the figures of all replicates, each sorted.
type draws [figures][]float64

// bootstrap draws the mean of each level anew, from a normal distribution with the level's own variance and the n it has, and fits two
// breaks each time. Each level's variance counts the pooled one as one customer more, so that a level where all did the same is not
// taken for certain.
func bootstrap(points []Point) *draws {
	pooled, n := 0.0, 0.0
	for _, p := range points {
		pooled, n = pooled+p.within(), n+p.N
	}
	pooled /= math.Max(1, n-float64(len(points)))
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	s := newSolver(slices.Clone(points))
	var d draws
	for range replicates {
		for i, p := range points {
			sd := math.Sqrt((p.within() + pooled) / p.N)
			s.points[i].Sum = p.Sum + sd*math.Sqrt(p.N)*rng.NormFloat64()
		}
		s.sum()
		if t, ok := s.best(2); ok {
			for i, x := range [figures]float64{t.breaks[0], t.breaks[1], t.slopes[0], t.slopes[1], t.slopes[2]} {
				d[i] = append(d[i], x)
			}
		}
	}
	for i := range d {
		slices.Sort(d[i])
	}
	return &d
}

func (d *draws) quantile(figure int, p float64) float64 {
	if len(d[figure]) == 0 {
		return math.NaN()
	}
	return d[figure][int(math.Round(p*float64(len(d[figure])-1)))]
}

func (d *draws) interval(value float64, figure int, tail float64) Estimate {
	return Estimate{value, d.quantile(figure, tail), d.quantile(figure, 1-tail)}
}
