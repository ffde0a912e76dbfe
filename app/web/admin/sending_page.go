package admin

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// sendingPage is admin/sending: the reference, who is written to, the sender's own
// words, the target of similarity, and the rules.
type sendingPage struct {
	draftPage
	Reference text
	Mode      text
	Modes     []modeChoice
	Chosen    modeNumbers
	PerHour   text
	Total     text
	Own       bool // senders may add a paragraph
	OwnMin    text
	OwnMax    text
	OwnWhy    []campaign.Finding // about the paragraph as a whole
	Target    text

	Rules      []rule
	RulesWhy   []campaign.Finding // about all of them
	Others     bool               // there are other letters that rules can choose
	Room       bool               // another one can be added
	Recipients int
	Included   int // of them, by the rules
}

// modeChoice is a way of choosing recipients.
type modeChoice struct {
	Code   string
	Ticked bool
}

// modeNumbers are the controls that belong to one mode each.
type modeNumbers struct {
	SomeMin, SomeMax text
	AreaBy, AreaMax  text
	RandomCount      text
	Together         bool
}

// rule is a campaign.Route in the form.
type rule struct {
	Number     int // from 1
	Last       bool
	Then       text
	Letters    []string // that can be chosen
	Conditions []ruleCondition
	Room       bool               // another condition can be added
	Findings   []campaign.Finding // about the rule as a whole
	reach
}

// ruleCondition is a campaign.Condition in the form.
type ruleCondition struct {
	Rule, Number int // from 1
	Column, Is   text
	Columns      []string
	Operators    []campaign.Operator
	Values       text
	Known        []string // that recipients have in the column and the condition has not
	More         int      // of them that are not shown
}

// reach is whom a rule concerns.
type reach struct {
	Concerns int
	Names    []string // of the first of them
	Rest     int
}

const (
	letterOutcome  = "letter."
	excludeOutcome = "exclude"

	namedRecipients = 3  // beside a rule
	offeredValues   = 40 // below a condition
	usualParagraph  = 600
)

func reachOf(to []campaign.Recipient) reach {
	r := reach{Concerns: len(to)}
	for _, one := range to[:min(len(to), namedRecipients)] {
		r.Names = append(r.Names, one.Name)
	}
	r.Rest = len(to) - len(r.Names)
	return r
}

// mostNamed is how many recipients are named where a letter goes to no more.
const mostNamed = campaign.MaxIndividual

// namedAll names every one.
func namedAll(to []campaign.Recipient) reach {
	r := reach{Concerns: len(to)}
	for _, one := range to {
		r.Names = append(r.Names, one.Name)
	}
	return r
}

func (h *Handler) sendingPage(c *fiber.Ctx, d campaign.Dossier, s campaign.SettingsPart, wrong []rejection) (sendingPage, error) {
	shared, err := h.draft(c, d, campaign.Settings)
	shared.Rejected = wrong
	return sendingForm(shared, d.Draft.Content, s), err
}

// sendingForm fills the form with settings.
func sendingForm(shared draftPage, content campaign.Content, s campaign.SettingsPart) sendingPage {
	content = s.Under(content)
	findings := content.Findings()
	control := func(name, path, value string) text {
		return text{Name: name, Value: value, Findings: at(findings, path), Rejected: rejected(shared.Rejected, name)}
	}
	optional := func(name, path string, n int) text {
		t := control(name, path, shown(n))
		t.Optional = true
		return t
	}
	mode := s.Selection.Mode
	page := sendingPage{
		draftPage: shared, Reference: control("reference", "reference", s.Reference), Mode: control("mode", "selection.mode", string(mode)),
		PerHour: optional("per_hour", "selection.per_hour", s.Selection.PerHour), Total: optional("total", "selection.total", s.Selection.Total),
		Own: s.Paragraph.On, OwnMin: optional("paragraph.min", "paragraph.min", s.Paragraph.Min), OwnMax: control("paragraph.max", "paragraph.max", shown(s.Paragraph.Max)),
		OwnWhy: at(findings, "paragraph"), Target: optional("similarity", "similarity", s.Similarity),
		RulesWhy: at(findings, "routes"), Others: len(content.Others) > 0, Room: len(s.Routes) < campaign.MaxRoutes,
		Recipients: len(content.Recipients), Included: len(content.Included()),
	}
	if !s.Paragraph.On {
		page.OwnMax.Value = shown(usualParagraph)
	}
	for _, m := range campaign.Modes() {
		page.Modes = append(page.Modes, modeChoice{cmp.Or(string(m), togetherMode), m == mode})
	}
	page.Chosen = modeControls(s.Selection, control)
	for i := range s.Routes {
		page.Rules = append(page.Rules, ruleOf(content, i, findings))
	}
	return page
}

