package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/config"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

// office are the operators of the tests, and a draft of one of them.
type office struct {
	*system
	admin    *webtest.Browser // has written the draft
	editor   *webtest.Browser // submits it
	reviewer *webtest.Browser
	viewer   *webtest.Browser
	ids      map[string]string // by e-mail address
	campaign string
}

const (
	onSubmission = `form[action$="/revisions"]`
	onDecision   = `form[action$="/approval"]`
	onTakingBack = `form[action$="/withdrawal"]`
	approves     = `button.button:not(.quiet)`
	rejects      = `button[formaction$="/rejection"]`
)

func newOffice(t *testing.T, databaseURL string, change ...func(*config.Config, *Extras)) *office {
	t.Helper()
	o := &office{system: boot(t, databaseURL, change...), ids: map[string]string{}}
	o.admin, _ = o.joined(o.invited("admin@assembly.example", operator.Admin), "Ana Author", firstPassword)
	o.editor, _ = o.joined(o.invited("editor@assembly.example", operator.Editor), "Edin Editor", firstPassword)
	o.reviewer, _ = o.joined(o.invited("reviewer@assembly.example", operator.Reviewer), "Rada Reviewer", firstPassword)
	o.viewer, _ = o.joined(o.invited("viewer@assembly.example", operator.Viewer), "Vida Viewer", firstPassword)
	all, err := o.store.operators.Operators(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		o.ids[one.Email] = one.ID
	}
	o.campaign = o.drafted("review-me")
	return o
}

// drafted makes a campaign that the admin has written.
func (o *office) drafted(slug string) string {
	o.t.Helper()
	file, err := demo.Sample()
	if err != nil {
		o.t.Fatal(err)
	}
	author := o.ids["admin@assembly.example"]
	d := campaign.NewDossier(uuid.Must(uuid.NewV7()).String(), slug, file.Content, author, o.Clock.now())
	act := audit.Act{Actor: audit.Actor{ID: author, Name: "admin@assembly.example"}, Action: audit.CampaignCreated, Subject: slug}
	if err := o.store.campaigns.Create(o.t.Context(), d, act); err != nil {
		o.t.Fatal(err)
	}
	return d.Campaign.ID
}

