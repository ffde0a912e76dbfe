package web

import (
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
	"emailcampaigns/app/web/office"
)

// officeRoutes are the pages of recipients' offices, open to whoever has the link.
func officeRoutes(h *office.Handler) []route {
	const anyone, page = access.Anyone, limits.Page
	return []route{
		{get, "/office/:token", "office.show", anyone, page, linked, h.OfficeShow},
		{get, "/office/:token/address", "office.address", anyone, page, linked, h.OfficeBack},
		{post, "/office/:token/address", "office.address", anyone, limits.Office, linked, h.AddressCreate},
		{get, "/office/:token/stop", "office.stop", anyone, page, linked, h.OfficeBack},
		{post, "/office/:token/stop", "office.stop", anyone, limits.Office, linked, h.StopCreate},
	}
}

// queueRoutes are the operators' pages about offices and their mailboxes.
func queueRoutes(h *admin.Handler) []route {
	const page, step = limits.Page, limits.Step
	view, edit := access.May(operator.View), access.May(operator.Edit)
	return []route{
		{get, "/admin/offices", "admin.offices", view, page, private, h.OfficesIndex},
		{get, "/admin/offices/requests/:request/settlement", "admin.request.settlement", edit, page, private, h.OfficesBack},
		{post, "/admin/offices/requests/:request/settlement", "admin.request.settlement", edit, step, private, h.RequestUpdate},
		{get, "/admin/offices/standings", "admin.standings", view, page, private, h.StandingsIndex},
		{post, "/admin/offices/standings", "admin.standings", edit, step, private, h.StandingUpdate},
		{get, "/admin/campaigns/:campaign/offices", "admin.campaign.offices", edit, page, private, h.OfficeLinksIndex},
		{get, "/admin/campaigns/:campaign/offices/export", "admin.offices.export", edit, page, private, h.OfficeLinksBack},
		{post, "/admin/campaigns/:campaign/offices/export", "admin.offices.export", edit, step, private, h.OfficeLinksExport},
	}
}
