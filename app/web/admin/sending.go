package admin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// SendingEdit is the form of who is written to, and how.
func (h *Handler) SendingEdit(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	page, err := h.sendingPage(c, d, campaign.SettingsOf(d.Draft.Content), nil)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/sending", page)
}

// SendingUpdate carries the settings over as they are typed, with the one change
// of the rules that the pressed button stands for.
func (h *Handler) SendingUpdate(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	settings, wrong := typedSettings(c)
	if wrong != nil {
		page, err := h.sendingPage(c, d, settings, wrong)
		if err != nil {
			return err
		}
		page.retype(c)
		return h.Views.Rejected(c, "admin/sending", page)
	}
	var focus string
	settings.Routes, focus = pressedRule(posted(c, "do"), settings.Routes)
	err = h.edit(c, campaign.Settings, "", func(campaign.Content) (string, string, error) {
		part, err := asPart(settings)
		return posted(c, "base"), part, err
	})
	return h.edited(c, err, "admin.sending", focus, c.Params("campaign"))
}

// togetherMode is what the form calls campaign.Together, which has no name.
const togetherMode = "together"

// typedSettings reads the form. Numbers of the modes that are not chosen do not
// count, nor do the limits of a paragraph that senders do not get.
func typedSettings(c *fiber.Ctx) (campaign.SettingsPart, []rejection) {
	var wrong []rejection
	number := func(control, path string) int {
		n, ok := typedNumber(c, control)
		if !ok {
			wrong = append(wrong, refuse(control, path, "admin.number"))
		}
		return n
	}
	s := campaign.SettingsPart{Reference: tidied(c, "reference")}
	mode := posted(c, "mode")
	switch s.Selection.Mode = campaign.Mode(strings.TrimPrefix(mode, togetherMode)); s.Selection.Mode {
	case campaign.Some:
		s.Selection.Min, s.Selection.Max = number("some.min", "selection.min"), number("some.max", "selection.max")
	case campaign.Area:
		s.Selection.By, s.Selection.Max = posted(c, "area.by"), number("area.max", "selection.max")
	case campaign.Random:
		s.Selection.Count = number("random.count", "selection.count")
	}
	if mode == "" || !slices.Contains(campaign.Modes(), s.Selection.Mode) {
		wrong = append(wrong, refuse("mode", "selection.mode", "admin.sending.mode.none"))
	}
	s.Selection.PerHour, s.Selection.Total = number("per_hour", "selection.per_hour"), number("total", "selection.total")
	if posted(c, "paragraph") != "" {
		s.Paragraph = campaign.Paragraph{On: true, Min: number("paragraph.min", "paragraph.min"), Max: number("paragraph.max", "paragraph.max")}
	}
	s.Similarity = number("similarity", "similarity")
	s.Routes = typedRoutes(c)
	return s, wrong
}

func typedRoutes(c *fiber.Ctx) []campaign.Route {
	count, _ := typedNumber(c, "rules")
	var routes []campaign.Route
	for i := range min(count, campaign.MaxRoutes) {
		path := fmt.Sprintf("routes.%d", i+1)
		letter, chosen := strings.CutPrefix(posted(c, path+".then"), letterOutcome)
		t := campaign.Route{Exclude: posted(c, path+".then") == excludeOutcome}
		if chosen {
			t.Letter = letter
		}
		conditions, _ := typedNumber(c, path+".conditions")
		for j := range min(conditions, campaign.MaxConditions) {
			t.When = append(t.When, typedCondition(c, fmt.Sprintf("%s.when.%d", path, j+1)))
		}
		routes = append(routes, t)
	}
	return routes
}

// typedCondition reads values one a line, and those that were ticked. What was
// ticked is of the column that the form was filled with.
func typedCondition(c *fiber.Ctx, path string) campaign.Condition {
	n := campaign.Condition{Column: posted(c, path+".column"), Is: campaign.Operator(posted(c, path+".is"))}
	typed := strings.Split(tidied(c, path+".values"), "\n")
	if posted(c, path+".of") == n.Column {
		typed = append(typed, ticked(c, path+".known")...)
	}
	for _, v := range typed {
		if v = campaign.Tidy(v); v != "" && !slices.Contains(n.Values, v) {
			n.Values = append(n.Values, v)
		}
	}
	return n
}

// pressedRule changes the rules as a button says: "rule.add"; "rule.up", "rule.down"
// and "rule.remove" with a number; "when.add" with that of a rule, and "when.remove"
// with that of a condition behind it. focus is where the page goes on.
func pressedRule(button string, routes []campaign.Route) (changed []campaign.Route, focus string) {
	steps := append(strings.Split(button, "."), "", "", "")
	i, j := index(steps[2]), index(steps[3])
	known := i >= 0 && i < len(routes)
	if steps[0] == "rule" {
		if to, ok := moved(routes, steps[1], i); ok {
			return routes, fmt.Sprintf("rule-%d", to+1)
		}
	}
	switch do := steps[0] + "." + steps[1]; {
	case do == "rule.add" && len(routes) < campaign.MaxRoutes:
		routes, i = append(routes, campaign.Route{When: []campaign.Condition{anyCondition}, Exclude: true}), len(routes)
	case do == "rule.remove" && known:
		if routes = slices.Delete(routes, i, i+1); len(routes) == 0 {
			routes = nil // as in a content that never had any
		}
		return routes, "rules"
	case do == "when.add" && known && len(routes[i].When) < campaign.MaxConditions:
		routes[i].When = append(routes[i].When, anyCondition)
	case do == "when.remove" && known && j >= 0 && j < len(routes[i].When):
		if routes[i].When = slices.Delete(routes[i].When, j, j+1); len(routes[i].When) == 0 {
			routes[i].When = nil
		}
	default:
		return routes, ""
	}
	return routes, fmt.Sprintf("rule-%d", i+1)
}

// anyCondition is what a condition begins as.
var anyCondition = campaign.Condition{Column: "country", Is: campaign.IsOneOf}
