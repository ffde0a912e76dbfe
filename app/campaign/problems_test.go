package campaign_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

func TestEveryProblemIsNamedWithItsLine(t *testing.T) {
	body := "please publish the data."
	for _, c := range []struct{ what, piece, by, want string }{
		// Shape.
		{"unknown key", "goal: 100", "gaol: 100", "6:1 gaol: is not a key of a campaign file, known here are slug, languages, schedule, goal,"},
		{"unknown key inside", "    subject: A request", "    subjekt: A request", "22:3 letters.en.subject: is missing | 23:5 letters.en.subjekt: is not a key"},
		{"duplicate key", "goal: 100", "goal: 100\ngoal: 200", "7:1 goal: is given twice, first on line 6"},
		{"duplicate language", "  en: Open data", "  en: Open data\n  en: Data", "9:3 title.en: is given twice, first on line 8"},
		{"key that is no text", "goal: 100", "goal: 100\n5: x", "7:1 has a key that is not a text"},
		{"merge key", "goal: 100", "goal: 100\n<<: {}", "7:1 has a key that is not a text"},
		{"number for text", "  en: Open data", "  en: 2026", "8:7 title.en: must be a text, put 2026 in quotes"},
		{"boolean for text", "subject: A request", "subject: true", "23:14 letters.en.subject: must be a text, put true in quotes"},
		{"list for text", "slug: open-data", "slug: [open-data]", "1:7 slug: must be a text"},
		{"text for mapping", "title:\n  en: Open data\n  sr-Cyrl: Отворени подаци", "title: Open data", "7:8 title: must be a mapping"},
		{"text for list", "languages: [en, sr-Cyrl]", "languages: en", "2:12 languages: must be a list"},
		{"mapping for list item", "  - name: Assembly", "  - Assembly\n  - name: Assembly", "41:5 recipients.1: must be a mapping"},
		{"text for number", "goal: 100", "goal: many", "6:7 goal: must be a whole number"},
		{"fraction for number", "goal: 100", "goal: 1.5", "6:7 goal: must be a whole number"},
		{"huge number", "goal: 100", "goal: 99999999999999999999", "6:7 goal: must be a whole number"},
		{"text for boolean", "required: true", "required: maybe", "17:15 fields.1.required: must be true or false"},
		{"own tag", "slug: open-data", "slug: !thing open-data", "1:7 slug: must be a text"},
		{"binary tag", "slug: open-data", "slug: !!binary b3Blbg==", "1:7 slug: must be a text"},
		{"anchor", "slug: open-data", "slug: &s open-data", "1:7 has the anchor &s"},
		{"alias", "goal: 100", "goal: &g 100\nslag: *g", "6:7 has the anchor &g | 7:1 slag: is not a key | 7:7 has the alias *g"},
		{"second document", "goal: 100", "goal: 100\n---\nslug: x", "1:1 title: | 1:1 summary: | 1:1 letters: | 1:1 reference: | 1:1 recipients: | 7:1 a second document begins here"},
		{"tab for indentation", "  en: Open data", "\ten: Open data", "8:0 is not valid YAML: found character that cannot start any token"},
		{"bad indentation", "  sr-Cyrl: Отворени подаци", " sr-Cyrl: Отворени подаци", "9:0 is not valid YAML"},
		{"open quote", "slug: open-data", "slug: 'open-data", "1:0 is not valid YAML: found unexpected end of stream"},
		{"open bracket", "languages: [en, sr-Cyrl]", "languages: [en, sr-Cyrl", "2:0 is not valid YAML: did not find expected ',' or ']'"},
		{"unknown alias", "goal: 100", "goal: *goal", "6:0 is not valid YAML: unknown anchor 'goal' referenced"},
		{"invalid UTF-8", "A request", "A re\xffquest", "23:18 is not valid UTF-8"},

		// Name and schedule.
		{"no slug", "slug: open-data\n", "", "1:1 slug: is missing"},
		{"upper-case slug", "slug: open-data", "slug: Open-Data", "1:7 slug: \"Open-Data\" cannot name a campaign"},
		{"slug with two hyphens", "slug: open-data", "slug: open--data", "1:7 slug: "},
		{"long slug", "slug: open-data", "slug: " + strings.Repeat("a", 65), "1:7 slug: "},
		{"time without zone", "opens_at: 2026-12-01T08:00:00+01:00", "opens_at: 2026-12-01T08:00:00", "4:13 schedule.opens_at: must be a time with its zone"},
		{"date for time", "opens_at: 2026-12-01T08:00:00+01:00", "opens_at: 2026-12-01", "4:13 schedule.opens_at: must be a time with its zone"},
		{"no such day", "opens_at: 2026-12-01T08:00:00+01:00", "opens_at: 2026-02-30T08:00:00+01:00", "4:13 schedule.opens_at: must be a time"},
		{"closing first", "opens_at: 2026-12-01", "opens_at: 2027-12-01", "5:14 schedule.closes_at: must be later than opens_at"},
		{"closing at once", "\"2026-12-31T20:00:00Z\"", "2026-12-01T07:00:00Z", "5:14 schedule.closes_at: must be later"},
		{"negative goal", "goal: 100", "goal: -1", "6:7 goal: is -1"},

		// Languages and texts.
		{"no languages", "languages: [en, sr-Cyrl]\n", "", "1:1 languages: is missing"},
		{"empty languages", "[en, sr-Cyrl]", "[]", "2:1 languages: is missing"},
		{"bad tag", "[en, sr-Cyrl]", "[en, sr-Cyrl, serbian!]", "2:26 languages.3: \"serbian!\" is not a language tag"},
		{"undetermined language", "language: sr-Latn", "language: und", "44:15 recipients.1.language: \"und\" is not a language tag"},
		{"misspelt tag in the list", "[en, sr-Cyrl]", "[en, sr-cyrl]", "2:17 languages.2: language \"sr-cyrl\" must be written sr-Cyrl"},
		{"private language", "language: sr-Latn", "language: x-mine", "44:15 recipients.1.language: \"x-mine\" is not a language tag"},
		{"tag in another spelling", "language: sr-Latn", "language: sr-latn", "44:15 recipients.1.language: language \"sr-latn\" must be written sr-Latn"},
		{"old tag", "language: sr-Latn", "language: sh", "44:15 recipients.1.language: language \"sh\" must be written sr-Latn"},
		{"language listed twice", "[en, sr-Cyrl]", "[en, sr-Cyrl, en]", "2:26 languages.3: en is listed twice"},
		{"title missing", "  sr-Cyrl: Отворени подаци\n", "", "7:1 title: is missing for sr-Cyrl"},
		{"all titles missing", "title:\n  en: Open data\n  sr-Cyrl: Отворени подаци\n", "", "1:1 title: is missing"},
		{"title empty", "  en: Open data", "  en: \"\"", "8:7 title.en: is missing or empty"},
		{"title invisible", "  en: Open data", "  en: \"\\u200b\"", "8:7 title.en: is missing or empty"},
		{"nothing behind the title", "  en: Open data", "  en:", "8:3 title.en: is missing or empty"},
		{"title in a language not listed", "  en: Open data", "  en: Open data\n  de: Offene Daten", "9:7 title.de: is given for a language that is not in the list"},
		{"title of two lines", "  en: Open data", "  en: \"Open\\ndata\"", "8:7 title.en: must be one line"},
		{"title too long", "Open data", strings.Repeat("ž", 151), "8:7 title.en: has 151 characters, at most 150"},
		{"merge field in title", "Open data", "Open {{sender.name}}", "8:12 title.en: has a brace; merge fields work in"},
		{"summary missing", "  en: |\n    Why it matters.\n", "", "10:1 summary: is missing for en"},
		{"letter missing", "  sr-Cyrl:\n    subject: Молба\n    salutation: Поштовани,\n    body: |\n      {{recipient.salutation}}\n      објавите податке.\n      {{sender.name}}\n", "", "21:1 letters: is missing for sr-Cyrl"},

		// Letters.
		{"subject of 150", "A request", strings.Repeat("ž", 150), ""},
		{"subject too long", "A request", strings.Repeat("ž", 151), "23:14 letters.en.subject: has 151 characters, at most 150"},
		{"subject with line break", "subject: A request", "subject: \"A\\r\\nBcc: x\"", "23:0 letters.en.subject: has the invisible character U+000D | 23:14 letters.en.subject: must be one line"},
		{"subject over two lines", "subject: A request", "subject: |\n      A\n      request", "23:14 letters.en.subject: must be one line"},
		{"subject of merge fields", "A request", "\"{{campaign.title}}\"", "23:14 letters.en.subject: has no words of its own"},
		{"no salutation", "    salutation: Dear Members,\n", "", "22:3 letters.en.salutation: is missing"},
		{"body missing", "    body: |\n      {{recipient.salutation}}\n\n      please publish the data.\n\n      {{sender.name}}\n      {{sender.place}}\n", "", "22:3 letters.en.body: is missing"},
		{"body of merge fields", body, "{{sender.place}}", "25:11 letters.en.body: has no words of its own"},
		{"body of 10,000", body, strings.Repeat("ž", 10_000-len("\n\nRef. OPEN-DATA{{recipient.salutation}}\n\n\n\n{{sender.name}}\n{{sender.place}}")), ""},
		{"body too long", body, strings.Repeat("ž", 10_001-len("{{recipient.salutation}}\n\n\n\n{{sender.name}}\n{{sender.place}}")), "25:11 letters.en.body: has 10001 characters, at most 10000"},
		{"unknown merge field", body, "ово {{sender.nmae}} now", "28:11 letters.en.body: unknown merge field {{sender.nmae}}, known are sender.name, sender.address,"},
		{"two unknown merge fields", body, "{{a}} and\n      then {{ b }}", "28:7 letters.en.body: unknown merge field {{a}} | 29:12 letters.en.body: unknown merge field {{b}}"},
		{"empty merge field", body, "so {{}}", "28:10 letters.en.body: unknown merge field {{}}"},
		{"unknown in subject", "A request", "A request to {{recipient.nam}}", "23:27 letters.en.subject: unknown merge field {{recipient.nam}}"},
		{"unclosed merge field", body, "so {{sender.name", "28:10 letters.en.body: has a brace that belongs to no merge field"},
		{"half closed merge field", body, "so {{sender.name}", "28:10 letters.en.body: has a brace"},
		{"unopened merge field", body, "so sender.name}}", "28:21 letters.en.body: has a brace"},
		{"single braces", body, "so {sender.name}", "28:10 letters.en.body: has a brace"},
		{"three braces", body, "so {{{sender.name}}}", "28:10 letters.en.body: has a brace"},
		{"merge field over two lines", body, "so {{sender.\n      name}}", "28:10 letters.en.body: has a brace | 29:11 letters.en.body: has a brace"},
		{"below empty lines", "body: |\n      {{recipient.salutation}}\n\n      please", "body: |\n\n   \n      {{x}}\n      please", "28:7 letters.en.body: unknown merge field {{x}}"},
		{"in a folded text", "    body: |\n      {{recipient.salutation}}\n\n      please", "    body: >\n      {{recipient.salutation}}\n\n      {{x}}\n      please", "25:0 letters.en.body: unknown merge field {{x}}"},
		{"tab in body", body, "so\tnot", "28:9 letters.en.body: has a tab, must be spaces"},
		{"escaped override", "A request", "\"A \\u202erequest\"", "23:0 letters.en.subject: has the invisible character U+202E"},
		{"override", body, "so \u202enot", "28:10 has the invisible character U+202E"},
		{"isolate in a comment", "goal: 100", "goal: 100 # \u2066x", "6:13 has the invisible character U+2066"},
		{"line separator", body, "so\u2028not\n      {{x}}", "28:9 has the invisible character U+2028 | 29:7 letters.en.body: unknown merge field {{x}}"},
		{"next line", body, "so\u0085not\n      {{x}}", "28:9 has the invisible character U+0085 | 29:7 letters.en.body: unknown"},
		{"lone carriage return", body, "so\rnot\n      {{x}}", "28:9 has the invisible character U+000D | 29:7 letters.en.body: unknown"},
		{"NUL", body, "so\x00not", "28:9 has the invisible character U+0000"},

		// Fields.
		{"field without name", "  - name: place\n    required: true", "  - required: true", "16:5 fields.1.name: is missing | 30:7 letters.en.body: unknown merge field {{sender.place}}"},
		{"field in upper case", "- name: place", "- name: Place", "16:11 fields.1.name: \"Place\" cannot name a field | 31:7"},
		{"field beginning with a digit", "- name: place", "- name: 1place", "16:11 fields.1.name: | 31:7"},
		{"field called name", "- name: place", "- name: name", "16:11 fields.1.name: every sender is asked for name anyway | 31:7"},
		{"field called address", "- name: place", "- name: address", "16:11 fields.1.name: every sender is asked for address anyway | 31:7"},
		{"field twice", "fields:\n", "fields:\n  - {name: place, max_length: 9, label: {en: P, sr-Cyrl: М}}\n", "17:11 fields.2.name: the name place is taken by another field"},
		{"no length", "    max_length: 20\n", "", "16:5 fields.1.max_length: must be a number of characters from 1 to 500"},
		{"length of nothing", "max_length: 20", "max_length: 0", "18:17 fields.1.max_length: must be"},
		{"length too large", "max_length: 20", "max_length: 501", "18:17 fields.1.max_length: must be"},
		{"no label", "    label: {en: Place, sr-Cyrl: Место}\n", "", "16:5 fields.1.label: is missing"},
		{"label in one language", "{en: Place, sr-Cyrl: Место}", "{en: Place}", "19:5 fields.1.label: is missing for sr-Cyrl"},
		{"hint in one language", "{en: Where you live, sr-Cyrl: Где живите}", "{en: Where you live}", "20:5 fields.1.hint: is missing for sr-Cyrl"},

		// Recipients.
		{"no recipients", good[strings.Index(good, "recipients:"):], "", "1:1 recipients: is missing"},
		{"recipient without name", "  - name: Budget committee\n    address", "  - address", "46:5 recipients.2.name: is missing or empty"},
		{"recipient without address", "    address: budget@assembly.example\n", "", "46:5 recipients.2.address: is missing"},
		{"invalid address", "address: budget@assembly.example", "address: budget@assembly", "47:14 recipients.2.address: \"budget@assembly\" is not an address"},
		{"display name", "address: budget@assembly.example", "address: Budget <budget@assembly.example>", "47:14 recipients.2.address: \"Budget <budget@assembly.example>\" is not an address"},
		{"same mailbox", "address: budget@assembly.example", "address: OFFICE@ASSEMBLY.example", "47:14 recipients.2.address: the mailbox OFFICE@assembly.example is already that of recipient 1"},
		{"same key", "    function: Assembly", "    key: budget", "48:10 recipients.2.key: the key budget is already that of recipient 1"},
		{"bad key", "key: budget", "key: budget committee", "48:10 recipients.2.key: \"budget committee\" cannot be a key"},
		{"country in lower case", "country: RS", "country: rs", "45:14 recipients.1.country: \"rs\" is not a country"},
		{"three letters", "country: RS", "country: SRB", "45:14 recipients.1.country: "},
		{"no country any more", "country: RS", "country: YU", "45:14 recipients.1.country: "},
		{"no country", "country: RS", "country: EU", "45:14 recipients.1.country: "},
		{"Norway is one", "country: RS", "country: NO", ""},
	} {
		t.Run(c.what, func(t *testing.T) {
			_, err := campaign.ParseYAML([]byte(replaced(t, good, c.piece, c.by)))
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			checkFileError(t, c.what, err)
			checkProblems(t, err, strings.Split(c.want, " | "))
		})
	}
}

