package inapp

import (
	"net/netip"
	"net/url"
	"strings"
)

// EscapeURL returns a link that opens target outside the app, or "" where the
// system has no such way or target is not an absolute http or https URL with a
// plain ASCII host and no user name.
//
// On Android it is an intent for whichever browser is the person's own
// (developer.chrome.com/docs/android/intents), which falls back to target
// itself; on iOS 17 and later it is Safari's own scheme. Apps may refuse either,
// so a page shows the address to copy beside it.
//
// html/template replaces schemes it does not know with "#ZgotmplZ", so a template
// passes the result as a template.URL. It may, because nothing of target is taken
// over as it came: the scheme is one of two, the host is checked letter by letter,
// and path, query and fragment are percent-encoded, so that no "#" or ";" of theirs
// can end the address and begin an intent of its own.
func (b Browser) EscapeURL(target string) string {
	scheme, rest, ok := split(target)
	if !ok {
		return ""
	}
	switch b.System {
	case Android:
		// An intent is cut off at the last "#", so the target's own fragment
		// stays with the target.
		return "intent://" + rest + "#Intent;scheme=" + scheme +
			";action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE" +
			";S.browser_fallback_url=" + url.QueryEscape(scheme+"://"+rest) + ";end"
	case IOS:
		return "x-safari-" + scheme + "://" + rest
	default:
		return ""
	}
}

// split takes an absolute http(s) URL apart into its scheme and the encoded rest
// behind "://".
func split(target string) (scheme, rest string, ok bool) {
	u, err := url.Parse(target)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Opaque != "" || u.User != nil || !plainHost(u) {
		return "", "", false
	}
	var b strings.Builder
	b.WriteString(u.Host)
	encode(&b, u.EscapedPath())
	if u.RawQuery != "" {
		b.WriteByte('?')
		encode(&b, u.RawQuery)
	}
	if u.Fragment != "" {
		b.WriteByte('#')
		encode(&b, u.EscapedFragment())
	}
	return u.Scheme, b.String(), true
}

// plainHost reports whether the host is a name of ASCII letters, digits, dots and
// hyphens or an IP address, with or without a port.
func plainHost(u *url.URL) bool {
	name := u.Hostname()
	if strings.HasPrefix(u.Host, "[") {
		ip, err := netip.ParseAddr(name)
		return err == nil && ip.Is6() && ip.Zone() == ""
	}
	for _, c := range []byte(name) {
		if !alphanumeric(c) && c != '-' && c != '.' {
			return false
		}
	}
	return name != ""
}

// encode writes one part of a URL, leaving what RFC 3986 allows in all three
// parts and existing escapes as they are. "#" is never among them.
func encode(b *strings.Builder, part string) {
	const hex = "0123456789ABCDEF"
	for i := range len(part) {
		c := part[i]
		escape := c == '%' && i+2 < len(part) && isHex(part[i+1]) && isHex(part[i+2])
		if escape || alphanumeric(c) || strings.IndexByte("-._~!$&*+,;=:@/?", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hex[c>>4])
		b.WriteByte(hex[c&15])
	}
}

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
