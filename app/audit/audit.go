// Package audit is the log of what operators, and the program in their stead,
// have done. Entries are only ever added, and each carries the hash of the one
// before it, so that whoever has noted the newest hash can tell later whether
// anything up to there was changed, removed or put in between. Where entries are
// kept is left to a store; what is shown of them, to the locale files.
//
// An entry holds nothing of senders: no address, no name, no text of theirs.
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"emailcampaigns/app/fault"
)

// Actor is who did something.
type Actor struct {
	ID   string // the operator's UUIDv7, "" for Shell and Program
	Name string // the operator's e-mail address at that time, "shell" or "program"
}

// Shell is whoever runs commands on the machine.
func Shell() Actor { return Actor{Name: "shell"} }

// Program is the program itself, acting on what it found.
func Program() Actor { return Actor{Name: "program"} }

// Act is something done by someone. See Action for what Subject and Details are.
type Act struct {
	Actor   Actor
	Action  Action
	Subject string // slug, e-mail address or id of what it was done to; "" where there is one only
	Details map[string]string
}

// check refuses what no page has words for.
func (a Act) check() error {
	switch {
	case !slices.Contains(Actions(), a.Action):
		return fmt.Errorf("audit: %q is no action", a.Action)
	case a.Actor.Name == "":
		return fmt.Errorf("audit: %s has no actor", a.Action)
	}
	for key := range a.Details {
		if !slices.Contains(a.Action.Keys(), key) {
			return fmt.Errorf("audit: %s has no detail %q", a.Action, key)
		}
	}
	return nil
}

// clean returns the act in text that comes back from every database and from
// JSON as it went in: valid UTF-8 without NUL.
func (a Act) clean() Act {
	text := func(s string) string {
		return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
	}
	cleaned := Act{Actor: Actor{ID: text(a.Actor.ID), Name: text(a.Actor.Name)}, Action: a.Action, Subject: text(a.Subject)}
	for key, value := range a.Details {
		if cleaned.Details == nil {
			cleaned.Details = make(map[string]string, len(a.Details))
		}
		cleaned.Details[key] = text(value)
	}
	return cleaned
}

// none stands in words for a detail that an act does not have.
const none = "–"

// Message says what was done, without who did it and when. Its arguments are
// Subject and every detail the action can have, named with a capital: {{.Reason}}.
// One that is taken from a closed list is a fault.Message itself.
func (a Act) Message() fault.Message {
	args := map[string]any{"Subject": a.Subject}
	for _, key := range a.Action.Keys() {
		args[strings.ToUpper(key[:1])+key[1:]] = a.argument(key)
	}
	return fault.Message{Key: "audit.action." + string(a.Action), Args: args}
}

func (a Act) argument(key string) any {
	if t, ok := a.Time(key); ok {
		return t
	}
	if word, ok := a.Word(key); ok {
		return word
	}
	if a.Details[key] == "" {
		return none
	}
	return a.Details[key]
}

// Time returns a detail that is a time, and false for any other.
func (a Act) Time(key string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, a.Details[key])
	return t, err == nil && !t.IsZero() && slices.Contains(times, key)
}

// DetailsJSON returns the details as an object of strings whose keys are sorted.
func (a Act) DetailsJSON() string {
	if len(a.Details) == 0 {
		return "{}"
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(a.Details); err != nil {
		panic(err) // strings always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Time writes a time as a detail: RFC 3339 in UTC, "" for none.
func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z07:00")
}

// Filter chooses entries; a zero field does not narrow.
type Filter struct {
	Action  Action
	Actor   string // Actor.Name
	Subject string
	From    time.Time // at that time or later
	To      time.Time // earlier
	Before  int64     // with a smaller number: the next page of a list
	Limit   int       // how many of a list at most, 0: 100
}

// Digest is a SHA-256 sum.
type Digest [sha256.Size]byte

// String returns the sum in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Head names the newest entry, and by its hash all before it. The zero Head is
// that of an empty log.
type Head struct {
	Number int64
	Hash   Digest
}

// String returns NUMBER:HASH, the hash in hexadecimal.
func (h Head) String() string { return strconv.FormatInt(h.Number, 10) + ":" + h.Hash.String() }

// UnmarshalText reads what String wrote.
func (h *Head) UnmarshalText(text []byte) error {
	parsed, err := ParseHead(string(text))
	if err == nil {
		*h = parsed
	}
	return err
}

// ParseHead reads what String wrote, however it was copied: space around it and
// capital letters do not matter.
func ParseHead(text string) (Head, error) {
	number, hash, _ := strings.Cut(strings.TrimSpace(text), ":")
	n, err := strconv.ParseInt(number, 10, 64)
	sum, hexErr := hex.DecodeString(hash)
	if err != nil || n < 0 || hexErr != nil || len(sum) != sha256.Size {
		return Head{}, fmt.Errorf("a head is NUMBER:HASH, with a hash of %d hexadecimal digits", 2*sha256.Size)
	}
	parsed := Head{Number: n, Hash: Digest(sum)}
	if n == 0 && parsed != (Head{}) {
		return Head{}, errors.New("the head of an empty log has a hash of zeros")
	}
	return parsed, nil
}
