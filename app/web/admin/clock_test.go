package admin

import (
	"errors"
	"testing"
	"time"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loaded, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loaded
}

func TestATimeIsReadAsTheOrganisationsClockShowsIt(t *testing.T) {
	for _, row := range []struct{ zone, text, want string }{
		{"UTC", "2026-11-24T14:05", "2026-11-24T14:05:00Z"},
		{"UTC", "2026-11-24 14:05", "2026-11-24T14:05:00Z"},
		{"Europe/Belgrade", "2026-11-24T14:05", "2026-11-24T13:05:00Z"},
		{"Europe/Belgrade", "2026-07-24T14:05", "2026-07-24T12:05:00Z"},
		{"Europe/Belgrade", "2026-03-29T01:59", "2026-03-29T00:59:00Z"},
		{"Europe/Belgrade", "2026-03-29T03:00", "2026-03-29T01:00:00Z"},
		// The clock goes back from 3:00 to 2:00: of two times the first.
		{"Europe/Belgrade", "2026-10-25T01:59", "2026-10-24T23:59:00Z"},
		{"Europe/Belgrade", "2026-10-25T02:30", "2026-10-25T00:30:00Z"},
		{"Europe/Belgrade", "2026-10-25T03:00", "2026-10-25T02:00:00Z"},
		{"America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z"},
		{"Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45:00Z"}, // back by half an hour
		{"Pacific/Kiritimati", "2026-11-24T00:00", "2026-11-23T10:00:00Z"},
		{"Pacific/Pago_Pago", "2026-11-24T23:59", "2026-11-25T10:59:00Z"},
	} {
		got, err := parseLocal(row.text, zone(t, row.zone))
		if err != nil || got.UTC().Format(time.RFC3339) != row.want {
			t.Errorf("%s in %s: %v, %v; want %s", row.text, row.zone, got.UTC(), err, row.want)
		}
	}
}

func TestATimeTheClockSkipsIsRefused(t *testing.T) {
	for _, row := range []struct{ zone, text string }{
		{"Europe/Belgrade", "2026-03-29T02:00"},
		{"Europe/Belgrade", "2026-03-29T02:59"},
		{"America/New_York", "2026-03-08T02:30"},
		{"Australia/Lord_Howe", "2026-10-04T02:15"},
		{"Pacific/Apia", "2011-12-30T12:00"}, // a whole day
	} {
		if got, err := parseLocal(row.text, zone(t, row.zone)); !errors.Is(err, errGap) {
			t.Errorf("%s in %s: %v, %v", row.text, row.zone, got, err)
		}
	}
	for _, text := range []string{"", "tomorrow", "2026-13-01T00:00", "2026-02-30T12:00", "24.11.2026 14:05", "2026-11-24", "2026-11-24T25:00"} {
		if got, err := parseLocal(text, time.UTC); !errors.Is(err, errForm) {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}

func TestADayBeginsWhereTheOrganisationIs(t *testing.T) {
	for _, row := range []struct{ zone, text, from, to string }{
		{"UTC", "2026-11-24", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"},
		{"Europe/Belgrade", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"}, // 23 hours
		{"Europe/Belgrade", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"}, // 25 hours
		{"Asia/Beirut", "2025-03-30", "2025-03-29T22:00:00Z", "2025-03-30T21:00:00Z"},     // midnight is skipped
		{"America/Havana", "2025-11-02", "2025-11-02T04:00:00Z", "2025-11-03T05:00:00Z"},  // midnight comes twice
	} {
		from, to, err := parseDay(row.text, zone(t, row.zone))
		if err != nil || from.UTC().Format(time.RFC3339) != row.from || to.UTC().Format(time.RFC3339) != row.to {
			t.Errorf("%s in %s: %v to %v, %v", row.text, row.zone, from.UTC(), to.UTC(), err)
		}
		if got := dayOf(to.Add(-time.Millisecond), zone(t, row.zone)); !got.Equal(from) {
			t.Errorf("%s in %s: its last moment belongs to the day of %v", row.text, row.zone, got.UTC())
		}
	}
	if _, _, err := parseDay("24.11.2026", time.UTC); !errors.Is(err, errForm) {
		t.Errorf("%v", err)
	}
}
