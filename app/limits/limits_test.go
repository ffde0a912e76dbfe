package limits

import (
	"net/netip"
	"testing"
	"time"

	"emailcampaigns/app/fault"
)

// exhaust takes until refused and returns how many were let through.
func exhaust(t *testing.T, l *Limits, class Class, client string) int64 {
	t.Helper()
	for n := range perMinute[class] + 1 {
		err := l.Take(t.Context(), class, netip.MustParseAddr(client))
		if err == nil {
			continue
		}
		if !fault.Is(err, fault.TooMany) {
			t.Fatalf("got %v, want a fault of kind too-many", err)
		}
		if after, ok := RetryAfter(err); !ok || after < time.Second || after > time.Minute {
			t.Errorf("retry after %v, %v", after, ok)
		}
		return n
	}
	return perMinute[class] + 1
}

func TestAClientIsStoppedAtTheRateOfEachClass(t *testing.T) {
	l := New()
	for class, limit := range perMinute {
		if got := exhaust(t, l, class, "192.0.2.1"); got != limit {
			t.Errorf("%s: %d were let through, want %d", class, got, limit)
		}
	}
	if err := l.Take(t.Context(), Start, netip.MustParseAddr("192.0.2.2")); err != nil {
		t.Errorf("another client is refused: %v", err)
	}
}

func TestOneIPv6NetworkIsOneClient(t *testing.T) {
	l := New()
	exhaust(t, l, Start, "2001:db8:1:2::1")
	if err := l.Take(t.Context(), Start, netip.MustParseAddr("2001:db8:1:2:ffff::9")); !fault.Is(err, fault.TooMany) {
		t.Errorf("another address of the network: %v", err)
	}
	if err := l.Take(t.Context(), Start, netip.MustParseAddr("2001:db8:1:3::1")); err != nil {
		t.Errorf("another network: %v", err)
	}
	if l.hash(Start, netip.MustParseAddr("::ffff:192.0.2.1")) != l.hash(Start, netip.MustParseAddr("192.0.2.1")) {
		t.Error("an IPv4 address and its form in IPv6 are two clients")
	}
}

func TestHashesOfTwoStartsAreUnrelated(t *testing.T) {
	client := netip.MustParseAddr("192.0.2.1")
	if New().hash(Page, client) == New().hash(Page, client) {
		t.Error("the key is the same")
	}
}

func TestAnotherErrorHasNoTimeToWait(t *testing.T) {
	if _, ok := RetryAfter(fault.New(fault.TooMany, "fault.too_many")); ok {
		t.Error("a time to wait out of nothing")
	}
}
