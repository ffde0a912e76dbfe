// Package liststest makes tables of invented members of parliaments: the same in
// every run, in the scripts of the European Union and the Western Balkans, in the
// encodings that files come in, and with planted faults.
package liststest

import (
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/lists"
)

// Parliament returns n invented members, each with their own address under
// .example, which RFC 2606 reserves.
func Parliament(n int) []campaign.Recipient {
	members := make([]campaign.Recipient, n)
	for i := range members {
		members[i] = member(i)
	}
	return members
}

func member(i int) campaign.Recipient {
	of := countries[i%len(countries)]
	given, family := strings.Fields(of.given), strings.Fields(of.family)
	turn := i / len(countries)
	name := given[turn%len(given)] + " " + family[(turn/len(given)+turn)%len(family)]
	r := campaign.Recipient{
		Name: name, Address: fmt.Sprintf("member.%d@parliament-%s.example", i+1, strings.ToLower(of.code)),
		Language: of.language, Country: of.code, Salutation: map[string]string{of.language: of.dear},
		Constituency: fmt.Sprintf("%s %d", of.code, turn%9+1), Group: []string{"Green", "Liberal", "Labour", ""}[turn%4],
		Extra: map[string]string{"seat": fmt.Sprint(i + 1)},
	}
	if turn%5 == 0 {
		r.Function = "Committee chair"
	}
	switch i % 50 {
	case 7: // what a spreadsheet would calculate
		r.Extra["note"] = "=HYPERLINK(\"http://x.example\";\"x\")"
	case 8:
		r.Extra["note"] = "'=not a formula"
	case 9:
		r.Extra["note"] = "says \"yes\"; or no, as it is"
	}
	r.Key = r.Address // which is in normal form
	return r
}

// Writing is how a table is written.
type Writing struct {
	Encoding  lists.Encoding
	Delimiter lists.Delimiter
	Mark      bool // with a byte order mark
}

// Writings are four that spreadsheets write.
func Writings() []Writing {
	return []Writing{
		{lists.UTF8, lists.Comma, true}, {lists.UTF16LE, lists.Tab, true},
		{lists.Windows1250, lists.Semicolon, false}, {lists.Windows1252, lists.Comma, false},
	}
}

// Planted is a fault that a table was given.
type Planted struct {
	Line int
	Key  string // of the message
}

// lost stands where bytes are put that are no character.
const lost = '\ue000'

// Table writes those of the members whose characters the encoding has, and with
// faulty fifteen rows more that are wrong, each in a way of its own. Names are
// decomposed here and there, and some cells have line breaks. written are the
// members that are in the table.
func Table(members []campaign.Recipient, w Writing, faulty bool) (source []byte, written []campaign.Recipient, planted []Planted) {
	written = slices.DeleteFunc(slices.Clone(members), func(r campaign.Recipient) bool { return !w.has(r) })
	t := table{w: w, line: 1}
	for _, r := range written {
		for tag := range r.Salutation {
			t.tongues = append(t.tongues, tag)
		}
	}
	slices.Sort(t.tongues)
	t.tongues = slices.Compact(t.tongues)
	t.header()
	bad := t.faults(written)
	every := len(written)/len(bad) + 1
	for i, r := range written {
		cells := t.cells(r)
		if i%3 == 0 && w.Encoding != lists.Windows1250 && w.Encoding != lists.Windows1252 {
			cells[0] = norm.NFD.String(cells[0])
		}
		if i%20 == 5 {
			cells[0] = strings.Replace(cells[0], " ", "\n", 1)
		}
		t.add(cells)
		if faulty && i%every == every-1 || faulty && i == len(written)-1 {
			for range bad {
				planted = append(planted, Planted{t.line, bad[0].key})
				bad[0].write()
				if bad = bad[1:]; i < len(written)-1 {
					break
				}
			}
		}
	}
	return w.encode(t.text.String()), written, planted
}

type table struct {
	w       Writing
	text    strings.Builder
	line    int
	tongues []string
}

func (t *table) header() {
	cells := []string{"Name", "E-mail", "Function", "Language", "Country", "Constituency", "Party", "State", "Seat", "Note"}
	for _, tag := range t.tongues {
		cells = append(cells, "Salutation ("+tag+")")
	}
	t.add(cells)
}

