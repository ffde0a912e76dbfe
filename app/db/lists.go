package db

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
)

// Lists keeps lists of recipients, their entries, and the tables imported into
// them.
type Lists struct{ db *DB }

// NewLists returns the lists in an open, migrated database.
func NewLists(d *DB) *Lists { return &Lists{db: d} }

type listRow struct {
	bun.BaseModel `bun:"table:lists"`

	ID       string `bun:"id,pk"`
	Name     string `bun:"name"`
	MadeAt   int64  `bun:"made_at"`
	MadeBy   string `bun:"made_by"`
	EditedAt int64  `bun:"edited_at"`
	EditedBy string `bun:"edited_by"`
}

func (r listRow) list() lists.List {
	return lists.List{ID: r.ID, Name: r.Name, MadeAt: at(r.MadeAt), MadeBy: r.MadeBy, EditedAt: at(r.EditedAt), EditedBy: r.EditedBy}
}

type entryRow struct {
	bun.BaseModel `bun:"table:list_entries"`

	ListID    string `bun:"list_id,pk"`
	Number    int    `bun:"number,pk"`
	Mailbox   string `bun:"mailbox"`
	Retired   int    `bun:"retired"`
	Recipient string `bun:"recipient"`
	Touched   string `bun:"touched"`
}

func (r entryRow) entry() (lists.Entry, error) {
	e := lists.Entry{Number: r.Number, Retired: r.Retired == 1, Touched: r.Touched}
	err := json.Unmarshal([]byte(r.Recipient), &e.Recipient)
	return e, err
}

func rowOfListEntry(list string, e lists.Entry) (entryRow, error) {
	text, err := json.Marshal(e.Recipient)
	row := entryRow{ListID: list, Number: e.Number, Mailbox: e.Key, Recipient: string(text), Touched: e.Touched}
	if e.Retired {
		row.Retired = 1
	}
	return row, err
}

// All returns every list with its counts, by name.
func (l *Lists) All(ctx context.Context) ([]lists.Summary, error) {
	var rows []struct {
		listRow `bun:",extend"`
		Entries int `bun:"entries"`
		Retired int `bun:"retired"`
		Held    int `bun:"held"`
	}
	err := l.db.read.NewRaw(`SELECT l.id, l.name, l.made_at, l.made_by, l.edited_at, l.edited_by,
		COALESCE(SUM(CASE WHEN e.retired = 0 THEN 1 ELSE 0 END), 0) AS entries, COALESCE(SUM(CASE WHEN e.retired = 1 THEN 1 ELSE 0 END), 0) AS retired,
		COALESCE(SUM(CASE WHEN e.retired = 0 AND s.mailbox IS NOT NULL THEN 1 ELSE 0 END), 0) AS held
		FROM lists l LEFT JOIN list_entries e ON e.list_id = l.id LEFT JOIN standings s ON s.mailbox = e.mailbox
		GROUP BY l.id, l.name, l.made_at, l.made_by, l.edited_at, l.edited_by`).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	uses, err := usesOfLists(ctx, l.db.read, "")
	if err != nil {
		return nil, err
	}
	all := make([]lists.Summary, len(rows))
	for i, r := range rows {
		all[i] = lists.Summary{List: r.list(), Entries: r.Entries, Retired: r.Retired, Active: r.Entries - r.Held, UsedBy: uses[r.ID]}
	}
	slices.SortFunc(all, func(a, b lists.Summary) int { return compareNames(a.List, b.List) })
	return all, nil
}

// usesOfLists returns the campaigns that are not archived and whose draft has
// recipients of a list, of any for "", by list. An id has no character that LIKE
// takes for another.
func usesOfLists(ctx context.Context, tx bun.IDB, id string) (map[string][]string, error) {
	var rows []struct {
		List     string `bun:"list"`
		Campaign string `bun:"campaign"`
	}
	err := tx.NewRaw(`SELECT l.id AS list, d.campaign_id AS campaign FROM lists l
		JOIN drafts d ON d.content LIKE '%"list":"' || l.id || '"%' JOIN campaigns c ON c.id = d.campaign_id
		WHERE c.state <> ? AND (? = '' OR l.id = ?) ORDER BY c.created_at, c.id`, campaign.Archived, id, id).Scan(ctx, &rows)
	uses := map[string][]string{}
	for _, r := range rows {
		uses[r.List] = append(uses[r.List], r.Campaign)
	}
	return uses, err
}

