package campaign_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

// settingChanges are changes of every setting, and of every column of a recipient.
var settingChanges = map[string]func(*campaign.Content){
	"reference":      func(c *campaign.Content) { c.Reference += "." },
	"mode":           func(c *campaign.Content) { c.Selection.Mode = campaign.Some },
	"least":          func(c *campaign.Content) { c.Selection.Min = 1 },
	"most":           func(c *campaign.Content) { c.Selection.Max = 2 },
	"count":          func(c *campaign.Content) { c.Selection.Count = 2 },
	"column":         func(c *campaign.Content) { c.Selection.By = campaign.ByConstituency },
	"cap an hour":    func(c *campaign.Content) { c.Selection.PerHour = 0 },
	"cap in total":   func(c *campaign.Content) { c.Selection.Total++ },
	"own words":      func(c *campaign.Content) { c.Paragraph.On = false },
	"least of words": func(c *campaign.Content) { c.Paragraph.Min = 0 },
	"most of words":  func(c *campaign.Content) { c.Paragraph.Max = 399 },
	"target":         func(c *campaign.Content) { c.Similarity = 0 },

	"no routes":          func(c *campaign.Content) { c.Routes = nil },
	"routes' order":      func(c *campaign.Content) { c.Routes[0], c.Routes[1] = c.Routes[1], c.Routes[0] },
	"outcome":            func(c *campaign.Content) { c.Routes[0].Exclude = false },
	"both outcomes":      func(c *campaign.Content) { c.Routes[1].Exclude = true },
	"letter":             func(c *campaign.Content) { c.Routes[1].Letter = "–" },
	"condition's column": func(c *campaign.Content) { c.Routes[0].When[0].Column = "country =" },
	"comparison":         func(c *campaign.Content) { c.Routes[0].When[0].Is = campaign.IsNoneOf },
	"comparison's sign":  func(c *campaign.Content) { c.Routes[0].When[0].Is = "=" },
	"values in one":      func(c *campaign.Content) { c.Routes[0].When[0].Values = []string{`at", "ch`} },
	"no values":          func(c *campaign.Content) { c.Routes[0].When[0].Values = nil },
	"emptiness":          func(c *campaign.Content) { c.Routes[1].When[0].Is = campaign.IsEmpty },
	"a condition more": func(c *campaign.Content) {
		c.Routes[0].When = append(c.Routes[0].When, campaign.Condition{Column: "group", Is: campaign.IsEmpty})
	},

	"salutation":           func(c *campaign.Content) { c.Recipients[0].Salutation["en"] = "Dear Madam," },
	"one salutation less":  func(c *campaign.Content) { delete(c.Recipients[0].Salutation, "de") },
	"constituency":         func(c *campaign.Content) { c.Recipients[0].Constituency = "" },
	"group":                func(c *campaign.Content) { c.Recipients[0].Group = "Reds" },
	"free column":          func(c *campaign.Content) { c.Recipients[0].Extra["room"] = "13" },
	"free column's name":   func(c *campaign.Content) { c.Recipients[0].Extra = map[string]string{"floor": "12"} },
	"column without value": func(c *campaign.Content) { c.Recipients[0].Extra["floor"] = "" },
	"list":                 func(c *campaign.Content) { c.Recipients[1].List = "" },
}

func TestDiffMissesNoSetting(t *testing.T) {
	seen := map[campaign.Digest]string{settled().Digest(): "nothing"}
	told := map[string]string{}
	for name, change := range settingChanges {
		c := settled()
		change(&c)
		if same, ok := seen[c.Digest()]; ok {
			t.Errorf("a change of %s has the digest of a change of %s", name, same)
		}
		seen[c.Digest()] = name
		for _, parts := range [][]campaign.PartDiff{campaign.Diff(settled(), c), campaign.Diff(c, settled())} {
			if len(parts) == 0 {
				t.Errorf("a change of %s is not shown", name)
			}
			for _, p := range parts {
				if s := campaign.SectionOf(p.Place()); s != campaign.Settings && s != campaign.Addressees {
					t.Errorf("%s: %s is in the section %s", name, p.Path, s)
				}
			}
		}
		shown := listed(campaign.Diff(settled(), c))
		if same, ok := told[shown]; ok {
			t.Errorf("a change of %s reads like a change of %s: %s", name, same, shown)
		}
		told[shown] = name
	}
}

