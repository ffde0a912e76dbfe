package admin

import (
	"bytes"
	"slices"
	"testing"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/pagetest"
)

// samples are all pages of the operators: filled, empty, and in each state they
// tell apart.
func samples() []sample {
	return slices.Concat(samplesList(), samplesDraft(), samplesLetters(), samplesReview(), samplesRun(), samplesAccounts(), samplesSending(), samplesOffices(), samplesLists())
}

// pages are what is tested of all pages of the operators.
func pages() pagetest.Pages {
	var all []pagetest.Sample
	for _, s := range samples() {
		all = append(all, pagetest.Sample(s))
	}
	return pagetest.Pages{
		Folders: []string{"admin"},
		Samples: all,
		Blocks: map[string][]string{
			"admin/new": {"slug", "slug-check"}, "admin/slug": {"slug-check"}, "admin/letter": {"parts", "saved"},
		},
		// Keys of the locale files and what is part of one.
		Closed: []string{"Key", "Path", "Code", "Section", "Field", "Sample", "Samples", "AppURL"},
		Whole: func(v any) bool {
			switch x := v.(type) {
			case Frame:
				return !x.SignedIn()
			case fault.Field:
				return true
			}
			return false
		},
	}
}

func TestPages(t *testing.T) { pages().Check(t) }

func TestTheLookOfALetterIsTheMessageByteForByte(t *testing.T) {
	views, _ := pages().Views(t)
	content := sampleContent()
	letter := content.Letters["en"]
	letter.Body = "Dear all,\n\n\ttab, \"quotes\", <b>no markup</b>, & — nbsp\u00a0\n{{sender.name}}\n\n\nЋао {{sender.city}}"
	content.Letters["en"] = letter
	page := sampleLetter(sampleDraft("letter.en"), func(p *letterPage) { p.Look = looked(content, "en", look{Sample: "cyrillic"}) })
	var b bytes.Buffer
	if err := views.Render(&b, "en", "admin/letter", "", page); err != nil {
		t.Fatal(err)
	}
	want := content.Preview(content.Envelope("en", 0), content.SampleValues("cyrillic"), nil)
	doc := pagetest.Document(t, b.String())
	if got := doc.Find("#look .body").Text(); got != want.Body {
		t.Errorf("the page shows %q, want %q", got, want.Body)
	}
	if got := doc.Find("#look .subject").Text(); got != want.Subject {
		t.Errorf("subject %q, want %q", got, want.Subject)
	}
	if got := doc.Find("#look .body mark").First().Text(); got != "Ђорђе Живковић" {
		t.Errorf("the sender fills in %q", got)
	}
}
