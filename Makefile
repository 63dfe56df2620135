# Two commands set everything up from a clean clone: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo test install lint types check samples bench-quality bench-speed bench-compare bench-growth bench-dedup bench-scale faults worst train learning-curve docs site clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-15s %s\n", $$1, $$2}'

# One stamp per set of extras: installing again only when the project's own declaration changes.
$(VENV)/.installed-core: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-dev: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

$(VENV)/.installed-test: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

# Another Python has other libraries to compare with: `make bench-speed VENV=.venv312 PYTHON=python3.12`.
$(VENV)/.installed-peers: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,peers]'
	touch $@

install: $(VENV)/.installed-dev ## Environment with everything a developer needs

demo: $(VENV)/.installed-core ## Clean the sample documents: seeds/ -> cleaned/
	$(BIN)/cleaner clean seeds/ -o cleaned/

test: $(VENV)/.installed-test ## The whole test suite
	$(BIN)/python -m pytest

samples: demo ## Write cleaned/ again and show what changed
	git diff --stat -- cleaned/

lint: $(VENV)/.installed-dev ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev ## Types, strictly
	$(BIN)/mypy

check: lint types $(VENV)/.installed-dev ## Everything that must hold before a change lands
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered
	$(BIN)/python -m benchmarks.seeds

bench-quality: $(VENV)/.installed-dev ## Quality on the labelled pages beside the checkout
	$(BIN)/python -m benchmarks.quality

bench-speed: $(VENV)/.installed-peers ## CPU time of pages, texts and whole runs, beside others; SAVE=--save keeps it
	$(BIN)/python -m benchmarks.speed --profile $(SAVE)
	$(BIN)/python -m benchmarks.speed_text
	$(BIN)/python -m benchmarks.speed_runs $(SAVE)

bench-compare: $(VENV)/.installed-dev ## What changed between the two newest results of each kind
	$(BIN)/python -m benchmarks.compare

bench-growth: $(VENV)/.installed-dev ## How CPU time and memory grow with the work
	$(BIN)/python -m benchmarks.growth

bench-scale: $(VENV)/.installed-dev ## Memory, overhead and speed of long runs
	$(BIN)/python -m benchmarks.scale

faults: $(VENV)/.installed-test ## Kill runs at every write, and plant every fault; needs strace
	FAULTS=all $(BIN)/python -m pytest tests/faults

bench-dedup: $(VENV)/.installed-dev ## CPU time and memory of the search for copies across documents
	$(BIN)/python -m benchmarks.dedup
	$(BIN)/python -m benchmarks.reference
	$(BIN)/python -m benchmarks.dedup_worst

worst: $(VENV)/.installed-dev ## The pages that come out worst, and why
	$(BIN)/python -m benchmarks.worst --save

$(VENV)/.installed-network: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,network]'
	touch $@

# With CORRECTIONS=FILE the blocks that people corrected are learned from as well; INPUTS says where their documents are.
# What is missing is said before anything is removed.
CORRECTED = $(if $(CORRECTIONS),--corrections $(or $(wildcard $(CORRECTIONS)),$(error no file $(CORRECTIONS))) \
  --documents $(or $(INPUTS),$(error CORRECTIONS needs INPUTS, the folders or files with their documents)))

train: $(VENV)/.installed-network ## Train the models on the labelled pages beside the checkout
	rm -rf .cache/text-documents.parquet .cache/examples
	$(BIN)/python -m training.train_text $(CORRECTED)
	$(BIN)/python -m training.train_html $(CORRECTED)
	$(BIN)/python -m training.folds

learning-curve: $(VENV)/.installed-network ## What more labelled pages would bring
	$(BIN)/python -m training.learning_curve --save

docs: $(VENV)/.installed-dev ## Write the generated tables and examples of the docs again
	$(BIN)/python -m docs.generate

site: $(VENV)/.installed-dev ## The pages as a site: build/site/; a link that leads nowhere ends it
	$(BIN)/python -m sphinx --fresh-env --fail-on-warning --keep-going --quiet -c docs -d build/.site . build/site

clean: ## Remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
