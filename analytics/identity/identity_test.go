package identity

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"regulars/analytics"
)

func TestPhone(t *testing.T) {
	check := func(written, region, want string) {
		t.Helper()
		if got := Phone(written, region); got != want {
			t.Errorf("Phone(%q, %q) = %q, want %q", written, region, got, want)
		}
	}
	for _, written := range []string{"06 39 98 00 01", "0639980001", "+33 6 39 98 00 01", "+33 (0)6 39 98 00 01", "0033-6-39-98-00-01", "０６39980001", "06.39.98.00.01", "+33 06 39 98 00 01"} {
		check(written, "FR", "+33639980001")
	}
	check("+86 154 0000 0001", "FR", "+8615400000001")
	check("1 (290) 200-0001", "US", "+12902000001")
	check("290-200-0001", "US", "+12902000001")
	check("0639980001", "", "") // whose region is not known
	check("+33639980001", "", "+33639980001")
	check("06 1234 5678", "IT", "+390612345678") // where the 0 belongs to the number
	for _, nothing := range []string{"", "none", "12", "+00000000000", "+1111111111", "+1234567890123456"} {
		check(nothing, "FR", "")
	}
}

func TestEmail(t *testing.T) {
	check := func(written, want string) {
		t.Helper()
		if got := Email(written, []string{"example.com"}); got != want {
			t.Errorf("Email(%q) = %q, want %q", written, got, want)
		}
	}
	check(" Ada.Abel+news@Example.COM ", "adaabel@example.com")
	check("ada.abel@example.org", "ada.abel@example.org")
	check("A.B+x@googlemail.com", "ab@gmail.com")
	for _, nothing := range []string{"", "ada", "@example.com", "+x@example.com", "ada@", "ada@host", "a@b@example.com", "a b@example.com"} {
		check(nothing, "")
	}
}

func TestNames(t *testing.T) {
	check := func(a, b string, want bool) {
		t.Helper()
		if got := letters(a) == letters(b); got != want {
			t.Errorf("%q and %q: equal is %v", a, b, got)
		}
	}
	check("Łukasz Šimić", "SIMIC, LUKASZ", true)
	check("Anne-Marie van den Berg", "Vandenberg Annemarie", true)
	check("Zoé O'Brien", "OBRIEN ZOE", true)
	check("Ada Abel", "Ben Abel", false)
	if comparable(letters("王伟"), letters("Wang Wei")) {
		t.Error("names in different scripts can be told apart")
	}
}

func account(source, id, phone, email, name string) Account {
	return Account{Source: source, ID: id, Phone: phone, Email: email, Name: name, Birthday: analytics.NoDay, Updated: analytics.NoDay}
}

const phone1, phone2 = "+33639980001", "+33639980002"

func resolved(accounts ...Account) *Result { return Resolve(accounts, Options{Region: "FR"}) }

func customer(t *testing.T, r *Result, id, want string) {
	t.Helper()
	got, ok := r.Customer(analytics.TextKey(id))
	if !ok {
		got = id
	}
	if got != want {
		t.Errorf("%s is %s, want %s", id, got, want)
	}
}

func TestPhoneAndEmailChain(t *testing.T) {
	r := resolved(account("web", "C1", phone1, "", "Ada Abel"), account("web", "C2", phone2, "", ""), account("app", "A1", "06 39 98 00 01", "ada@example.com", "ABEL ADA"),
		account("store", "K1", "", "ADA+card@example.com", ""))
	for _, id := range []string{"C1", "A1", "K1"} {
		customer(t, r, id, "C1")
	}
	customer(t, r, "C2", "C2")
	want := []Link{{A: 0, B: 2, Reason: SamePhone, Name: true}, {A: 0, B: 1, Reason: SameEmail}}
	for i, l := range r.Links {
		if l != want[i] {
			t.Errorf("link %d is %+v, want %+v", i, l, want[i])
		}
	}
	if s := r.Summary(); s.Accounts != 4 || s.People != 2 || s.Joined != 1 || len(r.Links) != len(want) {
		t.Errorf("%+v, %d links", s, len(r.Links))
	}
}

func TestFamilyPhoneJoinsNobody(t *testing.T) {
	var family []Account
	for i := range 5 {
		family = append(family, account("web", fmt.Sprint("C", i), phone1, "", ""))
	}
	r := resolved(slices.Clone(family)...)
	if s := r.Summary(); s.People != 5 || len(r.Links) != 0 || s.ByReason[0].Shared != 1 {
		t.Errorf("five accounts: %+v", s)
	}
	if s := resolved(family[:4]...).Summary(); s.People != 1 {
		t.Errorf("four accounts: %+v", s)
	}
}

