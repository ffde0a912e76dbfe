package admin

import (
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

// revisionsPage is admin/revisions: everything that was ever submitted of a
// campaign, and what was decided.
type revisionsPage struct {
	Frame
	CampaignID string
	Title      string
	Revisions  []revisionFacts // the newest first
}

// revisionFacts are what is known of a revision besides its content.
type revisionFacts struct {
	Number      int
	State       campaign.ReviewState
	Author      string // "" for the shell
	Submitter   string
	Reviewer    string
	Note        string
	Reason      string
	Digest      string
	Found       string // SHA-256 of what is stored
	SubmittedAt time.Time
	DecidedAt   time.Time
	PublishedAt time.Time
	Public      bool // senders get it
	Intact      bool // its content is what was submitted
}

// Judged reports whether somebody has approved or rejected it.
func (r revisionFacts) Judged() bool {
	return r.State == campaign.RevisionApproved || r.State == campaign.RevisionRejected || r.State == campaign.RevisionVoided
}

func factsOf(r campaign.Revision, d campaign.Dossier, called names) revisionFacts {
	return revisionFacts{
		Number: r.Number, State: r.State, Author: called.of(r.AuthorID), Submitter: called.of(r.Submitter), Reviewer: called.of(r.ReviewerID),
		Note: r.Note, Reason: r.Reason, Digest: r.Digest.String(), Found: r.Stored.String(),
		SubmittedAt: r.CreatedAt, DecidedAt: r.DecidedAt, PublishedAt: r.PublishedAt,
		Public: r.ID == d.Campaign.RevisionID && d.Campaign.State.Published(), Intact: r.Intact() == nil,
	}
}

// RevisionsIndex is the history.
func (h *Handler) RevisionsIndex(c *fiber.Ctx) error {
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
	all, err := h.Campaigns.Revisions(c.UserContext(), d.Campaign.ID)
	if err != nil {
		return err
	}
	page := revisionsPage{
		Frame: frame, CampaignID: d.Campaign.ID, Title: titleIn(c, d),
	}
	for _, r := range all {
		page.Revisions = append(page.Revisions, factsOf(r, d, called))
	}
	return h.Views.Page(c, "admin/revisions", page)
}

// revisionPage is admin/revision: a revision as its reviewer reads it.
type revisionPage struct {
	Frame
	revisionFacts
	CampaignID string
	Title      string

	Base       int  // number of the approved revision it is compared with; 0: there is none
	BaseIntact bool // that one is what was approved
	BaseAt     time.Time
	Changes    []difference
	Many       *manyRecipients // changed recipients, where they are too many to be listed
	Content    content
	Lens       *look          // what a recipient gets; nil where nobody gets a message of their own
	Rejected   *revisionFacts // the one before it, if that was rejected

	Decides  bool   // this operator may decide
	Mine     bool   // this operator has written or submitted it
	Typed    string // a reason
	Problems []fault.Field
	Notice   *fault.Message // why nothing was decided
}

// Waiting reports whether nobody has decided yet.
func (p revisionPage) Waiting() bool { return p.State == campaign.RevisionInReview }

// Withdrawable reports whether this operator may take it back.
func (p revisionPage) Withdrawable() bool { return p.Waiting() && p.May(operator.Edit) }

// RevisionShow is a revision.
func (h *Handler) RevisionShow(c *fiber.Ctx) error {
	page, err := h.revisionPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/revision", page)
}

func (h *Handler) revisionPage(c *fiber.Ctx) (revisionPage, error) {
	d, err := h.dossier(c)
	if err != nil {
		return revisionPage{}, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return revisionPage{}, err
	}
	called, err := h.names(c)
	if err != nil {
		return revisionPage{}, err
	}
	all, err := h.Campaigns.Revisions(c.UserContext(), d.Campaign.ID)
	if err != nil {
		return revisionPage{}, err
	}
	number, _ := strconv.Atoi(c.Params("number"))
	r, base, err := withBase(all, number)
	if err != nil {
		return revisionPage{}, err
	}
	what, err := h.diffNames(c.UserContext())
	if err != nil {
		return revisionPage{}, err
	}
	page := revisionPage{
		Frame: frame, revisionFacts: factsOf(r, d, called), CampaignID: d.Campaign.ID,
		Title:   titleIn(c, d),
		Content: contentOf(r.Content).of(d.Campaign.ID, r.Number, what), Mine: frame.ID != "" && r.By(frame.ID),
	}
	if page.Intact {
		page.Lens = lens(c, r.Content)
	}
	page.Rejected = rejectedBefore(all, number, d, called)
	page.Decides = frame.May(operator.Review) && page.Waiting() && page.Intact && r.MayDecide(frame.ID, h.Rule)
	if base != nil {
		page.Base, page.BaseIntact, page.BaseAt = base.Number, base.Intact() == nil, base.DecidedAt
	}
	if page.Intact && page.BaseIntact {
		page.Changes, page.Many = foldRecipients(changesOf(what, base.Content, r.Content), manyRecipients{CampaignID: d.Campaign.ID, Before: base.Number, Number: r.Number})
	}
	return page, nil
}

// rejectedBefore returns the newest revision below a number if it was rejected, nil
// otherwise.
func rejectedBefore(all []campaign.Revision, number int, d campaign.Dossier, called names) *revisionFacts {
	i := slices.IndexFunc(all, func(r campaign.Revision) bool { return r.Number < number })
	if i < 0 || all[i].State != campaign.RevisionRejected {
		return nil
	}
	facts := factsOf(all[i], d, called)
	return &facts
}

// withBase finds a revision among all, the newest first, and the approved one
// before it, nil without one. The error is a fault.NotFound.
func withBase(all []campaign.Revision, number int) (r campaign.Revision, base *campaign.Revision, err error) {
	found := false
	for i := range all {
		switch {
		case all[i].Number == number:
			r, found = all[i], true
		case found && all[i].State == campaign.RevisionApproved:
			return r, &all[i], nil
		}
	}
	if !found {
		return r, nil, fault.New(fault.NotFound, "fault.revision.unknown")
	}
	return r, nil, nil
}
