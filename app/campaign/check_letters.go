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
