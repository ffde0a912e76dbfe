package render

import (
	"errors"
	"html/template"
	"net/url"
	"slices"
	"time"

	"emailcampaigns/app/fault"
)

var (
	errPairs  = errors.New("arguments must be pairs of a name and a value")
	errScheme = errors.New("not a link that may be opened elsewhere")
)

// functions are what templates of a language may call.
func (v *Views) functions(language string) template.FuncMap {
	w := v.options.Words
	return template.FuncMap{
		"t": func(key string, pairs ...any) (string, error) {
			args, err := named(pairs)
			if err != nil {
				return "", err
			}
			return w.text(language, key, args)
		},
		"tm": func(m fault.Message) string { return w.Message(language, m) },
		"problem": func(problems []fault.Field, name string) string {
			for _, p := range problems {
				if p.Name == name {
					return w.Message(language, p.Message)
				}
			}
			return ""
		},
		"path": func(route string, args ...any) (string, error) {
			return v.options.Path(route, language, args...)
		},
		"asset":        v.options.Asset,
		"date":         func(t time.Time) (string, error) { return w.date(language, t) },
		"datetime":     func(t time.Time) (string, error) { return w.dateTime(language, t) },
		"duration":     func(d time.Duration) (string, error) { return w.duration(language, d) },
		"number":       func(n int) string { return w.number(language, n) },
		"language":     func() string { return language },
		"languages":    w.Languages,
		"languageName": w.LanguageName,
		"countryName":  func(code string) string { return w.country(language, code) },
		"appURL":       appURL,
		"simulator":    func() string { return v.options.Authenticator },
		"demo":         func() bool { return v.options.Demo },
		"operator":     func() string { return v.options.OperatedBy },
		"contact":      func() string { return v.options.Contact },
		"list":         func(items ...any) []any { return items },
	}
}

func named(pairs []any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errPairs
	}
	args := make(map[string]any, len(pairs)/2)
	for pair := range slices.Chunk(pairs, 2) {
		name, ok := pair[0].(string)
		if !ok {
			return nil, errPairs
		}
		args[name] = pair[1]
	}
	return args, nil
}

// schemes are those of links that hand a page over to another program on the
// visitor's device, and a key to an authenticator app. html/template lets none of
// them through by itself.
var schemes = []string{"https", "http", "intent", "x-safari-https", "x-safari-http", "googlechrome", "googlechromes", "otpauth"}

// appURL lets a link with one of the schemes through.
func appURL(link string) (template.URL, error) {
	parsed, err := url.Parse(link)
	if err != nil || !slices.Contains(schemes, parsed.Scheme) {
		return "", errScheme
	}
	return template.URL(link), nil // #nosec G203 -- the scheme is on the list, and the value is still escaped as an attribute
}
