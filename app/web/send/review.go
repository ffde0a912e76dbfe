package send

import (
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
	return h.Views.Page(c, "send/review", h.reviewPage(sc, s, s.Letter, sc.sender.Values(), nil))
}

// ReviewUpdate takes over what was typed anew.
func (h *Handler) ReviewUpdate(c *fiber.Ctx) error {
	s := access.Session(c)
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	content := sc.revision.Content
	letter, values := content.LetterLanguage(posted(c, "letter")), postedValues(c, content)
	_, err = h.Flow.Review(c.UserContext(), s, sc.language, letter, values)
	if rejected, ok := problems(err); ok {
		return h.Views.Rejected(c, "send/review", h.reviewPage(sc, s, letter, values, rejected))
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
	content := sc.revision.Content
	letter := content.LetterLanguage(posted(c, "letter"))
	return h.Views.Page(c, "send/review", h.reviewPage(sc, s, letter, postedValues(c, content), nil))
}

func (h *Handler) reviewPage(sc scene, s sending.Session, letter string, v campaign.Values, rejected []fault.Field) reviewPage {
	return reviewPage{
		ID:       s.ID,
		Test:     s.Test(),
		Language: sc.language,
		Title:    sc.title,
		Form:     filled(sc.revision.Content, sc.language, letter, v, rejected),
		Letter:   h.preview(sc.revision, letter, v),
	}
}
