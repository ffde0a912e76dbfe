package campaign_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// content is a small content that keeps every rule.
func content() campaign.Content {
	c := unreferenced()
	c.Reference = "Ref. OPEN-DATA"
	return c
}

// unreferenced is a content from before letters had a reference.
func unreferenced() campaign.Content {
	both := func(en, sr string) map[string]string { return map[string]string{"en": en, "sr-Cyrl": sr} }
	return campaign.Content{
		Languages: []string{"en", "sr-Cyrl"},
		Title:     both("Open data", "Отворени подаци"),
		Summary:   both("Why it matters.", "Зашто је важно."),
		Goal:      100,
		Fields: []campaign.Field{
			{Name: "place", Label: both("Place", "Место"), Required: true, MaxLength: 20},
			{Name: "reason", Label: both("Reason", "Разлог"), MaxLength: 40},
		},
		Letters: map[string]campaign.Letter{
			"en": {
				Subject:    "{{campaign.title}}: a request from {{sender.place}}",
				Salutation: "Dear Members,",
				Body:       "{{recipient.salutation}}\n\nplease publish.\n\n{{ sender.reason }}\n\nYours,\n{{sender.name}}\n{{sender.address}}",
			},
			"sr-Cyrl": {
				Subject:    "Молба: {{campaign.title}}",
				Salutation: "Поштовани,",
				Body:       "{{recipient.salutation}}\n\nобјавите податке.\n\n{{sender.name}}, {{sender.place}}\nза: {{recipient.name}}",
			},
		},
		Recipients: []campaign.Recipient{
			{Key: "office@assembly.example", Name: "Assembly", Address: "office@assembly.example", Country: "RS"},
			{Key: "budget@assembly.example", Name: "Budget committee", Address: "budget@assembly.example"},
		},
	}
}

func values() campaign.Values {
	return campaign.Values{
		Name:    "Ana Petrović",
		Address: "ana@example.org",
		Fields:  map[string]string{"place": "Niš", "reason": "I read them."},
	}
}

func TestAssembleFillsTheLetterIn(t *testing.T) {
	got, err := unreferenced().Assemble(unreferenced().Envelope("en", 0), values())
	if err != nil {
		t.Fatal(err)
	}
	want := campaign.Message{
		To:      []string{"office@assembly.example", "budget@assembly.example"},
		Subject: "Open data: a request from Niš",
		Body:    "Dear Members,\n\nplease publish.\n\nI read them.\n\nYours,\nAna Petrović\nana@example.org\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAssembleInCyrillic(t *testing.T) {
	v := values()
	v.Name, v.Fields["place"] = "Ана Петровић", "Ниш"
	got, err := unreferenced().Assemble(unreferenced().Envelope("sr-Cyrl", 0), v)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Молба: Отворени подаци"; got.Subject != want {
		t.Errorf("subject %q, want %q", got.Subject, want)
	}
	if want := "Поштовани,\n\nобјавите податке.\n\nАна Петровић, Ниш\nза: Assembly, Budget committee\n"; got.Body != want {
		t.Errorf("body %q, want %q", got.Body, want)
	}
}

func TestAssembleNeverReadsWhatASenderTypedAsAMergeField(t *testing.T) {
	c, v := unreferenced(), values()
	v.Fields["reason"] = "{{recipient.name}} {{sender.place}}"
	v.Fields["place"] = "{{sender.reason}}"
	got, err := c.Assemble(c.Envelope("en", 0), v)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(got.Body, "\n{{recipient.name}} {{sender.place}}\n") {
		t.Errorf("body %q changed what was typed", got.Body)
	}
	if want := "Open data: a request from {{sender.reason}}"; got.Subject != want {
		t.Errorf("subject %q, want %q", got.Subject, want)
	}
}

func TestAnOptionalFieldWithoutAValueLeavesNoHole(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"a line":             {"one\n{{sender.reason}}\ntwo", "one\ntwo\n"},
		"a paragraph":        {"one\n\n{{sender.reason}}\n\ntwo", "one\n\ntwo\n"},
		"at the beginning":   {"{{sender.reason}}\n\none", "one\n"},
		"at the end":         {"one\n\n{{sender.reason}}", "one\n"},
		"twice":              {"one\n\n{{sender.reason}}\n\n  {{sender.reason}}\n\ntwo", "one\n\ntwo\n"},
		"two in one line":    {"one\n{{sender.reason}} {{sender.reason}}\ntwo", "one\ntwo\n"},
		"with words":         {"one\nbecause: {{sender.reason}}\ntwo", "one\nbecause:\ntwo\n"},
		"reviewed gaps stay": {"one\n\n\ntwo\n\n\nthree", "one\n\n\ntwo\n\n\nthree\n"},
		"a gap after words":  {"one\n{{sender.reason}}\n\n\ntwo", "one\n\n\ntwo\n"},
	} {
		t.Run(name, func(t *testing.T) {
			content, v := unreferenced(), values()
			letter := content.Letters["en"]
			letter.Body = c.body
			content.Letters["en"] = letter
			v.Fields["reason"] = ""
			got, err := content.Assemble(content.Envelope("en", 0), v)
			if err != nil {
				t.Fatal(err)
			}
			if got.Body != c.want {
				t.Errorf("body %q, want %q", got.Body, c.want)
			}
		})
	}
}

