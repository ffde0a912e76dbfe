package admin

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
)

const logPage = 50 // entries of a page

// logView is admin/log: the audit log, the newest entries first.
type logView struct {
	Frame
	Actions  []logAction
	Actors   []string // who can be in it, to choose from
	Filter   logFilter
	Problems []fault.Field
	Entries  []logLine
	Next     int64 // Before of the next page, 0 on the last
	Head     audit.Head
	Broken   *audit.Problem // the first entry that cannot be read
	TooMany  int            // how many entries an export may have at most, 0 unless it had more
}

// logAction is a kind of act to filter by. Words is the same without dots, as it
// stands in keys of the locale files.
type logAction struct{ Action, Words audit.Action }

// logLine is an entry.
type logLine struct {
	audit.Entry
	Known bool // there are words for it
	Facts []logFact
	List  string // id of the list it was done to, "" for anything else
}

// logFact is a detail of an entry.
type logFact struct {
	Key   string
	Known bool // there are words for it
	Value string
	At    time.Time      // set for a detail that is a time
	Word  *fault.Message // set for a detail that is taken from a closed list
}

// LogIndex shows a page of the log.
func (h *Handler) LogIndex(c *fiber.Ctx) error {
	typed := logFilter{
		Action: c.Query("action"), Actor: strings.TrimSpace(c.Query("actor")), Subject: strings.TrimSpace(c.Query("subject")),
		From: c.Query("from"), To: c.Query("to"),
	}
	typed.Before, _ = strconv.ParseInt(c.Query("before"), 10, 64)
	page, _, err := h.logView(c, typed)
	switch {
	case err != nil:
		return err
	case page.Problems != nil:
		return h.Views.Rejected(c, "admin/log", page)
	}
	return h.Views.Page(c, "admin/log", page)
}

// logView describes the page, and returns the filter that was read.
func (h *Handler) logView(c *fiber.Ctx, typed logFilter) (logView, audit.Filter, error) {
	page := logView{Filter: typed}
	var err error
	if page.Frame, err = h.frame(c, "log"); err != nil {
		return page, audit.Filter{}, err
	}
	for _, a := range audit.Actions() {
		page.Actions = append(page.Actions, logAction{a, audit.Action(strings.ReplaceAll(string(a), ".", "_"))})
	}
	all, err := h.Names.Operators(c.UserContext())
	if err != nil {
		return page, audit.Filter{}, err
	}
	for _, o := range all {
		page.Actors = append(page.Actors, o.Email)
	}
	page.Actors = append(page.Actors, audit.Shell().Name, audit.Program().Name)
	if page.Head, err = h.Log.Head(c.UserContext()); err != nil {
		return page, audit.Filter{}, err
	}
	f, err := typed.read(h.Zone)
	if page.Problems = fault.FieldsOf(err); err != nil {
		return page, f, nil
	}
	listed := f
	listed.Limit = logPage + 1
	entries, err := h.Log.Entries(c.UserContext(), listed)
	if err != nil && !errors.As(err, &page.Broken) {
		return page, f, err
	}
	page.list(entries)
	return page, f, nil
}

func (p *logView) list(entries []audit.Entry) {
	if len(entries) > logPage {
		entries = entries[:logPage]
		p.Next = entries[logPage-1].Number
	}
	for _, e := range entries {
		p.Entries = append(p.Entries, logLine{Entry: e, Known: slices.Contains(audit.Actions(), e.Action), Facts: facts(e), List: listOf(e)})
	}
}

// facts are the details in the order of their keys. Somebody may have written
// others past the program.
func facts(e audit.Entry) []logFact {
	var found []logFact
	for key, value := range e.Details {
		if value == "" {
			continue
		}
		fact := logFact{Key: key, Value: value, Known: slices.Contains(e.Action.Keys(), key)}
		fact.At, _ = e.Time(key)
		if word, ok := e.Word(key); ok {
			fact.Word = &word
		}
		found = append(found, fact)
	}
	slices.SortFunc(found, func(a, b logFact) int { return strings.Compare(a.Key, b.Key) })
	return found
}

// listOf returns the list that an act was done to: there an import can be undone.
func listOf(e audit.Entry) string {
	if !strings.HasPrefix(string(e.Action), "list.") || e.Action == audit.ListDeleted {
		return ""
	}
	return e.Subject
}
