package lists

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Encoding is how a table's characters are written as bytes.
type Encoding string

// The encodings, as they are called in settings.
const (
	UTF8        Encoding = "utf-8"
	UTF16LE     Encoding = "utf-16le"
	UTF16BE     Encoding = "utf-16be"
	Windows1250 Encoding = "windows-1250"
	Windows1252 Encoding = "windows-1252"
)

// Encodings returns every encoding.
func Encodings() []Encoding {
	return []Encoding{UTF8, UTF16LE, UTF16BE, Windows1250, Windows1252}
}

var errEncoding = errors.New("no encoding that is known")

var marks = []struct {
	mark     string
	encoding Encoding
}{{"\xef\xbb\xbf", UTF8}, {"\xff\xfe", UTF16LE}, {"\xfe\xff", UTF16BE}}

// recognise tells the encoding of a text from its bytes: by its mark; by the zeros
// that plain Latin characters leave in UTF-16; as UTF-8 where it is that, but for
// some flaws; and otherwise by which of the two code pages makes words of it.
func recognise(source []byte) Encoding {
	for _, m := range marks {
		if bytes.HasPrefix(source, []byte(m.mark)) {
			return m.encoding
		}
	}
	if even, odd := zeros(source); even+odd > 0 {
		if even > odd {
			return UTF16BE
		}
		return UTF16LE
	}
	if sequences, flaws := sequencesOf(source); flaws == 0 || sequences > 4*flaws {
		return UTF8
	}
	if leaning(source) > 0 {
		return Windows1250
	}
	return Windows1252
}

// zeros counts the zero bytes at even and at odd places.
func zeros(source []byte) (even, odd int) {
	for i, b := range source {
		switch {
		case b != 0:
		case i%2 == 0:
			even++
		default:
			odd++
		}
	}
	return even, odd
}

// sequencesOf counts the characters of several bytes that are well written in
// UTF-8, and the bytes that are not.
func sequencesOf(source []byte) (sequences, flaws int) {
	for len(source) > 0 {
		r, size := utf8.DecodeRune(source)
		switch {
		case r == utf8.RuneError && size == 1:
			flaws++
		case size > 1:
			sequences++
		}
		source = source[size:]
	}
	return sequences, flaws
}

// decode returns the text. What cannot be decoded becomes U+FFFD. Marks at the
// beginning are left out.
func decode(source []byte, e Encoding) (string, error) {
	for _, m := range marks {
		if m.encoding == e {
			source = bytes.TrimPrefix(source, []byte(m.mark))
		}
	}
	switch e {
	case UTF8:
		return strings.ToValidUTF8(string(source), "\uFFFD"), nil
	case UTF16LE:
		return fromUTF16(source, binary.LittleEndian), nil
	case UTF16BE:
		return fromUTF16(source, binary.BigEndian), nil
	case Windows1250:
		return fromPage(source, charmap.Windows1250), nil
	case Windows1252:
		return fromPage(source, charmap.Windows1252), nil
	}
	return "", errEncoding
}

func fromUTF16(source []byte, order binary.ByteOrder) string {
	units := make([]uint16, 0, len(source)/2+1)
	for ; len(source) >= 2; source = source[2:] {
		units = append(units, order.Uint16(source))
	}
	if len(source) > 0 {
		units = append(units, 0xFFFD)
	}
	return string(utf16.Decode(units))
}

func fromPage(source []byte, page *charmap.Charmap) string {
	var b strings.Builder
	b.Grow(len(source))
	for _, c := range source {
		b.WriteRune(page.DecodeByte(c))
	}
	return b.String()
}
