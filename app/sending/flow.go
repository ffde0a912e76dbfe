package sending

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/address"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Flow walks sessions through the wizard. All fields but Pause are required.
type Flow struct {
	Store          Store
	Campaigns      Campaigns
	Vault          Vault
	Google         Google
	Mailer         Mailer
	Hasher         address.Hasher
	AbandonedAfter time.Duration // a session without a step for this long expires
	HashKept       time.Duration // how long a sender hash outlives its send
	Now            func() time.Time
	Log            *slog.Logger

	// Pause, when set, is called between the steps of a send. Tests end the
	// program there; the program leaves it nil.
	Pause func(step string)
}

// Typed is what a sender fills in on the first screen.
type Typed struct {
	Values  campaign.Values
	Letter  string // language, see Session.Letter
	Wording campaign.Wording
	Wish    campaign.Wish
}

// Start begins a session with what was typed. It returns the session and the
// secret of its cookie. Errors: fault.Conflict when the campaign is not open,
// fault.Invalid with the fields that cannot be accepted.
func (f *Flow) Start(ctx context.Context, c campaign.Campaign, language string, t Typed) (Session, secret.Text, error) {
	now := f.Now()
	if c.At(now) != campaign.Open {
		return Session{}, secret.Text{}, fault.New(fault.Conflict, "fault.campaign.not_open")
	}
	revision, err := f.Approved(ctx, c.RevisionID)
	if err != nil {
		return Session{}, secret.Text{}, err
	}
	return f.start(ctx, Session{Language: language}, revision, t, now)
}

// Tester is an operator who tests a letter, and the address it goes to.
type Tester struct{ ID, Address string }

// StartTest begins a session in which an operator sends a letter of any revision
// to themselves. Errors: fault.Invalid with the fields that cannot be accepted.
func (f *Flow) StartTest(ctx context.Context, revision campaign.Revision, by Tester, language string, t Typed) (Session, secret.Text, error) {
	if err := revision.Intact(); err != nil {
		return Session{}, secret.Text{}, err
	}
	to, err := address.Parse(by.Address)
	if err != nil {
		return Session{}, secret.Text{}, err
	}
	s := Session{Language: language, TestOf: by.ID, Sealed: Sealed{TestTo: []byte(to.String())}}
	return f.start(ctx, s, revision, t, f.Now())
}

// start fills a session in and stores it. TestTo comes in plain.
func (f *Flow) start(ctx context.Context, s Session, revision campaign.Revision, t Typed, now time.Time) (Session, secret.Text, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Session{}, secret.Text{}, err
	}
	cookie, hash := secret.NewToken()
	s.ID, s.CampaignID, s.RevisionID, s.State = id.String(), revision.CampaignID, revision.ID, Started
	s.SecretHash, s.StartedAt, s.Version = hash, now, 1
	s.touch(now, f.AbandonedAfter)
	if s.Test() {
		if s.Sealed.TestTo, err = f.Vault.Seal(secret.New(string(s.Sealed.TestTo)), place(s, "test_to")); err != nil {
			return Session{}, secret.Text{}, err
		}
	}
	filled := f.fill(&s, revision, t)
	chosen, err := f.choose(ctx, s, revision, t.Wish)
	if err := fault.Join(err, filled); err != nil {
		return Session{}, secret.Text{}, err
	}
	return s, cookie, f.Store.CreateSession(ctx, s, chosen)
}

// Approved returns a revision that is what was approved. One that is not pauses
// its campaign and alerts the operators (promise 4). The error is a fault.Conflict
// then, and for one that is not approved.
func (f *Flow) Approved(ctx context.Context, revisionID string) (campaign.Revision, error) {
	revision, err := f.Campaigns.Revision(ctx, revisionID)
	if err == nil {
		err = revision.Verify()
	}
	return revision, f.tampered(ctx, revisionID, err)
}

