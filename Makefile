# What can be done here; `make` alone lists it. Each target is one thing a person does.

MEMBERS := shared services/api services/ingest services/nlp cli
IMAGES := api ingest nlp
OWN_PACKAGES := dateline dateline-api dateline-ingest dateline-nlp dateline-shared

# The first Python here that is new enough; `make setup PYTHON=/path/to/python3.12` names another.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)

# .venv is in step when it was made from these very files.
MADE_FROM = $(shell cat requirements/dev.txt $(MEMBERS:%=%/pyproject.toml) | cksum)

# These start whole systems and watch the clock, so they run one after another.
ONE_BY_ONE := $(wildcard tests/acceptance tests/faults tests/browser)

export PIP_ROOT_USER_ACTION := ignore
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup .venv up demo test browser check evaluate env lock schemas clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## make .venv with the pinned requirements and our packages; quick when nothing changed
	@[ "$(MADE_FROM)" = "$$(cat .venv/made-from 2>/dev/null)" ] && .venv/bin/pip --version 2>/dev/null | grep -qF "$(CURDIR)/.venv/" || $(MAKE) --no-print-directory .venv

up: setup ## run everything on this machine until Ctrl-C, without containers
	.venv/bin/dateline up

demo: setup ## start everything, read a few articles, print their events, stop
	.venv/bin/dateline demo

test: setup ## run all tests; those skipped are listed with the reason
	.venv/bin/pytest --numprocesses=2 $(ONE_BY_ONE:%=--ignore=%)
	$(if $(ONE_BY_ONE),.venv/bin/pytest $(ONE_BY_ONE))

browser: ## install Chromium for the browser tests, on Debian as root; without one they are skipped
	@command -v chromium >/dev/null || { apt-get -qq update && apt-get -qq install --yes --no-install-recommends chromium >/dev/null; } \
		|| echo "No Chromium: the browser tests will be skipped." >&2

check: setup ## lint, format, types, import rules; what is generated and what is pinned is in step
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/ty check
	.venv/bin/lint-imports
	.venv/bin/python -m dateline_shared.schemas --check
	.venv/bin/python -m dateline_api.exports.schemas --check
	.venv/bin/python docs/codebook.py --check
	.venv/bin/pytest --quiet tests/architecture/test_requirements_in_step.py

# The folder with gold/, seeds/ and tools/ that quality is measured on; what is not there is left out, by name.
GOLD ?= ../shared

evaluate: setup ## measure quality and speed: the demo's articles, our gold, then the gold of the folder GOLD
	.venv/bin/dateline evaluate
	.venv/bin/dateline evaluate --gold tests/quality/gold
	.venv/bin/dateline evaluate --across tests/quality/gold/stories
	.venv/bin/dateline evaluate --events $(GOLD)/gold/plover_gsr_dev.jsonl --scorer $(GOLD)/tools/score_events.py --scorer-option=--per-type
	.venv/bin/dateline evaluate --events $(GOLD)/gold/plover_gsr_dev.jsonl --scorer $(GOLD)/tools/score_events.py --scorer-option=--alt
	.venv/bin/dateline evaluate --articles $(GOLD)/seeds/gold.json --texts $(GOLD)/seeds --scorer $(GOLD)/tools/score_articles.py
	.venv/bin/dateline evaluate --gold tests/quality/gold --speed

env: ## write .env with fresh passwords and the admin key, for docker compose; an existing one is kept
	@PYTHONPATH=services/api/src $(or $(PYTHON),$(error Dateline needs Python 3.11 or newer)) deploy/env.py

# `make lock LOCK=--upgrade` takes the newest versions that fit; `LOCK='--upgrade-package celery'` one of them.
# Images take what dev.txt pins; build.txt is the build backend, which makes our wheels and stays out of the images; parquet.txt is what
# an api image has besides if it is asked for.
COMPILE = .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header $(OWN_PACKAGES:%=--no-emit-package %)

lock: setup ## pin what the pyproject files declare: requirements/dev.txt, and out of it one file per image
	@$(COMPILE) $(LOCK) pyproject.toml --group dev $(MEMBERS:%=%/pyproject.toml) --output-file requirements/dev.txt
	@echo hatchling | $(COMPILE) - --constraint requirements/dev.txt --output-file requirements/build.txt
	@echo pyarrow | $(COMPILE) - --constraint requirements/dev.txt --output-file requirements/parquet.txt
	@for image in $(IMAGES); do $(COMPILE) services/$$image/pyproject.toml --constraint requirements/dev.txt --output-file requirements/$$image.txt || exit 1; done
	@grep -c '==' requirements/*.txt

schemas: setup ## write anew what is generated: schemas of the contracts and of exports, tables of the codebook
	.venv/bin/python -m dateline_shared.schemas
	.venv/bin/python -m dateline_api.exports.schemas
	.venv/bin/python docs/codebook.py

clean: ## remove what can be made again; data in .dateline/ and passwords in .env stay
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find cli services shared tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv:
	@[ -n "$(PYTHON)" ] || { echo "Dateline needs Python 3.11 or newer, and none was found here. Name one: make setup PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; v < (3, 11) and sys.exit(f"Dateline needs Python 3.11 or newer; {sys.executable} is {v[0]}.{v[1]}. Name another: make setup PYTHON=/path/to/python3")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python cannot make virtual environments. On Debian and Ubuntu type: sudo apt install $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" >&2; exit 1; }
	@.venv/bin/pip --version 2>/dev/null | grep -qF "$(CURDIR)/.venv/" || $(PYTHON) -m venv --clear .venv
	@rm -f .venv/made-from
	@echo "Installing into .venv; about a minute when it is new."
	.venv/bin/python -m pip install -qq --require-hashes --requirement requirements/dev.txt
	.venv/bin/python -m pip install -qq --no-deps --no-build-isolation $(MEMBERS:%=--editable %)
	@echo "$(MADE_FROM)" > .venv/made-from
