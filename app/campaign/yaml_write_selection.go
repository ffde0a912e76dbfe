package campaign

import (
	"strconv"

	"go.yaml.in/yaml/v3"
)

func selectionNode(s Selection) *yaml.Node {
	return mappingNode(
		pair{"", "mode", textNode(string(s.Mode))},
		pair{"", "min", numberNode(s.Min)},
		pair{"", "max", numberNode(s.Max)},
		pair{"", "count", numberNode(s.Count)},
		pair{"", "by", textNode(s.By)},
		pair{"", "per_hour", numberNode(s.PerHour)},
		pair{"", "total", numberNode(s.Total)},
	)
}

func routesNode(routes []Route) *yaml.Node {
	all := &yaml.Node{Kind: yaml.SequenceNode}
	for _, t := range routes {
		when := &yaml.Node{Kind: yaml.SequenceNode}
		for _, n := range t.When {
			when.Content = append(when.Content, conditionNode(n))
		}
		all.Content = append(all.Content, mappingNode(
			pair{"", "when", filled(when)},
			pair{"", "exclude", truthNode(t.Exclude)},
			pair{"", "letter", textNode(t.Letter)},
		))
	}
	return filled(all)
}

func conditionNode(n Condition) *yaml.Node {
	values := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, v := range n.Values {
		values.Content = append(values.Content, plainNode("!!str", v))
	}
	return mappingNode(
		pair{"", "column", textNode(n.Column)},
		pair{"", "is", textNode(string(n.Is))},
		pair{"", "values", filled(values)},
	)
}

func paragraphNode(p Paragraph) *yaml.Node {
	return mappingNode(
		pair{"", "on", truthNode(p.On)},
		pair{"", "min", numberNode(p.Min)},
		pair{"", "max", numberNode(p.Max)},
	)
}

// sortedNode writes texts by their names.
func sortedNode(texts map[string]string) *yaml.Node {
	return byLanguageNode(sortedKeys(texts), texts, textNode)
}

// numberNode leaves 0 out.
func numberNode(n int) *yaml.Node {
	if n == 0 {
		return nil
	}
	return plainNode("!!int", strconv.Itoa(n))
}

// truthNode leaves false out.
func truthNode(is bool) *yaml.Node {
	if !is {
		return nil
	}
	return plainNode("!!bool", "true")
}
