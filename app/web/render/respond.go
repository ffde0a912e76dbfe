package render

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
)

// Failure is the page struct of everything in views/errors.
type Failure struct {
	Status    int
	Message   fault.Message
	RequestID string // names the request in the log; "" without one
	Operator  bool   // of an operator who is signed in
	Campaign  string // id of the campaign that an operator's press was about, "" of none
}

type languageKey struct{}

// SetLanguage sets the language of the response. The server calls it once for
// each request with a tag that Words.Match returned.
func SetLanguage(c *fiber.Ctx, tag string) { c.Locals(languageKey{}, tag) }

// LanguageOf returns the language of the response.
func LanguageOf(c *fiber.Ctx) string {
	if tag, ok := c.Locals(languageKey{}).(string); ok && tag != "" {
		return tag
	}
	return fallback
}

// Page answers 200 with the named page, or the fragment of it that htmx asked
// for.
func (v *Views) Page(c *fiber.Ctx, name string, page any) error {
	return v.answer(c, fiber.StatusOK, name, page)
}

// Rejected answers 422 with the same page and its problems.
func (v *Views) Rejected(c *fiber.Ctx, name string, page any) error {
	return v.answer(c, fiber.StatusUnprocessableEntity, name, page)
}

// ErrorPage answers a failure. If its page cannot be rendered either, the
// visitor reads one fixed sentence.
func (v *Views) ErrorPage(c *fiber.Ctx, status int, name string, page any) {
	if err := v.answer(c, status, name, page); err != nil {
		c.Status(fiber.StatusInternalServerError).Type("txt", "utf-8")
		c.Response().SetBodyString(v.options.Words.Text(LanguageOf(c), "fault.internal", nil) + "\n")
	}
}

// Redirect answers 303 with the address of a route: what every successful POST
// ends with, for browsers and htmx alike.
func (v *Views) Redirect(c *fiber.Ctx, route string, args ...any) error {
	target, err := v.options.Path(route, LanguageOf(c), args...)
	if err != nil {
		return err
	}
	return c.Redirect(target, fiber.StatusSeeOther)
}

func (v *Views) answer(c *fiber.Ctx, status int, name string, page any) error {
	block, htmx := v.wanted(c, name)
	var b bytes.Buffer
	if err := v.Render(&b, LanguageOf(c), name, block, page); err != nil {
		return err
	}
	c.Vary("HX-Request", "HX-Target")
	if htmx && block == "" {
		// The place htmx would swap is not on this page: let it replace them all
		// instead of nesting a page in a page.
		c.Set("HX-Retarget", "body")
		c.Set("HX-Reswap", "outerHTML")
	}
	c.Status(status).Type("html", "utf-8")
	return c.Send(b.Bytes())
}

// wanted returns the fragment the request asks for, "" for the whole page, and
// whether htmx asks. htmx 4 names the target as "tag#id" with a URI-encoded id,
// and asks for the whole page when it restores its history.
func (v *Views) wanted(c *fiber.Ctx, name string) (block string, htmx bool) {
	if c.Get("HX-Request") != "true" {
		return "", false
	}
	_, id, _ := strings.Cut(c.Get("HX-Target"), "#")
	if id == "" || c.Get("HX-History-Restore-Request") == "true" {
		return "", true
	}
	if id, err := url.PathUnescape(id); err == nil && slices.Contains(v.pages[name].blocks, id) {
		return id, true
	}
	return "", true
}
