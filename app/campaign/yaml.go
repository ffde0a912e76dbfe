package campaign

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// MaxFile is the largest campaign file, in bytes.
const MaxFile = 1 << 20

// ParseYAML reads a campaign file. Texts come out trimmed and in NFC, times in
// UTC, addresses as address.Parse returns them, and a recipient without a key
// gets the normal form of its address. The error is a *FileError with everything
// that is wrong, each with its line.
func ParseYAML(source []byte) (File, error) {
	if len(source) > MaxFile {
		text := fmt.Sprintf("the file has %d bytes, at most %d are read", len(source), MaxFile)
		return File{}, newFileError([]FileProblem{{Line: 1, Text: text}})
	}
	r := &reader{places: map[string]place{"": {line: 1, column: 1}}, broken: map[string]bool{}}
	source = r.clean(source)
	r.lines = strings.Split(string(source), "\n")
	var f File
	if root := r.parse(source); root != nil {
		r.refuseAliases(root)
		r.visit("", root, root, r.file(&f))
		r.locate(f.findings())
	}
	if len(r.problems) > 0 {
		return File{}, newFileError(r.problems)
	}
	return f, nil
}

// clean reports the characters that a text file has no use for, the first of each
// line, and puts spaces in their place: several of them are line breaks to the
// YAML parser alone, and would shift the numbers of all lines below.
func (r *reader) clean(source []byte) []byte {
	source = bytes.TrimPrefix(source, []byte("\ufeff"))
	var cleaned bytes.Buffer
	for i, line := range bytes.Split(source, []byte("\n")) {
		if i > 0 {
			cleaned.WriteByte('\n')
		}
		text, reported := bytes.TrimSuffix(line, []byte("\r")), false
		for at, column := 0, 1; at < len(text); column++ {
			c, size := utf8.DecodeRune(text[at:])
			why := foreign(c, size)
			if why != "" && !reported {
				r.problems = append(r.problems, FileProblem{i + 1, column, why})
				reported = true
			}
			if why != "" {
				cleaned.WriteByte(' ')
			} else {
				cleaned.Write(text[at : at+size])
			}
			at += size
		}
	}
	return cleaned.Bytes()
}

// foreign says why a character cannot be in a campaign file, or nothing.
func foreign(c rune, size int) string {
	switch {
	case c == utf8.RuneError && size == 1:
		return "is not valid UTF-8, save the file as UTF-8"
	case c == '\t': // YAML has its own rules for tabs, texts theirs
		return ""
	case unprintable(c), c == '\ufeff', c == '\ufffe', c == '\uffff':
		p, values := hidden(c)
		return p.say(values...)
	}
	return ""
}

// parse returns the only document's root, or nil once it has reported why there
// is none.
func (r *reader) parse(source []byte) *yaml.Node {
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(source))
	err := decoder.Decode(&document)
	switch {
	case errors.Is(err, io.EOF):
		r.problems = append(r.problems, FileProblem{Line: 1, Text: "the file is empty"})
		return nil
	case err != nil:
		r.problems = append(r.problems, syntaxProblem(source, err))
		return nil
	}
	var second yaml.Node
	switch err := decoder.Decode(&second); {
	case err == nil:
		r.report(&second, "a second document begins here, a campaign is one document")
	case !errors.Is(err, io.EOF):
		r.problems = append(r.problems, syntaxProblem(source, err))
	}
	return document.Content[0]
}

var yamlPrefix = regexp.MustCompile(`^yaml: (line \d+: )?`)

// syntaxProblem finds the line of a syntax error. The library's own number is
// missing in some errors and one too low in others, but it reads front to back:
// the line sought is the first whose addition makes the beginning of the file
// fail as the whole file does.
func syntaxProblem(source []byte, err error) FileProblem {
	text := yamlPrefix.ReplaceAllString(err.Error(), "")
	lines := bytes.SplitAfter(source, []byte("\n"))
	line := sort.Search(len(lines)-1, func(i int) bool {
		err := readAll(bytes.Join(lines[:i+1], nil))
		return err != nil && yamlPrefix.ReplaceAllString(err.Error(), "") == text
	})
	return FileProblem{Line: line + 1, Text: "is not valid YAML: " + text}
}

func readAll(source []byte) error {
	decoder := yaml.NewDecoder(bytes.NewReader(source))
	for {
		var document yaml.Node
		if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
