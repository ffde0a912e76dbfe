package campaign

import (
	"slices"
	"strings"
)

// Route is a rule about recipients: those for whom every condition holds are left
// out, or get another letter. The first route that says something about a
// recipient decides; leaving out comes before any letter.
type Route struct {
	When    []Condition `json:"when"`
	Exclude bool        `json:"exclude,omitempty"`
	Letter  string      `json:"letter,omitempty"` // OtherLetter.Name, where nobody is left out
}

// Condition is about one column of a recipient.
type Condition struct {
	Column string   `json:"column"` // one of Columns, or the name of a free one
	Is     Operator `json:"is"`
	Values []string `json:"values,omitempty"`
}

// Operator compares a column with values, without regard to case.
type Operator string

// The operators. IsEmpty and IsFilled take no values.
const (
	IsOneOf  Operator = "one_of"
	IsNoneOf Operator = "none_of"
	IsEmpty  Operator = "empty"
	IsFilled Operator = "filled"
)

// Operators returns every operator.
func Operators() []Operator { return []Operator{IsOneOf, IsNoneOf, IsEmpty, IsFilled} }

// Columns are what every recipient has, besides free columns, name and address.
func Columns() []string {
	return []string{"function", "language", "country", "constituency", "group"}
}

// Column returns what the recipient has in a column, "" for one that it has not.
func (r Recipient) Column(name string) string {
	switch name {
	case "name":
		return r.Name
	case "address":
		return r.Address
	case "function":
		return r.Function
	case "language":
		return r.Language
	case "country":
		return r.Country
	case "constituency":
		return r.Constituency
	case "group":
		return r.Group
	}
	return r.Extra[name]
}

// FreeColumns returns the names of the free columns of all recipients, sorted.
func (c Content) FreeColumns() []string {
	var names []string
	for _, r := range c.Recipients {
		for name := range r.Extra {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// Holds reports whether the condition holds for a recipient.
func (n Condition) Holds(r Recipient) bool {
	value := strings.TrimSpace(r.Column(n.Column))
	one := slices.ContainsFunc(n.Values, func(v string) bool { return strings.EqualFold(strings.TrimSpace(v), value) })
	switch n.Is {
	case IsOneOf:
		return one
	case IsNoneOf:
		return !one
	case IsEmpty:
		return value == ""
	case IsFilled:
		return value != ""
	}
	return false
}

// Holds reports whether every condition holds for a recipient; without conditions
// it does for none.
func (t Route) Holds(r Recipient) bool {
	return len(t.When) > 0 && !slices.ContainsFunc(t.When, func(n Condition) bool { return !n.Holds(r) })
}

// Excluded reports whether a route leaves the recipient out.
func (c Content) Excluded(r Recipient) bool {
	return slices.ContainsFunc(c.Routes, func(t Route) bool { return t.Exclude && t.Holds(r) })
}

// Included returns the recipients that no route leaves out.
func (c Content) Included() []Recipient {
	return slices.DeleteFunc(slices.Clone(c.Recipients), c.Excluded)
}

// Letter returns the letter for a recipient in a language: that of the first route
// that chooses one, else the campaign's own. It reports false when there is none
// in that language.
func (c Content) Letter(r Recipient, language string) (Letter, bool) {
	for _, t := range c.Routes {
		if t.Exclude || t.Letter == "" || !t.Holds(r) {
			continue
		}
		if i := slices.IndexFunc(c.Others, func(o OtherLetter) bool { return o.Name == t.Letter }); i >= 0 {
			letter, ok := c.Others[i].Letters[language]
			return letter, ok
		}
	}
	letter, ok := c.Letters[language]
	return letter, ok
}
