// Package clientip finds out whose request it is, for rate limits. Behind a proxy
// the connection is the proxy's, and the client's address is in a header that
// anybody can write: it counts only when a trusted proxy handed it over, and only
// as far as trusted proxies wrote it.
package clientip

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// The headers read, for the function handed to Trust.Client.
const (
	ForwardedFor = "X-Forwarded-For"
	FlyClientIP  = "Fly-Client-IP"
)

const (
	fly        = "fly" // the setting's keyword for Fly.io's proxy
	mappedBits = 96    // before the IPv4 address in an IPv4-mapped IPv6 one
)

// Trust says whose word about a client's address counts. The zero value trusts
// nobody: the client is whoever holds the connection.
type Trust struct {
	proxies []netip.Prefix
	fly     bool
}

// Parse reads the setting TRUSTED_PROXIES: addresses and CIDR ranges separated by
// commas, or the one word "fly", or nothing. A range that is everybody is refused,
// because every client could then name itself. The error names the entry.
func Parse(setting string) (Trust, error) {
	setting = strings.TrimSpace(setting)
	if setting == "" {
		return Trust{}, nil
	}
	if setting == fly {
		return Trust{fly: true}, nil
	}
	var t Trust
	for entry := range strings.SplitSeq(setting, ",") {
		proxy, err := parseProxy(strings.TrimSpace(entry))
		if err != nil {
			return Trust{}, fmt.Errorf("%q %w", strings.TrimSpace(entry), err)
		}
		t.proxies = append(t.proxies, proxy)
	}
	return t, nil
}

var (
	errEntry     = errors.New(`is not an address or a CIDR range ("fly" stands alone)`)
	errEverybody = errors.New("would trust everybody")
)

func parseProxy(entry string) (netip.Prefix, error) {
	proxy, err := netip.ParsePrefix(entry)
	if err != nil {
		address, err := netip.ParseAddr(entry)
		if err != nil || address.Zone() != "" {
			return netip.Prefix{}, errEntry
		}
		return netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
	}
	// Clients are compared as plain turns them, so ::ffff:10.0.0.0/104 is 10.0.0.0/8.
	if proxy.Addr().Is4In6() && proxy.Bits() >= mappedBits {
		proxy = netip.PrefixFrom(proxy.Addr().Unmap(), proxy.Bits()-mappedBits)
	}
	if proxy.Bits() == 0 {
		return netip.Prefix{}, errEverybody
	}
	return proxy.Masked(), nil
}

// Client returns the address a request comes from, without zone and with IPv4
// as IPv4. peer is who holds the connection; header returns a request header's
// value, or "". Of a header that is sent in several lines it must return all of
// them, joined with commas in their order: some proxies add a line of their own
// below the client's.
//
// Behind trusted proxies it is the last address in X-Forwarded-For that is not a
// trusted proxy's. Each proxy appends whom it saw, so whatever stands before that
// one is hearsay. An entry that is no address ends the search: the last good one,
// in doubt the proxy's own, is then the client, and many share its limit.
//
// On Fly.io it is Fly-Client-IP (fly.io/docs/networking/request-headers), which
// Fly's proxy overwrites, if the peer is in a private network as that proxy is.
// Other machines of the same organisation are in it as well and are believed too.
func (t Trust) Client(peer netip.Addr, header func(name string) string) netip.Addr {
	client := plain(peer)
	if t.fly {
		if client.IsPrivate() || client.IsLoopback() { // fdaa::/16 is private
			if address, ok := parseEntry(header(FlyClientIP)); ok {
				return address
			}
		}
		return client
	}
	if !t.trusts(client) {
		return client
	}
	rest := header(ForwardedFor)
	for more := true; more && t.trusts(client); {
		entry := rest
		if i := strings.LastIndexByte(rest, ','); i >= 0 {
			entry, rest = rest[i+1:], rest[:i]
		} else {
			more = false
		}
		address, ok := parseEntry(entry)
		if !ok {
			return client
		}
		client = address
	}
	return client
}

func (t Trust) trusts(address netip.Addr) bool {
	for _, proxy := range t.proxies {
		if proxy.Contains(address) {
			return true
		}
	}
	return false
}

// parseEntry reads an address with or without a port: "192.0.2.1",
// "192.0.2.1:443", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:443".
func parseEntry(entry string) (netip.Addr, bool) {
	entry = strings.TrimSpace(entry)
	bare := entry
	if strings.HasPrefix(entry, "[") && strings.HasSuffix(entry, "]") {
		bare = entry[1 : len(entry)-1]
	}
	address, err := netip.ParseAddr(bare)
	if err != nil {
		withPort, err := netip.ParseAddrPort(entry)
		if err != nil {
			return netip.Addr{}, false
		}
		address = withPort.Addr()
	}
	if address.IsUnspecified() {
		return netip.Addr{}, false
	}
	return plain(address), true
}

// plain makes addresses comparable: one client has one.
func plain(address netip.Addr) netip.Addr { return address.Unmap().WithZone("") }
