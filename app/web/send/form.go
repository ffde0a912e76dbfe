package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
)

// posted returns a control of the submitted form. What stands in the URL does
// not count: a link must not be able to fill a form in.
func posted(c *fiber.Ctx, control string) string {
	return string(c.Request().PostArgs().Peek(control))
}

// postedValues returns what the sender typed into the fields the campaign asks.
func postedValues(c *fiber.Ctx, content campaign.Content) campaign.Values {
	v := campaign.Values{Name: posted(c, "name"), Address: posted(c, "address"), Fields: map[string]string{}}
	for _, f := range content.Fields {
		v.Fields[f.Name] = posted(c, "field."+f.Name)
	}
	return v
}

// filled is the form with values, in the language of the page.
func filled(content campaign.Content, language, letter string, v campaign.Values, rejected []fault.Field) form {
	f := form{Name: v.Name, Address: v.Address, Letter: letter, Problems: rejected}
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
	return f
}

// preview is the letter with what is typed so far. Where a required value is
// missing stands its name in brackets, in the language of the letter.
func (h *Handler) preview(r campaign.Revision, language string, v campaign.Values) letter {
	blanks := map[string]string{
		"sender.name":    h.Text(language, "send.blank.name", nil),
		"sender.address": h.Text(language, "send.blank.address", nil),
	}
	for _, own := range r.Content.Fields {
		if own.Required {
			blanks["sender."+own.Name] = "[" + campaign.In(own.Label, language, r.Content.Languages) + "]"
		}
	}
	return sheet(r, language, r.Content.Preview(r.Content.Envelope(language, 0), v.Clean(), blanks))
}

// sessionSheet is the message of a session. A test goes to its operator alone.
func sessionSheet(r campaign.Revision, s sending.Session, m campaign.Message) letter {
	l := sheet(r, s.Letter, m)
	if s.Test() {
		l.Recipients = []campaign.Recipient{{Name: m.To[0], Address: m.To[0]}}
	}
	return l
}

// sheet is a message as the pages show it.
func sheet(r campaign.Revision, language string, m campaign.Message) letter {
	return letter{
		Message:      m,
		Recipients:   r.Content.Recipients,
		Language:     language,
		Languages:    r.Content.Languages,
		RevisionName: r.Digest.String()[:12],
		Unreviewed:   r.State != campaign.RevisionApproved,
	}
}
