package lists

import (
	"maps"
	"slices"
	"strings"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// Fault keeps a table from being imported.
type Fault struct {
	Line    int    // of the file
	Column  string // its header, "" for the row as a whole
	Value   string // what stands there
	Message fault.Message
}

// longestShown is how much of a cell is shown, in characters.
const longestShown = 100

// Brief shortens what stands in a cell, to be shown.
func Brief(cell string) string {
	if runes := []rune(cell); len(runes) > longestShown {
		return string(runes[:longestShown]) + "…"
	}
	return cell
}

// reading is a row that is being read.
type reading struct {
	table   *Table
	mapping Mapping
	row     Row
	entry   campaign.Recipient
	state   campaign.Standing // "" where the table says nothing
	foreign bool              // the language is none
	faults  []Fault
}

func (r *reading) refuse(column int, key string, args map[string]any) {
	f := Fault{Line: r.row.Line, Message: fault.Message{Key: key, Args: args}}
	if column >= 0 {
		f.Column, f.Value = r.table.Header[column], Brief(r.row.Cells[column])
	}
	r.faults = append(r.faults, f)
}

// whole reports whether the row has cells to read.
func (r *reading) whole() bool {
	switch n := len(r.row.Cells); {
	case r.row.Flaw != Whole:
		r.refuse(-1, "table.row."+string(r.row.Flaw), nil)
	case n != len(r.table.Header):
		r.refuse(-1, "table.row.cells", map[string]any{"Count": n, "Want": len(r.table.Header)})
	default:
		return true
	}
	return false
}

// mailbox reads the address, and returns its normal form, "" when it is refused.
func (r *reading) mailbox() string {
	i := r.mapping.at(Address)
	cell := r.row.Cells[i]
	parsed, err := address.Parse(cell)
	switch {
	case cell == "":
		r.refuse(i, "problem.empty", nil)
	case err != nil:
		r.refuse(i, "problem.address", map[string]any{"Address": Brief(cell)})
	default:
		r.entry.Address, r.entry.Key = parsed.String(), parsed.Normal()
	}
	return r.entry.Key
}

// cells writes every other cell over what is known of the recipient.
func (r *reading) cells() {
	r.entry.Salutation, r.entry.Extra = maps.Clone(r.entry.Salutation), maps.Clone(r.entry.Extra)
	for i, c := range r.mapping {
		cell := r.row.Cells[i]
		switch c.To {
		case Ignored, Address, OwnSalutation:
		case State:
			r.standing(i, cell)
		case Language:
			r.entry.Language = r.language(i, cell)
		case Country:
			if r.entry.Country = CountryCode(cell); cell != "" && r.entry.Country == "" {
				r.refuse(i, "problem.country", map[string]any{"Country": Brief(cell)})
			}
		default:
			r.text(i, c, cell)
		}
	}
	r.ownSalutation()
}

// ownSalutation reads the salutation that is in the recipient's language, which any
// column of the row may say.
func (r *reading) ownSalutation() {
	i := r.mapping.at(OwnSalutation)
	if i < 0 || r.foreign {
		return
	}
	cell, c := r.row.Cells[i], Column{Salutation, r.entry.Language}
	switch {
	case c.Detail == "" && cell != "":
		r.unspoken()
	case c.Detail == "" || cell == "" && slices.Contains(r.mapping, c): // it has a column of its own
	default:
		r.text(i, c, cell)
	}
}

// unspoken says that nobody knows what language the salutation is in.
func (r *reading) unspoken() { r.refuse(r.mapping.at(Language), "table.row.unspoken", nil) }

func (r *reading) standing(i int, cell string) {
	r.state = campaign.Standing(strings.ToLower(cell))
	if cell != "" && !slices.Contains(campaign.Standings(), r.state) {
		r.refuse(i, "table.row.state", map[string]any{"State": Brief(cell)})
	}
}

func (r *reading) language(i int, cell string) string {
	tag, ok := campaign.Language(cell)
	if r.foreign = cell != "" && !ok; r.foreign {
		r.refuse(i, "problem.language_unknown", map[string]any{"Tag": Brief(cell)})
	}
	return tag
}

func (r *reading) text(i int, c Column, cell string) {
	if cell != "" || c.To == Name {
		if found := campaign.CheckCell(cell, campaign.MaxLine); len(found) > 0 {
			m := found[0].Message()
			r.refuse(i, m.Key, m.Args)
		}
	}
	switch c.To {
	case Name:
		r.entry.Name = cell
	case Function:
		r.entry.Function = cell
	case Constituency:
		r.entry.Constituency = cell
	case Group:
		r.entry.Group = cell
	case Salutation:
		put(&r.entry.Salutation, c.Detail, cell)
	case Free:
		put(&r.entry.Extra, c.Detail, cell)
	}
}

// put writes a text into a map that has none that is empty, and is nil without any.
func put(texts *map[string]string, name, text string) {
	if text != "" {
		if *texts == nil {
			*texts = map[string]string{}
		}
		(*texts)[name] = text
		return
	}
	if delete(*texts, name); len(*texts) == 0 {
		*texts = nil
	}
}

// greeted wants a salutation for the recipient's language, or for every language
// of the table where theirs is not known. A table with salutations in the recipients'
// own languages has to say which those are.
func (r *reading) greeted() {
	tags, own := r.mapping.salutations(), r.mapping.at(OwnSalutation)
	if len(tags) == 0 && own < 0 || r.foreign {
		return
	}
	if own >= 0 && r.entry.Language == "" {
		if r.row.Cells[own] == "" { // with one it is said already
			r.unspoken()
		}
		return
	}
	if own := r.entry.Language; own != "" {
		base, _, _ := strings.Cut(own, "-")
		for tag, text := range r.entry.Salutation {
			if other, _, _ := strings.Cut(tag, "-"); other == base && text != "" {
				return
			}
		}
		tags = []string{own}
	}
	for _, tag := range tags {
		if r.entry.Salutation[tag] == "" {
			r.refuse(-1, "table.row.salutation", map[string]any{"Language": tag})
			return
		}
	}
}
