package operator

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"

	"emailcampaigns/app/secret"
)

const (
	recoveryCodes = 10
	// recoveryLetters carry 100 random bits: enough for a plain hash, because
	// nobody can try them all.
	recoveryLetters = 20
	recoveryGroup   = 5
)

// crockford has no letters that are read as digits or as one another
// (crockford.com/base32.html).
var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// generateRecovery returns fresh recovery codes, such as
// "7k3m9-qxd2v-80hjw-c5ntz", and what is stored of them.
func generateRecovery() (codes []secret.Text, hashes [][]byte) {
	for range recoveryCodes {
		raw := make([]byte, sha256.Size)
		_, _ = rand.Read(raw)
		letters := crockford.EncodeToString(raw)[:recoveryLetters]
		var groups []string
		for i := 0; i < recoveryLetters; i += recoveryGroup {
			groups = append(groups, letters[i:i+recoveryGroup])
		}
		code := secret.New(strings.Join(groups, "-"))
		codes, hashes = append(codes, code), append(hashes, hashRecovery(code))
	}
	return codes, hashes
}

// hashRecovery hashes a code as it may be typed: in capitals, with or without
// hyphens and blanks, with O for 0 and with I or L for 1.
func hashRecovery(code secret.Text) []byte {
	typed := strings.ToLower(strings.Join(strings.Fields(code.Reveal()), ""))
	sum := sha256.Sum256([]byte(strings.NewReplacer("-", "", "o", "0", "i", "1", "l", "1").Replace(typed)))
	return sum[:]
}

// holds reports whether a hash is among those stored, in the same time for each.
func holds(stored [][]byte, hash []byte) bool {
	found := 0
	for _, one := range stored {
		found |= subtle.ConstantTimeCompare(one, hash)
	}
	return found == 1
}
