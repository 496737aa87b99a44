package comment

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"
	"gonum.org/v1/gonum/stat/distuv"

	"regulars/analytics"
)

// year is how many days back comments count.
const year = 365

// remark is what a customer said on the last day with a comment, with the place of the score beside it on its scale.
type remark struct {
	dimension analytics.Label // zero for all that was said that day
	place     float64         // NaN where it is not known
	texts     []string
}

// lastDay is the last day with a comment in the year up to a day.
func lastDay(c *analytics.Customer, asOf analytics.Day) analytics.Day {
	for i := len(c.Answers) - 1; i >= 0; i-- {
		if a := &c.Answers[i]; a.Comment != "" && a.Day <= asOf && a.Day > asOf-year {
			return a.Day
		}
	}
	return analytics.NoDay
}

// remarks are those of the last day: of all together first, then by dimension.
func remarks(c *analytics.Customer, q *analytics.Question, scale analytics.Scale) (list []remark) {
	day := lastDay(c, q.AsOf)
	if day == analytics.NoDay {
		return nil
	}
	all := remark{place: math.NaN()}
	overall, sum, n := math.NaN(), 0.0, 0
	for i := range c.Answers {
		a := &c.Answers[i]
		if a.Day != day {
			continue
		}
		place := scale.Place(a)
		if !math.IsNaN(place) {
			sum, n = sum+place, n+1
			if analytics.IsOverall(q.Labels.Name(a.Dimension)) {
				overall = place
			}
		}
		if a.Comment != "" {
			all.texts = append(all.texts, a.Comment)
			list = append(list, remark{a.Dimension, place, []string{a.Comment}})
		}
	}
	if all.place = overall; math.IsNaN(overall) && n > 0 {
		all.place = sum / float64(n)
	}
	return append([]remark{all}, list...)
}

// Heard counts by how many customers each phrase was used, as hashes, so that rare ones are never kept in words.
type Heard struct {
	question analytics.Question
	words    *Words
	by       map[uint64]int32
}

// NewHeard makes an accumulator of the comments up to the question's as-of date.
func NewHeard(q analytics.Question, w *Words) *Heard {
	return &Heard{question: q, words: w, by: map[uint64]int32{}}
}

// Add adds a customer.
func (h *Heard) Add(c *analytics.Customer) {
	day := lastDay(c, h.question.AsOf)
	if day == analytics.NoDay {
		return
	}
	said := map[uint64]bool{}
	for i := range c.Answers {
		if a := &c.Answers[i]; a.Day == day && a.Comment != "" {
			for _, p := range h.words.phrases(a.Comment) {
				said[xxh3.HashString(p.key)] = true
			}
		}
	}
	for p := range said {
		h.by[p]++
	}
}

// Merge adds the customers of another accumulator.
func (h *Heard) Merge(o *Heard) {
	for p, n := range o.by {
		h.by[p] += n
	}
}

// side is where a customer stands.
type side int

const (
	low side = iota
	high
	sides
)

// where a remark comes from: a dimension and a language.
type where struct {
	dimension analytics.Label
	han       bool
}

// used is who used a phrase.
type used struct {
	customers [sides]int64
	forms     map[string]int64 // customers by how they wrote it
	content   int              // words that are no stop words
}

// Comments tells phrases and causes by customers. It grows with the phrases that enough customers used.
type Comments struct {
	question analytics.Question
	scale    analytics.Scale
	words    *Words
	heard    *Heard
	causes   []Cause
	wanted   [][]matcher // by cause

	spoke   map[where]*[sides]int64
	phrases map[where]map[string]*used
	of      [sides]int64   // customers with a comment
	caused  [][sides]int64 // of them, by cause
}

// New makes an accumulator that knows what was heard of all customers.
func New(q analytics.Question, scale analytics.Scale, w *Words, heard *Heard, causes []Cause) *Comments {
	s := &Comments{
		question: q, scale: scale, words: w, heard: heard, causes: causes,
		spoke: map[where]*[sides]int64{}, phrases: map[where]map[string]*used{}, caused: make([][sides]int64, len(causes)),
	}
	for _, c := range causes {
		s.wanted = append(s.wanted, w.matchers(c.Words))
	}
	return s
}

// least is how many customers must have used what is told.
func (s *Comments) least() int64 { return int64(max(2, s.question.MinGroup)) }

// Add adds a customer.
func (s *Comments) Add(c *analytics.Customer) {
	for i, r := range remarks(c, &s.question, s.scale) {
		at := low
		switch {
		case r.place > 0.5:
			at = high
		case !(r.place < 0.5):
			continue
		}
		if i == 0 {
			s.of[at]++
			s.count(r.texts, at)
		}
		s.listen(r, at)
	}
}

