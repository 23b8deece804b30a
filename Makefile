# Two commands for a fresh machine: `make lab` (build the diary's organisation on the embedded lab) and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet
WORKERS ?= 2

.PHONY: lab test clients lint corpus bench clean

lab: $(VENV)/.lab
	$(BIN)/invoke deploy

test: $(VENV)/.test
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# Clients that others wrote, for tests of winlab (they skip without): Ansible from PyPI, a WinRM client from npm, and
# Go's where Debian's golang-github-masterzen-winrm-dev is installed.
GO_SOURCES := /usr/share/gocode
clients: .clients/.ansible .clients/.node $(if $(wildcard $(GO_SOURCES)/src/github.com/masterzen/winrm),.clients/go/run)

lint: $(VENV)/.lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

corpus: $(VENV)/.test
	$(BIN)/python tests/winlab/corpus/score.py

bench: $(VENV)/.test
	$(BIN)/python bench/engine.py
	$(BIN)/python bench/lab.py

clean:
	-[ ! -x $(BIN)/invoke ] || $(BIN)/invoke lab.down
	rm -rf $(VENV) .clients .exforge build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
	find . -name '*.egg-info' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else "exforge needs Python 3.10 or newer; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.lab: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[lab]'
	touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[lab,test]'
	touch $@ $(VENV)/.lab

$(VENV)/.lint: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable '.[lab,test,lint]'
	touch $@ $(VENV)/.test $(VENV)/.lab

CLIENT_FILES := tests/winlab/clients

.clients/.ansible: $(CLIENT_FILES)/ansible/requirements.txt
	$(PYTHON) -m venv .clients/ansible
	PIP_DISABLE_PIP_VERSION_CHECK=1 .clients/ansible/bin/python -m pip install --quiet --requirement $<
	touch $@

.clients/.node: $(CLIENT_FILES)/node/package.json $(CLIENT_FILES)/node/package-lock.json
	mkdir -p .clients/node
	cp $^ .clients/node
	npm ci --prefix .clients/node --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

.clients/go/run: $(CLIENT_FILES)/go/main.go
	mkdir -p .clients/go
	GOPATH=$(GO_SOURCES) GO111MODULE=off go build -o $@ $<