func TestDiffOfSettingsReads(t *testing.T) {
	c := settled()
	c.Reference, c.Selection, c.Routes = "Ref. 2", campaign.Selection{Mode: campaign.Random, Count: 2}, c.Routes[:1]
	c.Paragraph, c.Similarity = campaign.Paragraph{}, 50
	c.Recipients[0].Group, c.Recipients[0].Extra["room"], c.Recipients[0].Salutation["de"] = "", "13", "Guten Tag,"
	want := []string{
		"reference", "- [Ref. OPEN-DATA]", "+ [Ref. 2]", "paragraph.on", "- [true]", "paragraph.min", "- [20]", "paragraph.max", "- [400]",
		"similarity", "- [40]", "+ [50]",
		"recipients.1.group", "- [Greens]", "recipients.1.salutation.de", "- [Sehr geehrte Frau Präsidentin,]", "+ [Guten Tag,]",
		"recipients.1.extra.room", "- [12]", "+ [13]",
		"selection.mode", "- [area]", "+ [random]", "selection.max", "- [3]", "selection.count", "+ [2]", "selection.by", "- [country]",
		"selection.per_hour", "- [5]", "selection.total", "- [500]",
		"routes", `~ country = "at", "ch" → –[¶room ≠ – → "members"] → country = "at", "ch" → –`,
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), listed(campaign.Diff(settled(), c))); diff != "" {
		t.Error(diff)
	}
	c = settled()
	c.Recipients = c.Recipients[1:]
	if diff := cmp.Diff("recipients.1\n- [Assembly¶office@assembly.example¶RS¶Niš¶Greens¶de: Sehr geehrte Frau Präsidentin,¶en: Dear Speaker,¶room: 12]",
		listed(campaign.Diff(settled(), c))); diff != "" {
		t.Error(diff)
	}
}

func TestPlacesOfSettings(t *testing.T) {
	for path, want := range map[string]campaign.Place{
		"reference":                  {Section: "reference"},
		"similarity":                 {Section: "similarity"},
		"selection.per_hour":         {Section: "selection", Part: "per_hour"},
		"paragraph":                  {Section: "paragraph"},
		"paragraph.max":              {Section: "paragraph", Part: "max"},
		"routes":                     {Section: "routes"},
		"routes.2":                   {Section: "routes", Item: 2},
		"routes.2.letter":            {Section: "routes", Item: 2, Part: "letter"},
		"routes.2.when":              {Section: "routes", Item: 2, Part: "when"},
		"routes.2.when.1.column":     {Section: "routes", Item: 2, Part: "column"},
		"routes.2.when.1.values.3":   {Section: "routes", Item: 2, Part: "values"},
		"recipients.1.salutation.de": {Section: "recipients", Item: 1, Part: "salutation", Language: "de"},
		"recipients.1.extra.a.b":     {Section: "recipients", Item: 1, Part: "extra", Name: "a.b"},
	} {
		if diff := cmp.Diff(want, campaign.PlaceOf(path)); diff != "" {
			t.Errorf("%q: %s", path, diff)
		}
	}
}

// settings is what a file says of them, behind good without its recipients.
const settings = `recipients:
  - name: Assembly
    address: office@assembly.example
    country: RS
    constituency: Niš
    group: "12"
    salutation: {en: "Dear Speaker,", de: "Sehr geehrte Frau Präsidentin,", fr: ""}
    extra:
      room: "null"
      floor:
    list: 0193-list
  - name: Left out
    address: left@assembly.example
    country: AT
selection:
  mode: area
  by: country
  max: 3
  per_hour: 5
  total: 500
routes:
  - when:
      - {column: country, is: one_of, values: [AT, "NO", "1"]}
      - {column: room, is: empty}
    exclude: true
paragraph: {on: true, min: 20, max: 400}
similarity: 40
`

func settingsFile() string {
	before, _, _ := strings.Cut(good, "recipients:")
	return strings.ReplaceAll(before, "{{sender.name}}", "\n      {{sender.paragraph}}\n\n      {{sender.name}}") + settings
}

func TestSettingsInAFile(t *testing.T) {
	f, err := campaign.ParseYAML([]byte(settingsFile()))
	if err != nil {
		t.Fatal(err)
	}
	want := campaign.SettingsPart{
		Reference: "Ref. OPEN-DATA", Paragraph: campaign.Paragraph{On: true, Min: 20, Max: 400}, Similarity: 40,
		Selection: campaign.Selection{Mode: campaign.Area, By: "country", Max: 3, PerHour: 5, Total: 500},
		Routes: []campaign.Route{{Exclude: true, When: []campaign.Condition{
			{Column: "country", Is: campaign.IsOneOf, Values: []string{"AT", "NO", "1"}}, {Column: "room", Is: campaign.IsEmpty},
		}}},
	}
	if diff := cmp.Diff(want, campaign.SettingsOf(f.Content)); diff != "" {
		t.Error(diff)
	}
	recipient := campaign.Recipient{
		Key: "office@assembly.example", Name: "Assembly", Address: "office@assembly.example", Country: "RS", Constituency: "Niš", Group: "12",
		Salutation: map[string]string{"en": "Dear Speaker,", "de": "Sehr geehrte Frau Präsidentin,"}, Extra: map[string]string{"room": "null"}, List: "0193-list",
	}
	if diff := cmp.Diff(recipient, f.Content.Recipients[0]); diff != "" {
		t.Error(diff)
	}
	roundTrip(t, f)
	together, err := campaign.ParseYAML([]byte(good + "selection: {mode: together}\n"))
	if err != nil || together.Content.Selection != (campaign.Selection{}) {
		t.Errorf("together: %+v, %v", together.Content.Selection, err)
	}
}

