package night

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"

	"regulars/analytics"
	"regulars/data"
	"regulars/jobs/publish"
	"regulars/jobs/state"
)

// rememberedTables are the tables whose files are kept from night to night: those of which every row is a customer's.
var rememberedTables = []string{"transactions", "surveys", "complaints", "referrals", "wallet", "contacts"}

// remembered is what --state makes of earlier nights. Without --state it is nil.
type remembered struct {
	state   *state.State // nil where this run leaves it alone
	unlock  func()
	trouble error // that kept the state from being used, kept or tidied

	Known   int      `json:"files_known"`       // not read, because the state has them
	Read    int      `json:"files_read"`        // of the remembered tables
	Rebuilt string   `json:"rebuilt,omitempty"` // why all files were read
	Renewed []string `json:"renewed,omitempty"` // tables of which all files were read, and why
	Unused  string   `json:"unused,omitempty"`  // why the state was left alone
	Unsaved string   `json:"unsaved,omitempty"` // why it could not be kept
}

// recall fills the ledger with what the state has, after making sure that every file that it was made of is still there as it was.
func recall(ctx context.Context, how *Reading, inputs []*input, ledger *analytics.Ledger, log *slog.Logger) (n *remembered, err error) {
	if how.State == "" || ledger == nil {
		return nil, nil
	}
	if how.DropDuplicates {
		log.Warn("--state is not used: --drop-duplicates compares each line with all others, so that all files have to be read")
		return &remembered{Unused: "with --drop-duplicates all lines have to be compared"}, nil
	}
	if len(how.LatestBy) > 0 {
		log.Warn("--state is not used: --latest-by compares each line with all others, so that all files have to be read")
		return &remembered{Unused: "with --latest-by all lines have to be compared"}, nil
	}
	n = &remembered{}
	if n.unlock, err = lockState(how.State); errors.Is(err, publish.ErrLocked) {
		return nil, err
	} else if err != nil {
		n.Unused, n.trouble = err.Error(), err
		log.Warn("--state is not used, so every file is read", "why", err)
		return n, nil
	}
	for _, in := range inputs {
		if err := in.fingerprint(ctx, how.Threads); err != nil {
			return n, err
		}
	}
	basis, err := how.basis()
	if err != nil {
		return n, err
	}
	n.state = state.Open(how.State, basis)
	n.compare(how, inputs)
	if ok, err := n.settled(how, inputs); err != nil || !ok {
		return n, err
	}
	n.Rebuilt = n.state.Why
	if n.Rebuilt != "" || len(n.Renewed) > 0 {
		log.Info("the state is built anew", "why", cmp.Or(n.Rebuilt, strings.Join(n.Renewed, "; ")))
	}
	for _, in := range inputs {
		in.counts = n.state.Table(in.table).Counts
		was := byPath(n.state.Table(in.table).Files)
		for i, f := range in.sets[0].Files() {
			in.known[i] = was[f.Path] == f
		}
	}
	return n, n.state.Restore(ledger)
}

// lockState makes and locks the folder of the state, which holds every purchase.
func lockState(dir string) (unlock func(), err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return publish.Lock(dir)
}

// fingerprint takes the fingerprints of the files whose content matters to the state.
func (in *input) fingerprint(ctx context.Context, threads int) error {
	if !slices.Contains(rememberedTables, in.table) {
		return nil
	}
	return in.sets[0].Fingerprint(ctx, threads)
}

// basis is all that the ledger depends on beside the files of the remembered tables, by what a user would call it.
func (r *Reading) basis() (map[string]string, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, err
	}
	program, err := state.HashFile(path)
	if err != nil {
		return nil, err
	}
	basis := map[string]string{
		"program version": program, "mapping": fmt.Sprint(r.Map), "filter": fmt.Sprint(r.Where, r.Except, r.Since, r.Until), "time zone": r.Zone.String(),
		"way of reading surveys": fmt.Sprint(r.Survey.Coding, r.Survey.Questions, r.Scales),
		"way of reading":         fmt.Sprint(r.RefundWhere, r.DateOrders, r.DecimalComma, r.OrdersByDay, r.days), "rates": fmt.Sprint(r.rates),
	}
	if len(r.idKey) > 0 {
		basis["key of --hash-ids"] = Seal{Key: r.idKey}.hash("ids")
	}
	for name, value := range basis { // the values may name people's columns and files: their hash is enough
		sum := sha256.Sum256([]byte(value))
		basis[name] = hex.EncodeToString(sum[:])
	}
	return basis, nil
}

