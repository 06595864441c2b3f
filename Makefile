# Beffroi: `make` alone says what there is.
SHELL := /bin/bash
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# make demo SERVE=no ends once the documents are made.
SERVE ?= yes
BIN := .venv/bin
# Where no test drives a browser: what the browser's processes need not read. tests/conftest.py stops at one that does.
WITHOUT_BROWSER := tests/forms tests/house tests/pdf tests/workflows/law tests/workflows/processes tests/workflows/register
# Python keeps what it compiled, even where the machine says otherwise: the tests start some hundred processes.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test checks lint bench lock clean

help: ## Say what each target does
	@echo "Beffroi: joint inspections, from the target to the sealed minutes"
	@echo
	@sed -n 's/^\([a-z]*\): ## \(.*\)/  make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

demo: ## Install what is missing, play one joint inspection, make its PDFs, serve it (SERVE=no: do not serve)
	@deploy/setup.sh run
	@$(BIN)/beffroi demo $(if $(filter no,$(SERVE)),--no-serve)

test: ## Install what the tests need and check everything
	@deploy/setup.sh test
	@$(MAKE) -j 2 lint checks

# Beside the linters, which need one core alone. Three processes: the engine's tests bring tables and workflows of their own, and the browser's driver an event loop.
# Three workers on two cores (setup.cfg): some of their time goes by waiting.
checks:
	$(BIN)/python -m pytest -m "not chromium" tests/workflows/engine
	$(BIN)/python -m pytest -m "not chromium" --ignore=tests/workflows/engine
	$(BIN)/python -m pytest -m chromium --dist load --maxschedchunk 1 $(patsubst %,--ignore=%,$(WITHOUT_BROWSER))

lint: ## Check style, types and the direction of imports
	@deploy/setup.sh test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: ## Measure steps, inbox, joins, steering page, press and set-up on this machine (python -m bench --help: one of them alone)
	@deploy/setup.sh test
	$(BIN)/python -m bench

lock: ## Resolve the dependencies anew after a change in requirements/*.in (needs uv)
	@deploy/lock.sh

clean: ## Remove what the set-up and the tests made; var/ and its data stay
	rm -rf .venv build beffroi.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .grimp_cache
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
