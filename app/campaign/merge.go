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
	return names
}

// Assemble fills the letter of a language in for all recipients together. It is
// the only way to a Message that is sent. Errors: fault.Invalid when values are
// missing or unusable, fault.NotFound without a letter in that language.
func (c Content) Assemble(language string, v Values) (Message, error) {
	if err := c.CheckValues(v); err != nil {
		return Message{}, err
	}
	letter, ok := c.Letters[language]
	if !ok {
		return Message{}, fault.New(fault.NotFound, "fault.letter.language")
	}
	return c.merge(letter, c.values(language, letter, v)), nil
}

// Preview fills the letter in as far as values are there. blanks, by merge
// field, stand where a required value is still missing.
func (c Content) Preview(language string, v Values, blanks map[string]string) Message {
	letter := c.Letters[language]
	return c.merge(letter, c.preview(language, letter, v, blanks))
}

func (c Content) preview(language string, letter Letter, v Values, blanks map[string]string) map[string]string {
	values := c.values(language, letter, v)
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

func (c Content) values(language string, letter Letter, v Values) map[string]string {
	var names []string
	for _, r := range c.Recipients {
		names = append(names, r.Name)
	}
	values := map[string]string{
		"sender.name":          v.Name,
		"sender.address":       v.Address,
		"recipient.salutation": letter.Salutation,
		"recipient.name":       strings.Join(names, ", "),
		"campaign.title":       In(c.Title, language, c.Languages),
	}
	for _, f := range c.Fields {
		values["sender."+f.Name] = v.Fields[f.Name]
	}
	return values
}

func (c Content) merge(letter Letter, values map[string]string) Message {
	m := Message{
		Subject: strings.Join(strings.Fields(fillIn(letter.Subject, values)), " "),
		Body:    body(letter.Body, values),
	}
	for _, r := range c.Recipients {
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
