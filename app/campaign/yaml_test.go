package campaign_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// good is a file that keeps every rule; tests replace one piece of it.
const good = `slug: open-data
languages: [en, sr-Cyrl]
schedule:
  opens_at: 2026-12-01T08:00:00+01:00
  closes_at: "2026-12-31T20:00:00Z"
goal: 100
title:
  en: Open data
  sr-Cyrl: Отворени подаци
summary:
  en: |
    Why it matters.
  sr-Cyrl: |
    Зашто је важно.
fields:
  - name: place
    required: true
    max_length: 20
    label: {en: Place, sr-Cyrl: Место}
    hint: {en: Where you live, sr-Cyrl: Где живите}
letters:
  en:
    subject: A request
    salutation: Dear Members,
    body: |
      {{recipient.salutation}}

      please publish the data.

      {{sender.name}}
      {{sender.place}}
  sr-Cyrl:
    subject: Молба
    salutation: Поштовани,
    body: |
      {{recipient.salutation}}
      објавите податке.
      {{sender.name}}
reference: Ref. OPEN-DATA
recipients:
  - name: Assembly
    address: Office@Assembly.example
    function: Assembly
    language: sr-Latn
    country: RS
  - name: Budget committee
    address: budget@assembly.example
    key: budget
`

func TestParseYAML(t *testing.T) {
	got, err := campaign.ParseYAML([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	both := func(en, sr string) map[string]string { return map[string]string{"en": en, "sr-Cyrl": sr} }
	want := campaign.File{
		Slug:     "open-data",
		OpensAt:  time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC),
		ClosesAt: time.Date(2026, 12, 31, 20, 0, 0, 0, time.UTC),
		Content: campaign.Content{
			Languages: []string{"en", "sr-Cyrl"},
			Title:     both("Open data", "Отворени подаци"),
			Summary:   both("Why it matters.", "Зашто је важно."),
			Goal:      100,
			Fields:    []campaign.Field{{Name: "place", Required: true, MaxLength: 20, Label: both("Place", "Место"), Hint: both("Where you live", "Где живите")}},
			Letters: map[string]campaign.Letter{
				"en": {Subject: "A request", Salutation: "Dear Members,",
					Body: "{{recipient.salutation}}\n\nplease publish the data.\n\n{{sender.name}}\n{{sender.place}}"},
				"sr-Cyrl": {Subject: "Молба", Salutation: "Поштовани,",
					Body: "{{recipient.salutation}}\nобјавите податке.\n{{sender.name}}"},
			},
			Reference: "Ref. OPEN-DATA",
			Recipients: []campaign.Recipient{
				{Key: "office@assembly.example", Name: "Assembly", Address: "Office@assembly.example", Function: "Assembly", Language: "sr-Latn", Country: "RS"},
				{Key: "budget", Name: "Budget committee", Address: "budget@assembly.example"},
			},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheSameFileInAnotherHandIsTheSameCampaign(t *testing.T) {
	want, err := campaign.ParseYAML([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{
		"CRLF":                 strings.ReplaceAll(good, "\n", "\r\n"),
		"byte order mark":      "\ufeff" + good,
		"comments":             "# a\n" + strings.ReplaceAll(good, "  en: |", "  en: |  # a text"),
		"document marks":       "---\n" + good + "...\n",
		"spaces at line ends":  strings.ReplaceAll(good, "the data.\n", "the data.   \n"),
		"empty lines on top":   strings.ReplaceAll(good, "body: |\n", "body: |\n\n\n"),
		"nothing behind a key": good + "    country:\n",
	} {
		got, err := campaign.ParseYAML([]byte(source))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestParseYAMLComposesCharacters(t *testing.T) {
	source := strings.ReplaceAll(good, "subject: A request", "subject: \"A reque\u0301st\"")
	got, err := campaign.ParseYAML([]byte(source))
	if err != nil || got.Content.Letters["en"].Subject != "A requ\u00e9st" {
		t.Errorf("subject %+q, %v", got.Content.Letters["en"].Subject, err)
	}
}

func TestWhatMayBeLeftOut(t *testing.T) {
	source := good
	for _, part := range []string{
		"schedule:\n  opens_at: 2026-12-01T08:00:00+01:00\n  closes_at: \"2026-12-31T20:00:00Z\"\n", "goal: 100\n",
		"    function: Assembly\n    language: sr-Latn\n    country: RS\n", "    key: budget\n", "    required: true\n",
		"    hint: {en: Where you live, sr-Cyrl: Где живите}\n",
	} {
		source = replaced(t, source, part, "")
	}
	f, err := campaign.ParseYAML([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	if !f.OpensAt.IsZero() || !f.ClosesAt.IsZero() || f.Content.Goal != 0 || f.Content.Fields[0].Required || f.Content.Recipients[1].Key != "budget@assembly.example" {
		t.Errorf("file %+v", f)
	}
}

func TestWriteYAMLWritesWhatParseYAMLReads(t *testing.T) {
	sample, err := os.ReadFile("../../assets/demo/open-data.yaml")
	if err != nil {
		t.Fatal(err)
	}
	awkward := good
	for _, change := range [][2]string{
		{"en: Open data", `en: "true"`}, {"Отворени подаци", `'- "1": # &x'`}, {"subject: A request", `subject: "2026-12-01"`},
		{"please publish", "  - indented # 😀 *x"}, {"Where you live", `"null"`}, {"name: Assembly", `name: "<<"`},
		{"opens_at: 2026-12-01T08:00:00+01:00", "opens_at: 2026-12-01T08:00:00.25+01:00"},
	} {
		awkward = replaced(t, awkward, change[0], change[1])
	}
	plain := content()
	for name, source := range map[string]string{"sample": string(sample), "good": good, "awkward": awkward} {
		want, err := campaign.ParseYAML([]byte(source))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		roundTrip(t, want)
	}
	roundTrip(t, campaign.File{Slug: "plain", Content: plain})
}

func roundTrip(t *testing.T, want campaign.File) {
	t.Helper()
	written, err := campaign.WriteYAML(want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := campaign.ParseYAML(written)
	if err != nil {
		t.Fatalf("%v in\n%s", err, written)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s in\n%s", diff, written)
	}
	again, err := campaign.WriteYAML(got)
	if err != nil || !bytes.Equal(again, written) {
		t.Errorf("written twice it differs: %v", err)
	}
}

func TestWriteYAMLIsReadable(t *testing.T) {
	f, err := campaign.ParseYAML([]byte(good))
	if err != nil {
		t.Fatal(err)
	}
	written, err := campaign.WriteYAML(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"# A campaign of ", "\n\n# Names the campaign in its address on the web.\nslug: open-data\n",
		"\nlanguages: [en, sr-Cyrl]\n", "\n  opens_at: 2026-12-01T07:00:00Z\n", "\n  sr-Cyrl: Отворени подаци\n",
		"\n    body: |\n      {{recipient.salutation}}\n\n      please publish the data.\n\n      {{sender.name}}\n      {{sender.place}}\n",
		"\n  - key: budget\n    name: Budget committee\n", "\n  - name: Assembly\n",
	} {
		if !strings.Contains(string(written), want) {
			t.Errorf("%q is not in\n%s", want, written)
		}
	}
}

func TestASmallFileCannotGrowOrHide(t *testing.T) {
	bomb := "a: &a [x, x]\n"
	for i := 'b'; i < 'z'; i++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c]\n", i, i, i-1, i-1)
	}
	for name, source := range map[string]string{
		"aliases":         bomb,
		"deep flow":       strings.Repeat("[", 20_000),
		"deep mapping":    strings.Repeat("{a: ", 20_000),
		"over the limit":  good + strings.Repeat("#", campaign.MaxFile),
		"binary":          strings.Repeat("\x00\xff\n", 1000),
		"many recipients": "recipients:\n" + strings.Repeat("- x\n", 20_000),
		"many fields":     "fields:\n" + strings.Repeat("- {name: a}\n", 5_000) + "letters: {en: {body: \"" + strings.Repeat("{{x}} ", 5_000) + "\"}}\n",
		"many problems":   "letters:\n  en:\n    body: |\n" + strings.Repeat("     {{x}}\n", 20_000),
	} {
		_, err := campaign.ParseYAML([]byte(source))
		checkFileError(t, name, err)
	}
	if _, err := campaign.ParseYAML([]byte(good + strings.Repeat("#", campaign.MaxFile-len(good)))); err != nil {
		t.Errorf("a file of the largest size: %v", err)
	}
}

// checkFileError holds an error against what every error of a file has.
func checkFileError(t *testing.T, name string, err error) {
	t.Helper()
	var e *campaign.FileError
	if !errors.As(err, &e) || !fault.Is(err, fault.Invalid) || len(e.Problems) == 0 {
		t.Fatalf("%s: error %v, want a FileError of kind fault.Invalid", name, err)
	}
	line := 0
	for _, p := range e.Problems {
		if p.Line < 1 || p.Line < line || p.Column < 0 || p.Text == "" || strings.ContainsFunc(p.Text, refused) {
			t.Fatalf("%s: problem %+v after line %d", name, p, line)
		}
		line = p.Line
	}
}

// replaced replaces the first of a piece that has to be there.
func replaced(t *testing.T, source, piece, by string) string {
	t.Helper()
	if !strings.Contains(source, piece) {
		t.Fatalf("%q is not in the file", piece)
	}
	return strings.Replace(source, piece, by, 1)
}

func FuzzParseYAML(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte(settingsFile()))
	f.Add([]byte("a: &x [*x]\n---\nb: |\n  {{x\n"))
	f.Add([]byte("slug: [\n"))
	f.Add([]byte(strings.Replace(good, "      {{sender.name}}\n      {{sender.place}}\n", "      {{sender.name}}\n    blocks: [[a, b], {texts: [c, '{{sender.place}}']}]\n    subjects: [x]\n    closing: y\n", 1)))
	f.Add([]byte("\xff\xfes\x00"))
	f.Add([]byte("letters:\n  en:\n    body: >+\n\n      {{ x }}\n\n   \n    subject: \"\\u202e{{y}}\"\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		file, err := campaign.ParseYAML(source)
		if err != nil {
			checkFileError(t, "fuzz", err)
			return
		}
		if err := file.Content.Check(); err != nil {
			t.Fatalf("accepted and yet: %v", err)
		}
		roundTrip(t, file)
	})
}

func FuzzWriteYAML(f *testing.F) {
	f.Add("Open data", "one\n\n  two {{sender.name}}\n", "Assembly")
	f.Add("- 'x': \"y\" #", "# one\n--- \n...\n\u00a0", "~")
	f.Add("\ufeffa\ufffe", " \u2003\n😀 |\n>", "1:30")
	f.Fuzz(func(t *testing.T, title, body, name string) {
		c := content()
		c.Title["en"], c.Recipients[0].Name = title, name
		c.Letters["en"] = campaign.Letter{Subject: title, Body: body}
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
