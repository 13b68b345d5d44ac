"""Each request has an id and leaves one line; what is logged forges no line and tells not what was looked for."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from archive import logs, slow, urls
from archive.requests import LONGEST_PATH, RequestMiddleware, shown


class Lines(logging.Handler):
    """What the log would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logs.JsonFormatter())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    @property
    def entries(self) -> list[dict]:
        """The lines that requests left."""
        read = [json.loads(line) for line in self.lines]
        return [entry for entry in read if entry["logger"] == "archive.requests"]


@pytest.fixture
def log() -> Iterator[Lines]:
    root, ours = logging.getLogger(), logging.getLogger("archive.requests")
    lines, level = Lines(), ours.level
    root.addHandler(lines)
    ours.setLevel("INFO")
    yield lines
    root.removeHandler(lines)
    ours.setLevel(level)


@pytest.mark.parametrize("given", ["0123456789abcdef", "a" * 64, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "req_01.x-Y"])
def test_a_sane_id_is_kept(client: Client, log: Lines, given: str) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"] == given
    assert log.entries[0]["request_id"] == given


@pytest.mark.parametrize(
    "given",
    [
        "",
        "short",
        "a" * 65,
        "with blank in it",
        "一二三四五六七八",
        "<script>alert(1)</script>",
        "-leading-dash",
        "a;b=c;d=e",
    ],
)
def test_any_other_is_replaced(client: Client, log: Lines, given: str) -> None:
    answered = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert re.fullmatch(r"[0-9a-f]{32}", answered)
    assert log.entries[0]["request_id"] == answered


def test_two_requests_have_two_ids(client: Client) -> None:
    assert len({client.get("/healthz").headers["X-Request-ID"] for _ in range(20)}) == 20


@pytest.mark.django_db
def test_a_request_leaves_one_line(client: Client, log: Lines) -> None:
    client.get("/people/", {"name": "陆明远"})
    [entry] = log.entries
    assert {name: entry[name] for name in ("method", "path", "status", "level")} == {
        "method": "GET", "path": "/people/", "status": 200, "level": "INFO"
    }  # fmt: skip
    assert entry["queries"] > 0
    assert entry["ms"] > 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/search/?q=机密",
        "/people/?name=机密",
        "/nowhere/?q=机密",
        "/alerts/机密",
        "/account/reset/abc/机密/",
        "/alerts/机密/更多",
    ],
)
def test_what_was_asked_is_not_told(client: Client, log: Lines, address: str) -> None:
    client.get(address)
    assert len(log.entries) == 1
    told = [json.loads(line) for line in log.lines]
    assert "机密" not in json.dumps(told, ensure_ascii=False)
    assert "sent/" in shown("/account/reset/sent/")


@pytest.mark.parametrize(
    "name",
    [
        "a\nb",
        "a\r\nb",
        'a"}\n{"level": "CRITICAL"',
        "\x1b[2J",
        "\u2028",
        "\u202e",
    ],
    ids=ascii,
)
def test_nothing_that_is_sent_begins_a_line(client: Client, log: Lines, name: str) -> None:
    logging.getLogger("archive.other").warning("asked for %s", name)
    RequestMiddleware(lambda _request: HttpResponse())(
        RequestFactory().get("/" + name.encode("utf-8", "replace").decode())
    )
    assert len(log.lines) == 2
    for line in log.lines:
        assert line.isascii() and line.isprintable()
        assert json.loads(line)["level"] in ("WARNING", "INFO")
    assert json.loads(log.lines[0])["message"].endswith(name)


@pytest.mark.parametrize("name", ["a\nb", "\x1b[2J", "\u202e", pytest.param("\ud800", id="surrogate")])
@pytest.mark.parametrize("form", [logs.LineFormatter, logs.JsonFormatter])
def test_nor_as_text(name: str, form: type[logging.Formatter]) -> None:
    record = logging.makeLogRecord({"msg": "asked for %s", "args": (name,), "levelname": "INFO", "name": "x"})
    assert form().format(record).isprintable()


