package sample

import (
	"math/rand/v2"
	"strings"
)

// phone is a number without its country code and trunk prefix, and how it is grouped.
type phone struct {
	country, code, national string
	groups                  []int
}

// fictional are the French numbers set aside for films and books (Arcep decision 2018-0881, annex 1), each with four more
// digits.
var fictional = []string{"63998", "26191", "35301", "46571", "53649", "19900"}

// phoneOf is a number nobody has: of the French ones set aside for fiction while they last, then of North American area codes with
// a nine in the middle, which are not given out; in China, of the prefix 154, which no operator has.
func phoneOf(number int, chinese bool) phone {
	switch {
	case chinese:
		return phone{"CN", "86", "154" + pad(number, 8), []int{3, 4, 4}}
	case number < len(fictional)*10_000-1000:
		return phone{"FR", "33", fictional[number/10_000] + pad(number%10_000, 4), []int{1, 2, 2, 2, 2}}
	default:
		const each = 8_000_000 // numbers of an area code
		return phone{"US", "1", "29" + pad(number/each, 1) + pad(2_000_000+number%each, 7), []int{3, 3, 4}}
	}
}

// shopPhone is the phone of a store: of the last thousand for fiction, which no person has.
func shopPhone(store int) phone {
	return phone{"FR", "33", fictional[len(fictional)-1] + pad(9000+store, 4), []int{1, 2, 2, 2, 2}}
}

// written is the number as one source has it. Numbers of the shop's own country are mostly written without it.
func (p phone) written(rng *rand.Rand, region string) string {
	separator := oneOf(rng, []string{" ", " ", "", "", "-", "."})
	var b strings.Builder
	rest := p.national
	for i, n := range p.groups {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(rest[:n])
		rest = rest[n:]
	}
	switch u := rng.Float64(); {
	case p.country == region && u < 0.5:
		return "0" + b.String()
	case p.country == region && u < 0.58:
		return "+" + p.code + " (0)" + b.String()
	case u < 0.75:
		return "00" + p.code + separator + b.String()
	default:
		return "+" + p.code + separator + b.String()
	}
}
