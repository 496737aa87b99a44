package comment

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/kljensen/snowball/english"
)

// Words cuts comments into words, but for names. It may be used by several goroutines.
type Words struct {
	names Names

	once    sync.Once
	chinese *lexicon // made by the first comment with Chinese
}

// NewWords cuts words out of comments, in which these names are never told.
func NewWords(names Names) *Words { return &Words{names: names} }

// token is a word of a comment, or what no phrase may hold.
type token struct {
	key     string // by which it is the same word as another
	text    string // in small letters, as it is told
	han     bool
	stop    bool // no phrase begins or ends with it
	denies  bool // belongs to what follows: "not good" is not "good"
	capital bool // begins with a capital letter
	name    bool // is a name, or a part of one
	barrier bool // no phrase goes over it: a full stop, a number, a name
}

// cut is a comment in words.
func (w *Words) cut(comment string) (tokens []token) {
	for _, chunk := range strings.Fields(strings.ToValidUTF8(comment, " ")) {
		if strings.Contains(chunk, "@") || strings.Contains(chunk, "://") || strings.Contains(strings.ToLower(chunk), "www.") {
			tokens = append(tokens, token{barrier: true})
			continue
		}
		for len(chunk) > 0 {
			n, kind := run(chunk)
			switch kind {
			case hanRun:
				tokens = w.segment(tokens, chunk[:n])
			case wordRun:
				tokens = append(tokens, latin(chunk[:n]))
			default:
				tokens = append(tokens, token{barrier: true})
			}
			chunk = chunk[n:]
		}
	}
	w.hideNames(tokens)
	return tokens
}

const (
	otherRun = iota // a sign, or letters with digits
	wordRun
	hanRun
)

// run is how long the text goes on with the same kind of letters; a hyphen or an apostrophe within a word belongs to it.
func run(text string) (n, kind int) {
	digits := false
	for i, r := range text {
		is := otherRun
		switch {
		case unicode.Is(unicode.Han, r):
			is = hanRun
		case unicode.IsLetter(r), unicode.IsMark(r):
			is = wordRun
		case unicode.IsDigit(r), kind == wordRun && strings.ContainsRune("'’-", r):
			is, digits = wordRun, digits || unicode.IsDigit(r)
		}
		if i == 0 {
			kind = is
		} else if is != kind || is == otherRun {
			break
		}
		n = i + len(string(r))
	}
	if n == 0 {
		n = len(text)
	}
	if digits {
		kind = otherRun
	}
	return n, kind
}

// latin is a word in another script than Chinese.
func latin(written string) token {
	text := strings.Trim(strings.ToLower(strings.ReplaceAll(written, "’", "'")), "'-")
	switch text {
	case "":
		return token{barrier: true}
	case "no", "not", "nor", "never":
		return token{key: text, text: text, denies: true}
	}
	first, _ := utf8.DecodeRuneInString(written)
	return token{
		key: english.Stem(text, false), text: text, capital: unicode.IsUpper(first),
		stop: english.IsStopWord(text) || utf8.RuneCountInString(text) == 1,
	}
}

// segment cuts Chinese letters that stand side by side; names among them are cut out first.
func (w *Words) segment(tokens []token, text string) []token {
	letters := []rune(text)
	from := 0
	for i := 0; i < len(letters); i++ {
		if n := w.names.hanAt(letters[i:]); n > 0 {
			tokens = append(w.chineseWords(tokens, string(letters[from:i])), token{barrier: true})
			i += n - 1
			from = i + 1
		}
	}
	return w.chineseWords(tokens, string(letters[from:]))
}

func (w *Words) chineseWords(tokens []token, text string) []token {
	if text == "" {
		return tokens
	}
	w.once.Do(func() { w.chinese = newLexicon() })
	for _, word := range w.chinese.cut(text) {
		tokens = append(tokens, token{key: word, text: word, han: true, stop: w.chinese.stops[word], denies: denials[word]})
	}
	return tokens
}

var denials = map[string]bool{"不": true, "没": true, "没有": true, "别": true}

// most is how many words a phrase has at most.
const most = 3

// phrase is some words of a comment that stand side by side.
type phrase struct {
	han       bool
	key, text string
	content   int // words that are no stop words
}

// phrases are those of a comment, several times where it has them so.
func (w *Words) phrases(comment string) (found []phrase) {
	tokens := w.cut(comment)
	for i := range tokens {
		if tokens[i].stop || i > 0 && tokens[i-1].denies {
			continue
		}
		for n := 1; n <= most && i+n <= len(tokens); n++ {
			last := &tokens[i+n-1]
			if last.barrier || last.han != tokens[i].han {
				break
			}
			if last.stop || last.denies || n == 1 && last.han && len([]rune(last.text)) == 1 {
				continue
			}
			found = append(found, join(tokens[i:i+n]))
		}
	}
	return found
}

func join(tokens []token) phrase {
	keys, texts, between := make([]string, len(tokens)), make([]string, len(tokens)), " "
	if tokens[0].han {
		between = ""
	}
	content := 0
	for i := range tokens {
		keys[i], texts[i] = tokens[i].key, tokens[i].text
		if !tokens[i].stop {
			content++
		}
	}
	if len(tokens) == 1 { // which is joined without a copy
		keys[0], texts[0] = strings.Clone(keys[0]), strings.Clone(texts[0])
	}
	return phrase{tokens[0].han, strings.Join(keys, " "), strings.Join(texts, between), content}
}
