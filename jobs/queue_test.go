package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/arrow/go/v17/arrow/array"
)

// TestQueueHolds runs the shop with a contact that costs: nobody stands in the queue twice, after a refusal, or for nothing, and nobody is won back who
// is not lost; exported lists leave out who is held out, and what they hand back is read as contacts.
func TestQueueHolds(t *testing.T) {
	long(t)
	lists := []string{"queue", "win back", "hold", "winback", "A"}
	flags := []string{"--contact-cost", "0.02", "--clear-contacts"}
	for _, l := range lists {
		flags = append(flags, "--export", l)
	}
	latest := filepath.Join(published(t, flags...), "latest")
	rows, customers := readTable(t, latest, "queue"), readTable(t, latest, "customers")
	statuses, occasions := lookup(customers, "customer_id", "status"), lookup(customers, "customer_id", "occasions")
	may := lookup(readTable(t, latest, "golden_records"), "customer_id", "may_contact")
	held, actions, last := map[string]bool{}, map[string]int{}, 1e18
	for i := range int(rows.NumRows()) {
		id, action := text(rows, "customer_id", i), text(rows, "action", i)
		if _, twice := held[id]; twice || may[id] == "false" {
			t.Fatalf("%s stands in the queue twice, or after a refusal", id)
		}
		held[id] = text(rows, "held_out", i) == "true"
		if actions[action]++; action == "thank" {
			continue
		}
		gain := number(t, rows, "gain", i)
		if !(gain > 0) || gain > last {
			t.Fatalf("%s gains %v after %v", id, gain, last)
		}
		last = gain
		if action == "win back" && (statuses[id] != "lost" || occasions[id] == "1") || action == "hold" && statuses[id] != "slowing" {
			t.Fatalf("%s, %s after %s purchases, stands under %s", id, statuses[id], occasions[id], action)
		}
		if action != "share of wallet" && action != "referral" {
			want := number(t, rows, "response", i)*(number(t, rows, "value_if_bought", i)-number(t, rows, "value", i)) - 0.02
			if d := gain - want; d > 1e-9 || d < -1e-9 {
				t.Fatalf("%s gains %v, not %v", id, gain, want)
			}
		}
	}
	if actions["win back"] == 0 || actions["hold"] == 0 || actions["second purchase"] == 0 {
		t.Errorf("%v", actions)
	}
	for _, name := range lists {
		file := strings.ToLower(strings.ReplaceAll(name, " ", "-")) + ".parquet"
		if name == "A" {
			file = "abcd-a.parquet"
		}
		list, back := readParquet(t, filepath.Join(latest, "exports", file)), readParquet(t, filepath.Join(latest, "exports", "contacts", file))
		on := map[string]bool{}
		for i := range int(list.NumRows()) {
			id := text(list, "customer_id", i)
			if on[id] = true; held[id] {
				t.Fatalf("%s is held out and on the list %s", id, name)
			}
		}
		out := 0
		for i := range int(back.NumRows()) {
			id, away := text(back, "customer_id", i), text(back, "held_out", i) == "true"
			if h, queued := held[id]; away == on[id] || queued && h != away || away != (text(back, "contacted_at", i) == array.NullValueStr) {
				t.Fatalf("%s of %s: held out %v, on the list %v", id, name, away, on[id])
			}
			if away {
				out++
			}
		}
		if out == 0 || int64(out)+list.NumRows() != back.NumRows() {
			t.Errorf("%s: %d listed and %d held out of %d", name, list.NumRows(), out, back.NumRows())
		}
	}
	again := filepath.Join(published(t, "--contacts", filepath.Join(latest, "exports", "contacts", "queue.parquet")), "latest")
	effects := readTable(t, again, "list_effects")
	i := int(effects.NumRows()) - 2 // the newest, before all together
	if text(effects, "list", i) != "queue 2025-12-31" || text(effects, "state", i) != "running" || number(t, effects, "assigned", i)+number(t, effects, "held_out", i) != float64(rows.NumRows()) {
		t.Errorf("%v", effects)
	}
}

// Shares and amounts that make no sense are refused, and what was meant is said.
func TestQueueSettings(t *testing.T) {
	for _, c := range []struct{ flag, value, says string }{
		{"--response", "0.05", "write 10%"}, {"--hold-out", "101%", "from 0% to 100%"}, {"--hold-out", "some", "write 10%"}, {"--contact-cost", "-1", "not an amount"},
	} {
		_, stderr, code := regulars(t, nil, "run", "--transactions", "x", "--out", t.TempDir(), c.flag, c.value)
		if code != 2 || !strings.Contains(stderr, c.says) {
			t.Errorf("%s %s: exit %d: %s", c.flag, c.value, code, stderr)
		}
	}
}
