package admin

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/web/render"
)

// entryPage is admin/entry: adds an entry to a list, or changes one.
type entryPage struct {
	Frame
	ListID   string
	ListName string
	Number   int // 0: to add one
	Retired  bool
	Base     string // names the entry that the form was filled with
	Current  string // what it is called
	Again    bool   // somebody else has changed it since
	Standing campaign.Mailbox
	Offered  []string // languages
	Controls []entryControl
	Language text
}

// entryControl is a text of the entry.
type entryControl struct {
	text
	Label, Hint string
}

// Problems are the controls that were not taken.
func (p entryPage) Problems() []entryControl {
	return slices.DeleteFunc(slices.Concat(p.Controls, []entryControl{{text: p.Language}}), func(c entryControl) bool { return c.Rejected == nil })
}

// EntryNew offers to add an entry.
func (h *Handler) EntryNew(c *fiber.Ctx) error { return h.entryShown(c, 0) }

// EntryEdit shows an entry.
func (h *Handler) EntryEdit(c *fiber.Ctx) error {
	number, _ := strconv.Atoi(c.Params("entry"))
	if number < 1 {
		return fault.New(fault.NotFound, "fault.list.entry")
	}
	return h.entryShown(c, number)
}

func (h *Handler) entryShown(c *fiber.Ctx, number int) error {
	page, e, err := h.entryPage(c, number)
	if err != nil {
		return err
	}
	page.fill(h.columns(c, e.of), e.Recipient)
	return h.Views.Page(c, "admin/entry", page)
}

// EntryCreate adds an entry.
func (h *Handler) EntryCreate(c *fiber.Ctx) error { return h.putEntry(c, 0) }

// EntryUpdate changes an entry, retires it, or takes it back into the list.
func (h *Handler) EntryUpdate(c *fiber.Ctx) error {
	number, _ := strconv.Atoi(c.Params("entry"))
	if number < 1 {
		return fault.New(fault.NotFound, "fault.list.entry")
	}
	return h.putEntry(c, number)
}

// chosenEntry is the entry that is being changed, and those it stands among.
type chosenEntry struct {
	lists.Entry
	of []lists.Entry
}

// entryPage describes the form without what is typed in it.
func (h *Handler) entryPage(c *fiber.Ctx, number int) (entryPage, chosenEntry, error) {
	frame, v, err := h.list(c)
	if err != nil {
		return entryPage{}, chosenEntry{}, err
	}
	entries, err := h.Lists.Entries(c.UserContext(), v.ID)
	if err != nil {
		return entryPage{}, chosenEntry{}, err
	}
	page := entryPage{Frame: frame, ListID: v.ID, ListName: v.Name, Number: number, Standing: campaign.Mailbox{Standing: campaign.Active}}
	chosen := chosenEntry{of: entries}
	if number > 0 {
		i := slices.IndexFunc(entries, func(e lists.Entry) bool { return e.Number == number })
		if i < 0 {
			return page, chosen, fault.New(fault.NotFound, "fault.list.entry")
		}
		chosen.Entry = entries[i]
		page.Retired, page.Current, page.Base = chosen.Retired, chosen.Name, baseOfEntry(chosen.Entry)
		standings, err := h.Lists.Standings(c.UserContext())
		if err != nil {
			return page, chosen, err
		}
		if m, ok := standings[chosen.Key]; ok {
			page.Standing = m
		}
	}
	page.Offered = newRecipientForm(nil).Offered
	return page, chosen, nil
}

// baseOfEntry names an entry exactly as it stands.
func baseOfEntry(e lists.Entry) string {
	text, err := json.Marshal(e)
	if err != nil {
		return ""
	}
	return campaign.Base(string(text))
}

// entryColumn is a column that an entry can have: of its own, or of another entry of
// the list.
type entryColumn struct {
	control     string
	label, hint string
	optional    bool
	language    string
	of          func(campaign.Recipient) string
	put         func(*campaign.Recipient, string)
}

