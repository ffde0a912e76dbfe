package render

import (
	"fmt"
	"html/template"
	"text/template/parse"
)

// check refuses a template set that asks for words a language does not have.
// Keys that are put together while rendering are left to the tests.
func (w *Words) check(tag string, set *template.Template) error {
	for _, t := range set.Templates() {
		if t.Tree == nil {
			continue
		}
		var missing error
		walk(t.Tree.Root, func(key string) {
			if _, ok := w.gaps[tag][key]; !ok && missing == nil {
				missing = fmt.Errorf("%s: no words for %q in %s", t.Name(), key, tag)
			}
		})
		if missing != nil {
			return missing
		}
	}
	return nil
}

// walk calls found with each key that stands literally after a t.
func walk(node parse.Node, found func(key string)) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			walk(child, found)
		}
	case *parse.ActionNode:
		walk(n.Pipe, found)
	case *parse.TemplateNode:
		walk(n.Pipe, found)
	case *parse.IfNode:
		walkBranch(&n.BranchNode, found)
	case *parse.RangeNode:
		walkBranch(&n.BranchNode, found)
	case *parse.WithNode:
		walkBranch(&n.BranchNode, found)
	case *parse.PipeNode:
		if n == nil {
			return
		}
		for _, command := range n.Cmds {
			walkCommand(command, found)
		}
	}
}

func walkBranch(n *parse.BranchNode, found func(string)) {
	walk(n.Pipe, found)
	walk(n.List, found)
	walk(n.ElseList, found)
}

func walkCommand(n *parse.CommandNode, found func(string)) {
	if name, ok := n.Args[0].(*parse.IdentifierNode); ok && name.Ident == "t" && len(n.Args) > 1 {
		if key, ok := n.Args[1].(*parse.StringNode); ok {
			found(key.Text)
		}
	}
	for _, arg := range n.Args {
		walk(arg, found)
	}
}
