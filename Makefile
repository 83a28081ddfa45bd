# Few verbs: `make` alone lints and tests. Everything installs itself into .venv on first use.
PY ?= python3
# What `make bench` measures; 1000000 may be added.
EVENTS ?= 10000 100000
V := .venv/bin
UV_PIN := 0.13.8

.PHONY: all demo test lint accept bench docs live
all: lint test

.venv/.ready: pyproject.toml requirements/all.lock
	$(PY) -m venv .venv
	@# uv is several times faster than pip; where it cannot be had or cannot reach the index, pip does the same.
	$(V)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_PIN) && \
	  VIRTUAL_ENV=$(CURDIR)/.venv $(V)/uv pip install --quiet --require-hashes -r requirements/all.lock && \
	  VIRTUAL_ENV=$(CURDIR)/.venv $(V)/uv pip install --quiet --no-deps --no-build-isolation -e . || { \
	  $(V)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/all.lock && \
	  $(V)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	}
	touch $@

demo: .venv/.ready
	$(V)/tieout demo

test: .venv/.ready
	$(V)/python -m pytest -n 2 --dist worksteal

lint: .venv/.ready
	$(V)/ruff format --check .
	$(V)/ruff check .
	$(V)/mypy
	$(V)/lint-imports

accept: .venv/.ready
	$(V)/python -m tests.accept

bench: .venv/.ready
	$(V)/python -m benchmarks --events $(EVENTS)

docs: .venv/.ready
	$(V)/python -m tests.reference

# Against Intuit's own sandbox, when it is named in the environment: docs/howto/live.md.
live: .venv/.ready
	$(V)/python -m pytest -n 0 -v tests/live/sandbox.py
