package inapp

import (
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

const intentEnd = ";action=android.intent.action.VIEW;category=android.intent.category.BROWSABLE;S.browser_fallback_url="

func TestEscapeURL(t *testing.T) {
	for _, row := range []struct{ name, target, android, ios string }{
		{
			"a campaign", "https://send.example/c/vote-abroad",
			"intent://send.example/c/vote-abroad#Intent;scheme=https" + intentEnd + "https%3A%2F%2Fsend.example%2Fc%2Fvote-abroad;end",
			"x-safari-https://send.example/c/vote-abroad",
		},
		{
			"the bare domain", "https://send.example",
			"intent://send.example#Intent;scheme=https" + intentEnd + "https%3A%2F%2Fsend.example;end",
			"x-safari-https://send.example",
		},
		{
			"a query", "https://send.example/c/a?language=sr-Latn&name=a+b%26c",
			"intent://send.example/c/a?language=sr-Latn&name=a+b%26c#Intent;scheme=https" + intentEnd +
				"https%3A%2F%2Fsend.example%2Fc%2Fa%3Flanguage%3Dsr-Latn%26name%3Da%2Bb%2526c;end",
			"x-safari-https://send.example/c/a?language=sr-Latn&name=a+b%26c",
		},
		{
			"a fragment", "https://send.example/c/a#letter",
			"intent://send.example/c/a#letter#Intent;scheme=https" + intentEnd + "https%3A%2F%2Fsend.example%2Fc%2Fa%23letter;end",
			"x-safari-https://send.example/c/a#letter",
		},
		{
			"Cyrillic", "https://send.example/c/глас?x=ж",
			"intent://send.example/c/%D0%B3%D0%BB%D0%B0%D1%81?x=%D0%B6#Intent;scheme=https" + intentEnd +
				"https%3A%2F%2Fsend.example%2Fc%2F%25D0%25B3%25D0%25BB%25D0%25B0%25D1%2581%3Fx%3D%25D0%25B6;end",
			"x-safari-https://send.example/c/%D0%B3%D0%BB%D0%B0%D1%81?x=%D0%B6",
		},
		{
			"the demo on a laptop", "HTTP://192.0.2.7:8080/c/a",
			"intent://192.0.2.7:8080/c/a#Intent;scheme=http" + intentEnd + "http%3A%2F%2F192.0.2.7%3A8080%2Fc%2Fa;end",
			"x-safari-http://192.0.2.7:8080/c/a",
		},
		{
			"IPv6", "http://[2001:db8::7]:8080/",
			"intent://[2001:db8::7]:8080/#Intent;scheme=http" + intentEnd + "http%3A%2F%2F%5B2001%3Adb8%3A%3A7%5D%3A8080%2F;end",
			"x-safari-http://[2001:db8::7]:8080/",
		},
		{
			"an intent hidden in the fragment", "https://send.example/#a#Intent;package=evil.app;end",
			"intent://send.example/#a%23Intent;package=evil.app;end#Intent;scheme=https" + intentEnd +
				"https%3A%2F%2Fsend.example%2F%23a%2523Intent%3Bpackage%3Devil.app%3Bend;end",
			"x-safari-https://send.example/#a%23Intent;package=evil.app;end",
		},
		{
			"markup and stray escapes", `https://send.example/a"b?q="><script>%zz {`,
			"intent://send.example/a%22b?q=%22%3E%3Cscript%3E%25zz%20%7B#Intent;scheme=https" + intentEnd +
				"https%3A%2F%2Fsend.example%2Fa%2522b%3Fq%3D%2522%253E%253Cscript%253E%2525zz%2520%257B;end",
			"x-safari-https://send.example/a%22b?q=%22%3E%3Cscript%3E%25zz%20%7B",
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := (Browser{App: "Viber", System: Android}).EscapeURL(row.target); got != row.android {
				t.Errorf("android:\n got %s\nwant %s", got, row.android)
			}
			if got := (Browser{App: "Viber", System: IOS}).EscapeURL(row.target); got != row.ios {
				t.Errorf("ios:\n got %s\nwant %s", got, row.ios)
			}
			if got := (Browser{App: "Viber"}).EscapeURL(row.target); got != "" {
				t.Errorf("a system without a way out got %s", got)
			}
		})
	}
}

