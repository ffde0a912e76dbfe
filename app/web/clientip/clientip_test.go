package clientip

import (
	"net/netip"
	"testing"
)

func TestClient(t *testing.T) {
	tests := []struct {
		name, trust, peer, forwarded, fly, want string
	}{
		{"nobody is trusted", "", "192.0.2.1", "198.51.100.1", "198.51.100.2", "192.0.2.1"},
		{"a stranger's header", "10.0.0.0/8", "192.0.2.1", "198.51.100.1", "", "192.0.2.1"},
		{"one proxy", "10.0.0.0/8", "10.0.0.1", "198.51.100.1", "", "198.51.100.1"},
		{"a forged entry before the true one", "10.0.0.0/8", "10.0.0.1", "203.0.113.9, 198.51.100.1", "", "198.51.100.1"},
		{"two proxies", "10.0.0.0/8,172.16.0.1", "10.0.0.1", "198.51.100.1, 172.16.0.1", "", "198.51.100.1"},
		{"proxies all the way", "10.0.0.0/8", "10.0.0.1", "10.0.0.3, 10.0.0.2", "", "10.0.0.3"},
		{"no header", "10.0.0.0/8", "10.0.0.1", "", "", "10.0.0.1"},
		{"nonsense at the end", "10.0.0.0/8", "10.0.0.1", "198.51.100.1, unknown", "", "10.0.0.1"},
		{"nonsense before a proxy", "10.0.0.0/8", "10.0.0.1", "<script>, 10.0.0.2", "", "10.0.0.2"},
		{"with a port", "10.0.0.0/8", "10.0.0.1", "198.51.100.1:4711", "", "198.51.100.1"},
		{"IPv6 with a port", "10.0.0.0/8", "10.0.0.1", "[2001:db8::1]:4711", "", "2001:db8::1"},
		{"IPv6 in brackets", "10.0.0.0/8", "10.0.0.1", "[2001:db8::1]", "", "2001:db8::1"},
		{"a proxy seen over IPv6", "10.0.0.0/8", "::ffff:10.0.0.1", "198.51.100.1", "", "198.51.100.1"},
		{"fly", "fly", "172.16.3.4", "203.0.113.9", "198.51.100.1", "198.51.100.1"},
		{"fly's private network", "fly", "fdaa::3", "", "2001:db8::1", "2001:db8::1"},
		{"fly's header from outside", "fly", "192.0.2.1", "", "198.51.100.1", "192.0.2.1"},
		{"fly without its header", "fly", "172.16.3.4", "198.51.100.1", "", "172.16.3.4"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			trust, err := Parse(test.trust)
			if err != nil {
				t.Fatal(err)
			}
			headers := map[string]string{"X-Forwarded-For": test.forwarded, "Fly-Client-IP": test.fly}
			got := trust.Client(netip.MustParseAddr(test.peer), func(name string) string { return headers[name] })
			if got.String() != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestParseRefusesWhatIsNoAddress(t *testing.T) {
	for _, setting := range []string{"proxy.example", "10.0.0.0/33", "10.0.0.1,x", "*"} {
		if _, err := Parse(setting); err == nil {
			t.Errorf("%q is accepted", setting)
		}
	}
}

func FuzzClientIsAnAddressOfThePeerOrTheHeader(f *testing.F) {
	f.Add("198.51.100.1, 10.0.0.2")
	f.Add("[::1]:80,,")
	trust, err := Parse("10.0.0.0/8")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, forwarded string) {
		got := trust.Client(netip.MustParseAddr("10.0.0.1"), func(string) string { return forwarded })
		if !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Errorf("%q: got %v", forwarded, got)
		}
	})
}
