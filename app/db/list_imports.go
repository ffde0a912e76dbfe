package db

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

type importRow struct {
	bun.BaseModel `bun:"table:list_imports"`

	ID        string `bun:"id,pk"`
	ListID    string `bun:"list_id"`
	Number    int    `bun:"number"`
	By        string `bun:"by_id"`
	At        int64  `bun:"at"`
	Added     int    `bun:"added"`
	Changed   int    `bun:"changed"`
	Retired   int    `bun:"retired"`
	Unchanged int    `bun:"unchanged"`
	Standings int    `bun:"standings"`
	Before    string `bun:"before"`
	UndoneAt  int64  `bun:"undone_at"`
	UndoneBy  string `bun:"undone_by"`
}

func (r importRow) imported() lists.Import {
	return lists.Import{
		ID: r.ID, ListID: r.ListID, Number: r.Number, By: r.By, At: at(r.At), Added: r.Added, Changed: r.Changed, Retired: r.Retired,
		Unchanged: r.Unchanged, Standings: r.Standings, UndoneAt: at(r.UndoneAt), UndoneBy: r.UndoneBy,
	}
}

// image is what an import changed, as it was before.
type image struct {
	Written   int             `json:"written"` // entries
	First     int             `json:"first"`   // number of the first that was added
	Added     int             `json:"added"`
	Entries   []lists.Entry   `json:"entries"` // those that were there before
	Standings []standingImage `json:"standings"`
}

// standingImage is a mailbox's standing before an import, "" for one that was
// active.
type standingImage struct {
	Mailbox string `json:"mailbox"`
	State   string `json:"state"`
	Since   int64  `json:"since"`
	Source  string `json:"source"`
	SetBy   string `json:"set_by"`
	Note    string `json:"note"`
}

// imports chooses the columns of an import without what it changed.
const importColumns = "id, list_id, number, by_id, at, added, changed, retired, unchanged, standings, undone_at, undone_by"

// Imports returns the imports into a list, the latest first.
func (l *Lists) Imports(ctx context.Context, id string) ([]lists.Import, error) {
	var rows []importRow
	if err := l.db.read.NewSelect().Model(&rows).ColumnExpr(importColumns).Where("list_id = ?", id).Order("number DESC").Scan(ctx); err != nil {
		return nil, err
	}
	imports := make([]lists.Import, len(rows))
	for i, row := range rows {
		imports[i] = row.imported()
	}
	return imports, nil
}

// Import carries out what was planned with an upload, all of it or nothing, and
// deletes the upload. do is given the list, its entries and the standings as they
// are, and returns the plan, or an error that keeps it from being carried out; it
// may be called more than once. Errors: fault.NotFound without the list or the
// upload, fault.Conflict when the list would have too many entries.
func (l *Lists) Import(ctx context.Context, u lists.Upload, v lists.Import, retire bool, act audit.Act, do func([]lists.Entry, map[string]campaign.Mailbox) (lists.Plan, error)) error {
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		list, err := selectList(ctx, tx, l.db.forUpdate, u.ListID)
		if err != nil {
			return err
		}
		dropped, err := affected(tx.ExecContext(ctx, "DELETE FROM list_uploads WHERE id = ? AND list_id = ? AND operator_id = ?", u.ID, u.ListID, u.OperatorID))
		if err == nil && dropped == 0 {
			err = fault.New(fault.NotFound, "fault.list.upload")
		}
		if err != nil {
			return err
		}
		entries, err := selectEntries(ctx, tx, u.ListID)
		if err != nil {
			return err
		}
		standings, err := allStandings(ctx, tx)
		if err != nil {
			return err
		}
		plan, err := do(entries, standings)
		if err != nil {
			return err
		}
		v.ListID = u.ListID
		return l.carryOut(ctx, tx, list, entries, standings, plan, v, retire, act)
	})
}

