package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tablesOf are the files of a report's tables, with their content.
func tablesOf(t *testing.T, out string) map[string]string {
	t.Helper()
	return tree(t, filepath.Join(out, "latest", "tables"))
}

func uncommented(config []byte) string {
	return regexp.MustCompile(`(?m) # .*$`).ReplaceAllString(string(config), "")
}

// configured checks inputs and has their config file written, and checks that a run with it makes the tables that a run with the flags makes.
func configured(t *testing.T, flags ...string) (config string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "night.yaml")
	stdout, stderr, code := regulars(t, nil, append([]string{"check", "--out", filepath.Join(dir, "flags"), "--write-config", path}, flags...)...)
	if code != 0 || !strings.Contains(stdout, "regulars run --config "+path) {
		t.Fatalf("exit %d: %s%s", code, stdout, stderr)
	}
	written, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{"flags": flags, "config": {"--config", path}} {
		if _, stderr, code := regulars(t, nil, append([]string{"run", "--quiet", "--out", filepath.Join(dir, name)}, args...)...); code != 0 {
			t.Fatalf("%s: exit %d: %s\n%s", name, code, stderr, written)
		}
	}
	if diff := cmp.Diff(tablesOf(t, filepath.Join(dir, "flags")), tablesOf(t, filepath.Join(dir, "config"))); diff != "" {
		t.Errorf("the report by the config file is another: %.3000s\n%s", diff, written)
	}
	// The file says all, so that one that is written by it says the same.
	again := filepath.Join(dir, "again.yaml")
	if _, stderr, code := regulars(t, nil, "check", "--config", path, "--write-config", again); code != 0 {
		t.Errorf("exit %d: %s", code, stderr)
	}
	b, _ := os.ReadFile(again)
	if diff := cmp.Diff(uncommented(written), uncommented(b)); diff != "" {
		t.Errorf("written by itself it is another: %s", diff)
	}
	return string(written)
}

func TestWriteConfig(t *testing.T) {
	long(t)
	config := configured(t, shopFlags(t)[2:]...)
	for _, says := range []string{"Written by regulars check", "surveys: 1 file, ", "customer_id: customer_id # text, recognised", "cost: unit_cost*quantity", "surveys.recommend=0-10", "currency: EUR", "tz: UTC"} {
		if !strings.Contains(config, says) {
			t.Errorf("the config file does not say %q:\n%s", says, config)
		}
	}
}

// TestWriteConfigOfOddInputs has names that YAML quotes, files that differ, and settings of every kind.
func TestWriteConfigOfOddInputs(t *testing.T) {
	long(t)
	s, dir := someSales(), t.TempDir()
	write := func(name, customer string, more ...field) {
		writeFile(t, filepath.Join(dir, "tx", "store=North: #1", name), append([]field{{customer, s.texts()}, {"gekauft, am", each(s.n(), func(i int) string { return s.day[i].Format("02.01.2006") })},
			{"'Betrag'", each(s.n(), func(i int) int64 { return int64(100*s.amount[i] + 0.5) })}, {"type", each(s.n(), func(i int) string { return []string{"sale", "back"}[(i+1)/s.n()] })},
			{"Land", each(s.n(), func(i int) string { return []string{"no", "DE"}[i%2] })}}, more...)...)
	}
	write("a.parquet", "Kunden-ID", field{"channel", each(s.n(), func(i int) string { return "web" })})
	write("b.parquet", "customer_id")
	answers := writeFile(t, filepath.Join(dir, "answers.parquet"), field{"customer_id", each(200, func(i int) string { return fmt.Sprintf("C%04d", i%120) })},
		field{"answered_at", each(200, func(i int) time.Time { return time.Date(2024, 3, 1+i%60, 0, 0, 0, 0, time.UTC) })},
		field{"Sitz: Komfort", each(200, func(i int) int64 { return int64(1 + i%5) })}, field{"Preis", each(200, func(i int) int64 { return int64(1 + i%5) })})
	states := complaints(t, filepath.Join(dir, "cases.parquet"), "status", true, func(_ int, open bool) string { return map[bool]string{true: "blau", false: "grün"}[open] })
	flags := []string{"--transactions", filepath.Join(dir, "tx"), "--surveys", answers, "--complaints", states, "--map", "transactions.ordered_at=gekauft, am", "--map", "transactions.amount='Betrag' / 100",
		"--map", "transactions.region=Land", "--date-format", "transactions=DD.MM.YYYY", "--refund-where", "type=back", "--except", "region=CH", "--except", "region=null", "--since", "2024-01-05", "--survey-scale", "5-1",
		"--survey-question", "seat: comfort=Sitz: Komfort", "--survey-question", "price=Preis", "--survey-missing=9", "--order-id-per-day", "--tz", "Europe/Berlin", "--min-group", "2"}
	config := configured(t, flags...)
	for _, says := range []string{"customer_id has several names: Kunden-ID, customer_id", "channel is in some files only: channel", `outcome: "''"`, "surveys.experience=5-1", "order-id-per-day: true", "store: store # text, partition"} {
		if !strings.Contains(strings.ReplaceAll(config, `'''''`, `"''"`), says) {
			t.Errorf("the config file does not say %q:\n%s", says, config)
		}
	}
	if strings.Contains(config, "experience: ") {
		t.Errorf("questions have columns of their own:\n%s", config)
	}

	// A file that is there stays as it is, and what cannot be read writes none.
	there := put(t, filepath.Join(dir, "there.yaml"), []byte("horizon: 90\n"))
	_, stderr, code := regulars(t, nil, append([]string{"check", "--write-config", there}, flags...)...)
	if b, _ := os.ReadFile(there); code != 2 || !strings.Contains(stderr, there+": the file is there already") || string(b) != "horizon: 90\n" {
		t.Errorf("exit %d: %s; the file has %s", code, stderr, b)
	}
	none := filepath.Join(dir, "none.yaml")
	_, _, code = regulars(t, nil, "check", "--transactions", filepath.Join(dir, "tx"), "--write-config", none)
	if _, err := os.Stat(none); code != 2 || err == nil {
		t.Errorf("exit %d, and the file is there: %v", code, err == nil)
	}
	// What the gate refuses can be mended in the file.
	gated := filepath.Join(dir, "gated.yaml")
	_, stderr, code = regulars(t, nil, append([]string{"check", "--write-config", gated, "--map", "complaints.outcome=status"}, flags...)...)
	if _, err := os.Stat(gated); code != 4 || err != nil {
		t.Errorf("exit %d: %s: %v", code, stderr, err)
	}
	b, _ := os.ReadFile(gated)
	mended := put(t, filepath.Join(dir, "mended.yaml"), []byte(strings.Replace(string(b), "max-bad-rows", "max-bad-rows-was", 1)+"max-bad-rows: 100%\n"))
	if _, stderr, code := regulars(t, nil, "check", "--config", mended); code != 0 {
		t.Errorf("exit %d: %s", code, stderr)
	}
}
