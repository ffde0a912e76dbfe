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

		{get, "/admin/campaigns/:campaign/draft", "admin.draft", may(operator.View), page, private, h.DraftShow},
		{get, "/admin/campaigns/:campaign/revisions", "admin.revisions", may(operator.View), page, private, h.RevisionsIndex},
		{post, "/admin/campaigns/:campaign/revisions", "admin.revisions", may(operator.Edit), step, private, h.RevisionCreate},
		{get, "/admin/campaigns/:campaign/revisions/:number", "admin.revision", may(operator.View), page, private, h.RevisionShow},
		{get, "/admin/campaigns/:campaign/revisions/:number/approval", "admin.approval", may(operator.View), page, private, h.RevisionBack},
		{post, "/admin/campaigns/:campaign/revisions/:number/approval", "admin.approval", may(operator.Review), step, private, h.ApprovalCreate},
		{get, "/admin/campaigns/:campaign/revisions/:number/rejection", "admin.rejection", may(operator.View), page, private, h.RevisionBack},
		{post, "/admin/campaigns/:campaign/revisions/:number/rejection", "admin.rejection", may(operator.Review), step, private, h.RejectionCreate},
		{get, "/admin/campaigns/:campaign/revisions/:number/withdrawal", "admin.revision.withdrawal", may(operator.View), page, private, h.RevisionBack},
		{post, "/admin/campaigns/:campaign/revisions/:number/withdrawal", "admin.revision.withdrawal", may(operator.Edit), step, private, h.TakingBackCreate},
	}
}