func TestEveryProblemOfTheSettingsIsNamedWithItsLine(t *testing.T) {
	first := strings.Count(settingsFile(), "\n") - strings.Count(settings, "\n")
	for _, c := range []struct {
		piece, by string
		line      int // from the one of "recipients:", which is 1
		want      string
	}{
		{"mode: area", "mode: all", 16, `selection.mode: "all" is no way of choosing recipients`},
		{"mode: area", "mode: [area]", 16, "selection.mode: must be a text"},
		{"max: 3", "max: many", 18, "selection.max: must be a whole number"},
		{"per_hour: 5", "per_minute: 5", 19, "selection.per_minute: is not a key of a campaign file, known here are mode, min,"},
		{`"1"]`, "1]", 23, "routes.1.when.1.values.3: must be a text, put 1 in quotes"},
		{`"1"]`, `"{a}", ""]`, 23, "routes.1.when.1.values.4: is missing or empty"},
		{"column: room", "column: rooms", 24, `routes.1.when.2.column: there is no column "rooms"`},
		{"exclude: true", "letter: members", 25, `routes.1.letter: there is no other letter "members"`},
		{"min: 20", "min: 500", 26, "paragraph.min: is 500, must be"},
		{"similarity: 40", "similarity: 9", 27, "similarity: is 9, must be a percentage"},
		{"group: \"12\"", "group: 12", 6, "recipients.1.group: must be a text"},
		{"room: \"null\"", "room: a{b", 9, "recipients.1.extra.room: has a brace"},
		{"salutation: {en:", "salutation: {xx-yyyyyyyyyy:", 7, "recipients.1.salutation.xx-yyyyyyyyyy: "},
	} {
		_, err := campaign.ParseYAML([]byte(replaced(t, settingsFile(), c.piece, c.by)))
		checkFileError(t, c.by, err)
		if want := fmt.Sprintf("line %d, column ", first+c.line); !strings.HasPrefix(err.Error(), want) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s… %s", c.by, err, want, c.want)
		}
	}
}

func TestSampleSendersAddWordsOfTheirOwn(t *testing.T) {
	for _, limits := range []campaign.Paragraph{
		{}, {Max: 200}, {On: true, Max: 1}, {On: true, Max: 2000}, {On: true, Min: 2000, Max: 2000}, {On: true, Min: 300, Max: 400},
		{On: true, Min: 83, Max: 84}, {On: true, Min: 84, Max: 84}, {On: true, Min: 85, Max: 85}, {On: true, Min: 3, Max: 3}, {On: true, Min: 2, Max: 2},
	} {
		c := content()
		c.Paragraph = limits
		for _, s := range campaign.Samples() {
			v := c.SampleValues(s.ID)
			length := utf8.RuneCountInString(v.Paragraph)
			if err := c.CheckValues(v); err != nil {
				t.Errorf("%+v, %s: %v of %q", limits, s.ID, err, v.Paragraph)
			}
			if diff := cmp.Diff(v, v.Clean()); diff != "" {
				t.Errorf("%+v, %s: %s", limits, s.ID, diff)
			}
			if said := length > 0; said != (limits.On && s.ID != "sparing") || s.ID == "long" && limits.On && length < limits.Max/2 {
				t.Errorf("%+v: %s says %q", limits, s.ID, v.Paragraph)
			}
		}
	}
	c := content()
	for _, broken := range []campaign.Paragraph{{On: true}, {On: true, Max: -5}, {On: true, Min: 9, Max: 1 << 60}, {On: true, Min: 1 << 60, Max: 5}} {
		c.Paragraph = broken
		for _, s := range campaign.Samples() {
			if n := utf8.RuneCountInString(c.SampleValues(s.ID).Paragraph); n > campaign.MaxParagraph {
				t.Errorf("%+v: %d characters", broken, n)
			}
		}
	}
}

func FuzzSettingsInAFile(f *testing.F) {
	f.Add("Ref. 1", "country", "AT", "Greens", "room")
	f.Add("- x: \"#", "room", "null", "~", "group")
	f.Add("1:30", "a b", "{{x}}\n", "\u202e", "")
	f.Fuzz(func(t *testing.T, reference, column, value, group, name string) {
		c := content()
		c.Reference = reference
		c.Recipients[0].Group, c.Recipients[0].Extra, c.Recipients[0].Salutation = group, map[string]string{name: value}, map[string]string{"fr": group}
		c.Routes = []campaign.Route{route(column, campaign.IsOneOf, value, "x")}
		if c.Check() != nil {
			return
		}
		written, err := campaign.WriteYAML(campaign.File{Slug: "plain", Content: c})
		if err != nil {
			t.Fatal(err)
		}
		trimmed, err := campaign.ParseYAML(written)
		if err != nil {
			t.Fatalf("%v in\n%s", err, written)
		}
		roundTrip(t, trimmed)
	})
}
