package data

import (
	"math"
	"time"
)

// extremes are what stands out among the rows kept, by their dates and amounts.
type extremes struct {
	largest, most int64 // most is its distance from zero
	largestAt     place
	years         map[int]int64
	net           Sum
}

func newExtremes() extremes {
	return extremes{years: map[int]int64{}}
}

// yearLength is the length of what counts as a year: its days need no calendar.
const yearLength = 366 * microsPerDay

func yearOf(at int64) int { return int((at - earliest) / yearLength) }

// YearStart is the first day of a year of Counts.Years.
func YearStart(year int) time.Time {
	return time.UnixMicro(earliest + int64(year)*yearLength).UTC()
}

// amountsOf are the amounts of the next n rows, where they have some.
func (w *worker) amountsOf(n int) []int64 {
	if l := w.amounts; l != nil {
		return l.rows.ints[l.at : l.at+n]
	}
	return nil
}

// observeChosen observes the rows that are left of a batch.
func (w *worker) observeChosen() {
	if w.dates == nil {
		return
	}
	w.dateBuffer, w.amountBuffer = w.dateBuffer[:0], w.amountBuffer[:0]
	for _, i := range w.chosen {
		w.dateBuffer = append(w.dateBuffer, w.dates.rows.ints[w.dates.at+int(i)])
		if l := w.amounts; l != nil {
			w.amountBuffer = append(w.amountBuffer, l.rows.ints[l.at+int(i)])
		}
	}
	w.observe(w.dateBuffer, w.amountBuffer, func(i int) int64 { return int64(w.chosen[i]) })
}

// observe notes what stands out among rows; row tells which of the batch each is.
func (w *worker) observe(dates, amounts []int64, row func(i int) int64) {
	x := &w.seenRows
	if x.years == nil {
		*x = newExtremes()
	}
	at := func(i int) place { return place{w.group.file, w.group.group, w.group.row + row(i)} }
	low, high := dates[0], dates[0]
	for _, d := range dates {
		low, high = min(low, d), max(high, d)
	}
	w.earliest, w.latest = min(w.earliest, low), max(w.latest, high)
	if year := yearOf(low); year == yearOf(high) {
		x.years[year] += int64(len(dates))
	} else {
		x.countYears(dates)
	}
	if len(amounts) > 0 {
		x.weigh(amounts, at)
	}
}

func (x *extremes) countYears(dates []int64) {
	var years [302]int64 // from 1900 to 2200
	for _, d := range dates {
		years[yearOf(d)]++
	}
	for year, n := range years {
		if n > 0 {
			x.years[year] += n
		}
	}
}

func (x *extremes) weigh(amounts []int64, at func(int) place) {
	sum := int64(0)
	for i, a := range amounts {
		sum += a
		if uint64(a)+uint64(x.most) > 2*uint64(x.most) { // it is farther from zero than all before
			x.largest, x.most, x.largestAt = a, max(a, -a), at(i)
		}
	}
	if x.most > math.MaxInt64/batchRows { // the sum may have overflowed
		for _, a := range amounts {
			x.net.add(Sum{a >> 63, uint64(a)})
		}
		return
	}
	x.net.add(Sum{sum >> 63, uint64(sum)})
}

func (x *extremes) merge(o *extremes) {
	if o.years == nil {
		return
	}
	if o.most > x.most || o.most == x.most && o.most > 0 && o.largestAt.before(x.largestAt) {
		x.largest, x.most, x.largestAt = o.largest, o.most, o.largestAt
	}
	for year, n := range o.years {
		x.years[year] += n
	}
	x.net.add(o.net)
}

func (x *extremes) report(t *Dataset, to *Counts) {
	to.Years, to.Largest, to.Net = x.years, x.largest, x.net
	if x.most > 0 {
		to.LargestAt = t.place(x.largestAt)
	}
}
