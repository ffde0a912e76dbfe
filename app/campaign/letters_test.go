package campaign_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func init() { broken = append(broken, brokenLetters...) }

// lettered returns a change of the English letter.
func lettered(change func(*campaign.Letter)) func(*campaign.Content) {
	return func(c *campaign.Content) {
		letter := c.Letters["en"]
		change(&letter)
		c.Letters["en"] = letter
	}
}

// other adds an other letter that a route chooses for nobody.
func other(c *campaign.Content, name string) {
	c.Others = append(c.Others, campaign.OtherLetter{Name: name, Letters: maps.Clone(c.Letters)})
	c.Selection.Mode = campaign.One
	c.Routes = append(c.Routes, campaign.Route{When: []campaign.Condition{{Column: "country", Is: campaign.IsOneOf, Values: []string{"DE"}}}, Letter: name})
}

// owned turns the sender's own words on, with a place for them in every letter.
func owned(c *campaign.Content) {
	c.Paragraph = campaign.Paragraph{On: true, Min: 1, Max: 500}
	for tag, letter := range c.Letters {
		letter.Closing = "{{sender.paragraph}}"
		c.Letters[tag] = letter
	}
}

// apart makes a message to each recipient alone.
func apart(c *campaign.Content) { c.Selection = campaign.Selection{Mode: campaign.Everyone} }

var own = args{"Field": "{{sender.paragraph}}"}

