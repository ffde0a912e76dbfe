package render

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"emailcampaigns/app/fault"
)

var update = flag.Bool("update", false, "write the Serbian locale files in Latin script anew")

const root = "../../.."

func words(t *testing.T) *Words {
	t.Helper()
	w, err := NewWords(os.DirFS(filepath.Join(root, "assets")))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestMatchFindsTheLanguageThatServesBest(t *testing.T) {
	w := words(t)
	for _, row := range []struct {
		accept []string
		want   string
	}{
		{[]string{""}, "en"},
		{nil, "en"},
		{[]string{"en-GB,en;q=0.8"}, "en"},
		{[]string{"mk"}, "en"},
		{[]string{"no language-at_all;;"}, "en"},
		{[]string{"sr"}, "sr-Cyrl"},
		{[]string{"sr-RS,sr;q=0.9,en;q=0.8"}, "sr-Cyrl"},
		{[]string{"sr-Cyrl-ME"}, "sr-Cyrl"},
		{[]string{"sr-Latn-RS"}, "sr-Latn"},
		{[]string{"sr-ME"}, "sr-Latn"},
		{[]string{"sh"}, "sr-Latn"},
		{[]string{"hr-HR,hr;q=0.9"}, "sr-Latn"},
		{[]string{"bs-Latn-BA"}, "sr-Latn"},
		{[]string{"cnr"}, "sr-Latn"},
		{[]string{"sq,sr;q=0.5"}, "sr-Cyrl"},
		{[]string{"sr-Latn", "en"}, "sr-Latn"},
		{[]string{"xx", "sr-Latn"}, "sr-Latn"},
	} {
		if got := w.Match(row.accept...); got != row.want {
			t.Errorf("Match(%q) = %s, want %s", row.accept, got, row.want)
		}
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	w := words(t)
	for _, row := range []struct {
		language string
		n        int
		want     string
	}{
		{"en", 1, "1 second"}, {"en", 2, "2 seconds"}, {"en", 1234, "1,234 seconds"},
		{"sr-Latn", 1, "1 sekund"}, {"sr-Latn", 21, "21 sekund"}, {"sr-Latn", 3, "3 sekunda"},
		{"sr-Latn", 11, "11 sekundi"}, {"sr-Cyrl", 0, "0 секунди"}, {"sr-Cyrl", 1234, "1.234 секунда"},
	} {
		if got := w.Text(row.language, "layout.duration.seconds", map[string]any{"Count": row.n}); got != row.want {
			t.Errorf("%s %d: %q, want %q", row.language, row.n, got, row.want)
		}
	}
}

func TestTimesCarryTheirZone(t *testing.T) {
	w := words(t)
	at := time.Date(2026, 11, 24, 14, 5, 0, 0, time.UTC)
	for language, want := range map[string]string{
		"en": "24 November 2026, 14:05 UTC", "sr-Latn": "24. novembra 2026. u 14:05 UTC", "sr-Cyrl": "24. новембра 2026. у 14:05 UTC",
	} {
		if got, err := w.dateTime(language, at); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", language, got, err, want)
		}
	}
	w.Zone = time.FixedZone("CET", 3600)
	if got, _ := w.dateTime("en", at); got != "24 November 2026, 15:05 CET" {
		t.Errorf("in another zone: %q", got)
	}
	if _, err := w.date("en", time.Time{}); err == nil {
		t.Error("a zero time was shown")
	}
}

func TestDurationsAreToldInWholeUnits(t *testing.T) {
	w := words(t)
	for d, want := range map[time.Duration]string{
		time.Hour: "60 minutes", 90 * time.Minute: "90 minutes", 2 * time.Hour: "2 hours", 24 * time.Hour: "24 hours",
		48 * time.Hour: "2 days", 365 * 24 * time.Hour: "365 days", time.Minute: "1 minute", 90 * time.Second: "90 seconds", 0: "0 seconds",
	} {
		if got, err := w.duration("en", d); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", d, got, err, want)
		}
	}
}

func TestMessagesNeverShowAKey(t *testing.T) {
	w := words(t)
	internal := w.Text("en", "fault.internal", nil)
	for _, m := range []fault.Message{{}, {Key: "fault.not.there"}, {Key: "fault.too_long"}} {
		if got := w.Message("en", m); got != internal {
			t.Errorf("%q reads %q", m.Key, got)
		}
	}
	held := w.Message("en", fault.Message{Key: "fault.sending.held", Args: map[string]any{"Until": time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)}})
	if !strings.Contains(held, "2 January 2026, 03:04 UTC") {
		t.Errorf("held: %q", held)
	}
	if got := w.Text("en", "no.such.key", nil); got != "no.such.key" {
		t.Errorf("a missing key reads %q", got)
	}
}

