# Every target sets up what it needs in .venv from the hashed locks in requirements/; see tools/setup.sh.
.DEFAULT_GOAL := help
.PHONY: help run test oldest scale interop check format lint types floors docs-drift house docs fmt lock clean setup-run setup-dev setup-oldest setup-interop setup-ray

BIN := .venv/bin
export PYTHON UV
# Where it is set, each of the many processes that tests start would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup-run ## fetch, read, store, audit and export the demo site; ends by saying where the results are
	$(BIN)/pipeline demo

test: setup-dev ## every test of one machine; pick some with PYTEST_ARGS="tests/storage -k history"
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not scale" $(PYTEST_ARGS)

oldest: setup-oldest ## the same tests with the oldest versions of all that the pipeline needs
	.venv-oldest/bin/python -m pytest -p no:cacheprovider -n auto --dist loadgroup -m "not scale" $(PYTEST_ARGS)

scale: setup-ray ## every test past one machine: engines, Ray (some 300 MB into .venv-ray), object stores, leases
	.venv-ray/bin/python -m pytest -p no:cacheprovider -n auto --dist loadgroup -m scale $(PYTEST_ARGS)
	.venv-ray/bin/python -m tools.leases --runs 1

interop: setup-interop ## exports read by datasets, DuckDB, pandas, polars, frictionless, mlcroissant (installs some 800 MB)
	$(BIN)/python -m pytest tests/export/test_interop.py $(PYTEST_ARGS)

check: format lint types floors docs-drift house ## everything a machine can judge without running the software

format: setup-dev ## is the code formatted?
	$(BIN)/ruff format --check .

lint: setup-dev ## ruff
	$(BIN)/ruff check .

types: setup-dev ## mypy, strict
	$(BIN)/mypy

floors: setup-dev ## imports go to lower floors only
	$(BIN)/lint-imports

docs-drift: setup-dev ## does docs/reference say what the code says?
	$(BIN)/python -m tools.docs --check

house: setup-dev ## sizes, locks, and no address of a machine or registry in a tracked file
	$(BIN)/python -m tools.house

docs: setup-dev ## write docs/reference from the code
	$(BIN)/python -m tools.docs

fmt: setup-dev ## format, and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: setup-dev ## make requirements/*.txt again from pyproject.toml (needs uv); UPGRADE=1 takes newer versions
	$(BIN)/python -m tools.lock $(if $(UPGRADE),--upgrade)

clean: ## remove .venv and caches; output/ stays
	rm -rf .venv .venv-oldest .venv-ray build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find pipeline tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

setup-run:
	@tools/setup.sh run

setup-interop:
	@tools/setup.sh interop

setup-oldest:
	@tools/setup.sh oldest

setup-ray:
	@tools/setup.sh ray

setup-dev:
	@tools/setup.sh dev
