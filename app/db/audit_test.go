package db_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/db"
	"emailcampaigns/app/db/dbtest"
)

// logFixture is a database with an empty audit log.
type logFixture struct {
	*testing.T
	address string
	db      *db.DB
	log     *db.Audit
}

func onLog(t *testing.T, test func(f *logFixture)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, address string) {
		opened := dbtest.Open(t, address)
		test(&logFixture{T: t, address: address, db: opened, log: db.NewAudit(opened)})
	})
}

func (f *logFixture) must(err error) {
	f.Helper()
	if err != nil {
		f.Fatal(err)
	}
}

var (
	ana   = audit.Actor{ID: "0195-ana", Name: "ana@example.org"}
	bojan = audit.Actor{ID: "0195-bojan", Name: "bojan@example.org"}
)

func rejection(by audit.Actor, slug, reason string) audit.Act {
	return audit.Act{Actor: by, Action: audit.CampaignRejected, Subject: slug, Details: map[string]string{"revision": "2", "reason": reason}}
}

// fill appends n entries, a second apart.
func (f *logFixture) fill(n int) {
	f.Helper()
	for i := range n {
		f.must(f.log.Append(f.Context(), rejection(ana, "open-data", fmt.Sprint("reason ", i+1)), noon.Add(time.Duration(i)*time.Second)))
	}
}

// all returns the whole log, the oldest first.
func (f *logFixture) all() []audit.Entry {
	f.Helper()
	var entries []audit.Entry
	f.must(f.log.Walk(f.Context(), 1, func(e audit.Entry) error { entries = append(entries, e); return nil }))
	return entries
}

func (f *logFixture) exec(statements ...string) {
	f.Helper()
	for _, statement := range statements {
		f.must(db.Exec(f.Context(), f.db, statement))
	}
}

// postgres reports which of the two databases this is.
func (f *logFixture) postgres() bool { return strings.HasPrefix(f.address, "postgres") }

// unguard does what somebody with all rights over the database can: it takes the
// triggers away.
func (f *logFixture) unguard() {
	f.Helper()
	if f.postgres() {
		f.exec("DROP FUNCTION audit_refuse, audit_continue, audit_head_continue CASCADE")
		return
	}
	for _, trigger := range []string{"audit_insert", "audit_update", "audit_delete", "audit_head_update", "audit_head_insert", "audit_head_delete"} {
		f.exec("DROP TRIGGER " + trigger)
	}
}

// store writes an entry past the store, over the one with its number.
func (f *logFixture) store(e audit.Entry) {
	f.Helper()
	f.exec(fmt.Sprintf("DELETE FROM audit WHERE number = %d", e.Number))
	f.must(db.InsertEntry(f.Context(), f.db, e))
}

func TestEntriesComeBackAsTheyWereRecorded(t *testing.T) {
	onLog(t, func(f *logFixture) {
		if head, err := f.log.Verify(f.Context()); err != nil || head != (audit.Head{}) {
			f.Errorf("an empty log: %v, %v", head, err)
		}
		acts := []audit.Act{
			{Actor: audit.Shell(), Action: audit.OperatorInvited, Subject: "ana@example.org", Details: map[string]string{"role": "admin", "until": audit.Time(noon)}},
			{Actor: ana, Action: audit.SendingStopped, Details: map[string]string{"reason": "it's \"odd\" \\ <b> ? ?? $1 :x; \n\x00 ž љ 🙂"}},
			{Actor: audit.Program(), Action: audit.CampaignTampered, Subject: "open-data", Details: map[string]string{}},
		}
		var want []audit.Entry
		var head audit.Head
		for i, act := range acts {
			at := noon.Add(time.Duration(i) * 1234 * time.Millisecond)
			f.must(f.log.Append(f.Context(), act, at))
			e, err := head.Next(act, at)
			f.must(err)
			want, head = append(want, e), e.Head()
		}
		if diff := cmp.Diff(want, f.all()); diff != "" {
			f.Error(diff)
		}
		got, err := f.log.Head(f.Context())
		if err != nil || got != head {
			f.Errorf("the head is %v (%v), want %v", got, err, head)
		}
		if got, err := f.log.Verify(f.Context(), head); err != nil || got != head {
			f.Errorf("verified: %v, %v", got, err)
		}
	})
}

