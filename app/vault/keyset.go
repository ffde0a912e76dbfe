package vault

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"emailcampaigns/app/secret"
)

// Errors of a keyset never wrap Tink's: a JSON parser quotes what it stumbled
// over, and here that is a key.
var (
	errFormat   = errors.New("is not a keyset as printed by `ecm keys new`")
	errPurpose  = errors.New("holds a key that is not for authenticated encryption (AEAD)")
	errPromoted = errors.New("has its newest key as the primary one already: `ecm keys add` comes first")
	errGenerate = errors.New("vault: no key could be generated")
)

// NewKeyset returns a keyset with one fresh AES-256-GCM key: Tink's JSON in
// unpadded base64url, one line without a character that shells or environment
// files treat specially.
func NewKeyset() (secret.Text, error) {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return secret.Text{}, errGenerate
	}
	return format(handle)
}

// AddKey returns the keyset with its primary key and a fresh one that opens but
// does not seal. Any other key is dropped, so a keyset never holds more than
// two. It is the first half of a rotation: once every instance has the result,
// Promote can follow.
func AddKey(text secret.Text) (secret.Text, error) {
	handle, _, err := parse(text)
	if err != nil {
		return secret.Text{}, err
	}
	manager := keyset.NewManagerFromHandle(handle)
	others, err := otherKeys(handle)
	if err != nil {
		return secret.Text{}, err
	}
	for _, id := range others {
		if err := manager.Delete(id); err != nil {
			return secret.Text{}, errFormat
		}
	}
	if _, err := manager.Add(aead.AES256GCMKeyTemplate()); err != nil {
		return secret.Text{}, errGenerate
	}
	return formatManaged(manager)
}

// Promote returns the keyset with its newest key as the primary one. The key
// that was primary stays and still opens what it sealed. A keyset whose newest
// key is primary already is an error, so that a repeated call does not go back
// to the old key.
func Promote(text secret.Text) (secret.Text, error) {
	handle, _, err := parse(text)
	if err != nil {
		return secret.Text{}, err
	}
	newest, err := handle.Entry(handle.Len() - 1)
	if err != nil {
		return secret.Text{}, errFormat
	}
	if newest.IsPrimary() {
		return secret.Text{}, errPromoted
	}
	manager := keyset.NewManagerFromHandle(handle)
	if err := manager.SetPrimary(newest.KeyID()); err != nil {
		return secret.Text{}, errFormat
	}
	return formatManaged(manager)
}

// otherKeys returns the ids of all keys but the primary one.
func otherKeys(handle *keyset.Handle) ([]uint32, error) {
	var ids []uint32
	for i := range handle.Len() {
		entry, err := handle.Entry(i)
		if err != nil {
			return nil, errFormat
		}
		if !entry.IsPrimary() {
			ids = append(ids, entry.KeyID())
		}
	}
	return ids, nil
}

// parse reads a keyset in base64url or as the JSON itself, and what its keys do.
//
// "Insecure" in the package's name means that the keyset is not encrypted by
// another key. It is a deliberate choice: the environment of the program is the
// key store, and a key that decrypts the keyset would have to lie beside it.
func parse(text secret.Text) (*keyset.Handle, tink.AEAD, error) {
	plain := strings.TrimSpace(text.Reveal())
	if plain == "" {
		return nil, nil, errFormat
	}
	raw := []byte(plain)
	if plain[0] != '{' {
		var err error
		if raw, err = base64.RawURLEncoding.DecodeString(strings.TrimRight(plain, "=")); err != nil {
			return nil, nil, errFormat
		}
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, nil, errFormat
	}
	primitive, err := aead.New(handle)
	if err != nil {
		return nil, nil, errPurpose
	}
	return handle, primitive, nil
}

func formatManaged(manager *keyset.Manager) (secret.Text, error) {
	handle, err := manager.Handle()
	if err != nil {
		return secret.Text{}, errFormat
	}
	return format(handle)
}

func format(handle *keyset.Handle) (secret.Text, error) {
	var out bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&out)); err != nil {
		return secret.Text{}, errGenerate
	}
	return secret.New(base64.RawURLEncoding.EncodeToString(out.Bytes())), nil
}
