package db_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db"
	"emailcampaigns/app/fault"
)

// ask puts a request of a mailbox into the queue.
func (f *fixture) ask(mailbox, text string, at time.Time) {
	f.Helper()
	r, err := campaign.AskToStop(newID(), mailbox, text, true, at)
	f.must(err)
	f.must(db.NewOffices(f.db).Ask(f.Context(), r))
}

// answer settles a request as an operator who has read what was asked by then.
func (f *fixture) answer(r campaign.Request, outcome campaign.RequestOutcome, note string) error {
	return db.NewOffices(f.db).SettleRequest(f.Context(), r.ID, func(now campaign.Request) (campaign.Request, *campaign.Mailbox, audit.Act, error) {
		settled, m, err := now.Settle(outcome, r.Times, "ana", note, noon.Add(time.Hour))
		a := act(audit.RequestSettled)
		a.Subject = now.Mailbox
		return settled, m, a, err
	})
}

func TestARequestIsOneUntilItIsSettled(t *testing.T) {
	on(t, func(f *fixture) {
		offices := db.NewOffices(f.db)
		open := func() []campaign.Request {
			f.Helper()
			all, err := offices.OpenRequests(f.Context())
			f.must(err)
			return all
		}
		f.ask("b@assembly.example", "", noon.Add(time.Minute))
		f.ask("a@assembly.example", "first", noon)
		f.ask("a@assembly.example", "second\ntext", noon.Add(2*time.Minute))
		other, err := campaign.AskToCorrect(newID(), "a@assembly.example", "new@assembly.example", "", noon.Add(3*time.Minute))
		f.must(err)
		f.must(offices.Ask(f.Context(), other))
		all := open()
		want := []campaign.Request{
			{Mailbox: "a@assembly.example", Kind: campaign.StopWriting, Remark: "second\ntext", Times: 2, MadeAt: noon},
			{Mailbox: "b@assembly.example", Kind: campaign.StopWriting, Times: 1, MadeAt: noon.Add(time.Minute)}, other,
		}
		if diff := cmp.Diff(want, all, cmpopts.IgnoreFields(campaign.Request{}, "ID")); diff != "" {
			f.Fatal(diff)
		}
		if notices, err := db.NewOverview(f.db).Notices(f.Context()); err != nil || notices.Requests != 3 {
			f.Errorf("%d requests are told, %v", notices.Requests, err)
		}

		f.must(f.answer(all[0], campaign.RequestWithout, "A joke."))
		if err := f.answer(all[0], campaign.RequestWithout, "Again."); !fault.Is(err, fault.Conflict) {
			f.Errorf("settled twice: %v", err)
		}
		if err := f.answer(campaign.Request{ID: newID()}, campaign.RequestSet, ""); !fault.Is(err, fault.NotFound) {
			f.Errorf("settled what is not there: %v", err)
		}
		if left := open(); len(left) != 2 {
			f.Errorf("open: %+v", left)
		}
		of, err := offices.RequestsOf(f.Context(), "a@assembly.example")
		f.must(err)
		if len(of) != 2 || of[0].ID != other.ID || of[1].Outcome != campaign.RequestWithout || of[1].SettledBy != "ana" || of[1].Note != "A joke." || of[1].Open() {
			f.Errorf("of the office: %+v", of)
		}
		f.ask("a@assembly.example", "and again", noon.Add(2*time.Hour))
		if of, err = offices.RequestsOf(f.Context(), "a@assembly.example"); err != nil || len(of) != 2 || !of[0].Open() || !of[1].Open() {
			f.Errorf("of the office: %+v, %v", of, err)
		}
	})
}

