package campaign

import (
	"slices"
	"strconv"
	"strings"
)

func (d *differ) sending(before, after Content) {
	d.text("reference", before.Reference, after.Reference)
	was, is := before.Paragraph, after.Paragraph
	d.text("paragraph.on", truth(was.On), truth(is.On))
	d.text("paragraph.min", digits(was.Min), digits(is.Min))
	d.text("paragraph.max", digits(was.Max), digits(is.Max))
	d.text("similarity", digits(before.Similarity), digits(after.Similarity))
}

func (d *differ) selection(before, after Content) {
	was, is := before.Selection, after.Selection
	d.text("selection.mode", string(was.Mode), string(is.Mode))
	d.text("selection.min", digits(was.Min), digits(is.Min))
	d.text("selection.max", digits(was.Max), digits(is.Max))
	d.text("selection.count", digits(was.Count), digits(is.Count))
	d.text("selection.by", was.By, is.By)
	d.text("selection.per_hour", digits(was.PerHour), digits(is.PerHour))
	d.text("selection.total", digits(was.Total), digits(is.Total))
	d.text("routes", lined(before.Routes, Route.String), lined(after.Routes, Route.String))
}

// columns compares what is known of a recipient besides name and address.
func (d *differ) columns(path string, was, is Recipient) {
	d.text(path+".constituency", was.Constituency, is.Constituency)
	d.text(path+".group", was.Group, is.Group)
	d.texts(path+".salutation", was.Salutation, is.Salutation)
	for _, name := range inOrder(nil, was.Extra, is.Extra) {
		before, had := was.Extra[name]
		after, has := is.Extra[name]
		if had != has && before+after == "" { // a column that is there without a value
			before, after = emptyColumn(had), emptyColumn(has)
		}
		d.text(path+".extra."+name, before, after)
	}
	d.named(path+".list", d.called.ListName, was.List, is.List)
}

func emptyColumn(there bool) string {
	if there {
		return `""`
	}
	return ""
}

func (r Recipient) columnLines(called Names) []string {
	known := []string{r.Constituency, r.Group}
	for _, tag := range sortedKeys(r.Salutation) {
		known = append(known, called.language(tag)+": "+r.Salutation[tag])
	}
	for _, name := range sortedKeys(r.Extra) {
		known = append(known, name+": "+r.Extra[name])
	}
	return append(known, called.ListName(r.List))
}

// String writes a route in signs, so that two routes that differ read differently:
//
//	country = "DE", "AT" & group ≠ – → –
//	function ≠ "Minister" → "members"
//
// "=" is one of, "≠" none of; "–" stands for nothing, and behind the arrow for
// leaving out.
func (t Route) String() string {
	var conditions []string
	for _, n := range t.When {
		conditions = append(conditions, n.String())
	}
	out := []string{strings.Join(conditions, " & "), "→"}
	if t.Exclude {
		out = append(out, "–")
	}
	if t.Letter != "" {
		out = append(out, strconv.Quote(t.Letter))
	}
	return strings.TrimSpace(strings.Join(out, " "))
}

// String writes a condition as Route.String does.
func (n Condition) String() string {
	var values []string
	for _, v := range n.Values {
		values = append(values, strconv.Quote(v))
	}
	sign, known := map[Operator]string{IsOneOf: "=", IsNoneOf: "≠", IsEmpty: "= –", IsFilled: "≠ –"}[n.Is]
	if !known {
		sign = strconv.Quote(string(n.Is))
	}
	column := n.Column
	if !nameForm.MatchString(column) {
		column = strconv.Quote(column)
	}
	return strings.Join(slices.DeleteFunc([]string{column, sign, strings.Join(values, ", ")}, func(s string) bool { return s == "" }), " ")
}
