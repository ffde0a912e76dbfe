package campaign

import (
	"fmt"
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
	r.broken[path] = true
	r.report(n, "%s", placed(path, fmt.Sprintf(format, args...)))
}

func (r *reader) report(n *yaml.Node, format string, args ...any) {
	r.problems = append(r.problems, FileProblem{n.Line, n.Column, fmt.Sprintf(format, args...)})
}

// locate turns findings into problems of the file, except where the reader could
// not read what they are about.
func (r *reader) locate(findings []finding) {
	for _, f := range findings {
		if r.unread(f.Path) {
			continue
		}
		line, column := r.position(f)
		r.problems = append(r.problems, FileProblem{line, column, f.String()})
	}
}

// unread reports whether a path, or what it is part of, has been rejected.
func (r *reader) unread(path string) bool {
	for ; path != ""; path = parent(path) {
		if r.broken[path] {
			return true
		}
	}
	return r.broken[""]
}

// position finds the source of a finding: its character, else its line, else the
// value, else what the value is missing from.
func (r *reader) position(f finding) (line, column int) {
	path := f.Path
	at, ok := r.places[path]
	for ; !ok; at, ok = r.places[path] {
		path = parent(path)
	}
	if path != f.Path || f.At < 0 || f.Line >= len(at.lines) {
		return at.line, at.column
	}
	line = at.first
	if at.literal {
		line += f.Line
	}
	before, _, found := strings.Cut(r.lines[min(line, len(r.lines))-1], at.lines[f.Line])
	if !found {
		return line, 0 // written with escapes or over several lines
	}
	return line, utf8.RuneCountInString(before) + f.At + 1
}

func parent(path string) string { return path[:max(0, strings.LastIndexByte(path, '.'))] }