// change carries out an action that has no page here.
func (o *office) change(do func(d *campaign.Dossier) error) {
	o.t.Helper()
	_, err := o.store.campaigns.Change(o.t.Context(), o.campaign, o.Clock.now(), func(d *campaign.Dossier) (audit.Act, error) {
		return audit.Act{}, do(d)
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// edit gives the English letter another subject, in the admin's name.
func (o *office) edit(subject string) {
	o.t.Helper()
	o.change(func(d *campaign.Dossier) error {
		section := campaign.LetterSection("en")
		part, err := d.Draft.Content.Part(section)
		if err != nil {
			return err
		}
		changed := strings.Replace(part, d.Draft.Content.Letters["en"].Subject, subject, 1)
		_, err = d.Edit(section, campaign.Base(part), changed, o.ids["admin@assembly.example"], o.Clock.now())
		return err
	})
}

func (o *office) path(rest string) string { return "/admin/campaigns/" + o.campaign + rest }

// submitted submits the draft in the editor's name and returns the revision's page.
func (o *office) submitted(note string) *webtest.Page {
	o.t.Helper()
	return o.editor.Get(o.path("/draft")).Must(http.StatusOK, onSubmission).Form(onSubmission).Set("note", note).Submit().Must(http.StatusOK, "dl.facts")
}

// standing says how the campaign stands: its state, and its revisions' states, the
// newest first.
func (o *office) standing() string {
	o.t.Helper()
	d, err := o.store.campaigns.Dossier(o.t.Context(), o.campaign, o.Clock.now())
	if err != nil {
		o.t.Fatal(err)
	}
	all, err := o.store.campaigns.Revisions(o.t.Context(), o.campaign)
	if err != nil {
		o.t.Fatal(err)
	}
	found := string(d.Campaign.State)
	for _, r := range all {
		found += " " + string(r.State)
	}
	return found
}

func (o *office) stands(want string) {
	o.t.Helper()
	if got := o.standing(); got != want {
		o.t.Errorf("it stands %q, want %q", got, want)
	}
}

// entry returns the newest entry of an action in the audit log.
func (o *office) entry(action audit.Action) audit.Entry {
	o.t.Helper()
	entries, err := o.store.audit.Entries(o.t.Context(), audit.Filter{Action: action, Subject: "review-me"})
	if err != nil || len(entries) == 0 {
		o.t.Fatalf("no entry %s: %v", action, err)
	}
	return entries[0]
}

func (o *office) noted(action audit.Action, by string, details map[string]string) {
	o.t.Helper()
	e := o.entry(action)
	if e.Actor.Name != by || e.Actor.ID != o.ids[by] {
		o.t.Errorf("%s is noted of %+v, want %s", action, e.Actor, by)
	}
	for key, want := range details {
		if got := e.Details[key]; got != want {
			o.t.Errorf("%s notes %s %q, want %q", action, key, got, want)
		}
	}
}

// says wants words on a page.
func says(t *testing.T, page *webtest.Page, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(page.Text("main"), text) {
			t.Errorf("%s does not say %q", page.URL.Path, text)
		}
	}
}

// silent wants no form on a page, for who may not fill it in.
func silent(t *testing.T, page *webtest.Page, selectors ...string) {
	t.Helper()
	for _, selector := range selectors {
		if page.Find(selector).Length() > 0 {
			t.Errorf("%s has %s", page.URL.Path, selector)
		}
	}
}

func TestADraftIsSubmittedByOneAndDecidedByAnother(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		o := newOffice(t, databaseURL)
		silent(t, o.viewer.Get(o.path("/draft")).Must(http.StatusOK, ".sheet"), onSubmission)
		draft := o.editor.Get(o.path("/draft")).Must(http.StatusOK, onSubmission)
		says(t, draft, "Rada Reviewer", "frozen as revision 1")
		if deciders := draft.Text("#submission > p"); strings.Contains(deciders, "Ana") || strings.Contains(deciders, "Edin") || strings.Contains(deciders, "Vida") {
			t.Errorf("of those who may decide it says %q", deciders)
		}
		page := o.submitted("Please look at the letter.\r\nThank you.")
		if page.URL.Path != o.path("/revisions/1") {
			t.Errorf("submitting leads to %s", page.URL.Path)
		}
		o.stands("in_review in_review")
		digest := page.Text("dl.facts code")
		o.noted(audit.CampaignSubmitted, "editor@assembly.example", map[string]string{"revision": "1", "digest": digest})
		says(t, page, "Edin Editor", "Ana Author", "Please look at the letter.", "First revision")

		// Who wrote it and who submitted it are told why they do not decide, whatever
		// they send.
		mine := o.admin.Get(o.path("/revisions/1")).Must(http.StatusOK, "dl.facts")
		says(t, mine, "You have written or submitted this revision, so somebody else decides about it.")
		for _, page := range []*webtest.Page{mine, o.viewer.Get(o.path("/revisions/1")), o.editor.Get(o.path("/revisions/1"))} {
			silent(t, page, onDecision, rejects)
		}
		crafted := url.Values{"digest": {digest}, "reason": {"Because"}}
		for _, decision := range []string{"/revisions/1/approval", "/revisions/1/rejection"} {
			says(t, o.admin.Post(o.path(decision), crafted).Must(http.StatusForbidden, "main"), "somebody else decides")
			o.editor.Post(o.path(decision), crafted).Must(http.StatusNotFound, "main")
			o.viewer.Post(o.path(decision), crafted).Must(http.StatusNotFound, "main")
		}
		o.reviewer.Post(o.path("/revisions"), crafted).Must(http.StatusNotFound, "main")
		o.reviewer.Post(o.path("/revisions/1/withdrawal"), nil).Must(http.StatusNotFound, "main")
		o.stands("in_review in_review")

		// A rejection says why.
		form := o.reviewer.Get(o.path("/revisions/1")).Must(http.StatusOK, onDecision).Form(onDecision)
		refused := form.Press(rejects).Must(http.StatusUnprocessableEntity, "#e-reason")
		form = refused.Form(onDecision).Set("reason", "Name the law.\r\nПлатите пажњу.")
		rejected := form.Press(rejects).Must(http.StatusOK, ".state.rejected")
		says(t, rejected, "Rada Reviewer", "Name the law.", "Платите пажњу.")
		silent(t, rejected, onDecision, onTakingBack)
		o.stands("draft rejected")
		o.noted(audit.CampaignRejected, "reviewer@assembly.example", map[string]string{"revision": "1", "reason": "Name the law.\nПлатите пажњу."})

		// What was rejected stays to be read.
		history := o.viewer.Get(o.path("/revisions")).Must(http.StatusOK, ".history")
		says(t, history, "Revision 1", "Rejected", "Name the law.", "Please look at the letter.", "Rada Reviewer", "Edin Editor")
		says(t, o.viewer.Get(o.path("/revisions/1")).Must(http.StatusOK, ".sheet"), "Rada Reviewer")

		// The next one is approved, which publishes nothing.
		o.edit("Please name the law")
		says(t, o.submitted(""), "Revision 2")
		decision := o.reviewer.Get(o.path("/revisions/2")).Must(http.StatusOK, onDecision).Form(onDecision)
		answer := o.reviewer.Stay().Post(o.path("/revisions/2/approval"), decision.Values).Must(http.StatusSeeOther, "")
		if to := answer.Header.Get("Location"); to != o.path("") {
			t.Errorf("approving leads to %s", to)
		}
		o.stands("approved approved rejected")
		o.reviewer.Get(o.path("")).Must(http.StatusOK, ".state.approved")
		o.editor.Get(o.path("")).Must(http.StatusOK, `form[action$="/publication"]`)
		o.noted(audit.CampaignApproved, "reviewer@assembly.example", map[string]string{
			"revision": "2", "digest": decision.Values.Get("digest"), "rule": "two",
		})
		says(t, o.admin.Get(o.path("/revisions/2")).Must(http.StatusOK, ".state.approved"), "Its publication is the next step")
		says(t, o.editor.Get(o.path("/draft")).Must(http.StatusOK, "main"), "waits for its publication")
	})
}

