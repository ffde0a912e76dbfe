// Package inapp recognises the browsers inside other apps and offers a way out
// of them.
//
// Google refuses its consent page to web views with "403 disallowed_useragent"
// (developers.google.com/identity/protocols/oauth2/policies, "Use secure
// browsers"). A link tapped in a chat often opens in one, so the wizard says so
// before Google does. It is a hint and no gate: the User-Agent is what the app
// says about itself, and Google's button stays where it is.
//
// What cannot be seen from here:
//
//   - Custom Tabs on Android and SFSafariViewController on iOS are the person's
//     real browser under the app's frame. Google accepts them, their User-Agent is
//     Chrome's or Safari's, and they are rightly not detected. Slack and Discord
//     use them, and so does X in many versions.
//   - Telegram is of both kinds. Its Mini Apps name it (core.telegram.org/bots/webapps),
//     but its ordinary in-app browser on Android takes "wv" and "Version/4.0" out of
//     the User-Agent and passes for Chrome, as SFSafariViewController on iOS passes
//     for Safari. Whoever passes for a browser meets Google's own page.
//   - Viber on iOS does not always name itself; then it is found as "an app".
//   - Google's own app (GSA) counts as a browser. Some versions show pages in a web
//     view, but it is Google's and holds the person's Google account, and no report
//     of its refusal was found.
package inapp

import "strings"

// The systems that an in-app browser runs on, as in Browser.System.
const (
	Android = "android"
	IOS     = "ios"
)

// Unnamed is the App of a web view that does not say whose it is.
const Unnamed = "an app"

// Browser is a browser inside another app.
type Browser struct {
	App    string // as its makers write it, or Unnamed
	System string // Android, IOS or "" for a desktop or an unknown one
}

// Named reports whether the app is known by name. A page in another language
// than English has its own words for an unnamed one.
func (b Browser) Named() bool { return b.App != "" && b.App != Unnamed }

// sign is a piece of text that one app alone puts into its User-Agent.
type sign struct{ text, app string }

// signs is read in order: Messenger and Instagram carry Facebook's marks too.
// Some apps add their name without a space before it ("Safari/537.36Snapchat11").
var signs = [...]sign{
	{"Instagram ", "Instagram"},
	{" Barcelona ", "Threads"},
	{"FBAN/Messenger", "Messenger"},
	{"FB_IAB/MESSENGER", "Messenger"},
	{"FB_IAB/Orca", "Messenger"},
	{"FBAN/", "Facebook"},
	{"FB_IAB/", "Facebook"},
	{"FBAV/", "Facebook"},
	{"musical_ly", "TikTok"},
	{"trill_", "TikTok"},
	{"TikTok", "TikTok"},
	{" Telegram", "Telegram"},
	{" Viber", "Viber"},
	{"LinkedInApp", "LinkedIn"},
	{" Line/", "Line"},
	{"TwitterAndroid", "X"},
	{"Twitter for iP", "X"},
	{"Snapchat", "Snapchat"},
	{"MicroMessenger/", "WeChat"},
	{"[Pinterest/", "Pinterest"},
	{"KAKAOTALK", "KakaoTalk"},
	{" Reddit/", "Reddit"},
	{" Zalo", "Zalo"},
	{"TeamsMobile-", "Microsoft Teams"},
	{"NAVER(inapp", "Naver"},
}

// browsers are marks of whole browsers that are built on the system's web view
// or leave Safari's name out. "Browser/" ends SamsungBrowser, YaBrowser, UCBrowser,
// HuaweiBrowser and a dozen others.
var browsers = [...]string{
	"Browser/", "browser/", "OPR/", "OPT/", "OPX/", "OPiOS/", "CriOS/", "FxiOS/", "EdgiOS/", "EdgA/", "DuckDuckGo/",
	"Ddg/", "Focus/", "Klar/", "Brave", "Vivaldi", "VivaiOS", "Silk/", "Ecosia", "Quark/", "GSA/",
	"GoogleApp/", "iCabMobile/",
}

// Detect recognises a browser inside an app. It is false for whole browsers,
// for what passes for one (see the package comment), for crawlers and for
// programs that fetch link previews.
func Detect(userAgent string) (Browser, bool) {
	// Previewers and crawlers name the apps they work for, but they say
	// "compatible;" or leave out the opening that every browser shares.
	if !strings.HasPrefix(userAgent, "Mozilla/") || strings.Contains(userAgent, "compatible;") {
		return Browser{}, false
	}
	system := systemOf(userAgent)
	for _, s := range signs {
		if strings.Contains(userAgent, s.text) {
			return Browser{App: s.app, System: system}, true
		}
	}
	if !isWebView(userAgent, system) {
		return Browser{}, false
	}
	for _, mark := range browsers {
		if strings.Contains(userAgent, mark) {
			return Browser{}, false
		}
	}
	return Browser{App: Unnamed, System: system}, true
}

func systemOf(userAgent string) string {
	if strings.Contains(userAgent, "Android") { // first: there are Android phones called iPhone
		return Android
	}
	for _, device := range [...]string{"iPhone", "iPad", "iPod"} {
		if strings.Contains(userAgent, device) {
			return IOS
		}
	}
	return ""
}

// isWebView reports whether the system's web view speaks, unnamed. Android marks
// it with "wv" (developer.chrome.com/docs/multidevice/user-agent). Apple's has
// no mark but lacks what Safari adds at the end; on an iPad it claims to be a
// Macintosh and ends there.
func isWebView(userAgent, system string) bool {
	switch system {
	case Android:
		return strings.Contains(userAgent, "; wv)")
	case IOS:
		return strings.Contains(userAgent, "AppleWebKit/") && strings.Contains(userAgent, " Mobile/") &&
			!strings.Contains(userAgent, "Safari/")
	default:
		return strings.Contains(userAgent, "(Macintosh;") && strings.Contains(userAgent, " AppleWebKit/") &&
			strings.HasSuffix(userAgent, " (KHTML, like Gecko)")
	}
}
