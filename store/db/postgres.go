package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"televisit/clinic"
)

const (
	// oldestPostgres is the oldest version that is tested, as the server says it.
	oldestPostgres = 150000
	// connectTimeout is how long a connection may take to be made.
	connectTimeout = 5 * time.Second
	// connections is how many there are at most, unless the URL says pool_max_conns.
	connections = 16
	// attempts is how often a write is tried that the database breaks off.
	attempts = 8
)

// Every connection waits for locks as long as SQLite does, hides no rows but in a
// transaction that says whose they are, and goes by the role of the application
// where there is one that it may go by. Queries are short: to compile one takes
// longer than to run it.
const connected = `SET lock_timeout = '5s'; SET jit = off; SET televisit.org = '*'; SET televisit.node = '%s';
	SELECT set_config('role', rolname, false) FROM pg_roles WHERE rolname = 'televisit_app' AND pg_has_role(oid, 'MEMBER')`

// A postgres is a database of a PostgreSQL server.
type postgres struct {
	config   *pgxpool.Config
	pool     *pgxpool.Pool
	db       *sql.DB // over the pool
	node     string  // tells this process's writes from others'
	protect  string  // what is run after migrations
	turns    turns
	listener listener
}

// openPostgres reaches the database of a URL. Its errors are one line, and do not
// tell the password.
func openPostgres(ctx context.Context, where string, migrations fs.FS) (engine, error) {
	config, err := pgxpool.ParseConfig(where)
	if err != nil {
		return nil, errors.New("the address of the database cannot be read: write postgres://user:password@host:5432/database")
	}
	p := &postgres{config: config, node: uuid.NewString()}
	if !strings.Contains(where, "pool_max_conns=") {
		config.MaxConns = connections
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	config.ConnConfig.RuntimeParams["application_name"] = "televisit"
	config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, fmt.Sprintf(connected, p.node))
		return err
	}
	if p.protect, err = readProtection(migrations); err != nil {
		return nil, err
	}
	if p.pool, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return nil, p.unreachable(err)
	}
	p.db = stdlib.OpenDBFromPool(p.pool)
	if err := p.check(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// readProtection returns the text that keeps every table of every migration.
func readProtection(migrations fs.FS) (string, error) {
	text, err := fs.ReadFile(migrations, "postgres/protect.sql")
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(text), err
}

// check returns an error unless the server answers and is one that will do.
func (p *postgres) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*connectTimeout)
	defer cancel()
	var version int
	var encoding string
	err := p.pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).
		Scan(&version, &encoding)
	switch {
	case err != nil:
		return p.unreachable(err)
	case version < oldestPostgres:
		return fmt.Errorf("%s is PostgreSQL %d, and this program needs %d or newer", p.name(), version/10000, oldestPostgres/10000)
	case encoding != "UTF8":
		return fmt.Errorf("%s has the encoding %s: make one with ENCODING 'UTF8' TEMPLATE template0", p.name(), encoding)
	}
	return nil
}

// name says which database it is, without the password.
func (p *postgres) name() string {
	c := p.config.ConnConfig
	return fmt.Sprintf("postgres://%s@%s/%s", c.User, net.JoinHostPort(c.Host, fmt.Sprint(c.Port)), c.Database)
}

// unreachable returns why there is no connection, in one line.
func (p *postgres) unreachable(err error) error {
	reason := err.Error()
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		reason = e.Message
	} else if e, ok := errors.AsType[*net.DNSError](err); ok {
		reason = e.Err
	} else if e, ok := errors.AsType[*net.OpError](err); ok {
		reason = e.Err.Error()
	}
	return fmt.Errorf("the database %s cannot be reached: %s", p.name(), strings.Join(strings.Fields(reason), " "))
}

func (p *postgres) close() error {
	err := errors.Join(p.listener.close(), p.db.Close())
	p.pool.Close()
	return err
}

// The texts of this program that are SQLite's alone. An index is the planner's to
// choose here; the compared bytes of texts are their order, as the program folds
// them; each table has rows by number; and no index serves a comparison that lets
// nothing be equal to nothing.
var (
	indexHint    = regexp.MustCompile(` INDEXED BY \w+`)
	rowName      = regexp.MustCompile(`\browid\b`)
	textType     = regexp.MustCompile(`\bTEXT\b`)
	orNone       = regexp.MustCompile(`([\w.]+) IS NOT DISTINCT FROM nullif\(([\w.]+), ''\)`)
	quoted       = regexp.QuoteMeta
	forFiles     = regexp.MustCompile(`(?s)` + quoted(onFile) + `.*?` + quoted(onServer) + `(.*?)` + quoted(endOfBoth))
	withoutRowID = regexp.MustCompile(`\) WITHOUT ROWID\b`)
	translated   sync.Map // by text
)

