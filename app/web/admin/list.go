package admin

import (
	"bytes"
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

// listEntries is how many entries a page shows.
const listEntries = 50

// listPage is admin/list: a list, page by page, and the imports it was made of.
type listPage struct {
	Frame
	ID, Name string
	Notice   *fault.Message // why nothing was done
	Saved    bool
	Search   string
	Show     listShow
	Shows    []listShow
	Found    int // entries that the search finds
	Count    int // that are not retired
	Page     int // from 1
	Pages    int
	Entries  []entryLine
	Imports  []importLine
	Uses     []listUse
}

// Earlier and Later return the pages beside this one, 0 for none.
func (p listPage) Earlier() int { return p.Page - 1 }

// Later is the next page.
func (p listPage) Later() int {
	if p.Page < p.Pages {
		return p.Page + 1
	}
	return 0
}

// listShow says which entries are shown.
type listShow string

// The choices; standings are others.
const (
	showCurrent listShow = ""
	showRetired listShow = "retired"
)

// entryLine is an entry with its standing.
type entryLine struct {
	lists.Entry
	Mailbox campaign.Mailbox
}

// importLine is an import into the list.
type importLine struct {
	lists.Import
	By, UndoneBy string // names
	Undoable     bool   // the latest that holds
}

// ListShow is a list.
func (h *Handler) ListShow(c *fiber.Ctx) error {
	page, err := h.listPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/list", page)
}

// ListBack leads to the list.
func (h *Handler) ListBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.list", c.Params("list"))
}

func (h *Handler) listPage(c *fiber.Ctx) (listPage, error) {
	frame, v, err := h.list(c)
	if err != nil {
		return listPage{}, err
	}
	page := listPage{Frame: frame, ID: v.ID, Name: v.Name, Search: strings.TrimSpace(c.Query("q")), Show: listShow(c.Query("show")), Saved: c.Query("saved") != ""}
	page.Shows = []listShow{showCurrent}
	for _, s := range campaign.Standings() {
		page.Shows = append(page.Shows, listShow(s))
	}
	page.Shows = append(page.Shows, showRetired)
	if err := h.listEntries(c, &page); err != nil {
		return page, err
	}
	if err := h.listImports(c, &page); err != nil {
		return page, err
	}
	uses, err := h.Lists.UsedBy(c.UserContext(), v.ID)
	if err != nil {
		return page, err
	}
	titled, err := h.titled(c)
	if err != nil {
		return page, err
	}
	page.Uses = titled(uses)
	return page, nil
}

// listEntries finds the entries of the page.
func (h *Handler) listEntries(c *fiber.Ctx, page *listPage) error {
	entries, err := h.Lists.Entries(c.UserContext(), page.ID)
	if err != nil {
		return err
	}
	standings, err := h.Lists.Standings(c.UserContext())
	if err != nil {
		return err
	}
	var found []entryLine
	for _, e := range entries {
		if !e.Retired {
			page.Count++
		}
		line := entryLine{e, campaign.Mailbox{Standing: campaign.Active}}
		if m, ok := standings[e.Key]; ok {
			line.Mailbox = m
		}
		if page.Show.takes(line) && e.Matches(page.Search) {
			found = append(found, line)
		}
	}
	page.Found, page.Pages = len(found), (len(found)+listEntries-1)/listEntries
	page.Page, _ = strconv.Atoi(c.Query("page"))
	page.Page = max(1, min(page.Page, page.Pages))
	from := (page.Page - 1) * listEntries
	page.Entries = found[min(from, len(found)):min(from+listEntries, len(found))]
	return nil
}

// takes reports whether an entry is among those that are shown.
func (s listShow) takes(e entryLine) bool {
	switch s {
	case showRetired:
		return e.Retired
	case showCurrent:
		return !e.Retired
	}
	return !e.Retired && string(e.Mailbox.Standing) == string(s)
}

func (h *Handler) listImports(c *fiber.Ctx, page *listPage) error {
	imports, err := h.Lists.Imports(c.UserContext(), page.ID)
	if err != nil {
		return err
	}
	called, err := h.names(c)
	if err != nil {
		return err
	}
	undoable := page.May("edit")
	for _, i := range imports {
		line := importLine{Import: i, By: called.of(i.By), UndoneBy: called.of(i.UndoneBy), Undoable: undoable && i.Holds()}
		undoable = undoable && !i.Holds()
		page.Imports = append(page.Imports, line)
	}
	return nil
}

// ListUndoCreate takes an import back. Where something was built on it, the list
// says what.
func (h *Handler) ListUndoCreate(c *fiber.Ctx) error {
	id := c.Params("list")
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil {
		return fault.New(fault.NotFound, "fault.list.import")
	}
	err = h.Lists.Undo(c.UserContext(), id, number, act(c, audit.ListUndone, id, nil), h.Now())
	if !fault.Is(err, fault.Conflict) {
		return h.listSaved(c, err, "imports")
	}
	page, failed := h.listPage(c)
	if failed != nil {
		return failed
	}
	message := fault.MessageOf(err)
	page.Notice = &message
	return h.Views.Rejected(c, "admin/list", page)
}

// listSaved leads to the list, which says that something was saved.
func (h *Handler) listSaved(c *fiber.Ctx, err error, focus string) error {
	if err != nil {
		return err
	}
	target, err := h.Path("admin.list", "", c.Params("list"))
	if err != nil {
		return err
	}
	return c.Redirect(target+"?saved=1#"+focus, fiber.StatusSeeOther)
}

// ListExportCreate answers with the list as a table. An export is noted.
func (h *Handler) ListExportCreate(c *fiber.Ctx) error {
	v, err := h.Lists.List(c.UserContext(), c.Params("list"))
	if err != nil {
		return err
	}
	entries, err := h.Lists.Entries(c.UserContext(), v.ID)
	if err != nil {
		return err
	}
	standings, err := h.Lists.Standings(c.UserContext())
	if err != nil {
		return err
	}
	var file bytes.Buffer
	exported := act(c, audit.ListExported, v.ID, map[string]string{"name": v.Name})
	if err := errors.Join(lists.WriteCSV(&file, entries, standings), h.Log.Append(c.UserContext(), exported, h.Now())); err != nil {
		return err
	}
	name := campaign.SlugOf(v.Name)
	if name == "" {
		name = "list"
	}
	return sendTable(c, name+"-"+h.Now().In(h.Zone).Format(dayForm), file.Bytes())
}

// sendTable answers with a table to be kept.
func sendTable(c *fiber.Ctx, name string, file []byte) error {
	c.Attachment(name + ".csv")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return c.Send(file)
}
