package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/lists/liststest"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/webtest"
)

const (
	onListName = `form[action="/admin/lists/new"], form[action$="/name"]`
	onUpload   = `form[action$="/uploads/new"]`
	onColumns  = `main form[action*="/uploads/"]`
	onReport   = `form[action$="/report"]`
	onUndo     = `form[action$="/undo"]`
	onExport   = `form[action$="/export"]`
	onEntry    = `form[action*="/entries/"]`
	onListUse  = `form[action$="/recipients/lists"]:has(select)`
	onListLine = `form[action$="/recipients/lists"]:not(:has(select))`
)

// listed makes a list with the form and returns the address of its page.
func listed(b *webtest.Browser, name string) string {
	page := b.Get("/admin/lists/new").Must(http.StatusOK, onListName).Form(onListName).Set("name", name).Submit()
	return page.Must(http.StatusOK, "#entries").URL.Path
}

// reported uploads a table, takes its columns as they are proposed, and returns the
// report.
func reported(b *webtest.Browser, list string, source []byte) *webtest.Page {
	page := b.Get(list+"/uploads/new").Must(http.StatusOK, onUpload).Form(onUpload).Upload("file", "members.csv", source)
	return page.Must(http.StatusOK, "table.columns").Form(onColumns).Submit().Must(http.StatusOK, ".tiles")
}

func (s *system) entries(list string) []lists.Entry {
	s.t.Helper()
	entries, err := s.store.lists.Entries(s.t.Context(), list[strings.LastIndexByte(list, '/')+1:])
	if err != nil {
		s.t.Fatal(err)
	}
	return entries
}

func imports(b *webtest.Browser, list, source string) {
	reported(b, list, []byte(source)).Form(onReport).Submit().Must(http.StatusOK, "#imports table")
}

// TestAParliamentIsImportedThroughThePages is the way of a table of 700 members: its
// faults are listed, nothing is written before it is confirmed, what is exported
// comes back as it was, and the import is undone.
func TestAParliamentIsImportedThroughThePages(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		list := listed(b, "Скупштина")
		members := liststest.Parliament(700)
		utf16 := liststest.Writings()[1]

		faulty, _, planted := liststest.Table(members, utf16, true)
		report := reported(b, list, faulty)
		var want, got []string
		for _, p := range planted {
			want = append(want, strconv.Itoa(p.Line))
		}
		report.Find("#faults tbody th").Each(func(_ int, th *goquery.Selection) {
			got = append(got, strings.TrimSpace(strings.TrimPrefix(th.Text(), "Line ")))
		})
		if diff := cmp.Diff(want, got); diff != "" || len(got) != 15 {
			t.Errorf("lines that are faulty (-want +got):\n%s", diff)
		}
		if report.Find(onReport).Length() > 0 {
			t.Error("a table with faults can be confirmed")
		}
		read, err := lists.Decode(faulty, lists.Form{})
		if err != nil {
			t.Fatal(err)
		}
		crafted := lists.Draw(nil, read, lists.Propose(read.Header), nil).Digest()
		b.Post(report.URL.Path, url.Values{"digest": {crafted}}).Must(http.StatusUnprocessableEntity, "#faults")

		table, _, _ := liststest.Table(members, utf16, false)
		report = reported(b, list, table)
		if entries := s.entries(list); len(entries) != 0 {
			t.Fatalf("%d entries before the confirmation", len(entries))
		}
		shown := report.Form(onReport).Submit().Must(http.StatusOK, onUndo)
		entries := s.entries(list)
		if len(entries) != 700 || shown.Find("#entries tbody tr").Length() != 50 {
			t.Fatalf("%d entries, the page shows %d", len(entries), shown.Find("#entries tbody tr").Length())
		}
		for i, e := range entries {
			if diff := cmp.Diff(members[i], e.Recipient); diff != "" {
				t.Fatalf("entry %d (-want +got):\n%s", i, diff)
			}
		}

		first := shown.Form(onExport).Submit()
		if first.Status != http.StatusOK || !strings.HasPrefix(first.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("export: %d %q", first.Status, first.Header.Get("Content-Disposition"))
		}
		if again := reported(b, list, []byte(first.Body)); again.Find(onReport).Length() > 0 || again.Find("#faults").Length() > 0 {
			t.Error("an export differs from its list")
		}
		other := listed(b, "Another")
		imports(b, other, first.Body)
		if second := b.Get(other).Form(onExport).Submit(); second.Body != first.Body {
			t.Error("another export is otherwise")
		}

		b.Get(list).Form(onUndo).Submit().Must(http.StatusOK, "#imports table")
		if left := s.entries(list); len(left) != 0 {
			t.Errorf("%d entries are left after the undo", len(left))
		}
		want = []string{"list.create Скупштина", "list.import 0 0 0 1 700 Скупштина", "list.export Скупштина", "list.undo 1 Скупштина"}
		acts := s.actsOn(list[strings.LastIndexByte(list, '/')+1:])
		for i := range acts {
			acts[i] = strings.TrimSpace(acts[i])
		}
		if diff := cmp.Diff(want, acts); diff != "" {
			t.Errorf("noted (-want +got):\n%s", diff)
		}
	})
}

