package night

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/charts"
	"regulars/data"
)

// Scales are the ends of the scales that scores are on, by table.column.
type Scales map[string]data.Scale

// scoreColumns are those whose scale has to be known. Without it the answers of a must mean nothing; the scores of others have a scale if it shows.
var scoreColumns = []struct {
	table, column string
	must          bool
}{{"surveys", "experience", true}, {"surveys", "recommend", true}, {"complaints", "satisfaction_after", false}, {"employees", "satisfaction", false}}

// likeExperience are the columns of surveys that are on the scale of the experience unless another is said.
var likeExperience = []string{"expectation", "ideal", "competitor_experience"}

// decideScales finds out which scales the scores are on, from all of them: what was said holds, then what the last report went by, then what the scores
// show. It says where the scores show another scale than the last report went by.
func (c *Reading) decideScales(ctx context.Context, before map[string]any) (notes []charts.Text, err error) {
	given := maps.Clone(c.Scales)
	last := scalesOf(before)
	c.Scales = maps.Clone(given)
	for _, of := range scoreColumns {
		name := of.table + "." + of.column
		if _, said := given[name]; said || !c.given(of.table) {
			continue
		}
		scores, err := c.scores(ctx, of.table, of.column)
		if err != nil {
			return nil, err
		}
		if len(scores) == 0 {
			continue
		}
		shown, sure := showing(scores, of.column == "recommend")
		was, remembered := last[name]
		switch survey, known := c.Scales["surveys.experience"]; {
		case remembered:
			if sure && shown != was && covers(was, scores) < 0.99 {
				notes = append(notes, charts.Sentence("The scores of %s look as if they were on the scale %s; the report goes by %s as before, unless you say --survey-scale %s.",
					"%s 的评分看来采用 %s 量表；在用 --survey-scale %[4]s 另行指定之前，报告仍沿用 %[3]s。",
					charts.Same(name), charts.Same(shown.String()), charts.Same(was.String()), charts.Same(strings.TrimPrefix(name, "surveys.")+"="+shown.String())))
			}
			c.Scales[name] = was
		case sure:
			c.Scales[name] = shown
		case of.must:
			return nil, unsure(name, scores, shown)
		case known && covers(survey, scores) >= 0.99:
			c.Scales[name] = survey
		}
	}
	if scale, ok := c.Scales["surveys.experience"]; ok {
		c.Survey.Coding.Min, c.Survey.Coding.Max = min(scale.Min, scale.Max), max(scale.Min, scale.Max)
	}
	return notes, nil
}

// scores counts the values of a column that has no scale of its own in the files.
func (c *Reading) scores(ctx context.Context, table, column string) (map[float64]int64, error) {
	counts := map[float64]int64{}
	for _, spec := range c.specs(table, c.AsOf) {
		spec.Columns = []string{column}
		if column == "experience" {
			spec.Columns = append(spec.Columns, "scale_min")
		}
		spec.Tally = []string{column}
		set, err := data.Open(ctx, spec, c.Threads)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(set.Report().Columns, func(b data.Binding) bool { return b.Canonical == "scale_min" }) {
			return nil, nil
		}
		found, err := set.Read(ctx, c.Threads, nil, func(int, arrow.Record) error { return nil })
		if err != nil {
			return nil, err
		}
		for _, word := range found.Words[column] {
			if x, err := strconv.ParseFloat(word.Taken, 64); err == nil && !slices.Contains(c.Survey.Coding.Missing, x) {
				counts[x] += word.Rows
			}
		}
	}
	return counts, nil
}

// usualScales are those that scores are told to be on, the narrowest first.
var usualScales = []data.Scale{{Min: 0, Max: 1}, {Min: 1, Max: 3}, {Min: 1, Max: 4}, {Min: 1, Max: 5}, {Min: 1, Max: 7}, {Min: 0, Max: 10}, {Min: 0, Max: 100}}

