package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
)

// DeliveryShow is screen 3 until the sender confirms, and then how the send
// stands.
func (h *Handler) DeliveryShow(c *fiber.Ctx) error {
	s := access.Session(c)
	switch s.State {
	case sending.Connected:
		return h.confirm(c, s, nil)
	case sending.Confirmed:
		return h.standing(c, s)
	}
	return h.Views.Redirect(c, "send.show", s.ID)
}

// DeliveryCreate is the press on "Send from my Gmail".
func (h *Handler) DeliveryCreate(c *fiber.Ctx) error {
	s := access.Session(c)
	_, err := h.Flow.Deliver(c.UserContext(), s, posted(c, "digest"), posted(c, "again") == "yes")
	if err == nil {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	if fault.MessageOf(err).Key == "fault.sending.digest" && s.State == sending.Connected {
		message := fault.MessageOf(err)
		return h.confirm(c, s, &message)
	}
	return h.elsewhere(c, s, err)
}

// confirm shows the complete message. A notice says why the press before it did
// not count.
func (h *Handler) confirm(c *fiber.Ctx, s sending.Session, notice *fault.Message) error {
	m, r, err := h.Flow.Message(c.UserContext(), s)
	if err != nil {
		return err
	}
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	page := confirmPage{
		ID:       s.ID,
		Language: sc.language,
		Title:    sc.title,
		Address:  sc.sender.Address.Reveal(),
		Letter:   sessionSheet(r, s, m),
		Digest:   campaign.DigestOf(r.Digest, m).String(),
		Problem:  s.Problem,
		RetryAt:  s.RetryAt,
		Halted:   sc.campaign.At(h.now()),
		Stopped:  sc.stop.On(),
		Reason:   sc.stop.Reason(sc.language),
		Notice:   notice,
		Test:     s.Test(),
	}
	if s.Test() {
		page.Halted = campaign.Open
	}
	if notice != nil {
		return h.Views.Rejected(c, "send/confirm", page)
	}
	return h.Views.Page(c, "send/confirm", page)
}

// standing shows a send that is under way or uncertain.
func (h *Handler) standing(c *fiber.Ctx, s sending.Session) error {
	d, err := h.Flow.Store.Delivery(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	m, r, err := h.Flow.Message(c.UserContext(), s)
	if err != nil {
		return err
	}
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "send/delivery", deliveryPage{
		ID:       s.ID,
		Language: sc.language,
		Title:    sc.title,
		State:    d.State,
		Reason:   d.Reason,
		Address:  sc.sender.Address.Reveal(),
		Letter:   sessionSheet(r, s, m),
		Digest:   campaign.DigestOf(r.Digest, m).String(),
		At:       d.ClaimedAt,
		Test:     s.Test(),
	})
}
