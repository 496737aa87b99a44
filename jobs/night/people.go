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

// peopleTopic is who is who: accounts of several sources that are one person, how to reach them, and who does not want to be contacted.
type peopleTopic struct {
	contacts Seal
	found    *identity.Result // nil without identities
}

// findPeople reads who is who; nil where no identities were given. Accounts have no history, so that all of them count whatever the as-of date.
func findPeople(ctx context.Context, r *Reading, o identity.Options) (*identity.Result, error) {
	if !r.given("identities") {
		return nil, nil
	}
	hashers := hashersWith(r.idKey, r.Threads)
	found := make([][]identity.Account, r.Threads)
	_, err := data.Read(ctx, r.spec("identities", analytics.NoDay), r.Threads, func(worker int, batch arrow.Record) error {
		if len(hashers) > 0 {
			batch = hashers[worker].ids(batch)
			defer batch.Release()
		}
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
	return identity.Resolve(accounts, o), nil
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
			Birthday: dayAt(birthday, i), Updated: dayAt(updated, i), Refuses: stated && yes.IsValid(i) && !yes.Value(i), Agrees: stated && yes.IsValid(i) && yes.Value(i),
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

// sealed says how contacts are written.
func (t *peopleTopic) sealed() string {
	if t.found == nil {
		return "not known"
	}
	return t.contacts.String()
}

// summary is what the Data page says of accounts; nil without identities.
func (t *peopleTopic) summary() *identity.Summary {
	if t.found == nil {
		return nil
	}
	s := t.found.Summary()
	return &s
}

// peopleSchemas describe the tables of the topic.
var peopleSchemas = []analytics.Schema{identity.LinksSchema, identity.ReasonsSchema, GoldenSchema}

func (t *peopleTopic) told() (of told) {
	if t.found != nil {
		of.tables = append(t.found.Tables(), t.golden())
	}
	return of
}

// contactRow is how a customer is reached.
type contactRow struct {
	Name  string `col:"name,nullzero" en:"name: hashed with your key, or in clear where asked for" zh:"姓名：以密钥散列，要求明文时为明文"`
	Phone string `col:"phone,nullzero" en:"phone in the form of E.164: hashed with your key, or in clear where asked for" zh:"电话（E.164 格式）：以密钥散列，要求明文时为明文"`
	Email string `col:"email,nullzero" en:"e-mail address in lower case: hashed with your key, or in clear where asked for" zh:"邮箱（小写）：以密钥散列，要求明文时为明文"`
}

// ContactsSchema describes the columns that exported lists have where accounts are known.
var ContactsSchema = analytics.SchemaOf[contactRow](analytics.Schema{
	Name:      "contacts",
	Row:       "customer of an exported list",
	RowZH:     "所导出名单中的客户",
	Meaning:   "how a customer is reached",
	MeaningZH: "客户的联系方式",
})

func (s Seal) contact(g *identity.Golden) contactRow {
	return contactRow{s.word(g.Name.Value), s.word(g.Phone.Value), s.word(g.Email.Value)}
}

var contactColumns = []string{"name", "phone", "email"}

// goldenRow is what is known of a person, and from where. Clear contacts are for lists alone, so here they are hashed or left out.
type goldenRow struct {
	Customer string `col:"customer_id,nullzero" en:"customer" zh:"客户"`
	Accounts int    `col:"accounts" unit:"accounts" en:"accounts that are the customer's" zh:"属于该客户的账户数"`
	contactRow
	Birthday        string        `col:"birthday,nullzero" en:"birthday, hashed" zh:"生日（散列）"`
	NameSource      string        `col:"name_source,nullzero" en:"source whose name is taken" zh:"姓名取自的来源"`
	NameUpdated     analytics.Day `col:"name_updated" en:"when the account that the name is from was updated" zh:"姓名所取账户的更新日期"`
	PhoneSource     string        `col:"phone_source,nullzero" en:"source whose phone is taken" zh:"电话取自的来源"`
	PhoneUpdated    analytics.Day `col:"phone_updated" en:"when the account that the phone is from was updated" zh:"电话所取账户的更新日期"`
	EmailSource     string        `col:"email_source,nullzero" en:"source whose e-mail address is taken" zh:"邮箱取自的来源"`
	EmailUpdated    analytics.Day `col:"email_updated" en:"when the account that the e-mail address is from was updated" zh:"邮箱所取账户的更新日期"`
	BirthdaySource  string        `col:"birthday_source,nullzero" en:"source whose birthday is taken" zh:"生日取自的来源"`
	BirthdayUpdated analytics.Day `col:"birthday_updated" en:"when the account that the birthday is from was updated" zh:"生日所取账户的更新日期"`
	Contact         bool          `col:"may_contact" en:"nobody said no in any account" zh:"没有任何账户拒绝联系"`
	RefusalSource   string        `col:"refusal_source,nullzero" en:"source of the latest refusal" zh:"最近一次拒绝的来源"`
	RefusalUpdated  analytics.Day `col:"refusal_updated" en:"when the account that refused was updated" zh:"作出拒绝的账户的更新日期"`
}

// GoldenSchema describes the table golden_records.
var GoldenSchema = analytics.SchemaOf[goldenRow](analytics.Schema{
	Name:      "golden_records",
	Row:       "person",
	RowZH:     "个人",
	Meaning:   "what is known of a person, and which account it is from; contacts are hashed",
	MeaningZH: "对每个人的已知信息及其来自哪个账户；联系方式已散列",
})

// golden is the table golden_records, a row for each person.
func (t *peopleTopic) golden() analytics.Table {
	s := Seal{Key: t.contacts.Key}
	var omit []string
	if !s.shows() {
		omit = append(omit, append(contactColumns, "birthday")...)
		s.Clear = true // so that nothing is hashed for columns that are not there
	}
	var rows []goldenRow
	for g := range t.found.Golden() {
		rows = append(rows, goldenRow{
			g.Customer, g.Accounts, s.contact(&g), s.word(g.Birthday.Value), g.Name.Source, updated(g.Name), g.Phone.Source, updated(g.Phone),
			g.Email.Source, updated(g.Email), g.Birthday.Source, updated(g.Birthday), g.Refuses.Value == "", g.Refuses.Source, updated(g.Refuses),
		})
	}
	return analytics.TableOf(GoldenSchema, rows, omit...)
}

// updated is when a field was; there is no day where there is no field.
func updated(f identity.Field) analytics.Day {
	if f.Value == "" {
		return analytics.NoDay
	}
	return f.Updated
}

// addContacts puts the columns of contacts behind customer_id, the first.
func (t *peopleTopic) addContacts(tables []analytics.Table) {
	known := map[string]contactRow{}
	for _, table := range tables {
		for _, id := range ids(table) {
			known[id] = contactRow{}
		}
	}
	for g := range t.found.Golden() {
		if _, ok := known[g.Customer]; ok && g.Refuses.Value == "" {
			known[g.Customer] = t.contacts.contact(&g)
		}
	}
	for i, table := range tables {
		rows := make([]contactRow, table.Record.NumRows())
		for row, id := range ids(table) {
			rows[row] = known[id]
		}
		tables[i] = table.Beside(analytics.TableOf(ContactsSchema, rows))
	}
}

// ids are the customers of a table.
func ids(t analytics.Table) []string {
	column := t.Record.Column(0).(*array.String)
	all := make([]string, column.Len())
	for i := range all {
		all[i] = column.Value(i)
	}
	return all
}
