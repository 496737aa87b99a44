package data

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/zeebo/xxh3"
)

// mostSampled is about how many lines are looked at one by one: all of a table that has no more, else those of some orders by chance, or of some
// moments and amounts where there are no order ids.
const mostSampled = 1 << 16

// Sample is lines by what tells them apart. It is kept packed, because the state keeps it.
type Sample struct {
	Halvings int // one line of 2^Halvings was taken
	Packed   []byte

	Frequent map[uint64]string // ids of customers with a hundredth of the lines and more, by their hashes
}

// sampled is a line of a sample.
type sampled struct {
	pick, line, order, customer uint64 // hashes; order is zero where there is none
	file                        uint32 // hash of its path
	day                         int32
	amount                      int64
}

const sampledBytes = 4*8 + 4 + 4 + 8

func (s *Sample) append(x *sampled) {
	b := s.Packed
	for _, v := range []uint64{x.pick, x.line, x.order, x.customer, uint64(x.file)<<32 | uint64(uint32(x.day)), uint64(x.amount)} {
		b = binary.LittleEndian.AppendUint64(b, v)
	}
	s.Packed = b
}

// lines unpacks the lines, in an order that does not depend on that of reading.
func (s *Sample) lines() []sampled {
	list := make([]sampled, 0, len(s.Packed)/sampledBytes)
	for b := s.Packed; len(b) >= sampledBytes; b = b[sampledBytes:] {
		u := func(i int) uint64 { return binary.LittleEndian.Uint64(b[8*i:]) }
		list = append(list, sampled{pick: u(0), line: u(1), order: u(2), customer: u(3), file: uint32(u(4) >> 32), day: int32(uint32(u(4))), amount: int64(u(5))})
	}
	slices.SortFunc(list, func(a, b sampled) int { return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.file, b.file)) })
	return list
}

// add takes the lines of another sample, both thinned to the rate of the thinner one.
func (s *Sample) add(o Sample) {
	most := max(s.Halvings, o.Halvings)
	s.thin(most)
	o.Packed = bytes.Clone(o.Packed)
	o.thin(most)
	s.Packed = append(bytes.Clone(s.Packed), o.Packed...)
	s.sort()
	names := maps.Clone(s.Frequent)
	if names == nil {
		names = map[uint64]string{}
	}
	maps.Copy(names, o.Frequent)
	s.name(names)
}

// sort puts the lines in an order that does not depend on that of reading.
func (s *Sample) sort() {
	lines := make([][sampledBytes]byte, len(s.Packed)/sampledBytes)
	for i := range lines {
		copy(lines[i][:], s.Packed[i*sampledBytes:])
	}
	slices.SortFunc(lines, func(a, b [sampledBytes]byte) int { return bytes.Compare(a[:], b[:]) })
	for i := range lines {
		copy(s.Packed[i*sampledBytes:], lines[i][:])
	}
}

// name keeps the ids of those who have so many lines that they may be no person. Who has a hundredth of all has that of some part.
func (s *Sample) name(ids map[uint64]string) {
	s.Frequent = map[uint64]string{}
	counts, lines := s.byCustomer()
	for hash, n := range counts {
		if id, ok := ids[hash]; ok && n*100 >= lines {
			s.Frequent[hash] = id
		}
	}
}

func (s *Sample) byCustomer() (counts map[uint64]int, lines int) {
	counts = map[uint64]int{}
	for b := s.Packed; len(b) >= sampledBytes; b = b[sampledBytes:] {
		counts[binary.LittleEndian.Uint64(b[3*8:])]++
		lines++
	}
	return counts, lines
}

// Busiest is the customer with the most lines, their share of all, and how many they are times the mean customer's.
func (s *Sample) Busiest() (id string, lines int64, share, times float64) {
	counts, all := s.byCustomer()
	best, most := uint64(0), 0
	for hash, n := range counts {
		if hash != 0 && (n > most || n == most && hash < best) {
			best, most = hash, n
		}
	}
	if all == 0 {
		return "", 0, 0, 0
	}
	return s.Frequent[best], int64(most) << s.Halvings, float64(most) / float64(all), float64(most) * float64(len(counts)) / float64(all)
}

