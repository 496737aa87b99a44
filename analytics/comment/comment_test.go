package comment

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"regulars/analytics"
)

const asOf = analytics.Day(2000)

var scale = analytics.Scale{Min: 1, Max: 5}

func question() analytics.Question {
	return analytics.Question{AsOf: asOf, MinGroup: 10, Labels: analytics.NewLabels([]string{"overall", "service"})}
}

func answer(day analytics.Day, dimension analytics.Label, score float64, comment string) analytics.Answer {
	return analytics.Answer{Day: day, Dimension: dimension, Experience: score, ScaleMin: math.NaN(), ScaleMax: math.NaN(), Comment: comment}
}

func customer(id int, answers ...analytics.Answer) *analytics.Customer {
	return &analytics.Customer{Key: analytics.NumberKey(int64(id)), Answers: answers}
}

// tell counts customers as a night does: every second one in another accumulator.
func tell(q analytics.Question, w *Words, causes []Cause, customers ...*analytics.Customer) *Result {
	heard, more := NewHeard(q, w), NewHeard(q, w)
	for i, c := range customers {
		passing(c, []*Heard{heard, more}[i%2].Add)
	}
	heard.Merge(more)
	all, rest := New(q, scale, w, heard, causes), New(q, scale, w, heard, causes)
	for i, c := range customers {
		passing(c, []*Comments{all, rest}[i%2].Add)
	}
	all.Merge(rest)
	return all.Result()
}

// passing shows a customer as the ledger does: the comments are gone afterwards, and something else stands in their memory.
func passing(c *analytics.Customer, show func(*analytics.Customer)) {
	seen := *c
	seen.Answers = slices.Clone(c.Answers)
	var comments [][]byte
	for i := range seen.Answers {
		if b := []byte(seen.Answers[i].Comment); len(b) > 0 {
			seen.Answers[i].Comment, comments = unsafe.String(&b[0], len(b)), append(comments, b)
		}
	}
	show(&seen)
	for _, b := range comments {
		copy(b, bytes.Repeat([]byte{'#'}, len(b)))
	}
}

// said are customers of one score, each with a comment.
func said(from, n int, score float64, comment func(i int) string) (list []*analytics.Customer) {
	for i := range n {
		list = append(list, customer(from+i, answer(asOf-1, 1, score, comment(i))))
	}
	return list
}

func always(text string) func(int) string { return func(int) string { return text } }

func texts(r *Result, side, language string) (list []string) {
	for _, p := range r.Phrases {
		if p.Dimension == everything && p.Side == side && p.Language == language {
			list = append(list, p.Phrase)
		}
	}
	return list
}

// A single word in small letters is taken out of the comment as it stands, whose memory is used again.
func TestWordsOutlastComments(t *testing.T) {
	words := []string{"late", "slow", "dear", "late"}
	r := tell(question(), NewWords(Names{}), nil, slices.Concat(said(0, 40, 1, func(i int) string { return words[i%4] }), said(100, 40, 5, always("friendly")))...)
	if got, want := texts(r, "low", "en"), []string{"late"}; !slices.Equal(got, want) {
		t.Errorf("low scorers said %q, want %q", got, want)
	}
	if got, want := texts(r, "high", "en"), []string{"friendly"}; !slices.Equal(got, want) {
		t.Errorf("high scorers said %q, want %q", got, want)
	}
}

// What was planted in both languages leads the lists of both sides, among words that all use alike.
func TestPlantedPhrasesLead(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	common := [2][]string{{"I ordered shoes.", "My second order here.", "Bought a jacket and a hat."}, {"我买了一双鞋。", "第二次在这里买东西。", "买了外套和帽子。"}}
	planted := [sides][2]string{{"The delivery came late again.", "送货迟到，没人通知。"}, {"Such a lovely surprise!", "包裹里有手写卡片。"}}
	var all []*analytics.Customer
	for id := range 800 {
		at, language := id%2, id/2%2
		comment := common[language][rng.IntN(3)]
		if rng.Float64() < 0.3 {
			comment += " " + planted[at][language]
		}
		all = append(all, customer(id, answer(asOf-1, 1, []float64{1, 5}[at], comment)))
	}
	r := tell(question(), NewWords(Names{}), nil, all...)
	for _, c := range []struct{ side, language, within string }{
		{"low", "en", planted[low][0]}, {"low", "zh", planted[low][1]}, {"high", "en", planted[high][0]}, {"high", "zh", planted[high][1]},
	} {
		list := texts(r, c.side, c.language)
		if len(list) == 0 {
			t.Fatalf("%s %s: nothing leads", c.side, c.language)
		}
		t.Log(c.side, c.language, list)
		for _, p := range list {
			if !strings.Contains(strings.ToLower(c.within), p) {
				t.Errorf("%s %s: %q leads and was not planted", c.side, c.language, p)
			}
		}
	}
}

