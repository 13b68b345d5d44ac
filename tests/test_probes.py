"""/healthz and /readyz: asked by any name, over HTTP, with the database up or down."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from archive.models import IndexChange
from archive.models.outbox import MAX_TRIES
from archive.operating import readiness
from archive.search import worker
from archive.search.rebuild import build


@pytest.fixture
def get(client: Client) -> Callable[[str], Any]:
    """Ask as a load balancer does: by the machine's number, without HTTPS."""
    return lambda path: client.get(path, headers={"host": "10.1.2.3:8000"})


@pytest.fixture
def index(db: None) -> None:
    """An empty index."""
    build(worker.index_home())


@pytest.fixture(autouse=True)
def strict(settings) -> None:
    """As in production."""
    settings.ALLOWED_HOSTS = ["fangzhi.example"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_probes_are_never_kept_and_only_read(client: Client, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"
    assert "ETag" not in client.get(path).headers
    assert client.head(path).content == b""
    assert client.post(path).status_code == 405
    assert client.get("/", headers={"host": "fangzhi.example"}).status_code == 301, "other pages go to HTTPS"


def test_alive_without_a_database(get: Callable[[str], Any]) -> None:
    # No fixture opens the database: pytest-django would refuse a query.
    answer = get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


@pytest.mark.usefixtures("index")
def test_ready(get: Callable[[str], Any], django_assert_max_num_queries) -> None:
    get("/readyz")
    with django_assert_max_num_queries(10):
        answer = get("/readyz")
    told = answer.json()
    assert (answer.status_code, told["ready"], told["not_ready"]) == (200, True, {})
    assert told["database"] == {"vendor": connection.vendor}
    assert told["migrations"] == {"pending": []}
    assert told["index"] == {"present": True, "oldest_waiting": None, "lag_seconds": 0}
    assert told["disk"]["free_bytes"] > 0


@pytest.mark.usefixtures("index")
@pytest.mark.parametrize("tries", [0, MAX_TRIES - 1])
def test_the_lag_is_that_of_the_oldest_that_waits(get: Callable[[str], Any], tries: int) -> None:
    now = timezone.now()
    IndexChange.objects.enqueue("article", [1, 2, 3])
    old, dead = IndexChange.objects.order_by("id")[:2]
    IndexChange.objects.filter(pk=old.pk).update(created_at=now - timedelta(seconds=90), tries=tries)
    IndexChange.objects.filter(pk=dead.pk).update(created_at=now - timedelta(days=9), tries=MAX_TRIES)
    told = get("/readyz").json()
    assert told["ready"], "an index that lags is searched"
    assert 90 <= told["index"]["lag_seconds"] <= 150
    assert told["index"]["oldest_waiting"] == (now - timedelta(seconds=90)).isoformat(timespec="seconds")


@pytest.mark.django_db
def test_not_ready_without_an_index(get: Callable[[str], Any]) -> None:
    answer = get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, {"index": "there is no index"})


@pytest.mark.usefixtures("index")
def test_not_ready_with_an_index_of_another_version(get: Callable[[str], Any], monkeypatch) -> None:
    monkeypatch.setattr(worker.schema, "current_version", lambda: "other")
    assert get("/readyz").json()["not_ready"] == {"index": "the index was made by another version"}


@pytest.mark.usefixtures("index")
def test_not_ready_while_migrations_wait(get: Callable[[str], Any]) -> None:
    applied = MigrationRecorder(connection)
    applied.record_unapplied("archive", "0002_jumps_and_confidence")
    answer = get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, {"migrations": "migrations are not applied"})
    assert answer.json()["migrations"] == {"pending": ["archive.0002_jumps_and_confidence"]}


@pytest.mark.usefixtures("index")
def test_not_ready_with_a_full_disk(get: Callable[[str], Any], settings) -> None:
    settings.MIN_FREE_BYTES = 10**18
    answer = get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, {"disk": "little space is left"})


@pytest.mark.usefixtures("index")
def test_not_ready_without_the_database(get: Callable[[str], Any], monkeypatch) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError('connection to "database", user "fangzhi", password "hidden" failed')

    with monkeypatch.context() as away:
        away.setattr(readiness.connection, "cursor", refuse)
        answer = get("/readyz")
    told = answer.json()
    assert (answer.status_code, told["not_ready"]) == (503, {"database": "does not answer"})
    assert told["index"]["present"], "what does not rest on it is told all the same"
    assert not {"fangzhi", "hidden"} & set(json.dumps(told).replace('"', " ").split())


@pytest.mark.usefixtures("index")
def test_not_ready_without_its_folder(get: Callable[[str], Any], settings, tmp_path) -> None:
    settings.VAR = tmp_path / "gone"
    assert get("/readyz").json()["not_ready"] == {"disk": "does not answer"}
    assert "gone" not in get("/readyz").text