func translate(query string) string {
	if text, known := translated.Load(query); known {
		return text.(string)
	}
	text := forFiles.ReplaceAllString(query, " $1 ")
	text = rowName.ReplaceAllString(indexHint.ReplaceAllString(text, ""), "ctid")
	text = orNone.ReplaceAllString(text, "coalesce($1, '') = $2")
	translated.Store(query, text)
	return text
}

// ofServer takes as many of each as are wanted: what hides rows keeps the planner from
// using a limit that is a query of its own.
func (f First) ofServer() string {
	order := f.By + ", " + f.Name + ".id"
	if f.Last {
		order = f.By + " DESC, " + f.Name + ".id DESC"
	}
	return f.Each + " CROSS JOIN LATERAL (SELECT " + f.Name + ".*, " + f.Name + ".rowid FROM " + f.Of + " WHERE " + f.Where +
		" ORDER BY " + order + " LIMIT " + f.Limit + " + 1) " + f.Name + " WHERE true"
}

func (*postgres) schema() (goose.Dialect, string) { return goose.DialectPostgres, "postgres" }

func (*postgres) adapt(migration string) string {
	return withoutRowID.ReplaceAllString(textType.ReplaceAllString(migration, `TEXT COLLATE "C"`), ")")
}

// stored returns args as database/sql hands them to SQLite: the driver would look
// at what they are in Go.
func stored(args []any) (all []any, err error) {
	all = make([]any, len(args))
	for i, v := range args {
		if all[i], err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
	}
	return all, nil
}

func (p *postgres) lone(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	values, err := stored(args)
	if err != nil {
		return nil, err
	}
	return p.db.QueryContext(ctx, translate(query), values...)
}

// begin begins a transaction on what is whose; one that writes waits until no
// other one of the same owner does, whichever process's it is. Its statements
// see what others committed until they begin, so nothing that is read after this
// is stale.
func (p *postgres) begin(ctx context.Context, whose Owner, writes bool) (*Tx, error) {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, userError(err)
	}
	ctx = context.WithoutCancel(ctx)
	options, confine := &sql.TxOptions{Isolation: sql.LevelReadCommitted}, `SELECT set_config('televisit.org', $1, true),
		pg_advisory_xact_lock(hashtextextended('televisit ' || $1, 0))`
	if !writes {
		options, confine = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, `SELECT set_config('televisit.org', $1, true)`
	}
	tx, err := conn.BeginTx(ctx, options)
	if err != nil {
		return nil, errors.Join(userError(err), conn.Close())
	}
	t := &Tx{tx: tx, run: postgresTx{tx, conn}, conn: conn, whose: whose, uncancellable: writes}
	if whose != Anyone {
		if _, err := t.Exec(ctx, confine, string(whose)); err != nil {
			t.end(ctx)
			return nil, err
		}
	}
	return t, nil
}

func (p *postgres) read(ctx context.Context, whose Owner, do func(*Tx) error) error {
	t, err := p.begin(ctx, whose, false)
	if err != nil {
		return err
	}
	defer t.end(ctx)
	return do(t)
}

// write tries again what the database broke off for the sake of others.
func (p *postgres) write(ctx context.Context, whose Owner, do func(*Tx) error) error {
	leave, err := p.turns.take(ctx, whose)
	if err != nil {
		return err
	}
	defer leave()
	for n := 1; ; n++ {
		if err = p.tryWrite(ctx, whose, do); n == attempts || !wasBrokenOff(err) {
			return err
		}
		time.Sleep(time.Duration(rand.Int64N(int64(n) * int64(10*time.Millisecond)))) // #nosec G404 -- only not all at once
	}
}

func (p *postgres) tryWrite(ctx context.Context, whose Owner, do func(*Tx) error) error {
	t, err := p.begin(ctx, whose, true)
	if err != nil {
		return err
	}
	defer t.end(ctx)
	if err := (&change{ctx: ctx, do: do}).apply(t); err != nil {
		return err
	}
	if err := t.tx.Commit(); isLost(err) {
		return clinic.Causef(clinic.Unavailable, err,
			"The database was lost while this was being saved. Look whether it was, before you do it again.")
	} else {
		return userError(err)
	}
}
