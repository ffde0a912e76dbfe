package liststest

// country is where invented members of parliaments come from.
type country struct {
	code, language string
	given, family  string // names, parted by spaces
	dear           string // how one of them is addressed
}

// countries are those of the European Union and the Western Balkans. Their names
// have every letter with a mark of their languages that names have.
var countries = []country{
	{"AT", "de", "Jürgen Käthe Björn Änne Götz", "Müller Groß Höß Übelhör Ärztl", "Sehr geehrtes Mitglied des Nationalrates"},
	{"BE", "nl", "Zoë Jérôme Daniël Renée Loïc", "De-Coëne Van-Hée Geûens Noël Lefèvre", "Geachte leden van de Kamer"},
	{"BG", "bg", "Георги Йорданка Щерю Цветелина Юлиян", "Жечев Щърбанова Ъглов Чакърова Йовчев", "Уважаеми народни представители"},
	{"HR", "hr", "Željko Đurđica Hrvoje Šime Ćiril", "Krčmar Đaković Šušnjić Žužul Ćosić", "Poštovana zastupnice, poštovani zastupniče"},
	{"CY", "el", "Ανδρέας Χαρίκλεια Λεύκιος Ελένη Νεόφυτος", "Χριστοδούλου Παπαϊωάννου Ιωαννίδης Κυπρή Αϋφαντής", "Αξιότιμο μέλος της Βουλής"},
	{"CZ", "cs", "Jiří Žofie Řehoř Štěpánka Ondřej", "Dvořák Růžičková Šťastný Něměc Čížek", "Vážené poslankyně, vážení poslanci"},
	{"DK", "da", "Søren Åse Jørgen Kåre Bjørg", "Møller Sørensen Ågård Kjær Høj", "Kære medlem af Folketinget"},
	{"EE", "et", "Jüri Ülle Tõnu Õie Mäe", "Käär Põld Öövel Jõgi Šmidt", "Lugupeetud Riigikogu liige"},
	{"FI", "fi", "Väinö Päivi Yrjö Äiju Töre", "Mäkelä Hämäläinen Sjöström Åkerblom Pöyry", "Arvoisa kansanedustaja"},
	{"FR", "fr", "François Hélène Maëlle Benoît Gaëtan", "Lefèvre Béchu L’Hôte Châtelain D’Œuvre", "Madame la députée, Monsieur le député"},
	{"DE", "de", "Jörg Bärbel Günther Sönke Uwe", "Weiß Schäfer Köhler Düßeldörfer Müßig", "Sehr geehrtes Mitglied des Bundestages"},
	{"GR", "el", "Γιώργος Ευαγγελία Άγγελος Ζωή Ηλίας", "Παπαδόπουλος Οικονόμου Ξενάκης Ψυχογιός Μαΐστρος", "Αξιότιμο μέλος της Βουλής των Ελλήνων"},
	{"HU", "hu", "Győző Tünde Ödön Ágnes Lőrinc", "Szűcs Kővári Tóth Őry Fűzfői", "Tisztelt képviselő"},
	{"IE", "ga", "Siobhán Pádraig Róisín Seán Caoimhín", "O’Súilleabháin NíBhriain O’Dálaigh MacÉnrí O’Séaghdha", "A Theachta, a chara"},
	{"IT", "it", "Niccolò Mosè Noè Nicolò Giosuè", "D’Elìa Cantù Forlì Mannarà Però", "Onorevole deputato"},
	{"LV", "lv", "Jānis Ķirsis Žanete Ģirts Ļubova", "Bērziņš Kalniņa Šķēle Ūdris Čakste", "Godātais deputāt"},
	{"LT", "lt", "Žydrūnas Ąžuolė Ęgis Jūratė Šarūnas", "Žukauskienė Čiurlionis Ūsas Šimkutė Įžuolas", "Gerbiamas Seimo nary"},
	{"LU", "lb", "Mäthes Léa Jängi Zoé Félix", "Krëpp Wéber Schöler Bärtel Thëss", "Léift Member vun der Chamber"},
	{"MT", "mt", "Ġorġ Ħelena Ċikku Żeża Ġużeppi", "Żammit Ċassar Buħaġiar Għaxaq Ħili", "Għażiż membru tal-Parlament"},
	{"NL", "nl", "Daniëlle Chloë Joël André Eïra", "Van-Bömmel Coëlho Timmerman Hoëk Reëder", "Geacht Kamerlid"},
	{"PL", "pl", "Łukasz Żaneta Świętosław Michał Bożena", "Wałęsa Dąbrowska Źdźbło Kościński Mączyńska", "Szanowni Państwo Posłowie"},
	{"PT", "pt", "João Conceição Estêvão Inês Antônio", "Magalhães Guimarães Simões Gonçalves Araújo", "Senhora Deputada, Senhor Deputado"},
	{"RO", "ro", "Ştefan Ioniţă Mădălina Brânduşa Săndel", "Băsescu Ţuţea Călinescu Mănăilă Râpeanu", "Stimate membru al Parlamentului"},
	{"SK", "sk", "Ľudovít Žofia Štefan Jaroslava Mikuláš", "Ťažký Kráľ Ďurica Hôrka Šoltésová", "Vážené poslankyne, vážení poslanci"},
	{"SI", "sl", "Žiga Špela Črt Živa Jože", "Čebašek Žnidaršič Šuštaršič Krajnc Hočevar", "Spoštovani poslanec, spoštovana poslanka"},
	{"ES", "es", "Íñigo Begoña José Nuñés Águeda", "Muñoz Ibáñez Peña Güell Núñez", "Su Señoría"},
	{"SE", "sv", "Åsa Björn Märta Östen Söre", "Sjögren Åström Ängqvist Öberg Blomgård", "Ärade ledamot av riksdagen"},
	{"AL", "sq", "Edonë Çlirim Blerta Ermonë Gëzim", "Hoxhë Çela Përmeti Gjonaj Këlliçi", "I nderuar deputet"},
	{"BA", "bs", "Džemal Amra Šefik Đenana Vedad", "Hadžić Čengić Džafić Šehović Ćatić", "Poštovana zastupnice, poštovani zastupniče"},
	{"ME", "sr-Latn", "Božo Dušanka Miloš Žarko Đina", "Đukanović Šćepanović Čović Ćetković Žižić", "Poštovana poslanice, poštovani poslaniče"},
	{"MK", "mk", "Ѓорѓи Ќире Ѕвездана Џелал Љупка", "Ѓорѓиев Ќосевска Џамбаски Љубиќ Ѕидарски", "Почитуван пратенику"},
	{"RS", "sr-Cyrl", "Ђорђе Љубица Његош Џива Ћирило", "Ђинђић Љубишић Његовановић Џаџић Ћуковић", "Поштована посланице, поштовани посланиче"},
}
