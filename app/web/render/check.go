package render

import (
	"fmt"
	"text/template/parse"
)

// check refuses templates that ask for words a language does not have. Keys that
// are put together while rendering are left to the tests.
func (w *Words) check(tag string, trees map[string]*parse.Tree) error {
	for name, tree := range trees {
		var missing error
		walk(tree.Root, func(node parse.Node) {
			key, ok := literalKey(node)
			if _, known := w.gaps[tag][key]; ok && !known && missing == nil {
				missing = fmt.Errorf("%s: no words for %q in %s", name, key, tag)
			}
		})
		if missing != nil {
			return missing
		}
	}
	return nil
}

// literalKey returns the key that stands literally after a t.
func literalKey(node parse.Node) (key string, ok bool) {
	n, ok := node.(*parse.CommandNode)
	if !ok || len(n.Args) < 2 {
		return "", false
	}
	name, ok := n.Args[0].(*parse.IdentifierNode)
	if !ok || name.Ident != "t" {
		return "", false
	}
	text, ok := n.Args[1].(*parse.StringNode)
	if !ok {
		return "", false
	}
	return text.Text, true
}

// walk calls visit with every node below one, and with itself.
func walk(node parse.Node, visit func(parse.Node)) {
	visit(node)
	switch n := node.(type) {
	case *parse.ListNode:
		for _, child := range n.Nodes {
			walk(child, visit)
		}
	case *parse.ActionNode:
		walk(n.Pipe, visit)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, visit)
		}
	case *parse.IfNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, visit)
	case *parse.PipeNode:
		for _, command := range n.Cmds {
			walk(command, visit)
		}
	case *parse.CommandNode:
		for _, arg := range n.Args {
			walk(arg, visit)
		}
	}
}

func walkBranch(n *parse.BranchNode, visit func(parse.Node)) {
	walk(n.Pipe, visit)
	walk(n.List, visit)
	if n.ElseList != nil {
		walk(n.ElseList, visit)
	}
}