var brokenLetters = []brokenRule{
	{lettered(func(l *campaign.Letter) { l.Subjects = []string{"B", " "} }), at("letters.en.subjects.2", "empty", nil), "is missing or empty"},
	{lettered(func(l *campaign.Letter) { l.Subjects = []string{"{{sender.name}}"} }), at("letters.en.subjects.1", "merge_fields_only", nil), "has no words of its own, only merge fields"},
	{lettered(func(l *campaign.Letter) { l.Subjects = []string{strings.Repeat("s", 151)} }), at("letters.en.subjects.1", "too_long", args{"Count": 151, "Max": 150}), "has 151 characters, at most 150 are allowed"},
	{lettered(func(l *campaign.Letter) { l.Subjects = []string{"B", l.Subject} }), at("letters.en.subjects.2", "wording_twice", args{"Wording": 1}), "is the same as wording 1"},
	{lettered(func(l *campaign.Letter) { l.Blocks = []campaign.Block{{}} }), at("letters.en.blocks.1.texts", "missing", nil), "is missing"},
	{lettered(func(l *campaign.Letter) { l.Blocks = []campaign.Block{{Texts: []string{"a", "b", "a"}}} }), at("letters.en.blocks.1.texts.3", "wording_twice", args{"Wording": 1}), "is the same as wording 1"},
	{lettered(func(l *campaign.Letter) {
		l.Blocks = []campaign.Block{{Texts: []string{"a"}}, {Texts: []string{"b", "\n{"}}}
	}), in("letters.en.blocks.2.texts.2", 1, 0, "brace_alone", args{"Example": "{{sender.name}}"}), "has a brace that belongs to no merge field, which is written {{sender.name}} on one line"},
	{lettered(func(l *campaign.Letter) { l.Closing = "\t" + l.Body }), in("letters.en.closing", 0, 0, "tab", nil), "has a tab, must be spaces"},
	{lettered(func(l *campaign.Letter) {
		l.Blocks, l.Salutation = []campaign.Block{{Texts: []string{"a", "{{recipient.salutation}}"}}}, ""
	}), at("letters.en.salutation", "empty", nil), "is missing or empty"},
	{lettered(func(l *campaign.Letter) {
		l.Body, l.Blocks = "{{sender.name}}", []campaign.Block{{Texts: []string{"a", "{{sender.name}}"}}}
	}), at("letters.en.body", "merge_fields_only", nil), "has no words of its own, only merge fields"},
	{lettered(func(l *campaign.Letter) {
		for i := range 21 {
			l.Blocks = append(l.Blocks, campaign.Block{Texts: []string{fmt.Sprint(i)}})
		}
	}), at("letters.en.blocks", "too_many_blocks", args{"Count": 21, "Max": 20}), "has 21 blocks, at most 20 are allowed"},
	{lettered(func(l *campaign.Letter) {
		for i := range 10 {
			l.Subjects = append(l.Subjects, fmt.Sprint("s", i))
		}
	}), at("letters.en.subjects", "too_many_wordings", args{"Count": 11, "Max": 10}), "has 11 wordings, at most 10 are allowed"},
	{func(c *campaign.Content) {
		c.Reference = "Ref. 1"
		lettered(func(l *campaign.Letter) {
			l.Body, l.Blocks, l.Closing = "12345", []campaign.Block{{Texts: []string{"b", strings.Repeat("x", 9_983)}}}, "7"
		})(c)
	}, at("letters.en.body", "letter_too_long", args{"Count": 10_001, "Max": 10_000}), "has 10001 characters in its longest wording with the reference, at most 10000 are allowed"},

	{func(c *campaign.Content) { owned(c); lettered(func(l *campaign.Letter) { l.Closing = "" })(c) }, at("letters.en.body", "paragraph_missing", own), "has no place for the sender's own words, write {{sender.paragraph}} on a line of its own"},
	{func(c *campaign.Content) {
		owned(c)
		lettered(func(l *campaign.Letter) { l.Body += "\n{{ sender.paragraph }}" })(c)
	}, at("letters.en.body", "paragraph_twice", own), "has more than one place for the sender's own words, {{sender.paragraph}} must stand in the letter once"},
	{func(c *campaign.Content) {
		owned(c)
		lettered(func(l *campaign.Letter) { l.Closing += "\n\n" + l.Closing })(c)
	}, at("letters.en.closing", "paragraph_twice", own), "has more than one place for the sender's own words, {{sender.paragraph}} must stand in the letter once"},
	{func(c *campaign.Content) {
		owned(c)
		lettered(func(l *campaign.Letter) { l.Closing = "I say: " + l.Closing })(c)
	}, at("letters.en.closing", "paragraph_inline", own), "must have {{sender.paragraph}} on a line of its own"},
	{func(c *campaign.Content) {
		owned(c)
		lettered(func(l *campaign.Letter) { l.Subject += "{{sender.paragraph}}" })(c)
	}, at("letters.en.subject", "paragraph_subject", own), "cannot have {{sender.paragraph}}, a subject is never the sender's own"},
	{func(c *campaign.Content) {
		owned(c)
		lettered(func(l *campaign.Letter) {
			l.Blocks, l.Closing = []campaign.Block{{Texts: []string{"a", l.Closing}}}, ""
		})(c)
	}, at("letters.en.blocks.1", "paragraph_uneven", own), "must have {{sender.paragraph}} in every wording or in none"},

	{func(c *campaign.Content) {
		for i := range 21 {
			other(c, fmt.Sprint("l", i))
		}
	}, at("others", "too_many_letters", args{"Count": 21, "Max": 20}), "lists 21 other letters, at most 20 are allowed"},
	{func(c *campaign.Content) { other(c, "The chair") }, at("others.1.name", "letter_name", args{"Name": "The chair"}), `"The chair" cannot name a letter, must be up to 40 lower-case letters, digits and underscores and begin with a letter`},
	{func(c *campaign.Content) { other(c, "chair"); other(c, "chair") }, at("others.2.name", "letter_name_taken", args{"Name": "chair"}), "the name chair is taken by another letter"},
	{func(c *campaign.Content) { other(c, "chair"); c.Routes = nil }, at("others.chair", "letter_unused", nil), "is chosen by no route, so that nobody gets it"},
	{func(c *campaign.Content) { other(c, "chair"); delete(c.Others[0].Letters, "en") }, at("others.chair", "missing_in", args{"Languages": "en"}), "is missing for en"},
	{func(c *campaign.Content) {
		other(c, "chair")
		c.Others[0].Letters["en"] = campaign.Letter{Subject: "S"}
	}, at("others.chair.en.body", "empty", nil), "is missing or empty"},

	{func(c *campaign.Content) {
		apart(c)
		c.Recipients[0].Function = "Chair"
		lettered(func(l *campaign.Letter) { l.Subjects = []string{"To the {{recipient.function}}"} })(c)
	}, at("recipients.2", "value_missing", args{"Field": "{{recipient.function}}", "Language": "en"}), "has nothing for {{recipient.function}}, which the letter to this recipient (en) uses"},
}

