# Two commands set everything up from a clean clone: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TOOLS ?= .venv-tools
LOCK = $(TOOLS)/bin/uv pip compile --quiet --generate-hashes --no-annotate --python-version 3.11 --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.PHONY: help demo test install lint types check samples bench-quality bench-speed bench-compare bench-growth bench-dedup bench-scale soak faults fuzz portability lock audit sbom worst train learning-curve docs site clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "%-15s %s\n", $$1, $$2}'

# One stamp per set of extras: installing again only when the project's own declaration changes.
$(VENV)/.installed-core: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/.installed-dev $(VENV)/.installed-test $(VENV)/.installed-fuzz: $(VENV)/.installed-%: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$*]'
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

test: $(VENV)/.installed-test ## The whole test suite; OPTIONS goes to pytest
	$(BIN)/python -m pytest $(OPTIONS)

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

soak: $(VENV)/.installed-dev ## 200,000 documents for 20 minutes while workers are killed: leaks, and what is lost
	$(BIN)/python -m benchmarks.soak --save

faults: $(VENV)/.installed-test ## Kill runs at every write, and plant every fault; needs strace
	FAULTS=all $(BIN)/python -m pytest tests/faults

portability: $(VENV)/.installed-test ## Tests under odd settings of the machine, and on every Python that is there
	$(BIN)/python -m benchmarks.portability

# What makes and reads the locks has an environment of its own: it is none of the project's dependencies.
$(TOOLS)/.installed: requirements/tools.txt
	test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/tools.txt
	touch $@

lock: $(TOOLS)/.installed ## Write the locks again: the highest versions there are, and the lowest that are promised
	$(LOCK) --universal --extra dev pyproject.toml requirements/build.in -o requirements/dev.txt --upgrade
	$(LOCK) --universal requirements/tools.in -o requirements/tools.txt --upgrade
	$(LOCK) --resolution lowest-direct --extra test pyproject.toml requirements/build.in -o requirements/lowest.txt --upgrade

audit: $(TOOLS)/.installed ## Published flaws of what the locks name; says so where the database cannot be reached
	$(PYTHON) -m benchmarks.audit $(TOOLS)/bin/pip-audit requirements/dev.txt requirements/lowest.txt

sbom: $(TOOLS)/.installed $(VENV)/.installed-core ## build/sbom.json: what is installed, as CycloneDX
	mkdir -p build
	$(TOOLS)/bin/cyclonedx-py environment $(BIN)/python --pyproject pyproject.toml --output-reproducible -o build/sbom.json

FUZZ_SECONDS ?= 600

fuzz: $(VENV)/.installed-fuzz ## Search for input that breaks a stage: FUZZ_SECONDS for each, or for those in TARGETS
	$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) $(TARGETS)

bench-dedup: $(VENV)/.installed-dev ## CPU time and memory of the search for copies across documents
	$(BIN)/python -m benchmarks.dedup
	$(BIN)/python -m benchmarks.reference
	$(BIN)/python -m benchmarks.dedup_worst
	$(BIN)/python -m benchmarks.dedup_same

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
