package campaign_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

type args = map[string]any

const knownFields = "sender.name, sender.address, recipient.salutation, recipient.name, campaign.title, sender.place, sender.reason"

// brokenRule is a change that breaks one rule, what is found then, and what the
// shell reads about it.
type brokenRule struct {
	change func(*campaign.Content)
	want   campaign.Finding
	text   string
}

func everyBroken() []brokenRule { return slices.Concat(broken, brokenSettings()) }

// broken are contents that break one rule each.
var broken = []brokenRule{
	{func(c *campaign.Content) { c.Title = nil }, at("title", "missing", nil), "is missing"},
	{func(c *campaign.Content) { delete(c.Title, "sr-Cyrl") }, at("title", "missing_in", args{"Languages": "sr-Cyrl"}), "is missing for sr-Cyrl"},
	{func(c *campaign.Content) { c.Title["en"] = " " }, at("title.en", "empty", nil), "is missing or empty"},
	{func(c *campaign.Content) { c.Title["en"] = strings.Repeat("ш", 151) }, at("title.en", "too_long", args{"Count": 151, "Max": 150}), "has 151 characters, at most 150 are allowed"},
	{func(c *campaign.Content) { c.Title["en"] = "a\xff" }, at("title.en", "not_utf8", nil), "is not valid UTF-8"},
	{func(c *campaign.Content) { c.Title["en"] = "a\nb" }, at("title.en", "several_lines", nil), "must be one line, without line breaks"},
	{func(c *campaign.Content) { c.Title["en"] = "žž\t" }, in("title.en", 0, 2, "tab", nil), "has a tab, must be spaces"},
	{func(c *campaign.Content) { c.Summary["en"] = "a\nžž\u202eb" }, in("summary.en", 1, 2, "invisible", args{"Character": "U+202E"}), "has the invisible character U+202E (a control character or a change of writing direction), remove it"},

	{func(c *campaign.Content) { body(c, "{{sender.name}}\n") }, at("letters.en.body", "merge_fields_only", nil), "has no words of its own, only merge fields"},
	{func(c *campaign.Content) { body(c, "\nто {{ sender.nmae }}") }, in("letters.en.body", 1, 3, "merge_field_unknown", args{"Field": "{{sender.nmae}}", "Known": knownFields}), "unknown merge field {{sender.nmae}}, known are " + knownFields},
	{func(c *campaign.Content) { body(c, "a {sender.name}") }, in("letters.en.body", 0, 2, "brace_alone", args{"Example": "{{sender.name}}"}), "has a brace that belongs to no merge field, which is written {{sender.name}} on one line"},
	{func(c *campaign.Content) { c.Title["en"] = "a {{sender.name}}" }, in("title.en", 0, 2, "brace_outside", nil), "has a brace; merge fields work in the subject and body of letters only"},

	{func(c *campaign.Content) { c.Languages = nil }, at("languages", "no_languages", nil), "is missing, must list at least one language tag such as en or sr-Latn"},
	{func(c *campaign.Content) { c.Languages = append(c.Languages, "en") }, at("languages.3", "language_twice", args{"Tag": "en"}), "en is listed twice"},
	{func(c *campaign.Content) { c.Languages = append(c.Languages, "serbian!") }, at("languages.3", "language_unknown", args{"Tag": "serbian!"}), `"serbian!" is not a language tag, must be one of BCP 47 such as en or sr-Latn`},
	{func(c *campaign.Content) { c.Recipients[1].Language = "sr-latn" }, at("recipients.2.language", "language_spelling", args{"Tag": "sr-latn", "Right": "sr-Latn"}), `language "sr-latn" must be written sr-Latn`},
	{func(c *campaign.Content) { c.Title["de"] = "Offene Daten" }, at("title.de", "language_unlisted", nil), "is given for a language that is not in the list `languages`"},

	{func(c *campaign.Content) { c.Goal = -5 }, at("goal", "goal_negative", args{"Goal": -5}), "is -5, must be 0 (no goal) or the number of messages aimed at"},

	{func(c *campaign.Content) {
		for i := len(c.Fields); i < 21; i++ {
			c.Fields = append(c.Fields, campaign.Field{Name: fmt.Sprintf("f%d", i), Label: c.Title, MaxLength: 1})
		}
	}, at("fields", "too_many_fields", args{"Count": 21, "Max": 20}), "lists 21 fields, at most 20 are allowed"},
	{func(c *campaign.Content) { c.Fields = append(c.Fields, field(c, "A-b")) }, at("fields.3.name", "field_name", args{"Name": "A-b"}), `"A-b" cannot name a field, must be up to 40 lower-case letters, digits and underscores and begin with a letter`},
	{func(c *campaign.Content) { c.Fields = append(c.Fields, field(c, "address")) }, at("fields.3.name", "field_name_reserved", args{"Name": "address"}), "every sender is asked for address anyway, choose another name"},
	{func(c *campaign.Content) { c.Fields = append(c.Fields, field(c, "place")) }, at("fields.3.name", "field_name_taken", args{"Name": "place"}), "the name place is taken by another field"},
	{func(c *campaign.Content) { c.Fields[1].MaxLength = 501 }, at("fields.2.max_length", "field_length", args{"Max": 500}), "must be a number of characters from 1 to 500"},

	{func(c *campaign.Content) { c.Recipients = nil }, at("recipients", "no_recipients", nil), "is missing, must list at least one recipient"},
	{func(c *campaign.Content) {
		for i := len(c.Recipients); i < 101; i++ {
			c.Recipients = append(c.Recipients, recipient(fmt.Sprintf("office%d@assembly.example", i)))
		}
	}, at("recipients", "too_many_recipients", args{"Count": 101, "Max": 100}), "lists 101 recipients, at most 100 fit into one message"},
	{func(c *campaign.Content) {
		c.Selection = campaign.Selection{Mode: campaign.Random, Count: 1}
		for i := len(c.Recipients); i < campaign.MaxIndividualRecipients+1; i++ {
			c.Recipients = append(c.Recipients, recipient(fmt.Sprintf("office%d@assembly.example", i)))
		}
	}, at("recipients", "too_many_individual", args{"Count": 10_001, "Max": 10_000}), "lists 10001 recipients, at most 10000 are allowed"},
	{func(c *campaign.Content) { c.Recipients[0].Country = "EU" }, at("recipients.1.country", "country", args{"Country": "EU"}), `"EU" is not a country, must be a code of ISO 3166-1 such as DE or RS`},
	{func(c *campaign.Content) { c.Recipients[0].Address = "a b" }, at("recipients.1.address", "address", args{"Address": "a b"}), `"a b" is not an address, must be one plain name@domain without a display name`},
	{func(c *campaign.Content) { c.Recipients[0].Address = "office@Assembly.example" }, at("recipients.1.address", "address_spelling", args{"Address": "office@Assembly.example", "Right": "office@assembly.example"}), `"office@Assembly.example" must be written office@assembly.example`},
	{func(c *campaign.Content) {
		c.Recipients[1].Address, c.Recipients[1].Key = "OFFICE@assembly.example", "second"
	}, at("recipients.2.address", "mailbox_taken", args{"Address": "OFFICE@assembly.example", "Recipient": 1}), "the mailbox OFFICE@assembly.example is already that of recipient 1"},
	{func(c *campaign.Content) { c.Recipients[0].Key = "Ä" }, at("recipients.1.key", "key", args{"Key": "Ä", "Max": 64}), `"Ä" cannot be a key, must be up to 64 lower-case letters, digits and single hyphens`},
	{func(c *campaign.Content) { c.Recipients[0].Key, c.Recipients[1].Key = "one", "one" }, at("recipients.2.key", "key_taken", args{"Key": "one", "Recipient": 1}), "the key one is already that of recipient 1"},
}

