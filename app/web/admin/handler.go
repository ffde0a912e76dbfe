// Package admin is the operators' interface: accounts and sign-in, campaigns from
// the first draft to the archive, the review, the switch that stops all sending,
// and the audit log. Senders never reach it (promise 9): each of its routes names
// a permission.
package admin

import (
	"context"
	"iter"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/insight"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// Handler answers the routes about campaigns. Every field is required.
type Handler struct {
	Office
	Campaigns Campaigns
	Switch    Switch
	Names     Names
	Log       Log
	Lists     Lists
	Flow      *sending.Flow // for tests of a letter
	Cookies   access.Cookies
	Preview   func(revisionID string, until time.Time) (token string, err error) // seals a preview link
	Path      func(route, language string, args ...any) (string, error)          // address of a route
	Text      func(language, key string, args map[string]any) string             // words of a locale key

	LanguageName func(tag string) string // what a language calls itself

	PublicURL   string            // origin, without a final slash
	PreviewKept time.Duration     // how long a preview link can be opened
	Languages   []render.Language // of the interface
	Zone        *time.Location    // of the organisation
	Now         func() time.Time
	NewID       func() string // UUIDv7

	Offices    Offices
	Standings  Standings
	OfficeLink func(mailbox string) (string, error) // the last part of the path of an office's page
}

// Views answers with pages and redirects.
type Views interface {
	// Page answers 200 with the named page, or the part of it htmx asked for.
	Page(c *fiber.Ctx, name string, page any) error
	// Rejected answers 422 with the same page and its problems.
	Rejected(c *fiber.Ctx, name string, page any) error
	// Fragment answers htmx with a part of the page that it did not name.
	Fragment(c *fiber.Ctx, status int, name, block string, page any) error
	// Redirect answers 303 with the address of a route.
	Redirect(c *fiber.Ctx, route string, args ...any) error
}

// Campaigns keeps campaigns, drafts and revisions. Each method is one
// transaction, in which the act is noted as well.
type Campaigns interface {
	sending.Campaigns
	// BySlug returns the campaign with this slug; fault.NotFound.
	BySlug(ctx context.Context, slug string) (campaign.Campaign, error)
	// Dossier returns a campaign with its draft and pending revision;
	// fault.NotFound.
	Dossier(ctx context.Context, id string, now time.Time) (campaign.Dossier, error)
	// Create stores a new campaign; fault.Invalid with the field slug when it is
	// taken.
	Create(ctx context.Context, d campaign.Dossier, act audit.Act) error
	// Change carries out an action on a dossier and saves what became of it. do
	// may be called more than once. An act without an action is not noted.
	Change(ctx context.Context, id string, now time.Time, do func(*campaign.Dossier) (audit.Act, error)) (campaign.Dossier, error)
	// Revisions returns the submitted revisions, the newest first.
	Revisions(ctx context.Context, campaignID string) ([]campaign.Revision, error)
	// AddSnapshot freezes the draft as it stands, for a test or a preview link.
	AddSnapshot(ctx context.Context, campaignID, id, by string, act audit.Act, now time.Time) (campaign.Revision, error)

	// KeepCopy sets a text aside that could not go into the draft, or replaces it.
	KeepCopy(ctx context.Context, v campaign.Copy) error
	// Copies returns the texts set aside, the latest first.
	Copies(ctx context.Context, campaignID string) ([]campaign.Copy, error)
	// Copy returns one of them; fault.NotFound.
	Copy(ctx context.Context, campaignID, id string) (campaign.Copy, error)
	// UseCopy puts one into the draft, which has to be what base names, and sets
	// aside what stood there under another id.
	UseCopy(ctx context.Context, campaignID, id, base, otherID string, act audit.Act, now time.Time) error
	// DropCopy deletes one; fault.NotFound.
	DropCopy(ctx context.Context, campaignID, id string, act audit.Act, now time.Time) error
}

// Numbers are what the dashboard and the lists show.
type Numbers interface {
	// Overview returns the dashboard; day is the beginning of the organisation's
	// day.
	Overview(ctx context.Context, day time.Time) (insight.Overview, error)
	// Notices returns what stands on every page.
	Notices(ctx context.Context) (insight.Notices, error)
	// Summaries returns every campaign, the latest edited first.
	Summaries(ctx context.Context, now time.Time) ([]insight.Summary, error)
}

// Switch stops all sending, and settles alerts.
type Switch interface {
	// StopSending turns the switch on; fault.Conflict when it is on.
	StopSending(ctx context.Context, stop sending.Stop, act audit.Act) error
	// ResumeSending turns it off; fault.Conflict when it is off.
	ResumeSending(ctx context.Context, act audit.Act, now time.Time) error
	// SettleAlert notes that an alert was dealt with; fault.NotFound.
	SettleAlert(ctx context.Context, id string, act audit.Act, now time.Time) error
}

// Names tells operators by id.
type Names interface {
	// Operators returns all operators.
	Operators(ctx context.Context) ([]operator.Operator, error)
}

// Log is the audit log.
type Log interface {
	// Append adds an entry.
	Append(ctx context.Context, act audit.Act, now time.Time) error
	// Entries returns a page of the entries a filter chooses, the newest first; an
	// *audit.Problem when one of them cannot be read.
	Entries(ctx context.Context, f audit.Filter) ([]audit.Entry, error)
	// Matching goes through all entries a filter chooses, the oldest first.
	Matching(ctx context.Context, f audit.Filter) iter.Seq2[audit.Entry, error]
	// Head returns the newest entry's number and hash.
	Head(ctx context.Context) (audit.Head, error)
}

// act is something the signed-in operator does.
func act(c *fiber.Ctx, action audit.Action, subject string, details map[string]string) audit.Act {
	return audit.Act{Actor: access.OperatorOf(c).Actor(), Action: action, Subject: subject, Details: details}
}

// posted returns a control of the submitted form. What stands in the URL does not
// count.
func posted(c *fiber.Ctx, control string) string { return string(c.Request().PostArgs().Peek(control)) }

// dossier loads the campaign in the path.
func (h *Handler) dossier(c *fiber.Ctx) (campaign.Dossier, error) {
	return h.Campaigns.Dossier(c.UserContext(), c.Params("campaign"), h.Now())
}

// names returns what operators are called, by id.
func (h *Handler) names(c *fiber.Ctx) (names, error) {
	all, err := h.Names.Operators(c.UserContext())
	if err != nil {
		return nil, err
	}
	called, same := names{}, map[string]int{}
	for _, o := range all {
		same[o.Name]++
	}
	for _, o := range all {
		called[o.ID] = o.Name
		if same[o.Name] > 1 { // a name is chosen freely, also that of somebody else
			called[o.ID] += " (" + o.Email + ")"
		}
	}
	return called, nil
}

// names are what operators are called, by id.
type names map[string]string

// of returns a name, "" for the shell and for an account that is not known.
func (n names) of(id string) string { return n[id] }
