package pages

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// forbidden are words that would say what a customer is in a second way: the statuses are new, active, slowing, lost, not yet and current.
var forbidden = regexp.MustCompile(`(?i)\b(active|inactive|quiet|lapsed?|gone|dormant|defect(ed|ors?|ion)|attrition|churn(ed|ers?)?|loyal|new customers?|still (a )?customers?|` +
	`likely still|fall(en)? silent|fell silent|went silent|silent customers?|alive)\b|活跃|沉寂|沉睡|仍是客户|新客`)

// allowed are the uses of these words that say nothing else, or nothing about what a customer is. Each is taken out of a text before the text
// is searched.
var allowed = []struct {
	use    *regexp.Regexp
	in     string // files, by the end of their names; empty for all
	reason string
}{
	{regexp.MustCompile(`(?i)\bactive\b|活跃`), "status.go", "the status itself"},
	{regexp.MustCompile(`(?i)\bactive\b|活跃`), "loyalty_weaken.go", "the status a year ago, by the rule"},
	{regexp.MustCompile(`活跃`), "loyalty_dynamics.go", "the status at the answer, by the rule"},
	{regexp.MustCompile(`(?i)\bactive\b|活跃|新客(户)?|\bnew customers?\b|\bloyal\b|\balive\b`), "terms.go", "the dictionary, which defines the words"},
	{regexp.MustCompile(`(?i)\bloyal\b`), "loyalty_kinds.go", "the section on loyal customers, in the sense of the dictionary, which implies current"},
	{regexp.MustCompile(`\bDormant\b|沉睡`), "customers_classes.go", "the class of worth, under the name that the course text gives it"},
	{regexp.MustCompile(`即将沉睡客户`), "standard.go", "the name of an RFM segment"},
	{regexp.MustCompile(`(?i)\bloyal( customers?)?\b`), "overview.go", "the headline figure, which is that of the dictionary"},
	{regexp.MustCompile(`(?i)\bnew customers?( a day)?\b|新客户?`), "", "customers with the first purchase of their lives in a period: an ordinary use, as the dictionary has it"},
	{regexp.MustCompile(`--churn-after`), "", "the flag"},
	{regexp.MustCompile(`^churn(-after|ed)?$|^(revenue_)?churned$`), "", "names of a setting and of columns, which stay as scripts know them"},
	{regexp.MustCompile(`− churned\b`), "", "a part of the equation of NRR, under its name in the trade"},
}

// TestNoSynonymsOfStatus reads every text of the pages, the job and the kit in both languages.
func TestNoSynonymsOfStatus(t *testing.T) {
	used := make([]bool, len(allowed))
	for file, texts := range literals(t, "..", "../../jobs/night", "../../jobs/publish", "../../analytics/segment") {
		for _, text := range texts {
			rest := text
			for i, a := range allowed {
				if !strings.HasSuffix(filepath.Base(file), a.in) || !a.use.MatchString(rest) {
					continue
				}
				rest, used[i] = a.use.ReplaceAllString(rest, ""), true
			}
			if strings.HasPrefix(text, "col:") || !strings.ContainsAny(text, " ，。、：") && !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x4e00 }) {
				continue // a tag, whose meanings have a test of their own, or a name in a table
			}
			if word := forbidden.FindString(rest); word != "" {
				t.Errorf("%s says %q: say new, active, slowing, lost, not yet or current in their one meaning, or allow it with a reason: %.160q", filepath.Base(file), word, text)
			}
		}
	}
	for i, a := range allowed {
		if !used[i] {
			t.Errorf("nobody says %s in %q any more: take it off the list (%s)", a.use, a.in, a.reason)
		}
	}
}
