package pages

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"regulars/analytics"
)

// everyTerms are the settings under which a definition has another wording.
func everyTerms() []Terms {
	return []Terms{
		{}, {Zone: "Europe/London", Rule: analytics.StatusRule{Everyone: analytics.Limits{Slow: 30, Lost: 90}, Gaps: 1000}, Horizon: 365, Discount: 0.1, MinGroup: 10},
		{Zone: "Asia/Shanghai", Rule: analytics.StatusRule{After: 45, Everyone: analytics.Limits{Slow: 40, Lost: 45}, Gaps: 1000}, Horizon: 90, Discount: 0.12, Margins: true, MinGroup: 5, Categories: 4},
	}
}

// Every key of the source has one term, with a label and a meaning of its own in both languages.
func TestEveryTermIsDefinedOnce(t *testing.T) {
	keys := regexp.MustCompile(`TermKey = "(\w+)"`).FindAllStringSubmatch(sourceOf(t, "terms.go"), -1)
	for _, terms := range everyTerms() {
		seen := map[string]string{}
		list := terms.List()
		for _, k := range keys {
			term := terms.of(TermKey(k[1]))
			for _, s := range []string{term.Label.EN, term.Label.ZH, term.Meaning.EN, term.Meaning.ZH} {
				if s == "" || strings.ContainsAny(s[len(s)-1:], ".:") || strings.Contains(s, "%!") {
					t.Errorf("%s: %q", k[1], term)
				}
			}
			if other, ok := seen[term.Label.EN]; ok {
				t.Errorf("%s and %s have one label", k[1], other)
			}
			seen[term.Label.EN] = k[1]
		}
		if len(list) != len(keys) {
			t.Errorf("%d terms, %d keys", len(list), len(keys))
		}
	}
}

func TestTermsFollowTheSettings(t *testing.T) {
	own, set := everyTerms()[1], everyTerms()[2]
	for key, want := range map[TermKey][2]string{
		TermLost: {"for longer than 90 days, that is, without a purchase: the longer of 95% of all gaps", "silent for longer than 45 days"}, TermPurchase: {"Europe/London", "Asia/Shanghai"},
		TermValue: {"discounted at 10% a year from when it is expected. It is net revenue", "discounted at 12% a year from when it is expected. It is margin"}, TermSmall: {"fewer than 10 customers", "fewer than 5 customers"},
		TermDevoted: {"of many categories", "in 4 categories or more"},
	} {
		for i, terms := range []Terms{own, set} {
			if got := terms.meaning(key).EN; !strings.Contains(got, want[i]) {
				t.Errorf("%s: %q does not say %q", key, got, want[i])
			}
		}
	}
	for key, want := range map[TermKey]string{TermLost: "沉默超过 45 天", TermValue: "毛利：净收入乘以", TermDevoted: "购买过 4 个及以上品类", TermPurchase: "以 Asia/Shanghai 的日期为准"} {
		if got := set.meaning(key).ZH; !strings.Contains(got, want) {
			t.Errorf("%s: %q does not say %q", key, got, want)
		}
	}
	checkText(t, "label", set.of(TermValue).Label, "Value (customer lifetime value over 90 days)", "价值（90 天内的客户生命周期价值）")
	checkText(t, "definition", own.define(TermCurrent, TermRepeat), "Current customers: those who are new, active or slowing: who have bought and are not lost. Repeat: bought on two days or more.", "现有客户：新客、活跃或放缓的客户，即有过购买且未流失者。重复消费：在两天或以上购买过。")
}

// A definition that is written by hand, as it stands in the dictionary or in words of its own, would go on saying what is no longer so. It
// is told by a run of words that a definition of the dictionary has, by a label with a colon behind it, and by what nobody says of
// anything else.
func TestDefinitionsStandInTheDictionaryOnly(t *testing.T) {
	runs, labels := dictionaryRuns(), labelForms()
	for file, texts := range literals(t, "..", "../../jobs") {
		if filepath.Base(file) == "terms.go" {
			continue
		}
		for _, text := range texts {
			for _, run := range wordRuns(text) {
				if key, ok := runs[run]; ok {
					t.Errorf("%s defines %q by hand (“%s”): quote it from the dictionary: %q", file, key, run, text)
					break
				}
			}
			for key, form := range labels {
				if found := form.FindString(text); found != "" {
					t.Errorf("%s defines %q by hand (“%s”): quote it from the dictionary: %q", file, key, found, text)
				}
			}
			for key, form := range telling {
				if found := form.FindString(text); found != "" {
					t.Errorf("%s words %q by hand (“%s”): quote it from the dictionary: %q", file, key, found, text)
				}
			}
		}
	}
}

