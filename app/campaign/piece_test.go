package campaign_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func TestPiecesTellMergeFieldsFromWords(t *testing.T) {
	for text, want := range map[string][]campaign.Segment{
		"":                       nil,
		"Words alone, {brace}":   {{Text: "Words alone, {brace}"}},
		"{{sender.name}}":        {{Text: "{{sender.name}}", Field: "sender.name"}},
		"{{a}}{{ b }}":           {{Text: "{{a}}", Field: "a"}, {Text: "{{ b }}", Field: "b"}},
		"Из {{sender.place}}.\n": {{Text: "Из "}, {Text: "{{sender.place}}", Field: "sender.place"}, {Text: ".\n"}},
		"An {{}} empty one":      {{Text: "An {{}} empty one"}},
		"{{{x}}}":                {{Text: "{"}, {Text: "{{x}}", Field: "x"}, {Text: "}"}},
	} {
		if diff := cmp.Diff(want, campaign.Pieces(text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
