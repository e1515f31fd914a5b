# The commands of a working day. `make` alone lists them. They work from anywhere: make -C FOLDER check
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help venv demo test lint format type cover docs docs-check bench bench-small torture long check ci wheel clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 14

$(BIN)/factcheck: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check -e '.[dev]'
	@touch $@

venv: $(BIN)/factcheck ## make .venv with the package (editable) and all tools

demo: venv ## show the program on an example, in a database that is thrown away
	$(BIN)/factcheck demo

test: venv ## run the tests on all cores
	$(BIN)/python -m pytest -q -n auto

lint: venv ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: venv ## let ruff repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

type: venv ## mypy --strict, tests included
	$(BIN)/mypy

long: venv ## the tests with five times as many random histories
	FACTCHECK_LONG=1 $(BIN)/python -m pytest -q -n auto

cover: venv ## the tests, with branch coverage of at least 95 %
	$(BIN)/python -m pytest -q -n auto --cov --cov-report=term

docs: venv ## write docs/cli.md again from the program's own help
	$(BIN)/python -m tests.docs

docs-check: venv ## fail when docs/cli.md is not what `make docs` would write
	$(BIN)/python -m tests.docs --check

bench: venv ## the benchmarks in their full size (minutes)
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/lists.py
	$(BIN)/python bench/lint.py
	$(BIN)/python bench/payload.py
	$(BIN)/python bench/commits.py
	$(BIN)/python bench/copies.py
	$(BIN)/python bench/exchange.py 10000 100000 --postgres
	$(BIN)/python bench/latency.py 10000 100000 1000000

bench-small: venv ## the benchmarks in the size of CI (seconds)
	$(BIN)/python bench/startup.py --small
	$(BIN)/python bench/lists.py --small
	$(BIN)/python bench/lint.py --small
	$(BIN)/python bench/payload.py --small
	$(BIN)/python bench/commits.py --small
	$(BIN)/python bench/copies.py --small
	$(BIN)/python bench/exchange.py 500 --rounds 1 --postgres
	$(BIN)/python bench/latency.py 200 1000 --questions 20

torture: venv ## kill, mutilate and crowd databases, and count what is lost (half an hour)
	$(BIN)/python -m tests.torture

check: lint type docs-check cover bench-small ## everything that must be green before a commit

ci: ## the whole of CI in a clean copy: README, wheel, newest typer too (committed or added files only)
	.ci/run

wheel: venv ## build dist/factcheck-*.whl
	$(BIN)/python -m build --wheel

clean: ## remove what the tools left behind; .venv stays
	rm -rf build dist htmlcov .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find factcheck migrations tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
