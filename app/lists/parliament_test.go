package lists_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/lists"
	"emailcampaigns/app/lists/liststest"
)

// drawn decodes a table as an operator does who corrects nothing.
func drawn(t *testing.T, source []byte, have []lists.Entry) (lists.Table, lists.Plan) {
	t.Helper()
	table, err := lists.Decode(source, lists.Form{})
	if err != nil {
		t.Fatal(err)
	}
	m := lists.Propose(table.Header)
	if err := m.Check(table.Header); err != nil {
		t.Fatal(err)
	}
	return table, lists.Draw(have, table, m, nil)
}

// imported returns the entries after an import.
func imported(have []lists.Entry, p lists.Plan, retire bool) []lists.Entry {
	after := append([]lists.Entry{}, have...)
	for _, w := range p.Entries("import", len(have)+1, retire) {
		if w.Before != nil {
			after[w.Before.Number-1] = w.After
			continue
		}
		after = append(after, w.After)
	}
	return after
}

func export(t *testing.T, entries []lists.Entry) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := lists.WriteCSV(&b, entries, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEveryPlantedFaultOfAParliamentIsFoundInEveryEncoding(t *testing.T) {
	members := liststest.Parliament(700)
	for _, w := range liststest.Writings() {
		t.Run(string(w.Encoding), func(t *testing.T) {
			source, written, planted := liststest.Table(members, w, true)
			table, plan := drawn(t, source, nil)
			if table.Form != (lists.Form{Encoding: w.Encoding, Delimiter: w.Delimiter}) {
				t.Fatalf("taken for %+v", table.Form)
			}
			var found []liststest.Planted
			for _, f := range plan.Faults {
				found = append(found, liststest.Planted{Line: f.Line, Key: f.Message.Key})
			}
			if diff := cmp.Diff(planted, found); diff != "" || len(planted) != 15 {
				t.Errorf("%d planted, found otherwise (-want +got):\n%s", len(planted), diff)
			}
			if plan.Importable() || plan.Faulty != 15 || len(plan.New) != len(written) || len(written) < 200 {
				t.Errorf("%d of %d members are read, %d rows are faulty", len(plan.New), len(written), plan.Faulty)
			}
		})
	}
}

func TestAParliamentComesBackAsItWasExported(t *testing.T) {
	members := liststest.Parliament(700)
	for _, w := range liststest.Writings() {
		t.Run(string(w.Encoding), func(t *testing.T) {
			source, written, _ := liststest.Table(members, w, false)
			_, plan := drawn(t, source, nil)
			if !plan.Importable() {
				t.Fatalf("faults: %+v", plan.Faults)
			}
			have := imported(nil, plan, false)
			for i, e := range have {
				if diff := cmp.Diff(written[i], e.Recipient); diff != "" {
					t.Fatalf("row %d (-want +got):\n%s", i, diff)
				}
			}
			first := export(t, have)
			_, again := drawn(t, first, have)
			if !again.Importable() || len(again.Unchanged) != len(have) || !again.Idle() {
				t.Fatalf("%d of %d unchanged; faults: %+v", len(again.Unchanged), len(have), again.Faults)
			}
			_, anew := drawn(t, first, nil)
			if second := export(t, imported(nil, anew, false)); !bytes.Equal(first, second) {
				t.Error("the second export is not the first")
			}
			if bytes.Contains(first, []byte(",=")) || bytes.Contains(first, []byte("\n=")) {
				t.Error("a cell is a formula")
			}
		})
	}
}
