package night

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/analytics"
	"regulars/charts"
	"regulars/data/sample"
)

// splitter decides which customers are accumulated together: it hands back the parts, in the order of the customers.
type splitter func(customers []*analytics.Customer) [][]*analytics.Customer

// unsplit has all customers added to the accumulators of the whole base, so that nothing is merged.
var unsplit splitter

// atRandom cuts the customers at up to thirty places, some of which may be the same: then nobody lies between.
func atRandom(rng *rand.Rand) splitter {
	return func(customers []*analytics.Customer) [][]*analytics.Customer {
		cuts := []int{0, len(customers)}
		for range 1 + rng.IntN(30) {
			cuts = append(cuts, rng.IntN(len(customers)+1))
		}
		slices.Sort(cuts)
		var parts [][]*analytics.Customer
		for i := range len(cuts) - 1 {
			parts = append(parts, customers[cuts[i]:cuts[i+1]])
		}
		return parts
	}
}

// rehearsal is a night without files: its three passes, and the customers they walk.
type rehearsal struct {
	night
	population, referrers, customers pass
	all                              []*analytics.Customer
}

// copies gathers customers that stay.
type copies struct{ all []*analytics.Customer }

func (c *copies) Add(x *analytics.Customer) {
	c.all = append(c.all, &analytics.Customer{
		Key: x.Key, Rows: slices.Clone(x.Rows), Categories: slices.Clone(x.Categories), Answers: slices.Clone(x.Answers),
		Complaints: slices.Clone(x.Complaints), Referrals: slices.Clone(x.Referrals), Wallet: slices.Clone(x.Wallet),
		Expenses: slices.Clone(x.Expenses), Accounts: slices.Clone(x.Accounts), Contacts: slices.Clone(x.Contacts),
	})
}

func (c *copies) Merge(o *copies) { c.all = append(c.all, o.all...) }

// rehearse runs a night on a sample up to the end of the pass over the customers, each pass split its own way.
func rehearse(t *testing.T, cfg Config, split splitter) *rehearsal {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	r := &rehearsal{night: night{clock: newClock()}}
	must(r.read(ctx, &cfg, t.TempDir(), slog.New(slog.DiscardHandler), nil))
	ledger := r.ledger
	t.Cleanup(ledger.Discard)
	must(r.close(ctx, &cfg, ledger))
	kept, err := analytics.Scan(ctx, ledger, 1, func() *copies { return &copies{} })
	must(err)
	r.all = kept.all
	must(r.open(&cfg, ledger.Employees(), &r.population))
	plain := func(v *visit, c *analytics.Customer) { *v = visit{customer: c} }
	fill(&r.population, split, r.all, plain)
	must(r.derive(&cfg, ledger.Costs(), &r.referrers))
	fill(&r.referrers, split, r.all, plain)
	r.value.branch()
	r.queue.settle()
	r.join(&r.customers)
	fill(&r.customers, split, r.all, r.scored)
	return r
}

// scored is a customer as the pass over the customers shows it.
func (r *rehearsal) scored(v *visit, c *analytics.Customer) { r.scoring.visit(v, c, new(customerRow)) }

func fill(p *pass, split splitter, customers []*analytics.Customer, show func(*visit, *analytics.Customer)) {
	if split == nil {
		var whole parts
		for _, a := range p.accumulators {
			whole = append(whole, a.whole)
		}
		whole.all(customers, show)
		return
	}
	for _, some := range split(customers) {
		parts := p.parts()
		parts.all(some, show)
		parts.merge()
	}
}

func (p parts) all(customers []*analytics.Customer, show func(*visit, *analytics.Customer)) {
	for _, c := range customers {
		var v visit
		show(&v, c)
		p.add(&v)
	}
}

// shop is the configuration of a night on a new sample with every table, of which every list is exported.
func shop(t *testing.T, seed uint64) Config {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "shop")
	if _, err := sample.Write(context.Background(), sample.Options{Customers: 400, Months: 24, Seed: seed, Out: dir}); err != nil {
		t.Fatal(err)
	}
	cfg := DefaultConfig()
	cfg.Inputs["transactions"] = []string{filepath.Join(dir, "transactions")}
	for _, table := range Tables[1:] {
		cfg.Inputs[table] = []string{filepath.Join(dir, table+".parquet")}
	}
	cfg.Export, cfg.AnswerValue = []string{"queue", "winback", "calls", "alerts", "A", "keep", "repeat"}, 2
	return cfg
}

// TestSplitsMakeNoDifference cuts a base at random places, accumulates the parts on their own and merges them: every table, list, sum that must
// hold, figure and page is that of the whole base accumulated at once.
func TestSplitsMakeNoDifference(t *testing.T) {
	seeds := uint64(8)
	if testing.Short() {
		seeds = 1
	}
	for seed := range seeds {
		surveys := seed%2 == 0
		cfg := shop(t, seed)
		if !surveys { // then scores after complaints tell their own scale
			delete(cfg.Inputs, "surveys")
		}
		want, got := outcome(t, rehearse(t, cfg, unsplit)), outcome(t, rehearse(t, cfg, atRandom(rand.New(rand.NewPCG(seed, 1)))))
		for name, text := range want {
			if !alike(got[name], text) {
				t.Errorf("seed %d: %s is another: %s", seed, name, cmp.Diff(text, got[name]))
			}
		}
		if len(want) <= 50 || len(got) != len(want) {
			t.Errorf("seed %d: %d outcomes, and %d of the split base", seed, len(want), len(got))
		}
	}
}

