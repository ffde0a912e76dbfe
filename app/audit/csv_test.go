package audit_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/audit"
)

func TestCSVHoldsWhatTheHashNeeds(t *testing.T) {
	entry, err := audit.Head{}.Next(audit.Act{
		Actor: ana, Action: audit.CampaignRejected, Subject: "open-data",
		Details: map[string]string{"revision": "3", "reason": "=no, \"really\"\nбез <b>"},
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := audit.WriteCSV(&b, each([]audit.Entry{entry})); err != nil {
		t.Fatal(err)
	}
	want := "number,at,actor,actor_id,action,subject,details,previous,hash\r\n" +
		`1,2026-03-01T12:00:00.000Z,ana@example.org,0195-ana,campaign.reject,open-data,` +
		`"{""reason"":""=no, \""really\""\nбез <b>"",""revision"":""3""}",` +
		strings.Repeat("0", 64) + "," + entry.Hash.String() + "\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestNoCellOfTheCSVIsAFormula(t *testing.T) {
	for subject, want := range map[string]string{
		"":                       "",
		"open-data":              "open-data",
		"a=1":                    "a=1",
		" =1":                    " =1",
		"=HYPERLINK(\"x\")":      "'=HYPERLINK(\"x\")",
		"+1":                     "'+1",
		"-1":                     "'-1",
		"@SUM(A1)":               "'@SUM(A1)",
		"\t=1":                   "'\t=1",
		"\r=1":                   "'=1", // encoding/csv leaves lone carriage returns out
		"\n=1":                   "'\n=1",
		"'quoted'":               "''quoted'",
		"Ђ, \"љ\"; и\nдруги ред": "Ђ, \"љ\"; и\nдруги ред",
	} {
		act := audit.Act{Actor: audit.Actor{ID: subject, Name: subject + "."}, Action: audit.CampaignCreated, Subject: subject}
		var b strings.Builder
		if err := audit.WriteCSV(&b, each([]audit.Entry{{Number: 1, At: noon, Act: act}})); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%q: %v, %v", subject, rows, err)
		}
		if row := rows[1]; row[5] != want || row[3] != want || subject != "" && row[2] != want+"." {
			t.Errorf("%q became %q", subject, row)
		}
	}
}

// full is a writer that takes no more.
type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestCSVSaysThatItIsNotComplete(t *testing.T) {
	broken := errors.New("broken")
	var b strings.Builder
	err := audit.WriteCSV(&b, func(yield func(audit.Entry, error) bool) { yield(audit.Entry{}, broken) })
	if !errors.Is(err, broken) {
		t.Errorf("reading fails: %v", err)
	}
	if err := audit.WriteCSV(full{broken}, each(chain(t, 500))); !errors.Is(err, broken) {
		t.Errorf("writing fails: %v", err)
	}
}

// A spreadsheet that parts cells by semicolons, as where numbers have a decimal
// comma, finds no formula in the middle of a text either.
func TestNoSemicolonOfADetailBeginsACell(t *testing.T) {
	act := audit.Act{Actor: ana, Action: audit.CampaignRejected, Subject: "open-data", Details: map[string]string{"reason": ";=cmd|' /C calc'!A0;"}}
	var b strings.Builder
	if err := audit.WriteCSV(&b, each([]audit.Entry{{Number: 1, At: noon, Act: act}})); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), ";") {
		t.Errorf("got %s", b.String())
	}
	rows, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
	var details map[string]string
	if err != nil || json.Unmarshal([]byte(rows[1][6]), &details) != nil || details["reason"] != act.Details["reason"] {
		t.Errorf("the detail is lost: %q, %v", rows, err)
	}
}
