package audit

// Action is what was done. The list is closed: each action has words in every
// language under audit.action.<action>.
//
// Behind each constant stands what the act's Subject is and, after a semicolon,
// the details it may have. Details are text:
//
//	added       how many entries are new
//	alert       what kind of alert
//	approved    digest of the content that was approved
//	changed     how many entries are otherwise
//	closes      when the campaign closes by itself, as Time writes it
//	credential  password, factor or both
//	digest      SHA-256 of the content, in hexadecimal
//	ending      ordinary or victory
//	entry       the entry's number in the list
//	factor      totp or recovery: what followed the password
//	filter      what was asked for, as the page's query says it
//	found       digest of the content that was there instead
//	from        the role before
//	language    BCP 47
//	import      the import's number in the list
//	left        how many recovery codes are unused
//	name        what the list is called
//	note        what the operator wrote
//	opens       when the campaign opens by itself, as Time writes it
//	outcome     what became of a request: set or without
//	parts       the parts that were changed, parted by commas
//	reason      why, as the operator wrote it; of a refused sign-in: password, code or disabled
//	request     what an office asked for: stop or address
//	retired     how many entries are retired
//	revision    the revision's number
//	role        the operator's role
//	rule        two or single: who may approve
//	session     id of the sign-in session, or "others"
//	source      slug of the campaign that was copied; of a standing: operator, office or import
//	standings   how many mailboxes have another standing
//	to          the role, the slug, the name or the standing after
//	until       when it runs out, as Time writes it
type Action string

// What is done to accounts.
const (
	OperatorInvited     Action = "operator.invite"     // e-mail; role, until
	InvitationWithdrawn Action = "invitation.withdraw" // e-mail; role
	OperatorJoined      Action = "operator.join"       // e-mail; role
	RoleChanged         Action = "operator.role"       // e-mail; from, to
	OperatorDisabled    Action = "operator.disable"    // e-mail
	OperatorEnabled     Action = "operator.enable"     // e-mail
	OperatorReset       Action = "operator.reset"      // e-mail; credential, until
	OperatorRenewed     Action = "operator.renew"      // e-mail; credential
)

// What operators do with their own accounts. A refused sign-in is an act of the
// program, and is recorded for operators alone: what a stranger types leaves no
// trace, or the log would be theirs to fill.
const (
	SignedIn        Action = "sign_in"         // e-mail; session, factor
	SignInRefused   Action = "sign_in.refused" // e-mail; reason
	SignedOut       Action = "sign_out"        // e-mail; session
	SignInRevoked   Action = "sign_in.revoke"  // e-mail; session
	PasswordChanged Action = "password.change" // e-mail
	RecoveryUsed    Action = "recovery.use"    // e-mail; left
	RecoveryRenewed Action = "recovery.renew"  // e-mail
)

// What is done to campaigns. That an edit voids an approval and that content is
// not what was approved (the campaign is paused then) are acts of their own.
const (
	CampaignCreated    Action = "campaign.create"    // slug
	CampaignDuplicated Action = "campaign.duplicate" // slug of the copy; source
	CampaignEdited     Action = "campaign.edit"      // slug; parts
	CampaignRenamed    Action = "campaign.rename"    // slug it had; to
	CopyDiscarded      Action = "campaign.discard"   // slug; parts
	CampaignImported   Action = "campaign.import"    // slug; digest
	CampaignSubmitted  Action = "campaign.submit"    // slug; revision, digest
	CampaignWithdrawn  Action = "campaign.withdraw"  // slug; revision
	CampaignApproved   Action = "campaign.approve"   // slug; revision, digest, rule
	CampaignRejected   Action = "campaign.reject"    // slug; revision, reason
	CampaignVoided     Action = "campaign.void"      // slug; revision
	CampaignPublished  Action = "campaign.publish"   // slug; revision, digest
	CampaignScheduled  Action = "campaign.schedule"  // slug; opens, closes
	CampaignPaused     Action = "campaign.pause"     // slug; reason
	CampaignResumed    Action = "campaign.resume"    // slug
	CampaignClosed     Action = "campaign.close"     // slug; ending
	CampaignArchived   Action = "campaign.archive"   // slug
	CampaignTampered   Action = "campaign.tampered"  // slug; revision, approved, found
	CampaignTested     Action = "campaign.test"      // slug; digest, language
	CampaignPreviewed  Action = "campaign.preview"   // slug; digest, until
)

