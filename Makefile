# Everything a person or CI runs. `make check` is what CI holds; `make test` needs nothing but
# Python 3.11 with venv, and git: tests that need Chromium or Java say so and are skipped without them.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV ?= uv
BENCH ?= .venv-bench
SECONDS ?= 60
JOBS ?= auto
TARGETS ?=
ROWS ?= 20000000
ONLY ?=
OFFICE ?= demo-office
AUDIT ?=
COMPILE := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --quiet

.PHONY: audit-dependencies bench demo test check static format lint types walls dead-code docs-fresh nightly fuzz docs lock clean install

## demo: make a fictional office from generated records, run the whole chain, say where the report is
demo: $(STAMP)
	$(BIN)/frankpledge demo

## test: every test that this machine can run, on up to four of its processors (JOBS=0: in one process)
test: $(STAMP)
	$(BIN)/python -m pytest -n $(JOBS) --maxprocesses 4 --dist loadfile

## check: all that CI holds: the static checks, then the tests
check: static test

## static: format, lint, types, import walls, dead code, stale documentation
static: format lint types walls dead-code docs-fresh

format: $(STAMP)
	$(BIN)/ruff format --check --output-format concise .

lint: $(STAMP)
	$(BIN)/ruff check --output-format concise .

types: $(STAMP)
	$(BIN)/mypy --strict src tools

walls: $(STAMP)
	$(BIN)/lint-imports --no-cache

dead-code: $(STAMP)
	$(BIN)/python tools/dead_code.py

docs-fresh: $(STAMP)
	$(BIN)/python tools/build_reference.py --check

## audit-dependencies: hold what we install to known vulnerabilities (AUDIT=--must: fail where osv.dev cannot be reached)
audit-dependencies: $(STAMP)
	$(BIN)/python tools/audit_dependencies.py $(AUDIT)

## nightly: the slow suites: hundreds of kills, tens of thousands of inputs
nightly: $(STAMP) $(VENV)/.fuzzer
	$(BIN)/python -m pytest -m nightly

## fuzz: breed inputs for every reader, SECONDS each (TARGETS="street zip" for some)
fuzz: $(STAMP) $(VENV)/.fuzzer
	$(BIN)/python -m tests.fuzz.covering $(SECONDS) $(TARGETS)

$(VENV)/.fuzzer: tests/fuzz/requirements.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/fuzz/requirements.txt
	touch $@

## docs: write the generated reference pages anew
docs: $(STAMP)
	$(BIN)/python tools/build_reference.py

## lock: choose newest versions that pyproject.toml admits, for every platform, with hashes (needs uv)
lock:
	$(COMPILE) --extra dev --extra spark --extra sql --extra web --upgrade --output-file requirements-dev.lock
	$(COMPILE) --constraint requirements-dev.lock --upgrade --output-file requirements.lock
	$(UV) pip compile benchmarks/requirements.in --universal --python-version 3.11 --generate-hashes --no-header --quiet \
		--output-file benchmarks/requirements.lock

## install: the virtual environment with the frankpledge command and the test tools
install: $(STAMP)

$(STAMP): requirements-dev.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

## bench: measure beside other tools (ROWS=1000000 for a quick one; ONLY=ingest,cube selects; see the how-to)
bench: $(BENCH)/.installed
	$(BENCH)/bin/python -m benchmarks run --rows $(ROWS) --only "$(ONLY)"

## load: serve an office to many readers at once and print how long pages take (OFFICE=folder)
load: $(STAMP)
	$(BIN)/python -m benchmarks.load $(OFFICE)

$(BENCH)/.installed: benchmarks/requirements.lock pyproject.toml
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.lock
	$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

## clean: remove what was made, but not the virtual environment
clean:
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache src/*.egg-info
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
