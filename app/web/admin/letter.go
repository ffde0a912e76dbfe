package admin

import (
	"errors"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/render"
)

// letterPage is admin/letter: the letter in a language, with what becomes of it.
type letterPage struct {
	draftPage
	Language   string
	Letters    []letterTab
	Subject    text
	Salutation text
	Body       text
	Merges     []merge
	Look       look
	Findings   []campaign.Finding // about this letter
	Copy       string             // id of the text set aside for this form, "" without one
	Refusal    *letterRefusal     // nil: what is typed is in the draft
	Today      string             // the time of the last change when it was today
}

// letterTab leads to the letter in a language.
type letterTab struct {
	Language string
	Todo     int
}

// merge is a merge field that the letter may use.
type merge struct {
	Field string // as it is written, with its braces
	Key   string // of its words, "" for one of the campaign's own
	Label string // of one of the campaign's own
}

// letterRefusal says why what is typed is not in the draft.
type letterRefusal struct {
	Why   fault.Message
	Other *person // whose text stands there instead
}

// LetterEdit is the letter editor.
func (h *Handler) LetterEdit(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	language := c.Params("language")
	if !slices.Contains(d.Draft.Content.Languages, language) {
		return fault.New(fault.NotFound, "fault.campaign.section")
	}
	page, err := h.letterPage(c, d, language, d.Draft.Content.Letters[language])
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/letter", page)
}

// LetterUpdate carries the letter over as a plain form does.
func (h *Handler) LetterUpdate(c *fiber.Ctx) error {
	return h.edited(c, h.editLetter(c), "admin.letter", "", c.Params("campaign"), c.Params("language"))
}

// LetterAutosave carries the letter over while it is typed, and answers with what
// becomes of it and the base of the next save. The page keeps what is typed.
func (h *Handler) LetterAutosave(c *fiber.Ctx) error {
	err := h.editLetter(c)
	var kept *setAside
	if err != nil && !errors.As(err, &kept) {
		return err
	}
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	page, err := h.letterPage(c, d, c.Params("language"), letterTyped(c))
	if err != nil {
		return err
	}
	page.Subject.Value, page.Salutation.Value, page.Body.Value = posted(c, "subject"), posted(c, "salutation"), posted(c, "body")
	if kept == nil {
		if part, err := d.Draft.Content.Part(page.Part); err == nil {
			page.Base = campaign.Base(part)
		}
		return h.Views.Page(c, "admin/letter", page)
	}
	page.Copy, page.Refusal = kept.Copy, &letterRefusal{Why: fault.MessageOf(kept.Err)}
	var conflict *campaign.EditConflict
	if errors.As(kept.Err, &conflict) {
		page.Refusal.Other = &page.By
	}
	return h.Views.Rejected(c, "admin/letter", page)
}

// LetterBack leads someone who reloads the address of a form to its page.
func (h *Handler) LetterBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.letter", c.Params("campaign"), c.Params("language"))
}

func (h *Handler) editLetter(c *fiber.Ctx) error {
	if tag, ok := campaign.Language(c.Params("language")); !ok || tag != c.Params("language") {
		return fault.New(fault.NotFound, "fault.campaign.section")
	}
	return h.edit(c, campaign.LetterSection(c.Params("language")), posted(c, "copy"), func(campaign.Content) (string, string, error) {
		part, err := asPart(letterTyped(c))
		return posted(c, "base"), part, err
	})
}

func letterTyped(c *fiber.Ctx) campaign.Letter {
	return campaign.Letter{Subject: tidied(c, "subject"), Salutation: tidied(c, "salutation"), Body: tidied(c, "body")}
}

// letterPage describes the editor of a letter that need not be what stands in the
// draft.
func (h *Handler) letterPage(c *fiber.Ctx, d campaign.Dossier, language string, letter campaign.Letter) (letterPage, error) {
	shared, err := h.draft(c, d, campaign.LetterSection(language))
	if err != nil {
		return letterPage{}, err
	}
	content := withLetter(d.Draft.Content, language, letter)
	findings := content.Findings()
	path := "letters." + language
	control := func(name, value string) text {
		return text{Name: name, Value: value, Language: language, Findings: at(findings, path+"."+name)}
	}
	page := letterPage{
		draftPage: shared, Language: language, Copy: posted(c, "copy"),
		Subject: control("subject", letter.Subject), Salutation: control("salutation", letter.Salutation), Body: control("body", letter.Body),
		Merges: merges(content, render.LanguageOf(c)), Look: h.look(c, content, language),
	}
	page.Body.Lines, page.Salutation.Optional = 20, true
	for _, l := range content.Limits() {
		switch l.Path {
		case path + ".subject":
			page.Subject.Limit = l
		case path + ".body":
			page.Body.Limit = l
		}
	}
	for _, tag := range content.Languages {
		page.Letters = append(page.Letters, letterTab{Language: tag})
	}
	for _, f := range findings {
		if p := f.Place(); p.Section == "letters" {
			if p.Language == language {
				page.Findings = append(page.Findings, f)
			}
			if i := slices.Index(content.Languages, p.Language); i >= 0 {
				page.Letters[i].Todo++
			}
		}
	}
	if now := h.Now().In(h.Zone); page.At.In(h.Zone).YearDay() == now.YearDay() && page.At.In(h.Zone).Year() == now.Year() {
		page.Today = page.At.In(h.Zone).Format("15:04 MST")
	}
	return page, nil
}

// withLetter returns the content with a letter, also in a language that left.
func withLetter(content campaign.Content, language string, letter campaign.Letter) campaign.Content {
	if !slices.Contains(content.Languages, language) {
		content.Languages = append(slices.Clone(content.Languages), language)
	}
	letters := map[string]campaign.Letter{language: letter}
	for tag, other := range content.Letters {
		if tag != language {
			letters[tag] = other
		}
	}
	content.Letters = letters
	return content
}

func merges(content campaign.Content, language string) []merge {
	var known []merge
	for _, name := range content.MergeFields() {
		if strings.HasSuffix(name, ".") { // a question that has no name yet
			continue
		}
		m := merge{Field: "{{" + name + "}}", Key: strings.ReplaceAll(name, ".", "_")}
		for _, f := range content.Fields {
			if name == "sender."+f.Name {
				m.Key, m.Label = "", campaign.In(f.Label, language, content.Languages)
			}
		}
		known = append(known, m)
	}
	return known
}
