package audit

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Entry is an act in its place in the log.
type Entry struct {
	Number int64     // 1, 2, 3 … without a gap
	At     time.Time // UTC, in milliseconds; clocks of several machines may disagree with the numbers
	Act
	Previous Digest // hash of the entry before, zeros for the first
	Hash     Digest
}

// Digest returns the hash the entry has to have. It is the SHA-256 of these
// values, each written as a netstring (its length in bytes, a colon, its bytes
// in UTF-8, a comma), with nothing between them:
//
//	ecm-audit-1
//	number, in decimal
//	at: milliseconds since 1970-01-01T00:00:00Z, in decimal
//	id of the actor
//	name of the actor
//	action
//	subject
//	for each detail, sorted by the bytes of its key: the key, then the value
//	previous hash: 64 lower-case hexadecimal digits
//
// The form never changes; another one would begin with another first value.
func (e Entry) Digest() Digest {
	values := []string{
		"ecm-audit-1", strconv.FormatInt(e.Number, 10), strconv.FormatInt(e.At.UnixMilli(), 10),
		e.Actor.ID, e.Actor.Name, string(e.Action), e.Subject,
	}
	for _, key := range slices.Sorted(maps.Keys(e.Details)) {
		values = append(values, key, e.Details[key])
	}
	var canonical []byte
	for _, value := range append(values, e.Previous.String()) {
		canonical = fmt.Appendf(canonical, "%d:%s,", len(value), value)
	}
	return sha256.Sum256(canonical)
}

// Next returns the entry that records the act after the head.
func (h Head) Next(act Act, now time.Time) (Entry, error) {
	if err := act.check(); err != nil {
		return Entry{}, err
	}
	if now.IsZero() {
		return Entry{}, errors.New("audit: an act has no time")
	}
	e := Entry{Number: h.Number + 1, At: now.UTC().Truncate(time.Millisecond), Act: act.clean(), Previous: h.Hash}
	e.Hash = e.Digest()
	return e, nil
}

// Head returns the head of a log that ends with the entry.
func (e Entry) Head() Head { return Head{Number: e.Number, Hash: e.Hash} }

// Flaw is what is wrong with an entry, in English, for the operator's shell.
type Flaw string

// The flaws.
const (
	Missing    Flaw = "is missing"
	Surplus    Flaw = "does not belong here: it was put in, or the end of the log was set back"
	Changed    Flaw = "is not what was recorded: its hash is that of another content"
	Unchained  Flaw = "does not continue the entry before it: one of the two was exchanged"
	Unsealed   Flaw = "is not the newest entry that was recorded: its hash is not the one at the end of the log"
	Rewritten  Flaw = "is not the one that was noted: it, or an entry before it, was changed and the chain made anew"
	Unreadable Flaw = "cannot be read: a value in it is none that the program writes"
)

// Problem is the first thing that is wrong with a log.
type Problem struct {
	Number int64
	Flaw   Flaw
}

// Error is the problem in English.
func (p *Problem) Error() string {
	return fmt.Sprintf("entry %d of the audit log %s", p.Number, p.Flaw)
}

// Verify goes through all entries of a log, the oldest first, and returns nil
// when they are the chain that ends at head and went through each of the heads
// that were noted earlier. The error is the first *Problem, or what the entries
// themselves failed with. One entry is held at a time.
func Verify(entries iter.Seq2[Entry, error], head Head, noted ...Head) error {
	var last Head
	for entry, err := range entries {
		if err == nil {
			err = last.follow(entry, head, noted)
		}
		if err != nil {
			return err
		}
		last = entry.Head()
	}
	if last.Number < head.Number {
		return &Problem{last.Number + 1, Missing}
	}
	if last.Hash != head.Hash {
		return &Problem{last.Number, Unsealed}
	}
	for _, n := range noted {
		if n.Number > last.Number {
			return &Problem{last.Number + 1, Missing}
		}
	}
	return nil
}

// follow checks that an entry is the one after h.
func (h Head) follow(e Entry, head Head, noted []Head) error {
	switch {
	case e.Number <= h.Number || e.Number > head.Number:
		return &Problem{e.Number, Surplus}
	case e.Number > h.Number+1:
		return &Problem{h.Number + 1, Missing}
	case e.Previous != h.Hash:
		return &Problem{e.Number, Unchained}
	case e.Hash != e.Digest():
		return &Problem{e.Number, Changed}
	}
	for _, n := range noted {
		if n.Number == e.Number && n.Hash != e.Hash {
			return &Problem{e.Number, Rewritten}
		}
	}
	return nil
}
