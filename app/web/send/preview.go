package send

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// PreviewKept is how long a preview link can be opened.
const PreviewKept = 7 * 24 * time.Hour

// Previews makes and reads links to the page of a revision for people without an
// account. A link is the revision and its last moment, see access.Links.
type Previews struct{ Vault sending.Vault }

type previewLink struct {
	Revision string `json:"r"`
	Until    int64  `json:"u"` // seconds since 1970
}

func (p Previews) links() access.Links { return access.Links{Vault: p.Vault, Place: "preview link"} }

// Token returns the last part of a link's path.
func (p Previews) Token(revisionID string, until time.Time) (string, error) {
	about, err := json.Marshal(previewLink{Revision: revisionID, Until: until.Unix()})
	if err != nil {
		return "", err
	}
	return p.links().Token(string(about))
}

// read returns the revision a link is about, and until when it can be opened.
// Errors: fault.NotFound for what is no link, fault.Expired for one whose time is
// over.
func (p Previews) read(token string, now time.Time) (revisionID string, until time.Time, err error) {
	unknown := fault.New(fault.NotFound, "fault.preview.unknown")
	about, ok := p.links().Read(token)
	if !ok {
		return "", until, unknown
	}
	var link previewLink
	if err := json.Unmarshal([]byte(about), &link); err != nil {
		return "", until, unknown
	}
	until = time.Unix(link.Until, 0).UTC()
	if !now.Before(until) {
		return "", until, fault.New(fault.Expired, "fault.preview.expired")
	}
	return link.Revision, until, nil
}

// PreviewShow is the page of a revision as visitors would see it, marked, and
// without a way to send.
func (h *Handler) PreviewShow(c *fiber.Ctx) error {
	id, until, err := h.Previews.read(c.Params("token"), h.now())
	if err != nil {
		return err
	}
	r, err := h.Campaigns.Revision(c.UserContext(), id)
	if err == nil {
		err = r.Intact()
	}
	if err != nil {
		return err
	}
	found, err := h.Campaigns.Campaign(c.UserContext(), r.CampaignID)
	if err != nil {
		return err
	}
	language := render.LanguageOf(c)
	typed := fresh(c, r.Content)
	typed.Letter = r.Content.LetterLanguage(cmp.Or(c.Query("letter"), language))
	page, err := h.campaignPage(c, found, r, typed, nil)
	if err != nil {
		return err
	}
	page.Availability, page.PreviewUntil, page.Stopped = campaign.Hidden, until, false
	page.Ending, page.EndText = "", nil
	page.Title = cmp.Or(page.Title, found.Slug) // a draft may have none yet
	return h.Views.Page(c, "send/campaign", page)
}
