package queue

import (
	"fmt"
	"math"
	"testing"

	"regulars/analytics"
)

// Who is held out stays so over the quarter, whatever the list, and is drawn anew in the next; printf 'YYYY-QN\0customer' | openssl dgst -sha256
// -hmac key gives the same draw.
func TestHoldOut(t *testing.T) {
	const n = 20_000
	day := analytics.NewDay(2026, 10, 1)
	now, overnight, next := NewHoldOut([]byte("key"), 0.1, day), NewHoldOut([]byte("key"), 0.1, day+91), NewHoldOut([]byte("key"), 0.1, day+92)
	other, none, all := NewHoldOut(nil, 0.1, day), NewHoldOut(nil, 0, day), NewHoldOut(nil, 1, day)
	held, again, alike := 0, 0, 0
	for i := range n {
		id := fmt.Sprint("C", i)
		h := now.Holds(id)
		if h != overnight.Holds(id) {
			t.Fatalf("%s changes overnight", id)
		}
		if none.Holds(id) || !all.Holds(id) {
			t.Fatalf("%s: held of none, or not of all", id)
		}
		held, again, alike = held+index(h), again+index(h && next.Holds(id)), alike+index(h && other.Holds(id))
	}
	check := func(what string, got int, share float64) {
		t.Helper()
		if math.Abs(float64(got)-n*share) > 4*math.Sqrt(n*share*(1-share)) {
			t.Errorf("%s: %d of %d", what, got, n)
		}
	}
	check("held out", held, 0.1)
	check("and in the next quarter", again, 0.01)
	check("and with another key", alike, 0.01)
	for id, want := range map[string]bool{"C4": true, "C7": true, "C24": true, "C18": true, "C1": false, "C2": false, "C3": false} {
		if now.Holds(id) != want {
			t.Errorf("%s is held: %v", id, !want)
		}
	}
}
