package campaign

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"emailcampaigns/app/fault"
)

// Variants is the section that says which other letters there are: their names, in
// order.
const Variants Section = "others"

const letterPrefix = "letter."

// LetterSection returns the section of the letter in a language.
func LetterSection(language string) Section { return Section(letterPrefix + language) }

// OtherLetterSection returns the section of an other letter in a language. Without
// a name it is LetterSection.
func OtherLetterSection(name, language string) Section {
	if name == "" {
		return LetterSection(language)
	}
	return Section(letterPrefix + language + "@" + name)
}

// Language returns the language of a letter's section, "" for any other.
func (s Section) Language() string {
	of, found := strings.CutPrefix(string(s), letterPrefix)
	if !found {
		return ""
	}
	language, _, _ := strings.Cut(of, "@")
	return language
}

// Letter returns the name of the other letter whose section it is, "" for any
// other section.
func (s Section) Letter() string {
	if !strings.HasPrefix(string(s), letterPrefix) {
		return ""
	}
	_, name, _ := strings.Cut(string(s), "@")
	return name
}

// Key names the letter of a section in addresses: its language, and behind "@" the
// name of an other letter.
func (s Section) Key() string {
	key, found := strings.CutPrefix(string(s), letterPrefix)
	if !found {
		return ""
	}
	return key
}

// LetterOf returns the section that a Key names, and false for what names none.
func LetterOf(key string) (Section, bool) {
	language, name, other := strings.Cut(key, "@")
	tag, ok := Language(language)
	if !ok || tag != language || other && !nameForm.MatchString(name) {
		return "", false
	}
	return OtherLetterSection(name, language), true
}

// CheckNames refuses a list of names that other letters cannot have. Controls are
// names.N, from 1. The error is a fault.Invalid.
func CheckNames(names []string) error {
	var rejected fault.Fields
	for i, name := range names {
		switch control := item("names", i); {
		case name == "":
			rejected.Reject(control, "fault.required", nil)
		case !nameForm.MatchString(name):
			rejected.Reject(control, "problem."+letterNameRefused.code, map[string]any{"Name": shown(name)})
		case slices.Index(names, name) < i:
			rejected.Reject(control, "problem."+letterNameTaken.code, map[string]any{"Name": name})
		}
	}
	return rejected.Err()
}

// Alone returns the content with one letter for everybody: the other letter of a
// name, in place of the campaign's own. For "" it is the content as it is.
func (c Content) Alone(name string) Content {
	i := slices.Index(c.OtherNames(), name)
	if name == "" || i < 0 {
		return c
	}
	c.Letters, c.Others = c.Others[i].Letters, nil
	return c
}

// ofOthers reports whether the section is about other letters.
func (s Section) ofOthers() bool { return s == Variants || s.Letter() != "" }

// sectionOfOther leads from a place of the other letters to where it is edited.
func sectionOfOther(p Place) Section {
	if p.Letter == "" || p.Language == "" {
		return Variants
	}
	return OtherLetterSection(p.Letter, p.Language)
}

// OtherNames returns the names of the other letters, in order.
func (c Content) OtherNames() []string {
	var names []string
	for _, o := range c.Others {
		names = append(names, o.Name)
	}
	return names
}

// Other returns the letter of a name in a language: the campaign's own for "". It
// reports false without one.
func (c Content) Other(name, language string) (Letter, bool) {
	letters := c.Letters
	if name != "" {
		i := slices.Index(c.OtherNames(), name)
		if i < 0 {
			return Letter{}, false
		}
		letters = c.Others[i].Letters
	}
	letter, ok := letters[language]
	return letter, ok
}

