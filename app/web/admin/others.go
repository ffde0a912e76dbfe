package admin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// othersPage is admin/others: which letters there are besides the campaign's own.
type othersPage struct {
	draftPage
	Languages []string
	Letters   []otherLetter
	Another   text
	Findings  []campaign.Finding // about the list as a whole
	Room      bool
}

// otherLetter is an other letter with its name's control.
type otherLetter struct {
	Number   int    // from 1
	Saved    string // its name in the draft, "" for one that is not there
	Name     text
	Findings []campaign.Finding
}

// Part returns the section of the letter in a language.
func (o otherLetter) Part(language string) campaign.Section {
	return campaign.OtherLetterSection(o.Saved, language)
}

// OthersEdit is the form of their names.
func (h *Handler) OthersEdit(c *fiber.Ctx) error {
	page, err := h.othersPage(c, nil)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/others", page)
}

// OthersUpdate carries the names over as they are typed, with the one change that
// the pressed button stands for.
func (h *Handler) OthersUpdate(c *fiber.Ctx) error {
	names := namesTyped(c)
	focus := ""
	switch do, number, _ := strings.Cut(posted(c, "do"), "."); {
	case do == "add" && len(names) < campaign.MaxOthers:
		names, focus = append(names, tidied(c, "another")), "f-another"
	case do == "remove" && index(number) >= 0 && index(number) < len(names):
		names = slices.Delete(names, index(number), index(number)+1)
	}
	if err := campaign.CheckNames(names); err != nil {
		page, failed := h.othersPage(c, fault.FieldsOf(err))
		if failed != nil {
			return failed
		}
		return h.Views.Rejected(c, "admin/others", page)
	}
	err := h.edit(c, campaign.Variants, "", func(campaign.Content) (string, string, error) {
		part, err := asPart(names)
		return posted(c, "base"), part, err
	})
	return h.edited(c, err, "admin.others", focus, c.Params("campaign"))
}

func namesTyped(c *fiber.Ctx) []string {
	count, _ := typedNumber(c, "count")
	var names []string
	for i := range min(count, campaign.MaxOthers) {
		names = append(names, tidied(c, fmt.Sprintf("names.%d", i+1)))
	}
	return names
}

// othersPage shows the draft's names, or what was typed and why it was not taken.
func (h *Handler) othersPage(c *fiber.Ctx, wrong []fault.Field) (othersPage, error) {
	d, err := h.dossier(c)
	if err != nil {
		return othersPage{}, err
	}
	shared, err := h.draft(c, d, campaign.Variants)
	if err != nil {
		return othersPage{}, err
	}
	content := d.Draft.Content
	names := content.OtherNames()
	another := ""
	if wrong != nil {
		names, another = namesTyped(c), posted(c, "another")
		for _, f := range wrong {
			if f.Name == fmt.Sprintf("names.%d", len(names)+1) { // the one that was to be added
				f.Name = "another"
			}
			shared.Rejected = append(shared.Rejected, rejection{Name: f.Name, Path: "others", Message: f.Message})
		}
	}
	return others(shared, content, names, another), nil
}

func others(shared draftPage, content campaign.Content, names []string, another string) othersPage {
	findings := content.Findings()
	page := othersPage{
		draftPage: shared, Languages: content.Languages, Findings: at(findings, "others"), Room: len(names) < campaign.MaxOthers,
		Another: text{Name: "another", Value: another, Rejected: rejected(shared.Rejected, "another")},
	}
	saved := content.OtherNames()
	for i, name := range names {
		control := fmt.Sprintf("names.%d", i+1)
		o := otherLetter{Number: i + 1, Name: text{Name: control, Value: name, Rejected: rejected(shared.Rejected, control)}}
		if i < len(saved) {
			o.Saved = saved[i]
			o.Findings = slices.DeleteFunc(slices.Clone(findings), func(f campaign.Finding) bool {
				p := f.Place()
				return p.Section != "others" || p.Letter != o.Saved && p.Item != i+1 || p.Language != ""
			})
		}
		page.Letters = append(page.Letters, o)
	}
	return page
}
