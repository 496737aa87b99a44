package night

import (
	"iter"

	"regulars/analytics"
	"regulars/analytics/comment"
)

// commentTopic is what customers say in the comments of surveys.
type commentTopic struct {
	*scope
	causes []comment.Cause
	words  *comment.Words
	heard  *comment.Heard // nil without comments

	comments *comment.Comments
	result   *comment.Result // nil without comments
}

func newCommentTopic(s *scope, people *peopleTopic, causes []comment.Cause, first *pass) *commentTopic {
	t := &commentTopic{scope: s, causes: causes, words: comment.NewWords(comment.NewNames(people.names()))}
	if t.given.column("surveys", "comment") {
		t.heard = join(first, func() *comment.Heard { return comment.NewHeard(s.Question, t.words) })
	}
	return t
}

// names are all names of the table of identities as they are written there.
func (t *peopleTopic) names() iter.Seq[string] {
	return func(yield func(string) bool) {
		if t.found == nil {
			return
		}
		for i := range t.found.Accounts {
			if name := t.found.Accounts[i].Name; name != "" && !yield(name) {
				return
			}
		}
	}
}

// second is told how scores are read.
func (t *commentTopic) second(p *pass, scale analytics.Scale) {
	if t.heard != nil {
		t.comments = join(p, func() *comment.Comments { return comment.New(t.Question, scale, t.words, t.heard, t.causes) })
	}
}

func (t *commentTopic) finish() {
	if t.comments != nil {
		t.result = t.comments.Result()
	}
}

// commentSchemas describe the tables of the topic.
var commentSchemas = []analytics.Schema{comment.PhrasesSchema, comment.CausesSchema}

func (t *commentTopic) told() (of told) {
	if t.result == nil {
		return of
	}
	of.tables = t.result.Tables()
	of.figures = map[string]float64{}
	if t.result.Enough(t.MinGroup) {
		of.figures["commenters_low"], of.figures["commenters_high"] = float64(t.result.Low), float64(t.result.High)
	}
	return of
}