func (s *Sample) thin(halvings int) {
	if s.Halvings == halvings {
		return
	}
	var kept []byte
	for b := s.Packed; len(b) >= sampledBytes; b = b[sampledBytes:] {
		if picked(binary.LittleEndian.Uint64(b), halvings) {
			kept = append(kept, b[:sampledBytes]...)
		}
	}
	s.Halvings, s.Packed = halvings, kept
}

// picked tells whether a line is in a sample: every rate takes some of what a higher one takes.
func picked(pick uint64, halvings int) bool { return pick <= math.MaxUint64>>halvings }

// halvings is how often the rows of all files have to be halved so that few enough are left.
func (t *Dataset) halvings() (n int) {
	rows := int64(0)
	for i := range t.files {
		rows += t.files[i].rows
	}
	for ; rows > mostSampled; rows /= 2 {
		n++
	}
	return n
}

// sampleLines takes the sample of the rows that are kept, all n or those chosen.
func (w *worker) sampleLines(n int, chosen []int32) {
	if w.sample.Halvings == 0 {
		w.sample.Halvings = w.table.halvings()
	}
	customer, order := w.lane("customer_id"), w.lane("order_id")
	if customer == nil || w.dates == nil {
		return
	}
	for _, i := range w.pick(n, order) {
		if chosen == nil {
			w.takeLine(int(i), customer, order)
		} else if at, kept := slices.BinarySearch(chosen, i); kept {
			w.takeLine(int(chosen[at]), customer, order)
		}
	}
}

// pick takes rows by chance: those of an order together, or those of a moment and amount. Its loops meet every row.
func (w *worker) pick(n int, order *lane) []int32 {
	list, most := w.picked[:0], uint64(math.MaxUint64)>>w.sample.Halvings
	dates, amounts := w.dates.rows.ints[w.dates.at:w.dates.at+n], w.amountsOf(n)
	switch {
	case order != nil && order.shape == asInts:
		for i, id := range order.rows.ints[order.at : order.at+n] {
			if uint64(id)*factor1 <= most {
				list = append(list, int32(i))
			}
		}
	case order != nil:
		for i := range n {
			if textPick(order.bytesAt(order.at+i)) <= most {
				list = append(list, int32(i))
			}
		}
	case amounts != nil:
		for i, at := range dates {
			if (uint64(at)+uint64(amounts[i])*factor2)*factor1 <= most {
				list = append(list, int32(i))
			}
		}
	default:
		for i, at := range dates {
			if uint64(at)*factor1 <= most {
				list = append(list, int32(i))
			}
		}
	}
	w.picked = list
	return list
}

// pickOf is by what a row was taken.
func (w *worker) pickOf(i int, order *lane) uint64 {
	switch at := uint64(w.dates.rows.ints[w.dates.at+i]); {
	case order != nil && order.shape == asInts:
		return uint64(order.rows.ints[order.at+i]) * factor1
	case order != nil:
		return textPick(order.bytesAt(order.at + i))
	case w.amounts != nil:
		return (at + uint64(w.amounts.rows.ints[w.amounts.at+i])*factor2) * factor1
	default:
		return at * factor1
	}
}

// textPick is a quick hash of an id by its last bytes, where ids differ.
func textPick(b []byte) uint64 {
	if len(b) < 8 {
		return xxh3.Hash(b)
	}
	x := binary.LittleEndian.Uint64(b[len(b)-8:])
	return (x ^ x>>32) * factor1
}

func spreadBits(x uint64) uint64 {
	x *= factor1
	return (x ^ x>>32) * factor2
}

