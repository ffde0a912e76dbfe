package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"

	"emailcampaigns/app/address"
	"emailcampaigns/app/secret"
	"emailcampaigns/app/vault"
)

// command runs one command line in an environment of its own.
func command(env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = run(context.Background(), args, func(name string) string { return env[name] }, &out, &errs)
	return code, out.String(), errs.String()
}

// lines reads NAME=value lines.
func lines(t *testing.T, text string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if !ok {
			t.Fatalf("%q is no line of an environment file", line)
		}
		found[name] = value
	}
	return found
}

func TestKeysNewPrintsWhatServeReads(t *testing.T) {
	code, out, errs := command(nil, "keys", "new")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d: %s", code, errs)
	}
	keys := lines(t, out)
	if len(keys) != 2 {
		t.Errorf("%d lines", len(keys))
	}
	if _, err := vault.New(secret.New(keys["VAULT_KEYSET"])); err != nil {
		t.Errorf("VAULT_KEYSET %v", err)
	}
	if _, err := address.ParseHasher(secret.New(keys["HASH_KEY"])); err != nil {
		t.Errorf("HASH_KEY %v", err)
	}
	if _, again, _ := command(nil, "keys", "new"); again == out {
		t.Error("the keys are not fresh")
	}
}

func TestKeysRotateInTwoSteps(t *testing.T) {
	_, out, _ := command(nil, "keys", "new")
	first := lines(t, out)
	sealed, err := open(t, first).Seal(secret.New("token"), "place")
	if err != nil {
		t.Fatal(err)
	}
	code, out, errs := command(first, "keys", "add")
	if code != 0 {
		t.Fatal(errs)
	}
	file := filepath.Join(t.TempDir(), "keyset")
	if err := os.WriteFile(file, []byte(lines(t, out)["VAULT_KEYSET"]+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs = command(map[string]string{"VAULT_KEYSET_FILE": file}, "keys", "promote")
	if code != 0 {
		t.Fatal(errs)
	}
	if opened, err := open(t, lines(t, out)).Open(sealed, "place"); err != nil || opened.Reveal() != "token" {
		t.Errorf("after the rotation: %v", err)
	}
}

func open(t *testing.T, env map[string]string) *vault.Vault {
	t.Helper()
	v, err := vault.New(secret.New(env["VAULT_KEYSET"]))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestKeysRefusesAnUnusableKeysetWithoutShowingIt(t *testing.T) {
	const leak = "hunter2-correct-horse-battery"
	for _, action := range []string{"add", "promote"} {
		code, out, errs := command(map[string]string{"VAULT_KEYSET": leak}, "keys", action)
		if code != 1 || out != "" || !strings.Contains(errs, "VAULT_KEYSET") || strings.Contains(errs, leak) {
			t.Errorf("keys %s: exit code %d, %q, %q", action, code, out, errs)
		}
		if code, _, errs := command(nil, "keys", action); code != 1 || !strings.Contains(errs, "is missing") {
			t.Errorf("keys %s without a keyset: exit code %d, %q", action, code, errs)
		}
	}
}

func TestVersionIsOneLine(t *testing.T) {
	code, out, errs := command(nil, "version")
	if code != 0 || errs != "" || !strings.HasPrefix(out, "ecm ") || strings.Count(out, "\n") != 1 {
		t.Errorf("exit code %d, %q, %q", code, out, errs)
	}
	build := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: "v1.2.0"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123abcd"}, {Key: "vcs.modified", Value: "true"},
	}}
	if got := describeBuild(build); !strings.HasPrefix(got, "ecm v1.2.0, commit 0123abcd with changes, go1.26.8 ") {
		t.Errorf("describeBuild() = %q", got)
	}
}

func TestExitCodes(t *testing.T) {
	rows := []struct {
		args []string
		code int
		says string
	}{
		{nil, exitUsage, "expected one of"},
		{[]string{"nonsense"}, exitUsage, "unexpected argument nonsense"},
		{[]string{"version", "--loud"}, exitUsage, "unknown flag --loud"},
		{[]string{"campaign", "pause"}, exitUsage, "<slug>"},
		{[]string{"keys", "add"}, exitFailure, "VAULT_KEYSET"},
	}
	for _, row := range rows {
		code, out, errs := command(nil, row.args...)
		if code != row.code || out != "" || !strings.HasPrefix(errs, "ecm: ") || !strings.Contains(errs, row.says) {
			t.Errorf("%v: exit code %d, %q, %q", row.args, code, out, errs)
		}
	}
}

func TestHelpNamesSettingsWithTheirVariables(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"serve", "--help"}, {"campaign", "import", "--help"}} {
		code, out, errs := command(nil, args...)
		if code != 0 || errs != "" || !strings.Contains(out, "Usage: ecm") {
			t.Errorf("%v: exit code %d, %q, %q", args, code, out, errs)
		}
	}
	_, out, _ := command(nil, "serve", "--help")
	for _, want := range []string{"--public-url", "($PUBLIC_URL)", "($HASH_KEY_FILE)", "($DATABASE_URL)"} {
		if !strings.Contains(out, want) {
			t.Errorf("help of serve does not name %s:\n%s", want, out)
		}
	}
}

func TestFlagWinsOverVariableAndEmptyVariableIsNone(t *testing.T) {
	t.Setenv("LOG_LEVEL", "error") // the process's own environment is not looked at
	env := map[string]string{"PORT": "3000", "ADDR": "", "HASH_KEY": "1:from-the-environment"}
	parser, err := newParser(func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := parser.Parse([]string{"serve", "--port", "4000"})
	if err != nil {
		t.Fatal(err)
	}
	serve := parsed.Selected().Target.Interface().(ServeCommand)
	if serve.Port != "4000" || serve.Addr != "" || serve.HashKey.Reveal() != "1:from-the-environment" || serve.LogLevel != "info" {
		t.Errorf("read as port %s, addr %s, log level %s", serve.Port, serve.Addr, serve.LogLevel)
	}
}
