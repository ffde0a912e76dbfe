package operator

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// leastGuesses is how many guesses, as a power of two, a password has to
// withstand by the estimate below.
const leastGuesses = 32

// What an attacker knows of every operator here.
var product = []string{"email", "campaigns", "campaign", "manager", "ecm"}

// guessable reports whether a password is made of what attackers try first:
// passwords from leaks, names of the person and the product, runs on the
// keyboard, repetitions, years. The estimate is the cheapest way to put the text
// together from such pieces, as zxcvbn does it (Wheeler, USENIX Security 2016).
func guessable(text string, about ...string) bool {
	letters := []rune(strings.ToLower(text))
	known := dictionary(about)
	cheapest := make([]float64, len(letters)+1)
	for end := 1; end <= len(letters); end++ {
		cheapest[end] = cheapest[end-1] + bitsOfLetter(letters[end-1])
		for start := range end - 1 {
			if bits, ok := bitsOfPiece(letters, start, end, known); ok {
				cheapest[end] = min(cheapest[end], cheapest[start]+bits)
			}
		}
	}
	return cheapest[len(letters)] < leastGuesses
}

// dictionary ranks the words an attacker tries, those about the person first.
func dictionary(about []string) map[string]int {
	ranks := map[string]int{}
	for _, text := range append(slices.Clone(about), product...) {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if len([]rune(word)) >= 3 {
				ranks[word] = 1
			}
		}
	}
	for i, word := range strings.Fields(common) {
		if _, ok := ranks[word]; !ok {
			ranks[word] = i + 2
		}
	}
	return ranks
}

func bitsOfLetter(r rune) float64 {
	if unicode.IsDigit(r) {
		return 3.3
	}
	return 4
}

// bitsOfPiece returns what letters[start:end] costs as one piece, if it is one.
func bitsOfPiece(letters []rune, start, end int, known map[string]int) (float64, bool) {
	piece := letters[start:end]
	length := math.Log2(float64(len(piece)))
	if len(piece) <= start && slices.Equal(piece, letters[start-len(piece):start]) {
		return 1, true
	}
	if rank, ok := known[string(piece)]; ok {
		return math.Log2(float64(rank)) + 1, true
	}
	if rank, ok := known[substituted.Replace(string(piece))]; ok {
		return math.Log2(float64(rank)) + 2, true
	}
	switch {
	case len(piece) >= 3 && (isRow(string(piece)) || isSequence(piece)):
		return 4 + length, true
	case isYear(string(piece)):
		return 7, true
	}
	return 0, false
}

// substituted undoes what people put in the place of letters.
var substituted = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// rows are keys that lie side by side, in the layouts used here.
const rows = "1234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn љњертзуиоп асдфгхјкл џцвбнм"

func isRow(piece string) bool {
	backwards := []rune(piece)
	slices.Reverse(backwards)
	return !strings.Contains(piece, " ") && (strings.Contains(rows, piece) || strings.Contains(rows, string(backwards)))
}

// isSequence recognises aaaa, abcd and dcba.
func isSequence(piece []rune) bool {
	step := piece[1] - piece[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 1; i < len(piece); i++ {
		if piece[i]-piece[i-1] != step {
			return false
		}
	}
	return true
}

func isYear(piece string) bool {
	return len(piece) == 4 && (strings.HasPrefix(piece, "19") || strings.HasPrefix(piece, "20")) && strings.Trim(piece[2:], "0123456789") == ""
}
