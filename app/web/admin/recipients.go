package admin

import (
	"cmp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

// recipientsPage is admin/recipients: the list, and a form for one of them.
type recipientsPage struct {
	draftPage
	Rows     []recipientRow // the campaign's own
	Lists    []takenList
	Taken    []takenRow // the first recipients of lists
	All      int        // recipients of lists
	Took     *tookOver  // the page answers that a list was taken over
	Offered  []offeredList
	Wrong    []recipientRow     // the first recipients of lists that something is wrong with
	Separate bool               // each of them gets a message of their own
	Findings []campaign.Finding // about the list as a whole
	Form     recipientForm
	Room     bool // another one can be added
}

// recipientRow is a recipient in the list.
type recipientRow struct {
	Number int // from 1
	Row    string
	campaign.Recipient
	Findings []campaign.Finding
}

// recipientForm adds a recipient, or changes one.
type recipientForm struct {
	Row      string // names the recipient as it was when the form was filled, "" to add one
	Key      string
	Number   int // from 1, 0: to add one
	Name     text
	Address  text
	Function text
	Language text
	Offered  []string // languages
	Country  text
	columnsForm
	Again bool // somebody else changed it since the form was filled
}

// rowOf names a recipient exactly as it stands.
func rowOf(r campaign.Recipient) string {
	part, err := asPart(r)
	if err != nil {
		return ""
	}
	return campaign.Base(part)
}

// RecipientsEdit shows the list, and the form of the recipient in the query.
func (h *Handler) RecipientsEdit(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	to := d.Draft.Content.Recipients
	i := indexOf(to, c.Query("row"))
	page, err := h.recipientsPage(c, d, i)
	if err != nil {
		return err
	}
	if i >= 0 {
		page.Form.fill(to[i])
	}
	if err := h.setTook(c.UserContext(), &page, d.Draft.Content, c.Query("took")); err != nil {
		return err
	}
	return h.Views.Page(c, "admin/recipients", page)
}

// RecipientsUpdate adds, changes or removes a recipient. Two operators who change
// two of them do not disturb each other.
func (h *Handler) RecipientsUpdate(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	row, key, one := posted(c, "row"), posted(c, "key"), typedRecipient(c)
	if posted(c, "do") == "remove" {
		return h.removeRecipient(c, d, row, key)
	}
	i, _ := whereIs(d.Draft.Content.Recipients, row, key)
	if wrong := append(wrongColumns(c), wrongRecipient(d.Draft.Content, i, one)...); len(wrong) > 0 {
		page, err := h.recipientsPage(c, d, i)
		if err != nil {
			return err
		}
		page.Rejected = wrong
		page.Form.retype(c, wrong)
		return h.Views.Rejected(c, "admin/recipients", page)
	}
	err = h.edit(c, campaign.Addressees, "", func(content campaign.Content) (string, string, error) {
		return putRecipient(content, row, key, one)
	})
	return h.edited(c, err, "admin.recipients", "list", c.Params("campaign"))
}

// removeRecipient takes a recipient off the list. One that somebody else has
// changed meanwhile is shown anew instead.
func (h *Handler) removeRecipient(c *fiber.Ctx, d campaign.Dossier, row, key string) error {
	to := d.Draft.Content.Recipients
	if i := indexOfKey(to, key); i >= 0 && rowOf(to[i]) != row {
		page, err := h.recipientsPage(c, d, i)
		if err != nil {
			return err
		}
		page.Form.fill(to[i])
		page.Form.Again = true
		return h.Views.Rejected(c, "admin/recipients", page)
	}
	err := h.edit(c, campaign.Addressees, "", func(content campaign.Content) (string, string, error) {
		current, err := content.Part(campaign.Addressees)
		if err != nil {
			return "", "", err
		}
		left := slices.DeleteFunc(slices.Clone(content.Recipients), func(r campaign.Recipient) bool { return r.List == "" && rowOf(r) == row })
		if len(left) == 0 {
			left = nil // as in a content that never had any
		}
		part, err := asPart(left)
		return campaign.Base(current), part, err
	})
	return h.edited(c, err, "admin.recipients", "list", c.Params("campaign"))
}

// putRecipient returns the list with a recipient added, or changed. Where somebody
// else has changed or removed the same one, the base is none.
func putRecipient(content campaign.Content, row, key string, one campaign.Recipient) (base, part string, err error) {
	current, err := content.Part(campaign.Addressees)
	if err != nil {
		return "", "", err
	}
	base = campaign.Base(current)
	to := slices.Clone(content.Recipients)
	i, same := whereIs(to, row, key)
	if !same {
		base = ""
	}
	if i >= 0 {
		to[i] = keyed(one, to[i])
	} else {
		to = append(to, keyed(one, campaign.Recipient{}))
	}
	part, err = asPart(to)
	return base, part, err
}

// whereIs returns where the recipient of a form stands, below 0 for one that is to
// be added, and whether it is still the one that the form was filled with.
func whereIs(to []campaign.Recipient, row, key string) (i int, same bool) {
	if i = indexOf(to, row); i >= 0 || row == "" {
		return i, true
	}
	return indexOfKey(to, key), false
}

// indexOf finds one of the campaign's own: recipients of a list are changed there.
func indexOf(to []campaign.Recipient, row string) int {
	return slices.IndexFunc(to, func(r campaign.Recipient) bool { return r.List == "" && rowOf(r) == row })
}

func indexOfKey(to []campaign.Recipient, key string) int {
	return slices.IndexFunc(to, func(r campaign.Recipient) bool { return r.List == "" && r.Key == key })
}

// keyed gives a recipient the key it had before if that was given by hand, and
// otherwise the normal form of its address, as in a campaign file.
func keyed(one, before campaign.Recipient) campaign.Recipient {
	one.Key, one.List = address.Normal(one.Address), before.List
	if before.Key != "" && before.Key != address.Normal(before.Address) {
		one.Key = before.Key
	}
	return one
}

// typedRecipient reads the form. What can be read is written as the draft holds it.
func typedRecipient(c *fiber.Ctx) campaign.Recipient {
	r := campaign.Recipient{
		Name: tidied(c, "name"), Address: tidied(c, "address"), Function: tidied(c, "function"),
		Language: tidied(c, "language"), Country: cmp.Or(lists.CountryCode(tidied(c, "country")), tidied(c, "country")),
	}
	if parsed, err := address.Parse(r.Address); err == nil {
		r.Address = parsed.String()
	}
	if tag, ok := campaign.Language(r.Language); ok {
		r.Language = tag
	}
	typedColumns(c, &r)
	return r
}

// wrongRecipient returns what is wrong with a recipient in the place of another,
// or at the end for none.
func wrongRecipient(content campaign.Content, i int, one campaign.Recipient) []rejection {
	to := slices.Clone(content.Recipients)
	if i >= 0 {
		to[i] = keyed(one, to[i])
	} else {
		to, i = append(to, keyed(one, campaign.Recipient{})), len(to)
	}
	content.Recipients = to
	var wrong []rejection
	for _, f := range content.Findings() {
		p := f.Place()
		switch {
		case p.Section != "recipients":
		case p.Item == 0 && f.Code == "too_many_columns":
			wrong = append(wrong, rejection{"extra", f.Path, f.Message()})
		case p.Item == 0 && !f.Missing(): // one too many
			wrong = append(wrong, rejection{"name", f.Path, f.Message()})
		case p.Item == i+1 && p.Part == "key":
			wrong = append(wrong, rejection{"address", f.Path, f.Message()})
		case p.Item == i+1:
			wrong = append(wrong, rejection{columnControl(p), f.Path, f.Message()})
		case f.Code == "mailbox_taken" && f.Args["Recipient"] == i+1: // found at the one that comes later
			m := fault.Message{Key: f.Message().Key, Args: map[string]any{"Address": one.Address, "Recipient": p.Item}}
			wrong = append(wrong, rejection{"address", f.Path, m})
		}
	}
	return wrong
}
