package campaign

import "slices"

// CheckCell holds a text of one line that stands by itself, such as a cell of a
// table, against the rules that Check has for it in a content.
func CheckCell(text string, longest int) []Finding {
	k := &checker{}
	k.text("", text, form{max: longest})
	var found []Finding
	for _, f := range k.findings {
		found = append(found, f.Finding)
	}
	return found
}

// KnownCountry reports whether a code is one of ISO 3166-1 alpha-2, in capitals.
func KnownCountry(code string) bool { return isCountry(code) }

// FreeColumnName reports whether a free column of recipients can have the name.
func FreeColumnName(name string) bool {
	return nameForm.MatchString(name) && !slices.Contains(reservedColumns, name)
}
