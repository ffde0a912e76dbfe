package main

import (
	"maps"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
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
		"en":      "invited ana@example.org as admin, valid until 25 November 2026, 12:00 UTC",
		"sr-Cyrl": "позив за ana@example.org, улога admin, важи до 25. новембра 2026. у 12:00 UTC",
	} {
		if got := words.Message(language, act.Message()); got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
}
