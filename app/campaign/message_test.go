package campaign_test

import (
	"encoding/json"
	"testing"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// A changed canonical form would void every approval and every confirmation.
func TestDigestsStayWhatTheyAre(t *testing.T) {
	if got, want := unreferenced().Digest().String(), "808cf52c2e2b80a01cc50315980ebf11d2e5ea3dc6b66ccc38dcea2877089a86"; got != want {
		t.Errorf("content's digest %s, want %s", got, want)
	}
	m := campaign.Message{To: []string{"a@b.example"}, Subject: "Молба <1>", Body: "one & two\n"}
	if got, want := m.Digest(campaign.Digest{0xab}).String(), "99e9cfe171a48889877e319247a1ffc285f1b40406260bf9b1f83b6d935757cb"; got != want {
		t.Errorf("message's digest %s, want %s", got, want)
	}
}

func TestDigestSurvivesStorage(t *testing.T) {
	stored, err := json.Marshal(content())
	if err != nil {
		t.Fatal(err)
	}
	var loaded campaign.Content
	if err := json.Unmarshal(stored, &loaded); err != nil {
		t.Fatal(err)
	}
	if loaded.Digest() != content().Digest() {
		t.Error("a stored content has another digest")
	}
}

// changes are changes of every part of a content, by what they change.
var changes = map[string]func(*campaign.Content){
	"languages' order":     func(c *campaign.Content) { c.Languages = []string{"sr-Cyrl", "en"} },
	"title":                func(c *campaign.Content) { c.Title["en"] += "." },
	"summary":              func(c *campaign.Content) { c.Summary["sr-Cyrl"] += "." },
	"goal":                 func(c *campaign.Content) { c.Goal++ },
	"text after the end":   func(c *campaign.Content) { c.Closing = map[string]string{"en": "x"} },
	"text after a victory": func(c *campaign.Content) { c.Victory = map[string]string{"en": "x"} },
	"field's name":         func(c *campaign.Content) { c.Fields[0].Name = "town" },
	"field's label":        func(c *campaign.Content) { c.Fields[0].Label["en"] = "Town" },
	"field's hint":         func(c *campaign.Content) { c.Fields[0].Hint = map[string]string{"en": "x"} },
	"field's need":         func(c *campaign.Content) { c.Fields[1].Required = true },
	"field's length":       func(c *campaign.Content) { c.Fields[1].MaxLength++ },
	"fields' order":        func(c *campaign.Content) { c.Fields[0], c.Fields[1] = c.Fields[1], c.Fields[0] },
	"one field less":       func(c *campaign.Content) { c.Fields = c.Fields[1:] },
	"subject":              func(c *campaign.Content) { c.Letters["en"] = campaign.Letter{Subject: "x"} },
	"recipient's address":  func(c *campaign.Content) { c.Recipients[1].Address = "other@assembly.example" },
	"recipient's name":     func(c *campaign.Content) { c.Recipients[1].Name += "." },
	"recipient's key":      func(c *campaign.Content) { c.Recipients[1].Key = "budget" },
	"recipient's function": func(c *campaign.Content) { c.Recipients[1].Function = "x" },
	"recipient's language": func(c *campaign.Content) { c.Recipients[1].Language = "en" },
	"recipient's country":  func(c *campaign.Content) { c.Recipients[1].Country = "DE" },
	"recipients' order": func(c *campaign.Content) {
		c.Recipients[0], c.Recipients[1] = c.Recipients[1], c.Recipients[0]
	},
	"one recipient less": func(c *campaign.Content) { c.Recipients = c.Recipients[:1] },
}

func TestDigestSeesEveryPartOfTheContent(t *testing.T) {
	seen := map[campaign.Digest]string{content().Digest(): "nothing"}
	for name, change := range changes {
		c := content()
		change(&c)
		if same, ok := seen[c.Digest()]; ok {
			t.Errorf("a change of %s has the digest of a change of %s", name, same)
		}
		seen[c.Digest()] = name
	}
}

func TestMessageDigestNamesMessageAndRevision(t *testing.T) {
	m := campaign.Message{To: []string{"a@b.example", "c@d.example"}, Subject: "s", Body: "b\n"}
	base := m.Digest(campaign.Digest{1})
	for name, other := range map[string]campaign.Digest{
		"revision": m.Digest(campaign.Digest{2}),
		"subject":  campaign.Message{To: m.To, Subject: "s ", Body: m.Body}.Digest(campaign.Digest{1}),
		"body":     campaign.Message{To: m.To, Subject: m.Subject, Body: "b"}.Digest(campaign.Digest{1}),
		"to":       campaign.Message{To: m.To[:1], Subject: m.Subject, Body: m.Body}.Digest(campaign.Digest{1}),
		"joined":   campaign.Message{To: []string{"a@b.example,c@d.example"}, Subject: m.Subject, Body: m.Body}.Digest(campaign.Digest{1}),
		"shifted":  campaign.Message{To: m.To, Subject: "sb\n", Body: ""}.Digest(campaign.Digest{1}),
	} {
		if other == base {
			t.Errorf("another %s has the same digest", name)
		}
	}
}

func TestVerifyRefusesWhatWasNotApproved(t *testing.T) {
	approved := campaign.Revision{Content: content(), Digest: content().Digest(), Stored: content().Digest(), State: campaign.RevisionApproved}
	if err := approved.Verify(); err != nil {
		t.Fatalf("an approved revision: %v", err)
	}
	unapproved := approved
	unapproved.State = campaign.RevisionVoided
	if err := unapproved.Verify(); !fault.Is(err, fault.Conflict) {
		t.Errorf("an unapproved revision: %v", err)
	}
	for i := range approved.Digest {
		flipped := approved
		flipped.Digest[i] ^= 1
		if err := flipped.Verify(); !fault.Is(err, fault.Conflict) {
			t.Errorf("byte %d of the digest flipped: %v", i, err)
		}
	}
	body := []byte(approved.Content.Letters["en"].Body)
	for i := range body {
		body[i] ^= 1
		changed := approved
		changed.Content = content()
		letter := changed.Content.Letters["en"]
		letter.Body = string(body)
		changed.Content.Letters["en"] = letter
		if err := changed.Verify(); !fault.Is(err, fault.Conflict) {
			t.Errorf("byte %d of the letter flipped: %v", i, err)
		}
		body[i] ^= 1
	}
}
