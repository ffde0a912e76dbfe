// Package vault encrypts what must not be readable in the database: OAuth
// tokens and the fields a sender typed (promises 5 and 6). The ciphertexts are
// Tink AEAD (AES-256-GCM, developers.google.com/tink/aead). What is encrypted
// where, and for how long, is decided by others.
//
// The keyset holds one or more keys. The primary one seals; every one opens. A
// ciphertext names its key, so keys can be changed without touching the
// database: AddKey, hand the keyset to every instance, Promote, hand it out
// again.
package vault

import (
	"errors"

	"github.com/tink-crypto/tink-go/v2/tink"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Vault seals and opens with one keyset. It is safe for concurrent use.
type Vault struct{ aead tink.AEAD }

// New returns a vault with the keyset that NewKeyset, AddKey or Promote made.
// The error describes what is wrong without a byte of the keyset, so that it can
// be shown to who starts the program.
func New(keyset secret.Text) (*Vault, error) {
	_, primitive, err := parse(keyset)
	if err != nil {
		return nil, err
	}
	return &Vault{aead: primitive}, nil
}

// Seal encrypts plain for the place named by context, such as a session's id
// and a column. The context is authenticated and not stored: only Open with the
// same one succeeds. The error is a fault.Internal.
func (v *Vault) Seal(plain secret.Text, context string) ([]byte, error) {
	sealed, err := v.aead.Encrypt([]byte(plain.Reveal()), []byte(context))
	if err != nil {
		return nil, internal("vault: sealing failed")
	}
	return sealed, nil
}

// Open decrypts what Seal returned for the same context. A ciphertext that was
// changed, moved to another place, or made with a key that the keyset does not
// hold is a fault.Internal; the error does not tell which, nor what was inside.
func (v *Vault) Open(sealed []byte, context string) (secret.Text, error) {
	plain, err := v.aead.Decrypt(sealed, []byte(context))
	if err != nil {
		return secret.Text{}, internal("vault: the ciphertext does not open here with these keys")
	}
	return secret.New(string(plain)), nil
}

func internal(text string) error {
	return &fault.Error{Kind: fault.Internal, Err: errors.New(text)}
}
