# Two commands: `make demo` does the main job on the real reports, `make test` checks everything.
PYTHON ?= python3
VENV := .venv
READY := $(VENV)/.ready
MODEL := models/solieu
TEST_REPORT := corpus/lai-chau-2023-07.txt

.PHONY: setup demo train evaluate extract test lint types clean

setup: $(READY)

# Pinned versions, checked by their hashes; the project itself on top, in place.
$(READY): constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $(READY)

train: $(READY)
	$(VENV)/bin/solieu train --output $(MODEL)

demo: train
	$(VENV)/bin/solieu evaluate $(MODEL) --output out/evaluation
	$(VENV)/bin/solieu extract $(TEST_REPORT) --model $(MODEL) --output out/lai-chau-2023-07.csv
	$(VENV)/bin/solieu extract $(TEST_REPORT) --model $(MODEL) --output out/lai-chau-2023-07.html
	@echo "The table is in out/lai-chau-2023-07.csv, the report beside it in out/lai-chau-2023-07.html."

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(READY)
	$(VENV)/bin/mypy

test: lint types
	$(VENV)/bin/pytest

clean:
	rm -rf $(VENV) models out
