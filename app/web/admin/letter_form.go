package admin

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// letterForm is a letter in the controls of its form. One that is a subject and a
// text shows no more than these.
type letterForm struct {
	Subject     text
	Subjects    []text // the second one and so on
	Salutation  text
	Body        text
	Blocks      []letterBlock
	Closing     text
	Structured  bool // has blocks or a closing
	MoreSubject bool // another subject can be added
	MoreBlock   bool
	Focus       string // the control or block that the page goes on with, "" for none
}

// letterBlock is a block with its wordings.
type letterBlock struct {
	Number   int // from 1
	Last     bool
	Texts    []text
	More     bool // another wording can be added
	Findings []campaign.Finding
}

// controls returns every control of the letter, the names of which are the ends of
// paths into it.
func (f *letterForm) controls() []*text {
	all := []*text{&f.Subject, &f.Salutation, &f.Body, &f.Closing}
	for i := range f.Subjects {
		all = append(all, &f.Subjects[i])
	}
	for i := range f.Blocks {
		for j := range f.Blocks[i].Texts {
			all = append(all, &f.Blocks[i].Texts[j])
		}
	}
	return all
}

// Controls returns the controls that stand in the form, for what is said of each
// while it is typed.
func (f letterForm) Controls() []text {
	var all []text
	for _, x := range f.controls() {
		if x.Name != "closing" || f.Structured {
			all = append(all, *x)
		}
	}
	return all
}

// asTyped puts what was typed into the controls, spaces at its ends included.
func (f *letterForm) asTyped(c *fiber.Ctx) {
	for _, x := range f.controls() {
		x.Value = posted(c, x.Name)
	}
}

// formOf fills the form in.
func formOf(content campaign.Content, s campaign.Section, findings []campaign.Finding) letterForm {
	letter, _ := content.Other(s.Letter(), s.Language())
	found, limits := map[string][]campaign.Finding{}, map[string]campaign.Limit{}
	for _, f := range findings {
		if p := f.Place(); campaign.SectionOf(p) == s {
			found[p.Control()] = append(found[p.Control()], f)
		}
	}
	for _, l := range content.Limits() {
		if p := campaign.PlaceOf(l.Path); campaign.SectionOf(p) == s {
			limits[p.Control()] = l
		}
	}
	control := func(name, value string) text {
		return text{Name: name, Value: value, Language: s.Language(), Findings: found[name], Limit: limits[name]}
	}
	form := letterForm{
		Subject: control("subject", letter.Subject), Salutation: control("salutation", letter.Salutation),
		Body: control("body", letter.Body), Closing: control("closing", letter.Closing),
		Structured:  len(letter.Blocks) > 0 || letter.Closing != "",
		MoreSubject: 1+len(letter.Subjects) < campaign.MaxWordings, MoreBlock: len(letter.Blocks) < campaign.MaxBlocks,
	}
	form.Salutation.Optional, form.Closing.Optional = true, true
	form.Body.Lines, form.Closing.Lines = 20, 4
	if form.Structured {
		form.Body.Lines, form.Body.Longest = 4, true
	}
	for i, subject := range letter.Subjects {
		x := control(fmt.Sprintf("subjects.%d", i+1), subject)
		x.Item = i + 2
		form.Subjects = append(form.Subjects, x)
	}
	for i, b := range letter.Blocks {
		path := fmt.Sprintf("blocks.%d", i+1)
		block := letterBlock{Number: i + 1, Last: i == len(letter.Blocks)-1, More: len(b.Texts) < campaign.MaxWordings, Findings: found[path]}
		for j, value := range b.Texts {
			x := control(fmt.Sprintf("%s.texts.%d", path, j+1), value)
			x.Lines, x.Item = 4, j+1
			block.Texts = append(block.Texts, x)
		}
		form.Blocks = append(form.Blocks, block)
	}
	return form
}

