"""The index writer: every change arrives, a bad record blocks nobody, and nothing is lost to a killed process."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from haystack.management.commands.clear_index import Command as ClearIndex
from haystack.query import SearchQuerySet

from archive.models import Article, IndexChange
from archive.models.outbox import MAX_TRIES
from archive.search import Request, State, folders, outbox, rebuild, records, schema, search, storage, verify, worker
from archive.search.indexes import ArticleIndex
from archive.search.kept import keeper
from archive.search.state import IndexNotReady, ReadOnlyIndex
from tests.factories import ArticleFactory

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def home(db):
    return worker.index_home()


def found(query):
    return {hit.article_id for hit in search(Request(query, size=100)).hits}


def agrees(home):
    comparison = verify.compare(home)
    return bool(comparison), str(comparison)


def test_the_life_of_an_article(home, index_now):
    index_now()
    article = ArticleFactory(text="稻花节开幕")
    assert found("稻花节") == set()
    index_now()
    assert found("稻花节") == {article.pk}
    article.text = "龙舟赛开幕"
    article.save()
    index_now()
    assert (found("稻花节"), found("龙舟赛")) == (set(), {article.pk})
    Article.objects.filter(pk=article.pk).set_state(Article.State.WITHHELD)
    index_now()
    assert search(Request("龙舟赛")).count == 0
    Article.objects.filter(pk=article.pk).set_state(Article.State.PUBLISHED)
    index_now()
    assert found("龙舟赛") == {article.pk}
    article.delete()
    index_now()
    assert search(Request("龙舟赛")).count == 0
    assert not IndexChange.objects.exists()


def test_a_draft_is_not_indexed(home, index_now):
    ArticleFactory(text="稻花节", state=Article.State.DRAFT)
    index_now()
    assert search(Request("稻花节")).count == 0


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_leaves_no_trace(index_now):
    index_now()
    with pytest.raises(RuntimeError), transaction.atomic():
        ArticleFactory(text="稻花节")
        raise RuntimeError
    assert not IndexChange.objects.exists()
    index_now()
    assert search(Request("稻花节")).count == 0


def test_bulk_changes_arrive_when_queued(home, index_now):
    articles = [ArticleFactory(text="旧") for _ in range(3)]
    index_now()
    Article.objects.update(text="稻花节", revision=7)
    assert not agrees(home)[0]
    IndexChange.objects.enqueue("article", [article.pk for article in articles])
    index_now()
    assert found("稻花节") == {article.pk for article in articles}
    assert agrees(home)[0]


def test_many_changes_of_one_article_in_one_batch_are_one_document(home, index_now):
    article = ArticleFactory()
    for _ in range(3):
        article.save()
    index_now()
    article.save()
    article.save()
    index_now()
    assert verify.compare(home).indexed == 1


def test_more_rows_than_a_batch(home, index_now, monkeypatch):
    monkeypatch.setattr(outbox, "BATCH", 3)
    index_now()
    for _ in range(10):
        ArticleFactory()
    lines = []
    applied = worker.drain(home, lines.append)
    assert (applied.indexed, applied.removed, applied.failed) == (10, 0, 0)
    assert lines[0] == "indexed 3, removed 0, failed 0; 7 waiting"
    assert agrees(home)[0]


def break_preparing(monkeypatch, headline):
    prepare = ArticleIndex.prepare

    def failing(self, article):
        if article.headline == headline:
            raise ValueError("unreadable")
        return prepare(self, article)

    monkeypatch.setattr(ArticleIndex, "prepare", failing)


def test_a_failing_article_is_set_aside_and_blocks_nobody(home, index_now, monkeypatch):
    index_now()
    break_preparing(monkeypatch, "坏")
    bad = ArticleFactory(headline="坏", text="稻花节")
    good = ArticleFactory(headline="好", text="稻花节")
    index_now()
    assert found("稻花节") == {good.pk}
    row = IndexChange.objects.get()
    assert (row.object_id, row.tries, row.error) == (bad.pk, MAX_TRIES, "ValueError: unreadable")
    assert IndexChange.objects.set_aside().count() == 1
    later = ArticleFactory(headline="后", text="稻花节")
    index_now()
    assert found("稻花节") == {good.pk, later.pk}


def test_a_failing_article_goes_to_the_back(home, index_now, monkeypatch):
    index_now()
    break_preparing(monkeypatch, "坏")
    ArticleFactory(headline="坏")
    ArticleFactory(headline="好")
    assert str(outbox.apply_batch(home)) == "indexed 1, removed 0, failed 1"
    assert IndexChange.objects.get().tries == 1


def test_an_unknown_type_is_set_aside(home, index_now):
    IndexChange.objects.enqueue("comet", [1])
    index_now()
    assert not IndexChange.objects.exists()  # the rebuild that made the index began after the row
    IndexChange.objects.enqueue("comet", [1])
    index_now()
    assert "comet" in IndexChange.objects.set_aside().get().error


def test_a_batch_that_cannot_be_written_is_written_one_by_one(home, index_now, monkeypatch):
    index_now()
    bad, good = ArticleFactory(), ArticleFactory()
    document = schema.document

    def spoiled(prepared):
        made = document(prepared)
        return {**made, "nonsense": 1} if prepared["django_id"] == str(bad.pk) else made

    monkeypatch.setattr(schema, "document", spoiled)
    assert str(outbox.apply_batch(home)) == "indexed 1, removed 0, failed 1"
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {good.pk}
    assert "nonsense" in IndexChange.objects.get().error


def test_a_batch_that_cannot_be_loaded_is_loaded_one_by_one(home, index_now, monkeypatch):
    index_now()
    bad, good = ArticleFactory(), ArticleFactory()
    queryset = ArticleIndex.index_queryset

    class Spoiled:
        def __init__(self, rows):
            self.rows = rows

        def filter(self, **conditions):
            if bad.pk in conditions.get("pk__in", [conditions.get("pk")]):
                raise ValueError("a damaged row")
            return self.rows.filter(**conditions)

    monkeypatch.setattr(ArticleIndex, "index_queryset", lambda self, using=None: Spoiled(queryset(self, using)))
    assert str(outbox.apply_batch(home)) == "indexed 1, removed 0, failed 1"
    assert IndexChange.objects.get().object_id == bad.pk
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {good.pk}


def test_a_full_disk_ends_the_worker_and_loses_nothing(home, index_now, monkeypatch):
    index_now()
    article = ArticleFactory()

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage.DurableStorage, "rename_file", full)
        with pytest.raises(CommandError, match="cannot be written.*No space"):
            call_command("index_worker", once=True)
    assert IndexChange.objects.get().tries == 0
    index_now()
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {article.pk}


def test_segments_are_merged_and_deletions_purged(home, index_now):
    index_now()
    articles = []
    for _ in range(25):
        articles.append(ArticleFactory())
        index_now()
    index = storage.open_index(folders.current(home))
    assert len(index._segments()) < 12
    assert agrees(home)[0]
    for article in articles[:20]:
        article.delete()
    index_now()
    segments = storage.open_index(folders.current(home))._segments()
    assert sum(segment.deleted_count() for segment in segments) <= sum(segment.doc_count() for segment in segments)
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {article.pk for article in articles[20:]}
    assert found("植树") == {article.pk for article in articles[20:]}


def test_searches_go_on_while_the_index_changes(home, index_now):
    index_now()
    for number in range(30):
        ArticleFactory(text="稻花节")
        index_now()
        assert search(Request("稻花节")).count == number + 1


def test_threads_share_the_open_index_while_it_changes(home, index_now):
    index_now()
    errors, sizes = [], []

    def look():
        try:
            for _ in range(30):
                sizes.append(keeper.search(home, lambda snapshot: len(snapshot.segments)))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        ArticleFactory()
        index_now()
    for thread in threads:
        thread.join()
    assert (errors, len(sizes)) == ([], 120)


def test_without_an_index_search_says_so(home):
    result = search(Request("会议"))
    assert (result.state, result.count, result.hits) == (State.BUILDING, 0, [])
    assert set(result.facets) == {"newspaper", "year", "kind", "page_number"}
    with pytest.raises(IndexNotReady):
        len(SearchQuerySet().all())


def test_an_empty_index_is_an_index(home, index_now):
    index_now()
    result = search(Request())
    assert (result.state, result.count) == (State.READY, 0)
    assert agrees(home)[0]


def test_an_index_of_another_version_is_not_searched_but_rebuilt(home, index_now, monkeypatch):
    article = ArticleFactory()
    index_now()
    monkeypatch.setattr(schema, "LAYOUT", schema.LAYOUT + 1)
    assert search(Request()).state == State.BUILDING
    lines = []
    worker.drain(home, lines.append)
    assert lines[0] == "the index was made by another version: rebuilding"
    assert [hit.article_id for hit in search(Request()).hits] == [article.pk]
    assert folders.current(home).name == "index-2"


@pytest.mark.parametrize("damage", ["cut", "empty", "noise", "gone", "folder"])
def test_a_damaged_index_is_not_searched_but_rebuilt(home, index_now, damage):
    article = ArticleFactory()
    index_now()
    keeper.forget()
    folder = folders.current(home)
    contents = next(folder.glob("_MAIN_*.toc"))
    match damage:
        case "cut":
            contents.write_bytes(contents.read_bytes()[:-40])
        case "empty":
            contents.write_bytes(b"")
        case "noise":
            contents.write_bytes(b"\xff" * 500)
        case "gone":
            contents.unlink()
        case "folder":
            (home / folders.POINTER).write_text("index-99")
    assert search(Request()).state == State.BUILDING
    index_now()
    assert [hit.article_id for hit in search(Request()).hits] == [article.pk]


def test_web_processes_cannot_write(home, index_now):
    article = ArticleFactory()
    index_now()
    with pytest.raises(ReadOnlyIndex):
        ArticleIndex().update_object(article)
    with pytest.raises(ReadOnlyIndex):
        ArticleIndex().remove_object(article)
    with pytest.raises(ReadOnlyIndex):
        ArticleIndex().clear()
    with pytest.raises(ReadOnlyIndex):
        call_command(ClearIndex(), interactive=False)
    assert search(Request()).count == 1


def test_a_rebuild_takes_waiting_rows_with_it_and_leaves_later_ones(home, index_now, monkeypatch):
    before = ArticleFactory(text="稻花节")
    during = []
    walk = records.walk

    def walking(index, size):
        yield from walk(index, size)
        during.append(ArticleFactory(text="稻花节"))

    monkeypatch.setattr(records, "walk", walking)
    rebuilt = rebuild.rebuild(home)
    assert (rebuilt.indexed, rebuilt.failed) == (1, 0)
    assert found("稻花节") == {before.pk}
    assert {row.object_id for row in IndexChange.objects.all()} == {during[0].pk}
    index_now()
    assert found("稻花节") == {before.pk, during[0].pk}


def test_a_rebuild_queues_what_it_could_not_index(home, monkeypatch):
    break_preparing(monkeypatch, "坏")
    bad, good = ArticleFactory(headline="坏"), ArticleFactory(headline="好")
    assert str(rebuild.rebuild(home)) == "indexed 1, failed 1, in index-1"
    row = IndexChange.objects.get()
    assert (row.object_id, row.tries, row.error) == (bad.pk, 1, "ValueError: unreadable")
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {good.pk}


def test_a_rebuild_writes_several_segments(home, monkeypatch):
    monkeypatch.setattr(rebuild, "SEGMENT", 4)
    monkeypatch.setattr(rebuild, "CHUNK", 2)
    for _ in range(9):
        ArticleFactory()
    counts = []
    rebuild.rebuild(home, counts.append)
    assert counts == [2, 4, 6, 8, 9]
    assert len(storage.open_index(folders.current(home))._segments()) == 3
    assert agrees(home)[0]


def test_a_rebuild_that_lost_something_does_not_become_live(home, index_now, monkeypatch):
    article = ArticleFactory()
    index_now()
    monkeypatch.setattr(storage.Writer, "add_document", lambda *_args, **_options: None)
    with pytest.raises(rebuild.RebuildFailed):
        rebuild.rebuild(home)
    with pytest.raises(CommandError, match="written"):
        call_command("index")
    assert [path.name for path in folders.generations(home)] == ["index-1"]
    assert [hit.article_id for hit in search(Request()).hits] == [article.pk]


def test_the_previous_generation_is_kept_and_older_ones_removed(home):
    for _ in range(4):
        rebuild.rebuild(home)
    assert [path.name for path in folders.generations(home)] == ["index-3", "index-4"]
    assert folders.current(home).name == "index-4"
    assert home.stat().st_mode & 0o777 == 0o700


def spoil(home):
    """Make one article missing in the index, one stale, and leave one ghost; return them."""
    missing, stale, ghost, fine = (ArticleFactory() for _ in range(4))
    worker.drain(home)
    Article.objects.filter(pk=stale.pk).update(revision=9)
    Article.objects.filter(pk=ghost.pk).update(state=Article.State.REMOVED)
    with storage.writer(storage.open_index(folders.current(home))) as writer:
        outbox.delete(writer, [f"archive.article.{missing.pk}"])
    return missing, stale, ghost, fine


def test_verifying_names_every_difference(home):
    missing, stale, ghost, _ = spoil(home)
    comparison = verify.compare(home)
    assert (comparison.missing, comparison.stale, comparison.ghosts) == ([missing.pk], [stale.pk], [ghost.pk])
    assert str(comparison) == "published 3, indexed 3, missing 1, ghosts 1, stale 1, waiting 0, set aside 0"


def test_verify_index(home, capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("verify_index")
    assert ended.value.code == 1
    assert "there is no index" in capsys.readouterr().out
    spoil(home)
    with pytest.raises(SystemExit) as ended:
        call_command("verify_index")
    assert ended.value.code == 1
    call_command("verify_index", repair=True)
    assert "after repair: published 3, indexed 3, missing 0, ghosts 0, stale 0" in capsys.readouterr().out
    call_command("verify_index")
    assert agrees(home)[0]


def test_verify_index_repairs_a_missing_index(home, capsys):
    ArticleFactory()
    call_command("verify_index", repair=True)
    assert "published 1, indexed 1" in capsys.readouterr().out


def test_index_and_index_worker_print_their_counts(home, capsys):
    ArticleFactory()
    call_command("index")
    printed = capsys.readouterr().out
    assert "indexed 1, failed 0, in index-1" in printed
    assert "changes meanwhile: indexed 0, removed 0, failed 0" in printed
    ArticleFactory().delete()
    call_command("index_worker", once=True)
    assert "indexed 0, removed 1, failed 0" in capsys.readouterr().out


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_waits_until_the_first_has_ended():
    home = worker.index_home()
    stops, lines = [threading.Event(), threading.Event()], [[], []]
    stop_all = [
        threading.Thread(target=run_worker, args=(home, stop, each.append))
        for stop, each in zip(stops, lines, strict=True)
    ]
    try:
        stop_all[0].start()
        wait_for(lambda: lines[0])
        stop_all[1].start()
        wait_for(lambda: lines[1])
        assert lines[1] == ["another index_worker is running; waiting for it to end"]
        stops[0].set()
        stop_all[0].join()
        ArticleFactory()
        wait_for(lambda: len(lines[1]) > 1)
        assert lines[1][1] == "indexed 1, removed 0, failed 0; 0 waiting"
    finally:
        for stop, thread in zip(stops, stop_all, strict=True):
            stop.set()
            if thread.ident:
                thread.join()


def run_worker(home, stop, report):
    from django.db import connection

    try:
        worker.work(home, stop, report)
    finally:
        # Django's close() spares the tests' database in memory; this thread's handle to it must go all the same.
        if connection.connection is not None:
            connection.connection.close()
            connection.connection = None


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.fixture
def own_archive(tmp_path):
    """An archive in a folder of its own, run through manage.py; returns a way to start commands in it."""
    environment = {**os.environ, "FANGZHI_VAR": str(tmp_path / "var")}
    environment.pop("DATABASE_URL", None)

    def start(*arguments):
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def finish(process, status=0):
    output, _ = process.communicate(timeout=120)
    assert process.returncode == status, output
    return output


FILL = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
import django; django.setup()
from archive.models import Article
from tests.factories import ArticleFactory, PageFactory
page = PageFactory(number=None)
for _ in range(int(sys.argv[1])):
    ArticleFactory(page=page)
for article in Article.objects.order_by("?")[:5]:
    article.delete()
"""


def test_killed_workers_lose_nothing(own_archive):
    pick = random.Random(7)
    finish(own_archive("manage.py", "migrate", "-v0"))
    finish(own_archive("manage.py", "index_worker", "--once"))
    for _ in range(3):
        finish(own_archive("-c", FILL, "40"))
        process = own_archive("manage.py", "index_worker")
        time.sleep(pick.uniform(0.8, 2.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    finish(own_archive("manage.py", "index_worker", "--once"))
    printed = finish(own_archive("manage.py", "verify_index"))
    assert "published 105, indexed 105, missing 0, ghosts 0, stale 0, waiting 0" in printed


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_cleanly_when_told(own_archive, number):
    finish(own_archive("manage.py", "migrate", "-v0"))
    process = own_archive("manage.py", "index_worker")
    first = process.stdout.readline()
    process.send_signal(number)
    output = first + finish(process)
    assert "waiting for index changes" in output
    assert output.endswith("stopped\n")
