package campaign

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"emailcampaigns/app/address"
)

// reader walks a YAML tree into a File. It reports what has the wrong shape and
// remembers where everything stood; the rules of the content come after it.
type reader struct {
	lines    []string         // of the source
	places   map[string]place // by path
	broken   map[string]bool  // paths already reported
	problems []FileProblem
}

// place is where a value stands in the source.
type place struct {
	line, column int
	lines        []string // of the value, when it is a text
	first        int      // the source line of the text's first line
	literal      bool     // one line of text is one line of source
}

// read takes over the node that stands at a path.
type read func(path string, n *yaml.Node)

// key is one key of a mapping.
type key struct {
	name string
	read read
}

// file is the shape of a campaign file.
func (r *reader) file(f *File) read {
	c := &f.Content
	return r.keys(
		key{"slug", r.text(&f.Slug)},
		key{"languages", list(r, &c.Languages, r.text)},
		key{"schedule", r.keys(
			key{"opens_at", r.time(&f.OpensAt)},
			key{"closes_at", r.time(&f.ClosesAt)},
		)},
		key{"goal", r.number(&c.Goal)},
		key{"title", byLanguage(r, &c.Title, r.text)},
		key{"summary", byLanguage(r, &c.Summary, r.text)},
		key{"closing", byLanguage(r, &c.Closing, r.text)},
		key{"victory", byLanguage(r, &c.Victory, r.text)},
		key{"fields", list(r, &c.Fields, r.field)},
		key{"letters", byLanguage(r, &c.Letters, r.letter)},
		key{"others", r.others(&c.Others)},
		key{"reference", r.text(&c.Reference)},
		key{"paragraph", r.paragraph(&c.Paragraph)},
		key{"similarity", r.number(&c.Similarity)},
		key{"recipients", list(r, &c.Recipients, r.recipient)},
		key{"selection", r.selection(&c.Selection)},
		key{"routes", list(r, &c.Routes, r.route)},
	)
}

func (r *reader) field(f *Field) read {
	return r.keys(
		key{"name", r.text(&f.Name)},
		key{"required", r.truth(&f.Required)},
		key{"max_length", r.number(&f.MaxLength)},
		key{"label", byLanguage(r, &f.Label, r.text)},
		key{"hint", byLanguage(r, &f.Hint, r.text)},
	)
}

func (r *reader) recipient(to *Recipient) read {
	keys := r.keys(
		key{"key", r.text(&to.Key)},
		key{"name", r.text(&to.Name)},
		key{"address", r.text(&to.Address)},
		key{"function", r.text(&to.Function)},
		key{"language", r.text(&to.Language)},
		key{"country", r.text(&to.Country)},
		key{"constituency", r.text(&to.Constituency)},
		key{"group", r.text(&to.Group)},
		key{"salutation", byLanguage(r, &to.Salutation, r.text)},
		key{"extra", byLanguage(r, &to.Extra, r.text)},
		key{"list", r.text(&to.List)},
	)
	return func(path string, n *yaml.Node) {
		keys(path, n)
		to.Salutation, to.Extra = said(to.Salutation), said(to.Extra)
		if parsed, err := address.Parse(to.Address); err == nil {
			to.Address = parsed.String()
			if to.Key == "" {
				to.Key = parsed.Normal()
			}
		}
	}
}

func (r *reader) keys(known ...key) read {
	return func(path string, n *yaml.Node) {
		r.pairs(path, n, func(name string, k, v *yaml.Node) {
			at := join(path, name)
			i := slices.IndexFunc(known, func(k key) bool { return k.name == name })
			if i < 0 {
				var names []string
				for _, k := range known {
					names = append(names, k.name)
				}
				r.reject(at, k, "is not a key of a campaign file, known here are %s", strings.Join(names, ", "))
				return
			}
			r.visit(at, k, v, known[i].read)
		})
	}
}

// byLanguage reads a mapping whose keys are languages.
func byLanguage[T any](r *reader, target *map[string]T, each func(*T) read) read {
	return func(path string, n *yaml.Node) {
		r.pairs(path, n, func(name string, k, v *yaml.Node) {
			if *target == nil {
				*target = map[string]T{}
			}
			var value T
			r.visit(join(path, name), k, v, each(&value))
			(*target)[name] = value
		})
	}
}

func list[T any](r *reader, target *[]T, each func(*T) read) read {
	return func(path string, n *yaml.Node) {
		if n.Kind != yaml.SequenceNode || n.ShortTag() != "!!seq" {
			r.reject(path, n, "must be a list, each item behind a hyphen")
			return
		}
		for i, v := range n.Content {
			var value T
			r.visit(item(path, i), v, v, each(&value))
			*target = append(*target, value)
		}
	}
}

// pairs goes through a mapping whose keys are texts, each of them once.
func (r *reader) pairs(path string, n *yaml.Node, each func(name string, k, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode || n.ShortTag() != "!!map" {
		r.reject(path, n, "must be a mapping, lines of `key: value`")
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.ShortTag() != "!!str" {
			r.report(k, "%s", placed(path, "has a key that is not a text"))
			continue
		}
		if line, twice := first[k.Value]; twice {
			r.report(k, "%s: is given twice, first on line %d", join(path, k.Value), line)
			continue
		}
		first[k.Value] = k.Line
		each(k.Value, k, v)
	}
}

// visit notes where a value stands and reads it. Nothing behind a key is as good
// as no key.
func (r *reader) visit(path string, k, v *yaml.Node, next read) {
	at := place{line: k.Line, column: k.Column}
	if v.Kind == yaml.ScalarNode && v.ShortTag() != "!!null" {
		at = place{line: v.Line, column: v.Column, lines: strings.Split(tidy(v.Value), "\n"), first: v.Line}
		if at.literal = v.Style&yaml.LiteralStyle != 0; at.literal {
			blank := len(v.Value) - len(strings.TrimLeft(v.Value, " \n"))
			at.first += 1 + strings.Count(v.Value[:blank], "\n")
		}
	}
	r.places[path] = at
	switch {
	case v.Kind == yaml.AliasNode:
		r.broken[path] = true
	case v.ShortTag() != "!!null":
		next(path, v)
	}
}

func (r *reader) text(target *string) read {
	return func(path string, n *yaml.Node) {
		switch {
		case n.Kind != yaml.ScalarNode:
			r.reject(path, n, "must be a text")
		case n.ShortTag() != "!!str":
			r.reject(path, n, "must be a text, put %s in quotes", n.Value)
		default:
			*target = tidy(n.Value)
		}
	}
}

func (r *reader) number(target *int) read {
	return func(path string, n *yaml.Node) {
		value, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!int" || err != nil {
			r.reject(path, n, "must be a whole number, in digits only")
			return
		}
		*target = value
	}
}

func (r *reader) truth(target *bool) read {
	return func(path string, n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.ShortTag() != "!!bool" || n.Decode(target) != nil {
			r.reject(path, n, "must be true or false")
		}
	}
}

func (r *reader) time(target *time.Time) read {
	return func(path string, n *yaml.Node) {
		value, err := time.Parse(time.RFC3339, n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || value.IsZero() {
			r.reject(path, n, "must be a time with its zone (RFC 3339), such as 2026-12-01T08:00:00+01:00")
			return
		}
		*target = value.UTC()
	}
}

func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
