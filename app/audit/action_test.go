package audit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"emailcampaigns/app/audit"
)

// constants reads action.go: each action in order, with the details that its
// comment lists.
func constants(t *testing.T) (actions []audit.Action, keys map[audit.Action][]string, explained string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "action.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	keys = map[audit.Action][]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GenDecl:
			if n.Tok == token.TYPE {
				explained = n.Doc.Text()
			}
		case *ast.ValueSpec:
			if kind, ok := n.Type.(*ast.Ident); !ok || kind.Name != "Action" {
				return true
			}
			value, err := strconv.Unquote(n.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			action := audit.Action(value)
			actions = append(actions, action)
			if _, listed, ok := strings.Cut(strings.TrimSpace(n.Comment.Text()), "; "); ok {
				keys[action] = strings.Split(listed, ", ")
			}
		}
		return true
	})
	return actions, keys, explained
}

func TestActionsAreTheConstantsWithTheDetailsOfTheirComments(t *testing.T) {
	actions, keys, explained := constants(t)
	if got := audit.Actions(); len(got) < 35 || !slices.Equal(got, actions) {
		t.Errorf("Actions() = %q, the constants are %q", got, actions)
	}
	lower := regexp.MustCompile(`^[a-z]+$`)
	for _, action := range actions {
		if got := action.Keys(); !slices.Equal(got, keys[action]) {
			t.Errorf("%s has the details %q, its comment says %q", action, got, keys[action])
		}
		for _, key := range keys[action] {
			if !lower.MatchString(key) || !strings.Contains(explained, "\t"+key+" ") {
				t.Errorf("%s: detail %q is not explained", action, key)
			}
		}
	}
}

func TestAnUnknownActionHasNoDetails(t *testing.T) {
	if keys := audit.Action("campaign.sell").Keys(); keys != nil {
		t.Errorf("got %q", keys)
	}
}
