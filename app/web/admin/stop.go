package admin

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
)

// switchPart is the switch that stops all sending, on the dashboard.
type switchPart struct {
	Since    time.Time // zero: sending goes on
	By       string    // who stopped it
	Reasons  []stopReason
	Problems []fault.Field
}

// On reports whether all sending is stopped.
func (p switchPart) On() bool { return !p.Since.IsZero() }

// stopReason is what visitors read in a language, or what was typed for them.
type stopReason struct{ Language, Control, Text string }

func (h *Handler) switchPart(stop sending.Stop, called names) switchPart {
	p := switchPart{Since: stop.Since, By: called.of(stop.By)}
	for _, l := range h.Languages {
		r := stopReason{Language: l.Tag, Control: "reason." + l.Tag}
		if stop.On() {
			r.Text = stop.Reason(l.Tag)
		}
		p.Reasons = append(p.Reasons, r)
	}
	return p
}

// StopCreate stops all sending, at once and on every instance: each claim of a
// send reads the switch.
func (h *Handler) StopCreate(c *fiber.Ctx) error {
	reasons := map[string]string{}
	for _, l := range h.Languages {
		reasons[l.Tag] = posted(c, "reason."+l.Tag)
	}
	stop, err := sending.NewStop(access.OperatorOf(c).ID, reasons, h.Now())
	if err != nil {
		return h.stopRejected(c, err)
	}
	return h.switched(c, h.Switch.StopSending(c.UserContext(), stop, act(c, audit.SendingStopped, "", map[string]string{"reason": stop.Told()})))
}

// LiftingCreate lets sending go on. Nothing is sent by it: senders press again.
func (h *Handler) LiftingCreate(c *fiber.Ctx) error {
	return h.switched(c, h.Switch.ResumeSending(c.UserContext(), act(c, audit.SendingResumed, "", nil), h.Now()))
}

func (h *Handler) stopRejected(c *fiber.Ctx, err error) error {
	page, failed := h.homePage(c)
	if failed != nil {
		return failed
	}
	if page.Switch.On() { // somebody else's reasons are there
		return h.Views.Redirect(c, "admin.home")
	}
	page.Switch.Problems = fault.FieldsOf(err)
	for i, r := range page.Switch.Reasons {
		page.Switch.Reasons[i].Text = posted(c, r.Control)
	}
	return h.Views.Rejected(c, "admin/home", page)
}

// switched answers a press. One that came after another's shows how things stand
// by now.
func (h *Handler) switched(c *fiber.Ctx, err error) error {
	if err == nil {
		return h.Views.Redirect(c, "admin.home")
	}
	if !fault.Is(err, fault.Conflict) {
		return err
	}
	page, failed := h.homePage(c)
	if failed != nil {
		return failed
	}
	message := fault.MessageOf(err)
	page.Notice = &message
	return h.Views.Rejected(c, "admin/home", page)
}
