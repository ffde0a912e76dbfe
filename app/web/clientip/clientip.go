// Package clientip says which address a request came from, behind proxies that
// are trusted and in front of nobody who is not.
package clientip

import (
	"fmt"
	"net/netip"
	"strings"
)

// Trust is whose word on a visitor's address counts. The zero value trusts
// nobody.
type Trust struct {
	proxies []netip.Prefix
	fly     bool
}

// Parse reads addresses and networks parted by commas, or the word fly, for the
// header that Fly.io's proxy sets on every request and lets no client set
// (fly.io/docs/networking/request-headers).
func Parse(setting string) (Trust, error) {
	var t Trust
	for entry := range strings.SplitSeq(setting, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		if entry == "fly" {
			t.fly = true
			continue
		}
		prefix, err := netip.ParsePrefix(entry)
		if err != nil {
			addr, addrErr := netip.ParseAddr(entry)
			if addrErr != nil {
				return Trust{}, fmt.Errorf("must be addresses or networks such as 10.0.0.0/8, parted by commas, or fly; %q is neither", entry)
			}
			prefix = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen())
		}
		t.proxies = append(t.proxies, prefix.Masked())
	}
	return t, nil
}

// Client returns the visitor's address: the peer's, unless the peer is trusted;
// then the last one in X-Forwarded-For that no trusted proxy has. What stands
// before that entry, or before one that cannot be read, anyone could have
// written.
func (t Trust) Client(peer netip.Addr, header func(name string) string) netip.Addr {
	peer = peer.Unmap().WithZone("")
	if t.fly && (peer.IsPrivate() || peer.IsLoopback()) {
		if addr, err := netip.ParseAddr(strings.TrimSpace(header("Fly-Client-IP"))); err == nil {
			return addr.Unmap().WithZone("")
		}
		return peer
	}
	if !t.trusted(peer) {
		return peer
	}
	client := peer
	entries := strings.Split(header("X-Forwarded-For"), ",")
	for i := len(entries) - 1; i >= 0; i-- {
		addr, ok := parse(strings.TrimSpace(entries[i]))
		if !ok {
			break
		}
		client = addr
		if !t.trusted(addr) {
			break
		}
	}
	return client
}

func (t Trust) trusted(addr netip.Addr) bool {
	for _, p := range t.proxies {
		if p.Contains(addr) {
			return true
		}
	}
	return false
}

// parse reads an address, also with a port as some proxies write it.
func parse(entry string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.Trim(entry, "[]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(entry)
		if err != nil {
			return netip.Addr{}, false
		}
		addr = withPort.Addr()
	}
	return addr.Unmap().WithZone(""), true
}
