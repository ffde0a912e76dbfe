package campaign

import (
	"fmt"
	"reflect"
	"slices"
)

// letters compares letters in every language. Subjects, blocks and the texts of a
// block have no names: those that are the same belong together, and what stands
// between them is compared in order. They are counted as they stand after the
// change, those that were removed as they stood before.
func (d *differ) letters(path string, before, after map[string]Letter) {
	for _, tag := range inOrder(d.languages, before, after) {
		d.letter(path+"."+tag, before[tag], after[tag])
	}
}

func (d *differ) letter(path string, was, is Letter) {
	d.text(path+".subject", was.Subject, is.Subject)
	d.wordings(path+".subjects", was.Subjects, is.Subjects)
	d.text(path+".salutation", was.Salutation, is.Salutation)
	d.text(path+".body", was.Body, is.Body)
	d.blocks(path+".blocks", was.Blocks, is.Blocks)
	d.text(path+".closing", was.Closing, is.Closing)
}

func (d *differ) wordings(path string, was, is []string) {
	first := len(d.parts)
	for _, p := range align(was, is, func(a, b string) bool { return a == b }) {
		d.text(p.path(path), at(was, p.before), at(is, p.after))
	}
	d.remain(first, path, was, is)
}

func (d *differ) blocks(path string, was, is []Block) {
	first := len(d.parts)
	alike := func(a, b Block) bool {
		return slices.ContainsFunc(a.Texts, func(text string) bool { return slices.Contains(b.Texts, text) })
	}
	for _, p := range align(was, is, alike) {
		d.wordings(p.path(path)+".texts", at(was, p.before).Texts, at(is, p.after).Texts)
	}
	d.remain(first, path, was, is)
}

// remain shows two lists that differ in nothing that has been shown, such as one
// with an empty text more: as they are in Go.
func (d *differ) remain(first int, path string, was, is any) {
	if len(d.parts) == first && reflect.ValueOf(was).Len()+reflect.ValueOf(is).Len() > 0 && !reflect.DeepEqual(was, is) {
		d.parts = append(d.parts, PartDiff{path, DiffText(fmt.Sprintf("%q", was), fmt.Sprintf("%q", is))})
	}
}

// aligned is an item's index before and after, -1 where it is not there.
type aligned struct{ before, after int }

// path counts the item as it stands after the change, or stood before.
func (p aligned) path(list string) string {
	if p.after < 0 {
		return item(list, p.before)
	}
	return item(list, p.after)
}

func at[T any](items []T, i int) T {
	var none T
	if i < 0 {
		return none
	}
	return items[i]
}

// align finds the longest run of alike items in both lists, in their order. Those
// between them belong together as they come, the rest was removed or added.
func align[T any](before, after []T, alike func(a, b T) bool) []aligned {
	common := make([][]int, len(before)+1) // of what is behind i and j
	for i := range common {
		common[i] = make([]int, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			common[i][j] = max(common[i+1][j], common[i][j+1])
			if alike(before[i], after[j]) {
				common[i][j] = max(common[i][j], common[i+1][j+1]+1)
			}
		}
	}
	var pairs []aligned
	i, j, fromI, fromJ := 0, 0, 0, 0
	between := func() {
		for ; fromI < i && fromJ < j; fromI, fromJ = fromI+1, fromJ+1 {
			pairs = append(pairs, aligned{fromI, fromJ})
		}
		for ; fromI < i; fromI++ {
			pairs = append(pairs, aligned{fromI, -1})
		}
		for ; fromJ < j; fromJ++ {
			pairs = append(pairs, aligned{-1, fromJ})
		}
	}
	for i < len(before) && j < len(after) {
		switch {
		case alike(before[i], after[j]) && common[i][j] == common[i+1][j+1]+1:
			between()
			pairs = append(pairs, aligned{i, j})
			i, j = i+1, j+1
			fromI, fromJ = i, j
		case common[i+1][j] >= common[i][j+1]:
			i++
		default:
			j++
		}
	}
	i, j = len(before), len(after)
	between()
	return pairs
}

// others compares the other letters by their names. Which there are, and in which
// order, is the part "others", a name on each line.
func (d *differ) others(before, after Content) {
	name := func(o OtherLetter) string { return o.Name }
	d.text("others", lined(before.Others, name), lined(after.Others, name))
	taken := make([]bool, len(before.Others))
	for j, is := range after.Others {
		was := OtherLetter{}
		for i, o := range before.Others {
			if !taken[i] && o.Name == is.Name {
				was, taken[i] = o, true
				break
			}
		}
		d.letters(after.otherPath(j), was.Letters, is.Letters)
	}
	for i, was := range before.Others {
		if !taken[i] {
			d.letters(before.otherPath(i), was.Letters, nil)
		}
	}
}
