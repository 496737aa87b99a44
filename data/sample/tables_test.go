package sample

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
)

// shares are counts of lines by what is so about them.
type shares struct {
	of   map[string]float64
	rows float64
}

func (s *shares) add(what string, so bool) {
	if so {
		s.of[what]++
	}
}

func (s *shares) check(t *testing.T, what string, low, high float64) {
	t.Helper()
	if share := s.of[what] / s.rows; share < low || share > high {
		t.Errorf("%v of lines are %s, want %v to %v", share, what, low, high)
	}
}

const customersOfTables = 5000

// TestTables reads what is written.
func TestTables(t *testing.T) {
	made := write(t, Options{Customers: customersOfTables, Months: 12, Seed: 3})
	for name, check := range map[string]func(*testing.T, Summary){
		"transactions": checkTransactions, "surveys": checkSurveys, "referrals": checkReferrals, "identities": checkIdentities,
	} {
		t.Run(name, func(t *testing.T) { check(t, made) })
	}
}

func checkTransactions(t *testing.T, made Summary) {
	months, _ := filepath.Glob(filepath.Join(made.Out, "transactions", "*.parquet"))
	if len(months) != 12 {
		t.Fatalf("%d monthly files, want 12", len(months))
	}
	lines := shares{of: map[string]float64{}}
	sold := map[int64]arrow.Timestamp{}
	byMonth := map[string]float64{}
	last := arrow.Timestamp(0)
	for _, path := range months {
		table := read(t, path)
		name := strings.TrimSuffix(filepath.Base(path), ".parquet")
		byMonth[name] = float64(table.NumRows())
		lines.rows += float64(table.NumRows())
		customers, at, amounts := texts(table, "customer_id"), columnOf[*array.Timestamp](table, "ordered_at"), columnOf[*array.Decimal128](table, "amount")
		orders, quantity := columnOf[*array.Int64](table, "order_id"), columnOf[*array.Int64](table, "quantity")
		price, discount := columnOf[*array.Decimal128](table, "unit_price"), columnOf[*array.Decimal128](table, "discount")
		channels, stores := texts(table, "channel"), texts(table, "store")
		for i := range int(table.NumRows()) {
			cents := func(c *array.Decimal128) int64 { return int64(c.Value(i).LowBits()) }
			amount := cents(amounts)
			lines.add("of guests", customers.IsNull(i))
			lines.add("undated", at.IsNull(i))
			lines.add("refunds", amount < 0)
			lines.add("free", amount == 0)
			lines.add("discounted", cents(discount) > 0)
			lines.add("under a card", !customers.IsNull(i) && customers.Value(i)[0] == 'K')
			if amount != quantity.Value(i)*cents(price)-cents(discount) {
				t.Fatalf("%s: row %d: %d × %d − %d is not %d", path, i, quantity.Value(i), cents(price), cents(discount), amount)
			}
			if (channels.Value(i) == "store") == stores.IsNull(i) {
				t.Fatalf("%s: row %d is of channel %s and store %q", path, i, channels.Value(i), stores.Value(i))
			}
			if at.IsNull(i) {
				continue
			}
			when := at.Value(i)
			if when < last || when.ToTime(arrow.Microsecond).Format("2006-01") != name {
				t.Fatalf("%s: row %d is of %v", path, i, when.ToTime(arrow.Microsecond))
			}
			last = when
			if bought, ok := sold[orders.Value(i)]; amount < 0 && ok && when <= bought {
				t.Fatalf("%s: row %d is taken back before it is bought", path, i)
			}
			if amount > 0 {
				sold[orders.Value(i)] = when
			}
		}
	}
	if int64(lines.rows) != made.Rows["transactions"] {
		t.Errorf("%v lines, but %d are said", lines.rows, made.Rows["transactions"])
	}
	lines.check(t, "of guests", 0.015, 0.025)
	lines.check(t, "undated", 0.00005, 0.001)
	lines.check(t, "refunds", 0.005, 0.03)
	lines.check(t, "free", 0.002, 0.02)
	lines.check(t, "discounted", 0.08, 0.4)
	lines.check(t, "under a card", 0.01, 0.05)
	if byMonth["2025-12"] < 1.25*byMonth["2025-09"] {
		t.Errorf("%v lines in December and %v in September: no season", byMonth["2025-12"], byMonth["2025-09"])
	}
}

