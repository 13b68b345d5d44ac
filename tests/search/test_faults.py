"""Damage, a full disk, readers in the midst of changes: searches say what is the matter, and nothing is lost."""

import os
import resource
import shutil
import threading
import time
from contextlib import contextmanager
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError
from haystack.query import SearchQuerySet
from whoosh.index import LockError

from archive.models import Article, IndexChange
from archive.search import Request, State, folders, outbox, rebuild, search, storage, worker
from archive.search.kept import keeper
from archive.search.kinds import KINDS
from archive.search.state import IndexNotReady
from tests.factories import ArticleFactory, PageFactory
from tests.search.asking import agrees, found, read_only


def test_a_full_disk_ends_the_worker_and_loses_nothing(home, index_now, monkeypatch):
    index_now()
    article = ArticleFactory()

    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage.DurableStorage, "rename_file", full)
        with pytest.raises(CommandError, match="(?s)cannot be read or written.*No space.*has room"):
            call_command("index_worker", once=True)
    assert IndexChange.objects.get(object_type="article").tries == 0
    index_now()
    assert found("植树") == {article.pk}


@contextmanager
def files_up_to(size):
    """Let no file grow beyond `size` bytes: what a full disk does, without one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_segment_that_does_not_fit_leaves_the_index_as_it_was(home, index_now):
    article = ArticleFactory(text="稻花节")
    index_now()
    folder = folders.current(home)
    before = sorted(folder.iterdir())
    later = ArticleFactory(text="稻花节" + "青岚市云溪区" * 20_000)
    with files_up_to(100_000), pytest.raises(OSError, match="too large"):
        outbox.apply_batch(home)
    assert found("稻花节") == {article.pk}
    assert sorted(folder.iterdir()) == before
    index_now()
    assert found("稻花节") == {article.pk, later.pk}


def test_a_rebuild_that_does_not_fit_leaves_the_live_index(home, index_now):
    article = ArticleFactory(text="稻花节" + "青岚市云溪区" * 20_000)
    index_now()
    with files_up_to(100_000), pytest.raises(OSError, match="too large"):
        rebuild.rebuild(home)
    assert [path.name for path in folders.generations(home)] == ["index-1"]
    assert found("稻花节") == {article.pk}


def test_what_fails_after_the_table_of_contents_is_in_place_spoils_nothing(home, index_now, monkeypatch):
    index_now()
    article = ArticleFactory(text="稻花节")

    def broken(path):
        if path == folders.current(home):
            raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(folders, "sync", broken)
        with pytest.raises(OSError, match="Input/output"):
            outbox.apply_batch(home)
    assert search(Request()).state == State.READY
    index_now()
    assert found("稻花节") == {article.pk}
    assert agrees(home)[0]


def test_a_folder_that_cannot_be_written_is_searched_all_the_same(home, index_now, monkeypatch):
    article = ArticleFactory(text="稻花节")
    index_now()
    waiting = ArticleFactory(text="稻花节")
    with monkeypatch.context() as patch:
        patch.setattr(os, "open", read_only(home))
        for command in ("index_worker", "index"):
            with pytest.raises(CommandError, match="Read-only"):
                call_command(command, **({"once": True} if command == "index_worker" else {}))
        assert found("稻花节") == {article.pk}
    index_now()
    assert found("稻花节") == {article.pk, waiting.pk}


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_queued_is_not_saved(monkeypatch):
    page = PageFactory()
    with monkeypatch.context() as patch:
        patch.setattr(type(IndexChange.objects.all()), "enqueue", raises(OperationalError("database or disk is full")))
        with pytest.raises(OperationalError):
            ArticleFactory(page=page)
    assert not Article.objects.exists()
    ArticleFactory(page=page)
    assert IndexChange.objects.filter(object_type="article").count() == 1


def test_what_a_killed_rebuild_left_goes_unless_one_is_at_work(home, index_now):
    index_now()
    left = home / "index-2"
    left.mkdir()
    with folders.rebuilding(home):
        folders.sweep(home)
        assert left.is_dir()
    index_now()
    assert [path.name for path in folders.generations(home)] == ["index-1"]


def test_half_a_small_file_is_written_over(home, index_now):
    index_now()
    (home / ".current").write_text("ind")
    rebuild.rebuild(home)
    assert folders.current(home) == home / "index-2"
    assert not (home / ".current").exists()


@pytest.mark.parametrize("error", [OperationalError("the server is starting up"), InterfaceError("already closed")])
def test_the_index_writer_waits_for_a_database_that_is_away(home, monkeypatch, error):
    stop, lines = threading.Event(), []
    answers = iter([error, error, None, error, None])

    def drain(*_arguments):
        if answer := next(answers):
            raise answer
        if len(lines) > 1:
            stop.set()

    monkeypatch.setattr(worker, "drain", drain)
    monkeypatch.setattr(worker, "connection", Mock())
    monkeypatch.setattr(worker, "POLL_SECONDS", 0)
    monkeypatch.setattr(worker.spoken.writer, "write_beside", lambda _home: None)
    worker.work(home, stop, lines.append)
    # Told once each time it goes away.
    assert lines == [f"the database does not answer, and is waited for: {error}"] * 2
    assert worker.connection.close.call_count == 3


@pytest.mark.parametrize("command", ["index_worker", "index"])
def test_commands_say_that_the_database_is_away(home, index_now, monkeypatch, command):
    index_now()
    monkeypatch.setattr(worker, "drain", raises(OperationalError("the server is starting up\n")))
    with pytest.raises(CommandError, match="cannot be read or written: the server is starting up\nSee that it is up"):
        call_command(command, **({"once": True} if command == "index_worker" else {}))


def test_an_index_that_cannot_be_read_is_said_to_be_missing(home, index_now, monkeypatch):
    index_now()
    keeper.forget()
    with monkeypatch.context() as patch:
        patch.setattr(storage, "contents", raises(PermissionError(13, "Permission denied")))
        assert search(Request()).state == State.BUILDING
    assert search(Request()).state == State.READY


def raises(error):
    def raising(*_args, **_options):
        raise error

    return raising


def test_an_index_deleted_under_its_readers_is_made_anew(home, index_now):
    article = ArticleFactory(text="稻花节")
    index_now()
    assert found("稻花节") == {article.pk}
    shutil.rmtree(home)
    assert search(Request()).state == State.BUILDING
    index_now()
    assert found("稻花节") == {article.pk}


def test_changes_are_seen_though_the_clock_was_set_back(home, index_now):
    index_now()
    for hours in (0, -5, -5, 3, -48):
        article = ArticleFactory(text="稻花节")
        index_now()
        then = time.time() + hours * 3600
        for path in (folders.current(home), home / folders.POINTER):
            os.utime(path, (then, then))
        assert article.pk in found("稻花节")
        article.delete()
        index_now()
        assert not found("稻花节")


def test_two_writers_of_one_index_do_not_meet(home, index_now):
    index_now()
    folder = folders.current(home)
    first = storage.writer(folder, KINDS["article"])
    with first, pytest.raises(LockError), storage.writer(folder, KINDS["article"]):
        raise AssertionError("the second writer was let in")
    with storage.writer(folder, KINDS["article"]), storage.writer(folder, KINDS["person"]):
        pass


def test_searches_go_on_while_the_index_changes(home, index_now):
    index_now()
    for number in range(30):
        ArticleFactory(text="稻花节")
        index_now()
        assert search(Request("稻花节")).count == number + 1


def test_threads_share_the_open_index_while_it_changes(home, index_now):
    index_now()
    errors, counts = [], []

    def look():
        try:
            for _ in range(30):
                counts.append(SearchQuerySet().models(Article).filter(content="稻花节").count())
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        ArticleFactory(text="稻花节")
        index_now()
    for thread in threads:
        thread.join()
    assert (errors, len(counts)) == ([], 120)


def test_without_an_index_search_says_so(home):
    result = search(Request("会议"))
    assert (result.state, result.count, result.hits) == (State.BUILDING, 0, [])
    assert not any(result.facets.values())
    with pytest.raises(IndexNotReady):
        len(SearchQuerySet().all())


def test_an_empty_index_is_an_index(home, index_now):
    index_now()
    result = search(Request())
    assert (result.state, result.count) == (State.READY, 0)
    assert agrees(home)[0]


@pytest.mark.parametrize(
    "damage", ["cut", "empty", "noise", "gone", "folder", "pointer", "segment cut", "segment gone"]
)
def test_a_damaged_index_is_not_searched_but_rebuilt(home, index_now, damage):
    article = ArticleFactory()
    index_now()
    keeper.forget()
    folder = folders.current(home)
    contents, segment = next(folder.glob("_article_*.toc")), next(folder.glob("article_*.npx"))
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
        case "pointer":
            (home / folders.POINTER).write_bytes(b"\xff\xfe\x00\x9c" * 50)
        case "segment cut":
            segment.write_bytes(segment.read_bytes()[:-40])
        case "segment gone":
            segment.unlink()
    assert search(Request()).state == State.BUILDING
    index_now()
    assert [hit.article_id for hit in search(Request()).hits] == [article.pk]