// listen counts the phrases of a remark, each once.
func (s *Comments) listen(r remark, at side) {
	spoken := map[bool]bool{}
	said := map[bool]map[string]*used{false: {}, true: {}} // by language and key
	for _, text := range r.texts {
		for _, p := range s.words.phrases(text) {
			spoken[p.han] = true
			if int64(s.heard.by[xxh3.HashString(p.key)]) < s.least() {
				continue
			}
			if said[p.han][p.key] == nil {
				said[p.han][p.key] = &used{forms: map[string]int64{}, content: p.content}
			}
			said[p.han][p.key].forms[p.text] = 1
		}
	}
	for han := range spoken {
		in := where{r.dimension, han}
		if s.spoke[in] == nil {
			s.spoke[in], s.phrases[in] = &[sides]int64{}, map[string]*used{}
		}
		s.spoke[in][at]++
		for key, u := range said[han] {
			u.customers = [sides]int64{}
			u.customers[at] = 1
			s.use(in, key, u)
		}
	}
}

// use adds those who used a phrase.
func (s *Comments) use(in where, key string, u *used) {
	mine := s.phrases[in][key]
	if mine == nil {
		mine = &used{forms: map[string]int64{}, content: u.content}
		s.phrases[in][key] = mine
	}
	for at := range sides {
		mine.customers[at] += u.customers[at]
	}
	for form, n := range u.forms {
		mine.forms[form] += n
	}
}

// Merge adds the customers of another accumulator.
func (s *Comments) Merge(o *Comments) {
	for in, n := range o.spoke {
		if s.spoke[in] == nil {
			s.spoke[in], s.phrases[in] = &[sides]int64{}, map[string]*used{}
		}
		for at := range sides {
			s.spoke[in][at] += n[at]
		}
		for key, u := range o.phrases[in] {
			s.use(in, key, u)
		}
	}
	for at := range sides {
		s.of[at] += o.of[at]
		for i := range s.caused {
			s.caused[i][at] += o.caused[i][at]
		}
	}
}

// Phrase is a phrase that one side uses more. It is a row of the table comment_phrases.
type Phrase struct {
	Dimension string  `col:"dimension" en:"dimension that the comment stands with; all for all comments of a customer" zh:"评论所属方面；all 为客户的全部评论"`
	Language  string  `col:"language" en:"en for words in Latin and other letters, zh for Chinese" zh:"en 为拉丁等文字，zh 为中文"`
	Side      string  `col:"side" en:"low or high: whose scores go with it" zh:"low 低分者更常用，high 高分者更常用"`
	Phrase    string  `col:"phrase" en:"words that stand side by side, in the form that most customers wrote" zh:"相邻的词，取最多客户的写法"`
	Low       int64   `col:"low_customers,nullnegative" unit:"customers" en:"customers with a low score who used it; empty where they are fewer than may be shown" zh:"使用该说法的低分客户数；少于可展示人数时为空"`
	OfLow     int64   `col:"low_of" unit:"customers" en:"customers with a low score who wrote in this language" zh:"以该语言评论的低分客户数"`
	High      int64   `col:"high_customers,nullnegative" unit:"customers" en:"customers with a high score who used it; empty where they are fewer than may be shown" zh:"使用该说法的高分客户数；少于可展示人数时为空"`
	OfHigh    int64   `col:"high_of" unit:"customers" en:"customers with a high score who wrote in this language" zh:"以该语言评论的高分客户数"`
	LogOdds   float64 `col:"log_odds" unit:"ratio" en:"logarithm of the odds of its use by low scorers over those by high ones; at least so far from zero where a number is left out" zh:"低分者相对高分者使用该说法的对数优势比；有人数被隐去时，实际至少如此偏离零"`
	LogLow    float64 `col:"log_odds_low" unit:"ratio" en:"lower end of the 95 % interval of log_odds" zh:"log_odds 的 95% 区间下限"`
	LogHigh   float64 `col:"log_odds_high" unit:"ratio" en:"upper end of the 95 % interval of log_odds" zh:"log_odds 的 95% 区间上限"`

	key     string
	z       float64
	n       int64
	content int
}

// PhrasesSchema describes the table comment_phrases.
var PhrasesSchema = analytics.SchemaOf[Phrase](analytics.Schema{
	Name:      "comment_phrases",
	Row:       "dimension × language × side × phrase",
	RowZH:     "方面 × 语言 × 高低分 × 说法",
	Meaning:   "what low scorers say in comments more than high scorers, and the reverse, by customers",
	MeaningZH: "低分者比高分者更常说的话，以及相反（按客户计）",
})

// Result is what comments tell.
type Result struct {
	Low, High int64 // customers with a comment and a score on that side
	Phrases   []Phrase
	Causes    []CauseRow
}

// Enough tells whether each side has as many customers as may be shown.
func (r *Result) Enough(least int) bool { return min(r.Low, r.High) >= int64(max(1, least)) }

