package lists_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

func TestRowsAreReadWithTheLinesTheyBeginIn(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		want   []lists.Row
	}{
		"line ends of every kind": {"a,b\r\n1,2\n3,4\r5,6", []lists.Row{
			{Line: 2, Cells: []string{"1", "2"}}, {Line: 3, Cells: []string{"3", "4"}}, {Line: 4, Cells: []string{"5", "6"}},
		}},
		"cells of several lines": {"a,b\n\"one\r\n two \",2\n3,4\n", []lists.Row{
			{Line: 2, Cells: []string{"one two", "2"}}, {Line: 4, Cells: []string{"3", "4"}},
		}},
		"quotation marks and delimiters in quotes": {"a;b\n\"x;y, \"\"z\"\"\";2\n", []lists.Row{{Line: 2, Cells: []string{`x;y, "z"`, "2"}}}},
		"a quotation mark within a cell":           {"a,b\n5\" disk,2\n", []lists.Row{{Line: 2, Cells: []string{`5" disk`, "2"}}}},
		"rows of nothing are none":                 {"\n\na,b\n,\n\n1,2\n,,,\n", []lists.Row{{Line: 6, Cells: []string{"1", "2"}}}},
		"a quotation mark that is not closed costs one line": {"a,b\n\"1,2\n3,4\n", []lists.Row{
			{Line: 2, Cells: []string{`"1,2`}, Flaw: lists.Misquoted}, {Line: 3, Cells: []string{"3", "4"}},
		}},
		"something behind a quotation mark costs one line": {"a,b\n\"1\n1\"x,2\n3,4\n", []lists.Row{
			{Line: 2, Cells: []string{`"1`}, Flaw: lists.Misquoted}, {Line: 3, Cells: []string{`1"x`, "2"}}, {Line: 4, Cells: []string{"3", "4"}},
		}},
		"tabs":                        {"a\tb\nx, y\t2; 3\n", []lists.Row{{Line: 2, Cells: []string{"x, y", "2; 3"}}}},
		"a semicolon beside decimals": {"a;b\n1,5;2,5\n", []lists.Row{{Line: 2, Cells: []string{"1,5", "2,5"}}}},
		"what guards against formulas comes off": {"a,b\n'=1,'' '\n'-,''=x\n", []lists.Row{
			{Line: 2, Cells: []string{"=1", "' '"}}, {Line: 3, Cells: []string{"-", "'=x"}},
		}},
		"a line that says the delimiter": {"sep=;\r\na,b;c\r\n1,2;3\r\n", []lists.Row{{Line: 3, Cells: []string{"1,2", "3"}}}},
		"composed":                       {"a,b\nZ\u030carko, x\u00a0\n", []lists.Row{{Line: 2, Cells: []string{"Žarko", "x"}}}},
	} {
		table, err := lists.Decode([]byte(c.source), lists.Form{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, table.Rows); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatIsNoTableIsRefused(t *testing.T) {
	for key, source := range map[string]string{
		"table.empty":     " \n\n",
		"table.rows.none": "name,address\n",
		"table.header":    "\"name,address\nx,y\n",
		"table.large":     strings.Repeat("a", lists.MaxBytes+1),
		"table.rows":      "a,b\n" + strings.Repeat("1,2\n", lists.MaxEntries+1),
		"table.columns":   strings.Repeat("a,", lists.MaxColumns) + "b\n1,2\n",
	} {
		_, err := lists.Decode([]byte(source), lists.Form{})
		if got := fault.MessageOf(err).Key; got != key || !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v", key, err)
		}
	}
	if _, err := lists.Decode([]byte("a,b\n"+strings.Repeat("1,2\n", lists.MaxEntries)), lists.Form{}); err != nil {
		t.Errorf("the largest table: %v", err)
	}
}

func TestManyOpenQuotationMarksTakeNoTime(t *testing.T) {
	source := "name,address\n" + strings.Repeat("\"x,y\n", lists.MaxEntries)
	table, err := lists.Decode([]byte(source), lists.Form{})
	if err != nil || len(table.Rows) != lists.MaxEntries {
		t.Errorf("%d rows, %v", len(table.Rows), err)
	}
}

func TestColumnsAreProposedFromTheirHeaders(t *testing.T) {
	for _, c := range []struct {
		header string
		want   lists.Column
	}{
		{"Name", lists.Column{To: lists.Name}}, {"Ime i prezime", lists.Column{To: lists.Name}}, {"Име и презиме", lists.Column{To: lists.Name}},
		{"E-mail", lists.Column{To: lists.Address}}, {"Adresa e-pošte", lists.Column{To: lists.Address}}, {"Имејл", lists.Column{To: lists.Address}},
		{"Courriel", lists.Column{To: lists.Address}}, {"Država", lists.Column{To: lists.Country}}, {"Земља", lists.Column{To: lists.Country}},
		{"Land", lists.Column{To: lists.Country}}, {"Pays", lists.Column{To: lists.Country}}, {"Stranka", lists.Column{To: lists.Group}},
		{"Poslanička grupa", lists.Column{To: lists.Group}}, {"Посланичка група", lists.Column{To: lists.Group}}, {"Partei/Fraktion", lists.Column{To: lists.Group}},
		{"Wahlkreis", lists.Column{To: lists.Constituency}}, {"Изборна јединица", lists.Column{To: lists.Constituency}},
		{"Sprache", lists.Column{To: lists.Language}}, {"Језик", lists.Column{To: lists.Language}}, {"Funkcija", lists.Column{To: lists.Function}},
		{"salutation.sr-Latn", lists.Column{To: lists.Salutation, Detail: "sr-Latn"}}, {"Obraćanje (sr-Latn)", lists.Column{To: lists.Salutation, Detail: "sr-Latn"}},
		{"Обраћање (sr-Cyrl)", lists.Column{To: lists.Salutation, Detail: "sr-Cyrl"}}, {"Anrede deutsch", lists.Column{To: lists.Salutation, Detail: "de"}},
		{"Salutation", lists.Column{To: lists.Salutation}}, {"Status", lists.Column{To: lists.State}}, {"", lists.Column{To: lists.Ignored}},
		{"Br. telefona", lists.Column{To: lists.Free, Detail: "br_telefona"}}, {"Title", lists.Column{To: lists.Free, Detail: "column_title"}},
		{"Έδρα", lists.Column{To: lists.Free, Detail: "column_1"}}, {"2024", lists.Column{To: lists.Free, Detail: "column_2024"}},
	} {
		if got := lists.Propose([]string{c.header}); got[0] != c.want {
			t.Errorf("%q: %+v, want %+v", c.header, got[0], c.want)
		}
	}
}

func TestNoTwoColumnsAreProposedForOneThing(t *testing.T) {
	m := lists.Propose([]string{"Ime", "E-mail", "Mejl", "ime", "Opis", "opis", "name"})
	want := lists.Mapping{
		{To: lists.Free, Detail: "ime"}, {To: lists.Address}, {To: lists.Free, Detail: "mejl"}, {To: lists.Free, Detail: "ime_2"},
		{To: lists.Free, Detail: "opis"}, {To: lists.Free, Detail: "opis_2"}, {To: lists.Name},
	}
	if diff := cmp.Diff(want, m); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAMappingThatCannotBeTakenSaysWhichColumn(t *testing.T) {
	header := []string{"a", "b", "c", "d", "e", "f"}
	m := lists.Mapping{{To: lists.Name}, {To: lists.Name}, {To: lists.Free, Detail: "title"}, {To: lists.Salutation}, {To: lists.Salutation, Detail: "Klingonisch"}, {To: "x"}}
	var got []string
	for _, f := range fault.FieldsOf(m.Check(header)) {
		got = append(got, f.Name+" "+f.Message.Key)
	}
	want := []string{
		"columns table.mapping.needed.address", "columns.1 table.mapping.twice", "columns.2.detail table.mapping.free",
		"columns.3.detail table.mapping.language", "columns.4.detail problem.language_unknown", "columns.5 table.mapping.unknown",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATableHasNoMoreColumnsOfItsOwnThanACampaign(t *testing.T) {
	header := []string{"name", "address"}
	for i := range campaign.MaxColumns + 1 {
		header = append(header, fmt.Sprintf("own %d", i))
	}
	m := lists.Propose(header)
	if got := fault.FieldsOf(m.Check(header)); len(got) != 1 || got[0].Message.Key != "table.mapping.many" {
		t.Errorf("one too many: %+v", got)
	}
	m[2] = lists.Column{To: lists.Ignored}
	if err := m.Check(header); err != nil {
		t.Errorf("with one left out: %v", err)
	}
}

func TestWhatWasSaidOfColumnsHoldsForTheSameHeaders(t *testing.T) {
	before := []string{"Opis", "Mejl", "Sud", "Sud"}
	said := lists.Mapping{{To: lists.Name}, {To: lists.Address}, {To: lists.Free, Detail: "seat"}, {To: lists.Ignored}}
	got := lists.Carry([]string{"Sud", "E-mail", "Ime", "Opis", "Sud", "Seat"}, before, said)
	want := lists.Mapping{
		{To: lists.Free, Detail: "seat"}, {To: lists.Address}, {To: lists.Free, Detail: "ime"}, {To: lists.Name}, {To: lists.Ignored}, {To: lists.Free, Detail: "seat_2"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestATableIsShownToBeCorrectedWhenItIsShortOrPasted(t *testing.T) {
	long := []byte(strings.Repeat("\xe8", 300<<10))
	for name, c := range map[string]struct {
		upload lists.Upload
		want   int // characters
	}{
		"a short file": {lists.Upload{Source: []byte("T\xe8r"), Settings: lists.Settings{Form: lists.Form{Encoding: lists.Windows1250}}}, 3},
		"a long file":  {lists.Upload{Source: long, Settings: lists.Settings{Form: lists.Form{Encoding: lists.Windows1250}}}, 0},
		"a long paste": {lists.Upload{Source: long, Settings: lists.Settings{Form: lists.Form{Encoding: lists.Windows1250}, Pasted: true}}, 300 << 10},
		"no table":     {lists.Upload{}, 0},
	} {
		if got := len([]rune(c.upload.Text())); got != c.want {
			t.Errorf("%s: %d characters, want %d", name, got, c.want)
		}
	}
}

func TestOneColumnOfSalutationsBesideLanguagesIsInThese(t *testing.T) {
	own, silent, free := lists.OwnSalutation, lists.Salutation, lists.Free
	for header, want := range map[string]lists.Target{
		"name,address,language,Anrede":             own,
		"Обраћање,name,address,Језик":              own,
		"name,address,language,Anrede,Anrede (de)": own,
		"name,address,Anrede":                      silent, // no language is said
		"name,address,language,Anrede,Salutation":  silent, // two of them
		"name,address,language,Opis":               free,
	} {
		m := lists.Propose(strings.Split(header, ","))
		var got lists.Target
		for _, c := range m {
			if c.To == own || c.To == silent && c.Detail == "" || c == (lists.Column{To: free, Detail: "opis"}) {
				got = c.To
			}
		}
		if got != want {
			t.Errorf("%s: %+v", header, m)
		}
	}
	m := lists.Mapping{{To: lists.Name}, {To: lists.Address}, {To: own}}
	if got := fault.FieldsOf(m.Check([]string{"a", "b", "c"})); len(got) != 1 || got[0].Name != "columns.2" || got[0].Message.Key != "table.mapping.unspoken" {
		t.Errorf("without a column of languages: %+v", got)
	}
}

func TestCountriesAreKnownByTheirCodesAndNames(t *testing.T) {
	for code, written := range map[string]string{
		"RS": "RS rs Serbia Srbija Србија Serbien Serbie SERBIA",
		"DE": "DE Germany Nemačka Немачка Deutschland Allemagne",
		"HU": "Hungary Mađarska Мађарска Ungarn Hongrie",
		"BA": "Bosnia_and_Herzegovina Bosna_i_Hercegovina Bosnie-Herzégovine BiH",
		"MK": "North_Macedonia Северна_Македонија Macedonia",
		"TT": "Trinidad_and_Tobago Trinidad_&_Tobago",
		"LC": "Saint_Lucia St._Lucia",
		"US": "USA САД United_States",
		"GB": "UK Velika_Britanija Großbritannien",
		"":   "XX ZZ Narnia Europe 419 -",
	} {
		for name := range strings.FieldsSeq(written) {
			if got := lists.CountryCode(strings.ReplaceAll(name, "_", " ")); got != code {
				t.Errorf("%s is %q, want %q", name, got, code)
			}
		}
	}
	if got := lists.CountryCode(""); got != "" {
		t.Errorf("nothing is %q", got)
	}
}
