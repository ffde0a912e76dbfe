// Package lists holds lists of recipients that are kept apart from campaigns, and
// the tables they come from and go to: what a file says, which of its columns is
// what, what an import would change, and every row that keeps it from being
// imported. How a list's entries become recipients of a campaign's draft is said
// here too. Where lists are kept is left to a store.
//
// A table becomes entries in steps, and nothing is written before the last:
//
//	bytes → Decode → Table → Propose → Mapping → Draw → Plan → Plan.Entries
package lists

import (
	"strconv"
	"strings"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// List is a list of recipients.
type List struct {
	ID       string // UUIDv7
	Name     string
	MadeAt   time.Time
	MadeBy   string // the operator's id
	EditedAt time.Time
	EditedBy string
}

// Summary is a list as an overview shows it.
type Summary struct {
	List
	Entries int // that are not retired
	Retired int
	Active  int      // not retired, and with a mailbox that may be written to
	UsedBy  []string // ids of the campaigns whose draft has taken it over
}

// Entry is a recipient in a list. Its Key is its mailbox, the address in normal
// form, which no other entry of the list has. Its List is "".
type Entry struct {
	Number int `json:"number"` // place in the list, from 1; stays that of the entry
	campaign.Recipient
	Retired bool   `json:"retired,omitempty"` // stays in the list, and is not taken over by campaigns
	Touched string `json:"touched,omitempty"` // the import that wrote it last, ByHand for a form
}

// ByHand is the Touched of an entry that was changed by a form.
const ByHand = "hand"

// MaxEntries is how many entries a list has at most, and how many rows a table.
const MaxEntries = 10_000

// CheckName returns a fault.Invalid with the field name when a list cannot be
// called so.
func CheckName(name string) error {
	var rejected fault.Fields
	if found := campaign.CheckCell(name, campaign.MaxLine); len(found) > 0 {
		m := found[0].Message()
		rejected.Reject("name", m.Key, m.Args)
	}
	return rejected.Err()
}

// Matches reports whether what is known of an entry has every word of a search,
// in whatever case.
func (e Entry) Matches(search string) bool {
	known := strings.ToLower(strings.Join([]string{e.Name, e.Address, e.Key, e.Function, e.Constituency, e.Group, e.Country, e.Language}, "\n"))
	for _, value := range e.Extra {
		known += "\n" + strings.ToLower(value)
	}
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(known, word) {
			return false
		}
	}
	return true
}

// Import is an import of a table that was carried out.
type Import struct {
	ID        string // UUIDv7
	ListID    string
	Number    int // 1, 2, 3 … within the list
	By        string
	At        time.Time
	Added     int
	Changed   int
	Retired   int
	Unchanged int
	Standings int       // mailboxes whose standing it changed
	UndoneAt  time.Time // zero: it holds
	UndoneBy  string
}

// Details are those of the audit log, with what the list is called.
func (i Import) Details(name string) map[string]string {
	return map[string]string{
		"name": name, "import": strconv.Itoa(i.Number), "added": strconv.Itoa(i.Added), "changed": strconv.Itoa(i.Changed),
		"retired": strconv.Itoa(i.Retired), "standings": strconv.Itoa(i.Standings),
	}
}

// Holds reports whether the import was not undone.
func (i Import) Holds() bool { return i.UndoneAt.IsZero() }

// Upload is a table on its way to be imported by one operator into one list.
type Upload struct {
	ID         string // UUIDv7
	ListID     string
	OperatorID string
	MadeAt     time.Time
	Source     []byte
	Settings   Settings
}

// UploadKept is how long an upload is kept that nobody confirms.
const UploadKept = 24 * time.Hour

// Settings are what an operator has said about an upload.
type Settings struct {
	Form    Form    `json:"form"`
	Columns Mapping `json:"columns"`
	Pasted  bool    `json:"pasted,omitempty"` // not a file
}

// longestCorrected is how much of a file is shown to be corrected, in bytes.
const longestCorrected = 200 << 10

// Text is the table to be corrected where it came in: all that was pasted, and a
// file that is not long. It is "" otherwise.
func (u Upload) Text() string {
	if !u.Settings.Pasted && len(u.Source) > longestCorrected {
		return ""
	}
	text, err := decode(u.Source, u.Settings.Form.Encoding)
	if err != nil {
		return ""
	}
	return text
}