func TestAnActThatNobodyKnowsIsNotRecorded(t *testing.T) {
	onLog(t, func(f *logFixture) {
		if err := f.log.Append(f.Context(), audit.Act{Actor: ana, Action: "campaign.sell"}, noon); err == nil {
			f.Error("it was recorded")
		}
		if got := f.all(); len(got) != 0 {
			f.Errorf("%v", got)
		}
	})
}

func TestAnActAndItsEntryAreOne(t *testing.T) {
	onLog(t, func(f *logFixture) {
		f.fill(1)
		broken := errors.New("the act failed")
		err := db.Recorded(f.Context(), f.db, rejection(ana, "open-data", "never"), noon, broken)
		if !errors.Is(err, broken) {
			f.Errorf("got %v", err)
		}
		f.fill(1)
		if got := f.all(); len(got) != 2 || got[1].Details["reason"] != "reason 1" {
			f.Errorf("%v", got)
		}
		if _, err := f.log.Verify(f.Context()); err != nil {
			f.Error(err)
		}
	})
}

func TestProgramsThatAppendAtOnceMakeOneChain(t *testing.T) {
	onLog(t, func(f *logFixture) {
		logs := []*db.Audit{f.log, db.NewAudit(dbtest.Open(f.T, f.address))}
		var wait sync.WaitGroup
		wait.Go(func() {
			for range 10 {
				if _, err := logs[1].Verify(f.Context()); err != nil {
					f.Errorf("verified meanwhile: %v", err)
				}
			}
		})
		for i := range 32 {
			wait.Go(func() {
				for range 4 {
					if err := logs[i%2].Append(f.Context(), rejection(ana, fmt.Sprint("campaign-", i), "at once"), noon); err != nil {
						f.Error(err)
					}
				}
			})
		}
		wait.Wait()
		head, err := f.log.Verify(f.Context())
		if err != nil || head.Number != 32*4 {
			f.Errorf("%d entries, %v", head.Number, err)
		}
		each := map[string]int{}
		for _, e := range f.all() {
			each[e.Subject]++
		}
		if len(each) != 32 || each["campaign-7"] != 4 {
			f.Errorf("%v", each)
		}
	})
}

func TestEntriesAreFilteredAndPaged(t *testing.T) {
	onLog(t, func(f *logFixture) {
		acts := []audit.Act{
			rejection(ana, "one", "a"), rejection(bojan, "one", "b"), {Actor: ana, Action: audit.SignedOut, Subject: ana.Name},
			rejection(ana, "two", "d"), {Actor: bojan, Action: audit.SignedOut, Subject: bojan.Name}, rejection(ana, "one", "f"),
		}
		for i, act := range acts {
			f.must(f.log.Append(f.Context(), act, noon.Add(time.Duration(i)*time.Minute)))
		}
		for _, row := range []struct {
			name   string
			filter audit.Filter
			want   []int64
		}{
			{"all", audit.Filter{}, []int64{6, 5, 4, 3, 2, 1}},
			{"first page", audit.Filter{Limit: 4}, []int64{6, 5, 4, 3}},
			{"second page", audit.Filter{Limit: 4, Before: 3}, []int64{2, 1}},
			{"behind the last page", audit.Filter{Limit: 4, Before: 1}, []int64{}},
			{"action", audit.Filter{Action: audit.SignedOut}, []int64{5, 3}},
			{"actor", audit.Filter{Actor: ana.Name}, []int64{6, 4, 3, 1}},
			{"subject", audit.Filter{Subject: "one"}, []int64{6, 2, 1}},
			{"from is included", audit.Filter{From: noon.Add(4 * time.Minute)}, []int64{6, 5}},
			{"to is not", audit.Filter{To: noon.Add(2 * time.Minute)}, []int64{2, 1}},
			{"everything", audit.Filter{
				Action: audit.CampaignRejected, Actor: ana.Name, Subject: "one", From: noon, To: noon.Add(time.Hour), Before: 6, Limit: 5,
			}, []int64{1}},
			{"nothing", audit.Filter{Actor: "' OR 1=1 --"}, []int64{}},
		} {
			entries, err := f.log.Entries(f.Context(), row.filter)
			f.must(err)
			got := []int64{}
			for _, e := range entries {
				got = append(got, e.Number)
			}
			if !slices.Equal(got, row.want) {
				f.Errorf("%s: %v, want %v", row.name, got, row.want)
			}
			if row.filter.Limit > 0 {
				continue
			}
			matching := []int64{}
			for e, err := range f.log.Matching(f.Context(), row.filter) {
				f.must(err)
				matching = append(matching, e.Number)
			}
			if slices.Reverse(matching); !slices.Equal(matching, row.want) {
				f.Errorf("%s, in order: %v, want %v", row.name, matching, row.want)
			}
		}
	})
}

