package campaign

import (
	"cmp"
	"hash/fnv"
	"math/bits"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	shingle = 3 // words
	window  = 4 // shingles
)

// fingerprints are those of every text that some sender gets. Senders with one text
// are counted, not compared.
type fingerprints struct {
	parts  [][]passage // the alternatives of the opening and of each block
	index  map[string]int
	counts []int          // senders, by text
	texts  [][]int        // numbers of the fingerprints, by text
	hashes map[uint64]int // numbers by hash
	part   []int          // where a fingerprint stands first, by number

	// Kept from text to text.
	all  []string // words
	from []int    // the part of each
	row  []uint64 // hashes
}

// passage is an alternative of a part.
type passage struct {
	words  []string
	inside []uint64 // of the shingles that have all of their words in it
}

func newFingerprints(l Letter) *fingerprints {
	f := &fingerprints{index: map[string]int{}, hashes: map[uint64]int{}, parts: [][]passage{{newPassage(l.Body)}}}
	for _, b := range l.Blocks {
		var passages []passage
		for _, text := range b.Texts {
			passages = append(passages, newPassage(text))
		}
		if passages == nil {
			passages = []passage{{}}
		}
		f.parts = append(f.parts, passages)
	}
	return f
}

func newPassage(text string) passage {
	p := passage{words: wordsOf(text)}
	for i := 0; i+shingle <= len(p.words); i++ {
		p.inside = append(p.inside, hashed(p.words[i:i+shingle]))
	}
	return p
}

// wordsOf returns what is compared of a text.
func wordsOf(text string) []string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		case unicode.Is(unicode.M, r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return ' '
	}, strings.ToLower(norm.NFKC.String(mergeField.ReplaceAllString(text, " "))))
	return strings.Fields(plain)
}

func hashed(words []string) uint64 {
	h := fnv.New64a()
	for i, w := range words {
		if i > 0 {
			_, _ = h.Write([]byte{' '})
		}
		_, _ = h.Write([]byte(w))
	}
	return h.Sum64()
}

// add counts a sender whose picks of the blocks these are.
func (f *fingerprints) add(picks []int) {
	key := make([]byte, len(picks))
	for i, pick := range picks {
		key[i] = byte(pick) // #nosec G115 -- alternatives are few
	}
	i, known := f.index[string(key)]
	if !known {
		i = len(f.texts)
		f.index[string(key)] = i
		f.texts, f.counts = append(f.texts, f.winnow(picks)), append(f.counts, 0)
	}
	f.counts[i]++
}