func TestAReviewerSeesWhatChangedSinceTheLastApproval(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	first := o.submitted("")
	silent(t, first, ".part", "ins", "del")
	o.change(func(d *campaign.Dossier) error {
		return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "", campaign.Two, o.Clock.now())
	})
	o.change(func(d *campaign.Dossier) error { return d.Publish(campaign.Two, o.Clock.now()) })
	says(t, o.editor.Get(o.path("/draft")).Must(http.StatusOK, "main"), "The draft is what is public already.")
	o.edit("Open the data of the city")
	o.submitted("")
	o.change(func(d *campaign.Dossier) error {
		return d.Reject(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "No", campaign.Two, o.Clock.now())
	})
	o.edit("Open all data of the city")
	o.submitted("")
	page := o.reviewer.Get(o.path("/revisions/3")).Must(http.StatusOK, ".part")
	says(t, page, "Changes since revision 1,", "Letter (English), subject")
	if n := page.Find(".part").Length(); n != 1 {
		t.Errorf("%d parts have changed", n)
	}
	if page.Find("ins").Length() == 0 || page.Find("del").Length() == 0 || !strings.Contains(page.Text("ins"), "added:") || !strings.Contains(page.Text("del"), "removed:") {
		t.Error("the change is not marked")
	}
	if n := page.Find(".sheet").Length(); n != 3 {
		t.Errorf("%d letters below", n)
	}
}

func TestADecisionAboutAnotherRevisionIsRefusedAndKept(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.submitted("")
	stale := o.reviewer.Get(o.path("/revisions/1")).Must(http.StatusOK, onDecision).Form(onDecision).Set("reason", "It is very good.")
	o.editor.Stay().Get(o.path("/revisions/1")).Must(http.StatusOK, onTakingBack).Form(onTakingBack).Submit().Must(http.StatusSeeOther, "")
	o.stands("draft withdrawn")
	o.noted(audit.CampaignWithdrawn, "editor@assembly.example", map[string]string{"revision": "1"})
	for _, button := range []string{approves, rejects} {
		page := stale.Press(button).Must(http.StatusUnprocessableEntity, "#notice")
		says(t, page, "No revision is waiting for a decision.", "It is very good.", "Taken back")
		silent(t, page, onDecision)
	}
	o.submitted("The same text again")
	for _, button := range []string{approves, rejects} {
		says(t, stale.Press(button).Must(http.StatusUnprocessableEntity, "#notice"), "Another revision is waiting by now.", "It is very good.")
	}
	o.stands("in_review in_review withdrawn")

	// Of the right number, but not what the reviewer had before them.
	crafted := url.Values{"digest": {strings.Repeat("0", 64)}, "reason": {"It is very good."}}
	for _, decision := range []string{"/revisions/2/approval", "/revisions/2/rejection"} {
		page := o.reviewer.Post(o.path(decision), crafted).Must(http.StatusUnprocessableEntity, "#notice")
		if kept := page.Find("#f-reason").Text(); kept != "It is very good." {
			t.Errorf("%s keeps %q of what was typed", decision, kept)
		}
	}
	long := o.reviewer.Get(o.path("/revisions/2")).Form(onDecision).Set("reason", strings.Repeat("ш", campaign.MaxReason+1))
	if page := long.Press(approves).Must(http.StatusUnprocessableEntity, "#e-reason"); page.Find("#f-reason").Text() != long.Values.Get("reason") {
		t.Error("a reason that is too long is lost")
	}
	o.stands("in_review in_review withdrawn")
	for _, address := range []string{"/revisions/3", "/revisions/0", "/revisions/-1", "/revisions/x"} {
		o.reviewer.Get(o.path(address)).Must(http.StatusNotFound, "main")
	}
	// Reloading the answer to a form leads to the page it came from.
	if to := o.reviewer.Get(o.path("/revisions/2/approval")).Must(http.StatusOK, onDecision).URL.Path; to != o.path("/revisions/2") {
		t.Errorf("reloading leads to %s", to)
	}
}

