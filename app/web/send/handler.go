// Package send is the public campaign page and the wizard: the four screens a
// sender walks through. Every POST saves and redirects; GET /send/:session alone
// decides which screen comes next from what is stored, so that reloading, going
// back and resuming work.
package send

import (
	"cmp"
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// Handler answers the routes of the wizard. Every field is required.
type Handler struct {
	Flow      *sending.Flow
	Campaigns Campaigns
	Views     Views
	Cookies   access.Cookies
	Previews  Previews
	Path      func(route, language string, args ...any) (string, error) // address of a route
	Text      func(language, key string, args map[string]any) string    // words of a locale key
	Refusal   func(code string) sending.Reason                          // what an error parameter of Google's redirect means

	PublicURL     string // origin, without a final slash
	OperatedBy    string
	Refresh       bool // a refresh token is asked for
	VerifiesOwner bool // Gmail compares the account with the typed address
}

// Campaigns looks up what visitors may see.
type Campaigns interface {
	sending.Campaigns
	// BySlug returns the campaign with this slug; fault.NotFound.
	BySlug(ctx context.Context, slug string) (campaign.Campaign, error)
}

// Views answers with pages and redirects.
type Views interface {
	// Page answers 200 with the named page, or the part of it htmx asked for.
	Page(c *fiber.Ctx, name string, page any) error
	// Rejected answers 422 with the same page and its problems.
	Rejected(c *fiber.Ctx, name string, page any) error
	// Redirect answers 303 with the address of a route.
	Redirect(c *fiber.Ctx, route string, args ...any) error
}

func (h *Handler) now() time.Time { return h.Flow.Now() }

// scene is what the pages of a session have in common.
type scene struct {
	campaign campaign.Campaign
	revision campaign.Revision // the one the session is pinned to
	sender   sending.Sender
	language string // of the page
	title    string // of the campaign, in that language
	stop     sending.Stop
}

func (h *Handler) scene(c *fiber.Ctx, s sending.Session) (scene, error) {
	found, err := h.Campaigns.Campaign(c.UserContext(), s.CampaignID)
	if err != nil {
		return scene{}, err
	}
	r, err := h.Flow.Pinned(c.UserContext(), s)
	if err != nil && !(s.State.Ended() && campaign.Changed(err)) { // a receipt is owed whatever became of the letter
		return scene{}, err
	}
	sender, err := h.Flow.Sender(s)
	if err != nil {
		return scene{}, err
	}
	stop, err := h.Flow.Store.Stop(c.UserContext())
	if err != nil {
		return scene{}, err
	}
	language := render.LanguageOf(c)
	return scene{
		stop: stop, campaign: found, revision: r, sender: sender, language: language,
		title: cmp.Or(campaign.In(r.Content.Title, language, r.Content.Languages), found.Slug), // a tested draft may have none
	}, nil
}

// problems takes the rejected fields out of an error of the kind Invalid.
func problems(err error) ([]fault.Field, bool) {
	if !fault.Is(err, fault.Invalid) {
		return nil, false
	}
	fields := fault.FieldsOf(err)
	return fields, len(fields) > 0
}
