package analytics

import (
	"slices"
	"strings"
	"sync"
)

// Labels are the names behind [Label]s, in the order of their names.
type Labels struct {
	names []string // names[0] is "", no label
}

// NewLabels numbers names, which must be sorted and distinct.
func NewLabels(names []string) *Labels {
	return &Labels{names: append([]string{""}, names...)}
}

// Name is the name of a label; no label has the empty name.
func (l *Labels) Name(n Label) string {
	if l == nil || int(n) >= len(l.names) {
		return ""
	}
	return l.names[n]
}

// Len is one more than the greatest label.
func (l *Labels) Len() int { return len(l.names) }

// labelBook numbers names in the order they come, while batches are still being added by several workers.
type labelBook struct {
	mu    sync.Mutex
	codes map[string]Label
	names []string
	inUse []bool // false where a name was restored and has not been met since
}

func newLabelBook() *labelBook {
	return &labelBook{codes: map[string]Label{"": 0}, names: []string{""}, inUse: []bool{false}}
}

// code is the provisional number of a name, which may point into memory that is reused, and a copy of the name that
// may be kept.
func (b *labelBook) code(name string) (Label, string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c, ok := b.codes[name]; ok {
		b.inUse[c] = true
		return c, b.names[c]
	}
	c := Label(len(b.names))
	name = strings.Clone(name)
	b.names, b.inUse = append(b.names, name), append(b.inUse, true)
	b.codes[name] = c
	return c, name
}

// restore gives names the numbers they had in another book; those that were met before must have had the same.
func (b *labelBook) restore(names []string) {
	b.names, b.inUse = append(b.names[:1], names...), append(b.inUse, make([]bool, len(names)+1-len(b.inUse))...)
	for i, name := range b.names {
		b.codes[name] = Label(i)
	}
}

// sorted gives the labels in use in the order of their names, and the final number of each provisional one.
func (b *labelBook) sorted() (*Labels, []Label) {
	var names []string
	for i, name := range b.names[1:] {
		if b.inUse[i+1] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	labels := NewLabels(names)
	final := make([]Label, len(b.names))
	for i, name := range labels.names {
		final[b.codes[name]] = Label(i)
	}
	return labels, final
}

// IsOverall tells whether a survey's dimension is the overall question.
func IsOverall(dimension string) bool {
	switch strings.ToLower(strings.TrimSpace(dimension)) {
	case "", "overall", "overall satisfaction", "总体", "总体满意", "总体满意度", "整体", "整体满意度":
		return true
	}
	return false
}
