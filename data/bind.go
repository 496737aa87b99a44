package data

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrUsage marks errors in what was asked for: a path that is not there, a column that no file has.
var ErrUsage = errors.New("usage")

// usageError keeps its own wording; errors.Is finds ErrUsage in it.
type usageError struct{ error }

func (usageError) Is(target error) bool { return target == ErrUsage }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// How a column was found.
const (
	Mapped     = "mapped"
	Recognised = "recognised"
	Partition  = "partition" // from the folder's name, key=value
	Computed   = "computed"  // a product of two columns
	Constant   = "constant"
)

// field is how one file gives one canonical column.
type field struct {
	column
	how    string
	from   string // as the report names it
	source int    // in the file's sources; -1 where it is none of them
	value  string // of a constant
	sides  [2]int // fields of the operands, where it is computed
	hidden bool   // read, but not passed on
	factor factor // that the values are multiplied by

	compared bool // lines differ where it does
	keyed    bool // lines with the same are versions of one
	version  bool // tells which version of a line is the latest

	where, except, refund []string // values to keep, nil for all; values to leave out; values of lines that take money back
}

// binding is how one file gives the columns of a table.
type binding struct {
	fields   []field
	unmapped []string
}

// binder finds the columns of a file.
type binder struct {
	spec    *Spec
	sources []source
	parts   map[string]string // of the file's folders
	taken   map[string]bool   // names already in use
	binding
}

func bind(spec *Spec, sources []source, parts map[string]string) (*binding, error) {
	b := &binder{spec: spec, sources: sources, parts: parts, taken: map[string]bool{}}
	if err := b.mapped(); err != nil {
		return nil, err
	}
	b.recognised()
	b.derived()
	if err := b.complete(); err != nil {
		return nil, err
	}
	if err := b.filters(); err != nil {
		return nil, err
	}
	if err := b.compare(); err != nil {
		return nil, err
	}
	b.note()
	return &b.binding, nil
}

func (b *binder) field(name string) int {
	return slices.IndexFunc(b.fields, func(f field) bool { return f.name == name && !f.hidden })
}

// mapped takes the columns that the user mapped.
func (b *binder) mapped() error {
	for _, c := range tables[b.spec.Table] {
		from, ok := b.spec.Map[c.name]
		if !ok {
			continue
		}
		if n := len(from); n >= 2 && from[0] == '\'' && from[n-1] == '\'' {
			b.fields = append(b.fields, field{column: c, how: Constant, from: from, source: -1, value: from[1 : n-1]})
			continue
		}
		f, err := b.look(c, from)
		if err == nil {
			f.how = Mapped
			b.take(f)
			continue
		}
		if c.kind != money && c.kind != number {
			return err
		}
		if err := b.formula(c, from); err != nil {
			return err
		}
	}
	return nil
}

// formula takes a column that is computed: column, column*column, and either of them times or by a constant.
func (b *binder) formula(c column, from string) error {
	what, by := cutFactor(from)
	left, right, product := strings.Cut(what, "*")
	if !product {
		f, err := b.look(c, strings.TrimSpace(what))
		if err != nil {
			return err
		}
		f.how, f.factor = Mapped, by
		b.take(f)
		return nil
	}
	if c.kind != money {
		return usagef("%s.%s cannot be a product: only amounts can", b.spec.Table, c.name)
	}
	return b.product(c, strings.TrimSpace(left), strings.TrimSpace(right), by)
}

func (b *binder) take(f field) {
	b.fields = append(b.fields, f)
	b.taken[f.from] = true
}

// look finds a source column or partition by its name, in any case where only one fits.
func (b *binder) look(c column, name string) (field, error) {
	for _, same := range []func(a, b string) bool{func(a, b string) bool { return a == b }, strings.EqualFold} {
		for i := range b.sources {
			if same(b.sources[i].name, name) {
				return field{column: c, from: b.sources[i].name, source: i}, nil
			}
		}
		for _, key := range sortedKeys(b.parts) {
			if same(key, name) {
				return field{column: c, how: Partition, from: key, source: -1, value: b.parts[key]}, nil
			}
		}
	}
	return field{}, usagef("there is no column %q for %s.%s; there are %s", name, b.spec.Table, c.name, b.names())
}

func (b *binder) names() string {
	var names []string
	for _, s := range b.sources {
		names = append(names, printable(s.name))
	}
	for key := range b.parts {
		names = append(names, printable(key))
	}
	slices.Sort(names)
	if len(names) > 30 {
		names = append(names[:30], "…")
	}
	return strings.Join(names, ", ")
}

