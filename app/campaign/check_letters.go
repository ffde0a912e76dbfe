package campaign

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of letters.
const (
	MaxBlocks   = 20
	MaxWordings = 10 // alternatives of a subject or block, the first one included
	MaxOthers   = 20 // letters besides the campaign's own
)

// maxNamed is how many recipients without a value are named before the rest is
// counted.
const maxNamed = 20

const recipientPrefix = "recipient."

func (k *checker) letter(path string, l Letter) {
	k.text(path+".subject", l.Subject, form{max: MaxSubject, merges: true})
	k.words(path+".subject", l.Subject)
	for i, text := range l.Subjects {
		at := item(path+".subjects", i)
		k.text(at, text, form{max: MaxSubject, merges: true})
		k.words(at, text)
	}
	k.wordings(path+".subjects", 1+len(l.Subjects))
	k.distinct(append([]string{l.Subject}, l.Subjects...), func(i int) string { return item(path+".subjects", i-1) })

	k.text(path+".body", l.Body, form{max: MaxBody, lines: true, merges: true})
	k.salutation(path, l)
	k.blocks(path, l)
	if l.Closing != "" {
		k.text(path+".closing", l.Closing, form{max: MaxBody, lines: true, merges: true})
	}
	if !blank(l.Body) && wordless(l) {
		k.add(path+".body", mergeFieldsOnly)
	}
	if parts, whole := l.longest(), longestWith(l, k.content.Reference); whole > MaxBody && parts <= MaxBody {
		k.add(path+".body", letterTooLong, whole, MaxBody)
	}
	k.paragraph(path, l)
}

// salutation demands one where it would come out. In letters to one recipient each,
// that of the recipient comes first; see unresolved.
func (k *checker) salutation(path string, l Letter) {
	if l.Salutation != "" || uses(l, "recipient.salutation") && !k.content.Selection.Individual() {
		k.text(path+".salutation", l.Salutation, form{max: MaxLine})
	}
}

func (k *checker) blocks(path string, l Letter) {
	if n := len(l.Blocks); n > MaxBlocks {
		k.add(path+".blocks", tooManyBlocks, n, MaxBlocks)
	}
	for i, b := range l.Blocks {
		texts := item(path+".blocks", i) + ".texts"
		if len(b.Texts) == 0 {
			k.add(texts, textMissing)
		}
		for j, text := range b.Texts {
			k.text(item(texts, j), text, form{max: MaxBody, lines: true, merges: true})
		}
		k.wordings(texts, len(b.Texts))
		k.distinct(b.Texts, func(i int) string { return item(texts, i) })
	}
}

func (k *checker) wordings(path string, n int) {
	if n > MaxWordings {
		k.add(path, tooManyWordings, n, MaxWordings)
	}
}

// distinct refuses alternatives that say the same: senders would be promised more
// letters than there are. Empty ones are refused as such.
func (k *checker) distinct(texts []string, path func(i int) string) {
	first := map[string]int{}
	for i, text := range texts {
		same := strings.Join(strings.Fields(text), " ")
		switch before, taken := first[same]; {
		case blank(text):
		case taken:
			k.add(path(i), wordingTwice, before+1)
		default:
			first[same] = i
		}
	}
}

// words refuses a text of merge fields alone: what leaves would not be what was
// reviewed.
func (k *checker) words(path, text string) {
	if !blank(text) && !worded(text) {
		k.add(path, mergeFieldsOnly)
	}
}

// worded reports whether a text has words besides merge fields.
func worded(text string) bool { return !blank(mergeField.ReplaceAllString(text, "")) }

// wordless reports whether some combination of the letter has no words besides
// merge fields. A part alone may well be of merge fields only.
func wordless(l Letter) bool {
	return !worded(l.Body) && !worded(l.Closing) && !slices.ContainsFunc(l.Blocks, func(b Block) bool {
		return len(b.Texts) > 0 && !slices.ContainsFunc(b.Texts, func(text string) bool { return !worded(text) })
	})
}

