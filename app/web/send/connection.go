package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/inapp"
)

// ConnectionShow is screen 2, the disclosure.
func (h *Handler) ConnectionShow(c *fiber.Ctx) error {
	s := access.Session(c)
	if screen(s) != "send.connection" {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	deliveries, err := h.Flow.Store.Deliveries(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	page := connectPage{
		ID:             s.ID,
		Test:           s.Test(),
		Language:       sc.language,
		Title:          sc.title,
		Address:        sc.sender.Address.Reveal(),
		Problem:        s.Problem,
		Done:           acceptedIn(deliveries),
		Messages:       len(deliveries),
		Away:           s.State == sending.Connecting,
		PublicURL:      h.publicURL(sc.language, sc.campaign.Slug),
		OperatedBy:     h.OperatedBy,
		AbandonedAfter: h.Flow.AbandonedAfter,
		HashKept:       h.Flow.HashKept,
		Refresh:        h.Refresh,
		VerifiesOwner:  h.VerifiesOwner,
	}
	if browser, ok := inapp.Detect(c.Get(fiber.HeaderUserAgent)); ok {
		page.InApp, page.EscapeURL = &browser, browser.EscapeURL(page.PublicURL)
	}
	return h.Views.Page(c, "send/connect", page)
}

// ConnectionCreate accepts the disclosure and leaves for Google.
func (h *Handler) ConnectionCreate(c *fiber.Ctx) error {
	s := access.Session(c)
	consent, err := h.Flow.Connect(c.UserContext(), s)
	if err != nil {
		return h.elsewhere(c, s, err)
	}
	return c.Redirect(consent.Reveal(), fiber.StatusSeeOther)
}

// ReturnShow is where Google sends the browser back to. It keeps nothing of the
// query: the answer is a redirect to an address without it.
func (h *Handler) ReturnShow(c *fiber.Ctx) error {
	s := access.Session(c)
	_, cookie, err := h.Flow.Return(c.UserContext(), s, sending.Return{
		State:   secret.New(c.Query("state")),
		Code:    secret.New(c.Query("code")),
		Refusal: h.Refusal(c.Query("error")),
	})
	if err != nil {
		return h.elsewhere(c, s, err)
	}
	if !cookie.Empty() {
		h.Cookies.Write(c, s.ID, cookie)
	}
	return h.Views.Redirect(c, "send.show", s.ID)
}
