package lists

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"emailcampaigns/app/campaign"
)

// Plan is what importing a table into a list would change, for a report before
// anything is written.
type Plan struct {
	Rows      int // of the table: the sum of New, Changed, Unchanged and FaultyRows
	New       []Line
	Changed   []Change
	Unchanged []Line
	Missing   []Entry // in the list, not in the table, and not retired
	Faults    []Fault // in the order of the file
	Faulty    int     // rows with faults
	Standings []Restanding
	Stopped   []Line // asked to stop, which the table does not take back
}

// Line is an entry as a row of the table has it.
type Line struct {
	Line int
	Entry
}

// Change is an entry that the table has otherwise.
type Change struct {
	Line   int
	Before Entry
	After  Entry
	Parts  []Part
}

// Part is a column that changes.
type Part struct {
	Column        Column
	Before, After string
}

// Restanding is a mailbox whose standing the table changes.
type Restanding struct {
	Line     int
	Name     string
	Mailbox  string
	From, To campaign.Standing
}

// Draw compares a table with the entries of a list. A row is the entry with the
// same mailbox; columns that the table has not stay as they are. An entry that was
// retired comes back with its row. The mapping has passed Check.
func Draw(entries []Entry, t Table, m Mapping, standings map[string]campaign.Mailbox) Plan {
	d := drawing{plan: Plan{Rows: len(t.Rows)}, have: map[string]Entry{}, lines: map[string]int{}, standings: standings}
	for _, e := range entries {
		d.have[e.Key] = e
	}
	for _, row := range t.Rows {
		d.row(reading{table: &t, mapping: m, row: row})
	}
	for _, e := range entries {
		if d.lines[e.Key] == 0 && !e.Retired {
			d.plan.Missing = append(d.plan.Missing, e)
		}
	}
	return d.plan
}

type drawing struct {
	plan      Plan
	have      map[string]Entry
	lines     map[string]int // by mailbox, the first that has it
	standings map[string]campaign.Mailbox
}

func (d *drawing) row(r reading) {
	var before Entry
	var is bool
	if r.whole() {
		if mailbox := r.mailbox(); mailbox != "" {
			if first := d.lines[mailbox]; first > 0 {
				r.refuse(r.mapping.at(Address), "table.row.duplicate", map[string]any{"Line": first})
			} else {
				d.lines[mailbox] = r.row.Line
			}
			if before, is = d.have[mailbox]; is {
				address := r.entry.Address
				r.entry = before.Recipient
				r.entry.Address = address
			}
		}
		r.cells()
		if !is || before.Retired || !same(before.Recipient, r.entry) {
			r.greeted()
		}
	}
	if len(r.faults) > 0 {
		d.plan.Faults = append(d.plan.Faults, r.faults...)
		d.plan.Faulty++
		return
	}
	d.take(r, before, is)
}

// take files a row that nothing is wrong with.
func (d *drawing) take(r reading, before Entry, is bool) {
	after := Entry{Number: before.Number, Recipient: r.entry}
	switch parts := partsOf(before, after); {
	case !is:
		d.plan.New = append(d.plan.New, Line{r.row.Line, after})
	case len(parts) > 0:
		d.plan.Changed = append(d.plan.Changed, Change{r.row.Line, before, after, parts})
	default:
		d.plan.Unchanged = append(d.plan.Unchanged, Line{r.row.Line, before})
	}
	stands := campaign.Active
	if m, ok := d.standings[r.entry.Key]; ok {
		stands = m.Standing
	}
	switch {
	case r.state == "" || r.state == stands:
	case stands == campaign.AskedToStop:
		d.plan.Stopped = append(d.plan.Stopped, Line{r.row.Line, after})
	default:
		d.plan.Standings = append(d.plan.Standings, Restanding{r.row.Line, after.Name, after.Key, stands, r.state})
	}
}

func same(a, b campaign.Recipient) bool { return reflect.DeepEqual(a, b) }

// partsOf compares two entries column by column.
func partsOf(before, after Entry) []Part {
	var parts []Part
	add := func(c Column, was, is string) {
		if was != is {
			parts = append(parts, Part{c, was, is})
		}
	}
	for _, t := range singles {
		add(Column{To: t}, before.Column(string(t)), after.Column(string(t)))
	}
	for _, tag := range names(before.Salutation, after.Salutation) {
		add(Column{Salutation, tag}, before.Salutation[tag], after.Salutation[tag])
	}
	for _, name := range names(before.Extra, after.Extra) {
		add(Column{Free, name}, before.Extra[name], after.Extra[name])
	}
	if before.Retired && !after.Retired {
		parts = append(parts, Part{Column{To: Retired}, "", ""})
	}
	return parts
}

// Retired is the Column of a Part that says that a retired entry comes back.
const Retired Target = "retired"

func names(a, b map[string]string) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// Importable reports whether the table can be imported: all of it or nothing.
func (p Plan) Importable() bool { return p.Faulty == 0 }

// Idle reports whether an import would change nothing.
func (p Plan) Idle() bool {
	return len(p.New)+len(p.Changed)+len(p.Standings)+len(p.Missing) == 0
}

// Digest names the plan: who confirms a report confirms this one.
func (p Plan) Digest() string {
	text, err := json.Marshal(p)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Written is an entry as an import leaves it, and what it was before, nil for one
// that is new.
type Written struct {
	Before *Entry `json:"before"`
	After  Entry  `json:"after"`
}

// Entries returns the entries that the import with an id writes: those that are new,
// numbered from next on, those that changed, and with retire those that are missing.
func (p Plan) Entries(id string, next int, retire bool) []Written {
	var written []Written
	for i, l := range p.New {
		after := l.Entry
		after.Number, after.Touched = next+i, id
		written = append(written, Written{After: after})
	}
	for _, c := range p.Changed {
		c.After.Touched = id
		written = append(written, Written{&c.Before, c.After})
	}
	if !retire {
		return written
	}
	for _, e := range p.Missing {
		before := e
		e.Retired, e.Touched = true, id
		written = append(written, Written{&before, e})
	}
	return written
}
