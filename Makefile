# make test is the one command before a change is handed in.
.PHONY: test test-postgres fuzz build run shots bench needs check check-html audit release torture

# All is built with the race detector, once: for vet and staticcheck as for the tests. What is not
# ours and only computes is not looked at for races, which takes long: SQLite, which is C made Go,
# how pages are made and found, times, what a password costs, and what the tests read pages with and
# tell the browser. Only what shares nothing may stand here, or others are blamed for its locks: no
# sync.Map (reflect), no atomics, and a sync.Once only for a table of its own (flate). Nor may what
# several could write to by mistake, as to a Builder (strings, bytes, bufio): nobody would see it.
# Nor is unsafe looked at (checkptr): ours has none.
computes = modernc.org/sqlite/lib modernc.org/libc modernc.org/memory golang.org/x/net/html golang.org/x/net/html/atom \
	github.com/PuerkitoBio/goquery github.com/andybalholm/cascadia html/template text/template text/template/parse \
	fmt internal/fmtsort regexp regexp/syntax strconv time unicode unicode/utf8 net/url compress/flate \
	golang.org/x/crypto/argon2 golang.org/x/crypto/blake2b github.com/gorilla/mux github.com/alecthomas/kong \
	github.com/boombuler/barcode/qr \
	github.com/go-json-experiment/json/jsontext github.com/go-json-experiment/json/internal/jsonwire
watched = -race -gcflags=all=-d=checkptr=0 $(foreach p,$(computes),-gcflags=$p=-race=false)

# Compilers and tests that collect garbage less often take a fifth less of the processor, and some hundred MB more.
test check: export GOGC = 400

# All tests run on SQLite. Where PostgreSQL is installed, those of the store run on it as well, and those of the
# pages in which two databases are most likely to differ: who may do what, races, what is found and how it is
# paged. The last line says on which they ran.
initdb = $(shell command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)
differ = TestAccess$$|NoStale|TwoBook|TakenMRN|SameForm|OverlapIs|Paged|Paging|FoundEverywhere|TestSearch|ListByTime
on_postgres = -- TELEVISIT_TEST_DATABASE=postgres -p 1 $(run)
postgres = $(if $(initdb), $(on_postgres) ./store/... $(on_postgres) -run '$(differ)' ./handlers)

# The rooms that take longest begin first. As many run at a time as there are cores, and one of each run on
# PostgreSQL: with more, all of them together take a tenth more of the processor. A program that is watched for races
# sleeps a second before it ends, unless it is told not to. What vet says was said by check. Nothing waits as long as
# the timeout: it ends what hangs, also on a machine that is busy.
run = -vet=off -timeout 60m $(watched)
test: check
	@CGO_ENABLED=1 GORACE=atexit_sleep_ms=0 go tool testsum $(run) \
		./e2e ./handlers . ./store ./... $(postgres)

# All tests of the pages on PostgreSQL, some minutes more.
test-postgres:
	@test -n "$(initdb)" || { echo "Install PostgreSQL (on Debian: sudo apt-get install postgresql)." >&2; exit 1; }
	TELEVISIT_TEST_DATABASE=postgres go test ./store/... ./handlers

# Every fuzz target for a while, one after the other, and then every hostile request to every route: some
# twenty minutes. What a target finds is written to a testdata/fuzz beside it; make test runs it from then on.
FUZZTIME ?= 20s
fuzz:
	@for room in $$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...); do \
		for target in $$(go test -list '^Fuzz' $$room | grep '^Fuzz'); do \
			echo "$$room $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$room || exit 1; \
		done; \
	done
	go test -count=1 -timeout 30m -run TestHostileRequests ./handlers -hostile

# The program takes its version from the tag it is built at.
build:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o televisit .

run:
	go run . demo

# The screenshots of the README, and sheets with every page of the demo.
shots: needs
	go test -count=1 ./e2e -run 'Screens|Tour' -shots

