package data

import (
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
	unused := map[string]bool{}
	for _, name := range o.Unmapped {
		unused[name] = true
	}
	all.Unmapped = slices.DeleteFunc(slices.Clone(r.Unmapped), func(name string) bool { return !unused[name] })
	all.Counts = r.Counts.And(o.Counts)
	return &all
}

func noCounts() Counts { return Counts{Refused: map[string]Refusal{}, Blanked: map[string]int64{}} }

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
	if r.First.IsZero() || !o.First.IsZero() && o.First.Before(r.First) {
		all.First = o.First
	}
	if o.Last.After(r.Last) {
		all.Last = o.Last
	}
	return all
}
