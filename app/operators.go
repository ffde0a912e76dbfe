package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"emailcampaigns/app/operator"
	"emailcampaigns/app/web"
)

// Run prints a link that works once. It is the only thing that shows it.
func (c OperatorInviteCommand) Run(ctx context.Context, terminal Terminal) error {
	origin, err := c.Official.Read()
	if err != nil {
		return err
	}
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		accounts := operator.Accounts{Store: s.operators, Now: now}
		e, token, err := accounts.Admit(ctx, c.Email, c.Role)
		if err != nil {
			return err
		}
		path, err := web.NewPaths().Path("admin.enrolment", "", token.Reveal())
		if err != nil {
			return err
		}
		said := fmt.Sprintf("%s is invited as %s.", e.Email, e.Role)
		if e.Kind == operator.Renewal {
			said = fmt.Sprintf("%s has an account as %s. The link renews its password and second factor; until then the present ones work.", e.Email, e.Role)
		}
		_, err = fmt.Fprintf(terminal.Out, "%s\nThe link works once, until %s:\n%s%s\n", said, e.ExpiresAt.Format(time.RFC1123), origin, path)
		return err
	})
}

// Run prints a line for each operator, and for each link that waits.
func (c OperatorListCommand) Run(ctx context.Context, terminal Terminal) error {
	return withDatabase(ctx, terminal, c.Database, func(s stores) error {
		all, err := s.operators.Operators(ctx)
		if err != nil {
			return err
		}
		waiting, err := s.operators.OpenEnrolments(ctx, now())
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(terminal.Out, 0, 0, 2, ' ', 0)
		for _, o := range all {
			_, err = fmt.Fprintf(table, "%s\t%s\t%s\n", o.Email, o.Role, standing(o))
		}
		for _, e := range waiting {
			if e.Kind == operator.Invitation {
				_, err = fmt.Fprintf(table, "%s\t%s\tinvited until %s\n", e.Email, e.Role, e.ExpiresAt.Format(time.RFC1123))
			}
		}
		if len(all)+len(waiting) == 0 {
			_, err = fmt.Fprintln(table, "There is no operator yet: ecm operator invite makes the first.")
		}
		return errors.Join(err, table.Flush())
	})
}

// standing says in words what an account can be used for.
func standing(o operator.Operator) string {
	switch {
	case o.Disabled():
		return "disabled since " + o.DisabledAt.Format(time.RFC1123)
	case o.Complete():
		return "active"
	case o.Factor != nil:
		return "has to choose a password"
	case !o.PasswordHash.Empty():
		return "has to set up a second factor"
	}
	return "cannot sign in: needs a renewal"
}