func TestASettledRequestGivesItsMailboxAStandingAndIsNoted(t *testing.T) {
	on(t, func(f *fixture) {
		offices, standings := db.NewOffices(f.db), db.NewStandings(f.db)
		f.ask("a@assembly.example", "", noon)
		all, err := offices.OpenRequests(f.Context())
		f.must(err)
		f.ask("a@assembly.example", "changed", noon)
		if err := f.answer(all[0], campaign.RequestSet, ""); !fault.Is(err, fault.Conflict) {
			f.Errorf("settled what nobody has read: %v", err)
		}
		if m, err := standings.Standing(f.Context(), "a@assembly.example"); err != nil || m.Standing != campaign.Active {
			f.Errorf("refused, it stands as %+v, %v", m, err)
		}
		all, err = offices.OpenRequests(f.Context())
		f.must(err)
		f.must(f.answer(all[0], campaign.RequestSet, "As they wish."))
		want := campaign.Mailbox{Address: "a@assembly.example", Standing: campaign.AskedToStop, Since: noon.Add(time.Hour), Source: campaign.ByOffice, SetBy: "ana", Note: "As they wish."}
		m, err := standings.Standing(f.Context(), "a@assembly.example")
		if diff := cmp.Diff(want, m); err != nil || diff != "" {
			f.Errorf("%v\n%s", err, diff)
		}
		acts, err := db.Acts(f.Context(), f.db)
		f.must(err)
		if got := acts[len(acts)-2:]; !slices.Equal(got, []string{"request.settle a@assembly.example", "recipient.standing a@assembly.example"}) {
			f.Errorf("noted: %q", got)
		}

		// Another address of one that has asked to stop does not take that back.
		r, err := campaign.AskToCorrect(newID(), "a@assembly.example", "new@assembly.example", "", noon)
		f.must(err)
		f.must(offices.Ask(f.Context(), r))
		f.must(f.answer(r, campaign.RequestSet, ""))
		if m, err = standings.Standing(f.Context(), "a@assembly.example"); err != nil || m.Standing != campaign.AskedToStop {
			f.Errorf("it stands as %+v, %v", m, err)
		}
	})
}

func TestAPromiseToAnOfficeIsTakenBackOnlyWithAReason(t *testing.T) {
	on(t, func(f *fixture) {
		standings := db.NewStandings(f.db)
		change := func(to campaign.Standing, note string, sure bool) error {
			return standings.Change(f.Context(), "a@assembly.example", act(audit.StandingChanged).Actor, func(m campaign.Mailbox) (campaign.Mailbox, error) {
				return m.Change(to, "ana", note, sure, noon)
			})
		}
		f.must(change(campaign.Resting, "", false))
		f.must(change(campaign.AskedToStop, "", false))
		for _, to := range []campaign.Standing{campaign.Active, campaign.Resting, campaign.AddressWrong} {
			for _, err := range []error{change(to, "", true), change(to, " ", true), change(to, "They agreed.", false)} {
				if !fault.Is(err, fault.Invalid) {
					f.Errorf("%s: %v", to, err)
				}
			}
		}
		if err := change("gone", "", false); !fault.Is(err, fault.Invalid) {
			f.Errorf("an unknown standing: %v", err)
		}
		if all, err := standings.All(f.Context()); err != nil || all["a@assembly.example"].Standing != campaign.AskedToStop {
			f.Errorf("it stands as %+v, %v", all, err)
		}
		f.must(change(campaign.Active, "They agreed.", true))
		if all, err := standings.All(f.Context()); err != nil || len(all) != 0 {
			f.Errorf("left: %+v, %v", all, err)
		}
	})
}

