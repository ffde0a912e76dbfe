package campaign

import (
	"slices"
	"strconv"
	"strings"
)

// routeParts are the steps of a path into a route that name a part, the innermost
// of which is the place.
var routeParts = []string{"when", "column", "is", "values", "letter", "exclude"}

// routePlace reads what follows "routes." in a path, such as 2.when.1.values.3.
func routePlace(rest string) (item int, part string) {
	for i, step := range strings.Split(rest, ".") {
		switch n, err := strconv.Atoi(step); {
		case i == 0 && err == nil:
			item = n
		case slices.Contains(routeParts, step):
			part = step
		}
	}
	return item, part
}
