package render

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/number"

	"emailcampaigns/app/fault"
)

var errNoTime = errors.New("a zero time cannot be shown")

// say writes a value as the language does.
func (w *Words) say(tag string, value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case int:
		return w.number(tag, v), nil
	case fault.Message:
		return w.text(tag, v.Key, v.Args)
	case time.Time:
		return w.dateTime(tag, v)
	case time.Duration:
		return w.duration(tag, v)
	}
	return fmt.Sprint(value), nil
}

// number returns 1234 as "1,234" or "1.234".
func (w *Words) number(tag string, n int) string {
	return w.voices[tag].printer.Sprint(number.Decimal(n))
}

// date returns "24 November 2026".
func (w *Words) date(tag string, t time.Time) (string, error) {
	if t.IsZero() {
		return "", errNoTime
	}
	t = w.local(t)
	month, err := w.text(tag, "layout.month."+strconv.Itoa(int(t.Month())), nil)
	if err != nil {
		return "", err
	}
	return w.text(tag, "layout.date", map[string]any{
		"Day": strconv.Itoa(t.Day()), "Month": month, "Year": strconv.Itoa(t.Year()),
	})
}

// dateTime returns "24 November 2026, 14:05 UTC".
func (w *Words) dateTime(tag string, t time.Time) (string, error) {
	date, err := w.date(tag, t)
	if err != nil {
		return "", err
	}
	t = w.local(t)
	return w.text(tag, "layout.datetime", map[string]any{"Date": date, "Time": t.Format("15:04"), "Zone": t.Format("MST")})
}

func (w *Words) local(t time.Time) time.Time {
	if w.Zone == nil {
		return t.UTC()
	}
	return t.In(w.Zone)
}

// units are what a duration is told in. A larger unit is used from two of it on
// and only without a remainder, so that an hour reads "60 minutes".
var units = []struct {
	key  string
	size time.Duration
}{
	{"layout.duration.days", 24 * time.Hour},
	{"layout.duration.hours", time.Hour},
	{"layout.duration.minutes", time.Minute},
	{"layout.duration.seconds", time.Second},
}

// duration returns "60 minutes".
func (w *Words) duration(tag string, d time.Duration) (string, error) {
	d = d.Round(time.Second)
	for _, unit := range units {
		if d%unit.size == 0 && (d >= 2*unit.size || unit.size <= time.Minute && d >= unit.size || unit.size == time.Second) {
			return w.text(tag, unit.key, map[string]any{"Count": int(d / unit.size)})
		}
	}
	return d.String(), nil
}

// Paragraphs returns a plain text's paragraphs, which empty lines part, each on one
// line.
func Paragraphs(text string) []string {
	var found []string
	for part := range strings.SplitSeq(text, "\n\n") {
		if part = strings.Join(strings.Fields(part), " "); part != "" {
			found = append(found, part)
		}
	}
	return found
}
