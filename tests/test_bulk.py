"""Rows written in bulk are the rows that Django would have written."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive.models import Article, DateMention, Mention, TextKey, bulk
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def mentions(article: Article, count: int) -> list[Mention]:
    spans = [["text", 0, 3, None], ["headline", 1, 2, 7]]
    values = {"kind": "person", "spans": spans, "titles": ["区长", "“代”"], "status": Mention.Status.AMBIGUOUS}
    return [
        Mention(article_id=article.pk, text=f"陆明远{number}", position=number, confidence=0.5, revision=1, **values)
        for number in range(count)
    ]


def test_the_rows_are_as_django_writes_them() -> None:
    article, other = ArticleFactory(), ArticleFactory()
    before = timezone.now()
    made = bulk.insert(mentions(article, 3))
    Mention.objects.bulk_create(mentions(other, 3))
    stored = [list(Mention.objects.filter(article=each).order_by("pk")) for each in (article, other)]
    assert [row.pk for row in made] == [row.pk for row in stored[0]]
    own = ("pk", "article_id", "created_at", "updated_at")
    names = [field.attname for field in Mention._meta.concrete_fields if field.attname not in (*own, "id")]
    assert [[getattr(row, name) for name in names] for row in stored[0]] == [
        [getattr(row, name) for name in names] for row in stored[1]
    ]
    assert before <= stored[0][0].created_at == stored[0][0].updated_at <= before + timedelta(minutes=1)
    made[0].save()
    assert Mention.objects.filter(article=article).count() == 3


def test_days_and_truths_are_written() -> None:
    article = ArticleFactory()
    day = date(2023, 3, 4)
    row = DateMention(article=article, text="3月4日", first=day, last=day, origin="given", reason="", generic=True)
    bulk.insert([row])
    stored = DateMention.objects.get()
    assert (stored.first, stored.generic, stored.impossible, stored.confidence) == (day, True, False, 1.0)


def test_many_rows_take_few_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 10)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(bulk.insert(mentions(ArticleFactory(), 25))) == 25
    assert sum("archive_mention" in query["sql"] for query in queries) == 3
    assert bulk.insert([]) == []


def test_the_database_still_refuses_what_it_refuses() -> None:
    twice = mentions(ArticleFactory(), 1) * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(twice)


def test_plain_values_are_written_in_few_statements() -> None:
    article = ArticleFactory()
    with CaptureQueriesContext(connection) as captured:
        bulk.insert_plain(TextKey, ("article", "key"), [(article.pk, key) for key in range(-3, 2 * bulk.BATCH)])
        bulk.insert_plain(TextKey, ("article", "key"), [])
    assert len(captured) == 3
    assert list(article.text_keys.values_list("key", flat=True)) == list(range(-3, 2 * bulk.BATCH))
