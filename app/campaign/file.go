package campaign

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"emailcampaigns/app/fault"
)

// File is what an operator writes down of a campaign: its name in URLs, its
// schedule and the content of its next revision.
type File struct {
	Slug     string
	OpensAt  time.Time // zero: open as soon as live
	ClosesAt time.Time // zero: open until closed by hand
	Content  Content
}

// FileProblem is one thing wrong in a file, in English, for the operator's shell.
type FileProblem struct {
	Line   int // from 1; 0: not known
	Column int // from 1, in characters; 0: the line as a whole
	Text   string
}

// String is the problem behind its line and column.
func (p FileProblem) String() string {
	switch {
	case p.Line == 0:
		return p.Text
	case p.Column == 0:
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d, column %d: %s", p.Line, p.Column, p.Text)
}

// maxProblem is how much of a problem is shown, in characters.
const maxProblem = 500

// FileError is all that is wrong with a file, in the order of its lines. Its
// kind is fault.Invalid.
type FileError struct{ Problems []FileProblem }

// newFileError sorts the problems, and makes sure that what a file says cannot
// take hold of the terminal it is shown in.
func newFileError(problems []FileProblem) *FileError {
	slices.SortStableFunc(problems, func(a, b FileProblem) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column)
	})
	for i, p := range problems {
		problems[i].Text = shown(p.Text)
	}
	return &FileError{Problems: problems}
}

// shown shortens a text and makes its hidden characters visible.
func shown(text string) string {
	runes := []rune(strings.Map(visible, text))
	if len(runes) > maxProblem {
		runes = append(runes[:maxProblem], '…')
	}
	return string(runes)
}

func visible(r rune) rune {
	if unprintable(r) {
		return unicode.ReplacementChar
	}
	return r
}

// Error lists the problems, one a line.
func (e *FileError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

// Unwrap gives the error its kind.
func (e *FileError) Unwrap() error { return fault.New(fault.Invalid, "fault.invalid") }

func (f File) findings() []finding {
	k := &checker{content: f.Content}
	switch {
	case f.Slug == "":
		k.add("slug", textMissing)
	case !slugForm.MatchString(f.Slug) || len(f.Slug) > MaxSlug:
		k.add("slug", slugRefused, f.Slug, MaxSlug)
	}
	if !f.OpensAt.IsZero() && !f.ClosesAt.IsZero() && !f.ClosesAt.After(f.OpensAt) {
		k.add("schedule.closes_at", closesTooSoon)
	}
	return append(k.findings, f.Content.findings()...)
}
