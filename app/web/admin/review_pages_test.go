package admin

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/web/pagetest"
	"emailcampaigns/app/web/render"
)

// parsed are the views, parsed once: rendered is called often.
var parsed *render.Views

// rendered returns a page in English.
func rendered(t *testing.T, name string, page any) *goquery.Document {
	t.Helper()
	if parsed == nil {
		parsed, _ = pages().Views(t)
	}
	var b bytes.Buffer
	if err := parsed.Render(&b, "en", name, "", page); err != nil {
		t.Fatal(err)
	}
	return pagetest.Document(t, b.String())
}

// words is a text as a reader sees it.
func words(s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// fill writes a text of its own into every string of a content, and returns them.
func fill(v reflect.Value, texts *[]string) {
	next := func() string {
		*texts = append(*texts, fmt.Sprintf("text%d", len(*texts)))
		return (*texts)[len(*texts)-1]
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(next())
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), texts)
		}
	case reflect.Slice:
		for i := range v.Len() {
			fill(v.Index(i), texts)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			fill(value, texts)
			v.SetMapIndex(key, value)
		}
	}
}

// TestAReviewerSeesAllThatIsApproved: whatever the digest covers is on the page.
func TestAReviewerSeesAllThatIsApproved(t *testing.T) {
	c := reviewContent()
	c.Victory = map[string]string{"en": "x", "sr-Cyrl": "x"}
	c.Fields[1].Hint = map[string]string{"en": "x", "sr-Cyrl": "x"}
	c.Routes = []campaign.Route{{When: []campaign.Condition{{Values: []string{"x", "x"}}}}}
	c.Recipients[0].Salutation, c.Recipients[0].Extra = map[string]string{"de": "x"}, map[string]string{"room": "x"}
	languages := slices.Clone(c.Languages)
	var texts []string
	fill(reflect.ValueOf(&c).Elem(), &texts)
	c.Languages, c.Goal, c.Fields[0].MaxLength = languages, 4711, 321
	if len(texts) < 35 {
		t.Fatalf("only %d texts were filled in", len(texts))
	}
	for name, page := range map[string]any{
		"admin/draft":    sampleSubmission(c, nil),
		"admin/revision": sampleRevision(func(p *revisionPage) { p.Content, p.Changes = contentOf(c), nil }),
	} {
		shown := rendered(t, name, page).Find("main").Text()
		for _, text := range append(texts[len(languages):], "en", "sr-Cyrl", "4,711", "at most 321 characters", "required") {
			if !strings.Contains(shown, text) {
				t.Errorf("%s does not show %q", name, text)
			}
		}
	}
}

func TestALetterShowsWhatStandsInPlaceOfItsMergeFields(t *testing.T) {
	doc := rendered(t, "admin/draft", sampleSubmission(reviewContent(), nil))
	sheet := doc.Find(".sheet").First()
	if got, want := words(sheet.Find(".body")), "Dear members of the committee, I live in City you live in and want to vote where I live. "+
		"Last time the nearest polling place was 430 kilometres away. Please support a polling place in every consulate. "+
		"Living abroad since Yours sincerely, sender’s name sender’s email addressRef. VOTE-ABROAD-2026"; got != want {
		t.Errorf("the letter reads %q", got)
	}
	if got := words(sheet.Find(".subject")); got != "Voting from abroad: A polling place in every consulate" {
		t.Errorf("the subject reads %q", got)
	}
	for kind, want := range map[string]int{"known": 2, "blank": 4, "unknown": 0} {
		if n := sheet.Find(".merge." + kind).Length(); n != want {
			t.Errorf("%d merge fields are %s, want %d", n, kind, want)
		}
	}
	broken := rendered(t, "admin/draft", sampleSubmission(brokenContent(), nil))
	if got := words(broken.Find(".merge.unknown")); got != "{{sender.nmae}}" {
		t.Errorf("a misspelt merge field reads %q", got)
	}
}

