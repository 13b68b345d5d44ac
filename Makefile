# `make run` and `make test` are all a newcomer needs; both set up what they use.
PORT ?= 8000
FANGZHI_SHARED ?= ../shared
TEST_POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
export FANGZHI_SHARED TEST_POSTGRES_URL

VENV := .venv
BIN := $(VENV)/bin
# The first Python here that the archive runs on.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)

.PHONY: run test thorough parsing-tests lint score identity speed bench load fuzz format messages faults clean

run: $(VENV)/installed
	@$(BIN)/python manage.py start --port $(PORT)

# Linters, types and import rules beside the parser's tests with their coverage; then the rest of the suite on SQLite
# and, where one answers, on PostgreSQL: there without what asks for no database, with one case of each test, and
# without the browser, which sees the same pages. Of tests that take long a part is run, another at every run.
# Whichever process has nothing left to do takes over from the other.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
test: $(VENV)/installed-tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint parsing-tests
	$(PYTEST) --ignore=tests/parsing
	@if $(BIN)/python -m tests.postgres; then \
		DATABASE_URL=$(TEST_POSTGRES_URL) $(PYTEST) --database-only --ignore=tests/browser --ignore=tests/parsing; \
	else test -z "$$FANGZHI_TEST_ALL"; fi

# The same with every test, every case and every example of every property, of which `make test` tries a part.
thorough:
	@FANGZHI_TEST_THOROUGH=1 $(MAKE) --no-print-directory test

parsing-tests: $(VENV)/installed-tests
	$(PYTEST) tests/parsing --cov=archive/parsing --cov-report=
	$(BIN)/python -m coverage report --include='archive/parsing/*' --skip-covered --fail-under=90

lint: $(VENV)/installed-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/django-upgrade --target-version 5.2 --check $$(find archive tests manage.py -name '*.py')
	$(BIN)/djade --target-version 5.2 --check $$(find templates -name '*.html')
	$(BIN)/djhtml --check --tabwidth 2 templates
	$(BIN)/mypy
	$(BIN)/lint-imports

# How well pages come apart, against hand-made truth: the real pages where they are, the samples elsewhere.
# What was gained and lost is told beside the last commit, or BASE=<commit>; HARD=1 scores harder forms of the pages.
BASE ?= HEAD
score: $(VENV)/installed-tests
	@$(BIN)/python -m tests.score --base $(BASE) $(if $(HARD),--hard)

# How well people of one name are told apart, in an invented archive whose truth is known; SEED=<number> for another.
identity: $(VENV)/installed-tests
	@$(BIN)/python -m tests.identity --seed $(SEED)

# How fast pages are read and in how much memory, beside BASE; then whether the worst pages take time with their size.
speed: $(VENV)/installed-tests
	@$(BIN)/python -m tests.speed --base $(BASE)
	@$(BIN)/python -m tests.extremes

# The archive's search beside stock Haystack, SQLite's FTS5 and tantivy; N=<number> for fewer articles.
N ?= 59793
bench: $(VENV)/installed-tests
	@$(BIN)/python -m tests.bench --articles $(N)

# Fifty users for ten minutes over N articles (as above) while others are ingested: USERS, MINUTES, WORKERS for others;
# BEGIN=<folder> begins with a copy of that data folder, DATABASE=postgres://… uses that database.
USERS ?= 50
MINUTES ?= 10
WORKERS ?= 3
load: $(VENV)/installed-tests
	@$(BIN)/python -m tests.load --users $(USERS) --minutes $(MINUTES) --workers $(WORKERS) --articles $(N) \
		$(if $(BEGIN),--begin-with $(BEGIN)) $(if $(DATABASE),--database $(DATABASE))

# Hostile input of every kind, or PART=<name>; SEED=<number> for other input, TIMES=<number> for less of it.
SEED ?= 3
fuzz: $(VENV)/installed-tests
	@$(BIN)/python -W ignore -m tests.fuzz $(PART) --seed $(SEED) $(if $(TIMES),--times $(TIMES))

# Every fault as often as it should be (some half an hour); SCENARIOS="kills full" plays these, TIMES=<number> so often.
faults: $(VENV)/installed-tests
	@$(BIN)/python -m tests.faults $(SCENARIOS) $(if $(TIMES),--times $(TIMES)) $(if $(filter command line,$(origin SEED)),--seed $(SEED))

format: $(VENV)/installed-tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djhtml --tabwidth 2 templates

# Interface texts: collect, translate in archive/locale, compile (needs GNU gettext).
messages: $(VENV)/installed
	$(BIN)/python manage.py makemessages -l en --no-wrap --no-location -e html,py,txt -i tests -i .venv -i var
	$(BIN)/python manage.py compilemessages -l en -l zh_Hans

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "The archive needs Python 3.11, 3.12 or 3.13; none was found." >&2; exit 1; }
	@echo "Making a virtual environment in $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { echo "On Debian and Ubuntu, 'apt install python3-venv' mends this." >&2; exit 1; }

$(VENV)/installed: $(VENV)/bin/python requirements.txt
	@echo "Installing what the archive needs (a minute or so)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# What the archive needs is among what the tests need: found and installed together.
$(VENV)/installed-tests: $(VENV)/bin/python requirements.txt tests/requirements.txt
	@echo "Installing what the archive and its tests need"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $(VENV)/installed $@
