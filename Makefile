# Two commands do everything on a fresh Debian machine with Python 3.11: make demo, make test.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
READY := .venv/ready

# How to install Debian packages here: as root, by sudo without a password, or not at all.
ROOT := $(shell if [ "$$(id -u)" = 0 ]; then echo env; elif sudo -n true 2>/dev/null; then echo sudo; fi)
PACKAGES := chromium fonts-noto-cjk libreoffice-calc libreoffice-writer poppler-utils postgresql

.PHONY: demo test lint bench serve office soak system docs samples bundle vendor clean

demo: $(READY)  ## measure the real circle and the fictional one, and say where to look
	$(BIN)/tongcheng run chengdu --out out/chengdu
	$(BIN)/tongcheng run demo --out out/demo

test: system $(READY) lint  ## everything that must pass
	$(BIN)/python -m pytest -n auto --doctest-modules

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/bench-ready  ## every benchmark beside its peer
	$(BIN)/python -m benchmarks

soak: $(READY)  ## the property tests again and again with other cases, and the office's reliability in large doses
	for seed in $$(seq 1 20); do $(BIN)/python -m pytest -q -n auto -m hypothesis --hypothesis-seed=$$seed || exit 1; done
	TONGCHENG_SOAK=1 $(BIN)/python -m pytest -q tests/office/reliability tests/office/sheets tests/office/test_screens.py tests/office/test_on_postgres.py

serve: demo  ## the reports in a browser, on this machine only
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory out

office: $(READY)  ## the fictional office in a browser, on this machine only; accounts are printed
	TONGCHENG_HOME=out/office $(BIN)/tongcheng serve --port $(PORT) --sample demo

docs: $(READY)  ## documents that are made from the schemas
	$(BIN)/tongcheng dictionary --out docs/data_dictionary.md

samples: $(READY)  ## build the samples again from samples/raw
	$(BIN)/python samples/build_chengdu.py
	$(BIN)/python samples/build_demo.py
	$(BIN)/python samples/build_nky.py

bundle: $(READY)  ## the office's offline bundles, for x86_64 and aarch64
	$(BIN)/python packaging/bundle.py --out dist

vendor: $(READY)  ## what the browser needs, from npm, pinned by version and hash; the files are committed
	$(BIN)/python packaging/vendor.py

system:  ## Debian packages that some tests use; where they cannot be installed those tests skip by name
	@missing=""; for name in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$name 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$name"; done; \
	if [ -z "$$missing" ]; then exit 0; \
	elif [ -z "$(ROOT)" ] || ! command -v apt-get >/dev/null; then \
	  echo "Not installed, their tests will skip:$$missing"; \
	else \
	  $(ROOT) apt-get update -q && DEBIAN_FRONTEND=noninteractive $(ROOT) apt-get install -q -y --no-install-recommends $$missing; \
	fi

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { [ -n "$(ROOT)" ] && $(ROOT) apt-get update -q && $(ROOT) apt-get install -q -y python3-venv; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $(READY)

.venv/bench-ready: requirements/bench.txt $(READY)
	$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements/bench.txt
	@touch .venv/bench-ready

clean:
	rm -rf .venv out .mypy_cache .ruff_cache .hypothesis
