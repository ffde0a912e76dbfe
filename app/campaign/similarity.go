package campaign

import (
	"cmp"
	"math/rand/v2"
)

// DefaultSimilarity is the target of the median in percent where a campaign names
// none.
const DefaultSimilarity = 50

// Likeness is how alike the letters of two senders are, in one language. An office
// that gets the same letter a thousand times filters it, so a campaign aims at a
// median below its target.
//
// The likeness of two letters is the Jaccard index of their fingerprints: how many
// they share, of all that either has. The fingerprints are those of S. Schleimer,
// D. S. Wilkerson and A. Aiken, "Winnowing: Local Algorithms for Document
// Fingerprinting" (SIGMOD 2003): the text as words (NFKC, lower case, letters and
// digits only) is read in shingles of 3 words, hashed with FNV-1a of 64 bits, and of
// every 4 hashes in a row the smallest counts. Two letters with 6 words in a row in
// common share a fingerprint at least. Left out are merge fields, among them the
// salutation, the closing, the reference and the subject, which letters of one
// campaign may share without being copies.
type Likeness struct {
	Letter   string // OtherLetter.Name, "" for the campaign's own
	Language string
	Distinct int            // letters that can be told apart, subjects included; math.MaxInt: beyond counting
	Median   float64        // of all pairs of senders; the upper one of two in the middle
	Worst    float64        // 1 when two senders get the same text
	Twins    int            // senders whose text another one has as well
	Target   float64        // of the campaign
	Parts    []Contribution // the costliest first; empty when no two letters share anything
}

// Senders is how many are simulated for a Likeness.
const Senders = 1_000

// Contribution is what a part of a letter adds to the likeness.
type Contribution struct {
	Block    int // from 1; 0: the opening
	Wordings int
	Share    float64 // of the fingerprints that two letters share
}

// Met reports whether the campaign's target is reached.
func (l Likeness) Met() bool { return l.Median <= l.Target }

// Target returns what the median likeness is to stay below or at.
func (c Content) Target() float64 { return float64(cmp.Or(c.Similarity, DefaultSimilarity)) / 100 }

// Likenesses returns the likeness of each letter that has words, in every language.
func (c Content) Likenesses() []Likeness {
	var all []Likeness
	add := func(name string, letters map[string]Letter) {
		for _, language := range c.Languages {
			if l, ok := c.likeness(name, language, letters[language]); ok {
				all = append(all, l)
			}
		}
	}
	add("", c.Letters)
	for _, o := range c.Others {
		add(o.Name, o.Letters)
	}
	return all
}

// Likeness returns that of one letter, and false when it has no words.
func (c Content) Likeness(name, language string) (Likeness, bool) {
	letter, _ := c.Other(name, language)
	return c.likeness(name, language, letter)
}

func (c Content) likeness(name, language string, letter Letter) (Likeness, bool) {
	l, ok := letter.likeness(simulated(Senders))
	l.Letter, l.Language, l.Target = name, language, c.Target()
	return l, ok
}

// simulated returns the wordings of so many senders, the same ones each time.
func simulated(senders int) []Wording {
	source := rand.New(rand.NewPCG(2003, 76)) // #nosec G404 -- a simulation
	wordings := make([]Wording, senders)
	for i := range wordings {
		wordings[i] = Wording(source.Uint32())
	}
	return wordings
}

func (l Letter) likeness(wordings []Wording) (Likeness, bool) {
	f := newFingerprints(l)
	for _, w := range wordings {
		f.add(l.Picks(w)[1:])
	}
	found := Likeness{Distinct: l.Combinations()}
	if len(f.hashes) == 0 {
		return found, false
	}
	found.Median, found.Worst = f.pairs()
	for _, count := range f.counts {
		if count > 1 {
			found.Twins += count
		}
	}
	found.Parts = f.contributions(l)
	return found, true
}
