package admin

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/web/render"
)

// Lists keeps lists of recipients. Each method is one transaction, in which the act
// is noted as well.
type Lists interface {
	// All returns every list with its counts, by name.
	All(ctx context.Context) ([]lists.Summary, error)
	// List returns a list; fault.NotFound.
	List(ctx context.Context, id string) (lists.List, error)
	// UsedBy returns the ids of the campaigns whose draft has taken a list over.
	UsedBy(ctx context.Context, id string) ([]string, error)
	// ListsOf returns the lists that have a mailbox in them, by name.
	ListsOf(ctx context.Context, mailbox string) ([]lists.List, error)
	// Standings returns the mailboxes that are not written to.
	Standings(ctx context.Context) (map[string]campaign.Mailbox, error)
	// Create stores a list without entries.
	Create(ctx context.Context, v lists.List, act audit.Act) error
	// Rename gives a list another name; fault.NotFound.
	Rename(ctx context.Context, id, name string, act audit.Act, now time.Time) error
	// Delete deletes a list; fault.Conflict while a campaign uses it.
	Delete(ctx context.Context, id string, act audit.Act, now time.Time) error

	// Entries returns the entries of a list in their order.
	Entries(ctx context.Context, id string) ([]lists.Entry, error)
	// Put changes an entry, or adds one for the number 0. do may be called more than
	// once. An act without an action changes nothing.
	Put(ctx context.Context, id string, number int, now time.Time, do func(lists.List, lists.Entry) (lists.Entry, audit.Act, error)) error

	// AddUpload keeps a table until it is confirmed.
	AddUpload(ctx context.Context, u lists.Upload) error
	// Upload returns the table of an operator; fault.NotFound.
	Upload(ctx context.Context, list, id, operator string) (lists.Upload, error)
	// SetUpload changes what was said about a table; fault.NotFound.
	SetUpload(ctx context.Context, u lists.Upload) error
	// Import carries out what do planned, and deletes the upload.
	Import(ctx context.Context, u lists.Upload, v lists.Import, retire bool, act audit.Act, do func([]lists.Entry, map[string]campaign.Mailbox) (lists.Plan, error)) error
	// Imports returns the imports into a list, the latest first.
	Imports(ctx context.Context, id string) ([]lists.Import, error)
	// Undo takes an import back; fault.Conflict when something was built on it.
	Undo(ctx context.Context, list string, number int, act audit.Act, now time.Time) error
}

// listsPage is admin/lists: every list.
type listsPage struct {
	Frame
	Lists []listLine
}

// listLine is a list in the overview.
type listLine struct {
	ID       string
	Name     string
	Entries  int // that are not retired
	Active   int
	Retired  int
	Uses     []listUse
	EditedAt time.Time
}

// listUse is a campaign whose draft has taken a list over.
type listUse struct {
	ID    string
	Title string
}

// ListsIndex shows every list.
func (h *Handler) ListsIndex(c *fiber.Ctx) error {
	frame, err := h.frame(c, "lists")
	if err != nil {
		return err
	}
	all, err := h.Lists.All(c.UserContext())
	if err != nil {
		return err
	}
	titled, err := h.titled(c)
	if err != nil {
		return err
	}
	page := listsPage{Frame: frame}
	for _, l := range all {
		page.Lists = append(page.Lists, listLine{
			ID: l.ID, Name: l.Name, Entries: l.Entries, Active: l.Active, Retired: l.Retired, Uses: titled(l.UsedBy), EditedAt: l.EditedAt,
		})
	}
	return h.Views.Page(c, "admin/lists", page)
}

// titled returns what names campaigns.
func (h *Handler) titled(c *fiber.Ctx) (func(ids []string) []listUse, error) {
	summaries, err := h.Numbers.Summaries(c.UserContext(), h.Now())
	titles := map[string]string{}
	for _, s := range summaries {
		titles[s.Campaign.ID] = titleOf(s.Titles, render.LanguageOf(c), s.Campaign.Slug)
	}
	return func(ids []string) []listUse {
		var uses []listUse
		for _, id := range ids {
			uses = append(uses, listUse{id, titles[id]})
		}
		return uses
	}, err
}

