package main

import (
	"errors"
	"fmt"
	"html"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/apache/arrow/go/v17/arrow"
	"github.com/apache/arrow/go/v17/arrow/array"
	"github.com/apache/arrow/go/v17/arrow/memory"
	"github.com/apache/arrow/go/v17/parquet/pqarrow"

	"regulars/jobs/night"
)

// field is a column of a file that a test writes: []string, []*string, []int64, []uint64, []float64 or []time.Time, which are days.
type field struct {
	name   string
	values any
}

// writeFile writes a Parquet file with these columns.
func writeFile(t testing.TB, path string, columns ...field) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	var fields []arrow.Field
	var arrays []arrow.Array
	for _, c := range columns {
		a := arrayOf(c.values)
		fields = append(fields, arrow.Field{Name: c.name, Type: a.DataType(), Nullable: true})
		arrays = append(arrays, a)
	}
	schema := arrow.NewSchema(fields, nil)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w, err := pqarrow.NewFileWriter(schema, f, nil, pqarrow.NewArrowWriterProperties())
	if err == nil {
		err = errors.Join(w.WriteBuffered(array.NewRecord(schema, arrays, -1)), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func arrayOf(values any) arrow.Array {
	m := memory.DefaultAllocator
	switch v := values.(type) {
	case []string:
		b := array.NewStringBuilder(m)
		b.AppendValues(v, nil)
		return b.NewArray()
	case []*string:
		b := array.NewStringBuilder(m)
		for _, s := range v {
			if s == nil {
				b.AppendNull()
			} else {
				b.Append(*s)
			}
		}
		return b.NewArray()
	case []int64:
		b := array.NewInt64Builder(m)
		b.AppendValues(v, nil)
		return b.NewArray()
	case []uint64: // which the product itself does not write
		b := array.NewUint64Builder(m)
		b.AppendValues(v, nil)
		return b.NewArray()
	case []float64:
		b := array.NewFloat64Builder(m)
		b.AppendValues(v, nil)
		return b.NewArray()
	default:
		b := array.NewDate32Builder(m)
		for _, day := range values.([]time.Time) {
			b.Append(arrow.Date32FromTime(day))
		}
		return b.NewArray()
	}
}

// each makes a column from the places of rows.
func each[T any](n int, of func(i int) T) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = of(i)
	}
	return all
}

// sales are the lines of a small shop, from which every case is made.
type sales struct {
	who     []int
	day     []time.Time
	amount  []float64
	revenue float64
}

const caseCustomers = 120

func someSales() sales {
	var s sales
	r := rand.New(rand.NewPCG(15, 478))
	cents := 0
	for c := range caseCustomers {
		for range 1 + r.IntN(7) {
			x := 500 + r.IntN(9000)
			cents += x
			s.who = append(s.who, c)
			s.day = append(s.day, time.Date(2024, 1, 2+r.IntN(320), 0, 0, 0, 0, time.UTC))
			s.amount = append(s.amount, float64(x)/100)
		}
	}
	s.day[0] = time.Date(2024, 11, 25, 0, 0, 0, 0, time.UTC)
	s.revenue = float64(cents) / 100
	return s
}

func (s *sales) n() int { return len(s.who) }

func (s *sales) texts() []string {
	return each(s.n(), func(i int) string { return fmt.Sprintf("C%04d", s.who[i]) })
}

// write writes the lines, with columns that replace the usual ones or stand beside them.
func (s *sales) write(t testing.TB, path string, other ...field) string {
	t.Helper()
	columns := []field{{"customer_id", s.texts()}, {"order_date", s.day}, {"amount", s.amount}}
	for _, c := range other {
		at := -1
		for i := range columns {
			if columns[i].name == c.name {
				at = i
			}
		}
		if at < 0 {
			columns = append(columns, c)
		} else {
			columns[at] = c
		}
	}
	return writeFile(t, path, columns...)
}

// totals are what must come out of a case.
type totals struct {
	customers, lines float64
	revenue          float64
}

// aCase is a folder of cases: that of ../shared/cases, or one made here with the same files.
type aCase struct {
	dir string
	totals
}

func (c aCase) path(file string) string { return filepath.Join(c.dir, file) }

// eachCase runs a test on files made here and, where there are any, on those of ../shared/cases.
func eachCase(t *testing.T, folder string, make func(t *testing.T, s *sales, dir string), check func(t *testing.T, c aCase)) {
	t.Helper()
	t.Run("made here", func(t *testing.T) {
		s, dir := someSales(), t.TempDir()
		make(t, &s, dir)
		check(t, aCase{dir, totals{caseCustomers, float64(s.n()), s.revenue}})
	})
	t.Run("shared", func(t *testing.T) {
		long(t)
		dir := filepath.Join(filepath.Dir(filepath.Join(shared(t), "data")), "cases", folder)
		if _, err := os.Stat(dir); err != nil {
			t.Skip("needs ../shared")
		}
		check(t, aCase{dir, totals{120, 478, 23719.96}})
	})
}

// outcome is what a run and a check made of the same command line.
type outcome struct {
	night.RunFile
	latest        string // folder of the report
	run, check    string // standard error of the run, standard output and error of the check
	code, checked int
}

// both runs the job and the check on the same flags; they must agree on whether the data can be used, and on why not.
func both(t *testing.T, flags ...string) outcome {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	return bothIn(t, out, flags...)
}

