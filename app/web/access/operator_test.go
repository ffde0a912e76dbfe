package access

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
)

func TestNextIsAnOperatorsPageHereOrNowhere(t *testing.T) {
	for _, wanted := range []string{
		"/admin", "/admin/", "/admin?x=1", "/admin/campaigns/0193?tab=a%2Fb", "/admin/a.b/c", "/admin/log?from=2026-01-01&actor=a%40b.example",
		"/admin/x?back=//evil.example", "/admin/x?u=https://evil.example/",
	} {
		if got := Next(wanted); got != wanted {
			t.Errorf("%q leads to %q", wanted, got)
		}
	}
	for _, wanted := range []string{
		"", "/", "//evil.example/admin", "https://evil.example/admin", "//admin/x", "/adminx", "/admin.evil.example", "/admin@evil.example",
		"admin", "/c/open-data", "/send/1", `/\evil.example/admin`, `\\evil.example`, `/admin\..\..\x`, "/admin/%5cevil.example", "/admin/..//evil.example", "/admin/../c/x",
		"/admin/%2e%2e/c/x", "/admin/%2E./x", "/admin/./x", "/admin//evil.example", "/admin/%2f%2fevil.example", "/admin/x\r\nSet-Cookie: a=b", "/admin/x\ty", " /admin", "/admin/x y",
		"javascript:alert(1)//admin", "/admin/ђ", "http:/admin", "http:admin", "/admin/x\x00", "/admin/%zz", "///evil.example", "/Admin", "/admin#x/../..",
		"/admin/" + strings.Repeat("a", mostNext),
	} {
		if got := Next(wanted); got != "" {
			t.Errorf("%q leads to %q", wanted, got)
		}
	}
}

// accounts knows one cookie.
type accounts struct {
	role operator.Role
	err  error
}

func (a accounts) Load(_ context.Context, cookie secret.Text) (operator.Operator, operator.SignIn, error) {
	if cookie.Reveal() != "good" && a.err == nil {
		return operator.Operator{}, operator.SignIn{}, fault.New(fault.SignIn, "fault.sign_in.needed")
	}
	return operator.Operator{ID: "1", Email: "a@assembly.example", Role: a.role}, operator.SignIn{ID: "2"}, a.err
}

// ask sends a request to a route of an access and returns the response, and the
// error the route ended with.
func ask(t *testing.T, g Gate, who Who, method, target, cookie string) (*http.Response, error) {
	t.Helper()
	var failure error
	app := fiber.New(fiber.Config{ErrorHandler: func(c *fiber.Ctx, err error) error {
		failure = err
		return c.SendStatus(fiber.StatusTeapot)
	}})
	admit, ok := g.Admit(who)
	if !ok {
		t.Fatalf("nobody is %q", who)
	}
	app.Add(method, "/admin/*", admit, func(c *fiber.Ctx) error {
		if OperatorOf(c).ID != "1" || SignInOf(c).ID != "2" {
			t.Error("another operator, or another sign-in")
		}
		return c.SendString("in")
	})
	request := httptest.NewRequest(method, target, nil)
	if cookie != "" {
		request.AddCookie(&http.Cookie{Name: "__Host-ecm-operator", Value: cookie})
	}
	response, err := app.Test(request)
	if err != nil {
		t.Fatal(err)
	}
	return response, failure
}

