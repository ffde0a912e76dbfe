package campaign

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// refuseAliases reports anchors and aliases: a reviewer reads every text where it
// stands, and a small file cannot grow into a large one.
func (r *reader) refuseAliases(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		r.report(n, "has the alias *%s, write the value out", n.Value)
	case n.Anchor != "":
		r.report(n, "has the anchor &%s, anchors and aliases cannot be used", n.Anchor)
	}
	for _, child := range n.Content {
		r.refuseAliases(child)
	}
}

// reject reports a value that cannot be read; the rules have nothing to add.
func (r *reader) reject(path string, n *yaml.Node, format string, args ...any) {
	r.broken = append(r.broken, path)
	r.report(n, "%s", finding{path: path, text: fmt.Sprintf(format, args...)})
}

func (r *reader) report(n *yaml.Node, format string, args ...any) {
	r.problems = append(r.problems, FileProblem{n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// locate turns findings into problems of the file, except where the reader could
// not read what they are about.
func (r *reader) locate(findings []finding) {
	for _, f := range findings {
		unread := func(path string) bool {
			return path == "" || path == f.path || strings.HasPrefix(f.path, path+".")
		}
		if slices.ContainsFunc(r.broken, unread) {
			continue
		}
		line, column := r.position(f)
		r.problems = append(r.problems, FileProblem{line, column, f.String()})
	}
}

// position finds the source of a finding: its character, else its line, else the
// value, else what the value is missing from.
func (r *reader) position(f finding) (line, column int) {
	path := f.path
	at, ok := r.places[path]
	for ; !ok; at, ok = r.places[path] {
		path = path[:max(0, strings.LastIndexByte(path, '.'))]
	}
	if path != f.path || f.at < 0 || at.first == 0 {
		return at.line, at.column
	}
	line = at.first
	if at.literal {
		line += f.line
	}
	text := strings.Split(at.text, "\n")[f.line]
	before, _, found := strings.Cut(r.lines[min(line, len(r.lines))-1], text)
	if !found {
		return line, 0 // written with escapes or over several lines
	}
	return line, utf8.RuneCountInString(before) + f.at + 1
}
