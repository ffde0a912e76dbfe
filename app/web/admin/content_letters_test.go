package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/campaign"
)

// TestAReviewerSeesEveryWording: of every letter, each alternative of each part,
// the reference, and where the sender's own words go.
func TestAReviewerSeesEveryWording(t *testing.T) {
	c := reviewContent()
	c.Paragraph, c.Reference, c.Selection = campaign.Paragraph{On: true, Max: 100}, "Filed as 12", campaign.Selection{Mode: campaign.Everyone}
	var texts []string
	next := func() string {
		texts = append(texts, fmt.Sprintf("wording%d.", len(texts)))
		return texts[len(texts)-1]
	}
	letter := func() campaign.Letter {
		return campaign.Letter{
			Subject: next(), Subjects: []string{next(), next()}, Salutation: next(), Body: next() + "\n\n{{sender.paragraph}}",
			Blocks: []campaign.Block{{Texts: []string{next(), next(), next()}}, {Texts: []string{next() + " {{recipient.function}}"}}}, Closing: next(),
		}
	}
	for _, tag := range c.Languages {
		c.Letters[tag] = letter()
	}
	c.Others = []campaign.OtherLetter{{Name: "office", Letters: map[string]campaign.Letter{}}}
	for _, tag := range c.Languages {
		c.Others[0].Letters[tag] = letter()
	}
	for name, page := range map[string]any{
		"admin/draft":    sampleSubmission(c, nil),
		"admin/revision": sampleRevision(func(p *revisionPage) { p.Content, p.Changes = contentOf(c), nil }),
	} {
		doc := rendered(t, name, page)
		shown := doc.Find("main").Text()
		for _, text := range texts {
			if strings.Count(shown, text) != 1 {
				t.Errorf("%s shows %q %d times", name, text, strings.Count(shown, text))
			}
		}
		for text, want := range map[string]int{"Filed as 12": 4, "the sender's own words go here": 4, "recipient's function": 4} {
			if got := strings.Count(doc.Find(".sheet").Text(), text); got != want {
				t.Errorf("%s shows %q %d times, want %d", name, text, got, want)
			}
		}
		if got := doc.Find(".sheet").First().Find(".one-of li").Length(); got != 3 {
			t.Errorf("%s offers %d wordings of a block", name, got)
		}
		if got := doc.Find("[data-likeness]").Length(); got != 4 {
			t.Errorf("%s tells of %d letters how alike they are", name, got)
		}
	}
}

// TestTheLookOfOneRecipientIsTheirMessageByteForByte: whichever letter is edited,
// what the chosen recipient gets is shown, in the wording that is asked for.
func TestTheLookOfOneRecipientIsTheirMessageByteForByte(t *testing.T) {
	content := blocksContent()
	content.Recipients[3].Language = "de"
	content.Letters["de"] = campaign.Letter{Subject: "Wahl", Body: "Guten Tag,", Blocks: []campaign.Block{{Texts: []string{"eins", "zwei", "drei"}}}}
	for to := range len(content.Recipients) {
		for wording := range campaign.Wording(12) {
			l := look{Sample: "long", To: to + 1}
			l.Wording = wording
			page := blocksLetter("letter.en", l, func(p *letterPage) { p.Look = looked(content, "en", l) })
			doc := rendered(t, "admin/letter", page)
			want := content.Preview(content.EnvelopeTo(content.Recipients[to], wording), content.SampleValues("long"), nil)
			if got := doc.Find("#look .body").Text(); got != want.Body {
				t.Fatalf("recipient %d gets %q, shown is %q", to+1, want.Body, got)
			}
			if got := doc.Find("#look .subject").Text(); got != cmp.Or(want.Subject, "–") {
				t.Errorf("subject %q, want %q", got, want.Subject)
			}
		}
	}
}

func TestALookAtALetterThatNobodyGetsIsThatLetter(t *testing.T) {
	content := blocksContent()
	content.Others[1].Letters = map[string]campaign.Letter{"en": {Subject: "Unused", Body: "Nobody reads this."}}
	l := look{Sample: "short"}
	l.Letter = "unused"
	if got := looked(content, "en", l); got.Subject != "Unused" || got.Reader.Name == "" {
		t.Errorf("shown is %+v", got)
	}
	content.Selection = campaign.Selection{}
	l.Letter = "office"
	if got := looked(content, "en", l); got.Subject != "To the office" {
		t.Errorf("shown is %+v", got)
	}
}

// TestALetterIsShownWithThoseWhoGetIt: not with those whom a rule leaves out, or who
// get another one or one in another language.
func TestALetterIsShownWithThoseWhoGetIt(t *testing.T) {
	c := blocksContent()
	c.Recipients = nil
	for i := range 30 {
		c.Recipients = append(c.Recipients, campaign.Recipient{Key: fmt.Sprint(i), Name: fmt.Sprintf("R%d", i), Address: fmt.Sprintf("r%d@example.org", i), Function: "member"})
	}
	c.Recipients[1].Country, c.Recipients[2].Function, c.Recipients[3].Language = "XX", "", "de"
	c.Recipients[3].Salutation, c.Recipients[4].Salutation = map[string]string{"en": "Dear R3"}, map[string]string{"de": "Lieber R4"}
	c.Letters["de"] = campaign.Letter{Salutation: "Guten Tag", Body: "{{recipient.salutation}}"}
	for mode, want := range map[campaign.Mode]string{
		campaign.Everyone: "27 recipients, each in a message of their own: R0, R4, R5 and 24 more | 1 recipient, in a message of their own: R2 | Nobody gets this letter. | " +
			"1 recipient, in a message of their own: R3 | Nobody gets this letter. | Nobody gets this letter.",
		campaign.Together: "R0, R2, R3 and 26 more | Nobody gets this letter. | Nobody gets this letter. | R0, R2, R3 and 26 more | Nobody gets this letter. | Nobody gets this letter.",
	} {
		c.Selection.Mode = mode
		for name, page := range map[string]any{
			"admin/draft":    sampleSubmission(c, nil),
			"admin/revision": sampleRevision(func(p *revisionPage) { p.Content, p.Changes = contentOf(c), nil }),
		} {
			doc := rendered(t, name, page)
			var got []string
			doc.Find(".sheet .envelope div:first-child dd").Each(func(_ int, s *goquery.Selection) { got = append(got, words(s)) })
			if got := strings.Join(got, " | "); got != want {
				t.Errorf("%s, %q:\n%s\nwant\n%s", name, mode, got, want)
			}
			label := map[bool]string{true: "Salutation for those without one of their own", false: "Salutation of all recipients together"}[c.Selection.Individual()]
			if shown := words(doc.Find(".sheet").First()); !strings.Contains(shown, label) {
				t.Errorf("%s, %q: %q is not in %q", name, mode, label, shown)
			}
			told := []string{
				"1 recipient has a salutation only in another language than that of their letter, and gets the general one: R4",
				"1 recipient has a salutation only in another language than that of their letter, and gets the general one: R3",
			}
			if !c.Selection.Individual() {
				told = nil
			}
			var hints []string
			doc.Find(".sheet [data-is=elsewhere]").Each(func(_ int, s *goquery.Selection) { hints = append(hints, words(s)) })
			if !slices.Equal(hints, told) {
				t.Errorf("%s, %q: told is %q", name, mode, hints)
			}
		}
	}
}
