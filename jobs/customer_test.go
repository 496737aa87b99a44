package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What is printed of a customer is what the nightly run says of them, by the id of any account.
func TestCustomerAgreesWithTheRun(t *testing.T) {
	run := shopFlags(t)
	latest := filepath.Join(published(t, "--phone-region", "FR"), "latest")
	links := readTable(t, latest, "identity_links")
	customer, other := text(links, "customer_id", 0), text(links, "source_id", 0)
	if other == customer {
		other = text(links, "other_source_id", 0)
	}
	customers := readTable(t, latest, "customers")
	segment := lookup(customers, "customer_id", "segment")[customer]
	orders := lookup(customers, "customer_id", "orders")[customer]
	page := filepath.Join(t.TempDir(), "page.html")
	flags := append([]string{"--phone-region", "FR", "--html", page}, run[1:]...)
	for _, args := range [][]string{append([]string{"customer", customer}, flags...), append([]string{"customer", "--id", other}, flags...)} {
		out, stderr, code := regulars(t, nil, args...)
		if code != 0 || stderr != "" {
			t.Fatalf("exit %d: %s", code, stderr)
		}
		for _, want := range []string{"Customer " + customer + " ", "“" + segment + "”", orders + " order", "same "} {
			if !strings.Contains(out, want) {
				t.Errorf("no %q in %s", want, out)
			}
		}
	}
	html, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(html), "客户 "+customer) {
		t.Errorf("the page: %v", err)
	}
}

// A customer is found without accounts, costs, surveys or anything else but sales.
func TestCustomerFromSalesAlone(t *testing.T) {
	sales, _ := exportBase(t)
	out, stderr, code := regulars(t, nil, "customer", "c3", "--transactions", sales, "--lang", "zh")
	if code != 0 || stderr != "" || !strings.Contains(out, "客户 c3") || !strings.Contains(out, "2 笔订单") {
		t.Errorf("exit %d: %s%s", code, out, stderr)
	}
}

func TestCustomerSaidWrong(t *testing.T) {
	run := shopFlags(t)[1:]
	for says, args := range map[string][]string{
		"no table knows":      append([]string{"customer", "nobody"}, run...),
		"which customer":      append([]string{"customer"}, run...),
		"takes flags only":    append(append([]string{"customer", "a"}, run...), "b"),
		"does not exist":      append([]string{"customer", "a"}, "--transactions", "nowhere.parquet"),
		"no such file or dir": append(append([]string{"customer", "C0000003"}, run...), "--html", filepath.Join(t.TempDir(), "no", "page.html")),
	} {
		_, stderr, code := regulars(t, nil, args...)
		if code == 0 || !strings.Contains(stderr, says) {
			t.Errorf("%s: exit %d: %s", says, code, stderr)
		}
	}
}