func TestAnOfficeFindsTheCampaignsThatWereEverPublicToIt(t *testing.T) {
	on(t, func(f *fixture) {
		offices := db.NewOffices(f.db)
		with := func(slug string, mode campaign.Mode, addresses ...string) campaign.Content {
			c := content(slug)
			c.Recipients = nil
			for i, a := range addresses {
				c.Recipients = append(c.Recipients, campaign.Recipient{Key: slug + string(rune('a'+i)), Name: slug, Address: a, Country: "RS"})
			}
			c.Selection.Mode = mode
			return c
		}
		together := f.imported("together", with("together", campaign.Together, "Ana.Novak@assembly.example", "b@assembly.example"))
		each := f.imported("each", with("each", campaign.Everyone, "b@assembly.example", "ana.novak@assembly.example"))
		excluded := with("excluded", campaign.Everyone, "ana.novak@assembly.example", "b@assembly.example")
		excluded.Recipients[0].Group = "Out"
		excluded.Routes = []campaign.Route{{When: []campaign.Condition{{Column: "group", Is: campaign.IsOneOf, Values: []string{"Out"}}}, Exclude: true}}
		f.imported("excluded", excluded)
		gmail := f.imported("gmail", with("gmail", campaign.Together, "Ana.Novak+x@googlemail.com"))
		f.must(f.campaigns.Create(f.Context(), campaign.NewDossier(newID(), "draft", with("draft", campaign.Together, "ana.novak@assembly.example"), "author", noon), act(audit.CampaignCreated)))
		f.must(db.Exec(f.Context(), f.db, "UPDATE counters SET accepted = 12 WHERE campaign_id = '"+together.ID+"'"))
		f.must(db.Exec(f.Context(), f.db, "INSERT INTO loads (campaign_id, recipient, waiting, written, accepted) VALUES ('"+each.ID+"', 'eachb', 5, 9, 7)"))

		// A later revision leaves the office out, and the campaign is closed and archived.
		f.change(each.ID, func(d *campaign.Dossier) error {
			_, err := d.Replace(with("each", campaign.Everyone, "b@assembly.example"), "author", noon)
			return err
		})
		f.published(each.ID)
		f.change(together.ID, func(d *campaign.Dossier) error { return d.Close(campaign.Ordinary, noon) })
		f.change(together.ID, func(d *campaign.Dossier) error { return d.Archive(noon) })

		all, err := offices.Addressed(f.Context(), "ana.novak@assembly.example")
		f.must(err)
		found := map[string]campaign.Addressed{}
		for _, a := range all {
			found[a.Campaign.Slug] = a
		}
		if len(all) != 2 || found["together"].Accepted != 12 || found["each"].Accepted != 7 {
			f.Fatalf("found %d: %+v", len(all), found)
		}
		if a := found["together"]; !a.Current() || a.Campaign.State != campaign.Archived || a.Recipient.Address != "Ana.Novak@assembly.example" || !a.Since.Equal(noon) {
			f.Errorf("together: %+v", a)
		}
		if a := found["each"]; a.Current() || a.Recipient.Key != "eachb" || len(a.Revision.Content.Recipients) != 2 {
			f.Errorf("each: %+v", a)
		}
		if all, err = offices.Addressed(f.Context(), "ananovak@gmail.com"); err != nil || len(all) != 1 || all[0].Campaign.ID != gmail.ID {
			f.Errorf("of a Gmail address: %+v, %v", all, err)
		}
		if all, err = offices.Addressed(f.Context(), "nobody@assembly.example"); err != nil || len(all) != 0 {
			f.Errorf("of nobody: %+v, %v", all, err)
		}

		uses, err := offices.Uses(f.Context(), []string{"ana.novak@assembly.example", "nobody@assembly.example"})
		f.must(err)
		var slugs []string
		for _, u := range uses["ana.novak@assembly.example"] {
			slugs = append(slugs, u.Slug)
		}
		slices.Sort(slugs)
		if !slices.Equal(slugs, []string{"draft", "excluded"}) || len(uses["nobody@assembly.example"]) != 0 {
			f.Errorf("used by %q", slugs)
		}
	})
}

func TestASettledRequestIsForgottenInTime(t *testing.T) {
	on(t, func(f *fixture) {
		offices := db.NewOffices(f.db)
		f.ask("a@assembly.example", "settled", noon)
		f.ask("b@assembly.example", "open", noon)
		all, err := offices.OpenRequests(f.Context())
		f.must(err)
		f.must(f.answer(all[0], campaign.RequestWithout, "We called."))
		over := noon.Add(time.Hour).Add(campaign.RequestKept)
		if n, err := offices.ForgetSettled(f.Context(), over.Add(-time.Millisecond)); err != nil || n != 0 {
			f.Errorf("too early %d were forgotten, %v", n, err)
		}
		if n, err := offices.ForgetSettled(f.Context(), over); err != nil || n != 1 {
			f.Errorf("%d were forgotten, %v", n, err)
		}
		if all, err = offices.OpenRequests(f.Context()); err != nil || len(all) != 1 {
			f.Errorf("open are %+v, %v", all, err)
		}
	})
}
