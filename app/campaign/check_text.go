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

// report takes a problem at a byte of a line.
type report func(at int, p problem, values ...any)

// text checks a text that has to be there.
func (k *checker) text(path, text string, f form) {
	count := utf8.RuneCountInString(text)
	switch {
	case blank(text):
		k.add(path, textEmpty)
		return
	case !utf8.ValidString(text):
		k.add(path, notUTF8)
		return
	case count > f.max:
		k.add(path, textTooLong, count, f.max)
	}
	if !f.lines && strings.Contains(text, "\n") {
		k.add(path, severalLines)
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		found := func(at int, p problem, values ...any) {
			k.findings = append(k.findings, p.at(path, number, utf8.RuneCountInString(line[:at]), values...))
		}
		k.characters(line, found)
		k.braces(line, f.merges, found)
		number++
	}
}

// characters refuses what cannot be seen and changes what is seen.
func (k *checker) characters(line string, found report) {
	at := strings.IndexFunc(line, unprintable)
	if at < 0 {
		return
	}
	r, _ := utf8.DecodeRuneInString(line[at:])
	p, values := hidden(r)
	found(at, p, values...)
}

// hidden says why a character is refused.
func hidden(r rune) (p problem, values []any) {
	if r == '\t' {
		return hasTab, nil
	}
	return hasInvisible, []any{fmt.Sprintf("U+%04X", r)}
}

// braces goes line by line, as the merge does: a merge field that spans two lines
// would be sent as it stands. So would a single brace, which is a typing mistake
// in a letter.
func (k *checker) braces(line string, merges bool, found report) {
	at := strings.IndexAny(line, "{}")
	if !merges && at >= 0 {
		found(at, braceOutside)
		return
	}
	rest := []byte(line)
	for _, match := range mergeField.FindAllStringSubmatchIndex(line, -1) {
		if name := strings.TrimSpace(line[match[2]:match[3]]); !slices.Contains(k.merges, name) {
			found(match[0], mergeFieldUnknown, "{{"+name+"}}", k.known)
		}
		for i := match[0]; i < match[1]; i++ {
			rest[i] = ' '
		}
	}
	if at := strings.IndexAny(string(rest), "{}"); at >= 0 {
		found(at, braceAlone, "{{sender.name}}")
	}
}
