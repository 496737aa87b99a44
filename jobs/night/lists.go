package night

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"regulars/analytics"
	"regulars/analytics/alert"
	"regulars/analytics/loyalty"
	"regulars/analytics/portfolio"
	"regulars/analytics/queue"
	"regulars/analytics/segment"
	"regulars/analytics/stage"
	"regulars/charts/pages"
)

// grouping is a column of the table customers whose groups can be exported.
type grouping struct {
	column string
	of     func(*customerRow) string
}

var groupings = []grouping{
	{"segment", func(r *customerRow) string { return r.Segment }},
	{"abcd", func(r *customerRow) string { return r.ABCD }},
	{"worth", func(r *customerRow) string { return r.Worth }},
	{"stage", func(r *customerRow) string { return r.Stage }},
	{"relationship_level", func(r *customerRow) string { return r.Level }},
	{"loyalty_type", func(r *customerRow) string { return string(r.Loyalty) }},
}

// queueLists are the lists that are parts of the queue, each with the actions in it: the whole, those of one action, and those of the first edition
// by their names.
func queueLists() (names []string, of map[string][]queue.Action) {
	names, of = []string{"queue"}, map[string][]queue.Action{"queue": queue.Actions}
	for _, a := range queue.Actions {
		names, of[string(a)] = append(names, string(a)), []queue.Action{a}
	}
	for name, actions := range sorted(formerLists) {
		names, of[name] = append(names, name), actions
	}
	return append(names, alertList), of
}

// alertList is the list of cases that wait, which the queue has under settle where that gains something.
const alertList = "alerts"

// formerLists are the lists of the first edition that are parts of the queue: its calls were all but thanks.
var formerLists = map[string][]queue.Action{
	"winback": {queue.WinBack}, "calls": {queue.Settle, queue.WinBack, queue.Hold, queue.SecondPurchase, queue.ShareOfWallet, queue.Referral},
}

// exportList is a list of customers that is exported: a group, or a part of the queue.
type exportList struct {
	name    string
	value   string
	of      func(*customerRow) string // nil for a part of the queue
	actions []queue.Action            // of a part of the queue
}

// exportLists are the lists that can be exported.
func exportLists(segments *segment.Table) (all []exportList) {
	values := map[string][]string{}
	for id := segment.ID(1); int(id) <= segments.Len(); id++ {
		values["segment"] = append(values["segment"], segments.Name(id))
	}
	for c := portfolio.A; c <= portfolio.D; c++ {
		values["abcd"] = append(values["abcd"], c.String())
	}
	for w := portfolio.Keep; w <= portfolio.Costly; w++ {
		values["worth"] = append(values["worth"], w.String())
	}
	for s := stage.FirstTime; s <= stage.Advocate; s++ {
		values["stage"] = append(values["stage"], s.String())
	}
	for l := portfolio.Basic; l <= portfolio.Partnership; l++ {
		values["relationship_level"] = append(values["relationship_level"], l.String())
	}
	for _, k := range []loyalty.Kind{loyalty.SuperValue, loyalty.Incentive, loyalty.Inertia, loyalty.Monopoly, loyalty.PriceLed, loyalty.Latent, loyalty.None} {
		values["loyalty_type"] = append(values["loyalty_type"], string(k))
	}
	for _, g := range groupings {
		for _, v := range values[g.column] {
			all = append(all, exportList{g.column + "=" + v, v, g.of, nil})
		}
	}
	names, actions := queueLists()
	for _, name := range names {
		all = append(all, exportList{name, name, nil, actions[name]})
	}
	return all
}

// listsOf are those of a name, or else those of a value, of which there may be several.
func listsOf(all []exportList, name string) []exportList {
	if at := slices.IndexFunc(all, func(l exportList) bool { return strings.EqualFold(l.name, name) }); at >= 0 {
		return all[at : at+1]
	}
	return slices.DeleteFunc(slices.Clone(all), func(l exportList) bool { return !strings.EqualFold(l.value, name) })
}

// wantedLists are the lists that the user named, each by its value or as column=value where several have that value.
func wantedLists(named []string, segments *segment.Table) ([]exportList, error) {
	all := exportLists(segments)
	var lists []exportList
	for _, name := range named {
		found := listsOf(all, name)
		names := make([]string, len(found))
		for i, l := range found {
			names[i] = l.name
		}
		switch {
		case len(found) == 0:
			return nil, Usagef("--export %q: there is no such list; the lists are %s", name, listNames(all))
		case len(found) > 1:
			return nil, Usagef("--export %q can be several lists: say which of %s", name, strings.Join(names, ", "))
		case slices.ContainsFunc(lists, func(l exportList) bool { return l.file() == found[0].file() }):
			return nil, Usagef("--export %q is asked for twice, or would have the file name of another list", name)
		}
		lists = append(lists, found[0])
	}
	return lists, nil
}

