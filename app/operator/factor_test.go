package operator

import (
	"bytes"
	"encoding/base32"
	"fmt"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/boombuler/barcode/qr"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// codeAt is what an authenticator app shows.
func codeAt(t *testing.T, factor secret.Text, at time.Time) secret.Text {
	t.Helper()
	code, err := totp.GenerateCode(factor.Reveal(), at)
	if err != nil {
		t.Fatal(err)
	}
	return secret.New(code)
}

// The test vectors of RFC 6238, appendix B, cut to six digits.
func TestCodesAreThoseOfRFC6238(t *testing.T) {
	factor := secret.New(base32.StdEncoding.EncodeToString([]byte("12345678901234567890")))
	for seconds, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		step, ok := stepOf(factor, secret.New(code), 0, time.Unix(seconds, 0))
		if !ok || step != seconds/30 {
			t.Errorf("at %d: step %d, %v", seconds, step, ok)
		}
	}
}

func TestACodeWorksOnceAndOneStepAround(t *testing.T) {
	factor, now := GenerateFactor(), time.Unix(1_800_000_015, 0)
	current := now.Unix() / 30
	for away, want := range map[int]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code := codeAt(t, factor, now.Add(time.Duration(away)*factorPeriod))
		step, ok := stepOf(factor, code, 0, now)
		if ok != want || ok && step != current+int64(away) {
			t.Errorf("%d steps away: %v, step %d", away, ok, step)
		}
		if !want {
			continue
		}
		if _, ok := stepOf(factor, code, step, now); ok {
			t.Errorf("%d steps away: works twice", away)
		}
		if _, ok := stepOf(factor, code, step+1, now); ok {
			t.Errorf("%d steps away: works after a later one", away)
		}
	}
	code := codeAt(t, factor, now)
	for _, wrong := range []secret.Text{{}, secret.New("12345"), secret.New(code.Reveal() + "0"), secret.New(" " + code.Reveal()), secret.New("abcdef")} {
		if _, ok := stepOf(factor, wrong, 0, now); ok {
			t.Errorf("%q works", wrong.Reveal())
		}
	}
	if _, ok := stepOf(secret.Text{}, code, 0, now); ok {
		t.Error("works without a factor")
	}
	if _, ok := stepOf(GenerateFactor(), code, 0, now); ok {
		t.Error("works for another factor")
	}
}

func TestAFactorComesBackFromItsFormUnchangedOrNotAtAll(t *testing.T) {
	factor := GenerateFactor()
	if back, err := ParseFactor(factor); err != nil || !back.Equal(factor) {
		t.Errorf("%v", err)
	}
	if factor.Equal(GenerateFactor()) {
		t.Error("two factors are equal")
	}
	text := factor.Reveal()
	for _, wrong := range []string{
		"", text[:31], text + "A", text + "========", strings.ToLower(text), text[:16], text[:31] + "1", text[:31] + "=", text[:31] + "\n", " " + text[:31], text[:15] + "\r\n" + text[15:],
	} {
		if _, err := ParseFactor(secret.New(wrong)); !fault.Is(err, fault.Invalid) || wrong != "" && strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestAnAppReadsTheAddressOfAFactor(t *testing.T) {
	factor := GenerateFactor()
	key, err := otp.NewKeyFromURL(FactorURL(factor, "campaigns.example.org", "o'neill+test@assembly.example").Reveal())
	if err != nil {
		t.Fatal(err)
	}
	if key.Type() != "totp" || key.Secret() != factor.Reveal() || key.Issuer() != "campaigns.example.org" ||
		key.AccountName() != "o'neill+test@assembly.example" || key.Period() != 30 || key.Digits() != otp.DigitsSix || key.Algorithm() != otp.AlgorithmSHA1 {
		t.Errorf("read as %s", key.String())
	}
}

// The path, painted, is the code with its margin.
func TestThePathPaintsTheQRCode(t *testing.T) {
	text := FactorURL(GenerateFactor(), "campaigns.example.org", strings.Repeat("a", 64)+"@"+strings.Repeat("b", 60)+".example")
	picture, err := Draw(text)
	if err != nil {
		t.Fatal(err)
	}
	code, err := qr.Encode(text.Reveal(), qr.M, qr.Auto)
	if err != nil {
		t.Fatal(err)
	}
	if want := code.Bounds().Dx() + 8; picture.Size != want {
		t.Fatalf("size %d, want %d", picture.Size, want)
	}
	painted := image.NewGray(image.Rect(0, 0, picture.Size, picture.Size))
	one := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	if rest := one.ReplaceAllString(picture.Path.Reveal(), ""); rest != "" {
		t.Fatalf("the path holds %q", rest)
	}
	for _, m := range one.FindAllStringSubmatch(picture.Path.Reveal(), -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		run, _ := strconv.Atoi(m[3])
		for i := range run {
			painted.SetGray(x+i, y, color.Gray{Y: 1})
		}
		if m[3] != m[4] {
			t.Fatalf("%s is not closed", m[0])
		}
	}
	for y := range picture.Size {
		for x := range picture.Size {
			inside := image.Pt(x-quiet, y-quiet).In(code.Bounds())
			want := inside && code.At(x-quiet, y-quiet) == color.Black
			if got := painted.GrayAt(x, y).Y == 1; got != want {
				t.Fatalf("module %d,%d is dark: %v", x, y, got)
			}
		}
	}
	if _, err := Draw(secret.New(strings.Repeat("x", 5000))); !fault.Is(err, fault.Internal) || strings.Contains(err.Error(), "xx") {
		t.Errorf("a text that does not fit: %v", err)
	}
	if shown := fmt.Sprintf("%+v", picture); strings.Contains(shown, "M4 4h7") {
		t.Error("the code, which is a secret, prints")
	}
}

func TestRecoveryCodesAreReadAsTheyAreTyped(t *testing.T) {
	codes, hashes := generateRecovery()
	form := regexp.MustCompile(`^[0-9a-hjkmnp-tv-z]{5}(-[0-9a-hjkmnp-tv-z]{5}){3}$`)
	if len(codes) != 10 || len(hashes) != 10 {
		t.Fatalf("%d codes, %d hashes", len(codes), len(hashes))
	}
	seen := map[string]bool{}
	for i, code := range codes {
		text := code.Reveal()
		if !form.MatchString(text) || seen[text] {
			t.Errorf("code %q", text)
		}
		seen[text] = true
		for _, typed := range []string{
			text, strings.ToUpper(text), strings.ReplaceAll(text, "-", ""), strings.ReplaceAll(text, "-", " "), "  " + text + "\t",
			strings.ReplaceAll(text, "0", "O"), strings.ReplaceAll(text, "1", "l"), strings.ReplaceAll(text, "1", "I"),
		} {
			if !bytes.Equal(hashRecovery(secret.New(typed)), hashes[i]) || !holds(hashes, hashRecovery(secret.New(typed))) {
				t.Errorf("%q is not read as %q", typed, text)
			}
		}
		if isFactorCode(cleanCode(code)) {
			t.Errorf("%q is taken for the app's", text)
		}
	}
	if other, _ := generateRecovery(); holds(hashes, hashRecovery(other[0])) || holds(nil, hashes[0]) || holds(hashes, nil) {
		t.Error("a code that is not there is found")
	}
	if !isFactorCode(cleanCode(secret.New(" 123 456 "))) {
		t.Error("an app's code is taken for a recovery code")
	}
}