func (w *worker) takeLine(i int, customer, order *lane) {
	at := w.dates.rows.ints[w.dates.at+i]
	x := sampled{pick: w.pickOf(i, order), customer: customer.identity(customer.at + i), file: w.pathHash(), day: int32(floorDiv(at, microsPerDay))}
	if customer.rows.state != nil && customer.rows.state[customer.at+i] != fine {
		x.customer = 0
	} else if _, met := w.names[x.customer]; !met {
		w.names[x.customer] = customer.idText(customer.at + i)
	}
	if order != nil && (order.rows.state == nil || order.rows.state[order.at+i] == fine) {
		x.order = order.identity(order.at + i)
	}
	if w.amounts != nil {
		x.amount = w.amounts.rows.ints[w.amounts.at+i]
	}
	line := [2]uint64{}
	for k, v := range []uint64{x.customer, x.order, uint64(at), uint64(x.amount), w.about(i)} {
		line = with(line, uint64(k)*factor1, v)
	}
	x.line = line[0]
	w.sample.append(&x)
}

// about is what else tells rows of one customer, moment and amount apart: all that the table says of answers and complaints.
func (w *worker) about(i int) (sum uint64) {
	for _, name := range []string{"complaint_id", "dimension", "experience", "product_id", "source", "referred_id"} {
		if l := w.lane(name); l != nil && (l.rows.state == nil || l.rows.state[l.at+i] == fine) {
			sum += with([2]uint64{}, xxh3.HashString(name), l.hash(l.at+i))[0]
		}
	}
	return sum
}

func (w *worker) pathHash() uint32 {
	return uint32(xxh3.HashString(w.table.files[w.group.file].path))
}

// identity is a hash of an id, the same for a number and its text.
func (l *lane) identity(row int) uint64 {
	if l.shape == asInts {
		return spreadBits(uint64(l.rows.ints[row])) | 1
	}
	b := l.bytesAt(row)
	if n, err := strconv.ParseInt(string(b), 10, 64); err == nil && isWhole(b) {
		return spreadBits(uint64(n)) | 1
	}
	return xxh3.Hash(b) | 1
}

func (l *lane) idText(row int) string {
	if l.shape == asInts {
		return strconv.FormatInt(l.rows.ints[row], 10)
	}
	return string(l.bytesAt(row))
}

func (l *lane) bytesAt(row int) []byte {
	if l.coded {
		return l.entries.text(int(l.codes[row]))
	}
	return l.rows.text(row)
}

// Repeats are lines that other files have too.
type Repeats struct {
	Lines  int64
	Amount int64 // in millionths
	Exact  bool  // else they are estimated from a sample
}

// Repeats counts the lines that repeat one of another file: of each line, all but the most that one file has.
func (s *Sample) Repeats() Repeats {
	r := Repeats{Exact: s.Halvings == 0}
	list := s.lines()
	for from := 0; from < len(list); {
		to, most, run := from, 0, 0
		for ; to < len(list) && list[to].line == list[from].line; to++ {
			if run++; to == from || list[to].file != list[to-1].file {
				run = 1
			}
			most = max(most, run)
		}
		r.Lines += int64(to - from - most)
		r.Amount += int64(to-from-most) * list[from].amount
		from = to
	}
	r.Lines <<= s.Halvings
	r.Amount <<= s.Halvings
	return r
}

// Spans counts the orders, and those whose purchases lie on several days or are of several customers.
func (s *Sample) Spans() (orders, days, customers int64) {
	list := slices.DeleteFunc(s.lines(), func(x sampled) bool { return x.order == 0 || x.amount < 0 })
	slices.SortFunc(list, func(a, b sampled) int { return cmp.Compare(a.order, b.order) })
	for from := 0; from < len(list); {
		to, several, others := from, false, false
		for ; to < len(list) && list[to].order == list[from].order; to++ {
			several = several || list[to].day != list[from].day
			others = others || list[to].customer != list[from].customer
		}
		orders++
		if several {
			days++
		}
		if others {
			customers++
		}
		from = to
	}
	return orders << s.Halvings, days << s.Halvings, customers << s.Halvings
}