// product adds a computed column and the hidden columns of its two sides.
func (b *binder) product(c column, left, right string, by factor) error {
	f := field{column: c, how: Computed, source: -1, factor: by}
	for i, name := range []string{left, right} {
		side, err := b.look(column{name: c.name, kind: operand, subject: c.subject}, name)
		if err != nil {
			if known := b.recognise(name); known < 0 {
				return err
			} else {
				side = field{column: column{name: c.name, kind: operand, subject: c.subject}, from: b.sources[known].name, source: known}
			}
		}
		side.hidden = true
		b.fields = append(b.fields, side)
		f.sides[i] = len(b.fields) - 1
	}
	f.from = b.fields[f.sides[0]].from + "*" + b.fields[f.sides[1]].from
	b.fields = append(b.fields, f)
	return nil
}

// recognise finds the source of a canonical column by its common names; -1 where there is none.
func (b *binder) recognise(name string) int {
	c, ok := find(b.spec.Table, name)
	if !ok {
		return -1
	}
	if from, ok := b.spec.Map[name]; ok {
		f, err := b.look(c, from)
		if err != nil {
			return -1
		}
		return f.source
	}
	for _, common := range append([]string{plainName(c.name)}, c.also...) {
		for i := range b.sources {
			if s := &b.sources[i]; s.plain == common && !b.taken[s.name] {
				return i
			}
		}
	}
	return -1
}

// recognised takes the columns that go by a name of our own, then those that go by another common one.
func (b *binder) recognised() {
	for _, own := range []bool{true, false} {
		for _, c := range tables[b.spec.Table] {
			if b.field(c.name) >= 0 {
				continue
			}
			names := c.also
			if own {
				names = []string{plainName(c.name)}
			}
			if f, ok := b.common(c, names); ok {
				b.take(f)
			}
		}
	}
	b.doubtPrice()
}

func (b *binder) common(c column, names []string) (field, bool) {
	for _, name := range names {
		for i := range b.sources {
			if s := &b.sources[i]; s.plain == name && !b.taken[s.name] {
				return field{column: c, how: Recognised, from: s.name, source: i}, true
			}
		}
		for _, key := range sortedKeys(b.parts) {
			if !b.taken[key] && plainName(key) == name {
				return field{column: c, how: Partition, from: key, source: -1, value: b.parts[key]}, true
			}
		}
	}
	return field{}, false
}

// doubtPrice gives up a price taken for the amount where there is a quantity too, because it may be the price of a unit.
func (b *binder) doubtPrice() {
	i := b.field("amount")
	if i >= 0 && b.fields[i].how == Recognised && plainName(b.fields[i].from) == "price" && b.field("quantity") >= 0 {
		delete(b.taken, b.fields[i].from)
		b.fields = slices.Delete(b.fields, i, i+1)
	}
}

// derived adds what follows from other columns: the cost of a line from that of a unit, and constants.
func (b *binder) derived() {
	cost, known := find(b.spec.Table, "cost")
	if known && b.field("cost") < 0 && b.field("unit_cost") >= 0 && b.field("quantity") >= 0 {
		_ = b.product(cost, b.fields[b.field("unit_cost")].from, b.fields[b.field("quantity")].from, factor{})
	}
	for _, c := range tables[b.spec.Table] {
		if value, ok := defaults[b.spec.Table][c.name]; ok && b.field(c.name) < 0 {
			b.fields = append(b.fields, field{column: c, how: Constant, from: "'" + value + "'", source: -1, value: value})
		}
	}
}

// complete checks that nothing required is missing and hides what is not wanted.
func (b *binder) complete() error {
	if err := b.missing(); err != nil {
		return err
	}
	for _, c := range tables[b.spec.Table] {
		i := b.field(c.name)
		_, always := defaults[b.spec.Table][c.name]
		if i >= 0 && !c.required && !always && b.spec.Columns != nil && !slices.Contains(b.spec.Columns, c.name) {
			b.fields[i].hidden = true
		}
	}
	return nil
}

// missing says all that is missing at once, with flags to paste where a source fits by its type and its name.
func (b *binder) missing() error {
	var names, flags []string
	advice := ""
	proposed := map[string]bool{}
	for _, c := range tables[b.spec.Table] {
		if !c.required || b.field(c.name) >= 0 {
			continue
		}
		names = append(names, c.name)
		if advice == "" {
			advice = fmt.Sprintf("map %s.%s to %s", b.spec.Table, c.name, b.advice(c))
		}
		if source := b.propose(&c, proposed); source != "" {
			proposed[source] = true
			flags = append(flags, fmt.Sprintf("--map %s.%s=%s", b.spec.Table, c.name, shellWord(source)))
		}
	}
	if len(names) == 0 {
		return nil
	}
	if len(flags) > 0 {
		advice += "; maybe " + strings.Join(flags, " ")
	}
	return usagef("no column was recognised as %s: %s", strings.Join(names, ", "), advice)
}