// telling is how a definition shows even in words of its own.
var telling = map[TermKey]*regexp.Regexp{
	TermPurchase:     regexp.MustCompile(`(?i)\bdays? (with|of) (a |one )?(purchase|one\b|buying)|purchase days?\b|购买日|有购买的(天|日)`),
	TermOrder:        regexp.MustCompile(`(?i)distinct order|不同(的)?订单`),
	TermRevenue:      regexp.MustCompile(`(?i)(less|minus|net of) (the )?(refunds|returns)|after refunds|减(去)?退款|扣除退款后?的收入`),
	TermLost:         regexp.MustCompile(`(?i)(silent|quiet|inactive) for (longer|more) than|without (a |any )?purchases? for|no purchase for|沉默(时间)?超过 ?[%\d]|没有购买.{0,4}超过|超过.{0,8}(没有|未)购买`),
	TermCurrent:      regexp.MustCompile(`(?i)(has|have) bought,? (and|but) (is|are) not`),
	TermLoyal:        regexp.MustCompile(`(?i)two (days|purchases|occasions) or more|(2|two)\+ (days|occasions)|at least two (days|purchases|occasions)|(两|2) ?(天|次)(或|及)以上|至少(两|2) ?(天|次)`),
	TermCohort:       regexp.MustCompile(`(?i)first purchase (in|falls in) (one|the same)|首次购买落在|首购落在同`),
	TermRetention:    regexp.MustCompile(`(?i)share of (them|a cohort|the cohort).{0,20}purchase|后续某一期间有购买`),
	TermNRR:          regexp.MustCompile(`(?i)expansion − contraction − churned\)|扩张 − 收缩 − 流失）`),
	TermAlive:        regexp.MustCompile(`(?i)(chance|probability).{0,50} (will buy again|is alive)|仍会购买的概率`),
	TermValue:        regexp.MustCompile(`(?i)spend (per|a) purchase ×|每次预期消费 ×`),
	TermRecency:      regexp.MustCompile(`(?i)recency( \(R\))? (is|means)|R 为`),
	TermFrequency:    regexp.MustCompile(`(?i)frequency( \(F\))? (is|means)|F 为`),
	TermMonetary:     regexp.MustCompile(`[Mm]onetary value( \(M\))? (is|means)|M 为`),
	TermSegment:      regexp.MustCompile(`(?i)125 (combinations|cells)|125 种`),
	TermBest:         regexp.MustCompile(`(?i)(upper|top|highest|best) two (points|boxes|scores|marks)|最高(的)?两(点|档|分)`),
	TermDissatisfied: regexp.MustCompile(`(?i)(experience|score) (below|under|less than) (the )?expectation|体验低于期望`),
	TermDelighted:    regexp.MustCompile(`(?i)(experience|score) (above|over|more than) (the )?expectation|体验(高于|超过)期望`),
	TermGap:          regexp.MustCompile(`(?i)satisfaction c ?= ?a|满意度 c ?=`),
	TermNPS:          regexp.MustCompile(`(?i)(9|nine) (or|and|to) (10|ten)|(0|zero|nought) to (6|six)|promoters.{0,12} (less|minus)|9 或 10|0 至 6|推荐者.{0,12}减`),
	TermTrap:         regexp.MustCompile(`(?i)(scores|scale) over which .{0,40}(not|does not|no longer) ris|一段评分区间`),
	TermWallet:       regexp.MustCompile(`(?i)divided by that spending|除以其同类`),
	TermGini:         regexp.MustCompile(`(?i)0 where all|人人相同时为 0`),
	TermTurnover:     regexp.MustCompile(`(?i)counted since the first one and over a year`),
	TermAttached:     regexp.MustCompile(`(?i)three quarters of the scale|量表的四分之三`),
	TermKeyGap:       regexp.MustCompile(`(?i)whose weighted gap is|加权差距最差`),
}

