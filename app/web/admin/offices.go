package admin

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// Offices keeps what recipients' offices ask on their pages.
type Offices interface {
	// OpenRequests returns what waits for an operator, the oldest first.
	OpenRequests(ctx context.Context) ([]campaign.Request, error)
	// SettleRequest closes a request as do says, gives its mailbox the standing that
	// do returns, and notes both; fault.NotFound.
	SettleRequest(ctx context.Context, id string, do func(campaign.Request) (campaign.Request, *campaign.Mailbox, audit.Act, error)) error
	// Uses returns the campaigns that name each of some mailboxes.
	Uses(ctx context.Context, mailboxes []string) (map[string][]campaign.Use, error)
}

// ListUse is a list that has a mailbox in it.
type ListUse struct{ ID, Name string }

// officesPage is admin/offices: what recipients' offices have asked, the oldest
// first.
type officesPage struct {
	Frame
	Requests []requestLine
	Settled  *settledLine   // the page answers that a request was settled
	Notice   *fault.Message // why the last press did not count
}

// requestLine is a request in the queue.
type requestLine struct {
	campaign.Request
	whereabouts
	Standing campaign.Standing // of the mailbox
	Typed    string            // the note
	Problem  *fault.Message    // with the note
}

// settledLine is what was done about a request.
type settledLine struct {
	Mailbox string
	Kind    campaign.RequestKind
	Outcome campaign.RequestOutcome
}

// whereabouts is where a mailbox stands.
type whereabouts struct {
	Names []string // of the recipient
	Uses  []useLine
	Lists []ListUse
}

// useLine is a campaign that a mailbox is in.
type useLine struct {
	ID, Title string
	Live      bool
	Draft     bool
}

// OfficesIndex shows the queue.
func (h *Handler) OfficesIndex(c *fiber.Ctx) error {
	page, err := h.officesPage(c)
	if err != nil {
		return err
	}
	if err := h.setSettled(c, &page); err != nil {
		return err
	}
	return h.Views.Page(c, "admin/offices", page)
}

// setSettled tells what the query says was done. That a mailbox was given a standing
// is said only while it has that.
func (h *Handler) setSettled(c *fiber.Ctx, page *officesPage) error {
	parsed, err := address.Parse(c.Query("mailbox"))
	if err != nil {
		return nil // nothing was done
	}
	s := settledLine{parsed.Normal(), campaign.RequestKind(c.Query("kind")), campaign.RequestOutcome(c.Query("settled"))}
	m, err := h.Standings.Standing(c.UserContext(), s.Mailbox)
	if err != nil {
		return err
	}
	to, known := s.Kind.Standing()
	if s.Outcome == campaign.RequestWithout || s.Outcome == campaign.RequestSet && known && m.Standing == to {
		page.Settled = &s
	}
	return nil
}

// OfficesBack leads someone who reloads the address of a form to its page.
func (h *Handler) OfficesBack(c *fiber.Ctx) error { return h.Views.Redirect(c, "admin.offices") }

// RequestUpdate settles a request. One that somebody else has settled, or that the
// office has changed since it was read, shows how things stand.
func (h *Handler) RequestUpdate(c *fiber.Ctx) error {
	id, note, outcome := c.Params("request"), posted(c, "note"), campaign.RequestOutcome(posted(c, "outcome"))
	times, err := strconv.Atoi(posted(c, "times"))
	if err != nil {
		times = 0
	}
	var done campaign.Request
	err = h.Offices.SettleRequest(c.UserContext(), id, func(r campaign.Request) (campaign.Request, *campaign.Mailbox, audit.Act, error) {
		done = r
		settled, mailbox, err := r.Settle(outcome, times, access.OperatorOf(c).ID, note, h.Now())
		details := map[string]string{"request": string(r.Kind), "outcome": string(outcome), "note": settled.Note}
		return settled, mailbox, act(c, audit.RequestSettled, r.Mailbox, details), err
	})
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		if err != nil {
			return err
		}
		path, err := h.Path("admin.offices", "")
		if err != nil {
			return err
		}
		query := url.Values{"settled": {string(outcome)}, "kind": {string(done.Kind)}, "mailbox": {done.Mailbox}}
		return c.Redirect(path+"?"+query.Encode(), fiber.StatusSeeOther)
	}
	page, failed := h.officesPage(c)
	if failed != nil {
		return failed
	}
	i := slices.IndexFunc(page.Requests, func(r requestLine) bool { return r.ID == id })
	message := fault.MessageOf(err)
	fields := fault.FieldsOf(err)
	if i >= 0 {
		page.Requests[i].Typed = note
	}
	switch {
	case i >= 0 && len(fields) > 0 && fields[0].Name == "note":
		page.Requests[i].Problem = &fields[0].Message
	case len(fields) > 0:
		page.Notice = &fields[0].Message
	default:
		page.Notice = &message
	}
	return h.Views.Rejected(c, "admin/offices", page)
}

func (h *Handler) officesPage(c *fiber.Ctx) (officesPage, error) {
	frame, err := h.frame(c, "offices")
	if err != nil {
		return officesPage{}, err
	}
	page := officesPage{Frame: frame}
	open, err := h.Offices.OpenRequests(c.UserContext())
	if err != nil {
		return page, err
	}
	var mailboxes []string
	for _, r := range open {
		if !slices.Contains(mailboxes, r.Mailbox) { // it may ask for both
			mailboxes = append(mailboxes, r.Mailbox)
		}
	}
	places, err := h.places(c, mailboxes...)
	if err != nil {
		return page, err
	}
	for _, r := range open {
		m, err := h.Standings.Standing(c.UserContext(), r.Mailbox)
		if err != nil {
			return page, err
		}
		page.Requests = append(page.Requests, requestLine{Request: r, whereabouts: places[r.Mailbox], Standing: m.Standing})
	}
	return page, nil
}

// places finds where mailboxes stand.
func (h *Handler) places(c *fiber.Ctx, mailboxes ...string) (map[string]whereabouts, error) {
	uses, err := h.Offices.Uses(c.UserContext(), mailboxes)
	if err != nil {
		return nil, err
	}
	places := map[string]whereabouts{}
	for _, mailbox := range mailboxes {
		var p whereabouts
		for _, u := range uses[mailbox] {
			p.Uses = append(p.Uses, useLine{u.CampaignID, titleOf(u.Titles, render.LanguageOf(c), u.Slug), u.Live, u.Draft})
			if !slices.Contains(p.Names, u.Name) {
				p.Names = append(p.Names, u.Name)
			}
		}
		in, err := h.Lists.ListsOf(c.UserContext(), mailbox)
		if err != nil {
			return nil, err
		}
		for _, l := range in {
			p.Lists = append(p.Lists, ListUse{l.ID, l.Name})
		}
		places[mailbox] = p
	}
	return places, nil
}
