package campaign

import (
	"bytes"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"

	"emailcampaigns/app/address"
)

const yamlHeader = `# A campaign of Email Campaigns Manager.
#
# Check and take it in with: ecm campaign import FILE
# Every text is given in every language of the list. The subject and the body of
# letters may use {{sender.name}}, {{sender.address}}, {{recipient.salutation}},
# {{recipient.name}}, {{campaign.title}} and {{sender.NAME}} for each field below;
# where each recipient gets a message of their own, {{recipient.function}},
# {{recipient.constituency}}, {{recipient.group}} and {{recipient.NAME}} for each
# name under extra as well.
#
# A letter is a subject and a body. It may have more: further subjects under
# "subjects", and below the body "blocks" and a "closing". Every block has one or
# more "texts". Each sender gets one of the subjects and one text of every block.

`

// WriteYAML writes a campaign as a file that ParseYAML reads back to the same
// File, as long as that keeps the rules of ParseYAML.
func WriteYAML(f File) ([]byte, error) {
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(fileNode(f)); err != nil {
		return nil, err
	}
	if err := encoder.Close(); err != nil {
		return nil, err
	}
	// The texts are indented, so a comment at the margin is one of ours.
	sections := bytes.ReplaceAll(b.Bytes(), []byte("\n# "), []byte("\n\n# "))
	return append([]byte(yamlHeader), sections...), nil
}

// pair is a key with its value; without a value it is left out.
type pair struct {
	comment, name string
	value         *yaml.Node
}

func fileNode(f File) *yaml.Node {
	c := f.Content
	tags := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, tag := range c.Languages {
		tags.Content = append(tags.Content, textNode(tag))
	}
	fields, recipients := &yaml.Node{Kind: yaml.SequenceNode}, &yaml.Node{Kind: yaml.SequenceNode}
	for _, field := range c.Fields {
		fields.Content = append(fields.Content, fieldNode(c.Languages, field))
	}
	for _, to := range c.Recipients {
		recipients.Content = append(recipients.Content, recipientNode(to))
	}
	return mappingNode(
		pair{"Names the campaign in its address on the web.", "slug", textNode(f.Slug)},
		pair{"The first is the default.", "languages", tags},
		pair{"When it can be sent, in times with their zone (Z is UTC). Both may be left out.", "schedule", mappingNode(
			pair{"", "opens_at", timeNode(f.OpensAt)},
			pair{"", "closes_at", timeNode(f.ClosesAt)},
		)},
		pair{"How many messages are aimed at; 0 for no goal.", "goal", plainNode("!!int", strconv.Itoa(c.Goal))},
		pair{"What visitors read on the campaign's page.", "title", byLanguageNode(c.Languages, c.Title, textNode)},
		pair{"", "summary", byLanguageNode(c.Languages, c.Summary, blockNode)},
		pair{"What visitors read after an ordinary end, and after a victory. Both may be left out.", "closing", byLanguageNode(c.Languages, c.Closing, blockNode)},
		pair{"", "victory", byLanguageNode(c.Languages, c.Victory, blockNode)},
		pair{"What senders are asked for besides name and address.", "fields", filled(fields)},
		pair{"What is sent. A line whose merge fields are all empty is left out.", "letters", byLanguageNode(c.Languages, c.Letters, letterNode)},
		pair{"Letters by their names, which some recipients get instead.", "others", othersNode(c.Languages, c.Others)},
		pair{"The last line of every letter, by which an office files it.", "reference", textNode(c.Reference)},
		pair{"The sender's own words, in characters, where a letter has {{sender.paragraph}}.", "paragraph", paragraphNode(c.Paragraph)},
		pair{"How alike two letters may be, in percent.", "similarity", numberNode(c.Similarity)},
		pair{"To whom.", "recipients", filled(recipients)},
		pair{"Who of them is written to: all together in one message, unless a mode is given.", "selection", selectionNode(c.Selection)},
		pair{"Who is left out, and who gets another letter.", "routes", routesNode(c.Routes)},
	)
}

func fieldNode(languages []string, f Field) *yaml.Node {
	return mappingNode(
		pair{"", "name", textNode(f.Name)},
		pair{"", "required", plainNode("!!bool", strconv.FormatBool(f.Required))},
		pair{"", "max_length", plainNode("!!int", strconv.Itoa(f.MaxLength))},
		pair{"", "label", byLanguageNode(languages, f.Label, textNode)},
		pair{"", "hint", byLanguageNode(languages, f.Hint, textNode)},
	)
}

// recipientNode leaves out a key that ParseYAML derives.
func recipientNode(to Recipient) *yaml.Node {
	key := to.Key
	if parsed, err := address.Parse(to.Address); err == nil && parsed.Normal() == key {
		key = ""
	}
	return mappingNode(
		pair{"", "key", textNode(key)},
		pair{"", "name", textNode(to.Name)},
		pair{"", "address", textNode(to.Address)},
		pair{"", "function", textNode(to.Function)},
		pair{"", "language", textNode(to.Language)},
		pair{"", "country", textNode(to.Country)},
		pair{"", "constituency", textNode(to.Constituency)},
		pair{"", "group", textNode(to.Group)},
		pair{"", "salutation", sortedNode(to.Salutation)},
		pair{"", "extra", sortedNode(to.Extra)},
		pair{"", "list", textNode(to.List)},
	)
}

// byLanguageNode writes texts in the order of the list of languages.
func byLanguageNode[T any](languages []string, texts map[string]T, node func(T) *yaml.Node) *yaml.Node {
	var pairs []pair
	for _, tag := range languages {
		if text, ok := texts[tag]; ok {
			pairs = append(pairs, pair{"", tag, node(text)})
		}
	}
	return mappingNode(pairs...)
}

func mappingNode(pairs ...pair) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, p := range pairs {
		if p.value == nil {
			continue
		}
		name := textNode(p.name)
		name.HeadComment = p.comment
		n.Content = append(n.Content, name, p.value)
	}
	return filled(n)
}

// filled returns nil for a list or mapping with nothing in it.
func filled(n *yaml.Node) *yaml.Node {
	if len(n.Content) == 0 {
		return nil
	}
	return n
}

// textNode quotes where YAML would take the text for something else.
func textNode(text string) *yaml.Node {
	if text == "" {
		return nil
	}
	return plainNode("!!str", text)
}

// blockNode writes a text line by line as it is, behind a "|".
func blockNode(text string) *yaml.Node {
	if text == "" {
		return nil
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.LiteralStyle, Value: text + "\n"}
}

func timeNode(t time.Time) *yaml.Node {
	if t.IsZero() {
		return nil
	}
	return plainNode("!!timestamp", t.UTC().Format(time.RFC3339Nano))
}

func plainNode(tag, value string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value}
}