func bothIn(t *testing.T, out string, flags ...string) (o outcome) {
	t.Helper()
	flags = append(flags, "--out", out)
	var stdout, stderr string
	stdout, stderr, o.checked = regulars(t, nil, append([]string{"check"}, flags...)...)
	o.check = stdout + stderr
	_, o.run, o.code = regulars(t, nil, append([]string{"run", "--quiet"}, flags...)...)
	if o.code != o.checked || o.code != 0 && o.run != stderr {
		t.Errorf("run ends with %d: %s\ncheck ends with %d: %s", o.code, o.run, o.checked, stderr)
	}
	if o.code == 0 {
		o.latest = filepath.Join(out, "latest")
		readJSON(t, filepath.Join(o.latest, "run.json"), &o.RunFile)
		for _, c := range o.Checks {
			if !c.Passed {
				t.Errorf("%s: %s", c.Name, c.Detail)
			}
		}
	}
	return o
}

// comesTo checks the totals of a run.
func (o outcome) comesTo(t *testing.T, want totals) {
	t.Helper()
	got := totals{o.KPIs["customers"], o.KPIs["lines"], math.Round(o.KPIs["revenue"]*100) / 100}
	if o.code != 0 || got != want {
		t.Errorf("exit %d, %+v, want %+v\n%s", o.code, got, want, o.run)
	}
}

// stops checks that run and check end so, and that their one line says all of this.
func (o outcome) stops(t *testing.T, code int, says ...string) {
	t.Helper()
	if o.code != code {
		t.Errorf("exit %d, want %d: %s", o.code, code, o.run)
	}
	for _, s := range says {
		if !strings.Contains(o.run, s) {
			t.Errorf("the message does not say %q:\n%s", s, o.run)
		}
	}
}

// checkSays checks what the check prints.
func (o outcome) checkSays(t *testing.T, says ...string) {
	t.Helper()
	for _, s := range says {
		if !strings.Contains(strings.Join(strings.Fields(o.check), " "), s) {
			t.Errorf("check does not say %q:\n%s", s, o.check)
		}
	}
}

func TestIDForms(t *testing.T) {
	eachCase(t, "id-forms", func(t *testing.T, s *sales, dir string) {
		nothing := []string{"NULL", "nan", "None", "N/A", " ", "-", "unknown"}
		ids := each(s.n(), func(i int) string {
			return []string{"%d", "%d.0", " %d", "%d \t"}[i%4]
		})
		for i := range ids {
			ids[i] = fmt.Sprintf(ids[i], 10000+s.who[i])
		}
		days, amounts := s.day, s.amount
		for i, word := range nothing {
			ids, days, amounts = append(ids, word), append(days, s.day[i]), append(amounts, 500)
		}
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", ids}, field{"order_date", days}, field{"amount", amounts})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"))
		o.comesTo(t, c.totals)
		if rows := o.Rows.Refused["no_customer"]; float64(rows) != float64(o.Rows.Read)-c.lines {
			t.Errorf("%d rows without a customer, of %d", rows, o.Rows.Read)
		}
	})
}

func TestGreatIDs(t *testing.T) {
	eachCase(t, "uint64-ids", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", each(s.n(), func(i int) uint64 { return 1<<63 - 60 + uint64(s.who[i]) })})
	}, func(t *testing.T, c aCase) { both(t, "--transactions", c.path("tx.parquet")).comesTo(t, c.totals) })
	eachCase(t, "float-ids", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", each(s.n(), func(i int) float64 { return 9e16 + float64(s.who[i]) })})
	}, func(t *testing.T, c aCase) {
		both(t, "--transactions", c.path("tx.parquet")).stops(t, 2, "inexact_customer", "customer_id", "tx.parquet", "whole numbers or text")
	})
}

func TestDateForms(t *testing.T) {
	forms := map[string]string{"bigquery": "2006-01-02 15:04:05| UTC", "shopify": "2006-01-02 15:04:05| +0200", "ddmmyyyy": "02/01/2006"}
	eachCase(t, "dates", func(t *testing.T, s *sales, dir string) {
		for name, form := range forms {
			form, zone, _ := strings.Cut(form, "|")
			s.write(t, filepath.Join(dir, name+".parquet"), field{"order_date", each(s.n(), func(i int) string { return s.day[i].Add(37230*time.Second).Format(form) + zone })})
		}
		s.write(t, filepath.Join(dir, "epoch_ms.parquet"), field{"order_date", each(s.n(), func(i int) int64 { return s.day[i].UnixMilli() })})
	}, func(t *testing.T, c aCase) {
		for _, name := range []string{"bigquery", "shopify", "epoch_ms"} {
			o := both(t, "--transactions", c.path(name+".parquet"))
			o.comesTo(t, c.totals)
			if o.AsOf != "2024-11-25" {
				t.Errorf("%s: as of %s", name, o.AsOf)
			}
		}
		both(t, "--transactions", c.path("ddmmyyyy.parquet")).stops(t, 2, "bad_date", "ddmmyyyy.parquet", "order_date", "/2024", "2024-01-31", "--date-format DD/MM/YYYY")
		for _, flag := range []string{"DD/MM/YYYY", "transactions.ordered_at=%d/%m/%Y", "transactions=d.M.yyyy"} {
			o := both(t, "--transactions", c.path("ddmmyyyy.parquet"), "--date-format", flag)
			o.comesTo(t, c.totals)
			if o.AsOf != "2024-11-25" {
				t.Errorf("%s: as of %s", flag, o.AsOf)
			}
		}
		both(t, "--transactions", c.path("ddmmyyyy.parquet"), "--date-format", "QQ/YYYY").stops(t, 2, "QQ/YYYY", "--date-format", "DD/MM/YYYY")
	})
}

