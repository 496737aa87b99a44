package comment

import (
	"cmp"
	"slices"
	"strings"

	"regulars/analytics"
)

// Cause is a cause of dissatisfaction and the words that tell of it, in any language.
type Cause struct {
	Name   string   `yaml:"name"`
	NameZH string   `yaml:"name_zh"`
	Words  []string `yaml:"words"`
}

// UsualCauses are those of the course text.
func UsualCauses() []Cause {
	return []Cause{
		{"unmet expectation", "期望落空", []string{"disappointed", "disappointing", "expected more", "not as described", "not what I expected", "worse than before", "失望", "不如", "没想到", "与描述不符", "货不对板"}},
		{"distrust", "不信任", []string{"cheated", "scam", "fake", "lied", "don't trust", "misleading", "欺骗", "骗人", "假货", "不信任", "虚假"}},
		{"broken promise", "承诺未兑现", []string{"promise", "promised", "late", "delayed", "never arrived", "说话不算数", "说好", "承诺", "晚了", "迟到", "延误", "没送到"}},
		{"not listening", "不倾听", []string{"nobody told me", "no reply", "no answer", "ignored", "nobody answered", "no response", "没有人回复", "没人回复", "没人通知", "不理", "没有回音"}},
		{"impatience", "不耐烦", []string{"impatient", "annoyed", "hung up", "no time for", "waited", "waiting", "不耐烦", "敷衍", "等了很久"}},
		{"attitude", "态度差", []string{"rude", "unfriendly", "attitude", "arrogant", "impolite", "态度", "没礼貌", "冷漠"}},
		{"knowledge", "业务不熟", []string{"didn't know", "did not know", "no idea", "incompetent", "clueless", "不专业", "不懂", "一问三不知", "不清楚"}},
		{"product fault", "产品缺陷", []string{"broken", "defective", "torn", "scratched", "damaged", "faulty", "stopped working", "坏了", "破了", "破损", "刮花", "质量"}},
	}
}

// matcher finds some words in a comment: Chinese ones as they stand, others by their stems side by side.
type matcher struct {
	han  string
	keys string
}

func (w *Words) matchers(written []string) (list []matcher) {
	for _, text := range written {
		plain := strings.ToLower(strings.TrimSpace(text))
		if _, kind := run(plain); kind == hanRun {
			list = append(list, matcher{han: plain})
		} else if keys := w.keys(plain); strings.TrimSpace(keys) != "" {
			list = append(list, matcher{keys: keys})
		}
	}
	return list
}

// keys are the stems of a comment with spaces around them; a barrier is a full stop.
func (w *Words) keys(comment string) string {
	b := []byte{' '}
	for _, t := range w.cut(comment) {
		if t.barrier || t.han {
			b = append(b, '.', ' ')
		} else {
			b = append(append(b, t.key...), ' ')
		}
	}
	return string(b)
}

// count counts a customer at the causes that the comments tell of.
func (s *Comments) count(texts []string, at side) {
	var keys, plain strings.Builder
	for _, text := range texts {
		keys.WriteString(s.words.keys(text) + ".")
		plain.WriteString(strings.ToLower(text) + "\n")
	}
	for i, wanted := range s.wanted {
		if slices.ContainsFunc(wanted, func(m matcher) bool {
			return m.han != "" && strings.Contains(plain.String(), m.han) || m.keys != "" && strings.Contains(keys.String(), m.keys)
		}) {
			s.caused[i][at]++
		}
	}
}

// CauseRow is how many customers tell of a cause. It is a row of the table comment_causes.
type CauseRow struct {
	Cause     string  `col:"cause" en:"cause of dissatisfaction, by the words of the dictionary" zh:"不满原因（按词典）"`
	CauseZH   string  `col:"cause_zh,nullzero" en:"its name in Chinese" zh:"原因的中文名"`
	Customers int64   `col:"customers" unit:"customers" en:"customers with a low score whose comment tells of it; one may tell of several" zh:"评论提及该原因的低分客户数；一位客户可提及多项"`
	Of        int64   `col:"of" unit:"customers" en:"customers with a low score and a comment" zh:"有评论的低分客户数"`
	Share     float64 `col:"share" unit:"share" en:"the former of the latter" zh:"前者占后者的比例"`
	Low       float64 `col:"low" unit:"share" en:"lower end of the share's 95 % interval (Wilson)" zh:"该占比的 95% 区间下限（Wilson）"`
	High      float64 `col:"high" unit:"share" en:"upper end of the share's 95 % interval (Wilson)" zh:"该占比的 95% 区间上限（Wilson）"`
}

// CausesSchema describes the table comment_causes.
var CausesSchema = analytics.SchemaOf[CauseRow](analytics.Schema{
	Name:      "comment_causes",
	Row:       "cause of dissatisfaction",
	RowZH:     "不满原因",
	Meaning:   "which causes of dissatisfaction low scorers tell of in comments; causes of fewer customers than may be shown are left out",
	MeaningZH: "低分者在评论中提及的不满原因；客户数少于可展示人数者不列",
})

func (s *Comments) causeRows() (rows []CauseRow) {
	for i, c := range s.causes {
		n, of := s.caused[i][low], s.of[low]
		if n < int64(max(1, s.question.MinGroup)) {
			continue
		}
		share := analytics.ShareOf(n, of)
		rows = append(rows, CauseRow{c.Name, c.NameZH, n, of, share.Share, share.Low, share.High})
	}
	slices.SortStableFunc(rows, func(a, b CauseRow) int {
		return cmp.Or(-cmp.Compare(a.Customers, b.Customers), cmp.Compare(a.Cause, b.Cause))
	})
	return rows
}
