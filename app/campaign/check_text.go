package campaign

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// form is what a text may be.
type form struct {
	max    int  // characters
	lines  bool // may have several lines
	merges bool // may have merge fields
}

func (k *checker) form(f form) func(path, text string) {
	return func(path, text string) { k.text(path, text, f) }
}

// text checks a text that has to be there.
func (k *checker) text(path, text string, f form) {
	count := utf8.RuneCountInString(text)
	switch {
	case blank(text):
		k.add(path, "is missing or empty")
		return
	case !utf8.ValidString(text):
		k.add(path, "is not valid UTF-8")
		return
	case count > f.max:
		k.add(path, "has %d characters, at most %d are allowed", count, f.max)
	}
	if !f.lines && strings.Contains(text, "\n") {
		k.add(path, "must be one line, without line breaks")
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		found := func(at int, format string, args ...any) {
			k.findings = append(k.findings, finding{path, number, utf8.RuneCountInString(line[:at]), fmt.Sprintf(format, args...)})
		}
		k.characters(line, found)
		k.braces(line, f.merges, found)
		number++
	}
}

// characters refuses what cannot be seen and changes what is seen.
func (k *checker) characters(line string, found func(at int, format string, args ...any)) {
	at := strings.IndexFunc(line, unprintable)
	if at < 0 {
		return
	}
	r, _ := utf8.DecodeRuneInString(line[at:])
	found(at, "%s", hidden(r))
}

// hidden says why a character is refused.
func hidden(r rune) string {
	if r == '\t' {
		return "has a tab, must be spaces"
	}
	return fmt.Sprintf("has the invisible character U+%04X (a control character or a change of writing direction), remove it", r)
}

// braces goes line by line, as the merge does: a merge field that spans two lines
// would be sent as it stands. So would a single brace, which is a typing mistake
// in a letter.
func (k *checker) braces(line string, merges bool, found func(at int, format string, args ...any)) {
	at := strings.IndexAny(line, "{}")
	if !merges && at >= 0 {
		found(at, "has a brace; merge fields work in the subject and body of letters only")
		return
	}
	rest := []byte(line)
	for _, match := range mergeField.FindAllStringSubmatchIndex(line, -1) {
		if name := strings.TrimSpace(line[match[2]:match[3]]); !slices.Contains(k.merges, name) {
			found(match[0], "unknown merge field {{%s}}, known are %s", name, k.known)
		}
		for i := match[0]; i < match[1]; i++ {
			rest[i] = ' '
		}
	}
	if at := strings.IndexAny(string(rest), "{}"); at >= 0 {
		found(at, "has a brace that belongs to no merge field, which is written {{sender.name}} on one line")
	}
}
