package identity

import (
	"slices"
	"testing"

	"regulars/analytics"
)

// The golden record takes each field from the account that knows it and was updated last, and says which that is.
func TestGoldenRecord(t *testing.T) {
	day := analytics.NewDay(2024, 3, 1)
	old := account("crm", "7", "06 39 98 00 01", "ANNE@example.org ", "Anne Roy")
	old.Updated, old.Birthday = day, analytics.NewDay(1980, 5, 4)
	late := account("web", "w7", phone1, "", "Anne Roy-Petit")
	late.Updated, late.Birthday, late.Refuses = day+9, old.Birthday, true
	unread := account("till", "t7", phone1, "not an address", "")
	unread.Updated = day + 20
	other := account("crm", "8", "", "bo@example.org", "Bo")
	want := []Golden{
		{
			Customer: "7", Accounts: 3, Phone: Field{phone1, "till", day + 20}, Email: Field{"anne@example.org", "crm", day},
			Name: Field{"Anne Roy-Petit", "web", day + 9}, Birthday: Field{"1980-05-04", "web", day + 9}, Refuses: Field{"no", "web", day + 9},
		},
		{Customer: "8", Accounts: 1, first: 1, Email: Field{"bo@example.org", "crm", analytics.NoDay}, Name: Field{"Bo", "crm", analytics.NoDay}},
	}
	for _, accounts := range [][]Account{{old, late, unread, other}, {other, unread, late, old}} {
		if got := slices.Collect(resolved(accounts...).Golden()); !slices.Equal(got, want) {
			t.Errorf("\n got %+v\nwant %+v", got, want)
		}
	}
}

// An id that two people have is nobody's, so that no contact is looked up by it.
func TestGoldenRecordOfNobody(t *testing.T) {
	got := slices.Collect(resolved(account("crm", "7", phone1, "", "Anne"), account("web", "7", phone2, "", "Bo")).Golden())
	if len(got) != 2 || got[0].Customer != "" || got[1].Customer != "" {
		t.Errorf("%+v", got)
	}
}