// compare drops what the state has of a table of which a file is no longer as it was, and with the transactions everything.
func (n *remembered) compare(how *Reading, inputs []*input) {
	for _, table := range n.state.Tables() {
		why := changed(n.state.Table(table).Files, inputs, table)
		if was := n.state.Table(table).Currency; why == "" && was != "" && how.Currency != "" && was != how.Currency {
			why = "another currency"
		}
		switch {
		case why == "":
		case table == "transactions":
			n.state.Drop(why)
			return
		default:
			n.Renewed = append(n.Renewed, table+": "+why)
			n.state.DropTable(table)
		}
	}
}

// changed says which file of a table is no longer as it was.
func changed(known []data.File, inputs []*input, table string) string {
	at := slices.IndexFunc(inputs, func(in *input) bool { return in.table == table })
	if at < 0 {
		return "no longer given"
	}
	files := byPath(inputs[at].sets[0].Files())
	for _, was := range known {
		if is, ok := files[was.Path]; !ok {
			return was.Path + " is gone"
		} else if is != was {
			return was.Path + " has changed"
		}
	}
	return ""
}

func byPath(files []data.File) map[string]data.File {
	all := map[string]data.File{}
	for _, f := range files {
		all[f.Path] = f
	}
	return all
}

// settled tells whether all rows that the state has lie up to the as-of date; where they don't, this run leaves the state alone.
func (n *remembered) settled(how *Reading, inputs []*input) (bool, error) {
	sales := n.state.Table("transactions").Counts
	if how.AsOf == analytics.NoDay && sales.Reach.IsZero() && n.state.Why == "" {
		n.state.Drop("the state had no transactions") // so that nothing tells the as-of date yet
	}
	how.follow(sales, inputs)
	for _, in := range inputs {
		was := byPath(n.state.Table(in.table).Files)
		for i, f := range in.sets[0].Files() {
			if was[f.Path] != f {
				continue
			}
			if ok, err := in.sets[0].Settled(i); err != nil || !ok {
				n.state, n.Unused = nil, f.Path+" has, or may have, rows after the as-of date"
				return false, err
			}
		}
	}
	return true, nil
}

// extend reads the files that later nights need not read again, those without any row after the as-of date, and saves the state. That it cannot
// be saved costs later nights time, but not this one its report.
func (n *remembered) extend(ctx context.Context, how *Reading, inputs []*input, ledger *analytics.Ledger, log *slog.Logger, bar *Progress) error {
	if n == nil || n.state == nil {
		return nil
	}
	var unsaved error
	for _, in := range inputs {
		if !slices.Contains(rememberedTables, in.table) {
			continue
		}
		from, err := ledger.Mark()
		if err != nil {
			return err
		}
		if err := n.readSettled(ctx, how, in, bar); err != nil {
			return err
		}
		until, err := ledger.Mark()
		if err != nil {
			return err
		}
		if in.table == "transactions" {
			how.follow(in.counts, inputs)
		}
		if unsaved == nil {
			unsaved = n.state.Extend(ledger, in.table, in.kept(how, n.state.Table(in.table).Labels), from, until)
		}
	}
	if unsaved == nil {
		unsaved = n.state.Save(ledger)
	}
	if unsaved != nil {
		n.Unsaved, n.trouble = unsaved.Error(), unsaved
		log.Warn("the next night will read files again", "why", unsaved)
	} else if err := n.state.Tidy(); err != nil {
		n.trouble = err
		log.Warn("files of the state that are no longer used stay", "why", err)
	}
	return nil
}

// readSettled reads the files of a table that the state is to have and does not.
func (n *remembered) readSettled(ctx context.Context, how *Reading, in *input, bar *Progress) error {
	fresh := make([]bool, len(in.known))
	for f := range in.known {
		settled, err := in.sets[0].Settled(f)
		if err != nil {
			return err
		}
		fresh[f] = settled && !in.known[f]
		if in.known[f] {
			n.Known++
		} else {
			n.Read++
		}
	}
	if err := in.read(ctx, how, func(f int) bool { return fresh[f] }, bar); err != nil {
		return err
	}
	for f := range in.known {
		in.known[f] = in.known[f] || fresh[f]
	}
	return nil
}

// kept is what the state is to have of the table, in which some labels were met before.
func (in *input) kept(how *Reading, labels []string) state.Table {
	t := state.Table{Counts: in.counts, Currency: how.Currency}
	for written := range in.counts.Words["currency"] { // if there are several, the run fails
		t.Currency = cmp.Or(how.Currency, data.CurrencyCode(written))
	}
	for f, file := range in.sets[0].Files() {
		if in.known[f] {
			t.Files = append(t.Files, file)
		}
	}
	met := map[string]bool{}
	for _, name := range labels {
		met[name] = true
	}
	for _, w := range in.writers {
		w.Labels(met)
	}
	t.Labels = slices.Sorted(maps.Keys(met))
	return t
}

func (n *remembered) close() {
	if n != nil && n.unlock != nil {
		n.unlock()
	}
}