func TestTheRestOfManyRecipientsIsCounted(t *testing.T) {
	c := content()
	apart(&c)
	lettered(func(l *campaign.Letter) { l.Closing = "{{recipient.group}} {{recipient.constituency}}" })(&c)
	c.Recipients = nil
	for i := range 10_000 {
		r := recipient(fmt.Sprintf("office%d@assembly.example", i))
		if i%2 == 0 {
			r.Group = "Greens"
		}
		c.Recipients = append(c.Recipients, r)
	}
	named := map[any]int{}
	var counted []campaign.Finding
	for _, f := range c.Findings() {
		switch f.Code {
		case "value_missing":
			named[f.Args["Field"]]++
		case "values_missing":
			counted = append(counted, f)
		}
	}
	if !cmp.Equal(named, map[any]int{"{{recipient.group}}": 20, "{{recipient.constituency}}": 20}) {
		t.Errorf("named are %v", named)
	}
	if want := []campaign.Finding{
		at("recipients", "values_missing", args{"Count": 9_980, "Field": "{{recipient.constituency}}"}),
		at("recipients", "values_missing", args{"Count": 4_980, "Field": "{{recipient.group}}"}),
	}; !cmp.Equal(counted, want) {
		t.Errorf("counted are %v", counted)
	}
}

// manifold is a content whose letters use everything that can be known of a
// recipient, in several wordings.
func manifold() campaign.Content {
	c := content()
	apart(&c)
	c.Reference = "Open data 1"
	en := c.Letters["en"]
	en.Subjects, en.Closing = []string{"To {{recipient.function}}: data"}, "Yours,\n{{sender.name}}"
	en.Blocks = []campaign.Block{
		{Texts: []string{"First.", "You in {{recipient.constituency}}.", "Third."}},
		{Texts: []string{"{{recipient.group}}", "Fourth of {{recipient.office}}."}},
	}
	c.Letters["en"] = en
	other(&c, "chair")
	c.Others[0].Letters["en"] = campaign.Letter{Subject: "Chair", Body: "{{recipient.salutation}} {{recipient.office}}", Blocks: []campaign.Block{{Texts: []string{"Please.", "{{recipient.name}}, please."}}}}
	c.Others[0].Letters["sr-Cyrl"] = campaign.Letter{Subject: "Молба", Salutation: "Поштовани,", Body: "{{recipient.salutation}} молимо."}
	c.Recipients = []campaign.Recipient{
		{Key: "a@assembly.example", Name: "A", Address: "a@assembly.example", Language: "en"},
		{Key: "b@assembly.example", Name: "B", Address: "b@assembly.example", Language: "sr-Latn"},
		{Key: "c@assembly.example", Name: "C", Address: "c@assembly.example", Country: "DE"},
		{Key: "d@assembly.example", Name: "D", Address: "d@assembly.example", Country: "DE", Language: "sr-Cyrl"},
	}
	return c
}

// gaps are what is known of the recipients of manifold, each of which may be
// missing.
var gaps = []func(*campaign.Recipient){
	func(r *campaign.Recipient) { r.Function = "Member" },
	func(r *campaign.Recipient) { r.Constituency = "Niš" },
	func(r *campaign.Recipient) { r.Group = "Greens" },
	func(r *campaign.Recipient) { r.Extra = map[string]string{"office": "12"} },
	func(r *campaign.Recipient) { r.Salutation = map[string]string{"en": "Dear chair,"} },
}

// combinations calls use with every combination of a letter's alternatives.
func combinations(l campaign.Letter, use func(picks []int)) {
	parts := l.Parts()
	picks := make([]int, len(parts))
	for {
		use(picks)
		i := 0
		for ; i < len(parts); i++ {
			if picks[i]++; picks[i] < parts[i] {
				break
			}
			picks[i] = 0
		}
		if i == len(parts) {
			return
		}
	}
}

