// Package render turns page structs into HTML. Each page is a template set of
// its own for each language: one layout, all partials, one page file. An htmx
// request that names a block of the page's file gets that block, every other
// request the whole page; no handler looks at an HX- header.
//
// A page file defines "title" and "main", and may define "head" (further tags of
// the head), "scripts" and "switch" (of languages). Of its other blocks those are
// fragments whose root element carries the block's name as its id. The layout is
// layouts/<folder of the page>.html, or else layouts/public.html; it defines
// "layout" and "fragment-title".
package render

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"text/template/parse"
)

// Options are what views are made of. All fields but Demo and
// Authenticator are required.
type Options struct {
	// Views holds layouts, partials and the folders of pages at its root.
	Views fs.FS
	// Folders are the folders of Views that hold pages, such as "site" and "send".
	Folders []string
	Words   *Words
	// Path returns the URL of a named route, for pages with a public address in
	// the given language.
	Path func(route, language string, args ...any) (string, error)
	// Asset returns the URL of a file of the assets by its path there.
	Asset func(name string) (string, error)
	// OperatedBy and Contact name who runs the service, and how to reach them by
	// e-mail.
	OperatedBy, Contact string
	Demo                bool // a banner says so on every page
	// Authenticator is where the demonstration's simulated authenticator app is; ""
	// outside of it.
	Authenticator string
}

// Views are the parsed pages. They are safe for concurrent use.
type Views struct {
	options Options
	pages   map[string]page
}

// page is a page file in every language.
type page struct {
	sets   map[string]*template.Template // by language
	blocks []string                      // fragments, in alphabetical order
}

var errNoBlock = errors.New("no such page or block")

// New parses all pages. The error names the file and what is wrong in it: a
// template that does not parse, or a locale key that does not exist.
func New(o Options) (*Views, error) {
	v := &Views{options: o, pages: map[string]page{}}
	partials, err := fs.Glob(o.Views, "partials/*.html")
	if err != nil {
		return nil, err
	}
	for _, folder := range o.Folders {
		files, err := fs.Glob(o.Views, path.Join(folder, "*.html"))
		if err != nil {
			return nil, err
		}
		layout := path.Join("layouts", folder+".html")
		if _, err := fs.Stat(o.Views, layout); err != nil {
			layout = "layouts/public.html"
		}
		for _, file := range files {
			parsed, err := v.parse(append([]string{layout}, partials...), file)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			v.pages[strings.TrimSuffix(file, ".html")] = parsed
		}
	}
	return v, nil
}

func (v *Views) parse(shared []string, file string) (page, error) {
	parsed := page{sets: map[string]*template.Template{}}
	text, err := fs.ReadFile(v.options.Views, file)
	if err != nil {
		return page{}, err
	}
	trees := map[string]*parse.Tree{}
	tree := parse.New(file)
	tree.Mode = parse.SkipFuncCheck
	if _, err := tree.Parse(string(text), "", "", trees); err != nil {
		return page{}, err
	}
	for name, tree := range trees {
		if carriesID(tree.Root.String(), name) {
			parsed.blocks = append(parsed.blocks, name)
		}
	}
	slices.Sort(parsed.blocks)
	for _, l := range v.options.Words.languages {
		set := template.New("").Option("missingkey=error").Funcs(v.functions(l.Tag))
		if _, err := set.ParseFS(v.options.Views, append(slices.Clone(shared), file)...); err != nil {
			return page{}, err
		}
		if err := v.options.Words.check(l.Tag, set); err != nil {
			return page{}, err
		}
		parsed.sets[l.Tag] = set
	}
	return parsed, nil
}

// carriesID reports whether the first element of a block has the id.
func carriesID(block, id string) bool {
	tag, _, _ := strings.Cut(strings.TrimSpace(block), ">")
	return strings.HasPrefix(tag, "<") && strings.Contains(tag, ` id="`+id+`"`)
}

// Names returns the pages, such as "send/campaign", in alphabetical order.
func (v *Views) Names() []string { return slices.Sorted(maps.Keys(v.pages)) }

// Blocks returns the fragments of a page in alphabetical order.
func (v *Views) Blocks(name string) []string { return slices.Clone(v.pages[name].blocks) }

// Text returns the words of a key in a language.
func (v *Views) Text(language, key string, args map[string]any) string {
	return v.options.Words.Text(language, key, args)
}

// URL returns the path of a route in a language.
func (v *Views) URL(route, language string, args ...any) (string, error) {
	return v.options.Path(route, language, args...)
}

// Render writes a page in a language, whole, or one fragment of it if block is
// not empty. A fragment comes with the page's title, which htmx takes over.
// Nothing is written when it fails.
func (v *Views) Render(w io.Writer, language, name, block string, page any) error {
	found, ok := v.pages[name]
	set := found.sets[language]
	if !ok || set == nil || (block != "" && !slices.Contains(found.blocks, block)) {
		return fmt.Errorf("%w: %s %s in %q", errNoBlock, name, block, language)
	}
	var b bytes.Buffer
	if block == "" {
		block = "layout"
	} else if err := set.ExecuteTemplate(&b, "fragment-title", page); err != nil {
		return err
	}
	if err := set.ExecuteTemplate(&b, block, page); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}
