package campaign_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
)

func sample(t *testing.T) campaign.File { return sampleFile(t, "open-data") }

func sampleFile(t *testing.T, slug string) campaign.File {
	t.Helper()
	source, err := os.ReadFile("../../assets/demo/" + slug + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, err := campaign.ParseYAML(source)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// eachSample runs a test on every sample campaign.
func eachSample(t *testing.T, test func(t *testing.T, f campaign.File)) {
	for _, slug := range []string{"open-data", "vote-abroad"} {
		t.Run(slug, func(t *testing.T) { test(t, sampleFile(t, slug)) })
	}
}

func TestTheSampleOfOwnLettersAddressesEachRecipient(t *testing.T) {
	c := sampleFile(t, "vote-abroad").Content
	v := campaign.Values{Name: "Ana Petrović", Address: "ana@example.org", Fields: map[string]string{"city": "Ulm"}}
	spoken := map[string]bool{}
	for _, r := range c.Recipients {
		if !strings.HasSuffix(r.Address, ".example") {
			t.Errorf("%s could be a real mailbox", r.Address)
		}
		e := c.EnvelopeTo(r, 1)
		spoken[e.Language] = true
		m, err := c.Assemble(e, v)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(m.Body, r.Salutation[e.Language]+"\n\n") || strings.ContainsAny(m.Subject+m.Body, "{}") || !strings.HasSuffix(m.Body, "\n\n"+c.Reference+"\n") {
			t.Errorf("%s: %s\n%s", r.Name, m.Subject, m.Body)
		}
	}
	if len(spoken) != 3 {
		t.Errorf("letters are in %v", spoken)
	}
}

func TestTheSampleCampaign(t *testing.T) {
	f := sample(t)
	if f.Slug != "open-data" || !slices.Equal(f.Content.Languages, []string{"en", "sr-Latn", "sr-Cyrl"}) || f.Content.Goal == 0 {
		t.Errorf("slug %s, languages %v, goal %d", f.Slug, f.Content.Languages, f.Content.Goal)
	}
	for _, r := range f.Content.Recipients {
		if !strings.HasSuffix(r.Address, ".example") {
			t.Errorf("%s could be a real mailbox", r.Address)
		}
	}
	v := campaign.Values{Name: "Ana Petrović", Address: "ana@example.org", Fields: map[string]string{"place": "Lipovgrad"}}
	for _, tag := range f.Content.Languages {
		m, err := f.Content.Assemble(f.Content.Envelope(tag, 0), v)
		if err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(m.Subject+m.Body, "{}") || strings.Contains(m.Body, "\n\n\n") || !strings.HasSuffix(m.Body, "\n\nAna Petrović\nLipovgrad\n\n"+f.Content.Reference+"\n") {
			t.Errorf("%s: %s\n%s", tag, m.Subject, m.Body)
		}
	}
}

func TestBothScriptsOfTheSampleSayTheSame(t *testing.T) { eachSample(t, bothScripts) }

func bothScripts(t *testing.T, f campaign.File) {
	c := f.Content
	texts := func(tag string) []string {
		letter := c.Letters[tag]
		all := append([]string{c.Title[tag], c.Summary[tag], letter.Salutation}, letter.Texts()...)
		for _, f := range c.Fields {
			all = append(all, f.Label[tag], f.Hint[tag])
		}
		return all
	}
	latin := strings.NewReplacer(
		"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "ђ", "đ", "е", "e", "ж", "ž", "з", "z", "и", "i", "ј", "j", "к", "k",
		"л", "l", "љ", "lj", "м", "m", "н", "n", "њ", "nj", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "ћ", "ć", "у", "u",
		"ф", "f", "х", "h", "ц", "c", "ч", "č", "џ", "dž", "ш", "š",
		"А", "A", "Б", "B", "В", "V", "Г", "G", "Д", "D", "Ђ", "Đ", "Е", "E", "Ж", "Ž", "З", "Z", "И", "I", "Ј", "J", "К", "K",
		"Л", "L", "Љ", "Lj", "М", "M", "Н", "N", "Њ", "Nj", "О", "O", "П", "P", "Р", "R", "С", "S", "Т", "T", "Ћ", "Ć", "У", "U",
		"Ф", "F", "Х", "H", "Ц", "C", "Ч", "Č", "Џ", "Dž", "Ш", "Š",
	)
	if a, b := c.Letters["sr-Cyrl"].Parts(), c.Letters["sr-Latn"].Parts(); !slices.Equal(a, b) {
		t.Fatalf("the letter has %v wordings in one script, %v in the other", a, b)
	}
	for i, text := range texts("sr-Cyrl") {
		if diff := cmp.Diff(latin.Replace(text), texts("sr-Latn")[i]); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTheSampleReachesItsTargetInEveryLanguage(t *testing.T) { eachSample(t, reachesItsTarget) }

func reachesItsTarget(t *testing.T, f campaign.File) {
	c := f.Content
	all := c.Likenesses()
	if len(all) != len(c.Languages) {
		t.Fatalf("%d letters are compared", len(all))
	}
	distinct := map[string]int{"open-data": 1_000, "vote-abroad": 768}[f.Slug]
	for _, l := range all {
		if !l.Met() || l.Median > 0.5 || l.Distinct < distinct {
			t.Errorf("%+v", l)
		}
	}
}
