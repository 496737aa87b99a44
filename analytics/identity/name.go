package identity

import (
	"slices"
	"strings"
	"unicode"
)

// letters are those of a name without accents, in order, so that the order of given and family name, commas, hyphens and case make no
// difference. Two names with the same letters count as equal.
func letters(name string) string {
	var rs []rune
	for _, r := range strings.ToLower(name) {
		if plain, ok := unaccented[r]; ok {
			rs = append(rs, plain)
		} else if unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			rs = append(rs, r)
		}
	}
	slices.Sort(rs)
	return string(rs)
}

// unaccented are the letters of Latin-1 and Latin Extended-A without their accents.
var unaccented = func() map[rune]rune {
	plain := map[rune]rune{}
	for letter, accented := range map[rune]string{
		'a': "àáâãäåāăą", 'c': "çćĉċč", 'd': "ďđ", 'e': "èéêëēĕėęě", 'g': "ĝğġģ", 'h': "ĥħ", 'i': "ìíîïĩīĭįı", 'j': "ĵ", 'k': "ķ",
		'l': "ĺļľŀł", 'n': "ñńņňŋ", 'o': "òóôõöøōŏő", 'r': "ŕŗř", 's': "śŝşšș", 't': "ţťŧț", 'u': "ùúûüũūŭůűų", 'w': "ŵ", 'y': "ýÿŷ", 'z': "źżž",
	} {
		for _, r := range accented {
			plain[r] = letter
		}
	}
	return plain
}()

// comparable tells whether two names are in one script: 王伟 and Wang Wei may be one person or not.
func comparable(a, b string) bool {
	return a != "" && b != "" && isHan(a) == isHan(b)
}

func isHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
