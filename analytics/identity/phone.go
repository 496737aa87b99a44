package identity

import "strings"

// dialling is how numbers are dialled within a region: the country code (ITU-T E.164) and the trunk prefix that stands before national
// numbers at home and falls away abroad.
type dialling struct{ code, trunk string }

// regions are the regions whose numbers can be read without a country code, by ISO 3166 code (ITU-T E.164 annex, national numbering plans).
var regions = map[string]dialling{
	"AT": {"43", "0"}, "AU": {"61", "0"}, "BE": {"32", "0"}, "BR": {"55", "0"}, "CA": {"1", "1"}, "CH": {"41", "0"}, "CN": {"86", "0"},
	"CZ": {"420", ""}, "DE": {"49", "0"}, "DK": {"45", ""}, "ES": {"34", ""}, "FI": {"358", "0"}, "FR": {"33", "0"}, "GB": {"44", "0"},
	"GR": {"30", ""}, "HK": {"852", ""}, "IE": {"353", "0"}, "IL": {"972", "0"}, "IN": {"91", "0"}, "IT": {"39", ""}, "JP": {"81", "0"},
	"KR": {"82", "0"}, "LU": {"352", ""}, "MO": {"853", ""}, "MY": {"60", "0"}, "NL": {"31", "0"}, "NO": {"47", ""}, "NZ": {"64", "0"},
	"PL": {"48", ""}, "PT": {"351", ""}, "SE": {"46", "0"}, "SG": {"65", ""}, "TR": {"90", "0"}, "TW": {"886", "0"}, "US": {"1", "1"},
	"ZA": {"27", "0"},
}

// Known tells whether numbers of a region can be read without a country code.
func Known(region string) bool { _, ok := regions[region]; return ok }

// Phone is a number in the form of E.164: +, country code, national number. It is empty for what cannot be a number, and for a number
// without a country code where no region is given, since it could be anybody's.
func Phone(written, region string) string {
	home := regions[region]
	abroad := strings.HasPrefix(strings.TrimSpace(written), "+")
	if abroad {
		written = strings.Replace(written, "(0)", "", 1)
	}
	digits := strings.Map(digit, written)
	if rest, ok := strings.CutPrefix(digits, "00"); ok && !abroad {
		abroad, digits = true, rest
	}
	switch {
	case abroad && home.trunk == "0":
		if national, ok := strings.CutPrefix(digits, home.code+"0"); ok {
			digits = home.code + national
		}
	case abroad:
	case home.code == "":
		return ""
	default:
		digits = home.code + strings.TrimPrefix(digits, home.trunk)
	}
	if len(digits) < 8 || len(digits) > 15 || digits[0] == '0' || strings.Count(digits, digits[len(digits)-1:]) == len(digits) {
		return ""
	}
	return "+" + digits
}

// digit keeps ASCII and full-width digits.
func digit(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	default:
		return -1
	}
}
