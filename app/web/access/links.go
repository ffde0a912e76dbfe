package access

import (
	"encoding/base64"

	"emailcampaigns/app/secret"
	"emailcampaigns/app/sending"
)

// Links makes and reads the last part of addresses for people without an account.
// What a link is about stands in it, sealed: nobody can make or change one without
// the vault's keys, and nothing of it is stored. A link can be read as long as the
// vault keeps the key that sealed it.
type Links struct {
	Vault sending.Vault
	Place string // what kind of links: one of another kind cannot be read
}

// Token returns the last part of a link's path.
func (l Links) Token(about string) (string, error) {
	sealed, err := l.Vault.Seal(secret.New(about), l.Place)
	return base64.RawURLEncoding.EncodeToString(sealed), err
}

// Read returns what a link is about, and false for what is no link. A link has one
// spelling only.
func (l Links) Read(token string) (about string, ok bool) {
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || base64.RawURLEncoding.EncodeToString(sealed) != token {
		return "", false
	}
	plain, err := l.Vault.Open(sealed, l.Place)
	if err != nil {
		return "", false
	}
	return plain.Reveal(), true
}
