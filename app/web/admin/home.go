package admin

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/render"
)

// sweepLate is how old the last sweep may be before the dashboard warns: it runs
// every minute.
const sweepLate = 5 * time.Minute

// homePage is admin/home, the dashboard: first what needs this operator.
type homePage struct {
	Frame
	Notice   *fault.Message // why the last press did not count
	Waiting  []waitingLine
	Others   int // revisions that wait for a decision of somebody else
	Alerts   []alertLine
	Day      time.Time // the beginning of the organisation's day
	Today    insight.Outcomes
	States   []stateCount
	Held     insight.Held
	TokenAge time.Duration // of the oldest token
	Sweep    insight.Sweep
	Late     bool // the last sweep was long ago, or never
	Switch   switchPart
}

// waitingLine is something the operator may take the next step of.
type waitingLine struct {
	Step   step
	ID     string // of the campaign
	Title  string
	Number int // of the revision, 0 for a draft
	At     time.Time
}

// step is what an operator does next.
type step string

const (
	decide  step = "decide"
	publish step = "publish"
	resume  step = "continue" // with a draft
)

// stateCount is how many campaigns are in a state.
type stateCount struct {
	State campaign.State
	Count int
}

// HomeShow is the dashboard.
func (h *Handler) HomeShow(c *fiber.Ctx) error {
	page, err := h.homePage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/home", page)
}

// HomeBack leads to the dashboard.
func (h *Handler) HomeBack(c *fiber.Ctx) error { return h.Views.Redirect(c, "admin.home") }

func (h *Handler) homePage(c *fiber.Ctx) (homePage, error) {
	frame, err := h.frame(c, "home")
	if err != nil {
		return homePage{}, err
	}
	now := h.Now()
	page := homePage{Frame: frame, Day: dayOf(now, h.Zone)}
	v, err := h.Numbers.Overview(c.UserContext(), page.Day)
	if err != nil {
		return page, err
	}
	summaries, err := h.Numbers.Summaries(c.UserContext(), now)
	if err != nil {
		return page, err
	}
	called, err := h.names(c)
	if err != nil {
		return page, err
	}
	page.Waiting, page.Others = h.waiting(frame, v, summaries, render.LanguageOf(c))
	page.Alerts = alertLines(v.Alerts, summaries)
	page.Today, page.Held, page.Sweep = v.Today, v.Held, v.Sweep
	for _, state := range campaign.States() {
		page.States = append(page.States, stateCount{state, v.Campaigns[state]})
	}
	if !v.Held.Oldest.IsZero() {
		page.TokenAge = now.Sub(v.Held.Oldest).Truncate(time.Minute)
	}
	page.Late = v.Sweep.At.IsZero() || now.Sub(v.Sweep.At) > sweepLate
	page.Switch = h.switchPart(v.Stop, called)
	return page, nil
}

// waiting lists reviews the operator may decide, approved revisions they may
// publish, and drafts that they left; and counts the reviews of others.
func (h *Handler) waiting(f Frame, v insight.Overview, summaries []insight.Summary, language string) (lines []waitingLine, others int) {
	title := func(id, slug string) string {
		if i := slices.IndexFunc(summaries, func(s insight.Summary) bool { return s.Campaign.ID == id }); i >= 0 {
			return titleOf(summaries[i].Titles, language, slug)
		}
		return slug
	}
	for _, r := range v.Reviews {
		submitted := campaign.Revision{Rule: r.Rule, AuthorID: r.AuthorID, Submitter: r.SubmitterID}
		if !f.May(operator.Review) || !submitted.MayDecide(f.ID, h.Rule) {
			others++
			continue
		}
		lines = append(lines, waitingLine{decide, r.CampaignID, title(r.CampaignID, r.Slug), r.Number, r.SubmittedAt})
	}
	if f.May(operator.Run) {
		for _, r := range v.Ready {
			lines = append(lines, waitingLine{publish, r.CampaignID, title(r.CampaignID, r.Slug), r.Number, r.ApprovedAt})
		}
	}
	for _, s := range summaries {
		if f.May(operator.Edit) && s.Campaign.State == campaign.Draft && s.EditedBy == f.ID {
			lines = append(lines, waitingLine{resume, s.Campaign.ID, titleOf(s.Titles, language, s.Campaign.Slug), 0, s.EditedAt})
		}
	}
	return lines, others
}
