package lists

import "strings"

// maxQuoted bounds how far a quotation mark looks for its end, in bytes: in a file
// with thousands that are not closed each would go through all of it.
const maxQuoted = 16 << 10

// parser reads rows as RFC 4180 has them, with any line ends. encoding/csv ends
// with the first row it cannot read; this one goes on with the next line, because
// an operator wants to see all that is wrong at once.
type parser struct {
	text  string
	at    int
	line  int
	delim byte
}

// parse returns the rows, at most so many unless that is 0.
func parse(text string, delim byte, most int) []Row {
	p := &parser{text: text, line: 1, delim: delim}
	var rows []Row
	for p.at < len(p.text) && (most == 0 || len(rows) < most) {
		rows = append(rows, p.row())
	}
	return rows
}

// row reads a row with the end of its line. One that is misquoted is the line it
// begins in.
func (p *parser) row() Row {
	start := *p
	r := Row{Line: p.line}
	for {
		cell, ok := p.cell()
		if !ok {
			*p = start
			return Row{Line: start.line, Cells: []string{p.rest()}, Flaw: Misquoted}
		}
		r.Cells = append(r.Cells, cell)
		if p.at < len(p.text) && p.text[p.at] == p.delim {
			p.at++
			continue
		}
		p.newline()
		return r
	}
}

// cell reads up to a delimiter or the end of a line, and reports false when its
// quotation marks do not fit. One in the middle of a cell is a character.
func (p *parser) cell() (string, bool) {
	if p.at < len(p.text) && p.text[p.at] == '"' {
		return p.quoted()
	}
	from := p.at
	for p.at < len(p.text) && !p.ends() {
		p.at++
	}
	return p.text[from:p.at], true
}

func (p *parser) quoted() (string, bool) {
	var b strings.Builder
	from := p.at + 1
	for p.at = from; p.at < len(p.text) && p.at-from < maxQuoted; {
		switch c := p.text[p.at]; {
		case c == '"' && p.at+1 < len(p.text) && p.text[p.at+1] == '"':
			b.WriteByte('"')
			p.at += 2
		case c == '"':
			p.at++
			return b.String(), p.at == len(p.text) || p.ends()
		case c == '\r' || c == '\n':
			b.WriteByte('\n')
			p.newline()
		default:
			b.WriteByte(c)
			p.at++
		}
	}
	return "", false
}

// ends reports whether a cell ends here.
func (p *parser) ends() bool {
	c := p.text[p.at]
	return c == p.delim || c == '\n' || c == '\r'
}

// rest reads what is left of a line, with its end.
func (p *parser) rest() string {
	from := p.at
	for p.at < len(p.text) && p.text[p.at] != '\n' && p.text[p.at] != '\r' {
		p.at++
	}
	line := p.text[from:p.at]
	p.newline()
	return line
}

// newline passes the end of a line: CR LF, LF or CR.
func (p *parser) newline() {
	if p.at == len(p.text) {
		return
	}
	if p.text[p.at] == '\r' && p.at+1 < len(p.text) && p.text[p.at+1] == '\n' {
		p.at++
	}
	p.at++
	p.line++
}
