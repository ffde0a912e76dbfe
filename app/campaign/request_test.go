package campaign_test

import (
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// refusedFields names the fields of a fault.Invalid.
func refusedFields(err error) string {
	var names []string
	for _, f := range fault.FieldsOf(err) {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestWhatAnOfficeMayAsk(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	const mailbox = "office@assembly.example"
	for name, row := range map[string]struct{ address, remark, refused, taken string }{
		"an address":                {" New.Office@Assembly.example ", "", "", "New.Office@assembly.example"},
		"with a remark":             {"new@assembly.example", strings.Repeat("ђ", 1000), "", "new@assembly.example"},
		"nothing":                   {" ", "", "address", ""},
		"no address":                {"office", "", "address", ""},
		"two addresses":             {"a@b.example, c@d.example", "", "address", ""},
		"the same in capitals":      {"OFFICE@assembly.example", "", "address", ""},
		"too long a remark":         {"new@assembly.example", strings.Repeat("ђ", 1001), "remark", "new@assembly.example"},
		"a control in the remark":   {"new@assembly.example", "a\x07b", "remark", "new@assembly.example"},
		"an override in the remark": {"office", "a\u202eb", "address remark", ""},
	} {
		r, err := campaign.AskToCorrect("1", mailbox, row.address, row.remark, now)
		if refusedFields(err) != row.refused || r.NewAddress != row.taken {
			t.Errorf("%s: %q refused, taken over %q", name, refusedFields(err), r.NewAddress)
		}
	}
	if r, err := campaign.AskToStop("1", mailbox, " one\r\n\r\n\r\n\r\ntwo ", true, now); err != nil || r.Remark != "one\n\ntwo" || !r.Open() {
		t.Errorf("asked: %+v, %v", r, err)
	}
	if _, err := campaign.AskToStop("1", mailbox, "", false, now); refusedFields(err) != "sure" {
		t.Errorf("not sure: %v", err)
	}
}

func TestARequestIsSettledByWhoHasReadIt(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	open := campaign.Request{Mailbox: "a@b.example", Kind: campaign.CorrectAddress, Times: 2, MadeAt: now}
	for name, row := range map[string]struct {
		outcome campaign.RequestOutcome
		times   int
		note    string
		kind    fault.Kind
		fields  string
	}{
		"without, and why":     {campaign.RequestWithout, 2, "A joke.", 0, ""},
		"without a word":       {campaign.RequestWithout, 2, " ", fault.Invalid, "note"},
		"in no way":            {"", 2, "", fault.Invalid, "outcome"},
		"read before it moved": {campaign.RequestSet, 1, "", fault.Conflict, ""},
		"too long a note":      {campaign.RequestSet, 2, strings.Repeat("x", campaign.MaxReason+1), fault.Invalid, "note"},
	} {
		_, m, err := open.Settle(row.outcome, row.times, "ana", row.note, now)
		if (err == nil) != (row.kind == 0) || err != nil && (!fault.Is(err, row.kind) || refusedFields(err) != row.fields) || m != nil {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
	settled, m, err := open.Settle(campaign.RequestSet, 2, "ana", "", now)
	if err != nil || m == nil || m.Standing != campaign.AddressWrong || m.Source != campaign.ByOffice || settled.Open() {
		t.Errorf("settled: %+v, %+v, %v", settled, m, err)
	}
	if _, _, err := settled.Settle(campaign.RequestSet, 2, "ana", "", now); !fault.Is(err, fault.Conflict) {
		t.Errorf("settled twice: %v", err)
	}
}
