package web

import (
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
)

// sendingRoutes are the page of a draft about who is written to, and how.
func sendingRoutes(h *admin.Handler) []route {
	edit := access.May(operator.Edit)
	return []route{
		{get, "/admin/campaigns/:campaign/sending", "admin.sending", edit, limits.Page, private, h.SendingEdit},
		{post, "/admin/campaigns/:campaign/sending", "admin.sending", edit, limits.Step, private, h.SendingUpdate},
	}
}
