# make run: set everything up and start the service with the built-in demo.
# make test: set everything up and run every check and test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: run setup test bench lint lock

run: setup
	$(BIN)/molva run --demo

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[postgres,dev]"
	@touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# A file's tests share what they start, so each file stays with one of the processes.
test: lint
	$(BIN)/pytest -n logical --maxprocesses 4 --dist loadfile

bench: setup
	$(BIN)/python -m benchmarks

# Takes the newest versions that pyproject.toml allows.
lock: setup
	$(BIN)/python -m pip install --quiet --upgrade --upgrade-strategy eager -e ".[postgres,dev]"
	$(BIN)/python -m pip freeze --exclude-editable > constraints.txt