func TestTextAmounts(t *testing.T) {
	eachCase(t, "text-amounts", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"), field{"amount", each(s.n(), func(i int) string {
			return strings.Replace(strconv.FormatFloat(s.amount[i], 'f', 2, 64), ".", ",", 1)
		})})
	}, func(t *testing.T, c aCase) {
		both(t, "--transactions", c.path("tx.parquet")).stops(t, 2, "bad_amount", "amount", ",", "--decimal-comma")
		both(t, "--transactions", c.path("tx.parquet"), "--decimal-comma").comesTo(t, c.totals)
	})
	s := someSales()
	dir := t.TempDir()
	want := totals{caseCustomers, float64(s.n()), s.revenue}
	cents := s.write(t, filepath.Join(dir, "cents.parquet"), field{"amount", each(s.n(), func(i int) int64 { return int64(math.Round(s.amount[i] * 100)) })})
	both(t, "--transactions", cents, "--map", "transactions.amount=amount / 100").comesTo(t, want)
	both(t, "--transactions", cents, "--map", "transactions.amount=0.01*amount").comesTo(t, want)
	texts := s.write(t, filepath.Join(dir, "texts.parquet"), field{"amount", each(s.n(), func(i int) string { return strconv.FormatFloat(s.amount[i], 'f', 2, 64) })})
	both(t, "--transactions", texts).comesTo(t, want)
	pieces := s.write(t, filepath.Join(dir, "pieces.parquet"), field{"amount", s.amount}, field{"pieces", each(s.n(), func(i int) string { return "4" })})
	both(t, "--transactions", pieces, "--map", "transactions.amount=pieces*amount / 4").comesTo(t, want)
}

func TestRefundType(t *testing.T) {
	eachCase(t, "refund-type", func(t *testing.T, s *sales, dir string) {
		kinds := each(s.n(), func(i int) string { return "sale" })
		ids, days, amounts := s.texts(), s.day, s.amount
		for i := range 40 {
			ids, days, amounts, kinds = append(ids, ids[i]), append(days, days[i]), append(amounts, 10), append(kinds, "refund")
		}
		s.revenue -= 400
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", ids}, field{"order_date", days}, field{"amount", amounts}, field{"type", kinds})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"), "--refund-where", "type=refund")
		if strings.Contains(c.dir, "shared") {
			c.revenue = 20988.08
		}
		c.lines = o.KPIs["lines"]
		o.comesTo(t, c.totals)
		if refunds := o.KPIs["refunds"]; refunds < 300 {
			t.Errorf("refunds of %v", refunds)
		}
	})
}

func TestGuest(t *testing.T) {
	eachCase(t, "guest", func(t *testing.T, s *sales, dir string) {
		ids, days, amounts := each(s.n(), func(i int) int64 { return int64(s.who[i] + 1) }), s.day, s.amount
		for i := range 400 {
			ids, days, amounts = append(ids, -1), append(days, days[i%s.n()]), append(amounts, 20)
		}
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", ids}, field{"order_date", days}, field{"amount", amounts})
	}, func(t *testing.T, c aCase) {
		both(t, "--transactions", c.path("tx.parquet"), "--except", "customer_id=-1").comesTo(t, c.totals)
		both(t, "--transactions", c.path("tx.parquet"), "--where", "customer_id!=-1").comesTo(t, c.totals)
	})
}

func TestClosedStore(t *testing.T) {
	eachCase(t, "closed-store", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"), field{"store", each(s.n(), func(i int) string {
			if s.day[i].Month() <= 3 {
				return "Old"
			}
			return "New"
		})})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"), "--where", "store=Old")
		if o.AsOf != "2024-11-25" || o.KPIs["active"] != 0 || o.KPIs["customers"] < 30 {
			t.Errorf("as of %s, %v active of %v", o.AsOf, o.KPIs["active"], o.KPIs["customers"])
		}
		until := both(t, "--transactions", c.path("tx.parquet"), "--until", "2024-06-30")
		if until.AsOf > "2024-06-30" || until.AsOf < "2024-06-01" {
			t.Errorf("until June: as of %s", until.AsOf)
		}
	})
}

func TestReceiptsBeginAnew(t *testing.T) {
	eachCase(t, "receipt-reset", func(t *testing.T, s *sales, dir string) {
		// Every sale is two lines of one receipt; numbers begin anew on each day, so that a customer may get one twice.
		var ids []string
		var days []time.Time
		var amounts []float64
		var receipts []int64
		for i := range s.n() {
			for range 2 {
				ids, days = append(ids, fmt.Sprintf("C%04d", s.who[i])), append(days, s.day[0].AddDate(0, 0, -i%300))
				amounts, receipts = append(amounts, s.amount[i]), append(receipts, 1)
			}
		}
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"receipt_id", receipts}, field{"customer_id", ids}, field{"order_date", days}, field{"amount", amounts})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"), "--order-id-per-day")
		if o.KPIs["orders"] != c.lines {
			t.Errorf("%v orders, want %v", o.KPIs["orders"], c.lines)
		}
		if plain := both(t, "--transactions", c.path("tx.parquet")); plain.KPIs["orders"] >= c.lines {
			t.Errorf("without the flag %v orders", plain.KPIs["orders"])
		}
	})
}

