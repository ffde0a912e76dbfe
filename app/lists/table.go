package lists

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/fault"
)

// Limits of a table.
const (
	MaxBytes   = 5 << 20
	MaxColumns = 60
)

// Delimiter parts the cells of a row.
type Delimiter string

// The delimiters, as they are called in settings.
const (
	Comma     Delimiter = "comma"
	Semicolon Delimiter = "semicolon"
	Tab       Delimiter = "tab"
)

// Delimiters returns every delimiter.
func Delimiters() []Delimiter { return []Delimiter{Comma, Semicolon, Tab} }

func (d Delimiter) char() byte {
	switch d {
	case Semicolon:
		return ';'
	case Tab:
		return '\t'
	}
	return ','
}

// Form is how a table is written. What is "" is guessed.
type Form struct {
	Encoding  Encoding  `json:"encoding,omitempty"`
	Delimiter Delimiter `json:"delimiter,omitempty"`
}

// Table is what a file says.
type Table struct {
	Form   Form // with what was guessed
	Header []string
	Rows   []Row // without those that have nothing in any cell
}

// Row is a row below the header.
type Row struct {
	Line  int // of the file, where the row begins
	Cells []string
	Flaw  Flaw
}

// Flaw says why a row cannot be read.
type Flaw string

// The flaws.
const (
	Whole      Flaw = ""
	Misquoted  Flaw = "quotes" // a quotation mark is not closed, or something follows it
	Undecoded  Flaw = "bytes"  // bytes that are no characters in the encoding
	unlimited       = 0
	sampleRows      = 30 // that delimiters are guessed by
)

// Decode reads a table. Cells are trimmed, in NFC and on one line, and without the
// apostrophe that WriteCSV puts before what a spreadsheet takes for a formula. The error is a
// fault.Invalid with a message for the operator; rows that cannot be read are none.
func Decode(source []byte, f Form) (Table, error) {
	if len(source) > MaxBytes {
		return Table{}, fault.New(fault.Invalid, "table.large").With(map[string]any{"Max": MaxBytes >> 20})
	}
	if f.Encoding == "" {
		f.Encoding = recognise(source)
	}
	text, err := decode(source, f.Encoding)
	if err != nil {
		return Table{}, fault.Wrap(fault.Invalid, "table.encoding", err)
	}
	said, line := declared(text)
	if f.Delimiter == "" {
		f.Delimiter = cmp.Or(said, guessDelimiter(text))
	}
	if !slices.Contains(Delimiters(), f.Delimiter) {
		return Table{}, fault.New(fault.Invalid, "table.delimiter")
	}
	rows := parse(text, f.Delimiter.char(), unlimited)
	for i := range rows {
		rows[i].tidy()
	}
	if line {
		rows = rows[1:]
	}
	rows = slices.DeleteFunc(rows, Row.empty)
	if len(rows) == 0 {
		return Table{Form: f}, fault.New(fault.Invalid, "table.empty")
	}
	t := Table{Form: f, Header: rows[0].Cells, Rows: rows[1:]}
	return t, t.check(rows[0].Flaw)
}

// declared reads the line "sep=;" that spreadsheets put above a header, and reports
// whether there is one.
func declared(text string) (Delimiter, bool) {
	line, _, _ := strings.Cut(text, "\n")
	line = strings.Trim(line, "\r\" ")
	for _, d := range Delimiters() {
		if strings.EqualFold(line, "sep="+string(d.char())) {
			return d, true
		}
	}
	return "", false
}

func (t Table) check(header Flaw) error {
	switch {
	case header != Whole:
		return fault.New(fault.Invalid, "table.header")
	case len(t.Header) > MaxColumns:
		return fault.New(fault.Invalid, "table.columns").With(map[string]any{"Count": len(t.Header), "Max": MaxColumns})
	case len(t.Rows) == 0:
		return fault.New(fault.Invalid, "table.rows.none")
	case len(t.Rows) > MaxEntries:
		return fault.New(fault.Invalid, "table.rows").With(map[string]any{"Count": len(t.Rows), "Max": MaxEntries})
	}
	return nil
}

func (r *Row) tidy() {
	for i, cell := range r.Cells {
		if strings.ContainsRune(cell, '\uFFFD') && r.Flaw == Whole {
			r.Flaw = Undecoded
		}
		r.Cells[i] = active(oneLine(norm.NFC.String(cell)))
	}
}

// oneLine trims a cell, and writes its lines one behind the other.
func oneLine(cell string) string {
	if !strings.Contains(cell, "\n") {
		return strings.TrimSpace(cell)
	}
	var lines []string
	for line := range strings.SplitSeq(cell, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, " ")
}

func (r Row) empty() bool {
	return r.Flaw == Whole && !slices.ContainsFunc(r.Cells, func(cell string) bool { return cell != "" })
}

// guessDelimiter returns the delimiter by which most of the first rows have as many
// cells as the header, and of several the one that makes the most cells.
func guessDelimiter(text string) Delimiter {
	best, most := Comma, 0
	for _, d := range Delimiters() {
		rows := parse(text, d.char(), sampleRows)
		if len(rows) == 0 || len(rows[0].Cells) < 2 {
			continue
		}
		alike := 0
		for _, r := range rows {
			if len(r.Cells) == len(rows[0].Cells) {
				alike++
			}
		}
		if rate := alike*1000/len(rows)*2 + len(rows[0].Cells); rate > most {
			best, most = d, rate
		}
	}
	return best
}
