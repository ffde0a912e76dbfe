package admin

import (
	"errors"
	"time"
)

// localForm is how a datetime-local control writes a time, and spacedForm what
// people write where a browser has no such control.
const (
	localForm  = "2006-01-02T15:04"
	spacedForm = "2006-01-02 15:04"
	dayForm    = "2006-01-02"
)

var (
	errForm = errors.New("no date and time")
	errGap  = errors.New("the clock skips this time")
)

// parseLocal reads what a clock in the zone shows. Where the clock goes back, a
// time comes twice, and the first is meant: an opening or closing that was not
// thought about then errs by being early. A time that the clock skips is refused
// with errGap.
func parseLocal(text string, zone *time.Location) (time.Time, error) {
	shown, err := time.Parse(localForm, text)
	if err != nil {
		shown, err = time.Parse(spacedForm, text)
	}
	if err != nil {
		return time.Time{}, errForm
	}
	return instant(shown, zone)
}

// instant returns the first time at which a clock in the zone shows what one in
// UTC shows at shown.
func instant(shown time.Time, zone *time.Location) (time.Time, error) {
	var first time.Time
	// A day before and after, the clock has the offsets of both sides of a change.
	for _, near := range []time.Duration{-26 * time.Hour, 26 * time.Hour} {
		_, offset := shown.Add(near).In(zone).Zone()
		at := shown.Add(-time.Duration(offset) * time.Second)
		if at.In(zone).Format(localForm) == shown.Format(localForm) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	if first.IsZero() {
		return first, errGap
	}
	return first, nil
}

// dayOf returns when the day of a time begins in the zone.
func dayOf(t time.Time, zone *time.Location) time.Time {
	y, m, d := t.In(zone).Date()
	return dayStart(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), zone)
}

// dayStart returns when a day begins in the zone. Some clocks skip midnight.
func dayStart(midnight time.Time, zone *time.Location) time.Time {
	for shown := midnight; shown.Before(midnight.Add(24 * time.Hour)); shown = shown.Add(15 * time.Minute) {
		if at, err := instant(shown, zone); err == nil {
			return at
		}
	}
	return midnight // a day that does not exist, as on one side of the date line once
}

// parseDay reads a day and returns when it begins and when the next one does.
func parseDay(text string, zone *time.Location) (from, to time.Time, err error) {
	midnight, err := time.Parse(dayForm, text)
	if err != nil {
		return from, to, errForm
	}
	return dayStart(midnight, zone), dayStart(midnight.AddDate(0, 0, 1), zone), nil
}
