package sending

import (
	"context"
	"encoding/json"
	"log/slog"
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

// Start begins a session with what was typed. It returns the session and the
// secret of its cookie. Errors: fault.Conflict when the campaign is not open,
// fault.Invalid with the fields that cannot be accepted.
func (f *Flow) Start(ctx context.Context, c campaign.Campaign, language, letter string, v campaign.Values) (Session, secret.Text, error) {
	now := f.Now()
	if c.At(now) != campaign.Open {
		return Session{}, secret.Text{}, fault.New(fault.Conflict, "fault.campaign.not_open")
	}
	revision, err := f.Approved(ctx, c.RevisionID)
	if err != nil {
		return Session{}, secret.Text{}, err
	}
	return f.start(ctx, Session{Language: language}, revision, letter, v, now)
}

// Tester is an operator who tests a letter, and the address it goes to.
type Tester struct{ ID, Address string }

// StartTest begins a session in which an operator sends a letter of any revision
// to themselves. Errors: fault.Invalid with the fields that cannot be accepted.
func (f *Flow) StartTest(ctx context.Context, revision campaign.Revision, by Tester, language, letter string, v campaign.Values) (Session, secret.Text, error) {
	if err := revision.Intact(); err != nil {
		return Session{}, secret.Text{}, err
	}
	to, err := address.Parse(by.Address)
	if err != nil {
		return Session{}, secret.Text{}, err
	}
	s := Session{Language: language, TestOf: by.ID, Sealed: Sealed{TestTo: []byte(to.String())}}
	return f.start(ctx, s, revision, letter, v, f.Now())
}

// start fills a session in and stores it. TestTo comes in plain.
func (f *Flow) start(ctx context.Context, s Session, revision campaign.Revision, letter string, v campaign.Values, now time.Time) (Session, secret.Text, error) {
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
	if err := f.fill(&s, revision, letter, v); err != nil {
		return Session{}, secret.Text{}, err
	}
	return s, cookie, f.Store.CreateSession(ctx, s)
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
		d, err := f.Store.Delivery(ctx, s.ID)
		if err != nil {
			return Session{}, err
		}
		if d.State == Sending {
			if now.Before(d.LeaseUntil) {
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
// typed on. Errors: fault.Invalid with the fields,
// fault.Conflict and fault.Expired when the session has moved on. Another
// address than the connected one gives the tokens up.
func (f *Flow) Review(ctx context.Context, s Session, language, letter string, v campaign.Values) (Session, error) {
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
	if err := f.fill(&s, revision, letter, v); err != nil {
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
	if err := f.save(ctx, &s); err != nil {
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
	return sender, nil
}

// Values returns what a letter may use of the sender.
func (s Sender) Values() campaign.Values {
	v := campaign.Values{Name: s.Name.Reveal(), Address: s.Address.Reveal(), Fields: map[string]string{}}
	for name, value := range s.Fields {
		v.Fields[name] = value.Reveal()
	}
	return v
}

// Message assembles the message that would be sent for the session now, from the
// approved revision it started with; a test goes to its operator and says so. Errors: fault.Conflict when that revision
// is not what was approved, fault.Expired when the session has ended.
func (f *Flow) Message(ctx context.Context, s Session) (campaign.Message, campaign.Revision, error) {
	if s.State.Ended() {
		return campaign.Message{}, campaign.Revision{}, fault.New(fault.Expired, "fault.session.ended")
	}
	revision, err := f.Pinned(ctx, s)
	if err != nil {
		return campaign.Message{}, campaign.Revision{}, err
	}
	sender, err := f.Sender(s)
	if err != nil {
		return campaign.Message{}, campaign.Revision{}, err
	}
	m, err := revision.Content.Assemble(revision.Content.Envelope(s.Letter, 0), sender.Values())
	if err != nil || !s.Test() {
		return m, revision, err
	}
	to, err := f.Vault.Open(s.Sealed.TestTo, place(s, "test_to"))
	return m.AsTest(to.Reveal()), revision, err
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
func (f *Flow) fill(s *Session, revision campaign.Revision, letter string, v campaign.Values) error {
	v = v.Clean()
	if err := revision.Content.CheckValues(v); err != nil {
		return err
	}
	parsed, err := address.Parse(v.Address)
	if err != nil {
		return err
	}
	s.Letter = revision.Content.LetterLanguage(letter)
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

func (f *Flow) pause(step string) {
	if f.Pause != nil {
		f.Pause(step)
	}
}

// place binds a ciphertext to its session and column.
func place(s Session, column string) string { return "session/" + s.ID + "/" + column }
