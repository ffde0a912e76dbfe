package render

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"

	"emailcampaigns/app/fault"
)

// fallback is the language of visitors who ask for none that is spoken here.
const fallback = "en"

// near are languages whose readers read one of ours with ease, so that their
// browsers get it instead of the fallback.
var near = map[string][]string{"sr-Latn": {"hr", "bs", "cnr"}}

// Language is one the interface speaks.
type Language struct {
	Tag  string // BCP 47
	Name string // in the language itself
}

// Words holds every sentence of the interface in every language.
type Words struct {
	// Zone is the time zone times are shown in; nil is UTC.
	Zone *time.Location

	languages []Language
	matcher   language.Matcher
	matched   []string // the tag of ours that each of the matcher's stands for
	voices    map[string]voice
	gaps      map[string]map[string][]string // by language and key: the placeholders
}

// voice speaks one language.
type voice struct {
	localizer *i18n.Localizer
	printer   *message.Printer
}

// NewWords reads the locale files "locales/<area>.<language>.yaml" of assets.
// Keys are flat and dotted, placeholders are {{.Name}}, and a message with the
// forms one, few and other is chosen by its argument Count.
func NewWords(assets fs.FS) (*Words, error) {
	files, err := fs.Glob(assets, "locales/*.yaml")
	if err != nil {
		return nil, err
	}
	bundle := i18n.NewBundle(language.MustParse(fallback))
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	w := &Words{voices: map[string]voice{}, gaps: map[string]map[string][]string{}}
	for _, file := range files {
		loaded, err := bundle.LoadMessageFileFS(assets, file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if err := w.note(file, loaded); err != nil {
			return nil, err
		}
	}
	if w.gaps[fallback] == nil {
		return nil, fmt.Errorf("no locale files of language %q", fallback)
	}
	return w, w.listen(bundle)
}

// note keeps the placeholders of each message and refuses a key that another
// file of the language has already.
func (w *Words) note(file string, loaded *i18n.MessageFile) error {
	tag := loaded.Tag.String()
	if w.gaps[tag] == nil {
		w.gaps[tag] = map[string][]string{}
	}
	for _, m := range loaded.Messages {
		if _, twice := w.gaps[tag][m.ID]; twice {
			return fmt.Errorf("%s: key %q exists already", file, m.ID)
		}
		w.gaps[tag][m.ID] = placeholders(m.One, m.Few, m.Many, m.Other)
	}
	return nil
}

var placeholder = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

func placeholders(forms ...string) []string {
	found := []string{}
	for _, match := range placeholder.FindAllStringSubmatch(strings.Join(forms, " "), -1) {
		if !slices.Contains(found, match[1]) {
			found = append(found, match[1])
		}
	}
	slices.Sort(found)
	return found
}

// listen makes ready for each language and for choosing among them.
func (w *Words) listen(bundle *i18n.Bundle) error {
	tags := []string{fallback}
	for tag := range w.gaps {
		if tag != fallback {
			tags = append(tags, tag)
		}
	}
	slices.Sort(tags[1:])
	var known []language.Tag
	for _, tag := range tags {
		w.voices[tag] = voice{i18n.NewLocalizer(bundle, tag), message.NewPrinter(language.Make(tag))}
		name, err := w.text(tag, "layout.language.name", nil)
		if err != nil {
			return err
		}
		w.languages = append(w.languages, Language{Tag: tag, Name: name})
		known, w.matched = append(known, language.Make(tag)), append(w.matched, tag)
	}
	for tag, others := range near {
		if !slices.Contains(tags, tag) {
			continue
		}
		for _, other := range others {
			known, w.matched = append(known, language.Make(other)), append(w.matched, tag)
		}
	}
	w.matcher = language.NewMatcher(known)
	return nil
}

// Languages returns the languages of the interface, the fallback first.
func (w *Words) Languages() []Language { return slices.Clone(w.languages) }

// Speaks reports whether tag is one of the interface's languages.
func (w *Words) Speaks(tag string) bool { _, ok := w.voices[tag]; return ok }

// Match returns the language of ours that serves best who asks for the given
// ones: tags or Accept-Language values, the most wanted first. Serbian without a
// script is taken as CLDR does, Cyrillic in Serbia and Latin in Montenegro: a
// device that is set to Latin script says so (sr-Latn), one set to Cyrillic
// often does not.
func (w *Words) Match(accept ...string) string {
	_, i := language.MatchStrings(w.matcher, accept...)
	return w.matched[i]
}

// Text returns the words of a key, or the key itself if there are none. Numbers,
// times and durations among args are written as the language does.
func (w *Words) Text(tag, key string, args map[string]any) string {
	text, err := w.text(tag, key, args)
	if err != nil {
		return key
	}
	return text
}

// Message returns the words of a fault's message. One without words reads as an
// internal failure: a visitor is never shown a key.
func (w *Words) Message(tag string, m fault.Message) string {
	if text, err := w.text(tag, m.Key, m.Args); err == nil {
		return text
	}
	return w.Text(tag, "fault.internal", nil)
}

func (w *Words) text(tag, key string, args map[string]any) (string, error) {
	v, ok := w.voices[tag]
	if !ok {
		return "", fmt.Errorf("language %q is not spoken", tag)
	}
	gaps, ok := w.gaps[tag][key]
	if !ok {
		return "", fmt.Errorf("no words for %q in %s", key, tag)
	}
	filled := make(map[string]any, len(args))
	for name, value := range args {
		said, err := w.say(tag, value)
		if err != nil {
			return "", err
		}
		filled[name] = said
	}
	for _, gap := range gaps {
		if _, ok := filled[gap]; !ok {
			return "", fmt.Errorf("words for %q need %s", key, gap)
		}
	}
	wanted := &i18n.LocalizeConfig{MessageID: key, TemplateData: filled}
	if count, ok := args["Count"].(int); ok {
		wanted.PluralCount = count
	}
	return v.localizer.Localize(wanted)
}

// LanguageName returns what a language is called in itself, or its tag.
func (w *Words) LanguageName(tag string) string {
	for _, l := range w.languages {
		if l.Tag == tag {
			return l.Name
		}
	}
	parsed, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	return cmp.Or(display.Self.Name(parsed), tag)
}

// country returns what a country of ISO 3166-1 is called in a language, its code
// when that is not known.
func (w *Words) country(tag, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	namer := display.Regions(language.Make(tag))
	if namer == nil {
		return code
	}
	return cmp.Or(namer.Name(region), code)
}
