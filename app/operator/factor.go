package operator

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// The second factor is TOTP as every authenticator app has it: SHA-1, six
// digits, 30 seconds (RFC 6238). Clocks may be one step apart.
const (
	factorBytes  = 20 // RFC 4226 4, R6
	factorPeriod = 30 * time.Second
	factorSkew   = 1
)

var factorOptions = hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

var base32Plain = base32.StdEncoding.WithPadding(base32.NoPadding)

// GenerateFactor returns a fresh TOTP secret in base32.
func GenerateFactor() secret.Text {
	raw := make([]byte, factorBytes)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	return secret.New(base32Plain.EncodeToString(raw))
}

// ParseFactor takes a TOTP secret back from the form that carried it: exactly
// what GenerateFactor makes, or a fault.Invalid.
func ParseFactor(text secret.Text) (secret.Text, error) {
	raw, err := base32Plain.DecodeString(text.Reveal())
	if err != nil || len(raw) != factorBytes || base32Plain.EncodeToString(raw) != text.Reveal() {
		return secret.Text{}, fault.New(fault.Invalid, "fault.factor")
	}
	return text, nil
}

// FactorURL is what a QR code hands over to an authenticator app
// (github.com/google/google-authenticator/wiki/Key-Uri-Format).
func FactorURL(factor secret.Text, issuer, account string) secret.Text {
	label := url.PathEscape(issuer) + ":" + url.PathEscape(account)
	query := "secret=" + factor.Reveal() + "&issuer=" + url.QueryEscape(issuer) + "&algorithm=SHA1&digits=6&period=30"
	return secret.New("otpauth://totp/" + label + "?" + query)
}

// stepOf returns the time step whose code this is, if it comes after the step
// used last: a code works once (RFC 6238 5.2). All steps are compared, so that
// the time does not tell which one it was.
func stepOf(factor, code secret.Text, used int64, now time.Time) (step int64, ok bool) {
	current := now.Unix() / int64(factorPeriod.Seconds())
	for s := current - factorSkew; s <= current+factorSkew; s++ {
		want, err := hotp.GenerateCodeCustom(factor.Reveal(), uint64(s), factorOptions) // #nosec G115 -- steps since 1970
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code.Reveal())) == 1 && s > used {
			step, ok = s, true
		}
	}
	return step, ok
}

// isFactorCode reports whether a code looks like the app's, and not like a
// recovery code.
func isFactorCode(code secret.Text) bool {
	text := code.Reveal()
	return len(text) == otp.DigitsSix.Length() && strings.Trim(text, "0123456789") == ""
}

// cleanCode takes the blanks out with which apps show their codes.
func cleanCode(code secret.Text) secret.Text {
	return secret.New(strings.Join(strings.Fields(code.Reveal()), ""))
}
