package data

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// And is what two readings of the same files of one table have in common and together, as where each question of a survey has a column
// and the files are read once for each. On a nil report it is the other.
func (r *Report) And(o *Report) *Report {
	if r == nil {
		return o
	}
	all := *r
	all.Columns = slices.Clone(r.Columns)
	for i := range all.Columns {
		c := &all.Columns[i]
		at := slices.IndexFunc(o.Columns, func(b Binding) bool { return b.Canonical == c.Canonical })
		if at >= 0 && !slices.Contains(strings.Split(c.Source, ", "), o.Columns[at].Source) {
			c.Source += ", " + o.Columns[at].Source
		}
	}
	all.Sources = maps.Clone(r.Sources)
	for column, names := range o.Sources {
		all.Sources[column] = slices.Compact(slices.Sorted(slices.Values(slices.Concat(all.Sources[column], names))))
	}
	unused := map[string]bool{}
	for _, name := range o.Unmapped {
		unused[name] = true
	}
	all.Unmapped = slices.DeleteFunc(slices.Clone(r.Unmapped), func(name string) bool { return !unused[name] })
	all.Counts = r.Counts.And(o.Counts)
	return &all
}

func noCounts() Counts {
	return Counts{Refused: map[string]Refusal{}, Blanked: map[string]int64{}, Words: map[string]map[string]Word{}}
}

// mostWords is how many distinct values of a column a worker counts one by one; the others count as otherWords.
const (
	mostWords  = 10_000
	otherWords = "…"
)

func (c *Counts) addWords(words map[string]map[string]*Word) {
	for column, found := range words {
		if c.Words[column] == nil {
			c.Words[column] = map[string]Word{}
		}
		for value, w := range found {
			c.Words[column][value] = Word{c.Words[column][value].Rows + w.Rows, w.Taken}
		}
	}
}

// And counts what was read in two parts together.
func (r Counts) And(o Counts) Counts {
	all := r
	all.Refused, all.Blanked = map[string]Refusal{}, map[string]int64{}
	maps.Copy(all.Refused, r.Refused)
	maps.Copy(all.Blanked, r.Blanked)
	all.Read, all.Kept, all.Filtered = r.Read+o.Read, r.Kept+o.Kept, r.Filtered+o.Filtered
	all.Skipped, all.Duplicates = r.Skipped+o.Skipped, r.Duplicates+o.Duplicates
	for reason, refused := range o.Refused {
		sum, ok := all.Refused[reason]
		if !ok || refused.First.before(sum.First) {
			sum.First = refused.First
		}
		sum.Rows, sum.Amount = sum.Rows+refused.Rows, sum.Amount+refused.Amount
		all.Refused[reason] = sum
	}
	for column, n := range o.Blanked {
		all.Blanked[column] += n
	}
	if o.Reach.After(r.Reach) {
		all.Reach = o.Reach
	}
	all.Words = map[string]map[string]Word{}
	for _, part := range []Counts{r, o} {
		for column, found := range part.Words {
			if all.Words[column] == nil {
				all.Words[column] = map[string]Word{}
			}
			for value, w := range found {
				all.Words[column][value] = Word{all.Words[column][value].Rows + w.Rows, w.Taken}
			}
		}
	}
	all.Rows = firstOfEach(slices.Concat(r.Rows, o.Rows))
	if !o.First.IsZero() && (r.First.IsZero() || o.First.Before(r.First)) {
		all.First = o.First
	}
	if o.Last.After(r.Last) {
		all.Last = o.Last
	}
	if a, b := max(o.Largest, -o.Largest), max(r.Largest, -r.Largest); a > b || a == b && a > 0 && o.LargestAt.before(r.LargestAt) {
		all.Largest, all.LargestAt = o.Largest, o.LargestAt
	}
	all.Years = maps.Clone(r.Years)
	if all.Years == nil {
		all.Years = map[int]int64{}
	}
	for year, n := range o.Years {
		all.Years[year] += n
	}
	all.Net.add(o.Net)
	all.Sample = Sample{}
	all.Sample.add(r.Sample)
	all.Sample.add(o.Sample)
	return all
}

// firstOfEach are the refused rows that are kept, in the order of the reasons and the files.
func firstOfEach(rows []Refused) []Refused {
	slices.SortFunc(rows, func(a, b Refused) int { return cmp.Or(strings.Compare(a.Reason, b.Reason), a.compare(b.Place)) })
	kept, n := rows[:0], 0
	last := ""
	for _, r := range rows {
		if r.Reason != last {
			last, n = r.Reason, 0
		}
		if n++; n <= mostKept {
			kept = append(kept, r)
		}
	}
	return kept
}
