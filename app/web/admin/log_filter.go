package admin

import (
	"net/url"
	"slices"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
)

// logFilter is what narrows the list, as it was typed.
type logFilter struct {
	Action, Actor, Subject, From, To string
	Before                           int64 // 0 on the first page
}

// On reports whether anything narrows the list.
func (f logFilter) On() bool { return f.query() != "" }

// query is the filter as the page's address says it.
func (f logFilter) query() string {
	q := url.Values{}
	for name, value := range map[string]string{"action": f.Action, "actor": f.Actor, "subject": f.Subject, "from": f.From, "to": f.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q.Encode()
}

// read reads it. Days are the organisation's, and the last one counts as well.
func (f logFilter) read(zone *time.Location) (audit.Filter, error) {
	read := audit.Filter{Action: audit.Action(f.Action), Actor: f.Actor, Subject: f.Subject, Before: f.Before}
	var rejected fault.Fields
	if f.Action != "" && !slices.Contains(audit.Actions(), read.Action) {
		rejected.Reject("action", "fault.invalid", nil)
	}
	var err error
	if f.From != "" {
		if read.From, _, err = parseDay(f.From, zone); err != nil {
			rejected.Reject("from", "fault.day", nil)
		}
	}
	if f.To != "" {
		if _, read.To, err = parseDay(f.To, zone); err != nil {
			rejected.Reject("to", "fault.day", nil)
		}
	}
	return read, rejected.Err()
}