// showing is the scale that scores show, from their whole distribution: the narrowest usual one that holds them all but for strays, which are fewer
// than one in a hundred and so far off that no wider scale explains them. It is certain where enough scores stand at its ends.
func showing(scores map[float64]int64, recommend bool) (scale data.Scale, sure bool) {
	if three := []float64{-100, 0, 100}; len(scores) >= 2 && scores[-100] > 0 && onlyOf(scores, three) {
		return data.Scale{Min: -100, Max: 100}, true
	}
	for _, scale = range usualScales {
		if strays(scale, scores) {
			continue
		}
		n, low, high := ends(scale, scores)
		share := float64(high) / float64(n)
		switch {
		case recommend:
			sure = scale == data.Scale{Min: 0, Max: 10} && above(scores, 7) > 0
		case scale.Max == 1 || n < 30:
			sure = low > 0 && high > 0 && n >= 2
		case scale.Max == 3 || scale.Max == 4:
			sure = n >= 50 && share >= 0.10
		case scale.Max == 7:
			sure = n >= 50 && share >= 0.05
		default:
			sure = share >= 0.01
		}
		return scale, sure
	}
	return data.Scale{}, false
}

func onlyOf(scores map[float64]int64, values []float64) bool {
	for x := range scores {
		if !slices.Contains(values, x) {
			return false
		}
	}
	return true
}

// strays tells whether too many scores, or some not far enough, lie outside a scale.
func strays(s data.Scale, scores map[float64]int64) bool {
	span, n, outside := s.Max-s.Min, int64(0), int64(0)
	for x, rows := range scores {
		if n += rows; x < s.Min || x > s.Max {
			outside += rows
			if x >= s.Min-span && x <= s.Max+span {
				return true
			}
		}
	}
	allowed := n / 100
	if n >= 20 {
		allowed = max(allowed, 1)
	}
	return outside > allowed
}

// ends counts the scores on a scale, and those in the tenth at either end.
func ends(s data.Scale, scores map[float64]int64) (n, low, high int64) {
	edge := (s.Max - s.Min) / 10
	for x, rows := range scores {
		if x < s.Min || x > s.Max {
			continue
		}
		n += rows
		if x <= s.Min+edge {
			low += rows
		}
		if x >= s.Max-edge {
			high += rows
		}
	}
	return n, low, high
}

func above(scores map[float64]int64, bound float64) (n int64) {
	for x, rows := range scores {
		if x > bound {
			n += rows
		}
	}
	return n
}

// covers is the share of scores that lie on a scale.
func covers(s data.Scale, scores map[float64]int64) float64 {
	on, all := int64(0), int64(0)
	for x, rows := range scores {
		if all += rows; x >= min(s.Min, s.Max) && x <= max(s.Min, s.Max) {
			on += rows
		}
	}
	return float64(on) / float64(max(all, 1))
}

// unsure asks for the scale of a column.
func unsure(name string, scores map[float64]int64, likely data.Scale) error {
	values := slices.Collect(maps.Keys(scores))
	slices.SortFunc(values, func(a, b float64) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	values = values[:min(len(values), 12)]
	slices.Sort(values)
	var list []string
	for _, x := range values {
		list = append(list, fmt.Sprintf("%v: %d", x, scores[x]))
	}
	column := strings.TrimPrefix(name, "surveys.")
	if likely == (data.Scale{}) || column == "recommend" && likely == (data.Scale{Min: 0, Max: 10}) {
		likely = data.Scale{Min: 1, Max: 5}
	}
	what := "it is not certain which scale the scores of %[1]s are on"
	if column == "recommend" {
		what = "the recommendations in %[1]s do not look as if they were on the scale 0-10, which the net promoter score needs"
	}
	return Usagef(what+" (most frequent values: %[2]s): say it with --survey-scale %[3]s=%[4]s or another MIN-MAX, the worst score first (5-1 where 1 is the best); "+
		"values that stand for no answer with --survey-missing", name, strings.Join(list, ", "), column, likely)
}

// scalesOf are the scales that the last report went by.
func scalesOf(settings map[string]any) Scales {
	found := Scales{}
	var all []any
	switch v := settings["survey-scale"].(type) {
	case string:
		all = []any{v}
	case []any:
		all = v
	}
	for _, v := range all {
		text, _ := v.(string)
		if column, written, ok := strings.Cut(text, "="); ok {
			if scale, err := data.ParseScale(written); err == nil {
				found[column] = scale
			}
		}
	}
	return found
}

// NameScale is the table.column that a scale of --survey-scale is about: one of surveys where no table is named.
func NameScale(column string) (string, error) {
	table, name, ok := strings.Cut(column, ".")
	if !ok {
		table, name = "surveys", column
	}
	if !slices.Contains(Tables, table) || !data.IsScore(table, name) {
		return "", fmt.Errorf("there is no column of scores %q: write recommend=1-5 or complaints.satisfaction_after=1-5", column)
	}
	return table + "." + name, nil
}
