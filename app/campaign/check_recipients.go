package campaign

import (
	"strings"

	"golang.org/x/text/language"

	"emailcampaigns/app/address"
)

// notCountries are codes that golang.org/x/text knows as countries and
// ISO 3166-1 reserves or has withdrawn.
const notCountries = "AC AN CP CQ CS DG EA EZ FQ IC NT PC SU TA UN YU"

func (k *checker) recipients() {
	switch n, most := len(k.content.Recipients), k.content.MostRecipients(); {
	case n == 0:
		k.add("recipients", noRecipients)
	case n > most && k.content.Selection.Individual():
		k.add("recipients", tooManyIndividual, n, most)
	case n > most:
		k.add("recipients", tooManyRecipients, n, most)
	}
	k.freeColumns()
	mailboxes, keys := map[string]int{}, map[string]int{}
	for i, r := range k.content.Recipients {
		path := item("recipients", i)
		k.text(path+".name", r.Name, form{max: MaxLine})
		if r.Function != "" {
			k.text(path+".function", r.Function, form{max: MaxLine})
		}
		if r.Language != "" {
			k.language(path+".language", r.Language)
		}
		if r.Country != "" && !isCountry(r.Country) {
			k.add(path+".country", countryUnknown, r.Country)
		}
		k.columns(path, r)
		if normal, ok := k.address(path, r.Address); ok {
			k.unique(path+".address", mailboxTaken, r.Address, normal, i, mailboxes)
			k.key(path+".key", r.Key, normal)
			k.unique(path+".key", keyTaken, r.Key, r.Key, i, keys)
		}
	}
}

// MostRecipients is how many recipients the content may have: fewer when one message
// goes to all of them.
func (c Content) MostRecipients() int {
	if c.Selection.Individual() {
		return MaxIndividualRecipients
	}
	return MaxRecipients
}

// address returns the mailbox's normal form, or that there is none.
func (k *checker) address(path, text string) (string, bool) {
	if text == "" {
		k.add(path+".address", textMissing)
		return "", false
	}
	parsed, err := address.Parse(text)
	if err != nil {
		k.add(path+".address", addressRefused, text)
		return "", false
	}
	if parsed.String() != text {
		k.add(path+".address", addressSpelling, text, parsed.String())
	}
	return parsed.Normal(), true
}

// key accepts the mailbox's normal form, which stands for itself, or a name in
// the form of a slug.
func (k *checker) key(path, key, normal string) {
	if key != normal && (!slugForm.MatchString(key) || len(key) > MaxSlug) {
		k.add(path, keyRefused, key, MaxSlug)
	}
}

func (k *checker) unique(path string, taken problem, what, value string, i int, seen map[string]int) {
	if first, ok := seen[value]; ok {
		k.add(path, taken, what, first+1)
		return
	}
	seen[value] = i
}

func isCountry(code string) bool {
	region, err := language.ParseRegion(code)
	return err == nil && len(code) == 2 && region.String() == code && region.IsCountry() &&
		region.Canonicalize() == region && !strings.Contains(notCountries, code)
}