func TestAReportThatIsNotWhatWouldBeImportedIsShownAnew(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Assembly")
	imports(b, list, "name,address\nAna,ana@x.example\n")
	report := reported(b, list, []byte("name,address\nAna M,ana@x.example\nBojan,bojan@x.example\n"))
	b.Get(list+"/entries/1").Form(onEntry).Set("group", "Green").Submit().Must(http.StatusOK, "#entries")
	anew := report.Form(onReport).Submit().Must(http.StatusUnprocessableEntity, "#moved")
	if got := s.entries(list); len(got) != 1 || got[0].Name != "Ana" {
		t.Errorf("written: %+v", got)
	}
	anew.Form(onReport).Submit().Must(http.StatusOK, "#imports table")
	if got := s.entries(list); len(got) != 2 || got[0].Name != "Ana M" || got[0].Group != "Green" {
		t.Errorf("after the second confirmation: %+v", got)
	}
	// A second press finds nothing to import.
	anew.Form(onReport).Submit().Must(http.StatusNotFound, "h1")
}

func TestATableIsItsOperatorsAlone(t *testing.T) {
	s := boot(t, sqliteURL(t))
	ana, bojan := s.signedIn("Ana", operator.Editor), s.signedIn("Bojan", operator.Editor)
	list := listed(ana, "Assembly")
	report := reported(ana, list, []byte("name,address\nAna,ana@x.example\n"))
	bojan.Get(report.URL.Path).Must(http.StatusNotFound, "h1")
	bojan.Post(report.URL.Path, report.Form(onReport).Values).Must(http.StatusNotFound, "h1")
	if got := s.entries(list); len(got) != 0 {
		t.Errorf("imported by another: %+v", got)
	}
}

func TestTheFormAndTheColumnsOfATableAreCorrected(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Assembly")
	// One letter alone says little: é is the same byte in both pages, and \xe8 is č or è.
	columns := b.Get(list+"/uploads/new").Form(onUpload).Upload("file", "x.csv", []byte("opis;mail\nT\xe8r;a@x.example\n")).Must(http.StatusOK, "table.columns")
	if got := columns.Form(onColumns).Values.Get("encoding"); got != "windows-1252" {
		t.Errorf("guessed %s", got)
	}
	refused := columns.Form(onColumns).Set("to.0", "free").Set("detail.0", "Name!").Submit().Must(http.StatusUnprocessableEntity, "#problems")
	if got := refused.Form(onColumns).Values.Get("detail.0"); got != "Name!" {
		t.Errorf("typed was Name!, the form has %q", got)
	}
	if refused.Find(`.bad [name="detail.0"][aria-invalid]`).Length() != 1 || refused.Find(`.bad select`).Length() != 0 || refused.Find(`#problems a[href="#f-detail.0"]`).Length() != 1 {
		t.Errorf("the name is wrong, the form says it of another control: %s", refused.Text("table.columns"))
	}
	again := refused.Form(onColumns).Set("encoding", "windows-1250").Submit().Must(http.StatusOK, `[data-is="again"]`)
	report := again.Form(onColumns).Set("to.0", "name").Submit().Must(http.StatusOK, onReport)
	report.Form(onReport).Submit().Must(http.StatusOK, "#imports table")
	if got := s.entries(list); len(got) != 1 || got[0].Name != "Tčr" {
		t.Errorf("imported: %+v", got)
	}
}

