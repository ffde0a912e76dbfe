package admin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// fieldsPage is admin/fields: what senders are asked besides name and address.
type fieldsPage struct {
	draftPage
	Questions []question
	Findings  []campaign.Finding // about the list as a whole
	Room      bool               // another one can be added
}

// question is one of the campaign's own fields in the form.
type question struct {
	Number    int // from 1
	Last      bool
	Merge     string // how letters write it, "" without a name
	Name      text
	MaxLength text
	Required  bool
	Texts     []questionTexts
	Findings  []campaign.Finding // about its labels or hints as a whole
}

// questionTexts is what a question says in a language.
type questionTexts struct {
	Language    string
	Label, Hint text
}

// defaultLength is what a new question allows, in characters.
const defaultLength = 80

// FieldsEdit is the form of the questions.
func (h *Handler) FieldsEdit(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	shared, err := h.draft(c, d, campaign.Questions)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/fields", questions(shared, d.Draft.Content, d.Draft.Content.Fields))
}

// FieldsUpdate carries the questions over as they are typed, with the one change
// that the pressed button stands for.
func (h *Handler) FieldsUpdate(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	languages, _ := spoken(c, d.Draft.Content)
	fields, wrong := typedFields(c, languages)
	if wrong != nil {
		shared, err := h.draft(c, d, campaign.Questions)
		if err != nil {
			return err
		}
		shared.Rejected = wrong
		page := questions(shared, d.Draft.Content, fields)
		for i := range page.Questions {
			page.Questions[i].MaxLength.Value = posted(c, page.Questions[i].MaxLength.Name)
		}
		return h.Views.Rejected(c, "admin/fields", page)
	}
	fields, focus := pressed(posted(c, "do"), fields, languages)
	err = h.edit(c, campaign.Questions, "", func(content campaign.Content) (string, string, error) {
		_, base := spoken(c, content)
		part, err := asPart(fields)
		return base, part, err
	})
	return h.edited(c, err, "admin.fields", focus, c.Params("campaign"))
}

// pressed changes the list as a button says: "add", or "up", "down" and "remove"
// with a number. focus is the question that the page goes on with.
func pressed(button string, fields []campaign.Field, languages []string) (changed []campaign.Field, focus string) {
	do, number, _ := strings.Cut(button, ".")
	i := index(number)
	if to, ok := moved(fields, do, i); ok {
		return fields, fmt.Sprintf("question-%d", to+1)
	}
	switch {
	case do == "add" && len(fields) < campaign.MaxFields:
		another := campaign.Field{Label: map[string]string{}, MaxLength: defaultLength}
		for _, language := range languages {
			another.Label[language] = ""
		}
		fields, i = append(fields, another), len(fields)
	case do == "remove" && i >= 0 && i < len(fields):
		if fields = slices.Delete(fields, i, i+1); len(fields) == 0 {
			fields = nil // as in a content that never had any
		}
		return fields, "questions"
	default:
		return fields, ""
	}
	return fields, fmt.Sprintf("question-%d", i+1)
}

func typedFields(c *fiber.Ctx, languages []string) ([]campaign.Field, []rejection) {
	count, _ := typedNumber(c, "count")
	var fields []campaign.Field
	var wrong []rejection
	for i := range min(count, campaign.MaxFields) {
		path := fmt.Sprintf("fields.%d", i+1)
		f := campaign.Field{
			Name: tidied(c, path+".name"), Required: posted(c, path+".required") != "",
			Label: typedTexts(c, path+".label", languages, false), Hint: typedTexts(c, path+".hint", languages, true),
		}
		var ok bool
		if f.MaxLength, ok = typedNumber(c, path+".max_length"); !ok {
			wrong = append(wrong, refuse(path+".max_length", path+".max_length", "admin.number"))
		}
		fields = append(fields, f)
	}
	return fields, wrong
}

func questions(shared draftPage, content campaign.Content, fields []campaign.Field) fieldsPage {
	content.Fields = fields
	findings := content.Findings()
	page := fieldsPage{draftPage: shared, Findings: at(findings, "fields"), Room: len(fields) < campaign.MaxFields}
	for i, f := range fields {
		path := fmt.Sprintf("fields.%d", i+1)
		name, length := path+".name", path+".max_length"
		q := question{
			Number: i + 1, Last: i == len(fields)-1, Required: f.Required,
			Name:      text{Name: name, Value: f.Name, Findings: at(findings, name)},
			MaxLength: text{Name: length, Value: shown(f.MaxLength), Findings: at(findings, length), Rejected: rejected(shared.Rejected, length)},
			Findings:  slices.Concat(at(findings, path+".label"), at(findings, path+".hint")),
		}
		if f.Name != "" {
			q.Merge = "{{sender." + f.Name + "}}"
		}
		for _, l := range content.Languages {
			label, hint := path+".label."+l, path+".hint."+l
			q.Texts = append(q.Texts, questionTexts{
				Language: l,
				Label:    text{Name: label, Value: f.Label[l], Language: l, Findings: at(findings, label)},
				Hint:     text{Name: hint, Value: f.Hint[l], Language: l, Optional: true, Findings: at(findings, hint)},
			})
		}
		page.Questions = append(page.Questions, q)
	}
	return page
}
