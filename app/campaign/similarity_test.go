package campaign

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// prose returns so many words of a small vocabulary: texts of it share shingles.
func prose(source *rand.Rand, n int) string {
	var text []string
	for range n {
		text = append(text, []string{"We", "ask", "the", "data,", "Šuma", "publish", "за", "2027", "{{sender.name}}", "don’t"}[source.IntN(10)])
	}
	return strings.Join(text, " ")
}

func letterOf(source *rand.Rand, words int, wordings ...int) Letter {
	l := Letter{Subject: "S", Body: prose(source, words), Closing: "The same for all, in many a word of its own"}
	for _, n := range wordings {
		var b Block
		for range n {
			b.Texts = append(b.Texts, prose(source, words))
		}
		l.Blocks = append(l.Blocks, b)
	}
	return l
}

// plainFingerprints follows the definition step by step.
func plainFingerprints(text string) map[uint64]bool {
	text = regexp.MustCompile(`\{\{[^{}]*\}\}`).ReplaceAllString(text, " ")
	text = strings.ToLower(norm.NFKC.String(text))
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	var hashes []uint64
	add := func(words []string) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(strings.Join(words, " ")))
		hashes = append(hashes, h.Sum64())
	}
	for i := 0; i+3 <= len(words); i++ {
		add(words[i : i+3])
	}
	if len(words) > 0 && len(words) < 3 {
		add(words)
	}
	found := map[uint64]bool{}
	for i := 0; i < len(hashes); i++ {
		if i > 0 && i+4 > len(hashes) {
			break
		}
		found[slices.Min(hashes[i:min(i+4, len(hashes))])] = true
	}
	return found
}

func jaccard(a, b map[uint64]bool) float64 {
	shared := 0
	for hash := range a {
		if b[hash] {
			shared++
		}
	}
	if len(a)+len(b) == 0 {
		return 1
	}
	return float64(shared) / float64(len(a)+len(b)-shared)
}

func TestLikenessIsThatOfEveryTwoSenders(t *testing.T) {
	source := rand.New(rand.NewPCG(1, 2))
	for name, l := range map[string]Letter{
		"plain":                        letterOf(source, 40),
		"one wording each":             letterOf(source, 30, 1, 1),
		"one block":                    letterOf(source, 20, 4),
		"three blocks":                 letterOf(source, 25, 3, 4, 2),
		"short blocks":                 letterOf(source, 2, 3, 3, 3, 3),
		"single words":                 letterOf(source, 1, 2, 2),
		"much varied":                  letterOf(source, 30, 10, 10, 10),
		"a block that has no text yet": {Body: "We ask for all of the data.", Blocks: []Block{{}, {Texts: []string{"one two three", "four five six seven"}}}},
		"a long opening":               {Body: prose(source, 300), Blocks: []Block{{Texts: []string{"a b c d", "e f g h"}}}},
	} {
		wordings := simulated(90)
		var sets []map[uint64]bool
		for _, w := range wordings {
			parts := []string{l.Body}
			for i, b := range l.Blocks {
				if len(b.Texts) > 0 {
					parts = append(parts, b.Texts[w.Pick(i+1, len(b.Texts))])
				}
			}
			sets = append(sets, plainFingerprints(strings.Join(parts, "\n\n")))
		}
		var all []float64
		for i := range sets {
			for j := range i {
				all = append(all, jaccard(sets[i], sets[j]))
			}
		}
		slices.Sort(all)
		got, ok := l.likeness(wordings)
		if want := all[len(all)/2]; !ok || math.Abs(got.Median-want) > 1e-12 {
			t.Errorf("%s: the median is %v, want %v", name, got.Median, want)
		}
		if want := all[len(all)-1]; math.Abs(got.Worst-want) > 1e-12 {
			t.Errorf("%s: the worst is %v, want %v", name, got.Worst, want)
		}
		sum := 0.0
		for _, p := range got.Parts {
			sum += p.Share
		}
		if len(got.Parts) > 0 && math.Abs(sum-1) > 1e-9 {
			t.Errorf("%s: the parts make up %v of what is shared", name, sum)
		}
	}
}