func TestCurrencies(t *testing.T) {
	eachCase(t, "currency", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"), field{"currency", each(s.n(), func(i int) string { return []string{"EUR", "JPY", "eur"}[i%3] })},
			field{"amount", each(s.n(), func(i int) float64 { return s.amount[i] * []float64{1, 150, 1}[i%3] })})
	}, func(t *testing.T, c aCase) {
		tx := c.path("tx.parquet")
		both(t, "--transactions", tx).stops(t, 2, "EUR", "JPY", "--where currency=EUR", "--rates", "--currency EUR")
		both(t, "--transactions", tx, "--currency", "EUR").stops(t, 4, "other_currency", "JPY", "--where currency=EUR", "--rates", "tx.parquet")
		euros := both(t, "--transactions", tx, "--currency", "EUR", "--where", "currency=EUR")
		if euros.code != 0 || euros.KPIs["lines"] < 1 || euros.KPIs["lines"] >= c.lines {
			t.Errorf("exit %d, %v lines in EUR", euros.code, euros.KPIs["lines"])
		}
		rates := writeFile(t, filepath.Join(t.TempDir(), "rates.parquet"), field{"date", []time.Time{time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)}},
			field{"currency", []string{"JPY"}}, field{"rate", []string{"0.006666666667"}})
		o := both(t, "--transactions", tx, "--currency", "EUR", "--rates", rates)
		if got := o.KPIs["revenue"]; o.code != 0 || o.KPIs["lines"] != c.lines || math.Abs(got-c.revenue) > 0.02 {
			t.Errorf("exit %d: %v, want %v", o.code, got, c.revenue)
		}
	})
}

func TestScales(t *testing.T) {
	answers := func(s *sales, dir, name, column string, score func(i int) int64) {
		writeFile(t, filepath.Join(dir, name), field{"customer_id", each(240, func(i int) string { return fmt.Sprintf("C%04d", i%caseCustomers) })},
			field{"answered_at", each(240, func(i int) time.Time { return time.Date(2024, 9, 1+i%60, 0, 0, 0, 0, time.UTC) })}, field{column, each(240, score)})
	}
	eachCase(t, "scales", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"))
		answers(s, dir, "thumbs.parquet", "score", func(i int) int64 { return int64(i % 4 / 3) })
		answers(s, dir, "one_big.parquet", "score", func(i int) int64 {
			if i == 7 {
				return 55
			}
			return int64(1 + i%5)
		})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"), "--surveys", c.path("thumbs.parquet"))
		if got := o.Settings["survey-scale"]; got != "surveys.experience=0-1" {
			t.Errorf("thumbs: scale %v", got)
		}
		o = both(t, "--transactions", c.path("tx.parquet"), "--surveys", c.path("one_big.parquet"))
		if got := o.Settings["survey-scale"]; got != "surveys.experience=1-5" || o.Tables["surveys"].Refused["bad_experience"] != 1 {
			t.Errorf("one great score: scale %v, refused %v", got, o.Tables["surveys"].Refused)
		}
	})
	eachCase(t, "nps-scale", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"))
		answers(s, dir, "sv.parquet", "score", func(i int) int64 { return int64(3 + i%3) })
		writeFile(t, filepath.Join(dir, "sv.parquet"), field{"customer_id", each(240, func(i int) string { return fmt.Sprintf("C%04d", i%caseCustomers) })},
			field{"answered_at", each(240, func(i int) time.Time { return time.Date(2024, 9, 1+i%60, 0, 0, 0, 0, time.UTC) })},
			field{"score", each(240, func(i int) int64 { return int64(1 + i%5) })}, field{"recommend", each(240, func(i int) int64 { return int64(3 + i%3) })})
	}, func(t *testing.T, c aCase) {
		flags := []string{"--transactions", c.path("tx.parquet"), "--surveys", c.path("sv.parquet"), "--survey-scale", "1-5"}
		both(t, flags...).stops(t, 2, "surveys.recommend", "4: ", "0-10", "--survey-scale recommend=1-5")
		out := filepath.Join(t.TempDir(), "out")
		o := bothIn(t, out, append(flags, "--survey-scale", "recommend=1-5")...)
		if nps, ok := o.KPIs["nps"]; !ok || nps <= -100 || o.code != 0 {
			t.Errorf("exit %d, NPS %v: %s", o.code, nps, o.run)
		}
		// The scale that was said once is remembered, so that nights go on without anybody there.
		if again := bothIn(t, out, flags...); again.code != 0 || again.KPIs["nps"] != o.KPIs["nps"] {
			t.Errorf("the night after: exit %d: %s", again.code, again.run)
		}
	})
}