func TestTheDraftThatWasReadIsTheOneThatIsSubmitted(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	read := o.editor.Get(o.path("/draft")).Must(http.StatusOK, onSubmission).Form(onSubmission).Set("note", "As we agreed")
	o.edit("Something nobody has read")
	again := read.Submit().Must(http.StatusUnprocessableEntity, "#notice")
	says(t, again, "The draft has changed since you opened this page.", "Something nobody has read")
	o.stands("draft")
	form := again.Form(onSubmission)
	if note := form.Values.Get("note"); note != "As we agreed" {
		t.Errorf("the note is %q", note)
	}
	long := form.Set("note", strings.Repeat("ш", campaign.MaxReason+1)).Submit().Must(http.StatusUnprocessableEntity, "#e-note")
	if note := long.Find("#f-note").Text(); note != form.Values.Get("note") {
		t.Error("a note that is too long is lost")
	}
	o.stands("draft")
	form.Set("note", "As we agreed").Submit().Must(http.StatusOK, "dl.facts")
	o.stands("in_review in_review")
	// Whoever submits it a second time reads that it is, and keeps the note.
	twice := form.Submit().Must(http.StatusUnprocessableEntity, "#notice")
	says(t, twice, "A revision of this draft is submitted already.", "As we agreed", "This draft is in review.")
	silent(t, twice, onSubmission)
	o.stands("in_review in_review")
}

func TestEveryFindingLeadsToAFormThatIsThere(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.change(func(d *campaign.Dossier) error {
		c := d.Draft.Content
		c.Title, c.Summary, c.Goal, c.Victory, c.Recipients = nil, nil, -1, map[string]string{"en": "We have won."}, nil
		c.Letters = map[string]campaign.Letter{"en": {Body: "Dear all,\n{{sender.nmae}}"}, "sr-Latn": {}, "sr-Cyrl": {}}
		c.Fields = []campaign.Field{{Name: "place"}}
		_, err := d.Replace(c, o.ids["admin@assembly.example"], o.Clock.now())
		return err
	})
	page := o.editor.Get(o.path("/draft")).Must(http.StatusOK, ".findings")
	silent(t, page, onSubmission)
	links := page.Find(".findings a")
	if links.Length() < 10 {
		t.Errorf("only %d findings lead anywhere", links.Length())
	}
	for _, link := range links.EachIter() {
		address, control, _ := strings.Cut(link.AttrOr("href", ""), "#")
		there := o.editor.Get(address).Must(http.StatusOK, "main form")
		if control != "" && there.Find(`[id="`+control+`"]`).Length() == 0 {
			t.Errorf("%q leads to %s of %s, which is not there", link.Text(), control, address)
		}
	}
	silent(t, o.viewer.Get(o.path("/draft")).Must(http.StatusOK, ".findings"), ".findings a")
	crafted := url.Values{"digest": {o.digest()}, "note": {"All the same"}}
	says(t, o.editor.Post(o.path("/revisions"), crafted).Must(http.StatusUnprocessableEntity, "#notice"), "The draft cannot be submitted yet.", "All the same")
	o.stands("draft")
}

