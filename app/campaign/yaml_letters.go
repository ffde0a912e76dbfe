package campaign

import "go.yaml.in/yaml/v3"

func (r *reader) letter(l *Letter) read {
	return r.keys(
		key{"subject", r.text(&l.Subject)},
		key{"subjects", list(r, &l.Subjects, r.text)},
		key{"salutation", r.text(&l.Salutation)},
		key{"body", r.text(&l.Body)},
		key{"blocks", list(r, &l.Blocks, r.block)},
		key{"closing", r.text(&l.Closing)},
	)
}

// block reads a mapping with texts, or the list of texts without one.
func (r *reader) block(b *Block) read {
	mapping, texts := r.keys(key{"texts", list(r, &b.Texts, r.text)}), list(r, &b.Texts, r.text)
	return func(path string, n *yaml.Node) {
		if n.Kind == yaml.SequenceNode {
			r.visit(path+".texts", n, n, texts)
			return
		}
		mapping(path, n)
	}
}

// others reads a mapping of names to letters. A name that is none is found under
// the number of its letter.
func (r *reader) others(target *[]OtherLetter) read {
	return func(path string, n *yaml.Node) {
		r.pairs(path, n, func(name string, k, v *yaml.Node) {
			other := OtherLetter{Name: name}
			at := path + "." + name
			if !nameForm.MatchString(name) {
				at = item(path, len(*target))
			}
			r.visit(at, k, v, byLanguage(r, &other.Letters, r.letter))
			r.places[at+".name"] = place{line: k.Line, column: k.Column}
			*target = append(*target, other)
		})
	}
}

func letterNode(l Letter) *yaml.Node {
	return mappingNode(
		pair{"", "subject", textNode(l.Subject)},
		pair{"", "subjects", textsNode(l.Subjects, textNode)},
		pair{"", "salutation", textNode(l.Salutation)},
		pair{"", "body", blockNode(l.Body)},
		pair{"", "blocks", textsNode(l.Blocks, func(b Block) *yaml.Node {
			return mappingNode(pair{"", "texts", textsNode(b.Texts, blockNode)})
		})},
		pair{"", "closing", blockNode(l.Closing)},
	)
}

func othersNode(languages []string, others []OtherLetter) *yaml.Node {
	var pairs []pair
	for _, o := range others {
		pairs = append(pairs, pair{"", o.Name, byLanguageNode(languages, o.Letters, letterNode)})
	}
	return mappingNode(pairs...)
}

// textsNode keeps the place of an item that has nothing in it.
func textsNode[T any](items []T, node func(T) *yaml.Node) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for _, item := range items {
		written := node(item)
		if written == nil {
			written = plainNode("!!null", "null")
		}
		n.Content = append(n.Content, written)
	}
	return filled(n)
}