// Where both sides draw from the same words, hardly any sample has a phrase that leads: at most one in twenty, and what chance adds to it.
func TestNothingLeadsByChance(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	words := strings.Fields("shop shoes jacket colour paper box site order return size belt lamp table garden kitchen window door")
	wrong, samples, w := 0, 200, NewWords(Names{})
	for range samples {
		var all []*analytics.Customer
		for id := range 200 {
			all = append(all, customer(id, answer(asOf-1, 1, []float64{1, 5}[id%2], words[rng.IntN(len(words))]+", "+words[rng.IntN(len(words))])))
		}
		if len(tell(question(), w, nil, all...).Phrases) > 0 {
			wrong++
		}
	}
	t.Logf("%d of %d samples", wrong, samples)
	if wrong > 18 { // 10, and 2.6 standard errors
		t.Errorf("something leads in %d of %d samples in which nothing differs", wrong, samples)
	}
}

// One customer who says it fifty times is one customer, and so is one who answers every week: only the last day counts.
func TestACustomerCountsOnce(t *testing.T) {
	loud := customer(1)
	for day := asOf - 300; day < asOf; day += 7 {
		loud.Answers = append(loud.Answers, answer(day, 1, 1, "terrible terrible terrible service"))
	}
	all := append(said(100, 30, 1, always("Slow parcel.")), said(200, 30, 5, always("Good value."))...)
	r := tell(question(), NewWords(Names{}), []Cause{{Name: "service", Words: []string{"service"}}}, append(all, loud)...)
	if r.Low != 31 || r.High != 30 || slices.Contains(texts(r, "low", "en"), "terrible") || len(r.Causes) != 0 {
		t.Errorf("%+v", r)
	}
	for id := range 20 { // they said it long ago, and something else since
		all = append(all, customer(300+id, answer(asOf-100, 1, 1, "terrible service"), answer(asOf-10, 1, 1, "slow parcel")))
		all = append(all, customer(400+id, answer(asOf-365, 1, 1, "terrible service")))
	}
	if r = tell(question(), NewWords(Names{}), nil, all...); r.Low != 50 || !slices.Equal(texts(r, "low", "en"), []string{"slow parcel"}) {
		t.Errorf("%d low scorers say %v", r.Low, texts(r, "low", "en"))
	}
}

// The odds of a phrase with three and with none of the other side, by hand: 20 of 40 against 0 of 40 with half a customer added, and against
// the nine that may be hidden.
func TestOddsByHand(t *testing.T) {
	all := append(said(0, 20, 1, always("broken zip")), said(100, 20, 2, always("nice colour"))...)
	all = append(all, said(200, 40, 5, always("nice colour"))...)
	find := func(r *Result) Phrase {
		at := slices.IndexFunc(r.Phrases, func(p Phrase) bool { return p.Phrase == "broken zip" && p.Dimension == everything })
		if at < 0 {
			t.Fatalf("%+v", r.Phrases)
		}
		return r.Phrases[at]
	}
	p := find(tell(question(), NewWords(Names{}), nil, all...))
	// Odds of low scorers, 20.5 to 20.5, over those of high ones, 0.5 to 40.5.
	want, se := math.Log(40.5/0.5), math.Sqrt(1/20.5+1/20.5+1/0.5+1/40.5)
	if p.Low != 20 || p.High != 0 || p.OfLow != 40 || p.OfHigh != 40 || math.Abs(p.LogOdds-want) > 1e-12 || math.Abs(p.LogHigh-want-analytics.Z*se) > 1e-12 {
		t.Errorf("%+v, want %v", p, want)
	}
	all = append(all, said(300, 3, 5, always("broken zip"))...)
	hidden := find(tell(question(), NewWords(Names{}), nil, append(all, said(400, 40, 5, always("nice colour"))...)...))
	if want := math.Log(74.5 / 9.5); hidden.High != -1 || math.Abs(hidden.LogOdds-want) > 1e-12 {
		t.Errorf("%+v, want %v", hidden, want)
	}
	q := question()
	q.MinGroup = 0
	if shown := find(tell(q, NewWords(Names{}), nil, all...)); shown.High != 3 {
		t.Errorf("for analysts: %+v", shown)
	}
}

// Only a form that enough customers wrote is told, though others with the same stem are counted with it.
func TestFormsOfTooFew(t *testing.T) {
	forms := []string{"delivered slowly", "delivering slowly", "delivery slow", "deliveries slow"}
	all := said(0, 32, 1, func(i int) string { return forms[i%4] })
	all = append(all, said(100, 32, 5, always("nice colour"))...)
	for _, p := range tell(question(), NewWords(Names{}), nil, all...).Phrases {
		if strings.Contains(p.Phrase, "deliver") {
			t.Errorf("%q was written by 8 customers", p.Phrase)
		}
	}
}

