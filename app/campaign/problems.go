package campaign

import (
	"fmt"
	"slices"

	"emailcampaigns/app/fault"
)

// problem is one way to break a rule of what an organisation prepares. The
// interface has the words "problem.CODE", the shell the English text.
type problem struct {
	code string
	text string   // for fmt.Sprintf with the arguments in order
	args []string // their names, for the words
}

// All that can be wrong with a content, its name and its schedule.
var (
	textMissing   = problem{"missing", "is missing", nil}
	textMissingIn = problem{"missing_in", "is missing for %s", []string{"Languages"}}
	textEmpty     = problem{"empty", "is missing or empty", nil}
	textTooLong   = problem{"too_long", "has %d characters, at most %d are allowed", []string{"Count", "Max"}}
	notUTF8       = problem{"not_utf8", "is not valid UTF-8", nil}
	severalLines  = problem{"several_lines", "must be one line, without line breaks", nil}
	hasTab        = problem{"tab", "has a tab, must be spaces", nil}
	hasInvisible  = problem{"invisible", "has the invisible character %s (a control character or a change of writing direction), remove it", []string{"Character"}}

	mergeFieldsOnly   = problem{"merge_fields_only", "has no words of its own, only merge fields", nil}
	mergeFieldUnknown = problem{"merge_field_unknown", "unknown merge field %s, known are %s", []string{"Field", "Known"}}
	braceAlone        = problem{"brace_alone", "has a brace that belongs to no merge field, which is written %s on one line", []string{"Example"}}
	braceOutside      = problem{"brace_outside", "has a brace; merge fields work in the subject and body of letters only", nil}

	noLanguages      = problem{"no_languages", "is missing, must list at least one language tag such as en or sr-Latn", nil}
	languageTwice    = problem{"language_twice", "%s is listed twice", []string{"Tag"}}
	languageUnknown  = problem{"language_unknown", "%q is not a language tag, must be one of BCP 47 such as en or sr-Latn", []string{"Tag"}}
	languageSpelling = problem{"language_spelling", "language %q must be written %s", []string{"Tag", "Right"}}
	languageUnlisted = problem{"language_unlisted", "is given for a language that is not in the list `languages`", nil}

	slugRefused   = problem{"slug", "%q cannot name a campaign, must be up to %d lower-case letters, digits and single hyphens", []string{"Slug", "Max"}}
	closesTooSoon = problem{"closes_too_soon", "must be later than opens_at", nil}
	goalNegative  = problem{"goal_negative", "is %d, must be 0 (no goal) or the number of messages aimed at", []string{"Goal"}}

	tooManyFields     = problem{"too_many_fields", "lists %d fields, at most %d are allowed", []string{"Count", "Max"}}
	fieldNameRefused  = problem{"field_name", "%q cannot name a field, must be up to 40 lower-case letters, digits and underscores and begin with a letter", []string{"Name"}}
	fieldNameReserved = problem{"field_name_reserved", "every sender is asked for %s anyway, choose another name", []string{"Name"}}
	fieldNameTaken    = problem{"field_name_taken", "the name %s is taken by another field", []string{"Name"}}
	fieldLength       = problem{"field_length", "must be a number of characters from 1 to %d", []string{"Max"}}

	noRecipients      = problem{"no_recipients", "is missing, must list at least one recipient", nil}
	tooManyRecipients = problem{"too_many_recipients", "lists %d recipients, at most %d fit into one message", []string{"Count", "Max"}}
	tooManyIndividual = problem{"too_many_individual", "lists %d recipients, at most %d are allowed", []string{"Count", "Max"}}
	countryUnknown    = problem{"country", "%q is not a country, must be a code of ISO 3166-1 such as DE or RS", []string{"Country"}}
	addressRefused    = problem{"address", "%q is not an address, must be one plain name@domain without a display name", []string{"Address"}}
	addressSpelling   = problem{"address_spelling", "%q must be written %s", []string{"Address", "Right"}}
	mailboxTaken      = problem{"mailbox_taken", "the mailbox %s is already that of recipient %d", []string{"Address", "Recipient"}}
	keyRefused        = problem{"key", "%q cannot be a key, must be up to %d lower-case letters, digits and single hyphens", []string{"Key", "Max"}}
	keyTaken          = problem{"key_taken", "the key %s is already that of recipient %d", []string{"Key", "Recipient"}}
)

// Finding is one rule broken by a content, for an interface that has the words
// "problem.CODE".
type Finding struct {
	Path string // "letters.en.body"; lists count from 1: "recipients.3.name". See PlaceOf
	Line int    // which line of the text, from 0
	At   int    // which character of that line, from 0; -1: the text as a whole
	Code string
	Args map[string]any // strings and numbers that the words are filled with
}

// Place is where the finding is.
func (f Finding) Place() Place { return PlaceOf(f.Path) }

// Row returns the line of a text of several lines, from 1, and 0 where a line is not
// named.
func (f Finding) Row() int {
	p := f.Place()
	if f.At < 0 || !slices.Contains([]string{"body", "block", "closing"}, p.Part) && !slices.Contains([]string{"summary", "closing", "victory"}, p.Section) {
		return 0
	}
	return f.Line + 1
}

// Character returns the character of the line, from 1, and 0 for the text as a
// whole.
func (f Finding) Character() int { return f.At + 1 }

// Message says what is wrong there.
func (f Finding) Message() fault.Message {
	return fault.Message{Key: "problem." + f.Code, Args: f.Args}
}

// Missing reports whether nothing is wrong yet but something still to be written.
func (f Finding) Missing() bool {
	return slices.Contains([]string{textMissing.code, textMissingIn.code, textEmpty.code, noLanguages.code, noRecipients.code, valuesNeeded.code, routeBare.code, routeIdle.code}, f.Code)
}

// finding carries the words for the shell as well.
type finding struct {
	Finding
	text string
}

// at finds the problem in a text.
func (p problem) at(path string, line, at int, values ...any) finding {
	args := make(map[string]any, len(p.args))
	for i, name := range p.args {
		args[name] = values[i]
		if text, ok := values[i].(string); ok {
			args[name] = shown(text)
		}
	}
	return finding{Finding{path, line, at, p.code, args}, p.say(values...)}
}

// say returns the English text.
func (p problem) say(values ...any) string { return fmt.Sprintf(p.text, values...) }

// String names the place and what is wrong there.
func (f finding) String() string { return placed(f.Path, f.text) }

func placed(path, text string) string {
	if path == "" {
		return text
	}
	return path + ": " + text
}
