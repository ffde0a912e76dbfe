package admin

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/web/render"
)

// enrolmentPage is admin/enrolment: what a link asks for.
type enrolmentPage struct {
	Frame
	Token     string // of the link, for the form's address
	Kind      operator.Kind
	Whom      string // e-mail address the link is for
	Gives     operator.Role
	ExpiresAt time.Time
	Name      string
	App       *authenticator // nil for a link that does not replace the second factor
	Problems  []fault.Field
}

// authenticator is a second factor that waits to be set up. The form carries its
// key, so that it stays the same until everything is right.
type authenticator struct {
	Key    string
	Spoken string // the key in groups, to be typed by hand
	AppURL string // opens the app on this device
	Size   int    // of the QR code's view box
	Path   string // the QR code
}

// EnrolmentShow opens a link. It uses nothing up: programs that look at links in
// chats and mails open them, too.
func (h *Accounts) EnrolmentShow(c *fiber.Ctx) error {
	page, err := h.enrolmentPage(c, operator.GenerateFactor())
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/enrolment", page)
}

// EnrolmentCreate uses a link up and signs in. New recovery codes are shown in
// the answer itself, once.
func (h *Accounts) EnrolmentCreate(c *fiber.Ctx) error {
	if c.Query("show") != "" { // in another language: nothing is used up
		return h.enrolmentAgain(c, nil)
	}
	done, err := h.Operators.Enrol(c.UserContext(), secret.New(c.Params("token")), operator.Form{
		Name: posted(c, "name"), Language: render.LanguageOf(c), Password: typed(c, "password"), Current: typed(c, "current"),
		Factor: typed(c, "factor"), Code: typed(c, "code"), Browser: browserOf(c.Get(fiber.HeaderUserAgent)),
	})
	if fields := fault.FieldsOf(err); len(fields) > 0 {
		return h.enrolmentAgain(c, fields)
	}
	if err != nil {
		return err
	}
	h.Cookies.WriteSignIn(c, done.Cookie)
	if len(done.Codes) == 0 {
		return h.Views.Redirect(c, "admin.home")
	}
	return h.Views.Page(c, "admin/recovery-codes", recoveryPage{Codes: revealed(done.Codes)})
}

// enrolmentAgain shows the form again, with the same key for the app: it may have
// been set up already. A damaged key is replaced.
func (h *Accounts) enrolmentAgain(c *fiber.Ctx, rejected []fault.Field) error {
	factor, err := operator.ParseFactor(typed(c, "factor"))
	if err != nil {
		factor = operator.GenerateFactor()
	}
	page, err := h.enrolmentPage(c, factor)
	if err != nil {
		return err
	}
	page.Name, page.Problems = posted(c, "name"), rejected
	if len(rejected) == 0 {
		return h.Views.Page(c, "admin/enrolment", page)
	}
	return h.Views.Rejected(c, "admin/enrolment", page)
}

func (h *Accounts) enrolmentPage(c *fiber.Ctx, factor secret.Text) (enrolmentPage, error) {
	token := secret.New(c.Params("token"))
	e, err := h.Operators.Enrolment(c.UserContext(), token)
	if err != nil {
		return enrolmentPage{}, err
	}
	page := enrolmentPage{Token: token.Reveal(), Kind: e.Kind, Whom: e.Email, Gives: e.Role, ExpiresAt: e.ExpiresAt}
	if e.Kind.SetsFactor() {
		page.App, err = h.authenticator(factor, e.Email)
	}
	return page, err
}

func (h *Accounts) authenticator(factor secret.Text, email string) (*authenticator, error) {
	url := operator.FactorURL(factor, h.Operators.Issuer, email)
	picture, err := operator.Draw(url)
	if err != nil {
		return nil, err
	}
	var groups []string
	for group := range slices.Chunk([]byte(factor.Reveal()), 4) {
		groups = append(groups, string(group))
	}
	return &authenticator{
		Key: factor.Reveal(), Spoken: strings.Join(groups, " "), AppURL: url.Reveal(), Size: picture.Size, Path: picture.Path.Reveal(),
	}, nil
}
