package campaign

import (
	"strings"
	"testing"
)

func TestWhatIsTypedComesOutAsFromAFile(t *testing.T) {
	for typed, want := range map[string]string{
		"Dear all,\r\n\r\nplease \r\n": "Dear all,\n\nplease",
		"s\u030c":                      "š",
		" \n\n text\n":                 "text",
		"a\tb":                         "a\tb",
		"":                             "",
	} {
		if got := Tidy(typed); got != want {
			t.Errorf("Tidy(%q) = %q, want %q", typed, got, want)
		}
	}
}

func TestALanguageHasOneTag(t *testing.T) {
	for tag, want := range map[string]string{"en": "en", "SR-latn": "sr-Latn", "pt-br": "pt-BR", "en_GB": "en-GB"} {
		if got, ok := Language(tag); !ok || got != want {
			t.Errorf("Language(%q) = %q, %v, want %q", tag, got, ok, want)
		}
	}
	for _, tag := range []string{"", "und", "english language", "12", " en"} {
		if got, ok := Language(tag); ok {
			t.Errorf("Language(%q) = %q", tag, got)
		}
	}
}

func TestASlugIsProposedInPlainLatin(t *testing.T) {
	for title, want := range map[string]string{
		"Open data for Lipovgrad":          "open-data-for-lipovgrad",
		"Отворени подаци за Љубљану":       "otvoreni-podaci-za-ljubljanu",
		"Đaci, džez i Šćepanova ćuprija!":  "djaci-dzez-i-scepanova-cuprija",
		"Ђаци, џез и Шћепанова ћуприја":    "djaci-dzez-i-scepanova-cuprija",
		"Größe & Straße – 2026":            "grosse-strasse-2026",
		"L’été à l'Assemblée":              "lete-a-lassemblee",
		"Zażółć gęślą jaźń":                "zazolc-gesla-jazn",
		"Щастливата България":              "stastlivata-blgarija",
		"日本":                               "",
		"  --  ":                           "",
		strings.Repeat("word ", 20):        "word-word-word-word-word-word-word-word-word-word-word-word-word",
		strings.Repeat("donaudampf", 10):   strings.Repeat("donaudampf", 6) + "dona",
		strings.Repeat("a", 63) + " b c d": strings.Repeat("a", 63),
	} {
		got := SlugOf(title)
		if got != want {
			t.Errorf("SlugOf(%q) = %q, want %q", title, got, want)
		}
		if got != "" && CheckSlug(got) != nil {
			t.Errorf("SlugOf(%q) = %q is no slug", title, got)
		}
	}
}
