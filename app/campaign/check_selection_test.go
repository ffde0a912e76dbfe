package campaign_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

const knownModes = "together, everyone, one, some, area, random"

// brokenSettings are contents that break one rule about who is written to.
func brokenSettings() []brokenRule {
	row := func(change func(*campaign.Content), want campaign.Finding, text string) brokenRule {
		return brokenRule{change, want, text}
	}
	selects := func(s campaign.Selection) func(*campaign.Content) {
		return func(c *campaign.Content) { c.Selection = s }
	}
	routed := func(change func(*campaign.Route)) func(*campaign.Content) {
		return func(c *campaign.Content) {
			t := route("country", campaign.IsOneOf, "DE")
			change(&t)
			c.Routes = []campaign.Route{t}
		}
	}
	speaks := func(p campaign.Paragraph) func(*campaign.Content) {
		return func(c *campaign.Content) {
			c.Paragraph = p
			for tag, letter := range c.Letters {
				letter.Body += "\n\n{{sender.paragraph}}"
				c.Letters[tag] = letter
			}
		}
	}
	const columns = "function, language, country, constituency, group"
	return []brokenRule{
		row(func(c *campaign.Content) { c.Reference = "" }, at("reference", "empty", nil), "is missing or empty"),
		row(func(c *campaign.Content) { c.Reference = strings.Repeat("r", 61) }, at("reference", "too_long", args{"Count": 61, "Max": 60}), "has 61 characters, at most 60 are allowed"),
		row(func(c *campaign.Content) { c.Reference = "Ref. {{sender.name}}" }, in("reference", 0, 5, "brace_outside", nil), "has a brace; merge fields work in the subject and body of letters only"),
		row(func(c *campaign.Content) { c.Reference = "a\nb" }, at("reference", "several_lines", nil), "must be one line, without line breaks"),

		row(selects(campaign.Selection{Mode: "all"}), at("selection.mode", "mode", args{"Mode": "all", "Known": knownModes}), `"all" is no way of choosing recipients, must be one of `+knownModes),
		row(selects(campaign.Selection{Count: 2}), at("selection.count", "number_unused", nil), "this way of choosing recipients has no use for it"),
		row(selects(campaign.Selection{Mode: campaign.One, Max: 1}), at("selection.max", "number_unused", nil), "this way of choosing recipients has no use for it"),
		row(selects(campaign.Selection{Mode: campaign.One, By: "country"}), at("selection.by", "number_unused", nil), "this way of choosing recipients has no use for it"),
		row(selects(campaign.Selection{Mode: campaign.Random}), at("selection.count", "number_range", args{"Number": 0, "Max": 20}), "is 0, must be from 1 to 20"),
		row(selects(campaign.Selection{Mode: campaign.Some, Min: -1}), at("selection.min", "number_range", args{"Number": -1, "Max": 20}), "is -1, must be from 1 to 20"),
		row(selects(campaign.Selection{Mode: campaign.Some, Min: 2, Max: 1}), at("selection.min", "least_above_most", args{"Number": 2, "Max": 1}), "is 2, must be at most 1"),
		row(selects(campaign.Selection{Mode: campaign.Some, Max: 3}), at("selection.max", "more_than_included", args{"Number": 3, "Count": 2}), "is 3, the rules leave 2 recipients"),
		row(selects(campaign.Selection{Mode: campaign.Some, Min: 3}), at("selection.min", "more_than_included", args{"Number": 3, "Count": 2}), "is 3, the rules leave 2 recipients"),
		row(selects(campaign.Selection{Mode: campaign.Random, Count: 3}), at("selection.count", "more_than_included", args{"Number": 3, "Count": 2}), "is 3, the rules leave 2 recipients"),
		row(func(c *campaign.Content) {
			c.Selection.Mode = campaign.Everyone
			for i := len(c.Recipients); i < 21; i++ {
				c.Recipients = append(c.Recipients, recipient(fmt.Sprintf("office%d@assembly.example", i)))
			}
		}, at("selection.mode", "too_many_to_write", args{"Count": 21, "Max": 20}), "the rules leave 21 recipients, at most 20 messages each are sent"),
		row(func(c *campaign.Content) {
			c.Selection.Mode = campaign.One
			for i := len(c.Recipients); i < 1001; i++ {
				c.Recipients = append(c.Recipients, recipient(fmt.Sprintf("office%d@assembly.example", i)))
			}
		}, at("selection.mode", "too_many_to_choose", args{"Count": 1001, "Max": 1000}), "the rules leave 1001 recipients, senders can choose among at most 1000"),
		row(selects(campaign.Selection{Mode: campaign.Area, By: "group"}), at("selection.by", "area", args{"Column": "group"}), `"group" is no column to go by, must be country or constituency`),
		row(selects(campaign.Selection{Mode: campaign.Area, By: "country"}), at("selection.by", "area_missing", args{"Count": 1, "Name": "Budget committee"}), "1 recipients have nothing in that column, the first is Budget committee"),
		row(selects(campaign.Selection{PerHour: -1}), at("selection.per_hour", "cap_negative", args{"Number": -1}), "is -1, must be a number of messages, or 0 for no cap"),
		row(selects(campaign.Selection{Total: -2}), at("selection.total", "cap_negative", args{"Number": -2}), "is -2, must be a number of messages, or 0 for no cap"),
		row(selects(campaign.Selection{PerHour: 9, Total: 8}), at("selection.per_hour", "caps_reversed", args{"Number": 9, "Max": 8}), "is 9 an hour, must be at most 8, the cap in total"),

		row(routed(func(t *campaign.Route) {
			t.When[0] = campaign.Condition{Column: "country", Is: campaign.IsNoneOf, Values: []string{"US"}}
		}),
			at("routes", "nobody_included", nil), "leave nobody to write to"),
		row(func(c *campaign.Content) {
			for range 51 {
				c.Routes = append(c.Routes, route("country", campaign.IsOneOf, "DE"))
			}
		}, at("routes", "too_many_routes", args{"Count": 51, "Max": 50}), "lists 51 rules, at most 50 are allowed"),
		row(routed(func(t *campaign.Route) { t.When = nil }), at("routes.1.when", "route_bare", nil), "has no condition"),
		row(routed(func(t *campaign.Route) {
			for range 10 {
				t.When = append(t.When, t.When[0])
			}
		}), at("routes.1.when", "route_conditions", args{"Count": 11, "Max": 10}), "has 11 conditions, at most 10 are allowed"),
		row(routed(func(t *campaign.Route) { t.Exclude = false }), at("routes.1", "route_idle", nil), "must either exclude recipients or name a letter"),
		row(routed(func(t *campaign.Route) { t.Letter = "members" }), at("routes.1.letter", "route_torn", nil), "excludes recipients and names a letter, must be one of both"),
		row(routed(func(t *campaign.Route) { t.Exclude, t.Letter = false, "members" }), at("routes.1.letter", "route_letter", args{"Name": "members"}), `there is no other letter "members"`),
		row(func(c *campaign.Content) {
			routed(func(t *campaign.Route) { t.Exclude, t.Letter = false, "members" })(c)
			c.Others = []campaign.OtherLetter{{Name: "members", Letters: c.Letters}}
		}, at("routes.1.letter", "route_together", nil), "names a letter, but all recipients get one message together"),
		row(routed(func(t *campaign.Route) { t.When[0].Column = "party" }), at("routes.1.when.1.column", "column_unknown", args{"Column": "party", "Known": columns}), `there is no column "party", known are `+columns),
		row(routed(func(t *campaign.Route) { t.When[0].Is = "like" }), at("routes.1.when.1.is", "operator", args{"Operator": "like", "Known": "one_of, none_of, empty, filled"}), `"like" is no comparison, must be one of one_of, none_of, empty, filled`),
		row(routed(func(t *campaign.Route) { t.When[0].Values = nil }), at("routes.1.when.1.values", "values_needed", nil), "is missing, must list at least one value"),
		row(routed(func(t *campaign.Route) { t.When[0].Is = campaign.IsEmpty }), at("routes.1.when.1.values", "values_unused", nil), "this comparison takes no values"),
		row(routed(func(t *campaign.Route) {
			for i := range 200 {
				t.When[0].Values = append(t.When[0].Values, fmt.Sprint(i))
			}
		}), at("routes.1.when.1.values", "too_many_values", args{"Count": 201, "Max": 200}), "lists 201 values, at most 200 are allowed"),
		row(routed(func(t *campaign.Route) { t.When[0].Values = []string{"DE", "A\nT"} }), at("routes.1.when.1.values.2", "several_lines", nil), "must be one line, without line breaks"),
		row(routed(func(t *campaign.Route) { t.When[0].Values = []string{" "} }), at("routes.1.when.1.values.1", "empty", nil), "is missing or empty"),

		row(speaks(campaign.Paragraph{On: true}), at("paragraph.max", "paragraph_length", args{"Number": 0, "Max": 2000}), "is 0, must be a number of characters from 1 to 2000"),
		row(speaks(campaign.Paragraph{On: true, Max: 2001}), at("paragraph.max", "paragraph_length", args{"Number": 2001, "Max": 2000}), "is 2001, must be a number of characters from 1 to 2000"),
		row(speaks(campaign.Paragraph{On: true, Min: 6, Max: 5}), at("paragraph.min", "paragraph_least", args{"Number": 6, "Max": 5}), "is 6, must be a number of characters from 0 to 5"),
		row(func(c *campaign.Content) { c.Fields = append(c.Fields, field(c, "paragraph")) }, at("fields.3.name", "field_paragraph", args{"Name": "paragraph"}), "paragraph stands for the sender's own words, choose another name"),
		row(func(c *campaign.Content) { c.Similarity = 95 }, at("similarity", "similarity", args{"Number": 95, "Min": 10, "Max": 90}), "is 95, must be a percentage from 10 to 90, or 0 for the usual one"),

		row(func(c *campaign.Content) { c.Recipients[0].Salutation = map[string]string{"sr-latn": "Dear"} }, at("recipients.1.salutation.sr-latn", "language_spelling", args{"Tag": "sr-latn", "Right": "sr-Latn"}), `language "sr-latn" must be written sr-Latn`),
		row(func(c *campaign.Content) { c.Recipients[0].Salutation = map[string]string{"de": "{x}"} }, in("recipients.1.salutation.de", 0, 0, "brace_outside", nil), "has a brace; merge fields work in the subject and body of letters only"),
		row(func(c *campaign.Content) { c.Recipients[0].Constituency = "a\nb" }, at("recipients.1.constituency", "several_lines", nil), "must be one line, without line breaks"),
		row(func(c *campaign.Content) { c.Recipients[0].Group = strings.Repeat("g", 201) }, at("recipients.1.group", "too_long", args{"Count": 201, "Max": 200}), "has 201 characters, at most 200 are allowed"),
		row(func(c *campaign.Content) { c.Recipients[0].Extra = map[string]string{"A b": "x"} }, at("recipients.1.extra.A b", "free_column", args{"Name": "A b"}), `"A b" cannot name a column, must be up to 40 lower-case letters, digits and underscores and begin with a letter`),
		row(func(c *campaign.Content) { c.Recipients[0].Extra = map[string]string{"group": "x"} }, at("recipients.1.extra.group", "free_column_taken", args{"Name": "group"}), "group is a column of its own, choose another name"),
		row(func(c *campaign.Content) { c.Recipients[0].Extra = map[string]string{"room": "a\tb"} }, in("recipients.1.extra.room", 0, 1, "tab", nil), "has a tab, must be spaces"),
		row(func(c *campaign.Content) {
			for i := range c.Recipients {
				c.Recipients[i].Extra = map[string]string{}
				for j := range 11 {
					c.Recipients[i].Extra[fmt.Sprintf("c%d_%d", i, j)] = "x"
				}
			}
		}, at("recipients", "too_many_columns", args{"Count": 22, "Max": 20}), "have 22 free columns, at most 20 are allowed"),
	}
}

