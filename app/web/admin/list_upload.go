package admin

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/lists"
	"emailcampaigns/app/web/access"
)

// uploadPage is admin/upload: a table comes in as a file, or pasted.
type uploadPage struct {
	Frame
	ListID, ListName string
	Before           string // the table that this one takes the place of, "" for none
	Pasted           string
	Problem          *fault.Message
	MaxRows, MaxSize int // the second in mebibytes
}

// UploadNew offers to import a table, or to correct the one in the query.
func (h *Handler) UploadNew(c *fiber.Ctx) error {
	page, err := h.uploadPage(c)
	if err != nil {
		return err
	}
	before, err := h.uploadBefore(c, c.Query("table"))
	if err != nil {
		return err
	}
	page.Before, page.Pasted = before.ID, before.Text()
	return h.Views.Page(c, "admin/upload", page)
}

func (h *Handler) uploadPage(c *fiber.Ctx) (uploadPage, error) {
	frame, v, err := h.list(c)
	return uploadPage{Frame: frame, ListID: v.ID, ListName: v.Name, MaxRows: lists.MaxEntries, MaxSize: lists.MaxBytes >> 20}, err
}

// uploadBefore loads the table that another one is to take the place of. One that is
// not here any more is none.
func (h *Handler) uploadBefore(c *fiber.Ctx, id string) (lists.Upload, error) {
	if uuid.Validate(id) != nil {
		return lists.Upload{}, nil
	}
	u, err := h.Lists.Upload(c.UserContext(), c.Params("list"), id, access.OperatorOf(c).ID)
	if fault.Is(err, fault.NotFound) {
		return lists.Upload{}, nil
	}
	return u, err
}

// UploadCreate keeps a table that can be read, and leads to its columns.
func (h *Handler) UploadCreate(c *fiber.Ctx) error {
	page, err := h.uploadPage(c)
	if err != nil {
		return err
	}
	source, pasted, form, err := tableOf(c)
	if err != nil {
		return err
	}
	before, err := h.uploadBefore(c, c.FormValue("before"))
	if err != nil {
		return err
	}
	u := lists.Upload{ID: h.NewID(), ListID: page.ListID, OperatorID: access.OperatorOf(c).ID, MadeAt: h.Now(), Source: source}
	table, columns, err := readAfter(before, source, form)
	if err != nil {
		if !fault.Is(err, fault.Invalid) {
			return err
		}
		message := fault.MessageOf(err)
		page.Problem, page.Pasted, page.Before = &message, pasted, before.ID
		return h.Views.Rejected(c, "admin/upload", page)
	}
	u.Settings = lists.Settings{Form: table.Form, Columns: columns, Pasted: form.Encoding != ""}
	if err := h.Lists.AddUpload(c.UserContext(), u); err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.list.columns", page.ListID, u.ID)
}

// readAfter reads a table that takes the place of another one, with what was said of
// that: what parts the cells where the headers are the same by it, and the columns.
func readAfter(before lists.Upload, source []byte, form lists.Form) (lists.Table, lists.Mapping, error) {
	table, err := lists.Decode(source, form)
	if before.ID == "" {
		return table, lists.Propose(table.Header), err
	}
	was, failed := lists.Decode(before.Source, before.Settings.Form)
	if failed != nil {
		return table, lists.Propose(table.Header), err
	}
	form.Delimiter = was.Form.Delimiter
	if again, failed := lists.Decode(source, form); failed == nil && slices.Equal(again.Header, was.Header) {
		table, err = again, nil
	}
	return table, lists.Carry(table.Header, was.Header, before.Settings.Columns), err
}

// tableOf returns the file of the form, or what was pasted where none was chosen, and
// what is known of how it is written: browsers send forms in UTF-8.
func tableOf(c *fiber.Ctx) (source []byte, pasted string, form lists.Form, err error) {
	typed := lists.Form{Encoding: lists.UTF8}
	multipart, err := c.MultipartForm()
	if err != nil { // a form of another kind can only have pasted text
		pasted = posted(c, "table")
		return []byte(pasted), pasted, typed, nil
	}
	if values := multipart.Value["table"]; len(values) > 0 {
		pasted = strings.ToValidUTF8(values[0], "\uFFFD")
	}
	files := multipart.File["file"]
	if len(files) == 0 || files[0].Size == 0 {
		return []byte(pasted), pasted, typed, nil
	}
	file, err := files[0].Open()
	if err != nil {
		return nil, "", form, err
	}
	defer func() { _ = file.Close() }()
	source, err = io.ReadAll(file)
	return source, pasted, form, err
}

// columnsPage is admin/columns: what each column of a table is about.
type columnsPage struct {
	Frame
	ListID, ListName, Upload string
	Form                     lists.Form
	Encodings                []lists.Encoding
	Delimiters               []lists.Delimiter
	Targets                  []lists.Target
	Columns                  []columnChoice
	Rows                     int
	First                    []lists.Row    // of the table
	Problem                  *fault.Message // about the columns together
	Unreadable               *fault.Message // with the encoding or the delimiter that was chosen
	Again                    bool           // the table was read anew
}

// columnChoice is a column with what it is taken for.
type columnChoice struct {
	Number  int // from 1
	Control string
	Header  string
	Example string
	Column  lists.Column
	Problem *fault.Message
	Detail  bool // the problem is with the language or name
}

