package db

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/uptrace/bun"
)

// group is the most writes that share one commit.
const group = 64

var errClosed = errors.New("the database is closed")

// writer is SQLite's one writer. Writes that wait run in one transaction, each
// in a savepoint of its own, and are answered after the one commit: a commit is
// an fsync, and costs the same for one write and for sixty.
type writer struct {
	db     *bun.DB
	jobs   chan *job
	closed chan struct{} // closed by close
	done   chan struct{} // closed when the loop has ended
	once   sync.Once
}

type job struct {
	ctx   context.Context
	do    func(context.Context, bun.Tx) error
	alone func(context.Context) error // outside of a transaction, instead of do
	err   error
	ready chan struct{}
}

func newWriter(db *bun.DB) *writer {
	w := &writer{db: db, jobs: make(chan *job), closed: make(chan struct{}), done: make(chan struct{})}
	go w.loop()
	return w
}

// do runs a write and returns after its commit. A caller whose ctx ends while it
// waits for its turn is let go; once begun, a write is finished.
func (w *writer) do(ctx context.Context, do func(context.Context, bun.Tx) error) error {
	return w.enqueue(&job{ctx: ctx, do: do, ready: make(chan struct{})})
}

// outside runs something that cannot be in a transaction, between two of them.
func (w *writer) outside(ctx context.Context, alone func(context.Context) error) error {
	return w.enqueue(&job{ctx: ctx, alone: alone, ready: make(chan struct{})})
}

func (w *writer) enqueue(j *job) error {
	select {
	case w.jobs <- j:
		<-j.ready
		return j.err
	case <-j.ctx.Done():
		return j.ctx.Err()
	case <-w.closed:
		return errClosed
	}
}

func (w *writer) close() {
	w.once.Do(func() { close(w.closed) })
	<-w.done
}

func (w *writer) loop() {
	defer close(w.done)
	for {
		select {
		case <-w.closed:
			return
		case first := <-w.jobs:
			if first.alone != nil {
				first.err = first.alone(context.WithoutCancel(first.ctx))
				close(first.ready)
				continue
			}
			w.commit(first)
		}
	}
}

// commit runs the first job and those that wait, and commits them together.
func (w *writer) commit(first *job) {
	ctx := context.Background() // a visitor who leaves must not undo the others' writes
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		first.err = err
		close(first.ready)
		return
	}
	ran := []*job{first}
	w.run(tx, first)
	var alone *job
collect:
	for len(ran) < group {
		select {
		case next := <-w.jobs:
			if next.alone != nil {
				alone = next
				break collect
			}
			ran = append(ran, next)
			w.run(tx, next)
		default:
			break collect
		}
	}
	err = tx.Commit()
	for _, j := range ran {
		if err != nil && j.err == nil {
			j.err = err
		}
		close(j.ready)
	}
	if alone != nil {
		alone.err = alone.alone(context.WithoutCancel(alone.ctx))
		close(alone.ready)
	}
}

// run executes one job in a savepoint. Its failure, or panic, undoes its own
// writes and no others.
func (w *writer) run(tx bun.Tx, j *job) {
	ctx := context.WithoutCancel(j.ctx)
	if j.err = j.ctx.Err(); j.err != nil {
		return
	}
	if _, j.err = tx.ExecContext(ctx, "SAVEPOINT write"); j.err != nil {
		return
	}
	j.err = protect(func() error { return j.do(ctx, tx) })
	if j.err != nil {
		if _, err := tx.ExecContext(ctx, "ROLLBACK TO write"); err != nil {
			j.err = errors.Join(j.err, err)
		}
	}
	if _, err := tx.ExecContext(ctx, "RELEASE write"); err != nil {
		j.err = errors.Join(j.err, err)
	}
}

func protect(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic of type %T in a write", r)
		}
	}()
	return do()
}
