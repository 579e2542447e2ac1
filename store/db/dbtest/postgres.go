package dbtest

import (
	"bufio"
	"database/sql"
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

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of the store
)

// A postgres is a server of PostgreSQL that belongs to this process: it is started
// with the first test that needs it, and ends with the process, however that ends.
type postgres struct {
	lasting   bool // it waits for its disk, as one in use does
	start     sync.Once
	err       error // of the start
	dir       string
	stdin     io.Closer // the server ends when this is closed
	admin     *sql.DB
	made      atomic.Int64
	fill      sync.Once
	fillError error
}

var cluster postgres

// life is the whole life of a server, from an empty directory to none: it says
// "ready" when it listens, and stops once nobody holds its input any more. Its texts
// are sorted as people sort them, unless a column says otherwise.
const life = `set -e
"$1/initdb" -D "$2/data" -U postgres --auth=trust --encoding=UTF8 --no-sync --locale=C.UTF-8 \
	--locale-provider=icu --icu-locale=en-US >"$2/initdb.log" 2>&1 || { cat "$2/initdb.log"; exit 1; }
"$1/pg_ctl" -D "$2/data" -l "$2/server.log" -w -o "-c listen_addresses= -c unix_socket_directories=$2 $3" \
	start >"$2/start.log" 2>&1 || { cat "$2/start.log"; exit 1; }
echo ready
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate stop >/dev/null 2>&1
rm -rf "$2"`

// fleeting are the settings of a server of which nothing has to outlive a crash, so that nothing waits for a disk.
const fleeting = "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off " +
	"-c max_connections=400 -c shared_buffers=64MB -c checkpoint_timeout=1d -c max_wal_size=4GB"

// LastingServer starts a server with its usual settings, which waits for its disk as one in use does, and returns
// the URL of an empty database. The server is gone after stop, or with this process.
func LastingServer() (where string, stop func() error, err error) {
	p := &postgres{lasting: true}
	if err := p.run(); err != nil {
		return "", nil, err
	}
	_, err = p.admin.Exec(`CREATE DATABASE desk OWNER televisit`)
	return p.url("televisit", "desk"), func() error { return errors.Join(p.admin.Close(), p.stdin.Close()) }, err
}

// Binaries returns the folder of PostgreSQL's programs, the newest there is, "" for
// none.
func Binaries() string {
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is right
	if len(found) == 0 {
		return ""
	}
	slices.SortFunc(found, func(a, b string) int { return versionOf(a) - versionOf(b) })
	return filepath.Dir(found[len(found)-1])
}

func versionOf(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb)))) // 0 for what is no number
	return n
}

// run starts the server.
func (p *postgres) run() error {
	bin := Binaries()
	if bin == "" {
		return errors.New("there is no PostgreSQL: install it (on Debian: sudo apt-get install postgresql)")
	}
	in, settings := "/dev/shm", fleeting // in memory, where there is such a place
	if _, err := os.Stat(in); err != nil || p.lasting {
		in = ""
	}
	if p.lasting {
		settings = ""
	}
	var err error
	if p.dir, err = os.MkdirTemp(in, "televisit-pg"); err != nil {
		return err
	}
	cmd := exec.Command("sh", "-c", life, "sh", bin, p.dir, settings)
	cmd.Dir = p.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // what ends this process leaves it the time to clear up
	if os.Geteuid() == 0 {
		if cmd.SysProcAttr.Credential, err = notRoot(p.dir); err != nil {
			return err
		}
	}
	if p.stdin, err = cmd.StdinPipe(); err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	output := bufio.NewReader(out)
	if line, _ := output.ReadString('\n'); line != "ready\n" {
		rest, _ := io.ReadAll(output)
		return fmt.Errorf("PostgreSQL does not start: %s%s", line, rest)
	}
	if p.admin, err = sql.Open("pgx", p.url("postgres", "postgres")); err != nil {
		return err
	}
	_, err = p.admin.Exec(`CREATE ROLE televisit_app NOLOGIN; CREATE ROLE televisit LOGIN IN ROLE televisit_app;
		CREATE ROLE plain LOGIN`)
	return err
}

// notRoot returns the user that the server is to run as, to whom dir then belongs:
// it refuses to be root's.
func notRoot(dir string) (*syscall.Credential, error) {
	who, err := user.Lookup("postgres")
	if err != nil {
		who, err = user.Lookup("nobody")
	}
	if err != nil {
		return nil, err
	}
	uid, _ := strconv.Atoi(who.Uid)
	gid, _ := strconv.Atoi(who.Gid)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, os.Chown(dir, uid, gid)
}

// url returns the address of a database for a user: televisit owns all databases,
// and has no other right than to go by televisit_app; plain has none at all;
// postgres may do anything.
func (p *postgres) url(user, name string) string {
	u := url.URL{Scheme: "postgres", User: url.User(user), Path: "/" + name, RawQuery: url.Values{"host": {p.dir}}.Encode()}
	return u.String()
}

// superuser starts the server if it does not run, and returns a connection of one who may do all there.
func (p *postgres) superuser(t testing.TB) *sql.DB {
	t.Helper()
	p.start.Do(func() { p.err = p.run() })
	if p.err != nil {
		t.Fatal(p.err)
	}
	return p.admin
}

