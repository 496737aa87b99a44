package night

import (
	"context"
	"strings"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"

	"regulars/analytics"
	"regulars/analytics/identity"
	"regulars/data"
)

// people reads who is who; nil where no identities were given. Accounts have no history, so that all of them count whatever the as-of date.
func people(ctx context.Context, cfg Config) (*identity.Result, error) {
	if !cfg.given("identities") {
		return nil, nil
	}
	found := make([][]identity.Account, cfg.Threads)
	_, err := data.Read(ctx, cfg.spec("identities", analytics.NoDay), cfg.Threads, func(worker int, batch arrow.Record) error {
		found[worker] = appendAccounts(found[worker], batch)
		return nil
	})
	if err != nil {
		return nil, err
	}
	var accounts []identity.Account
	for _, f := range found {
		accounts = append(accounts, f...)
	}
	return identity.Resolve(accounts, cfg.Identity), nil
}

func appendAccounts(accounts []identity.Account, batch arrow.Record) []identity.Account {
	column := func(name string) arrow.Array {
		if at := batch.Schema().FieldIndices(name); len(at) > 0 {
			return batch.Column(at[0])
		}
		return nil
	}
	source, id, phone, email, name := column("source"), column("source_id"), column("phone"), column("email"), column("name")
	birthday, updated, consent := column("birthday"), column("updated_at"), column("consent")
	for i := range int(batch.NumRows()) {
		yes, stated := consent.(*array.Boolean)
		accounts = append(accounts, identity.Account{
			Source: textAt(source, i), ID: textAt(id, i), Phone: textAt(phone, i), Email: textAt(email, i), Name: textAt(name, i),
			Birthday: dayAt(birthday, i), Updated: dayAt(updated, i), Refuses: stated && yes.IsValid(i) && !yes.Value(i),
		})
	}
	return accounts
}

// textAt is the text in a row, apart from the batch; empty where there is no column or value.
func textAt(a arrow.Array, i int) string {
	if a == nil || a.IsNull(i) {
		return ""
	}
	return strings.Clone(a.ValueStr(i))
}

func dayAt(a arrow.Array, i int) analytics.Day {
	if t, ok := a.(*array.Timestamp); ok && t.IsValid(i) {
		return analytics.DayOf(t.Value(i).ToTime(arrow.Microsecond).In(time.UTC))
	}
	return analytics.NoDay
}