// mostPhrases is how many phrases are told of one side, language and dimension.
const mostPhrases = 50

// Result derives everything.
func (s *Comments) Result() *Result {
	r := &Result{Low: s.of[low], High: s.of[high], Causes: s.causeRows()}
	for in := range s.spoke {
		r.Phrases = append(r.Phrases, s.leading(in)...)
	}
	slices.SortFunc(r.Phrases, func(a, b Phrase) int {
		return cmp.Or(cmp.Compare(s.rank(a.Dimension), s.rank(b.Dimension)), cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Language, b.Language),
			-cmp.Compare(a.Side, b.Side), -cmp.Compare(math.Abs(a.z), math.Abs(b.z)), cmp.Compare(a.Phrase, b.Phrase))
	})
	return r
}

// rank puts all comments before those of single dimensions.
func (s *Comments) rank(dimension string) int {
	if dimension == everything {
		return 0
	}
	return 1
}

// everything is the name of all dimensions together.
const everything = "all"

// leading are the phrases of a dimension and language that lead one side.
func (s *Comments) leading(in where) (rows []Phrase) {
	of := s.spoke[in]
	if of[low] < s.least() || of[high] < s.least() {
		return nil
	}
	var tried []Phrase
	for key, u := range s.phrases[in] {
		if form, n := commonest(u.forms); n >= s.least() {
			tried = append(tried, s.phraseOf(in, key, form, u))
		}
	}
	z := distuv.UnitNormal.Quantile(1 - analytics.Significance/2/float64(max(1, len(tried))))
	for at := range sides {
		var lead []Phrase
		for _, p := range tried {
			if p.Side == sideNames[at] && math.Abs(p.z) > z && max(p.Low, p.High) >= s.least() {
				lead = append(lead, p)
			}
		}
		rows = append(rows, shortened(lead)...)
	}
	return rows
}

var sideNames = [sides]string{"low", "high"}

// phraseOf compares the sides. A number that must not be shown is taken as the most that it may be, so that nothing told gives it away.
func (s *Comments) phraseOf(in where, key, form string, u *used) Phrase {
	of := s.spoke[in]
	p := Phrase{Dimension: everything, Language: "en", Phrase: form, key: key, content: u.content, Low: u.customers[low], OfLow: of[low], High: u.customers[high], OfHigh: of[high]}
	if in.dimension != 0 {
		p.Dimension = s.question.Labels.Name(in.dimension)
	}
	if in.han {
		p.Language = "zh"
	}
	p.n = p.Low + p.High
	counted := [sides]int64{p.Low, p.High}
	for at, n := range []*int64{&p.Low, &p.High} {
		if *n > 0 && *n < s.least() && s.question.MinGroup > 0 {
			counted[at], *n = min(s.least()-1, of[at]), -1
		}
	}
	a, b := float64(counted[low])+0.5, float64(of[low]-counted[low])+0.5
	c, d := float64(counted[high])+0.5, float64(of[high]-counted[high])+0.5
	p.LogOdds = math.Log(a / b * d / c)
	se := math.Sqrt(1/a + 1/b + 1/c + 1/d)
	p.LogLow, p.LogHigh, p.z = p.LogOdds-analytics.Z*se, p.LogOdds+analytics.Z*se, p.LogOdds/se
	p.Side = sideNames[low]
	if p.LogOdds < 0 {
		p.Side = sideNames[high]
	}
	return p
}

// commonest is the form that most customers wrote, of several the first by letters.
func commonest(forms map[string]int64) (form string, most int64) {
	for f, n := range forms {
		if n > most || n == most && f < form {
			form, most = f, n
		}
	}
	return form, most
}

// shortened are the phrases in order, without those that share a word with one before them and have nearly the same customers: what some
// customers said is told once.
func shortened(lead []Phrase) (rows []Phrase) {
	slices.SortFunc(lead, func(a, b Phrase) int {
		return cmp.Or(-cmp.Compare(math.Abs(a.z), math.Abs(b.z)), -cmp.Compare(a.content, b.content), -cmp.Compare(len(a.key), len(b.key)), cmp.Compare(a.key, b.key))
	})
	for _, p := range lead {
		again := func(o Phrase) bool { return shareWord(o.key, p.key) && 5*min(o.n, p.n) >= 4*max(o.n, p.n) }
		if !slices.ContainsFunc(rows, again) && len(rows) < mostPhrases {
			rows = append(rows, p)
		}
	}
	return rows
}

func shareWord(a, b string) bool {
	words := strings.Fields(b)
	return slices.ContainsFunc(strings.Fields(a), func(word string) bool { return slices.Contains(words, word) })
}

// Tables are comment_phrases and comment_causes.
func (r *Result) Tables() []analytics.Table {
	return []analytics.Table{analytics.TableOf(PhrasesSchema, r.Phrases), analytics.TableOf(CausesSchema, r.Causes)}
}