func TestALogOfManyBatchesIsWalkedInOrder(t *testing.T) {
	onLog(t, func(f *logFixture) {
		const n = 1203
		var wait sync.WaitGroup
		for range n {
			wait.Go(func() {
				if err := f.log.Append(f.Context(), rejection(ana, "open-data", "many"), noon); err != nil {
					f.Error(err)
				}
			})
		}
		wait.Wait()
		head, err := f.log.Verify(f.Context())
		if err != nil || head.Number != n {
			f.Fatalf("%d entries, %v", head.Number, err)
		}
		next := int64(600)
		f.must(f.log.Walk(f.Context(), next, func(e audit.Entry) error {
			if e.Number != next {
				return fmt.Errorf("%d instead of %d", e.Number, next)
			}
			next++
			return nil
		}))
		enough := errors.New("enough")
		err = f.log.Walk(f.Context(), 1, func(e audit.Entry) error {
			if e.Number == 700 {
				return enough
			}
			return nil
		})
		if next != n+1 || !errors.Is(err, enough) {
			f.Errorf("walked up to %d; stopped with %v", next, err)
		}
		ctx, cancel := context.WithCancel(f.Context())
		err = f.log.Walk(ctx, 1, func(audit.Entry) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			f.Errorf("a walk that is given up: %v", err)
		}
		// A second row with the number that the next batch begins after.
		f.unguard()
		f.exec("CREATE TABLE copy AS SELECT * FROM audit", "DROP TABLE audit", "ALTER TABLE copy RENAME TO audit",
			"INSERT INTO audit SELECT * FROM audit WHERE number = 500")
		if _, err := f.log.Verify(f.Context()); err == nil {
			f.Error("a number that was given twice is not found")
		}
	})
}

