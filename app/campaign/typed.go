package campaign

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Tidy returns what was typed into a form as ParseYAML returns the texts of a file.
// Browsers end lines in CRLF.
func Tidy(typed string) string { return tidy(strings.ReplaceAll(typed, "\r\n", "\n")) }

// tidy trims a text and its lines, and composes its characters (NFC), so that
// what is reviewed, shown and sent is one sequence of bytes.
func tidy(text string) string {
	lines := strings.Split(norm.NFC.String(text), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Trim(strings.Join(lines, "\n"), " \n")
}

// Language returns the canonical form of a BCP 47 tag, so that one language has
// one name everywhere. It reports false for what is no tag of a language.
func Language(tag string) (string, bool) {
	parsed, err := language.Parse(tag)
	if base, _, _ := parsed.Raw(); err != nil || base.String() == "und" {
		return "", false
	}
	return parsed.String(), true
}

// SlugOf proposes a slug for a title: its letters in plain Latin, its words joined
// by hyphens. It is empty when nothing of the title can be written so.
func SlugOf(title string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(title)) {
		letters, known := plain[r]
		switch {
		case known:
			b.WriteString(letters)
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r), r == '\'', r == '’':
		default:
			b.WriteByte(' ')
		}
	}
	slug := strings.Join(strings.Fields(b.String()), "-")
	if len(slug) > MaxSlug {
		cut := strings.LastIndexByte(slug[:MaxSlug+1], '-')
		if cut < MaxSlug/2 {
			cut = MaxSlug
		}
		slug = strings.TrimRight(slug[:cut], "-")
	}
	return slug
}

// plain are the letters that do not come apart into a Latin letter and marks.
// Cyrillic ones become what is left of their Serbian Latin form without its marks,
// so that a title has one slug in both scripts.
var plain = map[rune]string{
	'đ': "dj", 'ð': "d", 'ł': "l", 'ø': "o", 'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",

	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'ђ': "dj", 'е': "e", 'ж': "z", 'з': "z", 'и': "i", 'ј': "j", 'к': "k",
	'л': "l", 'љ': "lj", 'м': "m", 'н': "n", 'њ': "nj", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'ћ': "c", 'у': "u",
	'ф': "f", 'х': "h", 'ц': "c", 'ч': "c", 'џ': "dz", 'ш': "s",

	'ѕ': "dz", 'щ': "st", 'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "ju", 'я': "ja", 'і': "i", 'є': "je", 'ґ': "g",
}
