"""A few seconds of tests.load, and that it notices whatever goes wrong: what cannot fail shows nothing."""

from __future__ import annotations

import http.server
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.load import archives, report, subjects
from tests.load.asking import Answer, Answers, ask, wrong_with
from tests.load.report import Outcome
from tests.load.users import User, started
from tests.load.watching import Look, Seen, Watcher
from tests.views import scene as scenes

PAGE = b"<!doctype html><title>x</title></html>\n"
UNREADY = b'{"ready": false, "not_ready": {"disk": "full"}, "index": {"lag_seconds": 7}}'
HTML, JSON = "text/html", "application/json"


@pytest.mark.django_db(transaction=True)
def test_users_read_a_small_archive_and_are_answered(
    live_server: LiveServer, index_now: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.build()
    index_now()
    monkeypatch.setattr("tests.load.users.THINKS", (0.0, 0.01, 0.02))
    drawn, answers = subjects.draw(1), Answers()
    assert drawn.words
    assert drawn.articles
    assert all(drawn.records[kind] for kind in ("person", "organization", "place"))
    host = live_server.url.removeprefix("http://")
    users = started(2, lambda number: User(number, host, drawn, answers, 5), 0)
    end = time.monotonic() + 20
    while len(answers.every) < 60 and time.monotonic() < end:
        time.sleep(0.05)
    for user in users:
        user.stop()
    for user in users:
        user.join()
    assert [answer for answer in answers.every if answer.wrong] == []
    assert len({answer.kind for answer in answers.every}) > 8


@pytest.mark.parametrize(
    ("status", "kind", "body", "tells", "wrong"),
    [
        (200, HTML, PAGE, "", ""),
        (200, HTML, b"A &amp; B" + PAGE, "A & B", ""),
        (200, HTML, PAGE, "陆明远", "tells of something else"),
        (200, HTML, PAGE[:-9], "", "cut off"),
        (200, HTML, b"", "", "nothing in it"),
        (200, "text/plain", PAGE, "", "content type text/plain"),
        (500, HTML, PAGE, "", "status 500"),
        (404, HTML, PAGE, "", "status 404"),
        (200, JSON, '{"name": "陆明远"}'.encode(), "陆明远", ""),
        (200, JSON, b'{"name": "x"}', "陆明远", "tells of something else"),
        (200, JSON, b'{"name": ', "", "no whole JSON"),
        (200, "text/csv", b"a,b\r\n1,/articles/2/\r\n", "/articles/", ""),
        (200, "text/csv", b"a,b\r\n1,/artic", "", "cut off"),
    ],
)
def test_a_wrong_answer_is_seen(status: int, kind: str, body: bytes, tells: str, wrong: str) -> None:
    assert wrong_with(status, kind, body, tells) == wrong


class Spoilt(http.server.BaseHTTPRequestHandler):
    """Answers as the address asks."""

    def do_GET(self) -> None:
        """Badly."""
        way = self.path.strip("/")
        if way == "silent":
            time.sleep(0.3)
            return
        body = b'{"ready": false, "not_ready": {"disk": "full"}, "index": {"lag_seconds": 7}}'
        self.send_response(503 if way == "readyz" else 500 if way == "broken" else 200)
        self.send_header("Content-Type", JSON if way == "readyz" else HTML)
        self.send_header(
            "Content-Length", str(len(PAGE) + 10 * (way == "short")) if way != "readyz" else str(len(body))
        )
        self.end_headers()
        self.wfile.write(body if way == "readyz" else PAGE)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def spoilt() -> Iterator[str]:
    """The host of a server that answers badly."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Spoilt) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("way", "wrong"),
    [
        ("well", ""),
        ("broken", "status 500"),
        ("short", "no whole answer: IncompleteRead"),
        ("silent", "no answer within 0 s"),
    ],
)
def test_an_answer_that_does_not_come_whole_is_seen(spoilt: str, way: str, wrong: str) -> None:
    answer, text = ask(spoilt, "page", f"/{way}", "", {}, 0.2)
    assert answer.wrong == wrong
    assert bool(text) == (not wrong)


def test_nobody_there_is_seen() -> None:
    answer, _ = ask("127.0.0.1:1", "page", "/", "", {}, 1)
    assert answer.wrong == "no whole answer: ConnectionRefusedError"


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").is_file(), reason="looks into /proc")
def test_processes_are_looked_at_and_an_archive_that_is_not_ready_is_seen(spoilt: str) -> None:
    watcher = Watcher(spoilt, lambda: {"here": os.getpid(), "gone": 2**22}, 0.01)
    watcher.start()
    time.sleep(0.1)
    seen = watcher.stop()
    assert list(seen.looks) == ["here"]
    assert seen.looks["here"][0].share > 10
    assert seen.looks["here"][0].anonymous > 10
    assert seen.looks["here"][0].processor > 0
    assert set(seen.lags) == {7.0}
    assert "disk" in seen.unready[0]


def good() -> Outcome:
    """A hundred seconds as they should be."""
    answers = [Answer("article", "/articles/1/", at, 0.1, 10, "") for at in range(100)]
    looks = {"web 1": [Look(at, 150, 100, at / 10) for at in range(100)]}
    return Outcome(0, 100, 1, answers, Seen(looks, [1.0], [], [(0, 0), (50, 400)]), 12)


def test_what_is_as_it_should_be_fails_nothing() -> None:
    outcome = good()
    assert list(report.failures(outcome)) == []
    lines = "\n".join(report.told(outcome))
    assert "| article | 100 | 100 | 100 | 100 | 100 |" in lines
    assert "| web 1 | 100 | 100 | +0.0% | +0 | 150 | 10% |" in lines


def _late(outcome: Outcome) -> None:
    outcome.answers[:] = [replace(each, seconds=0.6) for each in outcome.answers[:6]] + outcome.answers[6:]


def _wrong(outcome: Outcome) -> None:
    outcome.answers[3] = replace(outcome.answers[3], wrong="status 500")


def _grown(outcome: Outcome) -> None:
    outcome.seen.looks["web 1"] = [Look(at, 150, 100 + at / 5, 0) for at in range(100)]


def _ended(outcome: Outcome) -> None:
    outcome.seen.looks["web 1"] = outcome.seen.looks["web 1"][:60]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_late, "95 % of the answers took up to 600 ms; 500 are allowed"),
        (_wrong, "1 wrong answers: {'status 500': 1}"),
        (_grown, "web 1 held 105 MB after the warm-up and 119 MB at the end"),
        (_ended, "web 1 was not there from beginning to end"),
        (lambda outcome: outcome.answers.clear(), "nothing was answered"),
        (lambda outcome: outcome.seen.unready.append("disk"), "not ready 1 times: disk"),
        (lambda outcome: setattr(outcome, "came_in", 0), "nothing was ingested meanwhile"),
        (lambda outcome: setattr(outcome, "indexed", False), "index and database do not agree afterwards"),
        (lambda outcome: outcome.wrong.append("the ingest ended"), "the ingest ended"),
    ],
)
def test_each_thing_that_goes_wrong_fails_the_run(spoil: Callable[[Outcome], None], told: str) -> None:
    outcome = good()
    spoil(outcome)
    assert list(report.failures(outcome)) == [told]
    assert f"WRONG: {told}" in report.told(outcome)


def test_servers_are_told_what_production_asks_for() -> None:
    from archive.environment import problems

    given = {**archives.ENVIRONMENT, "SECRET_KEY": "0123456789abcdef" * 4, "DATABASE_URL": "sqlite:////x/y"}
    assert problems(given) == []


@pytest.mark.parametrize(
    ("names", "wrong"),
    [
        (["good", "bad"], "the ingest of bad ended with 3: see ingest.log"),
        (["good"], "the ingest had nothing left to read before the end"),
    ],
)
def test_an_ingest_that_ends_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str], wrong: str
) -> None:
    (tmp_path / "manage.py").write_text("import sys\nsys.exit(3 * sys.argv[2].endswith('bad'))\n", "utf-8")
    monkeypatch.setattr(archives, "ROOT", tmp_path)
    ingesting = archives.Ingesting(tmp_path, [tmp_path / name for name in names], dict(os.environ))
    ingesting.start()
    ingesting.join(20)
    assert ingesting.wrong == [wrong]


def test_an_ingest_goes_on_until_it_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "manage.py").write_text("import time\ntime.sleep(30)\n", "utf-8")
    monkeypatch.setattr(archives, "ROOT", tmp_path)
    ingesting = archives.Ingesting(tmp_path, [tmp_path / "1", tmp_path / "2"], dict(os.environ))
    ingesting.start()
    while not ingesting.processes:
        time.sleep(0.01)
    ingesting.stop()
    assert ingesting.wrong == []
