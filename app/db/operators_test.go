package db_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/db"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
)

// staff is a database for operators.
type staff struct {
	*testing.T
	db        *db.DB
	operators *db.Operators
}

// withStaff runs a test on a database of each kind.
func withStaff(t *testing.T, test func(s *staff)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, address string) {
		opened := dbtest.Open(t, address)
		test(&staff{T: t, db: opened, operators: db.NewOperators(opened)})
	})
}

func (s *staff) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

var secrets = cmp.Comparer(func(a, b secret.Text) bool { return a.Equal(b) })

func invitation(email string, role operator.Role) operator.Enrolment {
	return operator.Enrolment{
		ID: newID(), Kind: operator.Invitation, TokenHash: []byte("token " + newID()), Email: email, Role: role, IssuedBy: "shell",
		IssuedAt: noon, ExpiresAt: noon.Add(operator.EnrolmentLife),
	}
}

func linkFor(o operator.Operator, kind operator.Kind) operator.Enrolment {
	e := invitation(o.Email, o.Role)
	e.Kind, e.OperatorID = kind, o.ID
	return e
}

func (s *staff) issue(e operator.Enrolment, reset bool) error {
	return s.operators.Issue(context.Background(), operator.Issue{Enrolment: e, Reset: reset, Act: act(audit.OperatorReset), Now: noon})
}

func signInOf(o operator.Operator) operator.SignIn {
	return operator.SignIn{
		ID: newID(), OperatorID: o.ID, SecretHash: []byte("secret hash"), Browser: operator.Browser{Name: "Firefox", System: "Linux"},
		CreatedAt: noon, SeenAt: noon,
	}
}

// joining is the use of an invitation.
func joining(e operator.Enrolment) operator.Completion {
	o := operator.Operator{
		ID: newID(), Email: e.Email, Name: "Јелена Петровић", Role: e.Role, Language: "sr-Cyrl", PasswordHash: secret.New("hash"),
		Factor: []byte{0, 1, 255}, FactorStep: 7, CreatedAt: noon, SignedInAt: noon,
	}
	return operator.Completion{
		Enrolment: e, Operator: o, Recovery: [][]byte{[]byte("first"), []byte("second")}, SignIn: signInOf(o),
		Acts: []audit.Act{act(audit.OperatorJoined), act(audit.SignedIn)}, Now: noon,
	}
}

// joined returns an operator who is signed in once.
func (s *staff) joined(email string, role operator.Role) operator.Operator {
	s.Helper()
	e := invitation(email, role)
	s.must(s.issue(e, false))
	c := joining(e)
	s.must(s.operators.Complete(s.Context(), c))
	return c.Operator
}

func (s *staff) load(o operator.Operator) operator.Operator {
	s.Helper()
	loaded, err := s.operators.Operator(s.Context(), o.ID)
	s.must(err)
	return loaded
}

func (s *staff) signIns(o operator.Operator) []operator.SignIn {
	s.Helper()
	all, err := s.operators.SignInsOf(s.Context(), o.ID)
	s.must(err)
	return all
}

func (s *staff) recovery(o operator.Operator) []string {
	s.Helper()
	hashes, err := s.operators.Recovery(s.Context(), o.ID)
	s.must(err)
	var found []string
	for _, hash := range hashes {
		found = append(found, string(hash))
	}
	slices.Sort(found)
	return found
}

func entrance(o operator.Operator, step int64) operator.Entrance {
	return operator.Entrance{Operator: o, Proof: operator.Proof{Step: step}, SignIn: signInOf(o), Acts: []audit.Act{act(audit.SignedIn)}, Now: noon}
}

// acted returns what was recorded, with its subject.
func (s *staff) acted() []string {
	s.Helper()
	acts, err := db.Acts(s.Context(), s.db)
	s.must(err)
	return acts
}

// race does something n times at once and returns how often it was done. The
// others must be refused as of the given kind.
func (s *staff) race(n int, refused fault.Kind, do func(i int) error) int {
	s.Helper()
	results := make(chan error, n)
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { results <- do(i) })
	}
	wait.Wait()
	close(results)
	won := 0
	for err := range results {
		switch {
		case err == nil:
			won++
		case !fault.Is(err, refused):
			s.Errorf("got %v", err)
		}
	}
	return won
}

