package campaign_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

// written shows blocks as lines "before → after", changed words in brackets and
// line breaks as ¶. A block that is the same stands once.
func written(blocks []campaign.BlockDiff) string {
	spans := func(spans []campaign.Span) string {
		var b strings.Builder
		for _, s := range spans {
			if s.Marked {
				b.WriteString("[" + s.Text + "]")
			} else {
				b.WriteString(s.Text)
			}
		}
		return strings.ReplaceAll(b.String(), "\n", "¶")
	}
	var lines []string
	for _, b := range blocks {
		switch b.Kind {
		case campaign.BlockSame:
			lines = append(lines, "  "+spans(b.After))
		case campaign.BlockAdded:
			lines = append(lines, "+ "+spans(b.After))
		case campaign.BlockRemoved:
			lines = append(lines, "- "+spans(b.Before))
		case campaign.BlockChanged:
			lines = append(lines, "~ "+spans(b.Before)+" → "+spans(b.After))
		}
	}
	return strings.Join(lines, "\n")
}

func TestDiffText(t *testing.T) {
	for name, row := range map[string]struct {
		before, after string
		want          []string
	}{
		"nothing at all":  {"", "", []string{""}},
		"nothing changed": {"one\n\ntwo", "one\n\ntwo", []string{"  one¶¶", "  two"}},
		"first text":      {"", "one\n\ntwo", []string{"+ [one¶¶]", "+ [two]"}},
		"last text":       {"one\n\ntwo", "", []string{"- [one¶¶]", "- [two]"}},
		"a word": {
			"we ask the Assembly to publish", "we ask the Council to publish",
			[]string{"~ we ask the [Assembly] to publish → we ask the [Council] to publish"},
		},
		"a phrase": {
			"please publish all of the data by the end of May", "please publish some statistics by the end of May",
			[]string{"~ please publish [all of the data] by the end of May → please publish [some statistics] by the end of May"},
		},
		"a word more": {
			"please publish the data", "please publish the open data",
			[]string{"~ please publish the data → please publish the[ open] data"},
		},
		"a comma": {
			"Members and Chair", "Members, and Chair",
			[]string{"~ Members and Chair → Members[,] and Chair"},
		},
		"Cyrillic": {
			"Молим вас да објавите податке о раду.", "Молимо вас да објавите податке о раду!",
			[]string{"~ [Молим] вас да објавите податке о раду[.] → [Молимо] вас да објавите податке о раду[!]"},
		},
		"another script": {"Отворени подаци", "Otvoreni podaci", []string{"- [Отворени подаци]", "+ [Otvoreni podaci]"}},
		"combining characters": {
			"the cafe\u0301 and the nai\u0308ve", "the café and the nai\u0308ve",
			[]string{"~ the [cafe\u0301] and the nai\u0308ve → the [café] and the nai\u0308ve"},
		},
		"marks stay with their character": {
			"a ‼\ufe0f and 1\u20e3 b", "a ‼ and 2\u20e3 b",
			[]string{"~ a [‼\ufe0f] and [1\u20e3] b → a [‼] and [2\u20e3] b"},
		},
		"a merge field": {
			"Yours, {{sender.name}}, {{sender.place}}", "Yours, {{sender.name}}, {{ sender.reason }}",
			[]string{"~ Yours, {{sender.name}}, [{{sender.place}}] → Yours, {{sender.name}}, [{{ sender.reason }}]"},
		},
		"an apostrophe": {"I don't agree with it", "I don’t agree with it", []string{"~ I [don't] agree with it → I [don’t] agree with it"}},
		"a paragraph added at the end": {
			"one\n\ntwo", "one\n\ntwo\n\nthree",
			[]string{"  one¶¶", "  two¶¶", "+ [three]"},
		},
		"a paragraph added in front": {"one", "zero\n\none", []string{"+ [zero¶¶]", "  one"}},
		"a paragraph removed at the end": {
			"one\n\ntwo", "one",
			[]string{"  one", "- [two]"},
		},
		"a paragraph in the middle": {
			"one\n\nthree", "one\n\ntwo\n\nthree",
			[]string{"  one¶¶", "+ [two¶¶]", "  three"},
		},
		"paragraphs in another order": {
			"one is first\n\ntwo is second\n\nthree is third", "three is third\n\none is first\n\ntwo is second",
			[]string{"+ [three is third¶¶]", "  one is first¶¶", "  two is second", "- [three is third]"},
		},
		"similar paragraphs find each other": {
			"the budget of the city\n\nthe minutes of all sessions", "something else entirely\n\nthe minutes of some sessions\n\nmore",
			[]string{
				"- [the budget of the city¶¶]", "+ [something else entirely¶¶]",
				"~ the minutes of [all] sessions → the minutes of [some] sessions[¶¶]", "+ [more]",
			},
		},
		"the best pair wins": {
			"a b c d e f", "a b c x y z\n\na b c d e g",
			[]string{"+ [a b c x y z¶¶]", "~ a b c d e [f] → a b c d e [g]"},
		},
		"an empty line more": {"one\n\ntwo", "one\n\n\ntwo", []string{"~ one[¶¶] → one[¶¶¶]", "  two"}},
		"a line break":       {"one two three", "one two\nthree", []string{"~ one two[ ]three → one two[¶]three"}},
		"a break at the end": {"one", "one\n\n", []string{"~ one → one[¶¶]"}},
		"in front":           {"one", "\n\none", []string{"+ [¶¶]", "  one"}},
		"lines of a list": {
			"1. the budget;\n2. the agendas;\n3. the plans.", "1. the budget;\n2. the minutes;\n3. the plans.",
			[]string{"~ 1. the budget;¶2. the [agendas];¶3. the plans. → 1. the budget;¶2. the [minutes];¶3. the plans."},
		},
		"no words": {"***", "---", []string{"- [***]", "+ [---]"}},
	} {
		blocks := campaign.DiffText(row.before, row.after)
		if diff := cmp.Diff(strings.Join(row.want, "\n"), written(blocks)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		checkDiff(t, row.before, row.after, blocks)
	}
}

// checkDiff holds blocks against what is true of every diff.
func checkDiff(t *testing.T, before, after string, blocks []campaign.BlockDiff) {
	t.Helper()
	var was, is strings.Builder
	same := true
	for _, b := range blocks {
		unmarkedBefore, unmarkedAfter := unmarked(&was, b.Before), unmarked(&is, b.After)
		if unmarkedBefore != unmarkedAfter {
			t.Fatalf("a difference is not marked in %+v", b)
		}
		same = same && b.Kind == campaign.BlockSame
		if (b.Kind == campaign.BlockAdded) != (b.Before == nil) || (b.Kind == campaign.BlockRemoved) != (b.After == nil) {
			t.Fatalf("%s block %+v", b.Kind, b)
		}
		for _, spans := range [][]campaign.Span{b.Before, b.After} {
			for i, s := range spans {
				if s.Text == "" || i > 0 && s.Marked == spans[i-1].Marked || s.Marked && b.Kind == campaign.BlockSame {
					t.Fatalf("span %d of %s block %+v", i, b.Kind, spans)
				}
			}
		}
	}
	if was.String() != before || is.String() != after {
		t.Fatalf("the spans are of %q and %q, want %q and %q", was.String(), is.String(), before, after)
	}
	if same != (before == after) {
		t.Fatalf("%q and %q: all blocks are the same: %t", before, after, same)
	}
}

// unmarked writes the spans and returns what of them is not marked, without space.
func unmarked(b *strings.Builder, spans []campaign.Span) string {
	var rest strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
		if !s.Marked {
			rest.WriteString(s.Text)
		}
	}
	return strings.Join(strings.FieldsFunc(rest.String(), unicode.IsSpace), "")
}

