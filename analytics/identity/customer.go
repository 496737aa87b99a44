package identity

import (
	"cmp"
	"iter"
	"maps"
	"slices"

	"regulars/analytics"
)

// name gives every person the id that the source with the most accounts knows them by, the least one where it knows several. Ids that
// sources have given to different people are clashing: they can be nobody's.
func (r *Result) name() {
	of := map[string]int{} // accounts of each source
	holder := map[analytics.Key]int{}
	r.clashing, r.aliases = map[analytics.Key]bool{}, map[analytics.Key]string{}
	for i, a := range r.Accounts {
		of[a.Source]++
		k := analytics.TextKey(a.ID)
		if p, ok := holder[k]; ok && p != r.people[i] {
			r.clashing[k] = true
		}
		holder[k] = r.people[i]
	}
	best := make([]int, len(r.Accounts)) // of the person, plus one
	for i := range r.Accounts {
		if b := &best[r.people[i]]; !r.clashing[analytics.TextKey(r.Accounts[i].ID)] && (*b == 0 || r.better(i, *b-1, of)) {
			*b = i + 1
		}
	}
	r.ids = make([]string, len(r.Accounts))
	for i, a := range r.Accounts {
		r.ids[i] = a.ID
		k := analytics.TextKey(a.ID)
		if !r.clashing[k] {
			if r.ids[i] = r.Accounts[best[r.people[i]]-1].ID; r.ids[i] != a.ID {
				r.aliases[k] = r.ids[i]
			}
		}
	}
	r.consents()
}

func (r *Result) better(i, than int, of map[string]int) bool {
	a, b := &r.Accounts[i], &r.Accounts[than]
	return cmp.Or(cmp.Compare(of[b.Source], of[a.Source]), cmp.Compare(a.Source, b.Source), cmp.Compare(a.ID, b.ID)) < 0
}

// consents: who said no to one source said no, whatever was said to others.
func (r *Result) consents() {
	r.refusing, r.agreeing = map[analytics.Key]bool{}, map[analytics.Key]bool{}
	no := make([]bool, len(r.Accounts))
	for i, a := range r.Accounts {
		no[r.people[i]] = no[r.people[i]] || a.Refuses
	}
	for i, a := range r.Accounts {
		switch id := analytics.TextKey(r.ids[i]); {
		case no[r.people[i]]:
			r.refusing[id] = true
		case a.Agrees:
			r.agreeing[id] = true
		}
	}
}

// Customer is the id of the person who has this id in some source, and whether it differs. It is right to ask where nothing was resolved.
func (r *Result) Customer(id analytics.Key) (string, bool) {
	if r == nil {
		return "", false
	}
	to, ok := r.aliases[id]
	return to, ok
}

// Aliases are all ids that are another's, and whose.
func (r *Result) Aliases() iter.Seq2[analytics.Key, string] { return maps.All(r.aliases) }

// Refuses tells whether a customer has said no to being contacted in any account. It is right to ask where nothing was resolved.
func (r *Result) Refuses(customer analytics.Key) bool { return r != nil && r.refusing[customer] }

// Agrees tells whether a customer has said yes in some account and no in none. It is right to ask where nothing was resolved.
func (r *Result) Agrees(customer analytics.Key) bool {
	return r != nil && r.agreeing[customer] && !r.refusing[customer]
}

// Summary is the outcome in figures.
type Summary struct {
	Rows, Accounts, People, Joined int // Joined are people with more than one account
	Clashing                       int // ids that different people have in different sources
	Refusing                       int // people who do not want to be contacted
	ByReason                       []Joins
}

// Joins are the links and refusals of one reason.
type Joins struct {
	Reason    Reason `col:"reason" en:"phone, e-mail or same account" zh:"phone 电话、e-mail 邮箱、same account 同一账户"`
	Links     int    `col:"links" unit:"links" en:"joinings of two accounts for this reason" zh:"因此合并的账户对数"`
	Confirmed int    `col:"confirmed" unit:"links" en:"of these, confirmed by name or birthday" zh:"其中由姓名或生日佐证的对数"`
	Shared    int    `col:"shared_keys" unit:"keys" en:"phones or addresses of too many accounts, which join nobody" zh:"为过多账户共用、因而不作合并依据的电话或邮箱数"`
	Disputed  int    `col:"disputed_keys" unit:"keys" en:"phones or addresses of accounts that contradict each other" zh:"所属账户相互矛盾的电话或邮箱数"`
}

// ReasonsSchema describes the table identity_reasons.
var ReasonsSchema = analytics.SchemaOf[Joins](analytics.Schema{
	Name:      "identity_reasons",
	Row:       "reason",
	RowZH:     "依据",
	Meaning:   "why accounts were joined to one person, and which keys joined nobody",
	MeaningZH: "账户为何合并为一人，哪些电话或邮箱未用于合并",
})

// Summary counts.
func (r *Result) Summary() Summary {
	s := Summary{Rows: len(r.Accounts), Clashing: len(r.clashing), Refusing: len(r.refusing)}
	sizes := map[int]int{}
	for i, a := range r.Accounts {
		if i == 0 || a.Source != r.Accounts[i-1].Source || a.ID != r.Accounts[i-1].ID {
			s.Accounts++
			sizes[r.people[i]]++
		}
	}
	s.People = len(sizes)
	for _, n := range sizes {
		s.Joined += truth(n > 1)
	}
	for _, why := range []Reason{SamePhone, SameEmail, SameAccount} {
		s.ByReason = append(s.ByReason, r.joins(why))
	}
	return s
}

func (r *Result) joins(why Reason) Joins {
	j := Joins{Reason: why}
	for _, l := range r.Links {
		if l.Reason == why {
			j.Links++
			j.Confirmed += truth(l.Name || l.Birthday)
		}
	}
	if at := slices.IndexFunc(r.Shared, func(s Shared) bool { return s.Reason == why }); at >= 0 {
		j.Shared, j.Disputed = r.Shared[at].Keys, r.Shared[at].Disputed
	}
	return j
}
