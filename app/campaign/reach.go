package campaign

import (
	"maps"
	"slices"
	"strings"
)

// Concerned returns the recipients that the i-th route decides about: those it
// leaves out, or those who are included and get its letter because no route before
// it chooses another.
func (c Content) Concerned(i int) []Recipient {
	t := c.Routes[i]
	return slices.DeleteFunc(slices.Clone(c.Recipients), func(r Recipient) bool {
		if !t.Holds(r) {
			return true
		}
		earlier := func(e Route) bool { return e.Letter != "" && !e.Exclude && e.Holds(r) }
		return !t.Exclude && (c.Excluded(r) || slices.ContainsFunc(c.Routes[:i], earlier))
	})
}

// InColumn returns what recipients have in a column, each value once, sorted.
func (c Content) InColumn(name string) []string {
	values := map[string]bool{}
	for _, r := range c.Recipients {
		if v := strings.TrimSpace(r.Column(name)); v != "" {
			values[v] = true
		}
	}
	return sortedKeys(values)
}

func sortedKeys[T any](of map[string]T) []string { return slices.Sorted(maps.Keys(of)) }