var numbers = regexp.MustCompile(`-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?`)

// alike tells whether texts are the same but for the last digits of numbers, which depend on the order in which fractions are added.
func alike(a, b string) bool {
	if a == b {
		return true
	}
	x, y := numbers.FindAllString(a, -1), numbers.FindAllString(b, -1)
	if len(x) != len(y) || numbers.ReplaceAllString(a, "") != numbers.ReplaceAllString(b, "") {
		return false
	}
	for i := range x {
		if x[i] == y[i] { // also digits of a hash, such as 8e70535, which are no number
			continue
		}
		p, err1 := strconv.ParseFloat(x[i], 64)
		q, err2 := strconv.ParseFloat(y[i], 64)
		if err1 != nil || err2 != nil || math.Abs(p-q) > 1e-11*math.Abs(p) {
			return false
		}
	}
	return true
}

// outcome is all that a night tells, as text by what it is called.
func outcome(t *testing.T, r *rehearsal) map[string]string {
	t.Helper()
	r.finish()
	told, all := r.told(), map[string]string{}
	lists, contacts := r.lists.tables()
	for i := range contacts {
		contacts[i].Name += " to hand back"
	}
	for _, table := range slices.Concat(told.tables, lists, contacts) {
		b, err := table.Record.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		all["table "+table.Name] = string(b)
	}
	all["checks"], all["figures"], all["verdicts"] = fmt.Sprint(told.checks), fmt.Sprint(told.figures), fmt.Sprint(told.verdicts)
	dir := t.TempDir()
	report, _ := r.report(r.header, told.checks)
	if err := charts.Write(dir, report); err != nil {
		t.Fatal(err)
	}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".html" {
			var b []byte
			b, err = os.ReadFile(filepath.Join(dir, path))
			all["page "+path] = string(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestEveryAccumulatorIsRegistered walks the fields of all topics: whatever can be merged is registered with one of the passes, and nothing is
// registered that no topic holds.
func TestEveryAccumulatorIsRegistered(t *testing.T) {
	r := rehearse(t, shop(t, 1), unsplit)
	registered := map[any]bool{}
	for _, p := range []*pass{&r.population, &r.referrers, &r.customers} {
		for _, a := range p.accumulators {
			registered[a.whole.self] = true
		}
	}
	held := map[any]string{}
	topics := reflect.ValueOf(r.topics)
	for i := range topics.NumField() {
		gather(held, topics.Type().Field(i).Name, topics.Field(i))
	}
	if len(held) < 40 {
		t.Fatalf("only %d accumulators are found", len(held))
	}
	for a, where := range held {
		if !registered[a] {
			t.Errorf("%s, a %T, is not registered", where, a)
		}
		delete(registered, a)
	}
	for a := range registered {
		t.Errorf("a %T is registered, and no topic holds it", a)
	}
}

// gather finds the accumulators that a topic holds, in its fields and lists of them.
func gather(held map[any]string, name string, topic reflect.Value) {
	if topic.Kind() != reflect.Pointer || topic.IsNil() || topic.Elem().Kind() != reflect.Struct {
		return
	}
	for i := range topic.Elem().NumField() {
		field, where := topic.Elem().Field(i), name+"."+topic.Elem().Type().Field(i).Name
		if field.Kind() == reflect.Slice {
			for k := range field.Len() {
				holds(held, fmt.Sprintf("%s[%d]", where, k), field.Index(k))
			}
			continue
		}
		holds(held, where, field)
	}
}

func holds(held map[any]string, where string, field reflect.Value) {
	if field.Kind() != reflect.Pointer || field.IsNil() {
		return
	}
	merge, ok := field.Type().MethodByName("Merge")
	if ok && merge.Type.NumIn() == 2 && merge.Type.In(1) == field.Type() {
		held[reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem().Interface()] = where
	}
}

// TestEveryPartIsMerged merges two parts of a base, a few customers and all others, into every accumulator: it then holds something else than
// before, and than the few alone.
func TestEveryPartIsMerged(t *testing.T) {
	const few = 10
	r := rehearse(t, shop(t, 1), func(all []*analytics.Customer) [][]*analytics.Customer {
		return [][]*analytics.Customer{all[:few], all[few:]}
	})
	for _, p := range []*pass{&r.population, &r.referrers, &r.customers} {
		for what, customers := range map[string][]*analytics.Customer{"any part": nil, "the others": r.all[:few]} {
			parts := p.parts()
			for _, c := range customers {
				v := visit{customer: c}
				if p == &r.customers {
					r.scoring.visit(&v, c, new(customerRow))
				}
				parts.add(&v)
			}
			for i, a := range p.accumulators {
				if cmp.Equal(a.whole.self, parts[i].self, everything...) {
					t.Errorf("a %T is the same without %s", a.whole.self, what)
				}
			}
		}
	}
}

// everything compares what two accumulators hold, but not their functions.
var everything = cmp.Options{
	cmp.Exporter(func(reflect.Type) bool { return true }),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type().Kind() == reflect.Func }, cmp.Ignore()),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().Type() == reflect.TypeFor[*analytics.Labels]() }, cmp.Ignore()),
	cmp.Comparer(func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }),
}