func TestNewWordsRefusesAKeyThatExistsTwice(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "locales"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a.en.yaml", "b.en.yaml"} {
		if err := os.WriteFile(filepath.Join(dir, "locales", name), []byte("layout.language.name: English\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := NewWords(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "exists already") {
		t.Errorf("error: %v", err)
	}
}

// locales reads the messages of a language as the files hold them: by key the
// forms, "" being that of a message with one form.
func locales(t *testing.T, language string) map[string]map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, "assets/locales/*."+language+".yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no locale files of %s: %v", language, err)
	}
	all := map[string]map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var messages map[string]any
		if err := yaml.Unmarshal(text, &messages); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for key, value := range messages {
			forms := map[string]string{}
			switch v := value.(type) {
			case string:
				forms[""] = v
			case map[string]any:
				for form, words := range v {
					forms[form] = words.(string)
				}
			default:
				t.Fatalf("%s: %s is neither text nor plural forms", file, key)
			}
			all[key] = forms
		}
	}
	return all
}

func TestEveryLanguageHasTheSameKeysAndPlaceholders(t *testing.T) {
	english := locales(t, "en")
	for _, l := range words(t).Languages() {
		theirs := locales(t, l.Tag)
		for key, forms := range english {
			if theirs[key] == nil {
				t.Errorf("%s: no words for %s", l.Tag, key)
				continue
			}
			want := placeholders(slices.Collect(maps.Values(forms))...)
			if got := placeholders(slices.Collect(maps.Values(theirs[key]))...); !slices.Equal(got, want) {
				t.Errorf("%s: %s has the placeholders %v, in English %v", l.Tag, key, got, want)
			}
			plural := []string{"one", "other"}
			if strings.HasPrefix(l.Tag, "sr") {
				plural = []string{"few", "one", "other"}
			}
			if forms["other"] == "" {
				plural = []string{""}
			}
			if got := slices.Sorted(maps.Keys(theirs[key])); !slices.Equal(got, plural) {
				t.Errorf("%s: %s has the forms %q, want %q", l.Tag, key, got, plural)
			}
		}
		for key := range theirs {
			if english[key] == nil {
				t.Errorf("%s: %s does not exist in English", l.Tag, key)
			}
		}
	}
}

func TestWordsKeepToTheProductsManner(t *testing.T) {
	never := regexp.MustCompile(`(?i)!|deliver|anonym|isporuč|dostavlj|anonimn|испоруч|достављ|анонимн`)
	for _, l := range words(t).Languages() {
		for key, forms := range locales(t, l.Tag) {
			for _, text := range forms {
				if strings.TrimSpace(text) != text || text == "" {
					t.Errorf("%s: %s is empty or has space around it", l.Tag, key)
				}
				if found := never.FindString(text); found != "" && !strings.HasPrefix(key, "site.") {
					t.Errorf("%s: %s says %q", l.Tag, key, found)
				}
			}
		}
	}
}

// asked returns the keys that templates and Go files name, and patterns of
// those they put together.
func asked(t *testing.T) (keys map[string]bool, patterns []*regexp.Regexp) {
	t.Helper()
	keys = map[string]bool{}
	literal := regexp.MustCompile(`["` + "`" + `]([a-z_]+(?:\.[a-z0-9_%]+)+)["` + "`" + `]`)
	for _, folder := range []string{"views", "app"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, found := range literal.FindAllStringSubmatch(string(text), -1) {
				key := found[1]
				if strings.Contains(key, "%") {
					pattern := strings.NewReplacer("%s", `[a-z_]+`, "%d", `\d+`).Replace(regexp.QuoteMeta(key))
					patterns = append(patterns, regexp.MustCompile("^"+pattern+"$"))
				}
				keys[key] = true
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return keys, patterns
}

func TestEveryFaultOfTheProgramHasWords(t *testing.T) {
	english := locales(t, "en")
	keys, _ := asked(t)
	for key := range keys {
		if strings.HasPrefix(key, "fault.") && english[key] == nil {
			t.Errorf("no words for %s", key)
		}
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "app/sending/reason.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	english, known := locales(t, "en"), 0
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Type == nil || len(spec.Values) != 1 {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != "Reason" {
			return true
		}
		reason, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		if err != nil {
			t.Fatal(err)
		}
		known++
		for _, part := range []string{".title", ".text"} {
			if english["reason."+reason+part] == nil {
				t.Errorf("no words for reason.%s%s", reason, part)
			}
		}
		return true
	})
	if known < 20 {
		t.Errorf("only %d reasons were found", known)
	}
}

// allLiterals reads every file of a pattern.
func allLiterals(t *testing.T, pattern, name string) (found [][]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || files == nil {
		t.Fatalf("no file is %s: %v", pattern, err)
	}
	for _, file := range files {
		if relative, err := filepath.Rel(root, file); err == nil && !strings.HasSuffix(file, "_test.go") {
			found = append(found, literals(t, relative, name)...)
		}
	}
	return found
}

// TestEveryProblemOfACampaignHasWords reads the tables of problems, and the keys of
// a campaign file for the places they are found at.
func TestEveryProblemOfACampaignHasWords(t *testing.T) {
	problems := allLiterals(t, "app/campaign/problems*.go", "problem")
	if len(problems) < 30 {
		t.Errorf("only %d problems were found", len(problems))
	}
	places := allLiterals(t, "app/campaign/yaml_*.go", "key")
	if len(places) < 20 {
		t.Errorf("only %d places were found", len(places))
	}
	for _, l := range words(t).Languages() {
		theirs := locales(t, l.Tag)
		codes := map[string]bool{}
		for _, p := range problems {
			code, args := p[0], p[2:] // behind the text for the shell
			codes[code] = true
			forms := theirs["problem."+code]
			if forms == nil {
				t.Errorf("%s: no words for problem.%s", l.Tag, code)
				continue
			}
			slices.Sort(args)
			if got := placeholders(slices.Collect(maps.Values(forms))...); !slices.Equal(got, args) {
				t.Errorf("%s: problem.%s has the placeholders %v, the problem %v", l.Tag, code, got, args)
			}
		}
		for _, place := range places {
			if theirs["problem.place."+place[0]] == nil {
				t.Errorf("%s: no words for problem.place.%s", l.Tag, place[0])
			}
		}
		for key := range theirs {
			if code, found := strings.CutPrefix(key, "problem."); found && !strings.HasPrefix(code, "place.") && !codes[code] {
				t.Errorf("%s: there is no problem %s", l.Tag, code)
			}
		}
	}
}

// literals returns the texts in each value of a struct type that a Go file spells
// out, in order.
func literals(t *testing.T, file, name string) (found [][]string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		value, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		if of, ok := value.Type.(*ast.Ident); !ok || of.Name != name {
			return true
		}
		var texts []string
		for _, element := range value.Elts {
			ast.Inspect(element, func(n ast.Node) bool {
				if text, ok := n.(*ast.BasicLit); ok && text.Kind == token.STRING {
					unquoted, err := strconv.Unquote(text.Value)
					if err != nil {
						t.Fatal(err)
					}
					texts = append(texts, unquoted)
				}
				return true
			})
		}
		found = append(found, texts)
		return true
	})
	return found
}

