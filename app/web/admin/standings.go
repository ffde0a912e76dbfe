package admin

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
)

const standingsPageSize = 100 // mailboxes of a page

// Standings keeps which mailboxes are not written to.
type Standings interface {
	// All returns the mailboxes that are not written to, by address in normal form.
	All(ctx context.Context) (map[string]campaign.Mailbox, error)
	// Standing returns how a mailbox stands.
	Standing(ctx context.Context, mailbox string) (campaign.Mailbox, error)
	// Change gives a mailbox the standing that do makes of the one it has, and notes
	// the act.
	Change(ctx context.Context, mailbox string, by audit.Actor, do func(campaign.Mailbox) (campaign.Mailbox, error)) error
}

// standingsPage is admin/standings: the mailboxes that are not written to, and a
// form for one.
type standingsPage struct {
	Frame
	Rows     []mailboxLine
	Count    int // of all pages
	Page     int // from 1
	Next     int // 0 on the last
	Form     standingForm
	Known    *mailboxLine // how the mailbox of the form stands; nil without one
	Place    whereabouts  // where it stands
	Link     string       // to the page of its office, "" for who may not have it
	Saved    bool         // the page answers a form that was saved
	Problems []fault.Field
}

// mailboxLine is a mailbox with its standing.
type mailboxLine struct {
	Address  string
	Standing campaign.Standing
	Since    time.Time
	Source   campaign.Source
	By       string // "" for none
	Note     string
}

// standingForm gives a mailbox a standing, as typed.
type standingForm struct {
	Mailbox  string
	Standing campaign.Standing
	Choices  []campaign.Standing
	Note     string
	Sure     bool
}

// Promised reports whether the mailbox of the form has asked to stop.
func (p standingsPage) Promised() bool {
	return p.Known != nil && p.Known.Standing == campaign.AskedToStop
}

// StandingsIndex lists the mailboxes, with the form of the one in the query.
func (h *Handler) StandingsIndex(c *fiber.Ctx) error {
	page, err := h.standingsPage(c, strings.TrimSpace(c.Query("mailbox")))
	if err != nil {
		return err
	}
	page.Saved = page.Known != nil && c.Query("saved") != ""
	if page.Problems != nil {
		return h.Views.Rejected(c, "admin/standings", page)
	}
	return h.Views.Page(c, "admin/standings", page)
}

// StandingUpdate gives a mailbox a standing.
func (h *Handler) StandingUpdate(c *fiber.Ctx) error {
	typed := strings.TrimSpace(posted(c, "mailbox"))
	page, err := h.standingsPage(c, typed)
	if err != nil {
		return err
	}
	page.Form.Standing, page.Form.Note, page.Form.Sure = campaign.Standing(posted(c, "standing")), posted(c, "note"), posted(c, "sure") != ""
	if typed == "" {
		page.Problems = []fault.Field{{Name: "mailbox", Message: fault.Message{Key: "fault.required"}}}
	}
	if page.Known == nil || page.Problems != nil {
		return h.Views.Rejected(c, "admin/standings", page)
	}
	who, now := access.OperatorOf(c), h.Now()
	err = h.Standings.Change(c.UserContext(), page.Known.Address, who.Actor(), func(m campaign.Mailbox) (campaign.Mailbox, error) {
		return m.Change(page.Form.Standing, who.ID, page.Form.Note, page.Form.Sure, now)
	})
	if page.Problems = fault.FieldsOf(err); page.Problems != nil {
		return h.Views.Rejected(c, "admin/standings", page)
	}
	if err != nil {
		return err
	}
	path, err := h.Path("admin.standings", "")
	if err != nil {
		return err
	}
	return c.Redirect(path+"?"+url.Values{"mailbox": {page.Known.Address}, "saved": {"1"}}.Encode(), fiber.StatusSeeOther)
}

func (h *Handler) standingsPage(c *fiber.Ctx, typed string) (standingsPage, error) {
	frame, err := h.frame(c, "offices")
	if err != nil {
		return standingsPage{}, err
	}
	page := standingsPage{Frame: frame, Form: standingForm{Mailbox: typed, Choices: campaign.Standings()}}
	called, err := h.names(c)
	if err != nil {
		return page, err
	}
	all, err := h.Standings.All(c.UserContext())
	if err != nil {
		return page, err
	}
	for _, m := range all {
		page.Rows = append(page.Rows, lineOf(m, called))
	}
	slices.SortFunc(page.Rows, func(a, b mailboxLine) int {
		return cmp.Or(b.Since.Compare(a.Since), strings.Compare(a.Address, b.Address))
	})
	number, _ := strconv.Atoi(c.Query("page"))
	page.Count = len(page.Rows)
	page.Rows, page.Page, page.Next = paged(page.Rows, number, standingsPageSize)
	if typed == "" {
		return page, nil
	}
	parsed, err := address.Parse(typed)
	if err != nil {
		page.Problems = []fault.Field{{Name: "mailbox", Message: fault.MessageOf(err)}}
		return page, nil
	}
	return page, h.fillStanding(c, &page, parsed.Normal(), called)
}

// fillStanding tells how a mailbox stands, and where.
func (h *Handler) fillStanding(c *fiber.Ctx, page *standingsPage, mailbox string, called names) error {
	m, err := h.Standings.Standing(c.UserContext(), mailbox)
	if err != nil {
		return err
	}
	known := lineOf(m, called)
	page.Known, page.Form.Standing = &known, m.Standing
	places, err := h.places(c, mailbox)
	if err != nil {
		return err
	}
	page.Place = places[mailbox]
	if page.May(operator.Edit) {
		page.Link, err = h.officeLink(mailbox)
	}
	return err
}

func lineOf(m campaign.Mailbox, called names) mailboxLine {
	return mailboxLine{Address: m.Address, Standing: m.Standing, Since: m.Since, Source: m.Source, By: called.of(m.SetBy), Note: m.Note}
}

// officeLink is the absolute address of the page of a mailbox's office. It names no
// language: the office's browser does.
func (h *Handler) officeLink(mailbox string) (string, error) {
	token, err := h.OfficeLink(mailbox)
	if err != nil {
		return "", err
	}
	path, err := h.Path("office.show", "", token)
	return h.PublicURL + path, err
}

// paged returns a page of rows, its number from 1, and the number of the next, 0 on
// the last.
func paged[T any](rows []T, number, size int) (page []T, at, next int) {
	last := max(1, (len(rows)+size-1)/size)
	at = min(max(number, 1), last)
	page = rows[(at-1)*size : min(at*size, len(rows))]
	if at < last {
		next = at + 1
	}
	return page, at, next
}
