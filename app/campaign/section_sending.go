package campaign

// SettingsPart is the section Settings.
type SettingsPart struct {
	Reference  string    `json:"reference,omitempty"`
	Selection  Selection `json:"selection,omitzero"`
	Routes     []Route   `json:"routes,omitempty"`
	Paragraph  Paragraph `json:"paragraph,omitzero"`
	Similarity int       `json:"similarity,omitempty"`
}

// SettingsOf returns the section Settings of a content.
func SettingsOf(c Content) SettingsPart {
	return SettingsPart{c.Reference, c.Selection, c.Routes, c.Paragraph, c.Similarity}
}

// Under returns a copy of the content with these settings.
func (s SettingsPart) Under(c Content) Content {
	c.Reference, c.Selection, c.Routes, c.Paragraph, c.Similarity = s.Reference, s.Selection, s.Routes, s.Paragraph, s.Similarity
	return c
}

func (c *Content) set(part string) error {
	var s SettingsPart
	err := decode(part, &s)
	*c = s.Under(*c)
	return err
}
