package admin

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

const linksPageSize = 100 // links of a page

// officeLinksPage is admin/office-links: the links to the pages of the offices that
// a campaign writes to.
type officeLinksPage struct {
	Frame
	ID    string
	Title string
	Rows  []linkLine
	Count int // of all pages
	Page  int // from 1
	Next  int // 0 on the last
}

// linkLine is the link of an office.
type linkLine struct {
	Number  int // from 1, of all pages
	Name    string
	Address string
	Link    string
}

// OfficeLinksIndex lists the links.
func (h *Handler) OfficeLinksIndex(c *fiber.Ctx) error {
	d, to, err := h.linked(c)
	if err != nil {
		return err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return err
	}
	page := officeLinksPage{Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d), Count: len(to)}
	number, _ := strconv.Atoi(c.Query("page"))
	to, page.Page, page.Next = paged(to, number, linksPageSize)
	if page.Rows, err = h.linkLines(to, (page.Page-1)*linksPageSize); err != nil {
		return err
	}
	return h.Views.Page(c, "admin/office-links", page)
}

// OfficeLinksBack leads someone who reloads the address of a form to its page.
func (h *Handler) OfficeLinksBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.campaign.offices", c.Params("campaign"))
}

// OfficeLinksExport answers with all links as CSV, to be mailed by the operators
// themselves. Who has a link can ask in the name of its office, so an export is
// noted.
func (h *Handler) OfficeLinksExport(c *fiber.Ctx) error {
	d, to, err := h.linked(c)
	if err != nil {
		return err
	}
	rows, err := h.linkLines(to, 0)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	out := csv.NewWriter(&file)
	out.UseCRLF = true
	lines := [][]string{{"name", "address", "link"}}
	for _, r := range rows {
		lines = append(lines, []string{inert(r.Name), inert(r.Address), r.Link})
	}
	if err := out.WriteAll(lines); err != nil {
		return err
	}
	if err := h.Log.Append(c.UserContext(), act(c, audit.OfficesExported, d.Campaign.Slug, nil), h.Now()); err != nil {
		return err
	}
	c.Attachment("offices-" + d.Campaign.Slug + ".csv")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	return c.Send(file.Bytes())
}

// linked loads the campaign in the path and the recipients of what is public, or of
// the draft while nothing was.
func (h *Handler) linked(c *fiber.Ctx) (campaign.Dossier, []campaign.Recipient, error) {
	d, err := h.dossier(c)
	if err != nil {
		return d, nil, err
	}
	content := d.Draft.Content
	if d.Campaign.RevisionID != "" {
		r, err := h.Campaigns.Revision(c.UserContext(), d.Campaign.RevisionID)
		if err != nil {
			return d, nil, err
		}
		content = r.Content
	}
	return d, content.Included(), nil
}

// linkLines makes the links; one of an address that is none, as a draft may hold,
// is left out. before is how many recipients stand on the pages before.
func (h *Handler) linkLines(to []campaign.Recipient, before int) ([]linkLine, error) {
	lines := make([]linkLine, 0, len(to))
	for i, r := range to {
		parsed, err := address.Parse(r.Address)
		if err != nil {
			continue
		}
		link, err := h.officeLink(parsed.Normal())
		if err != nil {
			return nil, err
		}
		lines = append(lines, linkLine{Number: before + i + 1, Name: r.Name, Address: r.Address, Link: link})
	}
	return lines, nil
}

// inert keeps a cell from being a formula on the machine of whoever opens the file
// (owasp.org/www-community/attacks/CSV_Injection).
func inert(cell string) string {
	if cell != "" && strings.Contains("=+-@\t\r\n'", cell[:1]) {
		return "'" + cell
	}
	return cell
}
