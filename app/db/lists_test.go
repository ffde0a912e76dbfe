package db_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/db"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/lists/liststest"
)

// shelf is a database with a list in it.
type shelf struct {
	*testing.T
	db        *db.DB
	lists     *db.Lists
	standings *db.Standings
	campaigns *db.Campaigns
	id        string
	clock     time.Time
}

func onShelf(t *testing.T, test func(s *shelf)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, address string) {
		opened := dbtest.Open(t, address)
		s := &shelf{T: t, db: opened, lists: db.NewLists(opened), standings: db.NewStandings(opened), campaigns: db.NewCampaigns(opened), id: newID(), clock: noon}
		s.must(s.lists.Create(t.Context(), lists.List{ID: s.id, Name: "Assembly", MadeAt: noon, MadeBy: "ana", EditedAt: noon, EditedBy: "ana"}, did(audit.ListCreated, s.id)))
		test(s)
	})
}

func did(action audit.Action, subject string) audit.Act {
	return audit.Act{Actor: audit.Actor{ID: "ana", Name: "ana@x.example"}, Action: action, Subject: subject}
}

func (s *shelf) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

// try imports a table as an operator who corrects nothing.
func (s *shelf) try(source string, retire bool) error {
	s.Helper()
	s.clock = s.clock.Add(time.Minute)
	u := lists.Upload{ID: newID(), ListID: s.id, OperatorID: "ana", MadeAt: s.clock, Source: []byte(source)}
	s.must(s.lists.AddUpload(s.Context(), u))
	table, err := lists.Decode(u.Source, lists.Form{})
	s.must(err)
	v := lists.Import{ID: newID(), By: "ana", At: s.clock}
	return s.lists.Import(s.Context(), u, v, retire, did(audit.ListImported, s.id), func(have []lists.Entry, standings map[string]campaign.Mailbox) (lists.Plan, error) {
		return lists.Draw(have, table, lists.Propose(table.Header), standings), nil
	})
}

func (s *shelf) imports(source string, retire bool) {
	s.Helper()
	s.must(s.try(source, retire))
}

// state says what the list has, and the standings.
func (s *shelf) state() []string {
	s.Helper()
	entries, err := s.lists.Entries(s.Context(), s.id)
	s.must(err)
	var found []string
	for _, e := range entries {
		line := fmt.Sprintf("%d %s %s", e.Number, e.Name, e.Key)
		if e.Retired {
			line += " retired"
		}
		found = append(found, line)
	}
	all, err := s.standings.All(s.Context())
	s.must(err)
	for _, m := range all {
		found = append(found, fmt.Sprintf("standing %s %s %s", m.Address, m.Standing, m.Source))
	}
	slices.Sort(found)
	return found
}

func (s *shelf) wants(want ...string) {
	s.Helper()
	if diff := cmp.Diff(want, s.state()); diff != "" {
		s.Errorf("(-want +got):\n%s", diff)
	}
}

// edit renames an entry by hand.
func (s *shelf) edit(number int, name string) {
	s.Helper()
	s.must(s.lists.Put(s.Context(), s.id, number, s.clock, func(_ lists.List, e lists.Entry) (lists.Entry, audit.Act, error) {
		e.Name = name
		return e, did(audit.EntryEdited, s.id), nil
	}))
}

func (s *shelf) undo(number int) error {
	s.Helper()
	return s.lists.Undo(s.Context(), s.id, number, did(audit.ListUndone, s.id), s.clock)
}

func TestAnImportIsWrittenAndTakenBack(t *testing.T) {
	onShelf(t, func(s *shelf) {
		s.imports("name,address,state\nAna,ana@x.example,\nBojan,bojan@x.example,paused\nCeca,ceca@x.example,\n", false)
		before := s.state()
		s.wants("1 Ana ana@x.example", "2 Bojan bojan@x.example", "3 Ceca ceca@x.example", "standing bojan@x.example paused import")
		s.imports("name,address,state\nAna M,ana@x.example,wrong\nBojan,bojan@x.example,active\nDule,dule@x.example,\n", true)
		s.wants("1 Ana M ana@x.example", "2 Bojan bojan@x.example", "3 Ceca ceca@x.example retired", "4 Dule dule@x.example", "standing ana@x.example wrong import")

		if got := fault.MessageOf(s.undo(1)); got.Key != "fault.list.undo.later" || got.Args["Later"] != 2 {
			s.Errorf("undoing the first before the second: %+v", got)
		}
		s.must(s.undo(2))
		s.wants(before...)
		if got := fault.MessageOf(s.undo(2)).Key; got != "fault.list.undo.done" {
			s.Errorf("undoing twice: %s", got)
		}
		s.must(s.undo(1))
		s.wants()
		imports, err := s.lists.Imports(s.Context(), s.id)
		s.must(err)
		if len(imports) != 2 || imports[0].Number != 2 || imports[0].Holds() || imports[0].Added != 1 || imports[0].Changed != 1 || imports[0].Retired != 1 || imports[0].Unchanged != 1 || imports[0].Standings != 2 {
			s.Errorf("imports: %+v", imports)
		}
		acts, err := db.Acts(s.Context(), s.db)
		s.must(err)
		want := []string{"list.create " + s.id, "list.import " + s.id, "list.import " + s.id, "list.undo " + s.id, "list.undo " + s.id}
		if !slices.Equal(acts, want) {
			s.Errorf("noted: %q", acts)
		}
	})
}