// complaints writes 90 complaints, of which every tenth is open, with these words for the outcomes of closed and open ones.
func complaints(t *testing.T, path string, column string, closed bool, word func(i int, open bool) string) string {
	open := func(i int) bool { return i%10 == 0 }
	columns := []field{{"ticket_id", each(90, func(i int) int64 { return int64(i) })}, {"customer_id", each(90, func(i int) string { return fmt.Sprintf("C%04d", i) })},
		{"created_at", each(90, func(i int) time.Time { return time.Date(2024, 4, 1+i, 0, 0, 0, 0, time.UTC) })},
		{column, each(90, func(i int) string { return word(i, open(i)) })}}
	if closed {
		columns = append(columns, field{"closed_at", each(90, func(i int) *string {
			if open(i) {
				return nil
			}
			s := time.Date(2024, 4, 3+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			return &s
		})})
	}
	return writeFile(t, path, columns...)
}

// resolved is how many complaints of a run are resolved, of all.
func (o outcome) resolved(t *testing.T) (resolved, all int) {
	t.Helper()
	table := readTable(t, o.latest, "complaints")
	for i := range int(table.NumRows()) {
		if by := text(table, "by", i); by == "all" || by == "" {
			n, _ := strconv.Atoi(text(table, "complaints", i))
			r, _ := strconv.Atoi(text(table, "resolved", i))
			return r, n
		}
	}
	return 0, 0
}

func TestComplaintStatus(t *testing.T) {
	zendesk := func(i int, open bool) string {
		if open {
			return "Open"
		}
		return []string{"Solved", "Closed", "solved"}[i%3]
	}
	eachCase(t, "complaint-status", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"))
		complaints(t, filepath.Join(dir, "zendesk.parquet"), "status", true, zendesk)
		complaints(t, filepath.Join(dir, "plain.parquet"), "status", true, func(i int, open bool) string { return map[bool]string{true: "unresolved", false: "resolved"}[open] })
	}, func(t *testing.T, c aCase) {
		for _, name := range []string{"plain", "zendesk"} {
			o := both(t, "--transactions", c.path("tx.parquet"), "--complaints", c.path(name+".parquet"))
			if r, n := o.resolved(t); o.code != 0 || r != 81 || n != 90 {
				t.Errorf("%s: exit %d, %d of %d resolved: %s", name, o.code, r, n, o.run)
			}
		}
		o := both(t, "--transactions", c.path("tx.parquet"), "--complaints", c.path("zendesk.parquet"))
		o.checkSays(t, `"Solved" 27 rows taken as resolved`, `"Open" 9 rows taken as unresolved`, `"solved" 27 rows taken as resolved`)
	})
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	for name, open := range map[string][2]string{"chinese": {"处理中", "已解决"}, "truth": {"no", "YES"}, "numbers": {"0", "1"}, "salesforce": {"On Hold", "Closed"}} {
		path := complaints(t, filepath.Join(dir, name+".parquet"), "outcome", false, func(_ int, o bool) string { return open[map[bool]int{true: 0, false: 1}[o]] })
		o := both(t, "--transactions", tx, "--complaints", path)
		if r, n := o.resolved(t); o.code != 0 || r != 81 || n != 90 {
			t.Errorf("%s: exit %d, %d of %d resolved: %s", name, o.code, r, n, o.run)
		}
	}
	// Words that nobody knows are refused by name; they are named in the message, with their counts.
	stray := complaints(t, filepath.Join(dir, "stray.parquet"), "status", true, func(i int, open bool) string {
		if i < 3 {
			return "zurückgestellt"
		}
		return zendesk(i, open)
	})
	both(t, "--transactions", tx, "--complaints", stray).stops(t, 4, "unknown_outcome", "zurückgestellt 3", "stray.parquet", "resolved, unresolved", "--except complaints.outcome=zurückgestellt", "complaints.outcome=''")
	o := both(t, "--transactions", tx, "--complaints", stray, "--max-bad-rows", "5%")
	if o.code != 0 || o.Tables["complaints"].Refused["unknown_outcome"] != 3 {
		t.Errorf("exit %d, refused %v", o.code, o.Tables["complaints"].Refused)
	}
	// A column whose words are not known does not stand in the way of a better one.
	unknown := complaints(t, filepath.Join(dir, "unknown.parquet"), "status", true, func(_ int, open bool) string { return map[bool]string{true: "blau", false: "grün"}[open] })
	o = both(t, "--transactions", tx, "--complaints", unknown)
	if r, n := o.resolved(t); o.code != 0 || r != 81 || n != 90 || !strings.Contains(strings.Join(o.Warnings, " "), "grün 81, blau 9") {
		t.Errorf("exit %d, %d of %d resolved, warnings %q: %s", o.code, r, n, o.Warnings, o.run)
	}
	both(t, "--transactions", tx, "--complaints", unknown, "--map", "complaints.outcome=status").stops(t, 4, "unknown_outcome", "grün 81, blau 9")
	// A sibling: kinds of cost.
	costs := func(kinds ...string) string {
		n := len(kinds)
		return writeFile(t, filepath.Join(dir, kinds[0]+".parquet"), field{"period", each(n, func(i int) string { return fmt.Sprintf("2024-%02d", 1+i) })},
			field{"kind", kinds}, field{"amount", each(n, func(i int) float64 { return 100 })})
	}
	want := both(t, "--transactions", tx, "--costs", costs("acquisition", "retention", "service", "acquisition")).KPIs
	if got := both(t, "--transactions", tx, "--costs", costs("Marketing", "LOYALTY", "客服", " 获客 ")); got.code != 0 || fmt.Sprint(got.KPIs) != fmt.Sprint(want) {
		t.Errorf("exit %d: %s\n%v\n%v", got.code, got.run, got.KPIs, want)
	}
	both(t, "--transactions", tx, "--costs", costs("rent", "service")).stops(t, 4, "unknown_kind", "rent 1", "acquisition, retention, service")
}

