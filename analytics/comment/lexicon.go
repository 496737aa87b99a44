package comment

import (
	"bufio"
	"compress/gzip"
	_ "embed" // the dictionary
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

//go:embed words/words.txt.gz
var packed string

// lexicon is the Chinese words that are known, each with the logarithm of its share of all.
type lexicon struct {
	words map[string]float64
	rare  float64 // of a letter that is not among them
	stops map[string]bool
}

const chineseStops = `的 了 着 过 是 我 你 您 他 她 它 我们 你们 他们 这 那 这个 那个 就 都 也 还 又 和 与 在 吗 呢 吧 啊 把 被 给 对 到 从 个 一 一个 才 会 要
去 来 上 下 里 很 结果`

// mostLetters is how long the words of the dictionary are at most.
const mostLetters = 4

// newLexicon unpacks the dictionary, which is the program's own, so that an error is one of the program.
func newLexicon() *lexicon {
	l, err := unpack()
	if err != nil {
		panic(fmt.Sprintf("the dictionary of Chinese words that is built in cannot be read: %v", err))
	}
	return l
}

func unpack() (*lexicon, error) {
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		return nil, err
	}
	l, all := &lexicon{words: map[string]float64{}, stops: map[string]bool{}}, 0.0
	lines := bufio.NewScanner(z)
	for lines.Scan() {
		word, times, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.ParseFloat(times, 64)
		if err != nil {
			return nil, err
		}
		l.words[word], all = n, all+n
	}
	for word, n := range l.words {
		l.words[word] = math.Log(n / all)
	}
	l.rare = -math.Log(all)
	for _, word := range strings.Fields(chineseStops) {
		l.stops[word] = true
	}
	return l, lines.Err()
}

// cut is a text of Chinese letters in words: of all ways to cut it into known words and single letters, the one whose words are the likeliest
// if they were drawn one by one, found from the end by dynamic programming.
func (l *lexicon) cut(text string) (words []string) {
	letters := []rune(text)
	best, next := make([]float64, len(letters)+1), make([]int, len(letters))
	for i := len(letters) - 1; i >= 0; i-- {
		best[i] = math.Inf(-1)
		for k := i + 1; k <= min(len(letters), i+mostLetters); k++ {
			p, known := l.words[string(letters[i:k])]
			switch {
			case !known && k > i+1:
				continue
			case !known:
				p = l.rare
			}
			if p+best[k] > best[i] {
				best[i], next[i] = p+best[k], k
			}
		}
	}
	for i := 0; i < len(letters); i = next[i] {
		words = append(words, string(letters[i:next[i]]))
	}
	return slices.Clip(words)
}
