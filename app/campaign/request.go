package campaign

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"emailcampaigns/app/address"
	"emailcampaigns/app/fault"
)

// MaxRemark is the longest remark of an office, in characters.
const MaxRemark = 1_000

// RequestKind is what an office may ask for on its page.
type RequestKind string

// The kinds of requests.
const (
	StopWriting    RequestKind = "stop"    // write no more to this mailbox
	CorrectAddress RequestKind = "address" // write to NewAddress instead
)

// Standing is the one that a request asks for, false for no kind that is known.
func (k RequestKind) Standing() (Standing, bool) {
	switch k {
	case StopWriting:
		return AskedToStop, true
	case CorrectAddress:
		return AddressWrong, true
	}
	return "", false
}

// RequestKept is how long a request is kept once it is settled, so that the office
// can read what became of it.
const RequestKept = 90 * 24 * time.Hour

// RequestOutcome is what became of a request, "" while it is open.
type RequestOutcome string

// The outcomes.
const (
	RequestSet     RequestOutcome = "set"     // the mailbox got the standing that was asked for
	RequestWithout RequestOutcome = "without" // it was settled without one
)

// Request is what an office asked for on its page. Operators settle it by hand.
type Request struct {
	ID         string // UUIDv7
	Mailbox    string // in the normal form, see address.Address.Normal
	Kind       RequestKind
	NewAddress string // of CorrectAddress, as address.Parse returns it
	Remark     string // lines end in "\n"
	Times      int    // how often it was made while it was open; the last text counts
	MadeAt     time.Time

	SettledAt time.Time // zero: open
	SettledBy string    // the operator
	Outcome   RequestOutcome
	Note      string // of the operator, for operators
}

// Open reports whether nobody has settled it.
func (r Request) Open() bool { return r.SettledAt.IsZero() }

// AskToStop returns the request of an office that is not to be written to. Errors:
// fault.Invalid with the fields sure and remark.
func AskToStop(id, mailbox, text string, sure bool, now time.Time) (Request, error) {
	r := Request{ID: id, Mailbox: mailbox, Kind: StopWriting, Times: 1, MadeAt: now}
	var rejected fault.Fields
	if !sure {
		rejected.Reject("sure", "fault.office.sure", nil)
	}
	r.remark(&rejected, text)
	return r, rejected.Err()
}

// AskToCorrect returns the request of an office with another address. Errors:
// fault.Invalid with the fields address and remark.
func AskToCorrect(id, mailbox, to, text string, now time.Time) (Request, error) {
	r := Request{ID: id, Mailbox: mailbox, Kind: CorrectAddress, Times: 1, MadeAt: now}
	var rejected fault.Fields
	switch parsed, err := address.Parse(to); {
	case blank(to):
		rejected.Reject("address", "fault.required", nil)
	case err != nil:
		rejected.Reject("address", "fault.office.address", nil)
	case parsed.Normal() == mailbox:
		rejected.Reject("address", "fault.office.same", nil)
	default:
		r.NewAddress = parsed.String()
	}
	r.remark(&rejected, text)
	return r, rejected.Err()
}

func (r *Request) remark(rejected *fault.Fields, text string) {
	r.Remark = cleanParagraph(text)
	switch {
	case utf8.RuneCountInString(r.Remark) > MaxRemark:
		rejected.Reject("remark", "fault.too_long", map[string]any{"Max": MaxRemark})
	case strings.ContainsFunc(r.Remark, func(c rune) bool { return c != '\n' && unprintable(c) }) || !utf8.ValidString(r.Remark):
		rejected.Reject("remark", "fault.characters", nil)
	}
}

// Settle closes a request of which the operator has read the text that was made
// last: times is how often it had been made by then. With the outcome RequestSet
// the mailbox has the standing that is returned. Errors: fault.Invalid with the
// field note or outcome, fault.Conflict when the request is settled already, or
// was made again.
func (r Request) Settle(outcome RequestOutcome, times int, by, note string, now time.Time) (Request, *Mailbox, error) {
	switch {
	case !r.Open():
		return r, nil, fault.New(fault.Conflict, "fault.request.settled")
	case r.Times != times:
		return r, nil, fault.New(fault.Conflict, "fault.request.again")
	}
	note, err := remark("note", note)
	if err != nil {
		return r, nil, err
	}
	var rejected fault.Fields
	switch outcome {
	case RequestSet:
	case RequestWithout:
		if note == "" { // an office will ask why
			rejected.Reject("note", "fault.request.note", nil)
		}
	default:
		rejected.Reject("outcome", "fault.required", nil)
	}
	if err := rejected.Err(); err != nil {
		return r, nil, err
	}
	r.Outcome, r.SettledBy, r.SettledAt, r.Note = outcome, by, now, note
	if outcome != RequestSet {
		return r, nil, nil
	}
	to, _ := r.Kind.Standing()
	return r, &Mailbox{Address: r.Mailbox, Standing: to, Since: now, Source: ByOffice, SetBy: by, Note: note}, nil
}

// Change returns the mailbox with another standing, by an operator's own
// knowledge. One that has asked to stop is a promise to an office: it is written to
// again, or paused only, with a note that says why, and with the operator being
// sure. Errors: fault.Invalid with the fields standing, note and sure.
func (m Mailbox) Change(to Standing, by, note string, sure bool, now time.Time) (Mailbox, error) {
	note, err := remark("note", note)
	if err != nil {
		return m, err
	}
	var rejected fault.Fields
	if !slices.Contains(Standings(), to) {
		rejected.Reject("standing", "fault.required", nil)
	}
	if m.Standing == AskedToStop && to != AskedToStop {
		if note == "" {
			rejected.Reject("note", "fault.standing.note", nil)
		}
		if !sure {
			rejected.Reject("sure", "fault.standing.sure", nil)
		}
	}
	if err := rejected.Err(); err != nil {
		return m, err
	}
	return Mailbox{Address: m.Address, Standing: to, Since: now, Source: ByOperator, SetBy: by, Note: note}, nil
}
