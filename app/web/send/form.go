package send

import (
	"math/rand/v2"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/render"
)

// posted returns a control of the submitted form. What stands in the URL does
// not count: a link must not be able to fill a form in.
func posted(c *fiber.Ctx, control string) string {
	return string(c.Request().PostArgs().Peek(control))
}

// postedAll returns every value of a control of the submitted form.
func postedAll(c *fiber.Ctx, control string) []string {
	var all []string
	for _, value := range c.Request().PostArgs().PeekMulti(control) {
		all = append(all, string(value))
	}
	return all
}

// postedTyped returns what the sender typed and chose.
func postedTyped(c *fiber.Ctx, content campaign.Content) sending.Typed {
	v := campaign.Values{Name: posted(c, "name"), Address: posted(c, "address"), Fields: map[string]string{}}
	for _, f := range content.Fields {
		v.Fields[f.Name] = posted(c, "field."+f.Name)
	}
	if content.Paragraph.On {
		v.Paragraph = posted(c, "paragraph")
	}
	wording, _ := strconv.ParseUint(posted(c, "wording"), 10, 32)
	t := sending.Typed{
		Values: v, Letter: content.LetterLanguage(posted(c, "letter")), Wording: campaign.Wording(wording),
		Wish: campaign.Wish{Keys: postedAll(c, "to"), Area: posted(c, "area")},
	}
	if content.Selection.Individual() { // each letter is in its recipient's language
		t.Letter = content.LetterLanguage(render.LanguageOf(c))
	}
	return t
}

// fresh is the form before anything is typed. Which of the reviewed alternatives a
// visitor reads is drawn, so that all of them are sent.
func fresh(c *fiber.Ctx, content campaign.Content) sending.Typed {
	t := sending.Typed{Letter: content.LetterLanguage(render.LanguageOf(c))}
	for _, l := range content.Letters {
		if l.Combinations() > 1 {
			t.Wording = campaign.Wording(rand.Uint32()) // #nosec G404 -- a choice among public texts
			break
		}
	}
	return t
}

// another picks other alternatives when that is what was pressed.
func another(c *fiber.Ctx, content campaign.Content, t sending.Typed, e campaign.Envelope) sending.Typed {
	if posted(c, "another") != "" {
		t.Wording = content.LetterOf(e).Another(t.Wording)
	}
	return t
}

// filled is the form with values, in the language of the page.
func filled(content campaign.Content, language string, t sending.Typed, candidates []campaign.Candidate, rejected []fault.Field) form {
	v := t.Values
	f := form{Name: v.Name, Address: v.Address, Letter: t.Letter, Choice: choiceOf(content, candidates, t.Wish), Problems: rejected}
	for _, own := range content.Fields {
		f.Fields = append(f.Fields, formField{
			Name:      "field." + own.Name,
			Label:     campaign.In(own.Label, language, content.Languages),
			Hint:      campaign.In(own.Hint, language, content.Languages),
			Required:  own.Required,
			MaxLength: own.MaxLength,
			Value:     v.Fields[own.Name],
		})
	}
	if p := content.Paragraph; p.On {
		f.Paragraph = &paragraph{Value: v.Paragraph, Min: p.Min, Max: p.Max, Languages: content.Selection.Individual() && len(content.Languages) > 1}
	}
	return f
}

// envelope is the one whose letter a form shows: to all together, or to the first
// of those the sender has chosen, or might.
func envelope(content campaign.Content, t sending.Typed, candidates []campaign.Candidate) campaign.Envelope {
	if !content.Selection.Individual() {
		to := make([]campaign.Recipient, len(candidates))
		for i, c := range candidates {
			to[i] = c.Recipient
		}
		return content.EnvelopeToAll(to, t.Letter, t.Wording)
	}
	best, rank := 0, 0
	for i, c := range candidates {
		fits := 1
		switch {
		case slices.Contains(t.Wish.Keys, c.Key):
			fits = 3
		case t.Wish.Area != "" && content.Selection.AreaOf(c.Recipient) == t.Wish.Area:
			fits = 2
		}
		if fits > rank {
			best, rank = i, fits
		}
	}
	if rank == 0 {
		return content.Envelope(t.Letter, t.Wording)
	}
	return content.EnvelopeTo(candidates[best].Recipient, t.Wording)
}

// preview is the letter with what is typed so far. Where a required value is
// missing stands its name in brackets, in the language of the letter.
func (h *Handler) preview(r campaign.Revision, e campaign.Envelope, t sending.Typed) letter {
	v := t.Values.Clean()
	l := sheet(r, e, r.Content.Preview(e, v, h.blanks(r.Content, e.Language)))
	if l.Individual && !campaign.SameLanguage(e.Language, t.Letter) {
		own := e
		own.Language = t.Letter
		l.Beside = &reading{t.Letter, r.Content.Preview(own, v, h.blanks(r.Content, t.Letter))}
	}
	return l
}

// blanks are what stands where a required value is missing.
func (h *Handler) blanks(content campaign.Content, language string) map[string]string {
	blanks := map[string]string{
		"sender.name":    h.Text(language, "send.blank.name", nil),
		"sender.address": h.Text(language, "send.blank.address", nil),
	}
	for _, own := range content.Fields {
		if own.Required {
			blanks["sender."+own.Name] = "[" + campaign.In(own.Label, language, content.Languages) + "]"
		}
	}
	return blanks
}

// parcelSheet is a message of a session. A test goes to its operator alone.
func parcelSheet(r campaign.Revision, s sending.Session, v campaign.Values, p sending.Parcel) letter {
	l := sheet(r, p.Envelope, p.Message)
	if l.Individual && !campaign.SameLanguage(p.Envelope.Language, s.Letter) {
		own := p.Envelope
		own.Language = s.Letter
		l.Beside = &reading{s.Letter, r.Content.Preview(own, v, nil)}
	}
	if s.Test() && len(p.Message.To) > 0 {
		l.Recipients = []campaign.Recipient{{Name: p.Message.To[0], Address: p.Message.To[0]}}
	}
	return l
}

// sheet is a message as the pages show it.
func sheet(r campaign.Revision, e campaign.Envelope, m campaign.Message) letter {
	l := letter{
		Message:      m,
		Recipients:   e.To,
		Language:     e.Language,
		Languages:    r.Content.Languages,
		RevisionName: r.Digest.String()[:12],
		Unreviewed:   r.State != campaign.RevisionApproved,
		Individual:   !e.Together,
		Wording:      e.Wording,
		Wordings:     r.Content.LetterOf(e).Combinations(),
	}
	if l.Individual {
		l.Languages = nil
		l.Fallback = len(e.To) > 0 && e.To[0].Language != "" && !campaign.SameLanguage(e.To[0].Language, e.Language)
	}
	return l
}
