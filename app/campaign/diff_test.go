package campaign_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

// listed shows parts as their path above their blocks.
func listed(parts []campaign.PartDiff) string {
	var lines []string
	for _, p := range parts {
		lines = append(lines, p.Path, written(p.Blocks))
	}
	return strings.Join(lines, "\n")
}

func TestDiffShowsWhatChanged(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*campaign.Content)
		want   []string
	}{
		"nothing": {func(*campaign.Content) {}, nil},
		"languages": {func(c *campaign.Content) { c.Languages = []string{"sr-Cyrl", "en"} },
			[]string{"languages", "~ [en, ]sr-Cyrl → sr-Cyrl[, en]"}},
		"a language more": {func(c *campaign.Content) {
			c.Languages, c.Title["de"] = append(c.Languages, "de"), "Offene Daten"
			c.Letters["de"] = campaign.Letter{Subject: "Bitte", Body: "Bitte."}
		}, []string{
			"languages", "~ en, sr-Cyrl → en, sr-Cyrl[, de]", "title.de", "+ [Offene Daten]",
			"letters.de.subject", "+ [Bitte]", "letters.de.body", "+ [Bitte.]",
		}},
		"a language less": {func(c *campaign.Content) {
			c.Languages = c.Languages[:1]
			delete(c.Summary, "sr-Cyrl")
		}, []string{"languages", "~ en[, sr-Cyrl] → en", "summary.sr-Cyrl", "- [Зашто је важно.]"}},
		"a language that is not listed": {func(c *campaign.Content) { c.Title["de"] = "Daten" },
			[]string{"title.de", "+ [Daten]"}},
		"texts of visitors": {func(c *campaign.Content) {
			c.Title["en"], c.Summary["sr-Cyrl"] = "Closed data", "Зашто није важно."
		}, []string{"title.en", "~ [Open] data → [Closed] data", "summary.sr-Cyrl", "~ Зашто [је] важно. → Зашто [није] важно."}},
		"a goal":  {func(c *campaign.Content) { c.Goal = 250 }, []string{"goal", "- [100]", "+ [250]"}},
		"no goal": {func(c *campaign.Content) { c.Goal = 0 }, []string{"goal", "- [100]"}},
		"texts after the end": {func(c *campaign.Content) {
			c.Closing, c.Victory = map[string]string{"en": "Closed."}, map[string]string{"en": "Won."}
		}, []string{"closing.en", "+ [Closed.]", "victory.en", "+ [Won.]"}},
		"a letter": {func(c *campaign.Content) {
			c.Letters["en"] = campaign.Letter{Subject: "A request", Salutation: "Dear Madam,", Body: c.Letters["en"].Body + ", {{sender.place}}"}
		}, []string{
			"letters.en.subject", "- [{{campaign.title}}: a request from {{sender.place}}]", "+ [A request]",
			"letters.en.salutation", "~ Dear [Members], → Dear [Madam],",
			"letters.en.body", "  {{recipient.salutation}}¶¶", "  please publish.¶¶", "  {{ sender.reason }}¶¶",
			"~ Yours,¶{{sender.name}}¶{{sender.address}} → Yours,¶{{sender.name}}¶{{sender.address}}[, {{sender.place}}]",
		}},
		"a field": {func(c *campaign.Content) {
			c.Fields[0].Required, c.Fields[0].MaxLength = false, 30
			c.Fields[1].Hint = map[string]string{"en": "Why"}
			c.Fields[1].Label["sr-Cyrl"] = "Зашто"
		}, []string{
			"fields.1.required", "- [true]", "fields.1.max_length", "- [20]", "+ [30]",
			"fields.2.label.sr-Cyrl", "- [Разлог]", "+ [Зашто]", "fields.2.hint.en", "+ [Why]",
		}},
		"fields added and removed": {func(c *campaign.Content) {
			c.Fields = []campaign.Field{{Name: "town", Required: true, MaxLength: 5, Label: map[string]string{"en": "Town"}}, c.Fields[1]}
		}, []string{
			"fields.1.name", "+ [town]", "fields.1.required", "+ [true]", "fields.1.max_length", "+ [5]", "fields.1.label.en", "+ [Town]",
			"fields.1.name", "- [place]", "fields.1.required", "- [true]", "fields.1.max_length", "- [20]",
			"fields.1.label.en", "- [Place]", "fields.1.label.sr-Cyrl", "- [Место]",
		}},
		"fields in another order": {func(c *campaign.Content) { c.Fields[0], c.Fields[1] = c.Fields[1], c.Fields[0] },
			[]string{"fields", "~ place[¶reason] → [reason¶]place"}},
		"a recipient": {func(c *campaign.Content) {
			c.Recipients[1].Name, c.Recipients[1].Function, c.Recipients[1].Language = "Budget board", "Board", "en"
			c.Recipients[0].Country = ""
		}, []string{
			"recipients.1.country", "- [RS]",
			"recipients.2.name", "~ Budget [committee] → Budget [board]", "recipients.2.function", "+ [Board]", "recipients.2.language", "+ [en]",
		}},
		"recipients added and removed": {func(c *campaign.Content) {
			c.Recipients = []campaign.Recipient{
				{Key: "new", Name: "Board", Address: "board@assembly.example", Language: "en", Country: "RS"}, c.Recipients[1],
			}
		}, []string{
			"recipients.1", "+ [Board¶board@assembly.example¶en¶RS¶new]",
			"recipients.1", "- [Assembly¶office@assembly.example¶RS]",
		}},
		"recipients in another order": {func(c *campaign.Content) {
			c.Recipients[0], c.Recipients[1] = c.Recipients[1], c.Recipients[0]
			c.Recipients[0].Country = "DE"
		}, []string{
			"recipients", "~ [office]@assembly.example¶[budget]@assembly.example → [budget]@assembly.example¶[office]@assembly.example",
			"recipients.1.country", "+ [DE]",
		}},
		"recipients of one key": {func(c *campaign.Content) {
			c.Recipients = append(c.Recipients, c.Recipients[0], c.Recipients[0])
			c.Recipients[2].Name = "Second"
		}, []string{
			"recipients.3", "+ [Second¶office@assembly.example¶RS]", "recipients.4", "+ [Assembly¶office@assembly.example¶RS]",
		}},
	} {
		c := content()
		row.change(&c)
		if diff := cmp.Diff(strings.Join(row.want, "\n"), listed(campaign.Diff(content(), c))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestDiffCallsLanguagesAndListsOfRecipientsByTheirNames(t *testing.T) {
	called := campaign.Names{
		Language: func(tag string) string { return map[string]string{"sr-Latn": "srpski", "de": "Deutsch"}[tag] },
		List: func(id string) string {
			return map[string]string{"l1": "Ministers", "l2": "Ministers", "l3": "Press"}[id]
		},
	}
	before, after := content(), content()
	before.Recipients[0].List, after.Recipients[0].List = "l1", "l3"
	before.Recipients[1].List, after.Recipients[1].List = "l1", "l2"
	before.Recipients[0].Language, after.Recipients[0].Language = "sr-Latn", "x-lost"
	after.Recipients = append(after.Recipients, campaign.Recipient{
		Key: "a@b.example", Name: "Board", Address: "a@b.example", Language: "de", Salutation: map[string]string{"de": "Guten Tag", "fr": "Bonjour"}, List: "gone",
	})
	want := []string{
		"recipients.1.language", "- [srpski]", "+ [x-lost]", "recipients.1.list", "- [Ministers]", "+ [Press]",
		"recipients.2.list", "- [l1]", "+ [l2]", // of one name
		"recipients.3", "+ [Board¶a@b.example¶Deutsch¶Deutsch: Guten Tag¶fr: Bonjour¶gone]",
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), listed(called.Diff(before, after))); diff != "" {
		t.Error(diff)
	}
}

func TestDiffWithNothingBefore(t *testing.T) {
	parts := campaign.Diff(campaign.Content{}, content())
	seen := map[string]bool{}
	for _, p := range parts {
		seen[p.Path] = true
		for _, b := range p.Blocks {
			if b.Kind != campaign.BlockAdded {
				t.Errorf("%s has a block that is %s", p.Path, b.Kind)
			}
		}
	}
	for _, path := range []string{
		"languages", "title.en", "title.sr-Cyrl", "summary.en", "goal", "fields.1.name", "fields.2.label.sr-Cyrl",
		"letters.en.subject", "letters.en.salutation", "letters.sr-Cyrl.body", "recipients.1", "recipients.2",
	} {
		if !seen[path] {
			t.Errorf("%s is not in the diff", path)
		}
	}
	if seen["fields"] || seen["recipients"] {
		t.Error("an order is new where nothing was before")
	}
	if parts := campaign.Diff(campaign.Content{}, campaign.Content{}); parts != nil {
		t.Errorf("two empty contents differ: %v", parts)
	}
}

// What a reviewer is not shown would be approved unseen.
func TestDiffMissesNothingThatChangesTheDigest(t *testing.T) {
	same := func(string) string { return "one name for all" }
	alike := campaign.Names{Language: same, List: same}
	changed := func(name string, c campaign.Content) {
		for _, parts := range [][]campaign.PartDiff{campaign.Diff(content(), c), campaign.Diff(c, content()), alike.Diff(content(), c)} {
			if (parts == nil) != (c.Digest() == content().Digest()) {
				t.Errorf("%s: %s", name, listed(parts))
			}
			for _, p := range parts {
				if place := campaign.PlaceOf(p.Path); place.Section == "" {
					t.Errorf("%s: the path %q leads nowhere", name, p.Path)
				}
			}
		}
	}
	changed("nothing", content())
	for name, change := range changes {
		c := content()
		change(&c)
		changed(name, c)
	}
	for _, row := range everyBroken() {
		c := content()
		row.change(&c)
		changed(row.want.Code, c)
	}
}

func BenchmarkDiff(b *testing.B) {
	before, after := content(), content()
	for _, tag := range before.Languages {
		letter := before.Letters[tag]
		letter.Body = strings.Repeat(strings.Repeat("Молим вас да објавите податке о раду. ", 12)+"\n\n", 22)
		before.Letters[tag] = letter
		letter.Body = strings.ReplaceAll(letter.Body, "вас да објавите", "вас још једном да објавите")
		after.Letters[tag] = letter
	}
	for b.Loop() {
		campaign.Diff(before, after)
	}
}
