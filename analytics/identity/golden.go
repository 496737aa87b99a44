package identity

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"regulars/analytics"
)

// Field is one field of a golden record, with the account it was taken from. It is the zero value where no account knows it.
type Field struct {
	Value   string
	Source  string
	Updated analytics.Day // NoDay where the account does not say
}

// Golden is what is known of one person, from all accounts: each field as the account knows it that was updated last, of those whose phone,
// address or birthday can be read; the first by source and id where several were updated on one day, or none says when.
type Golden struct {
	Customer string // id; empty where every id of the person is another person's too
	Accounts int
	Phone    Field // E.164
	Email    Field // in lower case
	Name     Field
	Birthday Field // ISO 8601
	Refuses  Field // who said no to being contacted; Value is "no", for a no in any account stands
	first    int   // account
}

// Golden are the golden records of all people, in the order of their first account.
func (r *Result) Golden() iter.Seq[Golden] {
	order := make([]int, len(r.Accounts))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(r.people[a], r.people[b]), cmp.Compare(a, b)) })
	return func(yield func(Golden) bool) {
		for n := 0; len(order) > n; {
			from := n
			for n < len(order) && r.people[order[n]] == r.people[order[from]] {
				n++
			}
			if !yield(r.golden(order[from:n])) {
				return
			}
		}
	}
}

func (r *Result) golden(accounts []int) Golden {
	g := Golden{Accounts: r.different(accounts), first: r.people[accounts[0]]}
	for _, i := range accounts {
		a := &r.Accounts[i]
		if id := r.ids[i]; !r.clashing[analytics.TextKey(id)] {
			g.Customer = id
		}
		g.Phone.take(a, Phone(a.Phone, r.options.Region))
		if Email(a.Email, nil) != "" {
			g.Email.take(a, strings.ToLower(strings.TrimSpace(a.Email)))
		}
		g.Name.take(a, strings.TrimSpace(a.Name))
		if a.Birthday != analytics.NoDay {
			g.Birthday.take(a, a.Birthday.String())
		}
		if a.Refuses {
			g.Refuses.take(a, "no")
		}
	}
	return g
}

// take keeps a value that is known and newer.
func (f *Field) take(a *Account, value string) {
	if value != "" && (f.Value == "" || a.Updated > f.Updated) {
		*f = Field{value, a.Source, a.Updated}
	}
}

// Joined is an account of a person, and why it was joined to the person's others; empty for the first.
type Joined struct {
	Account Account
	Reason  Reason
}

// Person is the golden record of the customer with this id and the accounts behind it; nil where no account has the id.
func (r *Result) Person(customer string) (*Golden, []Joined) {
	for g := range r.Golden() {
		if g.Customer == customer {
			return &g, r.joined(g.first)
		}
	}
	return nil, nil
}

func (r *Result) joined(person int) (list []Joined) {
	for i := range r.Accounts {
		if r.people[i] != person {
			continue
		}
		k := Joined{Account: r.Accounts[i]}
		if at := slices.IndexFunc(r.Links, func(l Link) bool { return l.A == i || l.B == i }); at >= 0 && len(list) > 0 {
			k.Reason = r.Links[at].Reason
		}
		list = append(list, k)
	}
	return list
}
