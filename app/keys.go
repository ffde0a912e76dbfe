package main

import (
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"emailcampaigns/app/address"
	"emailcampaigns/app/config"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/vault"
)

// KeysCommand groups what is done with keys. All of it only prints: where keys
// are kept is the operator's choice.
type KeysCommand struct {
	New     KeysNewCommand     `cmd:"" help:"Print fresh keys as lines of an environment file."`
	Add     KeysAddCommand     `cmd:"" help:"Print VAULT_KEYSET with a fresh second key, the first half of a rotation."`
	Promote KeysPromoteCommand `cmd:"" help:"Print VAULT_KEYSET with its second key in use, the second half."`
}

// KeysNewCommand makes the keys that serve needs.
type KeysNewCommand struct{}

// Run prints both keys.
func (KeysNewCommand) Run(terminal Terminal) error {
	keyset, hash, err := newKeys()
	if err != nil {
		return err
	}
	if err := printKeyset(terminal, keyset); err != nil {
		return err
	}
	_, err = fmt.Fprintf(terminal.Out, "HASH_KEY=%s\n", hash.Reveal())
	return err
}

// newKeys makes VAULT_KEYSET and HASH_KEY.
func newKeys() (keyset, hash secret.Text, err error) {
	if keyset, err = vault.NewKeyset(); err != nil {
		return keyset, hash, err
	}
	var key [sha256.Size]byte
	_, _ = rand.Read(key[:]) // never fails: crypto/rand ends the program instead
	return keyset, address.FormatHasher(1, key), nil
}

// KeysAddCommand begins a rotation.
type KeysAddCommand struct{ config.Keyset }

// Run prints the keyset with one more key.
func (c KeysAddCommand) Run(terminal Terminal) error {
	return changeKeyset(terminal, c.Keyset, vault.AddKey)
}

// KeysPromoteCommand ends a rotation.
type KeysPromoteCommand struct{ config.Keyset }

// Run prints the keyset with its newest key as the primary one.
func (c KeysPromoteCommand) Run(terminal Terminal) error {
	return changeKeyset(terminal, c.Keyset, vault.Promote)
}

func changeKeyset(terminal Terminal, setting config.Keyset, change func(secret.Text) (secret.Text, error)) error {
	keyset, err := setting.Read()
	if err != nil {
		return err
	}
	if keyset, err = change(keyset); err != nil {
		return config.Problems{}.Add("VAULT_KEYSET", err).Err()
	}
	return printKeyset(terminal, keyset)
}

// printKeyset reveals the keyset: printing it is what the command is for.
func printKeyset(terminal Terminal, keyset secret.Text) error {
	_, err := fmt.Fprintf(terminal.Out, "VAULT_KEYSET=%s\n", keyset.Reveal())
	return err
}