func TestFindingsNameTheirPlaceAndLeadToTheFormThatMendsThem(t *testing.T) {
	c := brokenContent()
	c.Letters["sr-Cyrl"] = campaign.Letter{}
	want := []string{
		"Title (English), character 16 → /admin.basics/0193#f-title.en",
		"Summary (English) → /admin.basics/0193#f-summary.en",
		"Text after a victory → /admin.endings/0193",
		"Goal → /admin.basics/0193#f-goal",
		"Question 1, greatest length → /admin.fields/0193#question-1",
		"Letter (English), subject → /admin.letter/0193/en#f-subject",
		"Letter (English), text, line 3, character 1 → /admin.letter/0193/en#f-body",
		"Letter (Српски), subject → /admin.letter/0193/sr-Cyrl#f-subject",
		"Letter (Српски), text → /admin.letter/0193/sr-Cyrl#f-body",
		"Recipients → /admin.recipients/0193#list",
	}
	var got []string
	doc := rendered(t, "admin/draft", sampleSubmission(c, nil))
	doc.Find(".findings a").Each(func(_ int, s *goquery.Selection) { got = append(got, words(s)+" → "+s.AttrOr("href", "")) })
	if !slices.Equal(got, want) {
		t.Errorf("findings:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if doc.Find(`form[action^="/admin.revisions"]`).Length() > 0 {
		t.Error("a draft that breaks rules can be submitted")
	}
	delete(c.Letters, "sr-Cyrl")
	missing := rendered(t, "admin/draft", sampleSubmission(c, nil))
	if missing.Find(`.findings a[href="/admin.campaign/0193"]`).Length() != 1 {
		t.Error("a letter that is not there yet does not lead to where its form is")
	}
	unlinked := rendered(t, "admin/draft", sampleSubmission(c, func(p *submissionPage) { p.Findings.Linked = false }))
	if unlinked.Find(".findings a").Length() > 0 || unlinked.Find(".findings li").Length() == 0 {
		t.Error("who may not change the draft is led to forms, or sees no findings")
	}
}

func TestAFormStandsWhereItMayBeUsedAlone(t *testing.T) {
	for _, s := range samplesReview() {
		doc := rendered(t, s.Name, s.Page)
		forms := func(action string) int { return doc.Find(`main form[action^="/` + action + `/"]`).Length() }
		switch page := s.Page.(type) {
		case submissionPage:
			if got := forms("admin.revisions") == 1; got != page.Submittable() {
				t.Errorf("%s %s: can be submitted: %v", s.Name, s.Is, got)
			}
			if page.Submittable() && doc.Find("input[name=digest]").AttrOr("value", "") != page.Digest {
				t.Errorf("%s %s: the form does not name what was read", s.Name, s.Is)
			}
		case revisionPage:
			decides := forms("admin.approval") == 1 && doc.Find(`button[formaction^="/admin.rejection/"]`).Length() == 1
			if decides != page.Decides {
				t.Errorf("%s %s: can be decided: %v", s.Name, s.Is, decides)
			}
			if decides && doc.Find("input[name=digest]").AttrOr("value", "") != page.Digest {
				t.Errorf("%s %s: the form does not name what was read", s.Name, s.Is)
			}
			if got := forms("admin.revision.withdrawal") == 1; got != page.Withdrawable() {
				t.Errorf("%s %s: can be taken back: %v", s.Name, s.Is, got)
			}
			if got := doc.Find(".tampered").Length() == 1; got == page.Intact {
				t.Errorf("%s %s: is said to be tampered with: %v", s.Name, s.Is, got)
			}
			if page.Typed != "" && !strings.Contains(doc.Find("main").Text(), page.Typed) {
				t.Errorf("%s %s: what was typed is lost", s.Name, s.Is)
			}
		}
	}
}

func TestChangesAreGroupedAndNamed(t *testing.T) {
	doc := rendered(t, "admin/revision", sampleRevision(nil))
	var got []string
	doc.Find(".part").Each(func(_ int, s *goquery.Selection) {
		line := words(s.Find("h3"))
		s.Find("h4").Each(func(_ int, s *goquery.Selection) { line += " | " + words(s) })
		got = append(got, line)
	})
	want := []string{
		"Goal Changed", "Text after the end (English) Removed", "Text after the end (Српски) Removed",
		"Question 1 Changed | whether required",
		"Question 2 Removed | name | greatest length | label (English) | label (Српски)",
		"Letter (English), text Changed", "Recipient 2 New", "Recipient 1 Removed",
	}
	if !slices.Equal(got, want) {
		t.Errorf("changes:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	letter := doc.Find(".part").Eq(5)
	if before, after := words(letter.Find(".changed-block .before")), words(letter.Find(".changed-block .after")); before !=
		"Before I live in {{sender.city}} and want to vote where I live. Last time the nearest polling place was removed: 430 kilometres away." ||
		!strings.HasPrefix(after, "Now I live in {{sender.city}}") || !strings.Contains(after, "added: more than 400 kilometres") {
		t.Errorf("before: %q\nafter: %q", before, after)
	}
	if del, ins := letter.Find("del"), letter.Find("ins"); del.Length() != 2 || ins.Length() != 3 || del.Find(".unseen").Length() != 2 || ins.Find(".unseen").Length() != 3 {
		t.Errorf("%d deletions and %d insertions are marked", del.Length(), ins.Length())
	}
}

// TestNothingThatChangesIsInvisible: what the digest tells apart, the page does.
func TestNothingThatChangesIsInvisible(t *testing.T) {
	for _, row := range []struct{ before, after, want string }{
		{"a b", "a  b", "␣␣"},
		{"a b", "a\u00a0b", "⍽"},
		{"a\nb", "a\n\nb", "⏎"},
		{"ab", "a\u200bb", "�"},
		{"a\tb", "a b", "⇥"},
	} {
		before, after := reviewContent(), reviewContent()
		before.Letters = map[string]campaign.Letter{"en": {Body: row.before}}
		after.Letters = map[string]campaign.Letter{"en": {Body: row.after}}
		doc := rendered(t, "admin/revision", sampleRevision(func(p *revisionPage) { p.Changes = changesOf(campaign.Names{}, before, after) }))
		marked := doc.Find(".part ins, .part del").Text()
		if !strings.Contains(marked, row.want) && !strings.Contains(marked, strings.TrimSpace(row.after)) {
			t.Errorf("%q → %q: marked is %q", row.before, row.after, marked)
		}
	}
	swapped := reviewContent()
	slices.Reverse(swapped.Recipients)
	doc := rendered(t, "admin/revision", sampleRevision(func(p *revisionPage) { p.Changes = changesOf(campaign.Names{}, reviewContent(), swapped) }))
	if heading, hint := words(doc.Find(".part h3")), words(doc.Find(".part .hint")); heading != "Recipients Changed" || !strings.HasPrefix(hint, "Their order has changed.") {
		t.Errorf("recipients that change places: %q, %q", heading, hint)
	}
}

func TestLongUnchangedTextIsFoldedAndStillThere(t *testing.T) {
	before, after := reviewContent(), reviewContent()
	long := strings.Repeat("A sentence that stays as it is. ", 12)
	before.Letters = map[string]campaign.Letter{"en": {Body: "First.\n\n" + long + "\n\n" + long + "\n\nLast."}}
	after.Letters = map[string]campaign.Letter{"en": {Body: "Very first.\n\n" + long + "\n\n" + long + "\n\nVery last."}}
	doc := rendered(t, "admin/revision", sampleRevision(func(p *revisionPage) { p.Changes = changesOf(campaign.Names{}, before, after) }))
	folded := doc.Find(".part details")
	if words(folded.Find("summary")) != "2 unchanged paragraphs" || strings.Count(folded.Text(), "A sentence that stays") != 24 {
		t.Errorf("folded: %q", words(folded))
	}
}

func TestARevisionIsComparedWithTheApprovedOneBeforeIt(t *testing.T) {
	var all []campaign.Revision
	for _, state := range []campaign.ReviewState{
		campaign.RevisionInReview, campaign.RevisionRejected, campaign.RevisionVoided, campaign.RevisionApproved, campaign.RevisionWithdrawn, campaign.RevisionApproved,
	} {
		all = append(all, campaign.Revision{Number: 6 - len(all), State: state})
	}
	for number, want := range map[int]int{6: 3, 5: 3, 4: 3, 3: 1, 2: 1, 1: 0} {
		r, base, err := withBase(all, number)
		if err != nil || r.Number != number || base == nil && want != 0 || base != nil && base.Number != want {
			t.Errorf("revision %d is compared with %+v, want %d (%v)", number, base, want, err)
		}
	}
	if _, _, err := withBase(all, 7); err == nil {
		t.Error("a revision that is not there was found")
	}
}
