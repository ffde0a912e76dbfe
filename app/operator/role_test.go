package operator

import (
	"slices"
	"testing"

	"emailcampaigns/app/fault"
)

func TestEveryRoleMayExactlyWhatTheTableSays(t *testing.T) {
	want := map[Role][]Permission{
		Admin:    {View, Own, Edit, Review, Run, Test, Stop, Resume, Log, Manage},
		Editor:   {View, Own, Edit, Run, Test, Stop},
		Reviewer: {View, Own, Review, Test, Stop, Log},
		Viewer:   {View, Own},
		"":       nil,
		"owner":  nil,
	}
	for role, may := range want {
		for _, p := range Permissions() {
			if got := role.May(p); got != slices.Contains(may, p) {
				t.Errorf("%q may %s: %v", role, p, got)
			}
		}
		if role.May("") || role.May("everything") {
			t.Errorf("%q may what nobody knows", role)
		}
	}
	if len(granted) != len(Permissions()) {
		t.Errorf("%d permissions are granted, %d exist", len(granted), len(Permissions()))
	}
}

func TestARoleIsOneOfTheFour(t *testing.T) {
	for _, r := range Roles() {
		if got, err := ParseRole(string(r)); err != nil || got != r {
			t.Errorf("%s: %v, %v", r, got, err)
		}
	}
	for _, s := range []string{"", "Admin", "owner", "admin "} {
		if got, err := ParseRole(s); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
}
