package main

import (
	"io/fs"

	ecm "emailcampaigns"
	"emailcampaigns/app/config"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web"
	"emailcampaigns/app/web/render"
	"emailcampaigns/app/web/site"
)

// newWords reads the locale files.
func newWords() (*render.Words, error) {
	files, err := fs.Sub(ecm.Assets, "assets")
	if err != nil {
		return nil, err
	}
	return render.NewWords(files)
}

// newViews parses every page in every language.
func newViews(words *render.Words, assets *web.Assets, paths web.Paths, cfg config.Config, x Extras) (*render.Views, error) {
	files, err := fs.Sub(ecm.Views, "views")
	if err != nil {
		return nil, err
	}
	return render.New(render.Options{
		Views: files, Folders: []string{"site", "send", "office", "admin", "errors"}, Words: words,
		Path: paths.Path, Asset: assets.URL,
		OperatedBy: cfg.OperatedBy, Contact: cfg.ContactEmail, Demo: x.Demo, Authenticator: x.Authenticator,
	})
}

// site is told what the program really does, for the legal pages.
func (p *Program) site(views *render.Views, x Extras) *site.Handler {
	return &site.Handler{
		Views: views, Campaigns: p.store.campaigns, Now: x.Now,
		Facts: site.Facts{
			OperatedBy: p.cfg.OperatedBy, Contact: p.cfg.ContactEmail, PublicURL: p.cfg.PublicURL,
			AbandonedAfter: p.cfg.AbandonedAfter, HashKept: p.cfg.HashKept, TombstoneKept: sending.TombstoneKept,
			Offline: p.cfg.Offline, VerifiesOwner: p.cfg.Typed, Demo: x.Demo,
		},
	}
}
