# Needs Python 3.11 or later, git and make; tools/uv brings the rest. `make help` lists what there is.
UV := sh tools/uv
RUN := $(UV) run --all-extras
SQLFLUFF := --processes 2 --disable-progress-bar src tests benchmarks deploy/grafana

# What is imported is compiled once, and not by each program that starts.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: screenshots help setup demo test test-cloud unit check lock format lint types imports sql template docs-check docs \
	fmt bench bench-cloud lambda-zip wheel-test

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

setup: ## make .venv with everything that development needs
	@$(UV) sync --quiet --all-extras

demo: ## make up a chain, ingest its till files and report (TILLROLL_DEMO_SERVE=0: end without serving)
	@$(UV) run --no-dev --extra web tillroll demo

test: ## run the tests (ARGS="-k delivery"; TILLROLL_SAMPLES=DIR adds those on real files)
	@$(RUN) pytest -n auto $(ARGS)

test-cloud: ## deploy the AWS template in an emulator and drive it end to end (ARGS="-k landing")
	@TILLROLL_PYTHON=$$($(RUN) python -c 'import sys; print(sys.executable)') && export TILLROLL_PYTHON && \
		sh tools/bare-environment ministack >/dev/null && sh tools/bare-environment lambda >/dev/null
	@$(RUN) python tools/lambda_zip.py --here
	@$(RUN) pytest tests/cloud -n 2 --dist loadfile $(ARGS)

unit: ## run the unit tests of extract and transform, which take less than a second together
	@$(RUN) pytest tests/unit $(ARGS)

check: lock format lint types imports sql template docs-check ## everything that must be clean before a change is committed

lock: # uv.lock follows pyproject.toml
	$(UV) lock --check --quiet

format:
	$(RUN) ruff format --check --quiet

lint:
	$(RUN) ruff check --quiet

types:
	$(RUN) mypy

imports: # the arrows of pyproject.toml's [tool.importlinter]
	$(RUN) lint-imports --no-logo

sql:
	$(RUN) sqlfluff lint $(SQLFLUFF)

template: # the templates of deploy/, by cfn-lint, SAM and checkov
	$(RUN) python tools/templates.py

docs-check: # the generated documents, and Redshift's texts, say what the code says
	$(RUN) python -m tools.docs --check
	$(RUN) python tools/redshift.py --check

docs: ## write the generated documents, and Redshift's texts
	@$(RUN) python -m tools.docs
	@$(RUN) python tools/redshift.py

fmt: ## lay out Python and SQL, and mend what can be mended
	@$(RUN) ruff check --fix-only --quiet
	@$(RUN) ruff format --quiet
	@$(RUN) sqlfluff fix --quiet $(SQLFLUFF) || true # what is left, `make sql` tells

screenshots: setup ## take the pictures of the web app in docs/pictures anew; needs Chromium
	@$(RUN) python tools/screenshots.py

bench: setup ## print the benchmark table
	@$(RUN) python -m benchmarks $(ARGS)

lambda-zip: ## make the zip of the functions on AWS, in dist/ (ARGS="--python 3.13 --platform aarch64")
	@$(RUN) python tools/lambda_zip.py $(ARGS)

bench-cloud: setup ## put 1,000 files at once through the stack in an emulator, and measure the functions (ARGS="--write")
	@$(RUN) python -m benchmarks.cloud $(ARGS)

wheel-test: ## build the wheel and run the tests on it, without src/
	@sh tools/wheel-test $(ARGS)
