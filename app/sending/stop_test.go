package sending

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/fault"
)

func TestAStopNeedsAReasonInOneLanguage(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	stop, err := NewStop("ana", map[string]string{"en": " We check\n a complaint. ", "sr-Latn": " ", "sr-Cyrl": ""}, now)
	want := Stop{Since: now, By: "ana", Reasons: map[string]string{"en": "We check a complaint."}}
	if diff := cmp.Diff(want, stop); err != nil || diff != "" {
		t.Errorf("%v, %s", err, diff)
	}
	for name, row := range map[string]struct {
		reasons map[string]string
		field   string
	}{
		"none":     {nil, "reason"},
		"blank":    {map[string]string{"en": " \n"}, "reason"},
		"too long": {map[string]string{"en": "x", "sr-Cyrl": strings.Repeat("ђ", MaxStopReason+1)}, "reason.sr-Cyrl"},
	} {
		_, err := NewStop("ana", row.reasons, now)
		if fields := fault.FieldsOf(err); !fault.Is(err, fault.Invalid) || len(fields) != 1 || fields[0].Name != row.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewStop("ana", map[string]string{"sr-Cyrl": strings.Repeat("ђ", MaxStopReason)}, now); err != nil {
		t.Error(err)
	}
}

func TestAVisitorReadsTheReasonInTheNearestLanguage(t *testing.T) {
	for _, row := range []struct{ given, language, want string }{
		{"en sr-Cyrl sr-Latn", "sr-Latn", "sr-Latn"},
		{"en sr-Cyrl", "sr-Latn", "sr-Cyrl"},
		{"en sr-Latn", "sr-Cyrl", "sr-Latn"},
		{"de en", "fr", "en"},
		{"sr-Cyrl sr-Latn", "en", "sr-Cyrl"},
		{"srx", "sr", "srx"},
		{"", "en", ""},
	} {
		stop := Stop{Reasons: map[string]string{}}
		for tag := range strings.FieldsSeq(row.given) {
			stop.Reasons[tag] = tag
		}
		if got := stop.Reason(row.language); got != row.want {
			t.Errorf("of %q somebody who reads %s gets %q, want %q", row.given, row.language, got, row.want)
		}
	}
	told := Stop{Reasons: map[string]string{"sr-Cyrl": "Зато.", "en": "Because."}}.Told()
	if told != "en: Because. · sr-Cyrl: Зато." {
		t.Errorf("the log reads %q", told)
	}
}
