package night

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/parquet-go/parquet-go"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/data/sample"
)

// TestPeopleAreFound holds who was found to be whom against the truth of several samples, by all their pairs of accounts: of one small
// sample, chance alone moves the shares by half a point.
func TestPeopleAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	right, given, made := 0, 0, 0
	for seed := range uint64(6) {
		dir := filepath.Join(t.TempDir(), "shop")
		o := sample.Options{Customers: 4000 + 6000*int((seed+1)%2), Months: 6, Seed: seed + 1, Out: dir}
		if _, err := sample.Write(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		found := peopleIn(t, dir)
		truth, err := parquet.ReadFile[trueAccount](filepath.Join(dir, "truth/accounts.parquet"))
		if err != nil {
			t.Fatal(err)
		}
		persons, customers, both := map[string]int{}, map[string]int{}, map[[2]string]int{}
		for _, account := range truth {
			customer := unified(found, account.ID)
			persons[account.Person]++
			customers[customer]++
			both[[2]string{account.Person, customer}]++
		}
		right, given, made = right+pairsOf(both), given+pairsOf(persons), made+pairsOf(customers)
	}
	precision, recall := float64(right)/float64(made), float64(right)/float64(given)
	t.Logf("%d pairs in truth, %d found, %d right: precision %.5f, recall %.5f", given, made, right, precision, recall)
	if precision < 0.999 || recall < 0.97 {
		t.Errorf("precision %.5f, recall %.5f; want 0.999 and 0.97", precision, recall)
	}
}

// trueAccount is who is behind an account.
type trueAccount struct {
	Person string `parquet:"person"`
	ID     string `parquet:"source_id"`
}

// peopleIn is told what the sample's truth says of its phones and addresses.
func peopleIn(t *testing.T, dir string) *identity.Result {
	t.Helper()
	cfg := DefaultConfig()
	cfg.Inputs["identities"] = []string{filepath.Join(dir, "identities.parquet")}
	cfg.Identity.Region, cfg.Identity.Dotless = "FR", []string{"example.com"}
	found, err := findPeople(context.Background(), &cfg.Reading, cfg.Identity)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func unified(found *identity.Result, id string) string {
	if to, ok := found.Customer(analytics.TextKey(id)); ok {
		return to
	}
	return id
}

// pairsOf counts the pairs within groups.
func pairsOf[K comparable](sizes map[K]int) (n int) {
	for _, size := range sizes {
		n += size * (size - 1) / 2
	}
	return n
}