func route(column string, is campaign.Operator, values ...string) campaign.Route {
	return campaign.Route{When: []campaign.Condition{{Column: column, Is: is, Values: values}}, Exclude: true}
}

// settled is a content with every setting, and recipients with every column.
func settled() campaign.Content {
	c := content()
	c.Recipients[0].Salutation = map[string]string{"en": "Dear Speaker,", "de": "Sehr geehrte Frau Präsidentin,"}
	c.Recipients[0].Constituency, c.Recipients[0].Group = "Niš", "Greens"
	c.Recipients[0].Extra = map[string]string{"room": "12"}
	c.Recipients[1].Country, c.Recipients[1].List = "DE", "0193-list"
	c.Recipients = append(c.Recipients, campaign.Recipient{Key: "left@assembly.example", Name: "Left out", Address: "left@assembly.example", Country: "AT"})
	c.Others = []campaign.OtherLetter{{Name: "members", Letters: c.Letters}}
	c.Selection = campaign.Selection{Mode: campaign.Area, Max: 3, By: campaign.ByCountry, PerHour: 5, Total: 500}
	members := route("room", campaign.IsFilled)
	members.Exclude, members.Letter = false, "members"
	c.Routes = []campaign.Route{route("country", campaign.IsOneOf, "at", "ch"), members}
	for tag, letter := range c.Letters {
		letter.Body += "\n\n{{sender.paragraph}}"
		c.Letters[tag] = letter
	}
	c.Paragraph, c.Similarity = campaign.Paragraph{On: true, Min: 20, Max: 400}, 40
	return c
}

