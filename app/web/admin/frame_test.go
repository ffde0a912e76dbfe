package admin

import (
	"reflect"
	"testing"
)

// TestNoPageHidesWhatTheFrameShows: a field of a page that is called like one of
// the frame takes its place in the layout.
func TestNoPageHidesWhatTheFrameShows(t *testing.T) {
	frame := reflect.TypeFor[Frame]()
	for _, s := range samples() {
		page := reflect.TypeOf(s.Page)
		if inside, ok := page.FieldByName("Frame"); !ok || inside.Type != frame {
			continue
		}
		for i := range frame.NumField() {
			name := frame.Field(i).Name
			if name == "ID" || name == "Email" { // the frame asks its own methods for them
				continue
			}
			found, _ := page.FieldByName(name)
			if len(found.Index) < 2 {
				t.Errorf("%s has a %s of its own", s.Name, name)
			}
		}
	}
}
