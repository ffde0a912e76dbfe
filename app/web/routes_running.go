package web

import (
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
)

// runningRoutes are the dashboard, the switch, what is done with campaigns that
// run, and the audit log. A GET beside a POST is for who reloads the answer to a
// form.
func runningRoutes(h *admin.Handler) []route {
	const page, step = limits.Page, limits.Step
	may := access.May
	view, edit, run := may(operator.View), may(operator.Edit), may(operator.Run)
	stop, resume, test, log := may(operator.Stop), may(operator.Resume), may(operator.Test), may(operator.Log)
	return []route{
		{get, "/admin", "admin.home", view, page, private, h.HomeShow},
		{get, "/admin/stop", "admin.stop", stop, page, private, h.HomeBack},
		{post, "/admin/stop", "admin.stop", stop, step, private, h.StopCreate},
		{get, "/admin/stop/lifting", "admin.stop.lifting", resume, page, private, h.HomeBack},
		{post, "/admin/stop/lifting", "admin.stop.lifting", resume, step, private, h.LiftingCreate},
		{get, "/admin/alerts/:alert/settlement", "admin.alert.settlement", stop, page, private, h.HomeBack},
		{post, "/admin/alerts/:alert/settlement", "admin.alert.settlement", stop, step, private, h.SettlementCreate},

		{get, "/admin/campaigns/:campaign/publication", "admin.publication", run, page, private, h.CampaignBack},
		{post, "/admin/campaigns/:campaign/publication", "admin.publication", run, step, private, h.PublicationCreate},
		{get, "/admin/campaigns/:campaign/schedule", "admin.schedule", run, page, private, h.ScheduleEdit},
		{post, "/admin/campaigns/:campaign/schedule", "admin.schedule", run, step, private, h.ScheduleUpdate},
		{get, "/admin/campaigns/:campaign/pause", "admin.pause", run, page, private, h.CampaignBack},
		{post, "/admin/campaigns/:campaign/pause", "admin.pause", run, step, private, h.PauseCreate},
		{get, "/admin/campaigns/:campaign/resumption", "admin.resumption", run, page, private, h.CampaignBack},
		{post, "/admin/campaigns/:campaign/resumption", "admin.resumption", run, step, private, h.ResumptionCreate},
		{get, "/admin/campaigns/:campaign/closing", "admin.closing", run, page, private, h.ClosingNew},
		{post, "/admin/campaigns/:campaign/closing", "admin.closing", run, step, private, h.ClosingCreate},
		{get, "/admin/campaigns/:campaign/archive", "admin.archive", edit, page, private, h.ArchiveNew},
		{post, "/admin/campaigns/:campaign/archive", "admin.archive", edit, step, private, h.ArchiveCreate},
		{get, "/admin/campaigns/:campaign/test", "admin.test", test, page, private, h.TestNew},
		{post, "/admin/campaigns/:campaign/test", "admin.test", test, step, private, h.TestCreate},
		{get, "/admin/campaigns/:campaign/preview", "admin.preview", edit, page, private, h.PreviewNew},
		{post, "/admin/campaigns/:campaign/preview", "admin.preview", edit, step, private, h.PreviewCreate},

		{get, "/admin/log", "admin.log", log, page, private, h.LogIndex},
		{get, "/admin/log/export", "admin.log.export", log, page, private, h.LogBack},
		{post, "/admin/log/export", "admin.log.export", log, step, private, h.ExportCreate},
	}
}
