package admin

import (
	"strings"

	"emailcampaigns/app/operator"
)

// browsers and systems are recognised by what stands in their User-Agent. The
// first that fits counts: Edge and Opera call themselves Chrome as well, and
// Chrome calls itself Safari.
var (
	browsers = []struct{ mark, name string }{
		{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"}, {"Vivaldi/", "Vivaldi"},
		{"FxiOS/", "Firefox"}, {"Firefox/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"},
	}
	systems = []struct{ mark, name string }{
		{"iPhone", "iOS"}, {"iPad", "iPadOS"}, {"Android", "Android"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
		{"Macintosh", "macOS"}, {"Linux", "Linux"},
	}
)

// browserOf names what sent a request, for its owner to recognise.
func browserOf(userAgent string) operator.Browser {
	var b operator.Browser
	for _, known := range browsers {
		if strings.Contains(userAgent, known.mark) {
			b.Name = known.name
			break
		}
	}
	for _, known := range systems {
		if strings.Contains(userAgent, known.mark) {
			b.System = known.name
			break
		}
	}
	return b
}
