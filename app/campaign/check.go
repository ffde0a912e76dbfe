package campaign

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Limits of what an organisation prepares. Lengths are in characters.
const (
	MaxSlug        = 64
	MaxTitle       = 150
	MaxSummary     = 5_000
	MaxSubject     = 150
	MaxBody        = 10_000
	MaxLine        = 200 // any other text of one line
	MaxFields      = 20  // a campaign asks its senders for
	MaxFieldLength = 500 // what a sender may type into one field

	// MaxRecipients is how many addresses one message names in its To header.
	// 100 is what RFC 5321 4.5.3.1.8 obliges every mail server to accept, and
	// leaves a sender most of the 500 recipients a day that Gmail allows.
	MaxRecipients = 100

	// MaxIndividualRecipients is how many a campaign has at most that writes to each
	// of them alone. A list has as many.
	MaxIndividualRecipients = 10_000
)

var (
	slugForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	nameForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
)

// checker collects what is wrong with a content, all of it.
type checker struct {
	content  Content
	merges   []string // the names that letters may use
	known    string   // the same, to be shown
	listed   []string // languages every text has to be in
	misspelt []string // tags in the list that are none, and what they probably mean
	findings []finding
}

// Check holds the content against every rule that does not depend on how it was
// written down. The error is a *FileError without lines, whose kind is
// fault.Invalid.
func (c Content) Check() error {
	var problems []FileProblem
	for _, f := range c.findings() {
		problems = append(problems, FileProblem{Text: f.String()})
	}
	if problems == nil {
		return nil
	}
	return newFileError(problems)
}

// Findings holds the content against the same rules as Check, for an interface.
func (c Content) Findings() []Finding {
	var found []Finding
	for _, f := range c.findings() {
		found = append(found, f.Finding)
	}
	return found
}

func (c Content) findings() []finding {
	k := &checker{content: c, merges: c.MergeFields()}
	k.known = strings.Join(k.merges[:min(len(k.merges), 5+MaxFields)], ", ")
	k.languages()
	eachLanguage(k, "title", c.Title, k.form(form{max: MaxTitle}))
	eachLanguage(k, "summary", c.Summary, k.form(form{max: MaxSummary, lines: true}))
	if len(c.Closing) > 0 {
		eachLanguage(k, "closing", c.Closing, k.form(form{max: MaxSummary, lines: true}))
	}
	if len(c.Victory) > 0 {
		eachLanguage(k, "victory", c.Victory, k.form(form{max: MaxSummary, lines: true}))
	}
	if c.Goal < 0 {
		k.add("goal", goalNegative, c.Goal)
	}
	k.fields()
	eachLanguage(k, "letters", c.Letters, k.letter)
	k.others()
	k.sending()
	k.recipients()
	k.selection()
	k.unresolved()
	return k.findings
}

func (k *checker) add(path string, p problem, values ...any) {
	k.findings = append(k.findings, p.at(path, 0, -1, values...))
}

func (k *checker) languages() {
	if len(k.content.Languages) == 0 {
		k.add("languages", noLanguages)
	}
	for i, tag := range k.content.Languages {
		path := item("languages", i)
		switch canonical, ok := k.language(path, tag); {
		case slices.Contains(k.listed, tag):
			k.add(path, languageTwice, tag)
		case ok:
			k.listed = append(k.listed, tag)
		default:
			k.misspelt = append(k.misspelt, tag, canonical)
		}
	}
}

// language refuses what is not a BCP 47 tag in its canonical form. It returns that
// form.
func (k *checker) language(path, tag string) (canonical string, ok bool) {
	canonical, ok = Language(tag)
	switch {
	case !ok:
		k.add(path, languageUnknown, tag)
	case canonical != tag:
		k.add(path, languageSpelling, tag, canonical)
	}
	return canonical, ok && canonical == tag
}

// eachLanguage demands texts in exactly the languages of the content, and passes
// each on. A language misspelt in the list is one problem, not one for each text.
func eachLanguage[T any](k *checker, path string, texts map[string]T, check func(path string, text T)) {
	var missing []string
	for _, tag := range k.listed {
		if _, ok := texts[tag]; !ok {
			missing = append(missing, tag)
		}
	}
	switch {
	case len(texts) == 0:
		k.add(path, textMissing)
	case missing != nil:
		k.add(path, textMissingIn, strings.Join(missing, ", "))
	}
	for _, tag := range slices.Sorted(maps.Keys(texts)) {
		if len(k.content.Languages) > 0 && !slices.Contains(k.listed, tag) && !slices.Contains(k.misspelt, tag) {
			k.add(path+"."+tag, languageUnlisted)
		}
		check(path+"."+tag, texts[tag])
	}
}

func (k *checker) fields() {
	if n := len(k.content.Fields); n > MaxFields {
		k.add("fields", tooManyFields, n, MaxFields)
	}
	seen := map[string]bool{}
	for i, f := range k.content.Fields {
		path := item("fields", i)
		switch {
		case f.Name == "":
			k.add(path+".name", textMissing)
		case !nameForm.MatchString(f.Name):
			k.add(path+".name", fieldNameRefused, f.Name)
		case f.Name == "name" || f.Name == "address":
			k.add(path+".name", fieldNameReserved, f.Name)
		case "sender."+f.Name == ownParagraph:
			k.add(path+".name", fieldIsParagraph, f.Name)
		case seen[f.Name]:
			k.add(path+".name", fieldNameTaken, f.Name)
		}
		seen[f.Name] = true
		eachLanguage(k, path+".label", f.Label, k.form(form{max: MaxLine}))
		if len(f.Hint) > 0 {
			eachLanguage(k, path+".hint", f.Hint, k.form(form{max: MaxLine}))
		}
		if f.MaxLength < 1 || f.MaxLength > MaxFieldLength {
			k.add(path+".max_length", fieldLength, MaxFieldLength)
		}
	}
}

// item is the path of a list's item.
func item(list string, index int) string { return fmt.Sprintf("%s.%d", list, index+1) }