func TestConsentInWords(t *testing.T) {
	eachCase(t, "consent-text", func(t *testing.T, s *sales, dir string) {
		s.write(t, filepath.Join(dir, "tx.parquet"))
		writeFile(t, filepath.Join(dir, "id.parquet"), field{"source", each(caseCustomers, func(int) string { return "shop" })},
			field{"source_id", each(caseCustomers, func(i int) string { return fmt.Sprintf("C%04d", i) })}, field{"email", each(caseCustomers, func(i int) string { return fmt.Sprintf("p%d@example.org", i) })},
			field{"consent", each(caseCustomers, func(i int) string { return []string{"yes", "no"}[i%2] })})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"), "--identities", c.path("id.parquet"))
		o.comesTo(t, c.totals)
		table, refusals := readTable(t, o.latest, "golden_records"), 0
		for i := range int(table.NumRows()) {
			if text(table, "may_contact", i) == "false" {
				refusals++
			}
		}
		if refusals != 60 {
			t.Errorf("%d customers refuse contact, want 60", refusals)
		}
		o.checkSays(t, `"yes" 60 rows taken as yes`, `"no" 60 rows taken as no`)
	})
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	for name, words := range map[string][2]string{"french": {"Oui", "NON"}, "chinese": {"是", "否"}, "list": {"Subscribed", "unsubscribed"}, "chinese list": {"同意", "不同意"}} {
		path := writeFile(t, filepath.Join(dir, name+".parquet"), field{"source", each(120, func(int) string { return "shop" })},
			field{"source_id", each(120, func(i int) string { return fmt.Sprintf("C%04d", i) })}, field{"consent", each(120, func(i int) string { return words[i%2] })},
			field{"qualified", each(120, func(i int) string { return words[(i+1)%2] })})
		if strings.Contains(name, "list") {
			path = writeFile(t, path, field{"source", each(120, func(int) string { return "shop" })},
				field{"source_id", each(120, func(i int) string { return fmt.Sprintf("C%04d", i) })}, field{"consent", each(120, func(i int) string { return words[i%2] })})
		}
		o := both(t, "--transactions", tx, "--identities", path)
		o.checkSays(t, fmt.Sprintf("%q 60 rows taken as yes", words[0]), fmt.Sprintf("%q 60 rows taken as no", words[1]))
	}
	unknown := writeFile(t, filepath.Join(dir, "unknown.parquet"), field{"source", []string{"shop", "shop"}}, field{"source_id", []string{"C0001", "C0002"}}, field{"consent", []string{"yes", "quizás"}})
	both(t, "--transactions", tx, "--identities", unknown).stops(t, 4, "unknown_consent", "quizás 1", "--except identities.consent=quizás")
}