func listNames(all []exportList) string {
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = l.value
	}
	return strings.Join(names, ", ")
}

// file is the name as that of a file: "At risk" is at-risk, "abcd=A" abcd-a. One that is too long, that no letter is left of or that Windows has
// taken for a device gets some digits of its hash.
func (l exportList) file() string {
	name := l.plain()
	const longest = 80 // bytes; file systems take 255, in which an ending has to have room
	if name != "" && len(name) <= longest && !device.MatchString(name) {
		return name
	}
	sum := sha256.Sum256([]byte(l.name))
	for len(name) > longest {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return strings.Trim(strings.Trim(name, "-")+"-"+hex.EncodeToString(sum[:4]), "-")
}

// device matches what a file cannot be called on Windows.
var device = regexp.MustCompile(`^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$`)

// plain is the name in small letters, digits and dashes.
func (l exportList) plain() string {
	name := l.value
	if len([]rune(name)) == 1 {
		name = l.name
	}
	return strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, name), "-")
}

// exportRow is a customer in an exported group.
type exportRow struct {
	Customer  string          `col:"customer_id" en:"customer, under the id of the main source" zh:"客户（主要来源中的编号）"`
	Segment   string          `col:"segment,nullzero" en:"RFM segment" zh:"RFM 细分"`
	ABCD      string          `col:"abcd,nullzero" en:"class A to D by turnover and profitability" zh:"按周转率与盈利率的 A 至 D 类"`
	Worth     string          `col:"worth,nullzero" en:"keep, profitable, potentially profitable, dormant or costly" zh:"keep 保持、profitable 盈利、potentially profitable 潜在盈利、dormant 沉睡、costly 赔本"`
	Stage     string          `col:"stage,nullzero" en:"highest stage of loyalty reached" zh:"到达的最高忠诚阶段"`
	Level     string          `col:"relationship_level,nullzero" en:"level of relationship, of current customers" zh:"关系水平（仅现有客户）"`
	Loyalty   loyalty.Kind    `col:"loyalty_type,nullzero" en:"type of loyalty, of customers who were asked" zh:"忠诚类型（仅被问过的客户）"`
	First     analytics.Day   `col:"first_order" en:"day of the first purchase" zh:"首次购买的日期"`
	Last      analytics.Day   `col:"last_order" en:"day of the last purchase" zh:"最近一次购买的日期"`
	Orders    int             `col:"orders" unit:"orders" en:"orders so far" zh:"迄今订单数"`
	Revenue   analytics.Money `col:"revenue" unit:"currency" en:"net revenue so far" zh:"迄今净收入"`
	PAlive    float64         `col:"p_alive" unit:"probability" en:"probability, by the purchase model, that the customer has not left for good" zh:"按购买模型客户尚未永久离开的概率"`
	Purchases float64         `col:"expected_purchases" unit:"occasions" en:"purchase occasions expected within the horizon" zh:"预测期内的预期购买次数"`
	Value     float64         `col:"ltv" unit:"currency" en:"value expected within the horizon" zh:"预测期内的预期价值"`
	Next      string          `col:"next_category,nullzero" en:"likeliest next category not bought yet" zh:"最可能接着购买的新品类"`
	Usual     string          `col:"usual_channel,nullzero" en:"channel of the most orders" zh:"下单最多的渠道"`
}

// ListSchema describes the table export.
var ListSchema = analytics.SchemaOf[exportRow](analytics.Schema{
	Name:      "export",
	Row:       "customer of an exported segment or class who may be contacted, the most valuable first",
	RowZH:     "所导出细分或类别中可联系的客户，价值高者在前",
	Meaning:   "a list of --export, in exports/LIST.parquet, .csv and .xlsx",
	MeaningZH: "--export 的名单，见 exports/LIST.parquet、.csv 与 .xlsx",
})

// listTopic is the lists of customers that are written for other programs.
type listTopic struct {
	queue   *queueTopic
	actions *actionTopic
	people  *peopleTopic
	omit    []string // columns of the table customers whose input is absent
	lists   []exportList

	exports *exports
	written []written
}

