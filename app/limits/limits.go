// Package limits slows down whoever asks too much. It counts requests of a class
// by a client's network, or by the account somebody tries to get into, in fixed
// windows, in this process's memory; which request is of which class is said in
// the routes table.
//
// No address is kept: the store knows a keyed hash of class and client, and that
// until a minute after the window at most (PRODUCT.md, promise 10;
// ARCHITECTURE.md, "Data").
//
// The counting is ulule/limiter's. Its memory store deletes expired counters in a
// goroutine of its own, which cannot be told to stop: the garbage collector stops
// it once the Limits are unreachable. So Limits have no Close, and dropping them
// is enough. The store reads the clock itself, which is why no clock is passed in;
// tests turn it with testing/synctest.
package limits

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"time"

	"github.com/ulule/limiter/v3"
	"github.com/ulule/limiter/v3/drivers/store/memory"

	"emailcampaigns/app/fault"
)

// Class is a kind of request with a rate of its own. Clients use up each class
// separately.
type Class string

// The classes of requests.
const (
	Page     Class = "page"     // reading any public page
	Preview  Class = "preview"  // the letter following what is typed
	Start    Class = "start"    // beginning a session
	Step     Class = "step"     // any other form of the wizard
	Connect  Class = "connect"  // leaving for Google
	Callback Class = "callback" // returning from Google
	Send     Class = "send"     // confirming

	Office Class = "office" // a request of a recipient's office

	SignIn  Class = "sign_in" // an operator's sign-in, or the use of a link, from a network
	Account Class = "account" // an attempt to get into one account, from wherever; the client is the account
)

// rate is how many requests are let through in a window, which begins with the
// first.
type rate struct {
	requests int64
	window   time.Duration
}

// rates are generous for senders, because a mobile carrier puts hundreds of
// phones behind one IPv4 address and a campaign is shared in one group chat at
// one moment: 60 people a minute from one address is a good day and no attack.
// What protects a recipient's office is one delivery for each sender, not these
// numbers; they keep a single machine from keeping the service busy.
//
// Those of signing in are narrow: they stand between an attacker who knows a
// password and the million codes of the second factor. Whoever uses up an
// account's attempts keeps its owner out for the rest of the window.
var rates = map[Class]rate{
	Page:     {600, time.Minute},
	Preview:  {240, time.Minute},
	Start:    {60, time.Minute},
	Step:     {240, time.Minute},
	Connect:  {120, time.Minute},
	Callback: {120, time.Minute},
	Send:     {400, time.Minute}, // one person may send twenty messages in a row

	Office: {30, 15 * time.Minute},

	SignIn:  {20, 15 * time.Minute},
	Account: {10, 15 * time.Minute},
}

// Known reports whether the class has a rate.
func (c Class) Known() bool { return rates[c].requests > 0 }

// Limits counts requests. It may be used by several goroutines at once.
type Limits struct {
	key   [sha256.Size]byte
	store limiter.Store
}

var errNoKey = errors.New("limits: the key is empty")

// New returns limits that nobody has used yet. key is 32 random bytes; it need
// not outlive the process. A key of zeros, which a forgotten setting would be, is
// refused.
func New(key [sha256.Size]byte) (*Limits, error) {
	if key == [sha256.Size]byte{} {
		return nil, errNoKey
	}
	return &Limits{
		key:   key,
		store: memory.NewStoreWithOptions(limiter.StoreOptions{Prefix: "ecm", CleanUpInterval: time.Minute}),
	}, nil
}

// Take counts one request of a class. client is its IP address; IPv6 addresses
// count as their /64, which is what one household or phone is given. Texts that
// are no IP address, such as accounts, count as one client each.
//
// Errors: fault.TooMany with the key "fault.too_many" and the argument Seconds
// until the client may try again, also found by RetryAfter; fault.Internal for a
// class without a rate, or when the store fails.
func (l *Limits) Take(ctx context.Context, class Class, client string) error {
	if !class.Known() {
		return fault.Wrap(fault.Internal, "fault.internal", fmt.Errorf("limits: no rate for class %q", class))
	}
	state, err := l.store.Get(ctx, l.storeKey(class, client), limiter.Rate{Period: rates[class].window, Limit: rates[class].requests})
	if err != nil {
		return fault.Wrap(fault.Internal, "fault.internal", fmt.Errorf("limits: %w", err))
	}
	if !state.Reached {
		return nil
	}
	exceeded := &ExceededError{Class: class, Seconds: secondsUntil(state.Reset, time.Now())}
	return fault.Wrap(fault.TooMany, "fault.too_many", exceeded).With(map[string]any{"Seconds": exceeded.Seconds})
}

// ExceededError is the cause of Take's fault.TooMany, for the log.
type ExceededError struct {
	Class   Class
	Seconds int // until the window is over, at least 1
}

// Error names the class and no client.
func (e *ExceededError) Error() string {
	return fmt.Sprintf("more than %d %s requests in %s", rates[e.Class].requests, e.Class, rates[e.Class].window)
}

// RetryAfter returns the value of the Retry-After header in whole seconds (RFC
// 9110, section 10.2.3), if err comes from a limit that was reached.
func RetryAfter(err error) (seconds int, ok bool) {
	var exceeded *ExceededError
	if !errors.As(err, &exceeded) {
		return 0, false
	}
	return exceeded.Seconds, true
}

// secondsUntil rounds up twice: the store cuts its own time to the second before,
// and a client that comes back too early is refused again.
func secondsUntil(reset int64, now time.Time) int {
	return max(1, int(math.Ceil(time.Unix(reset+1, 0).Sub(now).Seconds())))
}

// storeKey is what the store knows of a client. Without the key, an address could
// be found by trying all of them.
func (l *Limits) storeKey(class Class, client string) string {
	mac := hmac.New(sha256.New, l.key[:])
	mac.Write([]byte("limits\x00" + string(class) + "\x00" + network(client)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// network is the part of an address that one client cannot change at will.
func network(client string) string {
	const household = 64
	address, err := netip.ParseAddr(client)
	if err != nil {
		return client
	}
	address = address.Unmap().WithZone("")
	if address.Is4() {
		return address.String()
	}
	return netip.PrefixFrom(address, household).Masked().String()
}