// warns checks that run.json, the Data page and the check say something.
func (o outcome) warns(t *testing.T, says ...string) {
	t.Helper()
	if o.code != 0 {
		t.Errorf("exit %d: %s", o.code, o.run)
		return
	}
	page, err := os.ReadFile(filepath.Join(o.latest, "data.html"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range says {
		for where, text := range map[string]string{"run.json": strings.Join(o.Warnings, "\n"), "check": o.check, "the Data page": html.UnescapeString(string(page))} {
			if !strings.Contains(text, s) {
				t.Errorf("%s does not say %q: %.2000s", where, s, text)
			}
		}
	}
}

func TestPlaceholderDate(t *testing.T) {
	eachCase(t, "placeholder-date", func(t *testing.T, s *sales, dir string) {
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", append(s.texts(), "C0001")}, field{"order_date", append(s.day, time.Unix(0, 0))}, field{"amount", append(s.amount, 33)})
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"))
		o.comesTo(t, c.totals)
		o.warns(t, "1970-01-01", "tx.parquet, row group 0, row ", "--since")
		if o.Rows.Refused["far_date"] != 1 || readTable(t, o.latest, "holdout").NumRows() == 0 {
			t.Errorf("refused %v", o.Rows.Refused)
		}
		if got := lookup(readTable(t, o.latest, "refused"), "reason", "value")["far_date"]; got != "1970-01-01" {
			t.Errorf("the table refused has %q", got)
		}
		since := both(t, "--transactions", c.path("tx.parquet"), "--since", "2020-01-01")
		since.comesTo(t, c.totals)
		if len(since.Rows.Refused) > 0 || since.Rows.Filtered != 1 {
			t.Errorf("with --since: %+v", since.Rows)
		}
		if kept := both(t, "--transactions", c.path("tx.parquet"), "--since", "1960-01-01"); kept.KPIs["lines"] != c.lines+1 {
			t.Errorf("kept on purpose: %v lines", kept.KPIs["lines"])
		}
	})
	// Siblings: a year yet to come, and another table.
	s, dir := someSales(), t.TempDir()
	future := writeFile(t, filepath.Join(dir, "future.parquet"), field{"customer_id", append(s.texts(), "C0001")},
		field{"order_date", append(s.day, time.Date(2042, 1, 1, 0, 0, 0, 0, time.UTC))}, field{"amount", append(s.amount, 33)})
	o := both(t, "--transactions", future)
	o.comesTo(t, totals{caseCustomers, float64(s.n()), s.revenue})
	o.warns(t, "2042-01-01", "--until")
	if o.AsOf != "2024-11-25" {
		t.Errorf("as of %s", o.AsOf)
	}
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	answers := writeFile(t, filepath.Join(dir, "answers.parquet"), field{"customer_id", each(200, func(i int) string { return fmt.Sprintf("C%04d", i%120) })},
		field{"answered_at", each(200, func(i int) time.Time { return time.Date([]int{2024, 1900}[(i+1)/200], 3, 1+i%50, 0, 0, 0, 0, time.UTC) })},
		field{"score", each(200, func(i int) int64 { return int64(1 + i%5) })})
	o = both(t, "--transactions", tx, "--surveys", answers)
	o.warns(t, "of surveys lie more than a year apart", "1900-", "answers.parquet")
}

func TestOutlier(t *testing.T) {
	eachCase(t, "outlier", func(t *testing.T, s *sales, dir string) {
		s.amount[17] *= 100
		s.write(t, filepath.Join(dir, "tx.parquet"))
	}, func(t *testing.T, c aCase) {
		o := both(t, "--transactions", c.path("tx.parquet"))
		o.warns(t, "One line of transactions has", "tx.parquet, row group 0, row ")
		if !strings.Contains(c.dir, "shared") {
			o.warns(t, "tx.parquet, row group 0, row 17")
		}
	})
	s, dir := someSales(), t.TempDir()
	if o := both(t, "--transactions", s.write(t, filepath.Join(dir, "tx.parquet"))); strings.Contains(strings.Join(o.Warnings, " "), "One line") {
		t.Errorf("warns of nothing: %q", o.Warnings)
	}
	wallet := writeFile(t, filepath.Join(dir, "wallet.parquet"), field{"customer_id", s.texts()[:120]}, field{"period", s.day[:120]},
		field{"amount", each(120, func(i int) float64 { return []float64{100, 90_000}[(i+1)/120] })})
	both(t, "--transactions", filepath.Join(dir, "tx.parquet"), "--wallet", wallet).warns(t, "One line of wallet has 90000.00", "wallet.parquet, row group 0, row 119")
	s.amount[3] = -15_000
	both(t, "--transactions", s.write(t, filepath.Join(dir, "refund.parquet"))).warns(t, "One line of transactions has -15000.00", "refund.parquet, row group 0, row 3")
}

func TestOverlap(t *testing.T) {
	eachCase(t, "overlap", func(t *testing.T, s *sales, dir string) {
		write := func(name string, in func(i int) bool) {
			var ids, orders []string
			var days []time.Time
			var amounts []float64
			for i := range s.n() {
				if in(i) {
					ids, orders = append(ids, fmt.Sprintf("C%04d", s.who[i])), append(orders, fmt.Sprintf("O%05d", i))
					days, amounts = append(days, s.day[i]), append(amounts, s.amount[i])
				}
			}
			writeFile(t, filepath.Join(dir, name), field{"order_id", orders}, field{"customer_id", ids}, field{"order_date", days}, field{"amount", amounts})
		}
		write("export_1.parquet", func(i int) bool { return s.day[i].Month() <= 8 })
		write("export_2.parquet", func(i int) bool { return s.day[i].Month() >= 8 })
	}, func(t *testing.T, c aCase) {
		flags := []string{"--transactions", c.path("export_1.parquet"), "--transactions", c.path("export_2.parquet")}
		o := both(t, flags...)
		again, sum := int64(o.KPIs["lines"]-c.lines), o.KPIs["revenue"]-c.revenue
		if o.code != 0 || again < 10 || o.Rows.Again != again || o.Rows.Repeated != 0 {
			t.Errorf("exit %d, %d lines too many, %+v", o.code, again, o.Rows)
		}
		o.warns(t, fmt.Sprintf("%d lines of transactions repeat one of another file", again), fmt.Sprintf("a sum of %.2f", sum), "--drop-duplicates")
		dropped := both(t, append(flags, "--drop-duplicates")...)
		dropped.comesTo(t, c.totals)
		if dropped.Rows.Repeated != again || dropped.Rows.Again != 0 {
			t.Errorf("with --drop-duplicates: %+v", dropped.Rows)
		}
	})
	// Siblings: complaints in two exports, and lines that one file alone has twice, which are genuine.
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	word := func(_ int, open bool) string { return map[bool]string{true: "open", false: "closed"}[open] }
	complaints(t, filepath.Join(dir, "c1.parquet"), "status", true, word)
	complaints(t, filepath.Join(dir, "c2.parquet"), "Status", true, word)
	both(t, "--transactions", tx, "--complaints", filepath.Join(dir, "c[12].parquet")).warns(t, "90 lines of complaints repeat one of another file")
	s.who, s.day, s.amount = append(s.who, s.who[:50]...), append(s.day, s.day[:50]...), append(s.amount, s.amount[:50]...)
	if o := both(t, "--transactions", s.write(t, filepath.Join(dir, "twice.parquet"))); o.Rows.Again != 0 || o.KPIs["lines"] != float64(s.n()) {
		t.Errorf("lines that one file has twice: %+v", o.Rows)
	}
}

func TestRestated(t *testing.T) {
	eachCase(t, "restated", func(t *testing.T, s *sales, dir string) {
		for name, status := range map[string]string{"a": "pending", "b": "paid"} {
			s.write(t, filepath.Join(dir, name+".parquet"), field{"order_id", each(s.n(), func(i int) string { return fmt.Sprintf("O%05d", i) })},
				field{"status", each(s.n(), func(int) string { return status })},
				field{"exported_at", each(s.n(), func(int) time.Time {
					return time.Date(2024, 12, map[string]int{"a": 1, "b": 2}[name], 0, 0, 0, 0, time.UTC)
				})})
		}
	}, func(t *testing.T, c aCase) {
		flags := []string{"--transactions", c.path("a.parquet"), "--transactions", c.path("b.parquet")}
		both(t, flags...).warns(t, fmt.Sprintf("%.0f lines of transactions repeat one of another file", c.lines), "--latest-by COLUMN")
		o := both(t, append(flags, "--latest-by", "exported_at")...)
		o.comesTo(t, c.totals)
		if float64(o.Rows.Repeated) != c.lines {
			t.Errorf("%+v", o.Rows)
		}
		both(t, append(flags, "--latest-by", "status")...).stops(t, 2, "--latest-by status", "p", "neither a date nor a number")
		both(t, append(flags, "--latest-by", "version")...).stops(t, 2, "--latest-by", `"version"`, "exported_at")
	})
	// Siblings: complaints by a number, identities by a text of time; and what cannot be told apart.
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	var files []string
	for version, word := range []string{"open", "solved"} {
		path := complaints(t, filepath.Join(dir, word+".parquet"), "status", false, func(int, bool) string { return word })
		files = append(files, path)
		writeFile(t, path, field{"ticket_id", each(90, func(i int) int64 { return int64(i) })}, field{"customer_id", each(90, func(i int) string { return fmt.Sprintf("C%04d", i) })},
			field{"created_at", each(90, func(i int) time.Time { return time.Date(2024, 4, 1+i, 0, 0, 0, 0, time.UTC) })},
			field{"status", each(90, func(int) string { return word })}, field{"version", each(90, func(int) int64 { return int64(version) })})
	}
	o := both(t, "--transactions", tx, "--complaints", files[0], "--complaints", files[1], "--latest-by", "complaints.version")
	if r, n := o.resolved(t); r != 90 || n != 90 {
		t.Errorf("%d of %d complaints resolved, want 90 of 90", r, n)
	}
	both(t, "--transactions", tx, "--latest-by", "order_date").stops(t, 2, "--latest-by order_date", "order_id", "--map transactions.order_id=COLUMN")
}

func TestUsualSuspects(t *testing.T) {
	eachCase(t, "guest", func(t *testing.T, s *sales, dir string) {
		ids, days, amounts := each(s.n(), func(i int) int64 { return int64(s.who[i] + 1) }), s.day, s.amount
		for i := range 400 {
			ids, days, amounts = append(ids, -1), append(days, days[i%s.n()]), append(amounts, 20)
		}
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"customer_id", ids}, field{"order_date", days}, field{"amount", amounts})
	}, func(t *testing.T, c aCase) {
		both(t, "--transactions", c.path("tx.parquet")).warns(t, "Customer -1 has 4", "--except customer_id=-1")
	})
	eachCase(t, "receipt-reset", func(t *testing.T, s *sales, dir string) {
		writeFile(t, filepath.Join(dir, "tx.parquet"), field{"receipt_id", each(s.n(), func(i int) int64 { return int64(i % 40) })}, field{"customer_id", s.texts()},
			field{"order_date", s.day}, field{"amount", s.amount})
	}, func(t *testing.T, c aCase) {
		both(t, "--transactions", c.path("tx.parquet")).warns(t, "order ids have purchases on several days", "--order-id-per-day")
		if o := both(t, "--transactions", c.path("tx.parquet"), "--order-id-per-day"); strings.Contains(strings.Join(o.Warnings, " "), "on several days") {
			t.Errorf("warns though the flag was given: %q", o.Warnings)
		}
	})
	// A sibling: answers without a person.
	s, dir := someSales(), t.TempDir()
	tx := s.write(t, filepath.Join(dir, "tx.parquet"))
	answers := writeFile(t, filepath.Join(dir, "answers.parquet"), field{"customer_id", each(600, func(i int) string {
		if i < 300 {
			return "anonymous"
		}
		return fmt.Sprintf("C%04d", i%120)
	})}, field{"answered_at", each(600, func(i int) time.Time { return time.Date(2024, 3, 1+i%60, 0, 0, 0, 0, time.UTC) })}, field{"score", each(600, func(i int) int64 { return int64(1 + i%5) })})
	both(t, "--transactions", tx, "--surveys", answers).warns(t, "Customer anonymous has 50", "surveys", "--except surveys.customer_id=anonymous")
	o := both(t, "--transactions", tx, "--surveys", answers, "--except", "surveys.customer_id=anonymous")
	if o.Tables["surveys"].Filtered != 300 || strings.Contains(strings.Join(o.Warnings, " "), "anonymous") {
		t.Errorf("%+v, %q", o.Tables["surveys"], o.Warnings)
	}
}

