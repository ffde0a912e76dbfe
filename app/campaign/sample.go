package campaign

import (
	"slices"
	"strings"
	"unicode"
)

// Sample is an invented sender, for previews of a letter before there are any.
type Sample struct {
	ID   string
	Name string
}

type sampleSender struct {
	Sample
	address  string
	language string // of the labels that stand for what would be typed
	verbose  bool   // fills fields to their end
	sparing  bool   // leaves optional fields empty
}

// sampleSenders are the extremes that a letter has to look well with. Their
// domain is under .example, which RFC 2606 reserves.
var sampleSenders = []sampleSender{
	{Sample{"short", "Ana Novak"}, "ana.novak@gmail.example", "en", false, false},
	{Sample{"long", "Željka-Đurđica Krzyżanowska Šćepanović"}, "zeljka.djurdjica.krzyzanowska.scepanovic@gmail.example", "sr-Latn", true, false},
	{Sample{"cyrillic", "Ђорђе Живковић"}, "djordje.zivkovic@gmail.example", "sr-Cyrl", false, false},
	{Sample{"sparing", "Siobhán O’Neill"}, "siobhan@gmail.example", "en", false, true},
}

// Samples returns the sample senders, the plainest first.
func Samples() []Sample {
	var samples []Sample
	for _, s := range sampleSenders {
		samples = append(samples, s.Sample)
	}
	return samples
}

// SampleValues returns what a sample sender types, the first one when there is
// none with the id. Each of the campaign's own fields holds its own label, so that
// a preview shows where it comes out. CheckValues accepts the values if the
// fields keep their rules.
func (c Content) SampleValues(id string) Values {
	i := slices.IndexFunc(sampleSenders, func(s sampleSender) bool { return s.ID == id })
	s := sampleSenders[max(i, 0)]
	v := Values{Name: s.Name, Address: s.address, Fields: map[string]string{}, Paragraph: s.paragraph(c.Paragraph)}
	for _, f := range c.Fields {
		v.Fields[f.Name] = s.value(f, c.Languages)
	}
	return v
}

func (s sampleSender) value(f Field, languages []string) string {
	if s.sparing && !f.Required {
		return ""
	}
	limit := min(max(f.MaxLength, 0), MaxFieldLength)
	text := graphic(In(f.Label, s.language, languages))
	if text == "" {
		text = graphic(f.Name)
	}
	if s.verbose && text != "" {
		text = strings.Repeat(text+" ", 1+limit/len([]rune(text)))
	}
	return shortened(text, limit)
}

// graphic leaves out what cannot be seen.
func graphic(text string) string {
	return clean(strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return -1
	}, text))
}

// shortened cuts a text to a number of characters, at the end of a word where
// that leaves most of it, and not between a letter and its marks.
func shortened(text string, limit int) string {
	runes := []rune(text)
	if len(runes) <= limit {
		return strings.TrimSpace(string(runes))
	}
	cut := limit
	for cut > 1 && unicode.Is(unicode.M, runes[cut]) {
		cut--
	}
	for word := cut; word > limit/2; word-- {
		if unicode.IsSpace(runes[word]) {
			cut = word
			break
		}
	}
	return strings.TrimSpace(string(runes[:cut]))
}