// TestWhatPassesTheCheckLeavesNothingOfARecipientEmpty: for every way in which
// something may be missing, what the check lets pass has a value in every
// combination of every recipient's letter, and what it finds has none in one.
func TestWhatPassesTheCheckLeavesNothingOfARecipientEmpty(t *testing.T) {
	passed := 0
	for known := range 1 << len(gaps) {
		for only := range 5 { // 4: every recipient
			c := manifold()
			for i := range c.Recipients {
				for j, fill := range gaps {
					if known&(1<<j) != 0 || only < 4 && i != only {
						fill(&c.Recipients[i])
					}
				}
			}
			empty := map[string]bool{}
			for i, r := range c.Recipients {
				e := c.EnvelopeTo(r, 0)
				letter, ok := c.Letter(r, e.Language)
				if !ok {
					t.Fatal("a recipient without a letter")
				}
				combinations(letter, func(picks []int) {
					subject, body := letter.Worded(picks)
					for _, piece := range campaign.Pieces(subject + "\n" + body) {
						if strings.HasPrefix(piece.Field, "recipient.") && merged(c, r, letter, e.Language, piece.Field) == "" {
							empty[fmt.Sprintf("recipients.%d %s", i+1, piece.Text)] = true
						}
					}
				})
			}
			found := map[string]bool{}
			for _, f := range c.Findings() {
				if f.Code == "value_missing" {
					found[fmt.Sprintf("%s %s", f.Path, f.Args["Field"])] = true
				} else if f.Code != "merge_field_unknown" { // nobody has a column "office"
					t.Fatalf("%+v", f)
				} else {
					maps.DeleteFunc(empty, func(what string, _ bool) bool { return strings.HasSuffix(what, "{{recipient.office}}") })
				}
			}
			if !cmp.Equal(empty, found) {
				t.Fatalf("%b of recipient %d: empty are %v, found is %v", known, only, empty, found)
			}
			if c.Check() == nil {
				passed++
			}
		}
	}
	if passed == 0 || passed == 5<<len(gaps) {
		t.Errorf("%d contents pass the check: nothing is proved", passed)
	}
}

// merged returns what a merge field comes out as, by sending a letter of it alone.
func merged(c campaign.Content, r campaign.Recipient, letter campaign.Letter, language, field string) string {
	c.Routes, c.Others, c.Reference = nil, nil, ""
	c.Letters = map[string]campaign.Letter{language: {Salutation: letter.Salutation, Subject: "x{{" + field + "}}"}}
	return strings.TrimPrefix(c.Preview(campaign.Envelope{To: []campaign.Recipient{r}, Language: language}, values(), nil).Subject, "x")
}

func TestALetterMayHaveAnotherNumberOfEverythingInEachLanguage(t *testing.T) {
	c := content()
	lettered(func(l *campaign.Letter) {
		l.Subjects, l.Closing = []string{"Another", "A third"}, "{{sender.name}}"
		l.Body, l.Blocks = "{{recipient.salutation}}", []campaign.Block{{Texts: []string{"a", "b"}}, {Texts: []string{"{{sender.reason}}"}}}
	})(&c)
	if found := c.Findings(); found != nil {
		t.Errorf("findings %v", found)
	}
}

func TestLimitsOfEveryLetter(t *testing.T) {
	c := content()
	c.Languages = []string{"en"}
	c.Reference = "Ref. 1"
	lettered(func(l *campaign.Letter) {
		l.Subjects, l.Body, l.Closing = []string{"Another"}, "Open.", "Close."
		l.Blocks = []campaign.Block{{Texts: []string{"a", "bbb", "cc"}}}
	})(&c)
	other(&c, "chair")
	c.Others[0].Letters["en"] = campaign.Letter{Subject: "Chair", Body: "Body"}
	want := []campaign.Limit{
		{Path: "letters.en.subject", Used: 51, Max: 150}, {Path: "letters.en.subjects.1", Used: 7, Max: 150}, {Path: "letters.en.body", Used: 26, Max: 10_000},
		{Path: "others.chair.en.subject", Used: 5, Max: 150}, {Path: "others.chair.en.body", Used: 12, Max: 10_000},
	}
	if diff := cmp.Diff(want, c.Limits()[4:]); diff != "" {
		t.Error(diff)
	}
}

