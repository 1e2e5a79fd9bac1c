# Every target sets up what it needs. `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRAIN := .venv-train
SUITES ?= all
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
HOST ?= 127.0.0.1
PORT ?= 7860

.DEFAULT_GOAL := help
.PHONY: help run test check format evals bench train-coder train-ranker lock docs clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements/uv.lock

$(VENV)/run.stamp: requirements/run.lock pyproject.toml | $(BIN)/uv
	$(UV) --require-hashes -r requirements/run.lock
	$(UV) --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.lock requirements/model.lock $(VENV)/run.stamp
	$(UV) --require-hashes -r requirements/dev.lock
	$(UV) --require-hashes --no-deps -r requirements/model.lock
	@touch $@

run: $(VENV)/run.stamp ## start the practice room in the browser (no key, no network)
	$(BIN)/rollwith serve --host $(HOST) --port $(PORT)

test: $(VENV)/dev.stamp ## run every test that this machine has the parts for
	MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=4000000000 OMP_WAIT_POLICY=passive $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(VENV)/dev.stamp ## lint, strict types, import floors, personas and rubrics
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/rollwith personas check

format: $(VENV)/dev.stamp ## format the code and mend what the linter can
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

evals: $(VENV)/dev.stamp ## measure the grader and the customer; the report goes to out/evals
	$(BIN)/rollwith evals run $(SUITES) --out out/evals

bench: $(VENV)/dev.stamp ## measure speed, memory and size on this machine
	$(BIN)/python -m bench

$(TRAIN)/train.stamp: pyproject.toml
	$(PYTHON) -m venv $(TRAIN)
	$(TRAIN)/bin/pip install --quiet -e '.[train]'
	@touch $@

train-coder: $(TRAIN)/train.stamp ## train the embedded coder again from rubrics/corpus (about an hour on two cores; resumes after a kill)
	MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=4000000000 OMP_WAIT_POLICY=passive $(TRAIN)/bin/python -m evals.training $(TRAIN_ARGS)

train-ranker: $(TRAIN)/train.stamp ## train the ranker of the customer's answers again from rubrics/corpus (some minutes)
	MALLOC_MMAP_THRESHOLD_=2000000000 MALLOC_TRIM_THRESHOLD_=4000000000 OMP_WAIT_POLICY=passive $(TRAIN)/bin/python -m evals.training.ranker $(TRAIN_ARGS)

lock: | $(BIN)/uv ## pin the dependencies again, with hashes and without registry addresses
	sh requirements/lock.sh $(BIN)/uv

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) $(TRAIN) .pytest_cache .mypy_cache .ruff_cache .hypothesis
