package identity

import (
	"slices"
	"strings"
)

// sameDomain are domains of one provider: an address at the first reaches the same person at the second.
var sameDomain = map[string]string{"googlemail.com": "gmail.com"}

// Email is an address as providers tell people apart: in lower case, without a tag (RFC 5233: what follows a +), and without dots at
// Gmail and the domains given. It is empty for what cannot be an address.
func Email(written string, dotless []string) string {
	local, domain, ok := strings.Cut(strings.ToLower(strings.TrimSpace(written)), "@")
	if other, ok := sameDomain[domain]; ok {
		domain = other
	}
	local, _, _ = strings.Cut(local, "+")
	if domain == "gmail.com" || slices.Contains(dotless, domain) {
		local = strings.ReplaceAll(local, ".", "")
	}
	if !ok || local == "" || !strings.Contains(domain, ".") || strings.ContainsAny(local+domain, "@ \t") {
		return ""
	}
	return local + "@" + domain
}
