package web

import (
	"emailcampaigns/app/limits"
	"emailcampaigns/app/operator"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/admin"
)

// accountRoutes are the operators' accounts. What proves an account is counted
// narrowly. A GET beside a POST is for who reloads the answer to a form.
func accountRoutes(h *admin.Accounts) []route {
	const anyone, page, step, proof = access.Anyone, limits.Page, limits.Step, limits.SignIn
	own, manage := access.May(operator.Own), access.May(operator.Manage)
	return []route{
		{get, "/admin/sign-in", "admin.signin", anyone, page, private, h.SignInShow},
		{post, "/admin/sign-in", "admin.signin", anyone, proof, private, h.SignInCreate},
		{post, "/admin/sign-out", "admin.signout", own, step, private, h.SignOutCreate},
		{get, "/admin/enrolment/:token", "admin.enrolment", anyone, page, private, h.EnrolmentShow},
		{post, "/admin/enrolment/:token", "admin.enrolment", anyone, proof, private, h.EnrolmentCreate},

		{get, "/admin/account", "admin.account", own, page, private, h.AccountShow},
		{get, "/admin/account/password", "admin.password", own, page, private, h.AccountBack},
		{post, "/admin/account/password", "admin.password", own, step, private, h.PasswordUpdate},
		{get, "/admin/account/recovery-codes", "admin.recovery", own, page, private, h.AccountBack},
		{post, "/admin/account/recovery-codes", "admin.recovery", own, step, private, h.RecoveryCreate},
		{post, "/admin/account/sign-ins/:signin/revocation", "admin.signin.revocation", own, step, private, h.RevocationCreate},
		{post, "/admin/account/language", "admin.language", own, step, private, h.LanguageUpdate},

		{get, "/admin/operators", "admin.operators", manage, page, private, h.OperatorsIndex},
		{get, "/admin/operators/invitations", "admin.invitations", manage, page, private, h.OperatorsBack},
		{post, "/admin/operators/invitations", "admin.invitations", manage, step, private, h.InvitationCreate},
		{post, "/admin/invitations/:enrolment/withdrawal", "admin.invitation.withdrawal", manage, step, private, h.WithdrawalCreate},
		{get, "/admin/operators/:operator/role", "admin.role", manage, page, private, h.OperatorsBack},
		{post, "/admin/operators/:operator/role", "admin.role", manage, step, private, h.RoleUpdate},
		{get, "/admin/operators/:operator/disablement", "admin.disablement", manage, page, private, h.OperatorsBack},
		{post, "/admin/operators/:operator/disablement", "admin.disablement", manage, step, private, h.DisablementCreate},
		{get, "/admin/operators/:operator/enablement", "admin.enablement", manage, page, private, h.OperatorsBack},
		{post, "/admin/operators/:operator/enablement", "admin.enablement", manage, step, private, h.EnablementCreate},
		{get, "/admin/operators/:operator/factor-reset", "admin.factor.reset", manage, page, private, h.OperatorsBack},
		{post, "/admin/operators/:operator/factor-reset", "admin.factor.reset", manage, step, private, h.FactorResetCreate},
		{get, "/admin/operators/:operator/password-reset", "admin.password.reset", manage, page, private, h.OperatorsBack},
		{post, "/admin/operators/:operator/password-reset", "admin.password.reset", manage, step, private, h.PasswordResetCreate},
	}
}
