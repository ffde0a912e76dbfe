package admin

import (
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// schedulePage is admin/schedule: when a campaign opens and closes by itself.
type schedulePage struct {
	Frame
	ID       string
	Title    string
	Live     bool
	Zone     string    // name of the organisation's time zone
	Now      time.Time // what its clock shows at the moment
	Opens    string    // as typed
	Closes   string
	OpensAt  time.Time // as it is set
	ClosesAt time.Time
	Refused  *fault.Message // why it has no schedule any more
	Problems []fault.Field
}

// Abbreviation is what the zone is called at the moment, and its offset.
func (p schedulePage) Abbreviation() string { return p.Now.Format("MST, UTC-07:00") }

// ScheduleEdit shows the schedule.
func (h *Handler) ScheduleEdit(c *fiber.Ctx) error {
	page, d, err := h.schedulePage(c)
	if err != nil {
		return err
	}
	page.Opens, page.Closes = h.local(d.Campaign.OpensAt), h.local(d.Campaign.ClosesAt)
	return h.Views.Page(c, "admin/schedule", page)
}

// ScheduleUpdate sets it.
func (h *Handler) ScheduleUpdate(c *fiber.Ctx) error {
	page, d, err := h.schedulePage(c)
	if err != nil {
		return err
	}
	page.Opens, page.Closes = posted(c, "opens"), posted(c, "closes")
	var rejected fault.Fields
	opens := h.typedTime(&rejected, "opens", page.Opens, d.Campaign.OpensAt)
	closes := h.typedTime(&rejected, "closes", page.Closes, d.Campaign.ClosesAt)
	if err = rejected.Err(); err == nil {
		now := h.Now()
		_, err = h.Campaigns.Change(c.UserContext(), d.Campaign.ID, now, func(d *campaign.Dossier) (audit.Act, error) {
			set := map[string]string{"opens": audit.Time(opens), "closes": audit.Time(closes)}
			return act(c, audit.CampaignScheduled, d.Campaign.Slug, set), d.Schedule(opens, closes, now)
		})
	}
	if page.Problems = fault.FieldsOf(err); page.Problems != nil {
		return h.Views.Rejected(c, "admin/schedule", page)
	}
	if err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.campaign", d.Campaign.ID)
}

func (h *Handler) schedulePage(c *fiber.Ctx) (schedulePage, campaign.Dossier, error) {
	d, err := h.dossier(c)
	if err != nil {
		return schedulePage{}, d, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return schedulePage{}, d, err
	}
	page := schedulePage{
		Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d), Live: d.Campaign.State == campaign.Live,
		Zone: h.Zone.String(), Now: h.Now().In(h.Zone), OpensAt: d.Campaign.OpensAt, ClosesAt: d.Campaign.ClosesAt,
	}
	tried := d
	if err := tried.Schedule(time.Time{}, time.Time{}, h.Now()); err != nil {
		message := fault.MessageOf(err)
		page.Refused = &message
	}
	return page, d, nil
}

// local writes a time as the form's controls do, "" for none.
func (h *Handler) local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(h.Zone).Format(localForm)
}

// typedTime reads a control. One that was not touched keeps the time that is set,
// with the seconds the control has no place for, and with the second of two times
// that look the same.
func (h *Handler) typedTime(rejected *fault.Fields, control, text string, set time.Time) time.Time {
	switch text {
	case "":
		return time.Time{}
	case h.local(set):
		return set
	}
	t, err := parseLocal(text, h.Zone)
	switch {
	case errors.Is(err, errGap):
		rejected.Reject(control, "fault.schedule.gap", nil)
	case err != nil:
		rejected.Reject(control, "fault.schedule.form", nil)
	}
	return t
}
