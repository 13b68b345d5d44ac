"""What an operator sees, and what the weekly check finds: each check is seen to fail."""

from __future__ import annotations

import json
import shutil
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive import lexicon, slow
from archive.keeping.manifest import FORMAT, Manifest
from archive.models import Exchange, IndexChange, Ingest, Upload, WordList
from archive.models.outbox import MAX_TRIES
from archive.operating import checks, databases, facts
from archive.operating.disk import newest_backup
from archive.search import folders, worker
from tests.admin.conftest import desk, staff  # noqa: F401 - fixtures
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory

pytestmark = pytest.mark.django_db
GONE = {"host": socket.gethostname(), "pid": 1, "lock": "/nowhere"}


@pytest.fixture(autouse=True)
def place(settings, tmp_path: Path) -> Path:
    """A folder of the archive's own, with a backup of today."""
    settings.VAR, settings.BACKUPS = tmp_path / "var", tmp_path / "backups"
    settings.VAR.mkdir()
    settings.BACKUPS.mkdir()
    backed_up(settings.BACKUPS, timezone.localtime())
    return tmp_path


@pytest.fixture
def archive() -> Any:
    """A published article, indexed."""
    article = ArticleFactory()
    worker.drain(worker.index_home())
    return article


def backed_up(folder: Path, when: datetime) -> str:
    """Leave a backup as `manage.py backup` does; return its name."""
    name = f"fangzhi-{when:%Y%m%dT%H%M%S}"
    (folder / f"{name}.sqlite3").write_text("all")
    manifest = Manifest(FORMAT, when, "sqlite", f"{name}.sqlite3", len("all"), "", [], {})
    (folder / f"{name}.json").write_bytes(msgspec.json.encode(manifest))
    return name


@pytest.fixture
def no_backups(settings, place: Path) -> Path:
    """The folder of backups, and none in it."""
    settings.BACKUPS = place / "others"
    settings.BACKUPS.mkdir()
    return settings.BACKUPS


def failed() -> dict[str, str]:
    """What the checks find wrong."""
    return {result.name: result.text for result in checks.run() if not result.ok}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch) -> None:
    """The pauses between looks at the index are for a busy archive."""
    monkeypatch.setattr(checks, "BETWEEN", 0.0)


def spoil_settings(settings: Any, _place: Path) -> None:
    settings.LANGUAGES = [("nonsense!", "?")]


def spoil_static(settings: Any, place: Path) -> None:
    settings.PRODUCTION, settings.STATIC_ROOT = True, str(place)


