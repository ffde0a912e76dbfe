package google

import (
	"bytes"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/campaign"
)

var sentAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// zeros is randomness that can be predicted.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// reread parses what compose wrote, as a mail program does.
func reread(t testing.TB, raw []byte) (header mail.Header, subject, body string) {
	t.Helper()
	parsed, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if subject, err = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject")); err != nil {
		t.Fatal(err)
	}
	decoded, err := io.ReadAll(quotedprintable.NewReader(parsed.Body))
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Header, subject, strings.ReplaceAll(string(decoded), "\r\n", "\n")
}

func TestAMessageArrivesAsItWasShown(t *testing.T) {
	tests := map[string]campaign.Message{
		"plain":          {To: []string{"office@assembly.example"}, Subject: "Hello", Body: "Dear all,\n\nthank you.\n"},
		"cyrillic":       {To: []string{"a@x.example", "b@x.example"}, Subject: "Молба за објављивање података Скупштине у отвореном облику", Body: "Поштовани,\n\nЊегош, Ђорђе, Љиљана.\n"},
		"dots and From":  {To: []string{"a@x.example"}, Subject: "=?not=?encoded?=", Body: ".\n..\nFrom here\n-- \n=3D =\n"},
		"long lines":     {To: []string{"a@x.example"}, Subject: strings.Repeat("дуго ", 30), Body: strings.Repeat("слово ", 400) + "\n" + strings.Repeat("x", 2000) + "\n"},
		"spaces at ends": {To: []string{"a@x.example"}, Subject: "s", Body: "tab\t\nspace \n\n\n"},
	}
	for name, m := range tests {
		t.Run(name, func(t *testing.T) {
			raw, err := compose(m, "campaigns.example", sentAt, zeros{})
			if err != nil {
				t.Fatal(err)
			}
			header, subject, body := reread(t, raw)
			if strings.TrimSpace(subject) != strings.TrimSpace(m.Subject) || body != m.Body {
				t.Errorf("shown %q, %q\nsent  %q, %q", m.Subject, m.Body, subject, body)
			}
			to, err := header.AddressList("To")
			if err != nil || len(to) != len(m.To) {
				t.Fatalf("to %v, %v", to, err)
			}
			for i, a := range to {
				if a.Address != m.To[i] || a.Name != "" {
					t.Errorf("recipient %d is %v", i, a)
				}
			}
			for _, absent := range []string{"From", "Bcc", "Cc", "User-Agent", "X-Mailer", "Sender"} {
				if header.Get(absent) != "" {
					t.Errorf("%s: %s", absent, header.Get(absent))
				}
			}
			if id := header.Get("Message-Id"); id != "<AAAAAAAAAAAAAAAAAAAAAA@campaigns.example>" {
				t.Errorf("Message-ID %s", id)
			}
			if media, parameters, err := mime.ParseMediaType(header.Get("Content-Type")); err != nil || media != "text/plain" || !strings.EqualFold(parameters["charset"], "utf-8") {
				t.Errorf("type %s", header.Get("Content-Type"))
			}
			if date, err := header.Date(); err != nil || !date.Equal(sentAt) {
				t.Errorf("date %v, %v", date, err)
			}
			for line := range bytes.SplitSeq(raw, []byte("\r\n")) {
				if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
					t.Errorf("a line of %d bytes", len(line))
				}
			}
		})
	}
}

func TestAMessageThatCouldCarryMoreIsRefused(t *testing.T) {
	tests := map[string]campaign.Message{
		"a line break in the subject": {To: []string{"a@x.example"}, Subject: "Hello\r\nBcc: victim@x.example", Body: "x\n"},
		"a line break in an address":  {To: []string{"a@x.example\r\nBcc: victim@x.example"}, Subject: "s", Body: "x\n"},
		"two addresses in one":        {To: []string{"a@x.example, b@x.example"}, Subject: "s", Body: "x\n"},
		"a name":                      {To: []string{"A <a@x.example>"}, Subject: "s", Body: "x\n"},
		"nobody":                      {Subject: "s", Body: "x\n"},
	}
	for name, m := range tests {
		if raw, err := compose(m, "campaigns.example", sentAt, zeros{}); err == nil {
			t.Errorf("%s is written:\n%s", name, raw)
		} else if strings.Contains(err.Error(), "victim") {
			t.Errorf("%s: the error quotes it: %v", name, err)
		}
	}
}

func FuzzTheBodyArrives(f *testing.F) {
	f.Add("Здраво", "Dear all,\n\nthank you.\n")
	f.Add(".", "=\n=20\n. \n")
	f.Fuzz(func(t *testing.T, subject, body string) {
		c := campaign.Content{
			Languages: []string{"en"}, Letters: map[string]campaign.Letter{"en": {Subject: strings.NewReplacer("{", "", "}", "").Replace(subject), Body: strings.NewReplacer("{", "", "}", "").Replace(body)}},
			Recipients: []campaign.Recipient{{Address: "a@x.example"}},
		}
		m := c.Preview(c.Envelope("en", 0), campaign.Values{}, nil)
		if strings.ContainsFunc(m.Subject+m.Body, func(r rune) bool { return r == '\r' || r == 0 || r == '\uFFFD' || (r < ' ' && r != '\n' && r != '\t') }) {
			return // refused at import
		}
		raw, err := compose(m, "campaigns.example", sentAt, zeros{})
		if err != nil {
			t.Fatal(err)
		}
		header, _, got := reread(t, raw)
		if got != m.Body {
			t.Errorf("shown %q, sent %q", m.Body, got)
		}
		if to, err := header.AddressList("To"); err != nil || len(to) != 1 || header.Get("Bcc") != "" {
			t.Errorf("recipients %v, %v", to, err)
		}
	})
}