// columns are those of a list in the order of the form, with salutations in the
// languages of the interface also where the list has none yet.
func (h *Handler) columns(c *fiber.Ctx, entries []lists.Entry) []entryColumn {
	say := func(key string, args map[string]any) string { return h.Text(render.LanguageOf(c), key, args) }
	single := func(control, label, hint string, of func(*campaign.Recipient) *string) entryColumn {
		return entryColumn{
			control, say(label, nil), say(hint, nil), control != "name" && control != "address", "",
			func(r campaign.Recipient) string { return *of(&r) }, func(r *campaign.Recipient, value string) { *of(r) = value },
		}
	}
	columns := []entryColumn{
		single("name", "admin.lists.column.name", "admin.entry.name.hint", func(r *campaign.Recipient) *string { return &r.Name }),
		single("address", "admin.lists.column.address", "admin.entry.address.hint", func(r *campaign.Recipient) *string { return &r.Address }),
		single("function", "admin.lists.column.function", "admin.entry.function.hint", func(r *campaign.Recipient) *string { return &r.Function }),
		single("country", "admin.lists.column.country", "admin.entry.country.hint", func(r *campaign.Recipient) *string { return &r.Country }),
		single("constituency", "admin.lists.column.constituency", "admin.entry.constituency.hint", func(r *campaign.Recipient) *string { return &r.Constituency }),
		single("group", "admin.lists.column.group", "admin.entry.group.hint", func(r *campaign.Recipient) *string { return &r.Group }),
	}
	tags, names := map[string]bool{}, map[string]bool{}
	for _, l := range h.Languages {
		tags[l.Tag] = true
	}
	for _, e := range entries {
		for tag := range e.Salutation {
			tags[tag] = true
		}
		for name := range e.Extra {
			names[name] = true
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(tags)) {
		columns = append(columns, entryColumn{
			"salutation." + tag, say("admin.entry.salutation", map[string]any{"Tag": tag}), "", true, tag,
			func(r campaign.Recipient) string { return r.Salutation[tag] }, func(r *campaign.Recipient, value string) { putText(&r.Salutation, tag, value) },
		})
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		columns = append(columns, entryColumn{
			"extra." + name, name, "", true, "",
			func(r campaign.Recipient) string { return r.Extra[name] }, func(r *campaign.Recipient, value string) { putText(&r.Extra, name, value) },
		})
	}
	return columns
}

// putText writes a text into a copy of a map that has none that is empty.
func putText(texts *map[string]string, name, value string) {
	copied := maps.Clone(*texts)
	if copied == nil {
		copied = map[string]string{}
	}
	if copied[name] = value; value == "" {
		delete(copied, name)
	}
	if *texts = copied; len(copied) == 0 {
		*texts = nil
	}
}

// fill puts an entry into the form.
func (p *entryPage) fill(columns []entryColumn, r campaign.Recipient) {
	for _, col := range columns {
		p.Controls = append(p.Controls, entryControl{text{Name: col.control, Value: col.of(r), Optional: col.optional, Language: col.language}, col.label, col.hint})
	}
	p.Language = text{Name: "language", Value: r.Language, Optional: true}
	if r.Language != "" && !slices.Contains(p.Offered, r.Language) {
		p.Offered = append(p.Offered, r.Language)
	}
}

// putEntry carries the form out.
func (h *Handler) putEntry(c *fiber.Ctx, number int) error {
	page, e, err := h.entryPage(c, number)
	if err != nil {
		return err
	}
	columns := h.columns(c, e.of)
	typed, wrong := typedEntry(c, columns, e.Recipient)
	action := posted(c, "do")
	if len(wrong) > 0 && action == "" {
		return h.entryRejected(c, page, columns, wrong)
	}
	err = h.Lists.Put(c.UserContext(), page.ListID, number, h.Now(), func(v lists.List, now lists.Entry) (lists.Entry, audit.Act, error) {
		return changedEntry(c, v, now, typed, action)
	})
	if fault.MessageOf(err).Key == "fault.list.moved" {
		again, e, err := h.entryPage(c, number)
		if err != nil {
			return err
		}
		again.Again = true
		again.fill(h.columns(c, e.of), e.Recipient)
		return h.Views.Rejected(c, "admin/entry", again)
	}
	for _, f := range fault.FieldsOf(err) {
		wrong[f.Name] = f.Message
	}
	if len(wrong) > 0 && err != nil {
		return h.entryRejected(c, page, columns, wrong)
	}
	return h.listSaved(c, err, "entries")
}

// changedEntry returns what becomes of an entry, and what that is called. One that
// somebody else has changed since the form was filled is left alone.
func changedEntry(c *fiber.Ctx, v lists.List, now lists.Entry, typed campaign.Recipient, action string) (lists.Entry, audit.Act, error) {
	adding := now.Key == ""
	if !adding && posted(c, "base") != baseOfEntry(now) {
		return now, audit.Act{}, fault.New(fault.Conflict, "fault.list.moved")
	}
	done := audit.EntryEdited
	switch {
	case adding:
		done, now.Recipient = audit.EntryAdded, typed
	case action == "retire":
		done, now.Retired = audit.EntryRetired, true
	case action == "return":
		done, now.Retired = audit.EntryReturned, false
	default:
		now.Recipient = typed
	}
	return now, act(c, done, v.ID, map[string]string{"name": v.Name, "entry": strconv.Itoa(now.Number)}), nil
}

// typedEntry reads the form, and what is wrong with it by control. Columns that the
// form has not stay.
func typedEntry(c *fiber.Ctx, columns []entryColumn, before campaign.Recipient) (campaign.Recipient, map[string]fault.Message) {
	r, wrong := before, map[string]fault.Message{}
	for _, col := range columns {
		value := tidied(c, col.control)
		if col.control == "country" {
			value = cmp.Or(lists.CountryCode(value), value)
		}
		if value != "" || !col.optional {
			if found := campaign.CheckCell(value, campaign.MaxLine); len(found) > 0 {
				wrong[col.control] = found[0].Message()
			}
		}
		col.put(&r, value)
	}
	r.Language = tidied(c, "language")
	if tag, ok := campaign.Language(r.Language); ok {
		r.Language = tag
	} else if r.Language != "" {
		wrong["language"] = fault.Message{Key: "problem.language_unknown", Args: map[string]any{"Tag": r.Language}}
	}
	if r.Country != "" && !campaign.KnownCountry(r.Country) {
		wrong["country"] = fault.Message{Key: "problem.country", Args: map[string]any{"Country": r.Country}}
	}
	if parsed, err := address.Parse(r.Address); err == nil {
		r.Address, r.Key = parsed.String(), parsed.Normal()
	} else if _, known := wrong["address"]; !known {
		wrong["address"] = fault.Message{Key: "problem.address", Args: map[string]any{"Address": r.Address}}
	}
	return r, wrong
}

// entryRejected shows the form with what was typed.
func (h *Handler) entryRejected(c *fiber.Ctx, page entryPage, columns []entryColumn, wrong map[string]fault.Message) error {
	page.Base = posted(c, "base")
	for _, col := range columns {
		control := entryControl{text{Name: col.control, Value: posted(c, col.control), Optional: col.optional, Language: col.language}, col.label, col.hint}
		if m, ok := wrong[col.control]; ok {
			control.Rejected = &m
		}
		page.Controls = append(page.Controls, control)
	}
	page.Language = text{Name: "language", Value: posted(c, "language"), Optional: true}
	if m, ok := wrong["language"]; ok {
		page.Language.Rejected = &m
	}
	if v := page.Language.Value; v != "" && !slices.Contains(page.Offered, v) {
		page.Offered = append(page.Offered, v)
	}
	return h.Views.Rejected(c, "admin/entry", page)
}
