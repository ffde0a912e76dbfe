package campaign

import "strings"

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
