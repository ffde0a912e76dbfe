package sending

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// MaxStopReason is the longest reason of a stop in one language, in characters.
const MaxStopReason = 500

// NewStop returns the switch turned on. reasons are what visitors read, by
// language; languages left empty are dropped, see Reason. Errors: fault.Invalid
// with the field reason when all of them are empty, or reason.LANGUAGE.
func NewStop(by string, reasons map[string]string, now time.Time) (Stop, error) {
	stop := Stop{Since: now, By: by, Reasons: map[string]string{}}
	var rejected fault.Fields
	for _, language := range slices.Sorted(maps.Keys(reasons)) {
		text := strings.Join(strings.Fields(strings.ToValidUTF8(reasons[language], "\uFFFD")), " ")
		if text == "" {
			continue
		}
		switch {
		case utf8.RuneCountInString(text) > MaxStopReason:
			rejected.Reject("reason."+language, "fault.too_long", map[string]any{"Max": MaxStopReason})
		case campaign.Unprintable(text): // visitors read it without a review
			rejected.Reject("reason."+language, "fault.characters", nil)
		}
		stop.Reasons[language] = text
	}
	if len(stop.Reasons) == 0 {
		rejected.Reject("reason", "fault.stop.reason", nil)
	}
	return stop, rejected.Err()
}

// Reason returns why sending is stopped, for a visitor who reads the language: in
// that language, in another script of it, in English, or in whatever there is.
func (s Stop) Reason(language string) string {
	return campaign.In(s.Reasons, language, []string{"en"})
}

// Told returns all reasons as one text, for the audit log.
func (s Stop) Told() string {
	var told []string
	for _, language := range slices.Sorted(maps.Keys(s.Reasons)) {
		told = append(told, language+": "+s.Reasons[language])
	}
	return strings.Join(told, " · ")
}
