package lists

import (
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

func in(t *testing.T, page *charmap.Charmap, text string) []byte {
	t.Helper()
	out, err := page.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

func TestCodePagesAreToldApartByTheWordsTheyMake(t *testing.T) {
	for name, c := range map[string]struct {
		page *charmap.Charmap
		text string
		want Encoding
	}{
		"Croatian":      {charmap.Windows1250, "Ivan Kovačić;Đuro Perić;Mića Čović;Žarko Šušnjić;Ćiril Đaković", Windows1250},
		"Serbian short": {charmap.Windows1250, "ime;adresa\nAna Petrović;ana@skupstina.example\n", Windows1250},
		"Slovenian":     {charmap.Windows1250, "Janez Čebašek;Maja Hočevar;Črt Kočevar", Windows1250},
		"Polish":        {charmap.Windows1250, "Łukasz Wałęsa;Michał Dąbrowski;Świętosław Kościński;Żaneta Źródło", Windows1250},
		"Czech":         {charmap.Windows1250, "Jiří Dvořák;Řehoř Růžička;Ondřej Čížek;Zdeněk Kučera", Windows1250},
		"Slovak":        {charmap.Windows1250, "Ľudovít Ťažký;Ďurica Kráľ;Mikuláš Dzurinda;Božena Šoltésová", Windows1250},
		"Hungarian":     {charmap.Windows1250, "Győző Szűcs;Lőrinc Kővári;Erdős Gergő;Fűzfői Ödön", Windows1250},
		"Romanian":      {charmap.Windows1250, "Traian Băsescu;Mănăilă Ioniţă;Brânduşa Râpeanu", Windows1250},
		"German":        {charmap.Windows1252, "Jürgen Müller;Bärbel Groß;Köhler", Windows1252},
		"French":        {charmap.Windows1252, "François Lefèvre;Hélène Châtelain;Irène Molière;Maëlle D’Œuvre;Benoît Père", Windows1252},
		"Spanish":       {charmap.Windows1252, "Íñigo Muñoz;Begoña Peña;José Núñez", Windows1252},
		"Portuguese":    {charmap.Windows1252, "João Magalhães;Simões;Conceição Guimarães", Windows1252},
		"Danish":        {charmap.Windows1252, "Søren Møller;Åse Kjær;Jørgen Høj;Bjørg Ågård", Windows1252},
		"Swedish":       {charmap.Windows1252, "Åsa Sjögren;Märta Åström;Blomgård", Windows1252},
		"Italian":       {charmap.Windows1252, "Niccolò Cantù;Mosè Forlì;Nicolò Cefalù", Windows1252},
		"Norwegian":     {charmap.Windows1252, "Håkon Brønn;Sæther;Ødegård", Windows1252},
		"plain":         {charmap.Windows1252, "John Smith;London", UTF8},
	} {
		if got := recognise(in(t, c.page, c.text)); got != c.want {
			t.Errorf("%s: taken for %s, leaning %d", name, got, leaning(in(t, c.page, c.text)))
		}
	}
}

func TestUnicodeIsRecognisedWithAndWithoutItsMark(t *testing.T) {
	sixteen := func(text string, order binary.AppendByteOrder) (out []byte) {
		for _, unit := range utf16.Encode([]rune(text)) {
			out = order.AppendUint16(out, unit)
		}
		return out
	}
	const text = "име;адреса\nЂорђе Ћирић;djordje@skupstina.example\n"
	for name, c := range map[string]struct {
		source []byte
		want   Encoding
	}{
		"UTF-8":                       {[]byte(text), UTF8},
		"UTF-8 marked":                {[]byte("\ufeff" + text), UTF8},
		"UTF-8 with a flaw":           {[]byte(text + "\xff\n"), UTF8},
		"UTF-16LE marked":             {sixteen("\ufeff"+text, binary.LittleEndian), UTF16LE},
		"UTF-16BE marked":             {sixteen("\ufeff"+text, binary.BigEndian), UTF16BE},
		"UTF-16LE":                    {sixteen(text, binary.LittleEndian), UTF16LE},
		"UTF-16BE":                    {sixteen(text, binary.BigEndian), UTF16BE},
		"UTF-16LE cut in a character": {append(sixteen(text, binary.LittleEndian), 'x'), UTF16LE},
	} {
		got := recognise(c.source)
		if got != c.want {
			t.Errorf("%s: taken for %s", name, got)
			continue
		}
		read, err := decode(c.source, got)
		if err != nil || len(read) < len(text) || read[:len(text)] != text {
			t.Errorf("%s: read as %q, %v", name, read, err)
		}
	}
}