func TestAnImportIsNotTakenBackOverWhatWasChangedSince(t *testing.T) {
	onShelf(t, func(s *shelf) {
		s.imports("name,address\nAna,ana@x.example\nBojan,bojan@x.example\n", false)
		s.imports("name,address\nAna M,ana@x.example\nCeca,ceca@x.example\n", false)
		s.edit(2, "Bojan B") // not of the second import
		s.must(s.undo(2))
		s.wants("1 Ana ana@x.example", "2 Bojan B bojan@x.example")
		before := s.state()
		err := s.undo(1)
		if got := fault.MessageOf(err); got.Key != "fault.list.undo.changed" || got.Args["Name"] != "Bojan B" || !fault.Is(err, fault.Conflict) {
			s.Errorf("got %v", err)
		}
		s.wants(before...)
	})
}

func TestAStandingThatWasChangedSinceAnImportStays(t *testing.T) {
	onShelf(t, func(s *shelf) {
		s.imports("name,address,state\nAna,ana@x.example,paused\n", false)
		s.must(s.standings.Set(s.Context(), campaign.Mailbox{Address: "ana@x.example", Standing: campaign.AskedToStop, Since: s.clock, Source: campaign.ByOffice}, did(audit.StandingChanged, "ana@x.example")))
		s.imports("name,address,state\nAna,ana@x.example,active\n", false)
		s.wants("1 Ana ana@x.example", "standing ana@x.example stopped office")
		s.must(s.undo(2))
		s.must(s.undo(1))
		s.wants("standing ana@x.example stopped office")
	})
}

