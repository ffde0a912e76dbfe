package campaign

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"emailcampaigns/app/address"
)

// PartDiff is a part of a content that changed.
type PartDiff struct {
	Path   string // as of a Finding; see PlaceOf
	Blocks []BlockDiff
}

// Place is what changed.
func (p PartDiff) Place() Place { return PlaceOf(p.Path) }

// Diff compares all that a sender can see or send, in the order of a campaign
// file, and leaves out what is the same. Languages are told apart by their tag,
// fields by their name and recipients by their key, and counted as they stand
// after the change; those that were removed come last and are counted as they
// stood before. A recipient that was added or removed is one part, with a line for
// each thing known of it. When fields or recipients change places, "fields" or
// "recipients" has their names in order. Numbers are digits, 0 is "", and
// "fields.N.required" and "paragraph.on" are "true" or "". "routes" has a line for
// each route, in signs that need no language; see Route.String. Of letters see
// letters and others.
func Diff(before, after Content) []PartDiff { return Names{}.Diff(before, after) }

// Names say what a language and a list are called where recipients are compared, "" for
// one without a name, which stands as it is.
type Names struct{ Language, List func(string) string }

// language returns what a language is called.
func (n Names) language(tag string) string { return nameOf(n.Language, tag) }

// ListName returns what a list is called, its id without a name.
func (n Names) ListName(id string) string { return nameOf(n.List, id) }

func nameOf(name func(string) string, what string) string {
	if name == nil || what == "" {
		return what
	}
	return cmp.Or(name(what), what)
}

// Diff is Diff with names.
func (n Names) Diff(before, after Content) []PartDiff {
	d := &differ{languages: slices.Concat(after.Languages, before.Languages), called: n}
	d.text("languages", strings.Join(before.Languages, ", "), strings.Join(after.Languages, ", "))
	d.texts("title", before.Title, after.Title)
	d.texts("summary", before.Summary, after.Summary)
	d.text("goal", digits(before.Goal), digits(after.Goal))
	d.texts("closing", before.Closing, after.Closing)
	d.texts("victory", before.Victory, after.Victory)
	compareItems(d, "fields", before.Fields, after.Fields, func(f Field) string { return f.Name }, d.field)
	d.letters("letters", before.Letters, after.Letters)
	d.others(before, after)
	d.sending(before, after)
	compareItems(d, "recipients", before.Recipients, after.Recipients, func(r Recipient) string { return r.Key }, d.recipient)
	d.selection(before, after)
	return d.parts
}

type differ struct {
	languages []string // in the order of texts; may have one twice
	called    Names
	parts     []PartDiff
}

// named compares what names call it. Two things of one name are told apart by what
// they are.
func (d *differ) named(path string, name func(string) string, was, is string) {
	before, after := name(was), name(is)
	if before == after {
		before, after = was, is
	}
	d.text(path, before, after)
}

func (d *differ) text(path, before, after string) {
	if before != after {
		d.parts = append(d.parts, PartDiff{path, DiffText(before, after)})
	}
}

func (d *differ) texts(path string, before, after map[string]string) {
	for _, tag := range inOrder(d.languages, before, after) {
		d.text(path+"."+tag, before[tag], after[tag])
	}
}

// inOrder returns the languages that texts are in, listed ones first.
func inOrder[T any](languages []string, before, after map[string]T) []string {
	var tags []string
	for _, tag := range slices.Concat(languages, slices.Sorted(maps.Keys(after)), slices.Sorted(maps.Keys(before))) {
		if !slices.Contains(tags, tag) {
			tags = append(tags, tag)
		}
	}
	return tags
}

// compareItems hands each item on with what it was before, the zero value when it
// is added, and those that were removed with the zero value after. Of several with
// one key, which no content that keeps the rules has, the first belong together.
func compareItems[T any](d *differ, path string, before, after []T, key func(T) string, compare func(path string, was, is T)) {
	left := map[string][]int{} // indices before, by key
	for i, was := range before {
		left[key(was)] = append(left[key(was)], i)
	}
	taken := make([]bool, len(before))
	var kept []int
	var none T
	first := len(d.parts)
	for j, is := range after {
		if indices := left[key(is)]; len(indices) > 0 {
			i := indices[0]
			kept, left[key(is)], taken[i] = append(kept, i), indices[1:], true
			compare(item(path, j), before[i], is)
		} else {
			compare(item(path, j), none, is)
		}
	}
	for i, was := range before {
		if !taken[i] {
			compare(item(path, i), was, none)
		}
	}
	if !slices.IsSorted(kept) {
		order := PartDiff{path, DiffText(lined(before, key), lined(after, key))}
		d.parts = slices.Insert(d.parts, first, order)
	}
}

func (d *differ) field(path string, was, is Field) {
	d.text(path+".name", was.Name, is.Name)
	d.text(path+".required", truth(was.Required), truth(is.Required))
	d.text(path+".max_length", digits(was.MaxLength), digits(is.MaxLength))
	d.texts(path+".label", was.Label, is.Label)
	d.texts(path+".hint", was.Hint, is.Hint)
}

func (d *differ) recipient(path string, was, is Recipient) {
	if was.none() || is.none() {
		d.text(path, was.lines(d.called), is.lines(d.called))
		return
	}
	d.text(path+".name", was.Name, is.Name)
	d.text(path+".address", was.Address, is.Address)
	d.text(path+".function", was.Function, is.Function)
	d.named(path+".language", d.called.language, was.Language, is.Language)
	d.text(path+".country", was.Country, is.Country)
	d.columns(path, was, is)
}

// lines leaves out a key that is made of the address.
func (r Recipient) lines(called Names) string {
	known := append([]string{r.Name, r.Function, r.Address, called.language(r.Language), r.Country}, r.columnLines(called)...)
	if parsed, err := address.Parse(r.Address); err != nil || parsed.Normal() != r.Key {
		known = append(known, r.Key)
	}
	return strings.Join(slices.DeleteFunc(known, func(line string) bool { return line == "" }), "\n")
}

func lined[T any](items []T, key func(T) string) string {
	var names []string
	for _, item := range items {
		names = append(names, key(item))
	}
	return strings.Join(names, "\n")
}

func digits(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func truth(is bool) string {
	if is {
		return "true"
	}
	return ""
}

// none reports whether there is no recipient.
func (r Recipient) none() bool { return r.Key == "" && r.Name == "" && r.Address == "" }
