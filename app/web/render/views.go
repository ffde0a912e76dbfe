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
	"sync"
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

// page is a page file with what it needs of its layout and of the partials. Its
// trees are parsed once, checked in every language, and stay as they were parsed:
// escaping rewrites a tree, so each language has copies of them, made when the
// page is first asked for in it. Sixty pages with all partials in each of three
// languages would be most of the program's memory, and of its start.
type page struct {
	trees  map[string]*parse.Tree
	blocks []string                                      // fragments, in alphabetical order
	sets   map[string]func() (*template.Template, error) // by language
}

var errNoBlock = errors.New("no such page or block")

// New parses all pages. The error names the file and what is wrong in it: a
// template that does not parse, or a locale key that does not exist.
func New(o Options) (*Views, error) {
	v := &Views{options: o, pages: map[string]page{}}
	for _, folder := range o.Folders {
		files, err := fs.Glob(o.Views, path.Join(folder, "*.html"))
		if err != nil {
			return nil, err
		}
		layout := path.Join("layouts", folder+".html")
		if _, err := fs.Stat(o.Views, layout); err != nil {
			layout = "layouts/public.html"
		}
		shared, err := v.trees(layout, "partials/*.html")
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			own, err := v.trees(file)
			if err == nil {
				v.pages[strings.TrimSuffix(file, ".html")], err = v.page(shared, own)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return v, nil
}

// trees parses files and refuses a function that is none.
func (v *Views) trees(patterns ...string) (map[string]*parse.Tree, error) {
	set, err := template.New("").Funcs(v.functions(fallback)).ParseFS(v.options.Views, patterns...)
	if err != nil {
		return nil, err
	}
	trees := map[string]*parse.Tree{}
	for _, t := range set.Templates() {
		if t.Tree != nil && t.Tree.Root != nil {
			trees[t.Name()] = t.Tree
		}
	}
	return trees, nil
}

// page joins what a page file defines with what it uses of the layout and the
// partials, and refuses it when a language lacks words for it.
func (v *Views) page(shared, own map[string]*parse.Tree) (page, error) {
	p := page{trees: map[string]*parse.Tree{}, sets: map[string]func() (*template.Template, error){}}
	for name, tree := range own {
		if carriesID(tree.Root.String(), name) {
			p.blocks = append(p.blocks, name)
		}
	}
	slices.Sort(p.blocks)
	for _, name := range append([]string{"layout", "fragment-title"}, p.blocks...) {
		p.need(name, shared, own)
	}
	for _, l := range v.options.Words.languages {
		if err := v.options.Words.check(l.Tag, p.trees); err != nil {
			return page{}, err
		}
		p.sets[l.Tag] = sync.OnceValues(func() (*template.Template, error) { return v.set(l.Tag, p.trees) })
	}
	return p, nil
}

// need takes a template over, and those it calls. What the page file defines
// comes before the defaults of the layout, unless it is empty, as html/template
// has it.
func (p *page) need(name string, shared, own map[string]*parse.Tree) {
	if p.trees[name] != nil {
		return
	}
	tree := own[name]
	if tree == nil || parse.IsEmptyTree(tree.Root) && shared[name] != nil {
		tree = shared[name]
	}
	if tree == nil { // which executing reports
		return
	}
	p.trees[name] = tree
	walk(tree.Root, func(node parse.Node) {
		if called, ok := node.(*parse.TemplateNode); ok {
			p.need(called.Name, shared, own)
		}
	})
}

// set makes a page's templates in a language.
func (v *Views) set(language string, trees map[string]*parse.Tree) (*template.Template, error) {
	set := template.New("").Option("missingkey=error").Funcs(v.functions(language))
	for name, tree := range trees {
		if _, err := set.AddParseTree(name, tree.Copy()); err != nil {
			return nil, err
		}
	}
	return set, nil
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
	inLanguage := found.sets[language]
	if !ok || inLanguage == nil || (block != "" && !slices.Contains(found.blocks, block)) {
		return fmt.Errorf("%w: %s %s in %q", errNoBlock, name, block, language)
	}
	set, err := inLanguage()
	if err != nil {
		return err
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
	_, err = w.Write(b.Bytes())
	return err
}
