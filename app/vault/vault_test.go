package vault_test

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/mac"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/vault"
)

const (
	plain = "ya29.an-access-token"
	place = "session 0192/access"
)

func newKeyset(t testing.TB) secret.Text {
	t.Helper()
	text, err := vault.NewKeyset()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func open(t testing.TB, text secret.Text) *vault.Vault {
	t.Helper()
	v, err := vault.New(text)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func seal(t testing.TB, v *vault.Vault) []byte {
	t.Helper()
	sealed, err := v.Seal(secret.New(plain), place)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func TestSealedTextOpensInItsPlace(t *testing.T) {
	v := open(t, newKeyset(t))
	for _, text := range []string{plain, "", "Јована Петровић", strings.Repeat("long ", 10_000), "\x00\xff"} {
		sealed, err := v.Seal(secret.New(text), place)
		if err != nil {
			t.Fatal(err)
		}
		if text != "" && bytes.Contains(sealed, []byte(text)) {
			t.Errorf("%.20q can be read in its ciphertext", text)
		}
		opened, err := v.Open(sealed, place)
		if err != nil || opened.Reveal() != text {
			t.Errorf("Open(Seal(%.20q)) = %.20q, %v", text, opened.Reveal(), err)
		}
	}
}

func TestSealingTwiceGivesDifferentCiphertexts(t *testing.T) {
	v := open(t, newKeyset(t))
	if bytes.Equal(seal(t, v), seal(t, v)) {
		t.Error("two ciphertexts of one text are equal and so tell that the texts are")
	}
}

func TestMovedCiphertextDoesNotOpen(t *testing.T) {
	v := open(t, newKeyset(t))
	sealed := seal(t, v)
	for _, elsewhere := range []string{"session 0192/refresh", "session 0193/access", "", place + "\x00"} {
		refused(t, v, sealed, elsewhere)
	}
}

func TestChangedCiphertextDoesNotOpen(t *testing.T) {
	v := open(t, newKeyset(t))
	sealed := seal(t, v)
	for i := range sealed {
		changed := bytes.Clone(sealed)
		changed[i] ^= 1
		refused(t, v, changed, place)
		refused(t, v, sealed[:i], place)
	}
	refused(t, v, append(bytes.Clone(sealed), 0), place)
	refused(t, v, nil, place)
}

func TestAnotherKeysetDoesNotOpen(t *testing.T) {
	refused(t, open(t, newKeyset(t)), seal(t, open(t, newKeyset(t))), place)
}

// refused asserts that nothing opens, and that the error has its kind and says
// nothing of the content.
func refused(t testing.TB, v *vault.Vault, sealed []byte, context string) {
	t.Helper()
	opened, err := v.Open(sealed, context)
	if err == nil {
		t.Fatalf("opened as %q in %q", opened.Reveal(), context)
	}
	if !fault.Is(err, fault.Internal) || !opened.Empty() || strings.Contains(err.Error(), plain) {
		t.Errorf("error is %v (kind %v), text %q", err, fault.KindOf(err), opened.Reveal())
	}
}

func TestRotationLosesNothingAtAnyStep(t *testing.T) {
	first := newKeyset(t)
	added, err := vault.AddKey(first)
	if err != nil {
		t.Fatal(err)
	}
	promoted, err := vault.Promote(added)
	if err != nil {
		t.Fatal(err)
	}
	opens := func(name string, by *vault.Vault, sealed []byte) {
		t.Helper()
		if opened, err := by.Open(sealed, place); err != nil || opened.Reveal() != plain {
			t.Errorf("%s: %q, %v", name, opened.Reveal(), err)
		}
	}
	before, distributed, after := open(t, first), open(t, added), open(t, promoted)

	opens("an instance that has the new key reads the others", distributed, seal(t, before))
	opens("an instance without the new key reads one that has it", before, seal(t, distributed))
	opens("an instance that promoted reads what was sealed before", after, seal(t, before))
	opens("an instance that has the new key reads one that promoted", distributed, seal(t, after))
	refused(t, before, seal(t, after), place)

	again, err := vault.AddKey(promoted)
	if err != nil {
		t.Fatal(err)
	}
	opens("the next rotation keeps the primary key", open(t, again), seal(t, after))
	refused(t, open(t, again), seal(t, before), place)
}

func TestPromoteDoesNotGoBackToTheOldKey(t *testing.T) {
	if _, err := vault.Promote(newKeyset(t)); err == nil {
		t.Error("a keyset with one key was promoted")
	}
	added, err := vault.AddKey(newKeyset(t))
	if err != nil {
		t.Fatal(err)
	}
	promoted, err := vault.Promote(added)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Promote(promoted); err == nil {
		t.Error("a second Promote made the old key the primary one")
	}
}

func TestKeysetFitsInAnEnvironmentFile(t *testing.T) {
	text := newKeyset(t).Reveal()
	if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		t.Error("the keyset has characters that a shell or an environment file may change")
	}
	if text == newKeyset(t).Reveal() {
		t.Error("two fresh keysets are equal")
	}
}

func TestKeysetIsReadAsJSONToo(t *testing.T) {
	text := newKeyset(t)
	plainJSON, err := base64.RawURLEncoding.DecodeString(text.Reveal())
	if err != nil {
		t.Fatal(err)
	}
	sealed := seal(t, open(t, text))
	for _, spelling := range []string{string(plainJSON), "\n" + text.Reveal() + "\n", base64.URLEncoding.EncodeToString(plainJSON)} {
		if _, err := open(t, secret.New(spelling)).Open(sealed, place); err != nil {
			t.Errorf("another spelling of the keyset: %v", err)
		}
	}
}

func TestUnusableKeysetIsRefusedWithoutShowingIt(t *testing.T) {
	good := newKeyset(t).Reveal()
	goodJSON, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]string{
		"empty":          "",
		"blank":          " \n",
		"words":          "correct-horse-battery-staple",
		"cut":            good[:len(good)-9],
		"cut JSON":       string(goodJSON[:len(goodJSON)-9]),
		"JSON of others": `{"password":"correct-horse-battery-staple"}`,
		"no keys":        `{"primaryKeyId":1,"key":[]}`,
		"quoted":         `"` + good + `"`,
		"two of them":    good + "," + good,
		"a MAC key":      macKeyset(t),
	}
	for name, text := range rows {
		t.Run(name, func(t *testing.T) {
			_, err := vault.New(secret.New(text))
			if err == nil {
				t.Fatal("accepted")
			}
			for from := 0; from+6 <= len(text); from++ {
				if strings.Contains(err.Error(), text[from:from+6]) {
					t.Fatalf("the message %q shows a piece of the setting", err)
				}
			}
			if _, err := vault.AddKey(secret.New(text)); err == nil {
				t.Error("AddKey accepted it")
			}
			if _, err := vault.Promote(secret.New(text)); err == nil {
				t.Error("Promote accepted it")
			}
		})
	}
}

func macKeyset(t testing.TB) string {
	t.Helper()
	handle, err := keyset.NewHandle(mac.HMACSHA256Tag256KeyTemplate())
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&out)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func FuzzOpen(f *testing.F) {
	v := open(f, newKeyset(f))
	genuine := seal(f, v)
	f.Add(genuine, place+"!")
	f.Add(genuine[:5], place)
	f.Add([]byte{}, "")
	f.Fuzz(func(t *testing.T, sealed []byte, context string) {
		if context == place && bytes.Equal(sealed, genuine) {
			t.Skip()
		}
		refused(t, v, sealed, context) // to open, it would have to guess 128 bits
	})
}