func at(path, code string, a args) campaign.Finding { return in(path, 0, -1, code, a) }

func in(path string, line, at int, code string, a args) campaign.Finding {
	if a == nil {
		a = args{}
	}
	return campaign.Finding{Path: path, Line: line, At: at, Code: code, Args: a}
}

func body(c *campaign.Content, text string) {
	letter := c.Letters["en"]
	letter.Body = text
	c.Letters["en"] = letter
}

func field(c *campaign.Content, name string) campaign.Field {
	return campaign.Field{Name: name, Label: c.Title, MaxLength: 10}
}

func recipient(address string) campaign.Recipient {
	return campaign.Recipient{Key: address, Name: "Office", Address: address}
}

func TestEveryBrokenRuleIsFound(t *testing.T) {
	for _, row := range everyBroken() {
		c := content()
		row.change(&c)
		if diff := cmp.Diff([]campaign.Finding{row.want}, c.Findings()); diff != "" {
			t.Errorf("%s: %s", row.want.Code, diff)
		}
		if err := c.Check(); err == nil || err.Error() != row.want.Path+": "+row.text {
			t.Errorf("%s: the shell reads %v, want %s: %s", row.want.Code, err, row.want.Path, row.text)
		}
	}
}

func TestThereIsAFindingOfEveryCode(t *testing.T) {
	files, err := filepath.Glob("problems*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source []byte
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, text...)
	}
	codes := regexp.MustCompile(`= +problem\{"([a-z0-9_]+)"`).FindAllStringSubmatch(string(source), -1)
	seen := map[string]bool{
		"slug": true, "closes_too_soon": true, // of a file, not of its content
		"values_missing": true, // comes with others
	}
	for _, row := range everyBroken() {
		seen[row.want.Code] = true
	}
	var known []string
	for _, match := range codes {
		known = append(known, match[1])
		if !seen[match[1]] {
			t.Errorf("no content breaks the rule %s", match[1])
		}
	}
	if len(known) != len(seen) || len(slices.Compact(slices.Sorted(slices.Values(known)))) != len(known) {
		t.Errorf("there are %d codes in the source and %d in this test: %v", len(known), len(seen), known)
	}
}

func TestFindingsKeepWhatWasTypedShortAndVisible(t *testing.T) {
	c := content()
	c.Recipients[0].Address = "\u202e" + strings.Repeat("a", 1000)
	found := c.Findings()
	address, ok := found[0].Args["Address"].(string)
	if !ok || len(found) != 1 || len([]rune(address)) > 501 || !strings.HasPrefix(address, "\ufffda") {
		t.Errorf("findings %v", found)
	}
	if found := content().Findings(); found != nil {
		t.Errorf("a good content has %v", found)
	}
}
