# On a fresh machine with python3.11 and make, every target works: the first one that needs it makes .venv.
.DEFAULT_GOAL := help
.PHONY: help demo test fast coverage check golden lint types docs measure clean

PYTHON ?= python3.11
VENV ?= .venv
BIN := $(VENV)/bin
# One more than there are cores: servers that start, and pip, are waited for.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
READY := $(VENV)/.ready

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

$(READY): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/python -m compileall -q mlship # also where whoever starts it writes no bytecode
	touch $@

demo: $(READY)  ## ship the example notebook: convert, lint, run, verify, test and serve it
	rm -rf build/demo
	$(BIN)/mlship ship examples/telecom_churn.ipynb -o build/demo --skip build
	$(BIN)/python examples/ask.py build/demo

test: $(READY)  ## all tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

fast: $(READY)  ## the tests that start no pipeline
	$(BIN)/python -m pytest -m 'not slow' -n $(WORKERS)

coverage: $(READY)  ## which lines of mlship the tests run, those of processes included
	$(BIN)/python -m pytest -n $(WORKERS) --cov --cov-report=term --cov-report=html:build/coverage

check: lint types test demo  ## what CI runs

golden: $(READY)  ## rewrite the checked-in generated projects
	$(BIN)/python -m tests.rewrite_golden

lint: $(READY)  ## ruff, black, the layers
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet .
	$(BIN)/lint-imports --no-cache

types: $(READY)  ## mypy, strict
	$(BIN)/mypy

docs: $(READY)  ## the commands of the README, run
	$(BIN)/python -m pytest tests/docs

measure: $(READY)  ## how fast converting is
	$(BIN)/python benchmarks/speed.py

clean:  ## remove what was made here
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
