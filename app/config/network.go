package config

import (
	"log/slog"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// addr reads where to listen.
func (r *reader) addr(l Listen, host string) string {
	setting, port := "PORT", l.Port
	if l.Addr != "" {
		setting = "ADDR"
		var err error
		if host, port, err = net.SplitHostPort(l.Addr); err != nil {
			r.reject(setting, "must be HOST:PORT, or :PORT for every interface")
			return ""
		}
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || strconv.FormatUint(number, 10) != port {
		r.reject(setting, "must have a port number up to 65535 (0 is any free one)")
		return ""
	}
	return net.JoinHostPort(host, port)
}

// publicURL reads the origin that links, the redirect from Google and the
// same-origin guard are built on. It is compared with what browsers send, so it
// is spelled as they do: lower case, ASCII, no default port.
func (r *reader) publicURL(value string) string {
	value = strings.TrimSuffix(r.required("PUBLIC_URL", value), "/")
	if r.problems.names("PUBLIC_URL") {
		return ""
	}
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Hostname() == "" || u.Scheme+"://"+u.Host != value || !isLowerASCII(value),
		u.Port() == "443" && u.Scheme == "https", u.Port() == "80" && u.Scheme == "http":
		r.reject("PUBLIC_URL", "must be an origin as browsers write it: https://campaigns.example.org, lower case, no path")
	case !isSafe(u):
		r.reject("PUBLIC_URL", "must be https; http is for this machine only")
	default:
		return value
	}
	return ""
}

// endpoint reads an address that tokens or messages are sent to.
func (r *reader) endpoint(setting, value string) string {
	u, err := url.Parse(strings.TrimSpace(value))
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		r.reject(setting, "must be a URL without user, query or fragment")
	case !isSafe(u):
		r.reject(setting, "must be https; http is for this machine only")
	default:
		return u.String()
	}
	return ""
}

// isSafe reports whether what travels to u can be read by nobody on the way.
func isSafe(u *url.URL) bool {
	if u.Scheme == "https" {
		return true
	}
	ip, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "http" && (u.Hostname() == "localhost" || err == nil && ip.IsLoopback())
}

func isLowerASCII(s string) bool {
	for _, c := range s {
		if c <= ' ' || c > '~' || c >= 'A' && c <= 'Z' {
			return false
		}
	}
	return true
}

// email reads one plain address with a dotted domain.
func (r *reader) email(setting, value string) string {
	value = r.required(setting, value)
	if r.problems.names(setting) {
		return value
	}
	parsed, err := mail.ParseAddress(value)
	_, domain, _ := strings.Cut(value, "@")
	if err != nil || parsed.Address != value || !strings.Contains(strings.Trim(domain, "."), ".") {
		r.reject(setting, "must be one e-mail address without a name")
	}
	return value
}

// proxies reads whose word on a visitor's address is taken. A list that covers
// every address would let each visitor choose their own, and rate limits with
// it.
func (r *reader) proxies(value string) string {
	value = strings.TrimSpace(value)
	if value == "" || value == "fly" {
		return value
	}
	var list []string
	for entry := range strings.SplitSeq(value, ",") {
		entry = strings.TrimSpace(entry)
		if ip, err := netip.ParseAddr(entry); err == nil && ip.Zone() == "" {
			list = append(list, ip.String())
			continue
		}
		network, err := netip.ParsePrefix(entry)
		switch {
		case err != nil:
			r.reject("TRUSTED_PROXIES", "must be fly, or IP addresses and CIDRs separated by commas")
			return ""
		case network.Bits() == 0:
			r.reject("TRUSTED_PROXIES", "must not trust every address")
			return ""
		}
		list = append(list, network.Masked().String())
	}
	return strings.Join(list, ",")
}

// level reads how much is logged.
func (r *reader) level(value string) slog.Level {
	var level slog.Level
	if name := r.choice("LOG_LEVEL", value, "debug", "info", "warn", "error"); name != "" {
		_ = level.UnmarshalText([]byte(name)) // the four names are slog's own
	}
	return level
}

// clientID catches a secret or a project number in the client ID's place. Other
// servers than Google's name their clients as they like.
func (r *reader) clientID(c Config) {
	if isPlaceholder(c.GoogleClientID) {
		r.reject("GOOGLE_CLIENT_ID", "still holds a placeholder")
	}
	if c.GoogleAuthURL == authURL && !strings.HasSuffix(c.GoogleClientID, ".apps.googleusercontent.com") {
		r.reject("GOOGLE_CLIENT_ID", "must end in .apps.googleusercontent.com")
	}
}

// googleLogging refuses the switch that makes Google's client library log whole
// requests, messages and tokens included (github.com/googleapis/gax-go,
// internallog).
func (r *reader) googleLogging(value string) {
	if strings.EqualFold(strings.TrimSpace(value), "debug") {
		r.reject("GOOGLE_SDK_GO_LOGGING_LEVEL", "must not be debug: Google's library would log whole messages")
	}
}