func TestPlacesInLetters(t *testing.T) {
	for path, want := range map[string]struct {
		place   campaign.Place
		section campaign.Section
		control string
	}{
		"letters.en.subjects.2":                 {campaign.Place{Section: "letters", Language: "en", Part: "subject", Alternative: 3}, "letter.en", "subjects.2"},
		"letters.en.subjects":                   {campaign.Place{Section: "letters", Language: "en", Part: "subjects"}, "letter.en", "subjects"},
		"letters.en.blocks":                     {campaign.Place{Section: "letters", Language: "en", Part: "blocks"}, "letter.en", "blocks"},
		"letters.sr-Latn.blocks.12":             {campaign.Place{Section: "letters", Language: "sr-Latn", Part: "block", Block: 12}, "letter.sr-Latn", "blocks.12"},
		"letters.en.blocks.2.texts":             {campaign.Place{Section: "letters", Language: "en", Part: "block", Block: 2}, "letter.en", "blocks.2"},
		"letters.en.blocks.2.texts.3":           {campaign.Place{Section: "letters", Language: "en", Part: "block", Block: 2, Alternative: 3}, "letter.en", "blocks.2.texts.3"},
		"letters.en.closing":                    {campaign.Place{Section: "letters", Language: "en", Part: "closing"}, "letter.en", "closing"},
		"others":                                {campaign.Place{Section: "others"}, "others", ""},
		"others.2.name":                         {campaign.Place{Section: "others", Item: 2, Part: "name"}, "others", "name"},
		"others.chair":                          {campaign.Place{Section: "others", Letter: "chair"}, "others", ""},
		"others.chair.en":                       {campaign.Place{Section: "others", Letter: "chair", Language: "en"}, "letter.en@chair", ""},
		"others.chair.en.body":                  {campaign.Place{Section: "others", Letter: "chair", Language: "en", Part: "body"}, "letter.en@chair", "body"},
		"others.chair.sr-Cyrl.blocks.1.texts.2": {campaign.Place{Section: "others", Letter: "chair", Language: "sr-Cyrl", Part: "block", Block: 1, Alternative: 2}, "letter.sr-Cyrl@chair", "blocks.1.texts.2"},
	} {
		got := campaign.PlaceOf(path)
		if diff := cmp.Diff(want.place, got); diff != "" || got.Control() != want.control {
			t.Errorf("%q: %s control %q", path, diff, got.Control())
		}
		if section := campaign.SectionOf(got); section != want.section || section.Language() != want.place.Language && section != "others" || section != "others" && section.Letter() != want.place.Letter {
			t.Errorf("%q is edited in %s", path, section)
		}
	}
}

// letterChanges change texts of letters that make a content another one.
var letterChanges = map[string]func(*campaign.Letter){
	"another subject":                      func(l *campaign.Letter) { l.Subjects = append(l.Subjects, "x") },
	"an empty subject":                     func(l *campaign.Letter) { l.Subjects = append(l.Subjects, "") },
	"subjects' order":                      func(l *campaign.Letter) { slices.Reverse(l.Subjects) },
	"closing":                              func(l *campaign.Letter) { l.Closing += "." },
	"a block more":                         func(l *campaign.Letter) { l.Blocks = append(l.Blocks, campaign.Block{Texts: []string{"x", "y"}}) },
	"an empty block":                       func(l *campaign.Letter) { l.Blocks = slices.Insert(l.Blocks, 0, campaign.Block{Texts: []string{""}}) },
	"no texts":                             func(l *campaign.Letter) { l.Blocks = append(l.Blocks, campaign.Block{}) },
	"blocks' order":                        func(l *campaign.Letter) { slices.Reverse(l.Blocks) },
	"a block less":                         func(l *campaign.Letter) { l.Blocks = l.Blocks[1:] },
	"a wording less":                       func(l *campaign.Letter) { l.Blocks[0].Texts = l.Blocks[0].Texts[1:] },
	"a wording more":                       func(l *campaign.Letter) { l.Blocks[0].Texts = append(l.Blocks[0].Texts, "z") },
	"another wording":                      func(l *campaign.Letter) { l.Blocks[1].Texts[0] += "!" },
	"wordings' order":                      func(l *campaign.Letter) { slices.Reverse(l.Blocks[0].Texts) },
	"an empty wording":                     func(l *campaign.Letter) { l.Blocks[0].Texts = append(l.Blocks[0].Texts, "") },
	"an empty wording first, and one less": func(l *campaign.Letter) { l.Blocks = append([]campaign.Block{{Texts: []string{""}}}, l.Blocks[:1]...) },
}

