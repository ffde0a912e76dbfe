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

// letterPage is admin/letter: a letter in a language, with what becomes of it.
type letterPage struct {
	draftPage
	letterForm
	Language  string
	Letters   []letterTab
	Names     []letterName // the campaign's own letter and the others; empty without others
	Merges    []merge
	Look      look
	Findings  []campaign.Finding // about this letter
	Likeness  *likeness          // nil without words
	Elsewhere reach              // who gets it and has a salutation in other languages only
	Copy      string             // id of the text set aside for this form, "" without one
	Refusal   *letterRefusal     // nil: what is typed is in the draft
	Today     string             // the time of the last change when it was today
}

// letterTab leads to the letter in a language.
type letterTab struct {
	Part     campaign.Section
	Language string
	Todo     int
}

// letterName leads to another letter in the same language.
type letterName struct {
	Name    string // "" for the campaign's own
	Part    campaign.Section
	Current bool
	Todo    int
}

// merge is a merge field that the letter may use.
type merge struct {
	Field string // as it is written, with its braces
	Key   string // of its words, "" for one of the campaign's own, "column" for a free column of recipients
	Label string // of one of the campaign's own, or of a free column
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
	s, err := letterSection(c)
	if err != nil {
		return err
	}
	if _, err := d.Draft.Content.Part(s); err != nil {
		return err
	}
	letter, _ := d.Draft.Content.Other(s.Letter(), s.Language())
	page, err := h.letterPage(c, d, s, letter, "")
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/letter", page)
}

// LetterUpdate carries the letter over as a plain form does, with the one change
// that the pressed button stands for.
func (h *Handler) LetterUpdate(c *fiber.Ctx) error {
	focus, err := h.editLetter(c)
	if focus != "" {
		focus = "f-" + focus
	}
	return h.edited(c, err, "admin.letter", focus, c.Params("campaign"), c.Params("language"))
}

// LetterAutosave carries the letter over while it is typed, and answers with what
// becomes of it and the base of the next save. The page keeps what is typed, unless
// a button has changed the parts of the letter.
func (h *Handler) LetterAutosave(c *fiber.Ctx) error {
	focus, err := h.editLetter(c)
	var kept *setAside
	if err != nil && !errors.As(err, &kept) {
		return err
	}
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	s, err := letterSection(c)
	if err != nil {
		return err
	}
	letter, _ := pressedLetter(posted(c, "do"), letterTyped(c))
	page, err := h.letterPage(c, d, s, letter, focus)
	if err != nil {
		return err
	}
	if focus == "" {
		page.asTyped(c)
	}
	status := fiber.StatusOK
	if kept == nil {
		if part, err := d.Draft.Content.Part(page.Part); err == nil {
			page.Base = campaign.Base(part)
		}
	} else {
		status = fiber.StatusUnprocessableEntity
		page.Copy, page.Refusal = kept.Copy, &letterRefusal{Why: fault.MessageOf(kept.Err)}
		var conflict *campaign.EditConflict
		if errors.As(kept.Err, &conflict) {
			page.Refusal.Other = &page.By
		}
	}
	if focus != "" {
		return h.Views.Fragment(c, status, "admin/letter", "parts", page)
	}
	if kept != nil {
		return h.Views.Rejected(c, "admin/letter", page)
	}
	return h.Views.Page(c, "admin/letter", page)
}

// LetterBack leads someone who reloads the address of a form to its page.
func (h *Handler) LetterBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.letter", c.Params("campaign"), c.Params("language"))
}

// letterSection returns the section of the letter in the path.
func letterSection(c *fiber.Ctx) (campaign.Section, error) {
	s, ok := campaign.LetterOf(c.Params("language"))
	if !ok {
		return "", fault.New(fault.NotFound, "fault.campaign.section")
	}
	return s, nil
}

// editLetter returns the control that the page goes on with when a button has
// changed the letter's parts, "" otherwise.
func (h *Handler) editLetter(c *fiber.Ctx) (focus string, err error) {
	s, err := letterSection(c)
	if err != nil {
		return "", err
	}
	letter, focus := pressedLetter(posted(c, "do"), letterTyped(c))
	return focus, h.edit(c, s, posted(c, "copy"), func(campaign.Content) (string, string, error) {
		part, err := asPart(letter)
		return posted(c, "base"), part, err
	})
}

// letterPage describes the editor of a letter that need not be what stands in the
// draft.
func (h *Handler) letterPage(c *fiber.Ctx, d campaign.Dossier, s campaign.Section, letter campaign.Letter, focus string) (letterPage, error) {
	shared, err := h.draft(c, d, s)
	if err != nil {
		return letterPage{}, err
	}
	language := s.Language()
	content := d.Draft.Content.WithLetter(s.Letter(), language, letter)
	findings := content.Findings()
	page := letterPage{
		draftPage: shared, Language: language, Copy: posted(c, "copy"), letterForm: formOf(content, s, findings),
		Merges: merges(content, render.LanguageOf(c)), Look: h.look(c, content, s), Likeness: likenessOf(content, s),
	}
	page.Focus, page.Elsewhere = focus, reachOf(content.Elsewhere(s, content.Readers()[s]))
	page.tabs(content, s, findings)
	if now := h.Now().In(h.Zone); page.At.In(h.Zone).YearDay() == now.YearDay() && page.At.In(h.Zone).Year() == now.Year() {
		page.Today = page.At.In(h.Zone).Format("15:04 MST")
	}
	return page, nil
}

// tabs leads to the same letter in other languages and to other letters in the same
// language, with how much is to be done in each.
func (p *letterPage) tabs(content campaign.Content, s campaign.Section, findings []campaign.Finding) {
	todo := map[campaign.Section]int{}
	for _, f := range findings {
		of := campaign.SectionOf(f.Place())
		if todo[of]++; of == s {
			p.Findings = append(p.Findings, f)
		}
	}
	for _, tag := range content.Languages {
		part := campaign.OtherLetterSection(s.Letter(), tag)
		p.Letters = append(p.Letters, letterTab{part, tag, todo[part]})
	}
	if len(content.Others) == 0 {
		return
	}
	for _, name := range slices.Concat([]string{""}, content.OtherNames()) {
		part := campaign.OtherLetterSection(name, s.Language())
		p.Names = append(p.Names, letterName{Name: name, Part: part, Current: part == s, Todo: todo[part]})
	}
}

func merges(content campaign.Content, language string) []merge {
	var known []merge
	free := content.FreeColumns()
	for _, name := range content.MergeFields() {
		if strings.HasSuffix(name, ".") { // a question that has no name yet
			continue
		}
		m := merge{Field: "{{" + name + "}}", Key: strings.ReplaceAll(name, ".", "_")}
		if content.Selection.Individual() && (name == "recipient.name" || name == "recipient.salutation") {
			m.Key += "_own"
		}
		if column, ok := strings.CutPrefix(name, "recipient."); ok && slices.Contains(free, column) {
			m.Key, m.Label = "column", column
		}
		for _, f := range content.Fields {
			if name == "sender."+f.Name {
				m.Key, m.Label = "", campaign.In(f.Label, language, content.Languages)
			}
		}
		known = append(known, m)
	}
	return known
}
