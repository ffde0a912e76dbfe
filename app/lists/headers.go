package lists

import (
	"strings"

	"emailcampaigns/app/campaign"
)

// headers are what columns are called in the languages of those who keep tables of
// parliaments: English, Serbian, Croatian, Bosnian, Slovenian, Macedonian, German,
// French, Italian, Spanish, Portuguese, Polish, Czech, Slovak, Hungarian, Romanian,
// as campaign.SlugOf writes them.
var headers = map[Target]string{
	Name: `name full-name fullname member recipient ime ime-i-prezime prezime-i-ime puno-ime ime-in-priimek ime-prezime naziv poslanik
		poslanica zastupnik primalac primatelj vor-und-nachname vorname-und-nachname vorname-nachname abgeordneter abgeordnete empfaenger
		empfanger nom nom-complet nom-et-prenom prenom-et-nom depute destinataire nome nome-completo nombre nombre-completo nume
		nume-si-prenume nev jmeno jmeno-a-prijmeni meno meno-a-priezvisko imie-i-nazwisko nazwisko navn namn`,
	Address: `address e-mail email mail mailbox e-mail-address email-address adresa adresa-e-poste e-adresa eadresa e-posta eposta
		e-posta-adresa adresa-elektronske-poste adresa-elektronicke-poste elektronska-posta elektronska-adresa elektronicka-posta imejl
		imeil mejl imejl-adresa mejl-adresa mail-adresa email-adresa e-mail-adresa e-naslov elektronski-naslov e-mail-adresse
		email-adresse mailadresse emailadresse adresse-e-mail adresse-email adresse-mail courriel adresse-courriel adresse-electronique
		posta-elettronica indirizzo-email indirizzo-e-mail correo correo-electronico adres-e-mail adres-email adresa-de-email`,
	Function: `function role position office funkcija uloga polozaj duznost zvanje funktion amt rolle fonction poste mandat cargo funzione
		funkce funkcia funkcja functie funkcio`,
	Language: `language lang language-code jezik ezik sprache langue idioma lingua jazyk jezyk limba nyelv`,
	Country: `country country-code iso-country drzava zemlja drzava-kod land landercode laendercode staat pays code-pays pais paese orszag
		zeme krajina kraj tara`,
	Constituency: `constituency district electoral-district izborna-jedinica izborni-okrug izborna-edinica izborni-kotar okrug volilni-okraj
		wahlkreis circonscription circunscripcion circoscrizione circulo-eleitoral valasztokerulet volebni-obvod volebny-obvod
		okreg-wyborczy circumscriptie`,
	Group: `group party political-party parliamentary-group political-group party-group stranka politicka-stranka partija
		poslanicka-grupa poslanicki-klub klub-poslanika klub-zastupnika klub grupa fraktion partei gruppe partei-fraktion parti groupe
		groupe-parlementaire groupe-politique parti-politique gruppo gruppo-parlamentare partito partido grupo grupo-parlamentario
		partia frakcja partid grup-parlamentar part frakcio poslanecky-klub`,
	State: `state status standing stanje status-primaoca zustand etat statut`,
}

// greetings are what the column of a salutation is called, before its language.
var greetings = []string{
	"salutation", "greeting", "form-of-address", "obracanje", "oslovljavanje", "pozdrav", "anrede", "briefanrede", "appel", "formule-d-appel",
	"formule-dappel", "civilite", "saludo", "saluto", "vocativo", "osloveni", "oslovenie", "nagovor", "megszolitas", "formula-de-adresare", "zwrot",
}

// tongues are languages as headers call them.
var tongues = map[string]string{
	"english": "en", "engleski": "en", "englisch": "en", "anglais": "en", "serbian": "sr", "srpski": "sr", "serbisch": "sr", "serbe": "sr",
	"cirilica": "sr-Cyrl", "srpski-cirilica": "sr-Cyrl", "latinica": "sr-Latn", "srpski-latinica": "sr-Latn",
	"german": "de", "nemacki": "de", "njemacki": "de", "deutsch": "de", "allemand": "de",
	"french": "fr", "francuski": "fr", "franzosisch": "fr", "franzoesisch": "fr", "francais": "fr",
	"croatian": "hr", "hrvatski": "hr", "kroatisch": "hr", "croate": "hr",
}

// known returns the column that a header names, Free for none.
func known(header string) Column {
	slug := campaign.SlugOf(header)
	if slug == "" {
		return Column{To: Free}
	}
	for target, names := range headers {
		for name := range strings.FieldsSeq(names) {
			if name == slug {
				return Column{To: target}
			}
		}
	}
	for _, g := range greetings {
		if slug == g {
			return Column{To: Salutation}
		}
		if rest, found := strings.CutPrefix(slug, g+"-"); found {
			if tag, ok := tongue(rest); ok {
				return Column{To: Salutation, Detail: tag}
			}
		}
	}
	return Column{To: Free}
}

func tongue(slug string) (string, bool) {
	if tag, ok := tongues[slug]; ok {
		return tag, true
	}
	return campaign.Language(slug)
}