// written is a list as it is written: who is on it, and the rows to hand back, with those who are held out.
type written struct {
	table, contacts analytics.Table
	heldOut         int
}

func newListTopic(q *queueTopic, actions *actionTopic, people *peopleTopic, lists []exportList) *listTopic {
	return &listTopic{queue: q, actions: actions, people: people, lists: lists}
}

func (t *listTopic) second(p *pass, omit []string) {
	t.omit = omit
	t.exports = joinWith(p, func() *exports { return newExports(t.lists) }, func(a *exports, v *visit) {
		if v.bought {
			a.add(v.row, v.listed)
		}
	})
}

func (t *listTopic) finish() {
	t.exports.sort()
	for i, l := range t.lists {
		var w written
		switch {
		case l.name == alertList:
			w = writtenOf(t, l, alert.Schema, t.actions.alerts.Waiting(), func(c *alert.Case) string { return c.Customer }, t.actions.alertsAbsent())
		case l.of == nil:
			w = writtenOf(t, l, queue.Schema, t.queue.queue.Of(l.actions...), func(r *queue.Row) string { return r.Customer }, t.queue.absent())
		default:
			w = writtenOf(t, l, ListSchema, t.exports.rows[i], func(r *exportRow) string { return r.Customer }, t.omit)
		}
		t.written = append(t.written, w)
	}
}

// writtenOf leaves those who are held out off a list.
func writtenOf[T any](t *listTopic, l exportList, schema analytics.Schema, rows []T, id func(*T) string, omit []string) written {
	var listed []T
	var back []contactBack
	for i := range rows {
		k := contactBack{Customer: id(&rows[i]), At: t.queue.AsOf, List: l.value + " " + t.queue.AsOf.String()}
		if k.HeldOut = t.queue.holdOut.Holds(k.Customer); k.HeldOut {
			k.At = analytics.NoDay
		} else {
			listed = append(listed, rows[i])
		}
		back = append(back, k)
	}
	w := written{analytics.TableOf(schema, listed, omit...), analytics.TableOf(ContactsBackSchema, back), len(rows) - len(listed)}
	w.table.Name, w.contacts.Name = l.file(), l.file()
	return w
}

// contactBack is a row to hand back as contacts.
type contactBack struct {
	Customer string        `col:"customer_id" en:"customer of the list, or held out of it" zh:"名单中的客户，或对照组客户"`
	At       analytics.Day `col:"contacted_at" en:"date of the list; empty it where nobody was in touch; empty for who is held out" zh:"名单日期；未触达者请清空；对照组为空"`
	List     string        `col:"list" en:"name of the list with its date" zh:"名单名称与日期"`
	HeldOut  bool          `col:"held_out" en:"not in the list, so that what it achieves can be measured" zh:"不在名单中（对照组），以衡量名单效果"`
}

// ContactsBackSchema describes the rows to hand back beside an exported list.
var ContactsBackSchema = analytics.SchemaOf[contactBack](analytics.Schema{
	Name:      "contacts_back",
	Row:       "customer of an exported list, or held out of it",
	RowZH:     "所导出名单中的客户，或其对照组客户",
	Meaning:   "beside a list of --export, in exports/contacts/LIST.parquet and .csv: hand it back with --contacts, and the next reports measure what the list achieved",
	MeaningZH: "与 --export 的名单一同写出，见 exports/contacts/LIST.parquet 与 .csv：以 --contacts 交回后，之后的报告会衡量名单的效果",
})

// exports gathers the customers of the groups that are exported.
type exports struct {
	lists   []exportList
	rows    [][]exportRow
	refused []int // customers of each list who do not want to be contacted, and are not in it; −1 where they were left out before
}

func newExports(lists []exportList) *exports {
	e := &exports{lists, make([][]exportRow, len(lists)), make([]int, len(lists))}
	for i, l := range lists {
		if l.of == nil {
			e.refused[i] = -1
		}
	}
	return e
}

// add adds a customer to the lists of which it is; listed tells whether it may be contacted.
func (e *exports) add(r *customerRow, listed bool) {
	for i, l := range e.lists {
		switch {
		case l.of == nil || l.of(r) != l.value:
		case !listed:
			e.refused[i]++
		default:
			e.rows[i] = append(e.rows[i], exportRow{
				r.ID, r.Segment, r.ABCD, r.Worth, r.Stage, r.Level, r.Loyalty, r.First, r.Last, r.Orders, r.Revenue, r.PAlive, r.Purchases, r.Value, r.Next, r.Usual,
			})
		}
	}
}

