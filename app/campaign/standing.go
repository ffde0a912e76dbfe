package campaign

import "time"

// Standing says whether a mailbox may be written to. It holds for every campaign
// and list.
type Standing string

// The standings.
const (
	Active       Standing = "active"
	Resting      Standing = "paused"  // by operators, for a while
	AskedToStop  Standing = "stopped" // the office asked not to be written to
	AddressWrong Standing = "wrong"   // what was sent came back
)

// Standings returns every standing, the ordinary one first.
func Standings() []Standing { return []Standing{Active, Resting, AskedToStop, AddressWrong} }

// Source says where a standing comes from.
type Source string

// The sources.
const (
	ByOperator Source = "operator" // an operator's own knowledge
	ByOffice   Source = "office"   // the office said so on its page
	ByImport   Source = "import"   // a column of an imported table
)

// Mailbox is an address with its standing.
type Mailbox struct {
	Address  string // in the normal form, see address.Address.Normal
	Standing Standing
	Since    time.Time
	Source   Source
	SetBy    string // the operator, "" for none
	Note     string // of the operator, for operators
}
