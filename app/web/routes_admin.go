package web

import (
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
)

// adminRoutes are the operators' pages: each names the permission it takes.
func adminRoutes(h *admin.Handler) []route {
	const page, step = limits.Page, limits.Step
	may := access.May
	return []route{
		{get, "/admin/campaigns", "admin.campaigns", may(operator.View), page, private, h.CampaignsIndex},
		{get, "/admin/campaigns/:campaign", "admin.campaign", may(operator.View), page, private, h.CampaignShow},

		{get, "/admin", "admin.home", may(operator.View), page, private, h.HomeShow},
		{post, "/admin/stop", "admin.stop", may(operator.Stop), step, private, h.StopCreate},
		{post, "/admin/stop/lifting", "admin.stop.lifting", may(operator.Resume), step, private, h.LiftingCreate},
		{post, "/admin/alerts/:alert/settlement", "admin.alert.settlement", may(operator.Stop), step, private, h.SettlementCreate},
		{post, "/admin/campaigns/:campaign/publication", "admin.publication", may(operator.Run), step, private, h.PublicationCreate},
		{get, "/admin/campaigns/:campaign/schedule", "admin.schedule", may(operator.Run), page, private, h.ScheduleEdit},
		{post, "/admin/campaigns/:campaign/schedule", "admin.schedule", may(operator.Run), step, private, h.ScheduleUpdate},
		{post, "/admin/campaigns/:campaign/pause", "admin.pause", may(operator.Run), step, private, h.PauseCreate},
		{post, "/admin/campaigns/:campaign/resumption", "admin.resumption", may(operator.Run), step, private, h.ResumptionCreate},
		{get, "/admin/campaigns/:campaign/closing", "admin.closing", may(operator.Run), page, private, h.ClosingNew},
		{post, "/admin/campaigns/:campaign/closing", "admin.closing", may(operator.Run), step, private, h.ClosingCreate},
		{get, "/admin/campaigns/:campaign/archive", "admin.archive", may(operator.Edit), page, private, h.ArchiveNew},
		{post, "/admin/campaigns/:campaign/archive", "admin.archive", may(operator.Edit), step, private, h.ArchiveCreate},
		{get, "/admin/campaigns/:campaign/test", "admin.test", may(operator.Test), page, private, h.TestNew},
		{post, "/admin/campaigns/:campaign/test", "admin.test", may(operator.Test), step, private, h.TestCreate},
		{get, "/admin/campaigns/:campaign/preview", "admin.preview", may(operator.Edit), page, private, h.PreviewNew},
		{post, "/admin/campaigns/:campaign/preview", "admin.preview", may(operator.Edit), step, private, h.PreviewCreate},
		{get, "/admin/log", "admin.log", may(operator.Log), page, private, h.LogIndex},
		{post, "/admin/log/export", "admin.log.export", may(operator.Log), step, private, h.ExportCreate},
	}
}
