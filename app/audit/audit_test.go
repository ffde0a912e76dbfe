package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/audit"
)

var (
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	ana  = audit.Actor{ID: "0195-ana", Name: "ana@example.org"}
)

func TestMessageCarriesEveryDetailTheActionCanHave(t *testing.T) {
	scheduled := audit.Act{Actor: ana, Action: audit.CampaignScheduled, Subject: "open-data", Details: map[string]string{"opens": audit.Time(noon)}}
	got := scheduled.Message()
	want := map[string]any{"Subject": "open-data", "Opens": noon, "Closes": "–"}
	if got.Key != "audit.action.campaign.schedule" || !cmp.Equal(got.Args, want) {
		t.Errorf("got %s %v, want %v", got.Key, got.Args, want)
	}
	paused := audit.Act{Actor: ana, Action: audit.CampaignPaused, Subject: "open-data", Details: map[string]string{"reason": audit.Time(noon)}}
	if reason := paused.Message().Args["Reason"]; reason != "2026-03-01T12:00:00.000Z" {
		t.Errorf("what an operator wrote became %v", reason)
	}
}

func TestTimeIsWrittenInUTC(t *testing.T) {
	for want, at := range map[string]time.Time{
		"":                         {},
		"2026-03-01T12:00:00.000Z": noon.In(time.FixedZone("CET", 3600)),
		"2026-03-01T12:00:00.120Z": noon.Add(120 * time.Millisecond),
	} {
		if got := audit.Time(at); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestDetailsAreWrittenInOneWay(t *testing.T) {
	for want, details := range map[string]map[string]string{
		`{}`: nil,
		`{"reason":"<b> & \"c\"\n","revision":"2"}`: {"revision": "2", "reason": "<b> & \"c\"\n"},
	} {
		if got := (audit.Act{Details: details}).DetailsJSON(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAHeadIsReadAsItWasPrinted(t *testing.T) {
	head := chain(t, 3)[2].Head()
	for _, text := range []string{head.String(), " " + strings.ToUpper(head.String()) + "\n"} {
		if got, err := audit.ParseHead(text); err != nil || got != head {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if got, err := audit.ParseHead(audit.Head{}.String()); err != nil || got != (audit.Head{}) {
		t.Errorf("the head of an empty log: %v, %v", got, err)
	}
	hash := head.Hash.String()
	for _, text := range []string{"", "3", "3:", ":" + hash, "x:" + hash, "-3:" + hash, "3:" + hash[1:], "3:" + hash + "00", "3:" + hash[1:] + "g", "0:" + hash} {
		var got audit.Head
		if err := got.UnmarshalText([]byte(text)); err == nil || got != (audit.Head{}) {
			t.Errorf("%q was read as %v", text, got)
		}
	}
}
