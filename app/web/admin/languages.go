package admin

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// common are the languages that a press offers; any other is typed as its tag.
var common = []string{
	"en", "sr-Cyrl", "sr-Latn", "bs", "hr", "mk", "sl", "sq", "hu", "ro", "bg", "de", "fr", "it", "es", "pt", "nl", "sv", "pl", "uk", "ru", "tr",
}

// languageChoice is a language that can be ticked.
type languageChoice struct {
	Tag    string
	Ticked bool
}

// languageChoices offers the common languages but for those named.
func languageChoices(but, ticked []string) []languageChoice {
	var choices []languageChoice
	for _, tag := range common {
		if !slices.Contains(but, tag) {
			choices = append(choices, languageChoice{Tag: tag, Ticked: slices.Contains(ticked, tag)})
		}
	}
	return choices
}

// ticked returns the values of the boxes of a name that are ticked.
func ticked(c *fiber.Ctx, name string) []string {
	var values []string
	for _, v := range c.Request().PostArgs().PeekMulti(name) {
		values = append(values, string(v))
	}
	return values
}

// maxLanguages keeps a draft within what a form can carry.
const maxLanguages = 20

// chosenLanguages returns the languages of a form: the given ones that are ticked,
// in their order, then the other ticked ones, then those typed into "other".
func chosenLanguages(c *fiber.Ctx, given []string) ([]string, []rejection) {
	boxes := ticked(c, "languages")
	var chosen []string
	var wrong []rejection
	for _, tag := range slices.Concat(given, boxes) {
		if canonical, ok := campaign.Language(tag); ok && slices.Contains(boxes, tag) && !slices.Contains(chosen, canonical) {
			chosen = append(chosen, canonical)
		}
	}
	for tag := range strings.FieldsFuncSeq(posted(c, "other"), func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		canonical, ok := campaign.Language(tag)
		switch {
		case !ok && wrong == nil:
			wrong = append(wrong, rejection{"other", "languages", fault.Message{Key: "problem.language_unknown", Args: map[string]any{"Tag": tag}}})
		case ok && !slices.Contains(chosen, canonical):
			chosen = append(chosen, canonical)
		}
	}
	switch {
	case len(chosen) == 0 && wrong == nil:
		wrong = append(wrong, refuse("languages", "languages", "problem.no_languages"))
	case len(chosen) > maxLanguages:
		wrong = append(wrong, rejection{"languages", "languages", fault.Message{Key: "admin.languages.too_many", Args: map[string]any{"Max": maxLanguages}}})
	}
	return chosen, wrong
}
