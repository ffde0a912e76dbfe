package admin

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
)

// submissionPage is admin/draft: everything that a sender could see or send of the
// draft, and the form that submits it.
type submissionPage struct {
	Frame
	CampaignID string
	Title      string
	State      campaign.State
	Pending    *pendingLine // nil: nothing is submitted
	Public     bool         // the draft is what is public
	Findings   findings
	Content    content
	Aside      int // texts set aside that nobody has used or discarded

	Digest   string   // of the draft on this page
	Next     int      // the number it would get
	Note     string   // as typed
	Deciders []string // who may decide about it
	Problems []fault.Field
	Notice   *fault.Message // why it was not submitted
}

// Submittable reports whether the form stands on the page.
func (p submissionPage) Submittable() bool {
	return p.May(operator.Edit) && p.State != campaign.Archived && p.Pending == nil && !p.Public && len(p.Findings.List) == 0
}

// DraftShow is the whole draft.
func (h *Handler) DraftShow(c *fiber.Ctx) error {
	page, err := h.submissionPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/draft", page)
}

func (h *Handler) submissionPage(c *fiber.Ctx) (submissionPage, error) {
	d, err := h.dossier(c)
	if err != nil {
		return submissionPage{}, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return submissionPage{}, err
	}
	operators, err := h.Names.Operators(c.UserContext())
	if err != nil {
		return submissionPage{}, err
	}
	copies, err := h.Campaigns.Copies(c.UserContext(), d.Campaign.ID)
	if err != nil {
		return submissionPage{}, err
	}
	what, err := h.diffNames(c.UserContext())
	if err != nil {
		return submissionPage{}, err
	}
	page := submissionPage{
		Aside: len(copies), Frame: frame, CampaignID: d.Campaign.ID, Title: titleIn(c, d),
		State:    d.Campaign.State,
		Public:   d.Campaign.State != campaign.Closed && d.Draft.Content.Digest() == d.Live,
		Findings: findingsOf(d, frame.May(operator.Edit) && d.Editable() == nil),
		Content:  contentOf(d.Draft.Content).of(d.Campaign.ID, 0, what), Digest: d.Draft.Content.Digest().String(), Next: d.Last + 1,
	}
	if r := d.Pending; r != nil {
		page.Pending = &pendingLine{Number: r.Number, State: r.State}
	}
	next := campaign.Revision{Rule: h.Rule, AuthorID: d.Draft.EditedBy, Submitter: frame.ID}
	for _, o := range operators {
		if o.May(operator.Review) && next.MayDecide(o.ID, h.Rule) {
			page.Deciders = append(page.Deciders, o.Name)
		}
	}
	return page, nil
}

// RevisionCreate submits the draft for review. The digest in the form is of what
// the operator has read.
func (h *Handler) RevisionCreate(c *fiber.Ctx) error {
	id, by, note, read, now := h.NewID(), access.OperatorOf(c).ID, posted(c, "note"), posted(c, "digest"), h.Now()
	d, err := h.Campaigns.Change(c.UserContext(), c.Params("campaign"), now, func(d *campaign.Dossier) (audit.Act, error) {
		if d.Draft.Content.Digest().String() != read {
			return audit.Act{}, fault.New(fault.Conflict, "fault.draft.moved")
		}
		if err := d.Submit(id, h.Rule, by, note, now); err != nil {
			return audit.Act{}, err
		}
		return act(c, audit.CampaignSubmitted, d.Campaign.Slug, map[string]string{
			"revision": strconv.Itoa(d.Pending.Number), "digest": d.Pending.Digest.String(),
		}), nil
	})
	if err == nil {
		return h.Views.Redirect(c, "admin.revision", d.Campaign.ID, d.Pending.Number)
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return err
	}
	page, failed := h.submissionPage(c)
	if failed != nil {
		return failed
	}
	page.Note, page.Problems = note, fault.FieldsOf(err)
	if page.Problems == nil {
		message := fault.MessageOf(err)
		page.Notice = &message
	}
	return h.Views.Rejected(c, "admin/draft", page)
}
