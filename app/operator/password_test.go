package operator

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// rejected returns the key a password is rejected with, "" if it is not.
func rejected(password string, about ...string) string {
	var fields fault.Fields
	checkPassword(&fields, "password", secret.New(password), about...)
	if found := fault.FieldsOf(fields.Err()); len(found) > 0 {
		return found[0].Message.Key
	}
	return ""
}

func TestLengthCountsCharactersAndNotBytes(t *testing.T) {
	long := ""
	for i := range MostPassword {
		long += string(rune('а' + i*i%32))
	}
	for password, want := range map[string]string{
		"":                          "fault.required",
		"кџ-лимун-ђе":               "fault.password.short", // 11 characters, 20 bytes
		"кџ-лимун-ђем":              "",
		"kokos-limun":               "fault.password.short",
		"    sve je mirno ":         "",
		"\ufb01јкл-\ufb01ђн-\ufb01": "", // nine characters are twelve once normalised
		long:                        "",
		long + "х":                  "fault.too_long",
	} {
		if got := rejected(password); got != want {
			t.Errorf("%q: %q, want %q", password, got, want)
		}
	}
}

func TestWhatAttackersTryFirstIsRefused(t *testing.T) {
	about := []string{"milica.jovanovic@assembly.example", "Милица Jovanović"}
	for _, password := range []string{
		"password1234", "P@ssw0rd2026!", "qwertyuiop12", "123456789012", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl", "zyxwvutsrqpo",
		"emailcampaigns", "Email-Campaigns-1", "milicajovanovic", "Jovanović1987", "milica1987milica", "assembly.example", "lozinka123456",
		"Beograd2026!!", "zvezdapartizan", "iloveyou123456", "monkeydragon1", "qwertzuiop123", "љњертзуиоп12", "letmeinletmein",
		"милица123456", "trustno1trustno1", "1qaz2wsx3edc", "admin2026admin",
	} {
		if got := rejected(password, about...); got == "" {
			t.Errorf("%q is accepted", password)
		}
	}
	for _, password := range []string{
		"correct horse battery staple", "ananas-kokos-limun", "Сутра ће можда киша", "tR8#kq-Zw2pLs", "gvxqzmbktrwn", "nebo je plavo i tiho",
		"summer rain on warm stones", "vetar iznad reke",
	} {
		if got := rejected(password, about...); got != "" {
			t.Errorf("%q is refused: %s", password, got)
		}
	}
}

func TestTheLongestPasswordIsEstimatedAtOnce(t *testing.T) {
	began := time.Now()
	for _, unit := range []string{"a", "ab", "password", "0xQ%", "ђ"} {
		guessable(strings.Repeat(unit, MostPassword)[:MostPassword])
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("took %s", took)
	}
}

func TestAPasswordMatchesItsHashAlone(t *testing.T) {
	p := NewPasswords()
	hash, err := p.Hash(t.Context(), secret.New("Кошаркаши ﬁne 12"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := p.Hash(t.Context(), secret.New("Кошаркаши ﬁne 12"))
	if err != nil || again.Equal(hash) {
		t.Errorf("two hashes are equal, or %v", err)
	}
	if !strings.HasPrefix(hash.Reveal(), "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("the hash is %.40s", hash.Reveal())
	}
	for password, want := range map[string]bool{
		"Кошаркаши ﬁne 12": true, "Кошаркаши fine 12": true, "кошаркаши fine 12": false, "": false, "Кошаркаши fine 12 ": false,
	} {
		if got, err := p.Match(t.Context(), secret.New(password), hash); err != nil || got != want {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	if got, err := p.Match(t.Context(), secret.New("x"), secret.Text{}); got || err != nil {
		t.Errorf("an empty hash: %v, %v", got, err)
	}
	if _, err := p.Match(t.Context(), secret.New("x"), secret.New("$argon2id$broken")); !fault.Is(err, fault.Internal) || strings.Contains(err.Error(), "broken") {
		t.Errorf("a broken hash: %v", err)
	}
}

func TestAnAccountThatIsNotThereTakesAsLong(t *testing.T) {
	p := NewPasswords()
	hash, err := p.Hash(t.Context(), secret.New("ananas-kokos-limun"))
	if err != nil {
		t.Fatal(err)
	}
	took := func(hash secret.Text) time.Duration {
		began := time.Now()
		if _, err := p.Match(t.Context(), secret.New("another-password"), hash); err != nil {
			t.Fatal(err)
		}
		return time.Since(began)
	}
	known, unknown := time.Hour, time.Hour
	for range 100 { // until the machine is quiet enough for both
		known, unknown = min(known, took(hash)), min(unknown, took(secret.Text{}))
		if ratio := float64(unknown) / float64(known); ratio > .7 && ratio < 1.4 {
			return
		}
	}
	t.Errorf("a known account takes %s, an unknown one %s", known, unknown)
}

func TestHashingTakesTurnsAndHonoursTheContext(t *testing.T) {
	p := NewPasswords()
	p.turns <- struct{}{}
	p.turns <- struct{}{}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := p.Hash(ctx, secret.New("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a third hashing: %v", err)
	}
	if _, err := p.Match(ctx, secret.New("x"), secret.Text{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a third comparison: %v", err)
	}
	<-p.turns
	if _, err := p.Hash(t.Context(), secret.New("x")); err != nil {
		t.Errorf("after a turn was given back: %v", err)
	}
}
