package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The siblings of the cases: what went wrong with one column of one table goes right with others.

// kept checks how many rows of a table a run kept, and what it refused of it.
func (o outcome) kept(t *testing.T, table string, rows int64, refused string) {
	t.Helper()
	got := o.Tables[table]
	if o.code != 0 || got.Kept != rows || strings.TrimPrefix(fmt.Sprint(got.Refused), "map") != "["+refused+"]" {
		t.Errorf("exit %d, %s %+v, want %d rows kept and [%s] refused: %s", o.code, table, got, rows, refused, o.run)
	}
}

func spring(n int) []time.Time {
	return each(n, func(i int) time.Time { return time.Date(2024, 3, 1+i%90, 0, 0, 0, 0, time.UTC) })
}

func people(n int) []string {
	return each(n, func(i int) string { return fmt.Sprintf("C%04d", i%caseCustomers) })
}

func TestSiblingsOfIDs(t *testing.T) {
	long(t)
	s, dir := someSales(), t.TempDir()
	number := func(form string) func(i int) string {
		return func(i int) string { return fmt.Sprintf(form, 10000+s.who[i]) }
	}
	tx := s.write(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", each(s.n(), number("%d"))}, field{"order_id", each(s.n(), func(i int) float64 { return 9e16 + float64(16*i) })})
	// Referrals and accounts write ids in other ways, or not at all.
	referrals := writeFile(t, filepath.Join(dir, "referrals.parquet"), field{"referrer_id", each(40, func(i int) string { return []string{" 10001", "10001.0", "NULL", "10001"}[i%4] })},
		field{"referred_id", each(40, func(i int) float64 { return float64(10010 + i) })}, field{"referred_at", spring(40)})
	accounts := writeFile(t, filepath.Join(dir, "accounts.parquet"), field{"source", each(60, func(i int) string { return []string{"shop", "app"}[i%2] })},
		field{"source_id", each(60, func(i int) string { return []string{fmt.Sprintf("%d.0", 10000+i), "N/A"}[(i+6)/60*(i%2)] })})
	o := both(t, "--transactions", tx, "--referrals", referrals, "--identities", accounts, "--max-bad-rows", "100%")
	o.kept(t, "referrals", 30, "no_referrer:10")
	o.kept(t, "identities", 57, "no_source_id:3")
	if o.KPIs["customers"] != caseCustomers {
		t.Errorf("%v customers", o.KPIs["customers"])
	}
	o.warns(t, "transactions.order_id cannot be used") // floats of that size stand for several orders
	// Complaints: numbers beyond a signed one are read, floats that stand for several ids are refused.
	cases := func(name string, ids any) string {
		return writeFile(t, filepath.Join(dir, name), field{"complaint_id", ids}, field{"customer_id", each(90, func(i int) string { return fmt.Sprintf("%d.00", 10000+i) })}, field{"opened_at", spring(90)})
	}
	both(t, "--transactions", tx, "--complaints", cases("great.parquet", each(90, func(i int) uint64 { return 1<<63 + uint64(i) }))).kept(t, "complaints", 90, "")
	both(t, "--transactions", tx, "--complaints", cases("floats.parquet", each(90, func(i int) float64 { return 9e16 + float64(16*i) }))).
		stops(t, 4, "inexact_complaint", "complaint_id", "floats.parquet", "whole numbers or text")
}

func TestSiblingsOfCurrencies(t *testing.T) {
	long(t)
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"), field{"currency", each(s.n(), func(int) string { return "EUR" })})
	codes := func(n int) field {
		return field{"Currency Code", each(n, func(i int) string { return []string{"EUR", "usd", " € "}[i%3] })}
	}
	wallet := writeFile(t, filepath.Join(dir, "wallet.parquet"), field{"customer_id", people(90)}, field{"period", spring(90)}, field{"amount", each(90, func(int) float64 { return 10 })}, codes(90))
	costs := writeFile(t, filepath.Join(dir, "costs.parquet"), field{"period", spring(90)}, field{"kind", each(90, func(int) string { return "service" })},
		field{"amount", each(90, func(int) float64 { return 10 })}, codes(90))
	cases := writeFile(t, filepath.Join(dir, "cases.parquet"), field{"complaint_id", each(90, func(i int) int64 { return int64(i) })}, field{"customer_id", people(90)}, field{"opened_at", spring(90)},
		field{"compensation", each(90, func(int) float64 { return 5 })}, codes(90))
	rates := writeFile(t, filepath.Join(dir, "rates.parquet"), field{"date", []time.Time{time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)}}, field{"currency", []string{"USD"}}, field{"rate", []string{"0.5"}})
	for table, path := range map[string]string{"wallet": wallet, "costs": costs, "complaints": cases} {
		flags := []string{"--transactions", tx, "--" + table, path}
		both(t, flags...).stops(t, 2, "EUR", "USD", "--where currency=EUR", "--rates")
		both(t, append(flags, "--currency", "EUR")...).stops(t, 4, "other_currency", path, "--where "+table+".currency=EUR", "--rates")
		both(t, append(flags, "--currency", "EUR", "--rates", rates)...).kept(t, table, 90, "")
		if o := both(t, append(flags, "--currency", "EUR", "--except", table+".currency=USD")...); o.Tables[table].Kept != 60 || o.Tables[table].Filtered != 30 {
			t.Errorf("%s: exit %d, %+v", table, o.code, o.Tables[table])
		}
	}
}

