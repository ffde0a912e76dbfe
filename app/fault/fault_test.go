package fault_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"emailcampaigns/app/fault"
)

func TestEveryKindHasItsName(t *testing.T) {
	for kind, want := range map[fault.Kind]string{
		fault.Internal: "internal", fault.Invalid: "invalid", fault.SignIn: "sign-in",
		fault.Forbidden: "forbidden", fault.NotFound: "not-found", fault.Conflict: "conflict",
		fault.Expired: "expired", fault.TooMany: "too-many", fault.Upstream: "upstream",
		fault.Upstream + 1: "internal", -1: "internal",
	} {
		if got := kind.String(); got != want {
			t.Errorf("Kind(%d) is named %q, want %q", int(kind), got, want)
		}
	}
}

func TestKindIsFoundThroughWrapping(t *testing.T) {
	wrapped := fmt.Errorf("loading: %w", fault.New(fault.NotFound, "fault.missing"))
	joined := errors.Join(errors.New("first"), fault.New(fault.Expired, "fault.old"))
	outer := fault.Wrap(fault.Conflict, "fault.outer", fault.New(fault.Invalid, "fault.inner"))
	for _, c := range []struct {
		err  error
		want fault.Kind
	}{
		{wrapped, fault.NotFound},
		{joined, fault.Expired},
		{outer, fault.Conflict}, // the outermost decides
		{errors.New("unclassified"), fault.Internal},
		{nil, fault.Internal},
	} {
		if got := fault.KindOf(c.err); got != c.want {
			t.Errorf("KindOf(%v) = %v, want %v", c.err, got, c.want)
		}
	}
	if !fault.Is(wrapped, fault.NotFound) || fault.Is(wrapped, fault.Invalid) {
		t.Error("Is does not tell kinds apart")
	}
	if fault.Is(errors.New("unclassified"), fault.Internal) || fault.Is(nil, fault.Internal) {
		t.Error("Is takes an error without a kind for a fault")
	}
}

func TestErrorIsForTheLogAndUnwraps(t *testing.T) {
	cause := errors.New("disk full")
	err := fault.Wrap(fault.Internal, "fault.internal", cause)
	if got := err.Error(); got != "internal: fault.internal: disk full" {
		t.Errorf("Error() = %q", got)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

func TestWithCopies(t *testing.T) {
	original := fault.New(fault.TooMany, "fault.limit")
	filled := original.With(map[string]any{"Minutes": 5})
	if original.Message.Args != nil {
		t.Error("With changed the original")
	}
	if filled.Kind != fault.TooMany || filled.Message.Key != "fault.limit" || filled.Message.Args["Minutes"] != 5 {
		t.Errorf("With returned %+v", filled)
	}
}

func TestFieldsKeepTheOrderOfTheForm(t *testing.T) {
	var rejected fault.Fields
	if err := rejected.Err(); err != nil {
		t.Fatalf("without a rejected field: %v", err)
	}
	rejected.Reject("name", "fault.required", nil)
	rejected.Reject("address", "fault.too_long", map[string]any{"Max": 254})
	err := rejected.Err()
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 2 {
		t.Fatalf("Err() = %v", err)
	}
	if f.Fields[0].Name != "name" || f.Fields[1].Name != "address" || f.Fields[1].Message.Args["Max"] != 254 {
		t.Errorf("fields = %+v", f.Fields)
	}
	if text := err.Error(); strings.Index(text, "[name: fault.required]") > strings.Index(text, "[address: fault.too_long]") {
		t.Errorf("Error() = %q", text)
	}
}
