package send

import (
	"slices"

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
	if s.State != sending.Connected && s.State != sending.Confirmed {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	return h.standing(c, s, nil)
}

// DeliveryCreate is the press on "Send from my Gmail", and on "Send the next".
func (h *Handler) DeliveryCreate(c *fiber.Ctx) error {
	s := access.Session(c)
	press := sending.Press{Digest: posted(c, "digest"), Again: posted(c, "again") == "yes", Delivery: posted(c, "delivery")}
	_, err := h.Flow.Deliver(c.UserContext(), s, press)
	if err == nil {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	if fault.MessageOf(err).Key == "fault.sending.digest" && (s.State == sending.Connected || s.State == sending.Confirmed) {
		message := fault.MessageOf(err)
		return h.standing(c, s, &message)
	}
	return h.elsewhere(c, s, err)
}

// standing shows what is to be confirmed, or how the send stands. A notice says why
// the press before it did not count.
func (h *Handler) standing(c *fiber.Ctx, s sending.Session, notice *fault.Message) error {
	parcels, r, err := h.Flow.Parcels(c.UserContext(), s)
	if err != nil {
		return err
	}
	sc, err := h.scene(c, s)
	if err != nil {
		return err
	}
	ready, asking := sending.Ready(parcels), sending.RestOf(deliveriesOf(parcels), "").Asking
	if len(ready) == 0 && asking == 0 && s.State == sending.Confirmed && !sending.UnderWay(deliveriesOf(parcels)) {
		// Those who are left are not written to any more: all is settled.
		if _, err := h.Flow.Abandon(c.UserContext(), s); err != nil {
			return h.elsewhere(c, s, err)
		}
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	switch {
	case s.State == sending.Connected && (len(ready) > 0 || len(parcels) == 1 || asking == 0):
		return h.confirm(c, s, sc, r, parcels, notice)
	case len(parcels) > 1:
		return h.series(c, s, sc, r, parcels, notice)
	}
	p := parcels[0]
	return h.Views.Page(c, "send/delivery", deliveryPage{
		ID:       s.ID,
		Language: sc.language,
		Title:    sc.title,
		State:    p.State,
		Reason:   p.Reason,
		Address:  sc.sender.Address.Reveal(),
		Letter:   parcelSheet(r, s, sc.sender.Values(), p),
		Digest:   sending.DigestOf(r, sc.sender, parcels),
		At:       p.ClaimedAt,
		Closed:   p.Closed,
		Test:     s.Test(),
	})
}

func deliveriesOf(parcels []sending.Parcel) []sending.Delivery {
	all := make([]sending.Delivery, len(parcels))
	for i, p := range parcels {
		all[i] = p.Delivery
	}
	return all
}

// confirm shows every message that one press confirms.
func (h *Handler) confirm(c *fiber.Ctx, s sending.Session, sc scene, r campaign.Revision, parcels []sending.Parcel, notice *fault.Message) error {
	ready := sending.Ready(parcels)
	asks := len(parcels) == 1 && parcels[0].Asks() // a new attempt was refused for now
	if asks {
		ready = parcels
	}
	page := confirmPage{
		ID:       s.ID,
		Language: sc.language,
		Title:    sc.title,
		Address:  sc.sender.Address.Reveal(),
		Digest:   sending.DigestOf(r, sc.sender, ready),
		Asks:     asks,
		Problem:  s.Problem,
		RetryAt:  s.RetryAt,
		Halted:   sc.campaign.At(h.now()),
		Stopped:  sc.stop.On(),
		Reason:   sc.stop.Reason(sc.language),
		Notice:   notice,
		Test:     s.Test(),
		Choosing: r.Content.Selection.Chosen() || r.Content.Selection.Mode == campaign.Area,
	}
	for _, p := range ready {
		page.Letters = append(page.Letters, parcelSheet(r, s, sc.sender.Values(), p))
	}
	for _, p := range parcels {
		if p.Closed && p.Waits() {
			page.Closed = append(page.Closed, nameOf(r.Content, p.Delivery))
		}
	}
	page.Done = acceptedIn(deliveriesOf(parcels))
	if s.Test() {
		page.Halted = campaign.Open
	}
	if notice != nil {
		return h.Views.Rejected(c, "send/confirm", page)
	}
	return h.Views.Page(c, "send/confirm", page)
}

// series shows several messages of which one was sent already, or tried.
func (h *Handler) series(c *fiber.Ctx, s sending.Session, sc scene, r campaign.Revision, parcels []sending.Parcel, notice *fault.Message) error {
	page := seriesPage{
		ID:       s.ID,
		Language: sc.language,
		Title:    sc.title,
		Address:  sc.sender.Address.Reveal(),
		Digest:   sending.DigestOf(r, sc.sender, sending.Ready(parcels)),
		Halted:   sc.campaign.At(h.now()),
		Stopped:  sc.stop.On(),
		Reason:   sc.stop.Reason(sc.language),
		Notice:   notice,
		Problem:  s.Problem,
		RetryAt:  s.RetryAt,
	}
	for _, p := range parcels {
		item := seriesItem{
			outcome: outcomeOf(r.Content, p.Delivery), ID: p.ID, Ready: p.Ready(), Asks: p.Asks() && !p.Closed, At: p.ClaimedAt,
		}
		if item.Ready || item.Asks {
			item.Letter, item.Digest = parcelSheet(r, s, sc.sender.Values(), p), sending.DigestOf(r, sc.sender, []sending.Parcel{p})
		}
		page.Items = append(page.Items, item)
	}
	if notice != nil {
		return h.Views.Rejected(c, "send/series", page)
	}
	return h.Views.Page(c, "send/series", page)
}

func outcomeOf(content campaign.Content, d sending.Delivery) outcome {
	return outcome{Name: nameOf(content, d), State: d.State, Reason: d.Reason}
}

// nameOf is what the recipient of a delivery is called, its key when the letter it
// was written for cannot be read any more.
func nameOf(content campaign.Content, d sending.Delivery) string {
	if i := slices.IndexFunc(content.Recipients, func(r campaign.Recipient) bool { return r.Key == d.Recipient }); i >= 0 {
		return content.Recipients[i].Name
	}
	return d.Recipient
}

func acceptedIn(deliveries []sending.Delivery) int {
	n := 0
	for _, d := range deliveries {
		if d.State == sending.Accepted {
			n++
		}
	}
	return n
}