func TestATableThatCannotBeReadComesBackWithItsReason(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Assembly")
	form := func() *webtest.Form { return b.Get(list + "/uploads/new").Form(onUpload) }
	form().Upload("file", "x.csv", nil).Must(http.StatusUnprocessableEntity, "#problems")
	form().Upload("file", "x.csv", bytes.Repeat([]byte("a"), lists.MaxBytes+1)).Must(http.StatusUnprocessableEntity, "#problems")
	pasted := form().Set("table", "name\taddress\n")
	refused := pasted.Upload("file", "", nil).Must(http.StatusUnprocessableEntity, "#problems")
	if got := strings.TrimSpace(refused.Form(onUpload).Values.Get("table")); got != "name\taddress" {
		t.Errorf("pasted text came back as %q", got)
	}
	refused.Form(onUpload).Set("table", "name\taddress\nAna\tana@x.example").Upload("file", "", nil).Must(http.StatusOK, "table.columns")
}

func TestAFaultyTableIsCorrectedWhereItWasPasted(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Assembly")
	const table = "opis;mail;sud\nAna;ana@x.example;1\nBojan;bojan@x;2"
	columns := b.Get(list+"/uploads/new").Form(onUpload).Set("table", table).Upload("file", "", nil).Must(http.StatusOK, "table.columns")
	report := columns.Form(onColumns).Set("to.0", "name").Set("detail.0", "").Set("detail.2", "seat").Submit().Must(http.StatusOK, "#faults")

	correct := b.Get(report.Find(`a[href*="/uploads/new"]`).AttrOr("href", "")).Must(http.StatusOK, `[data-is="before"]`)
	form := correct.Form(onUpload)
	if got := strings.ReplaceAll(strings.TrimSpace(form.Values.Get("table")), "\r\n", "\n"); got != table {
		t.Fatalf("the box holds %q", got)
	}
	// One that cannot be read does not lose what was said before.
	form = form.Set("table", "opis;mail;sud").Upload("file", "", nil).Must(http.StatusUnprocessableEntity, "#problems").Form(onUpload)
	again := form.Set("table", "mail;sud;opis;x\nana@x.example;1;Ana;y\nbojan@x.example;2;Bojan;z").Upload("file", "", nil).Must(http.StatusOK, "table.columns")
	imported := again.Form(onColumns).Submit().Must(http.StatusOK, onReport)
	imported.Form(onReport).Submit().Must(http.StatusOK, "#imports table")
	got := s.entries(list)
	if len(got) != 2 || got[0].Name != "Ana" || got[1].Extra["seat"] != "2" || got[1].Extra["x"] != "z" {
		t.Errorf("imported: %+v", got)
	}
	// What is not here any more is no reason to fail.
	b.Get(list+"/uploads/new?table=gone").Must(http.StatusOK, onUpload)
}

