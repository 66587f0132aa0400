# Two commands do everything: `make demo` plays a round in miniature, `make test` checks the whole project.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check lint types contracts tests bench bench-workers accuracy corpora fuzz faults machine lock clean

demo: $(VENV)/.service
	$(RUN) -m intake demo

test: check tests

check: lint types contracts

lint: $(VENV)/.development
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(VENV)/.development
	$(VENV)/bin/mypy

contracts: $(VENV)/.development
	$(VENV)/bin/lint-imports

tests: $(VENV)/.development
	$(VENV)/bin/pytest -n auto --dist worksteal $(TESTS)

bench: $(VENV)/.development
	$(RUN) -m tests.bench $(BENCH)

bench-workers: $(VENV)/.development
	$(RUN) -m tests.bench.workers $(BENCH)

accuracy: $(VENV)/.development
	$(RUN) -m tests.accuracy $(ACCURACY)

corpora: $(VENV)/.development
	$(RUN) -m tests.corpora $(CORPORA)

fuzz: $(VENV)/.development
	$(RUN) -m tests.fuzz $(FUZZ)

# Mail, crashes, corrections and decisions in any order; MACHINE is how many rounds are played.
MACHINE ?= 500
machine: $(VENV)/.development
	MACHINE_EXAMPLES=$(MACHINE) MACHINE_STEPS=40 $(VENV)/bin/pytest -q tests/machine

faults: $(VENV)/.development
	$(RUN) -m tests.faults $(FAULTS)

# Pin every dependency with its hashes, without naming an index.
lock: $(VENV)/.development
	$(VENV)/bin/pip install --quiet uv
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --output-file requirements.lock pyproject.toml
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	    --group dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another: make PYTHON=python3.12 demo"; exit 2; }
	@$(PYTHON) -m venv $(VENV) \
	    || { rm -rf $(VENV); echo "Could not make a virtual environment: on Debian or Ubuntu, apt install python3-venv"; exit 2; }

$(VENV)/.service: requirements.lock | $(VENV)/bin/python
	@echo "Installing what the service needs into $(VENV) (about a minute, once) …"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.development: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need into $(VENV) (about a minute, once) …"
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.service

clean:
	rm -rf $(VENV) var demo-out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