func TestWithOnePersonTheAuthorMayApproveAndThePageSaysSo(t *testing.T) {
	o := newOffice(t, sqliteURL(t), func(c *config.Config, _ *Extras) { c.ReviewRule = campaign.Single })
	draft := o.admin.Get(o.path("/draft")).Must(http.StatusOK, onSubmission)
	says(t, draft, "One person may approve it, also you", "Ana Author")
	page := draft.Form(onSubmission).Submit().Must(http.StatusOK, onDecision)
	says(t, page, "You have written or submitted this revision yourself.")
	form := page.Form(onDecision)
	o.admin.Stay().Post(o.path("/revisions/1/approval"), form.Values).Must(http.StatusSeeOther, "")
	o.stands("approved approved")
	o.noted(audit.CampaignApproved, "admin@assembly.example", map[string]string{"rule": "single"})

	// One that was submitted while two persons were needed still needs them.
	o.campaign = o.drafted("two-persons")
	author := o.ids["admin@assembly.example"]
	o.change(func(d *campaign.Dossier) error {
		return d.Submit(uuid.Must(uuid.NewV7()).String(), campaign.Two, author, "", o.Clock.now())
	})
	mine := o.admin.Get(o.path("/revisions/1")).Must(http.StatusOK, "dl.facts")
	silent(t, mine, onDecision)
	o.admin.Post(o.path("/revisions/1/approval"), url.Values{"digest": {mine.Text("dl.facts code")}}).Must(http.StatusForbidden, "main")
	o.stands("in_review in_review")
}

func TestARevisionThatIsNotWhatWasSubmittedIsShownAsSuchAndNotApproved(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		o := newOffice(t, databaseURL)
		digest := o.submitted("").Text("dl.facts code")
		dbtest.Unguard(t, databaseURL)
		for _, tamper := range []string{
			"UPDATE revisions SET content = REPLACE(content, 'data', 'dada') WHERE campaign_id = '" + o.campaign + "'",
			"UPDATE revisions SET content = '{' WHERE campaign_id = '" + o.campaign + "'",
		} {
			query(t, databaseURL, tamper)
			page := o.reviewer.Get(o.path("/revisions/1")).Must(http.StatusOK, ".tampered")
			silent(t, page, onDecision, ".part")
			o.reviewer.Post(o.path("/revisions/1/approval"), url.Values{"digest": {digest}}).Must(http.StatusUnprocessableEntity, ".tampered")
			says(t, o.viewer.Get(o.path("/revisions")).Must(http.StatusOK, ".history"), "This is not what was submitted")
			o.stands("in_review in_review")
		}
		// It can be taken back, so that the draft is free again.
		o.editor.Stay().Get(o.path("/revisions/1")).Form(onTakingBack).Submit().Must(http.StatusSeeOther, "")
		o.stands("draft withdrawn")
	})
}

func TestAClosedCampaignIsSubmittedAgainToOpenIt(t *testing.T) {
	o := newOffice(t, sqliteURL(t))
	o.submitted("")
	o.change(func(d *campaign.Dossier) error {
		return d.Approve(d.Pending.Digest.String(), o.ids["reviewer@assembly.example"], "", campaign.Two, o.Clock.now())
	})
	o.change(func(d *campaign.Dossier) error { return d.Publish(campaign.Two, o.Clock.now()) })
	public := o.editor.Get(o.path("/draft")).Must(http.StatusOK, "main")
	silent(t, public, onSubmission)
	crafted := url.Values{"digest": {o.digest()}, "note": {"Again"}}
	says(t, o.editor.Post(o.path("/revisions"), crafted).Must(http.StatusUnprocessableEntity, "#notice"), "There is nothing to review.", "Again")
	o.change(func(d *campaign.Dossier) error { return d.Close(campaign.Victory, o.Clock.now()) })
	says(t, o.editor.Get(o.path("/draft")).Must(http.StatusOK, onSubmission), "the campaign is open again")
	says(t, o.submitted("Once more"), "Nothing differs from revision 1.")
	o.stands("closed in_review approved")
}

// digest names the draft.
func (o *office) digest() string {
	o.t.Helper()
	d, err := o.store.campaigns.Dossier(o.t.Context(), o.campaign, o.Clock.now())
	if err != nil {
		o.t.Fatal(err)
	}
	return d.Draft.Content.Digest().String()
}