func TestAssembleEndsLinesInLineFeedsAlone(t *testing.T) {
	c := unreferenced()
	c.Letters["en"] = campaign.Letter{Subject: "A\r\n  request", Body: "\r\none  \r\n\r\ntwo {{sender.name}}\t\r\n\r\n"}
	got, err := c.Assemble(c.Envelope("en", 0), values())
	if err != nil {
		t.Fatal(err)
	}
	if want := "one\n\ntwo Ana Petrović\n"; got.Body != want {
		t.Errorf("body %q, want %q", got.Body, want)
	}
	if want := "A request"; got.Subject != want {
		t.Errorf("subject %q, want %q", got.Subject, want)
	}
}

func TestAssembleComposesCharacters(t *testing.T) {
	c, v := unreferenced(), values()
	c.Letters["en"] = campaign.Letter{Subject: "Reque\u0301st e{{sender.place}}", Body: "Cafe\u0301 e{{sender.place}}"}
	v.Fields["place"] = "\u0301 s\u030c" // meets the letter's own e
	got, err := c.Assemble(c.Envelope("en", 0), v)
	if err != nil {
		t.Fatal(err)
	}
	if want := "Requ\u00e9st \u00e9 \u0161"; got.Subject != want || !norm.NFC.IsNormalString(got.Subject) {
		t.Errorf("subject %+q, want %+q", got.Subject, want)
	}
	if want := "Caf\u00e9 \u00e9 \u0161\n"; got.Body != want {
		t.Errorf("body %+q, want %+q", got.Body, want)
	}
}

func TestAssembleRefuses(t *testing.T) {
	if _, err := unreferenced().Assemble(unreferenced().Envelope("de", 0), values()); !fault.Is(err, fault.NotFound) {
		t.Errorf("without a letter: %v", err)
	}
	v := values()
	v.Fields["place"] = ""
	m, err := unreferenced().Assemble(unreferenced().Envelope("en", 0), v)
	if !fault.Is(err, fault.Invalid) || m.Body != "" {
		t.Errorf("without a required value: %+v, %v", m, err)
	}
}

func TestPreviewShowsBlanksWhereSomethingIsStillMissing(t *testing.T) {
	blanks := map[string]string{"sender.name": "[name]", "sender.place": "[place]", "sender.unheard": "[never]"}
	got := unreferenced().Preview(unreferenced().Envelope("en", 0), campaign.Values{Address: "ana@example.org"}, blanks)
	want := campaign.Message{
		To:      []string{"office@assembly.example", "budget@assembly.example"},
		Subject: "Open data: a request from [place]",
		Body:    "Dear Members,\n\nplease publish.\n\nYours,\n[name]\nana@example.org\n",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	assembled, err := unreferenced().Assemble(unreferenced().Envelope("en", 0), values())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(assembled, unreferenced().Preview(unreferenced().Envelope("en", 0), values(), blanks)); diff != "" {
		t.Errorf("a preview with all values is not what is sent: %s", diff)
	}
}

func TestMergeFieldsAreAClosedList(t *testing.T) {
	want := []string{"sender.name", "sender.address", "recipient.salutation", "recipient.name", "campaign.title", "sender.place", "sender.reason"}
	if diff := cmp.Diff(want, unreferenced().MergeFields()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"sender.name", "sender.address", "sender.place"}, unreferenced().Blank()); diff != "" {
		t.Error(diff)
	}
}

func FuzzAssemble(f *testing.F) {
	f.Add("A {{sender.place}}", "{{recipient.salutation}}\n\n{{sender.reason}}\n{{sender.name}}", "Ana", "Niš", "because")
	f.Add("x", "{{{{sender.name}}}}\r\n{{sender.\nname}}", "{{sender.place}}", "}}{{", "\u202e\r\nBcc: x")
	f.Fuzz(func(t *testing.T, subject, body, name, place, reason string) {
		c := unreferenced()
		c.Letters["en"] = campaign.Letter{Subject: subject, Salutation: "Dear Members,", Body: body}
		v := campaign.Values{Name: name, Address: "ana@example.org", Fields: map[string]string{"place": place, "reason": reason}}.Clean()
		c.Preview(c.Envelope("en", 0), v, nil)
		if c.Check() != nil {
			return
		}
		m, err := c.Assemble(c.Envelope("en", 0), v)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if strings.ContainsFunc(m.Subject, refused) || strings.ContainsFunc(strings.ReplaceAll(m.Body, "\n", ""), refused) {
			t.Fatalf("hidden characters in %q", m)
		}
		if strings.Count(m.Body, "\n") > strings.Count(body, "\n")+1 || !strings.HasSuffix(m.Body, "\n") {
			t.Fatalf("body %q has lines that %q has not", m.Body, body)
		}
	})
}

// refused spells out, apart from the code under test, what no message may hold.
func refused(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || strings.ContainsRune("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", r)
}
