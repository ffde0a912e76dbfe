package web

import (
	"slices"

	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
)

// adminRoutes are the operators' pages: each names the permission it takes.
func adminRoutes(h *admin.Handler) []route {
	const page, step = limits.Page, limits.Step
	may := access.May
	return slices.Concat([]route{
		{get, "/admin/campaigns", "admin.campaigns", may(operator.View), page, private, h.CampaignsIndex},
	}, draftRoutes(h), sendingRoutes(h), []route{
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
	})
}

// draftRoutes are the pages that make and change drafts. Those with fixed parts in
// the place of a campaign come before all others.
func draftRoutes(h *admin.Handler) []route {
	const page, step, follow = limits.Page, limits.Step, limits.Preview
	edit := access.May(operator.Edit)
	return []route{
		{get, "/admin/campaigns/new", "admin.campaign.new", edit, page, private, h.CampaignNew},
		{post, "/admin/campaigns/new", "admin.campaign.new", edit, step, private, h.CampaignCreate},
		{get, "/admin/campaigns/new/slug", "admin.slug", edit, page, private, h.SlugBack},
		{post, "/admin/campaigns/new/slug", "admin.slug", edit, follow, private, h.SlugShow},

		{get, "/admin/campaigns/:campaign/copy", "admin.campaign.duplicate", edit, page, private, h.CopyNew},
		{post, "/admin/campaigns/:campaign/copy", "admin.campaign.duplicate", edit, step, private, h.CopyCreate},
		{get, "/admin/campaigns/:campaign/slug", "admin.campaign.slug", edit, page, private, h.SlugEdit},
		{post, "/admin/campaigns/:campaign/slug", "admin.campaign.slug", edit, step, private, h.SlugUpdate},

		{get, "/admin/campaigns/:campaign/basics", "admin.basics", edit, page, private, h.BasicsEdit},
		{post, "/admin/campaigns/:campaign/basics", "admin.basics", edit, step, private, h.BasicsUpdate},
		{get, "/admin/campaigns/:campaign/letters/:language", "admin.letter", edit, page, private, h.LetterEdit},
		{post, "/admin/campaigns/:campaign/letters/:language", "admin.letter", edit, step, private, h.LetterUpdate},
		{get, "/admin/campaigns/:campaign/letters/:language/autosave", "admin.letter.autosave", edit, page, private, h.LetterBack},
		{post, "/admin/campaigns/:campaign/letters/:language/autosave", "admin.letter.autosave", edit, follow, private, h.LetterAutosave},
		{get, "/admin/campaigns/:campaign/others", "admin.others", edit, page, private, h.OthersEdit},
		{post, "/admin/campaigns/:campaign/others", "admin.others", edit, step, private, h.OthersUpdate},
		{get, "/admin/campaigns/:campaign/fields", "admin.fields", edit, page, private, h.FieldsEdit},
		{post, "/admin/campaigns/:campaign/fields", "admin.fields", edit, step, private, h.FieldsUpdate},
		{get, "/admin/campaigns/:campaign/recipients", "admin.recipients", edit, page, private, h.RecipientsEdit},
		{post, "/admin/campaigns/:campaign/recipients", "admin.recipients", edit, step, private, h.RecipientsUpdate},
		{get, "/admin/campaigns/:campaign/endings", "admin.endings", edit, page, private, h.EndingsEdit},
		{post, "/admin/campaigns/:campaign/endings", "admin.endings", edit, step, private, h.EndingsUpdate},

		{get, "/admin/campaigns/:campaign/copies/:copy", "admin.copy", edit, page, private, h.CopyShow},
		{get, "/admin/campaigns/:campaign/copies/:copy/use", "admin.copy.use", edit, page, private, h.CopyBack},
		{post, "/admin/campaigns/:campaign/copies/:copy/use", "admin.copy.use", edit, step, private, h.CopyUse},
		{get, "/admin/campaigns/:campaign/copies/:copy/discard", "admin.copy.discard", edit, page, private, h.CopyBack},
		{post, "/admin/campaigns/:campaign/copies/:copy/discard", "admin.copy.discard", edit, step, private, h.CopyDiscard},
	}
}
