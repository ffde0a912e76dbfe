// Package vault seals and opens what must not be readable in the database:
// tokens, and everything a sender typed (promise 6). It is authenticated
// encryption with associated data by Tink; the keys come from the environment
// and are never stored beside what they seal.
package vault

import (
	"bytes"
	"encoding/base64"
	"errors"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Vault seals with the primary key of a keyset and opens with any of its keys,
// so that keys can be changed without a moment in which something does not open.
type Vault struct{ aead tink.AEAD }

var errKeyset = errors.New("must be a keyset as printed by `ecm keys new`")

// New reads a keyset: Tink's JSON form in unpadded base64url. The error never
// quotes it.
func New(setting secret.Text) (*Vault, error) {
	plain, err := base64.RawURLEncoding.DecodeString(setting.Reveal())
	if err != nil {
		return nil, errKeyset
	}
	// The environment is the key store: nothing outside this program could open
	// an encrypted keyset for it.
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(plain)))
	if err != nil {
		return nil, errKeyset
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, errKeyset
	}
	return &Vault{aead: primitive}, nil
}

// NewKeyset returns a keyset with one fresh AES-256-GCM key, in one line.
func NewKeyset() (secret.Text, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return secret.Text{}, err
	}
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&b)); err != nil {
		return secret.Text{}, err
	}
	return secret.New(base64.RawURLEncoding.EncodeToString(b.Bytes())), nil
}

// Seal encrypts plain and binds it to context: a ciphertext that is copied to
// another place does not open there.
func (v *Vault) Seal(plain secret.Text, context string) ([]byte, error) {
	sealed, err := v.aead.Encrypt([]byte(plain.Reveal()), []byte(context))
	if err != nil {
		return nil, fault.Wrap(fault.Internal, "fault.internal", errors.New("sealing failed"))
	}
	return sealed, nil
}

// Open decrypts what Seal returned for the same context.
func (v *Vault) Open(sealed []byte, context string) (secret.Text, error) {
	plain, err := v.aead.Decrypt(sealed, []byte(context))
	if err != nil {
		return secret.Text{}, fault.Wrap(fault.Internal, "fault.internal", errors.New("opening a sealed value failed"))
	}
	return secret.New(string(plain)), nil
}
