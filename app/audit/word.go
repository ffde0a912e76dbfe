package audit

import (
	"slices"

	"emailcampaigns/app/fault"
)

// lists are the closed lists that details are taken from. Each value has words in
// every language under audit.word.<list>.<value>.
var lists = map[string][]string{
	"credential": {"password", "factor", "both"},
	"ending":     {"ordinary", "victory"},
	"factor":     {"totp", "recovery"},
	"outcome":    {"set", "without"},
	"refusal":    {"password", "code", "disabled"},
	"request":    {"stop", "address"},
	"role":       {"viewer", "editor", "reviewer", "admin"},
	"rule":       {"two", "single"},
	"source":     {"operator", "office", "import"},
	"standing":   {"active", "paused", "stopped", "wrong"},
}

// list returns which of them a detail is taken from, "" for any other.
func (a Action) list(key string) string {
	switch {
	case a == StandingChanged && key == "to":
		return "standing"
	case a == RoleChanged && (key == "to" || key == "from"):
		return "role"
	case a == SignInRefused && key == "reason":
		return "refusal"
	case key == "source" && a != StandingChanged:
		return "" // a slug
	}
	if _, ok := lists[key]; ok {
		return key
	}
	return ""
}

// Word returns the words of a detail that is taken from a closed list, and false for
// any other, and for what is not on the list.
func (a Act) Word(key string) (fault.Message, bool) {
	list, value := a.Action.list(key), a.Details[key]
	return fault.Message{Key: "audit.word." + list + "." + value}, slices.Contains(lists[list], value)
}
