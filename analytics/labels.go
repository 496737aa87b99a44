package analytics

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