// Focus is the control that the problem is with.
func (col columnChoice) Focus() string {
	if col.Detail {
		return "f-detail." + col.Control
	}
	return "f-to." + col.Control
}

// Problems are the columns that cannot be taken.
func (p columnsPage) Problems() []columnChoice {
	var wrong []columnChoice
	for _, col := range p.Columns {
		if col.Problem != nil {
			wrong = append(wrong, col)
		}
	}
	return wrong
}

// firstRows is how many rows of a table are shown.
const firstRows = 5

// upload loads the table in the path, and reads it.
func (h *Handler) upload(c *fiber.Ctx) (lists.Upload, lists.Table, error) {
	u, err := h.Lists.Upload(c.UserContext(), c.Params("list"), c.Params("upload"), access.OperatorOf(c).ID)
	if err != nil {
		return u, lists.Table{}, err
	}
	table, err := lists.Decode(u.Source, u.Settings.Form)
	return u, table, err
}

// ColumnsEdit shows what the columns are taken for.
func (h *Handler) ColumnsEdit(c *fiber.Ctx) error {
	u, table, err := h.upload(c)
	if err != nil {
		return err
	}
	page, err := h.columnsPage(c, u, table)
	if err != nil {
		return err
	}
	page.Again = c.Query("again") != ""
	return h.Views.Page(c, "admin/columns", page)
}

// ColumnsUpdate takes the columns as they are said to be, and leads to the report.
// With another encoding or delimiter the table is read anew first, as its columns
// may be others then.
func (h *Handler) ColumnsUpdate(c *fiber.Ctx) error {
	u, table, err := h.upload(c)
	if err != nil {
		return err
	}
	form := lists.Form{Encoding: lists.Encoding(posted(c, "encoding")), Delimiter: lists.Delimiter(posted(c, "delimiter"))}
	if form != u.Settings.Form {
		return h.readAnew(c, u, table, form)
	}
	for i := range u.Settings.Columns {
		u.Settings.Columns[i] = lists.Column{
			To: lists.Target(posted(c, fmt.Sprintf("to.%d", i))), Detail: tidied(c, fmt.Sprintf("detail.%d", i)),
		}.Tidy()
	}
	refused := u.Settings.Columns.Check(table.Header)
	if refused != nil {
		page, err := h.columnsPage(c, u, table)
		if err != nil {
			return err
		}
		page.refuse(refused)
		return h.Views.Rejected(c, "admin/columns", page)
	}
	if err := h.Lists.SetUpload(c.UserContext(), u); err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.list.report", u.ListID, u.ID)
}

func (p *columnsPage) refuse(err error) {
	fields := fault.FieldsOf(err)
	if len(fields) == 0 {
		message := fault.MessageOf(err)
		p.Problem = &message
	}
	for _, f := range fields {
		var i int
		if _, err := fmt.Sscanf(f.Name, "columns.%d", &i); err != nil {
			if p.Problem == nil {
				p.Problem = &f.Message
			}
			continue
		}
		p.Columns[i].Problem, p.Columns[i].Detail = &f.Message, strings.HasSuffix(f.Name, ".detail")
	}
}

// readAnew reads the table in another form.
func (h *Handler) readAnew(c *fiber.Ctx, u lists.Upload, before lists.Table, form lists.Form) error {
	table, err := lists.Decode(u.Source, form)
	if err != nil && !fault.Is(err, fault.Invalid) {
		return err
	}
	if err != nil {
		page, failed := h.columnsPage(c, u, before)
		if failed != nil {
			return failed
		}
		message := fault.MessageOf(err)
		page.Unreadable = &message
		return h.Views.Rejected(c, "admin/columns", page)
	}
	u.Settings.Form, u.Settings.Columns = table.Form, lists.Propose(table.Header)
	if err := h.Lists.SetUpload(c.UserContext(), u); err != nil {
		return err
	}
	target, err := h.Path("admin.list.columns", "", u.ListID, u.ID)
	if err != nil {
		return err
	}
	return c.Redirect(target+"?again=1", fiber.StatusSeeOther)
}

func (h *Handler) columnsPage(c *fiber.Ctx, u lists.Upload, table lists.Table) (columnsPage, error) {
	frame, v, err := h.list(c)
	if err != nil {
		return columnsPage{}, err
	}
	page := columnsPage{
		Frame: frame, ListID: v.ID, ListName: v.Name, Upload: u.ID, Form: table.Form,
		Encodings: lists.Encodings(), Delimiters: lists.Delimiters(), Targets: lists.Targets(), Rows: len(table.Rows),
	}
	for _, r := range table.Rows[:min(firstRows, len(table.Rows))] {
		for i := range r.Cells {
			r.Cells[i] = lists.Brief(r.Cells[i])
		}
		page.First = append(page.First, r)
	}
	for i, header := range table.Header {
		choice := columnChoice{Number: i + 1, Control: fmt.Sprint(i), Header: header}
		if i < len(u.Settings.Columns) {
			choice.Column = u.Settings.Columns[i]
		}
		for _, r := range table.Rows {
			if i < len(r.Cells) && r.Cells[i] != "" && r.Flaw == lists.Whole {
				choice.Example = lists.Brief(r.Cells[i])
				break
			}
		}
		page.Columns = append(page.Columns, choice)
	}
	return page, nil
}
