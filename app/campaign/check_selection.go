package campaign

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of who is written to, and of what is known of recipients.
const (
	MaxChoice     = 1_000 // recipients that senders choose among: all of them stand on the page
	MaxReference  = 60    // characters; an office types it into its register
	MaxRoutes     = 50
	MaxConditions = 10  // of a route
	MaxValues     = 200 // of a condition
	MaxColumns    = 20  // free ones
	MinSimilarity = 10  // percent
	MaxSimilarity = 90  // percent
)

// reservedColumns are what recipients have, and what a free column would be taken
// for.
var reservedColumns = []string{
	"name", "address", "key", "salutation", "function", "language", "country", "constituency", "group", "state", "title",
}

// sending holds all that is edited in the section Settings against its rules.
func (k *checker) sending() {
	k.text("reference", k.content.Reference, form{max: MaxReference})
	k.ownWords()
	if s := k.content.Similarity; s != 0 && (s < MinSimilarity || s > MaxSimilarity) {
		k.add("similarity", similarityRefused, s, MinSimilarity, MaxSimilarity)
	}
}

func (k *checker) ownWords() {
	p := k.content.Paragraph
	if !p.On {
		return
	}
	most := p.Max
	if p.Max < 1 || p.Max > MaxParagraph {
		k.add("paragraph.max", paragraphLength, p.Max, MaxParagraph)
		most = MaxParagraph
	}
	if p.Min < 0 || p.Min > most {
		k.add("paragraph.min", paragraphLeast, p.Min, most)
	}
}

// selection holds the selection and the routes against the recipients there are.
func (k *checker) selection() {
	c := k.content
	included := c.Included()
	k.mode(included)
	k.caps()
	k.routes()
	if len(c.Recipients) > 0 && len(included) == 0 {
		k.add("routes", nobodyIncluded)
	}
}

func (k *checker) mode(included []Recipient) {
	s := k.content.Selection
	if !slices.Contains(Modes(), s.Mode) {
		k.add("selection.mode", modeUnknown, string(s.Mode), known(Modes()))
		return
	}
	k.bound("selection.min", s.Min, s.Mode == Some, false)
	k.bound("selection.max", s.Max, s.Mode == Some || s.Mode == Area, false)
	k.bound("selection.count", s.Count, s.Mode == Random, true)
	if s.Mode != Area && s.By != "" {
		k.add("selection.by", numberUnused)
	}
	switch least, most := s.Bounds(); {
	case len(included) == 0: // one problem is enough
	case s.Mode == Everyone && len(included) > MaxIndividual:
		k.add("selection.mode", tooManyToWrite, len(included), MaxIndividual)
	case s.Chosen() && len(included) > MaxChoice:
		k.add("selection.mode", tooManyToChoose, len(included), MaxChoice)
	case s.Mode == Random && s.Count > len(included):
		k.add("selection.count", moreThanIncluded, s.Count, len(included))
	case s.Mode == Some && s.Max > len(included):
		k.add("selection.max", moreThanIncluded, s.Max, len(included))
	case s.Mode == Some && least > most:
		k.add("selection.min", leastAboveMost, least, most)
	case s.Mode == Some && least > len(included):
		k.add("selection.min", moreThanIncluded, least, len(included))
	case s.Mode == Area:
		k.area(included)
	}
}

// bound refuses a number that the mode has no use for, and one out of bounds. 0 is
// none; whether that will do is the mode's.
func (k *checker) bound(path string, n int, used, needed bool) {
	switch {
	case !used && n != 0:
		k.add(path, numberUnused)
	case used && (n < 0 || n > MaxIndividual || n == 0 && needed):
		k.add(path, numberRange, n, MaxIndividual)
	}
}

// area refuses recipients that nobody could be offered: who has nothing in the
// column is of no sender's area.
func (k *checker) area(included []Recipient) {
	s := k.content.Selection
	if s.By != ByCountry && s.By != ByConstituency {
		k.add("selection.by", areaUnknown, s.By)
		return
	}
	nowhere := slices.DeleteFunc(slices.Clone(included), func(r Recipient) bool { return s.AreaOf(r) != "" })
	if len(nowhere) > 0 {
		k.add("selection.by", areaMissing, len(nowhere), nowhere[0].Name)
	}
}