func TestDiffMissesNothingOfLetters(t *testing.T) {
	check := func(name string, a, b campaign.Content) {
		t.Helper()
		for _, parts := range [][]campaign.PartDiff{campaign.Diff(a, b), campaign.Diff(b, a)} {
			if (parts == nil) != (a.Digest() == b.Digest()) {
				t.Errorf("%s: %q", name, listed(parts))
			}
			for _, p := range parts {
				if s := p.Place().Section; s != "letters" && s != "others" {
					t.Errorf("%s: the path %q leads to %q", name, p.Path, s)
				}
			}
		}
	}
	fresh := func() campaign.Content { c := manifold(); c.Letters["en"] = clonedLetter(c.Letters["en"]); return c }
	for name, change := range letterChanges {
		c := fresh()
		letter := c.Letters["en"]
		change(&letter)
		c.Letters["en"] = letter
		check(name, fresh(), c)

		c = fresh()
		c.Others[0].Letters["en"] = clonedLetter(fresh().Letters["en"])
		base := fresh()
		base.Others[0].Letters["en"] = clonedLetter(fresh().Letters["en"])
		letter = c.Others[0].Letters["en"]
		change(&letter)
		c.Others[0].Letters["en"] = letter
		check(name+" of an other letter", base, c)
	}
	for name, change := range map[string]func(*campaign.Content){
		"another":      func(c *campaign.Content) { c.Others = append(c.Others, campaign.OtherLetter{Name: "b"}) },
		"none":         func(c *campaign.Content) { c.Others = nil },
		"another name": func(c *campaign.Content) { c.Others[0].Name = "x" },
		"order": func(c *campaign.Content) {
			c.Others = []campaign.OtherLetter{{Name: "z", Letters: c.Letters}, c.Others[0]}
		},
	} {
		c := fresh()
		change(&c)
		check(name, fresh(), c)
	}
}

func clonedLetter(l campaign.Letter) campaign.Letter {
	l.Subjects, l.Blocks = slices.Clone(l.Subjects), slices.Clone(l.Blocks)
	for i := range l.Blocks {
		l.Blocks[i].Texts = slices.Clone(l.Blocks[i].Texts)
	}
	return l
}

func TestDiffKeepsBlocksTogetherThatStayed(t *testing.T) {
	before, after := content(), content()
	lettered(func(l *campaign.Letter) {
		l.Blocks = []campaign.Block{{Texts: []string{"one", "uno"}}, {Texts: []string{"two"}}, {Texts: []string{"three"}}}
	})(&before)
	lettered(func(l *campaign.Letter) {
		l.Subjects = []string{"Other"}
		l.Blocks = []campaign.Block{{Texts: []string{"zero"}}, {Texts: []string{"uno", "eins"}}, {Texts: []string{"three"}}}
		l.Closing = "Yours"
	})(&after)
	want := strings.Join([]string{
		"letters.en.subjects.1", "+ [Other]",
		"letters.en.blocks.1.texts.1", "+ [zero]",
		"letters.en.blocks.2.texts.1", "- [one]", "letters.en.blocks.2.texts.2", "+ [eins]",
		"letters.en.blocks.2.texts.1", "- [two]",
		"letters.en.closing", "+ [Yours]",
	}, "\n")
	if diff := cmp.Diff(want, listed(campaign.Diff(before, after))); diff != "" {
		t.Error(diff)
	}
}

