package admin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// columnsForm is what is known of a recipient besides name and address: how to
// address them, and what rules and letters go by.
type columnsForm struct {
	Salutations  []text // by language
	Constituency text
	Group        text
	Free         []freeColumn
	FreeWrong    []fault.Message // about free columns
}

// freeColumn is a free column of a recipient. One without a name and a value is
// room for another.
type freeColumn struct {
	Number      int // from 1
	Name, Value text
}

// Opened reports whether there is something to be seen in it.
func (f columnsForm) Opened() bool {
	used := func(t text) bool { return t.Value != "" || t.Rejected != nil }
	return used(f.Constituency) || used(f.Group) || len(f.FreeWrong) > 0 || slices.ContainsFunc(f.Salutations, used) ||
		slices.ContainsFunc(f.Free, func(column freeColumn) bool { return used(column.Value) })
}

const (
	salutationControl = "salutation."
	spareColumns      = 2 // empty lines of the form

	// postedMost is how many lines are read: more than the rules allow, so that what
	// a draft has too much of is refused, not lost.
	postedMost = 10 * campaign.MaxColumns
)

// newColumnsForm has a line for every language of the campaign, and for every free
// column that some recipient has.
func newColumnsForm(content campaign.Content) columnsForm {
	f := columnsForm{
		Constituency: text{Name: "constituency", Optional: true}, Group: text{Name: "group", Optional: true},
	}
	for _, language := range content.Languages {
		f.Salutations = append(f.Salutations, salutationText(language, ""))
	}
	for _, name := range content.FreeColumns() {
		f.add(name, "")
	}
	f.spare()
	return f
}

func salutationText(language, value string) text {
	return text{Name: salutationControl + language, Value: value, Language: language, Optional: true}
}

func (f *columnsForm) add(name, value string) {
	n := len(f.Free) + 1
	f.Free = append(f.Free, freeColumn{n, text{Name: fmt.Sprintf("extra.%d.name", n), Value: name}, text{Name: fmt.Sprintf("extra.%d.value", n), Value: value}})
}

// spare leaves room for further columns.
func (f *columnsForm) spare() {
	for range min(spareColumns, campaign.MaxColumns-len(f.Free)) {
		f.add("", "")
	}
}

// fill puts a recipient of the draft into the form.
func (f *columnsForm) fill(r campaign.Recipient) {
	f.Constituency.Value, f.Group.Value = r.Constituency, r.Group
	said := map[string]bool{}
	for i, t := range f.Salutations {
		f.Salutations[i].Value, said[t.Language] = r.Salutation[t.Language], true
	}
	for _, language := range sortedLanguages(r.Salutation) {
		if !said[language] {
			f.Salutations = append(f.Salutations, salutationText(language, r.Salutation[language]))
		}
	}
	for i, column := range f.Free {
		f.Free[i].Value.Value = r.Extra[column.Name.Value]
	}
}

func sortedLanguages(texts map[string]string) []string {
	var languages []string
	for language := range texts {
		languages = append(languages, language)
	}
	slices.Sort(languages)
	return languages
}

// retype puts what was typed into the form, with what is wrong about it.
func (f *columnsForm) retype(c *fiber.Ctx, wrong []rejection) {
	typed := campaign.Recipient{Constituency: posted(c, "constituency"), Group: posted(c, "group"), Salutation: map[string]string{}}
	for _, language := range postedLanguages(c) {
		typed.Salutation[language] = posted(c, salutationControl+language)
	}
	f.fill(typed)
	f.Free = nil
	for _, column := range postedColumns(c) {
		f.add(column[0], column[1])
	}
	if len(f.Free) == 0 {
		f.spare()
	}
	controls := []*text{&f.Constituency, &f.Group}
	for i := range f.Salutations {
		controls = append(controls, &f.Salutations[i])
	}
	for _, control := range controls {
		control.Rejected = rejected(wrong, control.Name)
	}
	for _, r := range wrong {
		if r.Name == "extra" {
			f.FreeWrong = append(f.FreeWrong, r.Message)
		}
	}
}

// typedColumns reads the form into a recipient. What is empty is not there.
func typedColumns(c *fiber.Ctx, r *campaign.Recipient) {
	r.Constituency, r.Group = tidied(c, "constituency"), tidied(c, "group")
	for _, language := range postedLanguages(c) {
		if said := tidied(c, salutationControl+language); said != "" {
			r.Salutation = withText(r.Salutation, language, said)
		}
	}
	for _, column := range postedColumns(c) {
		if name, value := campaign.Tidy(column[0]), campaign.Tidy(column[1]); name != "" && value != "" {
			r.Extra = withText(r.Extra, name, value)
		}
	}
}

func withText(texts map[string]string, name, text string) map[string]string {
	if texts == nil {
		texts = map[string]string{}
	}
	texts[name] = text
	return texts
}

// postedLanguages returns the languages that the form has a salutation in.
func postedLanguages(c *fiber.Ctx) []string {
	var languages []string
	c.Request().PostArgs().VisitAll(func(name, _ []byte) {
		language, found := strings.CutPrefix(string(name), salutationControl)
		if canonical, ok := campaign.Language(language); found && ok && canonical == language && !slices.Contains(languages, language) {
			languages = append(languages, language)
		}
	})
	return languages
}

// postedColumns returns the lines of free columns as they were typed: name and
// value.
func postedColumns(c *fiber.Ctx) [][2]string {
	count, _ := typedNumber(c, "columns")
	var lines [][2]string
	for n := range min(count, postedMost) {
		lines = append(lines, [2]string{posted(c, fmt.Sprintf("extra.%d.name", n+1)), posted(c, fmt.Sprintf("extra.%d.value", n+1))})
	}
	return lines
}

// wrongColumns returns what is wrong with the lines of free columns before they are
// one value for each name.
func wrongColumns(c *fiber.Ctx) []rejection {
	var wrong []rejection
	var names []string
	for _, column := range postedColumns(c) {
		switch name, value := campaign.Tidy(column[0]), campaign.Tidy(column[1]); {
		case value == "":
		case name == "":
			wrong = append(wrong, refuse("extra", "recipients.0.extra", "admin.recipients.extra.nameless"))
		case slices.Contains(names, name):
			wrong = append(wrong, rejection{"extra", "recipients.0.extra", fault.Message{Key: "admin.recipients.extra.twice", Args: map[string]any{"Name": name}}})
		default:
			names = append(names, name)
		}
	}
	return wrong
}

// columnControl is the control of a part of a recipient.
func columnControl(p campaign.Place) string {
	if p.Part == "salutation" && p.Language != "" {
		return salutationControl + p.Language
	}
	return p.Part
}