// Merge adds other customers.
func (e *exports) Merge(o *exports) {
	for i := range e.lists {
		e.rows[i] = append(e.rows[i], o.rows[i]...)
		e.refused[i] += max(0, o.refused[i])
	}
}

// sort puts the most valuable customers first: by what is expected of them, then by what they have brought.
func (e *exports) sort() {
	for _, rows := range e.rows {
		slices.SortFunc(rows, func(a, b exportRow) int {
			return cmp.Or(-cmp.Compare(a.Value, b.Value), -cmp.Compare(a.Revenue, b.Revenue), cmp.Compare(a.Customer, b.Customer))
		})
	}
}

// exportFacts is a row of the table exports: what was exported.
type exportFacts struct {
	List      string `col:"list" en:"list as it was asked for" zh:"所要求的名单"`
	File      string `col:"file" en:"its file in the report" zh:"其在报告中的文件"`
	Customers int64  `col:"customers" unit:"customers" en:"customers in it" zh:"名单中的客户数"`
	Refused   int    `col:"left_out_for_refusal,nullnegative" unit:"customers" en:"customers left out because they refuse contact; empty for lists that leave them out from the start" zh:"因拒绝联系而未列入的客户数；名单本就不含者则为空"`
	HeldOut   int    `col:"held_out" unit:"customers" en:"customers held out of it at random (--hold-out)" zh:"随机留作对照、不在名单中的客户数（--hold-out）"`
	Contacts  string `col:"contacts" en:"hashed, clear, left out or not known" zh:"联系方式：hashed 散列、clear 明文、left out 未列、not known 未知"`
}

// ExportsSchema describes the table exports.
var ExportsSchema = analytics.SchemaOf[exportFacts](analytics.Schema{
	Name:      "exports",
	Row:       "exported list",
	RowZH:     "导出的名单",
	Meaning:   "which lists were written for other programs",
	MeaningZH: "为其他程序写出了哪些名单",
})

// tables are the lists as tables, without how customers are reached, and the rows to hand back.
func (t *listTopic) tables() (lists, contacts []analytics.Table) {
	for i := range t.written {
		lists, contacts = append(lists, t.written[i].table), append(contacts, t.written[i].contacts)
	}
	return lists, contacts
}

// listSchemas describe the tables of the topic.
var listSchemas = []analytics.Schema{ExportsSchema, ListSchema.Beside(ContactsSchema), ContactsBackSchema}

// told is the table exports: what was exported.
func (t *listTopic) told() (of told) {
	if len(t.lists) == 0 {
		return of
	}
	var rows []exportFacts
	for i, w := range t.written {
		rows = append(rows, exportFacts{t.lists[i].name, "exports/" + w.table.Name + ".csv", w.table.Record.NumRows(), t.exports.refused[i], w.heldOut, t.people.sealed()})
	}
	of.tables = []analytics.Table{analytics.TableOf(ExportsSchema, rows)}
	return of
}

// exported is what the Actions page says of the lists.
func (t *listTopic) exported() (all []pages.Exported) {
	for i, w := range t.written {
		all = append(all, pages.Exported{
			Name: t.lists[i].name, File: w.table.Name, Customers: int(w.table.Record.NumRows()), Refused: t.exports.refused[i], HeldOut: w.heldOut,
			Contacts: t.people.sealed(),
		})
	}
	return all
}

// write writes the lists with contacts, as Parquet, CSV and a workbook. A folder with clear contacts is open to nobody else, since reports may
// be served.
func (t *listTopic) write(dir string) error {
	tables, contacts := t.tables()
	if len(tables) == 0 {
		return nil
	}
	mode := os.FileMode(0o755)
	if t.people.contacts.Clear {
		mode = 0o700
	}
	if err := cmp.Or(os.MkdirAll(dir, mode), os.MkdirAll(filepath.Join(dir, "contacts"), mode)); err != nil {
		return fmt.Errorf("cannot make the folder of exports: %w", err)
	}
	if err := writeTables(filepath.Join(dir, "contacts"), contacts); err != nil {
		return err
	}
	if t.people.found != nil && t.people.contacts.shows() {
		t.people.addContacts(tables)
	}
	if err := writeTables(dir, tables); err != nil {
		return err
	}
	for _, table := range tables {
		if err := writeWorkbook(filepath.Join(dir, table.Name+".xlsx"), "", []analytics.Table{table}); err != nil {
			return err
		}
	}
	return nil
}
