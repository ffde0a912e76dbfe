package db

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync"

	"github.com/uptrace/bun"
)

// largestGroup bounds how long the first call of a group waits for its answer.
const largestGroup = 256

var errPanicked = errors.New("panicked in its transaction")

// group is SQLite's one writer. A commit has to reach the disk, which takes far
// longer than the statements before it, so the calls that came in during one
// commit are carried out in one transaction and answered after the next.
//
// Each call has a savepoint of its own: one that fails or panics is undone alone.
// A call whose context ends while it waits is withdrawn and leaves nothing
// behind; one that was begun is carried through, because SQLite gives up the
// whole transaction when a statement is interrupted.
type group struct {
	pool *bun.DB // of one connection

	mu      sync.Mutex
	waiting []*call
	closed  bool
	wake    chan struct{} // holds a token whenever calls may be waiting
	done    chan struct{}
}

// call is one store method on its way through the writer.
type call struct {
	ctx    context.Context
	fn     work
	answer chan error
}

func newGroup(pool *bun.DB) *group {
	g := &group{pool: pool, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go g.run()
	return g
}

// do carries fn out and returns when it is on the disk.
func (g *group) do(ctx context.Context, fn work) error {
	c := &call{ctx: ctx, fn: fn, answer: make(chan error, 1)}
	if err := g.join(c); err != nil {
		return err
	}
	select {
	case err := <-c.answer:
		return err
	case <-ctx.Done():
		if g.withdraw(c) {
			return context.Cause(ctx)
		}
		return <-c.answer
	}
}

func (g *group) join(c *call) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return errClosed
	}
	g.waiting = append(g.waiting, c)
	select {
	case g.wake <- struct{}{}:
	default:
	}
	return nil
}

// withdraw takes a call back and reports whether it was still waiting.
func (g *group) withdraw(c *call) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	i := slices.Index(g.waiting, c)
	if i < 0 {
		return false
	}
	g.waiting = slices.Delete(g.waiting, i, i+1)
	return true
}

// take returns the next group, empty when nobody waits.
func (g *group) take() []*call {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), largestGroup)
	calls := slices.Clone(g.waiting[:n])
	g.waiting = slices.Delete(g.waiting, 0, n)
	return calls
}

// close answers the calls that wait and returns when the writer has stopped.
func (g *group) close() {
	g.mu.Lock()
	if !g.closed {
		g.closed = true
		close(g.wake)
	}
	g.mu.Unlock()
	<-g.done
}

func (g *group) run() {
	defer close(g.done)
	for range g.wake {
		for calls := g.take(); len(calls) > 0; calls = g.take() {
			for len(calls) > 0 {
				calls = g.commit(calls)
			}
		}
	}
}

// commit carries calls out in one transaction and answers them. It returns those
// that have to be carried out once more because another call took the
// transaction down; that one is answered and not among them.
func (g *group) commit(calls []*call) (again []*call) {
	ctx := context.Background()
	conn, err := g.pool.Conn(ctx)
	if err != nil {
		answer(calls, err)
		return nil
	}
	defer func() { _ = conn.Close() }() // only gives it back to the pool
	if _, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		answer(calls, err)
		return nil
	}
	var carried []*call
	for i, c := range calls {
		intact, err := c.carryOut(conn)
		if !intact {
			rollBack(conn)
			c.answer <- err
			return append(carried, calls[i+1:]...)
		}
		if err != nil {
			c.answer <- err
			continue
		}
		carried = append(carried, c)
	}
	if _, err = conn.ExecContext(ctx, "COMMIT"); err != nil {
		rollBack(conn)
	}
	answer(carried, err)
	return nil
}

func answer(calls []*call, err error) {
	for _, c := range calls {
		c.answer <- err
	}
}

// rollBack ends the transaction if SQLite has not done so itself.
func rollBack(conn bun.Conn) { _, _ = conn.ExecContext(context.Background(), "ROLLBACK") }

// carryOut runs the call in a savepoint. intact is false when the transaction
// around it is lost: SQLite rolls it back itself when the disk is full, for one.
func (c *call) carryOut(conn bun.Conn) (intact bool, err error) {
	if c.ctx.Err() != nil {
		return true, context.Cause(c.ctx)
	}
	ctx := context.WithoutCancel(c.ctx)
	if _, err := conn.ExecContext(ctx, "SAVEPOINT call"); err != nil {
		return false, err
	}
	err = c.try(ctx, conn)
	if err != nil {
		if _, lost := conn.ExecContext(ctx, "ROLLBACK TO call"); lost != nil {
			return false, err
		}
	}
	if _, lost := conn.ExecContext(ctx, "RELEASE call"); lost != nil {
		return false, errors.Join(err, lost)
	}
	return true, err
}

func (c *call) try(ctx context.Context, conn bun.Conn) (err error) {
	defer func() {
		if value := recover(); value != nil {
			// Not the value: it may hold what must not be logged.
			err = fmt.Errorf("%w: %T\n%s", errPanicked, value, debug.Stack())
		}
	}()
	return c.fn(ctx, conn)
}
