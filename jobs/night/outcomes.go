package night

import (
	"context"
	"maps"
	"slices"

	"github.com/apache/arrow/go/v17/arrow"

	"regulars/charts"
	"regulars/data"
)

// decideOutcome gives up a column that was taken for the outcome of complaints because of its name, where most of its words are not known and the
// time of closing tells what became of them. It says so.
func (c *Reading) decideOutcome(ctx context.Context) (notes []charts.Text, err error) {
	if !c.given("complaints") || c.Map["complaints"]["outcome"] != "" {
		return nil, nil
	}
	spec := c.spec("complaints", c.AsOf)
	spec.Columns = []string{"outcome", "closed_at"}
	set, err := data.Open(ctx, spec, c.Threads)
	if err != nil {
		return nil, err
	}
	if has := set.Report().Columns; !hasColumn(has, "outcome") || !hasColumn(has, "closed_at") {
		return nil, nil
	}
	found, err := set.Read(ctx, c.Threads, nil, func(int, arrow.Record) error { return nil })
	if err != nil {
		return nil, err
	}
	known, unknown := int64(0), map[string]data.Word{}
	rows := int64(0)
	for value, word := range found.Words["outcome"] {
		if word.Taken != "" {
			known += word.Rows
		} else {
			unknown[value] = word
			rows += word.Rows
		}
	}
	if rows <= known {
		return nil, nil
	}
	c.Map = maps.Clone(c.Map)
	if c.Map["complaints"] = maps.Clone(c.Map["complaints"]); c.Map["complaints"] == nil {
		c.Map["complaints"] = map[string]string{}
	}
	c.Map["complaints"]["outcome"] = "''"
	return []charts.Text{charts.Sentence("The words of complaints.outcome are not known (%s), so that complaints count as resolved once they are closed: name the column with --map complaints.outcome=COLUMN if its words should count.",
		"complaints.outcome 中的词无法识别（%s），因此投诉在关闭后即视为已解决：若应以该列为准，请用 --map complaints.outcome=列名 指定。", charts.Same(words(unknown)))}, nil
}

func hasColumn(columns []data.Binding, name string) bool {
	return slices.ContainsFunc(columns, func(b data.Binding) bool { return b.Canonical == name })
}
