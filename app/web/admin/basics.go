package admin

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// basicsPage is admin/basics: languages, title and summary, the goal.
type basicsPage struct {
	draftPage
	Languages []languageChoice // the draft's, and those a rejected form adds
	First     string           // the default among them
	Choices   []languageChoice // that can be added
	Other     text             // tags of further languages
	Goal      text
	Texts     []basicTexts
	Renamable bool // the campaign was never published
}

// Adding reports whether the part of the form that adds languages is in use.
func (p basicsPage) Adding() bool {
	return p.Other.Value != "" || slices.ContainsFunc(p.Choices, func(l languageChoice) bool { return l.Ticked })
}

// basicTexts is what the basics say in a language.
type basicTexts struct {
	Language       string
	Title, Summary text
}

// BasicsEdit is the form of the basics.
func (h *Handler) BasicsEdit(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	content := d.Draft.Content
	part := campaign.BasicsPart{Languages: content.Languages, Title: content.Title, Summary: content.Summary, Goal: content.Goal}
	page, err := h.basicsPage(c, d, part, nil)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/basics", page)
}

// BasicsUpdate carries the basics over. Languages that are no longer ticked take
// their texts with them, which are set aside.
func (h *Handler) BasicsUpdate(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	part, wrong := typedBasics(c, d.Draft.Content.Languages)
	if wrong != nil {
		page, err := h.basicsPage(c, d, part, wrong)
		if err != nil {
			return err
		}
		return h.Views.Rejected(c, "admin/basics", page)
	}
	err = h.edit(c, campaign.Basics, "", func(campaign.Content) (string, string, error) {
		text, err := asPart(part)
		return posted(c, "base"), text, err
	})
	return h.edited(c, err, "admin.basics", "", c.Params("campaign"))
}

func typedBasics(c *fiber.Ctx, given []string) (campaign.BasicsPart, []rejection) {
	languages, wrong := chosenLanguages(c, given)
	if first := posted(c, "first"); slices.Contains(languages, first) {
		languages = slices.Insert(slices.DeleteFunc(languages, func(l string) bool { return l == first }), 0, first)
	}
	part := campaign.BasicsPart{
		Languages: languages, Title: typedTexts(c, "title", languages, false), Summary: typedTexts(c, "summary", languages, false),
	}
	var ok bool
	if part.Goal, ok = typedNumber(c, "goal"); !ok {
		wrong = append(wrong, refuse("goal", "goal", "admin.number"))
	}
	return part, wrong
}

func (h *Handler) basicsPage(c *fiber.Ctx, d campaign.Dossier, part campaign.BasicsPart, wrong []rejection) (basicsPage, error) {
	shared, err := h.draft(c, d, campaign.Basics)
	shared.Rejected = wrong
	page := basicsPage{
		draftPage: shared, Renamable: !d.Campaign.State.Published() && d.Campaign.State != campaign.Archived,
		Goal:  text{Name: "goal", Value: shown(part.Goal), Optional: true, Rejected: rejected(wrong, "goal")},
		Other: text{Name: "other", Value: posted(c, "other"), Optional: true, Rejected: rejected(wrong, "other")},
	}
	if wrong != nil {
		page.Goal.Value = posted(c, "goal")
	}
	all := d.Draft.Content.Languages
	page.Choices = languageChoices(all, part.Languages)
	for _, language := range all {
		page.Languages = append(page.Languages, languageChoice{language, slices.Contains(part.Languages, language)})
	}
	page.First = firstOf(part.Languages, all)
	findings := d.Draft.Content.Findings()
	for _, language := range all {
		title, summary := "title."+language, "summary."+language
		texts := basicTexts{
			Language: language,
			Title:    text{Name: title, Value: part.Title[language], Language: language},
			Summary:  text{Name: summary, Value: part.Summary[language], Language: language, Lines: 6},
		}
		if wrong == nil {
			texts.Title.Findings, texts.Summary.Findings = at(findings, title), at(findings, summary)
		} else {
			texts.Title.Value, texts.Summary.Value = posted(c, title), posted(c, summary)
		}
		page.Texts = append(page.Texts, texts)
	}
	return page, err
}

func firstOf(languages ...[]string) string {
	first := ""
	for _, some := range languages {
		if len(some) > 0 {
			first = cmp.Or(first, some[0])
		}
	}
	return first
}
