package data

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go/format"
)

// longestGiven is how many bytes of a value are told.
const longestGiven = 200

// given is the value of a row of the lane's page as the file has it, as text; empty where it has none.
func (w *worker) given(l *lane, row int) string {
	f := &w.table.files[w.group.file]
	switch {
	case l.how == Computed:
		var sides []string
		for _, side := range l.sides {
			s := w.lanes[side]
			sides = append(sides, w.given(s, s.at+row-l.at))
		}
		return strings.Join(sides, " * ")
	case l.source < 0:
		return l.value
	}
	p, v := &l.cursor.page, &l.cursor.page.plain
	at := l.rank(row)
	if at < 0 {
		return ""
	}
	if p.codes != nil {
		v, at = &l.cursor.dict, int(p.codes[at])
	}
	return f.sources[l.source].print(v, at)
}

// rank is the place of a row among those of the page that have a value; −1 where it has none.
func (l *lane) rank(row int) int {
	defined := l.cursor.page.defined
	if defined == nil {
		return row
	}
	if len(l.ranks) == 0 {
		n := int32(0)
		l.ranks = slices.Grow(l.ranks, len(defined))
		for _, d := range defined {
			l.ranks = append(l.ranks, n)
			n += int32(d & 1)
		}
	}
	if defined[row] != 1 {
		return -1
	}
	return int(l.ranks[row])
}

// print writes a value as text.
func (s *source) print(v *values, i int) string {
	switch {
	case s.meaning == decimal:
		return s.printDecimal(v, i)
	case s.meaning == uuid:
		return string(appendUUID(nil, v.fixed[16*i:]))
	case s.meaning == date:
		return time.Unix(int64(int32s(v.fixed)[i])*86_400, 0).UTC().Format(time.DateOnly)
	case s.physical == format.Int96:
		at, _ := int96(v.fixed[12*i:])
		return time.UnixMicro(at).UTC().Format(time.RFC3339Nano)
	case s.meaning == timestamp:
		x := int64s(v.fixed)[i]
		return time.Unix(floorDiv(x, s.perUnit), (x-floorDiv(x, s.perUnit)*s.perUnit)*(1e9/s.perUnit)).UTC().Format(time.RFC3339Nano)
	case s.meaning == textual && s.width > 0:
		return shortened(v.fixed[i*s.width : (i+1)*s.width])
	case s.meaning == textual:
		return shortened(v.texts[v.offsets[i]:v.offsets[i+1]])
	}
	one := values{n: 1, fixed: v.fixed[i*s.width : (i+1)*s.width]}
	var to vector
	if s.meaning == unsigned && s.physical == format.Int64 {
		return strconv.FormatUint(uint64s(one.fixed)[0], 10)
	}
	if f := textConverter(s, longestText, false); f != nil {
		f(&to, &one)
		return string(to.text(0))
	}
	return ""
}

func (s *source) printDecimal(v *values, i int) (text string) {
	one := values{n: 1}
	if v.fixed != nil {
		one.fixed = v.fixed[i*s.width : (i+1)*s.width]
	} else {
		one.texts, one.offsets = v.texts, v.offsets[i:i+2]
	}
	s.decimals(&one, func(_ int, d int128) {
		text = new(big.Rat).SetFrac(d.big(), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(s.scale)), nil)).FloatString(s.scale)
		if d.negative {
			text = "-" + text
		}
	})
	return text
}

func shortened(b []byte) string {
	if len(b) > longestGiven {
		return strings.ToValidUTF8(string(b[:longestGiven]), "") + "…"
	}
	return strings.ToValidUTF8(string(b), "\ufffd")
}

// count counts the distinct values of closed vocabularies and of the columns to tally, in rows that no filter took out.
func (w *worker) count(n int) {
	fields := w.table.files[w.group.file].fields
	for k := range fields {
		c := &fields[k]
		if c.kind == raw || c.kind == operand || c.how == Constant || c.words == nil && !slices.Contains(w.table.spec.Tally, c.name) {
			continue
		}
		w.tally(w.lanes[k], n)
	}
}

func (w *worker) tally(l *lane, n int) {
	found := w.words[l.name]
	if found == nil {
		found = map[string]*Word{}
		w.words[l.name] = found
	}
	byCode := l.source >= 0 && l.cursor.page.codes != nil
	var seen []*Word // by entry of the dictionary
	if byCode {
		seen = make([]*Word, l.entries.n)
	}
	for i := range n {
		row := l.at + i
		if w.verdict[i] >= apart || l.rows.state != nil && l.rows.state[row] == absent {
			continue
		}
		if byCode && seen[l.codes[row]] != nil {
			seen[l.codes[row]].Rows++
			continue
		}
		word := w.word(l, row, found)
		if word.Rows++; byCode {
			seen[l.codes[row]] = word
		}
	}
}

// word is the count of a row's value.
func (w *worker) word(l *lane, row int, found map[string]*Word) *Word {
	value := strings.TrimFunc(w.given(l, row), isBlank)
	if found[value] == nil {
		if len(found) >= mostWords {
			value = otherWords
		}
		if found[value] == nil {
			found[value] = &Word{Taken: l.taken(row)}
		}
	}
	return found[value]
}

// taken is what a row's value is passed on as.
func (l *lane) taken(row int) string {
	switch {
	case l.rows.state != nil && l.rows.state[row] != fine:
		return ""
	case l.kind == flag:
		return map[bool]string{true: "yes", false: "no"}[l.rows.ints[row] == 1]
	case l.shape == asTexts:
		return l.textAt(row)
	case l.shape == asFloats:
		return strconv.FormatFloat(l.rows.floats[row], 'f', -1, 64)
	}
	return ""
}