func TestALetterOfOneWordingIsTheSameForAll(t *testing.T) {
	c := Content{Languages: []string{"en"}, Letters: map[string]Letter{"en": letterOf(rand.New(rand.NewPCG(3, 4)), 50)}}
	l, ok := c.Likeness("", "en")
	if !ok || l.Distinct != 1 || l.Median != 1 || l.Worst != 1 || l.Twins != Senders || l.Target != 0.5 || l.Met() {
		t.Errorf("likeness %+v", l)
	}
	if len(l.Parts) != 1 || l.Parts[0] != (Contribution{Block: 0, Wordings: 1, Share: 1}) {
		t.Errorf("parts %+v", l.Parts)
	}
	c.Similarity = 100
	if l, _ := c.Likeness("", "en"); !l.Met() {
		t.Error("a target of everything is not met")
	}
	if _, ok := (Content{Languages: []string{"en"}}).Likeness("", "en"); ok {
		t.Error("a letter without words has a likeness")
	}
}

func TestWhatIsLeftOutMakesNoLetterAlike(t *testing.T) {
	l := Letter{
		Subject: "One subject for all of these letters", Body: "{{recipient.salutation}}", Closing: "With kind regards from all of us here,\n{{sender.name}}",
		Blocks: []Block{{Texts: []string{"alpha beta gamma delta epsilon", "one two three four five six"}}},
	}
	wordings := simulated(400)
	got, ok := l.likeness(wordings)
	if !ok || got.Worst != 1 || got.Median != 0 && got.Median != 1 {
		t.Errorf("likeness %+v", got)
	}
	l.Salutation, l.Closing, l.Subject = "Dear all of you in this house,", "", "Another one"
	if same, _ := l.likeness(wordings); same.Median != got.Median || len(same.Parts) != 1 || same.Parts[0].Block != 1 {
		t.Errorf("what is left out changes the likeness to %+v", same)
	}
	loud := Letter{Body: "ALPHA,  Beta; gamma – delta! ﬁve"}
	if a, b := wordsOf(loud.Body), []string{"alpha", "beta", "gamma", "delta", "five"}; !slices.Equal(a, b) {
		t.Errorf("words %q", a)
	}
}

func TestTheCostliestPartComesFirst(t *testing.T) {
	source := rand.New(rand.NewPCG(5, 6))
	different := func(from int) string {
		var text []string
		for i := range 40 {
			text = append(text, fmt.Sprint("w", from+i))
		}
		return strings.Join(text, " ")
	}
	l := letterOf(source, 0)
	l.Body = different(0)
	l.Blocks = []Block{{Texts: []string{different(100), different(200), different(300), different(400)}}, {Texts: []string{different(500), different(600)}}}
	got, _ := l.likeness(simulated(Senders))
	var order []int
	for _, p := range got.Parts {
		order = append(order, p.Block)
	}
	if !slices.Equal(order, []int{0, 2, 1}) || got.Parts[0].Share < 0.5 || got.Distinct != 8 || got.Twins != Senders {
		t.Errorf("parts %+v of %+v", got.Parts, got)
	}
}

func BenchmarkLikeness(b *testing.B) {
	for name, l := range map[string]Letter{
		"6 blocks of 4":   letterOf(rand.New(rand.NewPCG(1, 1)), 50, 4, 4, 4, 4, 4, 4),
		"20 blocks of 10": longLetter(),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				l.likeness(simulated(Senders))
			}
		})
	}
}

// longLetter is as long as letters may be, and as varied.
func longLetter() Letter {
	l := Letter{Body: "Opening words of the letter."}
	for i := range MaxBlocks {
		var block Block
		for j := range MaxWordings {
			var text []string
			for k := range 75 {
				text = append(text, fmt.Sprintf("w%d", i*10_000+j*1000+k))
			}
			block.Texts = append(block.Texts, strings.Join(text, " "))
		}
		l.Blocks = append(l.Blocks, block)
	}
	return l
}
