package admin

import (
	"encoding/json"
	"errors"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// setAside is the error of a text that could not go into the draft, and that is
// kept as a copy instead. Its kind is that of the refusal.
type setAside struct {
	Copy string // id
	Err  error
}

// Error describes the refusal for the log.
func (e *setAside) Error() string { return "set aside: " + e.Err.Error() }

// Unwrap returns the refusal.
func (e *setAside) Unwrap() error { return e.Err }

// put returns a section as it is to become, and the Base of the text that the form
// was filled with. It may be called more than once.
type put func(campaign.Content) (base, part string, err error)

// edit carries a section over into the draft. What cannot go there, because
// somebody else has changed the section or the draft is in review by now, is kept
// at once, under copyID if it is kept already; the error is a *setAside then.
func (h *Handler) edit(c *fiber.Ctx, s campaign.Section, copyID string, put put) error {
	who, now, id := access.OperatorOf(c), h.Now(), c.Params("campaign")
	var part string
	_, err := h.Campaigns.Change(c.UserContext(), id, now, func(d *campaign.Dossier) (audit.Act, error) {
		base, typed, err := put(d.Draft.Content)
		if part = typed; err != nil {
			return audit.Act{}, err
		}
		edited, err := d.Edit(s, base, part, who.ID, now)
		if err != nil || !edited {
			return audit.Act{}, err
		}
		return act(c, audit.CampaignEdited, d.Campaign.Slug, map[string]string{"parts": string(s)}), nil
	})
	if part == "" || !fault.Is(err, fault.Conflict) && fault.MessageOf(err).Key != "fault.campaign.section" {
		return err
	}
	kept, failed := h.keep(c, campaign.Copy{ID: copyID, CampaignID: id, Section: s, Part: part, OperatorID: who.ID, MadeAt: now})
	if failed != nil {
		return failed
	}
	return &setAside{Copy: kept, Err: err}
}

// keep sets a text aside and returns its id. The id that a form carries counts
// only if it names a text of the same section and operator.
func (h *Handler) keep(c *fiber.Ctx, v campaign.Copy) (string, error) {
	before, err := h.Campaigns.Copy(c.UserContext(), v.CampaignID, v.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return "", err
	}
	if err != nil || before.Section != v.Section || before.OperatorID != v.OperatorID {
		v.ID = h.NewID()
	}
	return v.ID, h.Campaigns.KeepCopy(c.UserContext(), v)
}

// edited answers a plain form whose section was carried over, or set aside. The
// page says that it was saved, and goes on at the element with the id focus, at its top for "".
func (h *Handler) edited(c *fiber.Ctx, err error, route, focus string, args ...any) error {
	return h.editedAs(c, err, url.Values{"saved": {"1"}}, route, focus, args...)
}

// editedAs is edited, with what the query says in the place of saved.
func (h *Handler) editedAs(c *fiber.Ctx, err error, query url.Values, route, focus string, args ...any) error {
	var kept *setAside
	if errors.As(err, &kept) {
		return h.Views.Redirect(c, "admin.copy", c.Params("campaign"), kept.Copy)
	}
	if err != nil {
		return err
	}
	target, err := h.Path(route, render.LanguageOf(c), args...)
	if err != nil {
		return err
	}
	if beside := posted(c, "beside"); beside != "" {
		query.Set("beside", beside)
	}
	target += "?" + query.Encode()
	if focus != "" {
		target += "#" + focus
	}
	return c.Redirect(target, fiber.StatusSeeOther)
}

// asPart writes a part as Content.Part does.
func asPart(part any) (string, error) {
	text, err := json.Marshal(part)
	return string(text), err
}
