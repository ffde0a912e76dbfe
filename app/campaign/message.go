package campaign

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"emailcampaigns/app/fault"
)

// Digest is a SHA-256 sum.
type Digest [sha256.Size]byte

// String returns the sum in hexadecimal.
func (d Digest) String() string { return hex.EncodeToString(d[:]) }

// Digest returns the SHA-256 of the content's canonical form: JSON as
// encoding/json writes it, with the struct's field order and sorted map keys.
func (c Content) Digest() Digest {
	canonical, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings, numbers, slices and maps always marshal
	}
	return sha256.Sum256(canonical)
}

// Verify refuses a revision whose content is not what was approved: promise 4.
// The error is a fault.Conflict.
func (r Revision) Verify() error {
	if r.ApprovedAt.IsZero() {
		return fault.New(fault.Conflict, "fault.revision.unapproved")
	}
	if r.Content.Digest() != r.Digest {
		return fault.New(fault.Conflict, "fault.revision.changed")
	}
	return nil
}

// Values are what a sender typed, as far as a letter may use it.
type Values struct {
	Name    string
	Address string
	Fields  map[string]string // by Field.Name
}

// Message is a letter filled in for its recipients: exactly what the sender sees
// and what is sent. Lines of Body end in "\n".
type Message struct {
	To      []string // addresses
	Subject string
	Body    string
}

// Digest names this exact message of this exact revision. The confirmation
// carries it (promise 3).
func (m Message) Digest(revision Digest) Digest {
	canonical, err := json.Marshal(struct {
		Revision string
		Message  Message
	}{revision.String(), m})
	if err != nil {
		panic(err)
	}
	return sha256.Sum256(canonical)
}
