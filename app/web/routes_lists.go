package web

import (
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
)

// listRoutes are the lists of recipients, and what campaigns take from them. A GET
// beside a POST is for who reloads the answer to a form.
func listRoutes(h *admin.Handler) []route {
	const page, step = limits.Page, limits.Step
	view, edit := access.May(operator.View), access.May(operator.Edit)
	return []route{
		{get, "/admin/lists", "admin.lists", view, page, private, h.ListsIndex},
		{get, "/admin/lists/new", "admin.list.new", edit, page, private, h.ListNew},
		{post, "/admin/lists/new", "admin.list.new", edit, step, private, h.ListCreate},
		{get, "/admin/lists/:list", "admin.list", view, page, private, h.ListShow},
		{get, "/admin/lists/:list/name", "admin.list.name", edit, page, private, h.ListNameEdit},
		{post, "/admin/lists/:list/name", "admin.list.name", edit, step, private, h.ListNameUpdate},
		{get, "/admin/lists/:list/deletion", "admin.list.deletion", edit, page, private, h.ListDeletionNew},
		{post, "/admin/lists/:list/deletion", "admin.list.deletion", edit, step, private, h.ListDeletionCreate},
		{get, "/admin/lists/:list/export", "admin.list.export", view, page, private, h.ListBack},
		{post, "/admin/lists/:list/export", "admin.list.export", view, step, private, h.ListExportCreate},

		{get, "/admin/lists/:list/entries/new", "admin.list.entry.new", edit, page, private, h.EntryNew},
		{post, "/admin/lists/:list/entries/new", "admin.list.entry.new", edit, step, private, h.EntryCreate},
		{get, "/admin/lists/:list/entries/:entry", "admin.list.entry", edit, page, private, h.EntryEdit},
		{post, "/admin/lists/:list/entries/:entry", "admin.list.entry", edit, step, private, h.EntryUpdate},

		{get, "/admin/lists/:list/uploads/new", "admin.list.upload", edit, page, private, h.UploadNew},
		{post, "/admin/lists/:list/uploads/new", "admin.list.upload", edit, step, private, h.UploadCreate},
		{get, "/admin/lists/:list/uploads/:upload", "admin.list.columns", edit, page, private, h.ColumnsEdit},
		{post, "/admin/lists/:list/uploads/:upload", "admin.list.columns", edit, step, private, h.ColumnsUpdate},
		{get, "/admin/lists/:list/uploads/:upload/report", "admin.list.report", edit, page, private, h.ReportShow},
		{post, "/admin/lists/:list/uploads/:upload/report", "admin.list.report", edit, step, private, h.ImportCreate},
		{get, "/admin/lists/:list/imports/:number/undo", "admin.list.undo", edit, page, private, h.ListBack},
		{post, "/admin/lists/:list/imports/:number/undo", "admin.list.undo", edit, step, private, h.ListUndoCreate},

		{get, "/admin/campaigns/:campaign/recipients/lists", "admin.recipients.list", edit, page, private, h.RecipientsBack},
		{post, "/admin/campaigns/:campaign/recipients/lists", "admin.recipients.list", edit, step, private, h.RecipientListUpdate},
		{get, "/admin/campaigns/:campaign/draft/recipients.csv", "admin.draft.recipients", view, page, private, h.DraftRecipientsShow},
		{get, "/admin/campaigns/:campaign/revisions/:number/recipients.csv", "admin.revision.recipients", view, page, private, h.RevisionRecipientsShow},
	}
}
