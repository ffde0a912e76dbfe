package config

import (
	"fmt"
	"strings"
)

// Problem is what is wrong with one setting.
type Problem struct {
	Setting string // the environment variable's name
	Text    string // continues the sentence "SETTING …"; never holds the value
}

// Problems is everything that is wrong, in the order it was found. It is an error
// when it is not empty; see Err.
type Problems []Problem

// Add returns the list with err's text as a problem of the setting. Without an
// error, or when the setting is on the list already, it returns the list as it
// is. The text must not hold the value.
func (p Problems) Add(setting string, err error) Problems {
	if err == nil || p.names(setting) {
		return p
	}
	return append(p, Problem{Setting: setting, Text: err.Error()})
}

// Err returns the list as an error, nil when it is empty.
func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// Error lists the problems, one a line.
func (p Problems) Error() string {
	var b strings.Builder
	b.WriteString("the settings cannot be used:")
	width := 0
	for _, problem := range p {
		width = max(width, len(problem.Setting))
	}
	for _, problem := range p {
		fmt.Fprintf(&b, "\n  %-*s  %s", width, problem.Setting, problem.Text)
	}
	return b.String()
}

// names reports whether the setting, or the file it comes from, is on the list.
func (p Problems) names(setting string) bool {
	for _, problem := range p {
		if problem.Setting == setting || problem.Setting == setting+"_FILE" {
			return true
		}
	}
	return false
}
