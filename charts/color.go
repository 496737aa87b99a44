package charts

import (
	"hash/fnv"
	"strings"
)

// Color names a colour; the script has its shade for light, dark and paper. The palette can be told apart by colour-blind
// readers (after Okabe & Ito 2008), and every chart labels its parts directly as well.
type Color string

// The colours. Accent is the one that carries the message; Muted is for what it is compared with.
const (
	Accent   Color = "@accent"
	Muted    Color = "@muted"
	Positive Color = "@good" // good, not up
	Negative Color = "@bad"  // bad, not down
	Blue     Color = "@blue"
	Sky      Color = "@sky"
	Green    Color = "@green"
	Yellow   Color = "@yellow"
	Orange   Color = "@orange"
	Red      Color = "@red"
	Purple   Color = "@purple"
	Grey     Color = "@grey"
)

var series = []Color{Blue, Orange, Green, Purple, Sky, Red, Yellow, Grey}

// SeriesColor is the colour of the i-th of several equal series.
func SeriesColor(i int) Color { return series[i%len(series)] }

// segments are the eleven named segments, the best first; the key is the name in small letters and dashes.
var segmentShades = map[string]Color{
	"champions": "@seg1", "loyal": "@seg2", "loyal-customers": "@seg2", "potential-loyalist": "@seg3",
	"potential-loyalists": "@seg3", "new-customers": "@seg4", "new": "@seg4", "recent": "@seg4", "promising": "@seg5",
	"need-attention": "@seg6", "needs-attention": "@seg6", "customers-needing-attention": "@seg6",
	"about-to-sleep": "@seg7", "at-risk": "@seg8", "cannot-lose": "@seg9", "cannot-lose-them": "@seg9",
	"can-t-lose": "@seg9", "can-t-lose-them": "@seg9", "cant-lose": "@seg9", "cant-lose-them": "@seg9",
	"hibernating": "@seg10", "lost": "@seg11",
}

// SegmentColor is the fixed colour of a segment, by its English name, the same on every page. A segment of the user's
// own table has a colour chosen by its name.
func SegmentColor(name string) Color {
	key := strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	}), "-")
	if c, ok := segmentShades[key]; ok {
		return c
	}
	h := fnv.New32a()
	h.Write([]byte(name))
	return SeriesColor(int(h.Sum32() % uint32(len(series))))
}
