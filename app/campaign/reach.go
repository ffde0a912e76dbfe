package campaign

import (
	"maps"
	"slices"
	"strings"
)

// Concerned returns the recipients that the i-th route decides about: those it
// leaves out, or those who are included and get its letter because no route before
// it chooses another.
func (c Content) Concerned(i int) []Recipient {
	t := c.Routes[i]
	return slices.DeleteFunc(slices.Clone(c.Recipients), func(r Recipient) bool {
		if !t.Holds(r) {
			return true
		}
		earlier := func(e Route) bool { return e.Letter != "" && !e.Exclude && e.Holds(r) }
		return !t.Exclude && (c.Excluded(r) || slices.ContainsFunc(c.Routes[:i], earlier))
	})
}

// Readers returns who gets which letter: of each section of a letter, the recipients
// in their order. Where everyone is written to together, all get the campaign's own
// letter in the language that the sender chooses.
func (c Content) Readers() map[Section][]Recipient {
	readers := map[Section][]Recipient{}
	if len(c.Languages) == 0 {
		return readers
	}
	included := c.Included()
	if !c.Selection.Individual() {
		for _, tag := range c.Languages {
			readers[LetterSection(tag)] = included
		}
		return readers
	}
	for _, r := range included {
		s := OtherLetterSection(c.Chooses(r), c.LetterLanguage(r.Language))
		readers[s] = append(readers[s], r)
	}
	return readers
}

// Elsewhere returns those of a letter's readers who have a salutation of their own in
// other languages only, and get the letter's instead.
func (c Content) Elsewhere(s Section, readers []Recipient) []Recipient {
	letter, _ := c.Other(s.Letter(), s.Language())
	if !c.Selection.Individual() || blank(letter.Salutation) || !uses(letter, "recipient.salutation") {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(readers), func(r Recipient) bool {
		has := false
		for _, text := range r.Salutation {
			has = has || !blank(text)
		}
		return !has || !blank(r.Salutation[s.Language()])
	})
}

// InColumn returns what recipients have in a column, each value once, sorted.
func (c Content) InColumn(name string) []string {
	values := map[string]bool{}
	for _, r := range c.Recipients {
		if v := strings.TrimSpace(r.Column(name)); v != "" {
			values[v] = true
		}
	}
	return sortedKeys(values)
}

func sortedKeys[T any](of map[string]T) []string { return slices.Sorted(maps.Keys(of)) }