func TestAnOperatorComesBackAsItWasMade(t *testing.T) {
	withStaff(t, func(s *staff) {
		e := invitation("jelena.petrovic@gmail.com", operator.Editor)
		s.must(s.issue(e, false))
		if found, err := s.operators.Enrolment(s.Context(), e.TokenHash); err != nil || !cmp.Equal(found, e) {
			s.Errorf("the link: %v, %s", err, cmp.Diff(found, e))
		}
		c := joining(e)
		s.must(s.operators.Complete(s.Context(), c))
		if diff := cmp.Diff(c.Operator, s.load(c.Operator), secrets); diff != "" {
			s.Error(diff)
		}
		signedIn, o, err := s.operators.SignIn(s.Context(), c.SignIn.ID)
		if err != nil || o.ID != c.Operator.ID || !cmp.Equal(signedIn, c.SignIn) {
			s.Errorf("signed in: %v, %s", err, cmp.Diff(signedIn, c.SignIn))
		}
		if got := s.recovery(o); !slices.Equal(got, []string{"first", "second"}) {
			s.Errorf("recovery codes %q", got)
		}
		for spelling, want := range map[string]bool{"JelenaPetrovic+x@googlemail.com": true, "jelena.petrovic@gmail.example": false} {
			parsed, err := address.Parse(spelling)
			s.must(err)
			if found, err := s.operators.ByEmail(s.Context(), parsed); (err == nil && found.ID == o.ID) != want {
				s.Errorf("%s: %v", spelling, err)
			}
		}
		used, err := s.operators.Enrolment(s.Context(), e.TokenHash)
		if err != nil || !used.UsedAt.Equal(noon) {
			s.Errorf("the link was used at %v, %v", used.UsedAt, err)
		}
		if got := s.acted(); !slices.Equal(got, []string{"operator.reset open-data", "operator.join open-data", "sign_in open-data"}) {
			s.Errorf("recorded %q", got)
		}
	})
}