// winnow returns the numbers of a text's fingerprints, each once.
func (f *fingerprints) winnow(picks []int) []int {
	all, from, hashes := f.all[:0], f.from[:0], f.row[:0]
	passageOf := func(part int) passage {
		if part == 0 {
			return f.parts[0][0]
		}
		return f.parts[part][picks[part-1]]
	}
	for part := range f.parts {
		for _, word := range passageOf(part).words {
			all, from = append(all, word), append(from, part)
		}
	}
	at := 0
	for part := range f.parts {
		p := passageOf(part)
		hashes = append(hashes, p.inside...)
		for i := at + len(p.inside); i < at+len(p.words) && i+shingle <= len(all); i++ {
			hashes = append(hashes, hashed(all[i:i+shingle])) // goes on in the next part
		}
		at += len(p.words)
	}
	if len(hashes) == 0 && len(all) > 0 {
		hashes = append(hashes, hashed(all))
	}
	f.all, f.from, f.row = all, from, hashes
	numbers := make([]int, 0, len(hashes)*2/3)
	taken := -1
	for end := min(window, len(hashes)); end > 0 && end <= len(hashes); end++ {
		if taken < end-window || taken < 0 {
			taken = max(0, end-window)
			for i := taken; i < end; i++ {
				if hashes[i] <= hashes[taken] {
					taken = i
				}
			}
		} else if hashes[end-1] <= hashes[taken] {
			taken = end - 1
		} else {
			continue
		}
		numbers = append(numbers, f.number(hashes[taken], from[taken]))
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

func (f *fingerprints) number(hash uint64, part int) int {
	n, known := f.hashes[hash]
	if !known {
		n = len(f.part)
		f.hashes[hash], f.part = n, append(f.part, part)
	}
	f.part[n] = min(f.part[n], part)
	return n
}

// pairs compares the texts of every two senders. What many texts have is compared
// as bits, what few have is looked up. Likenesses are counted by what they are
// quotients of, and sorted once.
func (f *fingerprints) pairs() (median, worst float64) {
	bit, bitsUsed, rare := f.sorted()
	size := (bitsUsed + 63) / 64
	sets, longest := make([]uint64, size*len(f.texts)), 0
	for i, numbers := range f.texts {
		for _, n := range numbers {
			if at := bit[n]; at >= 0 {
				sets[i*size+at/64] |= 1 << (at % 64)
			}
		}
		longest = max(longest, len(numbers))
	}
	width := 2*longest + 1
	counts := make([]int, (longest+1)*width) // pairs, by fingerprints shared and the sum of both
	shared := make([]int, len(f.texts))
	for i, numbers := range f.texts {
		clear(shared)
		for _, n := range numbers {
			for _, j := range rare[n] {
				shared[j]++
			}
			if bit[n] < 0 {
				rare[n] = append(rare[n], i)
			}
		}
		a := sets[i*size : (i+1)*size]
		counts[len(numbers)*width+2*len(numbers)] += f.counts[i] * (f.counts[i] - 1) / 2
		for j := range i {
			b, both := sets[j*size:(j+1)*size], shared[j]
			for k, word := range a {
				both += bits.OnesCount64(word & b[k])
			}
			counts[both*width+len(numbers)+len(f.texts[j])] += f.counts[i] * f.counts[j]
		}
	}
	return middle(counts, width)
}

// sorted tells what many texts have, each with a bit, from what few have, whose bit
// is -1 and whose list of texts is empty yet.
func (f *fingerprints) sorted() (bit []int, used int, rare [][]int) {
	texts := make([]int, len(f.part))
	for _, numbers := range f.texts {
		for _, n := range numbers {
			texts[n]++
		}
	}
	rare = make([][]int, len(f.part))
	for n, count := range texts {
		if count*16 > len(f.texts) {
			texts[n] = used
			used++
		} else {
			texts[n], rare[n] = -1, make([]int, 0, count)
		}
	}
	return texts, used, rare
}

// likely is a likeness that some pairs of senders have.
type likely struct {
	likeness float64
	pairs    int
}

// middle returns the median and the largest likeness of all pairs. Nothing is like
// nothing, so that one sender alone has a likeness of 1.
func middle(counts []int, width int) (median, worst float64) {
	var all []likely
	total := 0
	for i, pairs := range counts {
		if pairs == 0 {
			continue
		}
		l := likely{1, pairs}
		if shared, sum := i/width, i%width; sum > 0 {
			l.likeness = float64(shared) / float64(sum-shared)
		}
		all, total = append(all, l), total+pairs
	}
	if total == 0 {
		return 1, 1
	}
	slices.SortFunc(all, func(a, b likely) int { return cmp.Compare(a.likeness, b.likeness) })
	passed := 0
	for _, l := range all {
		if passed += l.pairs; passed > total/2 {
			median = l.likeness
			break
		}
	}
	return median, all[len(all)-1].likeness
}

// contributions adds up, for each part, how often two senders share a fingerprint
// that begins there.
func (f *fingerprints) contributions(l Letter) []Contribution {
	senders := make([]int, len(f.part))
	for i, numbers := range f.texts {
		for _, n := range numbers {
			senders[n] += f.counts[i]
		}
	}
	shared, total := make([]int, len(f.parts)), 0
	for n, count := range senders {
		shared[f.part[n]] += count * (count - 1) / 2
		total += count * (count - 1) / 2
	}
	if total == 0 {
		return nil
	}
	var parts []Contribution
	for block, n := range append([]int{1}, l.Parts()[1:]...) {
		if shared[block] > 0 {
			parts = append(parts, Contribution{Block: block, Wordings: n, Share: float64(shared[block]) / float64(total)})
		}
	}
	slices.SortStableFunc(parts, func(a, b Contribution) int { return cmp.Compare(b.Share, a.Share) })
	return parts
}
