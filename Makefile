# Ratusz: everything a newcomer needs is one of these. Settings: EDITION=file.pb EXIT=1
SHELL := /usr/bin/env bash
PY := .venv/bin/python
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo up test check bench faults lock assets

help: ## what there is
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 10

.venv/.installed: requirements-dev.lock pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ratusz needs Python 3.11 or newer: install python3 and python3-venv."; exit 2; }
	@test -x $(PY) || python3 -m venv .venv || { echo "Could not make .venv: install python3-venv."; exit 2; }
	@echo "Installing Python packages (once)…"
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . 
	@touch $@

demo: .venv/.installed ## play a whole civic-budget edition; HALF=1 stops in the middle of the vote, EDITION=file.pb plays a real one, EXIT=1 ends after it
	@$(BIN)/ratusz demo $(if $(EDITION),--edition "$(EDITION)") $(if $(HALF),--half) $(if $(EXIT),--exit)

up: .venv/.installed ## start the site on http://localhost:8080 with what it already holds
	@$(BIN)/ratusz up

test: .venv/.installed ## all tests: unit, contract, system, browser
	@$(PY) -m deploy.local.debian rabbitmq-server chromium-headless-shell libreoffice-writer-nogui
	@$(BIN)/pytest -n auto --dist loadfile

check: .venv/.installed ## style, types, import rules, generated documents
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy .
	@$(BIN)/lint-imports --no-cache
	@$(PY) -m deploy.documents --check

bench: .venv/.installed ## the figures of the bus, the relay, the store, the archive, the replay, the desk, the vote and the count, each as a ratio in one run
	@$(PY) -m deploy.local.debian rabbitmq-server
	@$(PY) -m tests.benchmarks

faults: .venv/.installed ## kill processes while 1,000 proposals are filed, a city votes and 50,000 letters leave; 1,000 people vote 16 times at once
	@$(PY) -m deploy.local.debian rabbitmq-server
	@$(BIN)/pytest -o addopts='-ra --import-mode=importlib' -o timeout=5400 tests/faults -s

lock: ## write the locks anew
	@$(BIN)/uv pip compile pyproject.toml --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra local --extra dev --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links --no-header --quiet -o requirements-dev.lock

assets: ## build the site's styles anew from shared/web/assets
	@bash shared/web/assets/build.sh