// longest returns how many characters the longest of the letter's texts has.
func (l Letter) longest() int {
	most := 0
	for _, text := range l.Texts() {
		most = max(most, utf8.RuneCountInString(text))
	}
	return most
}

// longestWith returns how many characters the body has in its longest wording, with
// the reference.
func longestWith(l Letter, reference string) int {
	parts := []string{l.Body}
	for _, b := range l.Blocks {
		longest := ""
		for _, text := range b.Texts {
			if !blank(text) && utf8.RuneCountInString(text) > utf8.RuneCountInString(longest) {
				longest = text
			}
		}
		parts = append(parts, longest)
	}
	return utf8.RuneCountInString(joined(append(parts, l.Closing, reference)...))
}

// paragraph demands exactly one place for the sender's own words in every wording
// of a letter of a campaign that takes them, where they are a paragraph.
func (k *checker) paragraph(path string, l Letter) {
	if !k.content.Paragraph.On {
		return
	}
	field := "{{" + ownParagraph + "}}"
	if places(l.Subject) > 0 {
		k.add(path+".subject", paragraphSubject, field)
	}
	for i, text := range l.Subjects {
		if places(text) > 0 {
			k.add(item(path+".subjects", i), paragraphSubject, field)
		}
	}
	total := 0
	count := func(path, text string) int {
		n, alone := places(text), ownLines(text)
		switch {
		case n > 1:
			k.add(path, paragraphTwice, field)
		case n > alone:
			k.add(path, paragraphInline, field)
		}
		return min(n, 1)
	}
	total += count(path+".body", l.Body) + count(path+".closing", l.Closing)
	for i, b := range l.Blocks {
		at := item(path+".blocks", i)
		least, most := 1, 0
		for j, text := range b.Texts {
			n := count(item(at+".texts", j), text)
			least, most = min(least, n), max(most, n)
		}
		if most > least {
			k.add(at, paragraphUneven, field)
		}
		total += most
	}
	switch {
	case total == 0 && !l.Empty():
		k.add(path+".body", paragraphMissing, field)
	case total > 1:
		k.add(path+".body", paragraphTwice, field)
	}
}

// places counts the places for the sender's own words.
func places(text string) int {
	n := 0
	for _, name := range fieldsOf(text) {
		if name == ownParagraph {
			n++
		}
	}
	return n
}

// ownLines counts those that have a line of their own.
func ownLines(text string) int {
	n := 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSpace(line)
		if names := fieldsOf(line); len(names) == 1 && names[0] == ownParagraph && mergeField.FindString(line) == line {
			n++
		}
	}
	return n
}

// fieldsOf returns the names of the merge fields of a text, in order.
func fieldsOf(text string) []string {
	var names []string
	for _, match := range mergeField.FindAllStringSubmatch(text, -1) {
		names = append(names, strings.TrimSpace(match[1]))
	}
	return names
}

// fields returns the names of the merge fields of every text of the letter, each
// once.
func (l Letter) fields() []string {
	var names []string
	for _, text := range l.Texts() {
		for _, name := range fieldsOf(text) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// uses reports whether the letter has the merge field in one of its texts.
func uses(l Letter, name string) bool { return slices.Contains(l.fields(), name) }

// others checks the letters that routes choose.
func (k *checker) others() {
	if n := len(k.content.Others); n > MaxOthers {
		k.add("others", tooManyLetters, n, MaxOthers)
	}
	names := k.content.OtherNames()
	for i, o := range k.content.Others {
		path := k.content.otherPath(i)
		switch {
		case o.Name == "":
			k.add(path+".name", textMissing)
		case !nameForm.MatchString(o.Name):
			k.add(path+".name", letterNameRefused, o.Name)
		case slices.Index(names, o.Name) < i:
			k.add(path+".name", letterNameTaken, o.Name)
		case !slices.ContainsFunc(k.content.Routes, func(t Route) bool { return !t.Exclude && t.Letter == o.Name }):
			k.add(path, letterUnused)
			eachLanguage(k, path, o.Letters, k.letter)
		default:
			eachLanguage(k, path, o.Letters, k.letter)
		}
	}
}

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
