package lists

import (
	"fmt"
	"slices"
	"strings"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// Target is what a column of a table is about.
type Target string

// The targets. A Salutation is in a language, a Free column has a name.
const (
	Ignored      Target = "ignored"
	Name         Target = "name"
	Address      Target = "address"
	Function     Target = "function"
	Language     Target = "language"
	Country      Target = "country"
	Salutation   Target = "salutation"
	Constituency Target = "constituency"
	Group        Target = "group"
	State        Target = "state"
	Free         Target = "free"

	OwnSalutation Target = "salutation_own" // in the language of the row
)

// singles are the targets that a recipient has one text for, in the order of an
// export.
var singles = []Target{Name, Address, Function, Language, Country, Constituency, Group}

// Targets returns every target, in the order they are offered.
func Targets() []Target {
	return []Target{Name, Address, Salutation, OwnSalutation, Function, Language, Country, Constituency, Group, State, Free, Ignored}
}

const salutationPrefix = "salutation."

// Column says what a column of a table is about.
type Column struct {
	To     Target `json:"to"`
	Detail string `json:"detail,omitempty"` // language of a Salutation, name of a Free column
}

// Mapping says what the columns of a table are about, in their order.
type Mapping []Column

// Propose reads a mapping from the headers. A table that WriteCSV wrote is
// recognised by its headers, which are then taken by their word.
func Propose(header []string) Mapping {
	m := make(Mapping, len(header))
	m.propose(header)
	return m
}

// Carry proposes a mapping for a table that takes the place of another one: what
// was said of the other's columns holds for those with the same header.
func Carry(header, before []string, said Mapping) Mapping {
	m, used := make(Mapping, len(header)), map[int]bool{}
	for i, h := range header {
		for j := range min(len(before), len(said)) {
			if before[j] == h && !used[j] {
				m[i], used[j] = said[j], true
				break
			}
		}
	}
	m.propose(header)
	return m
}

// propose fills what is not said yet.
func (m Mapping) propose(header []string) {
	own := exported(header)
	for i, h := range header {
		if m[i].To != "" {
			continue
		}
		if c, ok := literal(h, own); ok && !m.taken(c) {
			m[i] = c
		}
	}
	for i, h := range header {
		if m[i].To != "" {
			continue
		}
		c := known(h)
		if c.To == Free || m.taken(c) {
			c = Column{Free, m.free(h, i)}
		}
		m[i] = c
	}
	m.proposeOwn(header)
}

// proposeOwn takes the only column of salutations without a language for those in
// the languages of the rows, where another column says these.
func (m Mapping) proposeOwn(header []string) {
	silent := Column{To: Salutation}
	count := 0
	for _, h := range header {
		if known(h) == silent {
			count++
		}
	}
	if i := slices.Index(m, silent); i >= 0 && count == 1 && m.at(Language) >= 0 && m.at(OwnSalutation) < 0 {
		m[i] = Column{To: OwnSalutation}
	}
}

// exported reports whether the header has all that WriteCSV writes in any case.
func exported(header []string) bool {
	for _, t := range singles {
		if !slices.Contains(header, string(t)) {
			return false
		}
	}
	return slices.Contains(header, string(State)) || slices.Contains(header, "key")
}

// literal returns the column that a header is the title of.
func literal(header string, own bool) (Column, bool) {
	if header == "" || header == "key" {
		return Column{To: Ignored}, true
	}
	if t := Target(header); slices.Contains(singles, t) || t == State {
		return Column{To: t}, true
	}
	if tag, found := strings.CutPrefix(header, salutationPrefix); found {
		canonical, ok := campaign.Language(tag)
		return Column{Salutation, canonical}, ok
	}
	return Column{Free, header}, own && campaign.FreeColumnName(header)
}

// taken reports whether another column is the same.
func (m Mapping) taken(c Column) bool { return c.To != Ignored && slices.Contains(m, c) }

// free makes a name of a header that no other column has.
func (m Mapping) free(header string, i int) string {
	base := strings.ReplaceAll(campaign.SlugOf(header), "-", "_")
	base = strings.TrimRight(base[:min(len(base), 36)], "_")
	if !campaign.FreeColumnName(base) {
		base = strings.TrimRight("column_"+base, "_")
	}
	if !campaign.FreeColumnName(base) || base == "column" {
		base = fmt.Sprintf("column_%d", i+1)
	}
	name := base
	for n := 2; m.taken(Column{Free, name}); n++ {
		name = fmt.Sprintf("%.36s_%d", base, n)
	}
	return name
}

// Tidy writes languages and names as they are kept.
func (c Column) Tidy() Column {
	c.Detail = strings.TrimSpace(c.Detail)
	switch c.To {
	case Salutation:
		if tag, ok := campaign.Language(c.Detail); ok {
			c.Detail = tag
		}
	case Free:
	default:
		c.Detail = ""
	}
	return c
}

// Check returns a fault.Invalid with the fields columns.N, counted from 0, that
// cannot be taken, columns.N.detail where their language or name is what is wrong,
// and columns for one that is missing. Every table needs names and addresses.
func (m Mapping) Check(header []string) error {
	var rejected fault.Fields
	if len(m) != len(header) {
		return fault.New(fault.Invalid, "table.mapping.count")
	}
	if m.at(Name) < 0 {
		rejected.Reject("columns", "table.mapping.needed.name", nil)
	}
	if m.at(Address) < 0 {
		rejected.Reject("columns", "table.mapping.needed.address", nil)
	}
	if i := m.at(OwnSalutation); i >= 0 && m.at(Language) < 0 {
		rejected.Reject(fmt.Sprintf("columns.%d", i), "table.mapping.unspoken", nil)
	}
	if n := m.count(Free); n > campaign.MaxColumns {
		rejected.Reject("columns", "table.mapping.many", map[string]any{"Own": n, "Max": campaign.MaxColumns})
	}
	for i, c := range m {
		if key, args := c.refused(); key == "table.mapping.unknown" {
			rejected.Reject(fmt.Sprintf("columns.%d", i), key, args)
		} else if key != "" {
			rejected.Reject(fmt.Sprintf("columns.%d.detail", i), key, args)
		} else if c.To != Ignored && slices.Contains(m[:i], c) {
			rejected.Reject(fmt.Sprintf("columns.%d", i), "table.mapping.twice", map[string]any{"Column": slices.Index(m, c) + 1})
		}
	}
	return rejected.Err()
}

func (c Column) refused() (key string, args map[string]any) {
	tag, ok := campaign.Language(c.Detail)
	switch {
	case !slices.Contains(Targets(), c.To):
		return "table.mapping.unknown", nil
	case c.To == Salutation && c.Detail == "":
		return "table.mapping.language", nil
	case c.To == Salutation && (!ok || tag != c.Detail):
		return "problem.language_unknown", map[string]any{"Tag": c.Detail}
	case c.To == Free && !campaign.FreeColumnName(c.Detail):
		return "table.mapping.free", nil
	}
	return "", nil
}

// count returns how many columns are about something.
func (m Mapping) count(t Target) int {
	n := 0
	for _, c := range m {
		if c.To == t {
			n++
		}
	}
	return n
}

// at returns the place of a column, below 0 without one.
func (m Mapping) at(t Target) int {
	return slices.IndexFunc(m, func(c Column) bool { return c.To == t })
}

// salutations returns the languages that the table has salutations in.
func (m Mapping) salutations() []string {
	var tags []string
	for _, c := range m {
		if c.To == Salutation {
			tags = append(tags, c.Detail)
		}
	}
	return tags
}