func checkSurveys(t *testing.T, made Summary) {
	table := read(t, filepath.Join(made.Out, "surveys.parquet"))
	who, about := texts(table, "customer_id"), texts(table, "dimension")
	scores, recommend := columnOf[*array.Float64](table, "experience"), columnOf[*array.Float64](table, "recommend")
	answered, dimensions := map[string]bool{}, map[string]mean{}
	for i := range int(table.NumRows()) {
		answered[who.Value(i)[1:]] = true
		x := scores.Value(i)
		if x < 0 || x > 10 || recommend.IsValid(i) != (about.Value(i) == overall) {
			t.Fatalf("row %d is %v about %s, recommend %v", i, x, about.Value(i), recommend.ValueStr(i))
		}
		m := dimensions[about.Value(i)]
		m.add(x)
		dimensions[about.Value(i)] = m
	}
	if share := float64(len(answered)) / customersOfTables; share < 0.12 || share > 0.18 {
		t.Errorf("%v of customers answer, want about 0.15", share)
	}
	if len(dimensions) != 7 {
		t.Errorf("%d dimensions, want 7", len(dimensions))
	}
	if c, p := dimensions["convenience"], dimensions["product"]; p.value()-c.value() < 1 {
		t.Errorf("convenience has %v and product %v", c.value(), p.value())
	}
	prices := []string{"price_too_cheap", "price_cheap", "price_expensive", "price_too_expensive"}
	for i, name := range prices[:3] {
		low, high := columnOf[*array.Decimal128](table, name), columnOf[*array.Decimal128](table, prices[i+1])
		for row := range int(table.NumRows()) {
			if low.IsValid(row) != (about.Value(row) == "price") || low.IsValid(row) && low.Value(row).Greater(high.Value(row)) {
				t.Fatalf("row %d: %s is %s", row, name, low.ValueStr(row))
			}
		}
	}
}

// checkReferrals checks the files against the truth and each other.
func checkReferrals(t *testing.T, made Summary) {
	truth := read(t, filepath.Join(made.Out, "truth/customers.parquet"))
	first := map[string]arrow.Date32{}
	referrers := map[string]string{}
	for i := range int(truth.NumRows()) {
		id := texts(truth, "customer_id").Value(i)
		first[id] = columnOf[*array.Date32](truth, "first_day").Value(i)
		if r := texts(truth, "referrer_id"); r.IsValid(i) {
			referrers[id] = r.Value(i)
		}
	}
	table := read(t, filepath.Join(made.Out, "referrals.parquet"))
	if int(table.NumRows()) != len(referrers) || len(referrers) < 300 {
		t.Errorf("%d referrals, %d in the truth", table.NumRows(), len(referrers))
	}
	for i := range int(table.NumRows()) {
		referrer, referred := texts(table, "referrer_id").Value(i), texts(table, "referred_id").Value(i)
		day := arrow.Date32FromTime(columnOf[*array.Timestamp](table, "referred_at").Value(i).ToTime(arrow.Microsecond))
		known, ok := first[referrer]
		if !ok || referrers[referred] != referrer || known >= day || day > first[referred] {
			t.Fatalf("%s refers %s on day %v, but they came on %v and %v", referrer, referred, day, known, first[referred])
		}
	}
}

