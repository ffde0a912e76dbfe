package main

import (
	"net/http"
	"testing"

	"emailcampaigns/app/operator"
)

func TestEveryPageOfListsIsAccessible(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, width int64, dark bool) {
		s := boot(t, sqliteURL(t))
		b := s.signedIn("Ana", operator.Admin)
		list := listed(b, "National assembly of a country with a long name")
		imports(b, list, "name,address,language,country,state,salutation.en,seat\nAna,ana@x.example,en,RS,paused,Dear Ana,1\nBojan,bojan@x.example,en,RS,,Dear Bojan,2\n")
		faulty := reported(b, list, []byte("name,address,country\n,a-very-long-address-without-an-end.x.example,ZZ\n\"A\"B\n")).URL.Path
		w := openWindow(t, true, width, dark, s.Base)
		look := w.accessible
		w.as(s, b)
		w.open(s, faulty, "#faults")
		look("faults")
		report := reported(b, list, []byte("name,address,country,state,salutation.en\nAna M,ana@x.example,DE,active,Dear\nCeca,ceca@x.example,RS,wrong,Dear\n")).URL.Path
		w.open(s, report, "#confirm")
		look("report")
		for path, there := range map[string]string{
			"/admin/lists": "main table", "/admin/lists/new": "#f-name", list: "#entries", list + "/uploads/new": "#f-file",
			list + "/entries/1": "#f-name", list + "/entries/new": "#f-name", list + "/name": "#f-name", list + "/deletion": "main form",
			report[:len(report)-len("/report")]: "table.columns",
		} {
			w.open(s, path, there)
			look(path)
		}
		at := begun(b, "Data", "en")
		w.open(s, at+"/recipients", "#lists")
		look("recipients with a list to use")
		b.Get(at+"/recipients").Form(onListUse).Submit().Must(http.StatusOK, onListLine)
		imports(b, list, "name,address,language,salutation.en\nDule,dule@x.example,en,Dear\n")
		w.open(s, at+"/recipients?lang=sr-Cyrl", "#lists strong")
		look("recipients of a list that has changed")
	})
}
