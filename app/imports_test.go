package main

import (
	goparser "go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "emailcampaigns"

// allowed says which of our packages a package may import. A package that is not
// listed may not exist. The table is the architecture.
var allowed = map[string][]string{
	"":                      {},
	"app/fault":             {},
	"app/secret":            {},
	"app/config":            {"app/campaign", "app/secret", "app/fault"},
	"app/address":           {"app/secret", "app/fault"},
	"app/audit":             {"app/fault", "app/secret", "app/address"},
	"app/campaign":          {"app/fault", "app/secret", "app/address"},
	"app/lists":             {"app/campaign", "app/address", "app/fault"},
	"app/lists/liststest":   {"app/lists", "app/campaign"},
	"app/operator":          {"app/audit", "app/fault", "app/secret", "app/address"},
	"app/vault":             {"app/fault", "app/secret"},
	"app/limits":            {"app/fault", "app/secret"},
	"app/sending":           {"app/campaign", "app/address", "app/fault", "app/secret"},
	"app/google":            {"app/sending", "app/campaign", "app/address", "app/fault", "app/secret"},
	"app/google/fakegoogle": {},
	"app/insight":           {"app/sending", "app/campaign", "app/fault", "app/secret"},
	"app/sweeper":           {"app/insight", "app/sending", "app/campaign", "app/fault", "app/secret"},
	"app/db":                {"app/lists", "app/operator", "app/audit", "app/insight", "app/sending", "app/campaign", "app/address", "app/fault", "app/secret"},
	"app/db/dbtest":         {"app/db", "app/sending", "app/campaign", "app/address", "app/fault", "app/secret", ""},
	"app/web/render":        {"app/fault"},
	"app/web/access":        {"app/operator", "app/audit", "app/sending", "app/campaign", "app/fault", "app/secret"},
	"app/web/inapp":         {},
	"app/web/clientip":      {},
	"app/web/webtest":       {},
	"app/web/pagetest":      {"app/web/render"},
	"app/web/site":          {"app/web/render", "app/web/access", "app/sending", "app/campaign", "app/fault"},
	"app/web/send":          {"app/web/render", "app/web/access", "app/web/inapp", "app/sending", "app/campaign", "app/fault", "app/secret"},
	"app/web/office":        {"app/web/render", "app/web/access", "app/sending", "app/campaign", "app/fault"},
	"app/web/admin": {
		"app/web/render", "app/web/access", "app/operator", "app/audit", "app/insight", "app/sending", "app/lists", "app/campaign", "app/fault", "app/secret", "app/address",
	},
	"app/web": {
		"app/web/render", "app/web/access", "app/web/clientip", "app/web/site", "app/web/send", "app/web/office", "app/web/admin",
		"app/limits", "app/operator", "app/sending", "app/campaign", "app/fault", "app/secret",
	},
}

// onlyImporter lists libraries that one package alone may know.
var onlyImporter = map[string][]string{
	"github.com/uptrace/bun":               {"app/db"},
	"golang.org/x/oauth2":                  {"app/google"},
	"google.golang.org/api":                {"app/google"},
	"github.com/wneessen/go-mail":          {"app/google"},
	"github.com/tink-crypto/tink-go":       {"app/vault"},
	"github.com/ulule/limiter":             {"app/limits"},
	"github.com/alexedwards/argon2id":      {"app/operator"},
	"github.com/pquerna/otp":               {"app/operator", "app/google/fakegoogle", "app/demo"},
	"github.com/aymanbagabas/go-udiff":     {"app/campaign"},
	"github.com/nicksnyder/go-i18n":        {"app/web/render"},
	"html/template":                        {"app/web/render", "app/google/fakegoogle", "app/web/inapp"},
	"emailcampaigns/app/google/fakegoogle": {"app", "app/demo"},
}

// domain are the packages that know nothing of HTTP, SQL or Google.
var domain = []string{"app/fault", "app/secret", "app/address", "app/campaign", "app/lists", "app/sending", "app/audit", "app/operator"}

func TestPackagesImportOnlyWhatTheArchitectureAllows(t *testing.T) {
	for file, imports := range sources(t) {
		pkg := strings.TrimPrefix(path.Dir(file), "./")
		if pkg == "." {
			pkg = ""
		}
		everything := pkg == "app" || pkg == "app/demo"
		may, known := allowed[pkg]
		if !known && !everything {
			t.Errorf("%s: package %s is not in the table", file, pkg)
			continue
		}
		for _, imported := range imports {
			if ours, ok := strings.CutPrefix(imported, module); ok && !everything {
				if ours = strings.TrimPrefix(ours, "/"); !slices.Contains(may, ours) {
					t.Errorf("%s imports %q, which %s may not", file, ours, pkg)
				}
			}
			for library, importers := range onlyImporter {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(importers, pkg) {
					t.Errorf("%s imports %s, which only %v may", file, imported, importers)
				}
			}
			if slices.Contains(domain, pkg) && (imported == "net/http" || imported == "database/sql" || strings.Contains(imported, "fiber")) {
				t.Errorf("%s: the domain knows nothing of %s", file, imported)
			}
		}
	}
}

// sources returns the imports of every non-test Go file, by its path from the
// root of the repository.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	root := ".."
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && strings.HasPrefix(entry.Name(), ".") && entry.Name() != ".." {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		parsed, err := goparser.ParseFile(token.NewFileSet(), name, nil, goparser.ImportsOnly)
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		imports := []string{}
		for _, spec := range parsed.Imports {
			value, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			imports = append(imports, value)
		}
		found[filepath.ToSlash(relative)] = imports
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) < 20 {
		t.Fatalf("found %d files only", len(found))
	}
	return found
}
