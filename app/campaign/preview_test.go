package campaign_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func text(blocks []campaign.Passage) string {
	var b strings.Builder
	for _, block := range blocks {
		for _, s := range block.Segments {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

func TestPreviewPassagesTellLockedTextFromMergeFields(t *testing.T) {
	blanks := map[string]string{"sender.name": "[name]"}
	v := campaign.Values{Address: "ana@example.org", Fields: map[string]string{"place": "Niš"}}
	for name, row := range map[string]struct {
		body string
		want []campaign.Passage
	}{
		"a letter": {
			"{{recipient.salutation}}\n\nplease {{sender.place}}, from {{ sender.name }}\nnow.\n\n{{sender.reason}}\n\nYours,\n{{sender.name}}\n{{sender.address}}",
			[]campaign.Passage{
				{Segments: []campaign.Segment{{Text: "Dear Members,", Field: "recipient.salutation"}, {Text: "\n\n"}}},
				{Segments: []campaign.Segment{{Text: "please "}, {Text: "Niš", Field: "sender.place"}, {Text: ", from "}, {Text: "[name]", Field: "sender.name"}, {Text: "\nnow.\n\n"}}},
				{Segments: []campaign.Segment{{Text: "Yours,\n"}, {Text: "[name]", Field: "sender.name"}, {Text: "\n"}, {Text: "ana@example.org", Field: "sender.address"}, {Text: "\n"}}},
			},
		},
		"locked text alone": {
			"one\r\n\r\n\r\ntwo  \r\n",
			[]campaign.Passage{{Segments: []campaign.Segment{{Text: "one\n\n\n"}}}, {Segments: []campaign.Segment{{Text: "two\n"}}}},
		},
		"fields side by side": {
			"{{sender.place}}{{sender.place}}{{sender.reason}} {{sender.nmae}}",
			[]campaign.Passage{{Segments: []campaign.Segment{{Text: "Niš", Field: "sender.place"}, {Text: "Niš", Field: "sender.place"}, {Text: "\n"}}}},
		},
		"nothing": {
			"{{sender.reason}}",
			[]campaign.Passage{{Segments: []campaign.Segment{{Text: "\n"}}}},
		},
		"composed at a border": {
			"to {{sender.place}}\u0301, e{{sender.place}}",
			[]campaign.Passage{{Segments: []campaign.Segment{{Text: "to "}, {Text: "Ni", Field: "sender.place"}, {Text: "š\u0301, e"}, {Text: "Niš", Field: "sender.place"}, {Text: "\n"}}}},
		},
	} {
		c := unreferenced()
		body(&c, row.body)
		got := c.PreviewPassages(c.Envelope("en", 0), v, blanks)
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if want := c.Preview(c.Envelope("en", 0), v, blanks).Body; text(got) != want {
			t.Errorf("%s: %q, want %q", name, text(got), want)
		}
	}
}

func TestPreviewPassagesOfTheSample(t *testing.T) {
	c := sample(t).Content
	for _, tag := range c.Languages {
		blocks := c.PreviewPassages(c.Envelope(tag, 0), values(), nil)
		if want := c.Preview(c.Envelope(tag, 0), values(), nil).Body; text(blocks) != want || len(blocks) < 8 {
			t.Errorf("%s: %d blocks, %q, want %q", tag, len(blocks), text(blocks), want)
		}
	}
	if got := c.PreviewPassages(c.Envelope("de", 0), values(), nil); text(got) != c.Preview(c.Envelope("de", 0), values(), nil).Body {
		t.Errorf("without a letter: %q", got)
	}
}

func FuzzPreviewPassages(f *testing.F) {
	f.Add("{{recipient.salutation}}\n\n{{sender.reason}}\n{{sender.name}}", "Ana", "", "[name]")
	f.Add("e{{sender.name}}\u0301\r\n\n\n  {{sender.reason}}\t\n", "\u0301\u0323", "\n\n", "")
	f.Add("{{{sender.name}}}\xff{{ }}\u1100{{sender.reason}}\u11a8", "\u1161\xc3", "o\u0308\u0304\n", "x\n")
	f.Add("a{{sender.name}}"+strings.Repeat("\u0316", 40), strings.Repeat("\u0301", 40), "\u034f", "{{sender.name}}")
	f.Fuzz(func(t *testing.T, body, name, reason, blank string) {
		c := unreferenced()
		c.Letters["en"] = campaign.Letter{Subject: "x", Salutation: reason, Body: body}
		v := campaign.Values{Name: name, Fields: map[string]string{"reason": reason}}
		blanks := map[string]string{"sender.name": blank, "sender.reason": blank}
		blocks := c.PreviewPassages(c.Envelope("en", 0), v, blanks)
		if want := c.Preview(c.Envelope("en", 0), v, blanks).Body; text(blocks) != want {
			t.Fatalf("%q, want %q", text(blocks), want)
		}
		for _, b := range blocks {
			for i, s := range b.Segments {
				if s.Text == "" || i > 0 && s.Field == "" && b.Segments[i-1].Field == "" {
					t.Fatalf("segment %d of %q", i, b.Segments)
				}
			}
		}
	})
}