// checkProblems compares with "line:column beginning of the text".
func checkProblems(t *testing.T, err error, want []string) {
	t.Helper()
	var e *campaign.FileError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	if len(e.Problems) != len(want) {
		t.Fatalf("problems\n%v\nwant\n%s", err, strings.Join(want, "\n"))
	}
	for i, p := range e.Problems {
		if got := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Text); !strings.HasPrefix(got, want[i]) {
			t.Errorf("problem %q, want %q", got, want[i])
		}
	}
}

func TestAllProblemsAreReportedAtOnce(t *testing.T) {
	source := `slug: Open Data
languages: [en, sr-latn]
goal: -5
title: {en: A, de: B}
schedule: {opens_at: tomorrow}
summary:
  en: "A \u202e"
letters:
  en:
    subject: Hello
    body: |
      {{recipient.nmae}}
      ok {{sender.name}
recipients:
  - name: Office
    address: office@
  - address: a@b.example
    country: XX
reference: Ref. X
`
	_, err := campaign.ParseYAML([]byte(source))
	checkFileError(t, "all", err)
	checkProblems(t, err, []string{
		"1:7 slug: ",
		"2:17 languages.2: language \"sr-latn\" must be written sr-Latn",
		"3:7 goal: ",
		"4:20 title.de: is given",
		"5:22 schedule.opens_at: ",
		"7:0 summary.en: has the invisible character U+202E",
		"12:7 letters.en.body: unknown merge field {{recipient.nmae}}",
		"13:10 letters.en.body: has a brace",
		"16:14 recipients.1.address: ",
		"17:5 recipients.2.name: is missing",
		"18:14 recipients.2.country: ",
	})
	if text := err.Error(); !strings.HasPrefix(text, "line 1, column 7: slug: ") || strings.Count(text, "\n") != 10 || !strings.Contains(text, "\nline 7: summary.en: ") {
		t.Errorf("error %q", text)
	}
}