// What is done about the mailboxes of recipients.
const (
	StandingChanged Action = "recipient.standing" // address; to, source, note
	RequestSettled  Action = "request.settle"     // address; request, outcome, note
	OfficesExported Action = "offices.export"     // slug
)

// What is done to lists of recipients. Of an entry the number is noted alone, so that
// an address can be forgotten.
const (
	ListCreated   Action = "list.create"    // id; name
	ListRenamed   Action = "list.rename"    // id; name, to
	ListDeleted   Action = "list.delete"    // id; name
	ListImported  Action = "list.import"    // id; name, import, added, changed, retired, standings
	ListUndone    Action = "list.undo"      // id; name, import
	ListExported  Action = "list.export"    // id; name
	EntryAdded    Action = "list.add"       // id; name, entry
	EntryEdited   Action = "list.edit"      // id; name, entry
	EntryRetired  Action = "list.retire"    // id; name, entry
	EntryReturned Action = "list.reinstate" // id; name, entry
)

// What is done to the service.
const (
	SendingStopped Action = "sending.stop"   // none; reason
	SendingResumed Action = "sending.resume" // none
	AlertSettled   Action = "alert.settle"   // id of the alert; alert, note
	AuditExported  Action = "audit.export"   // none; filter
)

// times are the details that Time wrote.
var times = []string{"closes", "opens", "until"}

// details are the actions in the order of the constants, with their keys.
var details = []struct {
	action Action
	keys   []string
}{
	{OperatorInvited, []string{"role", "until"}},
	{InvitationWithdrawn, []string{"role"}},
	{OperatorJoined, []string{"role"}},
	{RoleChanged, []string{"from", "to"}},
	{OperatorDisabled, nil},
	{OperatorEnabled, nil},
	{OperatorReset, []string{"credential", "until"}},
	{OperatorRenewed, []string{"credential"}},

	{SignedIn, []string{"session", "factor"}},
	{SignInRefused, []string{"reason"}},
	{SignedOut, []string{"session"}},
	{SignInRevoked, []string{"session"}},
	{PasswordChanged, nil},
	{RecoveryUsed, []string{"left"}},
	{RecoveryRenewed, nil},

	{CampaignCreated, nil},
	{CampaignDuplicated, []string{"source"}},
	{CampaignEdited, []string{"parts"}},
	{CampaignRenamed, []string{"to"}},
	{CopyDiscarded, []string{"parts"}},
	{CampaignImported, []string{"digest"}},
	{CampaignSubmitted, []string{"revision", "digest"}},
	{CampaignWithdrawn, []string{"revision"}},
	{CampaignApproved, []string{"revision", "digest", "rule"}},
	{CampaignRejected, []string{"revision", "reason"}},
	{CampaignVoided, []string{"revision"}},
	{CampaignPublished, []string{"revision", "digest"}},
	{CampaignScheduled, []string{"opens", "closes"}},
	{CampaignPaused, []string{"reason"}},
	{CampaignResumed, nil},
	{CampaignClosed, []string{"ending"}},
	{CampaignArchived, nil},
	{CampaignTampered, []string{"revision", "approved", "found"}},
	{CampaignTested, []string{"digest", "language"}},
	{CampaignPreviewed, []string{"digest", "until"}},

	{StandingChanged, []string{"to", "source", "note"}},
	{RequestSettled, []string{"request", "outcome", "note"}},
	{OfficesExported, nil},

	{ListCreated, []string{"name"}},
	{ListRenamed, []string{"name", "to"}},
	{ListDeleted, []string{"name"}},
	{ListImported, []string{"name", "import", "added", "changed", "retired", "standings"}},
	{ListUndone, []string{"name", "import"}},
	{ListExported, []string{"name"}},
	{EntryAdded, []string{"name", "entry"}},
	{EntryEdited, []string{"name", "entry"}},
	{EntryRetired, []string{"name", "entry"}},
	{EntryReturned, []string{"name", "entry"}},

	{SendingStopped, []string{"reason"}},
	{SendingResumed, nil},
	{AlertSettled, []string{"alert", "note"}},
	{AuditExported, []string{"filter"}},
}

// Actions returns every action, in the order of the constants.
func Actions() []Action {
	all := make([]Action, len(details))
	for i, d := range details {
		all[i] = d.action
	}
	return all
}

// Keys returns the details that an act of this kind may have.
func (a Action) Keys() []string {
	for _, d := range details {
		if d.action == a {
			return d.keys
		}
	}
	return nil
}
