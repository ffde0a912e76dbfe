package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
)

func TestACampaignOfOneLanguageIsCreated(t *testing.T) {
	s := boot(t, sqliteURL(t))
	form := s.member("editor", operator.Editor).Get("/admin/campaigns/new").Form(`form[action="/admin/campaigns/new"]`).Set("title", "Trains")
	form.Press(".button:not(.unscripted)").Must(http.StatusOK, `[name="summary.en"]`)
}

// Whoever loses power leaves no way back in.
func TestLinksOfAnAdminEndWithTheirPower(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		for name, act := range map[string]func(s *system, other *person, mallory operator.Operator) error{
			"disabled": func(s *system, _ *person, m operator.Operator) error {
				return s.Accounts.Disable(t.Context(), audit.Shell(), m.ID)
			},
			"another role": func(s *system, _ *person, m operator.Operator) error {
				return s.Accounts.SetRole(t.Context(), audit.Shell(), m.ID, "viewer")
			},
			"reset": func(s *system, _ *person, m operator.Operator) error {
				_, _, err := s.Accounts.Reset(t.Context(), audit.Shell(), m.ID, operator.NewFactor)
				return err
			},
		} {
			t.Run(name, func(t *testing.T) {
				s := boot(t, databaseURL)
				suffix := strings.ReplaceAll(name, " ", "-")
				_, other := s.joined(s.invited("ana-"+suffix+"@assembly.example", operator.Admin), "Ana", firstPassword)
				mallory, m := s.joined(s.invited("mallory-"+suffix+"@assembly.example", operator.Admin), "Mallory", firstPassword)
				page := mallory.Get("/admin/operators").Form(onPeople).Set("email", "second-"+suffix+"@evil.example").Set("role", "admin").Submit()
				link := s.path(page.Must(http.StatusOK, "#issued .link").Text("#issued .link"))
				s.visitor().Get(link).Must(http.StatusOK, onEnrol)
				all, err := s.store.operators.Operators(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				for _, o := range all {
					if o.Email == m.email {
						if err := act(s, other, o); err != nil {
							t.Fatal(err)
						}
					}
				}
				s.visitor().Get(link).Must(http.StatusGone, "h1")
			})
		}
	})
}

func TestTheNameInLinksIsReviewedWithTheRest(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	rename := func(slug string) int {
		return o.editor.Post(o.path("/slug"), url.Values{"slug": {slug}}).Status
	}
	if status := rename("trains"); status != http.StatusOK {
		t.Fatalf("a draft is renamed with %d", status)
	}
	rename("planes")
	rename("boats")
	entries := query(t, o.Config.DatabaseURL.Reveal(), "SELECT subject, details FROM audit WHERE action = 'campaign.rename' ORDER BY number")
	if len(entries) != 3 || entries[2][0] != "planes" || !strings.Contains(entries[2][1], "boats") {
		t.Errorf("renaming is noted as %q", entries)
	}
	o.submitted("")
	if status := rename("minister"); status != http.StatusConflict {
		t.Errorf("in review it is renamed with %d", status)
	}
	o.change(func(d *campaign.Dossier) error {
		return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "", campaign.Two, o.Clock.now())
	})
	if status := rename("minister"); status != http.StatusConflict {
		t.Errorf("approved it is renamed with %d", status)
	}
}

func TestUsingATextSetAsideVoidsAnApprovalAndSaysSo(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		o := newOffice(t, databaseURL)
		v := campaign.Copy{ID: "0193a000-0000-7000-8000-000000000001", CampaignID: o.campaign, Section: campaign.Questions, Part: "null", OperatorID: "x", MadeAt: o.Clock.now()}
		if err := o.store.campaigns.KeepCopy(t.Context(), v); err != nil {
			t.Fatal(err)
		}
		o.submitted("")
		o.change(func(d *campaign.Dossier) error {
			return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "", campaign.Two, o.Clock.now())
		})
		page := o.editor.Get(o.path("/copies/"+v.ID)).Must(http.StatusOK, `form[action$="/use"]`)
		page.Form(`form[action$="/use"]`).Submit()
		if got := o.standing(); !strings.HasPrefix(got, "draft") {
			t.Errorf("the campaign stands %s", got)
		}
		if rows := query(t, databaseURL, "SELECT number FROM audit WHERE action = 'campaign.void'"); len(rows) != 1 {
			t.Errorf("%d entries of a void approval", len(rows))
		}
	})
}

