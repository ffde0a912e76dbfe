package admin

import (
	"context"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

// versionName says which content of a campaign is tested or previewed.
type versionName string

const (
	pendingVersion versionName = "pending" // in review, or approved and not published
	draftVersion   versionName = "draft"   // the draft as it stands
	liveVersion    versionName = "live"    // what new senders get
)

// version is one of them.
type version struct {
	Name     versionName
	Number   int // of the revision, 0 for the draft
	content  campaign.Content
	revision campaign.Revision // zero for the draft
}

// versions returns what can be shown, the most wanted first. A draft without a
// language has no page yet, and a revision that is not what it was made of is
// nobody's to look at.
func (h *Handler) versions(ctx context.Context, d campaign.Dossier) ([]version, error) {
	var found []version
	add := func(name versionName, r campaign.Revision) {
		if r.Intact() == nil {
			found = append(found, version{name, r.Number, r.Content, r})
		}
	}
	if d.Pending != nil {
		add(pendingVersion, *d.Pending)
	}
	if len(d.Draft.Content.Languages) > 0 {
		found = append(found, version{Name: draftVersion, content: d.Draft.Content})
	}
	if d.Campaign.RevisionID == "" {
		return found, nil
	}
	live, err := h.Campaigns.Revision(ctx, d.Campaign.RevisionID)
	switch {
	case err == nil:
		add(liveVersion, live)
	case !campaign.Changed(err):
		return nil, err
	}
	return found, nil
}

// chosen returns the version with a name, the first one if there is none.
func chosen(versions []version, name versionName) version {
	for _, v := range versions {
		if v.Name == name {
			return v
		}
	}
	return versions[0]
}

// frozen returns the revision of a version, and notes the act. The draft is frozen
// for it, so that what is tested or previewed is what was seen; its act gets the
// digest of what was frozen.
func (h *Handler) frozen(ctx context.Context, campaignID string, v version, act audit.Act) (campaign.Revision, error) {
	if v.Name == draftVersion {
		return h.Campaigns.AddSnapshot(ctx, campaignID, h.NewID(), act.Actor.ID, act, h.Now())
	}
	act.Details["digest"] = v.revision.Digest.String()
	return v.revision, h.Log.Append(ctx, act, h.Now())
}
