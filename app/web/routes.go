package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/limits"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
	"emailcampaigns/app/web/office"
	"emailcampaigns/app/web/send"
	"emailcampaigns/app/web/site"
)

const (
	get  = fiber.MethodGet
	post = fiber.MethodPost
)

// unlimited marks routes that are not counted: assets and probes.
const unlimited limits.Class = "unlimited"

// route is one line of the table. A POST always passes the same-origin guard.
type route struct {
	method, path, name string
	who                access.Who
	limit              limits.Class
	headers            headers
	handle             fiber.Handler
}

// routes is every address of the program, in the order a reader would walk the
// site. testdata/routes.golden holds the table.
func routes(s *site.Handler, w *send.Handler, o *admin.Handler, n *admin.Accounts, f *office.Handler, probe *probes, a *Assets) []route {
	const (
		anyone, visitor, returner = access.Anyone, access.Visitor, access.Returner
		page, preview, step       = limits.Page, limits.Preview, limits.Step
		start, connect, back      = limits.Start, limits.Connect, limits.Callback
	)
	pages := []route{
		{get, "/", "site.home", anyone, page, public, s.Home},
		{get, "/privacy", "site.privacy", anyone, page, public, s.Privacy},
		{get, "/terms", "site.terms", anyone, page, public, s.Terms},
		{get, "/help/data", "site.help", anyone, page, public, s.Help},

		{get, "/c/:slug", "campaign.show", anyone, page, public, w.CampaignShow},
		{get, "/c/:slug/letter", "campaign.back", anyone, page, private, w.CampaignBack},
		{post, "/c/:slug/letter", "campaign.letter", anyone, preview, private, w.LetterShow},
		{get, "/c/:slug/start", "campaign.again", anyone, page, private, w.CampaignBack},
		{post, "/c/:slug/start", "campaign.start", anyone, start, private, w.StartCreate},

		{get, "/preview/:token", "campaign.preview", anyone, page, private, w.PreviewShow},

		{get, "/send/:session", "send.show", visitor, step, private, w.SessionShow},
		{get, "/send/:session/review", "send.review", visitor, step, private, w.ReviewShow},
		{post, "/send/:session/review", "send.review", visitor, step, private, w.ReviewUpdate},
		{get, "/send/:session/letter", "send.letter", visitor, step, private, w.SessionShow},
		{post, "/send/:session/letter", "send.letter", visitor, preview, private, w.ReviewLetterShow},
		{get, "/send/:session/language", "send.language", visitor, step, private, w.SessionShow},
		{post, "/send/:session/language", "send.language", visitor, step, private, w.LanguageUpdate},
		{get, "/send/:session/connection", "send.connection", visitor, step, leaving, w.ConnectionShow},
		{post, "/send/:session/connection", "send.connection", visitor, connect, leaving, w.ConnectionCreate},
		{get, "/oauth/google", "google.callback", returner, back, private, w.ReturnShow},
		{get, "/send/:session/delivery", "send.delivery", visitor, step, private, w.DeliveryShow},
		{post, "/send/:session/delivery", "send.delivery", visitor, limits.Send, private, w.DeliveryCreate},
		{get, "/send/:session/receipt", "send.receipt", visitor, step, private, w.ReceiptShow},
		{get, "/send/:session/reminder.ics", "send.reminder", visitor, step, private, w.ReminderShow},
		{get, "/send/:session/abandonment", "send.abandonment", visitor, step, private, w.SessionShow},
		{post, "/send/:session/abandonment", "send.abandonment", visitor, step, private, w.AbandonmentCreate},
	}
	return slices.Concat(pages, officeRoutes(f), accountRoutes(n), adminRoutes(o), listRoutes(o), runningRoutes(o), queueRoutes(o), []route{
		{get, "/assets/:tree/*", "assets", anyone, unlimited, bare, a.Show},
		{get, "/healthz", "healthz", anyone, unlimited, bare, probe.Health},
		{get, "/readyz", "readyz", anyone, unlimited, bare, probe.Ready},
	})
}

// Paths spells the addresses of routes.
type Paths map[string]string

// NewPaths returns the paths of all routes, by name.
func NewPaths() Paths {
	paths := Paths{}
	for _, r := range routes(nil, nil, nil, nil, nil, nil, nil) {
		if _, known := paths[r.name]; !known {
			paths[r.name] = r.path
		}
	}
	return paths
}

// Path returns the path of a route with its parameters filled in, in order. The
// public pages of a language are addressed with it, so that a link shared is a
// link in that language.
func (p Paths) Path(name, language string, args ...any) (string, error) {
	pattern, known := p[name]
	if !known {
		return "", fmt.Errorf("no route is named %q", name)
	}
	var b strings.Builder
	for part := range strings.SplitSeq(strings.TrimPrefix(pattern, "/"), "/") {
		b.WriteByte('/')
		if !strings.HasPrefix(part, ":") {
			b.WriteString(part)
			continue
		}
		if len(args) == 0 {
			return "", fmt.Errorf("route %s: too few arguments", name)
		}
		b.WriteString(url.PathEscape(fmt.Sprint(args[0])))
		args = args[1:]
	}
	if len(args) > 0 {
		return "", fmt.Errorf("route %s: too many arguments", name)
	}
	if spoken[name] && language != "" {
		b.WriteString("?lang=" + url.QueryEscape(language))
	}
	return b.String(), nil
}

// spoken are the pages that anyone can link to.
var spoken = map[string]bool{
	"site.home": true, "site.privacy": true, "site.terms": true, "site.help": true, "campaign.show": true, "office.show": true,
}