// tampered raises the alarm if that is what an error is about, and returns it.
func (f *Flow) tampered(ctx context.Context, revisionID string, err error) error {
	if !campaign.Changed(err) {
		return err
	}
	f.Log.ErrorContext(ctx, "alert: revision is not what was approved", "revision", revisionID)
	if alarm := f.Store.Tampered(context.WithoutCancel(ctx), revisionID, f.Now()); alarm != nil {
		f.Log.ErrorContext(ctx, "alert: the campaign could not be paused", "revision", revisionID, "err", alarm)
	}
	return err
}

// alert tells the operators, and the log.
func (f *Flow) alert(ctx context.Context, kind AlertKind, s Session) {
	f.Log.ErrorContext(ctx, "alert", "kind", kind, "session", s.ID)
	about := Alert{Kind: kind}
	if c, err := f.Campaigns.Campaign(ctx, s.CampaignID); err == nil {
		about.Subject = c.Slug
	}
	if err := f.Store.Alert(ctx, about, f.Now()); err != nil {
		f.Log.ErrorContext(ctx, "the operators could not be alerted", "kind", kind, "err", err)
	}
}

// Load returns the session with this id if the cookie's secret is its own. A
// session whose time is over is ended and erased on the way, so that it cannot
// be used even if no sweep ever ran.
func (f *Flow) Load(ctx context.Context, id string, cookie secret.Text) (Session, error) {
	s, err := f.Store.Session(ctx, id, cookie.Hash())
	if err != nil {
		return Session{}, err
	}
	now := f.Now()
	if s.State == Confirmed {
		deliveries, err := f.Store.Deliveries(ctx, s.ID)
		if err != nil {
			return Session{}, err
		}
		if i := slices.IndexFunc(deliveries, func(d Delivery) bool { return d.State == Sending }); i >= 0 {
			if now.Before(deliveries[i].LeaseUntil) {
				return s, nil
			}
			if _, err := f.Store.MarkOrphans(ctx, now); err != nil {
				return Session{}, err
			}
		}
	}
	if s.ExpiredBy(now) {
		return f.Expire(ctx, s)
	}
	return s, nil
}

// Review takes over what was typed anew, and the language of the page it was
// typed on. Recipients that the sender does not choose stay who they are. Errors: fault.Invalid with the fields,
// fault.Conflict and fault.Expired when the session has moved on. Another
// address than the connected one gives the tokens up.
func (f *Flow) Review(ctx context.Context, s Session, language string, t Typed) (Session, error) {
	now := f.Now()
	if err := s.alive(now); err != nil {
		return s, err
	}
	revision, err := f.Pinned(ctx, s)
	if err != nil {
		return s, err
	}
	before, err := f.Sender(s)
	if err != nil {
		return s, err
	}
	chosen, err := f.rechoose(ctx, s, revision, t.Wish) // by what is held of the sender so far
	filled := f.fill(&s, revision, t)
	if err := fault.Join(err, filled); err != nil {
		return s, err
	}
	after, err := f.Sender(s)
	if err != nil {
		return s, err
	}
	s.Language = language
	s.touch(now, f.AbandonedAfter)
	if moved := !before.Address.Equal(after.Address); moved {
		s.Stay("")
	}
	if err := f.saveChoice(ctx, &s, chosen); err != nil {
		return s, err
	}
	if s.State == Started && s.HoldsTokens() {
		return f.dropTokens(ctx, s)
	}
	return s, nil
}

// Speak changes the language of the session's pages.
func (f *Flow) Speak(ctx context.Context, s Session, language string) error {
	s.Language = language
	return f.save(ctx, &s)
}

// Sender opens what the person typed. It is empty once the session has ended.
func (f *Flow) Sender(s Session) (Sender, error) {
	var sender Sender
	var err error
	if s.Sealed.Address == nil {
		return Sender{}, nil
	}
	if sender.Name, err = f.Vault.Open(s.Sealed.Name, place(s, "name")); err != nil {
		return Sender{}, err
	}
	if sender.Address, err = f.Vault.Open(s.Sealed.Address, place(s, "address")); err != nil {
		return Sender{}, err
	}
	fields, err := f.Vault.Open(s.Sealed.Fields, place(s, "fields"))
	if err != nil {
		return Sender{}, err
	}
	var plain map[string]string
	if err := json.Unmarshal([]byte(fields.Reveal()), &plain); err != nil {
		return Sender{}, fault.Wrap(fault.Internal, "fault.internal", errUnreadable)
	}
	sender.Fields = make(map[string]secret.Text, len(plain))
	for name, value := range plain {
		sender.Fields[name] = secret.New(value)
	}
	if sender.Paragraph, err = f.opened(s.Sealed.Paragraph, place(s, "paragraph")); err != nil {
		return Sender{}, err
	}
	sender.Area, err = f.opened(s.Sealed.Area, place(s, "area"))
	return sender, err
}

