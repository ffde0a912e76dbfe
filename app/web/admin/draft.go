package admin

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// draftPage is what stands on every page that changes the draft of a campaign.
type draftPage struct {
	Frame
	ID    string
	Slug  string
	Title string // of the campaign, in the page's language if there is one
	State campaign.State

	Part     campaign.Section // whose page it is
	Tabs     []draftTab
	Base     string // names the text that the form is filled with
	Spoken   string // the languages it has controls for
	By       person // who changed the part last
	At       time.Time
	Void     int                 // number of the approved revision that the next edit voids, 0 without one
	Lock     *lock               // nil: the draft can be changed
	Said     []campaign.PartDiff // what the part says, where it cannot be changed
	Beside   *asideText          // a text that was set aside, to merge by hand
	Rejected []rejection
	Saved    bool // the page answers a form that was saved
	what     campaign.Names
}

// draftTab leads to a part of the draft.
type draftTab struct {
	Section campaign.Section
	Letters bool // stands for all letters
	Current bool
	Todo    int // how many things are wrong or missing there
}

// person is somebody who did something.
type person struct {
	Name string // "" for the shell
	You  bool
}

// lock says why a draft cannot be changed.
type lock struct {
	Archived  bool
	Revision  int // in review
	Submitter person
	At        time.Time
}

// asideText is a text that was set aside.
type asideText struct {
	ID    string
	By    person
	At    time.Time
	Texts []campaign.PartDiff
}

// draft describes the page of a section. What the form is filled with is left to
// the caller.
func (h *Handler) draft(c *fiber.Ctx, d campaign.Dossier, s campaign.Section) (draftPage, error) {
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return draftPage{}, err
	}
	called, err := h.names(c)
	if err != nil {
		return draftPage{}, err
	}
	what, err := h.diffNames(c.UserContext())
	if err != nil {
		return draftPage{}, err
	}
	content, last := d.Draft.Content, d.Draft.LastEdit(s)
	page := draftPage{
		Frame: frame, ID: d.Campaign.ID, Slug: d.Campaign.Slug, Title: titleIn(c, d),
		State: d.Campaign.State, Part: s, Tabs: draftTabs(content, s),
		By: called.person(frame, last.By), At: last.At, Void: voids(d), Lock: locked(d, frame, called),
		Saved: c.Query("saved") != "", what: what,
	}
	if part, err := content.Part(s); err == nil {
		page.Base, page.Spoken = campaign.Base(part), strings.Join(content.Languages, " ")
		if page.Lock != nil {
			page.Said = texts(page.what, content.Languages, s, part)
		}
	}
	if c.Method() == fiber.MethodPost { // a form that comes back is still filled with what it was filled with
		page.Base, page.Spoken = posted(c, "base"), posted(c, "spoken")
	}
	return page, h.setBeside(c, &page, d, called)
}

// person tells who an operator is to the one who reads the page.
func (n names) person(f Frame, id string) person {
	return person{Name: n.of(id), You: id != "" && id == f.ID}
}

func draftTabs(content campaign.Content, current campaign.Section) []draftTab {
	todo := map[campaign.Section]int{}
	letters := 0
	for _, f := range content.Findings() {
		s := campaign.SectionOf(f.Place())
		todo[s]++
		if s.Language() != "" || s == campaign.Variants {
			letters++
		}
	}
	tabs := []draftTab{{Section: campaign.Basics, Todo: todo[campaign.Basics]}}
	if len(content.Languages) > 0 {
		first := campaign.LetterSection(content.Languages[0])
		tabs = append(tabs, draftTab{Section: first, Letters: true, Todo: letters, Current: current.Language() != "" || current == campaign.Variants})
	}
	for _, s := range []campaign.Section{campaign.Questions, campaign.Addressees, campaign.Settings, campaign.Ends} {
		tabs = append(tabs, draftTab{Section: s, Todo: todo[s]})
	}
	for i, tab := range tabs {
		tabs[i].Current = tab.Current || tab.Section == current
	}
	return tabs
}

func voids(d campaign.Dossier) int {
	if d.Pending == nil || d.Pending.State != campaign.RevisionApproved {
		return 0
	}
	return d.Pending.Number
}

func locked(d campaign.Dossier, f Frame, called names) *lock {
	switch {
	case d.Editable() == nil:
		return nil
	case d.Campaign.State == campaign.Archived:
		return &lock{Archived: true}
	}
	return &lock{Revision: d.Pending.Number, Submitter: called.person(f, d.Pending.Submitter), At: d.Pending.CreatedAt}
}

// setBeside loads the text to merge by hand that the page was opened with. One that
// is gone, or is another section's, is left out.
func (h *Handler) setBeside(c *fiber.Ctx, page *draftPage, d campaign.Dossier, called names) error {
	id := c.Query("beside")
	if c.Method() == fiber.MethodPost {
		id = posted(c, "beside")
	}
	if id == "" {
		return nil
	}
	v, err := h.Campaigns.Copy(c.UserContext(), d.Campaign.ID, id)
	if fault.Is(err, fault.NotFound) || err == nil && v.Section != page.Part {
		return nil
	}
	page.Beside = &asideText{
		ID: v.ID, By: called.person(page.Frame, v.OperatorID), At: v.MadeAt, Texts: texts(page.what, d.Draft.Content.Languages, v.Section, v.Part),
	}
	return err
}

// texts is what a part says, one thing after the other.
func texts(called campaign.Names, languages []string, s campaign.Section, part string) []campaign.PartDiff {
	if l := s.Language(); l != "" && !slices.Contains(languages, l) {
		languages = append(slices.Clone(languages), l)
	}
	nothing := campaign.Content{Languages: languages}
	if s.Letter() != "" {
		nothing = nothing.WithLetter(s.Letter(), s.Language(), campaign.Letter{})
	}
	if s == campaign.Basics {
		nothing.Languages = nil
	}
	said, err := nothing.With(s, part)
	if err != nil {
		return nil
	}
	return bounded(called.Diff(nothing, said))
}

// differences compares two contents for the eye: the line breaks behind a
// paragraph are left out.
func differences(called campaign.Names, before, after campaign.Content) []campaign.PartDiff {
	parts := bounded(called.Diff(before, after))
	for _, p := range parts {
		for _, b := range p.Blocks {
			for _, spans := range [][]campaign.Span{b.Before, b.After} {
				if last := len(spans) - 1; last >= 0 {
					spans[last].Text = strings.TrimRight(spans[last].Text, "\n")
				}
			}
		}
	}
	return parts
}
