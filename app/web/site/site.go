// Package site answers the pages about the service itself: home, privacy, terms,
// and help with one's data. What they promise is written in locale files; what
// depends on how the program is set up comes from Facts, so that a page never
// promises what the program does not do. Campaign pages are left to web/send.
package site

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// LimitedUse is the statement Google requires in these very words of whoever
// asks for gmail.send; it is shown in English whatever the page's language is:
// developers.google.com/terms/api-services-user-data-policy.
const LimitedUse = "The use of information received from Google Workspace APIs will adhere to the Google User Data Policy, " +
	"including the Limited Use requirements."

// Facts are the settings the program runs with, as far as the pages tell them.
type Facts struct {
	OperatedBy     string
	Contact        string        // e-mail address
	PublicURL      string        // of the official domain
	AbandonedAfter time.Duration // a session without a step for this long is erased
	HashKept       time.Duration // how long a sender hash outlives its send
	TombstoneKept  time.Duration // how long a receipt can be read
	Offline        bool          // a refresh token is asked for as well
	VerifiesOwner  bool          // Gmail verifies the typed address; otherwise the hash covers a declared one
	Demo           bool          // Google is simulated
}

// Views renders pages.
type Views interface {
	// Page answers 200 with the named page.
	Page(c *fiber.Ctx, name string, page any) error
}

// Campaigns lists what can be taken part in.
type Campaigns interface {
	// Running returns the campaigns that are open at the given time, in the order
	// in which they are to be shown.
	Running(ctx context.Context, now time.Time) ([]campaign.Running, error)
}

// Handler answers the pages. All fields are required.
type Handler struct {
	Views     Views
	Campaigns Campaigns
	Facts     Facts
	Now       func() time.Time
}
