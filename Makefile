# Every target sets the environment up first, once.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup demo test soak bench check mutants clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: setup
	$(BIN)/intercoop-bot demo

test: setup
	$(BIN)/pytest --numprocesses 2 --dist worksteal

RUNS ?= 200

# Many meetings whose bot is killed and whose homeserver fails; its log and what was not exact are in soak-out.
# Then the tests that have a long form, at full length.
soak: setup
	$(BIN)/python -m tests.soak --runs $(RUNS)
	$(BIN)/pytest --long tests/synapse/test_gap.py

bench: setup
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m tests.bench

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive --severity-level medium --configfile pyproject.toml intercoop_bot
	$(BIN)/python .ci/audit.py
	$(BIN)/python .ci/own_tests.py

# Small changes of the meeting's code that no test notices: of one module (MODULE=queue), or of all.
mutants: setup
	nice $(BIN)/python .ci/mutants.py $(MODULE)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage mutants
