package admin

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
)

// Frame is what stands around every page of a signed-in operator. Page structs
// embed it.
type Frame struct {
	Section string // which entry of the navigation is the current one
	ID      string // of the operator
	Email   string
	Role    operator.Role
	Stopped bool // all sending is stopped
	Single  bool // REVIEW_RULE=single: one person approves
	Reviews int  // revisions that wait for a decision this operator may make
	Asked   int  // requests of recipients' offices that wait
}

// Room is an entry of the navigation.
type Room struct {
	Name, Route string
	Count       int
}

var rooms = []struct {
	name, route string
	permission  operator.Permission
}{
	{"home", "admin.home", operator.View},
	{"campaigns", "admin.campaigns", operator.View},
	{"lists", "admin.lists", operator.View},
	{"offices", "admin.offices", operator.View},
	{"operators", "admin.operators", operator.Manage},
	{"log", "admin.log", operator.Log},
	{"account", "admin.account", operator.Own},
}

// SignedIn reports whether the page is that of an operator.
func (f Frame) SignedIn() bool { return f.Email != "" }

// May reports whether the operator has a permission.
func (f Frame) May(p operator.Permission) bool { return f.Role.May(p) }

// Rooms returns what the operator may enter.
func (f Frame) Rooms() []Room {
	var open []Room
	for _, r := range rooms {
		if !f.May(r.permission) {
			continue
		}
		room := Room{Name: r.name, Route: r.route}
		switch r.name {
		case "home":
			room.Count = f.Reviews
		case "offices":
			room.Count = f.Asked
		}
		open = append(open, room)
	}
	return open
}

// Office makes frames. Handlers of the operators' pages embed it.
type Office struct {
	Numbers Numbers
	Views   Views
	Rule    campaign.Rule // REVIEW_RULE
}

func (o Office) frame(c *fiber.Ctx, section string) (Frame, error) {
	who := access.OperatorOf(c)
	f := Frame{Section: section, ID: who.ID, Email: who.Email, Role: who.Role, Single: o.Rule == campaign.Single}
	notices, err := o.Numbers.Notices(c.UserContext())
	if err != nil {
		return f, err
	}
	f.Stopped, f.Asked = notices.Stop.On(), notices.Requests
	if !f.May(operator.Review) {
		return f, nil
	}
	for _, r := range notices.Reviews {
		waiting := campaign.Revision{Rule: r.Rule, AuthorID: r.AuthorID, Submitter: r.SubmitterID}
		if waiting.MayDecide(who.ID, o.Rule) {
			f.Reviews++
		}
	}
	return f, nil
}