func TestSectionsOfOtherLetters(t *testing.T) {
	c := manifold()
	want := []campaign.Section{"others", "letter.en@chair", "letter.sr-Cyrl@chair"}
	if got := c.Sections(); !slices.Equal(got[3:6], want) {
		t.Fatalf("sections %v", got)
	}
	for _, s := range want {
		part, err := c.Part(s)
		if err != nil {
			t.Fatal(err)
		}
		same, err := c.With(s, part)
		if err != nil || same.Digest() != c.Digest() {
			t.Errorf("%s: taken over as it is, it is another: %v", s, err)
		}
	}
	for _, s := range []campaign.Section{"letter.de@chair", "letter.en@nobody"} {
		if _, err := c.Part(s); err == nil {
			t.Errorf("there is a section %s", s)
		}
		if _, err := c.With(s, "{}"); err == nil {
			t.Errorf("there is a section %s to write", s)
		}
	}
	if _, err := c.With("letter.en@chair", "{"); err == nil {
		t.Error("half a letter was taken")
	}

	changed, err := c.With("letter.en@chair", `{"subject":"S","salutation":"","body":"B"}`)
	if err != nil || changed.Others[0].Letters["en"].Body != "B" || c.Others[0].Letters["en"].Body == "B" {
		t.Errorf("%+v, %v", changed.Others, err)
	}
	renamed, err := c.With("others", `["head"]`)
	if err != nil || !cmp.Equal(renamed.Others[0].Letters, c.Others[0].Letters) || renamed.Routes[0].Letter != "head" || c.Routes[0].Letter != "chair" {
		t.Errorf("renamed: %+v, %+v, %v", renamed.Others, renamed.Routes, err)
	}
	more, err := c.With("others", `["members","chair"]`)
	if err != nil || !cmp.Equal(more.Others[1], c.Others[0]) || !cmp.Equal(more.Others[0].Letters, map[string]campaign.Letter{"en": {}, "sr-Cyrl": {}}) {
		t.Errorf("one more: %+v, %v", more.Others, err)
	}
	none, err := c.With("others", `null`)
	if err != nil || none.Others != nil {
		t.Errorf("none: %+v, %v", none.Others, err)
	}
	spoken, err := c.With("basics", `{"languages":["en","de"],"title":{},"summary":{},"goal":0}`)
	if _, gone := spoken.Others[0].Letters["sr-Cyrl"]; err != nil || gone || !cmp.Equal(spoken.Others[0].Letters["de"], campaign.Letter{}) || spoken.Others[0].Letters["en"].Subject != "Chair" {
		t.Errorf("in other languages: %+v, %v", spoken.Others, err)
	}
}

func TestOtherLettersThatLeaveAreSetAside(t *testing.T) {
	for name, row := range map[string]struct {
		section campaign.Section
		part    string
		want    []campaign.Section
	}{
		"a language less": {"basics", `{"languages":["en"],"title":{"en":"T"},"summary":{},"goal":0}`, []campaign.Section{"basics", "letter.sr-Cyrl", "letter.sr-Cyrl@chair", "fields"}},
		"a letter less":   {"others", `null`, []campaign.Section{"letter.en@chair", "letter.sr-Cyrl@chair"}},
		"a new name":      {"others", `["head"]`, nil},
		"one more":        {"others", `["chair","members"]`, nil},
	} {
		d := campaign.NewDossier("campaign", "open-data", manifold(), "author", noon)
		part, err := d.Draft.Content.Part(row.section)
		if err != nil {
			t.Fatal(err)
		}
		if edited, err := d.Edit(row.section, campaign.Base(part), row.part, "editor", noon); err != nil || !edited {
			t.Fatalf("%s: %v, %v", name, edited, err)
		}
		var got []campaign.Section
		for _, v := range d.Aside() {
			got = append(got, v.Section)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: set aside are %v, want %v", name, got, row.want)
		}
	}
}

const blocks = `
    subjects: [A second, A third]
    salutation: Dear Members,
    body: |
      {{recipient.salutation}}
    blocks:
      - texts:
          - |
            Please publish.

            All of it.
          - Publish, please.
      - [One text alone]
      - - |
          Last, first.
        - Last, second.
    closing: |
      Yours,
      {{sender.name}}
`

