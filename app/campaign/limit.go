package campaign

import "unicode/utf8"

// Limit is how much of a text's greatest length is used, in characters.
type Limit struct {
	Path      string // as of a Finding
	Used, Max int
}

// Excess returns how many characters there are too many.
func (l Limit) Excess() int { return max(0, l.Used-l.Max) }

// Limits returns the limits of the longer texts in every language, counted as
// Check counts them.
func (c Content) Limits() []Limit {
	var limits []Limit
	for _, tag := range c.Languages {
		letter := c.Letters[tag]
		for _, l := range []struct {
			path, text string
			max        int
		}{
			{"title." + tag, c.Title[tag], MaxTitle},
			{"summary." + tag, c.Summary[tag], MaxSummary},
			{"closing." + tag, c.Closing[tag], MaxSummary},
			{"victory." + tag, c.Victory[tag], MaxSummary},
			{"letters." + tag + ".subject", letter.Subject, MaxSubject},
			{"letters." + tag + ".body", letter.Body, MaxBody},
		} {
			limits = append(limits, Limit{l.path, utf8.RuneCountInString(l.text), l.max})
		}
	}
	return limits
}
