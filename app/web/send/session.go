package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// SessionShow leads to the screen the session has come to. It is the only place
// that knows the order of the screens.
func (h *Handler) SessionShow(c *fiber.Ctx) error {
	s := access.Session(c)
	return h.Views.Redirect(c, screen(s), s.ID)
}

func screen(s sending.Session) (route string) {
	switch s.State {
	case sending.Started, sending.Connecting:
		return "send.connection"
	case sending.Connected, sending.Confirmed:
		return "send.delivery"
	}
	return "send.receipt"
}

// elsewhere answers an action the session has moved past, or ended before: the
// visitor is shown where it stands. Every other error stays an error.
func (h *Handler) elsewhere(c *fiber.Ctx, s sending.Session, err error) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Expired) {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	return err
}

// LanguageUpdate switches the language of the session's pages.
func (h *Handler) LanguageUpdate(c *fiber.Ctx) error {
	s := access.Session(c)
	if err := h.Flow.Speak(c.UserContext(), s, render.LanguageOf(c)); err != nil {
		return h.elsewhere(c, s, err)
	}
	return h.Views.Redirect(c, "send.show", s.ID)
}

// AbandonmentCreate is "Cancel and erase".
func (h *Handler) AbandonmentCreate(c *fiber.Ctx) error {
	s := access.Session(c)
	if _, err := h.Flow.Abandon(c.UserContext(), s); err != nil {
		return h.elsewhere(c, s, err)
	}
	return h.Views.Redirect(c, "send.show", s.ID)
}
