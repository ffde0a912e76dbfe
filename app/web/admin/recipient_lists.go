package admin

import (
	"bytes"
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

// takenList is a list that a draft has taken over.
type takenList struct {
	ID      string
	Name    string // "" for a list that is gone
	Count   int    // recipients of the draft
	Differs lists.Difference
}

// takenRow is a recipient of a list.
type takenRow struct {
	campaign.Recipient
	From string // what the list is called, "" for one that is gone
}

// tookOver is what became of the recipients of a list.
type tookOver struct {
	All, Taken, Here int // Here: another recipient of the draft has their mailbox
}

// offeredList is a list that a draft could take over.
type offeredList struct {
	ID, Name string
	Entries  int
}

// takenLists returns the lists of a draft, and those it could take over.
func (h *Handler) takenLists(ctx context.Context, content campaign.Content) (taken []takenList, offered []offeredList, err error) {
	all, err := h.Lists.All(ctx)
	if err != nil {
		return nil, nil, err
	}
	ids, count := lists.Taken(content)
	for _, id := range ids {
		line := takenList{ID: id, Count: count[id]}
		if i := slices.IndexFunc(all, func(l lists.Summary) bool { return l.ID == id }); i >= 0 {
			line.Name = all[i].Name
			entries, err := h.Lists.Entries(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			line.Differs = lists.Differs(content, id, entries)
		}
		taken = append(taken, line)
	}
	for _, l := range all {
		if count[l.ID] == 0 && l.Entries > 0 {
			offered = append(offered, offeredList{l.ID, l.Name, l.Entries})
		}
	}
	return taken, offered, nil
}

// setTook tells how much of a list the draft has.
func (h *Handler) setTook(ctx context.Context, page *recipientsPage, content campaign.Content, id string) error {
	if !slices.ContainsFunc(page.Lists, func(l takenList) bool { return l.ID == id }) &&
		!slices.ContainsFunc(page.Offered, func(l offeredList) bool { return l.ID == id }) {
		return nil
	}
	entries, err := h.Lists.Entries(ctx, id)
	_, count := lists.Taken(content)
	took := tookOver{Taken: count[id], Here: lists.Differs(content, id, entries).Skipped}
	took.All = took.Taken + took.Here
	page.Took = &took
	return err
}

// takenRows returns the first recipients of lists, and how many there are.
func takenRows(content campaign.Content, taken []takenList) (rows []takenRow, all int) {
	called := map[string]string{}
	for _, l := range taken {
		called[l.ID] = l.Name
	}
	for _, r := range content.Recipients {
		if r.List == "" {
			continue
		}
		if all++; all <= shownLines {
			rows = append(rows, takenRow{r, called[r.List]})
		}
	}
	return rows, all
}

// RecipientListUpdate takes a list over into the draft as it stands today, or takes
// its recipients out.
func (h *Handler) RecipientListUpdate(c *fiber.Ctx) error {
	id := posted(c, "list")
	if id == "" {
		return h.RecipientsBack(c)
	}
	var entries []lists.Entry
	if posted(c, "do") != "remove" {
		if _, err := h.Lists.List(c.UserContext(), id); err != nil {
			return err
		}
		var err error
		if entries, err = h.Lists.Entries(c.UserContext(), id); err != nil {
			return err
		}
	}
	err := h.edit(c, campaign.Addressees, "", func(content campaign.Content) (string, string, error) {
		current, err := content.Part(campaign.Addressees)
		if err != nil {
			return "", "", err
		}
		to, _ := lists.TakeOver(content, id, entries) // of no entries: all of it leaves
		if len(to) == 0 {
			to = nil
		}
		part, err := asPart(to)
		return campaign.Base(current), part, err
	})
	if posted(c, "do") == "remove" {
		return h.edited(c, err, "admin.recipients", "lists", c.Params("campaign"))
	}
	return h.editedAs(c, err, url.Values{"took": {id}}, "admin.recipients", "lists", c.Params("campaign"))
}

// RecipientsBack leads to the recipients.
func (h *Handler) RecipientsBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.recipients", c.Params("campaign"))
}

// DraftRecipientsShow answers with all recipients of the draft as a table.
func (h *Handler) DraftRecipientsShow(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	return sendRecipients(c, d.Campaign.Slug+"-draft", d.Draft.Content)
}

// RevisionRecipientsShow answers with all recipients of a revision as a table.
func (h *Handler) RevisionRecipientsShow(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	all, err := h.Campaigns.Revisions(c.UserContext(), d.Campaign.ID)
	if err != nil {
		return err
	}
	for _, r := range all {
		if c.Params("number") == shown(r.Number) {
			return sendRecipients(c, d.Campaign.Slug+"-"+shown(r.Number), r.Content)
		}
	}
	return fault.New(fault.NotFound, "fault.revision.unknown")
}

func sendRecipients(c *fiber.Ctx, name string, content campaign.Content) error {
	var file bytes.Buffer
	if err := lists.WriteRecipients(&file, content.Recipients); err != nil {
		return err
	}
	return sendTable(c, name+"-recipients", file.Bytes())
}