func (k *checker) caps() {
	s := k.content.Selection
	if s.PerHour < 0 {
		k.add("selection.per_hour", capNegative, s.PerHour)
	}
	if s.Total < 0 {
		k.add("selection.total", capNegative, s.Total)
	}
	if s.Total > 0 && s.PerHour > s.Total {
		k.add("selection.per_hour", capsReversed, s.PerHour, s.Total)
	}
}

func (k *checker) routes() {
	if n := len(k.content.Routes); n > MaxRoutes {
		k.add("routes", tooManyRoutes, n, MaxRoutes)
	}
	columns := slices.Concat(Columns(), k.content.FreeColumns())
	for i, t := range k.content.Routes {
		path := item("routes", i)
		switch n := len(t.When); {
		case n == 0:
			k.add(path+".when", routeBare)
		case n > MaxConditions:
			k.add(path+".when", routeConditions, n, MaxConditions)
		}
		for j, n := range t.When {
			k.condition(item(path+".when", j), n, columns)
		}
		k.outcome(path, t)
	}
}

func (k *checker) outcome(path string, t Route) {
	there := slices.ContainsFunc(k.content.Others, func(o OtherLetter) bool { return o.Name == t.Letter })
	switch {
	case t.Exclude && t.Letter != "":
		k.add(path+".letter", routeTorn)
	case t.Exclude:
	case t.Letter == "":
		k.add(path, routeIdle)
	case !there:
		k.add(path+".letter", routeLetter, t.Letter)
	case !k.content.Selection.Individual():
		k.add(path+".letter", routeTogether)
	}
}

func (k *checker) condition(path string, n Condition, columns []string) {
	if !slices.Contains(columns, n.Column) {
		k.add(path+".column", columnUnknown, n.Column, strings.Join(columns, ", "))
	}
	values := path + ".values"
	switch count := len(n.Values); {
	case !slices.Contains(Operators(), n.Is):
		k.add(path+".is", operatorUnknown, string(n.Is), known(Operators()))
	case n.Is == IsEmpty || n.Is == IsFilled:
		if count > 0 {
			k.add(values, valuesUnused)
		}
	case count == 0:
		k.add(values, valuesNeeded)
	case count > MaxValues:
		k.add(values, tooManyValues, count, MaxValues)
	}
	for i, v := range n.Values {
		k.plain(item(values, i), v)
	}
}

// columns holds what is known of a recipient besides name and address against the
// rules.
func (k *checker) columns(path string, r Recipient) {
	for _, tag := range sortedKeys(r.Salutation) {
		k.language(path+".salutation."+tag, tag)
		k.text(path+".salutation."+tag, r.Salutation[tag], form{max: MaxLine})
	}
	for _, column := range []struct{ name, value string }{{"constituency", r.Constituency}, {"group", r.Group}, {"list", r.List}} {
		if column.value != "" {
			k.text(path+"."+column.name, column.value, form{max: MaxLine})
		}
	}
	for _, name := range sortedKeys(r.Extra) {
		at := path + ".extra." + name
		switch {
		case slices.Contains(reservedColumns, name):
			k.add(at, freeColumnTaken, name)
		case !nameForm.MatchString(name):
			k.add(at, freeColumnRefused, name)
		}
		if r.Extra[name] != "" {
			k.text(at, r.Extra[name], form{max: MaxLine})
		}
	}
}

// freeColumns bounds what a table of recipients, and the list of merge fields, are
// wide.
func (k *checker) freeColumns() {
	if n := len(k.content.FreeColumns()); n > MaxColumns {
		k.add("recipients", tooManyColumns, n, MaxColumns)
	}
}

// plain checks a value that is only compared: it may have braces.
func (k *checker) plain(path, text string) {
	switch count := utf8.RuneCountInString(text); {
	case blank(text):
		k.add(path, textEmpty)
	case !utf8.ValidString(text):
		k.add(path, notUTF8)
	case count > MaxLine:
		k.add(path, textTooLong, count, MaxLine)
	case strings.Contains(text, "\n"):
		k.add(path, severalLines)
	default:
		k.characters(text, func(at int, p problem, values ...any) {
			k.findings = append(k.findings, p.at(path, 0, utf8.RuneCountInString(text[:at]), values...))
		})
	}
}

// known lists the words of a closed list.
func known[T ~string](words []T) string {
	var listed []string
	for _, w := range words {
		listed = append(listed, cmp.Or(string(w), together))
	}
	return strings.Join(listed, ", ")
}