// make makes a database for one test alone.
func (p *postgres) make(t testing.TB, like string) (where string) {
	t.Helper()
	admin := p.superuser(t)
	name := fmt.Sprintf("test%d", p.made.Add(1))
	if _, err := admin.Exec(`CREATE DATABASE ` + name + ` OWNER televisit TEMPLATE ` + like + ` STRATEGY FILE_COPY`); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = admin.Exec(`DROP DATABASE ` + name + ` WITH (FORCE)`) })
	return p.url("televisit", name)
}

func (p *postgres) Fresh(t testing.TB) string { return p.make(t, "template1") }

func (p *postgres) Filled(t testing.TB, fill func(where string) error) string {
	t.Helper()
	admin := p.superuser(t)
	p.fill.Do(func() {
		if _, p.fillError = admin.Exec(`CREATE DATABASE filled OWNER televisit`); p.fillError == nil {
			p.fillError = errors.Join(fill(p.url("televisit", "filled")), p.breakOff())
		}
	})
	if p.fillError != nil {
		t.Fatal(p.fillError)
	}
	return p.make(t, "filled")
}

// breakOff lets the server break off every other change in an org when it is
// committed, the first one too, as it does for the sake of others: each change has to
// stand being made again. One of several orgs at once counts as one. A load of whole tables, as their owner, is let be.
func (p *postgres) breakOff() error {
	d, err := p.Beside(p.url("televisit", "filled"))
	if err != nil {
		return err
	}
	_, err = d.Exec(`CREATE SEQUENCE changes;
		CREATE FUNCTION break_off() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
			IF current_setting('role') <> 'televisit_app' OR current_setting('televisit.counted', true) = 'yes' THEN
				RETURN NULL;
			END IF;
			PERFORM set_config('televisit.counted', 'yes', true);
			IF nextval('changes') % 2 = 1 THEN
				RAISE EXCEPTION 'broken off by a test' USING ERRCODE = 'serialization_failure';
			END IF;
			RETURN NULL;
		END $$;
		CREATE CONSTRAINT TRIGGER break_off AFTER UPDATE ON pf_organizations DEFERRABLE INITIALLY DEFERRED
			FOR EACH ROW EXECUTE FUNCTION break_off()`)
	return errors.Join(err, d.Close())
}

func (p *postgres) Beside(where string) (*sql.DB, error) {
	u, err := url.Parse(where)
	if err != nil {
		return nil, err
	}
	u.User = url.User("postgres")
	return sql.Open("pgx", u.String())
}

func (*postgres) OrgTables() string {
	return `SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'org_id' ORDER BY table_name`
}

func (*postgres) Unchecked() string { return `SET session_replication_role = replica` }

func (p *postgres) Unguarded() []string { return []string{p.Unchecked()} }

func (*postgres) Plan() string { return `EXPLAIN ` }

func (*postgres) Refusing(event, table, condition string) []string {
	return []string{`CREATE FUNCTION refuse_` + table + `() RETURNS trigger LANGUAGE plpgsql
		AS $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$`,
		`CREATE TRIGGER refuse_` + table + ` BEFORE ` + event + ` ON ` + table + ` FOR EACH ROW WHEN (` + condition + `)
		EXECUTE FUNCTION refuse_` + table + `()`}
}

func (*postgres) schema() []string {
	const table = `c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'goose%'`
	const names = `(SELECT string_agg(a.attname, ',' ORDER BY n) FROM unnest(%s) WITH ORDINALITY u(k, n)
		JOIN pg_attribute a ON a.attrelid = %s AND a.attnum = u.k)`
	columns, referred := fmt.Sprintf(names, "k.conkey", "k.conrelid"), fmt.Sprintf(names, "k.confkey", "k.confrelid")
	return []string{
		`SELECT table_name || '.' || column_name || ' ' || upper(data_type) || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
			|| coalesce(' default ' || column_default, '') FROM information_schema.columns
			WHERE table_schema = 'public' AND table_name NOT LIKE 'goose%'`,
		`SELECT CASE contype WHEN 'p' THEN 'key of ' WHEN 'u' THEN 'unique of ' ELSE 'reference of ' END || c.relname || ':' || ` + columns + `
			|| coalesce(' to ' || k.confrelid::regclass || ':' || ` + referred + `, '')
			FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE ` + table + ` AND contype IN ('p', 'u', 'f')`,
		`SELECT pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
			WHERE ` + table + ` AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND contype IN ('p', 'u'))`,
		`SELECT 'trigger ' || tgname || ' of ' || c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
			WHERE ` + table + ` AND NOT tgisinternal AND tgname <> 'televisit_notify'`,
	}
}

func (*postgres) version() string {
	return `SELECT 'PostgreSQL ' || split_part(current_setting('server_version'), ' ', 1)`
}

func (*postgres) Parts() string {
	return `SELECT (SELECT count(*) FROM pg_indexes WHERE schemaname = 'public') +
		(SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT tgisinternal) +
		(SELECT count(*) FROM pg_constraint WHERE contype = 'f')`
}