func (t *table) cells(r campaign.Recipient) []string {
	cells := []string{r.Name, r.Address, r.Function, r.Language, strings.ToLower(r.Country), r.Constituency, r.Group, "active", r.Extra["seat"], r.Extra["note"]}
	if strings.HasPrefix(r.Extra["note"], "'") { // as who guards a table against formulas writes it
		cells[9] = "'" + r.Extra["note"]
	}
	for _, tag := range t.tongues {
		cells = append(cells, r.Salutation[tag])
	}
	return cells
}

func (t *table) add(cells []string) {
	quoted := make([]string, len(cells))
	for i, cell := range cells {
		if quoted[i] = cell; strings.ContainsAny(cell, "\",;\t\n") {
			quoted[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
		}
	}
	t.raw(strings.Join(quoted, t.delimiter()))
}

func (t *table) raw(row string) {
	t.text.WriteString(row + "\r\n")
	t.line += 1 + strings.Count(row, "\n")
}

func (t *table) delimiter() string {
	return map[lists.Delimiter]string{lists.Comma: ",", lists.Semicolon: ";", lists.Tab: "\t"}[t.w.Delimiter]
}

// fault is a row to plant.
type fault struct {
	key   string
	write func()
}

// faults are rows in characters that every encoding has.
func (t *table) faults(written []campaign.Recipient) []fault {
	tag := written[0].Language
	changed := func(key string, change func(r *campaign.Recipient, cells []string) []string) fault {
		return fault{key, func() {
			r := campaign.Recipient{
				Name: "José Gómez", Address: fmt.Sprintf("planted.%s.%d@parliament.example", key, t.line), Language: tag, Country: "ES",
				Salutation: maps.Clone(written[0].Salutation),
			}
			t.add(change(&r, t.cells(r)))
		}}
	}
	cell := func(key string, at int, value string) fault {
		return changed(key, func(_ *campaign.Recipient, cells []string) []string { cells[at] = value; return cells })
	}
	return []fault{
		cell("problem.address", 1, "jose.parliament.example"),
		cell("problem.address", 1, "José Gómez <jose@parliament.example>"),
		cell("problem.address", 1, "josé@parliament.example"),
		cell("table.row.duplicate", 1, written[0].Address),
		cell("table.row.duplicate", 1, strings.ToUpper(written[0].Address)),
		changed("table.row.salutation", func(_ *campaign.Recipient, cells []string) []string {
			cells[slices.Index(t.tongues, tag)+10] = ""
			return cells
		}),
		cell("problem.country", 4, "ZZ"),
		cell("problem.language_unknown", 3, "Klingonisch"),
		cell("problem.empty", 0, ""),
		cell("problem.too_long", 2, strings.Repeat("é", campaign.MaxLine+1)),
		cell("problem.invisible", 0, "José\aGómez"),
		changed("table.row.cells", func(_ *campaign.Recipient, cells []string) []string { return cells[1:] }),
		{"table.row.quotes", func() { t.raw(`"José" Gómez` + t.delimiter() + "jose@parliament.example") }},
		cell("table.row.bytes", 0, "Jos"+string(lost)+" Gómez"),
		cell("table.row.state", 7, "perhaps"),
	}
}

// has reports whether the encoding has every character of a recipient.
func (w Writing) has(r campaign.Recipient) bool {
	page := w.page()
	if page == nil {
		return true
	}
	t := table{w: w, tongues: slices.Collect(maps.Keys(r.Salutation))}
	for _, c := range strings.Join(t.cells(r), "") {
		if _, ok := page.EncodeRune(c); !ok {
			return false
		}
	}
	return true
}

func (w Writing) page() *charmap.Charmap {
	switch w.Encoding {
	case lists.Windows1250:
		return charmap.Windows1250
	case lists.Windows1252:
		return charmap.Windows1252
	}
	return nil
}

func (w Writing) encode(text string) []byte {
	if w.Mark {
		text = "\ufeff" + text
	}
	var out []byte
	for _, r := range text {
		page := w.page()
		switch {
		case page != nil && r == lost:
			out = append(out, 0x81)
		case page != nil:
			b, _ := page.EncodeRune(r)
			out = append(out, b)
		case w.Encoding == lists.UTF16LE && r == lost:
			out = append(out, 0x00, 0xD8)
		case w.Encoding == lists.UTF16LE:
			for _, unit := range utf16.Encode([]rune{r}) {
				out = binary.LittleEndian.AppendUint16(out, unit)
			}
		case r == lost:
			out = append(out, 0xff)
		default:
			out = append(out, string(r)...)
		}
	}
	return out
}