# The table of docs/performance.md, some ten minutes on a quiet machine. BENCH_HUGE=1
# adds ten million sessions; go run ./bench -help tells how to measure less.
bench:
	go run ./bench -write docs/performance.md

# The figures of docs/reliability.md: kills, power cuts, backups, nodes and connections, as often as that
# page says, where make test does a few of each. Some half an hour on a quiet machine.
torture:
	go test -count=1 -timeout 4h -v ./torture -torture -write ../docs/reliability.md

# What is cheaper than a test and finds mistakes sooner.
check: needs
	@unformatted=$$(gofmt -l $$(find . -name '.?*' -prune -o -name '*.go' -print)); \
	test -z "$$unformatted" || { echo "gofmt would change:" $$unformatted >&2; exit 1; }
	@export CGO_ENABLED=1 GOFLAGS="$(GOFLAGS) $(watched)"; go vet ./... && $$(GOFLAGS= go tool -n staticcheck) ./...

# What looks for holes needs hundreds of modules, none of which the program carries: it is run at these versions.
gosec = github.com/securego/gosec/v2/cmd/gosec@v2.30.0
govulncheck = golang.org/x/vuln/cmd/govulncheck@v1.9.0

# Whether the modules are the ones of go.sum, what of the program looks dangerous, and which holes of its modules are known:
# some minutes. Not looked at by gosec: what is not in the program; files that are named by a variable (G304), which whoever
# runs it names, and no request. Without the network the last says that it did not look.
audit:
	go mod verify
	go run $(gosec) -quiet -nosec-require-rules -nosec-require-justification -exclude=G304 \
		-exclude-dir=bench -exclude-dir=testsum -exclude-dir=dbtest -exclude-dir=storetest ./...
	@said=$$(go run $(govulncheck) . 2>&1); code=$$?; echo "$$said"; \
	case "$$said" in \
	*"fetching vulnerabilities"*) echo "NOT LOOKED for known holes: the database of govulncheck cannot be reached from here." >&2 ;; \
	*) exit $$code ;; \
	esac

# dist/, of the commit that is checked out: archives, deb, rpm, SBOMs, checksums; built twice and compared, installed and
# removed. On Linux; a tag names the version.
release: audit
	packaging/release.sh
	go test -count=1 . -run Released -release dist

# Another opinion on the markup of every page that the tests see; the tests have their own. Needs Node.
check-html:
	@command -v npx >/dev/null || { echo "Install Node (on Debian: sudo apt-get install npm) for html-validate." >&2; exit 1; }
	@pages=$$(mktemp -d) && go test -count=1 ./handlers -markup $$pages && npx --yes html-validate@10.17.0 --config handlers/testdata/htmlvalidate.json "$$pages/*.html" && rm -r $$pages

# What the tests need besides Go: a C compiler for -race, a browser for e2e, and PostgreSQL, without which they run on
# SQLite alone. Of browsers the one without a window is the fastest; not every system has it.
browsers = "$$TELEVISIT_CHROMIUM" chromium-headless-shell chromium chromium-browser google-chrome
needs:
	@command -v go >/dev/null || { echo "Install Go 1.26 or newer (https://go.dev/dl/) and put it on the PATH." >&2; exit 1; }
	@missing= database=; \
	echo '#include <stdlib.h>' | $$(go env CC) -E - >/dev/null 2>&1 || missing="gcc libc6-dev"; \
	for browser in $(browsers); do command -v "$$browser" >/dev/null && break; done || missing="$$missing chromium"; \
	test -n "$(initdb)" || database=postgresql; \
	test -n "$$missing$$database" || exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -q || exit 1; \
		if apt-cache show chromium-headless-shell >/dev/null 2>&1; then \
			missing=$$(echo "$$missing" | sed s/chromium/chromium-headless-shell/); \
		fi; \
		DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $$missing $$database; \
	elif test -n "$$missing"; then \
		echo "To run the tests, install: $$missing (on Debian: sudo apt-get install $$missing)." >&2; exit 1; \
	fi
