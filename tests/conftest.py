"""Fixtures that every room's tests share."""

import itertools
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import thorough
from tests.made_once import Made, MadeOnce

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "samples"


# What a test asks for, itself or through its fixtures, that reads or writes the database.
DATABASE = {"db", "transactional_db", "live_server", "django_db_serialized_rollback"}
# Of what pages show, which asks the database what other tests ask it too, a second one does a third.
PAGES = ("tests/views/", "tests/admin/")
THIRD = 1 / 3

thorough.use()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database-only`: for a second run on another database."""
    parser.addoption("--database-only", action="store_true", help="leave out the tests that ask for no database")


def pytest_configure(config: pytest.Config) -> None:
    """Markers of our own."""
    for marker in (
        "dear(cases=1): takes long; at a run so many of its cases, or, of a third, one in three runs; thoroughly, all",
        "another_database: tests what is otherwise on another database",
        "one_database: its records could be anywhere; what asks them of a database is tested elsewhere",
    ):
        config.addinivalue_line("markers", marker)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out most of what is dear, and for a second database what it has in common: other tests every time.

    Thoroughly nothing is left out that could come out otherwise. Who names a file or a test gets all of it.
    """
    second = config.getoption("--database-only")
    chosen = [item for item in items if asks_the_database(item)] if second else list(items)
    named = any(not Path(argument).is_dir() for argument in config.args)
    if not (thorough.THOROUGH or named):
        chosen = a_few_of_each(chosen, config.getoption("randomly_seed", 0), second=second)
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def a_few_of_each(items: list[pytest.Item], seed: int, *, second: bool) -> list[pytest.Item]:
    """Of a dear test as many cases as it asks for: one of several, and where it has only one, a third of one, which is
    one in a run of three; for a second database one case of every test, of PAGES a third of them, and nothing of which
    less than a case is asked. The same ones for the same seed."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept: set[pytest.Item] = set()
    for name, each in cases.items():
        dear, own = each[0].get_closest_marker("dear"), each[0].get_closest_marker("another_database")
        pick = random.Random(f"{seed} {name}")
        asked = len(each)
        if dear and not own:
            asked = dear.kwargs.get("cases", 1 if len(each) > 1 else THIRD)
        if second:
            asked = 0 if asked < 1 else THIRD if name.startswith(PAGES) and not own else 1
        if asked < 1:
            asked = int(pick.random() < asked)
        kept.update(pick.sample(sorted(each, key=lambda item: item.nodeid), min(asked, len(each))))
    return [item for item in items if item in kept]


def asks_the_database(item: pytest.Item) -> bool:
    """Whether the test could come out otherwise on another database."""
    if item.get_closest_marker("one_database"):
        return False
    return bool(DATABASE & set(item.fixturenames) or item.get_closest_marker("django_db"))


@pytest.fixture(autouse=True)
def built_in_words_only() -> Iterator[None]:
    """What a test brings into force ends with it."""
    yield
    from archive import lexicon

    if lexicon.current().texts:
        lexicon.keep({}, ())
        lexicon.look()
        lexicon.use({})


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real newspaper pages, which is never part of the project; skips where it is absent."""
    folder = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared"))
    if not (folder / "pages").is_dir():
        pytest.skip(f"no real newspaper pages at {folder} (set FANGZHI_SHARED)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _passwords_cost_nothing() -> None:
    """The hash that takes its time on purpose is Django's own; nothing here is kept."""
    from django.conf import settings
    from django.contrib.auth import hashers

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    hashers.get_hashers.cache_clear()
    hashers.get_hashers_by_algorithm.cache_clear()


@pytest.fixture(scope="session")
def index_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has used; none is made before an index is."""
    folder = tmp_path_factory.mktemp("indexes")
    return (folder / str(number) / "index" for number in itertools.count())


@pytest.fixture(autouse=True)
def pages_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """No page is kept, however slow the machine: the next test's archive has the same numbers, and other records."""
    monkeypatch.setattr("archive.views.kept.WORTH", float("inf"))


@pytest.fixture(autouse=True)
def private_var(settings, index_folders: Iterator[Path]) -> Iterator[None]:
    """Every test has an index folder of its own."""
    settings.HAYSTACK_CONNECTIONS = {
        "default": {**settings.HAYSTACK_CONNECTIONS["default"], "PATH": str(next(index_folders))}
    }
    forget_connections()
    yield
    forget_connections()


def forget_connections() -> None:
    """Let Haystack read its settings again, which it keeps by thread, and close the index that is kept open."""
    from haystack import connections

    from archive.search.kept import keeper

    connections.thread_local.__dict__.clear()
    keeper.forget()


@pytest.fixture
def index_now(private_var: None) -> Callable[[], None]:
    """Bring the index up to date with the database, making it at the first call: `index_now()`."""
    from archive.search import worker

    def bring_up_to_date() -> None:
        worker.drain(worker.index_home())

    return bring_up_to_date


@pytest.fixture(scope="session")
def kept_archives(tmp_path_factory: pytest.TempPathFactory) -> MadeOnce:
    """What `made_once` keeps."""
    return MadeOnce(tmp_path_factory.mktemp("kept"))


@pytest.fixture
def made_once(
    db: None, kept_archives: MadeOnce, index_now: Callable[[], None]
) -> Callable[[Callable[[Callable[[], None]], Made]], Made]:
    """Records that many tests begin with, and their index: `made_once(make)` is what `make(index_now)` returns."""
    from archive.search import worker

    return lambda make: kept_archives(make, index_now, worker.index_home())


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A data folder with an empty SQLite database, to be copied by tests that run whole programs in one.

    jieba's dictionary is there, as it is after the first use: read anew it takes each program another second or two.
    """
    from django.conf import settings
    from django.db import connection

    from archive import words
    from archive.local import private_folder

    folder = tmp_path_factory.mktemp("migrated") / "var"
    request.getfixturevalue("django_db_setup")
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        # The tests' own database is migrated already (there is none where no chosen test asks for one).
        private_folder(folder)
        unblocked = request.getfixturevalue("django_db_blocker").unblock()
        with unblocked, closing(sqlite3.connect(folder / "fangzhi.sqlite3")) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    else:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(command, cwd=ROOT, env={**environment, "FANGZHI_VAR": str(folder)}, check=True)
    words.tokenizer()
    shutil.copytree(settings.VAR / "jieba", folder / "jieba")
    return folder


@pytest.fixture(autouse=True)
def processes_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the desk lets a process of its own do is done at once: that process would have another database."""
    from django.core.management import call_command

    from archive import liveness
    from archive.curating import working

    def start(_log: Path, command: str, *arguments: str) -> liveness.Mark:
        call_command(command, *arguments)
        return liveness.here()

    monkeypatch.setattr(working, "start", start)
