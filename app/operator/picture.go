package operator

import (
	"fmt"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// quiet is the empty margin around a QR code in modules (ISO/IEC 18004, 6.3.8).
const quiet = 4

// Picture is a QR code as the data of one SVG path, so that it can stand in a
// page that loads nothing.
type Picture struct {
	Size int         // of the square view box, in modules
	Path secret.Text // the dark modules, row by row
}

// Draw returns the QR code of a text.
func Draw(text secret.Text) (Picture, error) {
	code, err := qr.Encode(text.Reveal(), qr.M, qr.Auto)
	if err != nil {
		return Picture{}, fault.Wrap(fault.Internal, "fault.internal", fmt.Errorf("a text of %d bytes does not fit a QR code", len(text.Reveal())))
	}
	size := code.Bounds().Dx()
	dark := func(x, y int) bool { return x < size && code.At(x, y) == color.Black }
	var path strings.Builder
	for y := range size {
		for x := 0; x < size; x++ {
			run := 0
			for dark(x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
				x += run
			}
		}
	}
	return Picture{Size: size + 2*quiet, Path: secret.New(path.String())}, nil
}
