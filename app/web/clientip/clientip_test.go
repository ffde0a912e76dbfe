package clientip

import (
	"net/netip"
	"strings"
	"testing"
)

func trust(t testing.TB, setting string) Trust {
	t.Helper()
	parsed, err := Parse(setting)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestWhoseRequestItIs(t *testing.T) {
	for _, row := range []struct {
		name, trusted, peer, forwarded, fly, want string
	}{
		{"a direct client", "", "203.0.113.9", "", "", "203.0.113.9"},
		{"a direct client that names another", "", "203.0.113.9", "198.51.100.1", "198.51.100.1", "203.0.113.9"},
		{"a stranger that plays the proxy", "10.0.0.0/8", "203.0.113.9", "198.51.100.1", "", "203.0.113.9"},
		{"a neighbour of the proxy's range", "10.0.0.0/8", "11.0.0.1", "198.51.100.1", "", "11.0.0.1"},

		{"behind one proxy", "10.0.0.0/8", "10.0.0.2", "203.0.113.9", "", "203.0.113.9"},
		{"behind a proxy given by its address", "10.0.0.2", "10.0.0.2", "203.0.113.9", "", "203.0.113.9"},
		{"behind another than that", "10.0.0.2", "10.0.0.3", "203.0.113.9", "", "10.0.0.3"},
		{"behind two proxies", "10.0.0.0/8, 192.0.2.0/24", "10.0.0.2", "203.0.113.9, 192.0.2.7", "", "203.0.113.9"},
		{"a range given by an address inside", "10.1.2.3/8", "10.9.9.9", "203.0.113.9", "", "203.0.113.9"},
		{"a client that writes the header itself", "10.0.0.0/8", "10.0.0.2", "198.51.100.1, 203.0.113.9", "", "203.0.113.9"},
		{"a client that pretends to be a proxy", "10.0.0.0/8", "10.0.0.2", "198.51.100.1, 10.0.0.66, 203.0.113.9", "", "203.0.113.9"},
		{"a client that writes rubbish", "10.0.0.0/8", "10.0.0.2", "<script>, 203.0.113.9", "", "203.0.113.9"},
		{"a proxy that adds its own line", "10.0.0.0/8", "10.0.0.2", "198.51.100.1,203.0.113.9", "", "203.0.113.9"},
		{"Fly's header without Fly", "10.0.0.0/8", "10.0.0.2", "203.0.113.9", "198.51.100.1", "203.0.113.9"},
		{"only proxies, as in a health check", "10.0.0.0/8", "10.0.0.2", "10.0.0.4, 10.0.0.3", "", "10.0.0.4"},

		{"a proxy that says nothing", "10.0.0.0/8", "10.0.0.2", "", "", "10.0.0.2"},
		{"rubbish from the proxy", "10.0.0.0/8", "10.0.0.2", "203.0.113.9, unknown", "", "10.0.0.2"},
		{"rubbish between proxies", "10.0.0.0/8", "10.0.0.2", "203.0.113.9, _hidden, 10.0.0.3", "", "10.0.0.3"},
		{"an empty entry", "10.0.0.0/8", "10.0.0.2", "203.0.113.9,,10.0.0.3", "", "10.0.0.3"},
		{"an empty last entry", "10.0.0.0/8", "10.0.0.2", "203.0.113.9, ", "", "10.0.0.2"},
		{"nobody's address", "10.0.0.0/8", "10.0.0.2", "0.0.0.0", "", "10.0.0.2"},
		{"nobody's IPv6 address", "10.0.0.0/8", "10.0.0.2", "[::]:80", "", "10.0.0.2"},
		{"a number too many", "10.0.0.0/8", "10.0.0.2", "203.0.113.9.1", "", "10.0.0.2"},
		{"half a bracket", "10.0.0.0/8", "10.0.0.2", "[2001:db8::9", "", "10.0.0.2"},
		{"octal digits", "10.0.0.0/8", "10.0.0.2", "203.0.113.010", "", "10.0.0.2"},

		{"a port", "10.0.0.0/8", "10.0.0.2", "203.0.113.9:51234", "", "203.0.113.9"},
		{"tabs and spaces", "10.0.0.0/8", "10.0.0.2", "\t 203.0.113.9 \t", "", "203.0.113.9"},
		{"IPv6", "fd00::/8", "fd00::2", "2001:db8::9", "", "2001:db8::9"},
		{"IPv6 in brackets", "fd00::/8", "fd00::2", "[2001:db8::9]", "", "2001:db8::9"},
		{"IPv6 with a port", "fd00::/8", "fd00::2", "[2001:db8::9]:443", "", "2001:db8::9"},
		{"IPv6 with a zone", "fe80::/10", "fe80::2%eth0", "fe80::3%eth1, 2001:db8::9%x", "", "2001:db8::9"},
		{"a peer's IPv4 in IPv6", "10.0.0.0/8", "::ffff:10.0.0.2", "::ffff:203.0.113.9", "", "203.0.113.9"},
		{"a direct client's IPv4 in IPv6", "", "::ffff:203.0.113.9", "", "", "203.0.113.9"},
		{"a proxy's IPv4 in IPv6", "::ffff:10.0.0.0/104", "10.200.0.2", "203.0.113.9", "", "203.0.113.9"},
		{"a proxy's IPv4 address in IPv6", "::ffff:10.0.0.2", "10.0.0.2", "203.0.113.9", "", "203.0.113.9"},

		{"on Fly", "fly", "172.16.3.2", "198.51.100.1, 66.241.124.1", "203.0.113.9", "203.0.113.9"},
		{"on Fly over IPv6", "fly", "fdaa:0:1::2", "", "2001:db8::9", "2001:db8::9"},
		{"on Fly's loopback", "fly", "::1", "", "203.0.113.9", "203.0.113.9"},
		{"past Fly's proxy", "fly", "203.0.113.66", "", "198.51.100.1", "203.0.113.66"},
		{"Fly's own health check", "fly", "172.16.3.2", "", "", "172.16.3.2"},
		{"Fly's header twice", "fly", "172.16.3.2", "", "198.51.100.1,203.0.113.9", "172.16.3.2"},
		{"no Fly, X-Forwarded-For alone", "fly", "172.16.3.2", "198.51.100.1", "", "172.16.3.2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			headers := map[string]string{ForwardedFor: row.forwarded, FlyClientIP: row.fly}
			got := trust(t, row.trusted).Client(netip.MustParseAddr(row.peer), func(name string) string { return headers[name] })
			if got != netip.MustParseAddr(row.want) {
				t.Errorf("got %s, want %s", got, row.want)
			}
		})
	}
}

