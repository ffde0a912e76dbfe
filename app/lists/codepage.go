package lists

import (
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// The code pages 1250 (central Europe) and 1252 (western Europe) read the same
// bytes as different letters. What tells them apart is which reading makes words:
// letters are letters of languages written with that page, none stands where a
// sign should, and vowels and consonants take turns.

// seldom are letters of the pages that names hardly ever have, and signs do not
// count at all.
var seldom = map[rune]int{'ĺ': 3, 'ŕ': 3, 'ð': 2, 'þ': 3, 'ï': 1, 'ì': 1, 'ù': 1, 'õ': 1, 'û': 1, 'ÿ': 3, 'ď': 1, 'ľ': 1}

// leaning returns how much speaks for 1250, below 0 for 1252.
func leaning(source []byte) int {
	at := func(i int) byte {
		if i < 0 || i >= len(source) {
			return ' '
		}
		return source[i]
	}
	sum := 0
	for i, b := range source {
		if b < 0x80 {
			continue
		}
		central, western := charmap.Windows1250.DecodeByte(b), charmap.Windows1252.DecodeByte(b)
		if central == western {
			if strings.ContainsRune("šžŠŽ", central) { // of Slavic languages first of all
				sum++
			}
			continue
		}
		sum += plausible(central, at(i-1), at(i+1), charmap.Windows1250) - plausible(western, at(i-1), at(i+1), charmap.Windows1252)
		sum += custom(western, at(i+1))
	}
	return sum
}

// plausible rates a character between two bytes of the same page.
func plausible(r rune, before, after byte, page *charmap.Charmap) int {
	left, right := page.DecodeByte(before), page.DecodeByte(after)
	if r == unicode.ReplacementChar {
		return -6
	}
	if !unicode.IsLetter(r) {
		if unicode.IsLetter(left) || unicode.IsLetter(right) {
			return -4
		}
		return 0
	}
	rate := -seldom[unicode.ToLower(r)]
	for _, neighbour := range []rune{left, right} {
		switch {
		case !unicode.IsLetter(neighbour):
		case vowel(neighbour) != vowel(r):
			rate++
		default:
			rate--
		}
	}
	if unicode.IsUpper(r) && unicode.IsLower(left) {
		rate -= 3
	}
	return rate
}

// custom tells apart vowels and consonants that share a byte with one of their own
// kind: ñ stands before a vowel, ń does not; ã before o and e, ă does not; and ő
// and ű are common where õ and û are not.
func custom(western rune, after byte) int {
	next := unicode.ToLower(charmap.Windows1252.DecodeByte(after))
	switch unicode.ToLower(western) {
	case 'ñ':
		return either(vowel(next), -2, 2)
	case 'ã':
		return either(strings.ContainsRune("oe", next), -3, 2)
	case 'õ', 'û', 'ê':
		return either(strings.ContainsRune("e", next), -2, 0) // as in "ões"
	}
	return 0
}

func either(is bool, yes, no int) int {
	if is {
		return yes
	}
	return no
}

func vowel(r rune) bool {
	base := []rune(norm.NFD.String(string(unicode.ToLower(r))))[0]
	return strings.ContainsRune("aeiouyæøœı", base)
}