func compareNames(a, b lists.List) int {
	switch {
	case a.Name < b.Name:
		return -1
	case a.Name > b.Name:
		return 1
	}
	return a.MadeAt.Compare(b.MadeAt)
}

// List returns a list; fault.NotFound.
func (l *Lists) List(ctx context.Context, id string) (lists.List, error) {
	return selectList(ctx, l.db.read, unlocked, id)
}

// UsedBy returns the campaigns that are not archived and whose draft has taken a
// list over.
func (l *Lists) UsedBy(ctx context.Context, id string) ([]string, error) {
	uses, err := usesOfLists(ctx, l.db.read, id)
	return uses[id], err
}

// ListsOf returns the lists that have a mailbox in them, retired or not, by name.
func (l *Lists) ListsOf(ctx context.Context, mailbox string) ([]lists.List, error) {
	var rows []listRow
	err := l.db.read.NewRaw(`SELECT l.id, l.name, l.made_at, l.made_by, l.edited_at, l.edited_by FROM lists l
		JOIN list_entries e ON e.list_id = l.id WHERE e.mailbox = ? ORDER BY l.name, l.id`, mailbox).Scan(ctx, &rows)
	found := make([]lists.List, len(rows))
	for i, row := range rows {
		found[i] = row.list()
	}
	return found, err
}

// Standings returns the mailboxes that are not written to, by address in normal form.
func (l *Lists) Standings(ctx context.Context) (map[string]campaign.Mailbox, error) {
	return allStandings(ctx, l.db.read)
}

func selectList(ctx context.Context, tx bun.IDB, lock locker, id string) (lists.List, error) {
	var row listRow
	if err := lock(tx.NewSelect().Model(&row).Where("id = ?", id)).Scan(ctx); err != nil {
		return lists.List{}, found(err, "fault.list.unknown")
	}
	return row.list(), nil
}

// Create stores a list without entries.
func (l *Lists) Create(ctx context.Context, v lists.List, act audit.Act) error {
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		row := &listRow{ID: v.ID, Name: v.Name, MadeAt: ms(v.MadeAt), MadeBy: v.MadeBy, EditedAt: ms(v.EditedAt), EditedBy: v.EditedBy}
		if _, err := tx.NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		return record(ctx, tx, act, v.MadeAt)
	})
}

// Rename gives a list another name; fault.NotFound.
func (l *Lists) Rename(ctx context.Context, id, name string, act audit.Act, now time.Time) error {
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		v, err := selectList(ctx, tx, l.db.forUpdate, id)
		if err != nil || v.Name == name {
			return err
		}
		act.Details = map[string]string{"name": v.Name, "to": name}
		if _, err := tx.ExecContext(ctx, "UPDATE lists SET name = ? WHERE id = ?", name, id); err != nil {
			return err
		}
		return noteList(ctx, tx, id, act, now)
	})
}

// noteList notes who changed a list, in the list and in the log.
func noteList(ctx context.Context, tx bun.IDB, id string, act audit.Act, now time.Time) error {
	if _, err := tx.ExecContext(ctx, "UPDATE lists SET edited_at = ?, edited_by = ? WHERE id = ?", ms(now), act.Actor.ID, id); err != nil {
		return err
	}
	return record(ctx, tx, act, now)
}

// Delete deletes a list with all that is kept of it; fault.NotFound, and
// fault.Conflict while a campaign uses it.
func (l *Lists) Delete(ctx context.Context, id string, act audit.Act, now time.Time) error {
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		v, err := selectList(ctx, tx, l.db.forUpdate, id)
		if err != nil {
			return err
		}
		uses, err := usesOfLists(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(uses[id]) > 0 {
			return fault.New(fault.Conflict, "fault.list.used")
		}
		for _, statement := range []string{
			"DELETE FROM list_uploads WHERE list_id = ?", "DELETE FROM list_imports WHERE list_id = ?",
			"DELETE FROM list_entries WHERE list_id = ?", "DELETE FROM lists WHERE id = ?",
		} {
			if _, err := tx.ExecContext(ctx, statement, id); err != nil {
				return err
			}
		}
		act.Details = map[string]string{"name": v.Name}
		return record(ctx, tx, act, now)
	})
}