func TestColumnNames(t *testing.T) {
	s, dir := someSales(), t.TempDir()
	want := totals{caseCustomers, float64(s.n()), s.revenue}
	for i, names := range [][3]string{
		{"household_id", "transaction_timestamp", "sales_value"}, {"会员号", "下单时间", "实付金额"}, {"Customer ID", "Created at", "Total"},
		{"customer_id", "date_created", "total"}, {"AccountId", "CloseDate", "Amount"}, {"CustomerID", "InvoiceDate", "Amount"},
	} {
		path := writeFile(t, filepath.Join(dir, fmt.Sprint(i), "x.parquet"), field{names[0], s.texts()}, field{names[1], s.day}, field{names[2], s.amount})
		both(t, "--transactions", path).comesTo(t, want)
	}
	odd := writeFile(t, filepath.Join(dir, "odd.parquet"), field{"my customer", s.texts()}, field{"gekauft", s.day}, field{"amount in EUR", s.amount})
	o := both(t, "--transactions", odd)
	o.stops(t, 2, "ordered_at, customer_id, amount", "gekauft", "--map transactions.ordered_at=gekauft --map transactions.customer_id='my customer' --map transactions.amount='amount in EUR'")
	both(t, "--transactions", odd, "--map", "transactions.ordered_at=gekauft", "--map", "transactions.customer_id=my customer", "--map", "transactions.amount=amount in EUR").comesTo(t, want)
}
