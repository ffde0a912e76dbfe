package campaign

// Running is a campaign on the public list.
type Running struct {
	Campaign Campaign
	Content  Content
	Accepted int // messages that Gmail accepted
}
