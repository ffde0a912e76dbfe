package campaign

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/fault"
)

// mergeField matches {{name}} and whatever else stands between double braces,
// so that a misspelt field is named instead of being sent as it stands.
var mergeField = regexp.MustCompile(`\{\{([^{}]*)\}\}`)

// MergeFields returns the names a letter of this content may use between double
// braces. The list is closed: anything else is refused at import.
func (c Content) MergeFields() []string {
	names := []string{"sender.name", "sender.address", "recipient.salutation", "recipient.name", "campaign.title"}
	for _, f := range c.Fields {
		names = append(names, "sender."+f.Name)
	}
	if c.Paragraph.On {
		names = append(names, ownParagraph)
	}
	if c.Selection.Individual() {
		names = append(names, "recipient.function", "recipient.constituency", "recipient.group")
		for _, column := range c.FreeColumns() {
			names = append(names, "recipient."+column)
		}
	}
	return names
}

// Envelope says to whom a message goes, and which letter it is.
type Envelope struct {
	To       []Recipient
	Together bool // all of them in one message, which addresses them as one
	Language string
	Wording  Wording
}

// EnvelopeTo returns the envelope of a letter to one recipient: in their language
// if the campaign has it, see LetterLanguage.
func (c Content) EnvelopeTo(r Recipient, w Wording) Envelope {
	return Envelope{To: []Recipient{r}, Language: c.LetterLanguage(r.Language), Wording: w}
}

// EnvelopeToAll returns the envelope of one letter to several recipients together.
func (c Content) EnvelopeToAll(to []Recipient, language string, w Wording) Envelope {
	return Envelope{To: to, Together: true, Language: language, Wording: w}
}

// Envelope returns the envelope of a letter in a language as a sender gets it who
// has chosen nothing yet: to all who are included together, or to the first of
// them.
func (c Content) Envelope(language string, w Wording) Envelope {
	to := c.Included()
	if c.Selection.Individual() && len(to) > 0 {
		return Envelope{To: to[:1], Language: language, Wording: w}
	}
	return c.EnvelopeToAll(to, language, w)
}

// letter returns the letter that belongs into an envelope.
func (c Content) letter(e Envelope) (Letter, bool) {
	if e.Together || len(e.To) == 0 {
		letter, ok := c.Letters[e.Language]
		return letter, ok
	}
	return c.Letter(e.To[0], e.Language)
}

// LetterOf returns the letter that belongs into an envelope, an empty one when there
// is none in its language.
func (c Content) LetterOf(e Envelope) Letter {
	letter, _ := c.letter(e)
	return letter
}

// Assemble fills the letter of an envelope in. It is the only way to a Message
// that is sent. Errors: fault.Invalid when values are missing or unusable,
// fault.NotFound without a letter in that language.
func (c Content) Assemble(e Envelope, v Values) (Message, error) {
	if err := c.CheckValues(v); err != nil {
		return Message{}, err
	}
	letter, ok := c.letter(e)
	if !ok || len(e.To) == 0 {
		return Message{}, fault.New(fault.NotFound, "fault.letter.language")
	}
	return c.merge(letter, e, c.values(letter, e, v)), nil
}

// Preview fills the letter in as far as values are there. blanks, by merge
// field, stand where a required value is still missing.
func (c Content) Preview(e Envelope, v Values, blanks map[string]string) Message {
	letter, _ := c.letter(e)
	return c.merge(letter, e, c.preview(letter, e, v, blanks))
}

func (c Content) preview(letter Letter, e Envelope, v Values, blanks map[string]string) map[string]string {
	values := c.values(letter, e, v)
	for name, blank := range blanks {
		if value, known := values[name]; known && value == "" {
			values[name] = blank
		}
	}
	return values
}

// Blank returns the merge fields that stay empty until the sender types:
// name, address and the required fields of the campaign's own.
func (c Content) Blank() []string {
	names := []string{"sender.name", "sender.address"}
	for _, f := range c.Fields {
		if f.Required {
			names = append(names, "sender."+f.Name)
		}
	}
	return names
}

func (c Content) values(letter Letter, e Envelope, v Values) map[string]string {
	values := map[string]string{
		"sender.name":          v.Name,
		"sender.address":       v.Address,
		"recipient.salutation": letter.Salutation,
		"campaign.title":       In(c.Title, e.Language, c.Languages),
	}
	if c.Paragraph.On {
		values[ownParagraph] = v.Paragraph
	}
	var names []string
	for _, r := range e.To {
		names = append(names, r.Name)
	}
	values["recipient.name"] = strings.Join(names, ", ")
	if !e.Together && len(e.To) > 0 {
		e.To[0].fill(values, e.Language)
	}
	for _, f := range c.Fields {
		values["sender."+f.Name] = v.Fields[f.Name]
	}
	return values
}

// fill adds what a letter to this recipient alone may say of them.
func (r Recipient) fill(values map[string]string, language string) {
	for name, value := range r.Extra {
		values["recipient."+name] = value
	}
	values["recipient.name"] = r.Name
	if own := r.Salutation[language]; !blank(own) {
		values["recipient.salutation"] = own
	}
	values["recipient.function"] = r.Function
	values["recipient.constituency"] = r.Constituency
	values["recipient.group"] = r.Group
}

// worded returns subject and body of the letter in an envelope, merge fields in
// place, with the reference that ends every letter.
func (c Content) worded(letter Letter, e Envelope) (subject, body string) {
	subject, body = letter.Worded(letter.Picks(e.Wording))
	return subject, joined(body, c.Reference)
}

func (c Content) merge(letter Letter, e Envelope, values map[string]string) Message {
	subject, text := c.worded(letter, e)
	m := Message{
		Subject: strings.Join(strings.Fields(fillIn(subject, values)), " "),
		Body:    body(text, values),
	}
	for _, r := range e.To {
		m.To = append(m.To, r.Address)
	}
	return m
}

// body fills a text in line by line.
func body(text string, values map[string]string) string {
	var filled []string
	for _, l := range lines(text, values) {
		filled = append(filled, l.filled)
	}
	return strings.TrimRight(strings.Join(filled, "\n"), "\n") + "\n"
}

// line is a line of a letter, and what it comes out as.
type line struct{ text, filled string }

// lines returns the lines of a body. One that holds merge fields and nothing of
// them comes out as anything is left out, and with it the empty line below when
// there is one above: an optional field without a value leaves no hole.
func lines(text string, values map[string]string) []line {
	var kept []line
	hole := true // at the beginning, or where a line was left out below an empty one
	for text := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		filled := strings.TrimRight(fillIn(text, values), " \t")
		switch leftOut := filled == "" && strings.TrimSpace(text) != ""; {
		case leftOut:
			hole = hole || kept[len(kept)-1].filled == ""
		case filled == "" && hole:
		default:
			kept, hole = append(kept, line{text, filled}), false
		}
	}
	return kept
}

// fillIn replaces each merge field once: what a sender typed is never read as a
// merge field. The result is in NFC, also where a value begins with a combining
// character.
func fillIn(text string, values map[string]string) string {
	return norm.NFC.String(mergeField.ReplaceAllStringFunc(text, func(found string) string {
		return values[strings.TrimSpace(found[2:len(found)-2])]
	}))
}
