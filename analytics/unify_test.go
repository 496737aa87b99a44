package analytics

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestUnifyIsEnteringUnderOneID enters lines under the ids of accounts and unifies them, in memory and spilled, against entering them under
// one id a person from the start. Ids are numbers, UUIDs and other texts, and unify from each kind to each.
func TestUnifyIsEnteringUnderOneID(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	id := func(n int) string {
		return [...]string{fmt.Sprint(n), fmt.Sprintf("00000000-0000-0000-0000-%012d", n), fmt.Sprint("c", n)}[n%3]
	}
	whose := map[Key]string{}
	for n := range 200 {
		if n%2 == 0 {
			whose[TextKey(id(n))] = id(201 + 2*rng.IntN(30))
		}
	}
	var raw, unified []line
	for range 30_000 {
		l := line{customer: id(rng.IntN(260)), order: fmt.Sprint(rng.IntN(1 << 20)), at: rng.Int64N(900) * microsPerDay, amount: Money(rng.Int64N(1 << 40)), channel: "app"}
		raw = append(raw, l)
		if to, ok := whose[TextKey(l.customer)]; ok {
			l.customer = to
		}
		unified = append(unified, l)
	}
	once := NewLedger()
	if err := cmp.Or(once.Writer().Transactions(batchOf(unified, asStrings)), once.Close()); err != nil {
		t.Fatal(err)
	}
	want := allOf(t, once)
	for _, above := range []int64{1 << 30, 64 << 10} {
		l := NewLedger()
		defer l.Discard()
		l.SpillAbove(above, t.TempDir())
		if err := cmp.Or(l.Writer().Transactions(batchOf(raw, asStrings)), l.Close(), l.Unify(context.Background(), 3, maps.All(whose))); err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, allOf(t, l), wholly); diff != "" {
			t.Errorf("spilling above %d: %.2000s", above, diff)
		}
	}
}
