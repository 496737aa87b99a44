package data

import "testing"

// TestFractionsOfIDs has long ids, of which nothing but a fraction of zeros shows that they have to be tidied.
func TestFractionsOfIDs(t *testing.T) {
	for given, want := range map[string]string{"1000100001.0": "1000100001", "1000100001.000": "1000100001", "1000100001.10": "1000100001.10", "10001000010": "10001000010", "a.b.c.d.e.0": "a.b.c.d.e.0"} {
		var v vector
		v.n, v.texts, v.offsets = 2, []byte("2000200002"+given), []int32{0, 10, int32(10 + len(given))}
		v.clean(longestKey, true)
		if got := string(v.text(0)) + " " + string(v.text(1)); got != "2000200002 "+want {
			t.Errorf("%s is read as %s", given, got)
		}
	}
}
