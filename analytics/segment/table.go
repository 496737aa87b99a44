package segment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Segment is a named group of customers: those whose scores match any of its rules. Texts come in English and Chinese;
// a Chinese text that is not given is the English one.
type Segment struct {
	Name          string `yaml:"name"`
	NameZH        string `yaml:"name_zh"`
	Description   string `yaml:"description"`
	DescriptionZH string `yaml:"description_zh"`
	Action        string `yaml:"action"` // what to do with these customers, an imperative
	ActionZH      string `yaml:"action_zh"`
	Where         []Rule `yaml:"where"`
}

// Rule is a range of each score: "4-5", "3", or empty for any.
type Rule struct {
	R string `yaml:"r"`
	F string `yaml:"f"`
	M string `yaml:"m"`
}

// New is the name that migration gives to where customers come from who had not bought by the comparison date.
const New = "(new)"

// ID is the number of a segment in its table, from 1; 0 is none, as before the first purchase.
type ID uint8

// maxSegments is one for each combination of scores.
const maxSegments = 125

// Table is a checked table of segments.
type Table struct {
	segments []Segment
	of       [5][5][5]ID
	recent   []bool // by ID: whether some score of 3 or more in recency is in the segment
}

// NewTable checks that every combination of scores is in exactly one segment.
func NewTable(segments []Segment) (*Table, error) {
	if len(segments) > maxSegments {
		return nil, fmt.Errorf("%d segments are more than the %d combinations of scores", len(segments), maxSegments)
	}
	t := &Table{recent: make([]bool, len(segments)+1)}
	for i, s := range segments {
		if err := t.enter(ID(i+1), s); err != nil {
			return nil, err
		}
	}
	if err := t.checkCover(); err != nil {
		return nil, err
	}
	return t, nil
}

func (t *Table) enter(id ID, s Segment) error {
	s.Name = strings.TrimSpace(s.Name)
	if s.Name == "" {
		return fmt.Errorf("segment %d has no name: give it one", id)
	}
	if s.Name == New {
		return fmt.Errorf("segment %d: the name %s is kept for customers who had not bought by the comparison date: choose another", id, New)
	}
	for _, other := range t.segments {
		if other.Name == s.Name {
			return fmt.Errorf("two segments are named %q: put their rules under one name", s.Name)
		}
	}
	s.NameZH = orElse(s.NameZH, s.Name)
	s.DescriptionZH = orElse(s.DescriptionZH, s.Description)
	s.ActionZH = orElse(s.ActionZH, s.Action)
	t.segments = append(t.segments, s)
	if len(s.Where) == 0 {
		return fmt.Errorf("segment %q has no rule: say where it is, such as {r: 4-5, f: 4-5}", s.Name)
	}
	for i, rule := range s.Where {
		if err := t.mark(id, rule); err != nil {
			return fmt.Errorf("segment %q, rule %d: %w", s.Name, i+1, err)
		}
	}
	return nil
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (t *Table) mark(id ID, rule Rule) error {
	r, err := parseScores("r", rule.R)
	if err != nil {
		return err
	}
	f, err := parseScores("f", rule.F)
	if err != nil {
		return err
	}
	m, err := parseScores("m", rule.M)
	if err != nil {
		return err
	}
	for i := r.from; i <= r.to; i++ {
		for j := f.from; j <= f.to; j++ {
			for k := m.from; k <= m.to; k++ {
				cell := &t.of[i-1][j-1][k-1]
				if *cell != 0 && *cell != id {
					return fmt.Errorf("r %d, f %d, m %d is in %q already: make the rules exclude each other", i, j, k, t.Name(*cell))
				}
				*cell = id
			}
		}
	}
	t.recent[id] = t.recent[id] || r.to >= 3
	return nil
}

type scores struct{ from, to int }

// parseScores reads "4-5", "3", or "" for all.
func parseScores(measure, s string) (scores, error) {
	if s = strings.TrimSpace(s); s == "" {
		return scores{1, 5}, nil
	}
	low, high, found := strings.Cut(s, "-")
	if !found {
		high = low
	}
	from, err1 := strconv.Atoi(strings.TrimSpace(low))
	to, err2 := strconv.Atoi(strings.TrimSpace(high))
	if err1 != nil || err2 != nil || from < 1 || to > 5 || from > to {
		return scores{}, fmt.Errorf("%s is %q: write a score from 1 to 5, or a range such as 4-5", measure, s)
	}
	return scores{from, to}, nil
}

func (t *Table) checkCover() error {
	missing, first := 0, ""
	for r := range 5 {
		for f := range 5 {
			for m := range 5 {
				if t.of[r][f][m] != 0 {
					continue
				}
				if missing++; missing == 1 {
					first = fmt.Sprintf("r %d, f %d, m %d", r+1, f+1, m+1)
				}
			}
		}
	}
	switch missing {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("%s is in no segment: add a rule that covers it", first)
	default:
		return fmt.Errorf("%d combinations of scores are in no segment, the first is %s: add rules that cover them", missing, first)
	}
}

// Of is the segment of a customer's scores, 1 to 5 each; none where a score is out of range.
func (t *Table) Of(r, f, m int) ID {
	if min(r, f, m) < 1 || max(r, f, m) > 5 {
		return 0
	}
	return t.of[r-1][f-1][m-1]
}

// Len is how many segments there are.
func (t *Table) Len() int { return len(t.segments) }

// Segment is a segment by its number, which must be one of the table.
func (t *Table) Segment(id ID) Segment { return t.segments[id-1] }

// Name is the English name of a segment; that of none is empty.
func (t *Table) Name(id ID) string {
	if id == 0 {
		return ""
	}
	return t.segments[id-1].Name
}

// From is the name of the segment that a customer came from, which is [New] for none.
func (t *Table) From(id ID) string {
	if id == 0 {
		return New
	}
	return t.Name(id)
}

// Recent says whether a segment holds customers who bought not long ago: some with a score of 3 or more in recency.
func (t *Table) Recent(id ID) bool { return t.recent[id] }

// TellsSilence says whether customers can go quiet or come back: whether segments of recent customers stand beside others.
func (t *Table) TellsSilence() bool {
	all := t.recent[1:]
	return slices.Contains(all, true) && slices.Contains(all, false)
}
