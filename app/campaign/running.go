package campaign

// Running is a campaign that can be sent now, as lists show it.
type Running struct {
	Campaign Campaign
	Content  Content // of the approved revision
	Accepted int     // messages that Gmail accepted
}
