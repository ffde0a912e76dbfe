package campaign

import (
	"strconv"
	"strings"
)

// Place is where in a campaign a path leads, for an interface that names the
// section and the part with the words "problem.place.NAME".
type Place struct {
	Section  string // "title", "letters", "recipients" …: the key at the top of a campaign file
	Item     int    // which of a list, from 1; 0: the list as a whole, or no list
	Part     string // "body", "address" …: the key within; "": all of it
	Language string // whose text it is; "": of no language
	Name     string // of a recipient's free column; "": none

	Letter      string // name of an other letter; "": the campaign's own
	Block       int    // of a letter, from 1; 0: none
	Alternative int    // of the subject or of the block, from 1; 0: all of them
}

// PlaceOf returns the place of a Finding or a PartDiff.
func PlaceOf(path string) Place {
	section, rest, _ := strings.Cut(path, ".")
	p := Place{Section: section}
	switch section {
	case "languages", "fields", "recipients":
		item, inside, _ := strings.Cut(rest, ".")
		p.Item, _ = strconv.Atoi(item)
		p.Part, p.Language, _ = strings.Cut(inside, ".")
		if p.Part == "extra" {
			p.Language, p.Name = "", p.Language
		}
	case "routes":
		p.Item, p.Part = routePlace(rest)
	case "schedule", "selection", "paragraph":
		p.Part = rest
	case "letters":
		p.within(rest)
	case "others":
		p.other(rest)
	default:
		p.Language = rest
	}
	return p
}
