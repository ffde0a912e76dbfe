package admin

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
)

// mostExported is how many entries an export may have. They are put together in
// memory, some 25 MB of them.
const mostExported = 50_000

var errTooMany = errors.New("more entries than an export may have")

// ExportCreate answers with the entries that the filter chooses, as CSV. Nothing
// of it is sent before all of it is there: a file that was cut off would pass for
// a whole one. An export is an entry itself.
func (h *Handler) ExportCreate(c *fiber.Ctx) error {
	typed := logFilter{
		Action: posted(c, "action"), Actor: posted(c, "actor"), Subject: posted(c, "subject"), From: posted(c, "from"), To: posted(c, "to"),
	}
	page, f, err := h.logView(c, typed)
	if err != nil {
		return err
	}
	if page.Problems != nil {
		return h.Views.Rejected(c, "admin/log", page)
	}
	file, err := h.exported(c.UserContext(), f)
	switch {
	case errors.Is(err, errTooMany):
		page.TooMany = mostExported
		return h.Views.Rejected(c, "admin/log", page)
	case errors.As(err, &page.Broken):
		return h.Views.Rejected(c, "admin/log", page)
	case err != nil:
		return err
	}
	exported := act(c, audit.AuditExported, "", map[string]string{"filter": typed.query()})
	if err := h.Log.Append(c.UserContext(), exported, h.Now()); err != nil {
		return err
	}
	c.Attachment("audit-log-" + h.Now().In(h.Zone).Format(dayForm) + ".csv")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return c.Send(file)
}

// LogBack leads to the log.
func (h *Handler) LogBack(c *fiber.Ctx) error { return h.Views.Redirect(c, "admin.log") }

func (h *Handler) exported(ctx context.Context, f audit.Filter) ([]byte, error) {
	var file bytes.Buffer
	err := audit.WriteCSV(&file, atMost(mostExported, h.Log.Matching(ctx, f)))
	return file.Bytes(), err
}

// atMost passes entries on until there are too many.
func atMost(most int, entries iter.Seq2[audit.Entry, error]) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		n := 0
		for entry, err := range entries {
			if n++; err == nil && n > most {
				err = errTooMany
			}
			if !yield(entry, err) || err != nil {
				return
			}
		}
	}
}