def collect(folder: Path) -> None:
    """Leave the static files there, as `collectstatic` does."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(storage.path(path), folder / path)
    (folder / "staticfiles.json").write_text("{}")


def age_static(settings: Any, place: Path) -> None:
    spoil_static(settings, place / "static")
    collect(place / "static")
    sheet = next((place / "static").glob("**/*.css"))
    sheet.write_text(sheet.read_text("utf-8") + "/* another version's */", "utf-8")


def lack_static(settings: Any, place: Path) -> None:
    spoil_static(settings, place / "static")
    collect(place / "static")
    next((place / "static").glob("**/*.css")).unlink()


def spoil_migrations(_settings: Any, _place: Path) -> None:
    MigrationRecorder(connection).record_unapplied("archive", "0003_dates")


def spoil_uploads(settings: Any, _place: Path) -> None:
    (settings.VAR / "uploads" / uuid4().hex).mkdir(parents=True)


def lose_an_upload(_settings: Any, _place: Path) -> None:
    Upload.objects.create(state=Upload.State.DONE)


def lose_the_index(_settings: Any, _place: Path) -> None:
    (worker.index_home() / folders.POINTER).unlink()


def miss_an_article(_settings: Any, _place: Path) -> None:
    ArticleFactory()
    IndexChange.objects.all().delete()


def set_aside(_settings: Any, _place: Path) -> None:
    IndexChange.objects.enqueue("article", [7])
    IndexChange.objects.update(tries=MAX_TRIES, error="broken")


def keep_waiting(_settings: Any, _place: Path) -> None:
    IndexChange.objects.enqueue("article", [7])
    IndexChange.objects.update(created_at=timezone.now() - timedelta(hours=2))


def kill_an_exchange(settings: Any, _place: Path) -> None:
    row = Exchange.objects.create(kind="people", name="表.csv", state=Exchange.State.WORKING, process=GONE)
    row.folder.mkdir(parents=True)


def kill_an_ingest(_settings: Any, _place: Path) -> None:
    Ingest.objects.create(arguments={"process": GONE})


def fill_the_disk(settings: Any, _place: Path) -> None:
    settings.MIN_FREE_BYTES = 10**18


def lose_backups(settings: Any, place: Path) -> None:
    settings.BACKUPS = place / "none"


def break_off_a_backup(settings: Any, place: Path) -> None:
    for manifest in settings.BACKUPS.glob("*.json"):
        manifest.unlink()


def leave_backups(settings: Any, place: Path) -> None:
    settings.BACKUPS = place / "old"
    settings.BACKUPS.mkdir()
    backed_up(settings.BACKUPS, timezone.localtime() - timedelta(days=9))


def leave_words(_settings: Any, _place: Path) -> None:
    WordList.objects.create(name=lexicon.Name.WORDS, text="青岚")
    WordList.objects.update(made_at=timezone.now() - timedelta(days=2))


def lose_the_folder(settings: Any, place: Path) -> None:
    settings.VAR = place / "gone"


@pytest.mark.parametrize(
    ("spoil", "check", "says"),
    [
        (spoil_settings, "configuration", "translation.E"),
        (spoil_static, "static_files", "collectstatic"),
        (age_static, "static_files", "1 are not those of this version"),
        (lack_static, "static_files", "1 are not those of this version"),
        (spoil_migrations, "migrations", "archive.0003_dates"),
        (spoil_uploads, "folders", "1 folders without a row"),
        (lose_an_upload, "folders", "have no files"),
        (lose_the_index, "index", "there is no index"),
        (miss_an_article, "index", "missing 1, ghosts 0, stale 0"),
        (set_aside, "queue", "1 rows set aside"),
        (keep_waiting, "queue", "index_worker"),
        (kill_an_exchange, "processes", "exchange"),
        (kill_an_ingest, "processes", "ingest"),
        (fill_the_disk, "disk_space", "bytes free"),
        (lose_backups, "backup", "there is none"),
        (break_off_a_backup, "backup", "there is none"),
        (leave_backups, "backup", "9 days old"),
        (leave_words, "word_lists", "has not learnt"),
        (lose_the_folder, "disk_space", "could not be checked: FileNotFoundError"),
    ],
)
@pytest.mark.usefixtures("archive")
def test_each_check_finds_what_it_is_for(
    settings, place: Path, spoil: Callable[[Any, Path], None], check: str, says: str
) -> None:
    assert failed() == {}
    spoil(settings, place)
    found = failed()
    assert says in found[check]
    # A spoilt setting of production brings warnings of Django's own with it.
    assert set(found) <= {check} | ({"configuration"} if check == "static_files" else set())


@pytest.mark.usefixtures("archive")
def test_what_waits_in_the_queue_is_not_missing() -> None:
    ArticleFactory()
    assert IndexChange.objects.waiting().exists()
    assert failed() == {}


@pytest.mark.usefixtures("archive")
def test_a_difference_that_goes_by_itself_counts_nothing(monkeypatch) -> None:
    ArticleFactory()
    looks: list[int] = []

    def at_work(_seconds: float) -> None:
        looks.append(1)
        worker.drain(worker.index_home())

    monkeypatch.setattr(checks, "BETWEEN", 0.0)
    monkeypatch.setattr(checks.time, "sleep", at_work)
    monkeypatch.setattr(
        checks, "_unexplained", lambda kind, each: (set(each.missing), set(each.ghosts), set(each.stale))
    )
    assert failed() == {}
    assert looks


def test_rows_that_name_what_is_not_there_are_found() -> None:
    assert databases.dangling() == []
    article = ArticleFactory()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
    else:
        connection.disable_constraint_checking()
    type(article).objects.filter(pk=article.pk).update(page_id=10**9)
    assert any("archive_article" in line for line in databases.dangling())
    type(article).objects.filter(pk=article.pk).update(page_id=article.page_id)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
    assert databases.dangling() == []


def test_every_foreign_key_is_asked(django_assert_num_queries) -> None:
    found = dict(databases._missing_parents())
    assert "archive_article.page_id" in found and "archive_mention.person_id" in found
    assert set(found.values()) == {0}


def test_a_spoilt_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "spoilt.sqlite3"
    with closing(sqlite3.connect(path)) as fresh:
        fresh.execute("CREATE TABLE t (a TEXT)")
        fresh.execute("CREATE INDEX i ON t (a)")
        fresh.executemany("INSERT INTO t VALUES (?)", [(f"value {number:03}",) for number in range(100)])
        fresh.commit()
    spoilt = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}})["default"]
    assert databases.damage(spoilt) == []
    spoilt.close()
    path.write_bytes(path.read_bytes().replace(b"value 042", b"value 0x2", 1))
    assert databases.damage(spoilt) == ["row 43 missing from index i"]
    spoilt.close()


def test_an_index_that_was_never_finished_is_damage() -> None:
    assert databases.damage() == []
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'index_change_waiting'::regclass")
    assert databases.damage() == ["invalid indexes: index_change_waiting"]


def test_the_newest_whole_backup_counts(no_backups: Path) -> None:
    now = timezone.localtime().replace(microsecond=0)
    name = backed_up(no_backups, now - timedelta(seconds=5))
    (no_backups / "fangzhi-99991332T999999.json").write_text("{}")
    (no_backups / "fangzhi-20991231T000000.dump").write_text("broken off")
    backed_up(no_backups, now + timedelta(days=400))  # by a clock that was wrong
    (no_backups / f"{backed_up(no_backups, now - timedelta(seconds=2))}.sqlite3").unlink()
    (no_backups / f"{backed_up(no_backups, now - timedelta(seconds=3))}.sqlite3").write_text("al")
    assert newest_backup() == (name, now - timedelta(seconds=5))


def test_a_backup_without_its_file_is_none(no_backups: Path) -> None:
    (no_backups / f"{backed_up(no_backups, timezone.localtime())}.sqlite3").unlink()
    assert newest_backup() is None
    assert "there is none" in failed()["backup"]


def test_a_backup_of_a_time_to_come_is_not_trusted(no_backups: Path, desk: Client) -> None:  # noqa: F811
    name = backed_up(no_backups, timezone.localtime() + timedelta(days=2))
    assert failed()["backup"].startswith(f"the newest, {name}, is of a time to come")
    assert facts.backup()["age_hours"] == pytest.approx(-48, abs=0.1)
    assert '<div class="alarm"><dt>最近一份' in desk.get(reverse("admin:status")).text


def test_what_was_collected_is_recognized(settings, place: Path) -> None:
    settings.PRODUCTION, settings.STATIC_ROOT = True, str(place / "static")
    collect(place / "static")
    assert "static_files" not in failed()


@pytest.mark.usefixtures("archive")
def test_selfcheck_prints_a_line_each(capsys) -> None:
    call_command("selfcheck")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(checks.CHECKS)
    assert all(line.startswith("ok     ") for line in lines)


def test_selfcheck_ends_with_one(capsys) -> None:
    IndexChange.objects.all().delete()
    with pytest.raises(SystemExit) as ended:
        call_command("selfcheck", verbosity=0)
    assert ended.value.code == 1
    assert capsys.readouterr().out == "FAILED index: there is no index: run `manage.py index`\n"
    with pytest.raises(SystemExit):
        call_command("selfcheck", json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] is False
    assert [each["name"] for each in told["checks"] if not each["ok"]] == ["index"]


@pytest.fixture
def busy(archive: Any) -> Any:
    """An archive with something of everything."""
    set_aside(None, Path())
    IndexChange.objects.enqueue("article", [archive.pk])
    Ingest.objects.create(state=Ingest.State.DONE, created=5, failed=1)
    Upload.objects.create(state=Upload.State.PARSING, process=GONE)
    paper = NewspaperFactory(name="云溪日报")
    for day in (date(2021, 1, 4), date(2021, 2, 1), date(2021, 6, 1)):
        IssueFactory(newspaper=paper, date=day)
    slow.keep({"method": "GET", "path": "/people/<b>", "status": 200, "ms": 1234.5, "queries": 7, "request_id": "x"})
    return archive


@pytest.mark.usefixtures("busy")
def test_status_tells_it_all(capsys) -> None:
    call_command("status", json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["queue"]["waiting"] == 1
    assert [row["error"] for row in told["queue"]["set_aside_rows"]] == ["broken"]
    assert told["index"]["generation"] == "index-1" and told["index"]["size_bytes"] > 0
    assert told["index"]["writer_running"] is False
    assert told["ingests"][0]["created"] == 5
    assert [(row["kind"], row["dead"]) for row in told["processes"]] == [("upload", True)]
    assert told["disk"]["free_bytes"] > 0 and told["disk"]["size_bytes"]["database"] >= 0
    assert told["slow"][0]["ms"] == 1234.5
    assert [(row["name"], row["months"]) for row in told["gaps"]] == [("云溪日报", 3)]
    assert told["backup"]["age_hours"] < 1
    call_command("status")
    text = capsys.readouterr().out
    assert "set_aside 1" in text and "云溪日报" in text


def test_a_running_writer_is_seen() -> None:
    with folders.working(worker.index_home()) as alone:
        assert alone
        assert facts.index()["writer_running"] is True
    assert facts.index()["writer_running"] is False


@pytest.mark.usefixtures("busy")
def test_what_was_set_aside_is_tried_again(desk: Client) -> None:  # noqa: F811
    call_command("status", retry=True)
    assert not IndexChange.objects.set_aside().exists()
    set_aside(None, Path())
    answer = desk.post(reverse("admin:status"), follow=True)
    assert not IndexChange.objects.set_aside().exists()
    assert "项将重试" in answer.text


@pytest.mark.usefixtures("busy")
def test_the_desk_shows_it(desk: Client, django_assert_max_num_queries) -> None:  # noqa: F811
    address = reverse("admin:status")
    assert address == "/admin/status/"
    with django_assert_max_num_queries(32):
        html = desk.get(address).text
    for said in ("broken", "index-1", "云溪日报", "缺 3 个月", "/people/&lt;b&gt;", "全部重试", "进程已不在"):
        assert said in html


def test_an_empty_archive_is_shown_too(desk: Client, settings, place: Path) -> None:  # noqa: F811
    settings.BACKUPS = place / "none"
    html = desk.get(reverse("admin:status")).text
    assert "尚未导入" in html and "还没有" in html and "全部重试" not in html


def test_only_administrators_enter(staff: Callable[..., Client], client: Client) -> None:  # noqa: F811
    address = reverse("admin:status")
    assert client.get(address).status_code == 302
    assert staff("view_indexchange", "change_indexchange").get(address).status_code == 403
    assert staff("delete_indexchange").get(address).status_code == 200