func TestTheProgramsOwnConnectionCannotChangeTheLog(t *testing.T) {
	onLog(t, func(f *logFixture) {
		f.fill(3)
		before := f.all()
		statements := []string{
			"UPDATE audit SET subject = 'other' WHERE number = 2",
			"UPDATE audit SET number = 9 WHERE number = 3",
			"DELETE FROM audit WHERE number = 3",
			"DELETE FROM audit",
			"INSERT INTO audit SELECT 9, at, actor_id, actor, action, subject, details, hash, previous FROM audit WHERE number = 3",
			"INSERT INTO audit SELECT 4, at, actor_id, actor, action, subject, details, previous, hash FROM audit WHERE number = 3",
			"INSERT INTO audit SELECT 0, at, actor_id, actor, action, subject, details, previous, hash FROM audit WHERE number = 1",
			"UPDATE audit_head SET number = 2",
			"UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE number = 2), number = 2",
			"DELETE FROM audit_head",
		}
		if f.postgres() {
			statements = append(statements, "TRUNCATE audit", "TRUNCATE audit_head", "TRUNCATE audit, audit_head CASCADE",
				"INSERT INTO audit SELECT * FROM audit WHERE number = 3 ON CONFLICT (number) DO UPDATE SET subject = 'other'")
		} else {
			statements = append(statements,
				"REPLACE INTO audit SELECT 3, at, actor_id, actor, action, 'other', details, previous, hash FROM audit WHERE number = 3",
				"UPDATE OR REPLACE audit SET number = 1 WHERE number = 2",
				// The next entry as it should be, in the row of an earlier one.
				"REPLACE INTO audit (rowid, number, at, actor_id, actor, action, subject, details, previous, hash) "+
					"SELECT 2, 4, at, actor_id, actor, action, subject, details, hash, previous FROM audit WHERE number = 3",
				"REPLACE INTO audit_head SELECT 1, number, hash FROM audit WHERE number = 2")
		}
		for _, statement := range statements {
			if err := db.Exec(f.Context(), f.db, statement); err == nil || !strings.Contains(err.Error(), "append-only") {
				f.Errorf("%s: %v", statement, err)
			}
		}
		if diff := cmp.Diff(before, f.all()); diff != "" {
			f.Error(diff)
		}
		f.fill(1)
		if head, err := f.log.Verify(f.Context(), before[2].Head()); err != nil || head.Number != 4 {
			f.Errorf("%v, %v", head, err)
		}
	})
}

func TestVerifyFindsWhatSomebodyDidToTheDatabase(t *testing.T) {
	rows := []struct {
		name       string
		statements []string
		number     int64
		flaw       audit.Flaw
	}{
		{"a subject changed", []string{"UPDATE audit SET subject = 'other' WHERE number = 4"}, 4, audit.Changed},
		{"a time changed", []string{"UPDATE audit SET at = at + 1 WHERE number = 4"}, 4, audit.Changed},
		{"no time at all", []string{"UPDATE audit SET at = 0 WHERE number = 4"}, 4, audit.Changed},
		{"an actor changed", []string{"UPDATE audit SET actor = 'bojan@example.org' WHERE number = 4"}, 4, audit.Changed},
		{"an id changed", []string{"UPDATE audit SET actor_id = 'other' WHERE number = 4"}, 4, audit.Changed},
		{"an action changed", []string{"UPDATE audit SET action = 'campaign.approve' WHERE number = 4"}, 4, audit.Changed},
		{"a detail changed", []string{"UPDATE audit SET details = REPLACE(details, 'reason 4', 'reason 5') WHERE number = 4"}, 4, audit.Changed},
		{"details broken", []string{"UPDATE audit SET details = '{' WHERE number = 4"}, 4, audit.Unreadable},
		{"a hash cut", []string{"UPDATE audit SET hash = '' WHERE number = 4"}, 4, audit.Unreadable},
		{"a link changed", []string{"UPDATE audit SET previous = hash WHERE number = 4"}, 4, audit.Unchained},
		{"a broken one behind a changed one", []string{
			"UPDATE audit SET details = '{' WHERE number = 5", "UPDATE audit SET subject = 'other' WHERE number = 4",
		}, 4, audit.Changed},
		{"the first removed", []string{"DELETE FROM audit WHERE number = 1"}, 1, audit.Missing},
		{"one removed", []string{"DELETE FROM audit WHERE number = 4"}, 4, audit.Missing},
		{"one removed and the gap closed", []string{
			"DELETE FROM audit WHERE number = 4", "UPDATE audit SET number = 4 WHERE number = 5", "UPDATE audit SET number = 5 WHERE number = 6",
			"UPDATE audit_head SET number = 5",
		}, 4, audit.Unchained},
		{"the last removed", []string{"DELETE FROM audit WHERE number = 6"}, 6, audit.Missing},
		{"all removed", []string{"DELETE FROM audit"}, 1, audit.Missing},
		{"one before the first", []string{"INSERT INTO audit SELECT -3, at, actor_id, actor, action, subject, details, previous, hash FROM audit WHERE number = 1"}, -3, audit.Surplus},
		{"one behind the last", []string{"INSERT INTO audit SELECT 7, at, actor_id, actor, action, subject, details, hash, hash FROM audit WHERE number = 6"}, 7, audit.Surplus},
		{"one far behind the last", []string{"INSERT INTO audit SELECT 70, at, actor_id, actor, action, subject, details, hash, hash FROM audit WHERE number = 6"}, 70, audit.Surplus},
		{"one in the middle", []string{
			"UPDATE audit SET number = 7 WHERE number = 6", "UPDATE audit SET number = 6 WHERE number = 5", "UPDATE audit SET number = 5 WHERE number = 4",
			"INSERT INTO audit SELECT 4, at, actor_id, actor, action, 'other', details, previous, hash FROM audit WHERE number = 5",
			"UPDATE audit_head SET number = 7",
		}, 4, audit.Changed},
		{"the head set back", []string{"UPDATE audit_head SET number = 5, hash = (SELECT hash FROM audit WHERE number = 5)"}, 6, audit.Surplus},
		{"another hash in the head", []string{"UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE number = 5)"}, 6, audit.Unsealed},
	}
	onLog(t, func(f *logFixture) {
		f.fill(6)
		f.unguard()
		recorded := f.all()
		for _, row := range rows {
			f.exec(row.statements...)
			_, err := f.log.Verify(f.Context())
			if want := (&audit.Problem{Number: row.number, Flaw: row.flaw}); !cmp.Equal(err, error(want)) {
				f.Errorf("%s: %v, want %v", row.name, err, want)
			}
			f.exec("DELETE FROM audit")
			for _, e := range recorded {
				f.store(e)
			}
			f.exec("UPDATE audit_head SET number = 6, hash = (SELECT hash FROM audit WHERE number = 6)")
		}
		if _, err := f.log.Verify(f.Context(), recorded[5].Head()); err != nil {
			f.Errorf("all put back: %v", err)
		}
	})
}