// checkIdentities checks what a normaliser with the rules of the truth finds: one person never has two addresses, two people
// never have one, and phones are shared by families and at the till alone.
func checkIdentities(t *testing.T, made Summary) {
	table := read(t, filepath.Join(made.Out, "identities.parquet"))
	accounts := read(t, filepath.Join(made.Out, "truth/accounts.parquet"))
	if table.NumRows() != accounts.NumRows() {
		t.Fatalf("%d accounts, %d in the truth", table.NumRows(), accounts.NumRows())
	}
	people := columnOf[*array.Int64](accounts, "person")
	perPerson, ofAddress, ofPhone := map[int64]int{}, map[string]int64{}, map[string]map[int64]bool{}
	addresses, phones, variants := map[int64]string{}, map[int64]string{}, map[string]bool{}
	han, latin, tills := 0, 0, 0
	for i := range int(table.NumRows()) {
		person := people.Value(i)
		perPerson[person]++
		if id := texts(table, "source_id").Value(i); id != texts(accounts, "source_id").Value(i) {
			t.Fatalf("row %d is of %s, in the truth of %s", i, id, texts(accounts, "source_id").Value(i))
		}
		if strings.ContainsFunc(texts(table, "name").Value(i), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			han++
		} else {
			latin++
		}
		if raw := texts(table, "email"); raw.IsValid(i) {
			address := normalAddress(raw.Value(i))
			if other, ok := ofAddress[address]; ok && other != person {
				t.Fatalf("%d and %d share %s", person, other, address)
			}
			if known, ok := addresses[person]; ok && known != address {
				t.Fatalf("%d has %s and %s", person, known, address)
			}
			ofAddress[address], addresses[person] = person, address
			variants[raw.Value(i)] = true
		}
		raw := texts(table, "phone")
		if !raw.IsValid(i) {
			continue
		}
		phone := normalPhone(raw.Value(i))
		if known, ok := phones[person]; ok && known != phone && !strings.Contains(known+phone, "331990090") {
			t.Fatalf("%d has %s and %s", person, known, phone)
		}
		if strings.HasPrefix(phone, "331990090") {
			tills++
			continue
		}
		phones[person] = phone
		if ofPhone[phone] == nil {
			ofPhone[phone] = map[int64]bool{}
		}
		ofPhone[phone][person] = true
	}
	for n := range int64(customersOfTables) {
		if perPerson[n] == 0 {
			t.Fatalf("person %d has no account", n)
		}
	}
	if prospects := len(perPerson) - customersOfTables; prospects < 180 || prospects > 320 {
		t.Errorf("%d people never bought, want about 250", prospects)
	}
	if han < 1500 || latin < 3000 || tills < 3 {
		t.Errorf("%d Chinese and %d Latin names, %d phones of tills", han, latin, tills)
	}
	families := 0
	for phone, who := range ofPhone {
		if len(who) > familySize {
			t.Errorf("%d people share %s", len(who), phone)
		}
		if len(who) > 1 {
			families++
		}
	}
	if families < 15 || families > 70 {
		t.Errorf("%d phones are of families, want about 37", families)
	}
	if len(variants) < len(ofAddress)+300 {
		t.Errorf("%d spellings of %d addresses", len(variants), len(ofAddress))
	}
}

func normalAddress(s string) string {
	local, host, _ := strings.Cut(strings.ToLower(s), "@")
	local, _, _ = strings.Cut(local, "+")
	if host == "example.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + host
}

// normalPhone gives the country code and number.
func normalPhone(s string) string {
	s = strings.ReplaceAll(s, "(0)", "")
	digits := strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
	switch {
	case s[0] == '+':
		return digits
	case strings.HasPrefix(digits, "00"):
		return digits[2:]
	default:
		return "33" + digits[1:]
	}
}

func TestPhonesOfAllSizes(t *testing.T) {
	seen := map[string]int{}
	for _, n := range []int{0, 9999, 10_000, 58_999, 59_000, 8_000_000, 8_058_999, 2*MaxCustomers + 1} {
		for _, chinese := range []bool{true, false} {
			p := phoneOf(n, chinese)
			length := 0
			for _, g := range p.groups {
				length += g
			}
			if length != len(p.national) {
				t.Errorf("%+v has %d digits in groups", p, length)
			}
			if other, ok := seen[p.code+p.national]; ok {
				t.Errorf("%d and %d have the phone %+v", n, other, p)
			}
			seen[p.code+p.national] = n
		}
	}
}
