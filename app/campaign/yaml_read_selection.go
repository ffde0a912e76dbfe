package campaign

import (
	"maps"

	"go.yaml.in/yaml/v3"
)

// together is how a file may spell out Together, which is also what it says without
// a mode.
const together = "together"

func (r *reader) selection(s *Selection) read {
	keys := r.keys(
		key{"mode", r.text((*string)(&s.Mode))},
		key{"min", r.number(&s.Min)},
		key{"max", r.number(&s.Max)},
		key{"count", r.number(&s.Count)},
		key{"by", r.text(&s.By)},
		key{"per_hour", r.number(&s.PerHour)},
		key{"total", r.number(&s.Total)},
	)
	return func(path string, n *yaml.Node) {
		keys(path, n)
		if s.Mode == together {
			s.Mode = Together
		}
	}
}

func (r *reader) route(t *Route) read {
	return r.keys(
		key{"when", list(r, &t.When, r.condition)},
		key{"exclude", r.truth(&t.Exclude)},
		key{"letter", r.text(&t.Letter)},
	)
}

func (r *reader) condition(n *Condition) read {
	return r.keys(
		key{"column", r.text(&n.Column)},
		key{"is", r.text((*string)(&n.Is))},
		key{"values", list(r, &n.Values, r.text)},
	)
}

func (r *reader) paragraph(p *Paragraph) read {
	return r.keys(
		key{"on", r.truth(&p.On)},
		key{"min", r.number(&p.Min)},
		key{"max", r.number(&p.Max)},
	)
}

// said leaves out what has a key and nothing behind it.
func said(texts map[string]string) map[string]string {
	maps.DeleteFunc(texts, func(_, text string) bool { return text == "" })
	if len(texts) == 0 {
		return nil
	}
	return texts
}
