package campaign

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/address"
	"emailcampaigns/app/fault"
)

// MaxName is the longest name of a sender, in characters.
const MaxName = 100

// Clean returns the values trimmed and in Unicode's composed form (NFC), so that
// what is compared, shown and sent is one sequence of bytes.
func (v Values) Clean() Values {
	cleaned := Values{Name: clean(v.Name), Address: clean(v.Address), Fields: map[string]string{}, Paragraph: cleanParagraph(v.Paragraph)}
	for name, value := range v.Fields {
		cleaned.Fields[name] = clean(value)
	}
	return cleaned
}

func clean(s string) string { return strings.TrimSpace(norm.NFC.String(s)) }

// CheckValues returns a fault.Invalid with every field that cannot go into a
// letter. Controls are named as in the form: name, address, field.NAME, paragraph.
func (c Content) CheckValues(v Values) error {
	var rejected fault.Fields
	if checkText(&rejected, "name", v.Name, true, MaxName) && strings.ContainsAny(v.Name, `<>@/\{}|`) {
		rejected.Reject("name", "fault.name.characters", nil)
	}
	switch _, err := address.Parse(v.Address); {
	case v.Address == "":
		rejected.Reject("address", "fault.required", nil)
	case err != nil:
		rejected.Reject("address", "fault.address", nil)
	}
	for _, f := range c.Fields {
		checkText(&rejected, "field."+f.Name, v.Fields[f.Name], f.Required, f.MaxLength)
	}
	c.Paragraph.check(&rejected, v.Paragraph)
	return rejected.Err()
}

// checkText reports whether there is nothing to reject.
func checkText(rejected *fault.Fields, control, text string, required bool, limit int) bool {
	switch {
	case required && blank(text):
		rejected.Reject(control, "fault.required", nil)
	case utf8.RuneCountInString(text) > limit:
		rejected.Reject(control, "fault.too_long", map[string]any{"Max": limit})
	case strings.ContainsFunc(text, unprintable) || !utf8.ValidString(text):
		rejected.Reject(control, "fault.characters", nil)
	default:
		return true
	}
	return false
}

// blank reports whether nothing of a text can be seen: it may still hold spaces
// and characters of no width.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// Unprintable reports whether a text of one line has characters that cannot be seen and
// change what is seen.
func Unprintable(text string) bool { return strings.ContainsFunc(text, unprintable) }

// unprintable refuses line breaks, which could add a header or a paragraph, and
// direction overrides, which make a text read otherwise than it is stored.
func unprintable(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}
