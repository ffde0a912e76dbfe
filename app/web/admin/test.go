package admin

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// testPage is admin/test: an operator begins to send the letter to themselves, the
// way a sender would.
type testPage struct {
	Frame
	CampaignID string
	Title      string
	Versions   []version
	Chosen     versionName
	Languages  []string // of the letters of all versions
	Letter     string
	Recipients []testRecipient // of the versions in which each gets a message of their own
	To         string          // whose letter is tested, "" for the first one
	Name       string
	Address    string
	Fields     []testField // of all versions
	Problems   []fault.Field
}

// testField is one of the campaign's own fields.
type testField struct {
	Name      string // of its control
	Label     string
	Value     string
	MaxLength int
}

// testRecipient is somebody whose letter can be tested.
type testRecipient struct{ Key, Name string }

// testRecipients is how many recipients are offered: a test is a look at a few.
const testRecipients = 100

// TestNew shows the form, filled in with a sample.
func (h *Handler) TestNew(c *fiber.Ctx) error {
	page, _, err := h.testPage(c)
	if err != nil {
		return err
	}
	who := access.OperatorOf(c)
	page.Name, page.Address = who.Name, who.Email
	return h.Views.Page(c, "admin/test", page)
}

// TestCreate begins the test: the wizard takes over from here.
func (h *Handler) TestCreate(c *fiber.Ctx) error {
	page, d, err := h.testPage(c)
	if err != nil {
		return err
	}
	page.typed(c)
	if page.Stopped || len(page.Versions) == 0 {
		return h.Views.Rejected(c, "admin/test", page)
	}
	v, values := chosen(page.Versions, page.Chosen), page.values()
	page.Chosen = v.Name
	if err := testable(v.content, page.Letter, values); err != nil {
		page.Problems = fault.FieldsOf(err)
		return h.Views.Rejected(c, "admin/test", page)
	}
	who := access.OperatorOf(c)
	r, err := h.frozen(c.UserContext(), d.Campaign.ID, v, act(c, audit.CampaignTested, d.Campaign.Slug, map[string]string{"language": page.Letter}))
	if err != nil {
		return err
	}
	s, secret, err := h.Flow.StartTest(c.UserContext(), r, sending.Tester{ID: who.ID, Address: who.Email}, render.LanguageOf(c), sending.Typed{Values: values, Letter: page.Letter, Wish: wished(v.content, page.To)})
	if page.Problems = fault.FieldsOf(err); page.Problems != nil { // the draft has changed meanwhile
		return h.Views.Rejected(c, "admin/test", page)
	}
	if err != nil {
		return err
	}
	h.Cookies.Prune(c)
	h.Cookies.Write(c, s.ID, secret)
	return h.Views.Redirect(c, "send.show", s.ID)
}

// testable refuses what cannot be put together, before anything is noted.
func testable(content campaign.Content, letter string, v campaign.Values) error {
	if _, ok := content.Letters[letter]; !ok {
		var rejected fault.Fields
		rejected.Reject("letter", "fault.letter.language", nil)
		return rejected.Err()
	}
	return content.CheckValues(v.Clean())
}

func (h *Handler) testPage(c *fiber.Ctx) (testPage, campaign.Dossier, error) {
	d, err := h.dossier(c)
	if err != nil {
		return testPage{}, d, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return testPage{}, d, err
	}
	versions, err := h.versions(c.UserContext(), d)
	if err != nil || len(versions) == 0 {
		return testPage{Frame: frame, CampaignID: d.Campaign.ID, Title: titleIn(c, d)}, d, err
	}
	language := render.LanguageOf(c)
	page := testPage{
		Frame: frame, CampaignID: d.Campaign.ID, Title: titleIn(c, d),
		Versions: versions, Chosen: versions[0].Name, Letter: versions[0].content.LetterLanguage(language),
	}
	for _, v := range versions {
		page.ask(v.content, language)
	}
	return page, d, nil
}

// wished returns whose letter is tested, nobody in particular for one that the
// version does not write to.
func wished(content campaign.Content, key string) campaign.Wish {
	if content.Selection.Individual() && slices.ContainsFunc(content.Included(), func(r campaign.Recipient) bool { return r.Key == key }) {
		return campaign.Wish{Keys: []string{key}}
	}
	return campaign.Wish{}
}

// ask adds the languages and fields of a content that another has not brought in
// already: what a version does not ask is left aside.
func (p *testPage) ask(content campaign.Content, language string) {
	for _, tag := range content.Languages {
		if !slices.Contains(p.Languages, tag) {
			p.Languages = append(p.Languages, tag)
		}
	}
	if content.Selection.Individual() {
		for _, r := range content.Included() {
			if len(p.Recipients) < testRecipients && !slices.ContainsFunc(p.Recipients, func(known testRecipient) bool { return known.Key == r.Key }) {
				p.Recipients = append(p.Recipients, testRecipient{r.Key, r.Name})
			}
		}
	}
	samples := content.SampleValues("")
	for _, f := range content.Fields {
		control := "field." + f.Name
		if slices.ContainsFunc(p.Fields, func(known testField) bool { return known.Name == control }) {
			continue
		}
		label := campaign.In(f.Label, language, content.Languages)
		if label == "" {
			label = f.Name
		}
		p.Fields = append(p.Fields, testField{Name: control, Label: label, Value: samples.Fields[f.Name], MaxLength: f.MaxLength})
	}
}

// typed takes the form over.
func (p *testPage) typed(c *fiber.Ctx) {
	p.Chosen, p.Letter, p.Name, p.Address = versionName(posted(c, "version")), posted(c, "letter"), posted(c, "name"), posted(c, "address")
	p.To = posted(c, "to")
	for i, f := range p.Fields {
		p.Fields[i].Value = posted(c, f.Name)
	}
}

// values is what was typed, as a letter uses it.
func (p *testPage) values() campaign.Values {
	v := campaign.Values{Name: p.Name, Address: p.Address, Fields: map[string]string{}}
	for _, f := range p.Fields {
		v.Fields[f.Name[len("field."):]] = f.Value
	}
	return v
}
