package admin

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/sending"
)

// alertLine is an alert on the dashboard.
type alertLine struct {
	insight.Alert
	Words      sending.AlertKind // the kind, or "other" when there are no words for it
	CampaignID string            // "" when it concerns all, or no campaign of that name is left
	Note       string            // as typed
	Problem    *fault.Message
}

var alertKinds = []sending.AlertKind{sending.AlertTampered, sending.AlertBadMessage, sending.AlertDailyLimit, sending.AlertTokens}

func alertLines(open []insight.Alert, summaries []insight.Summary) []alertLine {
	var lines []alertLine
	for _, a := range open {
		line := alertLine{Alert: a, Words: "other"} // one of a newer program beside this one
		if slices.Contains(alertKinds, a.Kind) {
			line.Words = a.Kind
		}
		if i := slices.IndexFunc(summaries, func(s insight.Summary) bool { return s.Campaign.Slug == a.Subject }); i >= 0 {
			line.CampaignID = summaries[i].Campaign.ID
		}
		lines = append(lines, line)
	}
	return lines
}

// SettlementCreate notes that an alert was dealt with. One that somebody else has
// settled meanwhile is settled.
func (h *Handler) SettlementCreate(c *fiber.Ctx) error {
	page, err := h.homePage(c)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(page.Alerts, func(a alertLine) bool { return a.ID == c.Params("alert") })
	if i < 0 {
		return h.Views.Redirect(c, "admin.home")
	}
	alert, note := &page.Alerts[i], strings.TrimSpace(posted(c, "note"))
	if utf8.RuneCountInString(note) > campaign.MaxReason {
		alert.Note = note
		alert.Problem = &fault.Message{Key: "fault.too_long", Args: map[string]any{"Max": campaign.MaxReason}}
		return h.Views.Rejected(c, "admin/home", page)
	}
	settled := act(c, audit.AlertSettled, alert.ID, map[string]string{"alert": string(alert.Kind), "note": note})
	if err := h.Switch.SettleAlert(c.UserContext(), alert.ID, settled, h.Now()); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return h.Views.Redirect(c, "admin.home")
}
