package db

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// openNotes opens a SQLite database with one table for the writer to write to.
func openNotes(t testing.TB) *DB {
	t.Helper()
	return notesAt(t, "sqlite:"+filepath.Join(t.TempDir(), "notes.db"))
}

func notesAt(t testing.TB, address string) *DB {
	t.Helper()
	d, err := Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if err := d.update(t.Context(), statement("CREATE TABLE notes (text text NOT NULL UNIQUE)")); err != nil {
		t.Fatal(err)
	}
	return d
}

func statement(query string, args ...any) work {
	return func(ctx context.Context, tx bun.IDB) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	}
}

func note(text string) work { return statement("INSERT INTO notes (text) VALUES (?)", text) }

func notes(t *testing.T, d *DB) string {
	t.Helper()
	var texts []string
	if err := d.read.NewRaw("SELECT text FROM notes ORDER BY text").Scan(t.Context(), &texts); err != nil {
		t.Fatal(err)
	}
	return strings.Join(texts, " ")
}

// inOneGroup holds the writer up until all calls wait, and returns their errors.
func inOneGroup(t *testing.T, d *DB, calls ...work) []error {
	t.Helper()
	g := d.group
	release := occupy(t, d)
	results := make([]error, len(calls))
	var wg sync.WaitGroup
	for i, fn := range calls {
		wg.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					results[i] = fmt.Errorf("panicked: %v", value)
				}
			}()
			results[i] = d.update(t.Context(), fn)
		})
		awaitWaiting(g, i+1)
	}
	release()
	wg.Wait()
	return results
}

// occupy begins a call and returns once the writer is inside it. The function it
// returns lets the call end.
func occupy(t *testing.T, d *DB) (release func()) {
	t.Helper()
	begun, end := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := d.update(context.Background(), func(context.Context, bun.IDB) error {
			close(begun)
			<-end
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	<-begun
	return sync.OnceFunc(func() { close(end); wg.Wait() })
}

func awaitWaiting(g *group, n int) {
	for {
		g.mu.Lock()
		waiting := len(g.waiting)
		g.mu.Unlock()
		if waiting == n {
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func TestCallsOfOneGroupFailAlone(t *testing.T) {
	d := openNotes(t)
	refused := errors.New("refused")
	after := func(fn work, err error) work {
		return func(ctx context.Context, tx bun.IDB) error { return errors.Join(fn(ctx, tx), err) }
	}
	errs := inOneGroup(t, d,
		note("a"),
		after(note("undone"), refused),
		note("b"),
		note("a"),
		func(ctx context.Context, tx bun.IDB) error { _ = note("thrown")(ctx, tx); panic("broken") },
		note("c"),
	)
	if errs[0] != nil || errs[2] != nil || errs[5] != nil {
		t.Errorf("the others failed as well: %v", errs)
	}
	if !errors.Is(errs[1], refused) {
		t.Errorf("a call's own error came back as %v", errs[1])
	}
	if !taken(errs[3]) {
		t.Errorf("a row that exists already: %v", errs[3])
	}
	if !errors.Is(errs[4], errPanicked) || strings.Contains(errs[4].Error(), "broken") || !strings.Contains(errs[4].Error(), "group_test.go") {
		t.Errorf("a panic came back with its value or without its place: %v", errs[4])
	}
	if got := notes(t, d); got != "a b c" {
		t.Errorf("stored: %s", got)
	}
}

func TestCallThatLosesTheTransactionDoesNotTakeOthersAlong(t *testing.T) {
	d := openNotes(t)
	swallowed := func(ctx context.Context, tx bun.IDB) error {
		_ = statement("INSERT OR ROLLBACK INTO notes (text) VALUES ('a')")(ctx, tx)
		return nil
	}
	errs := inOneGroup(t, d, note("a"),
		statement("INSERT OR ROLLBACK INTO notes (text) VALUES ('a')"), note("b"), swallowed, note("c"))
	if errs[0] != nil || errs[2] != nil || errs[4] != nil {
		t.Errorf("the others failed: %v", errs)
	}
	if !taken(errs[1]) {
		t.Errorf("the culprit: %v", errs[1])
	}
	if errs[3] == nil {
		t.Error("a lost transaction that its call kept to itself counts as carried out")
	}
	if got := notes(t, d); got != "a b c" {
		t.Errorf("stored: %s", got)
	}
}

func TestCancelledCallIsWithdrawnWhileItWaits(t *testing.T) {
	d := openNotes(t)
	g := d.group
	release := occupy(t, d)
	defer release()
	ctx, cancel := context.WithCancel(t.Context())
	answered := make(chan error)
	go func() { answered <- d.update(ctx, note("withdrawn")) }()
	awaitWaiting(g, 1)
	cancel()
	if err := <-answered; !errors.Is(err, context.Canceled) { // the writer is still occupied
		t.Errorf("answer = %v", err)
	}
	release()
	if got := notes(t, d); got != "" {
		t.Errorf("a withdrawn call stored %s", got)
	}
}

func TestCallThatWasBegunIsCarriedThrough(t *testing.T) {
	d := openNotes(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		cancel()
		return note("kept")(ctx, tx)
	})
	if err != nil || notes(t, d) != "kept" {
		t.Errorf("stored %q, error %v", notes(t, d), err)
	}
}

func TestCloseAnswersTheCallsThatWait(t *testing.T) {
	address := "sqlite:" + filepath.Join(t.TempDir(), "notes.db")
	d := notesAt(t, address)
	g := d.group
	release := occupy(t, d)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if err := d.update(t.Context(), note(fmt.Sprintf("%02d", i))); err != nil {
				t.Error(err)
			}
		})
	}
	awaitWaiting(g, 20)
	closed := make(chan error)
	go func() { closed <- d.Close() }()
	for joined := true; joined; { // until the writer takes no more
		g.mu.Lock()
		joined = !g.closed
		g.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	if err := d.update(t.Context(), note("late")); !errors.Is(err, errClosed) {
		t.Errorf("a call after Close: %v", err)
	}
	release()
	wg.Wait()
	if err := <-closed; err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
	again, err := Open(t.Context(), address, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if got := strings.Count(notes(t, again), " ") + 1; got != 20 {
		t.Errorf("%d of 20 calls are on the disk", got)
	}
}

func TestManyWritersShareCommits(t *testing.T) {
	d := openNotes(t)
	var wg sync.WaitGroup
	for i := range 600 { // more than the largest group
		wg.Go(func() {
			err := d.update(t.Context(), note(fmt.Sprint(i/2))) // every second one exists already
			if err != nil && !taken(err) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := strings.Count(notes(t, d), " ") + 1; got != 300 {
		t.Errorf("%d notes stored, want 300", got)
	}
}

// BenchmarkUpdate compares the writer with one transaction for each call.
func BenchmarkUpdate(b *testing.B) {
	const insert = "INSERT INTO notes (text) VALUES (hex(randomblob(16)))"
	b.Run("group", func(b *testing.B) {
		d := openNotes(b)
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if err := d.update(context.Background(), statement(insert)); err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("single", func(b *testing.B) {
		d := openNotes(b)
		g := d.group
		var one sync.Mutex
		b.SetParallelism(32)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				c := &call{ctx: context.Background(), fn: statement(insert), answer: make(chan error, 1)}
				one.Lock()
				g.commit([]*call{c})
				one.Unlock()
				if err := <-c.answer; err != nil {
					b.Error(err)
				}
			}
		})
	})
}