func (l *Lists) carryOut(ctx context.Context, tx bun.IDB, list lists.List, entries []lists.Entry, standings map[string]campaign.Mailbox, plan lists.Plan, v lists.Import, retire bool, act audit.Act) error {
	if len(entries)+len(plan.New) > lists.MaxEntries {
		return fault.New(fault.Conflict, "fault.list.full").With(map[string]any{"Max": lists.MaxEntries})
	}
	next := 1
	if last := len(entries) - 1; last >= 0 {
		next = entries[last].Number + 1
	}
	written := plan.Entries(v.ID, next, retire)
	before, err := writeEntries(ctx, tx, list.ID, written)
	if err != nil {
		return err
	}
	before.First, before.Added = next, len(plan.New)
	if before.Standings, err = restand(ctx, tx, plan.Standings, standings, v); err != nil {
		return err
	}
	v.Added, v.Changed, v.Unchanged, v.Standings = len(plan.New), len(plan.Changed), len(plan.Unchanged), len(plan.Standings)
	if retire {
		v.Retired = len(plan.Missing)
	}
	if v.Number, err = insertImport(ctx, tx, v, before); err != nil {
		return err
	}
	act.Details = v.Details(list.Name)
	return noteList(ctx, tx, list.ID, act, v.At)
}

// writeEntries returns the entries as they were before.
func writeEntries(ctx context.Context, tx bun.IDB, list string, written []lists.Written) (image, error) {
	before := image{Written: len(written)}
	var numbers []int
	var after []lists.Entry
	for _, w := range written {
		after = append(after, w.After)
		if w.Before != nil {
			before.Entries = append(before.Entries, *w.Before)
			numbers = append(numbers, w.Before.Number)
		}
	}
	if err := deleteEntries(ctx, tx, list, numbers); err != nil {
		return image{}, err
	}
	return before, insertEntries(ctx, tx, list, after)
}

// restand gives mailboxes the standings of a table, and returns those from before.
func restand(ctx context.Context, tx bun.IDB, changes []lists.Restanding, standings map[string]campaign.Mailbox, v lists.Import) ([]standingImage, error) {
	var before []standingImage
	for _, m := range changes {
		was := standings[m.Mailbox]
		before = append(before, standingImage{m.Mailbox, string(was.Standing), ms(was.Since), string(was.Source), was.SetBy, was.Note})
		if err := restandOne(ctx, tx, m, v); err != nil {
			return nil, err
		}
	}
	return before, nil
}