func TestSQLiteValuesOfAnotherKindAreFound(t *testing.T) {
	opened := dbtest.Open(t, dbtest.SQLite(t))
	f := &logFixture{T: t, address: "sqlite:", db: opened, log: db.NewAudit(opened)}
	f.fill(4)
	f.unguard()
	f.exec("UPDATE audit SET at = 'noon' WHERE number = 3")
	_, err := f.log.Verify(f.Context())
	if want := (&audit.Problem{Number: 3, Flaw: audit.Unreadable}); !cmp.Equal(err, error(want)) {
		f.Errorf("%v, want %v", err, want)
	}
	f.exec("DELETE FROM audit_head")
	if _, err := f.log.Verify(f.Context()); err == nil {
		f.Error("a log without a head is whole")
	}
}

func TestAHeadNotedBeforeFindsAChainThatWasMadeAnew(t *testing.T) {
	onLog(t, func(f *logFixture) {
		f.fill(6)
		noted, err := f.log.Head(f.Context())
		f.must(err)
		f.fill(2)
		f.unguard()
		entries := f.all()
		entries[2].Actor = bojan
		head := entries[1].Head()
		for _, e := range entries[2:] {
			anew, err := head.Next(e.Act, e.At)
			f.must(err)
			f.store(anew)
			head = anew.Head()
		}
		f.exec(fmt.Sprintf("UPDATE audit_head SET hash = (SELECT hash FROM audit WHERE number = %d)", head.Number))
		if _, err := f.log.Verify(f.Context()); err != nil {
			f.Errorf("the chain holds together, and yet: %v", err)
		}
		_, err = f.log.Verify(f.Context(), noted)
		if want := (&audit.Problem{Number: 6, Flaw: audit.Rewritten}); !cmp.Equal(err, error(want)) {
			f.Errorf("%v, want %v", err, want)
		}
	})
}