func TestWhatNoKeyboardTypesIsRefusedBeforeAnyStore(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.member("admin", operator.Admin)
	campaign := "/admin/campaigns/" + s.sampleID()
	for _, path := range []string{"/admin/log?actor=%00", campaign + "/letters/en?beside=%00", "/c/open-data?lang=%00"} {
		b.Get(path).Must(http.StatusUnprocessableEntity, "h1")
	}
	b.Post(campaign+"/letters/en", url.Values{"copy": {"\x00"}, "body": {"x"}}).Must(http.StatusUnprocessableEntity, "h1")
	b.Post(campaign+"/letters/%3Cscript%3E", url.Values{"body": {"x"}}).Must(http.StatusNotFound, "h1")
	b.Post("/admin/stop", url.Values{"reason.en": {"turned \u202e round"}}).Must(http.StatusUnprocessableEntity, "#problems, .problem")
}

func TestAViewerIsLedNowhereTheyCannotGo(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	v := campaign.Copy{ID: "0193a000-0000-7000-8000-000000000001", CampaignID: o.campaign, Section: campaign.Ends, Part: "{}", OperatorID: "x", MadeAt: o.Clock.now()}
	if err := o.store.campaigns.KeepCopy(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/admin", "/admin/campaigns", o.path(""), o.path("/draft"), o.path("/revisions")} {
		page := o.viewer.Get(path).Must(http.StatusOK, "main")
		for _, link := range page.Find("main a[href^='/'], nav a[href^='/']").EachIter() {
			if to := link.AttrOr("href", ""); o.viewer.Get(to).Status != http.StatusOK {
				t.Errorf("%s leads to %s: %d", path, to, o.viewer.Get(to).Status)
			}
		}
	}
}

func TestWhatCameBackIsTheFirstThingItsWritersRead(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.submitted("")
	o.change(func(d *campaign.Dossier) error {
		return d.Reject(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "Name the law.", campaign.Two, o.Clock.now())
	})
	const back = "main [data-is=came-back] .remark"
	if got := o.editor.Get(o.path("")).Must(http.StatusOK, back).Text(back); got != "Name the law." {
		t.Errorf("the campaign's page gives the reason %q", got)
	}
	o.edit("Another subject")
	if got := o.submitted("").Text(back); got != "Name the law." {
		t.Errorf("the next revision's page gives the reason %q", got)
	}
	silent(t, o.editor.Get(o.path("")), back)
	o.change(func(d *campaign.Dossier) error {
		return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "", campaign.Two, o.Clock.now())
	})
	silent(t, o.editor.Get(o.path("")), back)
}

func TestADraftIsNotSubmittedUnawareOfTextsSetAside(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	silent(t, o.editor.Get(o.path("/draft")), "[data-is=aside]")
	v := campaign.Copy{ID: "0193a000-0000-7000-8000-000000000001", CampaignID: o.campaign, Section: campaign.Questions, Part: "null", OperatorID: "x", MadeAt: o.Clock.now()}
	if err := o.store.campaigns.KeepCopy(t.Context(), v); err != nil {
		t.Fatal(err)
	}
	page := o.editor.Get(o.path("/draft")).Must(http.StatusOK, "[data-is=aside] a")
	o.editor.Get(page.Find("[data-is=aside] a").AttrOr("href", "")).Must(http.StatusOK, "#copies")
}