func TestOneColumnOfSalutationsInTheLanguagesOfTheRowsIsImported(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Assembly")
	report := reported(b, list, []byte("Ime;Mejl;Jezik;Obraćanje;Država\nAna;ana@x.example;sr-Latn;Poštovana;Srbija\nUwe;uwe@x.example;;Guten Tag;Deutschland\n"))
	if got := report.Text("#faults tbody"); report.Find("#faults tbody tr").Length() != 1 || !strings.Contains(got, s.words(t, "table.row.unspoken")) {
		t.Errorf("a row without a language: %q", got)
	}
	imports(b, list, "Ime;Mejl;Jezik;Obraćanje;Država\nAna;ana@x.example;sr-Latn;Poštovana;Srbija\nUwe;uwe@x.example;de;Guten Tag;Deutschland\n")
	var got []string
	for _, e := range s.entries(list) {
		got = append(got, e.Country+" "+e.Salutation[e.Language])
	}
	if diff := cmp.Diff([]string{"RS Poštovana", "DE Guten Tag"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnEntryIsAddedChangedAndRetired(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		list := listed(b, "Assembly")
		form := b.Get(list+"/entries/new").Form(onEntry).Set("name", "Ана").Set("address", "no address").Set("country", "zz")
		refused := form.Submit().Must(http.StatusUnprocessableEntity, "#problems")
		if refused.Find("#problems li").Length() != 2 || refused.Form(onEntry).Values.Get("name") != "Ана" {
			t.Errorf("refused: %s", refused.Text("#problems"))
		}
		refused.Form(onEntry).Set("address", "Ana@X.example").Set("country", "Србија").Set("language", "sr-Latn").Set("salutation.en", "Dear Ana").Submit().Must(http.StatusOK, `[data-is="saved"]`)
		want := lists.Entry{Number: 1, Touched: lists.ByHand, Recipient: campaign.Recipient{
			Key: "ana@x.example", Name: "Ана", Address: "Ana@x.example", Country: "RS", Language: "sr-Latn", Salutation: map[string]string{"en": "Dear Ana"},
		}}
		if diff := cmp.Diff([]lists.Entry{want}, s.entries(list)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		b.Get(list+"/entries/new").Form(onEntry).Set("name", "Other").Set("address", "ANA@x.example").Submit().Must(http.StatusUnprocessableEntity, "#problems")

		stale := b.Get(list + "/entries/1").Form(onEntry)
		b.Get(list+"/entries/1").Form(onEntry).Set("name", "Ana").Submit().Must(http.StatusOK, "#entries")
		stale.Set("name", "Anna").Submit().Must(http.StatusUnprocessableEntity, `[role="alert"]`)
		if got := s.entries(list)[0].Name; got != "Ana" {
			t.Errorf("a form that was filled before took the place of a change: %q", got)
		}

		b.Get(list+"/entries/1").Form(onEntry).Press("button[name=do]").Must(http.StatusOK, "#entries")
		if got := s.entries(list)[0]; !got.Retired || b.Get(list).Find("#entries tbody tr").Length() != 0 {
			t.Errorf("retired: %+v", got)
		}
		shown := b.Get(list+"?show=retired").Must(http.StatusOK, "#entries tbody tr")
		var options []string
		shown.Find("#f-show option").Each(func(_ int, o *goquery.Selection) { options = append(options, o.Text()) })
		if diff := cmp.Diff([]string{"All in the list", "Active", "Paused", "Asked to stop", "Address wrong", "Retired"}, options); diff != "" {
			t.Errorf("the choices (-want +got):\n%s", diff)
		}
		b.Get(list+"/entries/1").Form(onEntry).Press("button[name=do]").Must(http.StatusOK, "#entries tbody tr")
	})
}

func TestAnImportIsNotUndoneOverAChangeByHand(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Admin)
	list := listed(b, "Assembly")
	imports(b, list, "name,address\nAna,ana@x.example\n")
	b.Get(list+"/entries/1").Form(onEntry).Set("name", "Ana M").Submit().Must(http.StatusOK, "#entries")
	refused := b.Get(list).Form(onUndo).Submit().Must(http.StatusUnprocessableEntity, "#notice")
	if got := refused.Text("#notice"); !strings.Contains(got, "Ana M") || len(s.entries(list)) != 1 {
		t.Errorf("refused with %q", got)
	}
	// The log leads to where imports are undone.
	link := b.Get("/admin/log?action=list.import").Must(http.StatusOK, "main").Find(`.log a[href$="#imports"]`).AttrOr("href", "")
	if link != list+"#imports" {
		t.Errorf("the log leads to %q", link)
	}
}

// listCampaign makes a campaign that writes to each recipient alone.
func (s *system) listCampaign(b *webtest.Browser, title string) string {
	s.t.Helper()
	at := begun(b, title, "en")
	_, err := s.store.campaigns.Change(s.t.Context(), at[strings.LastIndexByte(at, '/')+1:], s.Clock.now(), func(d *campaign.Dossier) (audit.Act, error) {
		d.Draft.Content.Selection = campaign.Selection{Mode: campaign.One}
		return audit.Act{Actor: audit.Shell(), Action: audit.CampaignEdited, Subject: d.Campaign.Slug}, nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return at
}

func TestAListIsTakenOverIntoADraftAndLeavesIt(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		b := s.signedIn("Ana", operator.Editor)
		list := listed(b, "Assembly")
		imports(b, list, "name,address,seat\nAna,ana@x.example,1\nBojan,bojan@x.example,2\n")
		at := s.listCampaign(b, "Data")
		b.Get(at+"/recipients").Form(onRecipients).Set("name", "Own").Set("address", "ANA@x.example").Submit().Must(http.StatusOK, `[data-is="saved"]`)

		taken := b.Get(at+"/recipients").Form(onListUse).Submit().Must(http.StatusOK, onListLine)
		line := func() string { return b.Get(at + "/recipients").Text("#lists form") }
		keys := func() (found []string) {
			for _, r := range s.dossier(at).Draft.Content.Recipients {
				found = append(found, r.Key+" "+r.Extra["seat"])
			}
			return found
		}
		if diff := cmp.Diff([]string{"ana@x.example ", "bojan@x.example 2"}, keys()); diff != "" || taken.Find("#list tbody tr").Length() != 1 {
			t.Fatalf("taken over (-want +got):\n%s", diff)
		}
		if got := taken.Text(`[data-is="took"]`); got != "1 of 2 recipients taken over. 1 is here already." {
			t.Errorf("taken over: %q", got)
		}
		if got := taken.Text("#taken tbody"); !strings.Contains(got, "bojan@x.example") || strings.Contains(got, "ana@x.example") || taken.Find(`[data-is="saved"]`).Length() != 0 {
			t.Errorf("the page shows of the list %q", got)
		}
		if strings.Contains(line(), "changed") {
			t.Errorf("just taken over: %s", line())
		}

		imports(b, list, "name,address,seat\nAna,ana@x.example,1\nBojan,bojan@x.example,3\nCeca,ceca@x.example,4\n")
		if got := line(); !strings.Contains(got, "1 new, 1 changed, 0 gone") {
			t.Errorf("the list has changed: %s", got)
		}
		b.Get(at+"/recipients").Form(onListLine).Press(`button[value="take"]`).Must(http.StatusOK, onListLine)
		if diff := cmp.Diff([]string{"ana@x.example ", "bojan@x.example 3", "ceca@x.example 4"}, keys()); diff != "" {
			t.Errorf("taken over again (-want +got):\n%s", diff)
		}

		// A crafted form does not change a recipient of a list.
		b.Post(at+"/recipients", url.Values{"key": {"ceca@x.example"}, "do": {"remove"}, "row": {"x"}})
		if len(keys()) != 3 {
			t.Errorf("after a crafted form: %q", keys())
		}
		b.Get(list+"/deletion").Must(http.StatusOK, `[data-is="used"]`)
		b.Post(list+"/deletion", nil).Must(http.StatusUnprocessableEntity, `[data-is="used"]`)

		csv := b.Get(at + "/draft/recipients.csv")
		if csv.Status != http.StatusOK || strings.Count(csv.Body, "\r\n") != 4 || !strings.Contains(csv.Body, "ceca@x.example") {
			t.Errorf("the table: %d %q", csv.Status, csv.Body)
		}
		b.Get(at+"/recipients").Form(onListLine).Press(`button[value="remove"]`).Must(http.StatusOK, onListUse)
		if diff := cmp.Diff([]string{"ana@x.example "}, keys()); diff != "" {
			t.Errorf("removed (-want +got):\n%s", diff)
		}
		b.Post(list+"/deletion", nil).Must(http.StatusOK, "h1")

		// Of a list that has nobody else nothing is taken over, which is said.
		other := listed(b, "The same")
		imports(b, other, "name,address\nAna,ana@x.example\n")
		none := b.Get(at+"/recipients").Form(onListUse).Submit().Must(http.StatusOK, onListUse)
		if got := none.Text(`[data-is="took"]`); got != "0 of 1 recipient taken over. 1 is here already." || none.Find("#taken").Length() != 0 {
			t.Errorf("nothing was taken over: %q", got)
		}
	})
}

func TestADraftWithTenThousandRecipientsStaysUsable(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b := s.signedIn("Ana", operator.Editor)
	list := listed(b, "Everybody")
	var table strings.Builder
	table.WriteString("name,address,country,language\n")
	for i := range lists.MaxEntries {
		_, _ = fmt.Fprintf(&table, "Member %d,m%d@x.example,RS,en\n", i, i)
	}
	began := time.Now()
	imports(b, list, table.String())
	t.Logf("imported after %s", time.Since(began))
	at := s.listCampaign(b, "Data")
	b.Get(at+"/recipients").Form(onListUse).Submit().Must(http.StatusOK, onListLine)
	page := b.Get(at + "/recipients")
	if page.Find(onRecipients).Length() > 0 {
		t.Error("one too many is offered")
	}
	if page.Find("#taken tbody tr").Length() != 200 || page.Find(`#taken a[href$="recipients.csv"]`).Length() != 1 || page.Find("#list").Length() != 0 {
		t.Errorf("the page lists %d of them", page.Find("#taken tbody tr").Length())
	}
	for _, path := range []string{at, at + "/recipients", at + "/draft", at + "/letters/en", list} {
		asked := time.Now()
		page := b.Get(path).Must(http.StatusOK, "main")
		took := time.Since(asked)
		t.Logf("%s: %d bytes in %s", path, len(page.Body), took)
		if len(page.Body) > 300<<10 {
			t.Errorf("%s: %d bytes in %s", path, len(page.Body), took)
		}
	}
	if got := s.dossier(at).Draft.Content.Recipients; len(got) != lists.MaxEntries {
		t.Errorf("%d recipients", len(got))
	}
	if got := b.Get(at + "/draft").Text("#to ~ dl, section[aria-labelledby=to] dl"); !strings.Contains(got, "RS 10,000") {
		t.Errorf("counted: %q", got)
	}
}

func TestAViewerReadsListsAndChangesNothing(t *testing.T) {
	s := boot(t, sqliteURL(t))
	b, viewer := s.signedIn("Ana", operator.Editor), s.signedIn("Vera", operator.Viewer)
	list := listed(b, "Assembly")
	imports(b, list, "name,address\nAna,ana@x.example\n")
	page := viewer.Get(list).Must(http.StatusOK, "#entries tbody tr")
	if page.Find(onUndo).Length()+page.Find(`a[href$="/uploads/new"], a[href*="/entries/"]`).Length() > 0 {
		t.Error("a viewer is offered to change the list")
	}
	viewer.Post(list+"/imports/1/undo", nil).Must(http.StatusNotFound, "h1")
	if len(s.entries(list)) != 1 {
		t.Error("a viewer has changed the list")
	}
}
