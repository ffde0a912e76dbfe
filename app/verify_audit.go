package main

import (
	"context"
	"fmt"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/db"
)

// Run checks the whole log, and that what counts as approved is what the log says
// was approved. The head is a line of its own, to be kept with the ones of other
// days.
func (c VerifyAuditCommand) Run(ctx context.Context, terminal Terminal) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		head, err := s.audit.Verify(ctx, c.Head)
		if err != nil {
			return err
		}
		if err := s.verifyApprovals(ctx); err != nil {
			return err
		}
		_, err = fmt.Fprintf(terminal.Out, "The audit log is an unbroken chain. Entries: %d. Head:\n%s\n", head.Number, head)
		return err
	})
}

// verifyApprovals holds every approved revision against the entry of its approval.
// A digest stored beside a content is no proof by itself: whoever can change the
// one can change the other. Revisions from before the log began have no entry.
func (s stores) verifyApprovals(ctx context.Context) error {
	approved := map[string]bool{}
	var began time.Time
	for entry, err := range s.audit.Matching(ctx, audit.Filter{}) {
		if err != nil {
			return err
		}
		if began.IsZero() {
			began = entry.At
		}
		if entry.Action == audit.CampaignApproved {
			approved[entry.Details["digest"]] = true
		}
	}
	return s.campaigns.Approvals(ctx, func(a db.Approval) error {
		r := a.Revision
		switch {
		case r.Intact() != nil:
			return fmt.Errorf("revision %d of %s is not what was approved", r.Number, a.Slug)
		case !approved[r.Digest.String()] && !began.IsZero() && !r.DecidedAt.Before(began):
			return fmt.Errorf("revision %d of %s counts as approved, and the audit log has no approval of it", r.Number, a.Slug)
		}
		return nil
	})
}