// Names, numbers and addresses are no part of a phrase; a word that is also a name is told where it is written as a word.
func TestNamesAreHidden(t *testing.T) {
	names := []string{"Anna Price", "Müller, Jörg", "王小明", "O'Brien", "Van den Berg, Jan"}
	w := NewWords(NewNames(slices.Values(names)))
	for comment, want := range map[string][]string{
		"Ask for anna price today":            {"ask", "today"},
		"Anna was rude":                       {"rude"},
		"The price was high":                  {"price", "price was high", "high"},
		"jörg müller helped":                  {"help"},
		"Write to jan@example.com or 0301234": {"write"},
		"王小明态度差":                              {"态度", "态度 差"},
		"see www.example.com now":             {"see"},
		"order A17 lost":                      {"order", "lost"},
		"o'brien shouted":                     {"shout"},
		"jan van den berg called":             {"call"},
		"not good":                            {"not good"},
		"没有人回复":                               {"没有 人", "没有 人 回复", "回复"},
	} {
		var got []string
		for _, p := range w.phrases(comment) {
			got = append(got, p.key)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", comment, d)
		}
	}
}

// Causes are told by the words of the dictionary, in both languages and by their stems, of low scorers alone.
func TestCauses(t *testing.T) {
	causes := []Cause{{Name: "late", NameZH: "晚", Words: []string{"coming too late", "迟到"}}, {Name: "rude", Words: []string{"rude"}}}
	all := append(said(0, 12, 1, always("It comes too late!")), said(20, 8, 2, always("送货迟到了"))...)
	all = append(all, said(40, 5, 1, always("rude"))...)
	all = append(all, said(60, 30, 5, always("not rude at all"))...)
	all = append(all, said(100, 9, 3, always("rude"))...) // in the middle
	r := tell(question(), NewWords(Names{}), causes, all...)
	share := analytics.ShareOf(20, 25)
	if want := []CauseRow{{"late", "晚", 20, 25, share.Share, share.Low, share.High}}; !slices.Equal(r.Causes, want) {
		t.Errorf("%+v", r.Causes)
	}
}

// The score that goes with a comment is the overall one of its day, and for a dimension its own.
func TestSides(t *testing.T) {
	var all []*analytics.Customer
	for id := range 20 {
		all = append(all, customer(id, answer(asOf-1, 1, 5, ""), answer(asOf-1, 2, 1, "cold soup")), customer(100+id, answer(asOf-1, 1, 1, ""), answer(asOf-1, 2, 5, "warm bread")))
	}
	r := tell(question(), NewWords(Names{}), nil, all...)
	if got := fmt.Sprint(texts(r, "high", "en"), texts(r, "low", "en")); got != "[cold soup] [warm bread]" {
		t.Errorf("by the whole: %s", got)
	}
	for _, p := range r.Phrases {
		if p.Dimension == "service" && (p.Side == "low") != (p.Phrase == "cold soup") {
			t.Errorf("of the service: %+v", p)
		}
	}
}

// Every usual cause can be found by all of its words, whatever the dictionary makes of them.
func TestUsualCausesAreFound(t *testing.T) {
	w := NewWords(Names{})
	for _, c := range UsualCauses() {
		for _, word := range c.Words {
			all := append(said(0, 10, 1, always("well "+word+" indeed")), said(20, 10, 5, always("fine"))...)
			if r := tell(question(), w, []Cause{c}, all...); len(r.Causes) != 1 || c.NameZH == "" {
				t.Errorf("%s is not found by %q", c.Name, word)
			}
		}
	}
}

func FuzzPhrases(f *testing.F) {
	w := NewWords(NewNames(slices.Values([]string{"Anna Price", "王小明"})))
	for _, s := range []string{"The delivery came late.", "送货晚了一周。", "a@b 王小明 Anna Price 12'", "’-", "\xff好\xfe", "é̀̀ --- 𠀀𠀁"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		for _, p := range w.phrases(comment) {
			if p.key == "" || strings.ContainsAny(p.text, "@0123456789") || strings.Contains(p.text, "王小明") || strings.Contains(" "+p.text+" ", " anna price ") {
				t.Fatalf("%q has the phrase %+v", comment, p)
			}
		}
	})
}

// The dictionary that is built in is small.
func TestDictionaryIsSmall(t *testing.T) {
	if len(packed) > 3<<20 || len(packed) < 100_000 {
		t.Errorf("%d bytes", len(packed))
	}
}