// letterTyped returns the letter as the form has it.
func letterTyped(c *fiber.Ctx) campaign.Letter {
	count := func(control string, most int) int {
		n, _ := typedNumber(c, control)
		return min(n, most)
	}
	l := campaign.Letter{Subject: tidied(c, "subject"), Salutation: tidied(c, "salutation"), Body: tidied(c, "body"), Closing: tidied(c, "closing")}
	for i := range count("subjects", campaign.MaxWordings-1) {
		l.Subjects = append(l.Subjects, tidied(c, fmt.Sprintf("subjects.%d", i+1)))
	}
	for i := range count("blocks", campaign.MaxBlocks) {
		var b campaign.Block
		for j := range count(fmt.Sprintf("blocks.%d", i+1), campaign.MaxWordings) {
			b.Texts = append(b.Texts, tidied(c, fmt.Sprintf("blocks.%d.texts.%d", i+1, j+1)))
		}
		l.Blocks = append(l.Blocks, b)
	}
	return l
}

// pressedLetter changes the parts of a letter as a button says: "add-subject",
// "add-block", or with the numbers of what it stands at, from 1, "remove-subject.N",
// "up.N", "down.N", "remove-block.N", "add-text.N" and "remove-text.N.M". focus is
// the control or block that the page goes on with, "" when nothing was changed.
func pressedLetter(button string, l campaign.Letter) (changed campaign.Letter, focus string) {
	do, numbers, _ := strings.Cut(button, ".")
	first, second, _ := strings.Cut(numbers, ".")
	i, j := index(first), index(second)
	block := i >= 0 && i < len(l.Blocks)
	switch {
	case do == "add-subject" && 1+len(l.Subjects) < campaign.MaxWordings:
		l.Subjects = append(slices.Clone(l.Subjects), "")
		return l, fmt.Sprintf("subjects.%d", len(l.Subjects))
	case do == "remove-subject" && i >= 1 && i <= len(l.Subjects):
		l.Subjects = slices.Delete(slices.Clone(l.Subjects), i-1, i)
		return l, "subject"
	case do == "add-block" && len(l.Blocks) < campaign.MaxBlocks:
		l.Blocks = append(slices.Clone(l.Blocks), campaign.Block{Texts: []string{""}})
		return l, fmt.Sprintf("blocks.%d.texts.1", len(l.Blocks))
	case block:
		return pressedBlock(do, l, i, j)
	}
	return l, ""
}

func pressedBlock(do string, l campaign.Letter, i, j int) (changed campaign.Letter, focus string) {
	l.Blocks = slices.Clone(l.Blocks)
	texts := slices.Clone(l.Blocks[i].Texts)
	if to, ok := moved(l.Blocks, do, i); ok {
		return l, fmt.Sprintf("blocks.%d", to+1)
	}
	switch {
	case do == "remove-block":
		l.Blocks = slices.Delete(l.Blocks, i, i+1)
		return l, "body"
	case do == "add-text" && len(texts) < campaign.MaxWordings:
		l.Blocks[i].Texts = append(texts, "")
		return l, fmt.Sprintf("blocks.%d.texts.%d", i+1, len(texts)+1)
	case do == "remove-text" && len(texts) > 1 && j >= 0 && j < len(texts):
		l.Blocks[i].Texts = slices.Delete(texts, j, j+1)
		return l, fmt.Sprintf("blocks.%d.texts.%d", i+1, max(j, 1))
	}
	return l, ""
}

// moved swaps an item of a list with the one before it for "up" and the one behind it
// for "down", and returns its new place; ok is false when there is none.
func moved[T any](items []T, do string, i int) (to int, ok bool) {
	switch do {
	case "up":
		to = i - 1
	case "down":
		to = i + 1
	default:
		return i, false
	}
	if min(i, to) < 0 || max(i, to) >= len(items) {
		return i, false
	}
	items[i], items[to] = items[to], items[i]
	return to, true
}

// index reads a number that counts from 1, -1 for what is none.
func index(number string) int {
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return -1
	}
	return n - 1
}
