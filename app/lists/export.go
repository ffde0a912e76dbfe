package lists

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
)

// WriteCSV writes the entries that are not retired as a table that Decode and
// Propose take back: UTF-8 with a mark, commas, CR LF, every column. standings says
// whose mailbox is not active.
func WriteCSV(w io.Writer, entries []Entry, standings map[string]campaign.Mailbox) error {
	var to []campaign.Recipient
	for _, e := range entries {
		if !e.Retired {
			to = append(to, e.Recipient)
		}
	}
	return write(w, to, []column{{string(State), func(r campaign.Recipient) string {
		if m, ok := standings[address.Normal(r.Address)]; ok {
			return string(m.Standing)
		}
		return string(campaign.Active)
	}}})
}

// WriteRecipients writes the recipients of a campaign in the same form, with their
// keys and without standings.
func WriteRecipients(w io.Writer, to []campaign.Recipient) error {
	return write(w, to, []column{{"key", func(r campaign.Recipient) string { return r.Key }}})
}

// column is a column of a table that is written.
type column struct {
	name string
	of   func(campaign.Recipient) string
}

func write(w io.Writer, to []campaign.Recipient, more []column) error {
	if _, err := io.WriteString(w, marks[0].mark); err != nil {
		return err
	}
	columns := append(columnsOf(to), more...)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, r := range to {
		for i, c := range columns {
			row[i] = inert(c.of(r))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// columnsOf returns the known columns, the salutations and the free columns that
// the recipients have.
func columnsOf(to []campaign.Recipient) []column {
	columns := make([]column, 0, len(singles))
	for _, t := range singles {
		columns = append(columns, column{string(t), func(r campaign.Recipient) string { return r.Column(string(t)) }})
	}
	spoken, free := map[string]bool{}, map[string]bool{}
	for _, r := range to {
		for tag := range r.Salutation {
			spoken[tag] = true
		}
		for name := range r.Extra {
			free[name] = true
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(spoken)) {
		columns = append(columns, column{salutationPrefix + tag, func(r campaign.Recipient) string { return r.Salutation[tag] }})
	}
	for _, name := range slices.Sorted(maps.Keys(free)) {
		columns = append(columns, column{name, func(r campaign.Recipient) string { return r.Extra[name] }})
	}
	return columns
}

// formula is what a cell begins with that a spreadsheet calculates
// (owasp.org/www-community/attacks/CSV_Injection).
const formula = "=+-@\t\r\n＝＋－＠"

// inert keeps a cell from being a formula by an apostrophe before it. A cell that
// begins like one made inert gets another, so that active gives it back.
func inert(cell string) string {
	if begins(cell, formula) || strings.HasPrefix(cell, "'") && begins(cell[1:], formula+"'") {
		return "'" + cell
	}
	return cell
}

// active takes the apostrophe off again.
func active(cell string) string {
	if rest, found := strings.CutPrefix(cell, "'"); found && begins(rest, formula+"'") {
		return rest
	}
	return cell
}

func begins(text, with string) bool {
	for _, r := range text {
		return strings.ContainsRune(with, r)
	}
	return false
}