func TestWhatIsNotThereIsNotFound(t *testing.T) {
	withStaff(t, func(s *staff) {
		ctx, o := s.Context(), s.joined("a@assembly.example", operator.Admin)
		nobody, err := address.Parse("nobody@assembly.example")
		s.must(err)
		_, operatorErr := s.operators.Operator(ctx, newID())
		_, mailboxErr := s.operators.ByEmail(ctx, nobody)
		_, _, signInErr := s.operators.SignIn(ctx, newID())
		_, linkErr := s.operators.Enrolment(ctx, []byte("token"))
		for name, err := range map[string]error{
			"operator": operatorErr, "mailbox": mailboxErr, "sign-in": signInErr, "link": linkErr,
			"role":         s.operators.SetRole(ctx, newID(), operator.Viewer, act(audit.RoleChanged), noon),
			"disable":      s.operators.Disable(ctx, newID(), act(audit.OperatorDisabled), noon),
			"enable":       s.operators.Enable(ctx, newID(), act(audit.OperatorEnabled), noon),
			"leave":        s.operators.Leave(ctx, o.ID, newID(), act(audit.SignedOut), noon),
			"withdraw":     s.operators.Withdraw(ctx, newID(), act(audit.InvitationWithdrawn), noon),
			"another link": s.issue(linkFor(operator.Operator{ID: newID(), Email: "x@assembly.example", Role: operator.Viewer}, operator.NewFactor), true),
		} {
			if !fault.Is(err, fault.NotFound) {
				s.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestOfManyUsesOfOneLinkOneCounts(t *testing.T) {
	withStaff(t, func(s *staff) {
		e := invitation("a@assembly.example", operator.Admin)
		s.must(s.issue(e, false))
		if won := s.race(20, fault.Expired, func(int) error { return s.operators.Complete(context.Background(), joining(e)) }); won != 1 {
			s.Errorf("an invitation worked %d times", won)
		}
		all, err := s.operators.Operators(s.Context())
		if err != nil || len(all) != 1 {
			s.Fatalf("%d operators, %v", len(all), err)
		}
		renewal := linkFor(all[0], operator.Renewal)
		s.must(s.issue(renewal, false))
		won := s.race(20, fault.Expired, func(i int) error {
			c := joining(renewal)
			c.Before, c.Operator.ID, c.SignIn.OperatorID = all[0], all[0].ID, all[0].ID
			c.Operator.PasswordHash = secret.New(fmt.Sprint("hash ", i))
			return s.operators.Complete(context.Background(), c)
		})
		if won != 1 || len(s.signIns(all[0])) != 1 {
			s.Errorf("a renewal worked %d times, %d sign-ins", won, len(s.signIns(all[0])))
		}
	})
}

func TestOfManyInvitationsOfAMailboxOneIsOpen(t *testing.T) {
	withStaff(t, func(s *staff) {
		first := invitation("jelena@gmail.com", operator.Viewer)
		s.must(s.issue(first, false))
		s.race(20, fault.Conflict, func(int) error { return s.issue(invitation("J.elena+1@gmail.com", operator.Viewer), false) })
		open, err := s.operators.OpenEnrolments(s.Context(), noon)
		if err != nil || len(open) != 1 || open[0].ID == first.ID {
			s.Fatalf("%d are open, %v", len(open), err)
		}
		if err := s.operators.Complete(s.Context(), joining(first)); !fault.Is(err, fault.Expired) {
			s.Errorf("the one that was replaced: %v", err)
		}
		s.must(s.operators.Complete(s.Context(), joining(open[0])))
		if err := s.issue(invitation("je.lena@googlemail.com", operator.Viewer), false); fault.MessageOf(err).Key != "fault.operator.exists" {
			s.Errorf("an invitation of who is there: %v", err)
		}
	})
}

func TestALinkEndsByWithdrawalAndByTime(t *testing.T) {
	withStaff(t, func(s *staff) {
		withdrawn, old := invitation("a@assembly.example", operator.Viewer), invitation("b@assembly.example", operator.Viewer)
		s.must(s.issue(withdrawn, false))
		s.must(s.issue(old, false))
		s.must(s.operators.Withdraw(s.Context(), withdrawn.ID, act(audit.InvitationWithdrawn), noon))
		if err := s.operators.Withdraw(s.Context(), withdrawn.ID, act(audit.InvitationWithdrawn), noon); !fault.Is(err, fault.NotFound) {
			s.Errorf("withdrawn twice: %v", err)
		}
		if got := s.acted()[2:]; !slices.Equal(got, []string{"invitation.withdraw a@assembly.example"}) {
			s.Errorf("recorded %q", got)
		}
		if err := s.operators.Complete(s.Context(), joining(withdrawn)); !fault.Is(err, fault.Expired) {
			s.Errorf("a withdrawn link: %v", err)
		}
		late := joining(old)
		late.Now = old.ExpiresAt
		if err := s.operators.Complete(s.Context(), late); !fault.Is(err, fault.Expired) {
			s.Errorf("a link whose time is over: %v", err)
		}
		if open, err := s.operators.OpenEnrolments(s.Context(), old.ExpiresAt); err != nil || len(open) != 0 {
			s.Errorf("%d are open, %v", len(open), err)
		}
		later := operator.Issue{Enrolment: invitation("c@assembly.example", operator.Viewer), Act: act(audit.OperatorInvited), Now: old.ExpiresAt.Add(operator.EnrolmentKept)}
		s.must(s.operators.Issue(s.Context(), later))
		if _, err := s.operators.Enrolment(s.Context(), old.TokenHash); !fault.Is(err, fault.NotFound) {
			s.Errorf("after a month: %v", err)
		}
	})
}

func TestACodeOfTheAppWorksOnce(t *testing.T) {
	withStaff(t, func(s *staff) {
		o := s.joined("a@assembly.example", operator.Viewer)
		if won := s.race(20, fault.Conflict, func(int) error { return s.operators.Enter(context.Background(), entrance(o, 8)) }); won != 1 {
			s.Errorf("a code worked %d times", won)
		}
		for step, want := range map[int64]bool{6: false, 7: false, 8: false, 9: true} {
			if err := s.operators.Enter(s.Context(), entrance(s.load(o), step)); (err == nil) != want {
				s.Errorf("step %d: %v", step, err)
			}
		}
		if got := s.load(o).FactorStep; got != 9 {
			s.Errorf("the step used last is %d", got)
		}
	})
}

func TestARecoveryCodeWorksOnce(t *testing.T) {
	withStaff(t, func(s *staff) {
		o := s.joined("a@assembly.example", operator.Viewer)
		other := s.joined("b@assembly.example", operator.Viewer)
		enter := func(o operator.Operator, code string) error {
			e := entrance(o, 0)
			e.Proof = operator.Proof{Recovery: []byte(code)}
			return s.operators.Enter(context.Background(), e)
		}
		if won := s.race(20, fault.Conflict, func(int) error { return enter(o, "first") }); won != 1 {
			s.Errorf("a recovery code worked %d times", won)
		}
		if got := s.recovery(o); !slices.Equal(got, []string{"second"}) {
			s.Errorf("left are %q", got)
		}
		if got := s.recovery(other); len(got) != 2 {
			s.Errorf("of another operator %q are left", got)
		}
		if err := enter(o, "third"); !fault.Is(err, fault.Conflict) {
			s.Errorf("a code that never was: %v", err)
		}
		if got := s.load(o).FactorStep; got != 7 {
			s.Errorf("the step became %d", got)
		}
		renewal := operator.RecoveryRenewal{Operator: o, Proof: operator.Proof{Step: 8}, Hashes: [][]byte{[]byte("new")}, Acts: []audit.Act{act(audit.RecoveryRenewed)}, Now: noon}
		s.must(s.operators.RenewRecovery(s.Context(), renewal))
		if err := s.operators.RenewRecovery(s.Context(), renewal); !fault.Is(err, fault.Conflict) {
			s.Errorf("renewed twice with one code: %v", err)
		}
		if got := s.recovery(o); !slices.Equal(got, []string{"new"}) {
			s.Errorf("renewed are %q", got)
		}
	})
}

func TestWhoHasChangedMeanwhileDoesNotGetIn(t *testing.T) {
	withStaff(t, func(s *staff) {
		s.joined("admin@assembly.example", operator.Admin)
		changes := map[string]func(o operator.Operator) error{
			"another password": func(o operator.Operator) error {
				return s.operators.ChangePassword(s.Context(), operator.PasswordChange{Operator: o, Hash: secret.New("new"), Act: act(audit.PasswordChanged), Now: noon})
			},
			"password reset": func(o operator.Operator) error { return s.issue(linkFor(o, operator.NewPassword), true) },
			"factor reset":   func(o operator.Operator) error { return s.issue(linkFor(o, operator.NewFactor), true) },
			"disabled": func(o operator.Operator) error {
				return s.operators.Disable(s.Context(), o.ID, act(audit.OperatorDisabled), noon)
			},
		}
		for name, change := range changes {
			o := s.joined(newID()+"@assembly.example", operator.Viewer)
			s.must(change(o))
			code := entrance(o, 100)
			recovery := entrance(o, 0)
			recovery.Proof = operator.Proof{Recovery: []byte("first")}
			for _, e := range []operator.Entrance{code, recovery} {
				if err := s.operators.Enter(s.Context(), e); !fault.Is(err, fault.Conflict) {
					s.Errorf("%s: %v", name, err)
				}
			}
			if n := len(s.signIns(o)); n != 0 {
				s.Errorf("%s: %d sign-ins", name, n)
			}
		}
	})
}

func TestSigningInForgetsWhatIsOverAndReplaced(t *testing.T) {
	withStaff(t, func(s *staff) {
		o := s.joined("a@assembly.example", operator.Viewer) // signed in at noon
		other := s.joined("b@assembly.example", operator.Viewer)
		e := entrance(o, 8)
		e.Replaced = s.signIns(o)[0].ID
		s.must(s.operators.Enter(s.Context(), e))
		if got := s.signIns(o); len(got) != 1 || got[0].ID != e.SignIn.ID {
			s.Errorf("after a replacement: %+v", got)
		}
		s.must(s.operators.Touch(s.Context(), e.SignIn.ID, noon.Add(time.Hour)))
		later := entrance(other, 8)
		later.Now = noon.Add(operator.SignInIdle)
		later.SignIn.CreatedAt, later.SignIn.SeenAt = later.Now, later.Now
		s.must(s.operators.Enter(s.Context(), later))
		if got := s.signIns(other); len(got) != 1 || got[0].ID != later.SignIn.ID {
			s.Errorf("an idle one stays: %+v", got)
		}
		if got := s.signIns(o); len(got) != 1 || !got[0].SeenAt.Equal(noon.Add(time.Hour)) {
			s.Errorf("one that was used went: %+v", got)
		}
		if got := s.load(other); !got.SignedInAt.Equal(later.Now) {
			s.Errorf("signed in at %v", got.SignedInAt)
		}
		s.must(s.operators.Touch(s.Context(), e.SignIn.ID, noon)) // an earlier request that was slow
		if got := s.signIns(o); !got[0].SeenAt.Equal(noon.Add(time.Hour)) {
			s.Errorf("seen at %v", got[0].SeenAt)
		}
	})
}

func TestSignInsEndOneAllOthersOrNotAtAll(t *testing.T) {
	withStaff(t, func(s *staff) {
		o, other := s.joined("a@assembly.example", operator.Viewer), s.joined("b@assembly.example", operator.Viewer)
		var mine []operator.Entrance
		for step := range int64(3) {
			mine = append(mine, entrance(s.load(o), 10+step))
			s.must(s.operators.Enter(s.Context(), mine[step]))
		}
		if err := s.operators.Leave(s.Context(), other.ID, mine[0].SignIn.ID, act(audit.SignInRevoked), noon); !fault.Is(err, fault.NotFound) {
			s.Errorf("another's: %v", err)
		}
		s.must(s.operators.Leave(s.Context(), o.ID, mine[0].SignIn.ID, act(audit.SignInRevoked), noon))
		if n := len(s.signIns(o)); n != 3 {
			s.Errorf("%d are left, want 3", n)
		}
		s.must(s.operators.LeaveOthers(s.Context(), o.ID, mine[1].SignIn.ID, act(audit.SignInRevoked), noon))
		if got := s.signIns(o); len(got) != 1 || got[0].ID != mine[1].SignIn.ID {
			s.Errorf("left are %+v", got)
		}
		if n := len(s.signIns(other)); n != 1 {
			s.Errorf("another's went: %d", n)
		}
	})
}

func TestWhatEndsSignIns(t *testing.T) {
	withStaff(t, func(s *staff) {
		s.joined("admin@assembly.example", operator.Admin)
		for name, row := range map[string]struct {
			change func(o operator.Operator) error
			left   int
		}{
			"another role": {func(o operator.Operator) error {
				return s.operators.SetRole(s.Context(), o.ID, operator.Editor, act(audit.RoleChanged), noon)
			}, 0},
			"the same role": {func(o operator.Operator) error {
				return s.operators.SetRole(s.Context(), o.ID, operator.Viewer, act(audit.RoleChanged), noon)
			}, 1},
			"disabling": {func(o operator.Operator) error {
				return s.operators.Disable(s.Context(), o.ID, act(audit.OperatorDisabled), noon)
			}, 0},
			"a factor reset":   {func(o operator.Operator) error { return s.issue(linkFor(o, operator.NewFactor), true) }, 0},
			"a password reset": {func(o operator.Operator) error { return s.issue(linkFor(o, operator.NewPassword), true) }, 0},
			"a renewal issued": {func(o operator.Operator) error { return s.issue(linkFor(o, operator.Renewal), false) }, 1},
			"a new password": {func(o operator.Operator) error {
				return s.operators.ChangePassword(s.Context(), operator.PasswordChange{
					Operator: o, Hash: secret.New("new"), Keep: s.signIns(o)[0].ID, Act: act(audit.PasswordChanged), Now: noon,
				})
			}, 1},
		} {
			o := s.joined(newID()+"@assembly.example", operator.Viewer)
			s.must(row.change(o))
			if n := len(s.signIns(o)); n != row.left {
				s.Errorf("%s leaves %d sign-ins", name, n)
			}
		}
	})
}

func TestAResetVoidsWhatIsLostAndItsLinkReplacesThatAlone(t *testing.T) {
	withStaff(t, func(s *staff) {
		complete := func(o operator.Operator, kind operator.Kind, proof operator.Proof) operator.Operator {
			e := linkFor(o, kind)
			s.must(s.issue(e, true))
			before := s.load(o)
			c := operator.Completion{Enrolment: e, Before: before, Operator: before, Proof: proof, SignIn: signInOf(o), Acts: []audit.Act{act(audit.OperatorRenewed)}, Now: noon}
			if kind == operator.NewFactor {
				c.Recovery = [][]byte{[]byte("third")}
			}
			c.Operator.PasswordHash, c.Operator.Factor, c.Operator.FactorStep = secret.New("new"), []byte("new"), 50
			if kind == operator.NewFactor && (before.Factor != nil || len(s.recovery(o)) != 0) {
				s.Error("the lost factor still works")
			}
			if kind == operator.NewPassword && !before.PasswordHash.Empty() {
				s.Error("the lost password still works")
			}
			s.must(s.operators.Complete(s.Context(), c))
			return s.load(o)
		}
		o := s.joined("a@assembly.example", operator.Viewer)
		after := complete(o, operator.NewFactor, operator.Proof{})
		if after.PasswordHash.Reveal() != "hash" || string(after.Factor) != "new" || after.FactorStep != 50 || !slices.Equal(s.recovery(o), []string{"third"}) {
			s.Errorf("a new factor: %+v, %q", after, s.recovery(o))
		}
		after = complete(after, operator.NewPassword, operator.Proof{Step: 51})
		if after.PasswordHash.Reveal() != "new" || after.FactorStep != 51 || !slices.Equal(s.recovery(o), []string{"third"}) {
			s.Errorf("a new password: %+v, %q", after, s.recovery(o))
		}
		after = complete(after, operator.NewPassword, operator.Proof{Recovery: []byte("third")})
		if after.FactorStep != 51 || len(s.recovery(o)) != 0 || len(s.signIns(o)) != 1 {
			s.Errorf("a new password for a recovery code: %+v, %q", after, s.recovery(o))
		}
	})
}

func TestALinkThatNobodyCouldUseIsRefused(t *testing.T) {
	withStaff(t, func(s *staff) {
		s.joined("admin@assembly.example", operator.Admin)
		o := s.joined("a@assembly.example", operator.Viewer)
		first := linkFor(o, operator.NewFactor)
		s.must(s.issue(first, true))
		if err := s.issue(linkFor(o, operator.NewPassword), true); fault.MessageOf(err).Key != "fault.operator.incomplete" {
			s.Errorf("a new password without a factor: %v", err)
		}
		if found, err := s.operators.Enrolment(s.Context(), first.TokenHash); err != nil || found.Open(noon) != nil {
			s.Errorf("the refusal withdrew the link before: %v", err)
		}
		s.must(s.issue(linkFor(o, operator.NewFactor), true))
		renewal := linkFor(o, operator.Renewal)
		s.must(s.issue(renewal, false))
		s.must(s.operators.Disable(s.Context(), o.ID, act(audit.OperatorDisabled), noon))
		if found, err := s.operators.Enrolment(s.Context(), renewal.TokenHash); err != nil || found.Open(noon) == nil {
			s.Errorf("disabling leaves a link open: %v", err)
		}
		for _, kind := range []operator.Kind{operator.NewFactor, operator.NewPassword, operator.Renewal} {
			if err := s.issue(linkFor(o, kind), false); fault.MessageOf(err).Key != "fault.operator.disabled" {
				s.Errorf("%s for a disabled account: %v", kind, err)
			}
		}
	})
}

func TestTheLastAdminStays(t *testing.T) {
	withStaff(t, func(s *staff) {
		ctx := s.Context()
		demote := func(o operator.Operator) error {
			return s.operators.SetRole(context.Background(), o.ID, operator.Viewer, act(audit.RoleChanged), noon)
		}
		disable := func(o operator.Operator) error {
			return s.operators.Disable(context.Background(), o.ID, act(audit.OperatorDisabled), noon)
		}
		first := s.joined("a@assembly.example", operator.Admin)
		s.joined("viewer@assembly.example", operator.Viewer)
		second := s.joined("b@assembly.example", operator.Admin)
		s.must(s.issue(linkFor(second, operator.NewFactor), true)) // cannot sign in
		for name, err := range map[string]error{"role": demote(first), "disable": disable(first)} {
			if fault.MessageOf(err).Key != "fault.operator.last_admin" {
				s.Errorf("%s: %v", name, err)
			}
		}
		s.must(s.operators.SetRole(ctx, first.ID, operator.Admin, act(audit.RoleChanged), noon)) // no change
		if n := len(s.signIns(first)); n != 1 {
			s.Errorf("the last admin has %d sign-ins", n)
		}

		admins := []operator.Operator{first}
		for i := range 7 {
			admins = append(admins, s.joined(fmt.Sprintf("admin%d@assembly.example", i), operator.Admin))
		}
		won := s.race(len(admins), fault.Conflict, func(i int) error {
			if i%2 == 0 {
				return demote(admins[i])
			}
			return disable(admins[i])
		})
		if won != len(admins)-1 {
			s.Errorf("%d of %d admins went", won, len(admins))
		}
	})
}

func TestAnAccountIsDisabledAndEnabledOnce(t *testing.T) {
	withStaff(t, func(s *staff) {
		s.joined("admin@assembly.example", operator.Admin)
		o := s.joined("a@assembly.example", operator.Viewer)
		before := len(s.acted())
		s.must(s.operators.Disable(s.Context(), o.ID, act(audit.OperatorDisabled), noon))
		if err := s.operators.Disable(s.Context(), o.ID, act(audit.OperatorDisabled), noon); !fault.Is(err, fault.Conflict) {
			s.Errorf("disabled twice: %v", err)
		}
		if got := s.load(o); !got.DisabledAt.Equal(noon) {
			s.Errorf("disabled at %v", got.DisabledAt)
		}
		s.must(s.operators.Enable(s.Context(), o.ID, act(audit.OperatorEnabled), noon))
		if err := s.operators.Enable(s.Context(), o.ID, act(audit.OperatorEnabled), noon); !fault.Is(err, fault.Conflict) {
			s.Errorf("enabled twice: %v", err)
		}
		s.must(s.operators.SetRole(s.Context(), o.ID, operator.Reviewer, act(audit.RoleChanged), noon))
		want := []string{"operator.disable a@assembly.example", "operator.enable a@assembly.example", "operator.role a@assembly.example"}
		if got := s.acted()[before:]; !slices.Equal(got, want) {
			s.Errorf("recorded %q", got)
		}
	})
}

func TestAnActIsRecordedOrNothingIsDone(t *testing.T) {
	withStaff(t, func(s *staff) {
		s.joined("admin@assembly.example", operator.Admin)
		o := s.joined("a@assembly.example", operator.Viewer)
		nobody := audit.Act{Action: audit.OperatorDisabled}
		if err := s.operators.Disable(s.Context(), o.ID, nobody, noon); err == nil {
			s.Error("an act of nobody was recorded")
		}
		if s.load(o).Disabled() || len(s.signIns(o)) != 1 {
			s.Error("it was done, unrecorded")
		}
	})
}

func TestLanguageAndSealAreReplaced(t *testing.T) {
	withStaff(t, func(s *staff) {
		o := s.joined("a@assembly.example", operator.Viewer)
		s.must(s.operators.SetLanguage(s.Context(), o.ID, "en"))
		s.must(s.operators.Reseal(s.Context(), o.ID, o.Factor, []byte("anew")))
		s.must(s.operators.Reseal(s.Context(), o.ID, o.Factor, []byte("too late")))
		if got := s.load(o); got.Language != "en" || !bytes.Equal(got.Factor, []byte("anew")) {
			s.Errorf("%s, %q", got.Language, got.Factor)
		}
		all, err := s.operators.Operators(s.Context())
		s.must(err)
		if len(all) != 1 || strings.Contains(fmt.Sprintf("%+v", all[0].PasswordHash), "hash") {
			s.Errorf("%d operators; a hash prints as %v", len(all), all[0].PasswordHash)
		}
	})
}
