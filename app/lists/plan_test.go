package lists_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/lists"
)

func entry(n int, name, mailbox string) lists.Entry {
	return lists.Entry{Number: n, Recipient: campaign.Recipient{Name: name, Address: mailbox, Key: address.Normal(mailbox)}}
}

// sketch says what a plan is, a line for each thing.
func sketch(p lists.Plan) []string {
	var s []string
	for _, l := range p.New {
		s = append(s, fmt.Sprintf("%d new %s", l.Line, l.Key))
	}
	for _, c := range p.Changed {
		for _, part := range c.Parts {
			s = append(s, fmt.Sprintf("%d %s %s%s: %q → %q", c.Line, c.After.Key, part.Column.To, part.Column.Detail, part.Before, part.After))
		}
	}
	for _, l := range p.Unchanged {
		s = append(s, fmt.Sprintf("%d same %s", l.Line, l.Key))
	}
	for _, e := range p.Missing {
		s = append(s, "missing "+e.Key)
	}
	for _, f := range p.Faults {
		s = append(s, fmt.Sprintf("%d %s %s %v", f.Line, f.Column, f.Message.Key, f.Message.Args))
	}
	for _, m := range p.Standings {
		s = append(s, fmt.Sprintf("%d %s: %s → %s", m.Line, m.Mailbox, m.From, m.To))
	}
	for _, l := range p.Stopped {
		s = append(s, fmt.Sprintf("%d stays stopped %s", l.Line, l.Key))
	}
	return s
}

