// Command ecm is the Email Campaigns Manager: it lets people send a pre-reviewed
// message from their own Gmail account. README.md tells how to run it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image the program runs in has no time zones

	"github.com/alecthomas/kong"

	"emailcampaigns/app/fault"
)

// Exit codes.
const (
	exitOK      = 0
	exitFailure = 1 // the command did not do what it was asked to
	exitUsage   = 2 // the command line cannot be understood
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// Once stopping has begun, a second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// Terminal is where a command writes: Out what was asked for, Err all else.
type Terminal struct{ Out, Err io.Writer }

// run executes one command line and returns the exit code. Commands end when ctx
// does. An error is printed here and nowhere else.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	fail := func(code int, err error, hint string) int {
		_, _ = fmt.Fprintf(stderr, "ecm: %v\n%s", err, hint)
		return code
	}
	helped := false
	parser, err := newParser(getenv, kong.Writers(stdout, stderr), kong.Exit(func(int) { helped = true }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(Terminal{Out: stdout, Err: stderr}))
	if err != nil {
		return fail(exitFailure, err, "")
	}
	command, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		return fail(exitUsage, err, "Run \"ecm --help\" for the commands, \"ecm COMMAND --help\" for their settings.\n")
	}
	if err := command.Run(); err != nil {
		return fail(exitFailure, explain(err), "")
	}
	return exitOK
}

// explain says in words what a fault of the domain says as a key.
func explain(err error) error {
	message := fault.MessageOf(err)
	if message.Key == "" || fault.KindOf(err) == fault.Internal {
		return err
	}
	words, wordsErr := newWords()
	if wordsErr != nil {
		return err
	}
	return errors.New(words.Message("en", message))
}

// newParser makes the parser of the whole command line. Variables come from
// getenv and not from the process, so that a test has an environment of its own;
// an empty one counts as not set.
func newParser(getenv func(string) string, options ...kong.Option) (*kong.Kong, error) {
	options = append(options,
		kong.Name("ecm"),
		kong.Description("Lets people send a pre-reviewed message from their own Gmail account."),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.ValueFormatter(describeSetting),
		kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
			for _, name := range flag.Envs {
				if value := getenv(name); value != "" {
					return value, nil
				}
			}
			return nil, nil
		})),
	)
	parser, err := kong.New(&CLI{}, options...)
	if err != nil {
		return nil, err
	}
	// kong reads the process's environment for what is named in Tag.Envs.
	return parser, kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			flag.Tag.Envs = nil
		}
		return next(nil)
	})
}

// describeSetting is a flag's line in the help, with its variable.
func describeSetting(value *kong.Value) string {
	if value.Flag == nil || len(value.Flag.Envs) == 0 {
		return value.Help
	}
	return value.Help + " ($" + value.Flag.Envs[0] + ")"
}
