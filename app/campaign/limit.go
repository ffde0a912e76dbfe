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
		for _, l := range []struct {
			path, text string
			max        int
		}{
			{"title." + tag, c.Title[tag], MaxTitle},
			{"summary." + tag, c.Summary[tag], MaxSummary},
			{"closing." + tag, c.Closing[tag], MaxSummary},
			{"victory." + tag, c.Victory[tag], MaxSummary},
		} {
			limits = append(limits, Limit{l.path, utf8.RuneCountInString(l.text), l.max})
		}
		limits = append(limits, c.Letters[tag].limits("letters."+tag, c.Reference)...)
	}
	for i, o := range c.Others {
		for _, tag := range c.Languages {
			limits = append(limits, o.Letters[tag].limits(c.otherPath(i)+"."+tag, c.Reference)...)
		}
	}
	return limits
}

// limits counts each subject, and as the body the longest wording of all that ends
// with the reference.
func (l Letter) limits(path, reference string) []Limit {
	limits := []Limit{{path + ".subject", utf8.RuneCountInString(l.Subject), MaxSubject}}
	for i, text := range l.Subjects {
		limits = append(limits, Limit{item(path+".subjects", i), utf8.RuneCountInString(text), MaxSubject})
	}
	return append(limits, Limit{path + ".body", longestWith(l, reference), MaxBody})
}
