package campaign

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"emailcampaigns/app/fault"
)

// MaxIndividual is how many recipients a session writes to at most, one message
// each.
const MaxIndividual = 20

// Mode says who of the recipients a sender writes to, and whether each of them
// gets a message of their own.
type Mode string

// The modes.
const (
	Together Mode = ""         // everyone, in one message
	Everyone Mode = "everyone" // everyone, a message each
	One      Mode = "one"      // one of the sender's choice
	Some     Mode = "some"     // from Min to Max of the sender's choice
	Area     Mode = "area"     // those of the sender's country or constituency, the least written to first, Max at most
	Random   Mode = "random"   // Count of them, the least written to first
)

// Modes returns every mode.
func Modes() []Mode { return []Mode{Together, Everyone, One, Some, Area, Random} }

// Selection says who is written to. Numbers that the mode has no use for are 0.
type Selection struct {
	Mode    Mode   `json:"mode,omitempty"`
	Min     int    `json:"min,omitempty"`   // of Some
	Max     int    `json:"max,omitempty"`   // of Some and Area
	Count   int    `json:"count,omitempty"` // of Random
	By      string `json:"by,omitempty"`    // of Area: "country" or "constituency"
	PerHour int    `json:"per_hour,omitempty"`
	Total   int    `json:"total,omitempty"` // PerHour and Total: messages to one recipient, or to all together; 0: no cap
}

// The columns that Selection.By names.
const (
	ByCountry      = "country"
	ByConstituency = "constituency"
)

// Individual reports whether each recipient gets a message of their own.
func (s Selection) Individual() bool { return s.Mode != Together }

// Capped reports whether there is a bound to what a recipient gets.
func (s Selection) Capped() bool { return s.PerHour > 0 || s.Total > 0 }

// Chosen reports whether the sender names recipients.
func (s Selection) Chosen() bool { return s.Mode == One || s.Mode == Some }

// Bounds returns how many recipients a sender may name in a mode of their choice.
func (s Selection) Bounds() (least, most int) {
	if s.Mode == One {
		return 1, 1
	}
	least, most = max(s.Min, 1), min(cmp.Or(s.Max, MaxIndividual), MaxIndividual)
	if s.Min < 0 { // see Less
		least = 0
	}
	return least, max(most, 0)
}

// Less returns the selection for a sender who has written to n recipients already:
// at least and at most so many fewer; a number below 0 stands for none.
func (s Selection) Less(n int) Selection {
	if n == 0 || !s.Chosen() && s.Mode != Area {
		return s
	}
	least, most := s.Bounds()
	if s.Mode == One {
		s.Mode = Some
	}
	s.Min, s.Max = -1, -1
	if least > n {
		s.Min = least - n
	}
	if most > n {
		s.Max = most - n
	}
	return s
}

// AreaOf returns the recipient's value of the column that an Area goes by.
func (s Selection) AreaOf(r Recipient) string {
	if s.By == ByConstituency {
		return r.Constituency
	}
	return r.Country
}

// Candidate is a recipient who may be written to now.
type Candidate struct {
	Recipient
	Load int  // messages to them, those that are about to be sent included
	Full bool // a cap is reached
}

// Wish is what a sender wants to write to, as far as the mode leaves it to them.
type Wish struct {
	Keys []string // Recipient.Key, of One and Some
	Area string   // of Area
}

// Choose returns the recipients a sender writes to, in the order of the
// candidates. Those who are full are passed over, or refused when the sender named
// them. Among equally written ones the source decides. Errors: fault.Invalid with
// the field recipients or area.
func (s Selection) Choose(candidates []Candidate, w Wish, source *rand.Rand) ([]Recipient, error) {
	var chosen []Candidate
	var rejected fault.Fields
	switch s.Mode {
	case Everyone:
		chosen = room(candidates)
		if len(chosen) > MaxIndividual {
			chosen = leastWritten(chosen, MaxIndividual, source)
		}
	case Random:
		chosen = leastWritten(room(candidates), min(s.Count, MaxIndividual), source)
	case Area:
		if w.Area == "" {
			rejected.Reject("area", "fault.required", nil)
			return nil, rejected.Err()
		}
		there := slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return s.AreaOf(c.Recipient) != w.Area })
		if len(there) == 0 {
			rejected.Reject("area", "fault.recipients.area", nil)
			return nil, rejected.Err()
		}
		_, most := s.Bounds()
		chosen = leastWritten(room(there), most, source)
	default:
		var err error
		if chosen, err = s.named(candidates, w.Keys); err != nil {
			return nil, err
		}
	}
	if len(chosen) == 0 {
		rejected.Reject("recipients", "fault.recipients.full", nil)
		return nil, rejected.Err()
	}
	recipients := make([]Recipient, len(chosen))
	for i, c := range chosen {
		recipients[i] = c.Recipient
	}
	return recipients, nil
}

// named returns the recipients whose keys the sender gave. One that is not
// offered, or one too many, is refused whole: nothing is picked for the sender.
func (s Selection) named(candidates []Candidate, keys []string) ([]Candidate, error) {
	var rejected fault.Fields
	refuse := func(key string, args map[string]any) ([]Candidate, error) {
		rejected.Reject("recipients", key, args)
		return nil, rejected.Err()
	}
	var chosen []Candidate
	wanted := map[string]bool{}
	for _, key := range keys {
		wanted[key] = true
	}
	for _, c := range candidates {
		if !wanted[c.Key] {
			continue
		}
		if c.Full {
			return refuse("fault.recipients.full_one", map[string]any{"Name": c.Name})
		}
		chosen = append(chosen, c)
		delete(wanted, c.Key)
	}
	least, most := s.Bounds()
	switch {
	case len(wanted) > 0:
		return refuse("fault.recipients.unknown", nil)
	case len(chosen) < least:
		return refuse("fault.recipients.few", map[string]any{"Min": least})
	case len(chosen) > most:
		return refuse("fault.recipients.many", map[string]any{"Max": most})
	}
	return chosen, nil
}

// room leaves out who is full.
func room(candidates []Candidate) []Candidate {
	return slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return c.Full })
}

// leastWritten returns up to n of the candidates with the smallest loads, in the
// order of the candidates. Ties are drawn.
func leastWritten(candidates []Candidate, n int, source *rand.Rand) []Candidate {
	order := source.Perm(len(candidates))
	slices.SortStableFunc(order, func(a, b int) int { return candidates[a].Load - candidates[b].Load })
	order = order[:min(n, len(order))]
	slices.Sort(order)
	chosen := make([]Candidate, len(order))
	for i, at := range order {
		chosen[i] = candidates[at]
	}
	return chosen
}
