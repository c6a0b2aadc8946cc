# `make demo` and `make test` need only python3 (3.11 or newer, with venv), make and git.
# Both prepare .venv the first time and do nothing about it afterwards.

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help demo run test test-slow check lint bench app libraries
.DEFAULT_GOAL := help

help:
	@echo "make demo       the main job from end to end, no display needed; leaves demo-out/"
	@echo "make test       every check and the tests (what CI runs)"
	@echo "make test-slow  the tests that take longer"
	@echo "make run        opens the window"
	@echo "make check      ruff, mypy and import-linter only"
	@echo "make bench      the benchmarks, as ratios"
	@echo "make app        the frozen program, in dist/pea-desktop/"

# The demonstration itself needs no Qt, so that a machine without its libraries still runs it.
demo: .venv/.run
	@sh installer/system_libraries.sh || echo "· Going on: only the window and the tests need them."
	@$(BIN)/pea-desktop demo --out demo-out

run: .venv/.run libraries
	@$(BIN)/pea-desktop

test: .venv/.dev libraries lint
	@echo "· pytest"
	@$(BIN)/python -m pytest -m "not slow" -n 2 --dist worksteal

test-slow: .venv/.dev libraries
	@$(BIN)/python -m pytest -m slow -n 2 --dist worksteal -o faulthandler_timeout=1800 || \
		[ $$? = 5 ] # 5: there are none

check: .venv/.dev lint

lint: .venv/.dev
	@echo "· ruff, mypy, import-linter"
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet || { echo "Not formatted. Run: $(BIN)/ruff format"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo > .venv/lint-imports.txt || { cat .venv/lint-imports.txt; exit 1; }

bench: .venv/.dev libraries
	@$(BIN)/python -m tests.benchmarks

app: .venv/.dev libraries
	@$(BIN)/python installer/build.py app

libraries:
	@sh installer/system_libraries.sh

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed. Name one: make PYTHON=python3.12 demo"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "Python's venv is missing. Run this line, then repeat: sudo apt-get install -y python3-venv"; \
		exit 1; }
	@echo "· .venv"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/.run: pyproject.toml | $(BIN)/python
	@echo "· Installing what the program needs (about 110 MB to download, once)"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/.dev: pyproject.toml | $(BIN)/python
	@echo "· Installing what the program and its tests need (about 150 MB to download, once)"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch .venv/.run $@