func TestAnUploadIsItsOperatorsAndIsUsedOnce(t *testing.T) {
	onShelf(t, func(s *shelf) {
		u := lists.Upload{ID: newID(), ListID: s.id, OperatorID: "ana", MadeAt: noon, Source: []byte("name\x00\xff"), Settings: lists.Settings{Columns: lists.Mapping{{To: lists.Name}}}}
		s.must(s.lists.AddUpload(s.Context(), u))
		u.Settings.Form.Encoding = lists.Windows1250
		s.must(s.lists.SetUpload(s.Context(), u))
		got, err := s.lists.Upload(s.Context(), s.id, u.ID, "ana")
		if diff := cmp.Diff(u, got); err != nil || diff != "" {
			s.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if _, err := s.lists.Upload(s.Context(), s.id, u.ID, "bojan"); !fault.Is(err, fault.NotFound) {
			s.Errorf("another operator: %v", err)
		}
		refused := func([]lists.Entry, map[string]campaign.Mailbox) (lists.Plan, error) { return lists.Plan{}, errUndone }
		if err := s.lists.Import(s.Context(), u, lists.Import{ID: newID()}, false, did(audit.ListImported, s.id), refused); err == nil {
			s.Error("imported although it was refused")
		}
		if _, err := s.lists.Upload(s.Context(), s.id, u.ID, "ana"); err != nil {
			s.Errorf("after a refusal: %v", err)
		}
		empty := func([]lists.Entry, map[string]campaign.Mailbox) (lists.Plan, error) { return lists.Plan{}, nil }
		s.must(s.lists.Import(s.Context(), u, lists.Import{ID: newID(), At: noon}, false, did(audit.ListImported, s.id), empty))
		if err := s.lists.Import(s.Context(), u, lists.Import{ID: newID(), At: noon}, false, did(audit.ListImported, s.id), empty); !fault.Is(err, fault.NotFound) {
			s.Errorf("a second time: %v", err)
		}
	})
}

func TestUploadsAreForgottenAfterADay(t *testing.T) {
	onShelf(t, func(s *shelf) {
		old := lists.Upload{ID: newID(), ListID: s.id, OperatorID: "ana", MadeAt: noon, Source: []byte("x")}
		s.must(s.lists.AddUpload(s.Context(), old))
		s.must(s.lists.AddUpload(s.Context(), lists.Upload{ID: newID(), ListID: s.id, OperatorID: "bojan", MadeAt: noon.Add(lists.UploadKept + time.Second), Source: []byte("x")}))
		if _, err := s.lists.Upload(s.Context(), s.id, old.ID, "ana"); !fault.Is(err, fault.NotFound) {
			s.Errorf("the old one: %v", err)
		}
		n, err := s.lists.ForgetUploads(s.Context(), noon.Add(3*lists.UploadKept))
		if n != 1 || err != nil {
			s.Errorf("%d forgotten, %v", n, err)
		}
	})
}

func TestAMailboxStandsInAListOnce(t *testing.T) {
	onShelf(t, func(s *shelf) {
		add := func(number int, mailbox string) error {
			return s.lists.Put(s.Context(), s.id, number, noon, func(_ lists.List, e lists.Entry) (lists.Entry, audit.Act, error) {
				e.Name, e.Address, e.Key = "N", mailbox, address.Normal(mailbox)
				return e, did(audit.EntryAdded, s.id), nil
			})
		}
		s.must(add(0, "ana@x.example"))
		s.must(add(0, "bojan@x.example"))
		if got := fault.FieldsOf(add(0, "ANA@x.example")); len(got) != 1 || got[0].Name != "address" {
			s.Errorf("a second time: %+v", got)
		}
		if got := fault.FieldsOf(add(2, "ANA@x.example")); len(got) != 1 {
			s.Errorf("changed to another's: %+v", got)
		}
		s.must(add(2, "ceca@x.example"))
		if err := add(9, "d@x.example"); !fault.Is(err, fault.NotFound) {
			s.Errorf("one that is not there: %v", err)
		}
		s.wants("1 N ana@x.example", "2 N ceca@x.example")
	})
}

func TestAListThatACampaignUsesIsNotDeleted(t *testing.T) {
	onShelf(t, func(s *shelf) {
		s.imports("name,address,state\nAna,ana@x.example,paused\nBojan,bojan@x.example,\n", false)
		content := content("About lists")
		content.Recipients = []campaign.Recipient{{Key: "ana@x.example", Name: "Ana", Address: "ana@x.example", List: s.id}}
		d := campaign.NewDossier(newID(), "lists", content, "ana", noon)
		s.must(s.campaigns.Create(s.Context(), d, did(audit.CampaignCreated, "lists")))
		all, err := s.lists.All(s.Context())
		s.must(err)
		if len(all) != 1 || all[0].Entries != 2 || all[0].Active != 1 || !slices.Equal(all[0].UsedBy, []string{d.Campaign.ID}) {
			s.Errorf("all: %+v", all)
		}
		if err := s.lists.Delete(s.Context(), s.id, did(audit.ListDeleted, s.id), noon); fault.MessageOf(err).Key != "fault.list.used" {
			s.Errorf("deleted: %v", err)
		}
		if in, err := s.lists.ListsOf(s.Context(), "bojan@x.example"); err != nil || len(in) != 1 || in[0].Name != "Assembly" {
			s.Errorf("lists of a mailbox: %+v, %v", in, err)
		}
		if in, err := s.lists.ListsOf(s.Context(), "nobody@x.example"); err != nil || len(in) != 0 {
			s.Errorf("lists of another: %+v, %v", in, err)
		}
		other := newID()
		s.must(s.lists.Create(s.Context(), lists.List{ID: other, Name: "B", MadeAt: noon}, did(audit.ListCreated, other)))
		s.must(s.lists.Rename(s.Context(), other, "C", did(audit.ListRenamed, other), noon))
		if v, err := s.lists.List(s.Context(), other); err != nil || v.Name != "C" || v.EditedBy != "ana" {
			s.Errorf("renamed: %+v, %v", v, err)
		}
		s.must(s.lists.Delete(s.Context(), other, did(audit.ListDeleted, other), noon))
		if _, err := s.lists.List(s.Context(), other); !fault.Is(err, fault.NotFound) {
			s.Errorf("deleted: %v", err)
		}
	})
}

func TestTenThousandRowsAreImportedAndTakenBackInSeconds(t *testing.T) {
	onShelf(t, func(s *shelf) {
		table := func(group string) string {
			var b strings.Builder
			b.WriteString("name,address,group,salutation.en,seat\n")
			for i, m := range liststest.Parliament(lists.MaxEntries) {
				b.WriteString(m.Name + "," + m.Address + "," + group + ",Dear member," + strconv.Itoa(i) + "\n")
			}
			return b.String()
		}
		began := time.Now()
		s.imports(table("Green"), false)
		s.imports(table("Liberal"), true)
		s.must(s.undo(2))
		if took := time.Since(began); took > 30*time.Second {
			s.Errorf("took %s", took)
		} else {
			s.Logf("took %s", took)
		}
		entries, err := s.lists.Entries(context.Background(), s.id)
		if err != nil || len(entries) != lists.MaxEntries || entries[0].Group != "Green" {
			s.Errorf("%d entries, %v", len(entries), err)
		}
		if err := s.try("name,address\nN,n@x.example\n", false); fault.MessageOf(err).Key != "fault.list.full" {
			s.Errorf("one more: %v", err)
		}
	})
}