func TestDiffTextOfTheSample(t *testing.T) {
	c := sample(t).Content
	for _, tag := range c.Languages {
		before := c.Letters[tag].Body
		after := strings.Replace(before, ".\n", ".\n\nP. S.\n", 3)
		checkDiff(t, before, after, campaign.DiffText(before, after))
		checkDiff(t, before, c.Letters["en"].Body, campaign.DiffText(before, c.Letters["en"].Body))
	}
}

// Texts that differ as much as texts can take no more time than others.
func TestDiffTextIsBoundedForAnyText(t *testing.T) {
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	shuffled := func(text string) string {
		words := strings.Fields(text)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return strings.Join(words, " ")
	}
	prose := numbered(1_600, "r%x ")
	for name, texts := range map[string][2]string{
		"other words":         {prose, numbered(1_600, "x%x ")},
		"shuffled words":      {prose, shuffled(prose)},
		"every second word":   {prose, numbered(800, "r%x x ")},
		"one word":            {strings.Repeat("a ", 5_000), strings.Repeat("a ", 4_000) + strings.Repeat("b ", 1_000)},
		"two words":           {strings.Repeat("a b ", 2_500), strings.Repeat("b a a ", 1_666)},
		"one letter a line":   {strings.Repeat("a\n\n", 3_333), strings.Repeat("b\n\n", 3_333)},
		"many paragraphs":     {numbered(1_400, "a%x\n\n"), numbered(1_400, "%xb\n\n")},
		"similar paragraphs":  {numbered(50, strings.Repeat("and so on ", 15)+"a%d\n\n"), numbered(50, strings.Repeat("and so on ", 15)+"b%d\n\n")},
		"punctuation":         {strings.Repeat(".", 10_000), strings.Repeat(",.", 5_000)},
		"braces":              {strings.Repeat("{{", 5_000), strings.Repeat("{", 9_999)},
		"marks":               {strings.Repeat("\u0301", 10_000), strings.Repeat("\u0302", 10_000)},
		"empty lines":         {strings.Repeat("\n", 10_000), strings.Repeat(" \n", 5_000)},
		"a paragraph or many": {prose, strings.ReplaceAll(prose, " ", "\n\n")},
	} {
		start := time.Now()
		blocks := campaign.DiffText(texts[0], texts[1])
		took := time.Since(start)
		checkDiff(t, texts[0], texts[1], blocks)
		t.Logf("%s: %v", name, took)
		if took > 10*time.Second { // which the race detector on a busy machine is far from
			t.Errorf("%s: %v", name, took)
		}
	}
}

