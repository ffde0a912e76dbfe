package main

import (
	"context"
	"fmt"
)

// Run checks the whole log. The head is a line of its own, to be kept with the
// ones of other days.
func (c VerifyAuditCommand) Run(ctx context.Context, terminal Terminal) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		head, err := s.audit.Verify(ctx, c.Head)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(terminal.Out, "The audit log is an unbroken chain. Entries: %d. Head:\n%s\n", head.Number, head)
		return err
	})
}
