package campaign

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"emailcampaigns/app/fault"
)

// Section is a part of a content that is edited on a page of its own. Two
// operators who edit two sections do not disturb each other. The letter in a
// language is the section "letter." and the language, behind which an other letter
// has "@" and its name.
type Section string

// The sections besides letters.
const (
	Basics     Section = "basics"     // languages, title, summary, goal
	Ends       Section = "ends"       // what visitors read after the end
	Questions  Section = "fields"     // what senders are asked for
	Addressees Section = "recipients" // to whom
	Settings   Section = "sending"    // who of them is written to, and how
)

// SectionOf returns the section that a place of a content is edited in.
func SectionOf(p Place) Section {
	switch p.Section {
	case "letters":
		return LetterSection(p.Language)
	case "others":
		return sectionOfOther(p)
	case "fields":
		return Questions
	case "recipients":
		return Addressees
	case "reference", "paragraph", "similarity", "selection", "routes":
		return Settings
	case "closing", "victory":
		return Ends
	}
	return Basics
}

// BasicsPart is the section Basics.
type BasicsPart struct {
	Languages []string          `json:"languages"`
	Title     map[string]string `json:"title"`
	Summary   map[string]string `json:"summary"`
	Goal      int               `json:"goal"`
}

// EndsPart is the section Ends.
type EndsPart struct {
	Closing map[string]string `json:"closing,omitempty"`
	Victory map[string]string `json:"victory,omitempty"`
}

// Sections returns the sections of the content, in the order of the interface.
func (c Content) Sections() []Section {
	sections := []Section{Basics}
	for _, language := range c.Languages {
		sections = append(sections, LetterSection(language))
	}
	sections = append(sections, c.otherSections()...)
	return append(sections, Questions, Addressees, Settings, Ends)
}

// Part returns a section as JSON. Two parts are the same text exactly when they
// are the same. The error is a fault.NotFound for a section the content has not.
func (c Content) Part(s Section) (string, error) {
	var part any
	switch language := s.Language(); {
	case s.ofOthers():
		return c.partOfOthers(s)
	case s == Basics:
		part = BasicsPart{Languages: c.Languages, Title: c.Title, Summary: c.Summary, Goal: c.Goal}
	case s == Ends:
		part = EndsPart{Closing: c.Closing, Victory: c.Victory}
	case s == Questions:
		part = c.Fields
	case s == Addressees:
		part = c.Recipients
	case s == Settings:
		part = SettingsOf(c)
	case language != "" && slices.Contains(c.Languages, language):
		part = c.Letters[language]
	default:
		return "", fault.New(fault.NotFound, "fault.campaign.section")
	}
	text, err := json.Marshal(part)
	return string(text), err
}

// With returns a copy of the content with another text of a section, as Part
// returned it or as a page put it together. Languages that leave the list take
// their texts with them, those that join it begin with empty letters. The error is
// a fault.NotFound for a section the content has not, and a fault.Invalid for a text
// that is no such part.
func (c Content) With(s Section, part string) (Content, error) {
	var err error
	switch language := s.Language(); {
	case s.ofOthers():
		err = c.withOthers(s, part)
	case s == Basics:
		var basics BasicsPart
		err = decode(part, &basics)
		c.Languages, c.Title, c.Summary, c.Goal = basics.Languages, basics.Title, basics.Summary, basics.Goal
		c.speak()
	case s == Ends:
		var ends EndsPart
		err = decode(part, &ends)
		c.Closing, c.Victory = ends.Closing, ends.Victory
	case s == Questions:
		c.Fields = nil
		err = decode(part, &c.Fields)
	case s == Addressees:
		c.Recipients = nil
		err = decode(part, &c.Recipients)
	case s == Settings:
		err = c.set(part)
	case language != "" && slices.Contains(c.Languages, language):
		var letter Letter
		err = decode(part, &letter)
		c.Letters = maps.Clone(c.Letters)
		if c.Letters == nil {
			c.Letters = map[string]Letter{}
		}
		c.Letters[language] = letter
	default:
		return c, fault.New(fault.NotFound, "fault.campaign.section")
	}
	if err != nil && !fault.Is(err, fault.NotFound) {
		err = fault.Wrap(fault.Invalid, "fault.invalid", err)
	}
	return c, err
}

func decode(part string, target any) error {
	decoder := json.NewDecoder(bytes.NewReader([]byte(part)))
	decoder.DisallowUnknownFields()
	return decoder.Decode(target)
}

// speak drops the texts of languages that are not in the list, and begins the
// letters of those that are, in copies of the maps.
func (c *Content) speak() {
	c.Title, c.Summary = only(c.Title, c.Languages), only(c.Summary, c.Languages)
	c.Closing, c.Victory = only(c.Closing, c.Languages), only(c.Victory, c.Languages)
	letters := make(map[string]Letter, len(c.Languages))
	for _, language := range c.Languages {
		letters[language] = c.Letters[language]
	}
	c.Letters = letters
	c.speakOthers()
	c.Fields = slices.Clone(c.Fields)
	for i, f := range c.Fields {
		c.Fields[i].Label, c.Fields[i].Hint = only(f.Label, c.Languages), only(f.Hint, c.Languages)
	}
}

// bereft returns the sections whose texts another content lacks because their
// language left.
func (c Content) bereft(next Content) []Section {
	gone := func(language string) bool { return !slices.Contains(next.Languages, language) }
	var found []Section
	if slices.ContainsFunc(c.Languages, func(l string) bool { return gone(l) && c.Title[l]+c.Summary[l] != "" }) {
		found = append(found, Basics)
	}
	for _, language := range c.Languages {
		if gone(language) && !c.Letters[language].Empty() {
			found = append(found, LetterSection(language))
		}
	}
	found = append(found, c.bereftOthers(next)...)
	for _, s := range []Section{Questions, Ends} {
		if was, err := c.Part(s); err == nil {
			if is, err := next.Part(s); err == nil && was != is {
				found = append(found, s)
			}
		}
	}
	return found
}

func only[T any](texts map[string]T, languages []string) map[string]T {
	kept := maps.Clone(texts)
	maps.DeleteFunc(kept, func(language string, _ T) bool { return !slices.Contains(languages, language) })
	return kept
}

// Base names the text of a part. A form carries it, so that a save can tell
// whether the part is still what the form was filled with.
func Base(part string) string {
	sum := sha256.Sum256([]byte(part))
	return hex.EncodeToString(sum[:])
}

// Copy is a text of a section that was set aside because another stood in the
// draft by then.
type Copy struct {
	ID         string // UUIDv7
	CampaignID string
	Section    Section
	Part       string // as Content.Part returns it
	OperatorID string // who wrote it, "" for the shell
	MadeAt     time.Time
}
