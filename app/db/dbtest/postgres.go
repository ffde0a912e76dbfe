package dbtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Postgres returns the address of a new database in the process's cluster. The
// cluster is started for the first test that asks, and ends with the process.
func Postgres(t testing.TB) string {
	t.Helper()
	bin := programs()
	if bin == "" {
		missing(t, "PostgreSQL", "postgresql")
		return ""
	}
	running, err := cluster(bin)
	if err != nil {
		t.Fatal(err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := execute(running.address("postgres"), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := execute(running.address("postgres"), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the database: %v", err)
		}
	})
	return running.address(name)
}

// Dump returns what pg_dump writes of a database.
func Dump(t testing.TB, address string) []byte {
	t.Helper()
	dump, err := exec.Command(filepath.Join(programs(), "pg_dump"), "--dbname="+address).Output() // #nosec G204 -- in tests
	if err != nil {
		t.Fatal(err)
	}
	return dump
}

var databases atomic.Int64

// programs returns the directory of the newest installed PostgreSQL.
func programs() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		if path, err := exec.LookPath("initdb"); err == nil {
			return filepath.Dir(path)
		}
		return ""
	}
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	return filepath.Dir(found[len(found)-1])
}

func version(path string) int {
	number, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return number
}

func execute(address, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

var (
	once    sync.Once
	started *server
	failure error
)

// server is a running cluster.
type server struct {
	directory string    // holds the socket: no port has to be found free
	alive     io.Closer // the keeper's standard input, open as long as this process lives
}

func (s *server) address(database string) string {
	return "postgres://test@localhost/" + database + "?" + url.Values{"host": {s.directory}, "sslmode": {"disable"}}.Encode()
}

func cluster(bin string) (*server, error) {
	once.Do(func() { started, failure = start(bin) })
	return started, failure
}

// start makes a cluster and starts its server, which ends with this process,
// however this process ends. Nothing has to survive a crash, so it does not wait
// for the disk.
func start(bin string) (*server, error) {
	directory, err := os.MkdirTemp("", "ecm-postgres-")
	if err != nil {
		return nil, err
	}
	identity, err := unprivileged(directory)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(directory, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "--pgdata="+data, "--username=test", "--auth=trust", // #nosec G204 -- in tests
		"--encoding=UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr = identity
	initdb.Dir = directory
	if output, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("initdb: %w\n%s", err, output)
	}
	// The shell outlives neither its standard input nor this process: when the pipe
	// closes it stops the server and removes the directory.
	keeper := exec.Command("/bin/sh", "-c", `"$1" -D "$2" -h "" -k "$3" -F -c full_page_writes=off -c max_connections=200 >"$3/log" 2>&1 & server=$!
read forever
kill -QUIT $server; wait $server; rm -rf "$3"`, "keeper", filepath.Join(bin, "postgres"), data, directory) // #nosec G204 -- in tests
	keeper.SysProcAttr = identity
	keeper.Dir = directory
	alive, err := keeper.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := keeper.Start(); err != nil {
		return nil, err
	}
	running := &server{directory: directory, alive: alive}
	return running, await(running.address("postgres"), filepath.Join(directory, "log"))
}

func await(address, log string) error {
	var err error
	for range 300 {
		if err = execute(address, "SELECT 1"); err == nil {
			return nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	said, _ := os.ReadFile(log) // #nosec G304 -- in tests
	return fmt.Errorf("PostgreSQL does not start: %w\n%s", err, said)
}

// unprivileged returns who runs the cluster: initdb refuses root.
func unprivileged(directory string) (*syscall.SysProcAttr, error) {
	own := &syscall.SysProcAttr{Setpgid: true}
	if os.Getuid() != 0 {
		return own, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, err
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	own.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return own, os.Chown(directory, int(uid), int(gid))
}
