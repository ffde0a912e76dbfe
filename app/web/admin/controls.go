package admin

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// text is a control with what is typed in it, also what cannot be accepted. Its
// name is its path in the content, but for the page's own prefix.
type text struct {
	Name     string
	Value    string
	Language string // of what is typed, "" where it has none
	Lines    int    // of a text of several lines, 0: one line
	Optional bool
	Item     int                // which wording it is, from 1, where there may be several
	Limit    campaign.Limit     // how much of its length is used, zero where that is not shown
	Longest  bool               // which is that of the longest version of all it belongs to
	Findings []campaign.Finding // what the draft says about it
	Rejected *fault.Message     // why the form was not taken
}

// Wrong returns the findings about what is typed.
func (t text) Wrong() []campaign.Finding {
	return slices.DeleteFunc(slices.Clone(t.Findings), campaign.Finding.Missing)
}

// Bad reports whether the control is marked as wrong: that nothing is typed yet is
// no mistake.
func (t text) Bad() bool { return t.Rejected != nil || len(t.Wrong()) > 0 }

// Todo reports whether something is still to be typed.
func (t text) Todo() bool { return !t.Bad() && len(t.Findings) > 0 }

// rejection is a control that keeps a form from being taken.
type rejection struct {
	Name    string // of the control
	Path    string // as of a Finding, for its words
	Message fault.Message
}

// Place names the control.
func (r rejection) Place() campaign.Place { return campaign.PlaceOf(r.Path) }

// rejected returns why a control was not taken, nil if it was.
func rejected(all []rejection, name string) *fault.Message {
	i := slices.IndexFunc(all, func(r rejection) bool { return r.Name == name })
	if i < 0 {
		return nil
	}
	return &all[i].Message
}

func refuse(name, path, key string) rejection {
	return rejection{Name: name, Path: path, Message: fault.Message{Key: key}}
}

// at returns the findings about a path itself.
func at(findings []campaign.Finding, path string) []campaign.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f campaign.Finding) bool { return f.Path != path })
}

// tidied returns a text of the form as the draft holds it.
func tidied(c *fiber.Ctx, control string) string { return campaign.Tidy(posted(c, control)) }

// typedNumber returns a whole number of the form; nothing is 0.
func typedNumber(c *fiber.Ctx, control string) (n int, ok bool) {
	text := strings.TrimSpace(posted(c, control))
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	return n, err == nil && n >= 0
}

// spoken returns the languages a form may have texts in, and its base. One that has
// controls for a language that left meanwhile is no base for anything.
func spoken(c *fiber.Ctx, content campaign.Content) (languages []string, base string) {
	languages, base = content.Languages, posted(c, "base")
	for language := range strings.FieldsSeq(posted(c, "spoken")) {
		if !slices.Contains(languages, language) {
			languages, base = append(slices.Clone(languages), language), ""
		}
	}
	return languages, base
}

// typedTexts returns the texts named PREFIX.LANGUAGE. One that may be left out is
// nil without a word in any language.
func typedTexts(c *fiber.Ctx, prefix string, languages []string, optional bool) map[string]string {
	texts := map[string]string{}
	said := false
	for _, language := range languages {
		texts[language] = tidied(c, prefix+"."+language)
		said = said || texts[language] != ""
	}
	if optional && !said {
		return nil
	}
	return texts
}

// shown writes a number into a control.
func shown(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
