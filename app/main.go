// Command ecm lets people send a pre-reviewed message from their own Gmail
// account. See README.md.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// shell is what a command may use of its surroundings.
type shell struct {
	context.Context
	out, err io.Writer
}

// run executes one command line and returns the exit code: 0, 1 for a failure, 2
// for a command line that cannot be understood.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	exit := -1
	parser, err := kong.New(&commands{},
		kong.Name("ecm"),
		kong.Description("Lets people send a pre-reviewed message from their own Gmail account."),
		kong.Writers(out, errs),
		kong.UsageOnError(),
		kong.Exit(func(code int) { exit = code }),
	)
	if err != nil {
		_, _ = fmt.Fprintln(errs, "ecm:", err)
		return 1
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		_, _ = fmt.Fprintf(errs, "ecm: %v\nSee ecm --help.\n", err)
		return 2
	}
	err = command.Run(&shell{Context: ctx, out: out, err: errs})
	if err != nil && !errors.Is(err, context.Canceled) {
		_, _ = fmt.Fprintln(errs, "ecm:", err)
		return 1
	}
	return 0
}
