package admin

import (
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/access"
)

// slugControl is the control for a campaign's name in links, checked as it stands.
type slugControl struct {
	Value    string
	Proposed string // what was proposed for the title; as long as it stands, the title may change it
	Current  string // which the campaign has already
	Prefix   string // of the address, up to the slug
	Free     bool
	Rejected *fault.Message
}

// slugPage is admin/slug: another slug, for the campaign or for a copy of it.
type slugPage struct {
	Frame
	ID    string
	Title string
	Copy  bool // the slug is that of a copy
	Slug  slugControl
}

// slugTyped reads the control. One left empty is made from the title.
func (h *Handler) slugTyped(c *fiber.Ctx) slugControl {
	s := slugControl{
		Value: strings.TrimSpace(posted(c, "slug")), Proposed: posted(c, "proposed"), Current: posted(c, "current"), Prefix: h.slugPrefix(),
	}
	if s.Value == "" {
		s.propose(posted(c, "title"))
	}
	return s
}

func (s *slugControl) propose(title string) {
	s.Value = campaign.SlugOf(title)
	s.Proposed = s.Value
}

func (h *Handler) slugPrefix() string {
	path, err := h.Path("campaign.show", "", "")
	if err != nil {
		path = "/"
	}
	return h.PublicURL + path
}

// check notes whether the slug can be had.
func (h *Handler) check(c *fiber.Ctx, s *slugControl) error {
	if s.reject(campaign.CheckSlug(s.Value)) || s.Value == s.Current {
		return nil
	}
	_, err := h.Campaigns.BySlug(c.UserContext(), s.Value)
	switch {
	case fault.Is(err, fault.NotFound):
		s.Free = true
		return nil
	case err == nil:
		s.Rejected = &fault.Message{Key: "fault.slug.taken"}
	}
	return err
}

// reject takes over what an error says about the slug.
func (s *slugControl) reject(err error) bool {
	for _, f := range fault.FieldsOf(err) {
		if f.Name == "slug" {
			s.Rejected, s.Free = &f.Message, false
			return true
		}
	}
	return false
}

// CopyNew is the form that duplicates a campaign.
func (h *Handler) CopyNew(c *fiber.Ctx) error {
	page, d, err := h.slugPage(c)
	if err != nil {
		return err
	}
	page.Copy = true
	for n := 2; page.Slug.Value == "" && n < 100; n++ {
		s := slugControl{Value: numbered(d.Campaign.Slug, n)}
		if err := h.check(c, &s); err != nil {
			return err
		}
		if s.Free {
			page.Slug.Value = s.Value
		}
	}
	return h.Views.Page(c, "admin/slug", page)
}

// numbered adds a number to a slug.
func numbered(slug string, n int) string {
	end := fmt.Sprintf("-%d", n)
	return strings.TrimRight(slug[:min(len(slug), campaign.MaxSlug-len(end))], "-") + end
}

// CopyCreate makes another draft with the same content.
func (h *Handler) CopyCreate(c *fiber.Ctx) error {
	page, d, err := h.slugPage(c)
	if err != nil {
		return err
	}
	page.Copy, page.Slug = true, h.slugTyped(c)
	made := campaign.NewDossier(h.NewID(), page.Slug.Value, d.Draft.Content, access.OperatorOf(c).ID, h.Now())
	err = campaign.CheckSlug(made.Campaign.Slug)
	if err == nil {
		err = h.Campaigns.Create(c.UserContext(), made, act(c, audit.CampaignDuplicated, made.Campaign.Slug, map[string]string{"source": d.Campaign.Slug}))
	}
	if page.Slug.reject(err) {
		return h.Views.Rejected(c, "admin/slug", page)
	}
	if err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.campaign", made.Campaign.ID)
}

// SlugEdit is the form that gives a campaign another slug.
func (h *Handler) SlugEdit(c *fiber.Ctx) error {
	page, d, err := h.slugPage(c)
	if err != nil {
		return err
	}
	page.Slug.Value, page.Slug.Current = d.Campaign.Slug, d.Campaign.Slug
	return h.Views.Page(c, "admin/slug", page)
}

// SlugUpdate gives a campaign that was never published another slug.
func (h *Handler) SlugUpdate(c *fiber.Ctx) error {
	page, d, err := h.slugPage(c)
	if err != nil {
		return err
	}
	page.Slug = h.slugTyped(c)
	page.Slug.Current = d.Campaign.Slug
	slug := page.Slug.Value
	_, err = h.Campaigns.Change(c.UserContext(), d.Campaign.ID, h.Now(), func(d *campaign.Dossier) (audit.Act, error) {
		if d.Campaign.Slug == slug {
			return audit.Act{}, nil
		}
		renamed := act(c, audit.CampaignRenamed, d.Campaign.Slug, map[string]string{"to": slug})
		return renamed, d.Rename(slug, h.Now())
	})
	if page.Slug.reject(err) {
		return h.Views.Rejected(c, "admin/slug", page)
	}
	if err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.campaign", d.Campaign.ID)
}

func (h *Handler) slugPage(c *fiber.Ctx) (slugPage, campaign.Dossier, error) {
	d, err := h.dossier(c)
	if err != nil {
		return slugPage{}, d, err
	}
	frame, err := h.frame(c, "campaigns")
	return slugPage{
		Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d),
		Slug: slugControl{Prefix: h.slugPrefix()},
	}, d, err
}