func TestOnlyPlainWebAddressesGetAWayOut(t *testing.T) {
	for _, target := range []string{
		"", "/c/a", "//send.example/c/a", "send.example", "javascript:alert(1)", "JavaScript://send.example/%0aalert(1)",
		"data:text/html,x", "intent://send.example/#Intent;end", "ftp://send.example/", "https:", "https:send.example", "https:///c/a",
		"https://user:word@send.example/", "https://user@send.example/", "https://:443/", "https://send.example:port/",
		"https://se;nd.example/", `https://send".example/`, "https://send.example<x/", "https://изборы.example/",
		"https://[fe80::1%25eth0]/", "https://[send.example]/", "https://[::1/", "https://send.example/%zz", "https://send.example/\n",
	} {
		for _, system := range []string{Android, IOS, ""} {
			if got := (Browser{App: "Viber", System: system}).EscapeURL(target); got != "" {
				t.Errorf("%q on %q got %s", target, system, got)
			}
		}
	}
}

// A template may not lose or change any of it between here and the browser.
func TestTheWayOutSurvivesATemplate(t *testing.T) {
	page := template.Must(template.New("").Parse(`<a href="{{.}}">out</a>`))
	for _, system := range []string{Android, IOS} {
		want := (Browser{System: system}).EscapeURL(`https://send.example/c/a?q="><script>&b='1'#f#g`)
		var out strings.Builder
		if err := page.Execute(&out, template.URL(want)); err != nil {
			t.Fatal(err)
		}
		document, err := goquery.NewDocumentFromReader(strings.NewReader(out.String()))
		if err != nil {
			t.Fatal(err)
		}
		if got := document.Find("a").AttrOr("href", ""); want == "" || got != want {
			t.Errorf("%s:\n got %s\nwant %s", system, got, want)
		}
	}
}

func FuzzEscapeURL(f *testing.F) {
	for _, target := range []string{
		"https://send.example/c/a?b=c#d", "http://[::1]:8080/", "javascript:alert(1)", "https://a/#x#Intent;end",
		"https://a.example/%2f?%zz#%20", "https://a.example?;end", "//a", "https://a.example:80/ж",
	} {
		f.Add(target)
	}
	f.Fuzz(func(t *testing.T, target string) {
		out := Browser{System: Android}.EscapeURL(target)
		safari := Browser{System: IOS}.EscapeURL(target)
		if (out == "") != (safari == "") {
			t.Fatalf("one system has a way out for %q, the other none", target)
		}
		if out == "" {
			return
		}
		for _, link := range []string{out, safari} {
			u, err := url.Parse(link)
			if err != nil {
				t.Fatalf("%q: %v", link, err)
			}
			if u.Scheme != "intent" && u.Scheme != "x-safari-http" && u.Scheme != "x-safari-https" {
				t.Fatalf("scheme of %q", link)
			}
			if strings.ContainsAny(link, " \t\r\n\"'<>\\`{}|^") {
				t.Fatalf("%q is not escaped", link)
			}
		}

		address, intent, found := cutLast(out, "#Intent;")
		if !found || strings.Count(intent, ";") != 4 || !strings.HasSuffix(intent, ";end") || strings.Contains(address, "#Intent;") {
			t.Fatalf("%q carries another intent than ours", out)
		}
		fallback := strings.TrimSuffix(intent[strings.LastIndex(intent, "=")+1:], ";end")
		whole, err := url.PathUnescape(fallback) // as Android's Uri.decode: "+" stays
		if err != nil {
			t.Fatal(err)
		}
		if "x-safari-"+whole != safari || "intent://"+whole[strings.Index(whole, "//")+2:] != address {
			t.Fatalf("three links, not one: %q, %q, %q", address, whole, safari)
		}
		sameAddress(t, target, whole)
	})
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// sameAddress checks that nothing of the target got lost or changed its meaning.
func sameAddress(t *testing.T, target, got string) {
	t.Helper()
	before, err := url.Parse(target)
	if err != nil {
		t.Fatalf("%q does not parse and still has a way out", target)
	}
	after, err := url.Parse(got)
	if err != nil {
		t.Fatal(err)
	}
	if before.Scheme != after.Scheme || before.Host != after.Host || before.Path != after.Path || before.Fragment != after.Fragment {
		t.Fatalf("%q became %q", target, got)
	}
}
