"""What the first version left opens in this one, and every migration goes back to nothing and forward again."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from archive.keeping.copying import copy
from tests import thorough
from tests.conftest import ROOT
from tests.keeping.conftest import Archive, in_file

MIGRATIONS = sorted(path.stem for path in (ROOT / "archive" / "migrations").glob("0*.py"))
OPEN = """
import json
from contextlib import suppress
from django.core.management import call_command
with suppress(SystemExit):
    call_command("verify_index")
call_command("index_worker", "--once")
call_command("verify_index")
from django.test import Client
from archive.models import *
found = {}
for kind in (Newspaper, Issue, Page, Article, Person, Organization, Post, Place, Event):
    for row in kind.objects.all():
        address = row.get_absolute_url()
        found[address] = Client().get(address, HTTP_HOST="localhost").status_code
for address in ("/", "/search/?q=标题", "/people/", "/places/", "/events/", "/appointments/", "/api/articles"):
    found[address] = Client().get(address, HTTP_HOST="localhost").status_code
new = Client().get("/api/search?q=%22索引尚未知道的标题%22", HTTP_HOST="localhost").json()["count"]
states = list(Article.objects.order_by("pk").values_list("state", "headline", "locked_fields")[:3])
print(json.dumps({"found": found, "new": new, "states": states}))
"""


def held(archive: Archive, tables: dict[str, list[str]] | None = None) -> dict[str, tuple[list[str], list[object]]]:
    """Every table of the archive's own, and of accounts, with its columns and rows; or these tables, these columns."""
    with closing(sqlite3.connect(archive.var / "fangzhi.sqlite3")) as database:
        if tables is None:
            named = (
                "SELECT name FROM sqlite_master WHERE type = 'table' AND (name LIKE 'archive_%' OR name = 'auth_user')"
            )
            tables = {
                name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
                for (name,) in database.execute(named).fetchall()
            }
        found = {}
        for name, columns in tables.items():
            quoted = ", ".join(f'"{column}"' for column in columns)
            found[name] = (columns, database.execute(f"SELECT {quoted} FROM {name} ORDER BY id").fetchall())
        return found


@pytest.mark.dear
def test_the_first_version_opens_in_this_one(
    first: Callable[[], Archive], brought_up: Archive, tmp_path: Path
) -> None:
    before = held(first())
    archive = in_file(shutil.copytree(brought_up.var, tmp_path / "var"))
    assert len(before) > 15
    assert len(before["archive_article"][1]) > 50
    assert len(before["archive_indexchange"][1]) == 1  # One change waits for the index writer.
    said = archive.shell(OPEN)
    # Not a number, text, state, lock or moment of what it knew is another; only the index writer took what waited.
    del before["archive_indexchange"]
    assert held(archive, {name: columns for name, (columns, _) in before.items()}) == before
    assert re.search("made by another version: run `manage.py index`(.|\n)*made by another version: rebuilding", said)
    assert re.findall("missing ([0-9]+), ghosts ([0-9]+), stale ([0-9]+)", said)[-5:] == [("0", "0", "0")] * 5
    answers = json.loads(said.splitlines()[-1])
    states = answers["states"]
    assert [state for state, _, _ in states] == ["published", "withheld", "removed"]
    assert states[0][1:] == ["编辑改过的标题", ["headline"]]
    assert answers["new"] == 1
    asked = answers["found"]
    assert len(asked) > 100
    assert {asked[f"/articles/{number}/"] for number in (2, 3)} == {404, 410}
    assert set(asked.values()) <= {200, 404, 410}
    assert asked["/articles/1/"] == asked["/"] == asked["/search/?q=标题"] == 200
    # Bodies that no published article names have no page, now as then.
    absent = {address for address, status in asked.items() if status != 200}
    assert {address.split("/")[1] for address in absent} <= {"articles", "organizations", "events"}
    assert len(absent) < 0.2 * len(asked)


WALK = """
from django.core.management import call_command
call_command("migrate", "archive", "zero")
call_command("migrate", verbosity=0)
call_command("fingerprint")
"""


@pytest.mark.dear(cases=1 / 3)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_migrations_go_back_to_nothing_and_forward_again(
    database: str, another: Archive, request: pytest.FixtureRequest
) -> None:
    archive = another
    if database == "postgresql":
        archive = request.getfixturevalue("postgresql")(request.getfixturevalue("with_tables"))
        opened = request.getfixturevalue("open_database")
        copy(opened(another.url), opened(archive.url))
    forward = another.fingerprint().splitlines()
    said = archive.shell(WALK).splitlines()
    gone = re.findall(r"Unapplying archive\.(\w+)\.\.\. OK", "\n".join(said))
    assert sorted(gone) == MIGRATIONS
    # What is not the archive's own is untouched; its own tables are there again, and empty.
    again = [line for line in said if re.match("[0-9a-f]{32} ", line)]
    assert len(again) == len(forward)
    assert [line for line in again if " archive_" in line and line.split()[1] != "0"] == []
    assert {line for line in forward if line.endswith(" auth_user")} <= set(again)


@pytest.mark.skipif(not thorough.THOROUGH, reason="make thorough")
def test_going_back_to_the_first_version_keeps_what_it_knew(another: Archive) -> None:
    newest = held(another)
    another.manage("migrate", "archive", MIGRATIONS[0], "--verbosity", "0")
    oldest = held(another)
    another.manage("migrate", "--verbosity", "0")
    assert held(another, {name: columns for name, (columns, _) in oldest.items()}) == oldest
    assert oldest["archive_article"][1]
    assert newest.keys() == held(another).keys()


@pytest.mark.parametrize("migration", MIGRATIONS)
def test_operators_are_told_what_each_step_asks_for(migration: str) -> None:
    told = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.search(rf"^\| `{migration}` \| .+ \|.* \|$", told, re.M)