func TestSettingsThatKeepTheRules(t *testing.T) {
	for name, change := range map[string]func(*campaign.Content){
		"all of them":             func(*campaign.Content) {},
		"some without bounds":     func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Some} },
		"as many as are included": func(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Random, Count: 2} },
		"a rule for nobody": func(c *campaign.Content) {
			c.Routes[0].When[0].Values = []string{"JP"}
			c.Recipients = c.Recipients[:2]
		},
		"a braced value": func(c *campaign.Content) { c.Routes[0].When[0].Values = []string{"{a}", "AT"} },
		"limits of what is off": func(c *campaign.Content) {
			c.Paragraph = campaign.Paragraph{Max: 400}
			for tag := range c.Letters {
				c.Letters[tag] = campaign.Letter{Subject: "Please", Body: "Please"}
			}
		},
	} {
		c := settled()
		change(&c)
		if found := c.Findings(); found != nil {
			t.Errorf("%s: %v", name, found)
		}
	}
}

func TestAMissingReferenceIsStillToBeWritten(t *testing.T) {
	found := unreferenced().Findings()
	if len(found) != 1 || !found[0].Missing() || campaign.SectionOf(found[0].Place()) != campaign.Settings {
		t.Errorf("findings: %v", found)
	}
}

func TestWhomARouteConcerns(t *testing.T) {
	c := settled()
	everybody := route("name", campaign.IsFilled)
	everybody.Exclude, everybody.Letter = false, "members"
	c.Routes = append(c.Routes, everybody)
	for i, want := range []string{"Left out", "Assembly", "Budget committee"} {
		if got := c.Concerned(i); len(got) != 1 || got[0].Name != want {
			t.Errorf("route %d concerns %v, want %s", i+1, got, want)
		}
	}
	if diff := cmp.Diff([]string{"AT", "DE", "RS"}, c.InColumn("country")); diff != "" {
		t.Error(diff)
	}
}

func TestTheSectionOfSettingsIsAPartOfItsOwn(t *testing.T) {
	part, err := settled().Part(campaign.Settings)
	if err != nil {
		t.Fatal(err)
	}
	c := settled()
	bare, err := campaign.SettingsPart{}.Under(c).With(campaign.Settings, part)
	if diff := cmp.Diff(settled(), bare); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if empty, err := content().With(campaign.Settings, "{}"); err != nil || empty.Reference != "" || empty.Title == nil {
		t.Errorf("without settings: %+v, %v", empty, err)
	}
	if _, err := content().With(campaign.Settings, `{"goal": 1}`); err == nil {
		t.Error("a part of another section was taken")
	}
}
