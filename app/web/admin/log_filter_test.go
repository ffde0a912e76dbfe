package admin

import (
	"errors"
	"iter"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
)

func TestAFilterIsReadInTheOrganisationsDays(t *testing.T) {
	belgrade := zone(t, "Europe/Belgrade")
	typed := logFilter{Action: "sign_in", Actor: "ana@assembly.example", Subject: "a b&c", From: "2026-03-29", To: "2026-03-29", Before: 7}
	got, err := typed.read(belgrade)
	want := audit.Filter{
		Action: audit.SignedIn, Actor: "ana@assembly.example", Subject: "a b&c", Before: 7,
		From: time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 29, 22, 0, 0, 0, time.UTC),
	}
	if err != nil || !got.From.Equal(want.From) || !got.To.Equal(want.To) {
		t.Errorf("from %v to %v, %v", got.From, got.To, err)
	}
	if got.From, got.To = want.From, want.To; got != want {
		t.Errorf("%+v", got)
	}
	if q := typed.query(); q != "action=sign_in&actor=ana%40assembly.example&from=2026-03-29&subject=a+b%26c&to=2026-03-29" {
		t.Errorf("noted as %q", q)
	}
	if (logFilter{Before: 7}).On() || !typed.On() {
		t.Error("a page is a filter, or a filter none")
	}
	for control, wrong := range map[string]logFilter{"action": {Action: "sign-in"}, "from": {From: "today"}, "to": {To: "29.3.2026"}} {
		_, err := wrong.read(belgrade)
		if fields := fault.FieldsOf(err); len(fields) != 1 || fields[0].Name != control {
			t.Errorf("%s: %v", control, err)
		}
	}
}

func TestAnExportHasAnEnd(t *testing.T) {
	endless := func(yield func(audit.Entry, error) bool) {
		for i := int64(1); yield(audit.Entry{Number: i}, nil); i++ {
		}
	}
	broken := errors.New("broken")
	for name, row := range map[string]struct {
		entries iter.Seq2[audit.Entry, error]
		passed  int
		want    error
	}{
		"more than there may be": {endless, 3, errTooMany},
		"an entry that cannot be read": {func(yield func(audit.Entry, error) bool) {
			_ = yield(audit.Entry{Number: 1}, nil) && yield(audit.Entry{}, broken)
		}, 1, broken},
		"as many as there may be": {func(yield func(audit.Entry, error) bool) {
			for i := int64(1); i <= 3 && yield(audit.Entry{Number: i}, nil); i++ {
			}
		}, 3, nil},
	} {
		passed, failed := 0, error(nil)
		for _, err := range atMost(3, row.entries) {
			if failed = err; err == nil {
				passed++
			}
		}
		if passed != row.passed || !errors.Is(failed, row.want) {
			t.Errorf("%s: %d entries, %v", name, passed, failed)
		}
	}
}
