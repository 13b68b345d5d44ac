"""Rebuilding: beside the live index, whole or not at all, and no change lost meanwhile."""

import pytest
from django.core.management import CommandError, call_command
from haystack.query import SearchQuerySet

from archive.management.commands import index as index_command
from archive.models import Article, IndexChange
from archive.search import Request, State, folders, meanwhile, rebuild, records, schema, search, storage, worker
from archive.search.kept import keeper
from archive.search.kinds import KINDS
from tests.factories import ArticleFactory, MentionFactory, PersonFactory
from tests.search.asking import agrees, break_preparing, found


def test_a_rebuild_takes_waiting_rows_with_it_and_leaves_later_ones(home, index_now, monkeypatch):
    before = ArticleFactory(text="稻花节")
    during = []
    walk = records.walk

    def walking(index, size):
        yield from walk(index, size)
        if index.holds.name == "article":
            during.append(ArticleFactory(text="稻花节"))

    monkeypatch.setattr(records, "walk", walking)
    rebuilt = rebuild.rebuild(home)
    assert (rebuilt.indexed, rebuilt.failed) == (1, 0)
    assert found("稻花节") == {before.pk}
    articles = IndexChange.objects.filter(object_type="article")
    assert {row.object_id for row in articles} == {during[0].pk}
    index_now()
    assert found("稻花节") == {before.pk, during[0].pk}


def test_changes_are_found_while_the_index_is_rebuilt_and_the_new_one_catches_up(home, index_now, monkeypatch):
    edited, withdrawn, deleted = (ArticleFactory(text="稻花节") for _ in range(3))
    index_now()
    created = []
    walk = records.walk

    def walking(index, size):
        yield from walk(index, size)
        if index.holds.name != "article":
            return
        created.append(ArticleFactory(text="稻花节"))
        edited.text = "龙舟赛"
        edited.save()
        Article.objects.filter(pk=withdrawn.pk).set_state(Article.State.WITHHELD)
        deleted.delete()
        index_now()
        assert (found("稻花节"), found("龙舟赛")) == ({created[0].pk}, {edited.pk})

    monkeypatch.setattr(records, "walk", walking)
    rebuilt = rebuild.rebuild(home)
    assert folders.current(home) == rebuilt.folder
    assert not IndexChange.objects.exists()
    assert (found("稻花节"), found("龙舟赛")) == ({created[0].pk}, {edited.pk})
    assert agrees(home)[0]
    assert not list(home.glob(f"*/{meanwhile.NOTES}"))


def test_a_record_that_only_a_change_meanwhile_names_is_counted_right(home, index_now, monkeypatch):
    person, article = PersonFactory(), ArticleFactory(text="陆明远植树")
    mention = MentionFactory(article=article, person=person, status="linked")
    ArticleFactory(text="无人")
    index_now()
    walk = records.walk

    def walking(index, size):
        yield from walk(index, size)
        if index.holds.name == "person":
            mention.delete()
            article.save()
            index_now()

    monkeypatch.setattr(records, "walk", walking)
    rebuild.rebuild(home)
    index_now()
    assert agrees(home)[0], agrees(home)[1]


def test_half_a_note_of_a_killed_writer_spoils_no_other(home):
    folder = folders.make_next(home, "1")
    notes = meanwhile.Notes(folder)
    assert notes.fresh() == []
    meanwhile.note(home, [("article", 7), ("person", 3)])
    with (folder / meanwhile.NOTES).open("a") as file:
        file.write("\narticle 1")
    assert notes.fresh() == [("article", 7), ("person", 3)]
    meanwhile.note(home, [("article", 12), ("article", 12)])
    assert ("article", 12) in notes.fresh()
    assert notes.fresh() == []


def test_what_a_killed_rebuild_left_is_removed_by_the_next(home, index_now):
    index_now()
    (folders.make_next(home, schema.current_version()) / "article_half.npx").write_bytes(b"1")
    assert [path.name for path in folders.unfinished(home)] == ["index-2"]
    assert rebuild.rebuild(home).folder.name == "index-2"
    assert not list(home.glob("*/article_half.npx"))


def test_index_tells_how_far_it_is_by_kind(home, monkeypatch, capsys):
    monkeypatch.setattr(index_command, "PROGRESS_SECONDS", 0)
    MentionFactory(article=ArticleFactory(), person=PersonFactory(), status="linked")
    ArticleFactory()
    call_command("index")
    lines = [line.rsplit(",")[0] for line in capsys.readouterr().out.splitlines()]
    assert lines[:2] == ["article: 2 of 2", "person: 1 of 1"]


def test_a_rebuild_queues_what_it_could_not_index(home, monkeypatch):
    break_preparing(monkeypatch, "坏")
    bad, good = ArticleFactory(headline="坏"), ArticleFactory(headline="好")
    assert str(rebuild.rebuild(home)) == "indexed 1, failed 1, in index-1"
    row = IndexChange.objects.get()
    assert (row.object_id, row.tries, row.error) == (bad.pk, 1, "ValueError: unreadable")
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {good.pk}


def test_a_rebuild_writes_small_segments_in_several_processes_and_merges_them(home, monkeypatch):
    monkeypatch.setattr(rebuild, "CHUNK", 2)
    monkeypatch.setattr(rebuild, "MOST_DOCUMENTS", 4)
    for _ in range(9):
        ArticleFactory()
    counts = []
    rebuild.rebuild(home, lambda *told: counts.append(told))
    assert counts == [("article", count) for count in (2, 4, 6, 8, 9)]
    folder = folders.current(home)
    segments = storage.contents(folder, KINDS["article"]).segments
    assert [segment.doc_count() for segment in segments] == [4, 4, 1]
    assert not list(folder.glob("**/*pieces*"))
    assert agrees(home)[0]


def test_a_record_that_becomes_no_document_spoils_no_other(home, monkeypatch):
    bad, good = ArticleFactory(), ArticleFactory()
    document = schema.document

    def spoiled(kind, fields):
        if fields["django_id"] == str(bad.pk):
            raise ValueError("no words")
        return document(kind, fields)

    monkeypatch.setattr(schema, "document", spoiled)
    assert rebuild.rebuild(home).failed == 1
    assert IndexChange.objects.get(object_type="article").error == "ValueError: no words"
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {good.pk}


def test_a_rebuild_that_lost_something_does_not_become_live(home, index_now, monkeypatch):
    article = ArticleFactory()
    index_now()
    monkeypatch.setattr(storage.Writer, "add_built", lambda *_args: None)
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


def test_an_index_of_another_version_is_not_searched_but_rebuilt(home, index_now, monkeypatch):
    article = ArticleFactory()
    index_now()
    monkeypatch.setattr(schema, "LAYOUT", schema.LAYOUT + 1)
    keeper.forget()  # as when the new version of the archive starts
    assert search(Request()).state == State.BUILDING
    lines = []
    worker.drain(home, lines.append)
    assert lines[0] == "the index was made by another version: rebuilding"
    assert [hit.article_id for hit in search(Request()).hits] == [article.pk]
    assert folders.current(home).name == "index-2"


def test_index_and_index_worker_print_their_counts(home, capsys):
    ArticleFactory()
    call_command("index")
    printed = capsys.readouterr().out
    assert "indexed 1, failed 0, in index-1" in printed
    assert "changes meanwhile: indexed 0, removed 0, failed 0" in printed
    ArticleFactory().delete()
    call_command("index_worker", once=True)
    assert "indexed 0, removed 1, failed 0" in capsys.readouterr().out
