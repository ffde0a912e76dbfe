package send

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
)

// ReviewShow is screen 1 of a session that exists, with what was typed.
func (h *Handler) ReviewShow(c *fiber.Ctx) error {
	s := access.Session(c)
	if s.State.Ended() || s.State == sending.Confirmed {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	return h.review(c, sc, s, nil, nil)
}

// ReviewUpdate takes over what was typed anew.
func (h *Handler) ReviewUpdate(c *fiber.Ctx) error {
	s := access.Session(c)
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	typed := postedTyped(c, sc.revision.Content)
	_, err = h.Flow.Review(c.UserContext(), s, sc.language, typed)
	if rejected, ok := problems(err); ok {
		return h.review(c, sc, s, &typed, rejected)
	}
	if err != nil {
		return h.elsewhere(c, s, err)
	}
	return h.Views.Redirect(c, "send.show", s.ID)
}

// ReviewLetterShow answers screen 1 with what was typed so far, unsaved.
func (h *Handler) ReviewLetterShow(c *fiber.Ctx) error {
	s := access.Session(c)
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	typed := postedTyped(c, sc.revision.Content)
	return h.review(c, sc, s, &typed, nil)
}

// kept is what a session holds, as its form is filled with it.
func kept(s sending.Session, sc scene, deliveries []sending.Delivery) sending.Typed {
	typed := sending.Typed{
		Values: sc.sender.Values(), Letter: s.Letter, Wording: s.Wording, Wish: campaign.Wish{Area: sc.sender.Area.Reveal()},
	}
	for _, d := range deliveries {
		if key, test := strings.CutPrefix(d.Recipient, sending.ToTester+":"); test {
			typed.Wish.Keys = []string{key}
		}
		if d.Individual() && d.Waits() {
			typed.Wish.Keys = append(typed.Wish.Keys, d.Recipient)
		}
	}
	return typed
}

// review shows screen 1 with what was typed, nil for what the session holds.
func (h *Handler) review(c *fiber.Ctx, sc scene, s sending.Session, typed *sending.Typed, rejected []fault.Field) error {
	r := sc.revision
	deliveries, err := h.Flow.Store.Deliveries(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	t := kept(s, sc, deliveries)
	if typed != nil {
		t = *typed
	}
	candidates, left, err := h.Flow.Left(c.UserContext(), r, deliveries)
	if err != nil {
		return err
	}
	shown := envelope(r.Content, t, candidates)
	if c.Method() == fiber.MethodPost {
		t = another(c, r.Content, t, shown)
		shown.Wording = t.Wording
	}
	page := reviewPage{
		ID:       s.ID,
		Test:     s.Test(),
		Language: sc.language,
		Title:    sc.title,
		Form:     filled(r.Content, sc.language, t, candidates, rejected),
		Letter:   h.preview(r, shown, t),
	}
	page.Form.Choice.Selection = left
	for _, d := range deliveries {
		if d.Individual() && !d.Waits() {
			page.Form.Choice.Written = append(page.Form.Choice.Written, nameOf(r.Content, d))
		}
	}
	if rejected != nil {
		return h.Views.Rejected(c, "send/review", page)
	}
	return h.Views.Page(c, "send/review", page)
}
