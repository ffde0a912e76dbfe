package campaign_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

func TestCheckValuesAcceptsHowPeopleAreCalled(t *testing.T) {
	for _, name := range []string{"Ana", "Ана Петровић", "Jean-Luc O'Neil, Jr.", "José Ångström", "李小龙", "נעמה", "X Æ A-12", "زینب\u200cسادات", strings.Repeat("ž", campaign.MaxName)} {
		v := values()
		v.Name = name
		if err := content().CheckValues(v); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	v := values()
	delete(v.Fields, "reason") // optional
	v.Fields["place"] = strings.Repeat("ш", 20)
	v.Fields["unasked"] = "ignored\n"
	if err := content().CheckValues(v); err != nil {
		t.Error(err)
	}
}

func TestCheckValuesRefuses(t *testing.T) {
	for _, c := range []struct{ what, control, value, want string }{
		{"empty name", "name", "", "fault.required"},
		{"blank name", "name", " \u00a0 ", "fault.required"},
		{"invisible name", "name", "\u200b\u200d\ufeff", "fault.required"},
		{"long name", "name", strings.Repeat("ž", campaign.MaxName+1), "fault.too_long"},
		{"carriage return", "name", "Ana\rBcc: x@example.org", "fault.characters"},
		{"line feed", "name", "Ana\nBcc: x@example.org", "fault.characters"},
		{"line separator", "name", "Ana\u2028P", "fault.characters"},
		{"paragraph separator", "name", "Ana\u2029P", "fault.characters"},
		{"next line", "name", "Ana\u0085P", "fault.characters"},
		{"NUL", "name", "Ana\x00", "fault.characters"},
		{"tab", "name", "Ana\tP", "fault.characters"},
		{"delete", "name", "Ana\x7f", "fault.characters"},
		{"right-to-left override", "name", "Ana\u202egro", "fault.characters"},
		{"left-to-right embedding", "name", "Ana\u202aP", "fault.characters"},
		{"isolate", "name", "Ana\u2066P", "fault.characters"},
		{"pop isolate", "name", "Ana\u2069P", "fault.characters"},
		{"invalid UTF-8", "name", "Ana\xff", "fault.characters"},
		{"angle bracket", "name", "Ana <x", "fault.name.characters"},
		{"at sign", "name", "ana@home", "fault.name.characters"},
		{"link", "name", "https://x.example", "fault.name.characters"},
		{"merge field", "name", "{{recipient.name}}", "fault.name.characters"},
		{"empty address", "address", "", "fault.required"},
		{"no address", "address", "ana", "fault.address"},
		{"two addresses", "address", "ana@example.org,bo@example.org", "fault.address"},
		{"header in address", "address", "ana@example.org\r\nBcc: bo@example.org", "fault.address"},
		{"empty required field", "field.place", "", "fault.required"},
		{"invisible required field", "field.place", "\u200b", "fault.required"},
		{"long field", "field.place", strings.Repeat("ш", 21), "fault.too_long"},
		{"line feed in field", "field.place", "Niš\nX", "fault.characters"},
		{"override in field", "field.place", "Niš\u202e", "fault.characters"},
		{"invalid UTF-8 in field", "field.place", "Ni\xc5", "fault.characters"},
		{"long optional field", "field.reason", strings.Repeat("r", 41), "fault.too_long"},
		{"line feed in optional field", "field.reason", "a\nb", "fault.characters"},
	} {
		v := values()
		switch field, own := strings.CutPrefix(c.control, "field."); {
		case own:
			v.Fields[field] = c.value
		case c.control == "name":
			v.Name = c.value
		default:
			v.Address = c.value
		}
		err := content().CheckValues(v)
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 {
			t.Errorf("%s: %v, want one rejected field", c.what, err)
			continue
		}
		if f.Fields[0].Name != c.control || f.Fields[0].Message.Key != c.want {
			t.Errorf("%s: %s is %s, want %s is %s", c.what, f.Fields[0].Name, f.Fields[0].Message.Key, c.control, c.want)
		}
	}
}

func TestCheckValuesNamesEveryFieldInTheOrderOfTheForm(t *testing.T) {
	err := content().CheckValues(campaign.Values{Fields: map[string]string{"reason": "\n"}})
	var f *fault.Error
	if !errors.As(err, &f) {
		t.Fatalf("error %v", err)
	}
	var got []string
	for _, field := range f.Fields {
		got = append(got, field.Name)
	}
	if diff := cmp.Diff([]string{"name", "address", "field.place", "field.reason"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestCleanTrimsAndComposes(t *testing.T) {
	typed := campaign.Values{
		Name:    " Jose\u0301 \n",
		Address: "\tana@example.org ",
		Fields:  map[string]string{"place": "\u00a0Nis\u030c ", "reason": ""},
	}
	before := maps.Clone(typed.Fields)
	want := campaign.Values{Name: "Jos\u00e9", Address: "ana@example.org", Fields: map[string]string{"place": "Ni\u0161", "reason": ""}}
	if diff := cmp.Diff(want, typed.Clean()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, typed.Fields); diff != "" {
		t.Errorf("Clean changed what it was called on: %s", diff)
	}
	if diff := cmp.Diff(want, want.Clean()); diff != "" {
		t.Errorf("cleaning twice differs: %s", diff)
	}
}