func TestSiblingsOfRefundsAndReceipts(t *testing.T) {
	long(t)
	s, dir := someSales(), t.TempDir()
	where := each(s.n(), func(i int) string { return []string{"web", "Retoure"}[(i+40)/s.n()] })
	tx := s.write(t, filepath.Join(dir, "tx.parquet"), field{"channel", where}, field{"receipt_no", each(s.n(), func(i int) string { return fmt.Sprintf("R%02d", i%2) })})
	back := 0.0
	for i := range s.n() {
		if where[i] == "Retoure" {
			back += s.amount[i]
		}
	}
	o := both(t, "--transactions", tx, "--refund-where", "channel=Retoure")
	if got := o.KPIs["revenue"]; o.code != 0 || got-(s.revenue-2*back) > 0.005 || got-(s.revenue-2*back) < -0.005 {
		t.Errorf("exit %d, revenue %v, want %v", o.code, got, s.revenue-2*back)
	}
	// Texts that begin anew each day are receipts too; the same number of two customers is two orders, and is said.
	o = both(t, "--transactions", tx)
	o.warns(t, "order ids have purchases on several days", "--order-id-per-day", "order ids are shared by several customers")
	if again := both(t, "--transactions", tx, "--order-id-per-day"); again.KPIs["orders"] <= o.KPIs["orders"] {
		t.Errorf("%v orders by day, %v without", again.KPIs["orders"], o.KPIs["orders"])
	}
	// Credits among costs.
	costs := writeFile(t, filepath.Join(dir, "costs.parquet"), field{"period", spring(30)}, field{"kind", each(30, func(int) string { return "service" })},
		field{"amount", each(30, func(int) float64 { return 10 })}, field{"type of entry", each(30, func(i int) string { return []string{"debit", "credit"}[i/20] })})
	o = both(t, "--transactions", tx, "--costs", costs, "--refund-where", "costs.type of entry=credit")
	if got := lookup(readTable(t, o.latest, "cost_shares"), "kind", "given")["service"]; got != "100" {
		t.Errorf("service costs %s, want 20·10 − 10·10", got)
	}
}

func TestSiblingsOfFilters(t *testing.T) {
	long(t)
	s, dir := someSales(), t.TempDir()
	early := func(i int) string { return map[bool]string{true: "Alt", false: "Neu"}[s.day[i].Month() <= 3] }
	for _, column := range []string{"channel", "region", "Sortiment"} { // what was closed may be more than a store, and stand in a column that nothing else reads
		tx := s.write(t, filepath.Join(dir, column+".parquet"), field{column, each(s.n(), early)})
		o := both(t, "--transactions", tx, "--where", column+"=Alt")
		if o.AsOf != "2024-11-25" || o.KPIs["active"] != 0 || o.KPIs["customers"] < 30 {
			t.Errorf("%s: as of %s, %v active of %v", column, o.AsOf, o.KPIs["active"], o.KPIs["customers"])
		}
	}
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	cases := complaints(t, filepath.Join(dir, "cases.parquet"), "status", false, func(_ int, open bool) string { return map[bool]string{true: "open", false: "solved"}[open] })
	o := both(t, "--transactions", tx, "--complaints", cases, "--where", "complaints.outcome=resolved", "--except", "complaints.customer_id=C0001")
	if rows := o.Tables["complaints"]; rows.Kept != 80 || rows.Filtered != 10 || o.AsOf != "2024-11-25" {
		t.Errorf("exit %d, %+v: %s", o.code, rows, o.run)
	}
}

func TestSiblingsOfTexts(t *testing.T) {
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	wallet := writeFile(t, filepath.Join(dir, "wallet.parquet"), field{"customer_id", people(90)}, field{"period", each(90, func(i int) string { return fmt.Sprintf("%02d.03.2024", 1+i%28) })},
		field{"amount", each(90, func(i int) string { return "1.250,50" })})
	both(t, "--transactions", tx, "--wallet", wallet).stops(t, 4, "bad_date", "wallet.parquet", ".03.2024", "--date-format DD/MM/YYYY")
	both(t, "--transactions", tx, "--wallet", wallet, "--date-format", "DD.MM.YYYY").stops(t, 4, "bad_amount", "1.250,50", "--decimal-comma")
	both(t, "--transactions", tx, "--wallet", wallet, "--date-format", "wallet=DD.MM.YYYY", "--decimal-comma").kept(t, "wallet", 90, "")
	// Truth values of another table, and numbers that are scores.
	contacts := writeFile(t, filepath.Join(dir, "contacts.parquet"), field{"customer_id", people(90)}, field{"list", each(90, func(int) string { return "calls" })},
		field{"held_out", each(90, func(i int) string { return []string{"ja", "否", "No"}[i%3] })})
	both(t, "--transactions", tx, "--contacts", contacts).checkSays(t, `"ja" 30 rows taken as yes`, `"否" 30 rows taken as no`)
	employees := writeFile(t, filepath.Join(dir, "employees.parquet"), field{"store", each(90, func(i int) string { return fmt.Sprint("S", i%3) })}, field{"period", spring(90)},
		field{"satisfaction", each(90, func(i int) string { return []string{"4,5", "3"}[i%2] })})
	both(t, "--transactions", tx, "--employees", employees).stops(t, 4, "bad_satisfaction", "4,5")
	both(t, "--transactions", tx, "--employees", employees, "--decimal-comma").kept(t, "employees", 90, "")
}

// TestStateBesideVersions says why a state is of no use where lines have versions.
func TestStateBesideVersions(t *testing.T) {
	long(t)
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"), field{"order_id", each(s.n(), func(i int) int64 { return int64(i) })})
	_, stderr, code := regulars(t, nil, "run", "--quiet", "--transactions", tx, "--latest-by", "order_date", "--state", filepath.Join(dir, "state"), "--out", filepath.Join(dir, "out"))
	if code != 0 || !strings.Contains(stderr, "--state is not used: --latest-by compares each line with all others") {
		t.Errorf("exit %d: %s", code, stderr)
	}
}
