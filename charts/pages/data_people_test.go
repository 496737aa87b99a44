package pages

import (
	"testing"

	"regulars/analytics/identity"
)

func TestWordsAboutPeople(t *testing.T) {
	check := func(p identity.Summary, en, zh string) {
		t.Helper()
		checkText(t, "people", DataInput{People: &p}.people().Title, en, zh)
	}
	check(identity.Summary{Accounts: 2, People: 2}, "No two of 2 accounts were found to be one person's.", "2 个账户中没有发现属于同一人的。")
	check(identity.Summary{Accounts: 5, People: 3, Joined: 1, Clashing: 1, ByReason: []identity.Joins{{Reason: identity.SamePhone, Shared: 1, Disputed: 1}}},
		"5 accounts are 3 people: 1 person with more than one account. 2 phones or addresses are shared and not trusted. 1 id means different people in different sources: give each source ids of its own.",
		"5 个账户属于 3 人，其中 1 人有多个账户。2 个电话或邮箱为多人共用，未予采信。1 个编号在不同来源中属于不同的人：请为各来源使用不同的编号。")
}