def test_an_address_has_an_end(log: Lines) -> None:
    RequestMiddleware(lambda _request: HttpResponse())(RequestFactory().get("/" + "a" * 9_000))
    assert len(log.entries[0]["path"]) == LONGEST_PATH


def test_a_method_is_one_of_http(log: Lines) -> None:
    RequestMiddleware(lambda _request: HttpResponse())(RequestFactory().generic("GET\nX", "/"))
    assert log.entries[0]["method"] == "?"


def fails(_request: HttpRequest) -> HttpResponse:
    """Break."""
    raise ValueError("broken\nhere")


def streams(_request: HttpRequest) -> StreamingHttpResponse:
    """Ask the database while the answer leaves."""

    def pieces() -> Iterator[bytes]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        logging.getLogger("archive.other").warning("meanwhile")
        yield b"one"
        yield b"two"

    return StreamingHttpResponse(pieces())


urlpatterns = [*urls.urlpatterns, path("fails/", fails), path("streams/", streams)]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_error_is_one_object_with_its_traceback(client: Client, log: Lines) -> None:
    client.raise_request_exception = False
    answer = client.get("/fails/?q=secret")
    assert answer.status_code == 500
    [error] = [json.loads(line) for line in log.lines if json.loads(line)["level"] == "ERROR"]
    assert error["error"]["type"] == "ValueError"
    assert error["error"]["text"] == "broken\nhere"
    assert "def fails" not in error["error"]["traceback"] and "in fails" in error["error"]["traceback"]
    assert error["request_id"] == answer.headers["X-Request-ID"] == log.entries[0]["request_id"]
    assert log.entries[0]["status"] == 500
    assert "secret" not in "".join(log.lines)


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_what_streams_is_told_when_it_has_left(client: Client, log: Lines) -> None:
    answer = client.get("/streams/")
    assert log.entries == []
    assert answer.getvalue() == b"onetwo"
    [entry] = log.entries
    assert (entry["queries"], entry["request_id"]) == (1, answer.headers["X-Request-ID"])
    [meanwhile] = [json.loads(line) for line in log.lines if "meanwhile" in line]
    assert meanwhile["request_id"] == entry["request_id"]


def test_outside_of_a_request_there_is_no_id(client: Client) -> None:
    client.get("/healthz")
    assert logs.request_id.get() == ""


def test_only_slow_requests_are_kept(client: Client, settings, tmp_path: Path) -> None:
    settings.VAR, settings.SLOW_MS = tmp_path, 100_000
    client.get("/healthz")
    assert slow.slowest() == []
    settings.SLOW_MS = 0
    client.get("/healthz")
    [entry] = slow.slowest()
    assert (entry["path"], entry["status"]) == ("/healthz", 200)


def test_the_slowest_of_a_day_stay(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    for number in range(700):
        slow.keep({"path": "/search/" + "x" * 60, "ms": (number * 37) % 1000})
    [path] = (tmp_path / "slow").iterdir()
    assert path.stat().st_size <= slow.CUT_AT
    expected = sorted(((number * 37) % 1000 for number in range(700)), reverse=True)[: slow.KEPT]
    assert [entry["ms"] for entry in slow.slowest(count=slow.KEPT)] == expected


def test_former_weeks_go(settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    (tmp_path / "slow").mkdir()
    for day in range(1, 29):
        (tmp_path / "slow" / f"2021-02-{day:02}.jsonl").write_text(
            '{"time": "2021-02-01T08:00:00+08:00", "ms": 1}\n{"ms": \n[]\n'
        )
    slow.keep({"path": "/", "ms": 7})
    assert len(list((tmp_path / "slow").iterdir())) == slow.DAYS
    assert [entry["ms"] for entry in slow.slowest(days=2)] == [7, 1]


def test_a_full_disk_spoils_no_page(client: Client, settings, tmp_path: Path, log: Lines) -> None:
    settings.SLOW_MS, settings.VAR = 0, tmp_path / "not there"
    assert client.get("/healthz").status_code == 200
    assert any("could not be noted" in line for line in log.lines)