// propose is the source column whose name has most in common with a column's, of those whose type can be taken as it.
func (b *binder) propose(c *column, not map[string]bool) (best string) {
	most := 0
	for i := range b.sources {
		s := &b.sources[i]
		if s.nested || b.taken[s.name] || not[s.name] {
			continue
		}
		if _, _, err := converter(s, c, reading{}); err != nil {
			continue
		}
		score := 0
		for _, name := range append([]string{plainName(c.name), c.subject}, c.also...) {
			if plain := plainName(s.name); strings.Contains(plain, name) {
				score = max(score, len(name))
			} else if len(plain) > 2 && strings.Contains(name, plain) {
				score = max(score, len(plain))
			}
		}
		if c.kind == aDate && (s.meaning == date || s.meaning == timestamp) {
			score += 2 // its type says it
		}
		if score > most {
			best, most = s.name, score
		}
	}
	return best
}

// shellWord is a name as a shell takes it.
func shellWord(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_.-/:", r)
	}) {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}

func (b *binder) advice(c column) string {
	quantity, price := b.field("quantity"), b.recognise("unit_price")
	if c.name != "amount" || quantity < 0 {
		return "one of " + b.names()
	}
	if price < 0 {
		for i := range b.sources {
			if b.sources[i].plain == "price" {
				price = i
			}
		}
	}
	if price < 0 && b.field("unit_price") >= 0 {
		price = b.fields[b.field("unit_price")].source
	}
	if price < 0 {
		return "one of " + b.names()
	}
	return fmt.Sprintf("'%s*%s' if that is the amount of a line, or to one of %s",
		printable(b.fields[quantity].from), printable(b.sources[price].name), b.names())
}

// filters adds what --where and its kin need, reading further columns where they have to.
func (b *binder) filters() error {
	for _, rule := range []struct {
		values map[string][]string
		set    func(f *field, values []string)
	}{
		{b.spec.Where, func(f *field, values []string) { f.where = values }},
		{b.spec.Without, func(f *field, values []string) { f.except = values }},
		{b.spec.RefundWhere, func(f *field, values []string) { f.refund = values }},
	} {
		for _, name := range sortedKeys(rule.values) {
			i, err := b.any(name)
			if err != nil {
				return err
			}
			rule.set(&b.fields[i], rule.values[name])
		}
	}
	return nil
}

// any is the field of a canonical or other column, which is read for its values where it is not passed on.
func (b *binder) any(name string) (int, error) {
	i := b.field(name)
	if i < 0 { // hidden because it is not wanted
		i = slices.IndexFunc(b.fields, func(f field) bool { return f.name == name && f.kind != operand && f.kind != raw })
	}
	if i >= 0 {
		return i, nil
	}
	f, err := b.look(column{name: name, kind: text, subject: name}, name)
	if err != nil {
		return 0, usagef("there is no column %q to filter by; there are %s", name, b.names())
	}
	f.hidden = true
	b.taken[f.from] = true
	b.fields = append(b.fields, f)
	return len(b.fields) - 1, nil
}

func (b *binder) note() {
	for _, f := range b.fields {
		b.taken[f.from] = true
	}
	for _, s := range b.sources {
		if !b.taken[s.name] {
			b.unmapped = append(b.unmapped, s.name)
		}
	}
	needed := make([]bool, len(b.fields))
	for i, f := range b.fields {
		if f.hidden && f.where == nil && f.except == nil && f.refund == nil && !f.compared && !f.keyed && !f.version {
			continue
		}
		needed[i] = true
		if f.how == Computed {
			needed[f.sides[0]], needed[f.sides[1]] = true, true
		}
	}
	b.drop(needed)
}

// drop leaves out the fields that nobody needs, so that their columns are not read, and puts the others into the table's order.
func (b *binder) drop(needed []bool) {
	var order []int
	for i := range b.fields {
		if needed[i] {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(i, j int) int { return b.rank(i) - b.rank(j) })
	moved := make([]int, len(b.fields))
	fields := make([]field, len(order))
	for to, from := range order {
		fields[to], moved[from] = b.fields[from], to
	}
	for i := range fields {
		if fields[i].how == Computed {
			fields[i].sides = [2]int{moved[fields[i].sides[0]], moved[fields[i].sides[1]]}
		}
	}
	b.fields = fields
}

func (b *binder) rank(i int) int {
	return slices.IndexFunc(tables[b.spec.Table], func(c column) bool { return c.name == b.fields[i].name })
}

// printable is a name from a file as it can stand in a line of text.
func printable(name string) string {
	const longest = 100
	if len(name) > longest {
		name = strings.ToValidUTF8(name[:longest], "") + "…"
	}
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return strconv.Quote(name)
	}
	return name
}

func checkSpec(spec *Spec) error {
	if tables[spec.Table] == nil {
		return usagef("there is no table %q; there are %s", spec.Table, strings.Join(sortedKeys(tables), ", "))
	}
	for _, name := range append(sortedKeys(spec.Map), spec.Columns...) {
		if _, ok := find(spec.Table, name); !ok {
			var names []string
			for _, c := range tables[spec.Table] {
				names = append(names, c.name)
			}
			return usagef("%s has no column %q; it has %s", spec.Table, name, strings.Join(names, ", "))
		}
	}
	if len(spec.Paths) == 0 {
		return usagef("no file is given for %s", spec.Table)
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