func TestAsManyRecipientsAsFitIntoOneMessage(t *testing.T) {
	c := content()
	for len(c.Recipients) < campaign.MaxRecipients {
		address := fmt.Sprintf("office%d@assembly.example", len(c.Recipients))
		c.Recipients = append(c.Recipients, campaign.Recipient{Key: address, Name: "Office", Address: address})
	}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	c.Recipients = append(c.Recipients, campaign.Recipient{Key: "last@assembly.example", Name: "Last", Address: "last@assembly.example"})
	if err := c.Check(); err == nil || err.Error() != "recipients: lists 101 recipients, at most 100 fit into one message" {
		t.Errorf("with 101 recipients: %v", err)
	}
}

func TestCheckKnowsNoLines(t *testing.T) {
	if err := content().Check(); err != nil {
		t.Fatal(err)
	}
	c := content()
	c.Title["en"] = "Ope\xffn"
	c.Recipients[0].Address = "Office@Assembly.example"
	c.Letters["en"] = campaign.Letter{Subject: "x", Body: "\x1b[31m {{\u202e}}"}
	err := c.Check()
	if !fault.Is(err, fault.Invalid) {
		t.Fatalf("error %v", err)
	}
	for _, want := range []string{
		"title.en: is not valid UTF-8", "recipients.1.address: \"Office@Assembly.example\" must be written Office@assembly.example",
		"letters.en.body: has the invisible character U+001B", "letters.en.body: unknown merge field {{\ufffd}}",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if strings.ContainsAny(err.Error(), "\x1b\u202e") {
		t.Errorf("the error takes hold of a terminal: %q", err)
	}
}

func TestTheCanonicalEmptyContentHasProblemsInsteadOfPanics(t *testing.T) {
	if err := (campaign.Content{}).Check(); !fault.Is(err, fault.Invalid) {
		t.Errorf("error %v", err)
	}
	for _, source := range []string{"", "\n", "# only a comment\n", "---\n", "null", "text", "- a", "{}", "...", "--- |\n x\n"} {
		_, err := campaign.ParseYAML([]byte(source))
		checkFileError(t, source, err)
	}
}
