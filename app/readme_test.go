package main

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
)

// setting is a row of the README's configuration table, or a flag of kong's.
type setting struct {
	fallback string
	secret   bool
}

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func parser(t *testing.T) *kong.Kong {
	t.Helper()
	p, err := newParser(func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestReadmeListsEverySetting(t *testing.T) {
	documented, known := documentedSettings(t), knownSettings(t)
	for name, want := range known {
		got, ok := documented[name]
		switch {
		case !ok:
			t.Errorf("%s is not in the table", name)
		case got != want:
			t.Errorf("%s is documented as %+v, the program has %+v", name, got, want)
		}
	}
	for name := range documented {
		if _, ok := known[name]; !ok {
			t.Errorf("%s is in the table and no setting", name)
		}
	}
}

// documentedSettings reads the table under "Configuration".
func documentedSettings(t *testing.T) map[string]setting {
	t.Helper()
	_, section, _ := strings.Cut(readme(t), "\n## Configuration\n")
	section, _, _ = strings.Cut(section, "\n## ")
	found := map[string]setting{}
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 || !strings.HasPrefix(line, "| `") {
			continue
		}
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `\n")
		}
		if _, twice := found[cells[1]]; twice {
			t.Errorf("%s is in the table twice", cells[1])
		}
		if cells[3] != "" && cells[3] != "yes" {
			t.Errorf("%s: %q is neither a secret nor none", cells[1], cells[3])
		}
		if cells[4] == "" {
			t.Errorf("%s has no meaning", cells[1])
		}
		found[cells[1]] = setting{fallback: cells[2], secret: cells[3] == "yes"}
	}
	return found
}

// knownSettings collects the variables of every command. A secret's file belongs
// to the secret, and what is hidden is not ours.
func knownSettings(t *testing.T) map[string]setting {
	t.Helper()
	found := map[string]setting{}
	files := map[string]bool{}
	err := kong.Visit(parser(t).Model, func(node kong.Visitable, next kong.Next) error {
		flag, ok := node.(*kong.Flag)
		if !ok || len(flag.Envs) == 0 || flag.Hidden {
			return next(nil)
		}
		name := flag.Envs[0]
		if flagName := strings.ToLower(strings.ReplaceAll(name, "_", "-")); flag.Name != flagName && name != "DEMO_DATA" {
			t.Errorf("%s is the flag --%s, not --%s", name, flag.Name, flagName)
		}
		if owner, isFile := strings.CutSuffix(name, "_FILE"); isFile {
			files[owner] = true
			return next(nil)
		}
		found[name] = setting{fallback: flag.Default, secret: flag.Target.Type() == reflect.TypeFor[secret.Text]()}
		return next(nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range found {
		if s.secret != files[name] {
			t.Errorf("%s: secret is %v, %s_FILE exists is %v", name, s.secret, name, files[name])
		}
	}
	return found
}

func TestReadmeShowsWhatEachRoleMay(t *testing.T) {
	_, section, _ := strings.Cut(readme(t), "\n### Operators\n")
	section, _, _ = strings.Cut(section, "\n### ")
	row := regexp.MustCompile("(?m)^\\| `(\\w+)`: [^|]+\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|([^|]*)\\|$")
	found := row.FindAllStringSubmatch(section, -1)
	if len(found) != len(operator.Permissions()) {
		t.Fatalf("%d rows for %d permissions", len(found), len(operator.Permissions()))
	}
	for i, p := range operator.Permissions() {
		if found[i][1] != string(p) {
			t.Errorf("row %d is about %s, want %s", i, found[i][1], p)
		}
		for j, role := range operator.Roles() {
			if says := strings.TrimSpace(found[i][2+j]) == "yes"; says != role.May(p) {
				t.Errorf("that %s may %s: %v", role, p, says)
			}
		}
	}
}

func TestReadmeCommandsExist(t *testing.T) {
	call := regexp.MustCompile(`(?:^|[\x60 ])(?:go run \./app|ecm) ([a-z-][^\x60#>|]*)`)
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```")
	inline := regexp.MustCompile("`(?:go run ./app|ecm) [^`\n]+`")
	text := readme(t)
	var commands []string
	for _, block := range blocks.FindAllStringSubmatch(text, -1) {
		for line := range strings.Lines(block[1]) {
			if strings.HasPrefix(line, "go run ./app ") || strings.HasPrefix(line, "ecm ") {
				commands = append(commands, line)
			}
		}
	}
	commands = append(commands, inline.FindAllString(text, -1)...)
	if len(commands) < 10 {
		t.Fatalf("only %d commands found", len(commands))
	}
	for _, command := range commands {
		match := call.FindStringSubmatch(command)
		if match == nil {
			t.Errorf("%q cannot be read", command)
			continue
		}
		args := strings.Fields(match[1])
		if args[0] == "--help" {
			continue
		}
		if _, err := parser(t).Parse(args); err != nil {
			t.Errorf("%q: %v", strings.TrimSpace(command), err)
		}
	}
}