// listNamePage is admin/list-name: makes a list, or gives one another name.
type listNamePage struct {
	Frame
	ID      string // "" to make one
	Current string // its name
	Name    text
}

// ListNew offers to make a list.
func (h *Handler) ListNew(c *fiber.Ctx) error {
	frame, err := h.frame(c, "lists")
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/list-name", listNamePage{Frame: frame, Name: text{Name: "name"}})
}

// ListCreate makes a list without entries.
func (h *Handler) ListCreate(c *fiber.Ctx) error {
	name := tidied(c, "name")
	if err := lists.CheckName(name); err != nil {
		return h.misnamed(c, lists.List{}, err)
	}
	made := act(c, audit.ListCreated, h.NewID(), map[string]string{"name": name})
	v := lists.List{ID: made.Subject, Name: name, MadeAt: h.Now(), MadeBy: made.Actor.ID, EditedAt: h.Now(), EditedBy: made.Actor.ID}
	if err := h.Lists.Create(c.UserContext(), v, made); err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.list", v.ID)
}

func (h *Handler) misnamed(c *fiber.Ctx, v lists.List, refused error) error {
	frame, err := h.frame(c, "lists")
	if err != nil {
		return err
	}
	page := listNamePage{Frame: frame, ID: v.ID, Current: v.Name, Name: text{Name: "name", Value: posted(c, "name")}}
	for _, f := range fault.FieldsOf(refused) {
		page.Name.Rejected = &f.Message
	}
	return h.Views.Rejected(c, "admin/list-name", page)
}

// ListNameEdit offers to rename a list.
func (h *Handler) ListNameEdit(c *fiber.Ctx) error {
	frame, v, err := h.list(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/list-name", listNamePage{Frame: frame, ID: v.ID, Current: v.Name, Name: text{Name: "name", Value: v.Name}})
}

// ListNameUpdate renames a list.
func (h *Handler) ListNameUpdate(c *fiber.Ctx) error {
	_, v, err := h.list(c)
	if err != nil {
		return err
	}
	name := tidied(c, "name")
	if err := lists.CheckName(name); err != nil {
		return h.misnamed(c, v, err)
	}
	if err := h.Lists.Rename(c.UserContext(), v.ID, name, act(c, audit.ListRenamed, v.ID, nil), h.Now()); err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.list", v.ID)
}

// list loads the list in the path.
func (h *Handler) list(c *fiber.Ctx) (Frame, lists.List, error) {
	frame, err := h.frame(c, "lists")
	if err != nil {
		return frame, lists.List{}, err
	}
	v, err := h.Lists.List(c.UserContext(), c.Params("list"))
	return frame, v, err
}

// listDeletionPage is admin/list-deletion: what deleting a list means.
type listDeletionPage struct {
	Frame
	ID, Name string
	Entries  int
	Uses     []listUse // why it cannot be deleted
}

// ListDeletionNew says what deleting a list means.
func (h *Handler) ListDeletionNew(c *fiber.Ctx) error {
	page, err := h.listDeletionPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/list-deletion", page)
}

// ListDeletionCreate deletes a list.
func (h *Handler) ListDeletionCreate(c *fiber.Ctx) error {
	id := c.Params("list")
	err := h.Lists.Delete(c.UserContext(), id, act(c, audit.ListDeleted, id, nil), h.Now())
	if fault.Is(err, fault.Conflict) {
		page, err := h.listDeletionPage(c)
		if err != nil {
			return err
		}
		return h.Views.Rejected(c, "admin/list-deletion", page)
	}
	if err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.lists")
}

func (h *Handler) listDeletionPage(c *fiber.Ctx) (listDeletionPage, error) {
	frame, v, err := h.list(c)
	if err != nil {
		return listDeletionPage{}, err
	}
	entries, err := h.Lists.Entries(c.UserContext(), v.ID)
	if err != nil {
		return listDeletionPage{}, err
	}
	uses, err := h.Lists.UsedBy(c.UserContext(), v.ID)
	if err != nil {
		return listDeletionPage{}, err
	}
	titled, err := h.titled(c)
	if err != nil {
		return listDeletionPage{}, err
	}
	return listDeletionPage{Frame: frame, ID: v.ID, Name: v.Name, Entries: len(entries), Uses: titled(uses)}, nil
}
