package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/config"
	"emailcampaigns/app/db/dbtest"
	"emailcampaigns/app/demo"
	"emailcampaigns/app/secret"
)

func TestVerifyAuditPrintsTheHeadAndNamesTheFirstBadEntry(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		env := map[string]string{"DATABASE_URL": databaseURL}
		verify := func(args ...string) (code int, head, errs string) {
			t.Helper()
			code, out, errs := command(env, append([]string{"verify-audit"}, args...)...)
			lines := strings.Split(out, "\n")
			if code == 0 && (len(lines) != 3 || errs != "") || code != 0 && out != "" {
				t.Errorf("exit code %d: %q, %q", code, out, errs)
			}
			return code, lines[len(lines)-min(2, len(lines))], errs
		}
		if code, head, errs := verify(); code != exitOK || head != (audit.Head{}).String() {
			t.Errorf("an empty log: exit code %d, %s, %s", code, head, errs)
		}
		appendActs(t, databaseURL, 3)
		code, noted, errs := verify()
		if code != exitOK || !strings.HasPrefix(noted, "3:") {
			t.Fatalf("exit code %d, %s, %s", code, noted, errs)
		}
		appendActs(t, databaseURL, 1)
		if code, head, errs := verify("--head", noted); code != exitOK || !strings.HasPrefix(head, "4:") {
			t.Errorf("the noted head: exit code %d, %s, %s", code, head, errs)
		}
		other := noted[:len(noted)-1] + "0"
		if other == noted {
			other = noted[:len(noted)-1] + "1"
		}
		if code, _, errs := verify("--head", other); code != exitFailure || !strings.Contains(errs, "entry 3 of the audit log is not the one that was noted") {
			t.Errorf("a head of another log: exit code %d, %s", code, errs)
		}
		if code, _, errs := verify("--head", "3:nonsense"); code != exitUsage || !strings.Contains(errs, "NUMBER:HASH") {
			t.Errorf("no head at all: exit code %d, %s", code, errs)
		}
		// Somebody with all rights over the database.
		drop := "DROP TRIGGER audit_update"
		if strings.HasPrefix(databaseURL, "postgres") {
			drop = "DROP TRIGGER audit_change ON audit"
		}
		query(t, databaseURL, drop)
		query(t, databaseURL, "UPDATE audit SET subject = 'other' WHERE number = 2")
		if code, _, errs := verify(); code != exitFailure || !strings.Contains(errs, "entry 2 of the audit log is not what was recorded") {
			t.Errorf("a changed entry: exit code %d, %s", code, errs)
		}
	})
}

func appendActs(t *testing.T, databaseURL string, n int) {
	t.Helper()
	d := config.Database{DatabaseURL: secret.New(databaseURL)}
	err := withDatabase(t.Context(), Terminal{Err: t.Output()}, d, func(s stores) error {
		for range n {
			act := audit.Act{Actor: audit.Shell(), Action: audit.CampaignPaused, Subject: "open-data"}
			if err := s.audit.Append(t.Context(), act, time.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestVerifyAuditFindsARevisionThatNobodyApproved(t *testing.T) {
	onBoth(t, func(t *testing.T, databaseURL string) {
		s := boot(t, databaseURL)
		env := map[string]string{"DATABASE_URL": databaseURL}
		if code, _, errs := command(env, "verify-audit"); code != exitOK {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		file, err := demo.Sample()
		if err != nil {
			t.Fatal(err)
		}
		letter := file.Content.Letters["en"]
		letter.Body = "Something else.\n"
		file.Content.Letters["en"] = letter
		dbtest.Unguard(t, databaseURL)
		// Somebody with all rights over the database, who changes content and digest
		// together.
		digest := "X'" + file.Content.Digest().String() + "'"
		if strings.HasPrefix(databaseURL, "postgres") {
			digest = "decode('" + file.Content.Digest().String() + "', 'hex')"
		}
		query(t, databaseURL, fmt.Sprintf("UPDATE revisions SET content = '%s', digest = %s",
			strings.ReplaceAll(string(file.Content.Canonical()), "'", "''"), digest))
		s.visitor().Get("/c/open-data").Must(http.StatusOK, "main")
		code, _, errs := command(env, "verify-audit")
		if code != exitFailure || !strings.Contains(errs, "revision 1 of open-data counts as approved") {
			t.Errorf("exit code %d: %s", code, errs)
		}
	})
}
