package render

import "github.com/gofiber/fiber/v2"

// Fragment answers with a fragment of the named page that is not the one htmx has
// named as its target: the answer tells where it belongs. Without htmx it is Page.
func (v *Views) Fragment(c *fiber.Ctx, status int, name, block string, page any) error {
	if c.Get("HX-Request") == "true" {
		c.Request().Header.Set("HX-Target", "section#"+block)
		c.Set("HX-Retarget", "#"+block)
		c.Set("HX-Reswap", "outerHTML")
	}
	return v.answer(c, status, name, page)
}