// WithLetter returns a copy of the content with another text of a letter. What it
// lacks for that, the language or an other letter of the name, it gets.
func (c Content) WithLetter(name, language string, letter Letter) Content {
	if !slices.Contains(c.Languages, language) {
		c.Languages = append(slices.Clone(c.Languages), language)
	}
	put := func(letters map[string]Letter) map[string]Letter {
		letters = maps.Clone(letters)
		if letters == nil {
			letters = map[string]Letter{}
		}
		letters[language] = letter
		return letters
	}
	if name == "" {
		c.Letters = put(c.Letters)
		return c
	}
	c.Others = slices.Clone(c.Others)
	i := slices.Index(c.OtherNames(), name)
	if i < 0 {
		i, c.Others = len(c.Others), append(c.Others, OtherLetter{Name: name})
	}
	c.Others[i].Letters = put(c.Others[i].Letters)
	return c
}

func (c Content) otherSections() []Section {
	if len(c.Others) == 0 {
		return nil
	}
	sections := []Section{Variants}
	for _, o := range c.Others {
		for _, language := range c.Languages {
			sections = append(sections, OtherLetterSection(o.Name, language))
		}
	}
	return sections
}

func (c Content) partOfOthers(s Section) (string, error) {
	if s == Variants {
		text, err := json.Marshal(c.OtherNames())
		return string(text), err
	}
	name, language := s.Letter(), s.Language()
	if !slices.Contains(c.OtherNames(), name) || !slices.Contains(c.Languages, language) {
		return "", fault.New(fault.NotFound, "fault.campaign.section")
	}
	letter, _ := c.Other(name, language)
	text, err := json.Marshal(letter)
	return string(text), err
}

// withOthers takes another text of a section over, in copies of what it is part of.
func (c *Content) withOthers(s Section, part string) error {
	if s == Variants {
		var names []string
		if err := decode(part, &names); err != nil {
			return err
		}
		c.name(names)
		return nil
	}
	if _, err := c.partOfOthers(s); err != nil {
		return err
	}
	var letter Letter
	if err := decode(part, &letter); err != nil {
		return err
	}
	*c = c.WithLetter(s.Letter(), s.Language(), letter)
	return nil
}

// name makes the other letters those of a list of names. A name that stands where
// one stood that is not in the list any more is that letter renamed, and routes go
// on choosing it; any other begins with empty letters.
func (c *Content) name(names []string) {
	was := c.OtherNames()
	renamed := map[string]string{}
	var others []OtherLetter
	for i, name := range names {
		at := slices.Index(was, name)
		if at < 0 && i < len(was) && !slices.Contains(names, was[i]) {
			at, renamed[was[i]] = i, name
		}
		other := OtherLetter{Name: name, Letters: map[string]Letter{}}
		for _, language := range c.Languages {
			other.Letters[language] = Letter{}
			if at >= 0 {
				other.Letters[language] = c.Others[at].Letters[language]
			}
		}
		others = append(others, other)
	}
	c.Others, c.Routes = others, slices.Clone(c.Routes)
	for i, t := range c.Routes {
		if name, ok := renamed[t.Letter]; ok {
			c.Routes[i].Letter = name
		}
	}
}

// speakOthers does for other letters what speak does for the campaign's own.
func (c *Content) speakOthers() {
	c.Others = slices.Clone(c.Others)
	for i, o := range c.Others {
		letters := make(map[string]Letter, len(c.Languages))
		for _, language := range c.Languages {
			letters[language] = o.Letters[language]
		}
		c.Others[i].Letters = letters
	}
}

// bereftOthers returns the other letters that another content lacks, because they
// or their language left.
func (c Content) bereftOthers(next Content) []Section {
	kept := next.OtherNames()
	var found []Section
	for i, o := range c.Others {
		stays := slices.Contains(kept, o.Name) || i < len(kept) && !slices.Contains(c.OtherNames(), kept[i])
		for _, language := range c.Languages {
			if (!stays || !slices.Contains(next.Languages, language)) && !o.Letters[language].Empty() {
				found = append(found, OtherLetterSection(o.Name, language))
			}
		}
	}
	return found
}
