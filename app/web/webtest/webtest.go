// Package webtest is a browser for tests: it keeps cookies, follows redirects,
// fills in the forms of the page it was given, plain or as htmx would, and finds
// HTML by selector.
package webtest

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// Browser is one visitor.
type Browser struct {
	Base string // origin of the program
	// HX makes forms go out as htmx sends them.
	HX bool
	// Header is sent with every request.
	Header http.Header
	// Seen, when set, is called with every response, redirects included. It does
	// not read the body.
	Seen func(*http.Response)

	t    testing.TB
	http *http.Client
}

// New returns a browser without cookies.
func New(t testing.TB, base string) *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{Base: base, Header: http.Header{"Accept-Language": {"en"}}, t: t}
	b.http = &http.Client{Jar: jar, Transport: watched{browser: b, next: &http.Transport{DisableCompression: true}}}
	return b
}

// watched shows every response to the browser it belongs to.
type watched struct {
	browser *Browser
	next    http.RoundTripper
}

func (w watched) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.next.RoundTrip(r)
	if err == nil && w.browser.Seen != nil {
		w.browser.Seen(response)
	}
	return response, err
}

// Clone returns another tab: same cookies, same headers.
func (b *Browser) Clone() *Browser {
	copied := *b
	return &copied
}

// Stay makes the browser show redirects instead of following them.
func (b *Browser) Stay() *Browser {
	copied := *b
	client := *b.http
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	copied.http = &client
	return &copied
}

// Cookies returns the cookies for the program.
func (b *Browser) Cookies() []*http.Cookie {
	base, err := url.Parse(b.Base)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.http.Jar.Cookies(base)
}

// SetCookies puts cookies for the program into the jar.
func (b *Browser) SetCookies(cookies []*http.Cookie) {
	base, err := url.Parse(b.Base)
	if err != nil {
		b.t.Fatal(err)
	}
	b.http.Jar.SetCookies(base, cookies)
}

// Get opens an address: a path, or a whole URL.
func (b *Browser) Get(address string) *Page {
	b.t.Helper()
	return b.do(http.MethodGet, address, nil, nil)
}

// Post submits values to an address as a plain form of the program's own page.
func (b *Browser) Post(address string, values url.Values) *Page {
	b.t.Helper()
	return b.do(http.MethodPost, address, values, http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {b.Base}})
}

func (b *Browser) do(method, address string, values url.Values, header http.Header) *Page {
	b.t.Helper()
	p, err := b.Try(method, address, values, header)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, address, err)
	}
	return p
}

// Try is a request whose failure the test wants to see. It may be called from
// any goroutine.
func (b *Browser) Try(method, address string, values url.Values, header http.Header) (*Page, error) {
	if strings.HasPrefix(address, "/") {
		address = b.Base + address
	}
	var body io.Reader
	sent := http.Header{}
	for name, value := range header {
		sent[name] = value
	}
	if method == http.MethodPost {
		body = strings.NewReader(values.Encode())
		sent.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return b.try(method, address, body, sent)
}

// send is try for a request that has to come through.
func (b *Browser) send(method, address string, body io.Reader, header http.Header) *Page {
	b.t.Helper()
	p, err := b.try(method, address, body, header)
	if err != nil {
		b.t.Fatalf("%s %s: %v", method, address, err)
	}
	return p
}

func (b *Browser) try(method, address string, body io.Reader, header http.Header) (*Page, error) {
	request, err := http.NewRequest(method, address, body)
	if err != nil {
		return nil, err
	}
	for _, set := range []http.Header{b.Header, header} {
		for name, value := range set {
			request.Header[name] = value
		}
	}
	response, err := b.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	document, err := goquery.NewDocumentFromReader(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	return &Page{Browser: b, Status: response.StatusCode, URL: response.Request.URL, Header: response.Header, Body: string(content), Document: document}, nil
}

// Page is an answer.
type Page struct {
	*Browser
	Status   int
	URL      *url.URL
	Header   http.Header
	Body     string
	Document *goquery.Document
}

// Find returns the elements a selector matches.
func (p *Page) Find(selector string) *goquery.Selection { return p.Document.Find(selector) }

// Text returns the text of the first match, its white space as a reader sees it.
func (p *Page) Text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).First().Text()), " ")
}

