package audit_test

import (
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/audit"
)

// chain returns n entries as they are recorded.
func chain(t *testing.T, n int) []audit.Entry {
	t.Helper()
	var head audit.Head
	entries := make([]audit.Entry, n)
	for i := range entries {
		act := audit.Act{Actor: ana, Action: audit.CampaignPaused, Subject: "open-data", Details: map[string]string{"reason": "rest"}}
		entry, err := head.Next(act, noon.Add(time.Duration(i)*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		entries[i], head = entry, entry.Head()
	}
	return entries
}

func each(entries []audit.Entry) iter.Seq2[audit.Entry, error] {
	return func(yield func(audit.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// The sums come from another implementation of what Entry.Digest says.
func TestHashesStayWhatTheyAre(t *testing.T) {
	first, err := audit.Head{}.Next(audit.Act{
		Actor: audit.Shell(), Action: audit.OperatorInvited, Subject: "ana@example.org",
		Details: map[string]string{"until": "2026-03-08T12:00:00.000Z", "role": "admin"},
	}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := first.Hash.String(), "29bfe7920917fcd019a30bd335ede603c227c9e143e2e04cb7e8d26543392a3d"; got != want {
		t.Errorf("the first hash is %s, want %s", got, want)
	}
	second, err := first.Head().Next(audit.Act{
		Actor: ana, Action: audit.CampaignRejected, Subject: "open-data",
		Details: map[string]string{"revision": "3", "reason": "Није <јасно>, \"зар не\"?\nline 2"},
	}, noon.Add(time.Minute+123*time.Millisecond+456*time.Microsecond))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := second.Hash.String(), "e0e3aaefb83173eefefd90f1d58a3aa41e462ddb01c6dd2ee0ea671b988b7b95"; got != want {
		t.Errorf("the second hash is %s, want %s", got, want)
	}
}

func TestTheHashSeesEveryPartOfAnEntry(t *testing.T) {
	entry := func(change func(*audit.Entry)) audit.Digest {
		e := chain(t, 2)[1]
		e.Details = map[string]string{"ab": "c", "d": "ef"}
		change(&e)
		return e.Digest()
	}
	seen := map[audit.Digest]string{entry(func(*audit.Entry) {}): "nothing"}
	for name, change := range map[string]func(*audit.Entry){
		"number":              func(e *audit.Entry) { e.Number = 3 },
		"time":                func(e *audit.Entry) { e.At = e.At.Add(time.Millisecond) },
		"actor's id":          func(e *audit.Entry) { e.Actor.ID = "" },
		"actor's name":        func(e *audit.Entry) { e.Actor.Name = "eve@example.org" },
		"action":              func(e *audit.Entry) { e.Action = audit.CampaignClosed },
		"subject":             func(e *audit.Entry) { e.Subject = "open-date" },
		"detail":              func(e *audit.Entry) { e.Details["d"] = "eg" },
		"no detail":           func(e *audit.Entry) { e.Details = nil },
		"one more":            func(e *audit.Entry) { e.Details["g"] = "" },
		"previous":            func(e *audit.Entry) { e.Previous[31]++ },
		"border in a detail":  func(e *audit.Entry) { e.Details = map[string]string{"a": "bc", "d": "ef"} },
		"border of fields":    func(e *audit.Entry) { e.Actor.ID, e.Actor.Name = e.Actor.ID+"a", e.Actor.Name[1:] },
		"a detail as another": func(e *audit.Entry) { e.Details = map[string]string{"ab": "c,1:d,2:ef"} },
	} {
		sum := entry(change)
		if same, ok := seen[sum]; ok {
			t.Errorf("%s changes as little as %s", name, same)
		}
		seen[sum] = name
	}
}

func TestOnlyKnownActsAreRecorded(t *testing.T) {
	for name, act := range map[string]audit.Act{
		"no action":      {Actor: ana},
		"unknown action": {Actor: ana, Action: "campaign.sell"},
		"no actor":       {Action: audit.SignedOut},
		"unknown detail": {Actor: ana, Action: audit.SignInRefused, Details: map[string]string{"password": "hunter2"}},
	} {
		_, err := audit.Head{}.Next(act, noon)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (audit.Head{}).Next(audit.Act{Actor: audit.Program(), Action: audit.SendingResumed}, time.Time{}); err == nil {
		t.Error("an act without a time was recorded")
	}
}

func TestWhatIsRecordedSurvivesStorage(t *testing.T) {
	raw := audit.Act{
		Actor: audit.Actor{Name: "a\xffb"}, Action: audit.CampaignPaused, Subject: "a\x00b",
		Details: map[string]string{"reason": "ж\xd0"},
	}
	entry, err := audit.Head{}.Next(raw, noon.In(time.FixedZone("CET", 3600)).Add(time.Microsecond))
	if err != nil {
		t.Fatal(err)
	}
	want := audit.Act{
		Actor: audit.Actor{Name: "a\uFFFDb"}, Action: audit.CampaignPaused, Subject: "a\uFFFDb",
		Details: map[string]string{"reason": "ж\uFFFD"},
	}
	if diff := cmp.Diff(want, entry.Act); diff != "" {
		t.Error(diff)
	}
	if !entry.At.Equal(noon) || entry.At.Location() != time.UTC {
		t.Errorf("at %s", entry.At)
	}
	empty, err := audit.Head{}.Next(audit.Act{Actor: ana, Action: audit.CampaignPaused, Details: map[string]string{}}, noon)
	if err != nil || empty.Details != nil {
		t.Errorf("details %v, %v", empty.Details, err)
	}
}

// sealed makes an entry's hash fit its content, as somebody would who changes a
// log.
func sealed(e audit.Entry) audit.Entry {
	e.Hash = e.Digest()
	return e
}

func TestVerifyFindsTheFirstFlaw(t *testing.T) {
	remove := func(i, j int) func([]audit.Entry) []audit.Entry {
		return func(es []audit.Entry) []audit.Entry { return slices.Delete(es, i, j) }
	}
	set := func(change func(*audit.Entry), seal bool, at ...int) func([]audit.Entry) []audit.Entry {
		return func(es []audit.Entry) []audit.Entry {
			for _, i := range at {
				change(&es[i])
				if seal {
					es[i] = sealed(es[i])
				}
			}
			return es
		}
	}
	lie := func(e *audit.Entry) { e.Subject = "other" }
	rows := []struct {
		name   string
		tamper func([]audit.Entry) []audit.Entry
		number int64
		flaw   audit.Flaw
	}{
		{"first changed", set(lie, false, 0), 1, audit.Changed},
		{"middle changed", set(lie, false, 4), 5, audit.Changed},
		{"last changed", set(lie, false, 9), 10, audit.Changed},
		{"two changed", set(lie, false, 6, 3), 4, audit.Changed},
		{"hash changed", set(func(e *audit.Entry) { e.Hash[0]++ }, false, 4), 5, audit.Changed},
		{"link changed", set(func(e *audit.Entry) { e.Previous[0]++ }, false, 4), 5, audit.Unchained},
		{"first has one before it", set(func(e *audit.Entry) { e.Previous[0]++ }, true, 0), 1, audit.Unchained},
		{"changed with its hash", set(lie, true, 4), 6, audit.Unchained},
		{"last changed with its hash", set(lie, true, 9), 10, audit.Unsealed},
		{"first removed", remove(0, 1), 1, audit.Missing},
		{"two removed", remove(4, 6), 5, audit.Missing},
		{"last removed", remove(9, 10), 10, audit.Missing},
		{"all removed", remove(0, 10), 1, audit.Missing},
		{"twice", func(es []audit.Entry) []audit.Entry { return slices.Insert(es, 5, es[4]) }, 5, audit.Surplus},
		{"before the first", func(es []audit.Entry) []audit.Entry { return slices.Insert(es, 0, audit.Entry{Act: es[0].Act}) }, 0, audit.Surplus},
		{"out of order", func(es []audit.Entry) []audit.Entry { es[4], es[5] = es[5], es[4]; return es }, 5, audit.Missing},
		{"behind the last", func(es []audit.Entry) []audit.Entry {
			more, _ := es[9].Head().Next(es[9].Act, noon)
			return append(es, more)
		}, 11, audit.Surplus},
		{"one for another", func(es []audit.Entry) []audit.Entry {
			es[4].Act, es[5].Act = es[5].Act, es[4].Act
			es[4].At = noon
			return es
		}, 5, audit.Changed},
	}
	for _, row := range rows {
		entries := chain(t, 10)
		head := entries[9].Head()
		err := audit.Verify(each(row.tamper(entries)), head)
		if want := (&audit.Problem{Number: row.number, Flaw: row.flaw}); !cmp.Equal(err, error(want)) {
			t.Errorf("%s: %v, want %v", row.name, err, want)
		}
	}
}

func TestVerifyAcceptsWhatWasRecorded(t *testing.T) {
	entries := chain(t, 10)
	if err := audit.Verify(each(entries), entries[9].Head(), audit.Head{}, entries[0].Head(), entries[9].Head()); err != nil {
		t.Error(err)
	}
	if err := audit.Verify(each(nil), audit.Head{}, audit.Head{}); err != nil {
		t.Errorf("an empty log: %v", err)
	}
}

func TestANotedHeadFindsAChainThatWasMadeAnew(t *testing.T) {
	entries := chain(t, 10)
	noted, early := entries[7].Head(), entries[2].Head()
	entries[4].Subject = "other"
	entries[4] = sealed(entries[4])
	for i := 5; i < len(entries); i++ {
		entries[i].Previous = entries[i-1].Hash
		entries[i] = sealed(entries[i])
	}
	head := entries[9].Head()
	if err := audit.Verify(each(entries), head, early); err != nil {
		t.Errorf("a chain that holds together: %v", err)
	}
	if got, want := audit.Verify(each(entries), head, early, noted), (&audit.Problem{Number: 8, Flaw: audit.Rewritten}); !cmp.Equal(got, error(want)) {
		t.Errorf("%v, want %v", got, want)
	}
	cut := entries[:6]
	if got, want := audit.Verify(each(cut), cut[5].Head(), noted), (&audit.Problem{Number: 7, Flaw: audit.Missing}); !cmp.Equal(got, error(want)) {
		t.Errorf("a log that was cut: %v, want %v", got, want)
	}
}

func TestVerifyPassesOnThatEntriesCannotBeRead(t *testing.T) {
	broken := errors.New("the disk is gone")
	entries := chain(t, 3)
	read := 0
	err := audit.Verify(func(yield func(audit.Entry, error) bool) {
		read++
		if yield(entries[0], nil) && yield(audit.Entry{}, broken) {
			read++
		}
	}, entries[2].Head())
	if !errors.Is(err, broken) || read != 1 {
		t.Errorf("%v after %d", err, read)
	}
}