func TestOnlyWhoMayGetsIn(t *testing.T) {
	g := Gate{Accounts: accounts{role: operator.Editor}, Cookies: Cookies{Secure: true}, SignIn: "/admin/sign-in"}
	for name, row := range map[string]struct {
		who            Who
		method, cookie string
		status         int
		kind           fault.Kind
	}{
		"an editor edits":                   {May(operator.Edit), "GET", "good", 200, 0},
		"an editor posts":                   {May(operator.Edit), "POST", "good", 200, 0},
		"an editor reviews":                 {May(operator.Review), "GET", "good", 418, fault.NotFound},
		"an editor posts a review":          {May(operator.Review), "POST", "good", 418, fault.NotFound},
		"nobody looks":                      {May(operator.View), "GET", "", 303, 0},
		"nobody asks for the head":          {May(operator.View), "HEAD", "", 303, 0},
		"nobody posts":                      {May(operator.View), "POST", "", 418, fault.SignIn},
		"somebody with another cookie":      {May(operator.View), "GET", "bad", 303, 0},
		"somebody posts with another's one": {May(operator.Edit), "POST", "bad", 418, fault.SignIn},
	} {
		response, err := ask(t, g, row.who, row.method, "/admin/x/1?y=a%20b&z", row.cookie)
		if response.StatusCode != row.status || (row.status == 418 && !fault.Is(err, row.kind)) {
			t.Errorf("%s: %d, %v", name, response.StatusCode, err)
		}
		if row.status != 303 {
			continue
		}
		to, err := url.Parse(response.Header.Get("Location"))
		if err != nil || to.Path != "/admin/sign-in" || to.Host != "" || Next(to.Query().Get("next")) != "/admin/x/1?y=a%20b&z" {
			t.Errorf("%s: led to %v", name, to)
		}
	}
	g.Accounts = accounts{err: errors.New("the database does not answer")}
	if response, err := ask(t, g, May(operator.View), "GET", "/admin/x", "good"); response.StatusCode != 418 || !fault.Is(fault.Wrap(fault.Internal, "", err), fault.Internal) || fault.Is(err, fault.SignIn) {
		t.Errorf("a failure: %d, %v", response.StatusCode, err)
	}
}

func TestAPermissionThatDoesNotExistAdmitsNobody(t *testing.T) {
	for _, who := range []Who{"", "may ", "may everything", May(""), May("admin"), "view"} {
		if _, ok := (Gate{}).Admit(who); ok {
			t.Errorf("%q is admitted", who)
		}
	}
	for _, p := range operator.Permissions() {
		if _, ok := (Gate{}).Admit(May(p)); !ok {
			t.Errorf("%s admits nobody", p)
		}
	}
}

func TestTheCookieOfASignIn(t *testing.T) {
	for _, secure := range []bool{true, false} {
		k := Cookies{Secure: secure}
		app := fiber.New()
		app.Get("/", func(c *fiber.Ctx) error { k.WriteSignIn(c, secret.New("id.secret")); return nil })
		app.Get("/drop", func(c *fiber.Ctx) error { k.DropSignIn(c); return nil })
		response, err := app.Test(httptest.NewRequest("GET", "/", nil))
		if err != nil {
			t.Fatal(err)
		}
		set := response.Cookies()[0]
		name := map[bool]string{true: "__Host-ecm-operator", false: "ecm-operator"}[secure]
		if set.Name != name || set.Value != "id.secret" || set.Secure != secure || !set.HttpOnly || set.SameSite != http.SameSiteLaxMode ||
			set.Path != "/" || set.Domain != "" || set.MaxAge != int((12*time.Hour).Seconds()) {
			t.Errorf("set %+v", set)
		}
		dropped, err := app.Test(httptest.NewRequest("GET", "/drop", nil))
		if err != nil {
			t.Fatal(err)
		}
		if gone := dropped.Cookies()[0]; gone.Name != name || gone.Value != "" || !gone.Expires.Before(time.Now()) || gone.Secure != secure || gone.Path != "/" {
			t.Errorf("dropped %+v", gone)
		}
	}
}

func TestASendersCookiesDoNotPushTheOperatorsOut(t *testing.T) {
	k := Cookies{Secure: true}
	app := fiber.New()
	app.Get("/", func(c *fiber.Ctx) error { k.Prune(c); return nil })
	request := httptest.NewRequest("GET", "/", nil)
	request.AddCookie(&http.Cookie{Name: "__Host-ecm-operator", Value: "id.secret"})
	for i := range kept {
		request.AddCookie(&http.Cookie{Name: "__Host-ecm-0190b5a0-0000-7000-8000-00000000000" + string(rune('0'+i)), Value: "x"})
	}
	response, err := app.Test(request)
	if err != nil {
		t.Fatal(err)
	}
	if dropped := response.Cookies(); len(dropped) != 1 || dropped[0].Name != "__Host-ecm-0190b5a0-0000-7000-8000-000000000000" {
		t.Errorf("dropped %v", dropped)
	}
}