// opened opens what need not be there.
func (f *Flow) opened(sealed []byte, place string) (secret.Text, error) {
	if sealed == nil {
		return secret.Text{}, nil
	}
	return f.Vault.Open(sealed, place)
}

// sealed seals what need not be there.
func (f *Flow) sealed(plain, place string) ([]byte, error) {
	if plain == "" {
		return nil, nil
	}
	return f.Vault.Seal(secret.New(plain), place)
}

// Values returns what a letter may use of the sender.
func (s Sender) Values() campaign.Values {
	v := campaign.Values{Name: s.Name.Reveal(), Address: s.Address.Reveal(), Fields: map[string]string{}, Paragraph: s.Paragraph.Reveal()}
	for name, value := range s.Fields {
		v.Fields[name] = value.Reveal()
	}
	return v
}

// Pinned returns the revision a session started with: an approved one, or for a
// test any that is what it was made of. Errors as for Approved.
func (f *Flow) Pinned(ctx context.Context, s Session) (campaign.Revision, error) {
	if !s.Test() {
		return f.Approved(ctx, s.RevisionID)
	}
	revision, err := f.Campaigns.Revision(ctx, s.RevisionID)
	if err == nil {
		err = revision.Intact()
	}
	return revision, err
}

// fill checks, normalises and seals what was typed.
func (f *Flow) fill(s *Session, revision campaign.Revision, t Typed) error {
	v := t.Values.Clean()
	if err := revision.Content.CheckValues(v); err != nil {
		return err
	}
	parsed, err := address.Parse(v.Address)
	if err != nil {
		return err
	}
	s.Letter, s.Wording = revision.Content.LetterLanguage(t.Letter), t.Wording
	asked := map[string]string{}
	for _, field := range revision.Content.Fields {
		asked[field.Name] = v.Fields[field.Name]
	}
	fields, err := json.Marshal(asked)
	if err != nil {
		return err
	}
	if s.Sealed.Name, err = f.Vault.Seal(secret.New(v.Name), place(*s, "name")); err != nil {
		return err
	}
	if s.Sealed.Address, err = f.Vault.Seal(secret.New(parsed.String()), place(*s, "address")); err != nil {
		return err
	}
	if s.Sealed.Paragraph, err = f.sealed(v.Paragraph, place(*s, "paragraph")); err != nil {
		return err
	}
	area := ""
	if revision.Content.Selection.Mode == campaign.Area {
		area = t.Wish.Area
	}
	if s.Sealed.Area, err = f.sealed(area, place(*s, "area")); err != nil {
		return err
	}
	s.Sealed.Fields, err = f.Vault.Seal(secret.New(string(fields)), place(*s, "fields"))
	return err
}

// save writes the session and keeps its version in step.
func (f *Flow) save(ctx context.Context, s *Session) error {
	if err := f.Store.SaveSession(ctx, *s); err != nil {
		return err
	}
	s.Version++
	return nil
}

// saveChoice is save, with other recipients unless there are none.
func (f *Flow) saveChoice(ctx context.Context, s *Session, chosen []Delivery) error {
	if chosen == nil {
		return f.save(ctx, s)
	}
	if err := f.Store.SaveChoice(ctx, *s, chosen); err != nil {
		return err
	}
	s.Version++
	return nil
}

func (f *Flow) pause(step string) {
	if f.Pause != nil {
		f.Pause(step)
	}
}

// place binds a ciphertext to its session and column.
func place(s Session, column string) string { return "session/" + s.ID + "/" + column }
