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

// Digest returns the SHA-256 of the content's canonical form.
func (c Content) Digest() Digest { return sha256.Sum256(c.Canonical()) }

// Verify refuses a revision that is not approved, and one whose content is not
// what was approved (promise 4). The error is a fault.Conflict, of which Changed
// tells the second case.
func (r Revision) Verify() error {
	if r.State != RevisionApproved {
		return fault.New(fault.Conflict, "fault.revision.unapproved")
	}
	return r.Intact()
}

// Intact refuses a revision whose content is not what it was made of. What was
// read and the bytes it was read from are both held against the digest: JSON has
// several spellings of one content, and a changed byte is a changed byte.
func (r Revision) Intact() error {
	read := r.Read
	if read == (Digest{}) {
		read = r.Content.Digest()
	}
	if read != r.Digest || r.Stored != r.Digest {
		return fault.New(fault.Conflict, changed)
	}
	return nil
}

const changed = "fault.revision.changed"

// Changed reports whether an error says that a revision is not what it was made
// of.
func Changed(err error) bool { return fault.MessageOf(err).Key == changed }

// Unreadable is the error of a revision whose stored content is no content any
// more. Changed reports true.
func Unreadable(err error) error { return fault.Wrap(fault.Conflict, changed, err) }

// Canonical returns the content's canonical form: JSON as encoding/json writes
// it, with the struct's field order and sorted map keys.
func (c Content) Canonical() []byte {
	canonical, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings, numbers, slices and maps always marshal
	}
	return canonical
}

// Values are what a sender typed, as far as a letter may use it.
type Values struct {
	Name      string
	Address   string
	Fields    map[string]string // by Field.Name
	Paragraph string            // the sender's own, "" without one; its lines end in "\n"
}

// Message is a letter filled in for its recipients: exactly what the sender sees
// and what is sent. Lines of Body end in "\n".
type Message struct {
	To      []string // addresses
	Subject string
	Body    string
}

// TestMark begins the subject of a test, so that nobody takes one for the letter.
const TestMark = "[TEST] "

// AsTest returns the message as an operator sends it to themselves.
func (m Message) AsTest(to string) Message {
	return Message{To: []string{to}, Subject: TestMark + m.Subject, Body: m.Body}
}

// Digest names this exact message of this exact revision. The confirmation
// carries it (promise 3).
func (m Message) Digest(revision Digest) Digest {
	return digested(struct {
		Revision string
		Message  Message
	}{revision.String(), m})
}

// DigestOf names these exact messages of this exact revision in their order, for
// one confirmation of all of them. For one message it is Message.Digest.
func DigestOf(revision Digest, messages ...Message) Digest {
	if len(messages) == 1 {
		return messages[0].Digest(revision)
	}
	return digested(struct {
		Revision string
		Messages []Message
	}{revision.String(), messages})
}

func digested(what any) Digest {
	canonical, err := json.Marshal(what)
	if err != nil {
		panic(err) // strings and slices always marshal
	}
	return sha256.Sum256(canonical)
}
