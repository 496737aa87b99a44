package comment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// Names are people's names, as hashes. The zero value holds none.
type Names struct {
	whole map[uint64]bool // in small letters, one space between words
	parts map[uint64]bool // of names of several words
	most  int             // letters of the longest Chinese name
}

// NewNames takes the names of people.
func NewNames(names func(yield func(string) bool)) Names {
	n := Names{whole: map[uint64]bool{}, parts: map[uint64]bool{}}
	names(func(name string) bool {
		n.add(name)
		return true
	})
	return n
}

func (n *Names) add(name string) {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == '.' || r == '·' })
	if len(words) == 0 {
		return
	}
	if r, _ := utf8.DecodeRuneInString(words[0]); unicode.Is(unicode.Han, r) {
		whole := strings.Join(words, "")
		n.whole[xxh3.HashString(whole)] = true
		n.most = max(n.most, utf8.RuneCountInString(whole))
		return
	}
	for i := range words { // with the family name first, or last
		n.whole[xxh3.HashString(strings.Join(slices.Concat(words[i:], words[:i]), " "))] = true
	}
	for _, word := range words {
		if len(words) > 1 {
			n.parts[xxh3.HashString(word)] = true
		}
	}
}

// hanAt is how many letters the longest name takes that the text begins with.
func (n *Names) hanAt(text []rune) int {
	for k := min(n.most, len(text)); k >= 2; k-- {
		if n.whole[xxh3.HashString(string(text[:k]))] {
			return k
		}
	}
	return 0
}

// hideNames makes barriers of the names among words: of whole names however they are written, and of words that belong to one and begin with a
// capital letter, for "price" is more often a price than Mr Price.
func (w *Words) hideNames(tokens []token) {
	if len(w.names.whole) == 0 {
		return
	}
	for i := range tokens {
		if tokens[i].capital && w.names.parts[xxh3.HashString(tokens[i].text)] {
			tokens[i].name = true
		}
		whole := ""
		for k := i; k < len(tokens) && k < i+mostNameWords && !tokens[k].barrier && !tokens[k].han; k++ {
			whole = strings.TrimPrefix(whole+" "+tokens[k].text, " ")
			if w.names.whole[xxh3.HashString(whole)] {
				for j := i; j <= k; j++ {
					tokens[j].name = true
				}
			}
		}
	}
	for i := range tokens {
		tokens[i].barrier = tokens[i].barrier || tokens[i].name
	}
}

// mostNameWords is how many words a name may have to be found.
const mostNameWords = 6
