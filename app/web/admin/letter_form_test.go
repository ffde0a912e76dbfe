package admin

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

// blocky is a letter of two blocks.
func blocky() campaign.Letter {
	return campaign.Letter{Subject: "A", Subjects: []string{"B", "C"}, Body: "O", Closing: "Z", Blocks: []campaign.Block{{Texts: []string{"1", "2"}}, {Texts: []string{"3"}}}}
}

func TestAButtonChangesOnePartOfALetter(t *testing.T) {
	for button, row := range map[string]struct {
		change func(*campaign.Letter)
		focus  string
	}{
		"":                 {func(*campaign.Letter) {}, ""},
		"another":          {func(*campaign.Letter) {}, ""},
		"add-subject":      {func(l *campaign.Letter) { l.Subjects = append(l.Subjects, "") }, "subjects.3"},
		"remove-subject.2": {func(l *campaign.Letter) { l.Subjects = []string{"C"} }, "subject"},
		"remove-subject.1": {func(*campaign.Letter) {}, ""},
		"remove-subject.4": {func(*campaign.Letter) {}, ""},
		"add-block":        {func(l *campaign.Letter) { l.Blocks = append(l.Blocks, campaign.Block{Texts: []string{""}}) }, "blocks.3.texts.1"},
		"remove-block.1":   {func(l *campaign.Letter) { l.Blocks = l.Blocks[1:] }, "body"},
		"remove-block.3":   {func(*campaign.Letter) {}, ""},
		"remove-block.-1":  {func(*campaign.Letter) {}, ""},
		"up.2":             {func(l *campaign.Letter) { slices.Reverse(l.Blocks) }, "blocks.1"},
		"up.1":             {func(*campaign.Letter) {}, ""},
		"down.1":           {func(l *campaign.Letter) { slices.Reverse(l.Blocks) }, "blocks.2"},
		"down.2":           {func(*campaign.Letter) {}, ""},
		"add-text.2":       {func(l *campaign.Letter) { l.Blocks[1].Texts = []string{"3", ""} }, "blocks.2.texts.2"},
		"remove-text.1.1":  {func(l *campaign.Letter) { l.Blocks[0].Texts = []string{"2"} }, "blocks.1.texts.1"},
		"remove-text.1.2":  {func(l *campaign.Letter) { l.Blocks[0].Texts = []string{"1"} }, "blocks.1.texts.1"},
		"remove-text.2.1":  {func(*campaign.Letter) {}, ""},
		"remove-text.1":    {func(*campaign.Letter) {}, ""},
	} {
		want, before := blocky(), blocky()
		row.change(&want)
		got, focus := pressedLetter(button, before)
		if diff := cmp.Diff(want, got); diff != "" || focus != row.focus {
			t.Errorf("%q: focus %q, %s", button, focus, diff)
		}
		if !cmp.Equal(before, blocky()) {
			t.Errorf("%q changes the letter that it was given", button)
		}
	}
}

func FuzzAButtonLosesNoOtherText(f *testing.F) {
	for _, button := range []string{"add-subject", "remove-text.1.2", "up.2", "down.99999999999999999999", "add-text.-1", "remove-block.\u0662"} {
		f.Add(button)
	}
	f.Fuzz(func(t *testing.T, button string) {
		before := blocky()
		got, focus := pressedLetter(button, before)
		texts, kept := before.Texts(), 0
		for _, text := range texts {
			if slices.Contains(got.Texts(), text) {
				kept++
			}
		}
		if lost := len(texts) - kept; lost > 0 && !strings.HasPrefix(button, "remove-") || focus == "" && !cmp.Equal(got, before) {
			t.Errorf("%q loses %d texts: %+v", button, lost, got)
		}
	})
}
