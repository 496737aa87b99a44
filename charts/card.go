package charts

import "math"

// Card is a headline figure.
type Card struct {
	Label  Text      // what it is, without jargon
	Value  Text      // Number, Percent, Money …: at most three significant digits
	Exact  Text      // the exact figure, shown on hovering; may be empty
	Change Change    // against the comparison date; zero where there is none
	Spark  []float64 // recent periods, oldest first; empty where there are none
	Of     Text      // what the sparkline shows: "Revenue by month"
	Open   bool      // the last period of Spark is not finished; it is marked
	Note   Text      // one line below: interval, n or what is counted
	Page   string    // name of the page with the evidence; may be empty
}

// Change is how a figure moved: the words, the arrow, and whether that is good.
type Change struct {
	Words Text // "+4.2%", "−1.3 points"
	Up    int  // 1 rose, −1 fell, 0 unchanged
	Tone  Tone
}

// Better says which direction of a figure is good.
type Better int

// The directions.
const (
	Higher  Better = 1
	Lower   Better = -1
	Neither Better = 0
)

// ChangeRatio is the change of an amount or count in per cent of what it was. There is none where the earlier figure is
// unknown or not positive.
func ChangeRatio(now, before float64, better Better) Change {
	if !Known(now) || !Known(before) || before <= 0 {
		return Change{}
	}
	r := (now/before - 1) * 100
	c := changeOf(RoundSignificant(r, 3), better)
	if math.Abs(r) < 0.05 {
		return changeOf(0, better)
	}
	c.Words = Same(Signed(RoundSignificant(r, 3), 1) + "%")
	return c
}

// ChangePoints is the change of a fraction of 1 in percentage points.
func ChangePoints(now, before float64, better Better) Change {
	if !Known(now) || !Known(before) {
		return Change{}
	}
	c := changeOf(RoundTo((now-before)*100, 1), better)
	if c.Up != 0 {
		c.Words = Points(now - before)
	}
	return c
}

// ChangeUnits is the change of a score in its own units, such as satisfaction on its scale.
func ChangeUnits(now, before float64, decimals int, better Better) Change {
	if !Known(now) || !Known(before) {
		return Change{}
	}
	d := RoundTo(now-before, decimals)
	c := changeOf(d, better)
	if c.Up != 0 {
		c.Words = Same(Signed(d, decimals))
	}
	return c
}

// MayBeChance is said of a change within noise.
var MayBeChance = Text{"The change may be chance.", "变化可能出于偶然。"}

// Plain is the change without the colour of good or bad, as where chance may have made it.
func (c Change) Plain() Change {
	c.Tone = Neutral
	return c
}

func changeOf(d float64, better Better) Change {
	c := Change{Words: Text{"unchanged", "持平"}}
	switch {
	case d > 0:
		c.Up = 1
	case d < 0:
		c.Up = -1
	}
	switch c.Up * int(better) {
	case 1:
		c.Tone = Good
	case -1:
		c.Tone = Bad
	}
	return c
}
