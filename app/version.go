package main

import (
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
)

// VersionCommand prints the version.
type VersionCommand struct{}

// Run prints one line.
func (VersionCommand) Run(terminal Terminal) error {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this binary was built without information about itself")
	}
	_, err := fmt.Fprintln(terminal.Out, describeBuild(build))
	return err
}

// describeBuild names version, commit, toolchain and platform.
func describeBuild(build *debug.BuildInfo) string {
	settings := map[string]string{}
	for _, s := range build.Settings {
		settings[s.Key] = s.Value
	}
	commit := settings["vcs.revision"]
	if commit == "" {
		commit = "unknown"
	}
	if settings["vcs.modified"] == "true" {
		commit += " with changes"
	}
	return fmt.Sprintf("ecm %s, commit %s, %s %s/%s", build.Main.Version, commit, build.GoVersion, runtime.GOOS, runtime.GOARCH)
}
