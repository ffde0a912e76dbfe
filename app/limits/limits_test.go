package limits

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ulule/limiter/v3"

	"emailcampaigns/app/fault"
)

func newLimits(t *testing.T) *Limits {
	t.Helper()
	l, err := New([32]byte{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// allowed takes until the limit is reached and returns how often that went well.
func allowed(t *testing.T, l *Limits, class Class, client string) int64 {
	t.Helper()
	for n := range int64(10_000) {
		err := l.Take(t.Context(), class, client)
		if fault.Is(err, fault.TooMany) {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Fatal("there is no limit")
	return 0
}

func TestEveryClassHasItsRate(t *testing.T) {
	l := newLimits(t)
	for class, want := range map[Class]int64{
		Page: 600, Preview: 240, Start: 60, Step: 240, Connect: 120, Callback: 120, Send: 400, Office: 30, SignIn: 20, Account: 10,
	} {
		if !class.Known() {
			t.Errorf("%s has no rate", class)
		}
		if got := allowed(t, l, class, "203.0.113.9"); got != want {
			t.Errorf("%s: %d requests went through, want %d", class, got, want)
		}
	}
}

func TestClientsAndClassesDoNotUseUpEachOther(t *testing.T) {
	l := newLimits(t)
	allowed(t, l, Send, "203.0.113.9")
	for _, free := range []struct {
		class  Class
		client string
	}{{Start, "203.0.113.9"}, {Page, "203.0.113.9"}, {Send, "203.0.113.10"}, {Send, "2001:db8::9"}, {SignIn, "203.0.113.9"}, {Account, "203.0.113.9"}} {
		if err := l.Take(t.Context(), free.class, free.client); err != nil {
			t.Errorf("%s of %s: %v", free.class, free.client, err)
		}
	}
}

func TestOneClientHasManyAddresses(t *testing.T) {
	for _, row := range []struct {
		name, one, other string
		same             bool
	}{
		{"the same address", "203.0.113.9", "203.0.113.9", true},
		{"a neighbour in IPv4", "203.0.113.9", "203.0.113.8", false},
		{"IPv4 within IPv6", "203.0.113.9", "::ffff:203.0.113.9", true},
		{"neighbours in IPv4 within IPv6", "::ffff:203.0.113.9", "::ffff:203.0.113.8", false},
		{"one /64", "2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true},
		{"the next /64", "2001:db8:1:2::1", "2001:db8:1:3::1", false},
		{"another spelling", "2001:db8:1:2::1", "2001:0DB8:0001:0002:0:0:0:1", true},
		{"a zone", "fe80::1%eth0", "fe80::2%eth1", true},
		{"no address", "invalid IP", "invalid IP", true},
		{"no address and an address", "invalid IP", "203.0.113.9", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLimits(t)
			allowed(t, l, Start, row.one)
			if refused := fault.Is(l.Take(t.Context(), Start, row.other), fault.TooMany); refused != row.same {
				t.Errorf("%s and %s counted together: %v, want %v", row.one, row.other, refused, row.same)
			}
		})
	}
}

func TestTheVisitorLearnsWhenToTryAgain(t *testing.T) {
	l := newLimits(t) // outside the bubble: the store's cleaner outlives it
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(300 * time.Millisecond) // windows do not begin on full seconds
		allowed(t, l, Send, "203.0.113.9")
		time.Sleep(20*time.Second + 100*time.Millisecond)

		err := l.Take(t.Context(), Send, "203.0.113.9")
		seconds, ok := RetryAfter(fmt.Errorf("route send.delivery: %w", err))
		if !ok || seconds < 40 || seconds > 41 {
			t.Fatalf("retry after %d s, %v; want 40 or 41", seconds, ok)
		}
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.TooMany || f.Message.Key != "fault.too_many" || f.Message.Args["Seconds"] != seconds {
			t.Errorf("the fault is %#v", f)
		}

		time.Sleep(time.Duration(seconds)*time.Second - 2*time.Second)
		if err := l.Take(t.Context(), Send, "203.0.113.9"); !fault.Is(err, fault.TooMany) {
			t.Errorf("two seconds early: %v", err)
		}
		time.Sleep(2 * time.Second)
		if got := allowed(t, l, Send, "203.0.113.9"); got != rates[Send].requests {
			t.Errorf("after the time told only %d requests went through", got)
		}
	})
}

func TestEveryClassHasAWindowOfItsOwn(t *testing.T) {
	l := newLimits(t)
	synctest.Test(t, func(t *testing.T) {
		for _, class := range []Class{Send, SignIn, Account} {
			allowed(t, l, class, "nobody@assembly.example")
			time.Sleep(rates[class].window - 2*time.Second)
			err := l.Take(t.Context(), class, "nobody@assembly.example")
			if seconds, ok := RetryAfter(err); !ok || seconds < 2 || seconds > 3 {
				t.Errorf("%s: %d seconds before the end: %v", class, seconds, err)
			}
			time.Sleep(3 * time.Second)
			if got := allowed(t, l, class, "nobody@assembly.example"); got != rates[class].requests {
				t.Errorf("%s: in the next window %d requests went through", class, got)
			}
		}
	})
}

func TestRefusedRequestsDoNotProlongTheWait(t *testing.T) {
	l := newLimits(t)
	synctest.Test(t, func(t *testing.T) {
		allowed(t, l, Start, "203.0.113.9")
		for range 59 {
			time.Sleep(time.Second)
			_ = l.Take(t.Context(), Start, "203.0.113.9") // an impatient visitor
		}
		time.Sleep(2 * time.Second)
		if err := l.Take(t.Context(), Start, "203.0.113.9"); err != nil {
			t.Error(err)
		}
	})
}

func TestSecondsAreNeverTooFew(t *testing.T) {
	for _, row := range []struct {
		now  time.Time
		want int
	}{
		{time.Unix(1000, 0), 61},
		{time.Unix(1000, 1), 61},
		{time.Unix(1059, 999_999_999), 2},
		{time.Unix(1060, 500_000_000), 1},
		{time.Unix(1061, 0), 1},
		{time.Unix(2000, 0), 1},
	} {
		if got := secondsUntil(1060, row.now); got != row.want {
			t.Errorf("at %d.%09d: %d, want %d", row.now.Unix(), row.now.Nanosecond(), got, row.want)
		}
	}
}

func TestOtherErrorsHaveNoRetryTime(t *testing.T) {
	for _, err := range []error{nil, errors.New("x"), fault.New(fault.TooMany, "fault.sending.held")} {
		if seconds, ok := RetryAfter(err); ok || seconds != 0 {
			t.Errorf("%v: %d, %v", err, seconds, ok)
		}
	}
}

// spy remembers the keys the store is asked for, and fails when told to.
type spy struct {
	limiter.Store
	keys []string
	err  error
}

func (s *spy) Get(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	s.keys = append(s.keys, key)
	if s.err != nil {
		return limiter.Context{}, s.err
	}
	return s.Store.Get(ctx, key, rate)
}

func TestNoAddressReachesTheStore(t *testing.T) {
	l := newLimits(t)
	store := &spy{Store: l.store}
	l.store = store
	other, err := New([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []string{"203.0.113.9", "2001:db8:aaaa:bbbb::9"} {
		for _, class := range []Class{Page, Send} {
			if err := l.Take(t.Context(), class, client); err != nil {
				t.Fatal(err)
			}
			if l.storeKey(class, client) == other.storeKey(class, client) {
				t.Error("the store's key does not depend on ours: addresses can be tried out")
			}
		}
	}
	for i, key := range store.keys {
		for _, part := range []string{"203", "113", "2001", "db8", "aaaa", "bbbb", ".", ":", string(Page), string(Send)} {
			if strings.Contains(key, part) {
				t.Errorf("%q contains %q", key, part)
			}
		}
		for _, earlier := range store.keys[:i] {
			if key == earlier {
				t.Errorf("two clients or classes share the key %q", key)
			}
		}
	}
	if len(store.keys) != 4 {
		t.Errorf("%d keys", len(store.keys))
	}
}

func TestTheErrorNamesNoClient(t *testing.T) {
	l := newLimits(t)
	allowed(t, l, Start, "203.0.113.9")
	if text := l.Take(t.Context(), Start, "203.0.113.9").Error(); strings.Contains(text, "203.") || !strings.Contains(text, "60 start") {
		t.Error(text)
	}
}

func TestWhatIsNotTheVisitorsFaultIsInternal(t *testing.T) {
	l := newLimits(t)
	broken := errors.New("connection refused")
	if err := l.Take(t.Context(), "stert", "203.0.113.9"); !fault.Is(err, fault.Internal) || Class("stert").Known() {
		t.Errorf("a class without a rate: %v", err)
	}
	l.store = &spy{Store: l.store, err: broken}
	if err := l.Take(t.Context(), Start, "203.0.113.9"); !fault.Is(err, fault.Internal) || !errors.Is(err, broken) {
		t.Errorf("a broken store: %v", err)
	}
	if _, err := New([32]byte{}); err == nil {
		t.Error("a key of zeros is accepted")
	}
}

func TestManyAtOnceAreCountedExactly(t *testing.T) {
	l := newLimits(t)
	var through atomic.Int64
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 100 {
				if l.Take(context.Background(), Page, "203.0.113.9") == nil {
					through.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if got := through.Load(); got != rates[Page].requests {
		t.Errorf("%d requests went through, want %d", got, rates[Page].requests)
	}
}

// The package comment relies on it: nothing else ends the store's goroutine.
func TestDroppedLimitsLeaveNoGoroutineBehind(t *testing.T) {
	cleaners := func() int {
		stacks := make([]byte, 1<<20)
		return strings.Count(string(stacks[:runtime.Stack(stacks, true)]), "memory.(*cleaner).Run(")
	}
	settle := func(want func(int) bool) bool {
		for range 500 {
			if want(cleaners()) {
				return true
			}
			runtime.GC()
			time.Sleep(10 * time.Millisecond)
		}
		return false
	}
	if !settle(func(n int) bool { return n == 0 }) { // those of the other tests
		t.Fatalf("%d cleaners run before the test", cleaners())
	}
	l := newLimits(t)
	if err := l.Take(t.Context(), Page, "203.0.113.9"); err != nil {
		t.Fatal(err)
	}
	if !settle(func(n int) bool { return n == 1 }) {
		t.Fatalf("%d cleaners for one store", cleaners())
	}
	runtime.KeepAlive(l)
	l = nil
	if !settle(func(n int) bool { return n == 0 }) {
		t.Errorf("%d cleaners outlive their limits", cleaners())
	}
}