func FuzzDiffText(f *testing.F) {
	f.Add("one\n\ntwo three", "one\n\n\ntwo four", " ", uint64(1))
	f.Add("е\u0301 {{a}}\n \nб", "\r\n\r\n{{a}\xff", "\n\n", uint64(2))
	f.Add("a\n\n", "a", "a\n\nb", uint64(3))
	f.Fuzz(func(t *testing.T, a, b, between string, seed uint64) {
		checkDiff(t, a, b, campaign.DiffText(a, b))
		// Longer texts of the same pieces, so that limits are met.
		random := rand.New(rand.NewPCG(seed, 0))
		long := func() string {
			var text strings.Builder
			for range random.IntN(400) {
				text.WriteString([]string{a, b, between, "\n\n", " "}[random.IntN(5)])
			}
			return text.String()[:min(text.Len(), 5_000)]
		}
		x, y := long(), long()
		checkDiff(t, x, y, campaign.DiffText(x, y))
	})
}

func BenchmarkDiffText(b *testing.B) {
	var paragraphs []string
	for i := range 20 {
		paragraphs = append(paragraphs, fmt.Sprintf("Пасус %d. ", i)+strings.Repeat("Молим вас да објавите податке о раду Скупштине. ", 10))
	}
	before := strings.Join(paragraphs, "\n\n")
	for i := 0; i < len(paragraphs); i += 2 {
		paragraphs[i] = strings.Replace(paragraphs[i], "податке", "све податке", 5)
	}
	after := strings.Join(paragraphs, "\n\n")
	for b.Loop() {
		campaign.DiffText(before, after)
	}
}
