"""Applying the outbox: every change arrives, a bad record blocks nobody."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.db import transaction
from haystack.management.commands.clear_index import Command as ClearIndex
from haystack.query import SearchQuerySet

from archive.models import Article, IndexChange
from archive.models.outbox import MAX_TRIES
from archive.search import Request, folders, outbox, schema, search, storage, worker
from archive.search.indexes import ArticleIndex
from archive.search.kinds import KINDS
from archive.search.state import ReadOnlyIndex
from tests.factories import ArticleFactory
from tests.search.asking import agrees, break_preparing, found


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
    assert len(storage.held(folders.current(home), KINDS["article"])) == 1


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


def test_what_is_withdrawn_does_not_wait_for_what_comes(home, index_now, monkeypatch):
    withdrawn, edited, deleted = (ArticleFactory(text="稻花节") for _ in range(3))
    index_now()
    monkeypatch.setattr(outbox, "BATCH", 3)
    for _ in range(6):
        ArticleFactory()
    Article.objects.filter(pk=withdrawn.pk).set_state(Article.State.WITHHELD)
    edited.state = Article.State.DRAFT
    edited.save()
    deleted.delete()
    outbox.apply_batch(home)
    assert not found("稻花节")
    index_now()
    assert agrees(home)[0]


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

    def spoiled(kind, fields):
        made = document(kind, fields)
        return replace(made, numbers={"nonsense": 1}) if fields["django_id"] == str(bad.pk) else made

    monkeypatch.setattr(schema, "document", spoiled)
    applied = outbox.apply_batch(home)
    assert applied.failed == 1
    assert {int(hit.pk) for hit in SearchQuerySet().models(Article)} == {good.pk}
    assert "nonsense" in IndexChange.objects.get(object_type="article", object_id=bad.pk).error


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


def test_segments_are_merged_and_deletions_purged(home, index_now):
    index_now()
    articles = []
    for _ in range(25):
        articles.append(ArticleFactory())
        index_now()
    assert len(storage.contents(folders.current(home), KINDS["article"]).segments) < 8
    assert agrees(home)[0]
    for article in articles[:20]:
        article.delete()
    index_now()
    segments = storage.contents(folders.current(home), KINDS["article"]).segments
    assert sum(segment.deleted_count() for segment in segments) <= sum(segment.doc_count() for segment in segments)
    assert {int(hit.pk) for hit in SearchQuerySet().all()} == {article.pk for article in articles[20:]}
    assert found("植树") == {article.pk for article in articles[20:]}


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
