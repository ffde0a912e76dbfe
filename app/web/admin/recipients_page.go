package admin

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// mostWrong is how many recipients of lists are shown with what is wrong about them.
const mostWrong = 20

// recipientsPage describes the list, and the form for the i-th of it, or for
// another one with i below 0.
func (h *Handler) recipientsPage(c *fiber.Ctx, d campaign.Dossier, i int) (recipientsPage, error) {
	shared, err := h.draft(c, d, campaign.Addressees)
	if err != nil {
		return recipientsPage{}, err
	}
	content := d.Draft.Content
	findings := content.Findings()
	page := recipientsPage{
		draftPage: shared, Findings: at(findings, "recipients"), Room: len(content.Recipients) < content.MostRecipients(),
		Form: newRecipientForm(content.Languages), Separate: content.Selection.Individual(),
	}
	if page.Lists, page.Offered, err = h.takenLists(c.UserContext(), content); err != nil {
		return page, err
	}
	page.Taken, page.All = takenRows(content, page.Lists)
	about := map[int][]campaign.Finding{}
	for _, f := range findings {
		if p := f.Place(); p.Section == "recipients" {
			about[p.Item] = append(about[p.Item], f)
		}
	}
	page.Form.columnsForm = newColumnsForm(content)
	for n, r := range content.Recipients {
		switch {
		case r.List == "":
			page.Rows = append(page.Rows, recipientRow{Number: n + 1, Row: rowOf(r), Recipient: r, Findings: about[n+1]})
		case about[n+1] != nil && len(page.Wrong) < mostWrong:
			page.Wrong = append(page.Wrong, recipientRow{Number: n + 1, Recipient: r, Findings: about[n+1]})
		}
	}
	if i >= 0 {
		page.Form.Number, page.Form.Row, page.Form.Key = i+1, rowOf(content.Recipients[i]), content.Recipients[i].Key
	}
	return page, nil
}

func newRecipientForm(languages []string) recipientForm {
	offered := slices.Clone(languages)
	for _, tag := range common {
		if !slices.Contains(offered, tag) {
			offered = append(offered, tag)
		}
	}
	return recipientForm{
		Name: text{Name: "name"}, Address: text{Name: "address"}, Function: text{Name: "function", Optional: true},
		Language: text{Name: "language", Optional: true}, Country: text{Name: "country", Optional: true}, Offered: offered,
		columnsForm: newColumnsForm(campaign.Content{Languages: languages}),
	}
}

// fill puts a recipient of the draft into the form.
func (f *recipientForm) fill(r campaign.Recipient) {
	f.Name.Value, f.Address.Value, f.Function.Value = r.Name, r.Address, r.Function
	f.Language.Value, f.Country.Value = r.Language, r.Country
	f.columnsForm.fill(r)
	if r.Language != "" && !slices.Contains(f.Offered, r.Language) {
		f.Offered = append(f.Offered, r.Language)
	}
}

// retype puts what was typed into the form, with what is wrong about it.
func (f *recipientForm) retype(c *fiber.Ctx, wrong []rejection) {
	f.Row, f.Key = posted(c, "row"), posted(c, "key")
	f.fill(campaign.Recipient{
		Name: posted(c, "name"), Address: posted(c, "address"), Function: posted(c, "function"),
		Language: posted(c, "language"), Country: posted(c, "country"),
	})
	for _, control := range []*text{&f.Name, &f.Address, &f.Function, &f.Language, &f.Country} {
		control.Rejected = rejected(wrong, control.Name)
	}
	f.columnsForm.retype(c, wrong)
}
