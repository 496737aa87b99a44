# make run    a sample shop of 50,000 customers over three years, and its report
# make test   all tests, with the browser they need
SAMPLE      := .cache/sample
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
VULNCHECK   := golang.org/x/vuln/cmd/govulncheck@v1.9.0
VERSION     := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
TABLES      := surveys complaints referrals identities costs wallet employees contacts events

.PHONY: run test build check vulnerabilities cross bench accuracy same-as clean browser

run: build
	@test -f $(SAMPLE)/truth/parameters.json || bin/regulars sample --customers 50000 --months 36 --out $(SAMPLE)
	bin/regulars run --transactions $(SAMPLE)/transactions $(foreach t,$(TABLES),--$(t) $(SAMPLE)/$(t).parquet) --currency EUR --phone-region FR --dots-ignored example.com
	@echo
	@echo "The report is in out/latest: open $(CURDIR)/out/latest/index.html in a browser."

build:
	go build -ldflags "-s -w -X main.version=$(VERSION)" -o bin/regulars ./jobs

test: browser
	go test $(TESTFLAGS) ./...

# browser installs Chromium and a Chinese font where there are none: the pages are tested in a real browser.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { \
	  command -v apt-get >/dev/null || { echo "The tests need Chromium: install it, then run make test again." >&2; exit 1; }; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; }

check: build
	@size=$$(wc -c <bin/regulars); test "$$size" -le 60000000 || { echo "bin/regulars has $$size bytes: 60 MB is the most" >&2; exit 1; }
	@test -z "$$(gofmt -l .)" || { echo "not formatted by gofmt:" >&2; gofmt -l . >&2; exit 1; }
	go vet ./...
	go run $(STATICCHECK) ./...
	go mod tidy -diff
	@$(MAKE) --no-print-directory vulnerabilities
	go test -race -short -timeout 50m ./analytics/... ./data/... ./jobs ./jobs/night ./jobs/publish

# vulnerabilities fails where the program calls what is known to be vulnerable; a machine that does not reach the database is told so, and passes.
vulnerabilities:
	@said=$$(go run $(VULNCHECK) ./... 2>&1) && echo "$$said" || case "$$said" in \
	  *"fetching vulnerabilities:"*) echo "Known vulnerabilities were not looked for: govulncheck does not reach its database from here." >&2;; \
	  *) echo "$$said" >&2; exit 1;; esac

# cross builds the program for every system it runs on; links and locks differ between them.
SYSTEMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
cross:
	@for s in $(SYSTEMS); do echo "build for $$s"; CGO_ENABLED=0 GOOS=$${s%/*} GOARCH=$${s#*/} go build -o /dev/null ./jobs || exit 1; done

# bench compares with DuckDB, Polars and lifetimes on the same files, in turn; BENCH passes flags, such as BENCH="-rounds 1 -most 0". Then
# it times the parts (decode, group, merge, fit, render …) beside what they took the last time.
BENCHSTAT := v0.0.0-20260908200009-22c9c6c9d4da
BENCHVENV := .cache/bench/venv
bench: build $(BENCHVENV)/bin/peers-are-there
	go build -o bin/bench ./jobs/bench
	bin/bench -python $(BENCHVENV)/bin/python $(BENCH)
	go test -run '^$$' -bench . -benchmem -benchtime 0.2s -count 6 ./... >.cache/bench/parts.new || { cat .cache/bench/parts.new; exit 1; }
	go run golang.org/x/perf/cmd/benchstat@$(BENCHSTAT) $(wildcard .cache/bench/parts.txt) .cache/bench/parts.new
	mv .cache/bench/parts.new .cache/bench/parts.txt

$(BENCHVENV)/bin/peers-are-there:
	python3 -m venv $(BENCHVENV)
	$(BENCHVENV)/bin/pip install --quiet duckdb==2.0.0 polars==2.1.0 lifetimes==0.11.3
	@touch $@

# same-as says in what the reports differ from those of another commit, such as make same-as REF=HEAD~1, but for the differences that
# jobs/sameas/accepted.yaml names with their reasons. SAMEAS passes flags, such as SAMEAS="-customers 50000".
same-as:
	go run ./jobs/sameas -ref "$(REF)" $(SAMEAS)

# accuracy forecasts samples whose next year is known, and public data beside lifetimes; ACCURACY passes flags, such as ACCURACY="-seeds 1". It takes
# half an hour.
ACCURACYVENV := .cache/accuracy/venv
accuracy: $(ACCURACYVENV)/bin/peers-are-there
	go build -o bin/accuracy ./jobs/accuracy
	bin/accuracy -python $(ACCURACYVENV)/bin/python $(ACCURACY)

$(ACCURACYVENV)/bin/peers-are-there:
	python3 -m venv $(ACCURACYVENV)
	$(ACCURACYVENV)/bin/pip install --quiet lifetimes==0.11.3 pandas==3.1.1 numpy==2.4.6 scipy==1.17.1 pyarrow==21.0.0
	@touch $@

clean:
	rm -rf bin .cache
