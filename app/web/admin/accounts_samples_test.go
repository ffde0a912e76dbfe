package admin

import (
	"time"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/secret"
)

func accountsFrame(section string) Frame {
	return Frame{Section: section, ID: "0193", Email: "milica.jovanovic@assembly.example", Role: operator.Admin, Reviews: 2}
}

func sampleEnrolment(kind operator.Kind, change func(*enrolmentPage)) enrolmentPage {
	p := enrolmentPage{
		Token: "q1w2", Kind: kind, Whom: "ana.petrovic@assembly.example", Gives: operator.Editor, ExpiresAt: noon.AddDate(0, 0, 1),
	}
	if kind.SetsFactor() {
		p.App = sampleAuthenticator()
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleAuthenticator() *authenticator {
	h := Accounts{Operators: &operator.Accounts{Issuer: "campaigns.example"}}
	made, err := h.authenticator(secret.New("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), "ana.petrovic@assembly.example")
	if err != nil {
		panic(err)
	}
	return made
}

func accountsRejected(names ...string) []fault.Field {
	keys := map[string]fault.Message{
		"name": {Key: "fault.required"}, "password": {Key: "fault.password.short", Args: map[string]any{"Least": 12}},
		"current": {Key: "fault.password.wrong"}, "code": {Key: "fault.code.new"}, "factor": {Key: "fault.factor"},
		"email": {Key: "fault.address"}, "role": {Key: "fault.role"},
	}
	var fields []fault.Field
	for _, name := range names {
		fields = append(fields, fault.Field{Name: name, Message: keys[name]})
	}
	return fields
}

func sampleAccount(change func(*accountPage)) accountPage {
	signedIn := func(id, browser, system string, ago time.Duration) operator.SignIn {
		return operator.SignIn{ID: id, Browser: operator.Browser{Name: browser, System: system}, CreatedAt: noon.Add(-2 * ago), SeenAt: noon.Add(-ago)}
	}
	p := accountPage{
		Frame: accountsFrame("account"), Name: "Milica Jovanović", RecoveryLeft: 9,
		SignIns: []signInLine{
			{SignIn: signedIn("1", "Firefox", "Linux", 0), Here: true}, {SignIn: signedIn("2", "Safari", "iOS", time.Hour)},
			{SignIn: signedIn("3", "", "Android", time.Hour)}, {SignIn: signedIn("4", "", "", time.Hour)},
		},
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleOperators(change func(*operatorsPage)) operatorsPage {
	line := func(id, name string, role operator.Role, state standing) operatorLine {
		return operatorLine{ID: id, Name: name, Email: id + "@assembly.example", Role: role, State: state, SignedInAt: noon}
	}
	p := operatorsPage{Frame: accountsFrame("operators"), As: operator.Viewer, Roles: operator.Roles()}
	p.Operators = []operatorLine{
		line("milica", "Milica Jovanović", operator.Admin, active), line("ana", "Ana Petrović", operator.Editor, noFactor),
		line("petar", "Petar Ilić", operator.Reviewer, noPassword), line("luka", "Luka Marić", operator.Viewer, disabled), line("iva", "Iva Kos", operator.Viewer, bare),
	}
	p.Operators[0].You, p.Operators[4].SignedInAt = true, time.Time{}
	for i, kind := range []operator.Kind{operator.Invitation, operator.NewFactor, operator.NewPassword, operator.Renewal} {
		p.Links = append(p.Links, operator.Enrolment{
			ID: string(kind), Kind: kind, Email: "somebody.with.a.long.address@assembly.example", Role: operator.Editor,
			IssuedBy: []string{"shell", "milica@assembly.example"}[i%2], ExpiresAt: noon,
		})
	}
	if change != nil {
		change(&p)
	}
	return p
}

func sampleIssued(kind operator.Kind) *issuedLink {
	return &issuedLink{
		Enrolment: operator.Enrolment{Kind: kind, Email: "ana@assembly.example", ExpiresAt: noon},
		URL:       "https://campaigns.example/admin/enrolment/wW0x9v0rJ3mM8uPp3l0mQ2k7N1zB5cX4vR6tY8uI0oA",
	}
}

// samplesAccounts are all pages about accounts: filled, empty, and in each state
// they tell apart.
func samplesAccounts() []sample {
	refused, last := fault.Message{Key: "fault.sign_in.refused"}, fault.Message{Key: "fault.operator.last_admin"}
	codes := []string{"7k3m9-qxd2v-80hjw-c5ntz", "0a1b2-c3d4e-5f6g7-h8j9k"}
	return []sample{
		{"admin/sign-in", "first", signInPage{Next: "/admin/campaigns"}},
		{"admin/sign-in", "refused", signInPage{Email: "ana@assembly.example", Refused: &refused}},
		{"admin/sign-in", "empty", signInPage{}},
		{"admin/enrolment", "invitation", sampleEnrolment(operator.Invitation, nil)},
		{"admin/enrolment", "invitation rejected", sampleEnrolment(operator.Invitation, func(p *enrolmentPage) {
			p.Name, p.Problems = "", accountsRejected("name", "password", "code")
		})},
		{"admin/enrolment", "damaged", sampleEnrolment(operator.Invitation, func(p *enrolmentPage) { p.Problems = accountsRejected("factor") })},
		{"admin/enrolment", "new factor", sampleEnrolment(operator.NewFactor, nil)},
		{"admin/enrolment", "new factor rejected", sampleEnrolment(operator.NewFactor, func(p *enrolmentPage) { p.Problems = accountsRejected("current") })},
		{"admin/enrolment", "new password", sampleEnrolment(operator.NewPassword, nil)},
		{"admin/enrolment", "renewal", sampleEnrolment(operator.Renewal, nil)},
		{"admin/recovery-codes", "of a new account", recoveryPage{Codes: codes}},
		{"admin/recovery-codes", "renewed", recoveryPage{Frame: accountsFrame("account"), Codes: codes}},
		{"admin/recovery-codes", "empty", recoveryPage{}},
		{"admin/account", "filled", sampleAccount(nil)},
		{"admin/account", "rejected", sampleAccount(func(p *accountPage) { p.Problems = accountsRejected("current", "password") })},
		{"admin/account", "code rejected", sampleAccount(func(p *accountPage) { p.Problems = accountsRejected("code") })},
		{"admin/account", "password changed", sampleAccount(func(p *accountPage) { p.Done = passwordChanged })},
		{"admin/account", "sign-in ended, alone, one code", sampleAccount(func(p *accountPage) {
			p.Done, p.SignIns, p.RecoveryLeft = signInRevoked, p.SignIns[:1], 1
		})},
		{"admin/account", "empty", accountPage{}},
		{"admin/operators", "filled", sampleOperators(nil)},
		{"admin/operators", "invited", sampleOperators(func(p *operatorsPage) { p.Issued = sampleIssued(operator.Invitation) })},
		{"admin/operators", "factor reset", sampleOperators(func(p *operatorsPage) { p.Issued = sampleIssued(operator.NewFactor) })},
		{"admin/operators", "password reset", sampleOperators(func(p *operatorsPage) { p.Issued = sampleIssued(operator.NewPassword) })},
		{"admin/operators", "rejected", sampleOperators(func(p *operatorsPage) {
			p.Invited, p.As, p.Problems = "ana", "owner", accountsRejected("email", "role")
		})},
		{"admin/operators", "the last admin", sampleOperators(func(p *operatorsPage) { p.Notice = &last })},
		{"admin/operators", "empty", operatorsPage{}},
	}
}
