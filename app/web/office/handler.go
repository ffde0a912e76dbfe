// Package office is the page of a recipient's office: what is sent to its mailbox,
// how to recognise and file it, and how to correct the address or be left alone.
// Whoever has the link sees the page; operators give it to the office. The page
// holds nothing of any sender, and sets no cookie.
package office

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
)

// Handler answers the routes of offices. Every field is required.
type Handler struct {
	Offices   Offices
	Standings Standings
	Switch    Switch
	Links     Links
	Views     Views
	Now       func() time.Time
	NewID     func() string // UUIDv7
}

// Offices keeps what offices ask, and knows who writes to them.
type Offices interface {
	// Addressed returns the campaigns with a published revision that names the
	// mailbox.
	Addressed(ctx context.Context, mailbox string) ([]campaign.Addressed, error)
	// RequestsOf returns the latest request of each kind of a mailbox.
	RequestsOf(ctx context.Context, mailbox string) ([]campaign.Request, error)
	// Ask puts a request into the queue, in the place of an open one of its kind.
	Ask(ctx context.Context, r campaign.Request) error
}

// Standings tells how mailboxes stand.
type Standings interface {
	// Standing returns how a mailbox stands.
	Standing(ctx context.Context, mailbox string) (campaign.Mailbox, error)
}

// Switch tells whether all sending is stopped.
type Switch interface {
	// Stop returns the switch; zero while it is off.
	Stop(ctx context.Context) (sending.Stop, error)
}

// Views answers with pages and redirects.
type Views interface {
	// Page answers 200 with the named page.
	Page(c *fiber.Ctx, name string, page any) error
	// Rejected answers 422 with the same page and its problems.
	Rejected(c *fiber.Ctx, name string, page any) error
	// Redirect answers 303 with the address of a route.
	Redirect(c *fiber.Ctx, route string, args ...any) error
}

// Links makes and reads links to the pages of offices. They do not run out: an
// office keeps its link beside the letters.
type Links struct{ Vault sending.Vault }

func (l Links) links() access.Links { return access.Links{Vault: l.Vault, Place: "office link"} }

// Token returns the last part of a link's path. The mailbox is in the normal form
// of its address.
func (l Links) Token(mailbox string) (string, error) { return l.links().Token(mailbox) }

// mailbox returns whose page the path names; fault.NotFound.
func (h *Handler) mailbox(c *fiber.Ctx) (string, error) {
	mailbox, ok := h.Links.links().Read(c.Params("token"))
	if !ok {
		return "", fault.New(fault.NotFound, "fault.office.unknown")
	}
	return mailbox, nil
}

// OfficeShow is the page of an office.
func (h *Handler) OfficeShow(c *fiber.Ctx) error {
	page, err := h.page(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "office/office", page)
}

// OfficeBack leads someone who reloads the address of a form to its page.
func (h *Handler) OfficeBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "office.show", c.Params("token"))
}
