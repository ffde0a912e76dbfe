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
	}
}