func TestContradictionsKeepPeopleApart(t *testing.T) {
	ada, ben := account("web", "C1", phone1, "", "Ada Abel"), account("web", "C2", phone1, "", "Ben Abel")
	again := account("app", "A1", phone1, "", "Abel, Ada")
	r := resolved(ada, ben, again)
	customer(t, r, "A1", "C1")
	customer(t, r, "C2", "C2")
	if s := r.Summary(); s.People != 2 || s.ByReason[0].Disputed != 1 {
		t.Errorf("%+v", s)
	}
	twin := again
	ada.Birthday, twin.Birthday = 100, 101
	if s := resolved(ada, twin).Summary(); s.People != 2 {
		t.Errorf("of one name, born on different days: %+v", s)
	}
	lan, abroad := account("store", "K1", phone1, "lan@example.com", "赵兰"), account("web", "C1", phone1, "elif@example.com", "Elif Berger")
	if s := resolved(lan, abroad).Summary(); s.People != 2 {
		t.Errorf("of other addresses, and names that cannot be compared: %+v", s)
	}
	abroad.Email = ""
	if s := resolved(lan, abroad).Summary(); s.People != 1 {
		t.Errorf("of nothing that differs: %+v", s)
	}
	if s := resolved(account("web", "C1", "", "", "Ada Abel"), account("app", "A1", "", "", "Ada Abel")).Summary(); s.People != 2 {
		t.Errorf("a name joined people: %+v", s)
	}
}

func TestIdsOfSeveralSources(t *testing.T) {
	r := resolved(account("web", "1", phone1, "", ""), account("app", "1", phone2, "", ""), account("web", "2", phone2, "", ""), account("web", "3", phone1, "", ""))
	customer(t, r, "1", "1") // that of two people: nobody's
	customer(t, r, "2", "2")
	customer(t, r, "3", "3")
	if s := r.Summary(); s.Clashing != 1 || s.People != 2 {
		t.Errorf("%+v", s)
	}
	if s := resolved(account("web", "1", phone1, "", ""), account("app", "1", phone1, "", "")).Summary(); s.Clashing != 0 || s.People != 1 {
		t.Errorf("one person's in both: %+v", s)
	}
}

func TestNoInOneAccountIsNo(t *testing.T) {
	no := account("store", "K1", phone1, "", "")
	no.Refuses = true
	r := resolved(account("web", "C1", phone1, "", ""), account("web", "C2", phone2, "", ""), no)
	for id, want := range map[string]bool{"C1": true, "C2": false} {
		if r.Refuses(analytics.TextKey(id)) != want {
			t.Errorf("%s: refuses is not %v", id, want)
		}
	}
	if (*Result)(nil).Refuses(analytics.TextKey("C1")) {
		t.Error("refused where nothing is known")
	}
}

// base makes accounts of n/2 people, two each, some without a phone or an address.
func base(n int) []Account {
	accounts := make([]Account, n)
	for i := range accounts {
		p := i / 2
		accounts[i] = account([]string{"web", "store"}[i%2], fmt.Sprintf("%c%d", "CK"[i%2], p), fmt.Sprintf("+336%08d", p), fmt.Sprintf("person.%d@example.com", p), fmt.Sprintf("Given%d Family%d", p%40, p%70))
		switch i % 7 {
		case 0:
			accounts[i].Phone = ""
		case 3:
			accounts[i].Email = ""
		}
	}
	return accounts
}

func TestOrderChangesNothing(t *testing.T) {
	accounts := base(2000)
	for i := range accounts {
		accounts[i].Phone = fmt.Sprintf("+336%08d", i/2/3) // shared by six
		if i%5 > 0 {
			accounts[i].Phone = fmt.Sprintf("+337%08d", i/3)
		}
	}
	want := Resolve(slices.Clone(accounts), Options{})
	if len(want.Links) < 500 {
		t.Fatalf("only %d links", len(want.Links))
	}
	for seed := range uint64(3) {
		rand.New(rand.NewPCG(seed, 1)).Shuffle(len(accounts), func(i, j int) { accounts[i], accounts[j] = accounts[j], accounts[i] })
		got := Resolve(slices.Clone(accounts), Options{})
		if d := cmp.Diff(want.Links, got.Links) + cmp.Diff(want.ids, got.ids) + cmp.Diff(want.Summary(), got.Summary()); d != "" {
			t.Fatal(d)
		}
	}
}

// BenchmarkResolve resolves two million accounts.
func BenchmarkResolve(b *testing.B) {
	accounts := base(2_000_000)
	for b.Loop() {
		shuffled := slices.Clone(accounts)
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		Resolve(shuffled, Options{})
	}
}
