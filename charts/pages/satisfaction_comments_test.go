package pages

import (
	"regexp"
	"strings"
	"testing"

	"regulars/analytics/comment"
	"regulars/charts"
)

func sampleComments() *comment.Result {
	return &comment.Result{
		Low: 60, High: 90,
		Phrases: []comment.Phrase{
			{Dimension: "all", Language: "en", Side: "low", Phrase: "came late", Low: 20, OfLow: 30, High: -1, OfHigh: 50},
			{Dimension: "all", Language: "en", Side: "high", Phrase: "lovely surprise", OfLow: 30, High: 20, OfHigh: 50},
			{Dimension: "all", Language: "zh", Side: "low", Phrase: "送货迟到", Low: 20, OfLow: 30, OfHigh: 40},
			{Dimension: "service", Language: "en", Side: "low", Phrase: "rude clerk", Low: 12, OfLow: 30, OfHigh: 50},
		},
		Causes: []comment.CauseRow{{Cause: "late", CauseZH: "晚", Customers: 30, Of: 60, Share: 0.5, Low: 0.4, High: 0.6}, {Cause: "own", Customers: 12, Of: 60, Share: 0.2, Low: 0.1, High: 0.3}},
	}
}

var quoted = regexp.MustCompile("“[^”]*”")

// Every way in which comments are told, in both languages; a number that is left out stays empty.
func TestVoices(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*comment.Result)
		says   string
	}{
		"both":     {func(*comment.Result) {}, "Low scorers speak of “came late”, “送货迟到”; high scorers of “lovely surprise”."},
		"low":      {func(r *comment.Result) { r.Phrases = r.Phrases[:1] }, "high scorers have no words of their own"},
		"high":     {func(r *comment.Result) { r.Phrases = r.Phrases[1:2] }, "low scorers have no words of their own"},
		"neither":  {func(r *comment.Result) { r.Phrases, r.Causes = nil, nil }, "nothing that differs by more than chance"},
		"few low":  {func(r *comment.Result) { r.Low = 9 }, "Too few customers have commented"},
		"few high": {func(r *comment.Result) { r.High = 9 }, "Too few customers have commented"},
	} {
		in := SatisfactionInput{MinGroup: 10, Comments: sampleComments()}
		c.change(in.Comments)
		sections := in.voices()
		if !strings.Contains(sections[0].Title.EN, c.says) {
			t.Errorf("%s: %s", name, sections[0].Title.EN)
		}
		for _, s := range sections {
			saysBoth(t, name+" "+s.ID, charts.Text{EN: quoted.ReplaceAllString(s.Title.EN, "“”"), ZH: s.Title.ZH}) // phrases are told in their own language
			if s.Small.IsZero() {
				saysBoth(t, name+" "+s.ID+" definition", s.Definition)
			}
		}
	}
	in := SatisfactionInput{MinGroup: 10, Comments: sampleComments()}
	rows := in.phrases().Table.Rows
	if len(rows) != 3 || rows[0][4] != nil || rows[0][2] != int64(20) {
		t.Errorf("%v", rows)
	}
	if got := in.causesFinding().EN; got != "The cause that low scorers tell of most is “late”: 50% of those of them who commented." {
		t.Error(got)
	}
	if in.Comments = nil; in.voices() != nil {
		t.Error("without comments there is a section")
	}
}
