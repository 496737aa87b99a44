// Package identity finds out which accounts of different sources are one person.
//
// Assumptions: people share a phone or an e-mail address with themselves, and rarely with others. Accounts with the same normalised phone,
// or the same normalised address, are joined (union–find, Tarjan 1975) unless something speaks against it:
//
//   - a key of more than Most accounts is a shop's or a family's and joins nobody;
//   - where two accounts of a key have different birthdays, or no birthday in common and different names, or nothing in common but the key
//     and different addresses, the key is shared: it joins only those accounts whose birthday agrees while their names do not differ, or
//     whose name agrees while neither birthdays nor addresses differ;
//   - name and birthday never join anybody by themselves.
//
// Accounts are put in order first, so the order of rows changes nothing.
package identity

import (
	"cmp"
	"slices"

	"regulars/analytics"
)

// Account is what one source knows about one person. What is not known is empty, or [analytics.NoDay].
type Account struct {
	Source, ID         string
	Phone, Email, Name string
	Birthday           analytics.Day
	Updated            analytics.Day
	Refuses            bool // said no to being contacted
	Agrees             bool // said yes
}

// Options are how keys are read; the zero value reads no number without a country code and joins at most [DefaultMost] accounts by a key.
type Options struct {
	Region  string   // of numbers without a country code, as ISO 3166 code
	Dotless []string // domains, besides Gmail, where dots in an address make no difference
	Most    int      // accounts of one key
}

// DefaultMost is how many accounts one key may join.
const DefaultMost = 4

// Reason is why two accounts are joined.
type Reason string

// The reasons.
const (
	SameAccount Reason = "same account" // source and id are the same
	SamePhone   Reason = "phone"
	SameEmail   Reason = "e-mail"
)

// Link is one joining of two accounts.
type Link struct {
	A, B     int // accounts
	Reason   Reason
	Name     bool // agrees as well
	Birthday bool // agrees as well
}

// Shared are the keys of one kind that were refused as shared.
type Shared struct {
	Reason   Reason
	Keys     int // of more accounts than a key may join
	Disputed int // whose accounts contradict each other
}

// Result is who is who.
type Result struct {
	options  Options
	Accounts []Account // in order
	Links    []Link
	Shared   []Shared
	people   []int // of accounts: the first account of the person
	ids      []string
	aliases  map[analytics.Key]string
	clashing map[analytics.Key]bool
	refusing map[analytics.Key]bool
	agreeing map[analytics.Key]bool
}

// Resolve finds the people behind accounts; it orders the slice.
func Resolve(accounts []Account, o Options) *Result {
	o.Most = cmp.Or(o.Most, DefaultMost)
	slices.SortFunc(accounts, compare)
	r := &resolver{Result: Result{options: o, Accounts: accounts}, parent: make([]int, len(accounts)), facts: make([]facts, len(accounts))}
	for i := range accounts {
		r.parent[i] = i
		r.facts[i] = factsOf(&accounts[i], o)
		if i > 0 && accounts[i].Source == accounts[i-1].Source && accounts[i].ID == accounts[i-1].ID {
			r.join(i-1, i, SameAccount)
		}
	}
	r.byKey(SamePhone, func(f *facts) string { return f.phone })
	r.byKey(SameEmail, func(f *facts) string { return f.email })
	r.people = make([]int, len(accounts))
	for i := range accounts {
		r.people[i] = r.find(i)
	}
	r.Result.name()
	return &r.Result
}

func compare(a, b Account) int {
	return cmp.Or(cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Updated, b.Updated), cmp.Compare(a.Phone, b.Phone),
		cmp.Compare(a.Email, b.Email), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Birthday, b.Birthday), cmp.Compare(truth(a.Refuses), truth(b.Refuses)))
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// facts are what accounts are compared by.
type facts struct {
	phone, email, name string
	birthday           analytics.Day
}

func factsOf(a *Account, o Options) facts {
	return facts{Phone(a.Phone, o.Region), Email(a.Email, o.Dotless), letters(a.Name), a.Birthday}
}

func (f *facts) sameBirthday(o *facts) bool {
	return f.birthday != analytics.NoDay && f.birthday == o.birthday
}

func (f *facts) otherBirthday(o *facts) bool {
	return f.birthday != analytics.NoDay && o.birthday != analytics.NoDay && f.birthday != o.birthday
}

func (f *facts) sameName(o *facts) bool { return f.name != "" && f.name == o.name }

func (f *facts) otherName(o *facts) bool { return comparable(f.name, o.name) && f.name != o.name }

func (f *facts) otherEmail(o *facts) bool {
	return f.email != "" && o.email != "" && f.email != o.email
}

// contradicts tells whether two accounts can hardly be one person's.
func (f *facts) contradicts(o *facts) bool {
	return f.otherBirthday(o) || !f.sameBirthday(o) && (f.otherName(o) || !f.sameName(o) && f.otherEmail(o))
}

// confirms tells whether more than a shared key says that two accounts are one person's.
func (f *facts) confirms(o *facts) bool {
	return f.sameBirthday(o) && !f.otherName(o) || f.sameName(o) && !f.otherBirthday(o) && !f.otherEmail(o)
}

// resolver joins accounts.
type resolver struct {
	Result
	parent []int
	facts  []facts
}

// find is the first account of the person, as far as is known.
func (r *resolver) find(i int) int {
	for r.parent[i] != i {
		r.parent[i] = r.parent[r.parent[i]]
		i = r.parent[i]
	}
	return i
}

// join keeps the reason where the two were not yet known to be one.
func (r *resolver) join(a, b int, why Reason) {
	x, y := r.find(a), r.find(b)
	if x == y {
		return
	}
	r.parent[max(x, y)] = min(x, y)
	f, g := &r.facts[a], &r.facts[b]
	r.Links = append(r.Links, Link{a, b, why, f.sameName(g), f.sameBirthday(g)})
}

// byKey joins the accounts that share a key.
func (r *resolver) byKey(why Reason, key func(*facts) string) {
	order := make([]int, 0, len(r.facts))
	for i := range r.facts {
		if key(&r.facts[i]) != "" {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(key(&r.facts[a]), key(&r.facts[b])), cmp.Compare(a, b)) })
	shared := Shared{Reason: why}
	for len(order) > 0 {
		n := 1
		for n < len(order) && key(&r.facts[order[n]]) == key(&r.facts[order[0]]) {
			n++
		}
		r.group(order[:n], &shared)
		order = order[n:]
	}
	r.Shared = append(r.Shared, shared)
}

// group joins the accounts of one key, or those of them that more speaks for.
func (r *resolver) group(of []int, shared *Shared) {
	if r.different(of) > r.options.Most {
		shared.Keys++
		return
	}
	disputed := r.anyPair(of, (*facts).contradicts)
	if disputed {
		shared.Disputed++
	}
	for i, a := range of {
		for _, b := range of[i+1:] {
			if !disputed || r.facts[a].confirms(&r.facts[b]) {
				r.join(a, b, shared.Reason)
			}
		}
	}
}

// different counts accounts, of which a source may have several rows.
func (r *Result) different(of []int) int {
	n := 1
	for i := 1; i < len(of); i++ {
		a, b := &r.Accounts[of[i-1]], &r.Accounts[of[i]]
		n += truth(a.Source != b.Source || a.ID != b.ID)
	}
	return n
}

func (r *resolver) anyPair(of []int, holds func(*facts, *facts) bool) bool {
	for i, a := range of {
		for _, b := range of[i+1:] {
			if holds(&r.facts[a], &r.facts[b]) {
				return true
			}
		}
	}
	return false
}