// modeControls fills the controls of the chosen mode, and leaves those of the
// others empty.
func modeControls(s campaign.Selection, control func(name, path, value string) text) modeNumbers {
	numbers := modeNumbers{
		SomeMin: text{Name: "some.min"}, SomeMax: text{Name: "some.max"}, AreaBy: text{Name: "area.by", Value: campaign.ByCountry},
		AreaMax: text{Name: "area.max"}, RandomCount: text{Name: "random.count"}, Together: !s.Individual(),
	}
	switch s.Mode {
	case campaign.Some:
		numbers.SomeMin, numbers.SomeMax = control("some.min", "selection.min", shown(s.Min)), control("some.max", "selection.max", shown(s.Max))
	case campaign.Area:
		numbers.AreaBy, numbers.AreaMax = control("area.by", "selection.by", s.By), control("area.max", "selection.max", shown(s.Max))
	case campaign.Random:
		numbers.RandomCount = control("random.count", "selection.count", shown(s.Count))
	}
	numbers.SomeMin.Optional, numbers.SomeMax.Optional, numbers.AreaMax.Optional = true, true, true
	return numbers
}

func ruleOf(content campaign.Content, i int, findings []campaign.Finding) rule {
	t, path := content.Routes[i], fmt.Sprintf("routes.%d", i+1)
	r := rule{
		Number: i + 1, Last: i == len(content.Routes)-1, Room: len(t.When) < campaign.MaxConditions,
		Then:     text{Name: path + ".then", Findings: slices.Concat(at(findings, path), at(findings, path+".letter"))},
		Findings: at(findings, path+".when"), reach: reachOf(content.Concerned(i)),
	}
	switch {
	case t.Letter != "":
		r.Then.Value = letterOutcome + t.Letter
	case t.Exclude:
		r.Then.Value = excludeOutcome
	}
	for _, o := range content.Others {
		r.Letters = append(r.Letters, o.Name)
	}
	if t.Letter != "" && !slices.Contains(r.Letters, t.Letter) {
		r.Letters = append(r.Letters, t.Letter)
	}
	columns := slices.Concat(campaign.Columns(), content.FreeColumns())
	for j, n := range t.When {
		one := conditionOf(content, n, fmt.Sprintf("%s.when.%d", path, j+1), findings, columns)
		one.Rule, one.Number = i+1, j+1
		r.Conditions = append(r.Conditions, one)
	}
	return r
}

func conditionOf(content campaign.Content, n campaign.Condition, path string, findings []campaign.Finding, columns []string) ruleCondition {
	values := path + ".values"
	one := ruleCondition{
		Column:  text{Name: path + ".column", Value: n.Column, Findings: at(findings, path+".column")},
		Is:      text{Name: path + ".is", Value: string(n.Is), Findings: at(findings, path+".is")},
		Columns: columns, Operators: campaign.Operators(),
		Values: text{Name: values, Value: strings.Join(n.Values, "\n"), Lines: min(max(len(n.Values)+1, 2), 10), Findings: at(findings, values)},
	}
	for _, f := range findings { // of one value each
		if strings.HasPrefix(f.Path, values+".") {
			one.Values.Findings = append(one.Values.Findings, f)
		}
	}
	if !slices.Contains(columns, n.Column) {
		one.Columns = append(slices.Clone(columns), n.Column)
	}
	has := func(v string) bool {
		return slices.ContainsFunc(n.Values, func(typed string) bool { return strings.EqualFold(typed, v) })
	}
	one.Known = slices.DeleteFunc(content.InColumn(n.Column), has)
	if more := len(one.Known) - offeredValues; more > 0 {
		one.Known, one.More = one.Known[:offeredValues], more
	}
	return one
}

// retype puts back what was typed as a number and is none, also of the modes that
// are not chosen.
func (p *sendingPage) retype(c *fiber.Ctx) {
	for _, t := range []*text{
		&p.PerHour, &p.Total, &p.OwnMin, &p.OwnMax, &p.Target,
		&p.Chosen.SomeMin, &p.Chosen.SomeMax, &p.Chosen.AreaBy, &p.Chosen.AreaMax, &p.Chosen.RandomCount,
	} {
		t.Value = posted(c, t.Name)
	}
	for i := range p.Modes {
		p.Modes[i].Ticked = p.Modes[i].Code == posted(c, "mode")
	}
}