// Must fails the test unless the page has the status and an element the selector
// matches.
func (p *Page) Must(status int, selector string) *Page {
	p.t.Helper()
	if p.Status != status || (selector != "" && p.Find(selector).Length() == 0) {
		p.t.Fatalf("%s: got %d, want %d with %q; %s", p.URL.Path, p.Status, status, selector, p.gist())
	}
	return p
}

// gist is what a failing test says about a page.
func (p *Page) gist() string {
	text := []rune(p.Text("main"))
	return fmt.Sprintf("the page %q says: %s", p.Text("title"), string(text[:min(len(text), 300)]))
}

// Form returns the values a browser would send for the form, and where.
func (p *Page) Form(selector string) *Form {
	p.t.Helper()
	found := p.Find(selector).First()
	if goquery.NodeName(found) != "form" {
		p.t.Fatalf("%s: no form %q; %s", p.URL.Path, selector, p.gist())
	}
	return &Form{page: p, form: found, Values: controls(found)}
}

// Form is a form being filled in.
type Form struct {
	page   *Page
	form   *goquery.Selection
	Values url.Values
}

// Set types a value into a control that the form has.
func (f *Form) Set(name, value string) *Form {
	f.page.t.Helper()
	if f.form.Find(`[name="`+name+`"]`).Length() == 0 {
		f.page.t.Fatalf("%s: the form has no control %q", f.page.URL.Path, name)
	}
	f.Values.Set(name, value)
	return f
}

// Submit presses the form's only or first submit button.
func (f *Form) Submit() *Page {
	f.page.t.Helper()
	return f.Press("button[type=submit], button:not([type])")
}

// Press presses the button the selector matches within the form.
func (f *Form) Press(selector string) *Page {
	f.page.t.Helper()
	button := f.form.Find(selector).First()
	if button.Length() == 0 {
		f.page.t.Fatalf("%s: the form has no button %q", f.page.URL.Path, selector)
	}
	if name, ok := button.Attr("name"); ok {
		f.Values.Set(name, button.AttrOr("value", ""))
	}
	action := button.AttrOr("formaction", f.form.AttrOr("action", f.page.URL.Path))
	target, err := f.page.URL.Parse(action)
	if err != nil {
		f.page.t.Fatal(err)
	}
	header := http.Header{"Sec-Fetch-Site": {"same-origin"}, "Origin": {f.page.URL.Scheme + "://" + f.page.URL.Host}}
	if wanted, ok := f.form.Attr("hx-target"); ok && f.page.HX && f.form.AttrOr("hx-boost", "") == "true" {
		element := f.page.Find(wanted).First()
		header.Set("HX-Request", "true")
		header.Set("HX-Target", goquery.NodeName(element)+wanted)
	}
	if strings.EqualFold(f.form.AttrOr("method", "get"), "post") {
		return f.page.do(http.MethodPost, target.String(), f.Values, header)
	}
	target.RawQuery = f.Values.Encode()
	return f.page.do(http.MethodGet, target.String(), nil, nil)
}

// controls reads what a form would send without a button.
func controls(form *goquery.Selection) url.Values {
	values := url.Values{}
	form.Find("input[name], textarea[name], select[name]").Each(func(_ int, control *goquery.Selection) {
		name := control.AttrOr("name", "")
		if _, disabled := control.Attr("disabled"); disabled {
			return
		}
		switch goquery.NodeName(control) {
		case "textarea":
			values.Add(name, control.Text())
		case "select":
			chosen := control.Find("option[selected]")
			if chosen.Length() == 0 {
				chosen = control.Find("option").First()
			}
			values.Add(name, chosen.AttrOr("value", chosen.Text()))
		default:
			kind := control.AttrOr("type", "text")
			_, checked := control.Attr("checked")
			if kind == "submit" || kind == "button" || (kind == "checkbox" || kind == "radio") && !checked {
				return
			}
			values.Add(name, control.AttrOr("value", "on"))
		}
	})
	return values
}
