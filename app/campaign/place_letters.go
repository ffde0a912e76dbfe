package campaign

import (
	"regexp"
	"strconv"
	"strings"
)

// What may stand behind the language in a path into a letter. The language itself
// may be anything that somebody typed.
var (
	letterPart   = regexp.MustCompile(`^(.*)\.(subject|subjects|salutation|body|blocks|closing)$`)
	subjectPart  = regexp.MustCompile(`^(.*)\.subjects\.([0-9]+)$`)
	blockPart    = regexp.MustCompile(`^(.*)\.blocks\.([0-9]+)(?:\.texts(?:\.([0-9]+))?)?$`)
	countedOther = regexp.MustCompile(`^([0-9]+)(\.name)?$`)
)

// within reads the rest of a path behind "letters." or the name of an other letter.
func (p *Place) within(rest string) {
	number := func(text string) int {
		n, _ := strconv.Atoi(text)
		return n
	}
	p.Language = rest
	if m := blockPart.FindStringSubmatch(rest); m != nil {
		p.Language, p.Part, p.Block, p.Alternative = m[1], "block", number(m[2]), number(m[3])
	} else if m := subjectPart.FindStringSubmatch(rest); m != nil {
		p.Language, p.Part, p.Alternative = m[1], "subject", number(m[2])+1
	} else if m := letterPart.FindStringSubmatch(rest); m != nil {
		p.Language, p.Part = m[1], m[2]
	}
}

// other reads the rest of a path behind "others.": the letter's name and what
// letters have, or the number of one whose name cannot be used.
func (p *Place) other(rest string) {
	if m := countedOther.FindStringSubmatch(rest); m != nil {
		p.Item, _ = strconv.Atoi(m[1])
		p.Part = strings.TrimPrefix(m[2], ".")
		return
	}
	name, inside, found := strings.Cut(rest, ".")
	p.Letter = name
	if found {
		p.within(inside)
	}
}

// otherPath is the path of an other letter: by its name, or by its number where the
// name is none or another letter has it.
func (c Content) otherPath(i int) string {
	name := c.Others[i].Name
	if !nameForm.MatchString(name) {
		return item("others", i)
	}
	for _, o := range c.Others[:i] {
		if o.Name == name {
			return item("others", i)
		}
	}
	return "others." + name
}

// Control names what a path into a letter leads to, as the letter's form does:
// "subject", "subjects.1", "blocks.2.texts.3". It is "" for the letter as a whole.
func (p Place) Control() string {
	switch {
	case p.Part == "subject" && p.Alternative > 1:
		return "subjects." + strconv.Itoa(p.Alternative-1)
	case p.Part == "block" && p.Alternative > 0:
		return "blocks." + strconv.Itoa(p.Block) + ".texts." + strconv.Itoa(p.Alternative)
	case p.Part == "block":
		return "blocks." + strconv.Itoa(p.Block)
	}
	return p.Part
}

// Key is Section.Key of the letter that the place is in.
func (p Place) Key() string { return OtherLetterSection(p.Letter, p.Language).Key() }