// restandOne leaves a mailbox alone that has asked to stop since the standings were
// read.
func restandOne(ctx context.Context, tx bun.IDB, m lists.Restanding, v lists.Import) error {
	if m.To == campaign.Active {
		_, err := tx.ExecContext(ctx, "DELETE FROM standings WHERE mailbox = ? AND state <> ?", m.Mailbox, campaign.AskedToStop)
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO standings (mailbox, state, since, source, set_by, note) VALUES (?, ?, ?, ?, ?, '')
		ON CONFLICT (mailbox) DO UPDATE SET state = EXCLUDED.state, since = EXCLUDED.since, source = EXCLUDED.source,
		set_by = EXCLUDED.set_by, note = EXCLUDED.note WHERE standings.state <> ?`,
		m.Mailbox, m.To, ms(v.At), campaign.ByImport, v.By, campaign.AskedToStop)
	return err
}

func insertImport(ctx context.Context, tx bun.IDB, v lists.Import, before image) (number int, err error) {
	text, err := json.Marshal(before)
	if err != nil {
		return 0, err
	}
	if err := tx.NewRaw("SELECT COALESCE(MAX(number), 0) + 1 FROM list_imports WHERE list_id = ?", v.ListID).Scan(ctx, &number); err != nil {
		return 0, err
	}
	row := &importRow{
		ID: v.ID, ListID: v.ListID, Number: number, By: v.By, At: ms(v.At), Added: v.Added, Changed: v.Changed, Retired: v.Retired,
		Unchanged: v.Unchanged, Standings: v.Standings, Before: string(text),
	}
	_, err = tx.NewInsert().Model(row).Exec(ctx)
	return number, err
}

// Undo takes an import back: entries and standings are again what they were before
// it. Standings that were changed since stay. Errors: fault.NotFound; fault.Conflict
// when it is undone already, when another import came after it and holds, or when
// one of its entries was changed since, which its words name.
func (l *Lists) Undo(ctx context.Context, list string, number int, act audit.Act, now time.Time) error {
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		v, err := selectList(ctx, tx, l.db.forUpdate, list)
		if err != nil {
			return err
		}
		var row importRow
		if err := tx.NewSelect().Model(&row).Where("list_id = ?", list).Where("number = ?", number).Scan(ctx); err != nil {
			return found(err, "fault.list.import")
		}
		if err := undoable(ctx, tx, row); err != nil {
			return err
		}
		if err := restore(ctx, tx, row); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE list_imports SET undone_at = ?, undone_by = ?, before = '' WHERE id = ?", ms(now), act.Actor.ID, row.ID); err != nil {
			return err
		}
		i := row.imported()
		act.Details = map[string]string{"name": v.Name, "import": i.Details("")["import"]}
		return noteList(ctx, tx, list, act, now)
	})
}

// undoable refuses to undo an import that something was built on.
func undoable(ctx context.Context, tx bun.IDB, row importRow) error {
	if row.UndoneAt != 0 {
		return fault.New(fault.Conflict, "fault.list.undo.done").With(map[string]any{"Number": row.Number})
	}
	var later int
	err := tx.NewRaw("SELECT COALESCE(MAX(number), 0) FROM list_imports WHERE list_id = ? AND number > ? AND undone_at = 0", row.ListID, row.Number).Scan(ctx, &later)
	if err != nil {
		return err
	}
	if later > 0 {
		return fault.New(fault.Conflict, "fault.list.undo.later").With(map[string]any{"Number": row.Number, "Later": later})
	}
	return nil
}

func restore(ctx context.Context, tx bun.IDB, row importRow) error {
	var before image
	if err := json.Unmarshal([]byte(row.Before), &before); err != nil {
		return err
	}
	dropped, err := affected(tx.ExecContext(ctx, "DELETE FROM list_entries WHERE list_id = ? AND touched = ?", row.ListID, row.ID))
	if err != nil {
		return err
	}
	if dropped != before.Written {
		return changedSince(ctx, tx, row, before)
	}
	if err := insertEntries(ctx, tx, row.ListID, before.Entries); err != nil {
		return err
	}
	for _, s := range before.Standings {
		if err := standAgain(ctx, tx, s, row); err != nil {
			return err
		}
	}
	return nil
}

// changedSince names the first of the entries that were changed by hand since the
// import, which the rows left over begin with.
func changedSince(ctx context.Context, tx bun.IDB, row importRow, before image) error {
	entries, err := selectEntries(ctx, tx, row.ListID)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Touched == lists.ByHand && before.has(e.Number) {
			return fault.New(fault.Conflict, "fault.list.undo.changed").With(map[string]any{"Number": row.Number, "Name": e.Name, "Entry": e.Number})
		}
	}
	return fault.New(fault.Conflict, "fault.list.undo.other").With(map[string]any{"Number": row.Number})
}

// has reports whether the import wrote an entry.
func (i image) has(number int) bool {
	if number >= i.First && number < i.First+i.Added {
		return true
	}
	for _, e := range i.Entries {
		if e.Number == number {
			return true
		}
	}
	return false
}

// standAgain gives a mailbox the standing from before an import, unless it has
// another by now.
func standAgain(ctx context.Context, tx bun.IDB, s standingImage, row importRow) error {
	var since int64
	var source string
	err := tx.NewRaw("SELECT since, source FROM standings WHERE mailbox = ?", s.Mailbox).Scan(ctx, &since, &source)
	there := err == nil
	if err != nil && !fault.Is(found(err, ""), fault.NotFound) {
		return err
	}
	set := there && since == row.At && source == string(campaign.ByImport)
	if there && !set {
		return nil
	}
	if s.State == "" {
		return setStanding(ctx, tx, campaign.Mailbox{Address: s.Mailbox, Standing: campaign.Active})
	}
	return setStanding(ctx, tx, campaign.Mailbox{
		Address: s.Mailbox, Standing: campaign.Standing(s.State), Since: at(s.Since), Source: campaign.Source(s.Source), SetBy: s.SetBy, Note: s.Note,
	})
}
