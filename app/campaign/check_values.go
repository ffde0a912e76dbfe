package campaign

import (
	"slices"
	"strings"
)

// maxNamed is how many recipients without a value are named before the rest is
// counted.
const maxNamed = 20

const recipientPrefix = "recipient."

// unresolved demands of every recipient who gets a letter of their own whatever any
// wording of that letter says of them, so that an empty place is found when the
// letter is submitted and not when it is sent.
func (k *checker) unresolved() {
	if !k.content.Selection.Individual() || len(k.content.Languages) == 0 {
		return
	}
	lacking := map[string]int{} // recipients by merge field
	var order []string
	asked := map[string][]string{} // merge fields by letter and language
	for i, r := range k.content.Recipients {
		if k.content.Excluded(r) {
			continue
		}
		e := k.content.EnvelopeTo(r, 0)
		name := k.content.Chooses(r)
		letter, ok := k.content.Other(name, e.Language)
		if !ok {
			continue
		}
		names, known := asked[name+"@"+e.Language]
		if !known {
			names = recipientFields(letter, k.merges)
			asked[name+"@"+e.Language] = names
		}
		for _, field := range r.lacks(names, letter, e.Language) {
			if lacking[field]++; lacking[field] == 1 {
				order = append(order, field)
			}
			if lacking[field] <= maxNamed {
				k.add(item("recipients", i), valueMissing, "{{"+field+"}}", e.Language)
			}
		}
	}
	for _, field := range order {
		if more := lacking[field] - maxNamed; more > 0 {
			k.add("recipients", valuesMissing, more, "{{"+field+"}}")
		}
	}
}

// recipientFields returns the known merge fields of a letter that are filled in
// from its recipient.
func recipientFields(l Letter, known []string) []string {
	return slices.DeleteFunc(l.fields(), func(name string) bool {
		return !strings.HasPrefix(name, recipientPrefix) || !slices.Contains(known, name)
	})
}

// lacks returns those of the merge fields that come out empty in a letter to the
// recipient.
func (r Recipient) lacks(names []string, l Letter, language string) []string {
	if len(names) == 0 {
		return nil
	}
	values := map[string]string{"recipient.salutation": l.Salutation}
	r.fill(values, language)
	var empty []string
	for _, name := range names {
		if blank(values[name]) {
			empty = append(empty, name)
		}
	}
	return empty
}

// Chooses returns the name of the other letter that a recipient gets, "" for the
// campaign's own.
func (c Content) Chooses(r Recipient) string {
	for _, t := range c.Routes {
		if !t.Exclude && t.Letter != "" && t.Holds(r) && slices.Contains(c.OtherNames(), t.Letter) {
			return t.Letter
		}
	}
	return ""
}