// Entries returns the entries of a list in their order.
func (l *Lists) Entries(ctx context.Context, id string) ([]lists.Entry, error) {
	return selectEntries(ctx, l.db.read, id)
}

func selectEntries(ctx context.Context, tx bun.IDB, id string) ([]lists.Entry, error) {
	var rows []entryRow
	if err := tx.NewSelect().Model(&rows).Where("list_id = ?", id).Order("number").Scan(ctx); err != nil {
		return nil, err
	}
	entries := make([]lists.Entry, len(rows))
	for i, row := range rows {
		var err error
		if entries[i], err = row.entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// entryBatch is how many entries are written with one statement.
const entryBatch = 500

func insertEntries(ctx context.Context, tx bun.IDB, list string, entries []lists.Entry) error {
	for batch := range slices.Chunk(entries, entryBatch) {
		rows := make([]entryRow, len(batch))
		for i, e := range batch {
			var err error
			if rows[i], err = rowOfListEntry(list, e); err != nil {
				return err
			}
		}
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func deleteEntries(ctx context.Context, tx bun.IDB, list string, numbers []int) error {
	for batch := range slices.Chunk(numbers, entryBatch) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM list_entries WHERE list_id = ? AND number IN ?", list, bun.Tuple(batch)); err != nil {
			return err
		}
	}
	return nil
}

// Put changes an entry of a list, or adds one for the number 0. do is given the
// entries as they are and returns the one to be written, and the act; it may be
// called more than once. An act without an action is not noted and nothing is
// written. Errors: fault.NotFound, those of do, and fault.Invalid with the field
// address when another entry has the mailbox.
func (l *Lists) Put(ctx context.Context, id string, number int, now time.Time, do func(lists.List, lists.Entry) (lists.Entry, audit.Act, error)) error {
	return l.db.update(ctx, func(ctx context.Context, tx bun.IDB) error {
		v, err := selectList(ctx, tx, l.db.forUpdate, id)
		if err != nil {
			return err
		}
		before, err := placeOfEntry(ctx, tx, id, number)
		if err != nil {
			return err
		}
		after, act, err := do(v, before)
		if err != nil || act.Action == "" {
			return err
		}
		if err := free(ctx, tx, id, before.Number, after); err != nil {
			return err
		}
		if err := deleteEntries(ctx, tx, id, []int{before.Number}); err != nil {
			return err
		}
		after.Number, after.Touched = before.Number, lists.ByHand
		if err := insertEntries(ctx, tx, id, []lists.Entry{after}); err != nil {
			return err
		}
		return noteList(ctx, tx, id, act, now)
	})
}

// placeOfEntry returns an entry, or for 0 the place behind the last one.
func placeOfEntry(ctx context.Context, tx bun.IDB, list string, number int) (lists.Entry, error) {
	if number == 0 {
		var last, count int
		err := tx.NewRaw("SELECT COALESCE(MAX(number), 0), COUNT(*) FROM list_entries WHERE list_id = ?", list).Scan(ctx, &last, &count)
		if err == nil && count >= lists.MaxEntries {
			err = fault.New(fault.Conflict, "fault.list.full").With(map[string]any{"Max": lists.MaxEntries})
		}
		return lists.Entry{Number: last + 1}, err
	}
	var row entryRow
	if err := tx.NewSelect().Model(&row).Where("list_id = ?", list).Where("number = ?", number).Scan(ctx); err != nil {
		return lists.Entry{}, found(err, "fault.list.entry")
	}
	return row.entry()
}

// free refuses a mailbox that another entry has.
func free(ctx context.Context, tx bun.IDB, list string, number int, e lists.Entry) error {
	var others int
	err := tx.NewRaw("SELECT COUNT(*) FROM list_entries WHERE list_id = ? AND mailbox = ? AND number <> ?", list, e.Key, number).Scan(ctx, &others)
	if err == nil && others > 0 {
		var rejected fault.Fields
		rejected.Reject("address", "fault.list.mailbox", nil)
		err = rejected.Err()
	}
	return err
}