func TestAnUnknownPeerIsBelievedNothing(t *testing.T) {
	for _, setting := range []string{"", "fly", "0.0.0.0/1,::/1"} {
		got := trust(t, setting).Client(netip.Addr{}, func(string) string { return "203.0.113.9" })
		if got.IsValid() {
			t.Errorf("with %q a connection without an address is %s", setting, got)
		}
	}
}

func TestParseRefusesWhatItCannotMean(t *testing.T) {
	for setting, named := range map[string]string{
		"10.0.0.0/33":           `"10.0.0.0/33"`,
		"10.0.0.2, proxy.local": `"proxy.local"`,
		"10.0.0.2,":             `""`,
		"10.0.0.2;10.0.0.3":     `"10.0.0.2;10.0.0.3"`,
		"fly, 10.0.0.0/8":       `"fly"`,
		"Fly":                   `"Fly"`,
		"true":                  `"true"`,
		"*":                     `"*"`,
		"fe80::1%eth0":          `"fe80::1%eth0"`,
		"10.0.0.2:80":           `"10.0.0.2:80"`,
		"0.0.0.0/0":             `"0.0.0.0/0" would trust everybody`,
		"10.0.0.0/8, ::/0":      `"::/0" would trust everybody`,
		"::ffff:0.0.0.0/96":     `"::ffff:0.0.0.0/96" would trust everybody`,
	} {
		got, err := Parse(setting)
		if err == nil || !strings.Contains(err.Error(), named) {
			t.Errorf("%q: the error is %v, it should name %s", setting, err, named)
		}
		if got.fly || got.proxies != nil {
			t.Errorf("%q is refused and trusts somebody all the same", setting)
		}
	}
}

// Whatever a client writes into the header, the address found is the one that
// the trusted proxy appended.
func FuzzClient(f *testing.F) {
	for _, forged := range []string{"", "198.51.100.1", "10.0.0.9", "a,b", ",", "[::1]:80", "fe80::1%1", "::ffff:10.0.0.1", "\n"} {
		f.Add(forged, "10.0.0.0/8")
	}
	f.Add("10.0.0.1, ::1", "::/1, 0.0.0.0/2")
	f.Fuzz(func(t *testing.T, forged, setting string) {
		trusted, err := Parse(setting)
		if err != nil {
			return
		}
		peer, client := netip.MustParseAddr("10.0.0.2"), netip.MustParseAddr("203.0.113.9")
		forward := func(chain string) netip.Addr {
			return trusted.Client(peer, func(name string) string {
				if name == FlyClientIP {
					return client.String()
				}
				return chain
			})
		}
		got := forward(forged + ", " + client.String())
		switch {
		case trusted.fly && got != client:
			t.Errorf("Fly said %s, got %s", client, got)
		case !trusted.fly && !trusted.trusts(peer) && got != peer:
			t.Errorf("an untrusted peer talked us into %s", got)
		case !trusted.fly && trusted.trusts(peer) && !trusted.trusts(client) && got != client:
			t.Errorf("%q talked us into %s", forged, got)
		}
		if got := forward(forged); !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Errorf("%q gives %#v", forged, got)
		}
	})
}