// spoken are keys that only Go code asks for: faults, which any package may
// raise, problems and their places, the blanks of a letter, what a calendar file
// says, and what the entries of the audit log say.
var spoken = regexp.MustCompile(`^(fault|problem|audit\.(action|word)|send\.blank|send\.reminder|layout\.month)\.`)

func TestNoWordsAreUnused(t *testing.T) {
	keys, patterns := asked(t)
	keys["layout.language.name"] = true
	for key := range locales(t, "en") {
		if keys[key] || spoken.MatchString(key) {
			continue
		}
		if !slices.ContainsFunc(patterns, func(p *regexp.Regexp) bool { return p.MatchString(key) }) {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// TestLatinScriptIsTheExactTransliteration keeps the two scripts of Serbian one
// text: what is written in Cyrillic, -update writes in Latin.
func TestLatinScriptIsTheExactTransliteration(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "assets/locales/*.sr-Cyrl.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in Cyrillic: %v", err)
	}
	for _, file := range files {
		cyrillic, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		latin := strings.Replace(file, "sr-Cyrl", "sr-Latn", 1)
		want := []byte(transliterate(string(cyrillic)))
		if *update {
			if err := os.WriteFile(latin, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(latin)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not the transliteration of %s: run this test with -update", latin, file)
		}
	}
}

func TestTransliterate(t *testing.T) {
	for cyrillic, want := range map[string]string{
		"Ђорђе Џ. Његош љуби Gmail-ове ћирилице": "Đorđe Dž. Njegoš ljubi Gmail-ove ćirilice",
		"ЉУБАВ, ЊЕГА и ЏЕП":                      "LJUBAV, NJEGA i DŽEP",
		"{{.Count}} поруке":                      "{{.Count}} poruke",
	} {
		if got := transliterate(cyrillic); got != want {
			t.Errorf("%q: %q, want %q", cyrillic, got, want)
		}
	}
}

var latin = func() map[rune]string {
	letters := map[rune]string{'љ': "lj", 'њ': "nj", 'џ': "dž"}
	plain := []rune("абвгдђежзијклмнопрстћуфхцчш")
	for i, r := range []rune("abvgdđežzijklmnoprstćufhcčš") {
		letters[plain[i]] = string(r)
	}
	return letters
}()

// transliterate writes Serbian Cyrillic in Latin script. Everything else stays.
func transliterate(text string) string {
	var b strings.Builder
	runes := []rune(text)
	for i, r := range runes {
		letters, ok := latin[unicode.ToLower(r)]
		switch {
		case !ok:
			b.WriteRune(r)
		case !unicode.IsUpper(r):
			b.WriteString(letters)
		case i+1 < len(runes) && unicode.IsUpper(runes[i+1]) || i > 0 && unicode.IsUpper(runes[i-1]):
			b.WriteString(strings.ToUpper(letters))
		default:
			first, rest := []rune(letters)[:1], []rune(letters)[1:]
			b.WriteString(strings.ToUpper(string(first)) + string(rest))
		}
	}
	return b.String()
}
