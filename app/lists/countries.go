package lists

import (
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"emailcampaigns/app/campaign"
)

// otherCountries are names that tables have beside those of the Unicode locale data,
// as countryName writes them.
var otherCountries = map[string]string{
	"BA": "bosnia bosna bih bosnie bosnien",
	"CZ": "czech-republic ceska-republika tschechische-republik republique-tcheque",
	"GB": "uk great-britain britain velika-britanija grossbritannien grande-bretagne royaume-uni",
	"MK": "north-macedonia severna-makedonija nordmazedonien macedoine-du-nord",
	"NL": "holland holandija",
	"RU": "russian-federation ruska-federacija",
	"SK": "slovak-republic slovacka-republika",
	"SZ": "eswatini esvatini",
	"TR": "turkiye",
	"US": "usa united-states-of-america sad sjedinjene-americke-drzave vereinigte-staaten-von-amerika",
}

// countries are the codes of countries by their names in English, Serbian in both
// scripts, German and French, as countryName writes them. A name of two countries
// is none.
var countries = sync.OnceValue(func() map[string]string {
	byName := map[string]string{}
	add := func(name, code string) {
		if other, taken := byName[name]; taken && other != code {
			code = ""
		}
		byName[name] = code
	}
	for _, tag := range []language.Tag{language.English, language.Serbian, language.SerbianLatin, language.German, language.French} {
		namer := display.Regions(tag)
		for a := 'A'; a <= 'Z'; a++ {
			for b := 'A'; b <= 'Z'; b++ {
				code := string([]rune{a, b})
				if !campaign.KnownCountry(code) {
					continue
				}
				region, err := language.ParseRegion(code)
				if name := countryName(namer.Name(region)); err == nil && name != "" {
					add(name, code)
				}
			}
		}
	}
	for code, names := range otherCountries {
		for name := range strings.FieldsSeq(names) {
			add(name, code)
		}
	}
	return byName
})

// countryName writes a name as it is compared: “Trinidad and Tobago” is “Trinidad &
// Tobago”, and “Saint Lucia” is “St. Lucia”.
func countryName(name string) string {
	return strings.NewReplacer("-and-", "-", "saint-", "st-").Replace(campaign.SlugOf(name))
}

// CountryCode returns the code of a country that is written as its code, in whatever
// case, or by its name. It returns "" for none that is known.
func CountryCode(cell string) string {
	if code := strings.ToUpper(cell); campaign.KnownCountry(code) {
		return code
	}
	return countries()[countryName(cell)]
}
