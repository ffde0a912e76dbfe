package google

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
)

// compose writes a message as RFC 5322 asks: plain text in UTF-8, quoted-
// printable. From is left out, because Gmail fills in the account's own address
// and name. domain is the right side of the Message-ID.
func compose(m campaign.Message, domain string, now time.Time, random io.Reader) ([]byte, error) {
	if strings.ContainsAny(m.Subject, "\r\n") {
		return nil, fmt.Errorf("the subject has a line break")
	}
	if len(m.To) == 0 {
		return nil, fmt.Errorf("no recipient")
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent(), mail.WithCharset(mail.CharsetUTF8), mail.WithEncoding(mail.EncodingQP))
	for _, to := range m.To {
		parsed, err := address.Parse(to)
		if err != nil {
			return nil, err
		}
		if err := msg.AddTo(parsed.String()); err != nil {
			return nil, fmt.Errorf("a recipient is no address") // the library's error quotes it
		}
	}
	var id [16]byte
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return nil, err
	}
	msg.SetMessageIDWithValue(base64.RawURLEncoding.EncodeToString(id[:]) + "@" + domain)
	msg.SetDateWithValue(now.UTC())
	msg.Subject(m.Subject)
	msg.SetBodyString(mail.TypeTextPlain, m.Body)
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
