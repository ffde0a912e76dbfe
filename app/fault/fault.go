// Package fault names the kinds of failure and what a visitor may read about
// them. Domain and storage code return faults; only app/web turns a kind into a
// status and a page.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classifies a failure. The zero Kind is Internal, so that an error nobody
// classified tells a visitor nothing.
type Kind int

// The kinds of failure and the HTTP status app/web answers each with.
const (
	Internal  Kind = iota // 500: a bug or a broken machine
	Invalid               // 422: the input cannot be accepted as it is
	SignIn                // 401: an operator has to sign in
	Forbidden             // 403: refused, whoever asks
	NotFound              // 404: not there, or not the caller's
	Conflict              // 409: the thing has moved on since the caller looked
	Expired               // 410: it was there and its time is over
	TooMany               // 429: a limit is reached
	Upstream              // 502: Google did not answer as it should
)

var kindNames = [...]string{"internal", "invalid", "sign-in", "forbidden", "not-found", "conflict", "expired", "too-many", "upstream"}

// String returns the kind's name as it appears in logs.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(kindNames) {
		return kindNames[Internal]
	}
	return kindNames[k]
}

// Message is a sentence a visitor may read: a key of the locale files and the
// values it is filled with. Values are shown, so they carry nothing secret.
type Message struct {
	Key  string
	Args map[string]any
}

// Field is one rejected form field.
type Field struct {
	Name    string // the form control's name
	Message Message
}

// Error is a failure with a kind. Message and Fields are safe to show; Err is
// for the log and never reaches a visitor.
type Error struct {
	Kind    Kind
	Message Message
	Fields  []Field
	Err     error
}

// Error describes the failure for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Kind.String())
	if e.Message.Key != "" {
		b.WriteString(": " + e.Message.Key)
	}
	for _, f := range e.Fields {
		b.WriteString(fmt.Sprintf(" [%s: %s]", f.Name, f.Message.Key))
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// New returns an error of a kind with a message key.
func New(kind Kind, key string) *Error {
	return &Error{Kind: kind, Message: Message{Key: key}}
}

// Wrap returns an error of a kind with a message key and a cause for the log.
func Wrap(kind Kind, key string, err error) *Error {
	return &Error{Kind: kind, Message: Message{Key: key}, Err: err}
}

// With returns a copy of e whose message carries args.
func (e *Error) With(args map[string]any) *Error {
	copied := *e
	copied.Message.Args = args
	return &copied
}

// KindOf returns the kind of the first Error in err's chain, Internal otherwise.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a fault of the given kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}

// MessageOf returns the message of the first Error in err's chain, and an empty
// one without any.
func MessageOf(err error) Message {
	var e *Error
	if errors.As(err, &e) {
		return e.Message
	}
	return Message{}
}

// FieldsOf returns the rejected fields of the first Error in err's chain.
func FieldsOf(err error) []Field {
	var e *Error
	if errors.As(err, &e) {
		return e.Fields
	}
	return nil
}

// Fields collects rejected fields in the order of the form. The zero value is
// ready to use.
type Fields struct{ rejected []Field }

// Reject notes that the named field cannot be accepted.
func (f *Fields) Reject(name, key string, args map[string]any) {
	f.rejected = append(f.rejected, Field{Name: name, Message: Message{Key: key, Args: args}})
}

// Err returns an Invalid error with the fields collected, or nil without any.
func (f *Fields) Err() error {
	if len(f.rejected) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: Message{Key: "fault.invalid"}, Fields: f.rejected}
}

// Join returns one Invalid error with the rejected fields of several, in their
// order; the first that is anything else; nil without any.
func Join(errs ...error) error {
	var rejected Fields
	for _, err := range errs {
		switch fields := FieldsOf(err); {
		case err == nil:
		case !Is(err, Invalid) || len(fields) == 0:
			return err
		default:
			rejected.rejected = append(rejected.rejected, fields...)
		}
	}
	return rejected.Err()
}