// What tells a definition tells that of the dictionary itself.
func TestTellingWordsAreThoseOfTheDictionary(t *testing.T) {
	for key, form := range telling {
		said := false
		for _, terms := range everyTerms() {
			said = said || form.MatchString(terms.define(key).EN) || form.MatchString(terms.of(key).Label.EN+" is "+terms.meaning(key).EN) || key == TermPurchase && form.MatchString(occasions().EN)
		}
		if !said {
			t.Errorf("%s: %v is not in %q", key, form, everyTerms()[2].define(key).EN)
		}
	}
}

// labelForms match a label as a definition begins: "Label:", "标签：".
func labelForms() map[TermKey]*regexp.Regexp {
	forms := map[TermKey]*regexp.Regexp{}
	for _, term := range everyTerms()[2].List() {
		en, zh := bare(term.Label.EN), bare(term.Label.ZH)
		forms[term.Key] = regexp.MustCompile(`(^|[.;:\n] ?)` + regexp.QuoteMeta(en) + `(: [a-z0-9]| (is|are|means) (the|a|an|what|how|somebody|whoever) )|(^|[。；\n])` + regexp.QuoteMeta(zh) + `(：\p{Han}|(指|即)\p{Han})`)
	}
	return forms
}

// bare is a label without what stands in brackets behind it.
func bare(label string) string {
	label, _, _ = strings.Cut(label, "（")
	label, _, _ = strings.Cut(label, " (")
	return label
}

// dictionaryRuns are the runs of words of all meanings.
func dictionaryRuns() map[string]TermKey {
	runs := map[string]TermKey{}
	for _, terms := range everyTerms() {
		for _, term := range terms.List() {
			for _, text := range []string{term.Meaning.EN, term.Meaning.ZH} {
				for _, run := range wordRuns(text) {
					runs[run] = term.Key
				}
			}
		}
	}
	return runs
}

// wordRuns are all runs of six words of a text, a Chinese character counting as half a word.
func wordRuns(text string) (runs []string) {
	var words []string
	han := 0
	for _, w := range regexp.MustCompile(`\p{Han}|[\pL\pN%']+`).FindAllString(strings.ToLower(text), -1) {
		if r := []rune(w)[0]; unicode.Is(unicode.Han, r) {
			han++
		}
		words = append(words, w)
	}
	n, gap := 6, " "
	if han > len(words)/2 {
		n, gap = 12, ""
	}
	for i := range len(words) - n + 1 {
		runs = append(runs, strings.Join(words[i:i+n], gap))
	}
	return runs
}

// literals are the texts in the source of folders, by file; texts that are added together are one.
func literals(t *testing.T, folders ...string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				e, ok := n.(ast.Expr)
				if !ok {
					return true
				}
				text, ok := textOf(e)
				if ok && len(text) > 8 {
					all[path] = append(all[path], text)
				}
				return !ok
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// textOf is the text of a literal or of a sum with one in it.
func textOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		s, err := strconv.Unquote(e.Value)
		return s, e.Kind == token.STRING && err == nil
	case *ast.ParenExpr:
		return textOf(e.X)
	case *ast.BinaryExpr:
		a, left := textOf(e.X)
		b, right := textOf(e.Y)
		return a + b, e.Op == token.ADD && left && right
	}
	return "", false
}

func sourceOf(t *testing.T, name string) string {
	t.Helper()
	return read(t, ".", name)
}

// The scan reads what it should: the pages, the job and the kit.
func TestTheScanReadsTheSource(t *testing.T) {
	files := literals(t, "..", "../../jobs")
	for _, want := range []string{"../pages/overview.go", "../pages/terms.go", "../words.go", "../../jobs/main.go", "../../jobs/night/report.go"} {
		if len(files[filepath.Clean(want)]) == 0 && len(files[want]) == 0 {
			t.Errorf("no texts of %s", want)
		}
	}
	if !slices.Contains(files["overview.go"], "Better or worse, why, and what first?") && !slices.Contains(files["../pages/overview.go"], "Better or worse, why, and what first?") {
		t.Error("a text of the Overview is not read")
	}
}
