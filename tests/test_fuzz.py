"""A little of what `make fuzz` does in full, and whether its checks see what they look for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from archive import gunicorn
from tests.fuzz import addresses, asking, files, ground, hostile, imports, tables
from tests.views import scene

FILES = {
    *("search-csv", "search-json", "search-ris", "search-txt", "trends-file", "article-ris", "article-bib"),
    *("reading-list-file", "admin:exchange-out", "admin:word-list-file", "names"),
}


def test_no_file_is_a_formula_or_splits_a_header(db: None, index_now: Callable[[], None]) -> None:
    chief = hostile.build(hostile.FORMULAS)
    index_now()
    found, wrong = tables.play(chief, own=True, every=5)
    assert wrong == []
    assert set(found) == FILES


@pytest.mark.parametrize("seed", [1])
def test_no_address_breaks_anything(db: None, index_now: Callable[[], None], seed: int) -> None:
    desk = ground.signed_in(hostile.build(hostile.MARKUP))
    index_now()
    desk.raise_request_exception = True
    paths = ["/search/", "/api/search", "/api/suggest", "/trends/", "/people/", "/events/", "/newspapers/"]
    staff = ["/admin/archive/article/", "/admin/archive/mention/", "/admin/queue/", "/admin/changes/"]
    clients = {"visitor": Client(), "staff": desk}
    asked = asking.play(clients, {"visitor": paths, "staff": staff}, seed, 100, every=30)
    assert asked.wrong == []
    assert {200, 400} <= set(asked.statuses)


def test_addresses_come_again() -> None:
    def some(seed: str) -> list[str]:
        made = asking.addresses(["/search/", "/api/people"], asking.Random(seed))
        return [next(made) for _ in range(50)]

    assert some("1") == some("1") != some("2")
    assert {"q", "from", "breaks", "date_from", "with"} <= set(asking.parameters())


@pytest.mark.parametrize(
    ("status", "data", "location", "problem"),
    [
        (500, b"broken", "", "status 500"),
        (400, b"{}", "", "without a reason"),
        (404, b"", "", "without a reason"),
        (302, b"", "//evil.invalid/", "leads elsewhere"),
    ],
)
def test_what_is_asked_is_looked_at(status: int, data: bytes, location: str, problem: str) -> None:
    class Broken:
        def get(self, _address: str) -> HttpResponse:
            return HttpResponse(data, status=status, headers={"Location": location} if location else {})

    asked = asking.Asked()
    asked.ask(Broken(), "visitor", "/api/search")  # type: ignore[arg-type]
    assert problem in asked.wrong[0]


@pytest.mark.parametrize("lead", hostile.LEADS)
def test_a_formula_is_seen(lead: str) -> None:
    row = f'a,"{lead}1+1"\r\n'
    assert list(tables.formulas(row.encode()))
    answer = HttpResponse(row, content_type="text/csv", headers={"Content-Disposition": 'attachment; filename="a"b"'})
    assert len(list(tables.told(answer))) == 3


def test_every_address_is_asked(db: None) -> None:
    names = {name for name, _parameters in addresses.named()}
    assert {"search", "person", "admin:exchange-out", "admin:archive_person_change"} <= names
    assert names >= addresses.UNASKED


def test_hostile_files_are_stored_or_named(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    chief = User.objects.create_superuser("fuzz", "fuzz@example.org")
    (tmp_path / "made").mkdir()
    assert files.by_hand(tmp_path / "made", every=60) == []
    (tmp_path / "large").mkdir()
    assert files.by_size(tmp_path / "large", 6_000_000) == []
    assert files.uploaded(chief, tmp_path, ("way0", "way2", "link", "cut")) == []


def test_spoilt_tables_are_tried_or_refused(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    scene.build()
    outcomes, wrong = imports.play(User.objects.create_superuser("fuzz", "fuzz@example.org"), 3, 20)
    assert wrong == []
    assert {"tried", "refused", "carried out"} <= set(outcomes)


def test_addresses_are_as_long_as_the_server_takes() -> None:
    assert gunicorn.limit_request_line == asking.REQUEST_LINE
