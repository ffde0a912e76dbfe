package operator

import (
	"context"
	"errors"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Bounds of a password in characters. Length is what makes it hard to guess; no
// kinds of characters are asked for (NIST SP 800-63B, 3.1.1.2).
const (
	LeastPassword = 12
	MostPassword  = 128
)

// cost is argon2id with 19 MiB, two passes and one lane (OWASP Password Storage
// Cheat Sheet).
var cost = argon2id.Params{Memory: 19 << 10, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// Passwords hashes and compares passwords, two at a time: each takes 19 MiB for
// as long as it runs, and an attacker decides how many come at once.
type Passwords struct{ turns chan struct{} }

// NewPasswords returns the hashing that a whole program shares.
func NewPasswords() *Passwords { return &Passwords{turns: make(chan struct{}, 2)} }

// Hash returns what is stored of a password. It waits for its turn as long as
// ctx allows.
func (p *Passwords) Hash(ctx context.Context, password secret.Text) (secret.Text, error) {
	if err := p.wait(ctx); err != nil {
		return secret.Text{}, err
	}
	defer p.done()
	hash, err := argon2id.CreateHash(plain(password), &cost)
	if err != nil {
		return secret.Text{}, errHashing
	}
	return secret.New(hash), nil
}

// Match reports whether hash was made of the password. An empty hash, of an
// account that does not exist or has no password, takes the same time and never
// matches: the time must not tell which accounts there are.
func (p *Passwords) Match(ctx context.Context, password, hash secret.Text) (bool, error) {
	if hash.Empty() {
		_, err := p.Hash(ctx, password)
		return false, err
	}
	if err := p.wait(ctx); err != nil {
		return false, err
	}
	defer p.done()
	matches, err := argon2id.ComparePasswordAndHash(plain(password), hash.Reveal())
	if err != nil {
		return false, errHashing
	}
	return matches, nil
}

// errHashing wraps nothing: a library's error could quote a hash.
var errHashing = fault.Wrap(fault.Internal, "fault.internal", errors.New("a password could not be hashed or compared"))

func (p *Passwords) wait(ctx context.Context) error {
	select {
	case p.turns <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p *Passwords) done() { <-p.turns }

// plain is the form in which a password is hashed: another keyboard's spelling
// of the same characters is the same password.
func plain(password secret.Text) string { return norm.NFKC.String(password.Reveal()) }

// checkPassword rejects, under the control's name, a password that is too short,
// too long or easy to guess. about is what an attacker knows of the operator.
func checkPassword(fields *fault.Fields, control string, password secret.Text, about ...string) {
	text := plain(password)
	switch length := utf8.RuneCountInString(text); {
	case length == 0:
		fields.Reject(control, "fault.required", nil)
	case length < LeastPassword:
		fields.Reject(control, "fault.password.short", map[string]any{"Least": LeastPassword})
	case length > MostPassword:
		fields.Reject(control, "fault.too_long", map[string]any{"Max": MostPassword})
	case guessable(text, about...):
		fields.Reject(control, "fault.password.common", nil)
	}
}
