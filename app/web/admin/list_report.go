package admin

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/web/access"
)

// reportPage is admin/report: what an import would change, before anything is
// written.
type reportPage struct {
	Frame
	ListID, ListName, Upload string
	Plan                     lists.Plan
	Digest                   string // names the report
	Retire                   bool   // what was chosen for entries that the table lacks
	Moved                    bool   // the list has changed since the report that was confirmed
	Notice                   *fault.Message
}

// shownLines is how many entries of a kind a report shows. Faulty rows are shown all.
const shownLines = 200

// New are the first entries that would be added.
func (p reportPage) New() []lists.Line { return first(p.Plan.New) }

// Changed are the first entries that would change.
func (p reportPage) Changed() []lists.Change { return first(p.Plan.Changed) }

// Missing are the first entries that the table lacks.
func (p reportPage) Missing() []lists.Entry { return first(p.Plan.Missing) }

// Standings are the first mailboxes whose standing would change.
func (p reportPage) Standings() []lists.Restanding { return first(p.Plan.Standings) }

func first[T any](all []T) []T { return all[:min(shownLines, len(all))] }

// ReportShow is the report.
func (h *Handler) ReportShow(c *fiber.Ctx) error {
	page, err := h.reportPage(c)
	if fault.Is(err, fault.Invalid) { // the columns are still to be said
		return h.Views.Redirect(c, "admin.list.columns", c.Params("list"), c.Params("upload"))
	}
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/report", page)
}

func (h *Handler) reportPage(c *fiber.Ctx) (reportPage, error) {
	u, table, err := h.upload(c)
	if err != nil {
		return reportPage{}, err
	}
	if err := u.Settings.Columns.Check(table.Header); err != nil {
		return reportPage{}, err
	}
	frame, v, err := h.list(c)
	if err != nil {
		return reportPage{}, err
	}
	entries, err := h.Lists.Entries(c.UserContext(), v.ID)
	if err != nil {
		return reportPage{}, err
	}
	standings, err := h.Lists.Standings(c.UserContext())
	if err != nil {
		return reportPage{}, err
	}
	plan := lists.Draw(entries, table, u.Settings.Columns, standings)
	return reportPage{Frame: frame, ListID: v.ID, ListName: v.Name, Upload: u.ID, Plan: plan, Digest: plan.Digest()}, nil
}

// errPlan is of a report that is not what would be imported.
var errPlan = errors.New("the plan is not what was confirmed")

// ImportCreate imports the table that the report was about, all of it or nothing.
// Where list, table or standings are not what they were, or a row is faulty, the
// report is shown anew.
func (h *Handler) ImportCreate(c *fiber.Ctx) error {
	u, table, err := h.upload(c)
	if err != nil {
		return err
	}
	if u.Settings.Columns.Check(table.Header) != nil {
		return h.Views.Redirect(c, "admin.list.columns", u.ListID, u.ID)
	}
	confirmed, retire := posted(c, "digest"), posted(c, "missing") == "retire"
	v := lists.Import{ID: h.NewID(), By: access.OperatorOf(c).ID, At: h.Now()}
	err = h.Lists.Import(c.UserContext(), u, v, retire, act(c, audit.ListImported, u.ListID, nil), func(entries []lists.Entry, standings map[string]campaign.Mailbox) (lists.Plan, error) {
		plan := lists.Draw(entries, table, u.Settings.Columns, standings)
		if !plan.Importable() || plan.Digest() != confirmed {
			return plan, errPlan
		}
		return plan, nil
	})
	if !errors.Is(err, errPlan) && !fault.Is(err, fault.Conflict) {
		return h.listSaved(c, err, "imports")
	}
	page, failed := h.reportPage(c)
	if failed != nil {
		return failed
	}
	page.Retire = retire
	if message := fault.MessageOf(err); message.Key != "" {
		page.Notice = &message
	} else {
		page.Moved = true
	}
	return h.Views.Rejected(c, "admin/report", page)
}