func TestLettersOfBlocksInAFile(t *testing.T) {
	source := replaced(t, good, "\n    salutation: Dear Members,\n    body: |\n      {{recipient.salutation}}\n\n      please publish the data.\n\n      {{sender.name}}\n      {{sender.place}}\n", blocks)
	source = replaced(t, source, "recipients:\n", "others:\n  chair:\n    en: {subject: Chair, body: Please., blocks: [[a, b]]}\n    sr-Cyrl: {subject: Молба, body: Молимо.}\nrecipients:\n")
	var e *campaign.FileError
	_, err := campaign.ParseYAML([]byte(source))
	if e, _ = err.(*campaign.FileError); e == nil || len(e.Problems) != 1 || e.Problems[0].Text != "others.chair: is chosen by no route, so that nobody gets it" || e.Problems[0].Line != strings.Count(source[:strings.Index(source, "  chair:")], "\n")+1 {
		t.Fatalf("%+v, %v", e, err)
	}
	source = replaced(t, source, "others:\n  chair:\n    en: {subject: Chair, body: Please., blocks: [[a, b]]}\n    sr-Cyrl: {subject: Молба, body: Молимо.}\n", "")
	f, err := campaign.ParseYAML([]byte(source))
	if err != nil {
		t.Fatal(err)
	}
	want := campaign.Letter{
		Subject: "A request", Subjects: []string{"A second", "A third"}, Salutation: "Dear Members,", Body: "{{recipient.salutation}}",
		Blocks: []campaign.Block{
			{Texts: []string{"Please publish.\n\nAll of it.", "Publish, please."}}, {Texts: []string{"One text alone"}}, {Texts: []string{"Last, first.", "Last, second."}},
		},
		Closing: "Yours,\n{{sender.name}}",
	}
	if diff := cmp.Diff(want, f.Content.Letters["en"]); diff != "" || f.Content.Reference != "Ref. OPEN-DATA" {
		t.Error(diff)
	}
	roundTrip(t, f)

	for name, row := range map[string][3]string{
		"a text that is none":  {"- Publish, please.", "- {a: b}", "letters.en.blocks.1.texts.2: must be a text"},
		"a block that is none": {"- [One text alone]", "- One text alone", "letters.en.blocks.2: must be a mapping, lines of `key: value`"},
		"an empty text":        {"- [One text alone]", "- [\"\"]", "letters.en.blocks.2.texts.1: is missing or empty"},
		"no text":              {"- [One text alone]", "- []", "letters.en.blocks.2.texts: is missing"},
		"an unknown key":       {"- texts:\n", "- words:\n", "letters.en.blocks.1.words: is not a key of a campaign file, known here are texts"},
		"a brace":              {"Publish, please.", "\"Publish, {please.\"", "letters.en.blocks.1.texts.2: has a brace that belongs to no merge field, which is written {{sender.name}} on one line"},
	} {
		_, err := campaign.ParseYAML([]byte(replaced(t, source, row[0], row[1])))
		e, ok := err.(*campaign.FileError)
		if !ok || e.Problems[0].Text != row[2] || e.Problems[0].Line < 29 || e.Problems[0].Line > 41 {
			t.Errorf("%s: %+v", name, err)
		}
	}
}

func TestOtherLettersInAFile(t *testing.T) {
	c := content()
	other(&c, "chair")
	other(&c, "members")
	written, err := campaign.WriteYAML(campaign.File{Slug: "plain", Content: c})
	if err != nil || !strings.Contains(string(written), "\nothers:\n  chair:\n    en:\n      subject: ") {
		t.Fatalf("%v in\n%s", err, written)
	}
	source := string(written)
	for name, row := range map[string][2]string{
		"a name that is none": {"  Chair person:", "others.1.name: \"Chair person\" cannot name a letter"},
		"a name twice":        {"  members:", "others.members: is given twice"},
	} {
		_, err := campaign.ParseYAML([]byte(replaced(t, source, "  chair:", row[0])))
		e, ok := err.(*campaign.FileError)
		if !ok || !slices.ContainsFunc(e.Problems, func(p campaign.FileProblem) bool { return strings.HasPrefix(p.Text, row[1]) && p.Line > 10 }) {
			t.Errorf("%s: %+v", name, err)
		}
	}
}
