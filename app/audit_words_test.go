package main

import (
	"maps"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
)

// TestEveryActionHasWordsOfItsOwnDetails fills each action with the details it
// may have, and then without any: words that asked for more would not be found.
func TestEveryActionHasWordsOfItsOwnDetails(t *testing.T) {
	words, err := newWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range words.Languages() {
		failed, seen := words.Message(language.Tag, fault.Message{}), map[string]audit.Action{}
		for _, action := range audit.Actions() {
			act := audit.Act{Actor: audit.Program(), Action: action, Subject: "the-subject", Details: map[string]string{}}
			for _, key := range action.Keys() {
				act.Details[key] = "the " + key
			}
			if key := "admin.log.action." + strings.ReplaceAll(string(action), ".", "_"); words.Text(language.Tag, key, nil) == key {
				t.Errorf("%s: the filter has no words for %s", language.Tag, action)
			}
			for _, details := range []map[string]string{maps.Clone(act.Details), nil} {
				act.Details = details
				text := words.Message(language.Tag, act.Message())
				if text == failed || strings.Contains(text, "no value") {
					t.Errorf("%s: %s with %v reads %q", language.Tag, action, details, text)
				}
				if other, ok := seen[text]; ok && details != nil {
					t.Errorf("%s: %s reads like %s", language.Tag, action, other)
				}
				seen[text] = action
			}
		}
	}
}

// TestValuesOfClosedListsAreWords, each of them in every language; what is on no list
// stays as it is.
func TestValuesOfClosedListsAreWords(t *testing.T) {
	words, err := newWords()
	if err != nil {
		t.Fatal(err)
	}
	type value struct {
		action audit.Action
		key    string
	}
	values := map[value][]string{
		{audit.StandingChanged, "to"}:       {string(campaign.Active), string(campaign.Resting), string(campaign.AskedToStop), string(campaign.AddressWrong)},
		{audit.StandingChanged, "source"}:   {string(campaign.ByOperator), string(campaign.ByOffice), string(campaign.ByImport)},
		{audit.RequestSettled, "request"}:   {string(campaign.StopWriting), string(campaign.CorrectAddress)},
		{audit.RequestSettled, "outcome"}:   {string(campaign.RequestSet), string(campaign.RequestWithout)},
		{audit.CampaignClosed, "ending"}:    {string(campaign.Ordinary), string(campaign.Victory)},
		{audit.CampaignApproved, "rule"}:    {string(campaign.Two), string(campaign.Single)},
		{audit.OperatorReset, "credential"}: {"password", "factor", "both"},
		{audit.SignedIn, "factor"}:          {"totp", "recovery"},
		{audit.SignInRefused, "reason"}:     {"password", "code", "disabled"},
	}
	for _, role := range operator.Roles() {
		for _, of := range []value{{audit.OperatorInvited, "role"}, {audit.RoleChanged, "from"}, {audit.RoleChanged, "to"}} {
			values[of] = append(values[of], string(role))
		}
	}
	for of, all := range values {
		for _, one := range all {
			word, ok := audit.Act{Action: of.action, Details: map[string]string{of.key: one}}.Word(of.key)
			for _, language := range words.Languages() {
				if text := words.Text(language.Tag, word.Key, nil); !ok || text == word.Key || language.Tag != "en" && text == one {
					t.Errorf("%s: %s %q of %s reads %q", language.Tag, of.key, one, of.action, text)
				}
			}
		}
	}
	for _, act := range []audit.Act{
		{Action: audit.StandingChanged, Details: map[string]string{"to": "lost"}},
		{Action: audit.CampaignRenamed, Details: map[string]string{"to": "active"}},
		{Action: audit.CampaignDuplicated, Details: map[string]string{"source": "office"}},
		{Action: audit.CampaignPaused, Details: map[string]string{"reason": "password"}},
		{Action: audit.ListRenamed, Details: map[string]string{"to": "paused", "name": "role"}},
	} {
		for key := range act.Details {
			if word, ok := act.Word(key); ok {
				t.Errorf("%s of %s reads %v", key, act.Action, word)
			}
		}
	}
	act := audit.Act{Action: audit.StandingChanged, Subject: "a@b.example", Details: map[string]string{"to": "stopped", "source": "office"}}
	for language, want := range map[string]string{
		"en":      "changed the standing of a@b.example to “asked to stop” (source: the office itself)",
		"sr-Cyrl": "промењен статус адресе a@b.example (сада: затражили су престанак; извор: сама канцеларија)",
		"sr-Latn": "promenjen status adrese a@b.example (sada: zatražili su prestanak; izvor: sama kancelarija)",
	} {
		if got := words.Message(language, act.Message()); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}

func TestTimesOfActsAreWrittenAsTheLanguageDoes(t *testing.T) {
	words, err := newWords()
	if err != nil {
		t.Fatal(err)
	}
	act := audit.Act{
		Actor: audit.Shell(), Action: audit.OperatorInvited, Subject: "ana@example.org",
		Details: map[string]string{"role": "admin", "until": audit.Time(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))},
	}
	for language, want := range map[string]string{
		"en":      "invited ana@example.org as administrator, valid until 25 November 2026, 12:00 UTC",
		"sr-Cyrl": "позив за ana@example.org, улога администратор, важи до 25. новембра 2026. у 12:00 UTC",
	} {
		if got := words.Message(language, act.Message()); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}