func TestAPlanSaysWhatAnImportWouldDo(t *testing.T) {
	ana, bojan := entry(1, "Ana", "ana@x.example"), entry(2, "Bojan", "bojan@x.example")
	ana.Country, ana.Extra = "RS", map[string]string{"seat": "4"}
	gone := entry(3, "Vera", "vera@x.example")
	gone.Retired = true
	have := []lists.Entry{ana, bojan, gone}
	standings := map[string]campaign.Mailbox{
		"ana@x.example": {Standing: campaign.AskedToStop}, "bojan@x.example": {Standing: campaign.Resting}, "vera@x.example": {Standing: campaign.AddressWrong},
	}
	for name, c := range map[string]struct {
		source string
		want   []string
	}{
		"columns that the table lacks stay": {"name,address\nAna,ANA@x.example\nBojan,bojan@x.example\n", []string{
			`2 ana@x.example address: "ana@x.example" → "ANA@x.example"`, "3 same bojan@x.example",
		}},
		"an empty cell empties": {"name,address,country,seat\nAna,ana@x.example,,\n", []string{
			`2 ana@x.example country: "RS" → ""`, `2 ana@x.example freeseat: "4" → ""`, "missing bojan@x.example",
		}},
		"who was retired comes back": {"name,address\nAna,ana@x.example\nBojan,bojan@x.example\nVera,vera@x.example\n", []string{
			`4 vera@x.example retired: "" → ""`, "2 same ana@x.example", "3 same bojan@x.example",
		}},
		"of those who asked to stop none is made active": {"name,address,state\nAna,ana@x.example,active\nBojan,bojan@x.example,active\nVera,vera@x.example,stopped\nN,n@x.example,Wrong\nM,m@x.example,\n", []string{
			"5 new n@x.example", "6 new m@x.example", `4 vera@x.example retired: "" → ""`, "2 same ana@x.example", "3 same bojan@x.example",
			"3 bojan@x.example: paused → active", "4 vera@x.example: wrong → stopped", "5 n@x.example: active → wrong", "2 stays stopped ana@x.example",
		}},
		"countries in any case, languages in one form": {"name,address,country,language\nN,n@x.example,de,SR-latn\n", []string{
			"2 new n@x.example", "missing ana@x.example", "missing bojan@x.example",
		}},
		"mailboxes are compared, not spellings": {"name,address\nN,First.Last+x@gmail.com\nM,firstlast@googlemail.com\n", []string{
			"2 new firstlast@gmail.com", "missing ana@x.example", "missing bojan@x.example", "3 address table.row.duplicate map[Line:2]",
		}},
		"countries by their names": {"name,address,country\nAna,ana@x.example,Србија\nN,n@x.example,Narnia\n", []string{
			"2 same ana@x.example", "missing bojan@x.example", "3 country problem.country map[Country:Narnia]",
		}},
		"salutations in the languages of the rows": {"name,address,Anrede,language\nAna,ana@x.example,Dear Ana,en\nN,n@x.example,Lieber N,\nM,m@x.example,,de\nO,o@x.example,Hi,xx-yy-zz\nP,p@x.example,,\nR,r@x.example,A\u202eB,de\n", []string{
			`2 ana@x.example language: "" → "en"`, `2 ana@x.example salutationen: "" → "Dear Ana"`, "missing bojan@x.example",
			"3 language table.row.unspoken map[]", "4  table.row.salutation map[Language:de]", "5 language problem.language_unknown map[Tag:xx-yy-zz]",
			"6 language table.row.unspoken map[]", "7 Anrede problem.invisible map[Character:U+202E]",
		}},
		"a salutation in a language stays beside an empty one in the row's": {"name,address,salutation.de,Anrede,language\nN,n@x.example,Lieber N,,de\n", []string{
			"2 new n@x.example", "missing ana@x.example", "missing bojan@x.example",
		}},
		"a row may be wrong in several ways": {"name,address,country\n,x,YY\n", []string{
			"missing ana@x.example", "missing bojan@x.example", "2 address problem.address map[Address:x]",
			"2 name problem.empty map[]", "2 country problem.country map[Country:YY]",
		}},
		"characters that change what is read": {"name,address,note\nA\u202eB,n@x.example,{{x}}\n", []string{
			"missing ana@x.example", "missing bojan@x.example", "2 name problem.invisible map[Character:U+202E]", "2 note problem.brace_outside map[]",
		}},
		"a salutation in another script will do": {"name,address,language,salutation.sr-Latn,salutation.en\nN,n@x.example,sr-Cyrl,Poštovani,\nM,m@x.example,de,P,D\nO,o@x.example,,P,\nP,p@x.example,,P,D\n", []string{
			"2 new n@x.example", "5 new p@x.example", "missing ana@x.example", "missing bojan@x.example",
			"3  table.row.salutation map[Language:de]", "4  table.row.salutation map[Language:en]",
		}},
		"what the list has without a salutation may stay so": {"name,address,salutation.en\nAna,ana@x.example,\nBojana,bojan@x.example,\n", []string{
			"2 same ana@x.example", "3  table.row.salutation map[Language:en]",
		}},
	} {
		table, err := lists.Decode([]byte(c.source), lists.Form{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p := lists.Draw(have, table, lists.Propose(table.Header), standings)
		if diff := cmp.Diff(c.want, sketch(p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if p.Importable() != !slices.ContainsFunc(c.want, func(s string) bool { return strings.Contains(s, "map[") }) {
			t.Errorf("%s: importable is %v", name, p.Importable())
		}
	}
}

func TestAListOfAnySortComesBackUnchanged(t *testing.T) {
	odd := entry(1, "'Ndrangheta", "a@x.example")
	odd.Extra = map[string]string{"ime": "=1", "salutation_de": "''x", "land": "＝2", "opis": "'=x"}
	silent := entry(2, "-", "b@x.example")
	silent.Language = "fr"
	spoken := entry(3, "C", "c@x.example")
	spoken.Salutation = map[string]string{"de": "@all", "sr-Latn": "Zdravo"}
	retired := entry(4, "D", "d@x.example")
	retired.Retired = true
	have := []lists.Entry{odd, silent, spoken, retired}
	first := export(t, have)
	_, p := drawn(t, first, have)
	if want := []string{"2 same a@x.example", "3 same b@x.example", "4 same c@x.example"}; !slices.Equal(sketch(p), want) || !p.Importable() {
		t.Errorf("got %q", sketch(p))
	}
	if second := export(t, imported(have, p, true)); !bytes.Equal(first, second) {
		t.Error("another export is otherwise")
	}
}

func TestAPlanIsNamedByAllItSays(t *testing.T) {
	source := []byte("name,address\nAna,ana@x.example\n")
	_, p := drawn(t, source, nil)
	_, same := drawn(t, source, nil)
	_, other := drawn(t, source, []lists.Entry{entry(1, "Bojan", "bojan@x.example")})
	if p.Digest() != same.Digest() || p.Digest() == other.Digest() || len(p.Digest()) != 64 {
		t.Errorf("%s, %s, %s", p.Digest(), same.Digest(), other.Digest())
	}
}

func TestMissingEntriesAreRetiredByChoice(t *testing.T) {
	have := []lists.Entry{entry(1, "Ana", "ana@x.example"), entry(2, "Bojan", "bojan@x.example")}
	_, p := drawn(t, []byte("name,address\nAna M,ana@x.example\nN,n@x.example\n"), have)
	kept, retired := p.Entries("i", 3, false), p.Entries("i", 3, true)
	if len(kept) != 2 || kept[0].After.Number != 3 || kept[0].Before != nil || kept[1].Before.Name != "Ana" {
		t.Errorf("kept: %+v", kept)
	}
	if len(retired) != 3 || !retired[2].After.Retired || retired[2].Before.Retired || retired[2].After.Touched != "i" {
		t.Errorf("retired: %+v", retired)
	}
}

func FuzzTable(f *testing.F) {
	for _, seed := range []string{
		"name,address\nAna,ana@x.example\n", "\ufeffname;address;state\r\n\"A\nB\";a@x.example;stopped\r\n", "\xff\xfen\x00a\x00\n\x00", "\"", "a\tb\n\"x\"y\t1\n",
		"name,address,salutation.de,language\nA,a@x,,sr\n\x81,b@x.example,x,\n", "'=,''\n@,-\n",
	} {
		f.Add([]byte(seed), "", "")
		f.Add([]byte(seed), "windows-1250", "semicolon")
	}
	f.Fuzz(func(t *testing.T, source []byte, encoding, delimiter string) {
		table, err := lists.Decode(source, lists.Form{Encoding: lists.Encoding(encoding), Delimiter: lists.Delimiter(delimiter)})
		if err != nil {
			return
		}
		m := lists.Propose(table.Header)
		if m.Check(table.Header) != nil {
			for i := range m {
				m[i] = lists.Column{To: lists.Ignored}
			}
			m[0] = lists.Column{To: lists.Address}
			m[len(m)-1] = lists.Column{To: lists.Name}
			if m.Check(table.Header) != nil { // one column alone
				return
			}
		}
		p := lists.Draw(nil, table, m, nil)
		if sum := len(p.New) + len(p.Changed) + len(p.Unchanged) + p.Faulty; sum != len(table.Rows) || p.Rows != sum {
			t.Fatalf("%d rows, %d are accounted for", len(table.Rows), sum)
		}
		lines := 1 + bytes.Count(source, []byte("\n")) + bytes.Count(source, []byte("\r"))
		last := 0
		for _, r := range table.Rows {
			if r.Line <= last || r.Line > lines {
				t.Fatalf("line %d after %d of %d", r.Line, last, lines)
			}
			last = r.Line
		}
		var have []lists.Entry
		for i, l := range p.New {
			e := l.Entry
			e.Number = i + 1
			have = append(have, e)
		}
		if len(have) == 0 {
			return
		}
		var b bytes.Buffer
		if err := lists.WriteCSV(&b, have, nil); err != nil {
			t.Fatal(err)
		}
		_, again := drawn(t, b.Bytes(), have)
		if len(again.Unchanged) != len(have) || again.Faulty > 0 {
			t.Fatalf("%d of %d come back unchanged: %+v %+v", len(again.Unchanged), len(have), again.Faults, again.Changed)
		}
	})
}
