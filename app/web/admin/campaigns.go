package admin

import (
	"cmp"
	"maps"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/render"
)

// campaignsPage is admin/campaigns: what needs this operator first.
type campaignsPage struct {
	Frame
	Mine     []listedCampaign // waits for this operator
	Others   []listedCampaign
	Archived []listedCampaign
}

// listedCampaign is a row of the list.
type listedCampaign struct {
	ID, Slug string
	Title    string // in the page's language if there is one
	State    campaign.State
	Pending  campaign.ReviewState // "" without a pending revision
	Accepted int
	OpensAt  time.Time
	ClosesAt time.Time
	EditedAt time.Time
}

// CampaignsIndex lists the campaigns.
func (h *Handler) CampaignsIndex(c *fiber.Ctx) error {
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	all, err := h.Numbers.Summaries(c.UserContext(), h.Now())
	if err != nil {
		return err
	}
	page := campaignsPage{Frame: frame}
	for _, s := range all {
		row := listed(s, render.LanguageOf(c))
		switch {
		case row.State == campaign.Archived:
			page.Archived = append(page.Archived, row)
		case waits(frame, s):
			page.Mine = append(page.Mine, row)
		default:
			page.Others = append(page.Others, row)
		}
	}
	return h.Views.Page(c, "admin/campaigns", page)
}

// waits reports whether the next step of a campaign is this operator's: a review
// they may decide, a publication, or a draft of their own that came back.
func waits(f Frame, s insight.Summary) bool {
	switch s.Pending {
	case campaign.RevisionInReview:
		return f.May(operator.Review) && s.Author != f.ID && s.Submitter != f.ID
	case campaign.RevisionApproved:
		return f.May(operator.Run)
	}
	return s.Campaign.State == campaign.Draft && s.EditedBy == f.ID
}

func listed(s insight.Summary, language string) listedCampaign {
	return listedCampaign{
		ID: s.Campaign.ID, Slug: s.Campaign.Slug, Title: titleOf(s.Titles, language, s.Campaign.Slug),
		State: s.Campaign.State, Pending: s.Pending, Accepted: s.Accepted,
		OpensAt: s.Campaign.OpensAt, ClosesAt: s.Campaign.ClosesAt, EditedAt: s.EditedAt,
	}
}

// titleOf is a campaign's title for an operator: a draft may have none yet.
func titleOf(titles map[string]string, language, slug string) string {
	written := maps.Clone(titles)
	maps.DeleteFunc(written, func(_, title string) bool { return title == "" })
	return cmp.Or(campaign.In(written, language, nil), slug)
}

// campaignPage is admin/campaign: one campaign, what it consists of and what can
// be done with it.
type campaignPage struct {
	Frame
	ID       string
	Slug     string
	Title    string
	State    campaign.State
	Ending   campaign.Ending
	OpensAt  time.Time
	ClosesAt time.Time
	Public   bool   // visitors have a page of it
	URL      string // of that page

	Editable bool // the draft can be changed
	Changed  bool // the draft is not what is public
	Sections []sectionLine
	Copies   []copyLine
	Problems int // that keep the draft from being submitted

	Pending   *pendingLine   // nil: nothing is submitted
	MayDecide bool           // this operator may decide about it
	Rejected  *revisionFacts // the newest revision, if it was rejected
	Revisions int
}

// Archivable reports whether the campaign can be archived as it stands.
func (p campaignPage) Archivable() bool {
	return p.State.MayBecome(campaign.Archived) && (p.Pending == nil || p.Pending.State != campaign.RevisionInReview)
}

// sectionLine is a part of the draft with its last edit.
type sectionLine struct {
	Section  campaign.Section
	Language string // of a letter
	By       string // "" for the shell
	At       time.Time
}

// copyLine is a text set aside.
type copyLine struct {
	ID       string
	Section  campaign.Section
	Language string
	By       string
	At       time.Time
}

// pendingLine is the revision that waits.
type pendingLine struct {
	Number    int
	State     campaign.ReviewState
	Author    string
	Submitter string
	At        time.Time
}

// CampaignShow is the page of a campaign.
func (h *Handler) CampaignShow(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	called, err := h.names(c)
	if err != nil {
		return err
	}
	copies, err := h.Campaigns.Copies(c.UserContext(), d.Campaign.ID)
	if err != nil {
		return err
	}
	url, err := h.Path("campaign.show", render.LanguageOf(c), d.Campaign.Slug)
	if err != nil {
		return err
	}
	page := campaignPage{
		Frame: frame, ID: d.Campaign.ID, Slug: d.Campaign.Slug,
		Title: titleIn(c, d),
		State: d.Campaign.State, Ending: d.Campaign.Ending, OpensAt: d.Campaign.OpensAt, ClosesAt: d.Campaign.ClosesAt,
		Public: d.Campaign.State.Published(), URL: h.PublicURL + url,
		Editable: d.Editable() == nil, Changed: d.Draft.Content.Digest() != d.Live, Problems: len(d.Draft.Content.Findings()),
		Revisions: d.Last,
	}
	for _, s := range d.Draft.Content.Sections() {
		edit := d.Draft.LastEdit(s)
		page.Sections = append(page.Sections, sectionLine{Section: s, Language: s.Language(), By: called.of(edit.By), At: edit.At})
	}
	for _, v := range copies {
		page.Copies = append(page.Copies, copyLine{ID: v.ID, Section: v.Section, Language: v.Section.Language(), By: called.of(v.OperatorID), At: v.MadeAt})
	}
	if r := d.Pending; r != nil {
		page.Pending = &pendingLine{Number: r.Number, State: r.State, Author: called.of(r.AuthorID), Submitter: called.of(r.Submitter), At: r.CreatedAt}
		page.MayDecide = frame.May(operator.Review) && r.State == campaign.RevisionInReview && r.MayDecide(frame.ID, h.Rule)
	}
	if d.Pending == nil && d.Last > 0 {
		all, err := h.Campaigns.Revisions(c.UserContext(), d.Campaign.ID)
		if err != nil {
			return err
		}
		page.Rejected = rejectedBefore(all, d.Last+1, d, called)
	}
	return h.Views.Page(c, "admin/campaign", page)
}

// titleIn is the title of the draft in the language of the page.
func titleIn(c *fiber.Ctx, d campaign.Dossier) string {
	return titleOf(d.Draft.Content.Title, render.LanguageOf(c), d.Campaign.Slug)
}
