package audit

import (
	"encoding/csv"
	"io"
	"iter"
	"strconv"
	"strings"
)

var header = []string{"number", "at", "actor", "actor_id", "action", "subject", "details", "previous", "hash"}

// WriteCSV writes entries as RFC 4180 with a header: times in RFC 3339 and UTC,
// details as DetailsJSON, hashes in hexadecimal. A cell that a spreadsheet would
// take for a formula is preceded by an apostrophe; so is one that begins with an
// apostrophe itself, so that taking one off gives back the cell. Details lose
// nothing; elsewhere encoding/csv makes every line end CR LF.
func WriteCSV(w io.Writer, entries iter.Seq2[Entry, error]) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(header); err != nil {
		return err
	}
	for e, err := range entries {
		if err != nil {
			return err
		}
		row := []string{
			strconv.FormatInt(e.Number, 10), Time(e.At), e.Actor.Name, e.Actor.ID, string(e.Action), e.Subject,
			unparted(e.DetailsJSON()), e.Previous.String(), e.Hash.String(),
		}
		for i := range row {
			row[i] = inert(row[i])
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// unparted writes the semicolons of a JSON text in its other spelling: where
// numbers have a decimal comma, spreadsheets part cells by them, and the middle of
// a text would begin a cell.
func unparted(json string) string { return strings.ReplaceAll(json, ";", `\u003b`) }

// inert keeps a cell from being a formula: what an operator's address or a slug
// begins with must not run on the machine of whoever opens the file
// (owasp.org/www-community/attacks/CSV_Injection).
func inert(cell string) string {
	if cell != "" && strings.Contains("=+-@\t\r\n'", cell[:1]) {
		return "'" + cell
	}
	return cell
}
