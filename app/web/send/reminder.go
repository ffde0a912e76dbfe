package send

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
)

// remindAfter is when the sender is reminded to look for an answer.
const remindAfter = 14 * 24 * time.Hour

// ReminderShow is a calendar entry for the sender's own calendar, made in the
// answer and kept nowhere. It holds nothing about the sender.
func (h *Handler) ReminderShow(c *fiber.Ctx) error {
	s := access.Session(c)
	if s.State != sending.Finished {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	address := h.publicURL(sc.language, sc.campaign.Slug)
	about := map[string]any{"Title": sc.title, "URL": address}
	c.Attachment("reminder.ics")
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	return c.SendString(calendar([]string{
		"BEGIN:VCALENDAR",
		"VERSION:2.0",
		"PRODID:-//Email Campaigns Manager//EN",
		"METHOD:PUBLISH",
		"BEGIN:VEVENT",
		"UID:" + sc.campaign.ID + "@reminder",
		"DTSTAMP:" + s.EndedAt.UTC().Format("20060102T150405Z"),
		"DTSTART;VALUE=DATE:" + s.EndedAt.UTC().Add(remindAfter).Format("20060102"),
		"SUMMARY:" + escapeCalendar(h.Text(sc.language, "send.reminder.title", about)),
		"DESCRIPTION:" + escapeCalendar(h.Text(sc.language, "send.reminder.text", about)),
		"URL:" + address,
		"TRANSP:TRANSPARENT",
		"END:VEVENT",
		"END:VCALENDAR",
	}))
}

// calendar joins content lines, folded at 75 octets between characters (RFC 5545
// 3.1).
func calendar(lines []string) string {
	var b strings.Builder
	for _, line := range lines {
		length := 0
		for _, r := range line {
			size := len(string(r))
			if length+size > 75 {
				b.WriteString("\r\n ")
				length = 1
			}
			b.WriteRune(r)
			length += size
		}
		b.WriteString("\r\n")
	}
	return b.String()
}

// escapeCalendar escapes a TEXT value (RFC 5545 3.3.11).
func escapeCalendar(text string) string {
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`).Replace(text)
}
