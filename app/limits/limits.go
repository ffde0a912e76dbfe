// Package limits slows down whoever asks too much. Addresses of visitors are
// never kept: what is counted is a keyed hash, under a key that is made at the
// start and kept in memory only.
package limits

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/netip"
	"time"

	"github.com/ulule/limiter/v3"
	"github.com/ulule/limiter/v3/drivers/store/memory"

	"emailcampaigns/app/fault"
)

// Class is a group of requests that count together.
type Class string

// The classes. A mobile network shows thousands of people under one address, so
// the rates are what a crowd needs and a machine exceeds.
const (
	None    Class = "none"    // not counted
	Page    Class = "page"    // a public page
	Preview Class = "preview" // the letter as somebody types
	Start   Class = "start"   // a new session
	Step    Class = "step"    // a step of a session
	Connect Class = "connect" // a trip to Google or back
	Deliver Class = "deliver" // a press on "Send"
)

// perMinute is how many requests of a class one client has.
var perMinute = map[Class]int64{
	Page: 600, Preview: 600, Start: 60, Step: 300, Connect: 60, Deliver: 60,
}

// Limits counts requests in the memory of this instance. It is safe for
// concurrent use.
type Limits struct {
	key      [32]byte
	limiters map[Class]*limiter.Limiter
}

// New returns limits that have counted nothing.
func New() *Limits {
	l := &Limits{limiters: map[Class]*limiter.Limiter{}}
	_, _ = rand.Read(l.key[:])
	store := memory.NewStore()
	for class, limit := range perMinute {
		l.limiters[class] = limiter.New(store, limiter.Rate{Period: time.Minute, Limit: limit})
	}
	return l
}

// exceeded carries when the client may ask again.
type exceeded struct{ after time.Duration }

func (e exceeded) Error() string { return "rate exceeded" }

// Take counts one request of a client. Beyond the rate it is a fault.TooMany,
// of which RetryAfter reads the time to wait.
func (l *Limits) Take(ctx context.Context, class Class, client netip.Addr) error {
	counted, err := l.limiters[class].Get(ctx, l.hash(class, client))
	if err != nil {
		return fault.Wrap(fault.Internal, "fault.internal", err)
	}
	if !counted.Reached {
		return nil
	}
	return fault.Wrap(fault.TooMany, "fault.too_many", exceeded{after: time.Until(time.Unix(counted.Reset, 0))})
}

// RetryAfter returns how long a client refused by Take waits, at least a second.
func RetryAfter(err error) (time.Duration, bool) {
	var e exceeded
	if !errors.As(err, &e) {
		return 0, false
	}
	return max(e.after.Round(time.Second), time.Second), true
}

// hash names a client. Of an IPv6 address the first 64 bits count: whoever has
// one has 2^64 of them.
func (l *Limits) hash(class Class, client netip.Addr) string {
	client = client.Unmap().WithZone("")
	if client.Is6() {
		if prefix, err := client.Prefix(64); err == nil {
			client = prefix.Addr()
		}
	}
	mac := hmac.New(sha256.New, l.key[:])
	mac.Write([]byte(string(class) + "\x00" + client.String()))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
